"""The code cells of a file, or one line that says why there are none."""

import json
import os

import pytest

from grader import notebook
from grader.errors import NotebookError

CELL = {"cell_type": "code", "source": "x = 1"}


def as_bytes(**keys):
    return json.dumps({"nbformat": 4, **keys}).encode()


def test_only_code_cells_count():
    """Markdown, raw cells and things that are no cells are passed over."""
    cells = [{"cell_type": "markdown", "source": "y"}, CELL, {"cell_type": "raw"}, 7, None]
    assert notebook.code_cells(as_bytes(cells=cells)) == ["x = 1"]


def test_a_source_may_be_text_or_lines():
    """The format allows both."""
    cells = [CELL, {"cell_type": "code", "source": ["a\n", "b"]}, {"cell_type": "code"}]
    assert notebook.code_cells(as_bytes(cells=cells)) == ["x = 1", "a\nb", ""]


def test_metadata_is_not_looked_at():
    """Neither tags nor raised points change what is run."""
    cell = {
        **CELL,
        "metadata": {"tags": ["skip"], "nbgrader": {"points": 1000, "locked": True}},
        "outputs": "?",
    }
    assert notebook.code_cells(as_bytes(cells=[cell], metadata=3)) == ["x = 1"]


def test_a_byte_order_mark_is_tolerated():
    """Some editors on Windows write one."""
    assert notebook.code_cells(b"\xef\xbb\xbf" + as_bytes(cells=[CELL])) == ["x = 1"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"\x89PNG\xff", "UTF-8"),
        (b'{"cells":\n]', "line 2"),
        (b"[" * 100_000, "nesting"),
        (b'{"nbformat": ' + b"9" * 5000 + b"}", "numbers"),
        (b"[1]", "no object"),
        (b"{}", "no list of cells"),
        (as_bytes(cells={}), "no list of cells"),
        (b'{"nbformat": 3, "worksheets": []}', "format 3"),
        (as_bytes(cells=[], metadata={"kernelspec": {"language": "R"}}), "'R'"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_notebook_gets_a_reason(data, reason):
    """The reason is what teacher and learner read in place of a grade."""
    with pytest.raises(NotebookError, match=reason):
        notebook.code_cells(data)


def test_a_large_file_is_not_read(tmp_path):
    """Its size alone is the reason."""
    with open(tmp_path / "large.ipynb", "wb") as file:
        file.truncate(100_000_000)
    with pytest.raises(NotebookError, match="100 MB"):
        notebook.read(tmp_path / "large.ipynb")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_a_pipe_does_not_hold_up_the_grader(tmp_path):
    """Opening one would wait for a writer that never comes."""
    os.mkfifo(tmp_path / "pipe.ipynb")
    with pytest.raises(NotebookError, match="not a file"):
        notebook.read(tmp_path / "pipe.ipynb")


def test_a_missing_file_gets_a_reason(tmp_path):
    """It may have been taken away since the folder was listed."""
    with pytest.raises(NotebookError, match="cannot be read"):
        notebook.read(tmp_path / "gone.ipynb")
