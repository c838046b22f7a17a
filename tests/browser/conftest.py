"""What the browser tests share. They run with ``--browser-tests`` only (``make test-browser``)."""

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))  # lab_driver is shared with benchmarks/figures.py, and is no test

import lab_driver  # noqa: E402 - found by the line above


@pytest.fixture(scope="session")
def course(tmp_path_factory):
    """A copy of what a learner opens, in a folder with a space in its name."""
    return lab_driver.copy_course(tmp_path_factory.mktemp("the course") / "a copy")


@pytest.fixture(scope="session")
def artefacts():
    """Where screenshots go, to be looked at; git ignores it."""
    folder = lab_driver.ROOT / "artefacts" / "browser"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
