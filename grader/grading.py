"""Grades one submission: the hidden tests run here, in this process, and the notebook in its sandbox.

What a learner may be told and what not is decided in this file. Every text that was made after the first hidden input
had been sent may hold that input, so it goes to the teacher's side of the gradebook only. The mistakes are named by a
fresh sandbox that has seen nothing but the public probes.
"""

import builtins
import hashlib
import json
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from grader import notebook, pytest_plugin
from grader.errors import GraderError, NotebookError
from grader.proxy import Rng, Source, StudentError, Submission
from grader.sandbox.limits import Limits
from grader.text import printable
from workbook import exercises

HIDDEN = pytest_plugin.ROOT / "tests" / "hidden"
MAX_DETAILS = 20

# Exceptions that a learner may read the name of: a class of their own could carry a hidden input in its name.
_KNOWN_EXCEPTIONS = frozenset(
    name
    for space in (vars(builtins), vars(np.exceptions))
    for name, thing in space.items()
    if isinstance(thing, type) and issubclass(thing, BaseException)
)

_QUIET = (
    *("-p", "no:cacheprovider", "-p", "no:terminal", "-p", "no:doctest", "-p", "no:junitxml"),
    *("-p", "no:logging", "-p", "no:faulthandler", "-p", "no:stepwise", "-p", "no:pastebin"),
    *("--capture=no", "--noconftest"),
)


@dataclass
class GroupResult:
    """One group of hidden tests of one function.

    Attributes
    ----------
    function, group : str
    points : int
        What the group can give.
    passed : bool
        Whether every test in it passed.
    category : str
        "passed", "wrong", or one of `grader.proxy.CATEGORIES`.
    exception : str
        For the category "raised", the exception's name, if it is one of Python's or NumPy's own.
    details : list of str
        The tests that failed, and how. May hold hidden inputs: for the teacher only.
    """

    function: str
    group: str
    points: int
    passed: bool = True
    category: str = "passed"
    exception: str = ""
    details: list = field(default_factory=list)


@dataclass
class Grade:
    """What one submission got.

    Attributes
    ----------
    status : {"passed", "partly", "nothing", "unreadable"}
    reason : str
        One line on what went wrong; without hidden inputs.
    groups : list of GroupResult
    mistakes : list of dict
        ``function``, ``mistake`` (its name, or ""), ``message`` and ``evidence`` for the learner.
    notes : list of (int, str, str)
        Cells that raised while the notebook was loaded.
    seconds : float
    """

    status: str
    reason: str = ""
    groups: list = field(default_factory=list)
    mistakes: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    seconds: float = 0.0


def digest(chapter, hidden=HIDDEN):
    """What a grade depends on besides the notebook: the hidden tests of the chapter, and the points.

    Raises
    ------
    GraderError
        If the chapter has no hidden tests.
    """
    points = {exercise.function: exercise.points for exercise in exercises.chapter(chapter).exercises}
    tests = _tests(chapter, hidden).read_bytes()
    return hashlib.sha256(tests + json.dumps(points, sort_keys=True).encode()).hexdigest()


def _tests(chapter, hidden):
    path = Path(hidden, f"test_{chapter}.py")
    if not path.is_file():
        raise GraderError(f"there are no hidden tests for {chapter}: {path} is missing")
    return path


def grade(data, chapter, inside, *, isolation, seed, hidden=HIDDEN, limits=None):
    """Grade one notebook.

    Parameters
    ----------
    data : bytes
        The content of the file.
    chapter : str
    inside : Path
        The folder of `grader.withheld.make` for this chapter.
    isolation : {"bwrap", "none"}
    seed : int
        For the fixture `rng` of the hidden tests.
    hidden : Path
        The folder of the hidden tests.
    limits : Limits, optional

    Returns
    -------
    Grade

    Raises
    ------
    GraderError
        If the hidden tests themselves are broken; never for anything that a submission does.
    """
    began = time.monotonic()
    groups = {
        (exercise.function, group): GroupResult(exercise.function, group, points)
        for exercise in exercises.chapter(chapter).exercises
        for group, points in exercise.points.items()
    }
    try:
        cells = notebook.code_cells(data)
    except NotebookError as error:
        for result in groups.values():
            result.passed, result.category = False, "missing"
        return Grade("unreadable", str(error), list(groups.values()), seconds=time.monotonic() - began)
    limits = limits or Limits()
    with Submission(cells, inside, isolation=isolation, limits=limits) as submission:
        submission.load()
        run_tests(_tests(chapter, hidden), groups, submission, seed)
        notes = submission.notes or []
    grade = Grade("", groups=list(groups.values()), notes=notes)
    grade.mistakes = _mistakes(grade.groups, cells, inside, isolation, limits)
    grade.status, grade.reason = _summary(grade.groups)
    grade.seconds = time.monotonic() - began
    return grade


# ---------------------------------------------------------------- the hidden tests


