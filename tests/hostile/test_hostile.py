"""No notebook gains a point that it has not earned, changes another's row, leaves anything behind, or holds up the run.

The corpus is graded by the command that a teacher types, with chapter 1's real exercises and hidden tests, under
bubblewrap. An honest notebook stands between every few of them. After each submission its processes and files are
looked for; its grade, its page and its row are looked at at the end.
"""

import argparse
import contextlib
import csv
import hashlib
import importlib.util
import io
import json
import os
import re
import shutil
import sqlite3
import sys
import time
from pathlib import Path

import pytest

from grader import pool, text
from grader.folder import PREFIX
from grader.required import require
from grader.sandbox.limits import MIB, Limits
from instructor import grade

_SPEC = importlib.util.spec_from_file_location("corpus", Path(__file__).with_name("corpus.py"))
corpus = sys.modules["corpus"] = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(corpus)

EVERY = 10  # so many hostile ones between two honest ones
LIMITS = Limits(call=1.5, load=8.0, submission=15.0, memory=512 * MIB, reply=8 * MIB, file=MIB)
CORPUS = corpus.everything()


class Watched(pool.Pool):
    """A pool that looks round after every submission, before its worker gets another."""

    left, inside, devices = {}, {}, {}

    def run(self, tasks):
        for task, answer in super().run(
            [self._own_folder(number, task) for number, task in enumerate(tasks)]
        ):
            self.left[Path(task["path"]).name] = left_by(task)
            shutil.rmtree(task["inside"])
            yield task, answer

    @staticmethod
    def _own_folder(number, task):
        """The folder that the sandbox sees, once for each submission: by its name its processes are known."""
        own = Path(task["inside"]).with_name(f"inside-{number}-")
        shutil.copytree(task["inside"], own)
        return {**task, "inside": str(own)}


def left_by(task):
    """Processes, files and changes that a submission has left."""
    mark = task["inside"].encode()
    deadline = time.monotonic() + 5
    while (alive := [pid for pid in os.listdir("/proc") if pid.isdigit() and mark in command(pid)]) and (
        time.monotonic() < deadline
    ):
        time.sleep(0.02)
    changed = (
        [] if state(task["inside"]) == Watched.inside[task["chapter"]] else ["changed the folder inside"]
    )
    # Besides the folder of the run there may be one of a worker that is busy: it lives for a moment only.
    files = [name for name in os.listdir(os.environ["TMPDIR"]) if not name.startswith((PREFIX, "tmp"))]
    if devices() != Watched.devices:
        changed.append("changed the machine's devices")
    return [f"process {pid}" for pid in alive] + files + changed


def devices():
    return {path: os.stat(path).st_mode for path in ("/dev/null", "/dev/zero", "/dev/urandom", "/dev")}


def command(pid):
    try:
        return Path("/proc", pid, "cmdline").read_bytes()
    except OSError:
        return b""


def state(folder):
    """Names, sizes, modes and content of all files in a folder."""
    found = hashlib.sha256()
    for path in sorted(Path(folder).rglob("*")):
        status = path.lstat()
        about = (str(path.relative_to(folder)), status.st_mode, status.st_size if path.is_file() else 0)
        found.update(repr(about).encode() + (path.read_bytes() if path.is_file() else b""))
    return found.hexdigest()


def house():
    """What the grader's own files and the hidden tests are, by path."""
    folders = (corpus.ROOT / "grader", corpus.ROOT / "tests" / "hidden")
    # While Python compiles a module, the file has the name of its result and a number.
    files = [
        path
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and ".pyc." not in path.name
    ]
    return {path: (path.stat().st_mode, hashlib.sha256(path.read_bytes()).hexdigest()) for path in files}


class Graded:
    """What the run has left behind: rows, pages, table, screen."""


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    require("bwrap")
    home = tmp_path_factory.mktemp("hostile")
    folder, temporary = home / "handed in", home / "temporary"
    temporary.mkdir()
    names, honest = hand_in(folder)
    result = Graded()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(temporary))
        patch.setattr("tempfile.tempdir", None)
        patch.setattr(grade, "Pool", Watched)
        patch.setattr(grade, "Limits", lambda: LIMITS)
        Watched.left, Watched.inside, Watched.devices = {}, {}, devices()
        made = grade.withheld.make
        patch.setattr(grade.withheld, "make", lambda *args: remember(made(*args)))
        before = house()
        parser = argparse.ArgumentParser()
        grade.add_arguments(parser)
        out, err = io.StringIO(), io.StringIO()
        began = time.monotonic()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            result.code = grade.run(
                parser.parse_args([str(folder), "--out", str(home / "out"), "--jobs", "2", "--seed", "7"])
            )
        result.seconds = time.monotonic() - began
        after = house()
        # Python may have compiled one more of our modules meanwhile; that is no change of what was there.
        new = {path for path in after.keys() - before.keys() if path.parent.name != "__pycache__"}
        result.house_changed = new | {path for path in before if after.get(path) != before[path]}
        result.temporary = os.listdir(temporary)
    result.screen = out.getvalue() + err.getvalue()
    result.names, result.honest, result.left = names, honest, Watched.left
    result.rows, result.groups, result.mistakes = read(home / "out" / "gradebook.sqlite")
    with open(home / "out" / "grades.csv", newline="") as file:
        result.table = {line["file"].removeprefix("'"): line for line in csv.DictReader(file)}
    result.raw_table = (home / "out" / "grades.csv").read_text()
    result.pages = home / "out"
    return result


def remember(folder):
    Watched.inside[Path(folder).name] = state(folder)
    return folder


