"""Takes the code cells out of a notebook file, whatever somebody has put into it.

Plain JSON, no nbformat: only the code counts, so metadata, tags, ids and outputs are not even looked at.
"""

import json
import os
import stat

from grader.errors import NotebookError

MAX_BYTES = 20_000_000


def read(path):
    """The bytes of a submission.

    Raises
    ------
    NotebookError
        If it is no ordinary file, cannot be read, or is too large.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(descriptor, "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise NotebookError("not a file")
            if status.st_size > MAX_BYTES:
                raise NotebookError(f"{status.st_size / 1e6:.0f} MB, more than {MAX_BYTES / 1e6:.0f} MB")
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise NotebookError(f"cannot be read: {error.strerror}") from None


def code_cells(data):
    """The source of each code cell.

    Parameters
    ----------
    data : bytes
        The content of an .ipynb file.

    Returns
    -------
    list of str

    Raises
    ------
    NotebookError
        If it is no notebook in Python, with a reason for its author.

    Examples
    --------
    >>> code_cells(b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": ["a = 1"]}]}')
    ['a = 1']
    """
    if not data.strip():
        raise NotebookError("the file is empty")
    try:
        notebook = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise NotebookError("not a notebook: the file is not text in UTF-8") from None
    except json.JSONDecodeError as error:
        raise NotebookError(f"not a notebook: no JSON at line {error.lineno}") from None
    except (ValueError, RecursionError):
        raise NotebookError("not a notebook: its JSON holds impossible numbers or endless nesting") from None
    if not isinstance(notebook, dict):
        raise NotebookError("not a notebook: its JSON is no object")
    if "worksheets" in notebook and "cells" not in notebook:
        raise NotebookError("a notebook of format 3; open it in JupyterLab and save it again")
    cells = notebook.get("cells")
    if not isinstance(cells, list):
        raise NotebookError("not a notebook: it has no list of cells")
    _check_language(notebook.get("metadata"))
    return [_source(cell) for cell in cells if isinstance(cell, dict) and cell.get("cell_type") == "code"]


def _check_language(metadata):
    metadata = metadata if isinstance(metadata, dict) else {}
    kernel = metadata.get("kernelspec")
    language = kernel.get("language") if isinstance(kernel, dict) else None
    if isinstance(language, str) and language.lower() not in ("", "python", "ipython"):
        raise NotebookError(f"written for the language {language[:30]!r}, expected Python")


def _source(cell):
    source = cell.get("source", "")
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    return source if isinstance(source, str) else ""
