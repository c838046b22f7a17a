"""A link to a heading becomes a link to the cell that has it."""

import pytest

from instructor import build, links
from instructor.house import InstructorError

HEADER = """---
jupytext:
  text_representation: {extension: .md, format_name: myst}
kernelspec: {display_name: Python 3, language: python, name: python3}
---

"""
CHAPTER = """# A chapter

+++

## One thing, and another

Text, with [a page](https://example.org/01_neuron.ipynb#Nothing).

### Under it

```python
# not a heading
```

```{code-cell}
1
```
"""


@pytest.fixture
def course(tmp_path):
    for folder in ("chapters", "solutions"):
        (tmp_path / "source" / folder).mkdir(parents=True)
    write(tmp_path, "chapters/01_neuron", CHAPTER)
    return tmp_path


def write(course, name, text):
    (course / "source" / f"{name}.md").write_text(HEADER + text, encoding="utf-8")


def derived(course, name, text):
    write(course, name, f"# Another\n\n{text}\n\n```{{code-cell}}\n1\n```\n")
    task = build.tasks(course, [name.split("/")[1]])[0]
    return list(build.derive(task).values())[-1].cells[0].source.split("\n\n")[1]


def test_a_chapter_links_to_a_cell_of_another_chapter(course):
    said = derived(course, "chapters/02_next", "See [it](01_neuron.ipynb#One-thing,-and-another), there.")
    assert said == "See [it](01_neuron.ipynb#cell-id=one-thing-and-another-0), there."


def test_an_exercise_links_to_a_cell_of_a_chapter(course):
    said = derived(course, "solutions/02_next", "[it](../chapters/01_neuron.ipynb#A-chapter)")
    assert said == "[it](../chapters/01_neuron.ipynb#cell-id=a-chapter-0)"


def test_a_heading_inside_a_cell_is_reached_by_its_cell(course):
    said = derived(course, "chapters/02_next", "[it](01_neuron.ipynb#Under-it)")
    assert said == "[it](01_neuron.ipynb#cell-id=one-thing-and-another-0)"


@pytest.mark.parametrize(
    "text",
    [
        "[a chapter](01_neuron.ipynb)",
        "[elsewhere](https://example.org/01_neuron.ipynb#One)",
        "[here](#Another)",
        "01_neuron.ipynb#Nothing",
    ],
)
def test_other_links_stay_as_they_are(course, text):
    assert derived(course, "chapters/02_next", text) == text


@pytest.mark.parametrize(
    ("target", "complaint"),
    [
        ("01_neuron.ipynb#Nothing", r"^source/chapters/02_next.md: no heading of 01_neuron.md is #Nothing$"),
        ("01_neuron.ipynb#not-a-heading", "no heading of 01_neuron.md is #not-a-heading"),
        (
            "09_gone.ipynb#One",
            r"^source/chapters/02_next.md: a link leads to 09_gone.md, which is not there$",
        ),
    ],
)
def test_a_link_that_leads_nowhere_stops_the_build(course, target, complaint):
    with pytest.raises(InstructorError, match=complaint):
        derived(course, "chapters/02_next", f"[it]({target})")


def test_a_heading_that_was_changed_is_found_by_its_new_name(course):
    derived(course, "chapters/02_next", "[it](01_neuron.ipynb#A-chapter)")
    write(course, "chapters/01_neuron", CHAPTER.replace("# A chapter", "# The first chapter"))
    said = derived(course, "chapters/02_next", "[it](01_neuron.ipynb#The-first-chapter)")
    assert said == "[it](01_neuron.ipynb#cell-id=the-first-chapter-0)"


def test_an_anchor_keeps_everything_but_spaces():
    assert links.anchor("Form 4: a batch") == "Form-4:-a-batch"
