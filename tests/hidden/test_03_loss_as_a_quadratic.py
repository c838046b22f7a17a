"""Chapter 3: the mean squared error and its gradient, the lowest place of a parabola, the line of least squares.

Expected values are worked out by hand, or number by number with Python's exact sum.
"""

import math

import numpy as np
import pytest

CLOSE = {"rtol": 1e-9, "atol": 1e-12}
CLOSE_SINGLE = {"rtol": 1e-4, "atol": 1e-6}


def _errors(y_pred, y):
    return [float(a) - float(b) for a, b in zip(np.ravel(y_pred), np.ravel(y), strict=True)]


def true_mse(y_pred, y):
    errors = _errors(y_pred, y)
    return math.fsum(e * e for e in errors) / len(errors)


def true_mse_grad(y_pred, y):
    errors = _errors(y_pred, y)
    return np.reshape([2 * e / len(errors) for e in errors], np.shape(y_pred))


def true_line(x, y):
    """(w, b) by the closed form, with exact sums."""
    x, y = [float(v) for v in x], [float(v) for v in y]
    mean_x, mean_y = math.fsum(x) / len(x), math.fsum(y) / len(y)
    w = math.fsum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True))
    w /= math.fsum((a - mean_x) ** 2 for a in x)
    return w, mean_y - w * mean_x


def two(answer):
    """The two results; whatever else came back is no pair."""
    assert isinstance(answer, (tuple, list)) and len(answer) == 2
    first, second = answer
    assert np.shape(first) == np.shape(second) == ()
    return float(first), float(second)


def points(rng, m):
    """m points about a line that has no special slope, with x well apart."""
    x = np.arange(m) * 0.7 + rng.uniform(-0.3, 0.3, size=m) - 2
    return rng.permutation(x), rng.uniform(-3, 3) * x + rng.normal(scale=2.0, size=m) + 1.5


def layouts(A):
    """The same numbers in other places of memory."""
    room = np.zeros([2 * n for n in A.shape])
    view = room[tuple(slice(None, None, 2) for _ in A.shape)]
    view[...] = A
    locked = A.copy()
    locked.setflags(write=False)
    return [np.asfortranarray(A), view, A[::-1].copy()[::-1], locked]


# mse


@pytest.mark.exercise("mse", group="values")
def test_mse_of_two_predictions(student):
    """(0 + 9) / 2"""
    assert student.mse(np.array([1.0, 2.0]), np.array([1.0, 5.0])) == 4.5


@pytest.mark.exercise("mse", group="values")
def test_mse_counts_errors_of_both_signs(student):
    """(1 + 1 + 4) / 3: the mean error is 2/3, and that is not what is asked for."""
    np.testing.assert_allclose(
        student.mse(np.array([2.0, 1.0, 5.0]), np.array([1.0, 2.0, 3.0])), 2.0, **CLOSE
    )


@pytest.mark.exercise("mse", group="values")
def test_mse_of_a_perfect_answer_is_zero_and_else_positive(student, rng):
    y = rng.normal(size=7)
    assert student.mse(y, y.copy()) == 0
    assert student.mse(y + 0.5, y) > 0


@pytest.mark.exercise("mse", group="values")
@pytest.mark.parametrize("shape", [(2,), (9,), (40,), (5, 3), (3, 5), (2, 3, 4)], ids=str)
def test_mse_is_the_mean_over_all_entries(student, rng, shape):
    y_pred, y = rng.normal(scale=2, size=shape), rng.normal(scale=2, size=shape)
    np.testing.assert_allclose(student.mse(y_pred, y), true_mse(y_pred, y), **CLOSE)


@pytest.mark.exercise("mse", group="values")
def test_mse_grows_with_the_square_of_the_errors(student, rng):
    y, e = rng.normal(size=12), rng.normal(size=12)
    once = student.mse(y + e, y)
    np.testing.assert_allclose(once, true_mse(y + e, y), **CLOSE)
    np.testing.assert_allclose(student.mse(y + 3 * e, y), 9 * once, **CLOSE)


@pytest.mark.exercise("mse", group="values")
def test_mse_does_not_grow_with_more_of_the_same(student, rng):
    """The same samples twice: a sum would double."""
    y_pred, y = rng.normal(size=6), rng.normal(size=6)
    twice = student.mse(np.append(y_pred, y_pred), np.append(y, y))
    np.testing.assert_allclose(twice, true_mse(y_pred, y), **CLOSE)


