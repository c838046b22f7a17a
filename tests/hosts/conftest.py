"""Notebooks of two learners: one has everything right, the other a part."""

import nbformat
import pytest

from instructor.house import EXERCISES, SOLUTIONS
from workbook import exercises

CHAPTER = "01_neuron"

# What the second learner has: two functions right, and one with a known mistake.
WRITTEN = ("neuron", "relu")
MISTAKEN = ("tanh_grad", "def tanh_grad(z):\n    return 1 - np.tanh(z)")


def _fill(notebook, written=None):
    """Write solutions into a notebook of exercises.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        Changed in place; its cells carry nbgrader's ids.
    written : collection of str, optional
        The functions that are right; all by default. Otherwise `MISTAKEN` is put in as well.
    """
    solution = nbformat.read(SOLUTIONS / f"{CHAPTER}.ipynb", as_version=4)
    right = {cell.id: cell.source for cell in solution.cells}
    for cell in notebook.cells:
        about = cell.metadata.get("nbgrader", {})
        function = about.get("grade_id", "").removeprefix("write-")
        if not about.get("solution"):
            continue
        if written is None or function in written:
            cell.source = right[f"write-{function}"]
        elif function == MISTAKEN[0]:
            cell.source = MISTAKEN[1]


@pytest.fixture(scope="session")
def fill():
    """Write solutions into a notebook: ``fill(notebook)`` all, ``fill(notebook, functions)`` some and a mistake."""
    return _fill


@pytest.fixture(scope="session")
def written():
    """The functions that the second learner has right."""
    return WRITTEN


@pytest.fixture(scope="session")
def right():
    """A notebook with every function right, as text."""
    notebook = nbformat.read(EXERCISES / f"{CHAPTER}.ipynb", as_version=4)
    _fill(notebook)
    return nbformat.writes(notebook)


@pytest.fixture(scope="session")
def partly():
    """A notebook with `WRITTEN` right and one mistake, as text."""
    notebook = nbformat.read(EXERCISES / f"{CHAPTER}.ipynb", as_version=4)
    _fill(notebook, WRITTEN)
    return nbformat.writes(notebook)


@pytest.fixture(scope="session")
def points():
    """What the second learner's functions are worth."""
    return sum(exercises.exercise(name).total for name in WRITTEN)
