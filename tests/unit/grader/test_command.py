"""The command that a teacher types."""

import argparse
import csv
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from grader.sandbox import bwrap as bwrap_module
from grader.sandbox import prewarmed
from instructor import grade

ROOT = Path(__file__).resolve().parents[3]


# The command itself, without the other commands of `python -m instructor`.
# Whoever runs these tests in the background has told all of them to pass over Ctrl-C.
START = """
import argparse, signal, sys
from instructor import grade
signal.signal(signal.SIGINT, signal.default_int_handler)
parser = argparse.ArgumentParser(prog="grade")
grade.add_arguments(parser)
sys.exit(grade.run(parser.parse_args()))
"""


@pytest.fixture
def command(bwrap, hidden, tmp_path, monkeypatch, capfd, limits):
    """Run the command in a folder with a space in its name, with limits that a test can wait for."""
    home = tmp_path / "my class"
    home.mkdir()
    monkeypatch.chdir(home)
    monkeypatch.setattr(grade, "Limits", lambda: limits)

    def run(*arguments):
        parser = argparse.ArgumentParser(prog="grade")
        grade.add_arguments(parser)
        try:
            line = ["--chapter", "01_neuron", *map(str, arguments), "--tests", str(hidden)]
            code = grade.run(parser.parse_args(line))
        except SystemExit as stopped:
            code = stopped.code
        out, err = capfd.readouterr()
        return SimpleNamespace(returncode=code, stdout=out, stderr=err)

    run.home = home
    return run


def start(home, folder, hidden):
    """The same as a process of its own, to be killed."""
    line = [sys.executable, "-c", START, str(folder), "--tests", str(hidden), "--jobs", "1"]
    line += ["--chapter", "01_neuron"]
    (home / "tmp").mkdir()
    environment = {**os.environ, "TMPDIR": str(home / "tmp")}
    return subprocess.Popen(
        line, cwd=home, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )


@pytest.fixture
def handed_in(command, notebook_of, solution):
    """A class: a right one, a wrong one, a nasty name, an endless loop, no notebook, and one twice."""
    folder = command.home / "handed in"
    folder.mkdir()
    (folder / "alice").mkdir()
    (folder / "alice" / "01_neuron.ipynb").write_bytes(notebook_of(solution))
    (folder / "bob.ipynb").write_bytes(notebook_of(solution.replace("np.maximum", "np.minimum")))
    (folder / "=cmd|x <b>ü\n.ipynb").write_bytes(notebook_of("while True: pass", solution))
    (folder / "carol.ipynb").write_bytes(b"not a notebook")
    (folder / "alice_01_neuron.ipynb").write_bytes(notebook_of("x = 1"))
    return folder


def rows(out):
    with open(out / "grades.csv", newline="") as file:
        return {row["file"]: row for row in csv.DictReader(file)}


def test_a_class_is_graded_and_the_second_run_has_nothing_to_do(command, handed_in):
    """One row each whatever happened to the others, and what needs the teacher is said on stderr."""
    done = command(handed_in, "--jobs", 2, "--seed", 5)
    out = command.home / "graded"
    assert done.returncode == 1, done.stderr
    scores = {file: (row["score"], row["status"]) for file, row in rows(out).items()}
    assert scores == {
        "alice/01_neuron.ipynb": ("100", "passed"),
        "alice_01_neuron.ipynb": ("0", "nothing"),
        "bob.ipynb": ("90", "partly"),
        "carol.ipynb": ("0", "unreadable"),
        "'=cmd|x <b>ü\\n.ipynb": ("100", "passed"),
    }
    assert "carol.ipynb: not a notebook" in done.stderr
    assert "alice handed in 01_neuron more than once" in done.stderr
    assert "Traceback" not in done.stderr
    assert len(list((out / "feedback").glob("*.html"))) == 5

    before = (out / "grades.csv").read_bytes()
    again = command(handed_in, "--json")
    assert json.loads(again.stdout)["graded"] == 0
    assert (out / "grades.csv").read_bytes() == before
    with sqlite3.connect(out / "gradebook.sqlite") as book:
        assert book.execute("SELECT count(*) FROM grades").fetchone() == (5,)
    book.close()


def test_again_keeps_the_older_attempt(command, notebook_of, solution):
    """And a changed notebook is graded without being asked."""
    folder = command.home / "in"
    folder.mkdir()
    (folder / "a.ipynb").write_bytes(notebook_of(solution))
    assert command(folder).returncode == 0
    assert command(folder, "--again").returncode == 0
    (folder / "a.ipynb").write_bytes(notebook_of("x = 1"))
    assert command(folder).returncode == 0
    assert rows(command.home / "graded")["a.ipynb"]["attempt"] == "3"


def test_a_killed_run_goes_on_where_it_was(command, notebook_of, solution, hidden):
    """kill -9 in the middle: no row twice, none missing, and nothing left behind."""
    folder = command.home / "in"
    folder.mkdir()
    for number in range(6):
        (folder / f"l{number}.ipynb").write_bytes(notebook_of(solution))
    first = start(command.home, folder, hidden)
    book = command.home / "graded" / "gradebook.sqlite"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and _count(book) < 2:
        time.sleep(0.05)
    first.kill()
    first.communicate()
    kept = _count(book)
    assert 2 <= kept <= 6  # on a busy machine all may be done before the kill
    done = command(folder, "--json")
    assert json.loads(done.stdout)["graded"] == 6 - kept
    assert _count(book) == 6
    # The workers of the killed run end when they have done what they were at.
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and _left(command.home):
        time.sleep(0.05)
    assert _left(command.home) == []


