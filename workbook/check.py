"""Ask whether a function that you wrote is right; if it is not, hear which mistake it is."""

import difflib
import inspect
import os
import sys
from dataclasses import dataclass
from functools import cache

import numpy as np

from workbook._observe import Observation, Raised, changed, kind, observe, same, text_of
from workbook._reference import has_original, original, originals, withheld
from workbook._relations import Difference, explain
from workbook._report import GREEN, ORANGE, evidence, html, plain, shown
from workbook.exercises import chapter, chapters, exercise
from workbook.mistakes import mistakes
from workbook.probes import Probe, probes

__all__ = ["Observation", "Result", "check", "diagnose", "judge", "observe"]

PASSED = "The public check passes. Hidden tests look further."
ANSWERED = "That is an answer. Whether it is the right one, hidden tests know."
SMALLEST = "The answer is not the expected one; this is the smallest input on which that is seen."


@dataclass(frozen=True)
class Result:
    """What a check found.

    Parameters
    ----------
    function : str
        The graded function.
    passed : bool
        Whether no difference was seen.
    mistake : str or None
        The name of the known mistake, or of the relation that explains what was seen.
    message : str
        One sentence for the learner.
    evidence : tuple of (str, str)
        What was tried, got and expected, on the smallest input that shows the mistake.
    """

    function: str
    passed: bool
    mistake: str | None
    message: str
    evidence: tuple = ()

    @property
    def _headline(self):
        return f"{self.function}: {'passed.' if self.passed else 'not yet.'}"

    def __str__(self):
        return plain(self._headline, self.message, self.evidence)

    __repr__ = __str__

    def _repr_html_(self):
        return html(self._headline, self.message, self.evidence, GREEN if self.passed else ORANGE)


def check(function):
    """Try a function of yours on fixed inputs and say what is wrong with it, if anything is.

    Parameters
    ----------
    function : callable
        One of the functions that the exercises ask for.

    Returns
    -------
    Result
        Shown by the notebook; `passed`, `mistake` and `message` are its fields. None under nbgrader.

    Raises
    ------
    TypeError
        If it is no function.
    LookupError
        If no exercise asks for a function of this name.
    AssertionError
        If the check fails while nbgrader runs the notebook, because that is how nbgrader counts.
    """
    name = _name_of(function, sys._getframe(1).f_globals)
    result = judge(name, function)
    if os.environ.get("NBGRADER_EXECUTION"):  # "autograde" or "validate"
        if not result.passed:
            raise AssertionError(str(result))
        return None  # nbgrader would read any output of the cell as a number of points
    return result


def judge(name, function):
    """The result for a function of this process.

    As in the hidden tests, nnlib's own versions of what the chapter asks for are not there.

    Parameters
    ----------
    name : str
        The graded function that it should be.
    function : callable

    Returns
    -------
    Result
    """
    if exercise(name).answer:
        return diagnose(name, observe(function))
    if (getattr(function, "__module__", None) or "").startswith("nnlib."):
        message = f"This is nnlib's own {name}, which hidden tests do not have: write yours."
        return Result(name, False, "nnlib's own", message)
    siblings = chapter(exercise(name).chapter).exercises
    with withheld({e.function: e.refusal for e in siblings}):
        result = diagnose(name, observe(function))
        return result if result.passed else _blame_helper(result, function) or result


def diagnose(name, call):
    """Find out which mistake a function makes.

    Parameters
    ----------
    name : str
        The graded function that it should be.
    call : callable
        ``call(*args) -> Observation``; `observe` makes one of a function, a sandbox may have another.

    Returns
    -------
    Result

    Raises
    ------
    LookupError
        If no exercise asks for a function of this name.
    """
    if exercise(name).answer:
        return _diagnose_answer(name, call())
    asked = probes(name)
    expected = _expected(name)
    observations = []
    for probe in asked:
        observations.append(_seen(probe, call(*probe.args)))
        if observations[0].exception == "NotImplementedError":
            break
    differences = [
        Difference(probe, got, got.value, want)
        for probe, got, want in zip(asked, observations, expected, strict=False)
        if not _right(probe, got, want)
    ]
    if not differences:
        return Result(name, True, None, PASSED)

    parameters = _parameters(name)
    first = differences[0]
    shown = evidence(name, first.probe, first.got, first.expected, parameters)
    if first.got.exception == "NotImplementedError":  # there is no evidence to show
        relation, message = explain(name, differences, observations, parameters)
        return Result(name, False, relation, message)
    if known := _known(name, asked, observations):
        return Result(name, False, known.name, known.hint, shown)
    relation, message = explain(name, differences, observations, parameters)
    return Result(name, False, relation, message or SMALLEST, shown)


def _diagnose_answer(name, got):
    """Of a question: is there an answer, is it of the right kind, and is it one that is known to be wrong?"""
    choices = exercise(name).answer
    if got.exception is not None:
        relation, message = explain(name, [Difference(Probe(()), got, None, None)], [got], [])
        return Result(name, False, relation, message)
    given = _answer(got.value)
    if choices == "number":
        fits, wanted = kind(given) == "number", "a number"
    else:
        fits, wanted = given in choices, f"one of {', '.join(map(repr, choices))}"
    if not fits:
        message = f"You return {shown(got.value)}, and {wanted} is asked for."
        return Result(name, False, "another kind of answer", message)
    for known in mistakes(name):
        if same(given, _answer(known.implementation())):
            return Result(name, False, known.name, known.hint, (("got", shown(got.value)),))
    return Result(name, True, None, ANSWERED)


