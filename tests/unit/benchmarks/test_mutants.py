"""The mutation run: what a weak hidden test lets through is reported, and what is reported is true."""

import ast
import textwrap
from pathlib import Path

import pytest

from grader.grading import HIDDEN
from grader.required import require
from workbook.exercises import Chapter, Exercise, chapters

ROOT = Path(__file__).resolve().parents[3]
RELU = 'def relu(z):\n    """The larger one."""\n    return np.maximum(z, 0)\n'


@pytest.fixture
def mutants(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "benchmarks")
    import mutants  # noqa: PLC0415  a script's folder is no package

    return mutants


@pytest.fixture
def judge(mutants, tmp_path_factory):
    """Judge all mutants of one cell by some lines of hidden test: {the changed line: its fate}."""
    require("bwrap")

    def judge(function, cell, body):
        chapter = Chapter("01_neuron", "", (Exercise(1, function, "01_neuron", {"values": 1}, None),))
        path = tmp_path_factory.mktemp("hidden") / f"test_{function}.py"
        path.write_text(
            "import numpy as np, pytest\n"
            f'@pytest.mark.exercise("{function}", group="values")\n'
            "def test_it(student):\n" + textwrap.indent(body, "    ")
        )
        made = mutants.make_mutants(cell, function)
        fates = mutants.judge(chapter, {function: cell}, mutants.rounds(made), path)
        return made, {mutant.after: fates[mutant.name] for mutant in made}

    return judge


def test_a_weak_hidden_test_lets_mutants_survive_and_a_strong_one_does_not(mutants, judge, capsys):
    """Above 1, max(z, 0), max(z, 1) and max(z, -1) are the same; below 0 nothing is."""
    made, fates = judge("relu", RELU, "assert student.relu(np.array([2.0])) == 2")
    assert fates["return np.maximum(z, 1)"] == fates["return np.maximum(z, (-1))"] == "survived"
    assert fates["return np.minimum(z, 0)"] == "wrong"
    assert fates["return np.maximum(None, 0)"] == "raised"

    named = {mutant.name: fates[mutant.after] for mutant in made}
    tally, complaints, rows = mutants.report({"01_neuron": (made, named)}, {})
    printed = capsys.readouterr().out
    assert tally.survived == list(fates.values()).count("survived") and tally.share < mutants.GOAL
    assert "relu: return np.maximum(z, 0)  ->  return np.maximum(z, 1)" in printed
    assert not complaints
    assert {row["after"]: row["fate"] for row in rows} == fates

    _, fates = judge("relu", RELU, "assert student.relu(np.array([-2.0, 0.5, 3.0])).tolist() == [0, 0.5, 3]")
    assert "survived" not in fates.values()


def test_a_mutant_that_never_ends_is_killed_and_the_next_one_is_judged(mutants, judge, monkeypatch):
    monkeypatch.setattr(mutants, "LIMITS", mutants.Limits(call=0.5, load=30, submission=600))
    cell = "def steps(n):\n    k = 0\n    while n > 0:\n        n, k = n - 2, k + 1\n    return k\n"
    _, fates = judge("steps", cell, "assert student.steps(5) == 3 and student.steps(4) == 2")
    assert fates["n, k = n + 2, k + 1"] == "timeout"
    assert fates["return 1.001 * (k)"] == "wrong"
    assert "survived" not in fates.values()


def test_a_solution_that_loses_points_stops_the_run(judge):
    """Where everything fails, a kill says nothing."""
    with pytest.raises(RuntimeError, match="the solution itself loses points"):
        judge("relu", RELU, "assert student.relu(np.array([2.0])) == 3")


def test_the_list_of_equivalent_mutants_is_kept_up_to_date(mutants):
    made = mutants.make_mutants(RELU, "relu")
    fates = dict.fromkeys((mutant.name for mutant in made), "wrong")
    same = next(mutant for mutant in made if mutant.after == "return np.maximum(z, 1)")
    fates[same.name] = "survived"
    entry = {"function": "relu", "before": same.before, "reason": "for the test"}
    killed, gone = "return np.minimum(z, 0)", "return np.maximum(z, 77)"
    listed = {"equivalent": [entry | {"after": [same.after, killed]}, entry | {"after": gone}]}
    reasons, complaints = mutants.excuse(made, fates, listed)
    assert fates[same.name] == "equivalent" and reasons[same.name] == "for the test"
    assert len(complaints) == 2
    assert "take it out" in complaints[0] and killed in complaints[0]
    assert "no such mutant" in complaints[1] and gone in complaints[1]


def test_every_entry_of_the_list_is_a_mutant_that_is_made_and_has_a_reason(mutants):
    """Quick: whether it survives is seen by the run alone."""
    listed = mutants.read_list()
    functions = {entry["function"] for entries in listed.values() for entry in entries}
    made = set()
    for chapter in chapters():
        for function, cell in mutants.solution_cells(chapter).items():
            if function in functions:
                made |= {(m.function, m.before, m.after) for m in mutants.make_mutants(cell, function)}
    for entries in listed.values():
        for entry in entries:
            afters = entry["after"] if isinstance(entry["after"], list) else [entry["after"]]
            assert {(entry["function"], entry["before"], after) for after in afters} <= made
            assert entry["reason"].endswith(".")


def test_no_mutant_says_the_same_as_the_solution_or_as_another(mutants):
    made = mutants.make_mutants(RELU, "relu")
    trees = {ast.dump(ast.parse(mutant.code.replace(mutant.name, "relu"))) for mutant in made}
    assert len(trees) == len(made)
    assert ast.dump(ast.parse(RELU)) not in trees


def test_hidden_tests_ask_no_other_function_than_the_one_they_judge():
    """In one run each function is another mutant; and a learner must not lose the same point twice."""
    for chapter in chapters():
        graded = {exercise.function for exercise in chapter.exercises}
        for test in ast.parse((HIDDEN / f"test_{chapter.name}.py").read_text(encoding="utf-8")).body:
            if not isinstance(test, ast.FunctionDef) or not test.name.startswith("test_"):
                continue
            judged = {
                node.value
                for mark in test.decorator_list
                for node in ast.walk(mark)
                if isinstance(node, ast.Constant)
            }
            asked = {
                node.attr
                for node in ast.walk(test)
                if isinstance(node, ast.Attribute)
                and isinstance(node.value, ast.Name)
                and node.value.id == "student"
            }
            assert asked & graded <= judged, test.name


def test_the_document_claims_no_more_than_there_is(mutants, capsys):
    """docs/exercises.md shows what --count printed; since then there may only be more."""
    mutants.print_what_there_is(mutants.what_there_is(chapters()))
    there = {
        line.split()[0]: line.split()[1:] for line in capsys.readouterr().out.splitlines() if line.strip()
    }
    text = (ROOT / "docs" / "exercises.md").read_text(encoding="utf-8")
    shown = [line.split() for line in text.split("```text\n")[1].split("```")[0].splitlines()]
    rows = {first: numbers for first, *numbers in shown if first in there and first != "functions"}
    assert rows.keys() == there.keys() - {"functions"}
    for name, numbers in rows.items():
        assert all(int(says) <= int(is_) for says, is_ in zip(numbers, there[name], strict=True)), name
