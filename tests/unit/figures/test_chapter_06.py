"""What the figures of chapter 6 claim, computed without a browser."""

import math

import numpy as np
import pytest

from workbook import figures


def heights(bars):
    return np.array([bar.get_height() for bar in bars])


def test_probabilities_come_from_ratios_of_exponentials():
    """Scores ln 1, ln 2 and ln 5 would give 1/8, 2/8, 5/8; the nearest settings 0, 0.7 and 1.6 come close."""
    figure = figures.SoftmaxBars(z1=0, z2=0.7, z3=1.6)
    np.testing.assert_allclose(heights(figure._bars), [0.125, 0.25, 0.625], atol=0.005)
    assert figure._bars[2].get_facecolor() != figure._bars[0].get_facecolor()


def test_a_shift_moves_every_score_and_no_probability():
    figure = figures.SoftmaxBars()
    before = heights(figure._bars)
    figure.move(shift=5)
    np.testing.assert_allclose(heights(figure._scores), [7, 6, 4])
    np.testing.assert_allclose(heights(figure._bars), before, atol=1e-15)


def test_temperature_divides_the_scores():
    """At T = 2 a lead of 2 counts as a lead of 1."""
    warm = figures.SoftmaxBars(z1=2, z2=0, z3=0, temperature=2)
    plain = figures.SoftmaxBars(z1=1, z2=0, z3=0)
    np.testing.assert_allclose(heights(warm._bars), heights(plain._bars))
    assert math.isclose(heights(warm._bars)[0], math.e / (math.e + 2))


@pytest.mark.parametrize(
    ("precision", "top", "breaks"),
    [
        ("float64", 700, False),
        ("float64", 710, True),
        ("float64", -740, False),
        ("float64", -750, True),
        ("float32", 80, False),
        ("float32", 90, True),
        ("float32", -100, False),
        ("float32", -110, True),
    ],
)
def test_the_textbooks_formula_breaks_where_the_chapter_says(precision, top, breaks):
    figure = figures.ExpOverflow(top=top, precision=precision)
    assert ("no number at all" in figure.alt) == breaks
    assert ("nan" in figure._result.get_text()) == breaks


@pytest.mark.parametrize("top", [-1000, 0, 1000])
@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_the_shift_repairs_it_everywhere(top, precision):
    """1 / (1 + 1/e + 1/e²), 1/e of that, and 1/e once more."""
    figure = figures.ExpOverflow(top=top, precision=precision, shift=True)
    assert figure.alt.endswith("the probabilities are 0.665, 0.245, 0.09.")
    assert figure._marks.get_xdata()[0] == 0


@pytest.mark.parametrize(
    ("p", "cost", "slope"), [(1, 0, -1), (0.5, 0.693, -2), (0.1, 2.303, -10), (0.01, 4.605, -100)]
)
def test_the_cost_is_minus_the_logarithm(p, cost, slope):
    figure = figures.SurpriseCurve(p=p)
    assert round(float(figure._point.get_ydata()[0]), 3) == cost
    x, y = figure._tangent.get_data()
    np.testing.assert_allclose((y[1] - y[0]) / (x[1] - x[0]), slope)
    np.testing.assert_allclose(figure._square.get_ydata(), [(1 - p) ** 2])


@pytest.mark.parametrize("y", [0, 0.2, 0.5, 0.8, 1])
def test_the_lowest_point_lies_at_the_truth(y):
    figure = figures.EntropyFloor(y=y)
    curve = figure._curve.get_ydata()
    assert abs(figure._axis[np.argmin(curve)] - np.clip(y, 0.002, 0.998)) < 0.0021
    assert curve.min() >= figure._floor.get_ydata()[0] - 1e-12


def test_the_floor_is_zero_only_for_a_sure_label():
    """And ln 2 for a coin."""
    assert figures.EntropyFloor(y=1)._floor.get_ydata()[0] == 0
    assert figures.EntropyFloor(y=0)._floor.get_ydata()[0] == 0
    assert math.isclose(figures.EntropyFloor(y=0.5)._floor.get_ydata()[0], math.log(2))


