"""The notebooks that learners read are the ones the sources give, with outputs nbval can compare."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from instructor import build, regions
from instructor.house import CHAPTERS, EXERCISES, ROOT, SOLUTIONS

EXECUTED = sorted([*CHAPTERS.glob("*.ipynb"), *SOLUTIONS.glob("*.ipynb")])
HANDED_OUT = sorted(EXERCISES.glob("*.ipynb"))
SANITIZE = Path(__file__).parent / "sanitize.cfg"

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
    assert build.differences() == []


def test_building_from_the_sources_again_changes_nothing(tmp_path):
    """The outputs too: the build runs every chapter and solution in a fresh kernel."""
    for room in ("source", "chapters", "exercises", "solutions"):
        shutil.copytree(ROOT / room, tmp_path / room)
    written = build.build(tmp_path, say=lambda line: None)
    assert [path.relative_to(tmp_path).as_posix() for path in written] == []


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


def test_nbval_finds_an_output_that_was_changed(tmp_path):
    """The comparison is real: one changed character in one stored output fails the run."""
    original = SOLUTIONS / "01_neuron.ipynb"
    notebook = json.loads(original.read_text(encoding="utf-8"))
    stream = next(cell for cell in notebook["cells"] if cell["cell_type"] == "code" and cell["outputs"])
    output = stream["outputs"][0]
    text = output.setdefault("text", output.get("data", {}).get("text/plain", [""]))
    text[0] = "changed " + text[0]
    if "data" in output:
        output["data"]["text/plain"] = output.pop("text")
    changed = tmp_path / "changed.ipynb"
    changed.write_text(json.dumps(notebook), encoding="utf-8")

    def nbval(path):
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "-o",
            "addopts=",
            "--rootdir",
            path.parent,
        ]
        command += ["--nbval", "--nbval-current-env", "--nbval-sanitize-with", SANITIZE, path]
        return subprocess.run(command, cwd=path.parent, capture_output=True, text=True, check=False)

    assert nbval(changed).returncode == 1
    shutil.copy(original, changed)
    result = nbval(changed)
    assert result.returncode == 0, result.stdout
