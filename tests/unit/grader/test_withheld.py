"""In the sandbox, nnlib has no answers."""

import ast
from pathlib import Path

import pytest

from grader import withheld
from workbook import exercises

ASKED = {"sigmoid": "exercise 3 asks you to write sigmoid"}


def test_an_asked_function_raises_and_the_others_stay():
    """Signature and docstring stay, so that help() still helps."""
    source = 'def sigmoid(z, out=None):\n    """Doc."""\n    return 1\n\ndef other(z):\n    return 2\n'
    space = {}
    exec(withheld.withhold(source, ASKED), space)
    assert space["other"](0) == 2
    assert space["sigmoid"].__doc__ == "Doc."
    with pytest.raises(NotImplementedError, match="exercise 3 asks you to write sigmoid"):
        space["sigmoid"](0)


def test_a_decorator_does_not_bring_the_answer_back():
    """np.vectorize or a cache could hold what the body no longer does."""
    assert "lookup" not in withheld.withhold("@lookup\ndef sigmoid(z):\n    return 1\n", ASKED)


def test_no_body_of_an_asked_function_is_in_the_folder(inside):
    """Of each function of the chapter nothing is left but the sentence."""
    asked = {e.function for e in exercises.chapter("01_neuron").exercises if not e.answer}
    seen = set()
    for path in Path(inside, "nnlib").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and node.name in asked:
                seen.add(node.name)
                kinds = [type(each) for each in node.body if not isinstance(each, ast.Expr)]
                assert kinds == [ast.Raise], f"{path.name}: {node.name}"
    assert seen == asked


def test_an_earlier_chapters_functions_are_at_hand():
    """They are done, and later exercises may build on them; there is no earlier one than the first."""
    asked = withheld.functions("01_neuron")
    assert asked["relu"] == "exercise 5 asks you to write relu"
    assert asked["softmax"] == "softmax is not at hand in this chapter"
    for before, after in zip(exercises.chapters(), exercises.chapters()[1:], strict=False):
        done = {exercise.function for exercise in before.exercises}
        assert not done & set(withheld.functions(after.name))


def test_what_nobody_asks_for_comes_with_the_rest_of_its_file():
    """`softmax_cross_entropy_grad` needs `label_places`; before it is done, the two would give it away."""
    helpers = {"label_places", "softmax_cross_entropy"}
    assert helpers <= set(withheld.functions("06_softmax_cross_entropy"))
    assert not helpers & set(withheld.functions("07_tricks"))


def test_nothing_else_of_the_house_is_in_the_folder(inside):
    """No tests, no workbook, no gradebook, and no compiled file that still has the answer."""
    assert sorted(path.name for path in Path(inside).iterdir()) == ["grader", "nnlib"]
    ours = sorted(str(path.relative_to(inside)) for path in Path(inside, "grader").rglob("*.py"))
    assert ours == [
        "grader/__init__.py",
        "grader/sandbox/__init__.py",
        "grader/sandbox/child.py",
        "grader/sandbox/wire.py",
    ]
    assert not list(Path(inside).rglob("*.pyc"))
