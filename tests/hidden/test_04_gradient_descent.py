"""Chapter 4: steps downhill, a measured gradient, momentum and mini-batches.

Expected values are worked out by hand, or number by number in plain Python. Random results are judged by what
every right shuffle has in common, with so many samples that chance plays no part.
"""

import math

import numpy as np
import pytest

CLOSE = {"rtol": 1e-9, "atol": 1e-12}
CLOSE_SINGLE = {"rtol": 1e-5, "atol": 1e-6}
MEASURED = {"rtol": 1e-6, "atol": 1e-7}  # of central differences with the usual step


def read_only(array):
    array.setflags(write=False)
    return array


def stepped(w, grad, lr):
    """w - lr grad, entry by entry."""
    w, grad = np.broadcast_arrays(w, grad)
    flat = [float(a) - float(lr) * float(g) for a, g in zip(w.ravel(), grad.ravel(), strict=True)]
    return np.array(flat).reshape(w.shape)


# gd_step


@pytest.mark.exercise("gd_step", group="values")
def test_a_step_on_the_parabola(student):
    """5 - 0.1 * 10"""
    np.testing.assert_allclose(student.gd_step(5.0, 10.0, 0.1), 4.0, **CLOSE)


@pytest.mark.exercise("gd_step", group="values")
def test_a_step_leads_against_the_slope(student):
    assert student.gd_step(1.0, 2.0, 0.25) == 0.5
    assert student.gd_step(1.0, -2.0, 0.25) == 1.5


@pytest.mark.exercise("gd_step", group="values")
@pytest.mark.parametrize("shape", [(4,), (3, 5), (2, 3, 2)], ids=str)
def test_every_entry_takes_its_own_step(student, rng, shape):
    w, grad, lr = rng.normal(size=shape), rng.normal(size=shape), float(rng.uniform(0.01, 2))
    np.testing.assert_allclose(student.gd_step(w, grad, lr), stepped(w, grad, lr), **CLOSE)


@pytest.mark.exercise("gd_step", group="values")
def test_steps_of_the_learner_reach_the_bottom_of_a_bowl(student, rng):
    """Curvatures 1 and 3, so that 0.4 is below the limit 2/3."""
    curvature, w = np.array([1.0, 3.0]), rng.normal(size=2) + 3
    for _ in range(40):
        w = np.asarray(student.gd_step(w, curvature * w, 0.4))
    np.testing.assert_allclose(w, 0, atol=1e-6)
    assert w.shape == (2,)


@pytest.mark.exercise("gd_step", group="edges")
def test_a_step_without_slope_or_without_rate_stays(student, rng):
    w = rng.normal(size=6)
    np.testing.assert_array_equal(student.gd_step(w, np.zeros(6), 0.5), w)
    np.testing.assert_array_equal(student.gd_step(w, np.ones(6), 0.0), w)
    np.testing.assert_allclose(student.gd_step(w, np.ones(6), 0.5), w - 0.5, **CLOSE)


@pytest.mark.exercise("gd_step", group="edges")
def test_a_step_takes_integers(student, rng):
    w, grad = rng.integers(-9, 10, size=8), rng.integers(-9, 10, size=8)
    np.testing.assert_allclose(student.gd_step(w, grad, 0.3), stepped(w, grad, 0.3), **CLOSE)


@pytest.mark.exercise("gd_step", group="edges")
def test_a_step_takes_single_precision(student, rng):
    w, grad = rng.normal(size=9).astype(np.float32), rng.normal(size=9).astype(np.float32)
    np.testing.assert_allclose(student.gd_step(w, grad, 0.5), stepped(w, grad, 0.5), **CLOSE_SINGLE)


@pytest.mark.exercise("gd_step", group="edges")
@pytest.mark.parametrize("shape", [(), (1,), (0,), (0, 3)], ids=str)
def test_a_step_keeps_odd_shapes(student, rng, shape):
    w, grad = rng.normal(size=shape), rng.normal(size=shape)
    new = student.gd_step(w, grad, 0.25)
    assert np.shape(new) == shape
    np.testing.assert_allclose(new, stepped(w, grad, 0.25), **CLOSE)


@pytest.mark.exercise("gd_step", group="edges")
def test_a_step_takes_every_layout(student, rng):
    w, grad = rng.normal(size=(6, 4)), rng.normal(size=(6, 4))
    expected = stepped(w, grad, 0.5)
    np.testing.assert_allclose(student.gd_step(np.asfortranarray(w), grad, 0.5), expected, **CLOSE)
    np.testing.assert_allclose(student.gd_step(w[::2], grad[::2], 0.5), expected[::2], **CLOSE)
    np.testing.assert_allclose(student.gd_step(read_only(w), read_only(grad), 0.5), expected, **CLOSE)


@pytest.mark.exercise("gd_step", group="edges")
def test_a_step_takes_huge_and_tiny_numbers(student):
    new = student.strict.gd_step(np.array([1e300, 1e-300]), np.array([1e300, 1e-300]), 0.5)
    np.testing.assert_allclose(new, [5e299, 5e-301], rtol=1e-12)


