"""Do the hidden tests notice when a right answer is changed a little? Every change is a mutant.

    python benchmarks/mutants.py [--chapter 05_backpropagation] [--jobs 2] [--seed 1] [--count]

mutmut's operators, and some of ours, most of them for NumPy, change each graded function of the solutions in one place
at a time. The hidden tests judge each mutant in the sandbox, as they judge a learner. A mutant that loses a point is
killed. One that keeps all points has survived, unless benchmarks/mutants_equivalent.toml says why it is as right as the
solution.

Prints tables and writes artefacts/mutants.json. The exit code is 1 if fewer than 95 % of the mutants that change
something are killed, or if the list of equivalent mutants is out of date.
"""

import argparse
import ast
import itertools
import json
import re
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path

import libcst as cst
from mutmut.mutation.mutators import mutation_operators
from tqdm import tqdm

from grader import versions, withheld
from grader.grading import HIDDEN
from grader.proxy import Submission
from grader.required import require
from grader.sandbox.limits import Limits
from instructor.regions import cells_with_regions
from workbook.exercises import chapters
from workbook.mistakes import mistakes
from workbook.probes import topic_of

ROOT = Path(__file__).resolve().parent.parent
ARTEFACTS = ROOT / "artefacts"
EQUIVALENT = Path(__file__).with_name("mutants_equivalent.toml")
GOAL = 0.95
SEED = 20_261_121
# A right answer to the longest call takes less than a tenth of this; a mutant that takes longer never ends.
LIMITS = Limits(call=4.0, load=60.0, submission=3600.0)
LEFT_OUT = {
    "train_digits": "it is judged by the accuracy of its network, and many another training reaches that too"
}
ROUNDS = 8  # in one sandbox: enough to make its start cheap, few enough to share the work out

# ---------------------------------------------------------------- making mutants

# What is easily taken for one another, and what mutmut, which knows no NumPy, leaves alone.
_TWINS = [
    *("maximum minimum", "max min", "argmax argmin", "sum mean", "exp expm1", "log log1p", "sqrt square"),
    *("std var", "zeros ones", "zeros_like ones_like", "empty_like ones_like", "greater greater_equal"),
    *("less less_equal", "floor ceil", "any all", "random normal", "abs sign", "concatenate stack"),
]
TWINS = {a: b for pair in _TWINS for a, b in itertools.permutations(pair.split())}


def another_number(node):
    """One less, where mutmut adds one; of a float also its double."""
    value = node.evaluated_value
    for other in (value - 1, 2 * value)[: 1 + isinstance(value, float)]:
        yield cst.parse_expression(f"({other!r})")


def another_argument(names):
    """dy for dx: each argument for each other one, wherever it is used."""

    def operator(node):
        yield from (cst.Name(name) for name in names if node.value in names and name != node.value)

    return operator


def left_out(node):
    """A statement that is not there."""
    if isinstance(node.body[0], cst.Assign | cst.AugAssign):
        yield node.with_changes(body=[cst.Pass()])


def twin(node):
    """np.sum for np.mean."""
    name = node.func.attr if isinstance(node.func, cst.Attribute) else node.func
    if isinstance(name, cst.Name) and name.value in TWINS:
        yield node.with_deep_changes(name, value=TWINS[name.value])


def operand(node):
    """a, b and, where the sign is @, a * b, for a @ b."""
    yield from (node.left, node.right)
    if isinstance(node.operator, cst.MatrixMultiply):
        yield node.with_changes(operator=cst.Multiply())


def nearly(node):
    """An answer that is wrong by a thousandth: are the tolerances tight?"""
    several = isinstance(node.value, cst.Tuple)
    for value in [element.value for element in node.value.elements] if several else [node.value]:
        if value is not None and not isinstance(value, cst.List | cst.Dict):
            yield node.deep_replace(value, cst.parse_expression(f"1.001 * ({_code(value)})"))


