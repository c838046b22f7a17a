"""A call that is a question to another process."""

import time

import numpy as np
import pytest

from grader.grading import observer
from grader.proxy import CATEGORIES, Rng, Source, Student, StudentError
from workbook.probes import Formula, Stream

CELL = """
import numpy as np
import nnlib as nn
def echo(z): return z
def spoil(z):
    z[0] = 7.0
    return z.sum()
def grow(items): items.append(1)
def exp(z): return np.exp(z)
def draw(rng): return rng.normal(size=2)
def apply(f, x): return f(x)
def batches(n): yield from range(n)
def endless():
    while True: yield 0
def cheat(z): return nn.functional.sigmoid(z)
def file(): return open
def wrong(): raise ValueError("no\\n\\x1b[31mgood" + "x" * 1000)
number = 3
"""


@pytest.fixture
def submission(submit):
    return submit(CELL)


@pytest.fixture
def student(submission):
    return Student(submission)


def test_a_call_gives_the_value(student):
    """As if the function were here."""
    np.testing.assert_array_equal(student.echo(np.arange(3.0)), [0.0, 1.0, 2.0])


def test_changed_arguments_are_noticed_and_do_not_reach_the_caller(student):
    """The learner got a copy."""
    Z = np.ones(3)
    assert student.echo.unchanged(Z) is True
    assert student.spoil.unchanged(Z) is False
    assert student.grow.unchanged([1.0]) is False
    assert Z.tolist() == [1.0, 1.0, 1.0]


def test_unchanged_is_a_matter_of_bits(student):
    """nan is as it was, although nan != nan."""
    assert student.echo.unchanged(np.array([np.nan, -0.0])) is True


def test_overflow_raises_only_where_it_is_asked_to(student):
    """Strict is for the tests about overflow; elsewhere NumPy only warns."""
    assert student.exp(1000.0) == np.inf
    with pytest.raises(StudentError) as caught:
        student.strict.exp(1000.0)
    assert (caught.value.category, caught.value.exception) == ("raised", "FloatingPointError")


def test_an_overflow_is_reported_beside_the_value(submission):
    """The named mistakes are told apart by it."""
    assert submission.call("exp", 1000.0).flags == {"overflow"}
    assert submission.call("exp", 1.0).flags == frozenset()


def test_a_generator_and_a_function_can_be_sent(student):
    """As a seed and as an expression: neither needs pickle."""
    np.testing.assert_array_equal(student.draw(Rng(5)), np.random.default_rng(5).normal(size=2))
    assert student.apply(Source("lambda x: 2 * x"), 4.0) == 8.0
    assert student.draw.unchanged(Rng(5)) is True


def test_hidden_tests_send_their_own_generator_and_functions(student):
    """They import nothing of the grader: the generator gives a seed, a ufunc its name."""
    first, again = (student.draw(np.random.default_rng(3)) for _ in range(2))
    np.testing.assert_array_equal(first, again)
    rng = np.random.default_rng(3)
    assert student.draw(rng).tolist() != student.draw(rng).tolist()
    assert student.draw.unchanged(rng) is True
    assert student.apply(np.negative, 4.0) == -4.0
    assert student.apply(student.expression("lambda x: 2 * x"), 4.0) == 8.0


def test_what_a_generator_yields_comes_as_a_tuple(student):
    """And one without end ends."""
    assert student.batches(3) == (0, 1, 2)
    assert len(student.endless()) == 10_000


@pytest.mark.parametrize(
    ("name", "category", "text"),
    [
        ("nothing", "missing", "nothing is not defined"),
        ("number", "missing", "number is not defined"),
        ("file", "unsendable", "builtin_function_or_method"),
        ("wrong", "raised", "ValueError: no  "),
    ],
)
def test_no_value_is_a_student_error_with_a_category(student, name, category, text):
    """The message is short, on one line, and without control characters."""
    with pytest.raises(StudentError, match=text) as caught:
        getattr(student, name)()
    assert caught.value.category == category
    assert len(str(caught.value)) < 400
    assert str(caught.value).isprintable()


def test_nnlib_has_no_answer(student):
    """The sentence says which exercise asks for it."""
    with pytest.raises(StudentError, match="exercise 3 asks you to write sigmoid"):
        student.cheat(0.0)


@pytest.mark.parametrize(
    "way",
    [
        "from nnlib.functional import sigmoid as f",
        "import nnlib.functional.activations as a; f = a.sigmoid",
        "import importlib, nnlib.functional.activations as a; f = importlib.reload(a).sigmoid",
        "import copy, nnlib.functional as F; f = copy.deepcopy(F.sigmoid)",
        "import inspect, nnlib.functional as F; exec(inspect.getsource(F.sigmoid)); f = sigmoid",
        "import runpy; f = runpy.run_path('/inside/nnlib/functional/activations.py')['sigmoid']",
        "import nnlib as nn; f = nn.Sigmoid().forward",
        "import nnlib as nn; f = lambda z: nn.Network(nn.Sigmoid()).forward(z)",
    ],
)
def test_no_way_of_asking_nnlib_gives_the_answer(submit, way):
    """Import, reload, copy, source, path, and the layer that would call it."""
    submission = submit(way)
    with pytest.raises(StudentError, match="exercise 3 asks you to write sigmoid"):
        submission.call("f", np.zeros((2, 2)))


