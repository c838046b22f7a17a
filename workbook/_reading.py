"""Read a learner's functions out of their exercise notebooks, as they lie on the disk."""

import ast
import contextlib
import json
import linecache
from dataclasses import dataclass, field
from pathlib import Path

from workbook._observe import observe
from workbook._reference import has_original
from workbook.check import Result, judge
from workbook.exercises import chapters

NOT_FOUND = "not found"
_NOT_THEIRS = ("chapters", "solutions")  # folders whose notebooks have the same names and another content


@dataclass
class Chapter:
    """What a chapter's exercise notebook holds."""

    title: str
    name: str
    problem: str = ""  # why nothing could be read
    results: list = field(default_factory=list)  # (Exercise, Result), one for each exercise
    functions: dict = field(default_factory=dict)  # those of nnlib's functions that pass

    @property
    def passed(self):
        """How many exercises pass the public check."""
        return sum(result.passed for _, result in self.results)


def exercise_folder(start=None):
    """The folder with the learner's notebooks: this one, or ``exercises`` here or in a folder above.

    Raises
    ------
    FileNotFoundError
        If there is none.
    """
    start = Path(start or Path.cwd()).resolve()
    names = [f"{chapter.name}.ipynb" for chapter in chapters()]
    for folder in (start, *start.parents):
        places = [folder / "exercises"]
        if folder == start and folder.name not in _NOT_THEIRS:
            places.insert(0, folder)
        for place in places:
            if any((place / name).is_file() for name in names):
                return place
    raise FileNotFoundError(
        f"no exercise notebook such as {names[0]} in {start}, nor in a folder called exercises there or above; "
        "open a notebook of the course and ask again"
    )


def read_chapters(folder, *, only=None, found=None, given=None):
    """Every chapter with what each of its functions is worth to the public check.

    Parameters
    ----------
    folder : Path
        What `exercise_folder` gave.
    only : callable, optional
        Whether the function of a name is to be judged at all.
    found : dict, optional
        Is told of every function that passes, as soon as it does.
    given : dict of str to object, optional
        What the notebooks have besides their own definitions.

    Returns
    -------
    list of Chapter
    """
    found = {} if found is None else found
    return [_read_chapter(known, folder / f"{known.name}.ipynb", only, found, given) for known in chapters()]


def _read_chapter(known, path, only, found, given):
    read = Chapter(known.title, known.name)
    try:
        cells = code_cells(path)
    except FileNotFoundError:
        cells, read.problem = [], f"there is no {path.name} in {path.parent.name}"
    except (OSError, ValueError) as error:
        cells, read.problem = [], f"{path.name} cannot be read: {error}"
    scope = definitions(cells, path.name, given)
    for exercise in known.exercises:
        if only and not only(exercise.function):
            continue
        function = scope.get(exercise.function)
        if callable(function):
            result = judge(exercise.function, function)
        else:
            result = Result(
                exercise.function, False, NOT_FOUND, f"{path.name} does not define {exercise.function}."
            )
        read.results.append((exercise, result))
        if result.passed and has_original(exercise.function):
            found[exercise.function] = read.functions[exercise.function] = _named(function, exercise.function)
    return read


def code_cells(path):
    """The sources of a notebook's code cells.

    Raises
    ------
    OSError
        If the file cannot be read.
    ValueError
        If it is no notebook.
    """
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        cells = notebook["cells"]
        sources = [cell["source"] for cell in cells if cell["cell_type"] == "code"]
        return ["".join(source) for source in sources]  # a string, or a list of lines
    except (UnicodeDecodeError, json.JSONDecodeError, LookupError, TypeError) as error:
        raise ValueError("it is no notebook") from error


def definitions(cells, name, given=None):
    """Run the definitions and imports of code cells and nothing else.

    A constant, such as ``EPS = 1e-12``, and a lambda with a name count as definitions. What does not parse or
    raises is left out.

    Parameters
    ----------
    cells : list of str
    name : str
        The notebook, for error messages.
    given : dict of str to object, optional
        What is there before the first cell.

    Returns
    -------
    dict of str to object
    """
    scope = {"__name__": f"exercises.{name.removesuffix('.ipynb')}", **(given or {})}
    for number, cell in enumerate(cells, start=1):
        place = f"{name}, code cell {number}"
        source = _without_magics(cell)
        try:
            tree = ast.parse(source, place)
        except (SyntaxError, ValueError, RecursionError):
            continue
        linecache.cache[place] = (len(source), None, source.splitlines(keepends=True), place)
        for statement in filter(_defines, tree.body):
            _run(compile(ast.Module([statement], []), place, "exec"), scope)
    return scope


def _run(code, scope):
    def statement():
        exec(code, scope)

    observe(statement)()  # quiet, and an exception is no more than a definition that is missing


def _without_magics(source):
    """The cell with IPython's own lines blanked, so that line numbers stay."""
    lines = source.splitlines()
    if lines and lines[0].startswith("%%"):
        return ""
    return "\n".join("" if line.startswith(("%", "!", "?")) or line.endswith("?") else line for line in lines)


def _defines(statement):
    if isinstance(statement, ast.ImportFrom):
        return not (statement.module or "").startswith("workbook")
    if isinstance(statement, ast.Import):
        return not any(alias.name.startswith("workbook") for alias in statement.names)
    if isinstance(statement, (ast.Assign, ast.AnnAssign)):
        return isinstance(statement.value, ast.Lambda) or _is_literal(statement.value)
    return isinstance(statement, (ast.FunctionDef, ast.ClassDef))


def _is_literal(node):
    try:
        ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return False
    return True


def _named(function, name):
    """The function under the name that nnlib.using looks for; a lambda does not have it yet."""
    if getattr(function, "__name__", None) != name:
        with contextlib.suppress(AttributeError, TypeError):
            function.__name__ = name
    return function
