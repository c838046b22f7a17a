"""What the figures of chapter 2 claim, computed without a browser."""

import numpy as np
import pytest

from workbook import figures


def entries(texts):
    """The words in a table of text artists, empty ones left out."""
    return [[text.get_text() for text in row if text.get_text()] for row in texts]


# ShapeExplorer


def test_an_entry_is_a_row_by_a_column_and_a_bias():
    """Row 1 of X is 3, 4, 0, neuron 1 has 1, -1, 2 and bias 9."""
    figure = figures.ShapeExplorer(sample=1, neuron=1)
    assert figure._sum.get_text() == "Z[0, 0] = 3·1 + 4·(−1) + 0·2 + 9 = 8"
    assert figure.alt.endswith("Sample 1, neuron 1: 3·1 + 4·(−1) + 0·2 + 9 = 8.")


def test_the_whole_answer_is_in_the_table():
    """Worked out by hand, row by row."""
    figure = figures.ShapeExplorer()
    assert entries(figure._table) == [["8", "3"], ["14", "−3"], ["10", "−4"], ["11", "0"]]
    assert entries(figure._right) == [["1", "2"], ["−1", "0"], ["2", "−1"]]  # W.T: neurons are columns


def test_without_the_transpose_two_neurons_do_not_fit():
    figure = figures.ShapeExplorer(product="X @ W", neurons="2")
    assert entries(figure._table) == [[], [], [], []]
    assert not figure._entry.get_visible()
    assert "row 1 of X has 3 entries, column 1 of W only 2, so there is no product" in figure.alt


def test_without_the_transpose_three_neurons_fit_and_are_wrong():
    """3 * 1 + 4 * 2 + 0 * 0 + 9 = 20, where 8 is right."""
    figure = figures.ShapeExplorer(product="X @ W", neurons="3")
    assert entries(figure._table)[0][0] == "20"
    assert "one weight from each neuron" in figure.alt


def test_a_neuron_that_is_not_there_becomes_the_last_one():
    figure = figures.ShapeExplorer(neurons="2", neuron=3)
    assert "neuron 2: 3·2 + 4·0 + 0·(−1) + (−3) = 3." in figure.alt


def test_the_shaded_entry_is_where_row_and_column_meet():
    figure = figures.ShapeExplorer(sample=3, neuron=2)
    assert figure._entry.get_x() == figure._column.get_x() == figure._bias.get_x()
    assert figure._entry.get_y() == pytest.approx(figure._row.get_y())


# PuzzleSteps


@pytest.mark.parametrize(
    ("way", "hidden", "out"),
    [
        ("as asked", ["8", "3"], ["46", "0"]),
        ("W₁ transposed", ["20", "0"], ["85", "0"]),
        ("W₂ transposed", ["8", "3"], ["31", "27"]),
        ("biases forgotten", ["0", "6"], ["18", "6"]),
        ("ReLU forgotten", ["8", "3"], ["46", "−13"]),
    ],
)
def test_the_puzzle_and_its_wrong_turns(way, hidden, out):
    """The table of the chapter."""
    figure = figures.PuzzleSteps(way=way, step=4)
    assert [text.get_text() for text in figure._numbers] == ["3", "4", *hidden, *out]
    assert figure.alt.endswith(f"The output is ({out[0]}, {out[1]}).")


def test_a_neuron_whose_turn_has_not_come_shows_nothing():
    figure = figures.PuzzleSteps(step=1)
    assert [text.get_text() for text in figure._numbers[2:]] == ["8", "?", "?", "?"]
    assert figures.PuzzleSteps(step=0).alt.endswith("Nothing is computed yet.")


def test_each_step_writes_its_sum():
    figure = figures.PuzzleSteps(step=2)
    assert figure._work_line.get_text() == "neuron 2: 2·3 + 0·4 + (−3) = 3, after ReLU 3"
    figure.move(step=4)
    assert figure._work_line.get_text() == "neuron 4: (−2)·8 + 1·3 + 0 = −13, after ReLU 0"


def test_the_silent_neuron_has_a_dashed_ring_and_can_be_woken():
    """(3, 12): neuron 4 has -2 * 0 + 1 * 3 = 3."""
    figure = figures.PuzzleSteps(step=4)
    assert figure._circles[5].get_linestyle() != figure._circles[4].get_linestyle()
    figure.move(x1=6, x2=6)  # 18, 0 and 9: 9 - 18 is still below 0
    assert figure._numbers[5].get_text() == "0"
    figure.move(x1=-6, x2=6)  # hidden -3 and -15, both silent
    assert [text.get_text() for text in figure._numbers[2:]] == ["0", "0", "5", "0"]


