"""Put your own function in nnlib's place, train with it, and take it out again."""

import functools
import sys
from contextlib import contextmanager

from nnlib import functional

__all__ = ["using"]

_HOMES = {name: sys.modules[getattr(functional, name).__module__] for name in functional.__all__}


def using(*functions, **by_name):
    """Let nnlib use other functions as long as the `with` block lasts.

    Every layer, loss, optimizer and function of nnlib that needs one of them takes yours.

    Parameters
    ----------
    *functions : callable
        Each goes in for the function of nnlib.functional that has its name; a leading "my_" is left off.
    **by_name : callable
        The same with the name given: using(sigmoid=steep).

    Returns
    -------
    context manager

    Raises
    ------
    LookupError
        If nnlib.functional has no function of that name.
    TypeError
        If something is no function.

    Examples
    --------
    >>> def sigmoid(z):
    ...     return z
    >>> with using(sigmoid):
    ...     print(functional.sigmoid(7))
    7
    >>> float(functional.sigmoid(0.0))
    0.5
    """
    for function in (*functions, *by_name.values()):
        if not callable(function):
            raise TypeError(f"using got {function!r}, expected functions")
    wanted = {_name(function): function for function in functions} | by_name
    for name in wanted:
        if name not in _HOMES:
            raise LookupError(
                f"nnlib.functional has no function {name!r}; it has {', '.join(sorted(_HOMES))}"
            )
    return _swapped(wanted)


def _name(function):
    while isinstance(function, functools.partial):
        function = function.func
    name = getattr(function, "__name__", type(function).__name__)
    return name if name in _HOMES else name.removeprefix("my_")


@contextmanager
def _swapped(wanted):
    before = {name: getattr(_HOMES[name], name) for name in wanted}
    _put(wanted)
    try:
        yield
    finally:
        _put(before)


def _put(functions):
    for name, function in functions.items():
        setattr(_HOMES[name], name, function)
        setattr(functional, name, function)
