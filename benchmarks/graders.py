"""How long does a submission take? This grader beside nbgrader and otter-grader, on the same notebooks.

    python benchmarks/graders.py [--submissions 20] [--rounds 2] [--many 2000] [--times 5]

The exercise is chapter 1's: eight functions and three questions. The notebooks are right ones, blank ones and ones with
known mistakes. nbgrader and otter have three tests for each function in their own formats and run the notebooks
without isolation, as they do; this grader runs all its hidden tests, in a sandbox, and names the mistakes. The programs
take turns. What counts is the time of the whole command for the class, divided by its size.

Then one class of --many notebooks is graded by one process and by two, and the memory of the grader and of everything
below it is read on the way: the part that is its own, without shared pages counted twice (PSS).

At last, one notebook of each chapter after the other, in one process that has begun: the solution, the blank exercise,
and the solution with a known mistake in every second function.

Prints tables and writes build/graders.json. nbgrader and otter have environments of their own (`make bench-grader`
makes them); one that is missing is named and left out.
"""

import argparse
import inspect
import itertools
import json
import os
import platform
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import textwrap
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tqdm import tqdm

import nnlib
from grader import grading, notebook, withheld, worker
from grader.sandbox import prewarmed, process
from grader.sandbox.limits import Limits
from instructor.regions import stubbed
from workbook import exercises
from workbook.mistakes import mistakes

ROOT = Path(__file__).resolve().parent.parent
CHAPTER = "01_neuron"
AT = (100, 500, 1000, 2000)  # submissions after which memory is read
OURS = tuple((isolation, jobs) for isolation in ("prewarmed", "bwrap") for jobs in (1, 2))

# ---------------------------------------------------------------- the class


@dataclass(frozen=True)
class Part:
    """A function of the exercise: its code with the solution's region, and three tests in plain Python."""

    name: str
    points: int
    code: str
    tests: tuple


def parts():
    """The functions of chapter 1, each with tests that any grader can run."""
    asked = {exercise.function: exercise for exercise in exercises.chapter(CHAPTER).exercises}
    cells = notebook.code_cells((ROOT / "solutions" / f"{CHAPTER}.ipynb").read_bytes())
    space = {"np": np}
    found = []
    for name, exercise in asked.items():
        (code,) = [cell for cell in cells if f"def {name}(" in cell]
        exec(code, space)
        points = sum(exercise.points.values())
        found.append(Part(name, points, code, tuple(_tests(name, space[name], exercise.answer))))
    return found


_ARGUMENTS = {
    "neuron": [
        ("np.array([3.0, 4.0])", "np.array([1.0, -1.0])", "9.0"),
        ("np.zeros(3)", "np.ones(3)", "-0.75"),
    ],
    "perceptron_predict": [
        ("np.array([[1.0, 2.0], [-1.0, 4.0]])", "np.array([3.0, -1.0])", "0.5"),
        ("np.eye(3)", "np.array([1.0, -1.0, 0.0])", "0.0"),
    ],
}
_EACH = [("np.array([[-3.0, -0.5], [0.0, 2.5]])",), ("np.array([-1000.0, 0.0, 1000.0])",)]


def _tests(name, function, answer):
    if answer:
        yield from (
            f"assert {name}() == {function()!r}",
            f"assert type({name}()) is {type(function()).__name__}",
        )
        yield f"assert {name}() == {name}()"
        return
    for arguments in _ARGUMENTS.get(name, _EACH):
        given = [eval(argument, {"np": np}) for argument in arguments]
        expected = np.asarray(getattr(nnlib.functional, name)(*given)).tolist()
        yield f"np.testing.assert_allclose({name}({', '.join(arguments)}), {expected!r})"
    arguments = _ARGUMENTS.get(name, _EACH)[0]
    names = [f"a{number}" for number in range(len(arguments))]
    yield "; ".join(
        [f"{n} = {argument}" for n, argument in zip(names, arguments, strict=True)]
        + ["b = np.copy(a0)", f"{name}({', '.join(names)})", "np.testing.assert_array_equal(a0, b)"]
    )


def wrong(name, number):
    """A known mistake of a function, as code under the function's name."""
    known = [each for each in mistakes(name) if _stands_alone(each)]
    each = known[number % len(known)]
    code = textwrap.dedent(inspect.getsource(each.implementation))
    code = code[code.index(f"def {each.implementation.__name__}(") :]
    return code.replace(f"def {each.implementation.__name__}(", f"def {name}(", 1)


def _stands_alone(each):
    """Whether it needs nothing but NumPy."""
    return set(inspect.getclosurevars(each.implementation).globals) <= {"np"}


