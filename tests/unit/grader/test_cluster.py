"""Several machines grade as one does; scheduler, workers and deaths are real processes."""

import contextlib
import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import types
from pathlib import Path

import pytest

from grader import cluster as clusters
from grader.errors import GraderError
from grader.folder import PREFIX
from grader.required import require
from instructor.house import ROOT
from workbook import exercises

pytestmark = pytest.mark.slow

CHAPTERS = ("01_neuron", "02_forward_pass")
# The command itself, after a line that changes what a test has to change.
START = """
import argparse, signal, sys
exec(sys.argv.pop(1))
from instructor import grade
signal.signal(signal.SIGINT, signal.default_int_handler)
parser = argparse.ArgumentParser(prog="grade")
grade.add_arguments(parser)
sys.exit(grade.run(parser.parse_args()))
"""


class Cluster:
    """A scheduler and workers, each with a temporary folder of its own; the dead are replaced on demand."""

    def __init__(self, folder):
        self.folder, self.started = folder, 0
        self.scheduler, self._workers = None, []
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"tcp://127.0.0.1:{free.getsockname()[1]}"

    def ready(self, workers=2):
        """The address, once so many workers are there."""
        if self.scheduler is None or self.scheduler.poll() is not None:
            port = self.address.rpartition(":")[2]
            self.scheduler = self._start("scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard")
        while len(self.alive()) < workers:
            name = f"worker {self.started}"
            self._workers.append(
                self._start(
                    *("worker", self.address, "--no-nanny", "--nthreads", "1", "--no-dashboard"),
                    *("--name", name, "--local-directory", str(self.folder / name), "--death-timeout", "60"),
                )
            )
        deadline = time.monotonic() + 60
        while any("Starting established connection" not in each.log.read_text() for each in self.alive()):
            assert time.monotonic() < deadline, "a worker does not come up"
            time.sleep(0.05)
        return self.address

    def _start(self, *arguments):
        home = self.folder / f"home {self.started}"
        (home / "tmp").mkdir(parents=True)
        self.started += 1
        # Two deaths are enough to give up; a department may be more patient.
        environment = {
            **os.environ,
            "TMPDIR": str(home / "tmp"),
            "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1",
        }
        with open(home / "log", "wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", *arguments], cwd=ROOT, env=environment, stdout=log, stderr=log
            )
        process.home, process.log = home, home / "log"
        return process

    def alive(self):
        return [each for each in self._workers if each.poll() is None]

    def busy(self):
        """The workers that are at a notebook."""
        return [each for each in self.alive() if list((each.home / "tmp").glob(f"{PREFIX}*/*.ipynb"))]

    def kill_a_busy_one(self):
        deadline = time.monotonic() + 60
        while not (busy := self.busy()):
            assert time.monotonic() < deadline, "nobody grades"
            time.sleep(0.01)
        busy[0].kill()
        busy[0].wait()
        return busy[0]

    def end(self):
        for each in [*self.alive(), self.scheduler]:
            if each is not None:
                each.kill()
                each.wait()

    def left(self):
        """What the dead have left in their temporary folders."""
        dead = [each for each in self._workers if each.poll() is not None]
        return [
            path.name
            for each in dead
            for path in (each.home / "tmp").iterdir()
            if path.name.startswith(PREFIX)
        ]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    require("dask")
    made = Cluster(tmp_path_factory.mktemp("clu ster"))
    yield made
    made.end()


@pytest.fixture(scope="module")
def tests(tmp_path_factory):
    """Hidden tests for two chapters: each function has to double its argument."""
    folder = tmp_path_factory.mktemp("hidden of two chapters")
    for chapter in CHAPTERS:
        lines = ["import pytest"]
        for exercise in exercises.chapter(chapter).exercises:
            for group in exercise.points:
                lines += [f"@pytest.mark.exercise({exercise.function!r}, group={group!r})"]
                lines += [f"def test_{exercise.function}_{group}(student):"]
                lines += [f"    assert student.{exercise.function}(2.0) == 4.0", ""]
        (folder / f"test_{chapter}.py").write_text("\n".join(lines))
    return folder


def answers(chapter, wrong=()):
    """A cell with all functions of a chapter."""
    return "\n".join(
        f"def {exercise.function}(x): return {'x' if exercise.function in wrong else '2 * x'}"
        for exercise in exercises.chapter(chapter).exercises
    )


@pytest.fixture
def handed_in(bwrap, notebook_of, tmp_path):
    """Six notebooks for two chapters; all but the first take their time to load."""
    folder = tmp_path / "handed in"
    folder.mkdir()
    wait = "import time; time.sleep(0.5)"
    (folder / "a_01_neuron.ipynb").write_bytes(notebook_of(answers(CHAPTERS[0])))
    (folder / "a_02_forward_pass.ipynb").write_bytes(notebook_of(wait, answers(CHAPTERS[1])))
    (folder / "b_01_neuron.ipynb").write_bytes(notebook_of(wait, answers(CHAPTERS[0], ("relu", "tanh"))))
    (folder / "ü b_02_forward_pass.ipynb").write_bytes(notebook_of(wait, "import os; os._exit(3)"))
    (folder / "c_01_neuron.ipynb").write_bytes(
        notebook_of(wait, "raise ValueError('<b>')", answers(CHAPTERS[0]))
    )
    (folder / "c_02_forward_pass.ipynb").write_bytes(b"{ no notebook")
    return folder


