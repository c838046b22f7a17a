"""Solutions pass, blanks fail, and every known mistake is called by its name and by no other's."""

import itertools
import re

import numpy as np
import pytest

from workbook.check import _alike, _expected, _mistaken, _right, check, diagnose, observe
from workbook.mistakes import mistake, mistakes
from workbook.probes import probes


def test_the_solution_passes(exercise, course):
    result = check(course.solutions(exercise.chapter)[exercise.function])
    assert result.passed, result


def test_the_blank_is_not_written_yet(exercise, course):
    result = check(course.blanks(exercise.chapter)[exercise.function])
    assert not result.passed
    assert result.mistake == "not written yet"
    assert result.message == f"{exercise.function} is not written yet."


def test_every_other_right_way_passes(chapter, course):
    answers, _ = course.right_answers(chapter.name)
    for function, way, implementation in answers:
        result = diagnose(function, observe(implementation))
        assert result.passed, f"{way}: {result}"


def test_every_function_has_at_least_two_other_right_ways(exercise, course):
    answers, _ = course.right_answers(exercise.chapter)
    assert sum(function == exercise.function for function, _, _ in answers) >= (1 if exercise.answer else 2)


def test_every_known_mistake_gets_its_own_name_and_hint(exercise):
    for known in mistakes(exercise.function):
        result = diagnose(exercise.function, observe(known.implementation))
        assert (result.passed, result.mistake, result.message) == (False, known.name, known.hint)
        shown = [word for word, _ in result.evidence]
        assert shown == ["got"] if exercise.answer else shown[:3] == ["tried", "got", "expected"]


def test_no_two_mistakes_of_a_function_show_the_same(exercise):
    """Nor does the mistake show what the right function shows."""
    asked = probes(exercise.function)
    for (one, shows), (other, also) in itertools.combinations(_mistaken(exercise.function), 2):
        assert not all(map(_alike, asked, shows, also)), f"{one.name} and {other.name}"
    for known, shows in () if exercise.answer else _mistaken(exercise.function):
        assert not all(map(_right, asked, shows, _expected(exercise.function))), known.name


def test_no_two_hints_of_a_function_are_the_same(exercise):
    hints = [known.hint for known in mistakes(exercise.function)]
    assert len(hints) == len(set(hints))


def test_a_hint_is_one_sentence_without_the_answer(exercise, course):
    """No line of a solution stands in a hint, and no call that could be copied."""
    solution = "\n".join(course.cells(exercise.chapter))
    lines = [line.strip().removeprefix("return ") for line in solution.splitlines() if "return " in line]
    for known in mistakes(exercise.function):
        assert len(re.findall(r"[.?!](?:\s|$)", known.hint.replace("z[...]", "z"))) == 1, known.hint
        assert not any(line in known.hint for line in lines), known.hint
        assert known.belief.endswith(".") and known.because.endswith("."), known.name


def test_a_mistake_is_named_with_and_without_an_overflow():
    """Whoever loses the minus may have written the safe formula or the naive one."""

    def safe(z):
        return np.exp(np.minimum(np.negative(z), 0)) / (1 + np.exp(-np.abs(z)))

    assert diagnose("sigmoid", observe(safe)).mistake == "sigmoid_loses_the_minus"


def test_a_mistake_that_also_changes_its_argument_is_another_one():
    """What is said has to explain all that is seen."""

    def relu(z):
        return np.abs(z, out=z) if np.ndim(z) and z.size and z.min() < 0 else np.abs(z)

    assert diagnose("relu", observe(relu)).mistake != "relu_is_abs"


def test_probes_start_with_the_smallest(exercise):
    """The first difference is what a learner gets to see."""
    if exercise.answer:
        return

    def size(arg):
        if isinstance(arg, list):
            return sum(map(size, arg))
        return getattr(arg, "size", 1)

    sizes = [sum(map(size, probe.args)) for probe in probes(exercise.function)]
    assert sizes[0] == min(size for size in sizes if size)


def test_a_mistake_of_an_unknown_function_is_refused():
    with pytest.raises(LookupError, match="no exercise asks for 'sigmiod'"):
        mistake("sigmiod", belief="", because="", hint="")


def test_two_mistakes_of_one_name_are_refused():
    mistakes("relu")

    def relu_is_abs(z):
        return -z

    with pytest.raises(ValueError, match="relu has two mistakes called relu_is_abs"):
        mistake("relu", belief="", because="", hint="")(relu_is_abs)
