"""Makes the folder that the sandbox sees: our side of the protocol, and nnlib without the answers.

A function that the chapter asks for keeps its name, signature and docstring in this copy. Its body says which exercise
asks for it.
"""

import ast
import shutil
from pathlib import Path

import nnlib
from workbook import exercises

_ERROR = "NotImplementedError"
_INSIDE = ("sandbox/wire.py", "sandbox/child.py", "sandbox/zygote.py")

# What a method of nnlib works out by itself, with nothing but functions of earlier chapters or the learner's own
# (`nn.using`), and so would give away. Chapter 7 trains with the whole library: there, they stay.
_METHODS = {
    "network_forward": ("Network._forward",),
    "sigmoid_backward": ("Activation.backward",),
    "neuron_backward": ("Linear.backward",),
    "backprop_two_layer": ("Network._backward",),
}


def functions(chapter):
    """What is not at hand in a chapter's sandbox: each function with the sentence that stands in its place.

    That is what the chapter asks for, and whatever `nnlib.functional` has beyond the chapters before it: `leaky_relu`
    with slope 0 is `relu`, and a softmax over two scores is `sigmoid`. What no chapter asks for, such as
    `label_places`, comes with the functions of its own file.

    Raises
    ------
    LookupError
        If there is no such chapter.
    """
    asked = {exercise.function: exercise for exercise in exercises.chapter(chapter).exercises}
    names = [each.name for each in exercises.chapters()]
    before = exercises.chapters()[: names.index(chapter)]
    known = {exercise.function for each in before for exercise in each.exercises}
    later = {name for name in nnlib.functional.__all__ if name not in asked and not _done(name, known)}
    sentences = {name: f"{name} is not at hand in this chapter" for name in sorted(later)}
    sentences |= {name: exercise.refusal for name, exercise in asked.items()}
    return sentences | {method: asked[name].refusal for name in asked for method in _METHODS.get(name, ())}


def _done(name, known):
    """Whether a function, or all of its file that anybody is asked to write, belongs to an earlier chapter."""
    wanted = {exercise.function for each in exercises.chapters() for exercise in each.exercises}
    if name in wanted:
        return name in known
    home = getattr(nnlib.functional, name).__module__
    beside = {
        other for other in wanted if getattr(vars(nnlib.functional).get(other), "__module__", "") == home
    }
    return bool(beside) and beside <= known


def make(folder, asked, package=None):
    """Write the folder.

    Parameters
    ----------
    folder : Path
        An empty folder, or one that does not exist yet.
    asked : dict of str to str
        What `functions` gives: the functions (and methods, as ``Class.name``) to withhold, and what each
        says instead.
    package : Path, optional
        The package to copy, nnlib by default.

    Returns
    -------
    Path
        The folder.
    """
    folder = Path(folder)
    ours = folder / "grader" / "sandbox"
    ours.mkdir(parents=True, exist_ok=True)
    for package_folder in (ours.parent, ours):
        (package_folder / "__init__.py").write_text('"""The inside of the sandbox."""\n', encoding="utf-8")
    here = Path(__file__).resolve().parent
    for name in _INSIDE:
        shutil.copyfile(here / name, folder / "grader" / name)
    source = Path(package or nnlib.__file__).resolve()
    source = source if source.is_dir() else source.parent
    copy = folder / source.name
    shutil.copytree(source, copy, ignore=shutil.ignore_patterns("__pycache__", "*.pyc", ".*"))
    for module in sorted(copy.rglob("*.py")):
        text = module.read_text(encoding="utf-8")
        module.write_text(withhold(text, asked), encoding="utf-8")
    return folder


def withhold(text, asked):
    """A module's source in which the functions asked for raise instead of answering.

    Examples
    --------
    >>> print(withhold("def relu(z):\\n    return max(z, 0)", {"relu": "exercise 5 asks you to write relu"}))
    def relu(z):
        raise NotImplementedError('exercise 5 asks you to write relu')
    """
    tree = ast.parse(text)
    wanted = [(node, asked[name]) for node, name in _definitions(tree) if name in asked]
    if not wanted:
        return text
    for node, sentence in wanted:
        refusal = ast.parse(f"raise {_ERROR}({sentence!r})").body
        described = node.body[:1] if ast.get_docstring(node, clean=False) is not None else []
        node.body = described + refusal
        node.decorator_list = []
    return ast.unparse(ast.fix_missing_locations(tree))


def _definitions(tree):
    """Every function under its name, and once more as ``Class.name`` where it is a method."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node, node.name
        if isinstance(node, ast.ClassDef):
            methods = (each for each in node.body if isinstance(each, ast.FunctionDef))
            yield from ((method, f"{node.name}.{method.name}") for method in methods)
