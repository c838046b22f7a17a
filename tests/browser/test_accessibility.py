"""Everyone can read it: axe-core finds nothing serious or critical, in light and in dark.

Here are all figures, what ``check`` and ``progress`` say, and the feedback page. The chapters are looked at in
test_every_chapter.py and the website in test_site.py, where each page is open anyway.

In JupyterLab only what is ours is looked at: the text of the notebooks and the outputs. The editor, the prompts, the
toolbars, the links beside headings and the rest of the shell are JupyterLab's. What JupyterLab leaves out of ours, the
text alternative of a stored picture, is added by ``workbook/labextension``.
"""

import lab_driver
import nbformat
import pytest

from grader import grading, report
from grader.gradebook import Gradebook
from grader.required import require
from workbook import exercises, figures

OUTPUTS = """\
import numpy as np
from workbook import check, mine, progress

def sigmoid(z):
    return {returned}

check(sigmoid)"""


@pytest.fixture(scope="module", autouse=True)
def axe():
    require("axe")


def is_figure(kind):
    return (
        isinstance(kind, type) and issubclass(kind, figures.MovingFigure) and kind is not figures.MovingFigure
    )


def test_every_figure_in_jupyterlab(lab, course, artefacts):
    names = [name for name in figures.__all__ if is_figure(getattr(figures, name))]
    notebook = lab.open(lab_driver.notebook_of_figures(course, names))
    notebook.run_all()
    assert notebook.errors() == []
    assert len(names) > 40
    with notebook.drawn_whole():
        lab_driver.expect_pictures(lab.page, len(names))
        assert lab.findings() == lab_driver.NOTHING
    lab.page.screenshot(path=artefacts / "figures_dark.png")


def test_what_check_and_progress_say(lab, course, artefacts):
    cells = [
        nbformat.v4.new_code_cell(OUTPUTS.format(returned=returned))
        for returned in ("1 / (1 + np.exp(z))", "np.exp(np.minimum(z, 0)) / (1 + np.exp(-np.abs(z)))", "None")
    ]
    cells += [nbformat.v4.new_code_cell(source) for source in ("progress()", "mine()")]
    lab_driver.write_notebook(course / "exercises" / "outputs.ipynb", cells)
    notebook = lab.open("exercises/outputs.ipynb")
    notebook.run_all()
    assert notebook.errors() == []
    with notebook.drawn_whole():
        assert lab.findings() == lab_driver.NOTHING
    lab.page.screenshot(path=artefacts / "check_dark.png")


@pytest.fixture(scope="module")
def page(browser):
    with lab_driver.new_page(browser) as page:
        yield page


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
    assert lab_driver.findings(page, "light") == []
    page.emulate_media(color_scheme="light")
