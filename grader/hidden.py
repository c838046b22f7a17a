"""Runs the hidden tests of a chapter against one submission after the other.

pytest collects the tests once. Most of them ask for nothing but `student`, `rng` and their parameters, and are then
called here directly: pytest's own work for a test costs more than the test. A file in which a test asks for anything
else is run by pytest itself, for every submission.
"""

import builtins
import functools
import inspect
import itertools
import sys
import warnings
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from grader import pytest_plugin
from grader.errors import GraderError
from grader.proxy import Student, StudentError
from grader.text import printable

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

_LONGEST_OPENING = 1 << 14  # bytes

# What a test may have and still be called directly.
_OURS = frozenset(("student", "rng"))
_BEHIND_THEM = frozenset(("request", "_submissions", "tmp_path_factory"))
_MARKS = frozenset(("exercise", "parametrize"))
# `pytest.fail` and `pytest.skip` raise what is no Exception.
_OUTCOMES = (Exception, SystemExit, pytest.fail.Exception, pytest.skip.Exception)


def run_tests(path, groups, submission, seed, functions=None):
    """Run a file of hidden tests against a submission and fill in the groups.

    Parameters
    ----------
    path : Path
    groups : dict of (str, str) to GroupResult
        By function and group; every one of them has to have a test, and every test one of them.
    submission : Submission
        Or anything else that can be asked the same way, see `grader.versions`.
    seed : int
        For the fixture `rng`.
    functions : collection of str, optional
        Whoever looks at the groups of these functions alone need not wait for the tests of all others.

    Raises
    ------
    GraderError
        If the file is broken, or not every test ran.
    """
    status = path.stat()
    changed = status.st_mtime_ns, status.st_size, status.st_ino
    tests = _collected(path, changed)
    if tests is None:
        _run_by_pytest(path, groups, submission, seed)
        return
    _stop_at(path, _unmatched([(test.name, test.key) for test in tests], groups))
    if functions is not None:
        tests = [test for test in tests if test.key[0] in functions]
    with pytest_plugin.strict_comparisons(), warnings.catch_warnings():
        warnings.simplefilter("error")  # as pytest does by hidden_tests.toml
        known = _known(path, changed, seed)
        submission.expect(itertools.chain.from_iterable(known.openings.get(test.name, ()) for test in tests))
        for test in tests:
            values, opening = dict(test.parameters), []
            if "student" in test.asks:
                values["student"] = Student(submission, opening=opening)
            if "rng" in test.asks:
                values["rng"] = known.generator(test.name)
            try:
                test.function(**values)
            except _OUTCOMES as error:
                _note(groups[test.key], test.name, error)
            if test.name not in known.openings:
                known.openings[test.name] = opening if sum(map(len, opening)) <= _LONGEST_OPENING else ()


def _note(result, name, error):
    """Write a failed test down where its points are."""
    result.passed = False
    category = error.category if isinstance(error, StudentError) else "wrong"
    if result.category in ("passed", "wrong"):
        result.category = category
        known = category == "raised" and error.exception in _KNOWN_EXCEPTIONS
        result.exception = error.exception if known else ""
    if len(result.details) < MAX_DETAILS:
        result.details.append(f"{name}: {_one_line(error)}")


def _one_line(error):
    text = str(error).strip() or type(error).__name__
    return printable(" ".join(text.split())[:300])


def _unmatched(keys, groups):
    """What is wrong if a test has no points, or points no test; `keys` are pairs of a test's name and its group."""
    problems = [
        f"{name} belongs to no group of points in exercises.toml: {key}"
        for name, key in keys
        if key not in groups
    ]
    return problems + [
        f"no hidden test for {' '.join(key)}" for key in groups.keys() - {key for _, key in keys}
    ]


def _stop_at(path, problems):
    if problems:
        raise GraderError(f"{path.name}: {'; '.join(sorted(problems)[:3])}")


class _Known:
    """What is the same for every submission of a run, from the first one on.

    Attributes
    ----------
    openings : dict of str to sequence of Question
        What each test asks first. No answer has been given by then. What it asks later may hold answers, which are
        nobody else's business: it is never sent ahead.
    """

    def __init__(self, path, seed):
        self.openings, self._path, self._seed, self._generators = {}, path, seed, {}

    def generator(self, test):
        """The random numbers of a test, from their beginning: to set them back is quicker than to make them."""
        if test not in self._generators:
            rng = pytest_plugin.generator(self._seed, self._path.name, test)
            self._generators[test] = rng, rng.bit_generator.state
        rng, start = self._generators[test]
        rng.bit_generator.state = start
        return rng


