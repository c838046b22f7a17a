"""The first exercise in a real JupyterLab: typed, named, mended, and counted."""

import pytest
from playwright.sync_api import expect

NOT_WRITTEN = 'raise NotImplementedError("write neuron")'
BIAS_PER_INPUT = "return sum(w * x + b)"
RIGHT = "return sum(w * x) + b"


@pytest.fixture(scope="module")
def exercise(lab):
    notebook = lab.open("exercises/01_neuron.ipynb")
    notebook.run(notebook.cell("from workbook import check"))
    return notebook


def write_and_check(exercise, old, new):
    """Replace one line by typing, run the cell and the check below it; what the check says."""
    number = exercise.cell("def neuron(")
    exercise.type_over(number, old, new)
    exercise.run(number)
    return exercise.run(number + 1).locator(".jp-OutputArea-output")


def test_from_a_blank_to_a_named_mistake_to_a_pass(exercise, artefacts):
    """The learner's whole way, in one test, because each step stands on the one before."""
    number = exercise.cell("def neuron(")
    exercise.run(number)
    said = exercise.run(number + 1).locator(".jp-OutputArea-output")
    expect(said).to_contain_text("neuron is not written yet")

    said = write_and_check(exercise, NOT_WRITTEN, BIAS_PER_INPUT)
    expect(said).to_contain_text("how many biases does one neuron have?")
    expect(said.get_by_role("status")).to_be_visible()
    exercise.page.screenshot(path=artefacts / "exercise_named_mistake.png")

    said = write_and_check(exercise, BIAS_PER_INPUT, RIGHT)
    expect(said).to_contain_text("neuron: passed.")
    exercise.page.screenshot(path=artefacts / "exercise_passed.png")

    exercise.save()
    exercise.type_over(exercise.add_below(number + 1), "", "progress()")
    said = exercise.run(number + 2).locator(".jp-OutputArea-output")
    expect(said).to_contain_text("1 of 11")
