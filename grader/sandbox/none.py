"""No isolation: an ordinary process with limits, for where bubblewrap cannot be had and the learners are trusted."""

import contextlib
import os
import signal
import sys
import tempfile
from pathlib import Path

import numpy as np

from grader.sandbox.piped import Piped


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


class Process(Piped):
    """One submission's process, in a folder and a process group of its own. It sets its limits for itself."""

    def __init__(self, inside, limits):
        self._folder = tempfile.TemporaryDirectory(prefix="submission-", ignore_cleanup_errors=True)
        super().__init__(arguments(inside), env=environment(), cwd=self._folder.name, start_new_session=True)

    def end(self):
        """Kill the process and its group, and take its folder away."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        super().end()
        self._folder.cleanup()
