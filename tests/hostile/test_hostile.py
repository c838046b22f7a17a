"""No notebook gains a point that it has not earned, changes another's row, leaves anything behind, or holds up the run.

The corpus is graded by the command that a teacher types, with chapter 1's real exercises and hidden tests. An honest
notebook stands between every few of them. After each submission its processes and files are looked for; its grade,
its page and its row are looked at at the end.

All of it is graded under the default isolation, and what is about isolation also under bubblewrap with a fresh start
for each; ``WHOLE_CORPUS=1`` grades all of it twice.
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

pytestmark = pytest.mark.slow

EVERY = 10  # so many hostile ones between two honest ones
LIMITS = Limits(call=1.5, load=8.0, submission=15.0, memory=512 * MIB, reply=8 * MIB, file=MIB)
CORPUS = corpus.everything()
ABOUT_ISOLATION = ("process", "channel", "outside", "forked")
RUNS = {
    "prewarmed": CORPUS,
    "bwrap": [each for each in CORPUS if each.theme in ABOUT_ISOLATION or os.environ.get("WHOLE_CORPUS")],
}


def pytest_generate_tests(metafunc):
    if "each" in metafunc.fixturenames:
        cases = [(isolation, each) for isolation, some in RUNS.items() for each in some]
        ids = [f"{isolation}: {each.theme}: {each.name}" for isolation, each in cases]
        metafunc.parametrize(("graded", "each"), cases, ids=ids, indirect=["graded"], scope="module")
    elif "graded" in metafunc.fixturenames:
        metafunc.parametrize("graded", RUNS, indirect=True, scope="module")


class Watched(pool.Pool):
    """A pool that looks round after every submission, before its worker gets another."""

    left, inside, devices, depth, workers = {}, {}, {}, 0, {}

    def run(self, tasks):
        for task, answer in super().run(tasks):
            self.left[Path(task["path"]).name] = left_by(task, self.workers[task["task"]])
            yield task, answer

    def _hear(self):
        heard = super()._hear()
        self.workers.update((task["task"], worker.process.pid) for worker, task, _ in heard)
        return heard


def left_by(task, worker):
    """Processes, files and changes that a submission has left."""
    deadline = time.monotonic() + 5
    while (alive := [pid for pid in below(worker) if tables(pid) > Watched.depth]) and (
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


def below(pid):
    """All processes below one, by their parents."""
    found = []
    with contextlib.suppress(OSError):  # it may end while we look
        for task in Path("/proc", str(pid), "task").iterdir():
            for child in (task / "children").read_text().split():
                found += [int(child), *below(child)]
    return found


def tables(pid):
    """In how many process tables a process is listed, each within the one before; 0 if it is gone."""
    try:
        lines = Path("/proc", str(pid), "status").read_text().splitlines()
    except OSError:
        return 0
    return next(len(line.split()) - 1 for line in lines if line.startswith("NSpid:"))


def devices():
    return {path: os.stat(path).st_mode for path in ("/dev/null", "/dev/zero", "/dev/urandom", "/dev")}


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
def graded(request, tmp_path_factory):
    isolation = request.param
    require(isolation)
    home = tmp_path_factory.mktemp("hostile")
    folder, temporary = home / "handed in", home / "temporary"
    temporary.mkdir()
    names, honest = hand_in(folder, RUNS[isolation])
    result = Graded()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(temporary))
        patch.setattr("tempfile.tempdir", None)
        patch.setattr(grade, "Pool", Watched)
        patch.setattr(grade, "Limits", lambda: LIMITS)
        Watched.left, Watched.inside, Watched.devices, Watched.workers = {}, {}, devices(), {}
        # What waits to be forked stays, and is in one process table more than we are; nothing else stays.
        Watched.depth = tables(os.getpid()) + 1 if isolation == "prewarmed" else 0
        made = grade.withheld.make
        patch.setattr(grade.withheld, "make", lambda *args: remember(made(*args)))
        before = house()
        asked = {"prewarmed": [], "bwrap": ["--isolation", "bwrap"]}  # the first is the default
        parser = argparse.ArgumentParser()
        grade.add_arguments(parser)
        out, err = io.StringIO(), io.StringIO()
        began = time.monotonic()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            result.code = grade.run(
                parser.parse_args(
                    [str(folder), "--out", str(home / "out"), "--jobs", "2", "--seed", "7", *asked[isolation]]
                )
            )
        result.seconds = time.monotonic() - began
        after = house()
        # Python may have compiled one more of our modules meanwhile; that is no change of what was there.
        new = {path for path in after.keys() - before.keys() if path.parent.name != "__pycache__"}
        result.house_changed = new | {path for path in before if after.get(path) != before[path]}
        result.temporary = os.listdir(temporary)
    result.screen = out.getvalue() + err.getvalue()
    result.names, result.honest, result.left, result.isolation = names, honest, Watched.left, isolation
    result.rows, result.groups, result.mistakes = read(home / "out" / "gradebook.sqlite")
    with open(home / "out" / "grades.csv", newline="") as file:
        result.table = {line["file"].removeprefix("'"): line for line in csv.DictReader(file)}
    result.raw_table = (home / "out" / "grades.csv").read_text()
    result.pages = home / "out"
    return result


def remember(folder):
    Watched.inside[Path(folder).name] = state(folder)
    return folder


def hand_in(folder, some):
    """Write the class: number, name and chapter in each file name; honest ones in between."""
    folder.mkdir()
    names, honest = {}, []
    for number, each in enumerate(some):
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


def test_a_submission_gets_what_it_has_earned_and_leaves_nothing(each, graded):
    """The fair grade, the reason, no process, no file, and nothing on the page that is not text."""
    file = graded.names[each.name]
    shown = text.name(file)
    row, groups = graded.rows[shown], graded.groups[shown]
    lost = {f"{g['function']} {g['test_group']}" for g in groups if g["earned"] < g["points"]}
    details = {f"{g['function']} {g['test_group']}": json.loads(g["details"])[:2] for g in groups}
    why = f"{row['reason']}; lost {[(name, details[name]) for name in sorted(lost)]}; notes {row['notes'][:600]}"
    assert row["score"] == each.points == sum(g["earned"] for g in groups), why
    assert (row["max_score"], row["isolation"]) == (100, graded.isolation)
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
    unreadable = any(row["status"] == "unreadable" for row in graded.rows.values())
    assert graded.code == (grade.NEEDS_THE_TEACHER if unreadable else grade.DONE)
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
    assert len(secret) > 20
    told = graded.raw_table + graded.screen + "".join(
        path.read_text() for path in (graded.pages / "feedback").glob("*.html")
    )  # fmt: skip
    assert [line for line in secret if line in told] == []
    numbers = {number for line in details for number in re.findall(r"\d\.\d{12,}", line)}
    assert len(numbers) > 20
    assert [number for number in numbers if number in told] == []


def test_the_corpus_is_as_large_as_promised():
    """At least forty, each said what it tries, and no name twice."""
    assert len(CORPUS) >= 40
    assert len({each.name for each in CORPUS}) == len(CORPUS)
    assert all(each.tries for each in CORPUS)