def negated(node):
    """The other branch of an if."""
    yield node.with_changes(test=cst.parse_expression(f"not ({_code(node.test)})"))


def untransposed(node):
    """W for W.T."""
    if node.attr.value == "T":
        yield node.value


def unwrapped(node):
    """x for np.exp(x), and for x.copy()."""
    if len(node.args) == 1 and node.args[0].star == "":
        yield cst.parse_expression(f"({_code(node.args[0].value)})")
    if not node.args and isinstance(node.func, cst.Attribute):
        yield node.func.value


def _code(node):
    return cst.Module([]).code_for_node(node)


OPERATORS = [
    *mutation_operators,
    (cst.Integer | cst.Float, another_number),
    (cst.SimpleStatementLine, left_out),
    (cst.Call, twin),
    (cst.BinaryOperation, operand),
    (cst.If, negated),
    (cst.Return, nearly),
    (cst.Attribute, untransposed),
    (cst.Call, unwrapped),
]


@dataclass(frozen=True)
class Mutant:
    """A graded function with one change.

    Attributes
    ----------
    function : str
    name : str
        What it is called in the sandbox.
    before, after : str
        The lines that differ.
    code : str
        The cell, with the function under its new name.
    """

    function: str
    name: str
    before: str
    after: str
    code: str


class _Nodes(cst.CSTVisitor):
    """The nodes that are visited; `names` are those that stand for a value."""

    def __init__(self):
        self.nodes, self._labels = [], []

    def on_visit(self, node):
        self.nodes.append(node)
        if isinstance(node, cst.Attribute):
            self._labels.append(node.attr)
        if isinstance(node, cst.Arg):
            self._labels.append(node.keyword)
        return True

    @property
    def names(self):
        labels = set(map(id, self._labels))
        return [node for node in self.nodes if isinstance(node, cst.Name) and id(node) not in labels]


def make_mutants(cell, function):
    """All changes of one function in one place, without those that say the same or are no Python.

    Parameters
    ----------
    cell : str
        A code cell that defines the function.
    function : str

    Returns
    -------
    list of Mutant

    Examples
    --------
    >>> [m.after for m in make_mutants("def double(x):\\n    return 2 * x", "double")]
    ['return 3 * x', 'return 2 / x', 'return (1) * x', 'return 2', 'return x', 'return 1.001 * (2 * x)']
    """
    module = cst.parse_module(cell)
    definition = next(s for s in module.body if isinstance(s, cst.FunctionDef) and s.name.value == function)
    head, body = _Nodes(), _Nodes()
    definition.params.visit(head)
    definition.body.visit(body)
    places = [
        (op, node) for kind, op in OPERATORS for node in head.nodes + body.nodes if isinstance(node, kind)
    ]
    swap = another_argument([param.name.value for param in definition.params.params])
    seen, found = {_meaning(cell)}, []
    for op, node in places + [(swap, node) for node in body.names]:
        for new in op(node):
            code = module.deep_replace(node, new).code
            meaning = _meaning(code)
            if meaning is None or meaning in seen:
                continue
            seen.add(meaning)
            name = f"{function}__{len(found)}"
            renamed = re.sub(rf"^def {function}\(", f"def {name}(", code, flags=re.MULTILINE)
            found.append(Mutant(function, name, *_difference(cell, code), renamed))
    return found


def _meaning(code):
    try:
        tree = ast.parse(code)
        compile(tree, "a mutant", "exec")
    except SyntaxError:
        return None
    return ast.dump(tree)


def _difference(before, after):
    """The lines that are not the same, from the first to the last."""
    before, after = before.splitlines(), after.splitlines()
    while before and after and before[0] == after[0]:
        del before[0], after[0]
    while before and after and before[-1] == after[-1]:
        del before[-1], after[-1]
    return "\n".join(line.strip() for line in before), "\n".join(line.strip() for line in after)


