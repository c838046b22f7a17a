"""Grades a folder of notebooks: hidden tests in a sandbox, a gradebook, a table and a page for each learner."""

import argparse
import contextlib
import hashlib
import json
import os
import secrets
import sys
import time
from pathlib import Path

from sqlalchemy import URL
from tqdm import tqdm

from grader import grading, lms, notebook, report, submissions, text, withheld
from grader.cluster import Cluster
from grader.errors import GraderError, NotebookError
from grader.folder import temporary
from grader.gradebook import Gradebook
from grader.pool import Pool
from grader.sandbox import process
from grader.sandbox.limits import Limits
from workbook import exercises

DONE, NEEDS_THE_TEACHER, COULD_NOT, INTERRUPTED = 0, 1, 2, 130

EPILOG = """\
A submission is FOLDER/alice/01_neuron.ipynb, FOLDER/alice.ipynb or FOLDER/alice_01_neuron.ipynb.
OUT gets grades.csv, feedback/ with one page each, and gradebook.sqlite unless --gradebook names another.
A run that was cut off is continued by the same command; what is graded already is not graded again.
docs/grading.md tells how to grade on several machines, into PostgreSQL, and for which LMS there is a column map.

exit codes:
  0    everything is graded
  1    graded, but something needs you: a line on stderr says what
  2    could not start, or could not go on
  130  interrupted; what was graded is in the gradebook
"""


def add_arguments(parser):
    """Give a parser the options of this command."""
    parser.description = __doc__
    parser.epilog = EPILOG
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument(
        "submissions", metavar="FOLDER", help="the folder of the notebooks that were handed in"
    )
    parser.add_argument(
        "--out", metavar="OUT", default="graded", help="where the reports go (default: graded)"
    )
    parser.add_argument(
        "--jobs", type=_positive, default=_cores(), help="submissions at once (default: %(default)s)"
    )
    parser.add_argument(
        "--gradebook",
        metavar="URL",
        help="database URL of SQLAlchemy (default: sqlite, in OUT/gradebook.sqlite)",
    )
    parser.add_argument(
        "--cluster",
        metavar="ADDRESS",
        type=_address,
        help="grade on the machines of the Dask scheduler at this address, such as tcp://10.0.0.1:8786, "
        "with as many submissions at once as its workers have threads",
    )
    parser.add_argument(
        "--columns",
        metavar="FILE",
        help="also write a table for your LMS, with the columns of this map, such as docs/lms/moodle.toml",
    )
    parser.add_argument(
        "--isolation",
        choices=process.ISOLATIONS,
        help="where the notebooks run: 'prewarmed' and 'bwrap' keep them apart from everything, 'none' is for code "
        "that you trust (default: prewarmed, or bwrap where that cannot be had)",
    )
    parser.add_argument(
        "--seed", type=_seed, help="seed of the hidden tests' random inputs (default: a new one)"
    )
    parser.add_argument("--chapter", metavar="NAME", help="grade this chapter only, such as 01_neuron")
    parser.add_argument(
        "--again", action="store_true", help="grade again what is graded; older rows are kept"
    )
    parser.add_argument("--json", action="store_true", help="print the rows as JSON instead of a table")
    parser.add_argument("--tests", metavar="FOLDER", default=str(grading.HIDDEN), help=argparse.SUPPRESS)


def _cores():
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _positive(value):
    if not value.isascii() or not value.isdigit() or not 0 < int(value) <= 256:
        raise argparse.ArgumentTypeError(f"{value!r} is no number from 1 to 256")
    return int(value)


def _seed(value):
    if not value.isascii() or not value.isdigit() or int(value) >= 1 << 64:
        raise argparse.ArgumentTypeError(f"{value!r} is no whole number from 0 to 2**64 - 1")
    return int(value)


def _address(value):
    if not value.strip():
        raise argparse.ArgumentTypeError("no address of a Dask scheduler given")
    return value.strip()


def run(args):
    """Grade, report, and say how it went.

    Parameters
    ----------
    args : argparse.Namespace
        From a parser with `add_arguments`.

    Returns
    -------
    int
        The exit code.
    """
    try:
        return _run(args)
    except GraderError as error:
        print(f"grade: {error}", file=sys.stderr)
        return COULD_NOT
    except OSError as error:
        where = f"{text.printable(str(error.filename))}: " if error.filename else ""
        print(f"grade: {where}{error.strerror or error}", file=sys.stderr)
        return COULD_NOT


