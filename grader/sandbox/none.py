"""No isolation: an ordinary process with limits, for where bubblewrap cannot be had and the learners are trusted."""

import os
import sys
from pathlib import Path

import numpy as np


def arguments(inside):
    """The command line that starts the process."""
    child = Path(inside, "grader", "sandbox", "child.py")
    return [
        sys.executable,
        "-I",
        "-S",
        "-B",
        str(child),
        str(inside),
        str(Path(np.__file__).resolve().parent.parent),
    ]


def environment():
    """The few variables without which a program may not start."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TMPDIR", "TEMP") if name in os.environ}
    return {**kept, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}
