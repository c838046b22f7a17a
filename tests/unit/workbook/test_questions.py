"""A question is asked like a function, and the public check does not know its answer."""

import sys

import pytest

from workbook import exercises, mistakes
from workbook.check import ANSWERED, check
from workbook.exercises import Exercise
from workbook.mistakes import Mistake


@pytest.fixture
def asked(monkeypatch):
    """A registry with two more entries: a question for a number and one for a choice."""
    number = Exercise(1, "answer_circles", "01_neuron", {"answer": 1}, "number")
    choice = Exercise(2, "answer_line", "01_neuron", {"answer": 1}, ("a", "b", "c"))
    known = {e.function: e for chapter in exercises.chapters() for e in (*chapter.exercises, number, choice)}
    monkeypatch.setattr(exercises, "_by_function", lambda: known)
    monkeypatch.setattr(sys.modules["workbook.check"], "_graded", lambda: list(known))
    wrong = Mistake("answer_circles", "answers_too_few", "", "", "Did you count the inputs?", lambda: 3)
    monkeypatch.setitem(mistakes._REGISTRY, "answer_circles", {wrong.name: wrong})


@pytest.mark.parametrize("answer", [5, 5.0, 1e9, -2])
def test_any_number_is_an_answer(asked, answer):
    def answer_circles():
        return answer

    result = check(answer_circles)
    assert result.passed
    assert result.message == ANSWERED


@pytest.mark.parametrize("answer", ["b", " B "])
def test_a_choice_is_one_whatever_its_case(asked, answer):
    def answer_line():
        return answer

    assert check(answer_line).passed


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("five", "You return 'five', and a number is asked for."),
        (None, "You return None, and a number is asked for."),
        (True, "You return True, and a number is asked for."),
        ([5], "You return [5], and a number is asked for."),
        (3, "Did you count the inputs?"),
    ],
)
def test_what_is_no_answer_is_told_so(asked, answer, message):
    def answer_circles():
        return answer

    result = check(answer_circles)
    assert (result.passed, result.message) == (False, message)


def test_a_choice_that_there_is_not(asked):
    def answer_line():
        return "d"

    assert check(answer_line).message == "You return 'd', and one of 'a', 'b', 'c' is asked for."


def test_a_question_without_an_answer_is_not_written_yet(asked):
    def answer_line():
        raise NotImplementedError("write answer_line")

    result = check(answer_line)
    assert (result.passed, result.mistake) == (False, "not written yet")