def _run(args):
    if args.chapter is not None:
        try:
            exercises.chapter(args.chapter)
        except LookupError as error:
            raise GraderError(str(error.args[0])) from None
    table = lms.read(args.columns) if args.columns else None
    args.isolation = args.isolation or _isolation(args)
    # On a cluster, its machines have to have it, and say so.
    if not args.cluster and (reason := process.problem(args.isolation)):
        raise GraderError(reason)
    out = Path(args.out)
    found, warnings = submissions.find(args.submissions, chapter=args.chapter, leave_out=out)
    digests = {chapter: grading.digest(chapter, args.tests) for chapter in {each.chapter for each in found}}
    out.mkdir(parents=True, exist_ok=True)
    for folder in (out, out / report.FEEDBACK):
        report.clear(folder)
    beside = URL.create("sqlite", database=str((out / "gradebook.sqlite").resolve()))
    gradebook = Gradebook(args.gradebook or beside)
    session = _Session(args, gradebook, found, digests)
    interrupted = False
    try:
        session.grade()
    except KeyboardInterrupt:
        interrupted = True
    finally:
        rows = [session.rows[each] for each in found if each in session.rows]
        doubled = {(each.learner, each.chapter) for each in found if each.doubled}
        gradebook.close()
    report.write_csv(out / "grades.csv", rows, doubled)
    report.write_feedback(out / report.FEEDBACK, rows)
    if table:
        lms.write(out, rows, table)
    code = INTERRUPTED
    if not interrupted:
        warnings += _warnings(rows, found)
        code = NEEDS_THE_TEACHER if warnings else DONE
    _show(args, out, gradebook, rows, session, table, warnings, code)
    if interrupted:
        left = len(found) - len(rows)
        print(f"grade: interrupted; {left} left, the same command goes on with them", file=sys.stderr)
        return code
    for line in warnings:
        print(f"grade: {line}", file=sys.stderr)
    return code


def _isolation(args):
    """The quickest that keeps notebooks apart from everything; never a weaker one."""
    if args.cluster:
        return process.ISOLATIONS[0]
    isolation, reason = process.best()
    if reason and process.problem(isolation) is None:
        print(f"grade: {reason}; grading under {isolation}, which takes longer", file=sys.stderr)
    return isolation


def _warnings(rows, found):
    """One line for everything that a teacher has to look at."""
    lines = [
        f"{row.file}: {text.printable(row.reason)}" for row in rows if row.status in ("unreadable", "error")
    ]
    for learner, chapter in sorted({(each.learner, each.chapter) for each in found if each.doubled}):
        files = ", ".join(each.file for each in found if (each.learner, each.chapter) == (learner, chapter))
        lines.append(f"{learner} handed in {chapter} more than once, all are graded: {files}")
    return lines


