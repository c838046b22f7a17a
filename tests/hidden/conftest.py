"""The hidden tests bring their own options and fixtures, from wherever pytest is started."""


def pytest_addoption(parser, pluginmanager):
    # Not `pytest_plugins`: pytest allows that at the root only, and the rest of the tests need none of this.
    pluginmanager.import_plugin("grader.pytest_plugin")
