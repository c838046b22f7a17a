"""What teachers and learners get to see."""

import csv
from html.parser import HTMLParser

import pytest

from grader import grading, report
from grader.gradebook import Gradebook
from workbook import exercises

NASTY = "<script>alert(1)</script>\x1b[31m=1+1"


@pytest.fixture
def row(tmp_path):
    """A row in which everything that a learner can choose is nasty."""
    groups = [
        grading.GroupResult(e.function, group, points).__dict__
        for e in exercises.chapter("01_neuron").exercises
        for group, points in e.points.items()
    ]
    groups[0] |= {
        "passed": False,
        "category": "raised",
        "exception": "ValueError",
        "details": ["hidden 0.625"],
    }
    grade = {
        "status": "partly",
        "reason": NASTY,
        "groups": groups,
        "mistakes": [{"function": "neuron", "mistake": "m", "message": NASTY, "evidence": [["got", NASTY]]}],
        "notes": [[2, NASTY, NASTY]],
    }
    book = Gradebook(f"sqlite:///{tmp_path / 'book.sqlite'}")
    about = {"file": NASTY, "sha256": "", "tests": "", "isolation": "none", "seed": 1}
    made = book.add(NASTY, "01_neuron", about, grade)
    book.close()
    return made


class Outline(HTMLParser):
    """Headings, header cells and tags of a page."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.headings, self.unscoped, self.lang = [], [], 0, None
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.tags.append(tag)
        if tag in ("h1", "h2", "h3", "h4"):
            self.headings.append(int(tag[1]))
        if tag == "th" and attributes.get("scope") not in ("col", "row", "rowgroup"):
            self.unscoped += 1
        if tag == "html":
            self.lang = attributes.get("lang")


def test_nothing_of_a_learner_becomes_html(row):
    """Names, files, exceptions, messages."""
    page = report.feedback(row)
    assert "script" not in Outline(page).tags
    assert "&lt;script&gt;" in page
    assert "\x1b" not in page


def test_a_page_reads_well_without_eyes(row):
    """One h1, no level left out, every header cell says what it heads, and the language is known."""
    outline = Outline(report.feedback(row))
    assert outline.lang == "en"
    assert outline.headings[0] == 1
    assert outline.headings.count(1) == 1
    assert all(
        after <= before + 1 for before, after in zip(outline.headings, outline.headings[1:], strict=False)
    )
    assert outline.unscoped == 0
    assert {"caption", "title", "main"} <= set(outline.tags)


def test_a_page_says_what_was_earned_and_how_it_was_graded(row):
    """Points, the reason in words, and that there was no sandbox."""
    page = report.feedback(row)
    assert "94 of 100 points" in page
    assert "not passed: it raised ValueError" in page
    assert "without a sandbox" in page


def test_the_teachers_details_are_on_no_page_and_in_no_table(row, tmp_path):
    """They may hold hidden inputs."""
    report.write_csv(tmp_path / "grades.csv", [row])
    assert "0.625" not in report.feedback(row) + (tmp_path / "grades.csv").read_text()


def test_the_table_has_a_line_a_submission_and_a_column_a_function(row, tmp_path):
    """And nothing in it that a spreadsheet would run, or that a terminal would obey."""
    report.write_csv(tmp_path / "grades.csv", [row, row], {(row.learner, row.chapter)})
    text = (tmp_path / "grades.csv").read_text()
    lines = list(csv.DictReader(text.splitlines()))
    assert len(lines) == 2
    assert [lines[0][e.function] for e in exercises.chapter("01_neuron").exercises][:2] == ["6", "16"]
    assert (lines[0]["score"], lines[0]["doubled"]) == ("94", "yes")
    assert "\x1b" not in text
    assert not any(value[:1] in "=+@" for value in lines[0].values() if value)


def test_an_unreadable_notebook_has_a_page_with_the_reason(row):
    """Instead of a table of noughts."""
    row.status, row.reason = "unreadable", "the file is empty"
    page = report.feedback(row)
    assert "could not be graded: the file is empty." in page
    assert "<table>" not in page