@pytest.mark.exercise("mse", group="edges")
@pytest.mark.parametrize("shape", [(1,), (1, 1), (1, 4), (4, 1), (6,), (3, 2)], ids=str)
def test_mse_is_one_number(student, rng, shape):
    y_pred, y = rng.normal(size=shape), rng.normal(size=shape)
    L = student.mse(y_pred, y)
    assert np.shape(L) == ()
    np.testing.assert_allclose(L, true_mse(y_pred, y), **CLOSE)


@pytest.mark.exercise("mse", group="edges")
def test_mse_takes_integers(student, rng):
    y_pred, y = rng.integers(-9, 10, size=(4, 3)), rng.integers(-9, 10, size=(4, 3))
    np.testing.assert_allclose(student.mse(y_pred, y), true_mse(y_pred, y), **CLOSE)


@pytest.mark.exercise("mse", group="edges")
def test_mse_takes_whole_labels_beside_broken_predictions(student):
    """(0.25 + 0.25) / 2"""
    np.testing.assert_allclose(student.mse(np.array([0.5, 1.5]), np.array([1, 1])), 0.25, **CLOSE)


@pytest.mark.exercise("mse", group="edges")
def test_mse_takes_single_precision(student, rng):
    y_pred, y = rng.normal(size=20).astype(np.float32), rng.normal(size=20).astype(np.float32)
    np.testing.assert_allclose(student.mse(y_pred, y), true_mse(y_pred, y), **CLOSE_SINGLE)


@pytest.mark.exercise("mse", group="edges")
def test_mse_takes_huge_and_tiny_errors(student):
    """(4e200 + 0) / 2 and 9e-200"""
    huge = student.strict.mse(np.array([1e100, 1.0]), np.array([-1e100, 1.0]))
    np.testing.assert_allclose(huge, 2e200, rtol=1e-9)
    np.testing.assert_allclose(student.strict.mse(np.array([3e-100]), np.array([0.0])), 9e-200, rtol=1e-9)


@pytest.mark.exercise("mse", group="edges")
def test_mse_does_not_depend_on_the_layout(student, rng):
    y_pred, y = rng.normal(size=(4, 3)), rng.normal(size=(4, 3))
    for laid in layouts(y_pred):
        np.testing.assert_allclose(student.mse(laid, y), true_mse(y_pred, y), **CLOSE)


@pytest.mark.exercise("mse", group="unchanged")
@pytest.mark.parametrize("dtype", [float, np.float32, int], ids=["float", "single", "int"])
def test_mse_leaves_its_arguments_alone(student, rng, dtype):
    y_pred, y = rng.integers(-9, 10, size=8).astype(dtype), rng.integers(-9, 10, size=8).astype(dtype)
    np.testing.assert_allclose(student.mse(y_pred, y), true_mse(y_pred, y), **CLOSE_SINGLE)
    assert student.mse.unchanged(y_pred, y)


# mse_grad


@pytest.mark.exercise("mse_grad", group="values")
def test_mse_grad_of_two_predictions(student):
    """2 * (2 - 5) / 2"""
    np.testing.assert_array_equal(student.mse_grad(np.array([1.0, 2.0]), np.array([1.0, 5.0])), [0, -3])


@pytest.mark.exercise("mse_grad", group="values")
def test_mse_grad_of_a_table_divides_by_all_entries(student):
    """2 * 6 / 6: three rows, two columns, one entry that is off."""
    y_pred = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    y = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 0.0]])
    np.testing.assert_array_equal(student.mse_grad(y_pred, y), [[0, 0], [0, 0], [0, 2]])


@pytest.mark.exercise("mse_grad", group="values")
@pytest.mark.parametrize("shape", [(2,), (9,), (5, 3), (2, 3, 4)], ids=str)
def test_mse_grad_is_measured_by_small_pushes(student, rng, shape):
    """Central differences of the loss, one entry at a time."""
    y_pred, y, h = rng.normal(size=shape), rng.normal(size=shape), 1e-5
    measured = np.empty(shape)
    for place in np.ndindex(shape):
        push = np.zeros(shape)
        push[place] = h
        measured[place] = (true_mse(y_pred + push, y) - true_mse(y_pred - push, y)) / (2 * h)
    np.testing.assert_allclose(student.mse_grad(y_pred, y), measured, rtol=1e-6, atol=1e-8)


