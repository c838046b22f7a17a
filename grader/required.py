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


def _package(name):
    return None if importlib.util.find_spec(name) else f"{name} is not installed; make department installs it"


def _postgresql():
    if postgresql_programs() is None:
        return "PostgreSQL is not installed; on Debian and Ubuntu: sudo apt-get install postgresql"
    return _package("psycopg")


def _nbgrader():
    hub = Path(__file__).resolve().parent.parent / ".venv-nbgrader" / "hub"
    return None if hub.exists() else "nbgrader is not installed; make nbgrader installs it"


def _lite():
    site = Path(__file__).resolve().parent.parent / "build" / "lite" / "index.html"
    return None if site.exists() else "the site for the browser is not built; make lite builds it"


def _site():
    site = Path(__file__).resolve().parent.parent / "build" / "site" / "index.html"
    return None if site.exists() else "the website is not built; make site builds it"


def _axe():
    missing = importlib.util.find_spec("axe_playwright_python") is None
    return "axe-playwright-python is not installed; make site installs it" if missing else None


_PROBLEMS = {
    "axe": _axe,
    "dask": lambda: _package("distributed"),
    "lite": _lite,
    "nbgrader": _nbgrader,
    "postgresql": _postgresql,
    "site": _site,
}
