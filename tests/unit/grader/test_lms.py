"""The table for a learning management system has its columns, one line a learner, and no formula."""

import csv
import re

import pytest

from grader import lms
from grader.errors import GraderError
from grader.gradebook import GradeRow, GroupRow
from instructor.house import ROOT
from workbook import exercises

MAPS = ROOT / "docs" / "lms"
COLUMN = '[[column]]\nheader = "who"\nfield = "learner"\n'


def row(learner, chapter, score, status="partly", **more):
    groups = [
        GroupRow(function="neuron", group="values", points=100, earned=score, category="wrong", exception="")
    ]
    about = {"file": f"{learner}/{chapter}.ipynb", "attempt": 1, "reason": "", "isolation": "bwrap"}
    about |= {"graded_at": "2026-01-01", "groups": groups, **more}
    return GradeRow(learner=learner, chapter=chapter, score=score, max_score=100, status=status, **about)


@pytest.fixture
def graded():
    """Two learners, one of them twice in a chapter; a third one on whom the grader failed."""
    return [
        row("alice", "01_neuron", 40, attempt=2, file="alice/a.ipynb"),
        row("alice", "01_neuron", 90, file="alice/b.ipynb"),
        row("alice", "02_forward_pass", 100, "passed"),
        row("bob", "01_neuron", 0, "unreadable"),
        row("=carol", "02_forward_pass", 0, "error"),
    ]


def table(folder, rows, said, name="my map.toml"):
    """The lines of the table that a map makes, as lists of cells."""
    (folder / name).write_text(said, encoding="utf-8")
    made = lms.read(folder / name)
    path = lms.write(folder, rows, made)
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.reader(file, delimiter=made.delimiter))


def shipped(folder, rows, name):
    return table(folder, rows, (MAPS / f"{name}.toml").read_text(encoding="utf-8"), f"{name}.toml")


def test_moodle_gets_a_score_and_a_comment_a_chapter(graded, tmp_path):
    """The best of two, nothing where nothing was handed in, and nothing where the grader failed."""
    assert shipped(tmp_path, graded, "moodle") == [
        ["Username", "01_neuron", "02_forward_pass", "01_neuron feedback", "02_forward_pass feedback"],
        ["'=carol", "", "", "", ""],
        ["alice", "90", "100", "neuron 90/100", "all points"],
        ["bob", "0", "", "the notebook could not be read", ""],
    ]
    assert (tmp_path / "moodle.csv").is_file()


def test_canvas_gets_its_own_first_columns_and_the_points_possible(graded, tmp_path):
    """Canvas takes a file only if the last column before the assignments is the section."""
    header, points, *lines = shipped(tmp_path, graded, "canvas")
    assert header == ["Student", "ID", "SIS Login ID", "Section", "01_neuron", "02_forward_pass"]
    assert points == ["    Points Possible", "", "", "", "100", "100"]
    assert lines[1:] == [["alice", "", "alice", "", "90", "100"], ["bob", "", "bob", "", "0", ""]]


def test_brightspace_gets_points_grades_and_the_end_of_each_line(graded, tmp_path):
    header, *lines = shipped(tmp_path, graded, "brightspace")
    assert header == [
        "Username",
        "01_neuron Points Grade",
        "02_forward_pass Points Grade",
        "End-of-Line Indicator",
    ]
    assert [line[-1] for line in lines] == ["#", "#", "#"]
    assert lines[1] == ["alice", "90", "100", "#"]


def test_every_map_that_is_shipped_is_tested_here():
    tested = set(
        re.findall(r'shipped\(tmp_path, \w+, "(\w+)"\)', (ROOT / __file__).read_text(encoding="utf-8"))
    )
    assert {path.stem for path in MAPS.iterdir()} == tested


def test_without_columns_of_chapters_there_is_a_line_a_submission(graded, tmp_path):
    """With every field there is, behind another delimiter."""
    fields = "".join(f'[[column]]\nheader = "{field}"\nfield = "{field}"\n' for field in lms.FIELDS)
    header, *lines = table(tmp_path, graded, f'delimiter = ";"\n{fields}')
    assert header == list(lms.FIELDS)
    first = dict(zip(header, lines[0], strict=True))
    assert len(lines) == 5
    assert first["learner"] == "alice"
    assert first["title"] == exercises.chapter("01_neuron").title
    assert (first["score"], first["max_score"], first["percent"]) == ("40", "100", "40")
    assert (first["comment"], first["attempt"]) == ("neuron 40/100", "2")
    assert re.fullmatch(r"feedback/alice-01_neuron-\w+-\w+\.html", first["feedback"])


