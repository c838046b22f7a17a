"""Bubblewrap once for many submissions: each is forked from a process that has Python and NumPy loaded.

That process, the zygote, lives in bubblewrap's namespaces; see `zygote` for what a submission gets of its own. There is
one for each folder that the sandbox sees, in each thread that grades. One that dies is replaced.
"""

import atexit
import contextlib
import functools
import os
import select
import signal
import socket
import subprocess
import threading
import weakref

from grader.sandbox import bwrap, seccomp, wire
from grader.sandbox.limits import Limits

_READY = b"ready"
_PATIENCE = 30.0  # seconds for Python and NumPy on a busy machine
_MOST = 8  # zygotes at once, besides those that are in use; a course has seven chapters

_here = threading.local()
_everywhere = weakref.WeakSet()  # of all threads: a thread's own end with it


class SandboxError(OSError):
    """The sandbox itself does not come up; no submission is to blame."""


class _Zygote:
    """One ``zygote.py`` in bubblewrap."""

    def __init__(self, inside):
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control.settimeout(_PATIENCE)
        self.running, self._owner, self._process = set(), os.getpid(), None
        with theirs:
            self._process = subprocess.Popen(
                bwrap.zygote_arguments(inside),
                env={},
                stdin=theirs,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        _everywhere.add(self)
        try:
            self._control.send(seccomp.program())
            self._hear()
        except OSError as error:
            self.end()
            raise SandboxError(f"bubblewrap starts nothing to fork from ({error})") from None

    @property
    def pid(self):
        """Of bubblewrap, in whose namespaces the zygote is."""
        return self._process.pid

    def _hear(self):
        """The descriptors that came with a good answer."""
        said, descriptors, _, _ = socket.recv_fds(self._control, 300, 1)
        if said != _READY:
            raise SandboxError(said.decode(errors="replace") or "the zygote is gone")
        return descriptors

    def fork(self, size):
        """A new process: the descriptors to write to it, to read from it, and to end it."""
        their_in, our_out = os.pipe()
        our_in, their_out = os.pipe()
        try:
            socket.send_fds(self._control, [str(size).encode()], [their_in, their_out])
            (process,) = self._hear()
        except BaseException:
            os.close(our_in)
            os.close(our_out)
            raise
        finally:
            os.close(their_in)
            os.close(their_out)
        return our_out, our_in, process

    def end(self):
        """Kill it, and with it all that it has forked."""
        _everywhere.discard(self)
        self._control.close()
        # That of a process from which we were forked is not ours to kill.
        if self._process and self._owner == os.getpid():
            self._process.kill()
            self._process.wait()

    __del__ = end


@atexit.register
def end_all():
    """End every zygote of this process."""
    for each in list(_everywhere):
        each.end()


def _zygotes():
    """Those of this thread, the one used last at the end. A process that we were forked from keeps its own."""
    if getattr(_here, "process", None) != os.getpid():
        _here.process, _here.zygotes = os.getpid(), {}
    return _here.zygotes


def _key(inside):
    status = os.stat(inside)
    return os.path.realpath(inside), status.st_dev, status.st_ino, status.st_mtime_ns


def _zygote(inside):
    zygotes, key = _zygotes(), _key(inside)
    if key not in zygotes:
        idle = [old for old, each in zygotes.items() if not each.running]
        while idle and len(zygotes) >= _MOST:
            zygotes.pop(idle.pop(0)).end()
        zygotes[key] = _Zygote(inside)
    zygotes[key] = zygotes.pop(key)
    return zygotes[key]


def _forget(zygote):
    """End a zygote, and have the next submission start another one."""
    zygotes = _zygotes()
    for key in [key for key, each in zygotes.items() if each is zygote]:
        zygotes.pop(key).end()


class Process:
    """One submission's process, forked and in namespaces of its own.

    Parameters
    ----------
    inside : Path
        The folder that `grader.withheld` made.
    limits : Limits

    Attributes
    ----------
    stdin, stdout : int
        The descriptors of the two pipes.

    Raises
    ------
    SandboxError
        If the process cannot be had, or not with everything that keeps it apart.
    """

    def __init__(self, inside, limits):
        try:
            self._start(inside, limits)
        except OSError:  # the zygote was killed, or the machine has no room at this moment
            try:
                self._start(inside, limits)
            except OSError as error:
                raise SandboxError(str(error)) from None

    def _start(self, inside, limits):
        self._zygote = _zygote(inside)
        try:
            self.stdin, self.stdout, self._process = self._zygote.fork(limits.file)
        except OSError:
            _forget(self._zygote)
            raise
        self._zygote.running.add(self)
        try:
            self._wait()
        except BaseException:
            self.end()
            raise

    def _wait(self):
        """Hear from the process that it is on its own; nothing of the notebook has been sent yet."""
        frame = b""
        while len(frame) < wire.PREFIX.size or len(frame) < wire.PREFIX.size + sum(self._sizes(frame)):
            ready, _, _ = select.select([self.stdout], [], [], _PATIENCE)
            part = os.read(self.stdout, 1 << 12) if ready else b""
            if not part:
                raise SandboxError("no word from the forked process")
            frame += part
        header = wire.header_of(frame[wire.PREFIX.size :])
        if header != {"ready": True}:
            raise SandboxError(str(header.get("failed")))

    @staticmethod
    def _sizes(frame):
        return wire.sizes(frame[: wire.PREFIX.size], max_header=1 << 10, max_payload=0)

    def end(self):
        """Kill the process and whatever it started, and wait until all of it is gone."""
        self._zygote.running.discard(self)
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._process, signal.SIGKILL)
        select.select([self._process], [], [], _PATIENCE)  # readable when its process table is empty
        for descriptor in (self._process, self.stdin, self.stdout):
            os.close(descriptor)


def problem():
    """Why there can be no prewarmed process here, in one line, or None."""
    return bwrap.problem() or _refused()


@functools.cache
def _refused():
    from grader import withheld  # noqa: PLC0415  only for this
    from grader.folder import temporary  # noqa: PLC0415

    with temporary() as folder:
        inside = withheld.make(folder / "inside", {})
        try:
            Process(inside, Limits()).end()
        except OSError as error:
            return f"no prewarmed process can be forked here: {error}"
        finally:
            _forget(_zygotes().get(_key(inside)))
    return None
