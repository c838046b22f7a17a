"""The parts of the graders' benchmark work: the class, this grader's turn, and the large class."""

import importlib.util
import json
import sys
from pathlib import Path

import numpy as np
import pytest

from grader.required import require
from workbook import exercises

ROOT = Path(__file__).resolve().parents[3]
_SPEC = importlib.util.spec_from_file_location("graders", ROOT / "benchmarks" / "graders.py")
graders = sys.modules["graders"] = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(graders)

PARTS = graders.parts()


def outcome(part, code):
    """How many of a part's tests a code passes."""
    space, passed = {"np": np}, 0
    for cell in [each.code for each in PARTS] + [code]:
        exec(cell, space)
    for test in part.tests:
        try:
            with np.errstate(all="ignore"):
                exec(test, space)
            passed += 1
        except Exception:
            continue
    return passed


def test_the_tests_for_the_peers_pass_what_is_right_and_fail_what_is_blank():
    """One test that says nothing would make a peer look quicker than it is."""
    assert [part.name for part in PARTS] == [e.function for e in exercises.chapter("01_neuron").exercises]
    assert sum(part.points for part in PARTS) == 100
    for part in PARTS:
        assert outcome(part, part.code) == len(part.tests) == 3
        assert outcome(part, graders.stubbed(part.code)) == 0


def test_a_mistake_is_a_mistake_to_the_tests_for_the_peers():
    """So that all graders have wrong notebooks to say something about. An overflow alone they do not see."""
    noticed = [
        outcome(part, graders.wrong(part.name, 0)) < 3
        for part in PARTS
        if part.name in graders._WITH_MISTAKES
    ]
    assert noticed.count(False) == 1


def test_a_class_has_right_blank_and_half_right_notebooks():
    """And is the same each time."""
    one, again = dict(graders.class_of(5, PARTS)), dict(graders.class_of(5, PARTS))
    assert one == again
    right = {part.name: part.code for part in PARTS}
    differ = [sum(codes[name] != right[name] for name in right) for codes in one.values()]
    assert differ == [0, 2, 3, 0, len(PARTS)]


def test_without_peers_this_grader_alone_is_timed_and_weighed(tmp_path, capsys, monkeypatch):
    """A tiny case of what the Makefile starts: a class of three, and a large one of four."""
    require("prewarmed")
    monkeypatch.setattr(graders, "AT", (2, 4))
    monkeypatch.setattr(graders, "OURS", (("prewarmed", 2), ("bwrap", 1)))
    line = [
        "--submissions",
        "3",
        "--rounds",
        "1",
        "--many",
        "4",
        "--times",
        "1",
        "--chapters",
        "02_forward_pass",
    ]
    line += ["--nbgrader", str(tmp_path / "none"), "--otter", str(tmp_path / "none")]
    assert graders.main([*line, "--json", str(tmp_path / "new" / "graders.json")]) == 0
    said = capsys.readouterr()
    assert "left out: nbgrader autograde" in said.err and "left out: otter run" in said.err
    written = json.loads((tmp_path / "new" / "graders.json").read_text())
    assert [each["name"] for each in written["race"]] == [graders.Ours(*each).name for each in graders.OURS]
    for each in written["race"]:
        assert each["scores"]["learner0000"] == 100 > each["scores"]["learner0001"] > 0
    assert [each["rows"] for each in written["large"]] == [4, 4]
    weighed = [read for each in written["large"] for read in each["memory"].values()]
    assert weighed
    assert all(read["command"] > 5 for read in weighed)
    (chapter,) = written["chapters"]
    assert 0 < chapter["solved"] < 20
    assert "two jobs:" in said.out


def test_what_makes_no_sense_is_refused_in_one_line(capsys):
    """By the parser, before anything is started."""
    with pytest.raises(SystemExit):
        graders.main(["--submissions", "0"])
    assert "at least 1" in capsys.readouterr().err
