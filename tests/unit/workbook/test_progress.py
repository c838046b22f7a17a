"""What is done, read from the notebooks on the disk; and the learner's own functions out of them."""

import json
import re

import numpy as np
import pytest

import nnlib as nn
from workbook import mine, progress
from workbook._reading import definitions, read_chapters
from workbook._reference import has_original
from workbook.exercises import chapters

NAMES = [exercise.function for chapter in chapters() for exercise in chapter.exercises]
OURS = [name for name in NAMES if has_original(name)]


def notebook(*cells, as_lines=False):
    """A notebook with these code cells, as text."""
    sources = [cell.splitlines(keepends=True) if as_lines else cell for cell in cells]
    made = [
        {"cell_type": "code", "source": s, "metadata": {}, "outputs": [], "execution_count": None}
        for s in sources
    ]
    words = {"cell_type": "markdown", "source": "def relu(z): return z", "metadata": {}}
    return json.dumps({"cells": [words, *made], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A course in a folder with a space in its name, seen from its chapters."""
    course = tmp_path / "my course"
    (course / "exercises").mkdir(parents=True)
    (course / "chapters").mkdir()
    monkeypatch.chdir(course / "chapters")
    return course / "exercises"


def write(folder, *cells, **how):
    (folder / "01_neuron.ipynb").write_text(notebook("import numpy as np", *cells, **how), encoding="utf-8")


RELU = "def relu(z):\n    return np.maximum(z, 0)"
WRONG_TANH = "def tanh(z):\n    return np.tan(z)"
BLANK = 'def sigmoid(z):\n    raise NotImplementedError("write sigmoid")'


def test_progress_says_how_it_stands_with_each_function(folder):
    write(folder, RELU, WRONG_TANH, BLANK)
    text = str(progress())
    assert re.search(r"^ +5 relu +passes$", text, re.MULTILINE)
    assert re.search(r"^ +4 tanh +not yet; check\(tanh\) says what is wrong$", text, re.MULTILINE)
    assert re.search(r"^ +3 sigmoid +not written yet$", text, re.MULTILINE)
    assert re.search(r"^ +1 neuron +not found$", text, re.MULTILINE)
    assert f"1 of {len(NAMES)} exercises pass the public check." in text
    assert "save yours first" in text


def test_progress_is_a_table_with_headers(folder):
    write(folder, RELU)
    html = progress()._repr_html_()
    assert html.count('<th scope="col"') == 4 * len(chapters())
    assert html.count('<th scope="row"') == len(NAMES)
    assert html.count("<caption") == len(chapters())
    assert "{" not in html


def test_a_solved_notebook_is_complete(folder, course, chapter):
    (folder / f"{chapter.name}.ipynb").write_text(
        notebook("import numpy as np, nnlib as nn", *course.cells(chapter.name))
    )
    assert set(mine()) >= {each.function for each in chapter.exercises if each.function in OURS}


def test_a_source_may_be_a_list_of_lines(folder):
    """nbformat stores it so."""
    write(folder, RELU, as_lines=True)
    assert list(mine()) == ["relu"]


def test_mine_has_what_passes_and_says_so(folder):
    write(folder, RELU, WRONG_TANH)
    functions = mine()
    assert list(functions) == ["relu"]
    np.testing.assert_array_equal(functions.relu(np.array([-1.0, 2.0])), [0.0, 2.0])
    assert functions["relu"] is functions.relu
    assert repr(functions).startswith(f"1 of {len(OURS)} functions are yours. Still nnlib's: neuron, ")


def test_a_function_may_ask_for_the_others_while_it_is_read(folder):
    """Else mine() would check a function that calls mine(), for ever."""
    asks = "from workbook import mine\ndef relu_grad(z):\n    return np.heaviside(mine().relu(z), 0.0)"
    write(folder, RELU, asks)
    assert list(mine()) == ["relu", "relu_grad"]
    assert re.search(r"^ +8 relu_grad +passes$", str(progress()), re.MULTILINE)


def test_mine_does_not_check_what_it_never_hands_out(folder):
    """A question, or the network at the end of the course, whose training takes a while."""
    name = next(name for name in NAMES if name not in OURS)
    path = next(c.name for c in chapters() if any(e.function == name for e in c.exercises))
    called = f"def {name}(*_):\n    open('called', 'w').close()\n    return 1"
    (folder / f"{path}.ipynb").write_text(notebook(called))
    mine()
    assert not (folder.parent / "chapters" / "called").exists()
    progress()
    assert (folder.parent / "chapters" / "called").exists()


def test_what_does_not_pass_is_not_handed_out(folder):
    write(folder, WRONG_TANH)
    with pytest.raises(KeyError, match="your tanh does not pass the public check yet"):
        mine()["tanh"]
    with pytest.raises(AttributeError, match="your tanh does not pass the public check yet"):
        mine().tanh  # noqa: B018


def test_nnlib_runs_on_what_is_mine(folder):
    write(folder, "calls = []\n\ndef relu(z):\n    calls.append(1)\n    return np.maximum(z, 0)")
    functions = mine()
    calls = functions.relu.__globals__["calls"]
    calls.clear()
    with nn.using(*functions.values()):
        nn.functional.relu(np.array([-1.0]))
        nn.ReLU().forward(np.array([[-1.0]]))
    assert calls


def test_a_lambda_can_be_mine(folder):
    write(folder, "relu = lambda z: np.maximum(z, 0)")
    assert mine().relu.__name__ == "relu"


def test_only_definitions_and_imports_are_run(folder, tmp_path, capsys):
    write(
        folder,
        RELU,
        f"open({str(tmp_path / 'touched')!r}, 'w').close()",
        "print('hello')\ncheck(relu)\nx = relu(np.array([1.0]))",
        "from workbook import figures\nfigures.DecisionLine()",
    )
    assert list(mine()) == ["relu"]
    assert not (tmp_path / "touched").exists()
    assert capsys.readouterr() == ("", "")


def test_the_workbook_is_not_imported_for_a_definition():
    """Its figures would cost a second and draw for nobody."""
    assert "check" not in definitions(
        ["from workbook import check", "import workbook.check"], "01_neuron.ipynb"
    )


def test_a_constant_is_a_definition(folder):
    write(folder, "FLOOR = 0.0", "def relu(z):\n    return np.maximum(z, FLOOR)")
    assert list(mine()) == ["relu"]


def test_a_cell_that_fails_takes_no_other_with_it(folder):
    write(folder, "def broken(:", "import no_such_module_anywhere", "def sigmoid(z=1 / 0):\n    pass", RELU)
    assert list(mine()) == ["relu"]


def test_lines_for_ipython_are_left_out(folder):
    write(folder, "%matplotlib inline\n!ls\nnp.exp?\n" + RELU, "%%bash\nrm -rf nothing")
    assert list(mine()) == ["relu"]


def test_the_last_definition_counts(folder):
    """As it does for the grader, which runs the cells from top to bottom."""
    write(folder, "def relu(z):\n    return z", RELU)
    assert list(mine()) == ["relu"]


def test_a_file_that_is_no_notebook_is_named(folder):
    (folder / "01_neuron.ipynb").write_text("<<<<<<< HEAD", encoding="utf-8")
    assert "01_neuron.ipynb cannot be read: it is no notebook" in str(progress())


def test_notebooks_next_to_the_caller_come_first(folder, monkeypatch, tmp_path):
    """Whoever works on a copy means the copy."""
    write(folder, WRONG_TANH)
    copy = folder.parent / "copy"
    copy.mkdir()
    write(copy, RELU)
    monkeypatch.chdir(copy)
    assert list(mine()) == ["relu"]


def test_a_notebook_here_counts_more_than_a_folder_here(folder, monkeypatch):
    write(folder, WRONG_TANH)
    write(folder.parent, RELU)
    monkeypatch.chdir(folder.parent)
    assert list(mine()) == ["relu"]


def test_a_chapter_is_no_exercise(folder):
    """It has the same file name and may define the same functions."""
    (folder.parent / "chapters" / "01_neuron.ipynb").write_text(notebook("import numpy as np", RELU))
    write(folder, BLANK)
    assert list(mine()) == []


def test_without_exercises_there_is_one_clear_line(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileNotFoundError, match=r"no exercise notebook such as 01_neuron.ipynb in "):
        progress()


def test_an_error_shows_the_line_of_the_notebook(folder):
    write(folder, "def relu(z):\n    return maximum(z, 0)")
    (result,) = (r for e, r in read_chapters(folder)[0].results if e.function == "relu")
    assert "(line 2: return maximum(z, 0))" in result.message
