"""What the figures of chapter 4 claim, computed without a browser."""

import numpy as np
import pytest

from nnlib import functional as F
from workbook import figures
from workbook.figures.gradient_descent import (
    _CURVES,
    _hills,
    _hills_grad,
    _hills_valleys,
    _LineLoss,
    left_or_right,
)


def test_the_search_stalls_where_the_chapter_says():
    """5 - 17 * 0.3 = -0.1; at -0.4 and at 0.2 w² is larger than at -0.1."""
    figure = figures.LeftOrRight(curve="w²", start=5, step=0.3, n=60)
    assert figure._now.get_xdata() == [-0.1]
    assert figure._verdict.get_text() == "it stops here"
    assert "after 17 steps of 0.3, w = −0.1 with a loss of 0.01" in figure.alt
    assert figure._texts[2].get_text() == "37 times"  # the start, and two looks at each of 18 places


def test_a_search_that_has_not_arrived_goes_on():
    figure = figures.LeftOrRight(start=2, step=0.5, n=1)
    assert left_or_right(lambda w: w * w, 2, 0.5, 1) == [2.0, 1.5]
    assert list(figure._looks.get_xdata()) == [1.0, 2.0]
    assert figure._verdict.get_text() == "one side is lower"


def test_a_step_that_fits_finds_the_minimum():
    assert figures.LeftOrRight(start=5, step=0.1, n=60)._now.get_xdata() == [0.0]


def test_the_start_decides_which_valley_the_search_finds():
    ends = [
        figures.LeftOrRight(curve="two valleys", start=s, step=0.1, n=60)._now.get_xdata()[0] for s in (-1, 4)
    ]
    assert ends[0] < -3 < 2 < ends[1]


@pytest.mark.parametrize("curve", _CURVES)
def test_the_slopes_of_the_curves_are_their_slopes(curve):
    loss, slope = _CURVES[curve]
    for w in (-3.5, -0.3, 0.0, 1.7, 4.0):
        np.testing.assert_allclose(slope(w), F.numerical_gradient(loss, w), atol=1e-7)


def test_the_path_on_the_parabola_is_the_one_of_the_chapter():
    """Each step at 0.1 multiplies w by 0.8: 5, 4, 3.2, 2.56; the slope there is 5.12."""
    figure = figures.SlopeSteps(curve="w²", start=5, lr=0.1, n=3)
    np.testing.assert_allclose(figure._path.get_xdata(), [5, 4, 3.2, 2.56])
    assert [text.get_text() for text in figure._texts] == ["2.56", "5.12", "−0.512"]


def test_the_tangent_has_the_slope_and_touches():
    figure = figures.SlopeSteps(curve="√(1 + w²)", start=2.5, lr=0.5, n=2)
    (x0, x1), (y0, y1) = figure._tangent.get_data()
    w = float(figure._now.get_xdata()[0])
    np.testing.assert_allclose((y1 - y0) / (x1 - x0), w / np.sqrt(1 + w * w))
    np.testing.assert_allclose((y0 + y1) / 2, np.sqrt(1 + w * w))


def test_far_out_in_the_plain_nothing_moves():
    figure = figures.SlopeSteps(curve="a pit in a plain", start=5, lr=1, n=30)
    assert figure._now.get_xdata()[0] > 4.99
    assert not figure._arrow.get_visible()


def test_another_curve_draws_other_axes():
    figure = figures.SlopeSteps(curve="w²")
    figure.move(curve="a pit in a plain")
    assert figure.png() == figures.SlopeSteps(curve="a pit in a plain").png()


@pytest.mark.parametrize(
    ("lr", "a", "verdict"),
    [
        (0.1, 2, "comes closer from one side"),
        (0.5, 2, "there in one step"),
        (0.9, 2, "comes closer from both sides"),
        (1.0, 2, "bounces for ever"),
        (1.1, 2, "explodes"),
        (0.5, 4, "bounces for ever"),
        (0.8, 2.5, "bounces for ever"),
        (0.55, 4, "explodes"),
    ],
)
def test_the_limit_is_two_over_a(lr, a, verdict):
    """The factor is 1 - lr a, so that lr a = 2 is the border."""
    assert figures.LearningRates.verdict(lr, a) == verdict
    assert verdict in figures.LearningRates(lr=lr, a=a).alt


