"""Whatever ends a run, the same command goes on where it was: no row twice, none missing, nothing left behind."""

import csv
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from grader import folder, report
from grader.required import require
from instructor.house import ROOT

KILLS = 50
LEARNERS = 5
# The command itself, with the time that it waits for a lock as an argument.
START = """
import argparse, sys
from grader import gradebook
from instructor import grade
gradebook._SECONDS_TO_WAIT = float(sys.argv.pop(1))
parser = argparse.ArgumentParser(prog="grade")
grade.add_arguments(parser)
sys.exit(grade.run(parser.parse_args()))
"""


class Class:
    """A folder of small notebooks, with a small folder of hidden tests, and a temporary folder of its own."""

    def __init__(self, home, notebook_of):
        self.home, self.submissions, self.tests = home, home / "handed in", home / "tests"
        for made in (self.submissions, self.tests, home / "tmp"):
            made.mkdir(parents=True)
        for number in range(LEARNERS):
            cells = [f"def relu(z): return {('z * (z > 0)', 'z', 'abs(z)')[number % 3]}"]
            (self.submissions / f"l{number}.ipynb").write_bytes(notebook_of(*cells))

    def line(self, out, *more, wait=30):
        line = [
            sys.executable,
            "-c",
            START,
            str(wait),
            str(self.submissions),
            "--out",
            str(out),
            "--jobs",
            "2",
        ]
        return [*line, "--tests", str(self.tests), "--chapter", "01_neuron", "--seed", "3", *more]

    def start(self, out, *more, wait=30, **options):
        environment = {**os.environ, "TMPDIR": str(self.home / "tmp"), "PYTHONPATH": str(ROOT)}
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        return subprocess.Popen(
            self.line(out, *more, wait=wait), env=environment, cwd=self.home, **pipes, **options
        )

    def run(self, out, *more, **options):
        """Exit code, screen and complaints of a run that is left alone."""
        process = self.start(out, *more, **options)
        screen, complaints = process.communicate(timeout=120)
        return process.returncode, screen, complaints

    def processes(self):
        """Whatever still runs for this class, by the temporary folder in its environment or in its line."""
        mark, found = str(self.home / "tmp").encode(), []
        for pid in filter(str.isdigit, os.listdir("/proc")):
            for about in ("cmdline", "environ"):
                try:
                    if mark in Path("/proc", pid, about).read_bytes():
                        found.append(int(pid))
                        break
                except OSError:
                    continue
        return found


@pytest.fixture
def small_class(tmp_path, notebook_of, hidden):
    require("bwrap")
    made = Class(tmp_path / "class", notebook_of)
    # One test for each group: what is tried here is the run, not the tests.
    (made.tests / "test_01_neuron.py").write_text((hidden / "test_01_neuron.py").read_text())
    return made


def rows(out):
    """Every row with its groups and mistakes, without the times."""
    connection = sqlite3.connect(out / "gradebook.sqlite")
    connection.row_factory = sqlite3.Row
    try:
        connection.execute("BEGIN")  # all of it at one moment: a run may be writing
        grades = {row["id"]: dict(row) for row in connection.execute("SELECT * FROM grades ORDER BY id")}
        for table, name in (("group_results", "groups"), ("mistakes", "mistakes")):
            for row in connection.execute(f"SELECT * FROM {table} ORDER BY id"):
                about = {key: value for key, value in dict(row).items() if key not in ("id", "grade_id")}
                grades[row["grade_id"]].setdefault(name, []).append(about)
        plain = [
            {key: value for key, value in row.items() if key not in ("id", "seconds", "graded_at")}
            for row in grades.values()
        ]
        return sorted(plain, key=lambda row: (row["file"], row["attempt"]))
    finally:
        connection.close()


def table(out):
    with open(out / "grades.csv", newline="") as file:
        return [{**line, "graded_at": ""} for line in csv.DictReader(file)]


def pages(out):
    return {path.name: path.read_text() for path in (out / report.FEEDBACK).iterdir()}


def gone(processes, seconds=30):
    """Whether a function gives nothing any more, within some time."""
    deadline = time.monotonic() + seconds
    while processes() and time.monotonic() < deadline:
        time.sleep(0.05)
    return processes() == []