@pytest.mark.exercise("gd_step", group="unchanged")
def test_a_step_leaves_its_arguments_alone(student, rng):
    w, grad = rng.normal(size=(3, 2)), rng.normal(size=(3, 2))
    np.testing.assert_allclose(student.gd_step(w, grad, 0.5), stepped(w, grad, 0.5), **CLOSE)
    assert student.gd_step.unchanged(w, grad, 0.5)


# gradient_descent


@pytest.mark.exercise("gradient_descent", group="values")
def test_a_path_that_halves(student):
    slope = student.expression("lambda w: 2 * w")
    np.testing.assert_allclose(student.gradient_descent(slope, 8.0, 0.25, 3), [8, 4, 2, 1], **CLOSE)


@pytest.mark.exercise("gradient_descent", group="values")
def test_the_four_rates_of_the_chapter(student):
    """Each step multiplies w by 1 - 2 lr: 0.8, -0.8, -1 and -1.2."""
    slope = student.expression("lambda w: 2 * w")
    for lr, factor in ((0.1, 0.8), (0.9, -0.8), (1.0, -1.0), (1.1, -1.2)):
        path = student.gradient_descent(slope, 4.0, lr, 12)
        np.testing.assert_allclose(path, [4 * factor**k for k in range(13)], **CLOSE)


@pytest.mark.exercise("gradient_descent", group="values")
def test_a_path_takes_the_slope_at_each_new_place(student, rng):
    """The slope of w³/3 is w²."""
    start, lr = float(rng.uniform(0.5, 1.5)), 0.125
    expected = [start]
    for _ in range(6):
        expected.append(expected[-1] - lr * expected[-1] ** 2)
    path = student.gradient_descent(student.expression("lambda w: w * w"), start, lr, 6)
    np.testing.assert_allclose(path, expected, **CLOSE)


@pytest.mark.exercise("gradient_descent", group="values")
@pytest.mark.parametrize("shape", [(3,), (2, 4)], ids=str)
def test_a_path_of_arrays_has_the_steps_along_the_first_axis(student, rng, shape):
    """Each entry by itself goes towards 1: its distance is multiplied by 1 - 0.25 * 2."""
    start = rng.normal(size=shape)
    path = student.gradient_descent(student.expression("lambda w: 2 * (w - 1)"), start, 0.25, 5)
    assert np.shape(path) == (6, *shape)
    for k in range(6):
        np.testing.assert_allclose(path[k], 1 + (start - 1) * 0.5**k, **CLOSE)


@pytest.mark.exercise("gradient_descent", group="values")
def test_a_path_on_which_the_weights_depend_on_each_other(student):
    """Slope A w with A = [[2, 1], [1, 2]]; by hand from (4, 0) at 0.25."""
    slope = student.expression("lambda w: np.array([[2.0, 1.0], [1.0, 2.0]]) @ w")
    path = student.gradient_descent(slope, np.array([4.0, 0.0]), 0.25, 2)
    np.testing.assert_allclose(path, [[4, 0], [2, -1], [1.25, -1]], **CLOSE)


@pytest.mark.exercise("gradient_descent", group="edges")
def test_no_steps_make_a_path_of_the_start(student, rng):
    slope = student.expression("lambda w: 2 * w")
    np.testing.assert_allclose(student.gradient_descent(slope, 3.5, 0.1, 0), [3.5], **CLOSE)
    start = rng.normal(size=4)
    np.testing.assert_allclose(student.gradient_descent(slope, start, 0.1, 0), [start], **CLOSE)


@pytest.mark.exercise("gradient_descent", group="edges")
def test_the_path_is_an_array_of_floats_even_before_the_first_step(student):
    """A start in integers is not yet a path of floats, and a list of places not yet an array."""
    slope = student.expression("lambda w: 2 * w")
    for start, expected in ((3, [3]), (np.array([3, -5]), [[3, -5]])):
        path = student.gradient_descent(slope, start, 0.25, 0)
        assert isinstance(path, np.ndarray) and path.dtype.kind == "f"
        np.testing.assert_array_equal(path, expected)


@pytest.mark.exercise("gradient_descent", group="edges")
def test_a_start_in_integers_keeps_its_fractions(student):
    slope = student.expression("lambda w: 2 * w")
    np.testing.assert_allclose(student.gradient_descent(slope, 3, 0.25, 2), [3, 1.5, 0.75], **CLOSE)
    path = student.gradient_descent(slope, np.array([3, -5]), 0.25, 2)
    np.testing.assert_allclose(path, [[3, -5], [1.5, -2.5], [0.75, -1.25]], **CLOSE)


@pytest.mark.exercise("gradient_descent", group="edges")
def test_a_start_may_have_one_entry_or_single_precision(student):
    slope = student.expression("lambda w: 2 * w")
    path = student.gradient_descent(slope, np.array([8.0]), 0.25, 1)
    np.testing.assert_allclose(path, [[8], [4]], **CLOSE)
    single = np.array([0.5, -1.5], dtype=np.float32)
    np.testing.assert_allclose(
        student.gradient_descent(slope, single, 0.25, 1), [[0.5, -1.5], [0.25, -0.75]], **CLOSE_SINGLE
    )