def solution_cells(chapter):
    """The cells with a solution, in the order of the notebook, by the function that is graded."""
    text = (ROOT / "source" / "solutions" / f"{chapter.name}.md").read_text(encoding="utf-8")
    graded = {exercise.function for exercise in chapter.exercises}
    cells = {}
    for cell in cells_with_regions(text):
        (function,) = {s.name for s in ast.parse(cell).body if isinstance(s, ast.FunctionDef)} & graded
        cells[function] = cell
    return cells


# ---------------------------------------------------------------- judging them


def lost_points(chapter, tests, submission, names, seed):
    """The functions that lose points under these names, and why: "wrong", "raised", "timeout" and so on."""
    groups = versions.judge(chapter, submission, names, seed, tests)
    return {result.function: result.category for result in groups if not result.passed}


def rounds(mutants):
    """One mutant of each function at a time, until all have been there."""
    by_function = {}
    for mutant in mutants:
        by_function.setdefault(mutant.function, []).append(mutant)
    return [
        [mutant for mutant in together if mutant] for together in itertools.zip_longest(*by_function.values())
    ]


def judge(chapter, cells, some_rounds, tests, seed=SEED):
    """What becomes of the mutants of some rounds, in one sandbox.

    Parameters
    ----------
    chapter : Chapter
    cells : dict of str to str
        See `solution_cells`.
    some_rounds : list of list of Mutant
        In a round, one mutant a function.
    tests : Path
        The hidden tests.
    seed : int
        For their fixture `rng`.

    Returns
    -------
    dict of str to str
        The name of each mutant, and how it was killed; or "survived".

    Raises
    ------
    RuntimeError
        If the solution itself loses points: then no kill would mean anything.
    """
    mutants = list(itertools.chain.from_iterable(some_rounds))
    code = ["import numpy as np, nnlib as nn", *cells.values(), *(mutant.code for mutant in mutants)]
    with tempfile.TemporaryDirectory() as folder:
        inside = withheld.make(Path(folder) / "inside", withheld.functions(chapter.name))
        with Submission(code, inside, limits=LIMITS) as submission:
            submission.load()
            lost = lost_points(chapter, tests, submission, {function: function for function in cells}, seed)
            if lost:
                raise RuntimeError(f"{chapter.name}: the solution itself loses points: {lost}")
            fates = {}
            for together in some_rounds:
                lost = lost_points(chapter, tests, submission, {m.function: m.name for m in together}, seed)
                fates.update({m.name: lost.get(m.function, "survived") for m in together})
    return fates


# ---------------------------------------------------------------- counting


@dataclass
class Tally:
    """What became of the mutants of one function, of a chapter, or of all."""

    killed: int = 0
    survived: int = 0
    equivalent: int = 0
    ways: Counter = field(default_factory=Counter)

    def add(self, fate):
        if fate in ("survived", "equivalent"):
            setattr(self, fate, getattr(self, fate) + 1)
        else:
            self.killed += 1
            self.ways[fate] += 1

    @property
    def made(self):
        return self.killed + self.survived + self.equivalent

    @property
    def share(self):
        """Of the mutants that change something, how many are killed."""
        changing = self.killed + self.survived
        return self.killed / changing if changing else 1.0

    @property
    def share_of_values(self):
        """The same of those that give a value: an exception is easily noticed."""
        by_value = self.killed - self.ways["raised"]
        changing = by_value + self.survived
        return by_value / changing if changing else 1.0

    def row(self, title):
        shares = "".join(f"{100 * share:.1f} %".rjust(14) for share in (self.share, self.share_of_values))
        return f"{title:26}{self.made:9}{self.equivalent:12}{self.survived:10}{self.killed:8}{shares}"


def read_list(path=EQUIVALENT):
    """The list of mutants that survive for a reason: "equivalent" and "survives", each a list of entries."""
    document = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    return {"equivalent": document.get("equivalent", []), "survives": document.get("survives", [])}


