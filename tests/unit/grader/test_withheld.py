"""In the sandbox, nnlib has no answers."""

import ast
from pathlib import Path

import pytest

import nnlib
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


def test_a_method_that_answers_by_itself_is_withheld_where_its_answer_is_asked_for():
    """`nn.Sigmoid().backward` is chapter 5's `sigmoid_backward`; chapter 7 trains with it."""
    in_the_way = {c.name: [n for n in withheld.functions(c.name) if "." in n] for c in exercises.chapters()}
    assert {chapter: names for chapter, names in in_the_way.items() if names} == {
        "02_forward_pass": ["Network._forward"],
        "05_backpropagation": ["Linear.backward", "Activation.backward", "Network._backward"],
    }
    source = "class A:\n    def backward(self): return 1\nclass B:\n    def backward(self): return 2\n"
    space = {}
    exec(withheld.withhold(source, {"A.backward": "exercise 1 asks you to write it"}), space)
    assert space["B"]().backward() == 2
    with pytest.raises(NotImplementedError, match="exercise 1"):
        space["A"]().backward()


def test_every_method_to_withhold_is_there():
    """A method that has another name by now would give its answer away."""
    package = Path(nnlib.__file__).parent
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in package.rglob("*.py")]
    there = {name for tree in trees for _, name in withheld._definitions(tree)}
    assert {method for methods in withheld._METHODS.values() for method in methods} <= there


def test_nothing_else_of_the_house_is_in_the_folder(inside):
    """No tests, no workbook, no gradebook, and no compiled file that still has the answer."""
    assert sorted(path.name for path in Path(inside).iterdir()) == ["grader", "nnlib"]
    ours = sorted(str(path.relative_to(inside)) for path in Path(inside, "grader").rglob("*.py"))
    assert ours == [
        "grader/__init__.py",
        "grader/sandbox/__init__.py",
        "grader/sandbox/child.py",
        "grader/sandbox/wire.py",
        "grader/sandbox/zygote.py",
    ]
    assert not list(Path(inside).rglob("*.pyc"))
