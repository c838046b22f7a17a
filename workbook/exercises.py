"""Which functions you write, in which notebook, for how many points: the one list that everything reads.

A question is a function without arguments that returns your answer, such as ``return 12``.
"""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Exercise:
    """One graded function.

    Parameters
    ----------
    number : int
        Its number in the exercise notebook, from 1.
    function : str
        The name of the function in `nnlib.functional`.
    chapter : str
        The name of its chapter, such as ``"01_neuron"``.
    points : dict of str to int
        The points of each group of hidden tests.
    answer : str or tuple of str, optional
        Of a question: ``"number"``, or what there is to choose from. None if a function is asked for.
    """

    number: int
    function: str
    chapter: str
    points: dict = field(hash=False)
    answer: str | tuple | None = None

    @property
    def total(self):
        """The points of all groups together."""
        return sum(self.points.values())

    @property
    def refusal(self):
        """What nnlib's own version says where the learner's is asked for."""
        return f"exercise {self.number} asks you to write {self.function}"


@dataclass(frozen=True)
class Chapter:
    """A chapter with its graded functions.

    Parameters
    ----------
    name : str
        The name of its notebooks without the ending, such as ``"01_neuron"``.
    title : str
        What a reader calls it.
    exercises : tuple of Exercise
        In the order of the notebook.
    """

    name: str
    title: str
    exercises: tuple

    @property
    def total(self):
        """The points of all exercises together."""
        return sum(exercise.total for exercise in self.exercises)


def chapters():
    """All chapters that have exercises, in their order.

    Returns
    -------
    tuple of Chapter
    """
    return _registry()


def chapter(name):
    """One chapter by its name.

    Raises
    ------
    LookupError
        If there is none of that name.

    Examples
    --------
    >>> chapter("01_neuron").title
    'The neuron'
    """
    for known in _registry():
        if known.name == name:
            return known
    names = ", ".join(known.name for known in _registry())
    raise LookupError(f"there is no chapter called {name!r}; there are: {names}")


def exercise(function):
    """The exercise that asks for a function.

    Raises
    ------
    LookupError
        If no exercise asks for it.

    Examples
    --------
    >>> exercise("sigmoid").number
    3
    """
    known = _by_function()
    if function not in known:
        raise LookupError(f"no exercise asks for {function!r}; the exercises are: {', '.join(known)}")
    return known[function]


@cache
def _registry():
    document = tomllib.loads(files("workbook").joinpath("exercises.toml").read_text(encoding="utf-8"))
    return tuple(
        Chapter(
            entry["name"],
            entry["title"],
            tuple(
                Exercise(e["number"], e["function"], entry["name"], e["points"], _answer(e))
                for e in entry["exercise"]
            ),
        )
        for entry in document["chapter"]
    )


def _answer(entry):
    answer = entry.get("answer")
    return tuple(answer) if isinstance(answer, list) else answer


@cache
def _by_function():
    return {e.function: e for each in _registry() for e in each.exercises}
