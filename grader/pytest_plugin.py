"""The fixtures of the hidden tests: `student`, whose functions run in the sandbox, and `rng`.

Run as plain ``pytest tests/hidden``, the student is the solution of the chapter; ``--submission`` names another one.
"""

import contextlib
import functools
import hashlib
from pathlib import Path

import numpy as np
import pytest

from grader import notebook, withheld
from grader.errors import NotebookError
from grader.proxy import Student, Submission
from grader.required import require
from grader.sandbox import process

ROOT = Path(__file__).resolve().parent.parent
DEFAULT_SEED = 0

# Where the grader puts the submission that it has loaded itself.
SUBMISSION = pytest.StashKey[Submission]()
SEED = pytest.StashKey[int]()


def pytest_addoption(parser):
    group = parser.getgroup("hidden tests")
    group.addoption(
        "--submission", metavar="NOTEBOOK", help="judge this notebook instead of the chapter's solution"
    )
    group.addoption(
        "--isolation",
        choices=process.ISOLATIONS,
        default="bwrap",
        help="where its code runs (default: bwrap)",
    )
    group.addoption("--seed", type=int, default=DEFAULT_SEED, help="seed of the fixture rng (default: 0)")


def pytest_configure(config):
    config.addinivalue_line(
        "markers",
        "exercise(function, group): a hidden test; the graded function it judges, and its group of points",
    )


def exercise_of(item):
    """The graded function and the group of points that a hidden test belongs to.

    Returns
    -------
    (str, str) or None
        None if the test does not say.
    """
    mark = item.get_closest_marker("exercise")
    if mark is None or len(mark.args) != 1 or set(mark.kwargs) != {"group"}:
        return None
    return mark.args[0], mark.kwargs["group"]


def chapter_of(path):
    """The chapter that a file of hidden tests belongs to: its name without ``test_``."""
    return Path(path).stem.removeprefix("test_")


def _all_close(actual, desired, rtol=1e-7, atol=0.0):
    """Whether two arrays of floats of one shape are close beyond doubt; where anything is special, False."""
    if not _are_floats_of_one_shape(actual, desired):
        return False
    with np.errstate(all="ignore"):
        difference, bound = np.abs(actual - desired), atol + rtol * np.abs(desired)
        return bool(np.all((difference <= bound) & (difference < np.inf)))


def _all_equal(actual, desired):
    """Whether two arrays of floats of one shape are equal beyond doubt."""
    return _are_floats_of_one_shape(actual, desired) and bool(np.all(np.equal(actual, desired)))


def _are_floats_of_one_shape(*pair):
    floats = all(type(value) is float or getattr(value, "dtype", None) in _FLOATS for value in pair)
    return floats and np.shape(pair[0]) == np.shape(pair[1])


_FLOATS = (np.float64, np.float32)
# NumPy's comparisons take a tenth of a millisecond to agree, most of it to prepare for what they say if they do not.
_COMPARISONS = {"assert_allclose": _all_close, "assert_array_equal": _all_equal}


def _not_empty(compare, agrees):
    """A comparison of NumPy that does not take nothing for something: an empty array agrees with every number."""

    @functools.wraps(compare)
    def checked(actual, desired, *args, **kwargs):
        __tracebackhide__ = True
        if not args and kwargs.keys() <= {"rtol", "atol"} and agrees(actual, desired, **kwargs):
            return
        compare(actual, desired, *args, **kwargs)
        if _is_empty(actual) != _is_empty(desired):
            raise AssertionError(f"one of them is empty: {actual!r}, {desired!r}")

    return checked


def _is_empty(value):
    return isinstance(value, np.ndarray | list | tuple) and np.asarray(value, dtype=object).size == 0


@contextlib.contextmanager
def strict_comparisons():
    """NumPy's comparisons as the hidden tests have them: an empty array equals an empty one only."""
    with pytest.MonkeyPatch.context() as patch:
        for name, agrees in _COMPARISONS.items():
            patch.setattr(np.testing, name, _not_empty(getattr(np.testing, name), agrees))
        yield


@pytest.fixture
def student(request, _submissions):
    """The functions of the notebook that is judged."""
    given = request.config.stash.get(SUBMISSION, None)
    with strict_comparisons():
        yield Student(given if given is not None else _submissions(chapter_of(request.path)))


@pytest.fixture
def rng(request):
    """Random numbers that depend on the seed of the run and on the test, and on nothing else."""
    seed = request.config.stash.get(SEED, None)
    if seed is None:
        seed = request.config.getoption("--seed", DEFAULT_SEED)
    return generator(seed, request.path.name, request.node.name)


def generator(seed, file, test):
    """The random numbers of one test."""
    name = hashlib.sha256(f"{file}::{test}".encode()).digest()
    return np.random.default_rng([seed, int.from_bytes(name[:8])])


@pytest.fixture(scope="session")
def _submissions(request, tmp_path_factory):
    """One sandbox a chapter, for the whole session."""
    isolation = request.config.getoption("--isolation", "bwrap")
    given = request.config.getoption("--submission", None)
    opened = {}

    def submission(chapter):
        if chapter not in opened:
            require(isolation)
            path = Path(given) if given else ROOT / "solutions" / f"{chapter}.ipynb"
            try:
                cells = notebook.code_cells(notebook.read(path))
            except NotebookError as error:
                pytest.fail(f"{path.name}: {error}", pytrace=False)
            inside = withheld.make(tmp_path_factory.mktemp("inside"), withheld.functions(chapter))
            opened[chapter] = Submission(cells, inside, isolation=isolation)
        return opened[chapter]

    yield submission
    for each in opened.values():
        each.close()
