"""See how far you are, and take your own functions with you into any chapter."""

from collections.abc import Mapping
from html import escape

from workbook._reading import NOT_FOUND, exercise_folder, read_chapters
from workbook._reference import has_original
from workbook._report import box
from workbook.check import ANSWERED
from workbook.exercises import chapters

__all__ = ["Mine", "Progress", "mine", "progress"]

SAVE_FIRST = "This reads the notebooks as they are on the disk: save yours first, then run this again."
_finding = []  # what a mine() or progress() that is under way has found so far; the innermost last
_TEXT = "text-align: start"  # JupyterLab would put words at the right, like numbers


class Progress:
    """What is done, chapter by chapter. Shown by the notebook as tables, by print as text.

    Parameters
    ----------
    chapters : list
        What was read.
    """

    def __init__(self, chapters):
        self._chapters = chapters

    @property
    def passed(self):
        """How many exercises pass the public check."""
        return sum(chapter.passed for chapter in self._chapters)

    @property
    def asked(self):
        """How many exercises there are."""
        return sum(len(chapter.results) for chapter in self._chapters)

    def __str__(self):
        lines = []
        for chapter in self._chapters:
            lines.append(_caption(chapter))
            lines += [f"  {e.number:2} {e.function:<22} {_state(result)}" for e, result in chapter.results]
        return "\n".join([*lines, self._total(), SAVE_FIRST])

    __repr__ = __str__

    def _repr_html_(self):
        tables = "".join(
            f'<table><caption style="{_TEXT}">{escape(_caption(chapter))}</caption>'
            f'<thead><tr><th scope="col">Exercise</th><th scope="col" style="{_TEXT}">Function</th>'
            f'<th scope="col">Points</th><th scope="col" style="{_TEXT}">State</th></tr></thead><tbody>'
            + "".join(
                f'<tr><td>{e.number}</td><th scope="row" style="{_TEXT}"><code>{escape(e.function)}</code></th>'
                f'<td>{e.total}</td><td style="{_TEXT}">{escape(_state(result))}</td></tr>'
                for e, result in chapter.results
            )
            + "</tbody></table>"
            for chapter in self._chapters
        )
        return (
            f'<div role="status" lang="en" style="{box()}"><p><strong>{escape(self._total())}</strong> '
            f"{escape(SAVE_FIRST)}</p>{tables}</div>"
        )

    def _total(self):
        return f"{self.passed} of {self.asked} exercises pass the public check."


def _caption(chapter):
    text = f"{chapter.name}, {chapter.title}: {chapter.passed} of {len(chapter.results)}"
    return f"{text} ({chapter.problem})" if chapter.problem else text


def _state(result):
    if result.passed:
        return "answered" if result.message == ANSWERED else "passes"
    if result.mistake in (NOT_FOUND, "not written yet"):
        return result.mistake
    return f"not yet; check({result.function}) says what is wrong"


class Mine(Mapping):
    """Your versions of nnlib's functions, those that pass: ``mine()["sigmoid"]`` or ``mine().sigmoid``.

    Parameters
    ----------
    functions : dict of str to callable
    asked : list of str
        The names of all of nnlib's functions that the exercises ask for.
    """

    def __init__(self, functions, asked):
        self._functions = functions
        self._asked = asked

    def __getitem__(self, name):
        if name not in self._functions and name in self._asked:
            raise KeyError(f"your {name} does not pass the public check yet")
        return self._functions[name]

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self[name]
        except KeyError as error:
            raise AttributeError(error.args[0]) from None

    def __iter__(self):
        return iter(self._functions)

    def __len__(self):
        return len(self._functions)

    def __repr__(self):
        missing = [name for name in self._asked if name not in self._functions]
        text = f"{len(self)} of {len(self._asked)} functions are yours."
        return f"{text} Still nnlib's: {', '.join(missing)}." if missing else text

    def _repr_html_(self):
        return f'<p role="status" lang="en" style="{box()}">{escape(repr(self))}</p>'


def progress():
    """Show which exercises are done, from your exercise notebooks.

    Returns
    -------
    Progress

    Raises
    ------
    FileNotFoundError
        If no exercise notebook is found in this folder, nor in ``exercises`` here or above.
    """
    return Progress(_read())


def mine():
    """Load your own functions out of your exercise notebooks: those that pass the public check.

    Of a notebook only definitions and imports are run. ``with nn.using(*mine().values()):`` puts your
    functions into nnlib.

    Returns
    -------
    Mine
        A mapping of names to functions, which says how many they are.

    Raises
    ------
    FileNotFoundError
        If no exercise notebook is found in this folder, nor in ``exercises`` here or above.
    """
    asked = [each.function for chapter in chapters() for each in chapter.exercises]
    ours = list(filter(has_original, asked))
    if _finding:  # one of the functions that are being checked asks for the others
        return Mine(dict(_finding[-1]), ours)
    functions = {name: function for chapter in _read(ours) for name, function in chapter.functions.items()}
    return Mine(functions, ours)


def _read(names=None):
    """Every chapter; of the exercises those in `names`, or all."""
    found = {}
    folder = exercise_folder()
    _finding.append(found)
    try:
        only = None if names is None else set(names).__contains__
        return read_chapters(folder, only=only, found=found, given={"mine": mine})
    finally:
        _finding.pop()