def _count(book):
    if not book.exists():
        return 0
    connection = sqlite3.connect(book)
    try:
        return connection.execute("SELECT count(*) FROM grades").fetchone()[0]
    except sqlite3.OperationalError:
        return 0
    finally:
        connection.close()


def test_an_interrupt_keeps_what_is_graded(command, notebook_of, solution, hidden):
    """Ctrl-C: exit code 130, the rows are there, and nothing is left behind."""
    folder = command.home / "in"
    folder.mkdir()
    (folder / "a.ipynb").write_bytes(notebook_of(solution))
    (folder / "b.ipynb").write_bytes(notebook_of("while True: pass"))
    process = start(command.home, folder, hidden)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and _count(command.home / "graded" / "gradebook.sqlite") < 1:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "1 left" in stderr
    assert "Traceback" not in stderr
    assert list(rows(command.home / "graded")) == ["a.ipynb"]
    assert _left(command.home) == []


def _left(home):
    """What a run has left in its temporary folder."""
    return sorted(path.name for path in (home / "tmp").iterdir())


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["missing"], "no folder"),
        (["empty"], "no notebooks"),
        (["in", "--out", "in/a.ipynb"], "File exists"),
        (["in", "--gradebook", "sqlite:////nowhere/book.sqlite"], "cannot be opened"),
        (["in", "--gradebook", "nonsense"], "no database URL"),
        (["in", "--chapter", "99"], "no chapter called '99'"),
        (["in", "--jobs", "0"], "no number"),
        (["in", "--seed", "-1"], "expected one argument|no whole number"),
    ],
)
def test_what_cannot_start_says_so_in_one_line(command, notebook_of, arguments, reason):
    """Exit code 2, no traceback, nothing graded."""
    (command.home / "empty").mkdir()
    (command.home / "in").mkdir()
    (command.home / "in" / "a.ipynb").write_bytes(notebook_of("x = 1"))
    done = command(*arguments)
    assert done.returncode == 2
    assert re.search(reason, done.stderr.splitlines()[-1])
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_without_bubblewrap_nothing_is_graded_unless_told_so(command, notebook_of, solution, monkeypatch):
    """And the row says that there was no sandbox."""
    folder = command.home / "in"
    folder.mkdir()
    (folder / "a.ipynb").write_bytes(notebook_of(solution))
    monkeypatch.setenv("PATH", "/nonexistent")
    refused = command(folder)
    assert refused.returncode == 2
    assert "apt-get install bubblewrap" in refused.stderr
    done = command(folder, "--isolation", "none")
    assert done.returncode == 0, done.stderr
    assert rows(command.home / "graded")["a.ipynb"]["isolation"] == "none"


def test_without_namespaces_in_namespaces_it_is_bubblewrap_and_says_so(
    command, notebook_of, solution, monkeypatch
):
    """Never silently, and never something weaker; whoever asks for the quick one by name does not get another."""
    folder = command.home / "in"
    folder.mkdir()
    (folder / "a.ipynb").write_bytes(notebook_of(solution))
    assert command(folder).returncode == 0
    assert rows(command.home / "graded")["a.ipynb"]["isolation"] == "prewarmed"
    options = bwrap_module.zygote_arguments
    refuse = ["--unshare-user", "--disable-userns"]
    monkeypatch.setattr(
        bwrap_module, "zygote_arguments", lambda inside: [*(line := options(inside))[:1], *refuse, *line[1:]]
    )
    prewarmed._refused.cache_clear()
    try:
        done = command(folder)
        refused = command(folder, "--isolation", "prewarmed")
    finally:
        prewarmed._refused.cache_clear()
    assert done.returncode == 0
    assert re.fullmatch(
        "grade: no prewarmed process can be forked here: .*; grading under bwrap, which takes longer\n",
        done.stderr,
    )
    assert rows(command.home / "graded")["a.ipynb"]["isolation"] == "bwrap"
    assert refused.returncode == 2
    assert "no prewarmed process" in refused.stderr


@pytest.mark.parametrize(("ci", "outcome"), [("", "27 skipped"), ("1", "27 errors")])
def test_without_bubblewrap_hidden_tests_are_skipped_but_not_in_ci(
    bwrap, hidden, notebook_of, solution, tmp_path, ci, outcome
):
    """On a laptop that is a hint, in CI it would be a green run that tested nothing."""
    done = _pytest(hidden, notebook_of(solution), tmp_path, {"PATH": "/nonexistent", "CI": ci})
    assert outcome in done.stdout
    assert "apt-get install bubblewrap" in done.stdout


def test_hidden_tests_run_plainly_and_in_parallel(bwrap, hidden, notebook_of, solution, tmp_path):
    """The same fixtures for teachers who only know pytest."""
    done = _pytest(hidden, notebook_of(solution), tmp_path, {}, "-p", "xdist", "-n", "2")
    assert "27 passed" in done.stdout


def _pytest(hidden, notebook, folder, environment, *arguments):
    path = folder / "any.ipynb"
    path.write_bytes(notebook)
    line = [sys.executable, "-m", "pytest", "-rs", "-p", "grader.pytest_plugin", "-p", "no:cacheprovider"]
    line += [
        "-c",
        str(ROOT / "grader" / "hidden_tests.toml"),
        "--rootdir",
        str(hidden),
        "--submission",
        str(path),
        *arguments,
    ]
    # The other plugins of this environment take seconds to import and have no part in it.
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", **environment}
    return subprocess.run(
        [*line, str(hidden)],
        capture_output=True,
        text=True,
        env=environment,
        cwd=folder,
        check=False,
        timeout=120,
    )
