"""The registry of graded functions."""

import pytest

import nnlib.functional
from workbook import exercises
from workbook.probes import probes


def test_a_chapter_is_worth_100_points(chapter):
    assert chapter.total == 100


def test_exercises_are_numbered_as_they_stand_in_the_notebook(chapter):
    assert [exercise.number for exercise in chapter.exercises] == list(range(1, len(chapter.exercises) + 1))


def test_nnlib_has_every_graded_function_and_the_answer_to_no_question(exercise):
    """What nnlib does not have is a question, or its probes say what is to be seen."""
    if exercise.answer:
        assert exercise.function.startswith("answer_")
        assert not hasattr(nnlib.functional, exercise.function)
    elif not hasattr(nnlib.functional, exercise.function):
        assert all(probe.see for probe in probes(exercise.function))


def test_every_group_has_points(exercise):
    assert exercise.points and all(isinstance(p, int) and p > 0 for p in exercise.points.values())
    assert exercise.total == sum(exercise.points.values())


def test_an_exercise_knows_its_chapter(exercise):
    assert exercise in exercises.chapter(exercise.chapter).exercises
    assert exercises.exercise(exercise.function) is exercise


def test_an_exercise_can_be_a_key(exercise):
    """Although a dict of points is part of it."""
    assert {exercise: 1}[exercise] == 1


def test_no_function_is_asked_for_twice():
    names = [exercise.function for chapter in exercises.chapters() for exercise in chapter.exercises]
    assert len(names) == len(set(names))


def test_an_unknown_function_is_named_together_with_the_known_ones():
    with pytest.raises(LookupError, match=r"no exercise asks for 'sigmiod'; the exercises are: neuron, "):
        exercises.exercise("sigmiod")


def test_an_unknown_chapter_is_named_together_with_the_known_ones():
    with pytest.raises(LookupError, match=r"no chapter called '1'; there are: 01_neuron"):
        exercises.chapter("1")
