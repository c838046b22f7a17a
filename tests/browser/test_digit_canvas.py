"""The sheet of chapter 6 in a real JupyterLab: one draws by mouse and by keyboard, loads, takes back, clears."""

import pytest
from playwright.sync_api import expect


@pytest.fixture(scope="module")
def chapter(lab):
    """Chapter 6, opened, and run from top to bottom."""
    notebook = lab.open("chapters/06_softmax_cross_entropy.ipynb")
    notebook.run_all()
    return notebook


@pytest.fixture(scope="module", params=["light", "dark"])
def theme(request, chapter, lab):
    """A theme, with a new sheet: the pen is where it begins."""
    lab.use(request.param)
    chapter.run(chapter.figure_cells()["DigitCanvas"])
    return request.param


@pytest.fixture
def sheet(chapter, theme):
    """The sheet, empty."""
    figure = chapter.figure(chapter.figure_cells()["DigitCanvas"])
    figure.get_by_role("button", name="Clear").click()
    expect(figure.locator(".nnw-readout")).to_have_text("Nothing is drawn yet.")
    return figure


def test_every_cell_runs_without_an_error(chapter):
    assert chapter.errors() == []


def test_one_draws_with_the_mouse(chapter, sheet, theme, artefacts):
    """A straight line down is a 1, if it is anything."""
    box = sheet.locator("canvas").bounding_box()
    mouse = chapter.page.mouse
    mouse.move(box["x"] + 130, box["y"] + 50)
    mouse.down()
    for step in range(1, 19):
        mouse.move(box["x"] + 130 + step / 2, box["y"] + 50 + 10 * step)
    mouse.up()
    expect(sheet.locator(".nnw-readout")).to_contain_text("The network says 1 ")
    assert "The network says 1 " in sheet.locator("img").get_attribute("alt")
    sheet.screenshot(path=artefacts / f"DigitCanvas_mouse_{theme}.png")


def test_one_draws_with_the_keyboard_alone(chapter, sheet, theme, artefacts):
    """Up, pen down, ten steps down, pen up; the arrow keys do not go to the next cell."""
    page, canvas = chapter.page, sheet.locator("canvas")
    sheet.get_by_role("button", name="Clear").focus()
    page.keyboard.press("Shift+Tab")
    expect(canvas).to_be_focused()
    for _ in range(7):
        page.keyboard.press("ArrowUp")
    page.keyboard.press("Space")
    for _ in range(15):
        page.keyboard.press("ArrowDown")
    expect(canvas).to_be_focused()
    expect(sheet.locator(".nnw-hidden")).to_have_text("Pen down, 50 % from the left, 82 % from the top.")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowLeft")
    expect(sheet.locator(".nnw-hidden")).to_have_text("Pen up, 46 % from the left, 82 % from the top.")
    expect(sheet.locator(".nnw-readout")).to_contain_text("The network says 1 ")
    sheet.screenshot(path=artefacts / f"DigitCanvas_keyboard_{theme}.png")
    page.keyboard.press("Delete")
    expect(sheet.locator(".nnw-readout")).to_have_text("Nothing is drawn yet.")


def test_the_keyboard_loads_an_example(chapter, sheet, theme, artefacts):
    """A digit typed on the list picks it."""
    examples = sheet.get_by_label("Example")
    examples.focus()
    chapter.page.keyboard.press("7")
    expect(sheet.locator(".nnw-readout")).to_contain_text("The network says 7 ")
    inked = """(canvas) => {
        const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
        let dark = 0;
        for (let i = 0; i < data.length; i += 4) dark += data[i] < 100;
        return dark / (data.length / 4);
    }"""
    assert sheet.locator("canvas").evaluate(inked) > 0.05  # it is on the sheet too
    sheet.screenshot(path=artefacts / f"DigitCanvas_example_{theme}.png")


def test_a_stroke_can_be_taken_back(chapter, sheet):
    """The example 4 has two strokes; without the second the answer is another one, without both there is none."""
    sheet.get_by_label("Example").select_option("4")
    readout = sheet.locator(".nnw-readout")
    expect(readout).to_contain_text("The network says 4 ")
    both = readout.inner_text()
    undo = sheet.get_by_role("button", name="Undo")
    undo.click()
    expect(readout).not_to_have_text(both)
    undo.click()
    expect(readout).to_have_text("Nothing is drawn yet.")


def test_everything_has_an_accessible_name(sheet):
    expect(sheet.get_by_role("application", name="Sheet to draw a digit on")).to_have_count(1)
    for name in ("Clear", "Undo"):
        expect(sheet.get_by_role("button", name=name, exact=True)).to_have_count(1)
    expect(sheet.get_by_role("combobox", name="Example")).to_have_count(1)
    described = sheet.locator("canvas").get_attribute("aria-describedby")
    assert "arrow keys" in sheet.locator(f"[id='{described}']").inner_text()
    assert len(sheet.locator("img").get_attribute("alt")) > 40


def test_nothing_sticks_out_of_a_narrow_window(chapter, sheet):
    page = chapter.page
    wide = page.viewport_size
    page.set_viewport_size({"width": 700, "height": 900})
    try:
        outside = sheet.evaluate("""(figure) => {
            const right = (node) => node.getBoundingClientRect().right;
            const room = right(figure.closest('.jp-OutputArea-output'));
            return [...figure.querySelectorAll('*')].filter((node) => right(node) > room + 1).map((n) => n.outerHTML);
        }""")
    finally:
        page.set_viewport_size(wide)
    assert outside == []
