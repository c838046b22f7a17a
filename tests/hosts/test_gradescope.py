"""The zip for Gradescope does, in folders laid out as over there, what Gradescope documents."""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile

import pytest

from grader.required import require
from instructor import gradescope
from instructor.__main__ import main
from instructor.gradescope import autograder
from instructor.house import ROOT
from workbook import exercises

CHAPTER = "01_neuron"

# What Gradescope's documentation names, in a test and in the whole.
TEST = {"score", "max_score", "status", "name", "name_format", "number", "output", "output_format", "tags"}
TEST |= {"visibility", "extra_data"}
WHOLE = {"score", "execution_time", "output", "output_format", "test_output_format", "test_name_format"}
WHOLE |= {"visibility", "stdout_visibility", "extra_data", "tests", "leaderboard"}


class Gradescope:
    """The folders that Gradescope makes, below a folder of ours, with a space in its name."""

    def __init__(self, root, archive):
        self.root = root
        for folder in ("source", "submission", "results"):
            (root / folder).mkdir(parents=True)
        with zipfile.ZipFile(archive) as opened:
            opened.extractall(root / "source")
        shutil.copy(root / "source" / "run_autograder", root)
        for program in (root / "run_autograder", root / "source" / "setup.sh"):
            program.chmod(0o755)

    def run(self, program, **environment):
        keep = ("PATH", "TMPDIR", "HOME", "LANG", "PIP_CACHE_DIR", "PIP_CONFIG_FILE", "PIP_INDEX_URL")
        kept = {name: os.environ[name] for name in keep if name in os.environ}
        # Over there pip compiles, once for all submissions; here few modules are imported, and "off" means not to.
        kept["PIP_NO_COMPILE"] = "off"
        environment = {**kept, "AUTOGRADER_ROOT": str(self.root), **environment}
        return subprocess.run(
            [program],
            cwd=self.root,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    def submit(self, files, **environment):
        """Hand in files, run, and read what Gradescope would read; None if there is nothing."""
        shutil.rmtree(self.root / "submission")
        (self.root / "submission").mkdir()
        for name, content in files.items():
            path = self.root / "submission" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        self.done = self.run(self.root / "run_autograder", **environment)
        target = self.root / "results" / "results.json"
        return json.loads(target.read_text(encoding="utf-8")) if target.exists() else None


@pytest.fixture(scope="module")
def over_there(tmp_path_factory):
    """The autograder of chapter 1, set up by its own setup.sh with pip in an environment of its own."""
    require("bwrap")
    place = tmp_path_factory.mktemp("grade scope")
    gradescope.build(CHAPTER, place / "autograder.zip")
    made = Gradescope(place / "auto grader", place / "autograder.zip")
    done = made.run(made.root / "source" / "setup.sh")
    assert done.returncode == 0, done.stdout + done.stderr
    return made


def test_the_programs_are_at_the_root_of_the_zip_and_can_be_executed(tmp_path):
    gradescope.build(CHAPTER, tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as opened:
        modes = {entry.filename: entry.external_attr >> 16 for entry in opened.infolist()}
    assert {modes[name] for name in ("setup.sh", "run_autograder")} == {0o100755}
    hidden = [name for name in modes if name.startswith("tests/")]
    assert hidden == [f"tests/hidden/test_{CHAPTER}.py"]  # of the other chapters nothing
    assert not [name for name in modes if "solutions" in name]


def test_the_same_course_gives_the_same_zip(tmp_path):
    for name in ("a.zip", "b.zip"):
        gradescope.build(CHAPTER, tmp_path / name)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_a_right_notebook_has_all_points(over_there, right):
    results = over_there.submit({f"{CHAPTER}.ipynb": right})
    assert set(results) <= WHOLE
    assert all(set(test) <= TEST for test in results["tests"])
    assert results["score"] == 100 == sum(test["max_score"] for test in results["tests"])
    assert {test["status"] for test in results["tests"]} == {"passed"}
    assert {test["visibility"] for test in results["tests"]} == {"visible"}
    assert "sandbox" in results["output"]


def test_a_half_right_notebook_has_its_points_and_is_told_its_mistake_once(over_there, partly, points):
    results = over_there.submit({"homework/my 01_neuron (2).ipynb": partly})
    assert results["score"] == points == sum(test["score"] for test in results["tests"])
    said = [test["output"] for test in results["tests"] if test["name"].startswith("tanh_grad")]
    assert sum("tried: tanh_grad(" in output for output in said) == 1
    assert [t["output"] for t in results["tests"] if t["name"] == "tanh: values"] == [
        "not passed: it is not written yet"
    ]


def test_nothing_that_a_learner_sees_comes_from_a_hidden_test(over_there, right):
    """An exception that carries its argument is the easiest way to show an input."""
    notebook = json.loads(right)
    tell = {"source": "def relu(z):\n    raise ValueError(f'INPUT {z!r}')", "cell_type": "code"}
    notebook["cells"].append({**tell, "id": "last", "metadata": {}, "outputs": [], "execution_count": None})
    results = over_there.submit({"01_neuron.ipynb": json.dumps(notebook)})
    relu = [test for test in results["tests"] if test["name"].startswith("relu:")]
    assert {test["score"] for test in relu} == {0}
    assert "raised ValueError" in relu[0]["output"]
    hidden = re.findall(r"array\(.*?\)", (ROOT / "tests" / "hidden" / f"test_{CHAPTER}.py").read_text())
    assert hidden
    assert not [literal for literal in hidden if literal in json.dumps(results)]
    assert results["stdout_visibility"] == "hidden"


def test_what_is_no_notebook_gets_no_points_and_a_reason(over_there):
    results = over_there.submit({"01_neuron.ipynb": b"\xff\xfe garbage"})
    assert results["score"] == 0
    assert "could not be graded: not a notebook" in results["output"]
    assert sum(test["max_score"] for test in results["tests"]) == 100


def test_a_submission_without_a_notebook_gets_no_points_and_a_reason(over_there):
    results = over_there.submit({"readme.txt": "hello"})
    assert results["score"] == 0
    assert "no notebook in what you handed in" in results["output"]
    assert sum(test["max_score"] for test in results["tests"]) == 100


@pytest.mark.parametrize(
    ("files", "taken"),
    [
        (["any name.ipynb"], "any name.ipynb"),
        (["x/01_neuron (1).ipynb", "02_forward_pass.ipynb"], "01_neuron (1).ipynb"),
        (["01_neuron.ipynb", "old 01_neuron.ipynb"], "01_neuron.ipynb"),
        (["a_01_neuron.ipynb", "b_01_neuron.ipynb"], None),
        ([".ipynb_checkpoints/01_neuron.ipynb"], None),
    ],
)
def test_the_notebook_of_the_chapter_is_found_or_none_is_guessed(tmp_path, files, taken):
    for name in files:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("{}")
    path, problem = autograder.find(tmp_path, CHAPTER)
    assert (path.name if path else None) == taken
    assert bool(problem) == (taken is None)


def test_where_bubblewrap_is_refused_there_is_no_grade(over_there, right):
    """Neither points nor a zero, and a reason for the teacher."""
    (over_there.root / "bin").mkdir()
    for name in ("bash", "env"):
        (over_there.root / "bin" / name).symlink_to(shutil.which(name))
    assert over_there.submit({"01_neuron.ipynb": right}, PATH=str(over_there.root / "bin")) is None
    assert over_there.done.returncode == 1
    assert "bubblewrap is not installed" in over_there.done.stdout
    assert "docs/teaching.md" in over_there.done.stdout


def test_a_grade_without_a_sandbox_says_so(tmp_path, partly, points, capsys):
    """The teacher has to have chosen it when the zip was built."""
    assert main(["gradescope", CHAPTER, "--isolation", "none", "--out", str(tmp_path)]) == 0
    made = Gradescope(tmp_path / "root", tmp_path / f"{CHAPTER}.zip")
    (made.root / "venv" / "bin").mkdir(parents=True)  # the environment of this test in place of its own
    starter = f'#!/bin/sh\nexec "{sys.executable}" "$@"\n'
    (made.root / "venv" / "bin" / "python").write_text(starter)
    (made.root / "venv" / "bin" / "python").chmod(0o755)
    results = made.submit({"01_neuron.ipynb": partly})
    assert results["score"] == points
    assert "without a sandbox" in results["output"]
    assert results["extra_data"]["isolation"] == "none"


def test_the_requirements_are_the_courses():
    names = [re.match(r"[\w-]+", line)[0] for line in gradescope.requirements().splitlines()]
    assert sorted(names) == sorted(gradescope.NEEDED)


def test_a_link_is_not_handed_in(tmp_path):
    """In a submission from a git repository it could lead to anything in the container."""
    (tmp_path / "secret.ipynb").write_text("{}")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / f"{CHAPTER}.ipynb").symlink_to(tmp_path / "secret.ipynb")
    assert autograder.find(tmp_path / "in", CHAPTER)[0] is None


def test_there_is_an_autograder_for_every_chapter(tmp_path, capsys):
    assert main(["gradescope", "--out", str(tmp_path)]) == 0
    assert {path.stem for path in tmp_path.iterdir()} == {chapter.name for chapter in exercises.chapters()}
    assert main(["gradescope", "99_nothing", "--out", str(tmp_path)]) == 2
    assert "no chapter called '99_nothing'" in capsys.readouterr().err