@pytest.mark.exercise("gradient_descent", group="edges")
def test_a_start_may_lie_in_memory_in_any_way(student, rng):
    slope = student.expression("lambda w: 2 * w")
    start = rng.normal(size=(4, 6))
    for w0 in (np.asfortranarray(start), start[::2, ::3], start.T):
        path = student.gradient_descent(slope, w0, 0.25, 2)
        np.testing.assert_allclose(path, [w0, w0 / 2, w0 / 4], **CLOSE)


@pytest.mark.exercise("gradient_descent", group="unchanged")
def test_the_start_stays_where_it_is(student, rng):
    slope, start = student.expression("lambda w: 2 * w"), rng.normal(size=3)
    path = student.gradient_descent(slope, start, 0.25, 2)
    np.testing.assert_allclose(path, [start, start / 2, start / 4], **CLOSE)
    assert student.gradient_descent.unchanged(slope, start, 0.25, 2)


@pytest.mark.exercise("gradient_descent", group="unchanged")
def test_a_start_that_cannot_be_written_is_enough(student, rng):
    start = read_only(rng.normal(size=3))
    path = student.gradient_descent(student.expression("lambda w: 2 * w"), start, 0.25, 1)
    np.testing.assert_allclose(path, [start, start / 2], **CLOSE)


@pytest.mark.exercise("gradient_descent", group="use")
def test_the_path_of_a_neuron_leads_to_its_best_weights(student):
    """Three points on the plane y = 2 x1 - x2; the mean squared error has its minimum there."""
    slope = student.expression(
        "lambda w: 2 * np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]).T"
        " @ (np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]) @ w - np.array([2.0, -1.0, 1.0])) / 3"
    )
    path = np.asarray(student.gradient_descent(slope, np.array([0.0, 0.0]), 0.5, 80))
    losses = [((w[0] - 2) ** 2 + (w[1] + 1) ** 2 + (w[0] + w[1] - 1) ** 2) / 3 for w in path]
    assert path.shape == (81, 2)
    assert losses[0] == 2.0  # 4 + 1 + 1, over 3
    assert np.all(np.diff(losses[:40]) <= 0)
    np.testing.assert_allclose(path[-1], [2, -1], atol=1e-5)


# gd_line_step


def line_step(x, y, w, b, lr):
    """By Python's exact sums."""
    m, pairs = len(x), [(float(xi), float(yi)) for xi, yi in zip(x, y, strict=True)]
    dw = math.fsum(2 * (w * xi + b - yi) * xi for xi, yi in pairs) / m
    db = math.fsum(2 * (w * xi + b - yi) for xi, yi in pairs) / m
    return w - lr * dw, b - lr * db


@pytest.mark.exercise("gd_line_step", group="values")
def test_a_line_through_one_point(student):
    """Error -2, both slopes -4."""
    line = student.gd_line_step(np.array([1.0]), np.array([2.0]), 0.0, 0.0, 0.5)
    np.testing.assert_allclose(line, [2, 2], **CLOSE)


@pytest.mark.exercise("gd_line_step", group="values")
def test_the_step_of_the_chapter(student):
    """Errors -2 and -4; slopes -10 and -6."""
    line = student.gd_line_step(np.array([1.0, 2.0]), np.array([2.0, 4.0]), 0.0, 0.0, 0.1)
    np.testing.assert_allclose(line, [1.0, 0.6], **CLOSE)


@pytest.mark.exercise("gd_line_step", group="values")
@pytest.mark.parametrize("m", [2, 5, 40])
def test_a_line_step_goes_against_both_slopes(student, rng, m):
    x, y = rng.normal(size=m), rng.normal(size=m)
    w, b, lr = (float(v) for v in rng.uniform(0.1, 1, 3))
    np.testing.assert_allclose(student.gd_line_step(x, y, w, b, lr), line_step(x, y, w, b, lr), **CLOSE)


@pytest.mark.exercise("gd_line_step", group="values")
def test_a_line_step_is_minus_the_measured_slope(student, rng):
    """With lr = 1 the step is minus the gradient; central differences are exact for a quadratic."""
    x, y = rng.normal(size=7), rng.normal(size=7)
    w, b, h = 0.75, -0.5, 0.5

    def loss(w, b):
        return float(np.mean((w * x + b - y) ** 2))

    dw = (loss(w + h, b) - loss(w - h, b)) / (2 * h)
    db = (loss(w, b + h) - loss(w, b - h)) / (2 * h)
    np.testing.assert_allclose(student.gd_line_step(x, y, w, b, 1.0), [w - dw, b - db], **CLOSE)


