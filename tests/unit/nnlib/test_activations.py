"""The activations and their slopes: values by hand, extremes, types."""

import math

import numpy as np
import pytest

from nnlib import functional as F

ALL = [F.sigmoid, F.tanh, F.relu, F.sigmoid_grad, F.tanh_grad, F.relu_grad]
SLOPES = [(F.sigmoid, F.sigmoid_grad), (F.tanh, F.tanh_grad), (F.relu, F.relu_grad)]


def test_sigmoid_of_log_3_is_three_quarters():
    """exp(-log 3) = 1/3, and 1 / (1 + 1/3) = 3/4."""
    np.testing.assert_allclose(F.sigmoid(math.log(3)), 0.75, rtol=1e-15)


def test_sigmoid_and_its_mirror_add_up_to_one():
    """σ(-z) = 1 - σ(z)."""
    z = np.linspace(-30, 30, 61)
    np.testing.assert_allclose(F.sigmoid(z) + F.sigmoid(-z), 1.0, rtol=1e-15)


def test_sigmoid_keeps_its_relative_accuracy_far_to_the_left():
    """There σ(z) is exp(z), down to the smallest normal numbers; 1/2 (1 + tanh(z/2)) would give 0."""
    np.testing.assert_allclose(F.sigmoid(-700.0), math.exp(-700), rtol=1e-15)
    np.testing.assert_allclose(F.sigmoid(np.float32(-80)), np.exp(np.float32(-80)), rtol=1e-6)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("f", ALL, ids=lambda f: f.__name__)
def test_no_finite_number_overflows(f, dtype):
    """The largest numbers of the type give a finite answer, and no warning (they are errors here)."""
    extremes = np.array([-np.finfo(dtype).max, -1000, 0, 1000, np.finfo(dtype).max], dtype)
    assert np.isfinite(f(extremes)).all()


@pytest.mark.parametrize(("f", "slope"), SLOPES, ids=lambda f: f.__name__)
def test_slope_is_what_central_differences_measure(f, slope):
    """(f(z + h) - f(z - h)) / 2h, away from relu's corner."""
    z = np.array([-3.0, -0.5, 0.25, 2.0])
    h = 1e-6
    np.testing.assert_allclose(slope(z), (f(z + h) - f(z - h)) / (2 * h), rtol=1e-8, atol=1e-10)


def test_steepest_slopes():
    """σ'(0) = 1/2 · 1/2, tanh'(0) = 1, and relu's slope at 0 is 0 by agreement."""
    assert F.sigmoid_grad(0.0) == 0.25
    assert F.tanh_grad(0.0) == 1.0
    assert F.relu_grad(0.0) == 0.0


def test_slopes_do_not_vanish_where_one_minus_a_does():
    """σ'(±40) is exp(-40) to rounding, though 1 - σ(40) is 0 in float64; tanh'(20) is 4 exp(-40)."""
    np.testing.assert_allclose(F.sigmoid_grad(np.array([-40.0, 40.0])), math.exp(-40), rtol=1e-14)
    np.testing.assert_allclose(F.tanh_grad(20.0), 4 * math.exp(-40), rtol=1e-14)


@pytest.mark.parametrize("f", ALL, ids=lambda f: f.__name__)
def test_float32_stays_float32(f):
    """Nothing is silently promoted."""
    assert f(np.array([-1.0, 0.0, 2.0], np.float32)).dtype == np.float32


@pytest.mark.parametrize(
    "f", [F.sigmoid, F.tanh, F.sigmoid_grad, F.tanh_grad, F.relu_grad], ids=lambda f: f.__name__
)
def test_small_unsigned_integers_are_numbers_like_others(f):
    """-z of an unsigned 3 would be 253."""
    z = np.array([0, 3], np.uint8)
    np.testing.assert_array_equal(f(z), f(z.astype(np.float64)))


@pytest.mark.parametrize("f", ALL, ids=lambda f: f.__name__)
def test_out_may_be_the_argument_itself(f, rng):
    """Layers write over what they no longer need."""
    z = rng.normal(size=(4, 3))
    expected = f(z)
    assert f(z, out=z) is z
    np.testing.assert_array_equal(z, expected)


@pytest.mark.parametrize("f", ALL, ids=lambda f: f.__name__)
def test_any_shape_goes_in_and_comes_out_and_the_argument_stays(f, rng):
    """A number, a vector, a cube."""
    assert np.shape(f(0.5)) == ()
    z = rng.normal(size=(2, 3, 4))
    before = z.copy()
    assert f(z).shape == z.shape
    np.testing.assert_array_equal(z, before)


@pytest.mark.parametrize("alpha", [0.3, 1.0])
@pytest.mark.parametrize("f", [F.leaky_relu, F.leaky_relu_grad, F.elu, F.elu_grad], ids=lambda f: f.__name__)
def test_functions_with_alpha_keep_the_type_and_may_write_over_their_argument(f, alpha, rng):
    """A Python alpha does not promote float32, and z is read before it is written."""
    z = rng.normal(size=(4, 3)).astype(np.float32)
    expected = f(z, alpha)
    assert expected.dtype == np.float32
    assert f(z, alpha, out=z) is z
    np.testing.assert_array_equal(z, expected)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_one_very_low_score_moves_its_neighbours_by_rounding_only(dtype):
    """sigmoid takes another form for the whole array then."""
    z = np.linspace(-30, 30, 61, dtype=dtype)
    together = F.sigmoid(np.append(z, dtype(-1000)))
    assert together[-1] == 0
    np.testing.assert_allclose(together[:-1], F.sigmoid(z), rtol=4 * np.finfo(dtype).eps)
