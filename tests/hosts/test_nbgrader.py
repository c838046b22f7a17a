"""A class that lives in nbgrader: handed out, submitted and collected by nbgrader, graded by us, shown by nbgrader.

nbgrader is the real one, in the environment of ``make nbgrader``.
"""

import csv
import json
import os
import re
import secrets
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing

import nbformat
import pytest

from grader.required import require
from instructor.__main__ import main
from instructor.house import ROOT
from workbook import exercises

CHAPTER = "01_neuron"
HUB = ROOT / ".venv-nbgrader" / "bin"

pytestmark = pytest.mark.slow


class Hub:
    """nbgrader's commands, with settings, exchange and users' folders below one folder of ours."""

    def __init__(self, place, fill):
        self.place, self.fill = place, fill
        self.course = place / "the course"
        (place / "exchange").mkdir()
        (place / "exchange").chmod(0o777)
        kept = {name: value for name, value in os.environ.items() if not name.startswith("JUPYTER")}
        own = {f"JUPYTER_{name}_DIR": str(place / name) for name in ("CONFIG", "DATA", "RUNTIME")}
        own |= {"IPYTHONDIR": str(place / "ipython"), "HOME": str(place)}
        self.environment = {**kept, **own, "PATH": f"{HUB}{os.pathsep}{os.environ['PATH']}"}
        self.commands = subprocess.Popen(
            [HUB / "python", ROOT / "tests" / "hosts" / "nbgrader_commands.py"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=self.environment,
        )

    def close(self):
        self.commands.stdin.close()
        self.commands.wait()
        self.commands.stdout.close()

    def nbgrader(self, *arguments, user=None, code=0):
        """``nbgrader ...`` as the teacher in the course folder, or as a learner in theirs."""
        where = self.place / user if user else self.course
        line = [*arguments, "--student", user] if user and arguments[0] != "validate" else [*arguments]
        self.commands.stdin.write(json.dumps({"arguments": line, "cwd": str(where)}) + "\n")
        self.commands.stdin.flush()
        done = json.loads(self.commands.stdout.readline())
        assert done["code"] == code, done["output"]
        return done["output"]

    def configure(self, folder, **more):
        lines = [f"c.Exchange.root = {str(self.place / 'exchange')!r}", "c.NbGrader.log_level = 'INFO'"]
        lines += [f"c.Exchange.cache = {str(folder / '.cache')!r}"]
        lines += [f"c.CourseDirectory.{name} = {value!r}" for name, value in more.items()]
        with open(folder / "nbgrader_config.py", "a") as file:
            file.write("\n".join(["", "c = get_config()", *lines, ""]))

    def write(self, learner, functions):
        path = self.place / learner / CHAPTER / f"{CHAPTER}.ipynb"
        notebook = nbformat.read(path, as_version=4)
        self.fill(notebook, functions)
        nbformat.write(notebook, path)

    def grade(self):
        return main(["nbgrader", str(self.course), "--assignment", CHAPTER, "--python", str(HUB / "python")])

    def exported(self):
        """Each learner's score in what ``nbgrader export`` writes."""
        self.nbgrader("export")
        with open(self.course / "grades.csv", newline="") as file:
            return {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def hub(tmp_path_factory, fill, written):
    """The course is handed out; alice has handed in everything right, bob a part; both are collected and graded."""
    require("bwrap")
    require("nbgrader")
    hub = Hub(tmp_path_factory.mktemp("the hub"), fill)
    try:
        assert main(["nbgrader", str(hub.course), "--create"]) == 0
        hub.configure(hub.course)
        hub.nbgrader("generate_assignment", CHAPTER)
        hub.nbgrader("release_assignment", CHAPTER)
        for learner, functions in (("alice", None), ("bob", written)):
            (hub.place / learner).mkdir()
            hub.configure(hub.place / learner, course_id="the-course")
            hub.nbgrader("fetch_assignment", CHAPTER, user=learner)
            hub.write(learner, functions)
            hub.nbgrader("submit", CHAPTER, user=learner)
        hub.nbgrader("collect", CHAPTER)
        assert hub.grade() == 0
        yield hub
    finally:
        hub.close()


def test_what_nbgrader_hands_out_is_our_exercise(hub):
    """Its own stub in place of ours, and everything else as in exercises/."""
    released = nbformat.read(hub.course / "release" / CHAPTER / f"{CHAPTER}.ipynb", as_version=4)
    ours = nbformat.read(ROOT / "exercises" / f"{CHAPTER}.ipynb", as_version=4)
    stub = re.compile(r"raise NotImplementedError(\(.*\))?")
    for theirs, mine in zip(released.cells, ours.cells, strict=True):
        assert theirs.id == mine.id
        assert stub.sub("raise", theirs.source) == stub.sub("raise", mine.source)


def test_nbgraders_own_check_for_learners_runs_on_our_notebooks(hub):
    """``nbgrader validate`` counts the public checks; it says which of them fail."""
    assert "Success" in hub.nbgrader("validate", f"{CHAPTER}/{CHAPTER}.ipynb", user="alice")
    failed = hub.nbgrader("validate", f"{CHAPTER}/{CHAPTER}.ipynb", user="bob")
    assert "sigmoid is not written yet" in failed


def test_nbgraders_export_has_our_scores(hub, points):
    assert hub.exported() == {"alice": 100, "bob": points}


def test_every_function_is_one_cell_with_the_points_of_its_groups(hub, written):
    """The book is read as any program would; nbgrader's own words for it are grade cells."""
    query = """
from nbgrader.api import Gradebook
import json, sys
with Gradebook("sqlite:///" + sys.argv[1]) as book:
    found = book.find_submission_notebook(sys.argv[2], sys.argv[2], "bob")
    print(json.dumps({g.name: [g.auto_score, g.max_score, g.needs_manual_grade] for g in found.grades}))
    print(json.dumps({c.name: c.auto_comment for c in found.comments}))
"""
    line = [HUB / "python", "-c", query, hub.course / "gradebook.db", CHAPTER]
    done = subprocess.run(line, capture_output=True, text=True, check=True, env=hub.environment)
    scores, comments = map(json.loads, done.stdout.splitlines())
    chapter = exercises.chapter(CHAPTER)
    assert scores == {
        f"check-{each.function}": [each.total * (each.function in written), each.total, False]
        for each in chapter.exercises
    }
    assert comments["write-sigmoid"] == "No response."
    assert comments["write-neuron"] is None
    assert comments["write-tanh_grad"] is None


def test_formgrader_shows_our_score_and_our_words(hub, points):
    """The real one, in a Jupyter server."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    token = secrets.token_hex(8)
    line = [HUB / "jupyter", "server", "--no-browser", "--allow-root", f"--port={port}"]
    line += [f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={hub.course}"]
    with open(hub.place / "server.log", "w") as log:
        server = subprocess.Popen(line, cwd=hub.course, env=hub.environment, stdout=log, stderr=log)

    def get(path):
        url = f"http://127.0.0.1:{port}/formgrader/{path}"
        request = urllib.request.Request(url, headers={"Authorization": f"token {token}"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.read().decode()

    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                listed = json.loads(get(f"api/submissions/{CHAPTER}"))
                break
            except (urllib.error.URLError, ConnectionError):
                assert server.poll() is None and time.monotonic() < deadline, (
                    hub.place / "server.log"
                ).read_text()
                time.sleep(0.1)
        shown = {each["student"]: (each["score"], each["max_score"], each["autograded"]) for each in listed}
        assert shown == {"alice": (100, 100, True), "bob": (points, 100, True)}
        notebooks = json.loads(get(f"api/submitted_notebooks/{CHAPTER}/{CHAPTER}"))
        [bob] = [each for each in notebooks if each["student"] == "bob"]
        page = get(f"submissions/{bob['id']}/")
    finally:
        server.terminate()
        server.wait()
    assert "values: 6 of 6, passed" in page
    assert "not passed: it is not written yet" in page
    assert "tried: tanh_grad(" in page  # the mistake, from the public check


def test_nbgrader_hands_our_feedback_back(hub):
    hub.nbgrader("generate_feedback", CHAPTER)
    hub.nbgrader("release_feedback", CHAPTER)
    hub.nbgrader("fetch_feedback", CHAPTER, user="bob")
    [page] = (hub.place / "bob" / CHAPTER / "feedback").glob("*/*.html")
    text = page.read_text(encoding="utf-8")
    assert "0 of 13 points" in text
    assert "tried: tanh_grad(" in text


def test_again_changes_nothing_and_a_later_submission_counts(hub, points, capsys):
    """Also after formgrader's button, which nbgrader's own autograde would be: that is refused, and mended."""
    shown = hub.course / "autograded" / "bob" / CHAPTER / f"{CHAPTER}.ipynb"
    before = shown.stat().st_mtime_ns
    capsys.readouterr()
    assert hub.grade() == 0
    assert "0 of 2 submissions written" in capsys.readouterr().out
    assert shown.stat().st_mtime_ns == before

    assert "in a sandbox" in hub.nbgrader("autograde", CHAPTER, "--force", "--student", "bob", code=1)
    assert not shown.exists()
    assert hub.exported()["bob"] == points

    with closing(sqlite3.connect(hub.course / "gradebook.db")) as book:
        by_hand = "UPDATE grade SET manual_score = 3 WHERE auto_score = 0 AND cell_id IN "
        by_hand += "(SELECT id FROM base_cell WHERE name = ?)"
        assert book.execute(by_hand, ["check-tanh"]).rowcount == 1
        book.commit()
    hub.write("bob", None)
    hub.nbgrader("submit", CHAPTER, user="bob")
    hub.nbgrader("collect", CHAPTER, "--update")
    capsys.readouterr()
    assert hub.grade() == 0
    assert "1 of 2 submissions written" in capsys.readouterr().out
    assert shown.exists()
    tanh = exercises.exercise("tanh").total
    assert hub.exported() == {"alice": 100, "bob": 100 - tanh + 3}  # what a person gave still counts
    with closing(sqlite3.connect(hub.course / "gradebook.db")) as book:
        looked_at = book.execute(
            "SELECT auto_score, manual_score FROM grade WHERE needs_manual_grade"
        ).fetchall()
    assert looked_at == [(tanh, 3)]  # and is to be looked at again


def test_a_hostile_file_gets_no_points_and_shows_the_teacher_nothing_of_its_own(hub, right, capsys):
    """formgrader draws what is in a notebook; so it is given the released one, with code and our words in it."""
    mallory = hub.course / "submitted" / "mallory" / CHAPTER
    mallory.mkdir(parents=True)
    document = json.loads(right)
    script = "<script>alert('markdown')</script>"
    document["cells"].insert(0, {"cell_type": "markdown", "id": "m", "metadata": {}, "source": script})
    for cell in document["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = [{"output_type": "display_data", "metadata": {}, "data": {"text/html": script}}]
    (mallory / f"{CHAPTER}.ipynb").write_text(json.dumps(document))
    broken = hub.course / "submitted" / "oscar" / CHAPTER
    broken.mkdir(parents=True)
    (broken / f"{CHAPTER}.ipynb").write_text("no notebook at all")
    assert hub.grade() == 1  # one of them needs the teacher
    assert "oscar" in capsys.readouterr().err
    shown = (hub.course / "autograded" / "mallory" / CHAPTER / f"{CHAPTER}.ipynb").read_text()
    assert "alert" not in shown
    scores = hub.exported()
    assert (scores["mallory"], scores["oscar"]) == (100, 0)
    unread = (hub.course / "autograded" / "oscar" / CHAPTER / f"{CHAPTER}.ipynb").read_text()
    assert "could not be graded: not a notebook" in unread


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["missing", "--assignment", CHAPTER], "there is no folder missing"),
        ([".", "--assignment", CHAPTER, "--python", "/nowhere/python"], "/nowhere/python: No such file"),
        ([".", "--assignment", CHAPTER, "--python", sys.executable], "nbgrader"),
    ],
)
def test_what_cannot_start_is_one_line_and_exit_2(tmp_path, monkeypatch, capsys, arguments, reason):
    monkeypatch.chdir(tmp_path)
    assert main(["nbgrader", *arguments]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert reason in line


def test_an_assignment_that_is_not_generated_is_one_line(hub, capsys):
    line = ["nbgrader", str(hub.course), "--assignment", "02_forward_pass", "--python", str(HUB / "python")]
    assert main(line) == 2
    assert "nbgrader generate_assignment" in capsys.readouterr().err


def test_what_is_in_the_course_folder_stays(tmp_path, capsys):
    course = tmp_path / "mine"
    assert main(["nbgrader", str(course), "--create"]) == 0
    config = course / "nbgrader_config.py"
    config.write_text("# mine")
    changed = course / "source" / CHAPTER / f"{CHAPTER}.ipynb"
    changed.write_text("{}")
    assert main(["nbgrader", str(course), "--create"]) == 0
    assert (config.read_text(), changed.read_text()) == ("# mine", "{}")
    assert "differs" in capsys.readouterr().err