def test_label_and_prediction_cannot_change_places():
    """They meet at p = y and at p = 1 − y only; with a label of 1 the other way round is infinite."""
    figure = figures.EntropyFloor(y=0.8, p=0.3)
    # 0.8 ln 0.3 + 0.2 ln 0.7, and 0.3 ln 0.8 + 0.7 ln 0.2
    assert "H(y, p) = 1.035, and H(p, y) = 1.194." in figure.alt
    for p in (0.8, 0.2):
        i = np.argmin(np.abs(figure._axis - p))
        assert abs(figure._curve.get_ydata()[i] - figure._swapped.get_ydata()[i]) < 1e-9
    assert "H(p, y) = infinite" in figures.EntropyFloor(y=1, p=0.5).alt


def test_the_gradient_is_what_is_said_minus_what_is_true():
    figure = figures.PMinusY(z1=0, z2=0, z3=0, true="dog")
    np.testing.assert_allclose(heights(figure._gradient), [1 / 3, -2 / 3, 1 / 3])
    assert list(figure._wanted.get_ydata()) == [0, 1, 0]
    assert "loss 1.099" in figure.alt  # ln 3


def test_the_pushes_add_up_to_nothing():
    figure = figures.PMinusY(z1=1.3, z2=-2, z3=4, true="cat")
    assert abs(heights(figure._gradient).sum()) < 1e-15


def test_a_step_goes_against_the_gradient_and_lowers_the_loss():
    """From equal scores, with the dog as the truth, the step is (−1/3, 2/3, −1/3), rounded to the sliders."""
    figure = figures.PMinusY(z1=0, z2=0, z3=0, true="dog")
    figure.press("step")
    assert [figure.values[name] for name in ("z1", "z2", "z3")] == [-0.3, 0.7, -0.3]
    assert heights(figure._bars)[1] == max(heights(figure._bars)) > 1 / 3


@pytest.mark.parametrize("true", ["cat", "dog", "fox"])
def test_the_whole_table_gives_p_minus_y(true):
    figure = figures.JacobianTable(z1=0.5, z2=-2, z3=3, true=true)
    assert figure._verdict.get_text() == "the same"
    assert [text.get_text() for text in figure._dZ] == [text.get_text() for text in figure._p_minus_y]
    figure.move(use="the diagonal")
    assert figure._verdict.get_text() == "not the same"


def test_the_table_by_hand():
    """Three equal scores: p = 1/3, so 1/3 · 2/3 on the diagonal and −1/9 beside it; dA = −3 at the truth."""
    figure = figures.JacobianTable(z1=0, z2=0, z3=0, true="cat")
    assert [text.get_text() for text in figure._slopes[:4]] == ["0.222", "−0.111", "−0.111", "−0.111"]
    assert [text.get_text() for text in figure._dA] == ["−3", "0", "0"]
    assert [text.get_text() for text in figure._dZ] == ["−0.667", "0.333", "0.333"]


def test_the_pushes_are_the_slopes_of_the_losses():
    d, h = np.linspace(-7, 7, 29), 1e-6
    for k in (0, 1):
        down = figures.ConfidentMistake.losses(d - h)[k] - figures.ConfidentMistake.losses(d + h)[k]
        np.testing.assert_allclose(figures.ConfidentMistake.pushes(d)[k], down / (2 * h), atol=1e-8)


def test_a_sure_mistake_is_pushed_by_one_loss_and_not_by_the_other():
    entropy, square = figures.ConfidentMistake.pushes(np.float64(-8))
    assert entropy > 0.999
    assert square < 0.001
    d = np.linspace(-8, 8, 1601)
    assert abs(d[np.argmax(figures.ConfidentMistake.pushes(d)[1])] + math.log(2)) < 0.01  # at p = 1/3


def test_the_marks_lie_on_their_curves():
    figure = figures.ConfidentMistake(d=0)
    assert [round(float(mark.get_ydata()[0]), 3) for mark in figure._marks] == [0.693, 0.25, 0.5, 0.25]


def test_the_table_of_confusions_has_its_numbers():
    picture = figures.confusions(np.array([[5, 1], [0, 7]]), alt="Two classes; one 0 was taken for a 1.")
    texts = [text.get_text() for text in picture._canvas.fig.axes[0].texts]
    assert texts == ["5", "1", "7"]


def test_every_neuron_has_its_picture():
    W = np.arange(3 * 4, dtype=float).reshape(3, 2, 2) - 6
    picture = figures.weight_pictures(W, columns=2, alt="Three little pictures of weights.")
    shown = [ax.images[0].get_array() for ax in picture._canvas.fig.axes if ax.images]
    np.testing.assert_array_equal(shown, W)
    assert len({ax.images[0].get_clim() for ax in picture._canvas.fig.axes if ax.images}) == 1