def excuse(mutants, fates, listed):
    """Call the survivors that are listed as such equivalent.

    Parameters
    ----------
    mutants : list of Mutant
    fates : dict of str to str
        By the name of the mutant; changed in place.
    listed : dict
        See `read_list`. An entry has ``function``, ``before``, ``after`` (one text, or a list of them)
        and ``reason``; those of other functions are left alone.

    Returns
    -------
    reasons : dict of str to str
        By the name of the mutant.
    complaints : list of str
        What is wrong with the list.
    """
    reasons, complaints = {}, []
    functions = {mutant.function for mutant in mutants}
    for kind, entries in listed.items():
        for entry in entries:
            if entry["function"] not in functions:
                continue
            afters = entry["after"] if isinstance(entry["after"], list) else [entry["after"]]
            for after in afters:
                change = (entry["function"], entry["before"].strip(), after.strip())
                found = [m for m in mutants if (m.function, m.before, m.after) == change]
                where = f"{entry['function']}: {_arrow(*change[1:])}"
                if not found:
                    complaints.append(f"there is no such mutant (any more): {where}")
                for mutant in found:
                    if fates[mutant.name] not in ("survived", "equivalent"):
                        complaints.append(f"the hidden tests kill it, so take it out: {where}")
                    elif kind == "equivalent":
                        fates[mutant.name] = "equivalent"
                    reasons[mutant.name] = entry["reason"]
    return reasons, complaints


def _arrow(before, after):
    return f"{' | '.join(before.splitlines())}  ->  {' | '.join(after.splitlines()) or '(nothing)'}"


