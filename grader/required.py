"""What a test needs of the machine: without it the test is skipped, and fails where CI is set.

Not in the pytest plugin: a conftest that imported that one early would keep pytest from rewriting its assertions.
"""

import os

import pytest

from grader.sandbox import process


def require(isolation):
    """Skip the test if there is no such sandbox here; where CI is set, fail it.

    A class is never graded by tests that did not run.
    """
    if reason := process.problem(isolation):
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