@pytest.mark.exercise("mse_grad", group="values")
def test_mse_grad_points_from_the_truth_to_the_prediction(student, rng):
    """Too high: lower it. Too low: raise it."""
    y = rng.normal(size=10)
    e = rng.uniform(0.5, 2, size=10) * rng.choice([-1, 1], size=10)
    np.testing.assert_array_equal(np.sign(student.mse_grad(y + e, y)), np.sign(e))


@pytest.mark.exercise("mse_grad", group="values")
def test_mse_grad_turns_its_sign_when_the_two_change_places(student, rng):
    one, other = rng.normal(size=6), rng.normal(size=6)
    np.testing.assert_allclose(student.mse_grad(one, other), true_mse_grad(one, other), **CLOSE)
    np.testing.assert_allclose(student.mse_grad(other, one), -true_mse_grad(one, other), **CLOSE)


@pytest.mark.exercise("mse_grad", group="edges")
@pytest.mark.parametrize("shape", [(1,), (1, 1), (1, 4), (4, 1), (6,), (3, 2)], ids=str)
def test_mse_grad_has_the_shape_of_the_predictions(student, rng, shape):
    y_pred, y = rng.normal(size=shape), rng.normal(size=shape)
    grad = student.mse_grad(y_pred, y)
    assert np.shape(grad) == shape
    np.testing.assert_allclose(grad, true_mse_grad(y_pred, y), **CLOSE)


@pytest.mark.exercise("mse_grad", group="edges")
def test_mse_grad_takes_integers(student):
    """2 * (3 - 1) / 4 = 1, and 2 * (1 - 2) / 4 = -1/2, which no integer holds."""
    grad = student.mse_grad(np.array([3, 1, 4, 2]), np.array([1, 2, 4, 1]))
    np.testing.assert_allclose(grad, [1.0, -0.5, 0.0, 0.5], **CLOSE)


@pytest.mark.exercise("mse_grad", group="edges")
def test_mse_grad_takes_single_precision(student, rng):
    y_pred, y = rng.normal(size=(4, 3)).astype(np.float32), rng.normal(size=(4, 3)).astype(np.float32)
    np.testing.assert_allclose(student.mse_grad(y_pred, y), true_mse_grad(y_pred, y), **CLOSE_SINGLE)


@pytest.mark.exercise("mse_grad", group="edges")
def test_mse_grad_takes_huge_and_tiny_errors(student):
    """Nothing is squared on the way, so 1e200 is no trouble."""
    y_pred, y = np.array([1e200, 3e-200]), np.array([-1e200, 1e-200])
    np.testing.assert_allclose(student.strict.mse_grad(y_pred, y), [2e200, 2e-200], rtol=1e-9)


@pytest.mark.exercise("mse_grad", group="edges")
def test_mse_grad_does_not_depend_on_the_layout(student, rng):
    y_pred, y = rng.normal(size=(4, 3)), rng.normal(size=(4, 3))
    for laid in layouts(y_pred):
        np.testing.assert_allclose(student.mse_grad(laid, y), true_mse_grad(y_pred, y), **CLOSE)


@pytest.mark.exercise("mse_grad", group="unchanged")
@pytest.mark.parametrize("dtype", [float, np.float32, int], ids=["float", "single", "int"])
def test_mse_grad_leaves_its_arguments_alone(student, rng, dtype):
    y_pred, y = rng.integers(-9, 10, size=8).astype(dtype), rng.integers(-9, 10, size=8).astype(dtype)
    np.testing.assert_allclose(student.mse_grad(y_pred, y), true_mse_grad(y_pred, y), **CLOSE_SINGLE)
    assert student.mse_grad.unchanged(y_pred, y)


@pytest.mark.exercise("mse_grad", group="use")
def test_a_line_is_learnt_with_this_gradient(student, rng):
    """Fifty steps downhill with the slopes of w and b made of it: they arrive where exact slopes arrive."""
    x = rng.normal(size=12)
    y = 2 * x - 1 + rng.normal(scale=0.3, size=12)
    w = b = true_w = true_b = 0.0
    for _ in range(50):
        dy = np.asarray(student.mse_grad(w * x + b, y))
        w, b = w - 0.1 * np.sum(dy * x), b - 0.1 * np.sum(dy)
        dy = true_mse_grad(true_w * x + true_b, y)
        true_w, true_b = true_w - 0.1 * np.sum(dy * x), true_b - 0.1 * np.sum(dy)
    np.testing.assert_allclose([w, b], [true_w, true_b], rtol=1e-7, atol=1e-9)
    assert true_mse(w * x + b, y) < true_mse(0 * x, y) / 2