class _Session:
    """One run of the command: what is left to do, and the rows so far."""

    def __init__(self, args, gradebook, found, digests):
        self.args, self.gradebook, self.found, self.digests = args, gradebook, found, digests
        self.seed = args.seed if args.seed is not None else secrets.randbelow(1 << 32)
        self.limits = Limits()
        self.rows, self.graded, self.seconds = {}, 0, 0.0

    def grade(self):
        """Grade what is not graded yet; each row is written as it comes."""
        began = time.monotonic()
        left = [each for each in self.found if not self._known(each)]
        bar = tqdm(total=len(self.found), initial=len(self.found) - len(left), unit="notebook", disable=None)
        with bar, self._graders(left) as (graders, tasks):
            for task, answer in graders.run(tasks):
                each = left[task["task"]]
                self.rows[each] = self._write(each, answer).plain()
                self.graded += 1
                bar.update()
        self.seconds = time.monotonic() - began

    @contextlib.contextmanager
    def _graders(self, left):
        """Whoever grades, and the tasks for them: processes on this machine, or a cluster."""
        if self.args.cluster and left:
            with Cluster(self.args.cluster, self.limits.submission) as cluster:
                yield cluster, [self._task(each) for each in left]
            return
        with temporary() as folder:
            inside = {
                chapter: str(withheld.make(folder / chapter, withheld.functions(chapter)))
                for chapter in {each.chapter for each in left}
            }
            with Pool(min(self.args.jobs, len(left) or 1), self.limits.submission) as pool:
                yield pool, [{**self._task(each), "inside": inside[each.chapter]} for each in left]

    def _about(self, each, sha256):
        return {
            "file": each.file,
            "sha256": sha256,
            "tests": self.digests[each.chapter],
            "isolation": self.args.isolation,
        }

    def _known(self, each):
        """Whether exactly this is in the gradebook."""
        if self.args.again:
            return False
        try:
            sha256 = hashlib.sha256(notebook.read(each.path)).hexdigest()
        except NotebookError:
            sha256 = ""
        row = self.gradebook.latest(each.learner, each.chapter, **self._about(each, sha256))
        # What the grader itself failed on is worth another try.
        if row is None or row.status == "error":
            return False
        self.rows[each] = row.plain()
        return True

    def _task(self, each):
        return {
            "path": str(each.path),
            "chapter": each.chapter,
            "isolation": self.args.isolation,
            "seed": self.seed,
            "hidden": str(Path(self.args.tests).resolve()),
            "limits": self.limits.as_dict(),
        }

    def _write(self, each, answer):
        if "stop" in answer:
            raise GraderError(answer["stop"])
        grade = answer.get("grade")
        if grade is None:
            status = "unreadable" if "unreadable" in answer else "error"
            grade = _nothing(each.chapter, status, answer.get("unreadable") or answer["crash"])
        about = {**self._about(each, answer.get("sha256", "")), "seed": self.seed}
        return self.gradebook.add(each.learner, each.chapter, about, grade, again=self.args.again)


def _nothing(chapter, status, reason):
    """A grade without points, for what never came as far as the hidden tests."""
    groups = grading.groups_of(exercises.chapter(chapter), passed=False, category="missing").values()
    return {"status": status, "reason": reason, "groups": [vars(group) for group in groups]}


# ---------------------------------------------------------------- what people and programs read


def _show(args, out, gradebook, rows, session, table, warnings, code):
    if args.json:
        document = {
            "out": str(out),
            "gradebook": str(gradebook),
            "cluster": args.cluster,
            "columns": str(out / table.name) if table else None,
            "seed": session.seed,
            "exit_code": code,
            "graded": session.graded,
            "left": len(session.found) - len(rows),
            "warnings": warnings,
            "rows": [_plain(row) for row in rows],
        }
        print(json.dumps(document, indent=2))
        return
    if rows:
        print(_table(rows))
    each = f", {session.seconds / session.graded:.2f} s each" if session.graded else ""
    print(f"{session.graded} graded{each}, {len(rows) - session.graded} known before; reports in {out}")


def _plain(row):
    """A row without what is for the teacher's eyes only."""
    names = ("learner", "chapter", "file", "score", "max_score", "status", "reason", "isolation", "attempt")
    names += ("sha256", "seed", "seconds", "graded_at")
    groups = [
        {"function": g.function, "group": g.group, "earned": g.earned, "points": g.points} for g in row.groups
    ]
    mistakes = [{"function": m.function, "mistake": m.mistake} for m in row.mistakes]
    plain = {name: getattr(row, name) for name in names}
    plain["feedback"] = f"{report.FEEDBACK}/{report.feedback_name(row)}"
    return {**plain, "groups": groups, "mistakes": mistakes}


def _table(rows):
    head = ("learner", "chapter", "points", "status", "reason")
    body = [
        (row.learner, row.chapter, f"{row.score}/{row.max_score}", row.status, text.printable(row.reason))
        for row in rows
    ]
    cut = [
        tuple(_cut(value, most) for value, most in zip(line, (30, 30, 9, 10, 60), strict=True))
        for line in body
    ]
    widths = [max(map(len, column)) for column in zip(head, *cut, strict=True)]
    lines = [head, tuple("-" * width for width in widths), *cut]
    return "\n".join("  ".join(map(str.ljust, line, widths)).rstrip() for line in lines)


def _cut(value, most):
    return value if len(value) <= most else value[: most - 1] + "…"
