"""Solution regions: nothing leaks, nothing is lost, and a broken marker is named with its line."""

import pytest

from instructor.regions import (
    RegionError,
    check_markers,
    function_of,
    has_region,
    solution_lines,
    stubbed,
)

SOLVED = '''\
def relu(z):
    """Cut off below zero."""
    ### BEGIN SOLUTION
    positive = z > 0
    return z * positive
    ### END SOLUTION
'''


def test_a_region_becomes_one_stub_with_its_own_indentation():
    assert stubbed(SOLVED).splitlines() == [
        "def relu(z):",
        '    """Cut off below zero."""',
        '    raise NotImplementedError("write relu")',
    ]


def test_code_around_the_regions_stays():
    code = "a = 1\n### BEGIN SOLUTION\nb = 2\n### END SOLUTION\nc = 3"
    assert stubbed(code) == 'a = 1\nraise NotImplementedError("write your answer")\nc = 3'


def test_two_regions_of_one_function_become_two_stubs():
    code = (
        "def f(x):\n    ### BEGIN SOLUTION\n    a = x\n    ### END SOLUTION\n    b = 0\n"
        "    ### BEGIN SOLUTION\n    return a + b\n    ### END SOLUTION"
    )
    assert stubbed(code).count('raise NotImplementedError("write f")') == 2
    assert "    b = 0" in stubbed(code).splitlines()


def test_code_without_a_region_is_left_as_it_is():
    assert stubbed("x = 1\n\nprint(x)") == "x = 1\n\nprint(x)"
    assert not has_region("x = 1")


def test_solution_lines_are_those_between_the_markers():
    assert solution_lines(SOLVED) == ["positive = z > 0", "return z * positive"]


def test_the_function_of_a_region_is_the_one_that_holds_it():
    assert function_of(SOLVED) == "relu"
    assert function_of("def helper():\n    pass\n### BEGIN SOLUTION\nx = 1\n### END SOLUTION") is None
    assert function_of("def helper():\n    pass") is None


@pytest.mark.parametrize(
    ("broken", "line", "complaint"),
    [
        ("a\n### BEGIN SOLUTION\nb", 2, "without an"),
        ("a\n### END SOLUTION", 2, "without a"),
        ("### BEGIN SOLUTION\n### BEGIN SOLUTION", 2, "inside the region that began on line 1"),
        ("x\n    ## BEGIN SOLUTION\ny", 2, "is no marker"),
        ("### begin solution", 1, "is no marker"),
        ("### BEGIN SOLUTIONS", 1, "is no marker"),
        ("# END_SOLUTION", 1, "is no marker"),
        ("```{code-cell}\n### BEGIN SOLUTION\nx\n```\n### END SOLUTION", 2, "before its cell ends on line 4"),
    ],
)
def test_a_broken_marker_is_named_with_file_and_line(broken, line, complaint):
    with pytest.raises(RegionError, match=complaint) as caught:
        check_markers(broken, "01.md")
    assert str(caught.value).startswith(f"01.md:{line}: ")


def test_a_chapter_has_no_solutions():
    with pytest.raises(RegionError, match="in a chapter"):
        check_markers(SOLVED, "01.md", allowed=False)


def test_whole_regions_pass():
    check_markers(SOLVED, "01.md")
    check_markers("", "empty.md")
