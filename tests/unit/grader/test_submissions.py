"""Whose notebook is whose."""

import os

import pytest

from grader import submissions, text
from grader.errors import GraderError


def hand_in(folder, *names):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}")


def found(folder, **options):
    """For notebooks whose names do not say it, the chapter is given."""
    notebooks, warnings = submissions.find(folder, chapter="01_neuron", **options)
    return [(each.learner, each.chapter, each.file) for each in notebooks], warnings


@pytest.mark.parametrize(
    ("name", "learner"),
    [
        ("alice/01_neuron.ipynb", "alice"),
        ("alice.ipynb", "alice"),
        ("alice_01_neuron.ipynb", "alice"),
        ("01_neuron-alice (1).ipynb", "alice (1)"),
        ("alice/my work/01_neuron (2).IPYNB", "alice"),
        (".alice.ipynb", ".alice"),
        ("=1+1.ipynb", "=1+1"),
        ("Zoë O'Neil.ipynb", "Zoë O'Neil"),
        ("..alice.ipynb", "..alice"),
        ("a\nb.ipynb", "a\\nb"),
        ("a\\nb.ipynb", "a\\\\nb"),
        ("01_neuron.ipynb", "handed in"),
    ],
)
def test_the_learner_is_the_folder_or_the_file(tmp_path, name, learner):
    """Printable, and never a path."""
    folder = tmp_path / "handed in"
    hand_in(folder, name)
    assert found(folder) == ([(learner, "01_neuron", text.name(name))], [])


def test_what_systems_leave_behind_is_not_handed_in(tmp_path):
    """Checkpoints above all: they are older versions of the same notebook."""
    hand_in(
        tmp_path, "a/01_neuron.ipynb", "a/.ipynb_checkpoints/01_neuron-checkpoint.ipynb", "__MACOSX/a.ipynb"
    )
    hand_in(tmp_path, "a/._01_neuron.ipynb", ".DS_Store")
    assert found(tmp_path) == ([("a", "01_neuron", "a/01_neuron.ipynb")], [])


def test_two_notebooks_of_one_learner_are_both_found_and_marked(tmp_path):
    """Which of them counts is for the teacher to say."""
    hand_in(tmp_path, "a.ipynb", "a/01_neuron.ipynb", "b.ipynb")
    notebooks, _ = submissions.find(tmp_path, chapter="01_neuron")
    assert [(each.learner, each.doubled) for each in notebooks] == [("a", True), ("a", True), ("b", False)]


def test_a_link_that_leads_out_is_not_followed(tmp_path):
    """It could lead to the solution, to another learner's home, or to what another learner handed in."""
    outside = tmp_path / "outside"
    hand_in(outside, "secret.ipynb")
    folder = tmp_path / "in"
    hand_in(folder, "a.ipynb")
    os.symlink(outside / "secret.ipynb", folder / "b.ipynb")
    os.symlink(outside, folder / "c")
    os.symlink("nowhere", folder / "d.ipynb")
    os.symlink("a.ipynb", folder / "e.ipynb")
    hand_in(folder, "f/01_neuron.ipynb")
    os.symlink("../a.ipynb", folder / "f" / "g.ipynb")
    os.symlink("01_neuron.ipynb", folder / "f" / "h.ipynb")
    notebooks, warnings = found(folder)
    assert [file for _, _, file in notebooks] == ["a.ipynb", "f/01_neuron.ipynb", "f/h.ipynb"]
    assert [line.split(":")[0] for line in sorted(warnings)] == [
        "b.ipynb",
        "c",
        "d.ipynb",
        "e.ipynb",
        "f/g.ipynb",
    ]


def test_what_is_no_notebook_is_named(tmp_path):
    """Somebody handed it in, so somebody has to be told."""
    hand_in(tmp_path, "a.ipynb", "essay.docx", "b/notes.txt")
    assert sorted(found(tmp_path)[1]) == [
        "b: no notebook in this folder",
        "essay.docx: not a notebook (.ipynb)",
    ]


def test_the_reports_are_no_submissions(tmp_path):
    """OUT may lie below the submissions."""
    hand_in(tmp_path, "a.ipynb", "graded/feedback/x.html")
    assert found(tmp_path, leave_out=tmp_path / "graded")[1] == []


def test_without_a_chapter_in_its_name_a_notebook_is_named_and_left_out(tmp_path):
    """Guessing would grade it by the wrong tests."""
    hand_in(tmp_path, "alice.ipynb", "bob/03_loss_as_a_quadratic.ipynb")
    notebooks, warnings = submissions.find(tmp_path)
    assert [(each.learner, each.chapter) for each in notebooks] == [("bob", "03_loss_as_a_quadratic")]
    assert warnings == ["alice.ipynb: its name holds no chapter; name one with --chapter"]


def test_a_missing_or_an_empty_folder_is_an_error(tmp_path):
    """One line, before anything is made."""
    with pytest.raises(GraderError, match="no folder"):
        submissions.find(tmp_path / "missing")
    with pytest.raises(GraderError, match="no notebooks"):
        submissions.find(tmp_path)
    hand_in(tmp_path, "a.ipynb")
    with pytest.raises(GraderError, match="is a file"):
        submissions.find(tmp_path / "a.ipynb")


@pytest.mark.parametrize("name", ["=1", "+1", "-1", "@x", " =1", "|x", "＝1", "\t=1"])
def test_a_formula_is_text_in_a_table(name):
    """A spreadsheet would run it on the teacher's machine."""
    assert text.cell(name)[0] in "'\\"


@pytest.mark.parametrize(
    "names", [("../../etc", "x"), ("a/b", "x"), ("", ""), ("ü😀", "x"), ("a" * 500, "x"), ("CON", "x")]
)
def test_a_slug_is_a_file_name_anywhere(names):
    """ASCII, short, no separators, and never empty."""
    slug = text.slug(*names)
    assert slug.isascii()
    assert len(slug) < 100
    assert not set(slug) - set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")


def test_two_names_that_look_alike_get_two_slugs():
    """One learner's page must not replace another's."""
    assert len({text.slug(name) for name in ("a b", "a-b", "a_b", "a  b", "ä b", "a b ")}) == 6


@pytest.mark.parametrize("nothing", ["", " "])
def test_no_folder_is_not_the_folder_one_stands_in(nothing):
    """`make grade` without SUBMISSIONS must not grade the checkout."""
    with pytest.raises(GraderError, match="make grade SUBMISSIONS=folder"):
        submissions.find(nothing, chapter=None)
