"""Every graded function has a solution, a public check and enough known mistakes.

That every group of points has hidden tests, and every hidden test a group, the grader itself sees to.
"""

import re

import pytest

import nnlib
from instructor.house import ROOT
from workbook.exercises import chapters
from workbook.mistakes import mistakes

GRADED = [exercise for chapter in chapters() for exercise in chapter.exercises]
each_exercise = pytest.mark.parametrize("exercise", GRADED, ids=lambda exercise: exercise.function)


def source(exercise):
    return (ROOT / "source" / "solutions" / f"{exercise.chapter}.md").read_text(encoding="utf-8")


@each_exercise
def test_the_notebook_asks_for_it_and_checks_it_once(exercise):
    assert len(re.findall(rf"^def {exercise.function}\(", source(exercise), re.MULTILINE)) == 1
    assert len(re.findall(rf"^check\({exercise.function}\)$", source(exercise), re.MULTILINE)) == 1


@each_exercise
def test_nnlib_has_it(exercise):
    assert callable(getattr(nnlib.functional, exercise.function))


@each_exercise
def test_it_has_at_least_five_known_mistakes(exercise):
    assert len(mistakes(exercise.function)) >= 5


@pytest.mark.parametrize("chapter", chapters(), ids=lambda chapter: chapter.name)
def test_a_chapter_is_worth_a_hundred_points(chapter):
    assert chapter.total == 100


@pytest.mark.parametrize("chapter", chapters(), ids=lambda chapter: chapter.name)
def test_the_exercises_are_numbered_in_their_order(chapter):
    assert [exercise.number for exercise in chapter.exercises] == list(range(1, len(chapter.exercises) + 1))
