"""Known mistakes: wrong implementations that run, one file or folder a chapter, so that `check` can name what it sees.

Each is written the way a learner writes it, with the belief behind it and one sentence that helps without
giving the answer away.
"""

import importlib
from collections.abc import Callable
from dataclasses import dataclass

from workbook.exercises import exercise
from workbook.probes import topic_of


@dataclass(frozen=True)
class Mistake:
    """A mistake that learners make.

    Parameters
    ----------
    function : str
        The graded function that it is made in.
    name : str
        What we call it.
    belief : str
        What somebody who makes it takes to be true.
    because : str
        Where the belief comes from, or what it overlooks; for teachers.
    hint : str
        One sentence for the learner.
    implementation : callable
        The mistake itself.
    """

    function: str
    name: str
    belief: str
    because: str
    hint: str
    implementation: Callable


_REGISTRY = {}  # function -> its mistakes, in the order of the file


def mistake(function, *, belief, because, hint):
    """Register the decorated implementation as a known mistake of a graded function.

    Raises
    ------
    LookupError
        If no exercise asks for the function.
    ValueError
        If the function has a mistake of that name already.
    """
    exercise(function)  # an unknown name stops here, not at the first check

    def register(implementation):
        known = _REGISTRY.setdefault(function, {})
        name = implementation.__name__
        if name in known and known[name].implementation.__code__ != implementation.__code__:
            raise ValueError(f"{function} has two mistakes called {name}")
        known[name] = Mistake(function, name, belief, because, hint, implementation)
        return implementation

    return register


def mistakes(function):
    """The known mistakes of a graded function.

    Parameters
    ----------
    function : str

    Returns
    -------
    tuple of Mistake

    Raises
    ------
    LookupError
        If no exercise asks for the function.
    """
    importlib.import_module(f"{__name__}.{topic_of(exercise(function).chapter)}")
    return tuple(_REGISTRY.get(function, {}).values())