def test_a_tenth_and_nine_tenths_come_equally_close():
    """Factors 0.8 and -0.8."""
    slow, wild = (figures.LearningRates(lr=lr, a=2, n=12)._steps.get_ydata() for lr in (0.1, 0.9))
    np.testing.assert_allclose(np.abs(slow), np.abs(wild))
    assert np.all(slow > 0)
    assert wild[1] < 0


def test_the_points_lie_near_their_line():
    x, y = figures.noisy_line()
    assert x.shape == y.shape == (64,)
    w, b = F.fit_line(x, y)
    assert abs(w - 1.5) < 0.2
    assert abs(b - 1) < 0.3


def test_the_bowl_is_the_mean_squared_error():
    x, y = figures.noisy_line()
    loss = _LineLoss(x, y)
    for w, b in ((0.0, 0.0), (1.5, 1.0), (-2.0, 3.0)):
        np.testing.assert_allclose(loss(w, b), F.mse(w * x + b, y))
    np.testing.assert_allclose(loss.least, F.mse(loss.best[0] * x + loss.best[1], y))


def test_the_line_walks_down_its_bowl():
    x, y = figures.noisy_line()
    figure = figures.LineDescends(w=-1, b=4, lr=0.1, n=60)
    w, b = figure._path.get_data()
    losses = [F.mse(wi * x + bi, y) for wi, bi in zip(w, b, strict=True)]
    assert np.all(np.diff(losses) < 0)
    assert (w[0], b[0]) == (-1, 4)
    ends, heights = figure._line.get_data()
    np.testing.assert_allclose(heights, w[-1] * ends + b[-1])


def test_a_line_that_flies_off_is_said_to():
    figure = figures.LineDescends(lr=0.5, n=60)
    assert "η is too large" in figure.alt
    assert len(figure._path.get_xdata()) < 61  # what is far outside is not drawn


@pytest.mark.parametrize(("kind", "across", "up"), [("LineDescends", "w", "b"), ("ClickAStart", "u", "v")])
def test_a_click_into_the_map_sets_the_start(kind, across, up):
    figure = getattr(figures, kind)()
    click = figure._click
    assert (click["across"]["name"], click["up"]["name"]) == (across, up)
    ranges = {control.name: [control.low, control.high] for control in figure.controls}
    assert (
        click["across"]["values"] == ranges[across]
    )  # all of the map can be reached, by click and by slider
    assert click["up"]["values"] == ranges[up]
    figure._answer(figure, {"values": {across: 1.234, up: -0.87}}, [])
    assert (figure.values[across], figure.values[up]) == (1.2, -0.9)


def test_the_map_has_the_gradient_of_its_hills():
    for place in ((0.5, 4.5), (-3.0, -2.0), (2.2, 0.1)):
        measured = F.numerical_gradient(lambda p: _hills(*p), np.array(place))
        np.testing.assert_allclose(_hills_grad(*place), measured, atol=1e-7)


def test_the_four_valleys_are_minima_and_the_first_is_the_deepest():
    valleys = _hills_valleys()
    depths = [_hills(*place) for place in valleys]
    assert depths == sorted(depths)
    for place in valleys:
        np.testing.assert_allclose(_hills_grad(*place), 0, atol=1e-12)
        around = [place + 0.05 * np.array([np.cos(t), np.sin(t)]) for t in np.arange(0, 6.28, 0.1)]
        assert min(_hills(*p) for p in around) > _hills(*place)


def test_starts_side_by_side_can_end_in_different_valleys():
    """The answer in the chapter names these two."""
    ends = [figures.ClickAStart(u=u, v=4.5, lr=0.3, n=80)._end.get_text() for u in (0.7, 0.8)]
    assert ends == ["valley B", "valley D"]


