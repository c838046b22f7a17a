"""Grades the notebooks that nbgrader has collected, in our sandbox, and fills its gradebook with scores and feedback.

A function is a cell that nbgrader grades (``check-relu``), and its points are the sum of its groups of hidden tests.
nbgrader itself is asked and told by `bridge`, in a Python of its own if need be.
"""

import argparse
import contextlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat
from tqdm import tqdm

from grader import notebook, report, text
from grader.errors import NotebookError
from instructor import hosts
from instructor.grade import COULD_NOT, INTERRUPTED, NEEDS_THE_TEACHER
from instructor.house import ROOT, SOLUTIONS, InstructorError
from workbook import exercises

EPILOG = """\
Once:        python -m instructor nbgrader COURSE --create
             then nbgrader generate_assignment, release_assignment; learners fetch and submit
Each time:   nbgrader collect NAME
             python -m instructor nbgrader COURSE --assignment NAME
             then formgrader, nbgrader generate_feedback, release_feedback, export: as ever

The same command again grades only what is new, and leaves alone what has not changed.

exit codes: as `python -m instructor grade`
"""

# Nobody reads more than this in formgrader, and a page of it would take minutes to draw.
_MOST_CELLS, _MOST_TEXT = 100, 20_000
_BATCH = 10

_CONFIG = """\
# nbgrader's configuration of this course; written once, yours to edit.
c = get_config()
c.CourseDirectory.course_id = {course_id!r}
c.ClearSolutions.code_stub = {{"python": "raise NotImplementedError"}}  # as the exercises say


def refuse(**about):
    raise SystemExit(
        "This course is graded in a sandbox, by: python -m instructor nbgrader COURSE --assignment NAME. "
        "nbgrader's own autograde would run the learners' code as you, and without the hidden tests."
    )


c.Autograde.pre_convert_hook = refuse
"""


def add_arguments(parser):
    """Declare the options of ``python -m instructor nbgrader``."""
    parser.description = __doc__
    parser.epilog = EPILOG
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("course", type=Path, metavar="COURSE", help="nbgrader's course folder")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--create", action="store_true", help="make the course folder from our solutions")
    what.add_argument("--assignment", metavar="NAME", help="grade what is collected of this assignment")
    parser.add_argument(
        "--python",
        metavar="PYTHON",
        help="the Python that has nbgrader (default: this, .venv-nbgrader, or PATH's)",
    )
    hosts.options(parser, out="COURSE/graded")


def run(args):
    """Carry out ``python -m instructor nbgrader``; the exit code."""
    if args.create:
        return _create(args.course)
    if not args.course.is_dir():
        raise InstructorError(f"there is no folder {text.printable(str(args.course))}")
    with Bridge(args.course, args.assignment, args.python or python()) as bridge:
        return _run(args, bridge)


def _run(args, bridge):
    known = bridge.read()
    if "error" in known:
        raise InstructorError(f"nbgrader in {text.printable(str(args.course))}: {known['error']}")
    chapters = {name: _chapter(name) for name in known["notebooks"] if _chapter(name)}
    if not chapters:
        names = ", ".join(known["notebooks"]) or "none"
        raise InstructorError(
            f"no notebook of {args.assignment} is named after a chapter; there are: {names}"
        )
    if not known["students"]:
        raise InstructorError(f"nothing is collected yet: nbgrader collect {args.assignment}")
    code, submissions, failed = 0, [], []
    for name, chapter in chapters.items():
        _check_points(name, chapter, known["notebooks"][name]["points"])
        released = _released(known["notebooks"][name]["released"])
        one, rows = hosts.graded(known["submitted"], args.out or args.course / "graded", args, chapter)
        if one in (COULD_NOT, INTERRUPTED):
            return one
        code = max(code, one)
        by_file = {row.file: row for row in rows}
        for student in known["students"]:
            path = Path(known["submitted"], student, args.assignment, f"{name}.ipynb")
            row = by_file.get(text.name(str(path.relative_to(known["submitted"]))))
            if row.status == "error" if row else path.exists():
                failed.append(student)
            else:
                submissions.append({"student": student, "notebook": name, **_shown(released, path, row)})
    _say(submissions, _write(bridge, submissions))
    for student in failed:
        print(f"nbgrader: {text.printable(student)} has no new score, see above", file=sys.stderr)
    return NEEDS_THE_TEACHER if failed else code


