"""Everyone can read it: axe-core finds nothing serious or critical, in light and in dark.

In JupyterLab only what is ours is looked at: the text of the notebooks and the outputs with the figures. The editor,
the prompts, the toolbars, the links beside headings and the rest of the shell are JupyterLab's. One finding there is
left out and known: JupyterLab (to 4.6 at least) shows a stored picture without the text alternative stored beside it.
"""

import lab_driver
import nbformat
import pytest

from grader import grading, report
from grader.gradebook import Gradebook
from grader.required import require
from workbook import exercises, figures

THEMES = {"light": "JupyterLab Light", "dark": lab_driver.DARK}
NOTEBOOKS = sorted(
    f"{folder}/{path.stem}"
    for folder in ("chapters", "exercises")
    for path in (lab_driver.ROOT / folder).glob("*.ipynb")
)
CHAPTERS = [name for name in NOTEBOOKS if name.startswith("chapters/")]
PAGES = ["index", *NOTEBOOKS, "genindex", "search"]
NOTHING = {theme: [] for theme in THEMES}
OUTPUTS = """\
import numpy as np
from workbook import check, mine, progress

def sigmoid(z):
    return {returned}

check(sigmoid)"""
CELLS = "window.jupyterapp.shell.currentWidget.content.model.cells.length"
OURS = (".jp-RenderedMarkdown", ".jp-OutputArea-output")
NOT_OURS = (".jp-InternalAnchorLink", ".jp-RenderedImage img")
ONLY_IN = {"light": (), "dark": ("color-contrast",)}  # the rest does not depend on the theme


@pytest.fixture(scope="module")
def page():
    """One page for all: two browsers cannot be driven at once from here."""
    require("axe")
    with lab_driver.chromium() as page:
        yield page


@pytest.fixture(scope="module")
def site():
    """Where the site is served."""
    require("site")
    with lab_driver.served(lab_driver.ROOT / "build" / "site") as address:
        yield address


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_the_site(page, site, name):
    """With all answers unfolded."""
    page.goto(f"{site}/{name}.html")
    page.evaluate("() => window.MathJax?.startup?.promise")
    page.evaluate("() => document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    found = {}
    for theme, rules in ONLY_IN.items():
        page.evaluate("(theme) => { document.documentElement.dataset.theme = theme; }", theme)
        page.wait_for_timeout(300)  # the theme fades some colours over
        found[theme] = lab_driver.findings(page, rules=rules)
    assert found == NOTHING


@pytest.fixture(scope="module")
def lab(page, course, tmp_path_factory):
    """JupyterLab that draws whole notebooks."""
    names = [name for name in figures.__all__ if is_figure(getattr(figures, name))]
    lab_driver.notebook_of_figures(course, names)
    cells = [
        nbformat.v4.new_code_cell(OUTPUTS.format(returned=returned))
        for returned in ("1 / (1 + np.exp(z))", "np.exp(np.minimum(z, 0)) / (1 + np.exp(-np.abs(z)))", "None")
    ]
    cells += [nbformat.v4.new_code_cell(source) for source in ("progress()", "mine()")]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, course / "exercises" / "outputs.ipynb")
    own = tmp_path_factory.mktemp("settings that draw all")
    with lab_driver.jupyterlab(course, own, draw_all=True) as server:
        yield page, *server


def is_figure(kind):
    return (
        isinstance(kind, type) and issubclass(kind, figures.MovingFigure) and kind is not figures.MovingFigure
    )


def in_both_themes(page):
    """What axe finds in the notebook in front, by theme."""
    found = {}
    for theme, name in THEMES.items():
        page.evaluate(
            "(theme) => window.jupyterapp.commands.execute('apputils:change-theme', { theme })", name
        )
        page.wait_for_function(
            "(light) => document.body.dataset.jpThemeLight === light", arg=str(theme == "light").lower()
        )
        found[theme] = lab_driver.findings(page, OURS, NOT_OURS, ONLY_IN[theme])
    return found


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chapter_in_jupyterlab(lab, name):
    """With its stored outputs; the figures have a test of their own."""
    page, address, token = lab
    lab_driver.Notebook(page, address, token, f"{name}.ipynb")
    page.wait_for_function(f"() => document.querySelectorAll('.jp-Cell').length === {CELLS}")
    assert in_both_themes(page) == NOTHING


def test_every_figure_in_jupyterlab(lab, artefacts):
    page, address, token = lab
    notebook = lab_driver.Notebook(page, address, token, "figures.ipynb")
    notebook.run_all()
    assert notebook.errors() == []
    cells = notebook.figure_cells()
    for cell in cells.values():
        notebook.figure(cell)
    assert page.locator(".nnw-figure").count() == len(cells) > 40
    assert in_both_themes(page) == NOTHING
    page.screenshot(path=artefacts / "figures_dark.png")


def test_what_check_and_progress_say(lab, artefacts):
    page, address, token = lab
    notebook = lab_driver.Notebook(page, address, token, "exercises/outputs.ipynb")
    notebook.run_all()
    assert notebook.errors() == []
    assert in_both_themes(page) == NOTHING
    page.screenshot(path=artefacts / "check_dark.png")


@pytest.fixture(scope="module")
def feedback(tmp_path_factory):
    """A feedback page with everything that one can have."""
    book = Gradebook(f"sqlite:///{tmp_path_factory.mktemp('book') / 'book.sqlite'}")
    groups = [
        grading.GroupResult(e.function, group, points).__dict__
        for e in exercises.chapter("01_neuron").exercises
        for group, points in e.points.items()
    ]
    groups[0] |= {"passed": False, "category": "raised", "exception": "ValueError", "details": []}
    mistake = {
        "function": "neuron",
        "mistake": "m",
        "message": "Look again.",
        "evidence": [["got", "array([1.])"]],
    }
    grade = {
        "status": "partly", "reason": "", "groups": groups, "mistakes": [mistake], "notes": [[2, "NameError", "x"]],
    }  # fmt: skip
    about = {"file": "alice/01_neuron.ipynb", "sha256": "", "tests": "", "isolation": "none", "seed": 1}
    row = book.add("alice", "01_neuron", about, grade)
    book.close()
    return report.feedback(row)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_feedback_page(page, feedback, scheme):
    """It has one look of its own, also where the browser asks for a dark one.

    Its security policy forbids every script, axe too; so it is looked at without that line.
    """
    policy = feedback[feedback.index('<meta http-equiv="Content-Security-Policy"') :].split("\n")[0]
    page.goto("about:blank")
    page.emulate_media(color_scheme=scheme)
    page.set_content(feedback.replace(policy, ""))
    assert page.locator("h1").count() == 1
    assert lab_driver.findings(page) == []
    page.emulate_media(color_scheme="light")
