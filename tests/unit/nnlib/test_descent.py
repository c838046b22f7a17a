"""Losses of a line and the ways down."""

import numpy as np
import pytest

from nnlib import ShapeError
from nnlib import functional as F


def test_mse_is_the_mean_over_every_entry():
    """(1 + 4 + 9 + 16) / 4, not divided by the two rows."""
    assert F.mse([[1.0, 2.0], [3.0, 4.0]], np.zeros((2, 2))) == 7.5


def test_mse_grad_is_what_central_differences_measure(rng):
    """For a table with m and k different."""
    y_pred, y = rng.normal(size=(4, 3)), rng.normal(size=(4, 3))
    np.testing.assert_allclose(
        F.mse_grad(y_pred, y), F.numerical_gradient(lambda p: F.mse(p, y), y_pred), rtol=1e-8, atol=1e-11
    )


@pytest.mark.parametrize("f", [F.mse, F.mse_grad])
def test_a_column_against_a_vector_is_an_error(f):
    """(3, 1) - (3,) would be a (3, 3) table of all pairs."""
    with pytest.raises(ShapeError, match=r"\(3, 1\).*\(3,\)"):
        f(np.zeros((3, 1)), np.zeros(3))


def test_vertex_of_a_parabola():
    """2 (w - 3)² - 5 = 2 w² - 12 w + 13."""
    assert F.quadratic_vertex(2, -12, 13) == (3.0, -5.0)


@pytest.mark.parametrize("a", [0, -1, float("nan")])
def test_a_parabola_that_opens_downwards_has_no_lowest_point(a):
    """Nor has a line."""
    with pytest.raises(ValueError, match="expected a > 0"):
        F.quadratic_vertex(a, 1, 1)


def test_fit_line_by_hand():
    """Points (0, 0), (1, 2), (2, 1): means 1 and 1; slope (1 + 0 + 0) / 2, so b = 1/2."""
    assert F.fit_line([0, 1, 2], [0, 2, 1]) == (0.5, 0.5)


def test_fit_line_does_not_lose_digits_far_from_zero():
    """Years: with Σ x² - (Σ x)² / m the slope would be wrong in the fifth digit at 1e8."""
    x = 1e8 + np.arange(5.0)
    np.testing.assert_allclose(F.fit_line(x, 3 * np.arange(5.0)).w, 3.0, rtol=1e-12)


def test_fit_line_needs_two_different_x():
    """A vertical line is no w x + b."""
    with pytest.raises(ValueError, match="all x are the same"):
        F.fit_line([2.0, 2.0], [1.0, 3.0])


def test_steps_on_w_squared_converge_bounce_and_explode():
    """w ← (1 - 2 lr) w: by 0.8 a step at 0.1, -0.8 at 0.9, -1 at 1.0 for ever, -1.2 at 1.1."""
    ends = [F.gradient_descent(lambda w: 2 * w, 5.0, lr, 10)[-1] for lr in (0.1, 0.9, 1.0, 1.1)]
    np.testing.assert_allclose(ends, [5 * 0.8**10, 5 * 0.8**10, 5.0, 5 * 1.2**10], rtol=1e-12)


def test_the_path_starts_at_w0_and_has_one_point_more_than_steps():
    """In the plane: (8, 4) is halved twice."""
    path = F.gradient_descent(lambda w: 2 * w, np.array([8, 4]), 0.25, 2)
    np.testing.assert_array_equal(path, [[8, 4], [4, 2], [2, 1]])


def test_gd_line_step_by_hand():
    """e = (-2, -4): slope for w is (2 · -2 · 1 + 2 · -4 · 2) / 2 = -10, for b (-4 - 8) / 2 = -6."""
    np.testing.assert_allclose(F.gd_line_step([1, 2], [2, 4], 0.0, 0.0, 0.1), (1.0, 0.6), rtol=1e-15)


def test_momentum_speeds_up_to_ten_times_the_slope():
    """On a constant slope 1 the velocity tends to 1 / (1 - 0.9)."""
    w, v = 0.0, 0.0
    for _ in range(400):
        w, v = F.momentum_step(w, v, 1.0, lr=0.1, beta=0.9)
    np.testing.assert_allclose(v, 10.0, rtol=1e-12)


def test_momentum_without_memory_is_gradient_descent():
    """beta = 0."""
    w, v = F.momentum_step(
        np.array([1.0, 2.0]), np.array([9.0, 9.0]), np.array([1.0, -1.0]), lr=0.5, beta=0.0
    )
    np.testing.assert_array_equal(w, [0.5, 2.5])
    np.testing.assert_array_equal(v, [1.0, -1.0])


def test_numerical_gradient_takes_integers_and_leaves_them_alone():
    """A step of 1e-5 added to an integer array would be lost."""
    x = np.array([[1, 2], [3, 4]])
    grad = F.numerical_gradient(lambda x: (x**3).sum(), x)
    np.testing.assert_allclose(grad, [[3, 12], [27, 48]], rtol=1e-9)
    np.testing.assert_array_equal(x, [[1, 2], [3, 4]])


def test_numerical_gradient_gives_f_arrays_of_its_own():
    """A function that keeps its argument does not see it change."""
    seen = []
    F.numerical_gradient(lambda x: seen.append(x) or 0.0, np.zeros(2), h=0.5)
    np.testing.assert_array_equal(seen, [[0.5, 0], [-0.5, 0], [0, 0.5], [0, -0.5]])


@pytest.mark.parametrize(("m", "batch_size"), [(10, 3), (10, 5), (3, 10), (1, 1)])
def test_batches_are_a_permutation_of_the_pairs(m, batch_size, rng):
    """Every sample once, each with its own label, all batches full but the last."""
    X, y = np.arange(m) * 10, np.arange(m)
    batches = list(F.minibatches(X, y, batch_size, rng))
    assert [len(b[0]) for b in batches[:-1]] == [batch_size] * (len(batches) - 1)
    ys = np.concatenate([b[1] for b in batches])
    np.testing.assert_array_equal(np.sort(ys), y)
    np.testing.assert_array_equal(np.concatenate([b[0] for b in batches]), ys * 10)


def test_samples_are_shuffled_across_batches(rng):
    """Shuffling only the order of the batches would keep neighbours together for ever."""
    first = next(F.minibatches(np.arange(1000), np.arange(1000), 10, rng))[1]
    assert np.ptp(first) > 100


def test_minibatches_wants_a_label_for_each_sample(rng):
    """Else pairs are lost in silence."""
    with pytest.raises(ShapeError, match="3 samples and y has 2"):
        next(F.minibatches(np.zeros(3), np.zeros(2), 1, rng))
    with pytest.raises(ValueError, match="batch_size is 0"):
        next(F.minibatches(np.zeros(3), np.zeros(3), 0, rng))
