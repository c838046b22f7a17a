"""Softmax, cross-entropy and their gradients."""

import math

import numpy as np
import pytest

from nnlib import functional as F


def test_softmax_by_hand():
    """Scores log 1, log 2, log 5 are shares 1, 2, 5 of 8."""
    np.testing.assert_allclose(F.softmax(np.log([[1.0, 2.0, 5.0]])), [[1 / 8, 2 / 8, 5 / 8]], rtol=1e-15)


def test_log_softmax_keeps_the_digits_of_a_sure_answer():
    """log(1 / (1 + e)) with e = exp(-46) is -e + e²/2, far below what 1 + e can hold."""
    logP = F.log_softmax(np.array([[46.0, 0.0]]))
    np.testing.assert_allclose(logP[0, 0], -math.exp(-46), rtol=1e-14)
    assert logP[0, 1] == -46.0


def test_an_untrained_network_starts_at_log_k():
    """Ten equal guesses: ln 10 = 2.302585…"""
    y = np.array([3, 7])
    np.testing.assert_allclose(F.cross_entropy(np.full((2, 10), 0.1), y), math.log(10), rtol=1e-15)
    np.testing.assert_allclose(F.softmax_cross_entropy(np.zeros((2, 10)), y), math.log(10), rtol=1e-15)


def test_a_sure_wrong_answer_costs_without_bound():
    """-log 0 is inf; from the scores it is the true 2,000."""
    assert F.cross_entropy([[1.0, 0.0]], [1]) == math.inf
    assert F.softmax_cross_entropy(np.array([[2000.0, 0.0]]), [1]) == 2000.0


@pytest.mark.parametrize(
    "f", [F.cross_entropy, F.cross_entropy_grad, F.softmax_cross_entropy, F.softmax_cross_entropy_grad]
)
@pytest.mark.parametrize(
    ("y", "message"),
    [
        ([0, 3], "label 3, expected 0 to 2"),
        ([0, -1], "label -1"),
        ([0], r"expected \(m,\) = \(2,\)"),
        ([0.0, 1.0], "whole"),
    ],
)
def test_labels_that_cannot_be_meant_are_errors(f, y, message):
    """NumPy would take -1 for the last class."""
    with pytest.raises(ValueError, match=message):
        f(np.full((2, 3), 1 / 3), y)


@pytest.mark.parametrize("kind", [np.uint8, np.int32, np.uint64, list])
def test_labels_of_any_whole_type_mean_the_same(kind):
    """NumPy does not take uint64 for an index."""
    y = [0, 2] if kind is list else np.array([0, 2], kind)
    Z = np.array([[1.0, 2.0, 3.0], [4.0, 6.0, 5.0]])
    assert F.softmax_cross_entropy(Z, y) == F.softmax_cross_entropy(Z, np.array([0, 2]))
    np.testing.assert_array_equal(F.one_hot(y, 3), [[1, 0, 0], [0, 0, 1]])


def test_one_hot():
    """And no label outside of the classes."""
    np.testing.assert_array_equal(F.one_hot([2, 0], 3), [[0, 0, 1], [1, 0, 0]])
    assert F.one_hot([], 3).shape == (0, 3)
    with pytest.raises(ValueError, match="label 3"):
        F.one_hot([3], 3)


def test_gradients_are_what_central_differences_measure(rng):
    """m = 4, k = 3; the two roads to dZ meet."""
    Z, y = rng.normal(size=(4, 3)), np.array([0, 2, 1, 2])
    P = F.softmax(Z)
    measured = F.numerical_gradient(lambda P: F.cross_entropy(P, y), P)
    np.testing.assert_allclose(F.cross_entropy_grad(P, y), measured, rtol=1e-8, atol=1e-10)
    dZ = F.softmax_cross_entropy_grad(Z, y)
    measured = F.numerical_gradient(lambda Z: F.softmax_cross_entropy(Z, y), Z)
    np.testing.assert_allclose(dZ, measured, rtol=1e-7, atol=1e-10)
    np.testing.assert_allclose(F.softmax_backward(F.cross_entropy_grad(P, y), P), dZ, rtol=1e-12, atol=1e-16)


def test_the_gradient_already_carries_one_over_m():
    """Two samples, two equal guesses: (0.5 - 1) / 2."""
    np.testing.assert_array_equal(
        F.softmax_cross_entropy_grad(np.zeros((2, 2)), [0, 1]), [[-0.25, 0.25], [0.25, -0.25]]
    )


def test_float32_stays_float32(rng):
    """Nothing is silently promoted."""
    Z = rng.normal(size=(4, 3)).astype(np.float32)
    y = np.array([0, 1, 2, 0])
    for array in (
        F.softmax(Z),
        F.log_softmax(Z),
        F.softmax_cross_entropy_grad(Z, y),
        F.cross_entropy_grad(F.softmax(Z), y),
    ):
        assert array.dtype == np.float32


def test_how_probabilities_lie_in_memory_changes_no_loss(rng):
    """Row by row, column by column, every second column of a wider table; also where the gradient is written."""
    P, y = F.softmax(rng.normal(size=(5, 3))), np.array([0, 2, 1, 1, 0])
    wide = np.zeros((5, 6))
    wide[:, ::2] = P
    for lying in (np.asfortranarray(P), wide[:, ::2]):
        assert F.cross_entropy(lying, y) == F.cross_entropy(P, y)
        out = np.empty_like(lying)
        gradient = F.softmax_cross_entropy_grad(None, y, P=lying, out=out)
        np.testing.assert_array_equal(gradient, F.softmax_cross_entropy_grad(None, y, P=P))
        np.testing.assert_array_equal(F.cross_entropy_grad(lying, y, out=out), F.cross_entropy_grad(P, y))
