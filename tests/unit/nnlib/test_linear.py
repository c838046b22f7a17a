"""Neuron, dense layer and network: the worked numbers of the articles, and shapes that do not fit."""

import numpy as np
import pytest

from nnlib import ShapeError
from nnlib import functional as F

# Article C's puzzle: inputs 3 and 4, two layers of two neurons.
WEIGHTS = [np.array([[1.0, -1.0], [2.0, 0.0]]), np.array([[4.0, 3.0], [-2.0, 1.0]])]
BIASES = [np.array([9.0, -3.0]), np.array([5.0, 0.0])]
X = np.array([[3.0, 4.0]])


def test_the_puzzle_gives_46_and_0():
    """8 and 3 in the hidden layer; 4 · 8 + 3 · 3 + 5 = 46, and relu(-16 + 3) = 0."""
    np.testing.assert_array_equal(F.network_forward(X, WEIGHTS[:1], BIASES[:1], F.relu), [[8, 3]])
    np.testing.assert_array_equal(F.network_forward(X, WEIGHTS, BIASES, F.relu), [[46, 0]])


def test_the_dead_unit_of_the_puzzle_has_the_score_minus_13():
    """-2 · 8 + 1 · 3, which relu hides."""
    np.testing.assert_array_equal(
        F.linear_forward(np.array([[8.0, 3.0]]), WEIGHTS[1], BIASES[1]), [[46, -13]]
    )


def test_the_first_matrix_transposed_gives_85_and_0():
    """The distractor: neurons (1, 2) and (-1, 0) give 20 and -6; 4 · 20 + 5 = 85."""
    np.testing.assert_array_equal(F.network_forward(X, [WEIGHTS[0].T, WEIGHTS[1]], BIASES, F.relu), [[85, 0]])


def test_neuron_adds_up_weighted_inputs_and_bias():
    """1 · 3 - 1 · 4 + 9 and 2 · 3 + 0 · 4 - 3."""
    assert F.neuron([3.0, 4.0], [1.0, -1.0], 9.0) == 8.0
    assert F.neuron([3, 4], [2, 0], -3) == 3.0
    assert isinstance(F.neuron(np.float32([3, 4]), np.float32([2, 0]), -3), float)


@pytest.mark.parametrize(("x", "w"), [([1.0, 2.0], [1.0]), ([[1.0, 2.0]], [1.0, 2.0]), (1.0, 2.0)])
def test_neuron_wants_two_vectors_of_one_length(x, w):
    """A table of samples is not one sample."""
    with pytest.raises(ShapeError, match="x has shape"):
        F.neuron(x, w, 0.0)


def test_a_score_of_exactly_0_is_class_0():
    """The perceptron's line itself belongs to class 0."""
    np.testing.assert_array_equal(
        F.perceptron_predict([[1.0, 1.0], [2.0, 1.0], [0.0, 1.0]], [1.0, -1.0], 0.0), [0, 1, 0]
    )


def test_perceptron_wants_a_table():
    """One sample has to be a row."""
    with pytest.raises(ShapeError, match=r"expected \(m, n_in\)"):
        F.perceptron_predict([1.0, 2.0], [1.0, 2.0], 0.0)


@pytest.mark.parametrize(
    ("sizes", "count"), [((784, 16, 10), 12_730), ((784, 16, 16, 10), 13_002), ((2, 1), 3)]
)
def test_parameters_are_counted_with_their_biases(sizes, count):
    """784 · 16 + 16 + 16 · 10 + 10 = 12,730; another hidden layer adds 16 · 16 + 16 = 272."""
    assert F.count_parameters(sizes) == count


def test_linear_backward_by_hand():
    """m = 2, n_in = 3, n_out = 2, every number different."""
    X = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    W = np.array([[1.0, 0.0, -1.0], [2.0, 1.0, 0.0]])
    dZ = np.array([[1.0, 10.0], [2.0, 20.0]])
    dX, dW, db = F.linear_backward(dZ, X, W)
    np.testing.assert_array_equal(dX, [[21, 10, -1], [42, 20, -2]])  # dZ @ W
    np.testing.assert_array_equal(dW, [[9, 12, 15], [90, 120, 150]])  # 1 · row 0 + 2 · row 1, then ten times
    np.testing.assert_array_equal(db, [3, 30])


def test_linear_backward_writes_dX_over_X_when_told(rng):
    """X is needed for dW first."""
    X, W, dZ = rng.normal(size=(4, 3)), rng.normal(size=(2, 3)), rng.normal(size=(4, 2))
    expected = F.linear_backward(dZ, X, W)
    out = type(expected)(dX=X, dW=np.empty((2, 3)), db=np.empty(2))
    for got, right in zip(F.linear_backward(dZ, X, W, out=out), expected, strict=True):
        np.testing.assert_allclose(got, right, rtol=1e-15)


@pytest.mark.parametrize(
    ("X", "W", "b", "message"),
    [
        ((3,), (2, 3), (2,), "rows are samples"),
        ((4, 3), (3, 2), (3,), "X has 3 columns and W has 2"),
        ((4, 3), (2, 3), (2, 1), r"expected \(n_out,\) = \(2,\)"),
        ((4, 3), (2, 3), (1,), r"expected \(n_out,\) = \(2,\)"),
    ],
)
def test_shapes_that_do_not_fit_are_named(X, W, b, message):
    """NumPy would broadcast some of them in silence."""
    with pytest.raises(ShapeError, match=message):
        F.linear_forward(np.zeros(X), np.zeros(W), np.zeros(b))


def test_a_wrong_dZ_is_named():
    """dZ has the shape of Z."""
    with pytest.raises(ShapeError, match=r"dZ has shape \(2, 4\), expected \(m, n_out\) = \(4, 2\)"):
        F.linear_backward(np.zeros((2, 4)), np.zeros((4, 3)), np.zeros((2, 3)))


def test_network_forward_wants_a_bias_for_each_layer():
    """A forgotten bias vector would drop a layer in silence."""
    with pytest.raises(ValueError, match="zip"):
        F.network_forward(X, WEIGHTS, BIASES[:1], F.relu)
