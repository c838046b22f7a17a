"""What the figures of chapter 3 claim, computed without a browser."""

import numpy as np
import pytest

from nnlib import functional as F
from workbook import figures
from workbook.figures import loss_as_a_quadratic as drawn


def area(vertices):
    """Of a square that stands upright."""
    width, height = np.ptp(np.asarray(vertices), axis=0)
    return width * height


# squares


def test_each_square_has_the_squared_error_as_its_area():
    """y_hat = 0.5, 1.5, 1.5, 2.5 against 1, 2, 4, 5: errors -0.5, -0.5, -2.5, -2.5."""
    figure = figures.ResidualSquares(w=1, b=0.5)
    areas = [area(path.vertices) for path in figure._squares.get_paths()]
    np.testing.assert_allclose(areas, [0.25, 0.25, 6.25, 6.25])


def test_the_square_at_the_side_is_the_mean_of_the_four():
    figure = figures.ResidualSquares(w=1, b=0.5)
    (path,) = figure._mean.get_paths()
    np.testing.assert_allclose(area(path.vertices), 3.25)
    assert figure._value.get_text() == "3.25"
    assert "Loss: (0.25 + 0.25 + 6.25 + 6.25) / 4 = 3.25." in figure.alt


def test_each_square_stands_on_its_point_and_ends_at_the_line():
    figure = figures.ResidualSquares(w=2, b=-1, y3=3)
    for path, x, y in zip(figure._squares.get_paths(), [0, 1, 1, 2], [1, 2, 3, 5], strict=True):
        heights = sorted({round(v, 9) for v in path.vertices[:, 1]})
        assert heights == sorted({float(y), 2.0 * x - 1})
        assert x in path.vertices[:, 0]


def test_the_best_line_of_the_bills_costs_one_half():
    figure = figures.ResidualSquares(w=2, b=1)
    assert figure._value.get_text() == "0.5"


def test_wherever_the_third_bill_is_the_loss_stays_above_a_sixth():
    """The others' best line is 2 x + 2/3, with errors -1/3, 2/3 and -1/3: together 2/3."""
    figure = figures.ResidualSquares(w=2, b=0.7, x3=2, y3=4.7)
    np.testing.assert_allclose(float(figure._value.get_text()), (0.09 + 0.49 + 0 + 0.09) / 4, atol=1e-3)
    for x3 in np.arange(0, 3.1, 0.5):
        for y3 in np.arange(0, 6.1, 0.5):
            x, y, _ = figures.ResidualSquares._errors(0, 0, x3, y3)
            w, b = F.fit_line(x, y)
            assert F.mse(w * x + b, y) >= 1 / 6 - 1e-12


@pytest.mark.parametrize(
    ("kind", "across", "up"),
    [
        ("ResidualSquares", "x3", "y3"),
        ("LossBowl", "w", "b"),
        ("ChangePlaces", "w", "b"),
        ("SigmoidLandscape", "w", "b"),
    ],
)
def test_the_picture_can_be_dragged(kind, across, up):
    """The pictures with two sliders for one place take a click there as well."""
    where = getattr(figures, kind)()._click
    assert (where["across"]["name"], where["up"]["name"]) == (across, up)


# parabola


@pytest.mark.parametrize(("w", "b"), [(0.5, 1), (2, 1), (-1, 4), (4.5, -2), (0, 0)])
def test_the_point_lies_on_the_parabola_and_shows_the_loss_of_the_line(w, b):
    figure = figures.LossParabola(w=w, b=b)
    (at,), (loss,) = figure._here.get_data()
    assert at == w
    np.testing.assert_allclose(loss, np.mean((w * drawn.HOURS + b - drawn.PRICES) ** 2))
    axis, curve = figure._curve.get_data()
    np.testing.assert_allclose(np.interp(w, axis, curve), loss, atol=2e-3)


def test_the_parabola_of_the_chapter_and_its_vertex():
    """1.5 w² - 6 w + 6.5 is lowest at 2, and is 0.5 there."""
    figure = figures.LossParabola(w=0, b=1)
    assert figure._formula.get_text() == "L = 1.5 w² − 6 w + 6.5"
    assert (figure._vertex.get_xdata()[0], figure._vertex.get_ydata()[0]) == (2.0, 0.5)
    assert "lowest at w = 2, where it is 0.5" in figure.alt


def test_another_b_shifts_the_parabola_and_does_not_widen_it():
    curves = [figures.LossParabola(b=b)._curve.get_ydata() for b in (-1, 1, 3)]
    bends = [np.diff(curve, 2) for curve in curves]
    np.testing.assert_allclose(bends[0], bends[1], atol=1e-9)
    np.testing.assert_allclose(bends[0], bends[2], atol=1e-9)


# bowl


