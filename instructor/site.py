"""Build the website: the same notebooks to read in a browser, without installing and without a kernel.

Sphinx makes the pages from the generated notebooks with their stored outputs; nothing is executed. Before that the
notebooks are copied, and in the copies links to cells become links to headings, and moving figures become figures
that move without Python (`instructor.frames`). How the pages look is in ``docs/site/``.
"""

import ast
import html
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat

from instructor import build, frames
from instructor.house import ROOT, InstructorError
from workbook import figures
from workbook.glossary import anchor

_FOLDERS = ("chapters", "exercises")  # and never solutions
_LINK = re.compile(
    r"(?<=\]\()(?P<path>(?P<folder>\.\./\w+/)?(?P<name>\w+)\.ipynb)#cell-id=(?P<cell>[^)\s]+)(?=\))"
)
_HEADING = re.compile(r"^#+\s+(.*?)\s*$", re.MULTILINE)
_FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)


def first_headings(notebook):
    """The anchor of the first heading in each text cell, by the cell's id."""
    found = {}
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and (heading := _HEADING.search(_FENCE.sub("", cell.source))):
            found[cell.id] = anchor(heading[1])
    return found


def aim_at_headings(notebook, place, headings):
    """Turn links to cells into links to the heading in that cell, in place.

    Parameters
    ----------
    notebook : NotebookNode
    place : str
        Where it is, such as ``chapters/01_neuron``.
    headings : dict
        `first_headings` of every notebook, by its place.

    Raises
    ------
    InstructorError
        If a link leads to a cell that is not there or has no heading.
    """

    def heading_link(match):
        folder = match["folder"].strip("./") if match["folder"] else place.split("/")[0]
        target = f"{folder}/{match['name']}"
        try:
            return f"{match['path']}#{headings[target][match['cell']]}"
        except KeyError:
            raise InstructorError(f"{place}.ipynb: no heading for the link {match[0]}") from None

    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = _LINK.sub(heading_link, cell.source)


def figure_call(source):
    """The figure with which a cell ends, and what it is called with.

    Returns
    -------
    (str, dict) or None
        None if the cell ends with something else. The dict is None if an argument is no constant.

    Examples
    --------
    >>> figure_call("figures.NeuronDiagram(x1=3, b=-1)")
    ('NeuronDiagram', {'x1': 3, 'b': -1})
    >>> figure_call("print(1)") is None
    True
    """
    try:
        last = ast.parse(source).body[-1]
    except (SyntaxError, IndexError):
        return None
    match last:
        case ast.Expr(ast.Call(ast.Attribute(ast.Name("figures"), name), args, keywords)):
            if not isinstance(getattr(figures, name, None), type):
                return None
            try:
                return name, None if args else {word.arg: ast.literal_eval(word.value) for word in keywords}
            except ValueError:
                return name, None
    return None


def _still(output, cell, why=""):
    """A stored picture gets its text alternative and its width; one that moves elsewhere says so."""
    described = output.metadata.get("image/png", {})
    image = (
        {"alt": described.get("alt", ""), "width": f"{described['width']}px"} if "width" in described else {}
    )
    cell.metadata["mystnb"] = {"image": image}
    if why:
        words = f"This picture stands still here: {why}. In JupyterLab it moves."
        note = nbformat.v4.new_output(
            "display_data", {"text/html": f'<p class="nnw-note">{html.escape(words)}</p>'}
        )
        cell.outputs.append(note)


def _moving(short, first):
    """A figure's place in a page: it can be read without JavaScript, and moves with it."""
    text = {name: html.escape(first[name]) for name in ("_title", "_find_out", "_alt", "_readout")}
    if first["together"]:
        note = "Sliders make longer steps here than in JupyterLab." if first["several"] else ""
    else:
        note = (
            "On this page one control moves at a time: when you move another one, the first goes back to its start. "
            "In JupyterLab all of them move together, in smaller steps."
        )
    if first["pressed"]:
        note += f" The button “{', '.join(first['pressed'])}” is there only."
    data = json.dumps(first, ensure_ascii=False).replace("</", "<\\/")
    return (
        f'<div class="nnw-site" data-figure="{short}">'
        f'<figure class="nnw-figure"><figcaption><div class="nnw-title">{text["_title"]}</div>'
        f'<div class="nnw-question"><strong>Find out: </strong>{text["_find_out"]}</div></figcaption>'
        f'<img class="nnw-picture" src="../_static/figures/{short}.png" alt="{text["_alt"]}" '
        f'width="{first["_width"]}" height="{first["_height"]}">'
        f'<p class="nnw-readout">{text["_readout"]}</p></figure>'
        f'<script type="application/json">{data}</script></div>'
        + (f'<p class="nnw-note">{html.escape(note.strip())}</p>' if note else "")
    )