def test_a_weight_of_the_puzzle_is_as_thick_as_it_is_large():
    """The first is 1, the second -1, the fourth 0, the fifth 4."""
    lines = figures.PuzzleSteps()._lines
    assert lines[0].get_linewidth() == lines[1].get_linewidth() < lines[4].get_linewidth()
    assert (lines[0].get_linestyle(), lines[1].get_linestyle(), lines[3].get_linestyle()) == ("-", "--", "--")
    assert lines[3].get_linewidth() < lines[1].get_linewidth()


# The widest street


def test_the_margin_of_the_exact_layer():
    """(1, 0) is 1/√5 away from the line through (0, 0) and (2, 1); half of that is the margin."""
    margin, w, b = figures.widest_margin(
        np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 0.0], [2.0, 1.0]]), np.array([0, 1, 1, 0])
    )
    assert margin == pytest.approx(1 / np.sqrt(20))
    np.testing.assert_allclose(w, np.array([1.0, -2.0]) / np.sqrt(5), atol=1e-12)
    np.testing.assert_allclose(b, -0.5 / np.sqrt(5), atol=1e-12)


def test_a_square_of_two_classes_side_by_side():
    margin, w, b = figures.widest_margin(
        np.array([[0.0, 0.0], [0.0, 1.0], [4.0, 0.0], [4.0, 1.0]]), np.array([0, 0, 1, 1])
    )
    assert margin == 2
    np.testing.assert_allclose([*w, b], [1, 0, -2])


@pytest.mark.parametrize(
    "points",
    [
        [[0, 0], [0, 1], [1, 0], [1, 1]],  # the diagonals cross
        [[0, 0], [1, 1], [1, 1], [2, 2]],  # on a line, one class between the other
        [[0, 0], [0, 0], [1, 0], [2, 0]],  # two points in one place
    ],
)
def test_where_no_line_is_there_is_no_margin(points):
    assert figures.widest_margin(np.array(points, dtype=float), np.array([0, 1, 1, 0])) is None


def test_no_other_line_of_many_is_wider():
    """Against a search over directions, at points drawn by chance."""
    rng = np.random.default_rng(5)
    angles = np.linspace(0, 2 * np.pi, 7201)
    directions = np.stack([np.cos(angles), np.sin(angles)])
    separable = 0
    for _ in range(30):
        X, y = rng.normal(size=(4, 2)), np.array([0, 1, 1, 0])
        heights = X @ directions
        gap = (heights[y == 1].min(axis=0) - heights[y == 0].max(axis=0)).max()
        found = figures.widest_margin(X, y)
        assert (found is not None) == (gap > 0)
        if found:
            separable += 1
            assert gap / 2 - 1e-12 <= found[0] < gap / 2 + 2e-3  # the search has steps
    assert separable > 5


# FeatureBend


@pytest.mark.parametrize("layer", figures.FeatureBend.controls[0].options)
def test_the_linear_half_of_the_way_separates_nothing(layer):
    """The chapter says so: a linear map keeps the crossing of the diagonals."""
    figure = figures.FeatureBend(layer=layer)
    for way in np.linspace(0, 1, 11):
        assert figure.describe(layer=layer, way=way).endswith("No line separates them.")


def test_the_bend_separates_article_es_points_just_so():
    figure = figures.FeatureBend(layer="article E: sigmoid", way=2)
    assert figure._margin.get_text() == "0.0076"
    assert "00 at (0.5, 0.5), 01 at (0.73, 0.38), 10 at (0.73, 0.38), 11 at (0.88, 0.27)" in figure.alt
    assert figure._labels[1].get_text() == "01, 10"


def test_the_exact_layer_leaves_more_room():
    figure = figures.FeatureBend(layer="exact: ReLU", way=2)
    assert figure._margin.get_text() == "0.2236"
    assert "00 at (0, 0), 01 at (1, 0), 10 at (1, 0), 11 at (2, 1)" in figure.alt
    x, y = figure._line.get_data()
    np.testing.assert_allclose(x - 2 * y, 0.5, atol=1e-12)  # h1 - 2 h2 = 1/2


