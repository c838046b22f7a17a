"""The hidden tests, in the real sandbox: right answers get every point, known mistakes lose some, blanks get none."""

import ast
import inspect

import pytest

from grader import withheld
from grader.grading import observer, public_questions
from grader.proxy import Submission
from grader.required import require
from grader.sandbox.limits import Limits
from grader.versions import Version, judge
from instructor.regions import stubbed
from workbook.check import diagnose
from workbook.mistakes import mistakes

SEED = 20_261_121
# A hundred wrong answers share one sandbox here, and with it what one submission may use.
LIMITS = Limits(submission=3600.0)


@pytest.fixture
def sandbox(tmp_path, monkeypatch):
    """Start a sandbox with some code cells."""
    require("bwrap")
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # as the workers of the grader run the tests
    started = []

    def start(chapter, cells):
        inside = withheld.make(tmp_path / f"inside {len(started)}", withheld.functions(chapter.name))
        started.append(Submission(cells, inside, limits=LIMITS))
        started[-1].load()
        assert not started[-1].notes
        return started[-1]

    yield start
    for submission in started:
        submission.close()


def rounds(alternatives):
    """One alternative of each function at a time, until all have been there."""
    for k in range(max(map(len, alternatives.values()))):
        yield {function: names[k] for function, names in alternatives.items() if k < len(names)}


def mistake_cells(chapter):
    """The mistakes of a chapter as code cells, without their decorators."""
    modules = {inspect.getmodule(m.implementation) for e in chapter.exercises for m in mistakes(e.function)}
    for module in modules:
        for node in ast.parse(inspect.getsource(module)).body:
            if isinstance(node, ast.Import):
                yield ast.unparse(node)
            if isinstance(node, ast.FunctionDef):
                node.decorator_list = []
                yield ast.unparse(node)


@pytest.mark.slow
def test_every_known_mistake_loses_points_and_is_named_in_the_feedback(chapter, sandbox):
    submission = sandbox(chapter, mistake_cells(chapter))
    known = {e.function: [m.name for m in mistakes(e.function)] for e in chapter.exercises}
    unnoticed = []
    for names in rounds(known):
        groups = judge(chapter, submission, names, SEED)
        lost = {result.function for result in groups if not result.passed}
        unnoticed += [names[function] for function in names.keys() - lost]
        version = Version(submission, names)
        for function in names:
            version.expect(public_questions(function))
        for function in names:
            verdict = diagnose(function, observer(version, function))
            assert verdict.mistake == names[function]
    assert not unnoticed


@pytest.mark.slow
def test_every_other_right_way_gets_every_point(chapter, course, sandbox):
    answers, source = course.right_answers(chapter.name)
    submission = sandbox(chapter, [source])
    known = {}
    for function, way, _ in answers:
        known.setdefault(function, []).append(f"{function}__{way}")
    for names in rounds(known):
        failed = [result for result in judge(chapter, submission, names, SEED) if not result.passed]
        assert not failed, [(names[result.function], result.details) for result in failed]


def test_the_solution_gets_every_point_and_the_blank_none(chapter, course, sandbox):
    names = {e.function: e.function for e in chapter.exercises}
    for make, points in ((str, 100), (stubbed, 0)):
        submission = sandbox(
            chapter, ["import numpy as np, nnlib as nn", *map(make, course.cells(chapter.name))]
        )
        assert (
            sum(result.points for result in judge(chapter, submission, names, SEED) if result.passed)
            == points
        )


def test_whoever_always_answers_nothing_or_zero_gets_no_point(chapter, sandbox):
    """A function that does nothing changes no argument; that alone is worth nothing."""
    names = {e.function: e.function for e in chapter.exercises}
    for answer in ("None", "0.0", "args[0]"):
        cells = [f"def {name}(*args): return {answer}" for name in names]
        passed = [result for result in judge(chapter, sandbox(chapter, cells), names, SEED) if result.passed]
        assert not passed, (answer, passed)
