"""What learners get is what is on the list, and it works in an empty place."""

import json
import os
import subprocess
import sys
import zipfile

import pytest

from instructor import regions
from instructor.house import ROOT, InstructorError
from instructor.release import FOLDER, release


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    path = tmp_path_factory.mktemp("release") / "course.zip"
    release(path)
    return path


def test_only_what_learners_need_is_in_the_zip(archive):
    names = zipfile.ZipFile(archive).namelist()
    assert {name.split("/")[0] for name in names} == {FOLDER}
    rooms = {name.split("/")[1] for name in names if name.count("/") > 1}
    assert rooms == {"chapters", "exercises", "nnlib", "workbook"}
    files = {name.split("/")[1] for name in names if name.count("/") == 1}
    assert files == {"README.md", "LICENSE", "requirements.txt", "pyproject.toml"}


def test_no_solution_and_no_hidden_test_is_in_the_zip(archive):
    lines = set()
    for source in (ROOT / "source" / "solutions").glob("*.md"):
        lines.update(regions.solution_lines(source.read_text(encoding="utf-8")))
    with zipfile.ZipFile(archive) as opened:
        for name in opened.namelist():
            assert "hidden" not in name
            if name.endswith(".ipynb"):
                code = [
                    cell["source"]
                    for cell in json.loads(opened.read(name))["cells"]
                    if cell["cell_type"] == "code"
                ]
                found = {line.strip() for source in code for line in "".join(source).splitlines()}
                assert not (lines & found and "exercises" in name), name


def test_the_same_course_gives_the_same_bytes(archive, tmp_path):
    release(tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == archive.read_bytes()


def test_a_course_without_notebooks_is_not_released(tmp_path):
    (tmp_path / "README.md").write_text("empty", encoding="utf-8")
    with pytest.raises(InstructorError, match=r"nothing matches requirements.txt"):
        release(tmp_path / "course.zip", root=tmp_path)
    assert not list(tmp_path.glob("*.zip*"))


_WORK_THE_FIRST_EXERCISE = """
import nbformat
from nbclient import NotebookClient

notebook = nbformat.read("exercises/01_neuron.ipynb", as_version=4)
cells = {cell.id: cell for cell in notebook.cells}
written = cells["write-neuron"]
written.source = written.source.replace('raise NotImplementedError("write neuron")', "return float(x @ w + b)")
NotebookClient(notebook, allow_errors=True, resources={"metadata": {"path": "exercises"}}).execute()
for name in ("check-neuron", "check-sigmoid"):
    print(name, "|", " ".join(str(output) for output in cells[name].outputs))
"""


@pytest.mark.slow
def test_a_learner_installs_the_zip_in_an_empty_place_and_works_the_first_exercise(archive, tmp_path):
    """With pip and an environment of its own, as the README says, in a folder with a space in its name."""
    place = tmp_path / "my courses"
    zipfile.ZipFile(archive).extractall(place)
    course = place / FOLDER
    python = place / "venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    constraints = ["-c", ROOT / "constraints.txt"] if os.environ.get("CI") else []
    environment = {
        name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")
    }
    # JupyterLab is large, and little of it is imported here. "off" means that pip does not compile.
    environment["PIP_NO_COMPILE"] = "off"

    def run(*command):
        result = subprocess.run(
            command, cwd=course, env=environment, capture_output=True, text=True, check=False
        )
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout

    run(sys.executable, "-m", "venv", place / "venv")
    run(python, "-m", "pip", "install", "-q", *constraints, "-r", "requirements.txt", "-e", ".")
    assert "Open the course in JupyterLab" in run(python, "-m", "workbook", "--help")
    checked = dict(line.split(" | ", 1) for line in run(python, "-c", _WORK_THE_FIRST_EXERCISE).splitlines())
    assert "The public check passes" in checked["check-neuron"]
    assert "not written yet" in checked["check-sigmoid"]
