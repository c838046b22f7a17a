"""Links from one notebook to a section of a chapter, so that they arrive there.

Sources link to a heading, as in ``01_neuron.ipynb#Slopes``. JupyterLab (to 4.6 at least, its issue 15207) goes to a
heading only in a notebook that is open already; a link that has to open it ends at its top. A link to a cell,
``01_neuron.ipynb#cell-id=slopes-0``, arrives in both cases, and in the pages that nbconvert makes. So the
notebooks get the second form.
"""

import re
from functools import cache

from instructor import notebooks
from instructor.house import InstructorError
from workbook.glossary import anchor

_LINK = re.compile(
    r"(?<=\]\()(?P<path>(?P<folder>\.\./chapters/)?(?P<name>\w+)\.ipynb)#(?P<heading>[^)\s]+)(?=\))"
)
_HEADING = re.compile(r"^#+\s+(.*?)\s*$", re.MULTILINE)
_FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)


def aim(notebook, source):
    """Turn each link to a heading of a chapter into a link to the cell with the heading, in place.

    Parameters
    ----------
    notebook : NotebookNode
        What `notebooks.read_source` gave.
    source : Path
        Where it was read from.

    Raises
    ------
    InstructorError
        If there is no such chapter, or no such heading in it.
    """
    chapters = source.parent.parent / "chapters"

    def cell_link(match):
        if not match["folder"] and source.parent != chapters:
            return match[0]
        target = chapters / f"{match['name']}.md"
        place = f"source/{source.parent.name}/{source.name}"
        if not target.exists():
            raise InstructorError(f"{place}: a link leads to {target.name}, which is not there")
        cells = _cells_by_heading(target, target.stat().st_mtime_ns)
        if match["heading"] not in cells:
            raise InstructorError(f"{place}: no heading of {target.name} is #{match['heading']}")
        return f"{match['path']}#cell-id={cells[match['heading']]}"

    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = _LINK.sub(cell_link, cell.source)


@cache
def _cells_by_heading(path, _changed):
    """The id of the cell that each heading of a chapter is in, by the heading's anchor."""
    found = {}
    for cell in notebooks.read_source(path, may_have_solutions=False).cells:
        if cell.cell_type == "markdown":
            for heading in _HEADING.findall(_FENCE.sub("", cell.source)):
                found.setdefault(anchor(heading), cell.id)
    return found