@pytest.mark.parametrize(
    "way",
    [
        "nn.functional.leaky_relu(z, 0.0)",
        "nn.LeakyReLU(0.0).forward(z)",
        "nn.PReLU(0.0).forward(z)",
        "nn.functional.softmax(np.stack([z, 0 * z], axis=1))[:, 0]",
    ],
)
def test_a_function_of_a_later_chapter_gives_no_answer_either(submit, way):
    """relu and sigmoid are special cases of them."""
    submission = submit(f"import numpy as np\nimport nnlib as nn\ndef f(z): return {way}")
    with pytest.raises(StudentError, match="is not at hand in this chapter"):
        submission.call("f", np.zeros(2))


HONEST = {
    "prints": "print('hello'); import sys; print('x', file=sys.stderr)",
    "warns": "import warnings; warnings.warn('careful')",
    "a missing package": "import pandas as pd",
    "a missing package beside numpy": "import pandas, math",
    "a failed experiment": "1 / 0",
    "a syntax error": "this is no Python",
    "magics": "%matplotlib inline\n!ls\n%time x = 1\ny = !ls\nprint?\n",
    "a cell magic": "%%bash\nls",
    "a plot": "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.plot([1], [2]); plt.show()",
    "a check": "from workbook import check, progress\ncheck(double)\nprogress()",
    "a figure": "from workbook import figures\nfigures.DecisionLine()",
    "a display": "from IPython.display import display\ndisplay(1); get_ipython().run_line_magic('a', 'b')",
    "a question": "input('name? ')",
    "floating-point trouble": "import numpy as np\nnp.seterr(all='raise')",
    "a bar": "from tqdm.auto import tqdm\nassert list(tqdm([1, 2])) == [1, 2]",
}


@pytest.mark.parametrize("cell", HONEST.values(), ids=HONEST.keys())
def test_an_honest_cell_costs_nothing(submit, cell):
    """Functions before it, in it and after it count."""
    before, after = "def double(z): return 2 * z", "def triple(z): return 3 * z"
    submission = submit(before, cell, after)
    assert submission.call("double", 2).value == 4
    assert submission.call("triple", 2).value == 6


def test_a_failing_statement_takes_no_other_of_its_cell_along(submit):
    """Statement by statement: the function below the failed line is there, and so is the note."""
    submission = submit("import math, pandas\n1 / 0\ndef root(z): return math.sqrt(z)")
    assert submission.call("root", 4.0).value == 2.0
    assert [note[:2] for note in submission.notes] == [(0, "ModuleNotFoundError"), (0, "ZeroDivisionError")]


def test_a_magic_line_within_text_stays(submit):
    """Only a cell that is no Python as it stands is rewritten."""
    submission = submit('def text(): return """\n%matplotlib\n"""')
    assert submission.call("text").value == "\n%matplotlib\n"


def test_every_category_has_words():
    """A report looks them up."""
    assert set(CATEGORIES) == {"missing", "raised", "timeout", "died", "unsendable", "protocol"}


def test_an_array_arrives_as_it_lies(submit):
    """Columns first, with gaps, read-only: as the hidden test has it."""
    look = "def look(X): return X.flags.c_contiguous, X.flags.f_contiguous, X.flags.writeable"
    student = Student(submit(look))
    X = np.ones((4, 3))
    assert student.look(X) == (True, False, True)
    assert student.look(X.T) == (False, True, True)
    assert student.look(X[::2, ::2]) == (False, False, True)
    assert student.look(np.broadcast_to(1.0, (2, 2)))[2] is False


def test_mine_gives_the_notebooks_own_functions_and_nnlibs_of_earlier_chapters(submit):
    """The earlier notebooks are graded by themselves; nothing withheld comes back this way."""
    cell = """
from workbook import mine
def relu(z): return z * (z > 0)
def own(z): return mine().relu(z), mine()["relu"] is relu
def withheld(z): return mine().sigmoid(z)
def unknown(): return mine()["no such function"]
"""
    student = Student(submit(cell))
    assert student.own(-2.0) == (0.0, True)
    for call, kind in ((lambda: student.withheld(0.0), "NotImplementedError"), (student.unknown, "KeyError")):
        with pytest.raises(StudentError) as caught:
            call()
        assert caught.value.exception == kind


def test_the_check_in_the_feedback_can_send_functions_and_streams(submit):
    """A probe has them as text and as a seed."""
    cell = "def apply(f, x): return f(x)\ndef draw(rng): return rng.normal()"
    submission = submit(cell)
    assert observer(submission, "apply")(Formula("lambda x: 2 * x"), 4.0).value == 8.0
    assert observer(submission, "draw")(Stream(5)).value == np.random.default_rng(5).normal()


def test_time_over_an_answer_is_the_submissions(submit):
    """Else an answer that is slow to look at would hold up the run without end."""
    submission = submit("def f(): return 1")
    submission.call("f")
    before = submission._spent
    time.sleep(0.7)
    submission.call("f")
    assert submission._spent - before >= 0.4