def test_the_ovals_are_places_of_equal_loss():
    """The loss there, computed from the bills, is 0.5 plus the level."""
    for level in drawn._LEVELS:
        w, b = drawn._oval(level)
        losses = np.mean((np.outer(w, drawn.HOURS) + b[:, None] - drawn.PRICES) ** 2, axis=1)
        np.testing.assert_allclose(losses, 0.5 + level)


def test_the_ball_on_the_bowl_is_the_line_on_the_left_and_the_point_on_the_map():
    figure = figures.LossBowl(w=1, b=0.5)
    assert (figure._here.get_xdata()[0], figure._here.get_ydata()[0]) == (1, 0.5)
    assert figure._value.get_text() == "loss 3.25"
    np.testing.assert_allclose(
        np.ravel(figure._ball.get_data()), np.ravel(drawn._seen_from_the_side(1, 0.5, 3.25))
    )
    x, y = figure._line.get_data()
    np.testing.assert_allclose(y, np.add(x, 0.5))


def test_the_zigzag_of_the_chapter_ends_beside_the_bottom():
    """w and b in turn, each to the best tenth: 1.945, 1.105, and stuck with 0.505 after seven rounds."""
    figure, losses = figures.LossBowl(), []
    for _ in range(8):
        for name, words in (("w", "Moving w alone, "), ("b", "moving b alone, ")):
            best = figure.alt.split(words)[1].split(" would")[0].rstrip(".").replace("−", "-")
            figure.move(**{name: float(best)})
        losses.append(drawn._loss(**figure.values))
    np.testing.assert_allclose([losses[0], losses[1], losses[6], losses[7]], [1.945, 1.105, 0.505, 0.505])
    assert figure.values == {"w": 1.9, "b": 1.1}


# two planes


@pytest.mark.parametrize(("w", "b"), [(3, 0), (2, 1), (-0.5, 4)])
def test_errors_are_equally_long_on_both_sides(w, b):
    figure = figures.ChangePlaces(bills="all four", w=w, b=b)
    lengths = []
    for artist in (figure._gaps, figure._strokes):
        y = np.reshape(artist.get_ydata(), (4, 3))
        lengths.append(np.abs(y[:, 0] - y[:, 1]))
    np.testing.assert_allclose(lengths[0], lengths[1])
    np.testing.assert_allclose(lengths[0], np.abs(w * drawn.HOURS + b - drawn.PRICES))


def test_where_two_lines_cross_the_guess_hits_both_bills():
    """b = 1 and b = 2 - w cross at (1, 1)."""
    figure = figures.ChangePlaces(bills="first and second", w=1, b=1)
    assert figure.alt.endswith("by 0, 0: the errors. 2 bills of 2 hit exactly.")


def test_two_bills_of_the_same_hours_are_parallel_lines():
    figure = figures.ChangePlaces(bills="second and third")
    shown = [line for line in figure._hits if line.get_visible()]
    (_, one), (_, other) = (line.get_data() for line in shown)
    np.testing.assert_allclose(np.diff(one), np.diff(other))
    assert one[0] != other[0]


# squares and absolute values


def test_the_line_of_least_squares_follows_the_outlier_in_proportion():
    """The weight of the last point is (8 - 4) / Σ (x - 4)² = 4 / 60."""
    slopes = [figures.SquareOrAbsolute._lines(y9)[1][0] for y9 in (-10, -9, 14, 15)]
    np.testing.assert_allclose([slopes[1] - slopes[0], slopes[3] - slopes[2]], [1 / 15, 1 / 15])


def test_the_line_of_least_absolute_errors_hardly_moves():
    slopes = {round(figures.SquareOrAbsolute._lines(y9)[2][0], 9) for y9 in np.arange(7, 15.1, 0.5)}
    assert len(slopes) == 1
    everywhere = [figures.SquareOrAbsolute._lines(y9)[2][0] for y9 in np.arange(-10, 15.1, 0.5)]
    assert min(everywhere) > 0.4 and max(everywhere) < 0.56


def test_no_line_has_smaller_absolute_errors():
    """By hand for three points: (0, 0), (1, 1), (2, 0) cost 1 with w = 0, b = 0."""
    w, b = figures.least_absolute_line(np.arange(3.0), np.array([0.0, 1.0, 0.0]))
    assert (w, b) == (0.0, 0.0)
    y, _, (w, b) = figures.SquareOrAbsolute._lines(-4)
    least = np.abs(w * drawn._STEPS + b - y).sum()
    for dw in np.linspace(-0.2, 0.2, 21):
        for db in np.linspace(-1, 1, 21):
            assert np.abs((w + dw) * drawn._STEPS + b + db - y).sum() >= least - 1e-9