def class_of(size, functions):
    """The code of each function for each learner: right, blank, or with one to four known mistakes, in turn."""
    for number in range(size):
        kind = ("right", "mistakes", "mistakes", "right", "blank")[number % 5]
        graded = [part for part in functions if part.name in _WITH_MISTAKES]
        spoilt = {graded[(number + step) % len(graded)].name for step in range(1 + number % 4)}
        answers = {}
        for part in functions:
            answers[part.name] = part.code
            if kind == "blank":
                answers[part.name] = stubbed(part.code)
            elif kind == "mistakes" and part.name in spoilt:
                answers[part.name] = wrong(part.name, number)
        yield f"learner{number:04}", answers


_WITH_MISTAKES = (
    "neuron",
    "perceptron_predict",
    "sigmoid",
    "tanh",
    "relu",
    "sigmoid_grad",
    "tanh_grad",
    "relu_grad",
)


def _notebook(cells):
    """A notebook as a dict; a cell is a text, or a pair of a text and nbgrader's metadata."""
    made = []
    for number, cell in enumerate(cells):
        source, metadata = (cell, {}) if isinstance(cell, str) else cell
        about = {"nbgrader": {"schema_version": 3, "task": False, **metadata}} if metadata else {}
        made.append(
            {
                "cell_type": "code",
                "id": f"cell{number}",
                "metadata": about,
                "outputs": [],
                "execution_count": None,
            }
            | {"source": source}
        )
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": kernel}, "cells": made}


def _cells(functions, codes, hidden):
    """One import, then for each function its cell and the cell of its tests."""
    cells = ["import numpy as np"]
    for part in functions:
        written = {"grade_id": f"write-{part.name}", "grade": False, "solution": True, "locked": False}
        cells.append((codes[part.name], written))
        tests = ["### BEGIN HIDDEN TESTS", *part.tests, "### END HIDDEN TESTS"] if hidden else []
        judged = {"grade_id": f"check-{part.name}", "grade": True, "solution": False, "locked": True}
        cells.append(("\n".join([f"# {part.name}", *tests]), {**judged, "points": part.points}))
    return cells


# ---------------------------------------------------------------- the graders


class Ours:
    """``python -m instructor grade``."""

    def __init__(self, isolation, jobs):
        self.isolation, self.jobs = isolation, jobs
        self.name = f"this grader, {isolation}, {jobs} {'job' if jobs == 1 else 'jobs'}"

    def problem(self):
        return process.problem(self.isolation)

    def prepare(self, folder, functions, learners):
        self.folder, self.class_ = folder, folder / "class"
        self.class_.mkdir(parents=True)
        for learner, codes in learners.items():
            made = json.dumps(_notebook(_cells(functions, codes, hidden=False)))
            (self.class_ / f"{learner}_{CHAPTER}.ipynb").write_text(made, encoding="utf-8")

    def command(self, out):
        line = [
            sys.executable,
            "-m",
            "instructor",
            "grade",
            str(self.class_),
            "--out",
            str(out),
            "--chapter",
            CHAPTER,
        ]
        return [*line, "--isolation", self.isolation, "--jobs", str(self.jobs), "--seed", "1"]

    def run(self):
        with tempfile.TemporaryDirectory(dir=self.folder) as out:
            done = _run([*self.command(out), "--json"], cwd=ROOT)
            rows = json.loads(done)["rows"]
            self.each = statistics.mean(row["seconds"] for row in rows)
            return {row["learner"]: row["score"] for row in rows}


class Nbgrader:
    """``nbgrader autograde``, in a course directory of its own."""

    name, each = "nbgrader autograde", None

    def __init__(self, program):
        self.program = Path(program).absolute()

    def problem(self):
        return None if self.program.is_file() else f"no nbgrader at {self.program}"

    def prepare(self, folder, functions, learners):
        self.folder, self.learners, self.parts = folder, learners, functions
        source = folder / "source" / CHAPTER
        source.mkdir(parents=True)
        (folder / "nbgrader_config.py").write_text(
            "c = get_config()\nc.CourseDirectory.course_id = 'bench'\n"
        )
        right = {part.name: part.code for part in functions}
        cells = _cells(functions, right, hidden=True)
        (source / f"{CHAPTER}.ipynb").write_text(json.dumps(_notebook(cells)), encoding="utf-8")
        _run([self.program, "generate_assignment", CHAPTER], cwd=folder)
        released = json.loads((folder / "release" / CHAPTER / f"{CHAPTER}.ipynb").read_text(encoding="utf-8"))
        for learner, codes in learners.items():
            for cell in released["cells"]:
                name = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
                if name.startswith("write-"):
                    cell["source"] = codes[name.removeprefix("write-")]
            own = folder / "submitted" / learner / CHAPTER
            own.mkdir(parents=True)
            (own / f"{CHAPTER}.ipynb").write_text(json.dumps(released), encoding="utf-8")

    def run(self):
        _run([self.program, "autograde", CHAPTER, "--force"], cwd=self.folder)
        with closing(sqlite3.connect(self.folder / "gradebook.db")) as book:
            rows = book.execute(
                "SELECT student.id, SUM(grade.auto_score) FROM grade"
                " JOIN submitted_notebook ON grade.notebook_id = submitted_notebook.id"
                " JOIN submitted_assignment ON submitted_notebook.assignment_id = submitted_assignment.id"
                " JOIN student ON submitted_assignment.student_id = student.id GROUP BY student.id"
            )
            return dict(rows.fetchall())