# quadratic_vertex


@pytest.mark.exercise("quadratic_vertex", group="values")
def test_vertex_of_a_shifted_square(student):
    """(w - 3)² + 1"""
    assert two(student.quadratic_vertex(1.0, -6.0, 10.0)) == (3.0, 1.0)


@pytest.mark.exercise("quadratic_vertex", group="values")
def test_vertex_of_a_narrow_parabola(student):
    """2 w² + 8 w + 11 = 2 (w + 2)² + 3"""
    assert two(student.quadratic_vertex(2.0, 8.0, 11.0)) == (-2.0, 3.0)


@pytest.mark.exercise("quadratic_vertex", group="values")
@pytest.mark.parametrize("k", range(4))
def test_vertex_of_a_parabola_that_was_put_there(student, rng, k):
    """a (w - w0)² + L0, multiplied out."""
    a, w0, L0 = float(rng.uniform(0.1, 5)), float(rng.uniform(-4, 4)), float(rng.uniform(-4, 4))
    vertex = two(student.quadratic_vertex(a, -2 * a * w0, a * w0 * w0 + L0))
    np.testing.assert_allclose(vertex, (w0, L0), rtol=1e-9, atol=1e-9)


@pytest.mark.exercise("quadratic_vertex", group="values")
def test_no_other_place_is_lower(student, rng):
    a, b, c = float(rng.uniform(0.5, 3)), float(rng.uniform(-5, 5)), float(rng.uniform(-5, 5))
    w, L = two(student.quadratic_vertex(a, b, c))
    np.testing.assert_allclose(a * w * w + b * w + c, L, rtol=1e-9, atol=1e-9)
    for step in (-1.0, -0.01, 0.01, 1.0):
        assert a * (w + step) ** 2 + b * (w + step) + c > L


@pytest.mark.exercise("quadratic_vertex", group="edges")
@pytest.mark.parametrize(
    ("a", "b", "c", "w", "L"),
    [
        (4.0, 0.0, 2.5, 0.0, 2.5),  # lowest at 0
        (1.0, 4.0, 0.0, -2.0, -4.0),  # through the origin, so below 0
        (0.5, -3.0, 4.5, 3.0, 0.0),  # (w - 3)² / 2
        (2, 3, 1, -0.75, -0.125),  # integers: 1 - 9/8
        (4, -2, 0, 0.25, -0.25),
    ],
)
def test_vertex_of_special_parabolas(student, a, b, c, w, L):
    np.testing.assert_allclose(two(student.quadratic_vertex(a, b, c)), (w, L), **CLOSE)


@pytest.mark.exercise("quadratic_vertex", group="edges")
def test_vertex_takes_very_wide_and_very_narrow_parabolas(student):
    """1e-8 (w - 5e4)² + 1, and 1e8 (w - 5e-4)² - 3"""
    np.testing.assert_allclose(two(student.strict.quadratic_vertex(1e-8, -1e-3, 26.0)), (5e4, 1.0), rtol=1e-9)
    np.testing.assert_allclose(two(student.strict.quadratic_vertex(1e8, -1e5, 22.0)), (5e-4, -3.0), rtol=1e-9)


@pytest.mark.exercise("quadratic_vertex", group="edges")
def test_vertex_takes_numpy_numbers(student):
    vertex = student.quadratic_vertex(np.float64(1.5), np.float64(-6.0), np.float64(6.5))
    np.testing.assert_allclose(two(vertex), (2.0, 0.5), **CLOSE)


@pytest.mark.exercise("quadratic_vertex", group="use")
def test_the_best_weight_of_a_line_is_found_without_a_search(student, rng):
    """With b held still the loss is a parabola in w, whose coefficients are means over the data."""
    x, y = points(rng, 15)
    b = float(rng.normal())
    p, q, r = (
        float(np.mean(x * x)),
        float(-2 * np.mean(x * (y - b))),
        float(np.mean((y - b) ** 2)),
    )
    w, L = two(student.quadratic_vertex(p, q, r))
    np.testing.assert_allclose(L, true_mse(w * x + b, y), rtol=1e-8, atol=1e-9)
    assert true_mse((w + 0.01) * x + b, y) > L
    assert true_mse((w - 0.01) * x + b, y) > L


