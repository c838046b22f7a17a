"""Questions sent ahead change when a function is called, and nothing else."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader import grading
from grader.ahead import MOST, Question
from grader.grading import GroupResult
from grader.hidden import run_tests
from grader.proxy import Student, StudentError
from grader.pytest_plugin import ROOT, _all_close, _all_equal

CELL = """
import os, time
import numpy as np
calls = []
def f(x):
    calls.append(x)
    if x == 7: time.sleep(60)
    if x == 8: os._exit(1)
    if x == 9: return np.zeros(1 << 19)
    return x
def g(x): return 2 * x
def seen(): return list(calls)
"""


@pytest.fixture
def submission(submit):
    return submit(CELL)


def questions(name, *values):
    return [Question.of(name, (value,), strict=False, back=True) for value in values]


def test_what_is_expected_is_called_before_it_is_asked(submission):
    """And only once; the answers are those of a process that is asked in turn."""
    submission.expect(questions("f", 1.0, 2.0, 3.0))
    assert submission.call("f", 1.0).value == 1.0
    assert submission.call("seen").value == [1.0, 2.0, 3.0]
    assert [submission.call("f", x).value for x in (2.0, 3.0)] == [2.0, 3.0]
    assert submission.call("seen").value == [1.0, 2.0, 3.0]


def test_never_are_there_too_many_on_the_way(submission):
    submission.expect(questions("f", *map(float, range(100, 200))))
    submission.call("f", 100.0)
    assert len(submission.call("seen").value) <= 1 + MOST
    assert [submission.call("f", float(x)).value for x in range(101, 200)] == list(range(101, 200))


def test_an_answer_that_nobody_asks_for_is_dropped(submission):
    submission.expect(questions("f", 1.0, 2.0, 3.0, 4.0))
    assert [submission.call("f", x).value for x in (1.0, 4.0, 2.0)] == [1.0, 4.0, 2.0]


def test_a_question_is_the_same_only_to_the_last_bit(submission):
    """True == 1 == 1.0 in Python, 0.0 == -0.0, and a function may tell them apart."""
    submission.expect(questions("g", 1, 0.0))
    answers = [submission.call("g", x).value for x in (True, 1.0, -0.0)]
    assert list(map(repr, answers)) == ["2", "2.0", "-0.0"]


@pytest.mark.parametrize("bad", [7.0, 8.0], ids=["hangs", "dies"])
def test_nobody_is_blamed_for_a_question_that_was_only_sent_ahead(submission, bad):
    """The process is started anew, and from then on every question waits its turn."""
    submission.expect(questions("f", 1.0, bad, 2.0))
    assert submission.call("f", 1.0).value == 1.0
    assert submission.call("g", 3.0).value == 6.0
    assert submission.call("f", 4.0).value == 4.0
    assert submission.call("seen").value == [4.0]
    with pytest.raises(StudentError) as caught:
        submission.call("f", bad)
    assert caught.value.category == {7.0: "timeout", 8.0: "died"}[bad]


@pytest.mark.parametrize(("bad", "category"), [(7.0, "timeout"), (8.0, "died")])
def test_blame_falls_on_a_question_that_was_sent_ahead_and_is_asked(submission, bad, category):
    submission.expect(questions("f", 1.0, bad))
    submission.call("f", 1.0)
    with pytest.raises(StudentError) as caught:
        submission.call("f", bad)
    assert caught.value.category == category


def test_answers_that_nobody_asked_for_yet_take_no_more_room_than_one_answer_may(submission):
    """Four megabytes each, and eight are allowed."""
    submission.expect(questions("f", *[9.0] * MOST))
    assert submission.call("g", 1.0).value == 2.0
    assert submission.call("seen").value == []  # a fresh process
    assert submission.call("f", 9.0).value.shape == (1 << 19,)


def test_several_calls_at_once_are_as_one_after_the_other(submission):
    student = Student(submission)
    assert student.f.each((1.0,), (2.0,)) == [1.0, 2.0]
    with pytest.raises(StudentError, match="ended its process"):
        student.f.each((3.0,), (8.0,), (4.0,))
    assert student.f(5.0) == 5.0


def test_the_value_and_whether_the_arguments_stayed_come_in_one_answer(submit):
    student = Student(submit("def spoil(z):\n    z[0] = 7\n    return 1\ndef keep(z): return z"))
    assert student.spoil.watched(np.zeros(2)) == (1, False)
    value, unchanged = student.keep.watched(np.zeros(2))
    assert value.tolist() == [0, 0]
    assert unchanged


HIDDEN = """
import pytest
@pytest.mark.exercise("f", group="values")
def test_one(student):
    student.g(student.f(1.0))
