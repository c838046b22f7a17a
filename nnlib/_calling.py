"""How a layer calls a function that may be nnlib's own or a learner's.

nnlib's own functions write into the layer's arrays by `out=`, and take hints that save work. A learner's
function need not know about either: what it returns is checked for its shape, blamed by the function's
name, and copied.
"""

from inspect import signature

import numpy as np

from nnlib.functional._fast import remembered
from nnlib.shapes import ShapeError

# The shapes of what the functions return, in the letters of the course.
LETTERS = {
    "linear_forward": ("(m, n_out)",),
    "linear_backward": ("(m, n_in)", "(n_out, n_in)", "(n_out,)"),
    "softmax": ("(m, k)",),
    "softmax_backward": ("(m, k)",),
    "softmax_cross_entropy_grad": ("(m, k)",),
    "cross_entropy_grad": ("(m, k)",),
    "batchnorm_forward": ("(m, n)", "(n,)", "(n,)"),
    "batchnorm_backward": ("(m, n)", "(n,)", "(n,)"),
    "max_norm": ("(n_out, n_in)",),
}


@remembered
def fitted(function):
    """Give a function in the form in which layers call it: with `out=` and hints.

    Parameters
    ----------
    function : callable
        nnlib's own, which has that form already, or what stands in for it.

    Returns
    -------
    callable
        Takes the function's arguments, `out=` (an array, or a NamedTuple of arrays in which a None is a
        result that nobody needs) and hints; gives `out`, filled.
    """
    if _is_ours(function):
        return function
    known = _parameters(function)

    def call(*args, out, **hints):
        keywords = {"out": out} if "out" in known else {}
        _receive(function, hinted(function)(*args, **keywords, **hints), out)
        return out

    return call


@remembered
def hinted(function):
    """Give a function in a form that takes any hint, and leaves out those that it does not know."""
    if _is_ours(function):
        return function
    known = _parameters(function)

    def call(*args, **hints):
        return function(*args, **{name: value for name, value in hints.items() if name in known})

    return call


def _is_ours(function):
    return (getattr(function, "__module__", None) or "").startswith("nnlib.functional.")


def _parameters(function):
    try:
        return frozenset(signature(function).parameters)
    except ValueError:  # some functions written in C do not say
        return frozenset()


def _receive(function, result, out):
    if result is out:
        return
    name = getattr(function, "__name__", type(function).__name__)
    if result is None:
        raise TypeError(f"{name} returned None; is its `return` missing?")
    several = isinstance(out, tuple)
    if several and not (isinstance(result, tuple | list) and len(result) == len(out)):
        raise TypeError(f"{name} returned {_kind(result)}, expected a tuple ({', '.join(out._fields)})")
    targets = list(zip(out._fields, result, out, strict=True)) if several else [("an array", result, out)]
    letters = LETTERS.get(name, [""] * len(targets))
    for (what, array, target), symbols in zip(targets, letters, strict=True):
        if target is None or array is target:  # not wanted, or written there already
            continue
        if np.shape(array) != target.shape:
            meaning = f"{symbols} = {target.shape}" if symbols else f"{target.shape}"
            raise ShapeError(f"{name} returned {what} of shape {np.shape(array)}, expected {meaning}")
        np.copyto(target, array, casting="same_kind")


def _kind(result):
    if isinstance(result, tuple | list):
        return f"{len(result)} things"
    return f"an array of shape {np.shape(result)}"
