"""What every test of the house can rely on."""

import numpy as np
import pytest


def pytest_addoption(parser):
    parser.addoption(
        "--browser-tests", action="store_true", help="also run tests/browser, in a real Chromium"
    )


def pytest_ignore_collect(collection_path, config):
    """Leave the browser tests to `make test-browser`; they need Chromium and a minute."""
    if "browser" in collection_path.parts and "tests" in collection_path.parts:
        return None if config.getoption("--browser-tests") else True
    return None


@pytest.fixture(autouse=True)
def numpy_is_strict():
    """Overflow, 0/0 and 1/0 are errors in a test, unless it says otherwise itself."""
    with np.errstate(divide="raise", over="raise", invalid="raise"):
        yield