def start(folder, tests, out, *arguments, change="pass"):
    line = [sys.executable, "-c", START, change, str(folder), "--out", str(out), "--tests", str(tests)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [*line, "--seed", "1", "--json", *arguments],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def end(process):
    said, complaints = process.communicate(timeout=120)
    return process.returncode, said, complaints


def rows(out):
    """Every row with its groups and mistakes, but for the times."""
    with contextlib.closing(sqlite3.connect(Path(out) / "gradebook.sqlite")) as book:
        book.row_factory = sqlite3.Row
        try:
            grades = [
                dict(row) for row in book.execute("SELECT * FROM grades ORDER BY learner, chapter, attempt")
            ]
            for grade in grades:
                number = grade.pop("id")
                for table in ("group_results", "mistakes"):
                    found = book.execute(f"SELECT * FROM {table} WHERE grade_id = ? ORDER BY id", (number,))
                    grade[table] = [{**row, "id": 0, "grade_id": 0} for row in map(dict, found)]
        except sqlite3.OperationalError:  # no tables yet
            return []
    return [{**grade, "seconds": 0, "graded_at": ""} for grade in grades]


def wait_for_a_row(out):
    deadline = time.monotonic() + 60
    while not ((out / "gradebook.sqlite").exists() and rows(out)):
        assert time.monotonic() < deadline, "no row comes"
        time.sleep(0.02)


def test_a_cluster_grades_as_one_machine_does_even_if_a_worker_is_killed(cluster, handed_in, tests, tmp_path):
    """kill -9 of one of two workers in the middle: the other takes over, and nothing stays behind."""
    here = start(handed_in, tests, tmp_path / "here", "--jobs", "2")
    address = cluster.ready()
    assert end(here)[0] == 1
    there = start(handed_in, tests, tmp_path / "there", "--cluster", address)
    wait_for_a_row(tmp_path / "there")
    killed = cluster.kill_a_busy_one()
    code, said, complaints = end(there)
    assert code == 1
    assert [line.partition(":")[0] for line in complaints.splitlines()] == ["grade"], complaints
    document = json.loads(said)
    assert (document["graded"], document["cluster"], document["left"]) == (6, address, 0)
    assert rows(tmp_path / "there") == rows(tmp_path / "here")
    assert len(cluster.alive()) == 1
    deadline = time.monotonic() + 30
    while cluster.left() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert cluster.left() == [], killed.home


def test_a_submission_on_which_workers_die_is_a_row_with_an_error(cluster, notebook_of, tests, tmp_path):
    """As often as the scheduler allows, which is twice here."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.ipynb").write_bytes(notebook_of("import time; time.sleep(4)", answers(CHAPTERS[0])))
    process = start(folder, tests, tmp_path / "out", "--chapter", CHAPTERS[0], "--cluster", cluster.ready())
    for _ in range(2):
        cluster.kill_a_busy_one()
    code, said, complaints = end(process)
    (row,) = json.loads(said)["rows"]
    assert (code, row["status"], row["score"], row["max_score"]) == (1, "error", 0, 100)
    assert row["reason"] == "2 workers of the cluster died of it"
    assert complaints == "grade: a.ipynb: 2 workers of the cluster died of it\n"


def test_an_interrupt_cancels_what_has_not_begun(cluster, handed_in, tests, tmp_path):
    """Ctrl-C: exit code 130, the rows that came are kept, and the cluster is free for others."""
    process = start(handed_in, tests, tmp_path / "out", "--cluster", cluster.ready(1))
    wait_for_a_row(tmp_path / "out")
    process.send_signal(signal.SIGINT)
    code, said, complaints = end(process)
    kept = json.loads(said)
    assert (code, kept["exit_code"]) == (130, 130)
    assert complaints == f"grade: interrupted; {kept['left']} left, the same command goes on with them\n"
    assert 0 < len(kept["rows"]) == 6 - kept["left"] < 6
    deadline = time.monotonic() + 20
    while tasks_of(cluster) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert tasks_of(cluster) == []


def tasks_of(cluster):
    from distributed import Client  # noqa: PLC0415  not on every machine

    with Client(cluster.address, set_as_default=False) as client:
        return client.run_on_scheduler(lambda dask_scheduler: [str(key) for key in dask_scheduler.tasks])


def another_version(monkeypatch):
    monkeypatch.setattr(clusters, "_house", lambda: "other")
    return rf"{socket.gethostname()} has another version"


def not_installed(monkeypatch):
    """What the client asks for is in a module that the workers do not have."""
    module = types.ModuleType("elsewhere")
    exec("def unfit(*arguments): pass", vars(module))
    monkeypatch.setitem(sys.modules, "elsewhere", module)
    monkeypatch.setattr(clusters, "_unfit", module.unfit)
    return r"tcp://127.0.0.1:\d+: elsewhere is not installed there"


@pytest.mark.parametrize("machine", [another_version, not_installed])
def test_a_machine_that_is_not_fit_is_named_before_anything_is_graded(cluster, tests, monkeypatch, machine):
    """Another version of the course there would give other points."""
    address, reason = cluster.ready(1), machine(monkeypatch)
    task = {"chapter": CHAPTERS[0], "isolation": "none", "hidden": str(tests), "path": "nowhere"}
    with (
        clusters.Cluster(address, 20) as graders,
        pytest.raises(GraderError, match=f"cannot grade: {reason}"),
    ):
        list(graders.run([task]))


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("tcp://127.0.0.1:1", "Timed out"),
        ("nonsense://x", "unknown address scheme 'nonsense'"),
        ("tcp://no such machine:8786", "no such machine|[Nn]ame"),
    ],
)
def test_where_nobody_answers_is_one_line(monkeypatch, address, reason):
    require("dask")
    monkeypatch.setattr(clusters, "_SECONDS_TO_CONNECT", 1)
    with pytest.raises(GraderError, match=f"no scheduler of Dask at {address}: .*({reason})") as caught:
        clusters.Cluster(address, 20).__enter__()
    assert "\n" not in str(caught.value)


def test_a_cluster_without_workers_is_one_line(cluster, tests, monkeypatch):
    """Not an endless wait."""
    monkeypatch.setattr(clusters, "_SECONDS_WITHOUT_WORKERS", 1)
    address = cluster.ready(0)
    for each in cluster.alive():
        each.kill()
        each.wait()
    task = {"chapter": CHAPTERS[0], "isolation": "none", "hidden": str(tests), "path": "nowhere"}
    with clusters.Cluster(address, 20) as graders, pytest.raises(GraderError, match=f"dask worker {address}"):
        list(graders.run([task]))


def test_a_scheduler_that_dies_is_one_line_and_the_same_command_goes_on_without_it(
    cluster, handed_in, tests, tmp_path
):
    """The rows that had come are not graded again."""
    process = start(handed_in, tests, tmp_path / "out", "--cluster", cluster.ready(1))
    wait_for_a_row(tmp_path / "out")
    cluster.scheduler.kill()
    cluster.scheduler.wait()
    code, said, complaints = end(process)
    cluster.end()
    assert (code, said) == (2, "")
    assert re.fullmatch(r"grade: lost the scheduler at tcp://\S+\n", complaints), complaints
    kept = len(rows(tmp_path / "out"))
    assert 0 < kept < 6
    code, said, _ = end(start(handed_in, tests, tmp_path / "out"))
    assert (code, json.loads(said)["graded"], len(rows(tmp_path / "out"))) == (1, 6 - kept, 6)


def test_without_the_option_nobody_needs_dask(handed_in, tests, tmp_path):
    """It is not even imported; and with the option, one line says what to install."""
    gone = "import sys; sys.modules['dask'] = sys.modules['distributed'] = None"
    show = "import atexit, sys; atexit.register(lambda: print(sorted(sys.modules), file=sys.stderr))"
    here = start(handed_in, tests, tmp_path / "here", "--chapter", CHAPTERS[1], change=show)
    refused = start(handed_in, tests, tmp_path / "there", "--cluster", "tcp://127.0.0.1:1", change=gone)
    code, _, loaded = end(here)
    assert code == 1
    assert "'grader.cluster'" in loaded
    assert not re.search("'(dask|distributed|tornado|msgpack)['.]", loaded)
    code, _, complaints = end(refused)
    assert code == 2
    assert (
        complaints
        == "grade: --cluster needs Dask (dask is missing): pip install -r requirements/department.txt\n"
    )


def test_a_machine_checks_itself_as_well(monkeypatch):
    """It may have come to the cluster after the others were asked."""
    assert clusters._unfit(["none"], clusters._house()) is None
    assert "another version" in clusters._unfit(["none"], "other")
    line = json.dumps({"isolation": "none", "house": "other"})
    assert "another version" in json.loads(clusters._grade(line, b"", b""))["stop"]
    monkeypatch.setattr(clusters._Machine, "answer", lambda *_: 1 / 0)
    line = json.dumps({"isolation": "none", "house": clusters._house()})
    crash = f"ZeroDivisionError on {socket.gethostname()}"  # one row, and not the run
    assert json.loads(clusters._grade(line, b"", b"")) == {"crash": crash}
    monkeypatch.setenv("PATH", "/nonexistent")
    assert socket.gethostname() in clusters._unfit(["bwrap"], clusters._house())
