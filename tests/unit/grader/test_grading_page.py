"""What docs/grading.md says is so, and its commands run as they stand there."""

import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys

import pytest

from grader import lms
from grader.required import postgresql_programs, require
from instructor import grade
from instructor.house import ROOT

PAGE = (ROOT / "docs" / "grading.md").read_text(encoding="utf-8")
LINES = [
    line
    for block in re.findall(r"^```sh\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    for line in block.splitlines()
]


def table(heading):
    """The first two columns of the first table after a heading or a line."""
    found = PAGE[PAGE.index(heading) :].split("\n\n")
    rows = next(block for block in found if block.startswith("| ")).splitlines()[2:]
    return [tuple(cell.strip().strip("`") for cell in row.strip("|").split("|"))[:2] for row in rows]


def test_the_exit_codes_are_those_of_the_help():
    said = [f"{code:5}{meaning}" for code, meaning in table("## How it ends")]
    assert all(f"  {line}\n" in grade.EPILOG for line in said)
    assert [int(line.split()[0]) for line in said] == [
        grade.DONE,
        grade.NEEDS_THE_TEACHER,
        grade.COULD_NOT,
        grade.INTERRUPTED,
    ]


def test_the_fields_are_those_of_a_map():
    named = PAGE[PAGE.index("The fields are") : PAGE.index("Before the columns")]
    assert re.findall(r"`(\w+)`", named)[:-1] == list(lms.FIELDS)  # the last one is a folder


class Department:
    """Stands in for the names on the page: a machine at 10.0.0.1, a server at db.example.org, a ``.venv``."""

    def __init__(self, home, postgresql):
        self.home, self.postgresql, self.running = home, postgresql, []
        (home / "tmp").mkdir()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = str(free.getsockname()[1])
        self.environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "TMPDIR": str(home / "tmp"),
            "PATH": f"{postgresql_programs()}:{os.environ['PATH']}",
            "PGPASSWORD": "se cret@/:%25",
        }

    def words(self, line):
        line = line.replace("10.0.0.1:8786", f"127.0.0.1:{self.port}").replace(
            "--port 8786", f"--port {self.port}"
        )
        line = line.replace("db.example.org", f"127.0.0.1:{self.postgresql.port}")
        line = line.replace("docs/lms", shlex.quote(str(ROOT / "docs" / "lms"))).replace("--pwprompt", "")
        line = line.replace(".venv/bin/dask", "python -m dask").replace(".venv/bin/python", "python")
        words = shlex.split(line)
        if words[:3] == ["sudo", "-u", "postgres"]:  # the administrator of the server of this test
            words = [*words[3:], "-h", "127.0.0.1", "-p", str(self.postgresql.port), "-U", "teacher"]
        return [sys.executable if word == "python" else word for word in words]

    def run(self, line):
        """Carry out a line: a service goes on in the background, anything else ends; what it printed."""
        words = self.words(line)
        if words[1:3] == ["-m", "dask"]:
            with open(self.home / f"log {len(self.running)}", "wb") as log:
                self.running.append(
                    subprocess.Popen(
                        words,
                        cwd=self.home,
                        env=self.environment,
                        stdout=log,
                        stderr=log,
                        start_new_session=True,
                    )
                )
            return ""
        if words[0] == "make":  # the environment of these tests is what it makes
            assert re.search(rf"^{words[1]}:", (ROOT / "Makefile").read_text(), re.MULTILINE)
            return ""
        done = subprocess.run(
            words,
            cwd=self.home,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, f"{line}: {done.stderr}"
        if words[0] == "createuser":  # what --pwprompt would have asked for
            word = self.environment["PGPASSWORD"]
            self.postgresql.execute(f"ALTER ROLE grader PASSWORD '{word}'")
        return done.stdout

    def end(self):
        for each in self.running:  # with the worker that the worker's nanny has started
            os.killpg(each.pid, signal.SIGKILL)
            each.wait()


@pytest.fixture
def department(bwrap, postgresql, tmp_path):
    require("dask")
    made = Department(tmp_path, postgresql)
    yield made
    made.end()


def test_every_command_of_the_page_runs(department, notebook_of):
    """In this order; each grading with a gradebook that has not seen the class, but the second and the third."""
    folder = department.home / "handed-in"
    folder.mkdir()
    (folder / "alice_01_neuron.ipynb").write_bytes(notebook_of("def relu(z): return z * (z > 0)"))
    document, graded = None, []
    for line in LINES:
        said = department.run(line)
        if "instructor grade" in line:
            if "--json" in line:
                document = json.loads(said)
            else:
                graded.append(re.search(r"^(\d+) graded", said, re.MULTILINE)[1])
            if "--columns" in line:
                assert (
                    (department.home / "graded" / "moodle.csv").read_text().startswith("Username,01_neuron,")
                )
                for left in (department.home / "graded").glob("*.sqlite"):
                    left.unlink()  # so that the cluster has something to do
    assert graded == ["1", "0", "1", "1"]
    assert [key for key, _ in table("A program reads this instead")] == list(document)
    owners = department.postgresql.execute(
        "SELECT tableowner FROM pg_tables WHERE tablename = 'grades'", "grades"
    )
    assert owners == [("grader",)]