@functools.lru_cache(maxsize=32)
def _known(path, _changed, seed):
    return _Known(path, seed)


# ---------------------------------------------------------------- what pytest has found


@dataclass(frozen=True)
class _Test:
    """A hidden test that needs no pytest to run."""

    name: str
    key: tuple | None
    function: object
    parameters: dict
    asks: frozenset


class _Finder:
    """Keeps what pytest has collected, and runs nothing."""

    def __init__(self):
        self.items, self.problems = [], []

    def pytest_collectreport(self, report):
        if report.failed:
            self.problems.append(str(report.longrepr).strip().splitlines()[-1])

    def pytest_runtestloop(self, session):
        self.items = list(session.items)
        return True


@functools.lru_cache(maxsize=32)
def _collected(path, _changed):
    """The tests of a file, or None if one of them needs pytest."""
    finder = _Finder()
    code = _pytest(path, finder)
    _stop_at(path, finder.problems)
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        raise GraderError(f"{path.name}: pytest stopped with exit code {int(code)}")
    if not all(map(_is_plain, finder.items)):
        return None
    return [
        _Test(
            item.name,
            pytest_plugin.exercise_of(item),
            item.function,
            dict(item.callspec.params) if hasattr(item, "callspec") else {},
            _OURS & set(inspect.signature(item.function).parameters),
        )
        for item in finder.items
    ]


def _is_plain(item):
    """Whether calling the function is all that pytest would do."""
    if type(item) is not pytest.Function or item.cls is not None:
        return False
    asks = set(inspect.signature(item.function).parameters)
    given = set(item.callspec.params) if hasattr(item, "callspec") else set()
    return (
        asks - given <= _OURS
        and given <= asks  # else it is for a fixture
        and set(item.fixturenames) - given <= _OURS | _BEHIND_THEM  # else something is used unasked
        and all(len(item._fixtureinfo.name2fixturedefs.get(name, ())) == 1 for name in _OURS & asks)
        and {mark.name for mark in item.iter_markers()} <= _MARKS
        and not inspect.isgeneratorfunction(item.function)
        and not inspect.iscoroutinefunction(item.function)
    )


def _pytest(path, plugin):
    _forget_others(path)
    line = [*_QUIET, "-c", str(Path(__file__).with_name("hidden_tests.toml")), "--rootdir", str(path.parent)]
    return pytest.main([*line, str(path)], plugins=[pytest_plugin, plugin])


def _forget_others(path):
    """Another folder may have hidden tests of the same name, and pytest imports a name once in a process."""
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if file and Path(file).name == path.name and Path(file) != path:
            del sys.modules[name]


# ---------------------------------------------------------------- tests that need pytest


class _Collector(_Finder):
    """Hears of every hidden test and puts its outcome where its points are."""

    def __init__(self, groups, submission, seed):
        super().__init__()
        self.groups, self.submission, self.seed = groups, submission, seed
        self.collected, self.ran = Counter(), Counter()

    pytest_runtestloop = None  # pytest's own

    def pytest_configure(self, config):
        config.stash[pytest_plugin.SUBMISSION] = self.submission
        config.stash[pytest_plugin.SEED] = self.seed

    def pytest_collection_modifyitems(self, items):
        keys = [(item.name, pytest_plugin.exercise_of(item)) for item in items]
        self.collected.update(key for _, key in keys)
        self.problems += _unmatched(keys, self.groups)
        if self.problems:
            items.clear()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item, call):
        # Instead of pytest's own report, whose traceback nobody reads and which costs more than the test.
        key = pytest_plugin.exercise_of(item)
        if call.when == "call":
            self.ran[key] += 1
        if call.excinfo is not None:
            _note(self.groups[key], item.name, call.excinfo.value)
        outcome = "passed" if call.excinfo is None else "failed"
        return pytest.TestReport(item.nodeid, item.location, {}, outcome, None, call.when)


def _run_by_pytest(path, groups, submission, seed):
    collector = _Collector(groups, submission, seed)
    code = _pytest(path, collector)
    _stop_at(path, collector.problems)
    if code == pytest.ExitCode.INTERNAL_ERROR:  # such as no memory left: this submission's row, and no other
        raise RuntimeError(f"{path.name}: pytest failed")
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        raise GraderError(f"{path.name}: pytest stopped with exit code {int(code)}")
    for key, result in groups.items():
        if result.passed and collector.ran[key] != collector.collected[key]:
            raise GraderError(
                f"{path.name}: of {' '.join(key)} not every test ran"
            )  # never points by omission