@pytest.mark.exercise("f", group="values")
def test_two(student, rng):
    assert student.f(float(rng.normal())) is not None
"""
ECHO = """
calls = []
def f(x):
    calls.append(("f", x))
    return {answer} * x
def g(x): calls.append(("g", x))
def seen(): return calls
"""


def test_no_submission_is_sent_what_another_has_answered(submit, tmp_path):
    """Only what a test asks first is sent ahead: it cannot hold an answer."""
    path = tmp_path / "test_hidden.py"
    path.write_text(HIDDEN)
    seen = []
    for answer in (10.0, 20.0, 30.0):
        submission = submit(ECHO.format(answer=answer))
        groups = {("f", "values"): GroupResult("f", "values", 1)}
        run_tests(path, groups, submission, seed=3)
        assert groups["f", "values"].passed
        seen.append([tuple(call) for call in submission.call("seen").value])
    first, *later = seen
    assert [name for name, _ in first] == ["f", "g", "f"]  # nothing is known yet
    for number, calls in enumerate(later, start=2):
        assert [name for name, _ in calls] == [
            "f",
            "f",
            "g",
        ]  # the second test's question came before its turn
        assert sorted(calls) == sorted([first[0], first[2], ("g", 10.0 * number)])


def test_a_solution_gets_the_same_grade_at_first_and_later(inside, bwrap):
    """The first time nothing can be sent ahead."""
    data = (ROOT / "solutions" / "01_neuron.ipynb").read_bytes()
    grades = [grading.grade(data, "01_neuron", inside, isolation="prewarmed", seed=5) for _ in range(3)]
    assert len({str(dataclasses.replace(grade, seconds=0)) for grade in grades}) == 1
    assert grades[0].status == "passed"


NUMBERS = st.one_of(
    st.sampled_from([0.0, -0.0, 1.0, np.nan, np.inf, -np.inf, 1e308, -1e308, 5e-324]), st.floats()
)
ARRAYS = st.one_of(
    NUMBERS,
    st.lists(NUMBERS, max_size=3).map(np.array),
    st.lists(st.floats(width=32), max_size=3).map(lambda items: np.array(items, dtype=np.float32)),
    st.lists(st.integers(-3, 3), max_size=3).map(np.array),
)
TOLERANCES = st.sampled_from([0.0, 1e-9, 0.5, 2.0])


@given(ARRAYS, ARRAYS, TOLERANCES, TOLERANCES)
@pytest.mark.filterwarnings("ignore")
def test_what_is_close_at_a_glance_is_close_to_numpy(actual, desired, rtol, atol):
    """The glance may say no to what is close, and never yes to what is not."""
    with np.errstate(all="ignore"):
        if _all_close(actual, desired, rtol=rtol, atol=atol):
            np.testing.assert_allclose(actual, desired, rtol=rtol, atol=atol)
        if _all_close(actual, actual * 1.5, rtol=rtol, atol=atol):
            np.testing.assert_allclose(actual, actual * 1.5, rtol=rtol, atol=atol)
        if _all_equal(actual, desired):
            np.testing.assert_array_equal(actual, desired)


def test_the_glance_sees_what_most_answers_are():
    """Else it would be right and of no use."""
    assert _all_close(np.ones(3), np.ones(3) + 1e-12, rtol=1e-9)
    assert not _all_close(np.ones(3), np.ones(3) + 1e-6, rtol=1e-9)
    assert _all_close(1.5, np.float64(1.5))
    assert _all_equal(np.ones((2, 2), np.float32), np.ones((2, 2)))
