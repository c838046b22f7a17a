"""Figures that take a click: the mouse sets two sliders at once, and the keyboard reaches the same places."""

import lab_driver
import pytest
from playwright.sync_api import expect

NAMES = ["ClickAStart", "LineDescends", "LearningRates"]


@pytest.fixture(scope="module")
def notebook(lab, course):
    notebook = lab.open(lab_driver.notebook_of_figures(course, NAMES, "clicks.ipynb"))
    notebook.run_all()
    return notebook


def figure(notebook, name):
    return notebook.figure(notebook.figure_cells()[name])


def at(picture, across, up):
    """The place of a click, in parts of the picture from its lower left corner."""
    box = picture.bounding_box()
    return {"x": box["width"] * across, "y": box["height"] * (1 - up)}


def test_a_click_into_the_map_moves_both_sliders(notebook):
    """The axes of ClickAStart are in the middle of (0.08, 0.115) with width 0.555 and height 0.865, and square."""
    map_of_hills = figure(notebook, "ClickAStart")
    picture = map_of_hills.locator("img")
    before = picture.get_attribute("src")
    picture.click(position=at(picture, 0.08 + 0.555 / 2, 0.115 + 0.865 / 2))  # the middle is (0, 0)
    expect(picture).not_to_have_attribute("src", before)
    for label in ("start w₁", "start w₂"):
        assert abs(float(map_of_hills.get_by_label(label).input_value())) <= 0.1
    expect(map_of_hills.locator(".nnw-readout")).to_contain_text("From (")


def test_a_click_beside_the_map_does_nothing(notebook):
    map_of_hills = figure(notebook, "ClickAStart")
    picture, slider = map_of_hills.locator("img"), map_of_hills.get_by_label("start w₁")
    before, value = picture.get_attribute("src"), slider.input_value()
    picture.click(position=at(picture, 0.85, 0.5))
    notebook.page.wait_for_timeout(300)
    assert (picture.get_attribute("src"), slider.input_value()) == (before, value)


def test_the_start_can_be_dragged(notebook):
    line = figure(notebook, "LineDescends")
    picture, slider = line.locator("img"), line.get_by_label("start w")
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    y = box["y"] + 0.5 * box["height"]
    notebook.page.mouse.move(box["x"] + 0.6 * box["width"], y)
    notebook.page.mouse.down()
    expect(slider).not_to_have_value("-1")
    left = float(slider.input_value())
    notebook.page.mouse.move(box["x"] + 0.9 * box["width"], y, steps=6)
    notebook.page.mouse.up()
    expect(slider).not_to_have_value(str(left))
    notebook.page.wait_for_timeout(300)
    assert float(slider.input_value()) > left + 2
    after = slider.input_value()
    notebook.page.mouse.move(box["x"] + 0.7 * box["width"], y)  # without a button pressed
    notebook.page.wait_for_timeout(300)
    assert slider.input_value() == after


def test_the_keyboard_reaches_the_same_start(notebook):
    map_of_hills = figure(notebook, "ClickAStart")
    slider = map_of_hills.get_by_label("start w₁")
    slider.focus()
    notebook.page.keyboard.press("Home")
    notebook.page.keyboard.press("ArrowRight")
    expect(map_of_hills.locator(".nnw-readout")).to_contain_text("From (−4.9")


def test_a_figure_without_a_map_takes_no_click(notebook):
    plain = figure(notebook, "LearningRates")
    picture = plain.locator("img")
    before = picture.get_attribute("src")
    picture.click(position=at(picture, 0.3, 0.5))
    notebook.page.wait_for_timeout(300)
    assert picture.get_attribute("src") == before
    assert "nnw-clickable" not in picture.get_attribute("class")
