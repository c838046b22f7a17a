"""What the places where classes live have in common: a folder is graded, and said in plain text."""

import argparse
import contextlib
import io
import json
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL

from grader import report, text
from grader.gradebook import Gradebook
from grader.sandbox import process
from instructor import grade
from workbook import exercises


@dataclass(frozen=True)
class Verdict:
    """What is said about one function of a submission.

    Attributes
    ----------
    number : int
        Of the exercise.
    function : str
    earned, points : int
    blank : bool
        Whether the learner wrote nothing.
    groups : tuple of str
        One line for each group of hidden tests.
    hints : tuple of str
        The mistake, and the smallest input that shows it, if the public check names one. Printable, and without a
        hidden input.
    """

    number: int
    function: str
    earned: int
    points: int
    blank: bool
    groups: tuple
    hints: tuple


def verdicts(row):
    """What is said about each function of a graded submission, in the order of the exercises.

    Parameters
    ----------
    row : grader.gradebook.GradeRow

    Returns
    -------
    list of Verdict
    """
    mistakes = {mistake.function: mistake for mistake in row.mistakes}
    found = []
    for exercise in exercises.chapter(row.chapter).exercises:
        groups = [group for group in row.groups if group.function == exercise.function]
        found.append(
            Verdict(
                exercise.number,
                exercise.function,
                sum(group.earned for group in groups),
                sum(group.points for group in groups),
                all(group.exception == "NotImplementedError" for group in groups),
                tuple(f"{g.group}: {g.earned} of {g.points}, {report.outcome(g)}" for g in groups),
                _hints(mistakes.get(exercise.function)),
            )
        )
    return found


def _hints(mistake):
    if mistake is None:
        return ()
    evidence = (f"{name}: {' '.join(shown.split())}" for name, shown in json.loads(mistake.evidence))
    return tuple(map(text.printable, (mistake.message, *evidence)))


def options(parser, out):
    """Give a parser those options of ``grade`` that the places hand on; `grade` itself says what is wrong with one.

    Parameters
    ----------
    parser : argparse.ArgumentParser
    out : str
        Where the reports go if nobody says so, in words.
    """
    parser.add_argument("--out", type=Path, metavar="OUT", help=f"where the reports go (default: {out})")
    parser.add_argument("--jobs", help="submissions at once (default: one a core)")
    parser.add_argument("--gradebook", metavar="URL", help="the grader's own gradebook (default: in OUT)")
    parser.add_argument(
        "--isolation", choices=process.ISOLATIONS, help="where the notebooks run (default: bwrap)"
    )
    parser.add_argument(
        "--again", action="store_true", help="grade again what is graded; older rows are kept"
    )


def graded(folder, out, args, chapter=None):
    """Grade a folder as ``python -m instructor grade`` does.

    Parameters
    ----------
    folder, out : Path
    args : argparse.Namespace
        From a parser with `options`.
    chapter : str, optional

    Returns
    -------
    code : int
        The exit code of ``grade``; from 2 on there are no rows.
    rows : list of grader.gradebook.GradeRow
    """
    line = [str(folder), "--out", str(out), "--json"]
    for name in ("jobs", "gradebook", "isolation"):
        value = getattr(args, name)
        line += [f"--{name}", value] if value else []
    line += ["--chapter", chapter] if chapter else []
    line += ["--again"] if args.again else []
    parser = argparse.ArgumentParser(prog="grade")
    grade.add_arguments(parser)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        code = grade.run(parser.parse_args(line))
    if code >= grade.COULD_NOT:
        return code, []
    beside = URL.create("sqlite", database=str(Path(out, "gradebook.sqlite").resolve()))
    gradebook = Gradebook(args.gradebook or beside)
    try:
        return code, [_row(gradebook, plain) for plain in json.loads(printed.getvalue())["rows"]]
    finally:
        gradebook.close()


def _row(gradebook, plain):
    """The row of the gradebook of which ``--json`` shows a part."""
    history = gradebook.history(plain["learner"], plain["chapter"])
    return next(row for row in history if row.attempt == plain["attempt"])