def test_a_percentage_has_four_digits():
    assert lms._field("percent", row("a", "01_neuron", 1, groups=[])) == "1"
    third = row("a", "01_neuron", 1, groups=[])
    third.max_score = 3
    assert lms._field("percent", third) == "33.33"


def test_nothing_of_a_learner_is_a_formula(tmp_path):
    """Nor a new cell, nor a new line; what the teacher wrote stays as it is."""
    nasty = ["=1+1", "+1", "@x", " =1", "a\nb", 'a";"=1']
    rows = [row(name, "01_neuron", 1, reason=name, file=name) for name in nasty]
    said = COLUMN + '[[column]]\nheader = "=why"\nfield = "reason"\n[[column]]\nheader = "-"\ntext = "-"\n'
    lines = table(tmp_path, rows, said)
    assert lines[0] == ["who", "=why", "-"]
    assert [line[2] for line in lines[1:]] == ["-"] * len(nasty)
    assert not any(cell.lstrip()[:1] in "=+@" for line in lines[1:] for cell in line[:2])
    assert not any("\n" in cell for line in lines for cell in line)


def test_a_class_without_grades_has_a_header_only(tmp_path):
    assert table(tmp_path, [], COLUMN) == [["who"]]


EACH = '[[column]]\nheader = "{chapter}"\nfield = "score"\neach = "chapter"\n'


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("", r"no \[\[column\]\]"),
        ("column = 3", r"no \[\[column\]\]"),
        ("[[column]", "no TOML: .*line 1"),
        (
            '[[column]]\nheader = "x"\nfield = "scores"',
            "column 1: there is no field 'scores'; there are: learner, .*",
        ),
        ('[[column]]\nfield = "score"', "column 1: it has no header"),
        ('[[column]]\nheader = "x"', "column 1: it has either a field or a text"),
        ('[[column]]\nheader = "x"\nfield = "score"\ntext = ""', "either a field or a text"),
        ('[[column]]\nheader = "x"\nfeld = "score"', "column 1: 'feld' is unknown; there are: header, field"),
        ("[[column]]\nheader = 3", "column 1: header is 3, expected a text"),
        (
            '[[column]]\nheader = "x"\nfield = "learner"\neach = "chapter"',
            "each is for the fields of a submission",
        ),
        ('[[column]]\nheader = "x"\nfield = "score"\neach = "week"', 'each = "chapter"'),
        (COLUMN + '[[column]]\nheader = "x"\nfield = "score"\neach = "chapter"', "there are two columns 'x'"),
        (COLUMN + COLUMN, "there are two columns 'who'"),
        (COLUMN + EACH + '[[column]]\nheader = "x"\nfield = "status"', "column 'x' is of one chapter"),
        ('delimiter = "::"\n' + COLUMN, "the delimiter is '::'"),
        ("points = 1\n" + COLUMN, "points is 1"),
        ('points = "max"\n' + COLUMN, "points is for a table"),
        ('points = "max"\n' + EACH, "after the first column"),
        ('rows = "all"\n' + COLUMN, "'rows' is unknown; there are: delimiter, points, column"),
    ],
)
def test_a_map_that_nobody_understands_says_what_is_wrong(tmp_path, said, reason):
    """In one line, with the names that there are."""
    (tmp_path / "map.toml").write_text(said, encoding="utf-8")
    with pytest.raises(GraderError, match=reason) as caught:
        lms.read(tmp_path / "map.toml")
    assert "map.toml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_map_that_is_not_there_or_not_text_is_one_line(tmp_path):
    (tmp_path / "latin.toml").write_bytes(b'[[column]]\nheader = "\xfc"')
    for name, reason in (
        ("none.toml", "No such file"),
        ("latin.toml", "no TOML"),
        ("grades.toml", "another name"),
    ):
        if name == "grades.toml":
            (tmp_path / name).write_text(COLUMN)
        with pytest.raises(GraderError, match=reason) as caught:
            lms.read(tmp_path / name)
        assert "\n" not in str(caught.value)
