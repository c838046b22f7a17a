"""Solution regions: what stands between the two markers is for the teacher, a stub for the learner.

The markers are nbgrader's, so that a class which lives in nbgrader reads the same notebooks::

    def relu(z):
        ### BEGIN SOLUTION
        return np.maximum(z, 0)
        ### END SOLUTION
"""

import re

from instructor.house import InstructorError

BEGIN = "### BEGIN SOLUTION"
END = "### END SOLUTION"

# Whatever looks as if it was meant to be a marker; only the two exact spellings are one.
_MEANT_AS_MARKER = re.compile(r"^\s*#+\s*(begin|end)\s*_?-?solutions?\b.*$", re.IGNORECASE)
_FENCE = re.compile(r"^(`{3,}|~{3,})")
_CELL = re.compile(r"^```\{code-cell\}[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_DEFINITION = re.compile(r"^\s*def\s+(\w+)")


class RegionError(InstructorError):
    """A marker without its partner, or one that is misspelt or out of place."""


def check_markers(text, path, *, allowed=True):
    """Stop at the first marker that could leak or lose a solution.

    Parameters
    ----------
    text : str
        The whole source file.
    path : str or Path
        What to call the file in the message.
    allowed : bool
        Whether the file may have solution regions at all; a chapter may not.

    Raises
    ------
    RegionError
        With ``path:line:`` and what is wrong there.
    """
    opened = None  # the line of the BEGIN that still waits for its END
    for number, line in enumerate(text.splitlines(), start=1):
        if _FENCE.match(line) and opened is not None:
            raise RegionError(
                f"{path}:{opened}: '{BEGIN}' has no '{END}' before its cell ends on line {number}"
            )
        if not _MEANT_AS_MARKER.match(line):
            continue
        marker = line.strip()
        if marker not in (BEGIN, END):
            raise RegionError(f"{path}:{number}: '{marker}' is no marker; write '{BEGIN}' or '{END}'")
        if not allowed:
            raise RegionError(
                f"{path}:{number}: '{marker}' in a chapter; solutions belong to source/solutions"
            )
        if marker == BEGIN and opened is not None:
            raise RegionError(f"{path}:{number}: '{BEGIN}' inside the region that began on line {opened}")
        if marker == END and opened is None:
            raise RegionError(f"{path}:{number}: '{END}' without a '{BEGIN}' before it")
        opened = number if marker == BEGIN else None
    if opened is not None:
        raise RegionError(f"{path}:{opened}: '{BEGIN}' without an '{END}' after it")


def has_region(code):
    """Whether the code of a cell holds a solution region."""
    return any(line.strip() == BEGIN for line in code.splitlines())


def cells_with_regions(text):
    """The code cells of a source file that hold a solution region, in order."""
    return [cell for cell in _CELL.findall(text) if has_region(cell)]


def function_of(code):
    """The function that holds the first region of a cell, or None where the region stands alone."""
    name = None
    for line in code.splitlines():
        if match := _DEFINITION.match(line):
            name = match[1]
        if line.strip() == BEGIN:
            return name if line.startswith((" ", "\t")) else None
    return None


def stubbed(code):
    """The cell as a learner gets it: each region replaced by a line that raises NotImplementedError.

    Examples
    --------
    >>> print(stubbed("def f(x):\\n    ### BEGIN SOLUTION\\n    return x\\n    ### END SOLUTION"))
    def f(x):
        raise NotImplementedError("write f")
    """
    name = function_of(code)
    lines, inside = [], False
    for line in code.splitlines():
        marker = line.strip()
        if marker == BEGIN:
            indentation = line[: len(line) - len(line.lstrip())]
            lines.append(f'{indentation}raise NotImplementedError("write {name or "your answer"}")')
        if not inside and marker != BEGIN:
            lines.append(line)
        if marker in (BEGIN, END):
            inside = marker == BEGIN
    return "\n".join(lines)


def solution_lines(code):
    """Every line between the markers, stripped; what must never be found in an exercise."""
    lines, inside = [], False
    for line in code.splitlines():
        marker = line.strip()
        if marker in (BEGIN, END):
            inside = marker == BEGIN
        elif inside and marker:
            lines.append(marker)
    return lines