@pytest.mark.exercise("quadratic_vertex", group="use")
def test_w_and_b_in_turn_arrive_at_the_best_line(student, rng):
    """A zigzag down the bowl: first the best w for this b, then the best b for this w."""
    x, y = points(rng, 8)
    x = x - x.mean() + 0.2  # nearly centred, so the ovals hardly lie askew
    w = b = 0.0
    for _ in range(15):
        w, _ = two(
            student.quadratic_vertex(
                float(np.mean(x * x)), float(-2 * np.mean(x * (y - b))), float(np.mean((y - b) ** 2))
            )
        )
        b, _ = two(
            student.quadratic_vertex(1.0, float(-2 * np.mean(y - w * x)), float(np.mean((y - w * x) ** 2)))
        )
    np.testing.assert_allclose((w, b), true_line(x, y), rtol=1e-5, atol=1e-6)


# fit_line


@pytest.mark.exercise("fit_line", group="values")
def test_fit_line_of_points_on_a_line(student):
    np.testing.assert_allclose(
        two(student.fit_line(np.array([0.0, 1.0, 2.0]), np.array([1.0, 3.0, 5.0]))), (2, 1), **CLOSE
    )


@pytest.mark.exercise("fit_line", group="values")
def test_fit_line_goes_between_two_points_above_each_other(student):
    """1.5 w + b = 4 and w + b = 3"""
    line = student.fit_line(np.array([0.0, 1.0, 1.0, 2.0]), np.array([1.0, 2.0, 4.0, 5.0]))
    np.testing.assert_allclose(two(line), (2, 1), **CLOSE)


@pytest.mark.exercise("fit_line", group="values")
@pytest.mark.parametrize("m", [3, 4, 10, 60])
def test_fit_line_is_the_closed_form(student, rng, m):
    x, y = points(rng, m)
    np.testing.assert_allclose(two(student.fit_line(x, y)), true_line(x, y), rtol=1e-8, atol=1e-10)


@pytest.mark.exercise("fit_line", group="values")
def test_the_errors_of_the_best_line_cancel_twice(student, rng):
    """Both slopes of the loss are 0: the errors add up to 0, and so do their products with x."""
    x, y = points(rng, 20)
    w, b = two(student.fit_line(x, y))
    e = w * x + b - y
    np.testing.assert_allclose([e.sum(), (e * x).sum()], [0, 0], atol=1e-8)


@pytest.mark.exercise("fit_line", group="values")
def test_no_line_nearby_is_better(student, rng):
    x, y = points(rng, 9)
    w, b = two(student.fit_line(x, y))
    least = true_mse(w * x + b, y)
    for dw, db in ((0.05, 0), (-0.05, 0), (0, 0.05), (0, -0.05), (0.05, -0.05), (-0.05, 0.05)):
        assert true_mse((w + dw) * x + b + db, y) > least


@pytest.mark.exercise("fit_line", group="values")
def test_a_lifted_and_a_stretched_row_of_points(student, rng):
    """y + 3 lifts b by 3; 2 y doubles both."""
    x, y = points(rng, 7)
    w, b = true_line(x, y)
    np.testing.assert_allclose(two(student.fit_line(x, y + 3)), (w, b + 3), rtol=1e-8, atol=1e-9)
    np.testing.assert_allclose(two(student.fit_line(x, 2 * y)), (2 * w, 2 * b), rtol=1e-8, atol=1e-9)


@pytest.mark.exercise("fit_line", group="edges")
def test_fit_line_through_two_points_hits_both(student, rng):
    x, y = np.array([-1.0, 3.0]), rng.normal(size=2)
    w, b = two(student.fit_line(x, y))
    np.testing.assert_allclose(w * x + b, y, **CLOSE)


@pytest.mark.exercise("fit_line", group="edges")
def test_fit_line_of_level_points_is_level(student, rng):
    np.testing.assert_allclose(two(student.fit_line(rng.normal(size=6), np.full(6, 2.5))), (0, 2.5), **CLOSE)


