"""Every attempt is a row, and no row is ever lost or changed."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from grader.errors import GraderError
from grader.gradebook import Gradebook

ABOUT = {"file": "a.ipynb", "sha256": "0" * 64, "tests": "t", "isolation": "bwrap"}


def grade(points=6, passed=True, **more):
    group = {"function": "neuron", "group": "values", "points": points, "passed": passed}
    group |= {"category": "passed" if passed else "wrong", "exception": "", "details": ["test: 0.625"]}
    mistake = {"function": "neuron", "mistake": "m", "message": "look", "evidence": [["tried", "neuron(1)"]]}
    return {"status": "passed", "groups": [group], "mistakes": [mistake], "notes": [], "seconds": 0.1, **more}


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    """An empty gradebook of its own for each test, in each database that a department would use."""
    if request.param == "postgresql":
        return request.getfixturevalue("postgresql").database()
    return f"sqlite:///{tmp_path / 'grade book.sqlite'}"


@pytest.fixture
def gradebook(url):
    book = Gradebook(url)
    yield book
    book.close()


def test_a_row_is_there_for_the_next_run(gradebook, url):
    """With its groups and its mistakes."""
    gradebook.add("alice", "01_neuron", {**ABOUT, "seed": 7}, grade())
    again = Gradebook(url)
    row = again.latest("alice", "01_neuron", **ABOUT)
    again.close()
    assert (row.score, row.max_score, row.attempt, row.seed) == (6, 6, 1, "7")
    assert [(group.group, group.earned) for group in row.groups] == [("values", 6)]
    assert [mistake.message for mistake in row.mistakes] == ["look"]


@pytest.mark.parametrize("key", ABOUT)
def test_another_notebook_or_test_or_isolation_is_another_thing(gradebook, key):
    """Only exactly the same need not be graded again."""
    gradebook.add("alice", "01_neuron", ABOUT, grade())
    assert gradebook.latest("alice", "01_neuron", **ABOUT) is not None
    assert gradebook.latest("alice", "01_neuron", **{**ABOUT, key: "other"}) is None
    assert gradebook.latest("bob", "01_neuron", **ABOUT) is None


def test_an_older_attempt_stays_as_it_was(gradebook):
    """A corrected test must not rewrite history."""
    gradebook.add("alice", "01_neuron", ABOUT, grade(passed=False))
    gradebook.add("alice", "01_neuron", ABOUT, grade())
    assert [(row.attempt, row.score) for row in gradebook.history("alice", "01_neuron")] == [(1, 0), (2, 6)]
    assert gradebook.latest("alice", "01_neuron", **ABOUT).attempt == 2


def test_two_graders_at_once_lose_nothing(gradebook, url):
    """Both count the attempts of the same learner."""
    other = Gradebook(url)
    for _ in range(5):
        gradebook.add("alice", "01_neuron", ABOUT, grade())
        other.add("alice", "01_neuron", ABOUT, grade())
    other.close()
    assert [row.attempt for row in gradebook.history("alice", "01_neuron")] == list(range(1, 11))


def test_a_row_is_written_whole_or_not_at_all(gradebook, url):
    """A group without a category cannot be written, and takes its grade along."""
    broken = grade()
    broken["groups"].append({**broken["groups"][0], "category": None})
    with pytest.raises(GraderError, match="cannot be written"):
        gradebook.add("alice", "01_neuron", ABOUT, broken)
    with gradebook._engine.connect() as connection:
        counts = [
            connection.scalar(text(f"SELECT count(*) FROM {t}"))
            for t in ("grades", "group_results", "mistakes")
        ]
    assert counts == [0, 0, 0]


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("sqlite:////nowhere/at/all.sqlite", "unable to open"),
        ("grades.sqlite", "no database URL"),
        ("nosuchdatabase://x", "cannot be opened"),
    ],
)
def test_a_gradebook_that_cannot_be_opened_is_one_line(url, reason):
    """Before the first submission is graded."""
    with pytest.raises(GraderError, match=reason) as caught:
        Gradebook(url)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_no_gradebook_stays_as_it_is(tmp_path):
    """A mistyped path must not cost anybody a file."""
    path = tmp_path / "essay.txt"
    path.write_text("my essay, of more than a hundred bytes " * 30)
    with pytest.raises(GraderError, match="not a database"):
        Gradebook(f"sqlite:///{path}")
    assert path.read_text().startswith("my essay")


def test_a_password_is_not_shown(monkeypatch):
    """Error messages end up in logs."""
    with pytest.raises(GraderError) as caught:
        Gradebook("postgresql://teacher:secret@127.0.0.1:1/x")
    assert "secret" not in str(caught.value)


def test_opening_leaves_no_row(gradebook):
    """That it can be written is tried out and taken back."""
    assert gradebook.history("", "") == []


@pytest.mark.parametrize(
    "nasty", ["a\0b", "lone \ud800 half", "☃" * 300, "\x1b[31m", "'; DROP TABLE grades; --", "𝄞"]
)
def test_no_text_of_a_learner_costs_a_row(gradebook, nasty):
    """PostgreSQL refuses NUL, half a character, and what is longer than its column."""
    broken = grade(reason=nasty, notes=[[1, nasty, nasty]])
    broken["groups"][0] |= {"exception": nasty, "details": [nasty]}
    broken["mistakes"][0] |= {"mistake": nasty, "message": nasty, "evidence": [[nasty, nasty]]}
    about = {**ABOUT, "file": nasty}
    gradebook.add(nasty, "01_neuron", about, broken)
    row = gradebook.latest(nasty, "01_neuron", **about)
    assert row.score == 6
    assert row.attempt == 1
    assert json.loads(row.notes) == [[1, nasty, nasty]]
    assert "\0" not in row.learner + row.reason
    assert [each.attempt for each in gradebook.history(nasty, "01_neuron")] == [1]


def test_what_another_grader_has_done_in_the_meantime_is_not_written_twice(gradebook, url):
    """Unless it is to be graded again; and what that one failed on does not count."""
    other = Gradebook(url)
    failed = other.add("alice", "01_neuron", ABOUT, grade(status="error"))
    assert gradebook.add("alice", "01_neuron", ABOUT, grade(), again=False).attempt == 2
    assert other.add("alice", "01_neuron", ABOUT, grade(points=1), again=False).score == 6
    assert other.add("alice", "01_neuron", ABOUT, grade(points=1), again=True).attempt == 3
    other.close()
    assert failed.attempt == 1


def test_many_graders_at_one_submission_write_it_once(url):
    """Each in a thread of its own, with a connection of its own; also the tables are made once."""
    start = threading.Barrier(6, timeout=20)

    def work(number):
        start.wait()
        book = Gradebook(url)
        start.wait()
        for chapter in ("01_neuron", "02_forward_pass"):
            book.add("alice", chapter, {**ABOUT, "seed": number}, grade(), again=False)
            book.add("bob", chapter, {**ABOUT, "seed": number}, grade(), again=True)
        book.close()

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(work, range(6)))
    book = Gradebook(url)
    attempts = {
        (learner, chapter): [row.attempt for row in book.history(learner, chapter)]
        for learner in ("alice", "bob")
        for chapter in ("01_neuron", "02_forward_pass")
    }
    book.close()
    assert attempts == {
        (learner, chapter): list(range(1, 2 if learner == "alice" else 7)) for learner, chapter in attempts
    }
