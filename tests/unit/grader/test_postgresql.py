"""One gradebook on a PostgreSQL server that several graders write to; server, graders and trouble are real."""

import csv
import json
import os
import re
import subprocess
import sys
import time

import pytest
from sqlalchemy import create_engine, text

from grader.errors import GraderError
from grader.gradebook import Gradebook
from grader.required import require
from instructor.house import ROOT

PASSWORD = "se cret@/:%25"
QUOTED = "se%20cret%40%2F%3A%2525"  # the same in a URL
ABOUT = {"file": "a.ipynb", "sha256": "0" * 64, "tests": "t", "isolation": "bwrap"}
GRADE = {"status": "passed"}


class Grader:
    """``python -m instructor grade`` as a process of its own."""

    def __init__(self, home, url, hidden, submissions, out):
        self.out = home / out
        line = [
            sys.executable,
            "-m",
            "instructor",
            "grade",
            str(submissions),
            "--out",
            str(self.out),
            "--jobs",
            "1",
        ]
        line += ["--gradebook", url, "--chapter", "01_neuron", "--tests", str(hidden), "--json"]
        # The password where PostgreSQL's own programs look for it, and not where everybody can see it.
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PGPASSWORD": PASSWORD}
        self.process = subprocess.Popen(
            line, cwd=home, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def end(self):
        """Exit code, what it printed, and its complaints."""
        said, complaints = self.process.communicate(timeout=120)
        assert PASSWORD not in said + complaints
        return self.process.returncode, said, complaints

    def table(self):
        with open(self.out / "grades.csv", newline="") as file:
            return {row["learner"]: row["score"] for row in csv.DictReader(file)}


@pytest.fixture
def grader(bwrap, hidden, tmp_path):
    """A function that starts a grader."""
    return lambda *arguments: Grader(tmp_path, arguments[0], hidden, *arguments[1:])


def hand_in(folder, notebook_of, numbers):
    folder.mkdir()
    for number in numbers:
        cell = f"def relu(z): return {('z * (z > 0)', 'z')[number % 2]}"
        (folder / f"l{number}.ipynb").write_bytes(notebook_of("import time; time.sleep(0.3)", cell))
    return folder


def rows(url):
    """Who was graded, how often; none, while there are no tables."""
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://").replace("@", f":{QUOTED}@"))
    try:
        with engine.connect() as connection:
            found = connection.execute(
                text("SELECT learner, attempt, score FROM grades ORDER BY learner, attempt")
            )
            return [tuple(row) for row in found]
    except Exception as error:
        if "does not exist" in str(error):
            return []
        raise
    finally:
        engine.dispose()


def test_two_graders_at_once_grade_everybody_once(postgresql, grader, notebook_of, tmp_path):
    """Both start on an empty database, and half of each one's class is in the other's as well."""
    url = postgresql.database(password="")
    first = grader(url, hand_in(tmp_path / "one", notebook_of, range(4)), "out one")
    second = grader(url, hand_in(tmp_path / "two", notebook_of, range(2, 6)), "out two")
    ends = [first.end(), second.end()]
    assert [code for code, _, _ in ends] == [0, 0], ends
    written = rows(url)
    assert [(learner, attempt) for learner, attempt, _ in written] == [(f"l{n}", 1) for n in range(6)]
    scores = {learner: str(score) for learner, _, score in written}
    assert first.table() == {f"l{n}": scores[f"l{n}"] for n in range(4)}
    assert second.table() == {f"l{n}": scores[f"l{n}"] for n in range(2, 6)}
    assert len(set(scores.values())) == 2  # a right one and a wrong one


def test_a_server_that_stops_is_one_line_and_the_same_command_goes_on(
    postgresql, grader, notebook_of, tmp_path
):
    """What was graded before is there, and is not graded again."""
    url = postgresql.database(password="")
    folder = hand_in(tmp_path / "in", notebook_of, range(4))
    cut_off = grader(url, folder, "out")
    deadline = time.monotonic() + 60
    while not rows(url) and time.monotonic() < deadline:
        time.sleep(0.02)
    postgresql.stop()
    try:
        code, said, complaints = cut_off.end()
    finally:
        postgresql.start()
    kept = len(rows(url))
    assert 0 < kept < 4
    assert (code, said) == (2, "")
    assert re.fullmatch(r"grade: the gradebook postgresql\S* cannot be (read|written): .*\n", complaints)
    code, said, _ = grader(url, folder, "out").end()
    assert (code, json.loads(said)["graded"]) == (0, 4 - kept)
    assert [(learner, attempt) for learner, attempt, _ in rows(url)] == [(f"l{n}", 1) for n in range(4)]


def test_a_server_that_was_started_anew_between_two_rows_goes_unnoticed(postgresql):
    """Administrators do that at night."""
    book = Gradebook(postgresql.database())
    book.add("alice", "01_neuron", ABOUT, GRADE)
    postgresql.stop()
    postgresql.start()
    assert book.add("alice", "01_neuron", ABOUT, GRADE).attempt == 2
    book.close()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda url: url.replace(QUOTED, "tops%25ecret"), "password authentication failed"),
        (
            lambda url: url.replace(f":{QUOTED}", "") + "?password=tops%25ecret",
            "password authentication failed",
        ),
        (lambda url: re.sub(r"class_\d+", "nowhere", url), 'database "nowhere" does not exist'),
        (lambda url: re.sub(r":\d+/", ":1/", url), "[Cc]onnection refused"),
        (lambda url: re.sub(r":\d+/", ":tops%25ecret/", url), "no database URL"),
        (lambda url: url + "?tops=tops%25ecret", "invalid"),
        (lambda url: url.replace("postgresql://", ""), "no database URL"),
        (lambda url: url.replace("postgresql", "postgresql+nodriver"), "nodriver"),
    ],
)
def test_what_cannot_be_opened_is_one_line_without_a_password(postgresql, change, reason):
    """Error messages end up in logs and in mails."""
    with pytest.raises(GraderError, match=reason) as caught:
        Gradebook(change(postgresql.database()))
    assert "\n" not in str(caught.value)
    assert not any(secret in str(caught.value) for secret in (PASSWORD, QUOTED, "tops%ecret", "tops%25ecret"))


def test_a_gradebook_that_may_only_be_read_is_refused_before_the_first_submission(postgresql):
    """Not after an hour of grading."""
    url = postgresql.database()
    Gradebook(url).close()
    name = url.rpartition("/")[2]
    postgresql.execute("CREATE ROLE guest LOGIN PASSWORD 'guest'")
    postgresql.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO guest", database=name)
    with pytest.raises(GraderError, match="permission denied"):
        Gradebook(re.sub(r"//.*@", "//guest:guest@", url))


def test_without_its_driver_it_says_what_to_install(monkeypatch):
    """A teacher with SQLite needs no driver for PostgreSQL."""
    require("postgresql")
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(GraderError, match=r"requirements/department\.txt"):
        Gradebook("postgresql://teacher@127.0.0.1/grades")
