"""From one source in Markdown to the notebooks of the three folders.

A source is read once and every notebook is derived from it: a chapter and a solution are executed, an exercise
is the solution with its regions replaced by stubs. Nothing here looks at a notebook that was written before, so
the same source gives the same notebook.
"""

import re
import unicodedata

import jupytext
import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from instructor import glossary, regions
from instructor.house import InstructorError

CELL_SECONDS = 120  # a cell of the course takes at most a few; this is for a machine that is busy

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
_KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
_CHECK = re.compile(r"^check\((\w+)\)$")
_HEADING = re.compile(r"^#+\s+(.*)$", re.MULTILINE)


def read_source(path, *, may_have_solutions):
    """The notebook that a Markdown source describes, with stable cell ids and no outputs.

    Raises
    ------
    RegionError
        If a solution marker of the source is broken.
    InstructorError
        If the file is no MyST notebook.
    """
    text = path.read_text(encoding="utf-8")
    name = f"{path.parent.parent.name}/{path.parent.name}/{path.name}"
    regions.check_markers(text, name, allowed=may_have_solutions)
    try:
        notebook = jupytext.reads(glossary.fill(text), fmt="md:myst")
    except Exception as error:  # jupytext and its YAML reader have no common base class
        raise InstructorError(f"{name}: no MyST notebook: {' '.join(str(error).split())}") from error
    if not any(cell.cell_type == "code" for cell in notebook.cells):
        raise InstructorError(f"{name}: no code cell found; is the header of a MyST notebook missing?")

    notebook.metadata = _metadata()
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    _name_cells(notebook)
    return notebook


def _metadata():
    """What a notebook says of itself: no version of Python, which would differ from machine to machine."""
    return nbformat.from_dict({"kernelspec": _KERNEL, "language_info": {"name": "python"}})


def _name_cells(notebook):
    """Give every cell an id that follows from its place under the nearest heading, not from chance.

    A new cell renames only the cells after it in the same section, so that a change reads well in a diff.
    """
    section, count, taken = "top", 0, set()
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and (match := _HEADING.search(cell.source)):
            section, count = _slug(match[1]), 0
        function = regions.function_of(cell.source) if cell.cell_type == "code" else None
        checked = _CHECK.match(cell.source.strip())
        if function:
            name = f"write-{function}"
        elif checked:
            name = f"check-{checked[1]}"
        else:
            name = f"{section}-{count}"
            count += 1
        while name in taken:  # two sections of the same title, or a function that is checked twice
            name += "-again"
        taken.add(name)
        cell.id = name[:64]


def _slug(heading):
    plain = unicodedata.normalize("NFKD", heading).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:40] or "section"


def exercise_of(solution):
    """The notebook a learner fills in: stubs for solutions, no outputs.

    Parameters
    ----------
    solution : NotebookNode
        What `read_source` gave for a file of ``source/solutions``.
    """
    exercise = without_outputs(solution)
    for cell in exercise.cells:
        if cell.cell_type == "code":
            cell.source = regions.stubbed(cell.source)
    return exercise


def without_outputs(notebook):
    """A copy as if no cell had ever been executed."""
    notebook = nbformat.from_dict(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebook


def add_nbgrader_metadata(notebook, points):
    """Mark solution cells and check cells in the way nbgrader 0.6 and later reads.

    Parameters
    ----------
    notebook : NotebookNode
        Changed in place.
    points : dict of str to number
        The points of each graded function.
    """
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        checked = _CHECK.match(cell.source.strip())
        if regions.has_region(cell.source):
            cell.metadata["nbgrader"] = _nbgrader(cell.id, solution=True)
        elif checked and checked[1] in points:
            cell.metadata["nbgrader"] = _nbgrader(cell.id, grade=True, locked=True, points=points[checked[1]])


def _nbgrader(grade_id, *, grade=False, solution=False, locked=False, points=None):
    fields = {
        "grade": grade,
        "grade_id": grade_id,
        "locked": locked,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
    return fields if points is None else fields | {"points": points}


async def execute(notebook, folder, name):
    """Run a notebook from top to bottom in a fresh kernel and keep its outputs.

    Parameters
    ----------
    notebook : NotebookNode
        Changed in place.
    folder : Path
        Where the kernel runs: the folder the notebook is for.
    name : str
        What to call the notebook in a message.

    Raises
    ------
    InstructorError
        If a cell fails, takes longer than `CELL_SECONDS` or writes to stderr, which a learner would read as a
        fault of their own. A cell tagged ``raises-exception`` may fail.
    """
    client = NotebookClient(
        notebook,
        timeout=CELL_SECONDS,
        kernel_name=_KERNEL["name"],
        record_timing=False,
        extra_arguments=["--log-level=ERROR"],
        resources={"metadata": {"path": str(folder)}},
    )
    try:
        await client.async_execute()
    except CellExecutionError as error:
        raise InstructorError(f"{name}: {_failed_cell(notebook)}: {error.ename}: {error.evalue}") from error
    except (CellTimeoutError, DeadKernelError) as error:
        raise InstructorError(f"{name}: {_failed_cell(notebook)}: {str(error).splitlines()[0]}") from error

    notebook.metadata = _metadata()
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = _stored(cell, name)


def _failed_cell(notebook):
    for cell in reversed(notebook.cells):
        if cell.cell_type == "code" and cell.get("execution_count"):
            return f"cell '{cell.id}'"
    return "the first cell"


def _stored(cell, name):
    """The outputs worth keeping: neighbouring pieces of stdout in one, no live widgets with random ids."""
    kept = []
    for output in cell.outputs:
        if output.output_type == "stream":
            if output.name == "stderr":
                first = output.text.strip().splitlines()[0] if output.text.strip() else ""
                raise InstructorError(f"{name}: cell '{cell.id}' writes to stderr: {first}")
            if kept and kept[-1].output_type == "stream" and kept[-1].name == output.name:
                kept[-1].text += output.text
                continue
        elif "data" in output:
            output.data.pop(WIDGET_VIEW, None)
        kept.append(output)
    return kept
