"""Small notebooks, small hidden tests and small limits for the tests of the grader."""

import json
import sys
from pathlib import Path

import pytest

from grader import withheld
from grader.proxy import Submission
from grader.required import require
from grader.sandbox.limits import MIB, Limits
from workbook import exercises

CHAPTER = "01_neuron"

SOLUTION = """\
import numpy as np
def neuron(x, w, b): return float(np.dot(x, w) + b)
def perceptron_predict(X, w, b): return (X @ w + b > 0).astype(int)
def sigmoid(z): return 1 / (1 + np.exp(-z))
def tanh(z): return np.tanh(z)
def relu(z): return np.maximum(z, 0)
def sigmoid_grad(z): return sigmoid(z) * (1 - sigmoid(z))
def tanh_grad(z): return 1 - np.tanh(z) ** 2
def relu_grad(z): return (z > 0).astype(float)
def answer_thin_line(): return 1
def answer_separable_tables(): return 1
def answer_neuron_bug(): return "a"
"""

_ARGUMENTS = {
    "neuron": "np.array([1.0, 2.0]), np.array([3.0, -4.0]), 0.5",
    "perceptron_predict": "np.array([[1.0, 2.0], [-1.0, 4.0]]), np.array([3.0, -1.0]), 0.5",
}


def _notebook_of(*cells):
    """An .ipynb file with these code cells, as bytes."""
    made = [{"cell_type": "code", "source": cell, "metadata": {}, "outputs": []} for cell in cells]
    kernel = {"kernelspec": {"name": "python3", "language": "python"}}
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": kernel, "cells": made}).encode()


def _hidden_tests():
    """A file of hidden tests with one test for each group of points, against nnlib itself."""
    lines = ["import numpy as np", "import pytest", "import nnlib"]
    for exercise in exercises.chapter(CHAPTER).exercises:
        name = exercise.function
        arguments = _ARGUMENTS.get(name, "np.array([-2.0, 0.0, 0.625])")
        for group in exercise.points:
            lines += [
                "",
                f"@pytest.mark.exercise({name!r}, group={group!r})",
                f"def test_{name}_{group}(student):",
            ]
            if exercise.answer:  # of a chapter whose right answers are made up
                lines.append(f"    assert student.{name}() in (1, 'a')")
                continue
            lines.append(f"    got, want = student.{name}({arguments}), nnlib.functional.{name}({arguments})")
            lines.append("    np.testing.assert_allclose(got, want)")
            if group == "unchanged":
                lines.append(f"    assert student.{name}.unchanged({arguments})")
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="session")
def notebook_of():
    """A function that makes an .ipynb file of code cells, as bytes."""
    return _notebook_of


@pytest.fixture(scope="session")
def solution():
    """A cell with every function of the chapter."""
    return SOLUTION


@pytest.fixture(scope="session")
def hidden(tmp_path_factory):
    """A folder of hidden tests."""
    folder = tmp_path_factory.mktemp("hidden tests")
    (folder / f"test_{CHAPTER}.py").write_text(_hidden_tests())
    return folder


@pytest.fixture(scope="session")
def inside(tmp_path_factory):
    """What the sandbox sees."""
    return withheld.make(tmp_path_factory.mktemp("in side"), withheld.functions(CHAPTER))


@pytest.fixture(scope="session")
def bwrap():
    """Bubblewrap is there, or the test is skipped; where CI is set it has to be there."""
    require("bwrap")


@pytest.fixture(scope="session")
def postgresql():
    """A PostgreSQL server of our own, ended with the tests."""
    require("postgresql")
    sys.path.insert(0, str(Path(__file__).parent))
    from postgresql_server import Server  # noqa: PLC0415  found by the line above

    server = Server()
    yield server
    server.end()


@pytest.fixture
def limits():
    """Limits that a test can wait for."""
    return Limits(call=2.0, load=8.0, submission=20.0, memory=512 * MIB, reply=8 * MIB, file=MIB)


@pytest.fixture
def isolation(request):
    """The default one; a test that is about isolation asks for each in turn."""
    name = getattr(request, "param", "prewarmed")
    require(name)
    return name


@pytest.fixture
def submit(isolation, inside, limits):
    """Start notebooks in the sandbox; all are ended afterwards."""
    opened = []

    def start(*cells, **options):
        settings = {"limits": limits, "isolation": isolation, **options}
        opened.append(Submission(cells, inside, **settings))
        return opened[-1]

    yield start
    for each in opened:
        each.close()
