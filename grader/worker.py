"""Grades one submission after the other: a task as a line of JSON comes in, a line of JSON goes out.

Started by `grader.pool` as ``python -m grader.worker``.
"""

import dataclasses
import hashlib
import json
import os
import sys
import traceback
from pathlib import Path

from grader import folder, grading, notebook
from grader.errors import GraderError, NotebookError
from grader.sandbox.limits import Limits

# What a learner returns may be broadcast against something: that must not take the whole machine.
_MEMORY = 2 << 30


def answer(task):
    """What came of one task.

    Returns
    -------
    dict
        ``grade`` and ``sha256``; or ``stop``, if the hidden tests are broken; or ``crash``, if the grader is.
    """
    try:
        data = notebook.read(task["path"])
        limits = Limits(**task["limits"])
        grade = grading.grade(
            data,
            task["chapter"],
            Path(task["inside"]),
            isolation=task["isolation"],
            seed=task["seed"],
            hidden=Path(task["hidden"]),
            limits=limits,
        )
        return {"grade": dataclasses.asdict(grade), "sha256": hashlib.sha256(data).hexdigest()}
    except NotebookError as error:
        return {"unreadable": str(error)}
    except GraderError as error:
        return {"stop": str(error)}
    except Exception as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        return {"crash": f"{type(error).__name__} in {Path(last.filename).name}:{last.lineno}"}


def main():
    """Work until there are no more lines."""
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever prints, prints elsewhere
    try:
        import resource  # noqa: PLC0415  not on Windows

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
    except (ImportError, ValueError, OSError):
        pass
    used = None
    for line in sys.stdin:
        task = json.loads(line)
        used = Path(task["inside"]).parent
        reply = json.dumps({"task": task["task"], **answer(task)})
        try:
            print(reply, file=replies, flush=True)
        except BrokenPipeError:
            break
    if used is not None:
        # A pool kills its workers before it closes their pipes. That we come here means that it was killed
        # itself, and cannot take away the folder that it made.
        folder.remove(used)


if __name__ == "__main__":
    main()
