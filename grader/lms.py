"""Writes the grades as a learning management system wants them: its columns, under its names.

Which columns these are says a map, a small file of TOML; `docs/lms` has some.
"""

import csv
import io
import tomllib
from dataclasses import dataclass
from pathlib import Path

from grader import report, text
from grader.errors import GraderError
from workbook import exercises

_CHAPTER = "chapter"
_PLACES = ("{chapter}", "{title}")  # in the header of a column that is there for each chapter

# Of a learner, and of one submission.
_OF_A_LEARNER = ("learner",)
_OF_A_SUBMISSION = (
    *("chapter", "title", "score", "max_score", "percent", "comment", "status", "reason"),
    *("attempt", "graded_at", "isolation", "file", "feedback"),
)
FIELDS = _OF_A_LEARNER + _OF_A_SUBMISSION


@dataclass(frozen=True)
class Column:
    """One column of the table.

    Attributes
    ----------
    header : str
    field : str
        One of `FIELDS`, or "" for a column with the same text in each line.
    text : str
    each : bool
        Whether there is such a column for each chapter.
    """

    header: str
    field: str = ""
    text: str = ""
    each: bool = False


@dataclass(frozen=True)
class Table:
    """A map: what a table looks like.

    Attributes
    ----------
    name : str
        The table's file name.
    columns : list of Column
    delimiter : str
    points : str
        If it is not empty, the second line begins with it and holds the points that each score can reach.
    """

    name: str
    columns: list
    delimiter: str = ","
    points: str = ""

    @property
    def wide(self):
        """Whether there is one line a learner, and not one a submission."""
        return any(column.each for column in self.columns)


# ---------------------------------------------------------------- reading a map


def read(path):
    """Read a map.

    Parameters
    ----------
    path : Path

    Returns
    -------
    Table
        Named like the file, but with ``.csv``.

    Raises
    ------
    GraderError
        If it cannot be read, or says what nobody understands.
    """
    path = Path(path)
    shown = text.printable(str(path))
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise GraderError(f"the column map {shown} cannot be read: {error.strerror}") from None
    except ValueError as error:  # TOMLDecodeError, UnicodeDecodeError
        raise GraderError(f"the column map {shown} is no TOML: {error}") from None
    try:
        return _table(f"{path.stem}.csv", said)
    except GraderError as error:
        raise GraderError(f"the column map {shown}: {error}") from None


def _table(name, said):
    _only(said, ("delimiter", "points", "column"), "")
    delimiter, points, columns = said.get("delimiter", ","), said.get("points", ""), said.get("column", [])
    if delimiter not in (",", ";", "\t", "|"):
        raise GraderError(f"the delimiter is {delimiter!r}, expected a comma, a semicolon, a tab or |")
    if not isinstance(points, str):
        raise GraderError(f"points is {points!r}, expected the text that the second line begins with")
    if not isinstance(columns, list) or not columns or not all(isinstance(each, dict) for each in columns):
        raise GraderError("it has no [[column]]")
    columns = [_column(number, each) for number, each in enumerate(columns, 1)]
    if name.lower() == "grades.csv":
        raise GraderError("give it another name; grades.csv is written already")
    table = Table(name, columns, delimiter, points)
    lost = [c.header for c in columns if not c.each and c.field in _OF_A_SUBMISSION]
    if table.wide and lost:
        raise GraderError(
            f"column {lost[0]!r} is of one chapter, in a table with a line for each learner: "
            'say each = "chapter" there as well'
        )
    if points and (not table.wide or columns[0].each):
        raise GraderError('points is for a table whose scores say each = "chapter", after the first column')
    headers = _headers(table, [chapter.name for chapter in exercises.chapters()])
    doubled = sorted({header for header in headers if headers.count(header) > 1})
    if doubled:
        place = " and ".join(_PLACES)
        raise GraderError(f"there are two columns {doubled[0]!r}; {place} tell those of the chapters apart")
    return table


