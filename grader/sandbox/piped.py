"""A process at the other end of two pipes."""

import contextlib
import subprocess


class Piped:
    """Start a program, and end it.

    Parameters
    ----------
    line : list of str
        The program and its arguments.
    **options
        Of `subprocess.Popen`.

    Attributes
    ----------
    stdin, stdout : int
        The descriptors to write to it and to read from it.
    """

    def __init__(self, line, **options):
        pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
        self._process = subprocess.Popen(line, stdin=pipe, stdout=pipe, stderr=nowhere, **options)
        self.stdin, self.stdout = self._process.stdin.fileno(), self._process.stdout.fileno()

    def end(self):
        """Kill the process, and wait until it is gone."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                pipe.close()
