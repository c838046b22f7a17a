"""The map of chapters, on the start page and in the README, says what is there."""

import re

import pytest

from instructor.house import ROOT
from workbook import figures
from workbook.exercises import chapters

PAGES = ("source/chapters/00_start_here.md", "README.md")


def row(page, chapter):
    """The line of the map that belongs to a chapter."""
    lines = (ROOT / page).read_text(encoding="utf-8").splitlines()
    return next(line for line in lines if line.startswith("|") and f"{chapter.name}.ipynb" in line)


def moving(chapter):
    text = (ROOT / "source" / "chapters" / f"{chapter.name}.md").read_text(encoding="utf-8")
    names = set(re.findall(r"^figures\.([A-Z]\w+)\(", text, re.MULTILINE))
    return sum(issubclass(getattr(figures, name), figures.MovingFigure) for name in names)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("chapter", chapters(), ids=lambda chapter: chapter.name)
def test_the_map_counts_figures_and_functions(page, chapter):
    said = row(page, chapter)
    assert f"exercises/{chapter.name}.ipynb" in said
    functions = sum(not e.answer and e.function != "train_digits" for e in chapter.exercises)
    assert f"[{functions} functions" in said
    assert f"{moving(chapter)} figures" in said


@pytest.mark.parametrize("page", [*PAGES, "CHANGELOG.md"])
def test_nothing_that_is_there_is_called_planned(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    assert not re.search(r"\| planned|being written|only chapter 1", text, re.IGNORECASE)


def test_there_are_more_than_25_figures_that_move():
    assert sum(map(moving, chapters())) > 25
