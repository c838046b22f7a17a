"""Runs on Gradescope, once for each submission: grades the notebook and writes results.json as Gradescope documents it.

If the grader itself fails, there is no results.json: Gradescope then shows that the autograder failed, and gives no
score. A learner's notebook never makes that happen.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

from grader import report, text
from instructor import hosts
from workbook import exercises

_LEARNER = "submission"


def main(root):
    """Grade ROOT/submission into ROOT/results/results.json; the exit code."""
    root = Path(root)
    settings = json.loads((root / "source" / "autograder.json").read_text(encoding="utf-8"))
    target = root / "results" / "results.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    path, problem = find(root / "submission", settings["chapter"])
    if path is None:
        _write(target, nothing(settings["chapter"], problem))
        return 0
    with tempfile.TemporaryDirectory(prefix="autograder-") as folder:
        row = _grade(path, Path(folder), settings)
    if row is None or row.status == "error":
        print("The grader failed, or could not start; this is nobody's grade.")
        print("Where bubblewrap is refused, docs/teaching.md says what to choose, under Gradescope.")
        return 1
    _write(target, results(row))
    return 0


def find(folder, chapter):
    """The notebook of a chapter that was handed in.

    Returns
    -------
    path : Path or None
    problem : str
        For the learner, if there is none, or more than one.
    """
    found = sorted(
        path
        for path in Path(folder).rglob("*.ipynb")
        if path.is_file() and not path.is_symlink() and ".ipynb_checkpoints" not in path.parts
    )
    wanted = f"{chapter}.ipynb"
    exact = [path for path in found if path.name == wanted]
    named = exact or [path for path in found if chapter in path.name] or found
    if len(named) == 1:
        return named[0], ""
    if not named:
        return None, f"There is no notebook in what you handed in. Hand in {wanted}."
    names = ", ".join(text.name(str(path.relative_to(folder))) for path in named[:5])
    return None, f"You handed in more than one notebook ({names}). Hand in one, called {wanted}."


def _grade(path, folder, settings):
    """The row of the gradebook, or None."""
    handed_in = folder / "in" / _LEARNER
    handed_in.mkdir(parents=True)
    shutil.copyfile(path, handed_in / f"{settings['chapter']}.ipynb")
    parser = argparse.ArgumentParser()
    hosts.options(parser, out="nowhere")
    args = parser.parse_args(["--jobs", "1", "--isolation", settings["isolation"]])
    _, rows = hosts.graded(folder / "in", folder / "out", args, settings["chapter"])
    return rows[0] if rows else None


def results(row):
    """A graded submission as Gradescope wants it: one test a group of hidden tests, with its points.

    Parameters
    ----------
    row : grader.gradebook.GradeRow

    Returns
    -------
    dict
        Nothing in it comes from a hidden test but whether it passed.
    """
    where = report.ISOLATIONS.get(row.isolation, row.isolation)
    if row.status == "unreadable":
        return nothing(row.chapter, f"Your notebook could not be graded: {text.printable(row.reason)}.")
    tests = []
    for verdict in hosts.verdicts(row):
        hints = verdict.hints
        groups = [group for group in row.groups if group.function == verdict.function]
        for number, group in enumerate(groups, 1):
            passed = group.earned == group.points
            lines = [report.outcome(group)]
            if not passed:  # once a function is enough
                lines, hints = [*lines, *hints], ()
            tests.append(_test(f"{verdict.number}.{number}", group, group.earned, "\n".join(lines)))
    output = f"{row.score} of {row.max_score} points. Your code ran {where}."
    return _document(
        row.score, output, tests, {"isolation": row.isolation, "sha256": row.sha256, "seed": row.seed}
    )


def nothing(chapter, problem):
    """No points for a submission that never came as far as the hidden tests."""
    tests = [
        _test(f"{exercise.number}.{number}", _Group(exercise.function, group, points), 0, "not graded")
        for exercise in exercises.chapter(chapter).exercises
        for number, (group, points) in enumerate(exercise.points.items(), 1)
    ]
    return _document(0, problem, tests, {})


class _Group:
    def __init__(self, function, group, points):
        self.function, self.group, self.points = function, group, points


def _test(number, group, earned, output):
    return {
        "number": number,
        "name": f"{group.function}: {group.group}",
        "name_format": "text",
        "score": earned,
        "max_score": group.points,
        "status": "passed" if earned == group.points else "failed",
        "output": output,
        "output_format": "text",
        "visibility": "visible",
    }


def _document(score, output, tests, extra):
    return {
        "score": score,
        "output": output,
        "output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": tests,
        "extra_data": extra,
    }


def _write(target, document):
    descriptor, unfinished = tempfile.mkstemp(dir=target.parent, suffix=".unfinished")
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(document, file, indent=2)
    os.chmod(unfinished, 0o644)
    os.replace(unfinished, target)
    print(document["output"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