@pytest.mark.exercise("gd_line_step", group="values")
def test_every_point_twice_makes_the_same_step(student, rng):
    """The loss is a mean: a sum would double."""
    x, y = rng.normal(size=6), rng.normal(size=6)
    once = student.gd_line_step(x, y, 0.5, 0.25, 0.1)
    twice = student.gd_line_step(np.tile(x, 2), np.tile(y, 2), 0.5, 0.25, 0.1)
    np.testing.assert_allclose(twice, once, **CLOSE)
    np.testing.assert_allclose(once, line_step(x, y, 0.5, 0.25, 0.1), **CLOSE)


@pytest.mark.exercise("gd_line_step", group="edges")
def test_a_perfect_line_stays(student, rng):
    x = rng.integers(-8, 9, size=10) / 4
    np.testing.assert_allclose(student.gd_line_step(x, 1.5 * x - 0.5, 1.5, -0.5, 0.3), [1.5, -0.5], **CLOSE)
    np.testing.assert_allclose(  # and a line that is too high by 1 comes down
        student.gd_line_step(x, 1.5 * x - 0.5, 1.5, 0.5, 0.25),
        [1.5 - 0.5 * float(np.mean(x)), 0.0],
        **CLOSE,
    )


@pytest.mark.exercise("gd_line_step", group="edges")
def test_a_line_step_takes_integers(student):
    """Errors -1, -1, -5; slopes 2 (-1 - 2 - 20) / 3 and 2 (-7) / 3."""
    line = student.gd_line_step(np.array([1, 2, 4]), np.array([2, 3, 9]), 1, 0, 0.5)
    np.testing.assert_allclose(line, [1 + 23 / 3, 7 / 3], **CLOSE)


@pytest.mark.exercise("gd_line_step", group="edges")
def test_a_line_step_takes_single_precision(student, rng):
    x, y = rng.normal(size=12).astype(np.float32), rng.normal(size=12).astype(np.float32)
    expected = line_step(x, y, 0.5, -0.5, 0.25)
    np.testing.assert_allclose(student.gd_line_step(x, y, 0.5, -0.5, 0.25), expected, **CLOSE_SINGLE)


@pytest.mark.exercise("gd_line_step", group="edges")
def test_a_line_step_gives_two_numbers(student, rng):
    line = student.gd_line_step(rng.normal(size=5), rng.normal(size=5), 0.5, 0.5, 0.1)
    assert len(line) == 2
    assert [np.shape(value) for value in line] == [(), ()]


@pytest.mark.exercise("gd_line_step", group="edges")
def test_a_line_step_takes_views_and_one_point(student, rng):
    x, y = rng.normal(size=20), rng.normal(size=20)
    np.testing.assert_allclose(
        student.gd_line_step(x[::3], y[::-3], 0.5, 0.5, 0.1),
        line_step(x[::3], y[::-3], 0.5, 0.5, 0.1),
        **CLOSE,
    )
    np.testing.assert_allclose(
        student.gd_line_step(x[:1], y[:1], 0.5, 0.5, 0.1), line_step(x[:1], y[:1], 0.5, 0.5, 0.1), **CLOSE
    )


@pytest.mark.exercise("gd_line_step", group="unchanged")
def test_a_line_step_leaves_the_points_alone(student, rng):
    x, y = rng.normal(size=6), rng.normal(size=6)
    np.testing.assert_allclose(
        student.gd_line_step(x, y, 0.5, 0.25, 0.1), line_step(x, y, 0.5, 0.25, 0.1), **CLOSE
    )
    assert student.gd_line_step.unchanged(x, y, 0.5, 0.25, 0.1)
    again = student.gd_line_step(read_only(x), read_only(y), 0.5, 0.25, 0.1)
    np.testing.assert_allclose(again, line_step(x, y, 0.5, 0.25, 0.1), **CLOSE)


@pytest.mark.exercise("gd_line_step", group="use")
def test_a_line_is_learnt(student, rng):
    """Points on y = 2 x + 1 with x from -1 to 1: curvatures 2 and about 0.8, so that 0.6 is well below the limit."""
    x = np.linspace(-1, 1, 11)
    w, b = (float(v) for v in rng.normal(size=2))
    for _ in range(45):
        w, b = (float(v) for v in student.gd_line_step(x, 2 * x + 1, w, b, 0.6))
    np.testing.assert_allclose([w, b], [2, 1], atol=1e-6)


# numerical_gradient


@pytest.mark.exercise("numerical_gradient", group="values")
def test_a_parabola_is_measured_exactly(student):
    """(3.5² - 2.5²) / 1"""
    square = student.expression("lambda x: x ** 2")
    np.testing.assert_allclose(student.numerical_gradient(square, 3.0, 0.5), 6.0, **CLOSE)


@pytest.mark.exercise("numerical_gradient", group="values")
def test_both_sides_are_looked_at(student):
    """x³ at 1: central (1.5³ - 0.5³) / 1 = 3.25; to the right alone it would be 4.75."""
    cube = student.expression("lambda x: x ** 3")
    np.testing.assert_allclose(student.numerical_gradient(cube, 1.0, 0.5), 3.25, **CLOSE)