def _answer(value):
    """A number, or a choice without regard to case and spaces; None if it is neither."""
    if kind(value) == "text":
        return value.strip().lower()
    return value if kind(value) == "number" and np.ndim(value) == 0 else None


def _parameters(name):
    """The names of the parameters."""
    if not has_original(name):
        return [f"argument {i + 1}" for i in range(max(len(probe.args) for probe in probes(name)))]
    return list(inspect.signature(original(name)).parameters)


@cache
def _expected(name):
    """What nnlib's own function answers to each probe, or what the probe says if nnlib has none."""
    if not has_original(name):
        return tuple(probe.expected for probe in probes(name))
    answers = []
    with originals():
        for probe in probes(name):
            answer = _seen(probe, observe(original(name))(*probe.args))
            if probe.raises:
                assert answer.exception == probe.raises, f"{name} fails its own probe: {answer}"
                answers.append(Raised(probe.raises))
                continue
            assert answer.exception is None and not answer.overflow, f"{name} fails its own probe: {answer}"
            answers.append(answer.value)
    return tuple(answers)


@cache
def _mistaken(name):
    """Every known mistake with what it shows on each probe."""
    return tuple(
        (known, [_seen(probe, observe(known.implementation)(*probe.args)) for probe in probes(name)])
        for known in mistakes(name)
    )


def _known(name, asked, observations):
    """The known mistake that shows the same on every probe.

    Else the only one that shows the same on the probes of ordinary size, if it is seen there at all: whoever
    takes exp(z) for exp(-z) may do so with or without an overflow.
    """
    for known, shows in _mistaken(name):
        if all(_alike(*each) for each in zip(asked, observations, shows, strict=True)):
            return known
    expected = _expected(name)
    ordinary = [i for i, probe in enumerate(asked) if probe.ordinary]
    candidates = [
        known
        for known, shows in _mistaken(name)
        if all(_alike(asked[i], observations[i], shows[i]) for i in ordinary)
        and not all(_right(asked[i], shows[i], expected[i]) for i in ordinary)
    ]
    return candidates[0] if len(candidates) == 1 else None


def _seen(probe, observation):
    """The observation with what the probe looks for in place of the value."""
    if probe.see is None or observation.exception is not None:
        return observation
    seen = observe(probe.see)(observation.value)
    return Observation(
        seen.value, seen.exception, seen.message, seen.where, observation.arguments, observation.overflow
    )


def _right(probe, got, expected):
    if probe.raises:
        return got.exception == probe.raises and not changed(got, probe.args)
    return (
        got.exception is None
        and not got.overflow
        and same(got.value, expected, single=probe.single)
        and not changed(got, probe.args)
    )


def _alike(probe, one, other):
    """Whether nobody who calls them can tell two implementations apart on this probe."""
    return (
        one.exception == other.exception
        and one.overflow == other.overflow
        and changed(one, probe.args) == changed(other, probe.args)
        and (one.exception is not None or _interchangeable(one.value, other.value, probe.single))
    )


def _interchangeable(one, other, single):
    if kind(one) == kind(other) == "other":
        return type(one) is type(other)
    return same(one, other, single=single) and same(other, one, single=single)


def _blame_helper(result, function):
    """Of a function that calls another graded one of yours: that one, if it does not pass either."""
    code, scope = getattr(function, "__code__", None), getattr(function, "__globals__", {})
    for name in getattr(code, "co_names", ()):
        helper = scope.get(name)
        if name == result.function or name not in _graded() or not inspect.isfunction(helper):
            continue
        if (helper.__module__ or "").startswith("nnlib"):
            continue
        if not diagnose(name, observe(helper)).passed:
            message = (
                f"{result.function} calls your {name}, which does not pass its own check: look there first."
            )
            return Result(result.function, False, "calls a function that fails", message, result.evidence)
    return None


def _graded():
    return [each.function for known in chapters() for each in known.exercises]


def _name_of(function, scope):
    """Under which graded name a function was handed over."""
    if not callable(function):
        if isinstance(function, str):
            advice = f"without quotes: check({function})" if function.isidentifier() else "without quotes"
        else:
            advice = "without calling it: check(sigmoid), not check(sigmoid(0))"
        raise TypeError(
            f"check needs a function, got {text_of(function, show=repr, most=40)}; write it {advice}"
        )
    graded = _graded()
    name = getattr(function, "__name__", "")
    if name in graded:
        return name
    # A lambda or the like has no name of its own, but the notebook has one for it.
    for known in graded:
        if scope.get(known) is function:
            return known
    name = name or type(function).__name__
    close = difflib.get_close_matches(name, graded, n=1)
    advice = f"did you mean {close[0]}?" if close else f"the exercises are: {', '.join(graded)}"
    raise LookupError(f"no exercise asks for a function called {name}; {advice}")