@pytest.mark.slow
def test_fifty_times_killed_is_as_if_never_killed(small_class, tmp_path):
    """kill -9 at random moments, of the command alone or of all that it started; then compared row by row."""
    seed = int(os.environ.get("KILL_SEED") or random.SystemRandom().randrange(10**6))
    print(f"KILL_SEED={seed}")
    moments = random.Random(seed)
    undisturbed, killed = tmp_path / "undisturbed", tmp_path / "killed"
    assert small_class.run(undisturbed)[0] == 0

    seen = 0
    for kill in range(KILLS):
        # A run that has nothing left to do is started afresh, or is killed while it writes its reports.
        again = ["--again"] if seen == LEARNERS and moments.random() < 0.7 else []
        jobs = moments.choice("12")  # each worker costs a second to start, most of what this test takes
        process = small_class.start(killed, "--jobs", jobs, *again)
        wait_for(moments.choice(["start", "folder", "row"]), process, small_class, killed)
        time.sleep(moments.uniform(0, 0.4))
        victims = [process.pid]
        if moments.random() < 0.5:
            victims += [pid for pid in small_class.processes() if pid != process.pid]
        for pid in victims:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        process.communicate()
        book = killed / "gradebook.sqlite"
        if book.exists() and book.stat().st_size and (now := attempts(killed)) is not None:
            assert len(now) == len(set(now)), "an attempt is there twice"
            assert len({file for file, _ in now}) >= seen, "a row is gone"
            seen = len({file for file, _ in now})
        print(f"kill {kill}: {len(victims)} processes, {seen} rows")
    assert gone(small_class.processes)
    for left in (small_class.home / "tmp").iterdir():  # a new folder may be in use; an old one is not
        os.utime(left, (0, 0))
    assert small_class.run(killed)[0] == 0

    last = {row["file"]: row for row in rows(killed)}
    assert [{**row, "attempt": 1} for row in last.values()] == rows(undisturbed)
    assert sorted(attempts(killed)) == sorted(
        (file, number + 1) for file, row in last.items() for number in range(row["attempt"])
    )
    for lines in zip(table(killed), table(undisturbed), strict=True):
        assert {**lines[0], "attempt": "1"} == lines[1]
    assert pages(killed).keys() == pages(undisturbed).keys()
    assert all(
        without_attempt(pages(killed)[name]) == without_attempt(text)
        for name, text in pages(undisturbed).items()
    )
    assert sorted(path.name for path in killed.iterdir()) == ["feedback", "gradebook.sqlite", "grades.csv"]
    assert list((small_class.home / "tmp").iterdir()) == []
    assert gone(small_class.processes)


def _is_new(path):
    try:
        return path.stat().st_mtime > time.time() - 1
    except FileNotFoundError:  # its run has just ended
        return False


def wait_for(milestone, process, small_class, out):
    """Wait until a run has come so far, or has ended: every part of it is to be killed some time."""
    began, before = time.monotonic(), attempts_if_any(out)
    while milestone != "start" and process.poll() is None and time.monotonic() < began + 20:
        folders = any(map(_is_new, (small_class.home / "tmp").iterdir()))
        if folders if milestone == "folder" else attempts_if_any(out) != before:
            return
        time.sleep(0.02)


def attempts(out):
    try:
        return [(row["file"], row["attempt"]) for row in rows(out)]
    except sqlite3.OperationalError:  # killed before the tables were made, or an orphan is writing
        return None


def without_attempt(page):
    """A page without the lines that say when, and at which attempt."""
    return [line for line in page.splitlines() if "ttempt" not in line and "20" not in line]


def test_a_locked_gradebook_is_waited_for(small_class, tmp_path):
    """Somebody else writes for two seconds: nothing is lost, nobody hears of it."""
    out = tmp_path / "out"
    assert small_class.run(out)[0] == 0
    lock = sqlite3.connect(out / "gradebook.sqlite", isolation_level=None)
    lock.execute("BEGIN EXCLUSIVE")
    process = small_class.start(out, "--again")
    time.sleep(2)
    assert process.poll() is None
    lock.execute("COMMIT")
    lock.close()
    _, complaints = process.communicate(timeout=60)
    assert (process.returncode, complaints) == (0, "")
    assert [row["attempt"] for row in rows(out)] == [1, 2] * LEARNERS