@pytest.mark.exercise("numerical_gradient", group="values")
def test_a_vector_has_a_slope_for_each_entry(student, rng):
    """The slopes of x0² + x1 x2 + sin(x3), with the usual step."""
    x = rng.normal(size=4)
    f = student.expression("lambda x: x[0] ** 2 + x[1] * x[2] + np.sin(x[3])")
    expected = [2 * x[0], x[2], x[1], math.cos(x[3])]
    np.testing.assert_allclose(student.numerical_gradient(f, x), expected, **MEASURED)


@pytest.mark.exercise("numerical_gradient", group="values")
def test_a_matrix_has_a_matrix_of_slopes(student, rng):
    X = rng.normal(size=(3, 2))
    f = student.expression("lambda X: np.sum(X ** 2 * np.arange(6.0).reshape(3, 2))")
    expected = 2 * X * np.arange(6.0).reshape(3, 2)
    np.testing.assert_allclose(student.numerical_gradient(f, X), expected, **MEASURED)


@pytest.mark.exercise("numerical_gradient", group="values")
def test_the_error_shrinks_with_the_square_of_the_step(student):
    """exp at 0 has slope 1; central differences give sinh(h) / h, that is 1 + h²/6 and a little."""
    exp = student.expression("np.exp")
    for h in (0.4, 0.1):
        np.testing.assert_allclose(student.numerical_gradient(exp, 0.0, h), math.sinh(h) / h, **CLOSE)


@pytest.mark.exercise("numerical_gradient", group="values")
def test_the_usual_step_is_small(student):
    """x⁵ at 2: slope 80. A step of 0.01 would be off by 0.08, and one of 1e-12 by more than 1e-3."""
    f = student.expression("lambda x: x ** 5")
    np.testing.assert_allclose(student.numerical_gradient(f, 2.0), 80.0, rtol=1e-6)


@pytest.mark.exercise("numerical_gradient", group="values")
def test_without_a_step_it_is_the_one_of_the_first_line(student):
    """Of x³ at 0 nothing is left but the step: (h³ + h³) / 2h = h²."""
    cube = student.expression("lambda x: x ** 3")
    np.testing.assert_allclose(student.numerical_gradient(cube, 0.0), 1e-10, rtol=1e-6)


@pytest.mark.exercise("numerical_gradient", group="edges")
def test_integers_are_measured_as_numbers(student):
    f = student.expression("lambda x: np.sum(x * x)")
    np.testing.assert_allclose(student.numerical_gradient(f, np.array([1, -2, 3])), [2, -4, 6], **MEASURED)
    np.testing.assert_allclose(
        student.numerical_gradient(student.expression("lambda x: x * x"), 3), 6.0, **MEASURED
    )


@pytest.mark.exercise("numerical_gradient", group="edges")
def test_single_precision_does_not_blur_the_step(student):
    """1 + 1e-5 in float32 is off by a hundredth of that step; in float64 the slope has six good digits."""
    x = np.array([1.0, 2.0], dtype=np.float32)
    f = student.expression("lambda x: x[0] ** 2 + x[1] ** 3")
    np.testing.assert_allclose(student.numerical_gradient(f, x), [2.0, 12.0], **MEASURED)


@pytest.mark.exercise("numerical_gradient", group="edges")
@pytest.mark.parametrize("shape", [(), (1,), (1, 1), (2, 3, 2), (0,)], ids=str)
def test_slopes_have_the_shape_of_what_they_belong_to(student, rng, shape):
    x = rng.normal(size=shape)
    slopes = student.numerical_gradient(student.expression("lambda x: 3 * np.sum(x)"), x)
    assert np.shape(slopes) == shape
    np.testing.assert_allclose(slopes, np.full(shape, 3.0), **MEASURED)


@pytest.mark.exercise("numerical_gradient", group="edges")
def test_slopes_do_not_depend_on_the_layout(student, rng):
    X = rng.normal(size=(4, 6))
    f = student.expression("lambda X: np.sum(X ** 2)")
    for view in (np.asfortranarray(X), X[::2, ::3], X.T, read_only(X.copy())):
        np.testing.assert_allclose(student.numerical_gradient(f, view), 2 * view, **MEASURED)


@pytest.mark.exercise("numerical_gradient", group="unchanged")
def test_x_is_as_it_was_to_the_last_bit(student, rng):
    x = rng.normal(size=(3, 4))
    f = student.expression("lambda x: np.sum(x ** 2)")
    np.testing.assert_allclose(student.numerical_gradient(f, x), 2 * x, **MEASURED)
    assert student.numerical_gradient.unchanged(f, x)


@pytest.mark.exercise("numerical_gradient", group="use")
def test_a_neuron_is_checked_by_measuring(student, rng):
    """The mean squared error of a sigmoid neuron: 2 (a - y) a (1 - a) x / m, summed over three samples."""
    w = rng.normal(size=2)
    X, y = [[1.0, 2.0], [-1.0, 0.5], [0.5, -2.0]], [1.0, 0.0, 0.5]
    loss = student.expression(
        "lambda w: np.mean((1 / (1 + np.exp(-np.array([[1.0, 2.0], [-1.0, 0.5], [0.5, -2.0]]) @ w))"
        " - np.array([1.0, 0.0, 0.5])) ** 2)"
    )
    expected = np.zeros(2)
    for x, target in zip(X, y, strict=True):
        a = 1 / (1 + math.exp(-(x[0] * w[0] + x[1] * w[1])))
        expected += 2 * (a - target) * a * (1 - a) * np.array(x) / 3
    np.testing.assert_allclose(student.numerical_gradient(loss, w), expected, **MEASURED)


