"""One sandboxed process, seen from outside: frames go in, frames come out, and every wait has an end."""

import os
import select
import time

from grader.sandbox import bwrap, none, prewarmed, wire

# From the quickest. Only the last one isolates less than the others.
_KINDS = {"prewarmed": prewarmed, "bwrap": bwrap, "none": none}
ISOLATIONS = tuple(_KINDS)

_READ = _WRITE = 1 << 16  # bytes at once; most answers are shorter


class TimedOutError(Exception):
    """No whole frame within the time."""


class DiedError(Exception):
    """The process is gone."""


def problem(isolation):
    """Why this isolation cannot be had here, in one line, or None."""
    if isolation not in ISOLATIONS:
        raise ValueError(f"isolation is {isolation!r}, expected one of {', '.join(ISOLATIONS)}")
    return None if isolation == "none" else _KINDS[isolation].problem()


def best():
    """The quickest isolation that can be had here, and why no quicker one; never ``none``.

    Returns
    -------
    isolation : str
    reason : str or None
        One line.
    """
    reason = problem("prewarmed")
    return ("bwrap", reason) if reason else ("prewarmed", None)


class SandboxProcess:
    """Starts the process; `close` ends it and all that it started.

    Parameters
    ----------
    inside : Path
        The folder that `grader.withheld` made.
    isolation : str
        One of `ISOLATIONS`.
    limits : Limits
    """

    def __init__(self, inside, isolation, limits):
        self._limits = limits
        self._process = _KINDS[isolation].Process(inside, limits)
        self._in, self._out = self._process.stdin, self._process.stdout
        self._read, self._unsent = b"", bytearray()
        for pipe in (self._in, self._out):
            os.set_blocking(pipe, False)

    def send(self, frames):
        """Hand over some frames; what the pipe does not take now, it takes while an answer is awaited."""
        self._unsent += frames
        self._write()

    def receive(self, deadline):
        """One frame as header and payload, or TimedOutError, DiedError or ProtocolError."""
        prefix = self._exactly(wire.PREFIX.size, deadline)
        header, payload = wire.sizes(prefix, max_header=wire.MAX_HEADER, max_payload=self._limits.reply)
        return wire.header_of(self._exactly(header, deadline)), self._exactly(payload, deadline)

    def _exactly(self, size, deadline):
        parts = [self._read]
        missing = size - len(self._read)
        while missing > 0:
            left = _left(deadline)  # also if there is always something to read
            try:
                part = os.read(self._out, max(min(missing, 1 << 20), _READ))
            except BlockingIOError:
                self._wait(left)
                continue
            if not part:
                raise DiedError
            parts.append(part)
            missing -= len(part)
        whole = b"".join(parts)
        self._read = whole[size:]
        return whole[:size]

    def _wait(self, seconds):
        """Until there is something to read, and meanwhile write what has not been written."""
        readable, writable, _ = select.select([self._out], [self._in] if self._unsent else [], [], seconds)
        if writable:
            self._write()
        elif not readable:
            raise TimedOutError

    def _write(self):
        try:
            while self._unsent:
                del self._unsent[: os.write(self._in, self._unsent[:_WRITE])]
        except BlockingIOError:
            pass
        except OSError:
            raise DiedError from None

    def close(self):
        """Kill the process and whatever it started, and wait until it is gone."""
        self._process.end()


def _left(deadline):
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimedOutError
    return left
