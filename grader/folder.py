"""The temporary folder of a run; one that a killed run has left is taken away by the next."""

import contextlib
import os
import shutil
import tempfile
import time
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None

# Long enough that nobody else calls a folder so: by its name we know that it is ours to take away.
PREFIX = "neural-networks-workbook-grading-"
_YOUNG = 10.0  # seconds; a folder may have been made this moment, and not be locked yet


@contextlib.contextmanager
def temporary():
    """Make the folder, lock it for as long as this process lives, and take it away at the end."""
    sweep()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    descriptor = _locked(folder)
    try:
        yield folder
    finally:
        remove(folder)
        if descriptor is not None:
            os.close(descriptor)


def remove(folder):
    """Take a folder away, if it is one that `temporary` has made."""
    if folder.name.startswith(PREFIX):
        shutil.rmtree(folder, ignore_errors=True)


def sweep():
    """Take away the folders of runs that were killed together with their workers, such as by a power cut."""
    if fcntl is None:
        return
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):  # somebody else's, or gone by now, or still in use
            status = folder.lstat()
            if status.st_uid == os.geteuid() and time.time() - status.st_mtime >= _YOUNG:
                descriptor = _locked(folder)
                remove(folder)
                os.close(descriptor)


def _locked(folder):
    """A descriptor that holds the folder; BlockingIOError if another process does."""
    if fcntl is None:
        return None
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor
