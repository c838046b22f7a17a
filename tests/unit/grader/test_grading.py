"""One notebook in, one grade out, whatever is in the notebook."""

import pytest

from grader import grading
from grader.errors import GraderError
from workbook import exercises

CHAPTER = "01_neuron"


@pytest.fixture
def grade(bwrap, inside, hidden, limits, monkeypatch):
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # as the workers of the grader have it

    def graded(data, **options):
        settings = {"isolation": "prewarmed", "seed": 1, "hidden": hidden, "limits": limits, **options}
        return grading.grade(data, CHAPTER, inside, **settings)

    return graded


def score(grade):
    return sum(group.points for group in grade.groups if group.passed)


def test_the_solution_gets_full_marks(grade, solution, notebook_of):
    """The points of a chapter add up to 100."""
    result = grade(notebook_of(solution))
    assert (result.status, score(result), result.reason, result.mistakes) == ("passed", 100, "", [])


def test_the_blank_exercise_gets_nothing(grade, notebook_of):
    """And says of each function that it is not written."""
    names = [exercise.function for exercise in exercises.chapter(CHAPTER).exercises]
    blank = "\n".join(f"def {name}(*args): raise NotImplementedError('write {name}')" for name in names)
    result = grade(notebook_of(blank))
    assert (result.status, score(result)) == ("nothing", 0)
    assert result.reason.split("; ") == [f"{name} is not written yet" for name in names]


def test_a_wrong_function_costs_its_own_groups_only_and_its_mistake_is_named(grade, solution, notebook_of):
    """relu keeps the wrong half and loses its three groups; nothing else is lost."""
    result = grade(notebook_of(solution.replace("np.maximum(z, 0)", "np.minimum(z, 0)")))
    lost = [(group.function, group.group, group.category) for group in result.groups if not group.passed]
    assert lost == [("relu", group, "wrong") for group in ("values", "edges", "unchanged")]
    assert score(result) == 100 - sum(group.points for group in result.groups if not group.passed)
    assert [(found["function"], bool(found["mistake"])) for found in result.mistakes] == [("relu", True)]


def test_calling_nnlib_gains_nothing(grade, notebook_of):
    """It is withheld in every place that has it."""
    cheat = "import nnlib as nn\nfrom nnlib.functional import *\nfrom nnlib.functional import sigmoid, tanh, relu\n"
    cheat += "def sigmoid_grad(z): return nn.functional.sigmoid_grad(z)\n"
    assert score(grade(notebook_of(cheat))) == 0


@pytest.mark.parametrize(
    "forgery",
    [
        "import numpy.testing\nnumpy.testing.assert_allclose = lambda *a, **k: None",
        "import numpy as np\nnp.allclose = np.array_equal = lambda *a, **k: True\nimport builtins; builtins.all = bool",
        "class Yes(float):\n    def __eq__(self, other): return True\ndef sigmoid(z): return Yes(3)",
        "import numpy as np\nclass Yes(np.ndarray):\n    def __eq__(self, other): return True\n"
        "def relu(z): return np.zeros(3).view(Yes)",
        "import sys\nsys.exit(0)",
        "import gc\nfor thing in gc.get_objects():\n    if isinstance(thing, dict): thing.update(passed=True)",
        "import atexit, os\natexit.register(os._exit, 0)",
    ],
)
def test_a_forgery_alone_gets_nothing(grade, notebook_of, forgery):
    """What is compared is compared here."""
    assert score(grade(notebook_of(forgery))) == 0


def test_an_unreadable_notebook_has_a_reason_and_no_points(grade):
    """It is a grade like any other, and stops nothing."""
    result = grade(b"no notebook")
    assert (result.status, score(result), len(result.groups)) == ("unreadable", 0, 27)
    assert result.reason == "not a notebook: no JSON at line 1"


LEAKS = {
    "in a message": "def relu(z): raise ValueError('seen' + repr(z))",
    "in a type's name": "def relu(z): raise type('seen' + repr(z), (Exception,), {})",
    "in a later answer": "seen = []\ndef relu(z):\n    seen.append(repr(z))\n    return 'seen' + ''.join(seen)",
    "in a file": "import os\ndef relu(z):\n    open('/tmp/a', 'a').write(repr(z))\n    return open('/tmp/a').read()",
    "in a note": "def relu(z):\n    open('/tmp/a', 'a').write(repr(z))\n    import os; os._exit(0)\n"
    "import os\nif os.path.exists('/tmp/a'): raise ValueError(open('/tmp/a').read())",
}


@pytest.mark.parametrize("leak", LEAKS.values(), ids=LEAKS.keys())
def test_a_hidden_input_never_comes_to_the_learner(grade, solution, notebook_of, leak):
    """0.625 is in the hidden tests and in no public probe; only the teacher's details may have it."""
    result = grade(notebook_of(solution, leak))
    assert not all(group.passed for group in result.groups if group.function == "relu")
    shown = [result.reason, result.mistakes, result.notes, [(g.category, g.exception) for g in result.groups]]
    assert "0.625" not in repr(shown)


def test_a_broken_hidden_test_is_nobodys_zero(grade, solution, notebook_of, tmp_path, hidden):
    """The teacher hears of it; no row is written."""
    broken = tmp_path / f"test_{CHAPTER}.py"
    broken.write_text("import no_such_module")
    with pytest.raises(GraderError, match="no_such_module"):
        grade(notebook_of(solution), hidden=tmp_path)
    whole = (hidden / broken.name).read_text()
    (tmp_path / "missing").mkdir()
    (tmp_path / "missing" / broken.name).write_text(
        whole.replace("'relu', group='edges'", "'relu', group='values'")
    )
    with pytest.raises(GraderError, match="no hidden test for relu edges"):
        grade(notebook_of(solution), hidden=tmp_path / "missing")


def test_a_run_that_stops_early_gives_no_points_by_omission(grade, solution, notebook_of, tmp_path, hidden):
    """Tests that did not run have not passed."""
    whole = (hidden / f"test_{CHAPTER}.py").read_text()
    stops = '@pytest.mark.exercise("neuron", group="values")\n'
    stops += "def test_stops(request): request.session.shouldfail = 'enough'\n"
    head, tests = whole.split("\n\n", maxsplit=1)
    (tmp_path / f"test_{CHAPTER}.py").write_text(f"{head}\n\n{stops}\n{tests}")
    with pytest.raises(GraderError, match="not every test ran"):
        grade(notebook_of(solution), hidden=tmp_path)


@pytest.mark.parametrize(("asks", "error"), [("", MemoryError), ("tmp_path", RuntimeError)])
def test_a_failure_of_the_judge_itself_stops_nobody_elses_grading(
    grade, solution, notebook_of, monkeypatch, hidden, tmp_path, asks, error
):
    """Such as no memory left over what a learner returned: a crash of this one, and no reason to end the run."""
    whole = (hidden / f"test_{CHAPTER}.py").read_text()
    (tmp_path / f"test_{CHAPTER}.py").write_text(whole.replace("(student):", f"(student, {asks}):"))

    def no_memory(error):
        raise MemoryError

    monkeypatch.setattr("grader.hidden._one_line", no_memory)
    with pytest.raises(error):
        grade(notebook_of(solution.replace("np.maximum", "np.minimum")), hidden=tmp_path)


def test_no_numbers_are_not_the_right_numbers(grade, notebook_of, tmp_path, hidden):
    """NumPy finds no entry of an empty array that differs from a number."""
    test = "def test_{0}(student):\n    np.testing.assert_allclose(student.{0}(1.0), 0.5)\n"
    whole = (hidden / f"test_{CHAPTER}.py").read_text().split("\n\n", maxsplit=1)
    first = '@pytest.mark.exercise("tanh", group="values")\n' + test.format("tanh")
    (tmp_path / f"test_{CHAPTER}.py").write_text(f"{whole[0]}\n\n{first}\n{whole[1]}")
    result = grade(notebook_of("import numpy as np\ndef tanh(z): return np.empty(0)"), hidden=tmp_path)
    (values,) = [g for g in result.groups if (g.function, g.group) == ("tanh", "values")]
    assert values.details[0].startswith("test_tanh: one of them is empty")


def test_random_inputs_depend_on_the_seed_and_on_the_test_only(
    grade, solution, notebook_of, tmp_path, hidden
):
    """So that a grade can be repeated, and one more test leaves the others as they were."""
    spy = (
        '\n@pytest.mark.exercise("relu", group="values")\n'
        "def test_spy(student, rng):\n    pytest.fail(str(rng.normal()))\n"
    )
    whole = (hidden / f"test_{CHAPTER}.py").read_text()
    seen = []
    for number, (before, seed) in enumerate([("", 1), ("", 1), (spy.replace("spy", "other"), 1), ("", 2)]):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / f"test_{CHAPTER}.py").write_text(whole + before + spy)
        result = grade(notebook_of(solution), hidden=folder, seed=seed)
        details = [line for group in result.groups for line in group.details if line.startswith("test_spy")]
        seen.append(details[0])
    assert seen[0] == seen[1] == seen[2] != seen[3]


def test_a_value_that_no_test_expects_is_only_wrong(grade, solution, notebook_of):
    """None, text or a dict where an array should be is the learner's mistake, not the grader's crash."""
    odd = "def relu(z): return None\ndef tanh(z): return {'a': 1}\ndef sigmoid(z): return 'x'"
    result = grade(notebook_of(solution, odd))
    lost = {group.function for group in result.groups if not group.passed}
    assert {"relu", "tanh", "sigmoid"} <= lost
    assert {found["function"] for found in result.mistakes} >= {"relu", "tanh", "sigmoid"}


HALF_RIGHT = """
import numpy as np
def neuron(x, w, b): return np.dot(x, w) - b
def perceptron_predict(X, w, b): return (X @ w + b >= 0).astype(float)
def sigmoid(z): return 1 / (1 + np.exp(-z))
def tanh(z): raise ValueError("no")
def relu(z):
    z[z < 0] = 0
    return z
def sigmoid_grad(z): return sigmoid(z)
def relu_grad(z): return [1.0]
def answer_thin_line(): return "a lot"
"""


def test_the_hidden_tests_say_the_same_whether_pytest_runs_them_or_not(grade, notebook_of, tmp_path):
    """The real ones, once called directly and once by pytest, which a fixture of the file asks for."""
    real = grading.HIDDEN / f"test_{CHAPTER}.py"
    asks = "\n\n@pytest.fixture(autouse=True)\ndef something():\n    yield\n"
    (tmp_path / real.name).write_text(real.read_text(encoding="utf-8") + asks, encoding="utf-8")
    data = notebook_of(HALF_RIGHT)
    direct, whole = grade(data, hidden=grading.HIDDEN), grade(data, hidden=tmp_path)
    assert direct.groups == whole.groups
    assert direct.mistakes == whole.mistakes
    assert len({group.category for group in direct.groups}) > 3


PLAIN = '@pytest.mark.exercise("tanh", group="values")\ndef test_more({asks}):\n    {does}\n'
MORE = {
    "a fixture of pytest": PLAIN.format(asks="student, tmp_path", does="assert not tmp_path.exists()"),
    "a fixture of the file": "@pytest.fixture\ndef own():\n    raise ValueError\n\n"
    + PLAIN.format(asks="student, own", does="pass"),
    "a fixture of the same name": "@pytest.fixture\ndef rng():\n    return 7\n\n"
    + PLAIN.format(asks="student, rng", does="assert rng != 7"),
    "a mark": "@pytest.fixture\ndef own():\n    raise ValueError\n\n@pytest.mark.usefixtures('own')\n"
    + PLAIN.format(asks="student", does="pass"),
    "something before it": "def setup_function():\n    raise ValueError\n\n"
    + PLAIN.format(asks="student", does="pass"),
    "a warning": PLAIN.format(asks="student", does="np.float64(1) / np.float64(0)"),
    "a failure": PLAIN.format(asks="student", does="pytest.fail('no')"),
    "a skip": PLAIN.format(asks="student", does="pytest.skip('no')"),
    "an exit": PLAIN.format(asks="student", does="raise SystemExit"),
    "a parameter": "@pytest.mark.parametrize('n', [0, 1])\n"
    + PLAIN.format(asks="student, n", does="assert n"),
}


@pytest.mark.parametrize("more", MORE)
def test_a_hidden_test_that_fails_costs_points_whatever_it_asks_of_pytest(
    grade, solution, notebook_of, tmp_path, hidden, more
):
    """A quick way to run the others must not run this one as if it asked for nothing."""
    whole = (hidden / f"test_{CHAPTER}.py").read_text()
    (tmp_path / f"test_{CHAPTER}.py").write_text(whole + "\n\n" + MORE[more])
    result = grade(notebook_of(solution), hidden=tmp_path)
    lost = {(group.function, group.group) for group in result.groups if not group.passed}
    assert ("tanh", "values") in lost
    assert "setup" in MORE[more] or len(lost) == 1