def _write(bridge, submissions):
    """Hand them over, a few at a time, so that one sees how far it is; those of whom anything has changed."""
    changed = []
    with tqdm(total=len(submissions), unit="score", disable=None) as bar:
        for begin in range(0, len(submissions), _BATCH):
            batch = submissions[begin : begin + _BATCH]
            changed += bridge.write(batch)
            bar.update(len(batch))
    return changed


def _chapter(name):
    """The chapter after which a notebook is named, as `grader.submissions` reads it."""
    return next((known.name for known in exercises.chapters() if known.name in name), None)


def _cell(function):
    return f"check-{function}"


def _check_points(name, chapter, points):
    """The cells of nbgrader's gradebook have to be those of the course."""
    ours = {_cell(each.function): each.total for each in exercises.chapter(chapter).exercises}
    if points != ours:
        differ = sorted(cell for cell in points.keys() | ours.keys() if points.get(cell) != ours.get(cell))
        raise InstructorError(
            f"{name}: nbgrader's gradebook and the course differ in {', '.join(differ[:3])}; "
            "nbgrader generate_assignment --force brings the course's points into the gradebook"
        )


# ---------------------------------------------------------------- what formgrader is to show


def _released(path):
    try:
        return nbformat.read(path, as_version=4)
    except OSError as error:
        raise InstructorError(f"{path}: {error.strerror}; nbgrader generate_assignment writes it") from None


def _shown(released, path, row):
    """Scores, and the released notebook with the learner's code in it and our verdicts below.

    Not the learner's file: whatever is in that (HTML, scripts, cells without end) would be shown to the teacher.
    """
    shown = nbformat.from_dict(json.loads(nbformat.writes(released)))
    written, others = _code(path) if row is not None else ({}, [])
    verdicts = {} if row is None else {_cell(each.function): each for each in hosts.verdicts(row)}
    scores, blank = {}, []
    for cell in shown.cells:
        about = cell.metadata.get("nbgrader", {})
        cell_id = about.get("grade_id")
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        if about.get("solution") and cell_id in written:
            cell.source = written[cell_id]
        if about.get("grade"):
            verdict = verdicts.get(cell_id)
            scores[cell_id] = verdict.earned if verdict else 0
            lines = _lines(verdict, row)
            cell.outputs = [nbformat.v4.new_output("stream", name="stdout", text="\n".join(lines) + "\n")]
            if verdict is None or verdict.blank:
                blank.append(cell_id.replace("check-", "write-", 1))
    if others:
        shown.cells.append(
            nbformat.v4.new_markdown_cell("## Other code cells of this submission", id="others")
        )
        cells = (nbformat.v4.new_code_cell(source, id=f"other-{n}") for n, source in enumerate(others, 1))
        shown.cells += cells
    if row is not None:
        about = {"attempt": row.attempt, "isolation": row.isolation, "sha256": row.sha256}
        shown.metadata["neural_networks_workbook"] = about
    return {"scores": scores, "blank": blank, "content": nbformat.writes(shown) + "\n"}


def _lines(verdict, row):
    if row is None:
        return ["No notebook of this name was handed in."]
    if row.status == "unreadable":
        return [f"The notebook could not be graded: {text.printable(row.reason)}."]
    where = report.ISOLATIONS.get(row.isolation, row.isolation)
    return [
        f"{verdict.earned} of {verdict.points} points",
        *verdict.groups,
        *verdict.hints,
        f"The code ran {where}.",
    ]


def _code(path):
    """The learner's code: by the ids of nbgrader's cells, and what else there is."""
    try:
        data = notebook.read(path)
        sources = notebook.code_cells(data)
    except NotebookError:
        return {}, []
    cells = [cell for cell in json.loads(data.decode("utf-8-sig"))["cells"] if isinstance(cell, dict)]
    written, others, ours = {}, [], _ids()
    for cell, source in zip((c for c in cells if c.get("cell_type") == "code"), sources, strict=True):
        about = cell.get("metadata")
        about = about.get("nbgrader") if isinstance(about, dict) else None
        cell_id = about.get("grade_id") if isinstance(about, dict) else None
        if isinstance(cell_id, str) and cell_id in ours["write"] and cell_id not in written:
            written[cell_id] = _short(source)
        elif not (isinstance(cell_id, str) and cell_id in ours["check"]) and source.strip():
            others.append(_short(source))
    if len(others) > _MOST_CELLS:
        others = [*others[:_MOST_CELLS], f"# and {len(others) - _MOST_CELLS} more cells"]
    return written, others


