"""Waits inside the sandbox with Python, NumPy and nnlib at hand, and forks a process for each submission.

Starting these takes a tenth of a second; a fork takes a hundredth of that. This process knows nothing that is worth
knowing: no notebook, no hidden test, no answer ever comes here. It is told to fork by the grader, through a socket
that the forked process does not have, and what it is sent are two pipes and a number.

It is started by `prewarmed` in bubblewrap's namespaces, as ``python -I -S zygote.py PATHS``. Each submission then gets
namespaces of its own, within these, and a /tmp of its own; it loses all capabilities and gets the same filter of
system calls as under bubblewrap alone, before the first byte of a notebook comes through the pipe.
"""

import sys

if __name__ == "__main__":  # -I and -S leave nothing on the path but the standard library
    sys.path[:0] = sys.argv[1:]

import contextlib
import ctypes
import gc
import os
import resource
import select
import signal
import socket

import numpy as np

import nnlib.functional
from grader.sandbox import child

READY = b"ready"
MAX_MESSAGE = 1 << 16

_NEW_USER, _NEW_PROCESSES = 0x1000_0000, 0x2000_0000
# Mounts, host name, IPC, network and control groups.
_NEW_OTHERS = 0x0002_0000 | 0x0400_0000 | 0x0800_0000 | 0x4000_0000 | 0x0200_0000
_RECURSIVE, _PRIVATE, _NO_SUID, _NO_DEVICES = 0x4000, 0x4_0000, 2, 4
_SET_SECCOMP, _FILTER, _NO_NEW_PRIVILEGES, _DROP_BOUND, _AMBIENT, _CLEAR = 22, 2, 38, 24, 47, 4
_CAPABILITIES_3 = 0x2008_0522
_MOST_CAPABILITIES = 64
_FILES = 1 << 14  # in /tmp: each costs the kernel about a kilobyte that no other limit counts
_DESCRIPTORS = 256  # of this process; a submission has fewer

_libc = ctypes.CDLL(None, use_errno=True)


class _Filter(ctypes.Structure):
    """``struct sock_fprog``: a BPF program and the number of its instructions, of eight bytes each."""

    _fields_ = (("length", ctypes.c_ushort), ("program", ctypes.c_char_p))


def _do(name, *args):
    """A call of the C library that must not fail."""
    if getattr(_libc, name)(*args) < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")


def _unsigned(*numbers):
    return map(ctypes.c_ulong, numbers)


# ---------------------------------------------------------------- the process of a submission


def _enter(size):
    """Leave everything that is shared with the zygote or with another submission."""
    os.setsid()
    _do("unshare", _NEW_OTHERS)
    _do("mount", None, b"/", None, *_unsigned(_RECURSIVE | _PRIVATE), None)
    options = f"size={size},nr_inodes={_FILES},mode=0755".encode()
    _do("mount", b"tmpfs", b"/tmp", b"tmpfs", *_unsigned(_NO_SUID | _NO_DEVICES), options)
    os.chdir("/tmp")
    # Last: what is above belongs to the user namespace that is left here, and no capability in the new one touches it.
    _do("unshare", _NEW_USER)
    _drop()


def _drop():
    """Give up all capabilities, and every way to get one."""
    _do("prctl", _NO_NEW_PRIVILEGES, *_unsigned(1, 0, 0, 0))
    _do("prctl", _AMBIENT, *_unsigned(_CLEAR, 0, 0, 0))
    for number in range(_MOST_CAPABILITIES):
        if _libc.prctl(_DROP_BOUND, *_unsigned(number, 0, 0, 0)) < 0:
            if number == 0:
                raise OSError(ctypes.get_errno(), "the bounding set cannot be emptied")
            break  # this kernel has no more of them
    header = (ctypes.c_uint32 * 2)(_CAPABILITIES_3, 0)
    _do("capset", header, (ctypes.c_uint32 * 6)())


def _seed():
    """Without it, NumPy's global generator would go on with the same numbers in every submission."""
    np.random.seed()  # noqa: NPY002  it is the legacy one that is meant


def _install(program):
    """The filter of system calls, for this process and whatever comes after it."""
    rules = _Filter(len(program) // 8, program)
    _do("prctl", _SET_SECCOMP, *_unsigned(_FILTER), ctypes.byref(rules), *_unsigned(0, 0))


def _begin(size, program):
    """Become the first process of a new process table, and start the submission's in it; never returns.

    When the first process ends, the kernel ends all others. It does nothing but wait, and from within it can
    be told nothing: a signal to the first process is passed over.
    """
    os.closerange(3, _DESCRIPTORS)
    try:
        _enter(size)
        submission = os.fork()
        if submission == 0:
            _seed()
            _install(program)
            pipes = child.Pipes()
            pipes.send({"ready": True})
            child.serve(pipes)
        os.closerange(0, 3)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        _install(program)
        os.waitpid(submission, 0)
    except BaseException as error:
        with contextlib.suppress(OSError):
            child.Pipes().send({"failed": str(error)[:300]})
    finally:
        os._exit(0)


# ---------------------------------------------------------------- the zygote


def _fork(home, pipes, size, program):
    """Fork a process that is the first of a process table of its own.

    `unshare` is about the processes to come, and can be done again only after `setns` has brought us back.
    """
    _do("unshare", _NEW_PROCESSES)
    try:
        pid = os.fork()
        if pid == 0:
            for standard, pipe in enumerate(pipes):
                os.dup2(pipe, standard)
            _begin(size, program)
    finally:
        _do("setns", home, _NEW_PROCESSES)
    return pid


def warm_up():
    """Import now what a notebook, or NumPy at its first use, would import later."""
    _seed()
    np.random.default_rng()
    assert nnlib.functional.__all__
    gc.collect()
    gc.freeze()  # what is here is not looked at again, and so stays shared


def main():
    """Fork whenever the grader says so, until it is gone."""
    control = socket.socket(fileno=0)
    resource.setrlimit(resource.RLIMIT_NOFILE, (_DESCRIPTORS, _DESCRIPTORS))
    home = os.pidfd_open(os.getpid())
    program = control.recv(MAX_MESSAGE)
    warm_up()
    control.send(READY)
    running = {}
    poll = select.poll()
    poll.register(control, select.POLLIN)
    while True:
        ready = [descriptor for descriptor, _ in poll.poll()]
        for descriptor in running.keys() & set(ready):
            poll.unregister(descriptor)
            os.waitpid(running.pop(descriptor), 0)
            os.close(descriptor)
        if control.fileno() in ready:
            message, pipes, _, _ = socket.recv_fds(control, 64, 2)
            if not message:
                os._exit(0)
            try:
                if len(pipes) != 2:  # then the fork would keep the socket in their place
                    raise OSError("no room for two more pipes")
                pid = _fork(home, pipes, int(message), program)
                process = os.pidfd_open(pid)
            except OSError as error:
                control.send(str(error).encode()[:300])
                continue
            finally:
                for pipe in pipes:
                    os.close(pipe)
            running[process] = pid
            poll.register(process, select.POLLIN)
            socket.send_fds(control, [READY], [process])


if __name__ == "__main__":
    main()
