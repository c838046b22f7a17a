"""Every chapter in a real JupyterLab: it runs from top to bottom, and every moving figure in it moves.

Chapter 1 has tests of its own, in both themes.
"""

import re

import lab_driver
import pytest
from playwright.sync_api import expect

from workbook import figures

CHAPTERS = sorted(path.stem for path in (lab_driver.ROOT / "source" / "chapters").glob("0[2-9]_*.md"))
LONGEST = 240  # seconds for a chapter on a busy machine


@pytest.fixture(scope="module")
def lab(course, tmp_path_factory):
    """JupyterLab and a page, for all chapters."""
    own = tmp_path_factory.mktemp("settings for all")
    with lab_driver.jupyterlab(course, own) as server, lab_driver.chromium() as page:
        yield page, *server


def named_in(chapter):
    """The moving figures that a chapter's source ends a cell with."""
    text = (lab_driver.ROOT / "source" / "chapters" / f"{chapter}.md").read_text(encoding="utf-8")
    return set(re.findall(r"^figures\.([A-Z]\w+)\(", text, re.MULTILINE))


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_runs_and_every_figure_of_it_moves(lab, artefacts, chapter):
    page, address, token = lab
    notebook = lab_driver.Notebook(page, address, token, f"chapters/{chapter}.ipynb")
    notebook.run_all(patience=LONGEST)
    assert notebook.errors() == []
    found = notebook.figure_cells()
    assert set(found) == named_in(chapter)
    for name, cell in found.items():
        if not issubclass(getattr(figures, name), figures.MovingFigure):
            continue  # the canvas has tests of its own
        figure = notebook.figure(cell)
        picture = figure.locator("img").first
        source = picture.get_attribute("src")
        _move(figure, getattr(figures, name).controls[0])
        expect(picture, name).not_to_have_attribute("src", source)
        figure.screenshot(path=artefacts / f"{chapter}_{name}.png")


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