def _column(number, said):
    where = f"column {number}: "
    _only(said, ("header", "field", "text", "each"), where)
    for key, value in said.items():
        if not isinstance(value, str):
            raise GraderError(f"{where}{key} is {value!r}, expected a text")
    if "header" not in said:
        raise GraderError(f"{where}it has no header")
    if ("field" in said) == ("text" in said):
        raise GraderError(f"{where}it has either a field or a text")
    field, each = said.get("field", ""), said.get("each", "")
    if "field" in said and field not in FIELDS:
        raise GraderError(f"{where}there is no field {field!r}; there are: {', '.join(FIELDS)}")
    if "each" in said and (each != _CHAPTER or field not in _OF_A_SUBMISSION):
        raise GraderError(f'{where}each is for the fields of a submission, as each = "chapter"')
    return Column(said["header"], field, said.get("text", ""), bool(each))


def _only(said, known, where):
    unknown = sorted(said.keys() - set(known))
    if unknown:
        raise GraderError(f"{where}{unknown[0]!r} is unknown; there are: {', '.join(known)}")


# ---------------------------------------------------------------- writing a table


def write(folder, rows, table):
    """Write the table.

    Parameters
    ----------
    folder : Path
    rows : list of Attempt
    table : Table

    Returns
    -------
    Path
        The file.
    """
    present = {row.chapter for row in rows}
    chapters = [chapter for chapter in exercises.chapters() if chapter.name in present]
    out = io.StringIO(newline="")
    lines = csv.writer(out, delimiter=table.delimiter, lineterminator="\n")
    lines.writerow(_headers(table, [chapter.name for chapter in chapters]))
    if table.points:
        others = [_points(column, chapter) for column, chapter in _places(table, chapters)[1:]]
        lines.writerow([table.points, *others])
    for submissions in _lines(rows, table):
        lines.writerow(
            [
                _value(column, submissions, chapter.name if chapter else None)
                for column, chapter in _places(table, chapters)
            ]
        )
    path = Path(folder, table.name)
    report.write_file(path, out.getvalue())
    return path


def _places(table, chapters):
    """Each column of the file, with its chapter if it has one."""
    return [
        (column, chapter) for column in table.columns for chapter in (chapters if column.each else [None])
    ]


def _headers(table, names):
    titles = {chapter.name: chapter.title for chapter in exercises.chapters()}
    return [
        column.header.replace("{chapter}", name or "").replace("{title}", titles.get(name, ""))
        for column in table.columns
        for name in (names if column.each else [None])
    ]


def _points(column, chapter):
    return chapter.total if column.each and column.field == "score" else ""


def _lines(rows, table):
    """The submissions of each line: one, or a learner's best of each chapter."""
    if not table.wide:
        return [[row] for row in rows]
    lines = {}
    for row in rows:
        best = lines.setdefault(row.learner, {})
        if row.chapter not in best or _rank(row) > _rank(best[row.chapter]):
            best[row.chapter] = row
    return [list(lines[learner].values()) for learner in sorted(lines)]


def _rank(row):
    return row.status != "error", row.score, row.graded_at


def _value(column, submissions, chapter):
    if not column.field:
        return column.text
    if column.field == "learner":
        return text.cell(submissions[0].learner)
    row = next((each for each in submissions if chapter in (None, each.chapter)), None)
    return "" if row is None else text.cell(_field(column.field, row))


def _field(field, row):
    if field == "title":
        return exercises.chapter(row.chapter).title
    if field in ("score", "percent", "comment") and row.status == "error":
        return ""  # the grader failed, not the learner: no points are not nought points
    if field == "percent":
        return f"{100 * row.score / row.max_score:.4g}" if row.max_score else ""
    if field == "comment":
        return _comment(row)
    if field == "feedback":
        return f"{report.FEEDBACK}/{report.feedback_name(row)}"
    return getattr(row, field)


def _comment(row):
    """Where points were lost, in one line that holds nothing of the learner's."""
    earned, points = {}, {}
    for group in row.groups:
        earned[group.function] = earned.get(group.function, 0) + group.earned
        points[group.function] = points.get(group.function, 0) + group.points
    lost = [f"{name} {earned[name]}/{points[name]}" for name in points if earned[name] < points[name]]
    if row.status == "unreadable":
        return "the notebook could not be read"
    return "; ".join(lost) if lost else "all points"
