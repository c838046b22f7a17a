"""Every chapter in a real JupyterLab: everyone can read it, it runs from top to bottom, and every figure in it moves.

Each is opened once: first it is looked at as it is stored, then it is run. Chapter 1 has more tests of its own, in both
themes.
"""

import re

import lab_driver
import pytest
from playwright.sync_api import expect

from grader.required import require
from workbook import figures

CHAPTERS = sorted(path.stem for path in (lab_driver.ROOT / "chapters").glob("*.ipynb"))
LONGEST = 240  # seconds for a chapter on a busy machine


@pytest.fixture(scope="module", params=CHAPTERS)
def chapter(request, lab):
    """A chapter, opened; its name and the notebook."""
    return request.param, lab.open(f"chapters/{request.param}.ipynb")


def named_in(chapter):
    """The moving figures that a chapter's source ends a cell with."""
    text = (lab_driver.ROOT / "source" / "chapters" / f"{chapter}.md").read_text(encoding="utf-8")
    return set(re.findall(r"^figures\.([A-Z]\w+)\(", text, re.MULTILINE))


def test_everyone_can_read_what_is_stored(lab, chapter):
    """Each picture has the text alternative stored beside it, and axe finds nothing in light and in dark."""
    require("axe")
    _, notebook = chapter
    with notebook.drawn_whole():
        assert notebook.shown_alts() == notebook.stored_alts()
        assert lab.findings() == lab_driver.NOTHING


def test_it_runs_and_every_figure_of_it_moves(chapter, artefacts):
    name, notebook = chapter
    notebook.run_all(patience=LONGEST)
    assert notebook.errors() == []
    found = notebook.figure_cells()
    assert set(found) == named_in(name)
    for kind, cell in found.items():
        if not issubclass(getattr(figures, kind), figures.MovingFigure):
            continue  # the canvas has tests of its own
        figure = notebook.figure(cell)
        picture = figure.locator("img").first
        source = picture.get_attribute("src")
        _move(figure, getattr(figures, kind).controls[0])
        expect(picture, kind).not_to_have_attribute("src", source)
        figure.screenshot(path=artefacts / f"{name}_{kind}.png")


def _move(figure, control):
    """Change the first control of a figure as the keyboard would."""
    place = figure.get_by_role(lab_driver.ROLES[control.kind], name=control.label, exact=True)
    match control:
        case figures.Slider():
            place.press("ArrowLeft" if control.start > control.low else "ArrowRight")
        case figures.Choice():
            place.select_option(next(option for option in control.options if option != control.start))
        case figures.Switch():
            place.press("Space")
        case _:
            place.press("Enter")
