"""The notebooks that learners read are the ones the sources give, with outputs nbval can compare."""

import base64
import json
import re
import subprocess
import sys
from io import BytesIO

import nbformat
import numpy as np
import pytest
from matplotlib.image import imsave
from nbformat import v4

from instructor import build, regions
from instructor.house import CHAPTERS, EXERCISES, ROOT, SOLUTIONS

EXECUTED = sorted([*CHAPTERS.glob("*.ipynb"), *SOLUTIONS.glob("*.ipynb")])
HANDED_OUT = sorted(EXERCISES.glob("*.ipynb"))

each_executed = pytest.mark.parametrize("path", EXECUTED, ids=lambda path: f"{path.parent.name}/{path.stem}")
each_exercise = pytest.mark.parametrize("path", HANDED_OUT, ids=lambda path: path.stem)


def code_cells(path):
    return [
        cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"
    ]


def outputs(path):
    return [output for cell in code_cells(path) for output in cell["outputs"]]


def test_there_are_notebooks_to_test():
    """An empty list would make every test below pass."""
    assert EXECUTED
    assert HANDED_OUT


def test_every_notebook_follows_from_its_source():
    """Cells, ids and metadata. That a cell gives the stored output again is tested where nbval runs it."""
    assert build.differences() == []


@pytest.mark.parametrize("path", EXECUTED + HANDED_OUT, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_notebook_is_written_as_the_build_writes_it(path):
    """Else the next build would write it anew, though nothing has changed."""
    assert nbformat.writes(build.read(path)) + "\n" == path.read_text(encoding="utf-8")


@each_executed
def test_every_code_cell_was_executed(path):
    """nbval only runs a cell that has no count; it would compare nothing."""
    cells = code_cells(path)
    assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1))


@each_executed
def test_no_output_is_an_error_or_a_warning(path):
    tagged = {
        cell["id"] for cell in code_cells(path) if "raises-exception" in cell["metadata"].get("tags", [])
    }
    for cell in code_cells(path):
        for output in cell["outputs"]:
            assert output.get("name") != "stderr", cell["id"]
            assert output["output_type"] != "error" or cell["id"] in tagged, cell["id"]


@each_executed
def test_no_widget_with_random_ids_is_stored(path):
    assert "widget" not in json.dumps(json.loads(path.read_text(encoding="utf-8"))["metadata"])
    assert not any("widget" in kind for output in outputs(path) for kind in output.get("data", {}))


@each_executed
def test_every_stored_picture_has_a_text_alternative(path):
    for output in outputs(path):
        if "image/png" in output.get("data", {}):
            alternative = output["metadata"].get("image/png", {}).get("alt", "")
            assert len(alternative) > 20, alternative
            assert "".join(output["data"]["text/plain"]).strip()


@pytest.mark.parametrize("path", EXECUTED + HANDED_OUT, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_no_line_of_code_is_too_long_to_be_seen_whole(path):
    """JupyterLab does not wrap code; beside its file browser about 92 characters fit on a laptop."""
    too_long = [
        line for cell in code_cells(path) for line in "".join(cell["source"]).splitlines() if len(line) > 92
    ]
    assert too_long == []


@each_exercise
def test_an_exercise_has_no_outputs(path):
    assert outputs(path) == []
    assert {cell["execution_count"] for cell in code_cells(path)} == {None}


def solved_lines():
    for source in sorted((ROOT / "source" / "solutions").glob("*.md")):
        yield from regions.solution_lines(source.read_text(encoding="utf-8"))


def test_no_line_of_a_solution_is_in_the_exercises():
    handed_out = {
        line.strip()
        for path in HANDED_OUT
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        for line in "".join(cell["source"]).splitlines()
    }
    solutions = set(solved_lines())
    assert solutions
    assert solutions & handed_out == set()


def drawn(*, solid):
    """A small picture, as IPython stores it."""
    stream = BytesIO()
    imsave(stream, np.full((16, 16, 4), 1.0 if solid else 0.5))
    return base64.b64encode(stream.getvalue()).decode()


def show(png):
    return f"from base64 import b64decode; from IPython.display import Image; Image(b64decode('{png}'))"


def test_a_run_finds_an_output_that_was_changed(tmp_path):
    """The comparison is real: one other character, or another picture, fails the cell; and nothing else does."""
    grey, white = drawn(solid=False), drawn(solid=True)
    picture = {"text/plain": "<IPython.core.display.Image object>"}
    cells = {
        "text as it was": ("6 * 7", {"text/plain": "42"}),
        "text changed": ("6 * 7", {"text/plain": "41"}),
        "picture as it was": (show(grey), picture | {"image/png": grey}),
        "picture changed": (show(grey), picture | {"image/png": white}),
        "picture gone": (show(grey), picture),
    }
    notebook = v4.new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
    for source, data in cells.values():
        output = v4.new_output("execute_result", data, execution_count=1)
        notebook.cells.append(v4.new_code_cell(source, outputs=[output], execution_count=1))
    path = tmp_path / "some.ipynb"
    nbformat.write(notebook, path)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-rA", "--tb=no"]
    done = subprocess.run(
        [*command, "tests/conftest.py", path],  # the former compares the pictures
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    found = re.findall(r"^(PASSED|FAILED) .*::Cell (\d)", done.stdout, re.MULTILINE)
    failed = sorted(list(cells)[int(number)] for outcome, number in found if outcome == "FAILED")
    assert len(found) == len(cells), done.stdout + done.stderr
    assert failed == ["picture changed", "picture gone", "text changed"]
