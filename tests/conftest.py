"""What every test of the house can rely on."""

import copy

import numpy as np
import pytest


def pytest_addoption(parser):
    parser.addoption(
        "--browser-tests", action="store_true", help="also run tests/browser, in a real Chromium"
    )
    parser.addoption(
        "--other-versions",
        action="store_true",
        help="these are not the versions that drew the stored pictures: compare what nbval compares, and no more",
    )


def pytest_configure(config):
    # Not a hook of this file: of those pytest calls only the ones below tests/, and the notebooks are elsewhere.
    if not config.getoption("--other-versions"):
        config.pluginmanager.register(OutputsAreStored())


def pytest_collection_modifyitems(items):
    """Files with a slow test go first: at the end no worker is left alone with one."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


class OutputsAreStored:
    """After nbval has run a cell, compares with the stored outputs what nbval leaves out.

    Together with `build.differences` it says what building anew would: nothing changes. Each notebook runs once.
    """

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item):
        if not hasattr(item, "test_outputs"):  # no cell of a notebook
            return (yield)
        from instructor import build  # noqa: PLC0415  most runs have no notebook, and this takes a second

        stored = copy.deepcopy(item.cell.outputs)  # nbval changes them
        result = yield
        if problem := build.changed_outputs(stored, item.test_outputs):
            pytest.fail(f"{problem}; run make notebooks", pytrace=False)
        return result


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
