"""The workflow for GitHub Classroom: the very lines that are in it, run here."""

import os
import re
import subprocess

import pytest
import yaml

from grader.required import require
from instructor import gradescope
from instructor.house import ROOT

WORKFLOW = ROOT / "docs" / "classroom" / "grade.yml"


@pytest.fixture(scope="module")
def steps():
    """The steps of the only job, by name."""
    document = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))
    [job] = document["jobs"].values()
    return {step.get("name", step.get("uses")): step for step in job["steps"]}


@pytest.fixture
def runner(tmp_path):
    """A runner's work folder after both checkouts, with the environment of these tests as the grader's."""
    require("bwrap")
    (tmp_path / "handed-in" / "exercises").mkdir(parents=True)
    course = tmp_path / "course"
    course.mkdir()
    for name in (".venv", "instructor", "grader", "workbook", "nnlib", "tests"):
        (course / name).symlink_to(ROOT / name)

    def run(step):
        environment = {**os.environ, "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md")}
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step["run"]],
            cwd=tmp_path / step.get("working-directory", "."),
            env=environment, capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip

    run.exercises, run.summary = tmp_path / "handed-in" / "exercises", tmp_path / "summary.md"
    return run


def test_the_table_is_in_the_summary(runner, steps, partly, points):
    """One learner's repository: one notebook half right, one that is none, and one that is blank."""
    (runner.exercises / "01_neuron.ipynb").write_text(partly)
    (runner.exercises / "02_forward_pass.ipynb").write_text("<b>| no notebook")
    blank = "03_loss_as_a_quadratic.ipynb"
    (runner.exercises / blank).write_bytes((ROOT / "exercises" / blank).read_bytes())
    runner.summary.write_text("# of an earlier step\n")
    done = runner(steps["Grade"])
    assert done.returncode == 1, done.stderr  # a notebook that cannot be read turns the job red
    said = runner.summary.read_text()
    assert said.startswith("# of an earlier step\n")
    assert f"| The neuron (<code>01_neuron.ipynb</code>) | {points} of 100 |" in said
    assert "| 5 | `relu` | 10 of 10 | values: 4 of 4, passed<br>" in said
    assert "| 3 | `sigmoid` | 0 of 13 | not written yet |" in said
    assert "tried: tanh_grad(" in said
    assert "could not be graded: <code>not a notebook: no JSON at line 1</code>" in said
    assert "Nothing is written yet." in said
    assert "Your code ran in a sandbox" in said


def test_what_a_learner_wrote_stays_text(runner, steps, right):
    """A summary is Markdown, and Markdown is HTML."""
    nasty = "def tanh(z):\\n    return '</pre><img src=x>`|'"
    (runner.exercises / "01_neuron.ipynb").write_text(
        re.sub(r"def tanh\(z\):[^\"]*", lambda _: nasty, right, count=1)
    )
    runner(steps["Grade"])
    said = runner.summary.read_text()
    assert "&lt;img src=x&gt;" in said
    assert "<img" not in said


def test_the_workflow_installs_what_the_grader_imports(steps):
    [line] = [line for line in steps["Install the grader"]["run"].splitlines() if "pip install" in line]
    names = line.partition("constraints.txt")[2].split()
    assert sorted(names) == sorted(gradescope.NEEDED)


def test_the_workflow_installs_the_sandbox_without_a_question(steps):
    """The step needs root and a network; that it is bash is what can be seen here."""
    run = steps["Install the sandbox"]["run"]
    assert subprocess.run(["bash", "-n", "-c", run], check=False).returncode == 0
    assert "bubblewrap libseccomp2" in run


def test_no_checkout_leaves_its_key_where_the_learners_code_runs(steps):
    takes = [step for step in steps.values() if step.get("uses", "").startswith("actions/checkout")]
    assert [step["with"]["persist-credentials"] for step in takes] == [False, False]
    assert len({step["with"]["path"] for step in takes}) == 2
