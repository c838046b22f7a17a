"""Writes down what the gradebook holds: a table for the LMS, and one page for each learner.

Nothing on a page comes from a hidden test but whether it passed.
"""

import contextlib
import csv
import io
import json
import os
import tempfile
from functools import cache
from pathlib import Path

import jinja2

from grader import text
from workbook import exercises

FEEDBACK = "feedback"
_UNFINISHED = ".unfinished"

_FIRST = ("learner", "chapter", "score", "max")  # then one column a function
_LAST = ("status", "reason", "doubled", "isolation", "attempt", "graded_at", "file", "feedback")

ISOLATIONS = {
    "prewarmed": "in a sandbox without network or access to other files (bubblewrap, forked for each notebook)",
    "bwrap": "in a sandbox without network or access to other files (bubblewrap)",
    "none": "as an ordinary program, without a sandbox",
}
CATEGORIES = {
    "passed": "passed",
    "wrong": "not passed: an answer was not the expected one",
    "missing": "not passed: the function is not defined",
    "raised": "not passed: it raised an exception",
    "timeout": "not passed: it took too long",
    "died": "not passed: it ended its process",
    "unsendable": "not passed: what it returned is no number, array, text, tuple, list or dict",
    "protocol": "not passed: it wrote where it should not",
}


def feedback_name(row):
    """The file name of a submission's page: safe, and unique for learner, chapter and file.

    Parameters
    ----------
    row : grader.gradebook.GradeRow
    """
    return f"{text.slug(row.learner, row.chapter)}-{text.short_hash(row.file)}.html"


def write_csv(path, rows, doubled=frozenset()):
    """Write one line for each submission, with a column for each function.

    Parameters
    ----------
    path : Path
    rows : list of Attempt
    doubled : set of (str, str)
        Learners and chapters with more than one notebook.
    """
    chapters = {row.chapter for row in rows}
    functions = [
        exercise.function
        for chapter in exercises.chapters()
        if chapter.name in chapters
        for exercise in chapter.exercises
    ]
    out = io.StringIO(newline="")
    table = csv.writer(out, lineterminator="\n")
    table.writerow([*_FIRST, *functions, *_LAST])
    for row in rows:
        earned = dict.fromkeys((group.function for group in row.groups), 0)
        for group in row.groups:
            earned[group.function] += group.earned
        twice = "yes" if (row.learner, row.chapter) in doubled else ""
        values = [row.learner, row.chapter, row.score, row.max_score]
        values += [earned.get(function, "") for function in functions]
        values += [row.status, row.reason, twice, row.isolation, row.attempt, row.graded_at, row.file]
        table.writerow([text.cell(value) for value in [*values, f"{FEEDBACK}/{feedback_name(row)}"]])
    write_file(path, out.getvalue())


def write_feedback(folder, rows):
    """Write one HTML page for each submission.

    Parameters
    ----------
    folder : Path
        Made if it is missing.
    rows : list of Attempt
    """
    Path(folder).mkdir(parents=True, exist_ok=True)
    for row in rows:
        write_file(Path(folder, feedback_name(row)), feedback(row))


def feedback(row):
    """The page of one submission.

    Returns
    -------
    str
        HTML in which everything that came from the learner is escaped.
    """
    chapter = exercises.chapter(row.chapter)
    functions = []
    for exercise in chapter.exercises:
        groups = [group for group in row.groups if group.function == exercise.function]
        earned = sum(group.earned for group in groups)
        functions.append(
            {
                "number": exercise.number,
                "name": exercise.function,
                "earned": earned,
                "points": sum(group.points for group in groups),
                "groups": [(g.group, g.earned, g.points, outcome(g)) for g in groups],
            }
        )
    return _template().render(
        row=row,
        title=chapter.title,
        functions=functions,
        mistakes=[(m.function, m.message, json.loads(m.evidence)) for m in row.mistakes],
        notes=json.loads(row.notes),
        isolation=ISOLATIONS.get(row.isolation, row.isolation),
        printable=text.printable,
    )


def outcome(group):
    """What came of one group of hidden tests, in words that a learner may read."""
    if group.category == "raised" and group.exception == "NotImplementedError":
        return "not passed: it is not written yet"
    if group.category == "raised" and group.exception:
        return f"not passed: it raised {group.exception}"
    return CATEGORIES[group.category]


@cache
def _template():
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("grader", "."),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("feedback.html")


def write_file(path, content):
    """Write all of a file or nothing: a full disk leaves the older one.

    Parameters
    ----------
    path : Path
    content : str
    """
    path = Path(path)
    descriptor, unfinished = tempfile.mkstemp(
        dir=path.parent, prefix=f".{path.name[:40]}.", suffix=_UNFINISHED
    )
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            file.write(content)
        os.chmod(unfinished, 0o644)
        os.replace(unfinished, path)
    except OSError as error:
        error.filename = str(path)  # "no space left on device" alone does not say where
        raise
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(unfinished)


def clear(folder):
    """Take away what a run that was killed had begun to write here."""
    for unfinished in Path(folder).glob(f".*{_UNFINISHED}"):
        with contextlib.suppress(FileNotFoundError):
            unfinished.unlink()