@pytest.mark.exercise("numerical_gradient", group="use")
def test_measured_slopes_lead_down(student, rng):
    """Dear, but it works: 25 steps of descent with measured slopes on (x0 - 1)² + 2 (x1 + 1)²."""
    f = student.expression("lambda x: (x[0] - 1) ** 2 + 2 * (x[1] + 1) ** 2")
    x = rng.normal(size=2)
    for _ in range(25):
        x = x - 0.3 * np.asarray(student.numerical_gradient(f, x))
    np.testing.assert_allclose(x, [1, -1], atol=1e-5)


# momentum_step


def with_momentum(w, v, grad, lr, beta):
    """Entry by entry."""
    v = stepped(np.multiply(grad, 1.0), np.multiply(v, 1.0), -beta)  # grad + beta v
    return stepped(w, v, lr), v


def check_momentum(result, expected, **close):
    assert len(result) == 2
    for got, wanted in zip(result, expected, strict=True):
        assert np.shape(got) == np.shape(wanted)
        np.testing.assert_allclose(got, wanted, **(close or CLOSE))


@pytest.mark.exercise("momentum_step", group="values")
def test_one_step_with_momentum(student):
    """v = 0.5 * 2 + 4 = 5, w = 1 - 0.1 * 5"""
    check_momentum(student.momentum_step(1.0, 2.0, 4.0, 0.1, 0.5), (0.5, 5.0))


@pytest.mark.exercise("momentum_step", group="values")
def test_without_beta_it_is_plain_descent(student, rng):
    w, v, grad = rng.normal(size=(3, 5))
    check_momentum(student.momentum_step(w, v, grad, 0.25, 0.0), (stepped(w, grad, 0.25), grad))


@pytest.mark.exercise("momentum_step", group="values")
def test_without_slope_it_rolls_on(student):
    """v = 0.75 * 4 = 3, w = 2 - 0.5 * 3"""
    check_momentum(student.momentum_step(2.0, 4.0, 0.0, 0.5, 0.75), (0.5, 3.0))


@pytest.mark.exercise("momentum_step", group="values")
@pytest.mark.parametrize("shape", [(4,), (3, 2)], ids=str)
def test_momentum_moves_every_entry_by_itself(student, rng, shape):
    w, v, grad = rng.normal(size=(3, *shape))
    lr, beta = float(rng.uniform(0.05, 1)), float(rng.uniform(0.1, 0.95))
    check_momentum(student.momentum_step(w, v, grad, lr, beta), with_momentum(w, v, grad, lr, beta))


@pytest.mark.exercise("momentum_step", group="values")
def test_on_an_even_slope_the_velocity_adds_up(student):
    """1, 1.5, 1.75, 1.875: to 1 / (1 - 0.5) = 2 in the end."""
    w, v, velocities = 0.0, 0.0, []
    for _ in range(4):
        w, v = (float(value) for value in student.momentum_step(w, v, 1.0, 0.5, 0.5))
        velocities.append(v)
    np.testing.assert_allclose(velocities, [1, 1.5, 1.75, 1.875], **CLOSE)
    np.testing.assert_allclose(w, -0.5 * (1 + 1.5 + 1.75 + 1.875), **CLOSE)


@pytest.mark.exercise("momentum_step", group="edges")
def test_momentum_takes_integers(student):
    """v = 0.5 * (1, 2) + (3, 1) = (3.5, 2), w = (5, -3) - 0.5 v"""
    result = student.momentum_step(np.array([5, -3]), np.array([1, 2]), np.array([3, 1]), 0.5, 0.5)
    check_momentum(result, (np.array([3.25, -4.0]), np.array([3.5, 2.0])))


@pytest.mark.exercise("momentum_step", group="edges")
def test_momentum_takes_single_precision(student, rng):
    w, v, grad = rng.normal(size=(3, 6)).astype(np.float32)
    check_momentum(
        student.momentum_step(w, v, grad, 0.25, 0.75), with_momentum(w, v, grad, 0.25, 0.75), **CLOSE_SINGLE
    )


@pytest.mark.exercise("momentum_step", group="edges")
@pytest.mark.parametrize("shape", [(), (1,), (0,), (2, 1, 3)], ids=str)
def test_momentum_keeps_odd_shapes(student, rng, shape):
    w, v, grad = rng.normal(size=(3, *shape))
    check_momentum(student.momentum_step(w, v, grad, 0.5, 0.25), with_momentum(w, v, grad, 0.5, 0.25))