def what_there_is(every):
    """A table of the exercises: functions, questions, hidden tests, known mistakes, other right ways."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", str(HIDDEN)]
    command += ["-p", "no:nbval", "--override-ini", "addopts=--import-mode=importlib"]  # twice as fast
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    tests = Counter(Path(line.split("::")[0]).stem for line in listed.splitlines() if "::" in line)
    rows = []
    for chapter in every:
        functions = [exercise.function for exercise in chapter.exercises]
        questions = sum(exercise.answer is not None for exercise in chapter.exercises)
        path = ROOT / "tests" / "unit" / "workbook" / "right_answers" / f"{topic_of(chapter.name)}.py"
        ways = [
            node.name
            for node in ast.parse(path.read_text(encoding="utf-8")).body
            if isinstance(node, ast.FunctionDef) and "__" in node.name.strip("_")
        ]
        rows.append(
            {
                "chapter": chapter.name,
                "functions": len(functions) - questions,
                "questions": questions,
                "hidden tests": tests[f"test_{chapter.name}"],
                "known mistakes": sum(len(mistakes(function)) for function in functions),
                "other right ways": len(ways),
            }
        )
    return rows


def print_what_there_is(rows):
    names = list(rows[0])[1:]
    print(f"{'':28}" + "".join(f"{name:>18}" for name in names))
    for row in rows:
        print(f"{row['chapter']:28}" + "".join(f"{row[name]:18}" for name in names))
    if len(rows) > 1:
        print(f"{'all':28}" + "".join(f"{sum(row[name] for row in rows):18}" for name in names))
    print()


# ---------------------------------------------------------------- all of it


def run(every, jobs, seed):
    """Make and judge the mutants of some chapters: {chapter name: (mutants, fates)}."""
    require("bwrap")
    work, results = [], {}
    for chapter in every:
        cells = solution_cells(chapter)
        mutants = [
            mutant
            for exercise in chapter.exercises
            if exercise.answer is None and exercise.function not in LEFT_OUT
            for mutant in make_mutants(cells[exercise.function], exercise.function)
        ]
        results[chapter.name] = mutants, {}
        turns = rounds(mutants)
        tests = HIDDEN / f"test_{chapter.name}.py"
        work += [(chapter, cells, turns[i : i + ROUNDS], tests, seed) for i in range(0, len(turns), ROUNDS)]
    total = sum(len(mutants) for mutants, _ in results.values())
    with ProcessPoolExecutor(jobs) as pool, tqdm(total=total, unit="mutant", dynamic_ncols=True) as bar:
        waiting = {pool.submit(judge, *task): task[0].name for task in work}
        for done in as_completed(waiting):
            fates = done.result()
            results[waiting[done]][1].update(fates)
            bar.update(len(fates))
    return results


def report(results, listed):
    """Print what became of the mutants; give (tally of all, complaints, rows for the artefact)."""
    complaints, survivors, rows, all_of_them = [], [], [], Tally()
    print(
        f"{'':26}{'mutants':>9}{'equivalent':>12}{'survived':>10}{'killed':>8}{'of changing':>14}{'of values':>14}"
    )
    for name, (mutants, fates) in results.items():
        reasons, wrong = excuse(mutants, fates, listed)
        complaints += wrong
        chapter, functions = Tally(), {mutant.function: Tally() for mutant in mutants}
        for mutant in mutants:
            fate, reason = fates[mutant.name], reasons.get(mutant.name, "")
            for tally in (functions[mutant.function], chapter, all_of_them):
                tally.add(fate)
            change = {"before": mutant.before, "after": mutant.after}
            rows.append(
                {"chapter": name, "function": mutant.function, **change, "fate": fate, "reason": reason}
            )
            if fate == "survived":
                why = reason or "Why? Strengthen the hidden test, or list it with a reason."
                survivors.append(f"{mutant.function}: {_arrow(**change)}\n    {why}")
        for function, tally in functions.items():
            print(tally.row(f"  {function}"))
        print(chapter.row(name))
    print(all_of_them.row("all"))
    for function, reason in LEFT_OUT.items():
        print(f"\nLeft out: {function}, since {reason}.")
    print("\nKilled: " + ", ".join(f"{count} {way}" for way, count in all_of_them.ways.most_common()))
    for title, lines in (("Survived:", survivors), (f"{EQUIVALENT.name} is out of date:", complaints)):
        if lines:
            print("\n" + "\n  ".join([title, *lines]))
    return all_of_them, complaints, rows


def main():
    parser = argparse.ArgumentParser(description="How many wrong answers do the hidden tests notice?")
    names = [chapter.name for chapter in chapters()]
    parser.add_argument("--chapter", choices=names, help="this chapter only")
    parser.add_argument("--jobs", type=int, default=2, help="processes at a time (default: 2)")
    parser.add_argument("--seed", type=int, default=SEED, help="what the hidden tests draw their cases from")
    parser.add_argument("--count", action="store_true", help="count the exercises, make no mutants")
    options = parser.parse_args()
    every = [chapter for chapter in chapters() if options.chapter in (None, chapter.name)]
    there = what_there_is(every)
    print_what_there_is(there)
    if options.count:
        return 0
    listed, graded = read_list(), {e.function for chapter in chapters() for e in chapter.exercises}
    for entry in itertools.chain(*listed.values()):
        if entry["function"] not in graded - LEFT_OUT.keys():
            parser.exit(1, f"{EQUIVALENT.name}: no mutants are made of {entry['function']}\n")
    tally, complaints, rows = report(run(every, options.jobs, options.seed), listed)
    ARTEFACTS.mkdir(exist_ok=True)
    document = {
        "exercises": there,
        "killed_share": tally.share,
        "killed_share_of_values": tally.share_of_values,
        "mutants": rows,
    }
    (ARTEFACTS / "mutants.json").write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    print(f"\nOf the mutants that change something the hidden tests kill {100 * tally.share:.1f} %", end="; ")
    print(
        f"at least {100 * GOAL:.0f} % are wanted. Of those that raise nothing: {100 * tally.share_of_values:.1f} %."
    )
    print(f"Of all, as if none were equivalent: {100 * tally.killed / tally.made:.1f} %.")
    return int(tally.share < GOAL or bool(complaints))


if __name__ == "__main__":
    sys.exit(main())
