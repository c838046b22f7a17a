"""Grades the notebooks of one repository and says it in Markdown, for the summary of a GitHub job."""

import argparse
import html
import tempfile
from pathlib import Path

from grader import report, text
from instructor import hosts
from instructor.grade import COULD_NOT, INTERRUPTED
from workbook import exercises

EPILOG = """\
In a workflow:  python -m instructor classroom exercises >> "$GITHUB_STEP_SUMMARY"
docs/classroom/grade.yml is a workflow that does this at each push.

exit codes: as `python -m instructor grade`
"""

_MOST = 900_000  # bytes; GitHub shows no summary above 1 MiB


def add_arguments(parser):
    """Declare the options of ``python -m instructor classroom``."""
    parser.description = __doc__
    parser.epilog = EPILOG
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument(
        "folder", type=Path, metavar="FOLDER", help="where the notebooks are, such as exercises"
    )
    hosts.options(parser, out="nowhere")


def run(args):
    """Carry out ``python -m instructor classroom``; the exit code."""
    with tempfile.TemporaryDirectory(prefix="classroom-") as folder:
        code, rows = hosts.graded(args.folder, args.out or folder, args)
    if code not in (COULD_NOT, INTERRUPTED):
        print(summary(rows))
    return code


def summary(rows):
    """Graded notebooks as Markdown: a table of all, and for each its functions.

    Parameters
    ----------
    rows : list of grader.gradebook.GradeRow

    Returns
    -------
    str
        At most about a megabyte; text that came from the learner is escaped.
    """
    lines = ["# Grades", "", "| notebook | points |", "| --- | ---: |"]
    lines += [f"| {_title(row)} | {row.score} of {row.max_score} |" for row in rows]
    for row in rows:
        if len("\n".join(lines).encode()) > _MOST:
            lines += ["", "The rest is left out: this page can hold no more."]
            break
        lines += ["", *_notebook(row)]
    return "\n".join(lines)


def _title(row):
    return f"{exercises.chapter(row.chapter).title} (<code>{html.escape(text.printable(row.file))}</code>)"


def _notebook(row):
    lines = [f"## {exercises.chapter(row.chapter).title}", ""]
    if row.status == "error":
        return [*lines, "The grader failed on this notebook. This is not its grade."]
    if row.status == "unreadable":
        return [*lines, f"It could not be graded: <code>{html.escape(text.printable(row.reason))}</code>."]
    found = hosts.verdicts(row)
    if all(verdict.blank for verdict in found):
        return [*lines, "Nothing is written yet."]
    lines += ["| | function | points | hidden tests |", "| ---: | --- | ---: | --- |"]
    for verdict in found:
        said = "not written yet" if verdict.blank else "<br>".join(map(html.escape, verdict.groups))
        lines.append(
            f"| {verdict.number} | `{verdict.function}` | {verdict.earned} of {verdict.points} | {said} |"
        )
    for verdict in found:
        if verdict.hints:
            shown = html.escape("\n".join(verdict.hints))
            lines += ["", f"**{verdict.function}**", "", f"<pre>{shown}</pre>"]
    where = report.ISOLATIONS.get(row.isolation, row.isolation)
    return [*lines, "", f"Your code ran {where}."]
