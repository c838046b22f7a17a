"""Grades one submission: the hidden tests run here (see `grader.hidden`), and the notebook in its sandbox.

What a learner may be told and what not is decided in this file. Every text that was made after the first hidden input
had been sent may hold that input, so it goes to the teacher's side of the gradebook only. The mistakes are named by a
fresh sandbox that has seen nothing but the public probes.
"""

import hashlib
import json
import time
from dataclasses import dataclass, field
from pathlib import Path

from grader import notebook, pytest_plugin
from grader.ahead import Question
from grader.errors import GraderError, NotebookError
from grader.hidden import run_tests
from grader.proxy import Rng, Source, StudentError, Submission
from grader.sandbox.limits import Limits
from grader.text import printable
from workbook import exercises

HIDDEN = pytest_plugin.ROOT / "tests" / "hidden"


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


def groups_of(chapter, **state):
    """The groups of hidden tests of a `Chapter`, by function and group: passed, as long as no test has said else.

    Parameters
    ----------
    chapter : Chapter
    **state
        Other fields of each `GroupResult`.

    Returns
    -------
    dict of (str, str) to GroupResult
    """
    return {
        (exercise.function, group): GroupResult(exercise.function, group, points, **state)
        for exercise in chapter.exercises
        for group, points in exercise.points.items()
    }


def grade(data, chapter, inside, *, isolation, seed, hidden=HIDDEN, limits=None):
    """Grade one notebook.

    Parameters
    ----------
    data : bytes
        The content of the file.
    chapter : str
    inside : Path
        The folder of `grader.withheld.make` for this chapter.
    isolation : str
        One of `grader.sandbox.process.ISOLATIONS`.
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
    groups = groups_of(exercises.chapter(chapter))
    try:
        cells = notebook.code_cells(data)
    except NotebookError as error:
        groups = groups_of(exercises.chapter(chapter), passed=False, category="missing")
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
            submission.expect(public_questions(function))
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


def public_questions(function):
    """The questions that `diagnose` will ask."""
    from workbook.probes import probes  # noqa: PLC0415

    answered = exercises.exercise(function).answer
    calls = [()] if answered else [tuple(map(_sent, probe.args)) for probe in probes(function)]
    return [Question.of(function, args, strict=False, back=True) for args in calls]


def _sent(argument):
    """An argument of a probe as it goes to a sandbox."""
    from workbook.probes import Formula, Stream  # noqa: PLC0415

    if isinstance(argument, Formula):
        return Source(argument.expression)
    return Rng(argument.seed) if isinstance(argument, Stream) else argument


def observer(submission, function):
    """A sandboxed function as `workbook.check.diagnose` calls it: ``call(*args) -> Observation``."""
    from workbook.check import Observation  # noqa: PLC0415

    def call(*args):
        try:
            answer = submission.call(function, *map(_sent, args))
        except StudentError as error:
            if error.category != "raised":
                raise
            return Observation(exception=error.exception, message=error.detail)
        arguments = answer.arguments if answer.arguments is not None else tuple(None for _ in args)
        return Observation(value=answer.value, arguments=arguments, overflow=bool(answer.flags))

    return call