@pytest.mark.exercise("fit_line", group="edges")
def test_fit_line_takes_integers(student):
    """Means 7/3 and 5/3: Σ dx dy = -8/3 and Σ dx² = 14/3, so w = -4/7 and b = 3."""
    line = student.fit_line(np.array([1, 2, 4]), np.array([3, 1, 1]))
    np.testing.assert_allclose(two(line), (-4 / 7, 3.0), **CLOSE)


@pytest.mark.exercise("fit_line", group="edges")
def test_fit_line_takes_single_precision(student, rng):
    x = np.linspace(-1, 1, 12).astype(np.float32)
    y = (x + rng.normal(size=12)).astype(np.float32)
    np.testing.assert_allclose(two(student.fit_line(x, y)), true_line(x, y), rtol=1e-3, atol=1e-4)


@pytest.mark.exercise("fit_line", group="edges")
def test_fit_line_takes_calendar_years(student, rng):
    """The means are in the thousands, the differences are not."""
    x = np.arange(1990.0, 2025.0)
    y = 0.3 * (x - 2000) + rng.normal(size=35)
    w, b = two(student.strict.fit_line(x, y))
    np.testing.assert_allclose((w, 2000 * w + b), _with_height(true_line(x, y), 2000), rtol=1e-6)


def _with_height(line, x):
    """The slope, and how high the line is at x."""
    return line[0], line[0] * x + line[1]


@pytest.mark.exercise("fit_line", group="edges")
def test_fit_line_does_not_depend_on_the_layout(student, rng):
    x, y = points(rng, 8)
    expected = true_line(x, y)
    for laid_x, laid_y in zip(layouts(x), layouts(y), strict=True):
        np.testing.assert_allclose(two(student.fit_line(laid_x, laid_y)), expected, rtol=1e-8, atol=1e-10)


@pytest.mark.exercise("fit_line", group="unchanged")
@pytest.mark.parametrize("dtype", [float, np.float32, int], ids=["float", "single", "int"])
def test_fit_line_leaves_its_points_alone(student, rng, dtype):
    x = rng.permutation(8).astype(dtype)
    y = rng.integers(-9, 10, size=8).astype(dtype)
    np.testing.assert_allclose(two(student.fit_line(x, y)), true_line(x, y), rtol=1e-4, atol=1e-4)
    assert student.fit_line.unchanged(x, y)


@pytest.mark.exercise("fit_line", group="use")
def test_the_line_predicts_new_points(student, rng):
    """Two thousand noisy points settle a line to about a hundredth."""
    w0, b0 = rng.uniform(-2, 2, size=2)
    x = rng.uniform(-3, 3, size=2000)
    w, b = two(student.fit_line(x, w0 * x + b0 + rng.normal(scale=0.5, size=2000)))
    new = np.linspace(-3, 3, 30)
    assert true_mse(w * new + b, w0 * new + b0) < 0.02


@pytest.mark.exercise("fit_line", group="use")
def test_walking_downhill_ends_at_the_same_line(student, rng):
    """Two thousand exact steps down the bowl."""
    x, y = points(rng, 6)
    w = b = 0.0
    for _ in range(2000):
        e = w * x + b - y
        w, b = w - 0.1 * 2 * np.mean(e * x), b - 0.1 * 2 * np.mean(e)
    np.testing.assert_allclose(two(student.fit_line(x, y)), (w, b), rtol=1e-6, atol=1e-7)


# Questions


@pytest.mark.exercise("answer_least_loss", group="answer")
def test_the_least_loss_of_the_five_points(student):
    """w = 9/10, b = 1: the squares are 0, 0.01, 0.64, 1.69 and 0.36, together 2.7."""
    assert abs(float(student.answer_least_loss()) - 0.54) < 0.005


@pytest.mark.exercise("answer_least_absolute", group="answer")
def test_the_least_mean_absolute_error(student):
    """From the median, 5.3: distances 2.2, 3.1, 0.6, 34.7 and 0, together 40.6."""
    assert abs(float(student.answer_least_absolute()) - 8.12) < 0.05


@pytest.mark.exercise("answer_wrong_slope", group="answer")
def test_the_wrong_line_divides_by_m_a_second_time(student):
    assert student.answer_wrong_slope().strip().lower() == "d"


@pytest.mark.exercise("answer_curvature_factor", group="answer")
def test_minutes_for_hours_square_their_factor(student):
    """x becomes 60 x, and the mean of x² becomes 60² times as large."""
    assert student.answer_curvature_factor() == 3600
