"""Write chapters/, exercises/ and solutions/ from source/: one source, the rest generated."""

import asyncio
import base64
import contextlib
import os
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import nbformat
import numpy as np

from instructor import links, notebooks
from instructor.house import ROOT, InstructorError
from workbook.exercises import chapters as registered_chapters

# Two renderings look the same if no block of 8 x 8 pixels differs by more than this share of full contrast on
# average: grey edges of letters may move, a letter may not.
SAME_PICTURE = 0.12


@dataclass(frozen=True)
class Task:
    """One source and the notebooks that come from it."""

    source: Path
    root: Path  # where the folders are written

    @property
    def name(self):
        return self.source.stem

    @property
    def is_chapter(self):
        return self.source.parent.name == "chapters"


def tasks(root=ROOT, names=(), source=None):
    """All sources, or those whose name is asked for.

    Raises
    ------
    InstructorError
        If there is no source, or none of an asked-for name.
    """
    source = source or root / "source"
    files = sorted([*source.glob("chapters/*.md"), *source.glob("solutions/*.md")])
    if not files:
        raise InstructorError(f"no sources in {source}; expected chapters/*.md and solutions/*.md")
    known = sorted({file.stem for file in files})
    for name in names:
        if name not in known:
            raise InstructorError(f"no source called '{name}'; there are: {', '.join(known)}")
    return [Task(file, root) for file in files if not names or file.stem in names]


def derive(task):
    """The notebooks of one source as they are before anything runs, by their path.

    The one to be executed, the chapter or the solution, is the last.
    """
    notebook = notebooks.read_source(task.source, may_have_solutions=not task.is_chapter)
    links.aim(notebook, task.source)
    derived = {}
    if not task.is_chapter:
        points = {e.function: e.total for chapter in registered_chapters() for e in chapter.exercises}
        notebooks.add_nbgrader_metadata(notebook, points)
        derived[task.root / "exercises" / f"{task.name}.ipynb"] = notebooks.exercise_of(notebook)
    folder = "chapters" if task.is_chapter else "solutions"
    return derived | {task.root / folder / f"{task.name}.ipynb": notebook}


async def _execute(notebooks_by_path, say):
    """Execute all notebooks in place, side by side, one kernel a core."""
    core = asyncio.Semaphore(os.cpu_count() or 1)

    async def one(path, notebook):
        name = f"{path.parent.name}/{path.stem}"
        path.parent.mkdir(parents=True, exist_ok=True)
        async with core:
            say(f"runs   {name}")
            await notebooks.execute(notebook, path.parent, f"source/{name}.md")

    # A fault in one does not stop the others: an author sees all of them at once.
    running = [one(path, notebook) for path, notebook in notebooks_by_path.items()]
    results = await asyncio.gather(*running, return_exceptions=True)
    faults = [result for result in results if result is not None]
    for fault in faults:
        if not isinstance(fault, InstructorError):
            raise fault
    if faults:
        raise InstructorError("\n".join(map(str, faults)))


def build(root=ROOT, names=(), say=print):
    """Derive every notebook and write those that differ from what is there.

    Parameters
    ----------
    root : Path
        The course: its ``source`` is read, its three folders are written.
    names : sequence of str
        Only these sources; all if empty.
    say : callable
        Gets one line a notebook.

    Returns
    -------
    list of Path
        The notebooks that were written. A second build writes none.
    """
    derived = {path: notebook for task in tasks(root, names) for path, notebook in derive(task).items()}
    handed_out = {path: notebook for path, notebook in derived.items() if path.parent.name == "exercises"}
    executed = {path: notebook for path, notebook in derived.items() if path not in handed_out}
    written = []

    def write_all(some):
        for path, notebook in some.items():
            changed = write(path, notebook)
            say(f"{'wrote' if changed else 'same '}  {path.relative_to(root).as_posix()}")
            if changed:
                written.append(path)

    write_all(handed_out)  # first: a chapter may read them when it runs
    asyncio.run(_execute(executed, say))
    write_all(executed)
    if not names:
        for stray in _strays(root, derived):
            say(f"stray  {stray.relative_to(root).as_posix()} has no source; delete it or write one")
    return written