def test_a_start_in_every_valley_stays_there():
    for name, (u, v) in zip("ABCD", _hills_valleys(), strict=True):
        assert figures.ClickAStart(u=u, v=v, lr=0.2, n=80)._end.get_text() == f"valley {name}"


def test_a_rate_that_is_too_large_leaves_the_map():
    figure = figures.ClickAStart(u=5, v=5, lr=2)
    assert figure._end.get_text() == "outside the map"
    assert "step 1 leaves the map" in figure.alt


def test_one_step_of_the_valley_by_hand():
    """Slopes 10 and 20 * 3 = 60: at 0.05 the next place is (9.5, 0)."""
    path, losses = figures.Valley._walk(0.05, 0.0, 20, 1)
    np.testing.assert_allclose(path, [[10, 3], [9.5, 0]])
    np.testing.assert_allclose(losses, [50 + 90, 9.5**2 / 2])


def test_momentum_remembers_the_step_before():
    """The second velocity is 0.5 * (10, 60) + (9.5, 0)."""
    path, _ = figures.Valley._walk(0.05, 0.5, 20, 2)
    np.testing.assert_allclose(path[2], [9.5 - 0.05 * 14.5, -0.05 * 30])


def test_momentum_comes_further_in_the_narrow_valley():
    plain, heavy = (figures.Valley._walk(0.09, beta, 20, 100)[1][-1] for beta in (0.0, 0.6))
    assert heavy < plain / 1000


def test_a_rate_above_the_limit_explodes_in_the_steep_direction():
    assert "explodes" in figures.Valley(lr=0.105, beta=0, k=20, n=100).alt
    assert "explodes" not in figures.Valley(lr=0.095, beta=0, k=20, n=100).alt


def test_the_ellipses_are_lines_of_equal_loss():
    figure = figures.Valley(k=16)
    for ellipse, r in zip(figure._ellipses, figure._radii, strict=True):
        assert (ellipse.width, ellipse.height) == (2 * r, r / 2)


@pytest.mark.parametrize(("batch", "iterations"), [("1", 64), ("4", 16), ("16", 4), ("64", 1)])
def test_an_epoch_is_as_many_iterations_as_there_are_batches(batch, iterations):
    figure = figures.BatchNoise(batch=batch, epochs=1)
    assert len(figure._path.get_xdata()) == iterations + 1
    assert f"after 1 epoch, which makes {iterations} iteration" in figure.alt


def test_the_full_batch_is_plain_descent():
    x, y = figures.noisy_line()
    figure = figures.BatchNoise(batch="64", lr=0.1, epochs=2)
    w, b = -1.0, 4.0
    for _ in range(2):
        w, b = F.gd_line_step(x, y, w, b, 0.1)
    np.testing.assert_allclose([figure._now.get_xdata()[0], figure._now.get_ydata()[0]], [w, b])


def test_another_shuffle_is_another_path_unless_the_batch_is_everything():
    paths = [figures.BatchNoise(batch="4", shuffle=s)._path.get_xdata() for s in (0, 1)]
    assert not np.allclose(*paths)
    full = [figures.BatchNoise(batch="64", shuffle=s)._path.get_xdata() for s in (0, 1)]
    np.testing.assert_allclose(*full)


def test_a_smaller_rate_makes_the_cloud_smaller():
    """The chapter says so: the last ten epochs of batches of one."""
    clouds = []
    for lr in (0.1, 0.02):
        figure = figures.BatchNoise(batch="1", lr=lr, epochs=20)
        clouds.append(np.mean(figure._losses.get_ydata()[640:]))
    assert clouds[1] < clouds[0] / 3


def test_a_larger_rate_can_jump_into_the_deepest_valley():
    """From the corner (5, 5), as the chapter says."""
    ends = [figures.ClickAStart(u=5, v=5, lr=lr, n=80)._end.get_text() for lr in (0.3, 1.2)]
    assert ends == ["valley D", "valley A"]


def test_too_large_a_rate_bounces_in_the_deepest_valley_for_ever():
    assert figures.ClickAStart(u=-3, v=-3, lr=1.5, n=80)._end.get_text() == "no valley yet"
