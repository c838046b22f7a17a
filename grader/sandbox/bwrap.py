"""Bubblewrap: a process with a file system, a network and a process table of its own, all of them nearly empty.

What is inside: the shared libraries of the system, the standard library of this Python, NumPy, and one folder of ours
(`grader.withheld`), all read-only; a small private /tmp; two devices. No /proc, no home, no environment.
"""

import functools
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import numpy as np

from grader.sandbox import seccomp
from grader.sandbox.piped import Piped

INSTALL = "apt-get install bubblewrap libseccomp2"

_ENVIRONMENT = {
    "PATH": "/python/bin",
    "HOME": "/tmp",
    "LANG": "C.UTF-8",
    "LD_LIBRARY_PATH": "/python/lib",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONHASHSEED": "0",
}
_SYSTEM = ("/lib", "/lib32", "/lib64", "/usr/lib", "/usr/lib32", "/usr/lib64")
_SYSTEM_FILES = ("/etc/ld.so.cache", "/etc/alternatives")
_DEVICES = ("/dev/null", "/dev/urandom")
_NOBODY = "65534"
_APPARMOR = Path("/proc/sys/kernel/apparmor_restrict_unprivileged_userns")


def arguments(inside, limits, seccomp_fd):
    """The command line that starts the sandbox of one submission.

    Parameters
    ----------
    inside : Path
        The folder that `grader.withheld` made.
    limits : Limits
    seccomp_fd : int
        An open descriptor with the program of `seccomp.program`.
    """
    own = ["--size", str(limits.file), "--tmpfs", "/tmp", "--chdir", "/tmp"]
    return _line(inside, "child.py", ["--seccomp", str(seccomp_fd)], own)


def zygote_arguments(inside):
    """The command line that starts a zygote, see `prewarmed`.

    It may make namespaces and mount; it has no /tmp, and no filter yet. What is forked from it has.
    """
    return _line(inside, "zygote.py", ["--cap-add", "CAP_SYS_ADMIN"], ["--dir", "/tmp", "--chdir", "/"])


def _line(inside, program, may, tmp):
    line = [shutil.which("bwrap") or "bwrap", "--unshare-all", "--clearenv", "--cap-drop", "ALL", *may]
    line += ["--die-with-parent", "--new-session", "--uid", _NOBODY, "--gid", _NOBODY]
    line += ["--hostname", "sandbox", *_mounts(str(Path(inside).resolve())), *tmp, "--remount-ro", "/"]
    for name, value in _ENVIRONMENT.items():
        line += ["--setenv", name, value]
    python = f"/python/bin/python{sys.version_info.major}.{sys.version_info.minor}"
    code = f"/inside/grader/sandbox/{program}"
    return [*line, "--", python, "-I", "-S", "-B", code, "/inside", "/python/site"]


def _mounts(inside):
    line = []
    for folder in _SYSTEM:
        if os.path.islink(folder):
            line += ["--symlink", os.readlink(folder), folder]
        elif os.path.isdir(folder):
            line += ["--ro-bind", folder, folder]
    for file in _SYSTEM_FILES:
        line += ["--ro-bind-try", file, file]
    for device in _DEVICES:
        line += ["--dev-bind", device, device]
    for source, target in _python():
        line += ["--ro-bind", source, target]
    # The interpreter may bring packages of its own (and Debian keeps all of them below /usr/lib).
    for folder in _packages():
        line += ["--tmpfs", folder]
    return [*line, "--ro-bind", inside, "/inside"]


@functools.cache
def _python():
    """What of this Python goes where, so that not even its path is to be seen inside."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    binary = os.path.realpath(sys.executable)
    pairs = [(binary, f"/python/bin/{version}"), (sysconfig.get_path("stdlib"), f"/python/lib/{version}")]
    if sys.platlibdir != "lib":
        pairs.append((sysconfig.get_path("platstdlib"), f"/python/{sys.platlibdir}/{version}"))
    # Where it was built for, or beside the interpreter if that has been moved.
    library = sysconfig.get_config_var("INSTSONAME") or ""
    for folder in (sysconfig.get_config_var("LIBDIR") or "", Path(binary).parents[1] / "lib"):
        if library and not library.endswith(".a") and os.path.isfile(os.path.join(folder, library)):
            pairs.append((os.path.join(folder, library), f"/python/lib/{library}"))
            break
    numpy = Path(np.__file__).resolve().parent
    for folder in (numpy, numpy.with_name("numpy.libs")):
        if folder.is_dir():
            pairs.append((str(folder), f"/python/site/{folder.name}"))
    return tuple(pairs)


@functools.cache
def _packages():
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    found = [f"/python/lib/{version}/{name}" for name in ("site-packages", "dist-packages")]
    sources = [f"{sysconfig.get_path('stdlib')}/{name}" for name in ("site-packages", "dist-packages")]
    inside = [target for source, target in zip(sources, found, strict=True) if os.path.isdir(source)]
    return (*inside, *(path for path in ("/usr/lib/python3/dist-packages",) if os.path.isdir(path)))


def problem():
    """Why bubblewrap cannot be used here, in one line, or None."""
    if not sys.platform.startswith("linux"):
        return "bubblewrap runs on Linux only; '--isolation none' grades without a sandbox"
    if shutil.which("bwrap") is None:
        return f"bubblewrap is not installed; on Debian and Ubuntu: {INSTALL}"
    try:
        seccomp.program()
    except (ImportError, OSError, RuntimeError) as error:
        return f"the seccomp filter cannot be made ({error}); pip install pyseccomp, and {INSTALL}"
    return _refused()


@functools.cache
def _refused():
    # The same namespaces and mounts as for a submission; only the filter is not worth a try here.
    line = ["bwrap", "--unshare-all", "--clearenv", "--cap-drop", "ALL", "--uid", _NOBODY, "--gid", _NOBODY]
    line += ["--setenv", "LD_LIBRARY_PATH", "/python/lib", *_mounts(str(Path(__file__).resolve().parent))]
    line += [f"/python/bin/python{sys.version_info.major}.{sys.version_info.minor}", "-I", "-S", "-c", ""]
    try:
        done = subprocess.run(line, capture_output=True, timeout=30, check=False, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"bubblewrap does not start: {error}"
    if done.returncode == 0:
        return None
    said = done.stderr.decode(errors="replace").strip().splitlines()
    advice = f"; try: sudo sysctl -w kernel.{_APPARMOR.name}=0" if _restricted() else ""
    return f"bubblewrap is refused here: {said[-1] if said else f'exit code {done.returncode}'}{advice}"


def _restricted():
    """Ubuntu 24.04 and later refuse user namespaces to programs that they have no profile for."""
    try:
        return _APPARMOR.read_text().strip() == "1"
    except OSError:
        return False


class Process(Piped):
    """One submission's process, with an interpreter of its own; `end` takes its whole process table along.

    Parameters
    ----------
    inside : Path
        The folder that `grader.withheld` made.
    limits : Limits
    """

    def __init__(self, inside, limits):
        descriptor = os.memfd_create("seccomp")
        try:
            os.write(descriptor, seccomp.program())
            os.lseek(descriptor, 0, os.SEEK_SET)
            super().__init__(arguments(inside, limits, descriptor), pass_fds=(descriptor,), env={})
        finally:
            os.close(descriptor)
