"""One source gives three notebooks, the same ones every time, and a fault stops the build by name."""

import base64
import json
import shutil
from io import BytesIO

import matplotlib.image
import nbformat
import numpy as np
import pytest

from instructor import build
from instructor.house import InstructorError

HEADER = """\
---
jupytext:
  text_representation: {extension: .md, format_name: myst}
kernelspec: {display_name: Python 3, language: python, name: python3}
---

"""
CHAPTER = (
    HEADER
    + """\
# A chapter

```{code-cell}
print("one")
print("two")
```

## Second section

```{code-cell}
1 + 1
```
"""
)
SOLUTION = (
    HEADER
    + """\
# Exercises

```{code-cell}
def check(function):
    assert function(2) == 2
```

```{code-cell}
def relu(z):
    ### BEGIN SOLUTION
    secret = z > 0
    return z * secret
    ### END SOLUTION
```

```{code-cell}
check(relu)
```
"""
)


def write_sources(root):
    """The sources of a small course."""
    for folder, text in (("chapters", CHAPTER), ("solutions", SOLUTION)):
        (root / "source" / folder).mkdir(parents=True)
        (root / "source" / folder / "01_neuron.md").write_text(text, encoding="utf-8")
    return root


@pytest.fixture
def course(tmp_path):
    """A small course in a folder with a space in its name."""
    return write_sources(tmp_path / "my course")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The same small course, built once for the tests that only read it."""
    root = write_sources(tmp_path_factory.mktemp("built") / "my course")
    build.build(root, say=lambda line: None)
    return root


def cells(root, folder):
    notebook = json.loads((root / folder / "01_neuron.ipynb").read_text(encoding="utf-8"))
    return {cell["id"]: cell for cell in notebook["cells"]}


def test_three_folders_follow_from_two_sources(built):
    found = {path.relative_to(built).as_posix() for path in built.glob("[!s]*/*.ipynb")}
    found |= {path.relative_to(built).as_posix() for path in built.glob("solutions/*.ipynb")}
    assert found == {"chapters/01_neuron.ipynb", "exercises/01_neuron.ipynb", "solutions/01_neuron.ipynb"}


def test_building_again_writes_nothing(built):
    before = {path: path.read_bytes() for path in built.glob("*/*.ipynb")}
    assert build.build(built, say=lambda line: None) == []
    assert {path: path.read_bytes() for path in built.glob("*/*.ipynb")} == before


def test_the_pieces_of_one_cells_output_are_one_stream(built):
    [printed] = [
        cell["outputs"] for cell in cells(built, "chapters").values() if "print" in "".join(cell["source"])
    ]
    assert [output["text"] for output in printed] == [["one\n", "two"]] or printed[0]["text"] == [
        "one\n",
        "two\n",
    ]


def test_ids_follow_from_headings_and_functions(built):
    assert list(cells(built, "chapters")) == [
        "a-chapter-0",
        "a-chapter-1",
        "second-section-0",
        "second-section-1",
    ]
    assert {"write-relu", "check-relu"} <= set(cells(built, "exercises"))
    assert list(cells(built, "exercises")) == list(cells(built, "solutions"))


def test_the_exercise_has_the_stub_and_no_output(built):
    exercise = cells(built, "exercises")
    assert 'raise NotImplementedError("write relu")' in "".join(exercise["write-relu"]["source"])
    assert "secret" not in (built / "exercises/01_neuron.ipynb").read_text(encoding="utf-8")
    assert all(cell.get("outputs", []) == [] for cell in exercise.values())
    assert all(cell.get("execution_count") is None for cell in exercise.values())


def test_solution_and_check_cells_carry_nbgraders_metadata(built):
    for folder in ("exercises", "solutions"):
        found = cells(built, folder)
        written, checked = (found[name]["metadata"]["nbgrader"] for name in ("write-relu", "check-relu"))
        assert (written["solution"], written["grade"], written["grade_id"]) == (True, False, "write-relu")
        assert (checked["grade"], checked["locked"], checked["solution"]) == (True, True, False)
        assert checked["points"] > 0
        assert written["schema_version"] == checked["schema_version"] == 3


def test_every_executed_cell_has_its_count(built):
    for folder in ("chapters", "solutions"):
        counts = [
            cell["execution_count"] for cell in cells(built, folder).values() if cell["cell_type"] == "code"
        ]
        assert counts == list(range(1, len(counts) + 1))


def test_stored_notebooks_follow_from_their_sources_until_somebody_edits_one(built):
    assert build.differences(built) == []
    path = built / "exercises/01_neuron.ipynb"
    kept = path.read_text(encoding="utf-8")
    path.write_text(kept.replace("write relu", "write it"), encoding="utf-8")
    try:
        assert build.differences(built) == [
            "exercises/01_neuron.ipynb does not match its source; run make notebooks"
        ]
    finally:
        path.write_text(kept, encoding="utf-8")


def test_a_notebook_without_a_source_is_reported(built):
    stray = built / "chapters/99_old.ipynb"
    shutil.copy(built / "chapters/01_neuron.ipynb", stray)
    try:
        assert build.differences(built) == ["chapters/99_old.ipynb has no source"]
    finally:
        stray.unlink()


def picture(letter, nudge=0.0):
    """A small grey picture with a letter-like mark, its edges moved by a fraction of full contrast."""
    pixels = np.ones((64, 64, 4))
    rows = slice(20, 40) if letter == "I" else slice(30, 34)
    pixels[rows, 30:34, :3] = 0.0
    pixels[rows, 29, :3] -= nudge
    stream = BytesIO()
    matplotlib.image.imsave(stream, pixels)
    return base64.b64encode(stream.getvalue()).decode()


def notebook_with(png):
    output = nbformat.v4.new_output("display_data", {"image/png": png, "text/plain": "a picture"})
    cell = nbformat.v4.new_code_cell("draw()", id="figure-0", execution_count=1, outputs=[output])
    return nbformat.v4.new_notebook(cells=[cell])


@pytest.mark.parametrize(
    ("new", "is_written"),
    [(picture("I"), False), (picture("I", nudge=0.3), False), (picture("-"), True)],
)
def test_a_picture_is_written_again_only_if_it_looks_different(tmp_path, new, is_written):
    """Another FreeType moves a few grey pixels; a letter that changed is a change."""
    path = tmp_path / "drawn.ipynb"
    path.write_text(nbformat.writes(notebook_with(picture("I"))) + "\n", encoding="utf-8")
    assert build.write(path, notebook_with(new)) is is_written


@pytest.mark.parametrize(
    ("code", "complaint"),
    [
        (
            "1 / 0",
            r"source/chapters/01_neuron.md: cell 'second-section-1': ZeroDivisionError: division by zero",
        ),
        ("import sys; print('oh', file=sys.stderr)", "cell 'second-section-1' writes to stderr: oh"),
    ],
)
def test_a_cell_that_fails_stops_the_build_before_an_executed_notebook_is_written(course, code, complaint):
    source = course / "source/chapters/01_neuron.md"
    source.write_text(CHAPTER.replace("1 + 1", code), encoding="utf-8")
    with pytest.raises(InstructorError, match=complaint):
        build.build(course, say=lambda line: None)
    assert not list(course.glob("chapters/*.ipynb"))
    assert not list(course.glob("solutions/*.ipynb"))


def test_a_broken_marker_stops_the_build_with_file_and_line(course):
    source = course / "source/solutions/01_neuron.md"
    source.write_text(SOLUTION.replace("    ### END SOLUTION\n", ""), encoding="utf-8")
    line = SOLUTION.splitlines().index("    ### BEGIN SOLUTION") + 1
    with pytest.raises(InstructorError, match=rf"source/solutions/01_neuron.md:{line}: "):
        build.build(course, say=lambda line: None)


def test_a_name_without_a_source_is_refused(course):
    with pytest.raises(InstructorError, match=r"no source called '02_lost'; there are: 01_neuron"):
        build.tasks(course, names=["02_lost"])


def test_an_empty_course_is_refused(tmp_path):
    with pytest.raises(InstructorError, match="no sources in"):
        build.tasks(tmp_path)


def test_a_file_without_code_cells_is_no_source(course):
    (course / "source/chapters/01_neuron.md").write_text("# Only text\n", encoding="utf-8")
    with pytest.raises(InstructorError, match="no code cell found"):
        build.derive(build.tasks(course)[0])