def test_without_an_activation_nothing_is_gained():
    figure = figures.FeatureBend(layer="no activation", way=2)
    assert figure._margin.get_text() == "no line"
    assert not figure._street.get_visible()


def test_the_inputs_are_where_the_way_begins():
    figure = figures.FeatureBend()
    assert "00 at (0, 0), 01 at (0, 1), 10 at (1, 0), 11 at (1, 1)" in figure.alt
    assert len(figure._lines.get_segments()) == 18


# NeedleLine


def test_through_the_origin_three_of_four_is_the_most():
    """Every direction of the slider, with either side as the one of the unequal pairs."""
    figure = figures.NeedleLine()
    right = [figure._work(angle, 0)[0] for angle in np.arange(-90, 90.5, 0.5)]
    assert max(right) == 3
    assert min(right) >= 1  # the other side makes 4 minus this, so 4 is out of reach on both


def test_the_needles_eye_of_the_chapter():
    figure = figures.NeedleLine(angle=-31, distance=0.695)
    assert figure._now.get_text() == "4 of 4"
    for angle in (-29, -33.5):
        assert figure._work(angle, 0.695)[0] < 4


def test_each_wrong_point_of_the_needle_has_its_ring():
    figure = figures.NeedleLine(angle=60, distance=0.3)  # everything is below the line
    assert len(figure._neuron._rings.get_offsets()) == 2
    assert "2 of 4 points are right" in figure.alt


# XorTent


@pytest.mark.parametrize("numbers", [(0, -1, 1, -2), (0, -0.5, 3, -4)])
def test_the_tents_of_the_chapter_are_xor(numbers):
    figure = figures.XorTent(**dict(zip(("b1", "b2", "v1", "v2"), numbers, strict=True)))
    assert figure.alt.endswith("That is XOR, exactly.")
    assert [text.get_text() for text in figure._rows] == [
        "00  gives 0  ✓",
        "01  gives 1  ✓",
        "10  gives 1  ✓",
        "11  gives 0  ✓",
    ]


def test_the_tent_at_its_start():
    """relu(s) - relu(s - 0.25) / 2 is 0 at 0, 1 - 0.375 at 1 and 2 - 0.875 at 2."""
    figure = figures.XorTent()
    assert "00 gives 0, 01 gives 0.625, 10 gives 0.625, 11 gives 1.125" in figure.alt
    assert figure.alt.endswith("1 of 4 are as XOR wants them.")


# LayerStack


@pytest.mark.parametrize("layers", [0, 1, 3, 6])
@pytest.mark.parametrize("draw", [1, 5, 8])
def test_without_an_activation_the_curve_is_straight(layers, draw):
    figure = figures.LayerStack(activation="none", layers=layers, draw=draw)
    x, y = figure._curve.get_data()
    np.testing.assert_allclose(np.diff(y, 2), 0, atol=1e-9)
    assert figure._pieces.get_text() == "1"
    assert "one straight line" in figure.alt
    assert x[0] == -3 and abs(y[0]) == pytest.approx(1)


def test_with_relu_there_are_corners():
    """One layer of six neurons has at most six corners."""
    for draw in range(1, 9):
        pieces = int(figures.LayerStack(activation="ReLU", layers=1, draw=draw)._pieces.get_text())
        assert 2 <= pieces <= 7
    assert int(figures.LayerStack(activation="ReLU", layers=3, draw=2)._pieces.get_text()) > 7


def test_a_draw_in_which_everything_falls_silent():
    """The chapter says so of draw 8."""
    figure = figures.LayerStack(activation="ReLU", layers=4, draw=8)
    assert np.ptp(figure._curve.get_ydata()) < 1e-6
    assert figure._pieces.get_text() == "1"
    assert figures.LayerStack(activation="ReLU", layers=3, draw=8)._pieces.get_text() != "1"


def test_with_tanh_it_is_curved():
    figure = figures.LayerStack(activation="tanh", layers=2)
    assert figure._pieces.get_text() == "curved"
    assert figure.alt.endswith("The curve is bent everywhere.")


def test_the_parameters_of_the_stack_are_counted():
    """1-6-6-1: 6 + 6, then 36 + 6, then 6 + 1."""
    assert figures.LayerStack(layers=2)._count.get_text() == "61"