def prepare(source, drawer, say):
    """Write what Sphinx reads: the look, the notebooks with links and figures for a page.

    Parameters
    ----------
    source : Path
        The folder to write; what is in it is deleted.
    drawer : frames.Drawer
    say : callable
        Gets one line a step.
    """
    shutil.rmtree(source, ignore_errors=True)
    shutil.copytree(ROOT / "docs" / "site", source)
    notebooks = {
        f"{folder}/{path.stem}": build.read(path)
        for folder in _FOLDERS
        for path in sorted((ROOT / folder).glob("*.ipynb"))
    }
    if not notebooks:
        raise InstructorError("there are no notebooks; run make notebooks")
    headings = {place: first_headings(notebook) for place, notebook in notebooks.items()}
    places = []
    for place, notebook in notebooks.items():
        aim_at_headings(notebook, place, headings)
        for cell in notebook.cells:
            for output in cell.get("outputs", []):
                if "image/png" not in output.get("data", {}):
                    continue
                name, start = figure_call(cell.source) or (None, None)
                if name is None or name in frames.STANDS_STILL or start is None:
                    _still(output, cell, frames.STANDS_STILL.get(name, ""))
                    break
                places.append((output, drawer.want(name, start)))
    drawn = drawer.draw(say)
    for output, short in places:
        output.data = {"text/html": _moving(short, drawn[short])}
        output.metadata = {}
    for place, notebook in notebooks.items():
        path = source / f"{place}.ipynb"
        path.parent.mkdir(exist_ok=True)
        path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")
    static = source / "_static"
    script = (ROOT / "workbook" / "figures" / "figure.js").read_text(encoding="utf-8")
    ending = "export default { render };"
    if ending not in script:
        raise InstructorError(f"workbook/figures/figure.js does not end with {ending}")
    # A module cannot be loaded from a folder on disk, and a page should open from there too.
    script = f"(() => {{\n{script.replace(ending, 'window.nnwRender = render;')}\n}})();\n"
    (static / "figure.js").write_text(script, encoding="utf-8")
    shutil.copy(ROOT / "workbook" / "figures" / "figure.css", static / "figure.css")


def _repository(environment):
    """The address of the repository on GitHub, where GitHub's own machines say it; elsewhere none."""
    server, name = (environment.get(key) for key in ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY"))
    return f"{server}/{name}" if server and name else ""


def make(out, repository="", branch="main", lite="", say=print):
    """Build the site into the folder `out`.

    Parameters
    ----------
    out : Path
        Gets the pages; what is in it is deleted.
    repository : str
        The address of the repository on GitHub, for Binder and Colab; empty for no such links.
    branch : str
    lite : str
        The address of JupyterLite, from the site's root or whole; empty for no such links.
    say : callable
        Gets one line a step.

    Raises
    ------
    InstructorError
        If Sphinx is missing or has anything to complain of.
    """
    work = ROOT / "build"
    source = work / "site-source"
    drawer = frames.Drawer(source / "_static" / "figures", work / "frames")
    prepare(source, drawer, say)
    shutil.rmtree(out, ignore_errors=True)
    say(f"writes {out}")
    environment = {**os.environ, "SITE_REPOSITORY": repository, "SITE_BRANCH": branch, "SITE_LITE": lite}
    command = [
        sys.executable, "-m", "sphinx", "-b", "html", "-q", "-W", "--keep-going",
        "-d", str(work / "site-doctrees"), str(source), str(out),
    ]  # fmt: skip
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if result.returncode:
        said = result.stderr.strip()
        if "No module named sphinx" in said:
            said = "Sphinx is not installed; run make site"
        raise InstructorError(f"the site was not built:\n{said}")


def add_arguments(parser):
    """Declare the options of ``python -m instructor site``."""
    environment = os.environ
    parser.add_argument(
        "--out", type=Path, default=ROOT / "build" / "site", help="the folder to write (default: build/site)"
    )
    parser.add_argument(
        "--repository",
        default=_repository(environment),
        help="address of the repository on GitHub, for the links to Binder and Colab "
        "(default: what GitHub's machines say, elsewhere no links)",
    )
    parser.add_argument(
        "--branch",
        default=environment.get("GITHUB_REF_NAME", "main"),
        help="the branch that they open (default: %(default)s)",
    )
    parser.add_argument(
        "--lite",
        default="",
        metavar="ADDRESS",
        help="address of JupyterLite, for example lite (in the site) or https://… (default: no links)",
    )


def run(args):
    """Carry out ``python -m instructor site``; the exit code."""
    if args.repository and not re.fullmatch(r"https://[\w.-]+/[\w.-]+/[\w.-]+", args.repository.rstrip("/")):
        raise InstructorError(f"--repository must be like https://host/owner/name, got {args.repository}")
    make(args.out.resolve(), args.repository.rstrip("/"), args.branch, args.lite.rstrip("/"))
    print(f"The site is in {args.out}; open index.html there.")
    return 0