class Otter:
    """``otter run``, once for each submission: it has no command for several without Docker."""

    name, each = "otter run", None

    def __init__(self, program):
        self.program = Path(program).absolute()

    def problem(self):
        return None if self.program.is_file() else f"no otter-grader at {self.program}"

    def prepare(self, folder, functions, learners):
        self.folder, self.learners = folder, learners
        (folder / "tests").mkdir(parents=True)
        for part in functions:
            lines = ["OK_FORMAT = False", "import numpy as np", "from otter.test_files import test_case", ""]
            lines += [f"name = {part.name!r}", f"points = {part.points}", ""]
            for number, test in enumerate(part.tests):
                lines += ["@test_case(hidden=True)", f"def test_{number}({part.name}):", f"    {test}", ""]
            (folder / "tests" / f"{part.name}.py").write_text("\n".join(lines), encoding="utf-8")
        _run(
            [
                self.program,
                "generate",
                "-t",
                "tests",
                "--no-requirements",
                "--no-environment",
                "-o",
                "auto.zip",
            ],
            cwd=folder,
        )
        for learner, codes in learners.items():
            made = json.dumps(_notebook(_cells(functions, codes, hidden=False)))
            (folder / f"{learner}.ipynb").write_text(made, encoding="utf-8")

    def run(self):
        scores = {}
        for learner in self.learners:
            out = self.folder / "out" / learner
            out.mkdir(parents=True, exist_ok=True)
            _run(
                [self.program, "run", "-a", "auto.zip", "-o", str(out), "--no-logo", f"{learner}.ipynb"],
                cwd=self.folder,
            )
            tests = json.loads((out / "results.json").read_text(encoding="utf-8"))["tests"]
            scores[learner] = sum(test.get("score", 0) or 0 for test in tests)
        return scores


class Failed(Exception):
    """A program did not do what it was asked to."""


def _run(line, cwd):
    """The output of a program that has to succeed."""
    line = [str(word) for word in line]
    environment = {**os.environ, "PATH": f"{Path(line[0]).parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    environment.pop("PYTHONPATH", None)
    # What runs a notebook there looks for its own files below the home of the user.
    done = subprocess.run(line, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines() or ["no word"]
        raise Failed(f"{Path(line[0]).name} {line[1]}: exit code {done.returncode}: {said[-1]}")
    return done.stdout


# ---------------------------------------------------------------- part 1: the same class, one after the other


def race(graders, size, rounds, home):
    """Let the graders take turns on one class.

    Returns
    -------
    list of dict
        ``name``, ``seconds`` a submission in each round (the whole command), ``each`` (as our gradebook has it, without
        the start of the command), ``scores``.
    """
    functions = parts()
    learners = dict(class_of(size, functions))
    results = []
    for number, grader in enumerate(graders):
        grader.prepare(home / f"peer{number}", functions, learners)
        results.append({"name": grader.name, "seconds": [], "each": [], "scores": {}})
    turns = [pair for _ in range(rounds) for pair in zip(graders, results, strict=True)]
    for grader, result in (bar := tqdm(turns, unit="class", file=sys.stderr)):
        bar.set_description(grader.name)
        began = time.monotonic()
        result["scores"] = grader.run()
        result["seconds"].append((time.monotonic() - began) / size)
        if grader.each is not None:
            result["each"].append(grader.each)
    return results


def agreement(results):
    """Whether the graders see the same learners as right, as far as their tests go."""
    full = [{learner for learner, score in each["scores"].items() if score == 100} for each in results]
    return all(each == full[0] for each in full)


# ---------------------------------------------------------------- part 2: a large class


def grow(grader, size, home):
    """Grade a large class, and read the memory of all its processes on the way.

    Returns
    -------
    dict
        ``seconds`` of the whole command, ``rows``, and ``memory``: for each number of submissions the MiB of the
        command itself, of its workers, and of the processes that wait in the sandbox.
    """
    functions = parts()
    learners = dict(itertools.islice(_again(class_of(20, functions)), size))
    grader.prepare(home, functions, learners)
    out = home / "out"
    memory, waiting = {}, [number for number in AT if number <= size]
    began = time.monotonic()
    with (
        subprocess.Popen(
            grader.command(out), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        ) as running,
        tqdm(total=size, desc=grader.name, unit="notebook", file=sys.stderr) as bar,
    ):
        while running.poll() is None:
            time.sleep(0.2)
            graded = _rows(out / "gradebook.sqlite")
            bar.update(graded - bar.n)
            while waiting and graded >= waiting[0] and (read := weigh(running.pid)):
                memory[waiting.pop(0)] = read
        said = running.stderr.read().decode(errors="replace").strip().splitlines()
        seconds = time.monotonic() - began
        bar.update(_rows(out / "gradebook.sqlite") - bar.n)
    if running.returncode:
        raise Failed(f"instructor grade: exit code {running.returncode}: {(said or ['no word'])[-1]}")
    return {
        "name": grader.name,
        "seconds": seconds,
        "rows": _rows(out / "gradebook.sqlite"),
        "memory": memory,
    }


def _again(learners):
    """The same notebooks over and over, each time of somebody else."""
    some = list(learners)
    for number in itertools.count():
        yield f"learner{number:05}", some[number % len(some)][1]


def _rows(path):
    if not path.is_file():
        return 0
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5)) as book:
            return book.execute("SELECT count(*) FROM grades").fetchone()[0]
    except sqlite3.OperationalError:  # it has no table yet, or is busy
        return 0


