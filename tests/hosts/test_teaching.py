"""Every command of docs/teaching.md runs, in the order of the page, in a fresh copy of the repository."""

import csv
import os
import re
import shlex
import shutil
import subprocess
import sys
import textwrap
import zipfile
from dataclasses import dataclass

import pytest

from grader.required import require
from instructor.house import ROOT

PAGE = ROOT / "docs" / "teaching.md"
NOT_RUN = re.compile(r"<!-- not run: (.+) -->")
TEST = re.compile(r"tests/[\w/]+\.py|\.ci/run")

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Block:
    """A block of shell commands: its text, and why it is not run here ("" if it is)."""

    text: str
    reason: str


def blocks():
    """The blocks of the page, in order; one may be indented, as part of a list."""
    lines, found = PAGE.read_text(encoding="utf-8").splitlines(), []
    for number, line in enumerate(lines):
        if line.strip() == "```sh":
            end = next(n for n in range(number + 1, len(lines)) if lines[n].strip() == "```")
            text = textwrap.dedent("\n".join(lines[number + 1 : end]))
            said = NOT_RUN.fullmatch(lines[number - 1].strip())
            found.append(Block(text, said[1] if said else ""))
    return found


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """A copy of what git has, with this environment in the place of the one that `make` would install."""
    require("bwrap")
    copy = tmp_path_factory.mktemp("a teacher") / "my fork"
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    for name in listed.stdout.split("\0"):
        if name and (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, copy / name)
    python = copy / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    for stamp in ("python", "learner", "teacher"):
        (copy / ".venv" / stamp).touch()
    return copy


@pytest.fixture(scope="module")
def ran(checkout):
    """All blocks, one after the other; what the table of grades says after each."""
    environment = {**os.environ, "MAKEFLAGS": "", "JOBS": "1"}
    scores = []
    for block in blocks():
        if block.reason:
            continue
        done = subprocess.run(
            ["bash", "-e", "-c", block.text],
            cwd=checkout, env=environment, capture_output=True, text=True, check=False, timeout=300,
        )  # fmt: skip
        assert done.returncode == 0, f"{block.text}\n{done.stdout}{done.stderr}"
        scores.append(grades(checkout))
    return scores


def grades(checkout, folder="graded"):
    path = checkout / folder / "grades.csv"
    if not path.exists():
        return {}
    with open(path, newline="", encoding="utf-8") as file:
        return {row["learner"]: (row["score"], row["attempt"]) for row in csv.DictReader(file)}


def test_a_first_class_is_graded_and_graded_again(ran):
    """What the page promises: 100 and 0 points, then a late 100, then everybody anew."""
    rounds = [score for before, score in zip([{}, *ran], ran, strict=False) if score != before]
    assert rounds == [
        {"alice": ("100", "1"), "bob": ("0", "1")},
        {"alice": ("100", "1"), "bob": ("100", "2")},
        {"alice": ("100", "2"), "bob": ("100", "3")},
    ]


def test_what_the_page_says_is_written_is_there(ran, checkout):
    assert len(list((checkout / "graded" / "feedback").glob("*.html"))) == 2
    assert (checkout / "graded" / "gradebook.sqlite").stat().st_size > 0
    assert (checkout / "class" / "nn" / "nbgrader_config.py").exists()
    with zipfile.ZipFile(checkout / "dist" / "gradescope" / "01_neuron.zip") as archive:
        assert "run_autograder" in archive.namelist()
    template = checkout / "build" / "neural-networks-workbook"
    assert (template / ".github" / "workflows" / "grade.yml").exists()
    assert (template / "exercises" / "01_neuron.ipynb").exists()
    assert not (template / "solutions").exists()
    assert grades(checkout, "graded/pushed") == {"carol": ("0", "1")}


def test_nothing_is_not_run_without_a_reason():
    """And where the reason names a test, that test runs the same commands."""
    assert [block for block in blocks() if not block.reason]
    for block in (block for block in blocks() if block.reason):
        for name in TEST.findall(block.reason):
            text = (ROOT / name).read_text(encoding="utf-8")
            for words in map(shlex.split, block.text.splitlines()):
                if words[0] in ("nbgrader", "make"):
                    assert words[1] in text, (name, words)
                if "apt-get" in words:
                    assert {"bubblewrap", "libseccomp2", "make", "python3-venv"} <= set(
                        re.findall(r"[\w-]+", text)
                    )


def test_every_command_in_a_line_of_text_exists():
    """`make x` and `python -m instructor x`, wherever the page names them."""
    page = PAGE.read_text(encoding="utf-8")
    verbs = set(re.findall(r"`make ([a-z-]+)", page))
    made = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert verbs <= made
    commands = set(re.findall(r"-m instructor ([a-z]+)", page))
    known = subprocess.run(
        [sys.executable, "-m", "instructor", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert commands <= set(known.stdout.split())


def test_the_packages_and_links_of_the_page_exist():
    for target in re.findall(r"\]\(([^)#]+)\)", PAGE.read_text(encoding="utf-8")):
        assert (PAGE.parent / target).exists(), target
