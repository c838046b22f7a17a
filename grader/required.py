"""What a test needs of the machine: without it the test is skipped, and fails where CI is set.

Not in the pytest plugin: a conftest that imported that one early would keep pytest from rewriting its assertions.
"""

import importlib.util
import os
import shutil
from pathlib import Path

import pytest

from grader.sandbox import process


def require(what):
    """Skip the test if the machine does not have it; where CI is set, fail it.

    A class is never graded by tests that did not run.

    Parameters
    ----------
    what : str
        An isolation, or "axe", "dask", "postgresql", "nbgrader", "lite" or "site".
    """
    if reason := _PROBLEMS.get(what, lambda: process.problem(what))():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)


def postgresql_programs():
    """The folder of PostgreSQL's own programs, or None; Debian keeps them out of the way."""
    for place in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (place / "initdb").exists():
            return place
    found = shutil.which("initdb")
    return Path(found).parent if found else None


def _package(name, verb):
    return None if importlib.util.find_spec(name) else f"{name} is not installed; make {verb} installs it"


def _made(path, verb):
    """Whether one of the Makefile's verbs has made what it makes."""
    made = Path(__file__).resolve().parent.parent / path
    return None if made.exists() else f"{path} is missing; make {verb} makes it"


def _postgresql():
    if postgresql_programs() is None:
        return "PostgreSQL is not installed; on Debian and Ubuntu: sudo apt-get install postgresql"
    return _package("psycopg", "department")


_PROBLEMS = {
    "axe": lambda: _package("axe_playwright_python", "site"),
    "dask": lambda: _package("distributed", "department"),
    "lite": lambda: _made("build/lite/index.html", "lite"),
    "nbgrader": lambda: _made(".venv-nbgrader/hub", "nbgrader"),
    "postgresql": _postgresql,
    "site": lambda: _made("build/site/index.html", "site"),
}