def weigh(pid):
    """The memory of a run in MiB (PSS), by the kind of its processes; empty if it has just ended."""
    found = {"command": _pss(pid), "workers": 0.0, "sandbox": 0.0}
    for child in _below(pid):
        line = _read(f"/proc/{child}/cmdline")
        found["workers" if "grader.worker" in line else "sandbox"] += _pss(child)
    return {kind: round(value, 1) for kind, value in found.items()} if found["command"] else {}


def _below(pid):
    found = []
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in _read(task / "children").split():
                found += [int(child), *_below(child)]
    except OSError:
        pass
    return found


def _pss(pid):
    for line in _read(f"/proc/{pid}/smaps_rollup").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0


def _read(path):
    try:
        return Path(path).read_text(errors="replace")
    except OSError:  # it has ended
        return ""


# ---------------------------------------------------------------- part 3: each chapter


def each_chapter(names, times, home):
    """Grade notebooks of each chapter in this process, one after the other.

    Returns
    -------
    list of dict
        ``chapter``, and for each kind of notebook the median of its seconds.
    """
    results = []
    for name in tqdm(names, unit="chapter", file=sys.stderr):
        inside = withheld.make(home / name, withheld.functions(name))
        result = {"chapter": name}
        for kind, cells in _kinds(name).items():
            path = home / f"{name} {kind}.ipynb"
            path.write_text(json.dumps(_notebook(cells)), encoding="utf-8")
            task = {
                "path": str(path),
                "chapter": name,
                "inside": str(inside),
                "isolation": "prewarmed",
                "seed": 1,
            }
            task |= {"hidden": str(grading.HIDDEN), "limits": Limits().as_dict()}
            answers = [worker.answer(task) for _ in range(1 + times)]
            if any("grade" not in answer for answer in answers):
                raise Failed(f"{path.name}: {answers[-1]}")
            result[kind] = statistics.median(answer["grade"]["seconds"] for answer in answers[1:])
        results.append(result)
    prewarmed.end_all()
    return results


def _kinds(name):
    """The code cells of a solved, a blank and a half-right notebook of a chapter."""
    solved = notebook.code_cells((ROOT / "solutions" / f"{name}.ipynb").read_bytes())
    blank = notebook.code_cells((ROOT / "exercises" / f"{name}.ipynb").read_bytes())
    half = list(solved)
    for number, exercise in enumerate(exercises.chapter(name).exercises):
        if number % 2 == 0 and any(map(_stands_alone, mistakes(exercise.function))):
            mark = f"def {exercise.function}("
            half = [wrong(exercise.function, 0) if cell.startswith(mark) else cell for cell in half]
    return {"solved": solved, "half right": half, "blank": blank}


# ---------------------------------------------------------------- what is printed


