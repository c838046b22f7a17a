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


@pytest.fixture(scope="session")
def browser():
    """One Chromium for all tests of a process."""
    with lab_driver.launched() as browser:
        yield browser


@pytest.fixture(scope="session")
def lab(browser, course, tmp_path_factory):
    """JupyterLab, in one page for all tests of a process."""
    own = tmp_path_factory.mktemp("settings of its own")
    with lab_driver.jupyterlab(course, own) as server, lab_driver.new_page(browser) as page:
        yield lab_driver.Lab(page, *server)