def test_the_marks_cost_what_the_last_point_costs():
    figure = figures.SquareOrAbsolute(y9=-4)
    (e,), (cost,) = figure._cost.get_data()
    np.testing.assert_allclose(cost, e**2)
    w, b = F.fit_line(drawn._STEPS, np.append(drawn._HEIGHTS[:-1], -4.0))
    np.testing.assert_allclose(e, 8 * w + b + 4)
    (e,), (cost,) = figure._cost_absolute.get_data()
    np.testing.assert_allclose(cost, abs(e))


# the sigmoid neuron


def test_slope_and_bend_of_one_sample_by_hand():
    """At z = 0 with label 1: a = 1/2, a' = 1/4, so the error is -1/2, the slope -1/4 and the bend 2 / 16."""
    loss, slope, bend = drawn._sigmoid_parts(np.array([1.0]), np.array([1.0]), 0.0, 0.0)
    np.testing.assert_allclose([loss[0], slope[0], bend[0]], [0.25, -0.25, 0.125])


@pytest.mark.parametrize("w", [-4, -1.5, -0.2, 0.3, 1.1, 5])
def test_the_dashed_parabola_has_slope_and_curvature_of_the_curve(w):
    h = 1e-4

    def loss(w):
        return F.mse(F.sigmoid(w * drawn.CURVE_X), drawn.CURVE_Y)

    _, slope, curvature = figures.SigmoidLossCurve._work(np.float64(w))
    np.testing.assert_allclose(slope, (loss(w + h) - loss(w - h)) / (2 * h), atol=1e-6)
    np.testing.assert_allclose(curvature, (loss(w + h) - 2 * loss(w) + loss(w - h)) / h**2, atol=1e-4)


def test_the_curve_has_the_two_valleys_of_the_chapter():
    w = np.linspace(-6, 6, 2401)
    loss, _, curvature = figures.SigmoidLossCurve._work(w)
    low = np.flatnonzero((loss[1:-1] < loss[:-2]) & (loss[1:-1] < loss[2:])) + 1
    np.testing.assert_allclose(w[low], [-0.135, 1.1], atol=0.006)
    np.testing.assert_allclose(loss[low], [0.22, 0.35], atol=0.002)
    turns = w[:-1][np.diff(np.sign(curvature)) != 0]
    np.testing.assert_allclose(turns, [-0.94, 0.05, 0.52, 2.02], atol=0.01)


def test_what_is_said_of_the_parabola():
    for w, words in ((-1.5, "opens downwards"), (-0.2, "opens upwards"), (6, "is nearly flat")):
        figure = figures.SigmoidLossCurve(w=w)
        assert figure.alt.endswith(f"the parabola {words}.")
        assert figure._words.get_text().endswith(words)


@pytest.mark.parametrize(("w", "b"), [(0.5, 0), (1, 1), (-1, 0), (-2, 3), (6, -8)])
def test_the_curvatures_are_the_eigenvalues_of_the_measured_hessian(w, b):
    h = 1e-3

    def loss(w, b):
        return F.mse(F.sigmoid(w * drawn.LANDSCAPE_X + b), drawn.LANDSCAPE_Y)

    ww = (loss(w + h, b) - 2 * loss(w, b) + loss(w - h, b)) / h**2
    bb = (loss(w, b + h) - 2 * loss(w, b) + loss(w, b - h)) / h**2
    rising = loss(w + h, b + h) + loss(w - h, b - h)
    falling = loss(w + h, b - h) + loss(w - h, b + h)
    wb = (rising - falling) / (4 * h**2)
    _, small, large = figures.SigmoidLandscape._work(np.float64(w), np.float64(b))
    np.testing.assert_allclose([small, large], np.linalg.eigvalsh([[ww, wb], [wb, bb]]), atol=1e-5)


@pytest.mark.parametrize(
    ("w", "b", "words"),
    [
        (0.5, 0, "curved upwards in every direction, like a bowl."),
        (1, 1, "there is a direction in which it is curved downwards."),
        (-1, 0, "there is a direction in which it is curved downwards."),
        (-6, 0, "the ground is as good as flat."),
    ],
)
def test_what_is_said_of_the_ground(w, b, words):
    assert figures.SigmoidLandscape(w=w, b=b).alt.endswith(words)


def test_the_cross_is_the_lowest_place_of_the_middle():
    w, b = np.meshgrid(np.linspace(-1, 2, 61), np.linspace(-2, 2, 81))
    loss = figures.SigmoidLandscape._work(w, b)[0]
    lowest = np.unravel_index(loss.argmin(), loss.shape)
    np.testing.assert_allclose([w[lowest], b[lowest]], [0.55, 0], atol=0.03)


def test_the_corner_of_the_tongue_is_nearly_a_step_with_one_mistake_in_six():
    loss = figures.SigmoidLandscape._work(np.float64(6), np.float64(-8))[0]
    np.testing.assert_allclose(loss, 1 / 6, atol=0.005)