def show_race(results, size):
    """The first table: seconds a submission, and how many times as fast as each of the peers."""
    peers = [each for each in results if not each["name"].startswith("this grader")]
    head = [
        "",
        "s a submission",
        "without the start",
        *(f"{each['name'].split()[0]} takes" for each in peers),
    ]
    lines = []
    for each in results:
        seconds = statistics.median(each["seconds"])
        alone = f"{statistics.median(each['each']):.3f}" if each["each"] else ""
        times = [f"{statistics.median(peer['seconds']) / seconds:.1f} times" for peer in peers]
        lines.append([each["name"], f"{seconds:.3f}", alone, *times])
    print(f"{size} submissions, whole command\n" + _table(head, lines))


def show_growth(results):
    """The second: memory and speed over a large class."""
    head = ["", "submissions", "s a submission", "MiB after", "command", "workers", "sandbox"]
    lines = []
    for each in results:
        first = [each["name"], str(each["rows"]), f"{each['seconds'] / each['rows']:.3f}"]
        for number, read in each["memory"].items():
            lines.append(
                [*first, str(number), *(f"{read[kind]:.1f}" for kind in ("command", "workers", "sandbox"))]
            )
            first = ["", "", ""]
    print("a large class\n" + _table(head, lines))
    by_jobs = {each["name"]: each["seconds"] for each in results}
    if len(by_jobs) == 2:
        one, two = by_jobs.values()
        print(f"two jobs: {one / two:.2f} times as fast as one")


def show_chapters(results):
    """The third: each chapter's notebooks, in a process that has begun."""
    kinds = [kind for kind in results[0] if kind != "chapter"]
    lines = [[each["chapter"], *(f"{each[kind]:.3f}" for kind in kinds)] for each in results]
    print("s a submission, one process, prewarmed\n" + _table(["", *kinds], lines))


def _table(head, lines):
    widths = [max(len(line[i]) for line in [head, *lines]) for i in range(len(head))]
    return "\n".join(
        "  ".join(
            [line[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(line[1:], widths[1:], strict=True))]
        ).rstrip()
        for line in [head, *lines]
    )


def main(arguments=None):
    """Run both parts, print, write; the exit code is 2 if a grader failed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--submissions", type=int, default=20, help="the class (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=2, help="turns of each grader (default: %(default)s)")
    parser.add_argument(
        "--many", type=int, default=2000, help="the large class; 0 for none (default: %(default)s)"
    )
    names = [each.name for each in exercises.chapters()]
    parser.add_argument(
        "--chapters", nargs="*", default=names, choices=names, help="for the last table (default: all)"
    )
    parser.add_argument(
        "--times", type=int, default=5, help="turns of each of their notebooks (default: %(default)s)"
    )
    parser.add_argument(
        "--nbgrader", default=ROOT / ".venv-nbgrader" / "bin" / "nbgrader", help="the program"
    )
    parser.add_argument("--otter", default=ROOT / ".venv-otter" / "bin" / "otter", help="the program")
    parser.add_argument("--json", default=ROOT / "build" / "graders.json", help="the file to write")
    options = parser.parse_args(arguments)
    if min(options.submissions, options.rounds, options.times) < 1 or options.many < 0:
        parser.error("--submissions, --rounds and --times are at least 1, --many at least 0")
    graders = [Ours(*each) for each in OURS] + [Nbgrader(options.nbgrader), Otter(options.otter)]
    for grader in list(graders):
        if reason := grader.problem():
            print(f"left out: {grader.name}: {reason}", file=sys.stderr)
            graders.remove(grader)
    large = [grader for grader in (Ours("prewarmed", 1), Ours("prewarmed", 2)) if not grader.problem()]
    home = Path(tempfile.mkdtemp(prefix="bench-grader-"))
    try:
        raced = race(graders, options.submissions, options.rounds, home / "race") if graders else []
        show_race(raced, options.submissions)
        if not agreement(raced):
            print("the graders do not agree on who has everything right")
        grown = (
            [grow(each, options.many, home / f"large{each.jobs}") for each in large] if options.many else []
        )
        if grown:
            show_growth(grown)
        chapters = each_chapter(options.chapters if large else [], options.times, home / "chapters")
        if chapters:
            show_chapters(chapters)
    except Failed as failure:
        print(f"bench-grader: {failure}", file=sys.stderr)
        return 2
    finally:
        shutil.rmtree(home, ignore_errors=True)
    written = Path(options.json)
    written.parent.mkdir(parents=True, exist_ok=True)
    about = {"processor": platform.processor() or platform.machine(), "cores": len(os.sched_getaffinity(0))}
    written.write_text(
        json.dumps({"machine": about, "race": raced, "large": grown, "chapters": chapters}, indent=2) + "\n"
    )
    print(f"written: {written}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