@pytest.mark.exercise("momentum_step", group="edges")
def test_momentum_takes_every_layout(student, rng):
    w, v, grad = rng.normal(size=(3, 6, 4))
    expected = with_momentum(w, v, grad, 0.5, 0.25)
    check_momentum(
        student.momentum_step(np.asfortranarray(w), v, np.asfortranarray(grad), 0.5, 0.25), expected
    )
    cut = student.momentum_step(w[::2], v[::2], grad[::2], 0.5, 0.25)
    check_momentum(cut, tuple(part[::2] for part in expected))


@pytest.mark.exercise("momentum_step", group="unchanged")
def test_momentum_leaves_its_arguments_alone(student, rng):
    w, v, grad = (part.copy() for part in rng.normal(size=(3, 4)))
    expected = with_momentum(w, v, grad, 0.5, 0.9)
    check_momentum(student.momentum_step(w, v, grad, 0.5, 0.9), expected)
    assert student.momentum_step.unchanged(w, v, grad, 0.5, 0.9)
    check_momentum(student.momentum_step(read_only(w), read_only(v), read_only(grad), 0.5, 0.9), expected)


@pytest.mark.exercise("momentum_step", group="use")
def test_momentum_gets_through_a_narrow_valley(student):
    """Curvatures 1 and 25, 50 steps. Plain descent at its best rate, 2/26, leaves (24/26)^50, about 2 %, of 10."""
    curvature = np.array([1.0, 25.0])
    w, v = np.array([10.0, 1.0]), np.zeros(2)
    plain = w
    for _ in range(50):
        w, v = map(np.asarray, student.momentum_step(w, v, curvature * w, 0.1, 0.5))
        plain = plain - 2 / 26 * curvature * plain
    assert np.abs(plain).max() > 0.1
    assert np.abs(w).max() < 0.01
    assert w.shape == (2,)


# minibatches


def epoch(student, X, y, batch_size, rng):
    """The pairs of one epoch as arrays, whatever sort of series they come in."""
    pairs = list(student.minibatches(X, y, batch_size, rng))
    assert all(len(pair) == 2 for pair in pairs)
    return [(np.asarray(X_batch), np.asarray(y_batch)) for X_batch, y_batch in pairs]


def numbered(m, n_in=3):
    """Samples whose entries say which sample they are, and labels that do."""
    return np.arange(m)[:, None] * 10.0 + np.arange(n_in), np.arange(m)


def check_pairs(pairs, X, y):
    """Each sample once, each with its own label."""
    rows = np.concatenate([y_batch for _, y_batch in pairs])
    np.testing.assert_array_equal(np.sort(rows), y)
    np.testing.assert_array_equal(np.concatenate([X_batch for X_batch, _ in pairs]), X[rows])


@pytest.mark.exercise("minibatches", group="values")
@pytest.mark.parametrize(("m", "batch_size"), [(5, 2), (12, 4), (47, 10), (30, 1)])
def test_every_sample_comes_once_and_with_its_label(student, rng, m, batch_size):
    X, y = numbered(m)
    check_pairs(epoch(student, X, y, batch_size, rng), X, y)


@pytest.mark.exercise("minibatches", group="values")
@pytest.mark.parametrize(
    ("m", "batch_size", "sizes"),
    [(5, 2, [2, 2, 1]), (6, 3, [3, 3]), (7, 7, [7]), (10, 4, [4, 4, 2]), (4, 1, [1, 1, 1, 1])],
)
def test_batches_are_full_and_the_last_has_what_is_left(student, rng, m, batch_size, sizes):
    pairs = epoch(student, *numbered(m), batch_size, rng)
    assert [len(y_batch) for _, y_batch in pairs] == sizes
    assert [X_batch.shape for X_batch, _ in pairs] == [(size, 3) for size in sizes]


@pytest.mark.exercise("minibatches", group="values")
def test_random_numbers_keep_their_labels_too(student, rng):
    """Labels that are computed from their samples."""
    X = rng.normal(size=(80, 4))
    pairs = epoch(student, X, X @ [1.0, 10.0, 100.0, 1000.0], 9, rng)
    for X_batch, y_batch in pairs:
        np.testing.assert_allclose(X_batch @ [1.0, 10.0, 100.0, 1000.0], y_batch, **CLOSE)
    assert sum(len(y_batch) for _, y_batch in pairs) == 80


@pytest.mark.exercise("minibatches", group="edges")
def test_a_batch_may_be_larger_than_the_data(student, rng):
    X, y = numbered(3)
    pairs = epoch(student, X, y, 100, rng)
    assert len(pairs) == 1
    check_pairs(pairs, X, y)


@pytest.mark.exercise("minibatches", group="edges")
def test_there_may_be_one_sample_or_none(student, rng):
    X, y = numbered(1)
    check_pairs(epoch(student, X, y, 4, rng), X, y)
    none = epoch(student, X[:0], y[:0], 4, rng)
    assert sum(len(y_batch) for _, y_batch in none) == 0