def differences(root=ROOT):
    """What in the stored notebooks does not follow from the sources, one line each, without running anything.

    Cells, ids, metadata and exercises are compared whole. That the stored outputs are what the cells give is
    what nbval proves, and of pictures `changed_outputs`.
    """
    lines, expected = [], set()
    for task in tasks(root):
        for path, notebook in derive(task).items():
            expected.add(path)
            name = path.relative_to(root).as_posix()
            if not path.exists():
                lines.append(f"{name} is missing; run make notebooks")
            elif notebooks.without_outputs(read(path)) != notebooks.without_outputs(notebook):
                lines.append(f"{name} does not match its source; run make notebooks")
    lines += [f"{path.relative_to(root).as_posix()} has no source" for path in _strays(root, expected)]
    return lines


def changed_outputs(stored, new):
    """What a cell gives now and did not give when it was stored, in a line; "" if the build would keep what is there.

    Parameters
    ----------
    stored, new : list of NotebookNode
        Outputs; in the new ones all that a cell printed may be in one piece.
    """
    stored, new = _comparable(stored), _comparable(new)
    if len(stored) != len(new):
        return f"{len(stored) - 1} outputs became {len(new) - 1}"
    for (kind, old_text, old_png), (new_kind, text, png) in zip(stored, new, strict=True):
        if (kind, old_text) != (new_kind, text):
            return f"{kind} {old_text} became {new_kind} {text}"
        if bool(old_png) != bool(png) or (png and not _same_picture(old_png, png)):
            return "a picture looks different"
    return ""


def _comparable(outputs):
    """(kind, all but the picture and the count, the picture) of each output, what was printed as one."""
    found, printed = [], {}
    for output in outputs:
        if output.output_type == "stream":
            printed[output.name] = printed.get(output.name, "") + output.text
            continue
        rest = {key: value for key, value in output.items() if key not in ("data", "execution_count")}
        data = dict(output.get("data", {}))
        data.pop(notebooks.WIDGET_VIEW, None)
        png = data.pop("image/png", None)
        found.append((output.output_type, {**rest, "data": data}, png))
    return [("printed", printed, None), *found]


def read(path):
    """A notebook from disk as it is, without nbformat's repairs."""
    return nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)


def _strays(root, expected):
    folders = ("chapters", "exercises", "solutions")
    return sorted(
        path for folder in folders for path in (root / folder).glob("*.ipynb") if path not in expected
    )


def write(path, notebook):
    """Write a notebook unless the one on disk says the same; never leave half a file."""
    nbformat.validate(notebook)
    if path.exists():
        # If what is there is no notebook, there is nothing to keep.
        with contextlib.suppress(ValueError, KeyError, AttributeError, nbformat.ValidationError):
            _keep_pictures(notebook, read(path))
    text = nbformat.writes(notebook) + "\n"
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".ipynb.part")
    try:
        half.write_text(text, encoding="utf-8", newline="\n")
        os.replace(half, path)
    finally:
        half.unlink(missing_ok=True)
    return True


def _keep_pictures(notebook, stored):
    """Keep a stored picture where the new one looks the same.

    Another version of FreeType moves a few grey pixels; that is no reason for a new file in the history.
    """
    old = {cell.id: cell for cell in stored.cells if cell.cell_type == "code" and "id" in cell}
    for cell in notebook.cells:
        if cell.cell_type != "code" or cell.id not in old:
            continue
        for new_output, old_output in zip(cell.outputs, old[cell.id].outputs, strict=False):
            new_png = new_output.get("data", {}).get("image/png")
            old_png = old_output.get("data", {}).get("image/png")
            if new_png and old_png and _same_picture(new_png, old_png):
                new_output.data["image/png"] = old_png


def _same_picture(one, other):
    if one == other:
        return True
    from matplotlib.image import imread  # noqa: PLC0415  (only a build that draws pays for matplotlib)

    one, other = (imread(BytesIO(base64.b64decode(png))) for png in (one, other))
    if one.shape != other.shape:
        return False
    difference = np.abs(one - other).max(axis=2)
    h, w = (8 * (length // 8) for length in difference.shape)
    blocks = difference[:h, :w].reshape(h // 8, 8, w // 8, 8).mean(axis=(1, 3))
    return float(blocks.max(initial=0.0)) < SAME_PICTURE


def add_arguments(parser):
    """Declare the options of ``python -m instructor build``."""
    parser.add_argument("names", nargs="*", help="only these, such as 01_neuron; all if none is given")
    parser.add_argument(
        "--check",
        action="store_true",
        help="write nothing; exit 1 if a notebook does not follow from its source",
    )


def run(args):
    """Carry out ``python -m instructor build``; the exit code."""
    if args.check:
        lines = differences()
        print("\n".join(lines) or "Every notebook follows from its source.")
        return 1 if lines else 0
    build(names=args.names)
    return 0