class _Collector:
    """Hears of every hidden test and puts its outcome where its points are."""

    def __init__(self, groups, submission, seed):
        self.groups, self.submission, self.seed = groups, submission, seed
        self.collected, self.ran, self.problems = Counter(), Counter(), []

    def pytest_configure(self, config):
        config.stash[pytest_plugin.SUBMISSION] = self.submission
        config.stash[pytest_plugin.SEED] = self.seed

    def pytest_collectreport(self, report):
        if report.failed:
            self.problems.append(str(report.longrepr).strip().splitlines()[-1])

    def pytest_collection_modifyitems(self, items):
        for item in items:
            key = pytest_plugin.exercise_of(item)
            if key not in self.groups:
                self.problems.append(f"{item.name} belongs to no group of points in exercises.toml: {key}")
            self.collected[key] += 1
        for key in self.groups.keys() - self.collected.keys():
            self.problems.append(f"no hidden test for {' '.join(key)}")
        if self.problems:
            items.clear()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item, call):
        # Instead of pytest's own report, whose traceback nobody reads and which costs more than the test.
        key = pytest_plugin.exercise_of(item)
        if call.when == "call":
            self.ran[key] += 1
        if call.excinfo is not None:
            result = self.groups[key]
            error = call.excinfo.value
            result.passed = False
            category = error.category if isinstance(error, StudentError) else "wrong"
            if result.category in ("passed", "wrong"):
                result.category = category
                known = category == "raised" and error.exception in _KNOWN_EXCEPTIONS
                result.exception = error.exception if known else ""
            if len(result.details) < MAX_DETAILS:
                result.details.append(f"{item.name}: {_one_line(error)}")
        outcome = "passed" if call.excinfo is None else "failed"
        return pytest.TestReport(item.nodeid, item.location, {}, outcome, None, call.when)


def _one_line(error):
    text = str(error).strip() or type(error).__name__
    return printable(" ".join(text.split())[:300])


def run_tests(path, groups, submission, seed):
    """Run a file of hidden tests against a submission and fill in the groups."""
    collector = _Collector(groups, submission, seed)
    _forget_others(path)
    line = [*_QUIET, "-c", str(Path(__file__).with_name("hidden_tests.toml")), "--rootdir", str(path.parent)]
    code = pytest.main([*line, str(path)], plugins=[pytest_plugin, collector])
    if collector.problems:
        raise GraderError(f"{path.name}: {'; '.join(sorted(collector.problems)[:3])}")
    if code == pytest.ExitCode.INTERNAL_ERROR:  # such as no memory left: this submission's row, and no other
        raise RuntimeError(f"{path.name}: pytest failed")
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        raise GraderError(f"{path.name}: pytest stopped with exit code {int(code)}")
    for key, result in groups.items():
        if result.passed and collector.ran[key] != collector.collected[key]:
            raise GraderError(
                f"{path.name}: of {' '.join(key)} not every test ran"
            )  # never points by omission


def _forget_others(path):
    """Another folder may have hidden tests of the same name, and pytest imports a name once in a process."""
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if file and Path(file).name == path.name and Path(file) != path:
            del sys.modules[name]


# ---------------------------------------------------------------- what to say about it


def _summary(groups):
    """Status and reason: the functions that gave no points, and why."""
    if all(result.passed for result in groups):
        return "passed", ""
    worst = {}
    for result in groups:
        if result.category not in ("passed", "wrong"):
            worst.setdefault(result.function, _words(result))
    reason = "; ".join(f"{function} {words}" for function, words in worst.items())
    return ("partly" if any(result.passed for result in groups) else "nothing"), reason[:500]


def _words(result):
    """A category in words, for the learner."""
    if result.category == "raised" and result.exception == "NotImplementedError":
        return "is not written yet"
    words = {
        "missing": "is not defined",
        "raised": f"raised {result.exception or 'an exception'}",
        "timeout": "took too long",
        "died": "ended its process",
        "unsendable": "returned something that is no number, array, text, tuple, list or dict",
        "protocol": "wrote where it should not",
    }
    return words.get(result.category, result.category)


def _mistakes(groups, cells, inside, isolation, limits):
    """Name the mistakes, from public probes, in a sandbox that has never seen a hidden input."""
    functions = []
    for result in groups:
        hopeless = result.category in ("missing", "timeout", "died", "protocol")
        blank = result.exception == "NotImplementedError"
        if not result.passed and result.function not in functions and not (hopeless or blank):
            functions.append(result.function)
    if not functions:
        return []
    found = []
    with Submission(cells, inside, isolation=isolation, limits=limits) as submission:
        for function in functions:
            verdict = _diagnose(function, submission)
            if verdict is not None and not verdict.passed:
                found.append(_told(verdict))
    return found


def _told(verdict):
    """A verdict in plain values. What it got is as public as the probe: this sandbox knows nothing else."""
    evidence = [
        [printable(str(name))[:100], printable(str(shown))[:1000]] for name, shown in verdict.evidence
    ]
    return {
        "function": verdict.function,
        "mistake": verdict.mistake or "",
        "message": printable(str(verdict.message)),
        "evidence": evidence,
    }


def _diagnose(function, submission):
    # Only submissions with a mistake need the engine and its probes.
    from workbook.check import Result, diagnose  # noqa: PLC0415

    try:
        return diagnose(function, observer(submission, function))
    except StudentError:  # it hung or died on a public probe; the reason is in the groups already
        return None
    except Exception as error:  # a value that the engine never thought of must not cost anybody a grade
        return Result(
            function, False, None, f"The check could not name the mistake ({type(error).__name__})."
        )


def observer(submission, function):
    """A sandboxed function as `workbook.check.diagnose` calls it: ``call(*args) -> Observation``."""
    from workbook.check import Observation  # noqa: PLC0415
    from workbook.probes import Formula, Stream  # noqa: PLC0415

    def sent(argument):
        if isinstance(argument, Formula):
            return Source(argument.expression)
        return Rng(argument.seed) if isinstance(argument, Stream) else argument

    def call(*args):
        try:
            answer = submission.call(function, *map(sent, args))
        except StudentError as error:
            if error.category != "raised":
                raise
            return Observation(exception=error.exception, message=error.detail)
        arguments = answer.arguments if answer.arguments is not None else tuple(None for _ in args)
        return Observation(value=answer.value, arguments=arguments, overflow=bool(answer.flags))

    return call