@pytest.mark.exercise("minibatches", group="edges")
@pytest.mark.parametrize("shape", [(), (1,), (4, 2)], ids=str)
def test_a_sample_may_be_a_number_or_a_picture(student, rng, shape):
    X = np.arange(11 * math.prod(shape), dtype=float).reshape(11, *shape)
    pairs = epoch(student, X, np.arange(11), 4, rng)
    assert [X_batch.shape for X_batch, _ in pairs] == [(4, *shape), (4, *shape), (3, *shape)]
    check_pairs(pairs, X, np.arange(11))


@pytest.mark.exercise("minibatches", group="edges")
def test_targets_may_have_several_columns(student, rng):
    X, y = numbered(10)
    pairs = epoch(student, X, np.column_stack([y, -y]), 4, rng)
    check_pairs([(X_batch, y_batch[:, 0]) for X_batch, y_batch in pairs], X, y)
    for _, y_batch in pairs:
        np.testing.assert_array_equal(y_batch[:, 0], -y_batch[:, 1])


@pytest.mark.exercise("minibatches", group="edges")
def test_samples_keep_their_type(student, rng):
    X, y = numbered(9)
    for X_batch, y_batch in epoch(student, X.astype(np.float32), y, 4, rng):
        assert (X_batch.dtype, y_batch.dtype.kind) == (np.float32, "i")


@pytest.mark.exercise("minibatches", group="edges")
def test_samples_may_lie_in_memory_in_any_way(student, rng):
    X, y = numbered(12, 4)
    check_pairs(epoch(student, np.asfortranarray(X), y, 5, rng), X, y)
    wide = np.repeat(X, 2, axis=1)
    check_pairs(epoch(student, wide[:, ::2], y, 5, rng), X, y)
    check_pairs(epoch(student, read_only(X), read_only(y), 5, rng), X, y)


@pytest.mark.exercise("minibatches", group="random")
def test_the_order_is_a_new_one_and_neighbours_part(student, rng):
    """With 200 samples a right shuffle leaves fewer than 30 of the 199 neighbours together, all but certainly."""
    X, y = numbered(200)
    pairs = epoch(student, X, y, 20, rng)
    rows = np.concatenate([y_batch for _, y_batch in pairs])
    assert np.sum(np.diff(rows) == 1) < 30
    check_pairs(pairs, X, y)


@pytest.mark.exercise("minibatches", group="random")
def test_every_sample_can_come_first(student, rng):
    """Of 3 samples each is first 50 times in 150; fewer than 10 or more than 100 happens to nobody."""
    X, y = numbered(3)
    first = [int(epoch(student, X, y, 1, rng)[0][1][0]) for _ in range(150)]
    assert all(10 <= first.count(sample) <= 100 for sample in range(3))


@pytest.mark.exercise("minibatches", group="random")
def test_the_generator_decides_the_order_and_nothing_else(student, rng):
    """The same generator, the same order; another one, another order."""
    X, y = numbered(60)
    seed = int(rng.integers(1 << 30))
    one, again, other = (
        np.concatenate([y_batch for _, y_batch in epoch(student, X, y, 16, np.random.default_rng(s))])
        for s in (seed, seed, seed + 1)
    )
    np.testing.assert_array_equal(one, again)
    assert not np.array_equal(one, other)


@pytest.mark.exercise("minibatches", group="unchanged")
def test_the_data_stay_in_their_order(student, rng):
    X, y = numbered(20)
    check_pairs(epoch(student, X, y, 6, rng), X, y)
    assert student.minibatches.unchanged(X, y, 6, rng)


@pytest.mark.exercise("minibatches", group="use")
def test_a_line_is_learnt_from_batches(student, rng):
    """Points on y = 2 x - 1, first the small x, then the large ones; eight epochs of batches of 5."""
    x = np.linspace(-1, 1, 40)
    w, b = 0.0, 0.0
    for _ in range(8):
        steps = 0
        for x_batch, y_batch in epoch(student, x, 2 * x - 1, 5, rng):
            error = w * x_batch + b - y_batch
            w, b = w - 0.4 * np.mean(2 * error * x_batch), b - 0.4 * np.mean(2 * error)
            steps += 1
        assert steps == 8
    np.testing.assert_allclose([w, b], [2, -1], atol=1e-3)


# The questions


@pytest.mark.exercise("answer_search_price", group="answer")
def test_the_search_looks_twice_along_every_parameter(student):
    """784 * 32 + 32 + 32 * 10 + 10 = 25,450 parameters."""
    assert student.answer_search_price() == 2 * 25_450


@pytest.mark.exercise("answer_largest_rate", group="answer")
def test_the_limit_is_two_over_the_curvature(student):
    """6.25 w² has the curvature 12.5."""
    assert float(student.answer_largest_rate()) == pytest.approx(2 / 12.5, rel=1e-6)


@pytest.mark.exercise("answer_iterations", group="answer")
def test_every_epoch_has_43_batches(student):
    """42 full ones, 1,344 samples, and one of 3."""
    assert student.answer_iterations() == 20 * 43


@pytest.mark.exercise("answer_descent_bug", group="answer")
def test_the_mean_over_a_batch_divides_by_its_size(student):
    assert str(student.answer_descent_bug()).strip().lower() == "c"
