"""Finds the notebooks that were handed in, and whose they are.

A folder per learner (``alice/01_neuron.ipynb``) or a file per learner (``alice.ipynb``, ``alice_01_neuron.ipynb``).
"""

import os
import stat
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from grader import text
from grader.errors import GraderError
from workbook import exercises

# What systems and editors leave behind; anything else that begins with a dot may be somebody's name.
_NOT_HANDED_IN = frozenset(
    (
        ".ipynb_checkpoints",
        ".git",
        ".gitkeep",
        ".DS_Store",
        "Thumbs.db",
        "desktop.ini",
        "__MACOSX",
        "__pycache__",
    ),
)


@dataclass(frozen=True)
class Found:
    """One notebook that was handed in.

    Attributes
    ----------
    learner, chapter : str
    path : Path
        Where it is.
    file : str
        The same below the folder of submissions, printable.
    doubled : bool
        Whether the learner handed in another one for the same chapter.
    """

    learner: str
    chapter: str
    path: Path
    file: str
    doubled: bool = False


def find(folder, *, chapter=None, leave_out=None):
    """Look through a folder of submissions.

    Parameters
    ----------
    folder : Path
    chapter : str, optional
        For notebooks whose name does not say it.
    leave_out : Path, optional
        A folder not to look into: the reports, if they are written below the submissions.

    Returns
    -------
    found : list of Found
        Sorted by chapter and learner.
    warnings : list of str
        One line for each thing that was handed in and is no submission.

    Raises
    ------
    GraderError
        If there is no such folder, or nothing in it.
    """
    if not str(folder).strip():  # as Path it would mean: here
        raise GraderError("no folder of submissions given; with make: make grade SUBMISSIONS=folder")
    folder = Path(folder)
    if not folder.exists():
        raise GraderError(f"there is no folder {text.printable(str(folder))}")
    if not folder.is_dir():
        raise GraderError(f"{text.printable(str(folder))} is a file, expected the folder of the submissions")
    root = folder.resolve()
    found, warnings, empty = [], [], []
    names = [known.name for known in exercises.chapters()]
    for path, problem in _walk(root, warnings, empty, Path(leave_out).resolve() if leave_out else None):
        shown = text.name(str(path.relative_to(root)))
        if problem:
            warnings.append(f"{shown}: {problem}")
            continue
        learner, said = _whose(path.relative_to(root), root.name, names)
        said = said or chapter or (names[0] if len(names) == 1 else None)
        if said is None:
            warnings.append(f"{shown}: its name holds no chapter; name one with --chapter")
        elif chapter is None or said == chapter:
            found.append(Found(text.name(learner), said, path, shown))
    warnings += [f"{text.name(name)}: no notebook in this folder" for name in empty]
    if not found and not warnings:
        raise GraderError(f"no notebooks in {text.printable(str(folder))}")
    times = Counter((each.learner, each.chapter) for each in found)
    found = [replace(each, doubled=times[each.learner, each.chapter] > 1) for each in found]
    return sorted(found, key=lambda each: (each.chapter, each.learner, each.file)), warnings


def _walk(root, warnings, empty, leave_out):
    """Every notebook below the folder, with a reason if it is not to be touched."""

    def unreadable(error):
        warnings.append(f"{text.name(os.path.relpath(error.filename, root))}: {error.strerror}")

    for here, folders, files in os.walk(root, onerror=unreadable):
        place = Path(here)
        folders[:] = sorted(name for name in folders if not _hidden(name) and place / name != leave_out)
        notebooks = 0
        for name in sorted(files):
            path = place / name
            if _hidden(name):
                continue
            if path.suffix.lower() == ".ipynb":
                notebooks += 1
                yield path, _problem(path, root)
            elif place == root:
                yield path, "not a notebook (.ipynb)"
        for name in folders:
            if (place / name).is_symlink():
                yield place / name, "a link to a folder, not followed"
        if place.parent == root and not notebooks and not folders:
            empty.append(place.name)


def _hidden(name):
    return name in _NOT_HANDED_IN or name.startswith("._")


def _problem(path, root):
    """Why a file is not read at all: it is elsewhere, or it is no file."""
    try:
        place = path.resolve(strict=True)
        if not place.is_relative_to(root):
            return "a link that leads out of the folder, not followed"
        # Within one learner's own folder a link does no harm; elsewhere it hands in what another has written.
        theirs = path.relative_to(root).parts[0]
        if path.is_symlink() and (theirs == path.name or place.relative_to(root).parts[0] != theirs):
            return "a link to another submission, not followed"
        return None if stat.S_ISREG(path.stat().st_mode) else "not a file"
    except (OSError, RuntimeError):
        return "a link that leads nowhere"


def _whose(relative, folder, names):
    """Learner and chapter (or None) of a notebook, from where it is and what it is called."""
    stem = relative.stem
    chapter = next((name for name in names if name in stem), None)
    if len(relative.parts) > 1:
        return relative.parts[0], chapter
    learner = stem.replace(chapter, "", 1).strip(" _-.") if chapter else stem
    return learner or folder, chapter
