"""Chapter 1 in a real JupyterLab: it runs, its figures move by keyboard, and a screen reader finds its way."""

import re

import lab_driver
import pytest
from playwright.sync_api import expect

from workbook import figures

NAMES = {"NeuronDiagram", "DecisionLine", "XorByHand", "ThresholdGate", "ActivationGallery", "LogisticNeuron"}


@pytest.fixture(scope="module")
def chapter(lab):
    """Chapter 1, opened, and run from top to bottom."""
    notebook = lab.open("chapters/01_neuron.ipynb")
    notebook.run_all()
    return notebook


@pytest.fixture(scope="module", params=["light", "dark"])
def theme(request, chapter, lab):
    lab.use(request.param)
    return request.param


def test_every_cell_runs_without_an_error(chapter):
    assert chapter.errors() == []


def test_every_figure_of_the_chapter_is_there(chapter):
    assert set(chapter.figure_cells()) == NAMES


def test_no_pop_up_asks_for_anything(chapter):
    """The question about news covers the figure that is being moved."""
    expect(chapter.page.locator(".Toastify__toast")).to_have_count(0)


@pytest.mark.parametrize("name", sorted(NAMES))
def test_a_figure_moves_by_keyboard_and_its_text_follows(chapter, theme, artefacts, name):
    """The first slider, one step; JupyterLab would otherwise take the arrow keys to go to the next cell."""
    page = chapter.page
    figure = chapter.figure(chapter.figure_cells()[name])
    picture, slider, readout = (figure.locator(what) for what in ("img", "input[type=range]", ".nnw-readout"))
    slider = slider.first
    source, alt, text, value = (
        picture.get_attribute("src"), picture.get_attribute("alt"), readout.inner_text(), slider.input_value(),
    )  # fmt: skip
    slider.focus()
    page.keyboard.press("ArrowLeft")
    expect(picture).not_to_have_attribute("src", source)
    expect(picture).not_to_have_attribute("alt", alt)
    expect(readout).not_to_have_text(text)
    assert slider.input_value() != value
    assert slider.evaluate("slider => slider === document.activeElement"), "the arrow key left the slider"
    assert picture.get_attribute("alt").endswith(readout.inner_text())
    figure.screenshot(path=artefacts / f"{name}_{theme}.png")


def test_only_the_latest_of_many_moves_counts(chapter):
    """Twenty steps in a row end at the right place, with picture and text of that place."""
    figure = chapter.figure(chapter.figure_cells()["DecisionLine"])
    slider = figure.get_by_label("bias b")
    slider.focus()
    chapter.page.keyboard.press("Home")
    for _ in range(20):
        chapter.page.keyboard.press("ArrowRight")
    assert slider.input_value() == "-4"
    expect(figure.locator("img")).to_have_attribute("alt", re.compile(r"\(−4\) = 0"))


def test_a_choice_and_a_button_work(chapter):
    gate = chapter.figure(chapter.figure_cells()["ThresholdGate"])
    gate.get_by_label("gate").select_option("XOR")
    expect(gate.locator(".nnw-readout")).to_contain_text("For XOR that is")
    xor = chapter.figure(chapter.figure_cells()["XorByHand"])
    serial = xor.locator("img").get_attribute("src")
    xor.get_by_role("button", name="Forget my best").click()
    expect(xor.locator("img")).not_to_have_attribute("src", serial)


@pytest.mark.parametrize("name", sorted(NAMES))
def test_everything_has_an_accessible_name(chapter, name):
    figure = chapter.figure(chapter.figure_cells()[name])
    controls = getattr(figures, name).controls
    for control in controls:
        expect(
            figure.get_by_role(lab_driver.ROLES[control.kind], name=control.label, exact=True)
        ).to_have_count(1)
    assert figure.locator("input, select, button").count() == len(controls)
    assert len(figure.locator("img").get_attribute("alt")) > 40
    assert figure.locator(".nnw-readout").get_attribute("aria-live") == "polite"
    title = figure.get_attribute("aria-labelledby")
    assert figure.locator(f"[id='{title}']").inner_text()


@pytest.mark.parametrize("name", sorted(NAMES))
def test_letters_of_the_controls_stand_out_from_the_page(chapter, theme, name):
    """At least 4.5 to 1, in both themes."""
    figure = chapter.figure(chapter.figure_cells()[name])
    colours = figure.evaluate("""(figure) =>
        [...figure.querySelectorAll('.nnw-title, .nnw-question, .nnw-label, .nnw-readout')].map((node) => {
            let ground = node;
            while (ground && getComputedStyle(ground).backgroundColor.replace(/ /g, '') === 'rgba(0,0,0,0)')
                ground = ground.parentElement;
            return [getComputedStyle(node).color, getComputedStyle(ground).backgroundColor];
        })""")
    assert colours
    for ink, ground in colours:
        assert _contrast(ink, ground) >= 4.5, (ink, ground)


def _channels(colour):
    """Red, green, blue and opacity of a colour as the browser writes it: rgb(0, 0, 0) or rgba(0, 0, 0, 0.87)."""
    numbers = [float(part) for part in colour[colour.index("(") + 1 : -1].split(",")]
    return [number / 255 for number in numbers[:3]], [*numbers, 1.0][3]


def _contrast(ink, ground):
    (ink, opacity), (ground, _) = _channels(ink), _channels(ground)
    seen = [opacity * above + (1 - opacity) * below for above, below in zip(ink, ground, strict=True)]
    low, high = sorted(map(_luminance, (seen, ground)))
    return (high + 0.05) / (low + 0.05)


def _luminance(channels):
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_nothing_sticks_out_of_a_narrow_window(chapter):
    """At 700 pixels, with the file list open, the picture shrinks with the page."""
    page = chapter.page
    wide = page.viewport_size
    page.set_viewport_size({"width": 700, "height": 900})
    try:
        figure = chapter.figure(chapter.figure_cells()["DecisionLine"])
        outside = figure.evaluate("""(figure) => {
            const right = (node) => node.getBoundingClientRect().right;
            const room = right(figure.closest('.jp-OutputArea-output'));
            const wide = [...figure.querySelectorAll('*')].filter((node) => right(node) > room + 1);
            return wide.map((node) => node.outerHTML);
        }""")
    finally:
        page.set_viewport_size(wide)
    assert outside == []


def test_the_whole_page_can_be_looked_at(chapter, theme, artefacts):
    """Screenshots from top to bottom, for a person to see."""
    count = chapter.page.evaluate("() => window.jupyterapp.shell.currentWidget.content.model.cells.length")
    for number, cell in enumerate(range(0, count, 5)):
        chapter.scroll_to(cell)
        lab_driver.settle(chapter.page)
        chapter.page.screenshot(path=artefacts / f"page_{theme}_{number:02}.png")
    assert len(list(artefacts.glob(f"page_{theme}_*.png"))) >= count // 5
