"""The side of the bridge that runs in nbgrader's own Python, and asks and fills its gradebook through its API.

``python bridge.py COURSE ASSIGNMENT`` answers lines of JSON. It imports nothing of this course: a hub's nbgrader may
live in another Python than the grader.
"""

import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

# What nbgrader puts beside a submission, and looks for when it hands out feedback.
_BESIDE = ("timestamp.txt", "submission_secret.txt")


def read(app, assignment_id):
    """What nbgrader knows about an assignment.

    Returns
    -------
    dict
        ``submitted``: the folder of all submissions. ``students``: who handed in. ``notebooks``: for each its
        released file and its graded cells with their points.
    """
    from nbgrader.api import Gradebook, MissingEntry  # noqa: PLC0415

    course = app.coursedir
    with Gradebook(course.db_url, course.course_id) as book:
        try:
            assignment = book.find_assignment(assignment_id)
        except MissingEntry:
            return {
                "error": f"its gradebook has no assignment {assignment_id!r}: nbgrader generate_assignment"
            }
        notebooks = {
            notebook.name: {
                "released": os.path.join(
                    course.format_path(course.release_directory, ".", assignment_id), f"{notebook.name}.ipynb"
                ),
                "points": {cell.name: cell.max_score for cell in notebook.grade_cells},
            }
            for notebook in assignment.notebooks
        }
    submitted = Path(course.root, course.submitted_directory)
    if (
        Path(course.format_path(course.submitted_directory, "X", "Y")).resolve()
        != (submitted / "X" / "Y").resolve()
    ):
        return {
            "error": f"its folders are not laid out as submitted/learner/assignment: {course.directory_structure}"
        }
    folders = sorted(submitted.glob(f"*/{assignment_id}")) if submitted.is_dir() else []
    students = [folder.parent.name for folder in folders if folder.is_dir()]
    return {"submitted": str(submitted), "students": students, "notebooks": notebooks}


def write(app, assignment_id, submissions):
    """Put scores into the gradebook and notebooks into ``autograded``.

    Parameters
    ----------
    app : nbgrader.apps.NbGrader
    assignment_id : str
    submissions : list of dict
        ``student``, ``notebook`` (its name), ``scores`` (of each graded cell), ``blank`` (the cells nothing was
        written in), ``content`` (what formgrader is to show, as text).

    Returns
    -------
    list of str
        Those of whom anything has changed.
    """
    from nbgrader.api import Gradebook  # noqa: PLC0415

    course, changed = app.coursedir, []
    with Gradebook(course.db_url, course.course_id) as book:
        for each in submissions:
            if _write(app, book, assignment_id, each):
                changed.append(each["student"])
    return changed


def _write(app, book, assignment_id, each):
    course, student, notebook = app.coursedir, each["student"], each["notebook"]
    submitted = Path(course.format_path(course.submitted_directory, student, assignment_id))
    autograded = Path(course.format_path(course.autograded_directory, student, assignment_id))
    path = autograded / f"{notebook}.ipynb"
    stamp = course.get_existing_timestamp(str(submitted))
    book.update_or_create_student(student)
    submission = book.update_or_create_submission(
        assignment_id, student, **({"timestamp": stamp} if stamp else {})
    )
    grades = {name: book.find_grade(name, notebook, assignment_id, student) for name in each["scores"]}
    known = path.is_file() and path.read_text(encoding="utf-8") == each["content"]
    known = known and all((submitted / name).is_file() <= (autograded / name).is_file() for name in _BESIDE)
    if known and all(grades[name].auto_score == score for name, score in each["scores"].items()):
        return False
    for name, score in each["scores"].items():
        grades[name].auto_score = score
        # A person has changed the older score: whether that still holds, a person has to say. So does nbgrader.
        grades[name].needs_manual_grade = grades[name].manual_score is not None
    for cell in book.find_notebook(notebook, assignment_id).solution_cells:
        comment = book.find_comment(cell.name, notebook, assignment_id, student)
        comment.auto_comment = "No response." if cell.name in each["blank"] else None
    # The file first: with scores, but without it, formgrader would show the older notebook beside them.
    _place(path, each["content"], submitted, 0o660 if course.groupshared else 0o644)
    book.db.commit()
    _late(app, book, submission, notebook)
    return True


def _place(path, content, submitted, mode):
    """Write what formgrader shows, whole or not at all, and what nbgrader wants beside it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    for name in _BESIDE:
        source, target = submitted / name, path.parent / name
        target.unlink(missing_ok=True)  # nbgrader's own copies are read-only
        if source.is_file() and not source.is_symlink():
            shutil.copyfile(source, target)
    descriptor, unfinished = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".unfinished")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write(content)
        os.chmod(unfinished, mode)
        os.replace(unfinished, path)
    except BaseException:
        os.unlink(unfinished)
        raise


def _late(app, book, submission, notebook):
    """The penalty for a late submission, by the plugin that nbgrader_config.py names (by default: none)."""
    from nbgrader.preprocessors import AssignLatePenalties  # noqa: PLC0415

    assignment, student = submission.assignment.name, submission.student.id
    resources = {"notebook": notebook, "assignment": assignment, "student": student}
    resources["db_url"] = app.coursedir.db_url
    from nbformat.v4 import new_notebook  # noqa: PLC0415

    AssignLatePenalties(parent=app).preprocess(new_notebook(), {"nbgrader": resources})


def main(course, assignment_id):
    """Answer each line of stdin by a line; what nbgrader prints goes to stderr."""
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    from nbgrader.apps import NbGrader  # noqa: PLC0415

    app = NbGrader()
    app.log_level = "WARN"
    app.initialize([], root=course)
    for line in sys.stdin.buffer:
        submissions = json.loads(line)
        known = read(app, assignment_id) if submissions is None else write(app, assignment_id, submissions)
        print(json.dumps(known), file=replies, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
