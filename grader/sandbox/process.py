"""One sandboxed process, seen from outside: frames go in, frames come out, and every wait has an end."""

import contextlib
import os
import select
import signal
import subprocess
import tempfile
import time

from grader.sandbox import bwrap, none, wire

ISOLATIONS = ("bwrap", "none")


class TimedOutError(Exception):
    """No whole frame within the time."""


class DiedError(Exception):
    """The process is gone."""


def problem(isolation):
    """Why this isolation cannot be had here, in one line, or None."""
    if isolation not in ISOLATIONS:
        raise ValueError(f"isolation is {isolation!r}, expected one of {', '.join(ISOLATIONS)}")
    return bwrap.problem() if isolation == "bwrap" else None


class SandboxProcess:
    """Starts the process; `close` ends it and all that it started.

    Parameters
    ----------
    inside : Path
        The folder that `grader.withheld` made.
    isolation : {"bwrap", "none"}
    limits : Limits
    """

    def __init__(self, inside, isolation, limits):
        self._limits = limits
        options = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        if isolation == "bwrap":
            descriptor = bwrap.open_program()
            try:
                self._process = subprocess.Popen(
                    bwrap.arguments(inside, limits, descriptor), pass_fds=(descriptor,), env={}, **options
                )
            finally:
                os.close(descriptor)
            self._folder = None
        else:
            self._folder = tempfile.TemporaryDirectory(prefix="submission-", ignore_cleanup_errors=True)
            self._process = subprocess.Popen(
                none.arguments(inside),
                env=none.environment(),
                cwd=self._folder.name,
                start_new_session=True,
                **options,
            )
        self._in, self._out = self._process.stdin.fileno(), self._process.stdout.fileno()
        os.set_blocking(self._in, False)
        os.set_blocking(self._out, False)

    def send(self, header, buffers, deadline):
        """Write one frame, or raise TimedOutError or DiedError."""
        frame = memoryview(wire.pack(header, buffers))
        while frame:
            _, ready, _ = select.select([], [self._in], [], _left(deadline))
            if not ready:
                raise TimedOutError
            try:
                frame = frame[os.write(self._in, frame[: 1 << 16]) :]
            except BlockingIOError:
                continue
            except OSError:
                raise DiedError from None

    def receive(self, deadline):
        """One frame as header and payload, or TimedOutError, DiedError or ProtocolError."""
        prefix = self._exactly(wire.PREFIX.size, deadline)
        header, payload = wire.sizes(prefix, max_header=wire.MAX_HEADER, max_payload=self._limits.reply)
        return wire.header_of(self._exactly(header, deadline)), self._exactly(payload, deadline)

    def _exactly(self, size, deadline):
        parts = []
        while size:
            ready, _, _ = select.select([self._out], [], [], _left(deadline))
            if not ready:
                raise TimedOutError
            try:
                part = os.read(self._out, min(size, 1 << 20))
            except BlockingIOError:
                continue
            if not part:
                raise DiedError
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def close(self):
        """Kill the process and whatever it started, and wait until it is gone."""
        if self._folder is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()  # bwrap takes its whole process table along
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                pipe.close()
        if self._folder is not None:
            self._folder.cleanup()


def _left(deadline):
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimedOutError
    return left
