"""The course without installing: JupyterLite in a real Chromium, with no other address than the folder's own.

`make lite` builds the site.
"""

import re
import zipfile

import lab_driver
import pytest
from playwright.sync_api import expect

from grader.required import require

SITE = lab_driver.ROOT / "build" / "lite"
NOT_WRITTEN = 'raise NotImplementedError("write neuron")'
BIAS_PER_INPUT = "return sum(w * x + b)"
RIGHT = "return sum(w * x) + b"


class Notebook(lab_driver.Notebook):
    """A notebook in JupyterLite."""

    def __init__(self, page, address, path):
        self.page = page
        page.goto(f"{address}/lab/index.html?path={path}")
        self.wait_for_kernel(path)

    def wait_for_kernel(self, path):
        """Wait until this notebook is in front and its kernel has started."""
        session = "window.jupyterapp?.shell.currentWidget?.sessionContext?.session"
        self.page.wait_for_function(
            f"(path) => {session}?.path === path && {session}?.kernel?.status === 'idle'",
            arg=path,
            timeout=120_000,
        )


@pytest.fixture(scope="module")
def site():
    """Where `make lite` has put the site; CI must have built it."""
    require("lite")
    return SITE


@pytest.fixture(scope="module")
def address(site):
    with lab_driver.served(site) as address:
        yield address


@pytest.fixture(scope="module")
def elsewhere():
    """The addresses outside that the page has asked for."""
    return []


@pytest.fixture(scope="module")
def exercise(browser, address, elsewhere):
    """The first exercise notebook, with its kernel started and its first cell run."""
    with lab_driver.new_page(browser) as page:
        page.context.on(
            "request", lambda asked: elsewhere.extend([asked.url] * lab_driver._is_elsewhere(asked.url))
        )
        notebook = Notebook(page, address, "exercises/01_neuron.ipynb")
        notebook.run(notebook.cell("from workbook import check"))
        yield notebook


def test_the_root_of_the_site_leads_to_the_start_page(browser, address):
    with lab_driver.new_page(browser) as page:
        page.goto(address)
        expect(page.get_by_role("tab", name="00_start_here.ipynb")).to_be_visible(timeout=60_000)


def test_the_site_has_what_a_learner_gets_and_nothing_else(site):
    with zipfile.ZipFile(next((site / "static" / "pyodide").glob("neural_networks_workbook-*.whl"))) as wheel:
        packages = {name.split("/")[0] for name in wheel.namelist()}
    assert {name for name in packages if not name.endswith(".dist-info")} == {"nnlib", "workbook"}
    assert {path.name for path in (site / "files").iterdir()} == {"chapters", "exercises"}
    texts = [path.read_text(encoding="utf-8") for path in (site / "files").rglob("*.ipynb")]
    assert texts
    assert not [text for text in texts if "BEGIN SOLUTION" in text]
    assert RIGHT not in (site / "files" / "exercises" / "01_neuron.ipynb").read_text(encoding="utf-8")


def test_every_link_between_notebooks_arrives(site):
    """The chapters have names of their own here, and so have the links to them."""
    targets = [
        (path.parent / link).resolve()
        for path in (site / "files").rglob("*.ipynb")
        for link in re.findall(r"\]\(([\w./]+\.ipynb)", path.read_text(encoding="utf-8"))
    ]
    assert len(targets) > 100
    assert {target for target in targets if not target.is_file()} == set()


def test_from_a_blank_to_a_named_mistake_to_a_pass(exercise, artefacts):
    """A learner's way, with NumPy in the browser; then `progress` and `mine` find what was saved."""
    number = exercise.cell("def neuron(")

    def answer(old, new):
        exercise.type_over(number, old, new)
        exercise.run(number)
        return exercise.run(number + 1).locator(".jp-OutputArea-output")

    expect(answer(NOT_WRITTEN, BIAS_PER_INPUT)).to_contain_text("how many biases does one neuron have?")
    expect(answer(BIAS_PER_INPUT, RIGHT)).to_contain_text("neuron: passed.")
    exercise.page.screenshot(path=artefacts / "lite_exercise.png")

    exercise.save()
    below = exercise.add_below(number + 1)
    exercise.type_over(below, "", "progress()")
    expect(exercise.run(below).locator(".jp-OutputArea-output")).to_contain_text("The neuron: 1 of 11")
    exercise.type_over(below, "progress()", "from workbook import mine; sorted(mine())")
    expect(exercise.run(below).locator(".jp-OutputArea-output").last).to_contain_text("['neuron']")


def test_the_chapter_opens_beside_the_exercise_and_its_figures_move(exercise, artefacts):
    """Two kernels side by side, by the link that a learner would follow."""
    page = exercise.page
    cell = page.evaluate("""() => {
        const cells = window.jupyterapp.shell.currentWidget.content.model.cells;
        for (let i = 0; i < cells.length; i++)
            if (cells.get(i).sharedModel.source.includes('../chapters/01_neuron')) return i;
    }""")
    exercise.scroll_to(cell).locator("a[href*='chapters']").first.click()
    exercise.wait_for_kernel("chapters/01_neuron_chapter.ipynb")
    with exercise.drawn_whole():  # what is stored, with its text alternatives
        assert exercise.shown_alts() == exercise.stored_alts() != []
    exercise.run_all(patience=240)
    assert exercise.errors() == []
    found = exercise.figure_cells()
    assert "DecisionLine" in found
    for name in ("DecisionLine", "LogisticNeuron"):
        figure = exercise.figure(found[name])
        picture = figure.locator("img").first
        source = picture.get_attribute("src")
        figure.get_by_role("slider").first.press("ArrowRight")
        expect(picture, name).not_to_have_attribute("src", source, timeout=20_000)
        figure.screenshot(path=artefacts / f"lite_{name}.png")


def test_nothing_was_asked_of_another_address(exercise, elsewhere):
    """The tests above ran without a network; the page did not even try."""
    assert elsewhere == []