def _ids():
    functions = [each.function for chapter in exercises.chapters() for each in chapter.exercises]
    return {kind: {f"{kind}-{function}" for function in functions} for kind in ("write", "check")}


def _short(source):
    source = source.encode("utf-8", "backslashreplace").decode("utf-8")
    left = len(source) - _MOST_TEXT
    return source if left <= 0 else f"{source[:_MOST_TEXT]}\n# and {left} more characters"


def _say(submissions, changed):
    for each in submissions:
        news = "written" if each["student"] in changed else "as before"
        print(
            f"{text.printable(each['student'])}  {each['notebook']}  {sum(each['scores'].values())}  {news}"
        )
    print(f"{len(changed)} of {len(submissions)} submissions written to nbgrader's gradebook")


# ---------------------------------------------------------------- nbgrader's side


def python():
    """The Python that has nbgrader: this one, that of ``make nbgrader``, or that of the command nbgrader."""
    if importlib.util.find_spec("nbgrader"):
        return sys.executable
    ours = ROOT / ".venv-nbgrader" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if ours.is_file():
        return str(ours)
    if command := shutil.which("nbgrader"):
        first = Path(command).read_bytes().splitlines()[:1]
        if first and (match := re.fullmatch(rb"#!\s*(\S+)", first[0])):
            return os.fsdecode(match[1])
    raise InstructorError("nbgrader was not found: make nbgrader, or say --python PYTHON")


class Bridge:
    """nbgrader's gradebook of one assignment, through a Python that has nbgrader.

    Parameters
    ----------
    course : Path
    assignment : str
    python : str
    """

    def __init__(self, course, assignment, python):
        line = [python, str(Path(__file__).with_name("bridge.py")), str(Path(course).resolve()), assignment]
        # nbgrader reads the configuration of where it is started, and starts programs that lie beside its Python.
        path = os.pathsep.join([os.path.dirname(shutil.which(python) or python), os.environ.get("PATH", "")])
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as the process
        try:
            self._process = subprocess.Popen(
                line,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._said,
                cwd=course,
                env={**os.environ, "PATH": path},
            )
        except OSError as error:
            self._said.close()
            raise InstructorError(f"{python}: {error.strerror}") from None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        with contextlib.suppress(OSError):
            self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()
        self._said.close()

    def read(self):
        """What `bridge.read` returns."""
        return self._ask(None)

    def write(self, submissions):
        """What `bridge.write` returns: those of whom anything has changed."""
        return self._ask(submissions)

    def _ask(self, document):
        with contextlib.suppress(OSError):  # it is gone: its silence says so
            self._process.stdin.write(json.dumps(document).encode() + b"\n")
            self._process.stdin.flush()
        if line := self._process.stdout.readline():
            return json.loads(line)
        self._process.wait()
        self._said.seek(0)
        said = self._said.read().decode("utf-8", "replace").strip().splitlines() or ["it said nothing"]
        raise InstructorError(f"nbgrader stopped: {text.printable(said[-1])}")


def _create(course):
    """Make the course folder: every solution as an assignment; what is there stays as it is."""
    for solution in sorted(SOLUTIONS.glob("*.ipynb")):
        target = course / "source" / solution.stem / solution.name
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists() and target.read_bytes() != solution.read_bytes():
            print(f"nbgrader: {target} differs from the course's and stays", file=sys.stderr)
        elif not target.exists():
            shutil.copyfile(solution, target)
    config = course / "nbgrader_config.py"
    if not config.exists():
        course_id = re.sub(r"\W+", "-", course.resolve().name).strip("-") or "course"
        config.write_text(_CONFIG.format(course_id=course_id), encoding="utf-8")
    print(f"{course}: {len(list(course.glob('source/*/*.ipynb')))} assignments")
    return 0