def hand_in(folder):
    """Write the class: number, name and chapter in each file name; honest ones in between."""
    folder.mkdir()
    names, honest = {}, []
    for number, each in enumerate(CORPUS):
        learner = each.learner.replace("/", "∕") or each.name.replace("/", "∕")
        names[each.name] = f"{learner} {number:03}_{each.chapter}.ipynb"
        (folder / names[each.name]).write_bytes(each.data)
        if number % EVERY == 0:
            honest.append(f"honest {number:03}_{corpus.CHAPTER}.ipynb")
            (folder / honest[-1]).write_bytes(corpus.notebook(corpus.solution(corpus.CHAPTER)))
    # In the order of their numbers, not of their names: the folder is graded by learner.
    return names, honest


def read(book):
    connection = sqlite3.connect(book)
    connection.row_factory = sqlite3.Row
    try:
        rows = {row["file"]: row for row in connection.execute("SELECT * FROM grades")}
        groups = {}
        for row in connection.execute(
            "SELECT g.*, file FROM group_results g JOIN grades ON grades.id = grade_id"
        ):
            groups.setdefault(row["file"], []).append(row)
        count = connection.execute("SELECT count(*) FROM grades").fetchone()[0]
        assert count == len(rows), "a submission has more than one row"
        mistakes = [tuple(row) for row in connection.execute("SELECT * FROM mistakes")]
        return rows, groups, mistakes
    finally:
        connection.close()


@pytest.fixture(params=CORPUS, ids=lambda each: f"{each.theme}: {each.name}")
def each(request):
    return request.param


def test_a_submission_gets_what_it_has_earned_and_leaves_nothing(each, graded):
    """The fair grade, the reason, no process, no file, and nothing on the page that is not text."""
    file = graded.names[each.name]
    shown = text.name(file)
    row, groups = graded.rows[shown], graded.groups[shown]
    lost = {f"{g['function']} {g['test_group']}" for g in groups if g["earned"] < g["points"]}
    details = {f"{g['function']} {g['test_group']}": json.loads(g["details"])[:2] for g in groups}
    why = f"{row['reason']}; lost {[(name, details[name]) for name in sorted(lost)]}; notes {row['notes'][:600]}"
    assert row["score"] == each.points == sum(g["earned"] for g in groups), why
    assert row["max_score"] == 100
    assert row["status"] != "error"
    if each.status:
        assert row["status"] == each.status
    if each.lost:
        assert lost == set(each.lost)
    assert each.says in row["reason"]
    assert graded.left[file] == []
    assert row["seconds"] < 2 * LIMITS.submission
    for word in each.must_not_say:
        assert word not in row["notes"]
    line = graded.table[shown]
    page = (graded.pages / line["feedback"].removeprefix("'")).read_text()
    for word in each.must_not_be_on_the_page:
        assert word not in page
    for word in each.must_not_show:
        for where in (page, str(line), graded.screen):
            assert word not in where


def test_nobody_is_missing_and_nobody_is_there_twice(graded):
    """One row, one line and one page for each."""
    everybody = {text.name(name) for name in [*graded.names.values(), *graded.honest]}
    assert set(graded.rows) == set(graded.table) == everybody
    assert len({line["feedback"] for line in graded.table.values()}) == len(everybody)


def test_an_honest_notebook_among_them_is_graded_as_if_alone(graded):
    """Full points, no notes, no mistakes: nothing of what was graded before it in the same process."""
    for name in graded.honest:
        row = graded.rows[name]
        assert (row["score"], row["status"], row["reason"], row["notes"]) == (100, "passed", "", "[]"), name
        assert graded.left[name] == []


def test_the_run_goes_on_to_its_end(graded):
    """Exit code 1, since some are unreadable; no traceback; within the limits; the house as it was."""
    assert graded.code == grade.NEEDS_THE_TEACHER
    assert "Traceback" not in graded.screen
    assert graded.temporary == []
    assert not graded.house_changed
    assert not Path("/tmp/pwned").exists()
    slowest = sorted((row["seconds"], file) for file, row in graded.rows.items())[-12:]
    print(f"{len(graded.rows)} submissions in {graded.seconds:.1f} s", *slowest, sep="\n")


def test_a_table_of_them_holds_no_formula(graded):
    """No field of the table begins like one."""
    for line in csv.reader(io.StringIO(graded.raw_table)):
        for field in line:
            assert field.lstrip()[:1] not in ("=", "+", "-", "@", "|", "%"), field


def test_the_screen_shows_printable_text_only(graded):
    """No escape reaches the teacher's terminal."""
    assert all(character.isprintable() or character == "\n" for character in graded.screen)
    assert all(character.isprintable() or character in "\r\n" for character in graded.raw_table)


def test_what_the_teacher_alone_may_see_is_in_no_page_and_no_table(graded):
    """`details` hold hidden inputs; nothing of them is told to the learner."""
    details = {
        line.partition(": ")[2]
        for groups in graded.groups.values()
        for group in groups
        for line in json.loads(group["details"])
    }
    secret = [line for line in details if len(line) > 40 and "NotImplementedError" not in line]
    assert len(secret) > 50
    told = graded.raw_table + graded.screen + "".join(
        path.read_text() for path in (graded.pages / "feedback").glob("*.html")
    )  # fmt: skip
    assert [line for line in secret if line in told] == []
    numbers = {number for line in details for number in re.findall(r"\d\.\d{12,}", line)}
    assert len(numbers) > 50
    assert [number for number in numbers if number in told] == []


def test_the_corpus_is_as_large_as_promised():
    """At least forty, each said what it tries, and no name twice."""
    assert len(CORPUS) >= 40
    assert len({each.name for each in CORPUS}) == len(CORPUS)
    assert all(each.tries for each in CORPUS)