def test_a_gradebook_locked_for_too_long_is_one_clear_line(small_class, tmp_path):
    """What was graded before the lock is there, and the next run goes on with the others."""
    out = tmp_path / "out"
    process = small_class.start(out, wait=0.3)
    deadline = time.monotonic() + 60
    while not (out.exists() and attempts_if_any(out)) and time.monotonic() < deadline:
        time.sleep(0.02)
    lock = sqlite3.connect(out / "gradebook.sqlite", isolation_level=None, timeout=30)
    lock.execute("BEGIN IMMEDIATE")
    _, complaints = process.communicate(timeout=60)
    lock.execute("COMMIT")
    lock.close()
    assert process.returncode == 2
    assert complaints.count("\n") == 1
    assert "cannot be written: database is locked" in complaints
    kept = attempts(out)
    assert 0 < len(kept) < LEARNERS
    code, screen, _ = small_class.run(out, "--json")
    assert (code, json.loads(screen)["graded"]) == (0, LEARNERS - len(kept))
    assert attempts(out) == [(f"l{number}.ipynb", 1) for number in range(LEARNERS)]


def attempts_if_any(out):
    return (out / "gradebook.sqlite").exists() and attempts(out)


@pytest.mark.parametrize("room", [1, 30_000, 38_000], ids=lambda room: f"{room} bytes")
def test_a_full_disk_is_one_clear_line(small_class, tmp_path, room):
    """No file may grow beyond some size, as on a disk without room; with room again, the run goes on."""
    import resource  # noqa: PLC0415  not on Windows

    out = tmp_path / "out"
    code, _, complaints = small_class.run(
        out, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
    )
    kept = attempts(out) if attempts_if_any(out) else []
    assert code == 2
    assert complaints.count("\n") == 1
    assert complaints.startswith("grade: ")
    assert any(word in complaints for word in ("File too large", "full", "disk I/O error"))
    code, screen, _ = small_class.run(out, "--json")
    assert (code, json.loads(screen)["graded"]) == (0, LEARNERS - len(kept))
    assert attempts(out) == [(f"l{number}.ipynb", 1) for number in range(LEARNERS)]
    assert len(table(out)) == len(pages(out)) == LEARNERS
    assert sorted(path.name for path in out.iterdir()) == ["feedback", "gradebook.sqlite", "grades.csv"]


def test_a_gradebook_that_is_lost_between_two_runs_is_made_anew(small_class, tmp_path):
    """All are graded again: the notebooks are the truth, not the file."""
    out = tmp_path / "out"
    small_class.run(out)
    before = rows(out)
    (out / "gradebook.sqlite").unlink()
    assert json.loads(small_class.run(out, "--json")[1])["graded"] == LEARNERS
    assert rows(out) == before


def test_a_gradebook_that_is_lost_during_a_run_is_one_clear_line(small_class, tmp_path):
    """Rows must not go into a file that has no name any more."""
    out = tmp_path / "out"
    process = small_class.start(out)
    deadline = time.monotonic() + 60
    while not attempts_if_any(out) and time.monotonic() < deadline:
        time.sleep(0.02)
    (out / "gradebook.sqlite").unlink()
    _, complaints = process.communicate(timeout=60)
    assert process.returncode == 2
    assert complaints.count("\n") == 1
    assert "cannot be written" in complaints
    assert small_class.run(out)[0] == 0
    assert attempts(out) == [(f"l{number}.ipynb", 1) for number in range(LEARNERS)]


def test_a_gradebook_that_is_none_is_one_clear_line(small_class, tmp_path):
    """Half a file, or somebody's essay: it is not overwritten."""
    out = tmp_path / "out"
    out.mkdir()
    (out / "gradebook.sqlite").write_text("an essay, " * 1000)
    code, _, complaints = small_class.run(out)
    assert code == 2
    assert complaints.count("\n") == 1
    assert "file is not a database" in complaints
    assert (out / "gradebook.sqlite").read_text().startswith("an essay")


def test_only_an_old_folder_of_ours_that_nobody_holds_is_swept(tmp_path, monkeypatch):
    """A folder that is in use, or that is called the same, is not ours to take."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    notes = tmp_path / "grading-notes"
    notes.mkdir()
    os.utime(notes, (0, 0))
    with folder.temporary() as held:
        os.utime(held, (0, 0))
        abandoned = tmp_path / f"{folder.PREFIX}abandoned"
        (abandoned / "inside").mkdir(parents=True)
        folder.sweep()
        assert abandoned.exists()  # a moment old
        os.utime(abandoned, (0, 0))
        folder.sweep()
        assert not abandoned.exists()
        assert held.exists()
    assert list(tmp_path.iterdir()) == [notes]
