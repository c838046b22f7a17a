"""The corpus as notebooks: what every .toml file here says, and files that are no such text."""

import json
import random
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from instructor.house import ROOT

HERE = Path(__file__).parent
CHAPTER = "01_neuron"


@dataclass(frozen=True)
class Submission:
    """One notebook, and what has to be true of its grade."""

    name: str
    tries: str
    points: int
    data: bytes
    theme: str
    chapter: str = CHAPTER
    learner: str = ""
    status: str = ""
    says: str = ""
    lost: list = field(default_factory=list)
    must_not_say: list = field(default_factory=list)
    must_not_show: list = field(default_factory=list)
    must_not_be_on_the_page: list = field(default_factory=list)


def solution(chapter):
    """The code cells of a chapter's solution."""
    text = (ROOT / "solutions" / f"{chapter}.ipynb").read_text(encoding="utf-8")
    return ["".join(cell["source"]) for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]


def notebook(cells, **top):
    """A notebook as bytes; a cell is its code, or a table with source, type, metadata, outputs."""
    made = []
    for given in cells:
        cell = {"source": given} if isinstance(given, str) else dict(given)
        kind = cell.pop("type", "code")
        if cell["source"].startswith("generated: "):
            cell["source"] = _GENERATED[cell["source"].removeprefix("generated: ")]
        made.append({"cell_type": kind, "metadata": {}, "outputs": [], **cell})
    whole = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": made, **top}
    return json.dumps(whole).encode()


_GENERATED = {
    "brackets": "(" * 10_000,
    "minus": "x = " + "-" * 100_000 + "1",
    "long line": "y = [" + "1, " * 300_000 + "]\x00",
    "blanks": "a b" + " " * 20_000 + "\nc d" + " ." * 10_000,
}


def texts():
    """What the .toml files say."""
    for path in sorted(HERE.glob("*.toml")):
        for entry in tomllib.loads(path.read_text(encoding="utf-8"))["submission"]:
            yield _submission(path.stem, **entry)


def _submission(theme, cells, solution="none", repeat=1, **entry):
    right = globals()["solution"](entry.get("chapter", CHAPTER))
    whole = {
        "none": cells,
        "before": [*right, *cells],
        "after": [*cells, *right],
        "reversed": right[::-1],
    }[solution] * repeat
    return Submission(data=notebook(whole), theme=theme, **entry)


def files():
    """Files that try something as files, and honest ones that look odd."""
    right = solution(CHAPTER)
    good = notebook(right)
    nested = b"[" * 10_000 + b"]" * 10_000
    deep = b'{"nbformat": 4, "metadata": {}, "cells": ' + nested + b"}"
    kernel = {"kernelspec": {"name": "ir", "language": "R"}}
    unnamed = {
        "kernelspec": {"name": "my-env", "display_name": "Deep Learning"},
        "language_info": {"name": "python"},
    }
    old = {"nbformat": 3, "worksheets": [{"cells": [{"cell_type": "code", "input": right}]}]}
    noise = random.Random(1).randbytes(10_000)
    unreadable = [
        ("a notebook of 100 MB", "more than the grader reads", good + b" " * 100_000_000, "more than"),
        ("nested 10,000 deep", "a parser that recurses", deep, "endless nesting"),
        ("nbformat 3", "a notebook of 2013", json.dumps(old).encode(), "format 3"),
        ("the wrong kernel", "R", notebook(right, metadata=kernel), "the language 'R'"),
        ("UTF-16", "another encoding", good.decode().encode("utf-16"), "UTF-8"),
        ("noise", "no text at all", noise, "not a notebook"),
        ("empty", "nothing", b"", "empty"),
        ("cut in half", "an upload that broke off", good[: len(good) // 2], "no JSON"),
        ("a huge number", "an integer of a million digits", b'{"cells": ' + b"9" * 1_000_000 + b"}", "numbers"),
        ("a zip file", "a notebook, zipped", b"PK\x03\x04" + noise, "not a notebook"),
    ]  # fmt: skip
    for name, tries, data, says in unreadable:
        yield Submission(name, tries, 0, data, "files", status="unreadable", says=says)
    honest = [
        ("a BOM", "what Windows' editors put first", b"\xef\xbb\xbf" + good),
        ("a kernel of one's own", "its name is nobody's business", notebook(right, metadata=unnamed)),
        ("Windows line ends", "\\r\\n in every cell", notebook([cell.replace("\n", "\r\n") for cell in right])),
        ("broken metadata", "of another kind than expected", notebook(right, metadata=[1], nbformat="four")),
        ("ten thousand cells", "all but a few of them empty", notebook([*[""] * 10_000, *right])),
    ]  # fmt: skip
    for name, tries, data in honest:
        yield Submission(name, tries, 100, data, "files", status="passed")
    yield Submission("twenty million brackets", "JSON that takes a hundred times its size",
                     0, b'{"cells":[' + b"[]," * 6_000_000 + b"0]}", "files")  # fmt: skip


def everything():
    """The whole corpus."""
    return [*texts(), *files()]
