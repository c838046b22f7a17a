"""The functions that the tests of the check are about: solutions, blanks and other right ways."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

import nnlib
from instructor.regions import cells_with_regions, stubbed
from workbook.exercises import chapters
from workbook.probes import topic_of

ROOT = Path(__file__).resolve().parents[3]


class Course:
    """What the notebooks of exercises hold, chapter by chapter."""

    def cells(self, chapter):
        """The solution cells of a chapter, in order."""
        source = ROOT / "source" / "solutions" / f"{chapter}.md"
        return cells_with_regions(source.read_text(encoding="utf-8"))

    def solutions(self, chapter):
        return self._run(self.cells(chapter))

    def blanks(self, chapter):
        return self._run(map(stubbed, self.cells(chapter)))

    def right_answers(self, chapter):
        """(graded function, way, implementation), and the source of them all."""
        path = Path(__file__).with_name("right_answers") / f"{topic_of(chapter)}.py"
        spec = importlib.util.spec_from_file_location(f"right_answers_{path.stem}", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        found = [
            (*name.split("__"), function)
            for name, function in vars(module).items()
            if "__" in name.strip("_")
        ]
        return found, path.read_text(encoding="utf-8")

    def _run(self, cells):
        scope = {"np": np, "nn": nnlib}
        for cell in cells:
            exec(cell, scope)
        return scope


def pytest_generate_tests(metafunc):
    """Run a test that asks for `exercise` for each graded function, one that asks for `chapter` for each chapter."""
    if "exercise" in metafunc.fixturenames:
        every = [exercise for chapter in chapters() for exercise in chapter.exercises]
        metafunc.parametrize("exercise", every, ids=[exercise.function for exercise in every])
    if "chapter" in metafunc.fixturenames:
        every = chapters()
        metafunc.parametrize("chapter", every, ids=[chapter.name for chapter in every])


@pytest.fixture(scope="session")
def course():
    return Course()
