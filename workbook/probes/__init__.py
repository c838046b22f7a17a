"""The fixed inputs on which `check` tries a function, one file a chapter, smallest input first.

A file has ``PROBES``: for each function of the chapter a list of argument tuples, or of `Probe` objects where
not the value itself is to be compared but something seen in it, such as the spread of random numbers. An argument
that is a function is a `Formula`, a random generator a `Stream`: both can be sent to a sandbox.
"""

import importlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from workbook.exercises import exercise

HUGE = 50.0  # an argument this far from 0 is there to provoke an overflow


@dataclass(frozen=True)
class Formula:
    """A function as the text of an expression, in which ``np`` is NumPy.

    Examples
    --------
    >>> Formula("lambda w: 2 * w")(3)
    6
    """

    expression: str

    def __call__(self, *args):
        return eval(self.expression, {"np": np})(*args)

    def __repr__(self):
        return self.expression


@dataclass(frozen=True)
class Stream:
    """Stands for ``np.random.default_rng(seed)``, made afresh for each call."""

    seed: int

    def __repr__(self):
        return f"np.random.default_rng({self.seed})"


@dataclass(frozen=True, eq=False)
class Probe:
    """One input of the public check.

    Parameters
    ----------
    args : tuple
        The arguments.
    see : callable, optional
        ``see(value)`` gives what is compared instead of the value.
    expected : object
        What is to be seen of a function that nnlib does not have.
    raises : str, optional
        The name of the exception that is asked for on these arguments, such as ``"ValueError"``.
    """

    args: tuple
    see: Callable | None = None
    expected: object = True
    raises: str | None = None

    @property
    def ordinary(self):
        """Whether every number among the arguments is of ordinary size."""
        return not any(
            np.any(np.abs(arg) >= HUGE)
            for arg in self.args
            if isinstance(arg, (int, float, np.ndarray)) and np.asarray(arg).dtype.kind in "iuf"
        )

    @property
    def single(self):
        """Whether a number in single precision is among the arguments."""
        return any(isinstance(arg, np.ndarray) and arg.dtype == np.float32 for arg in self.args)


def probes(function):
    """The probes of a graded function.

    Parameters
    ----------
    function : str

    Returns
    -------
    tuple of Probe

    Raises
    ------
    LookupError
        If no exercise asks for the function.
    """
    if exercise(function).answer:
        return (Probe(()),)
    topic = topic_of(exercise(function).chapter)
    known = importlib.import_module(f"{__name__}.{topic}").PROBES
    return tuple(each if isinstance(each, Probe) else Probe(each) for each in known[function])


def topic_of(chapter):
    """The name of a chapter without its number, which is the name of its probes and mistakes files.

    Examples
    --------
    >>> topic_of("05_backpropagation")
    'backpropagation'
    """
    return chapter.partition("_")[2]
