"""A layer of neurons is one matrix product: every row of W is a neuron, every row of X a sample."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from nnlib.functional._fast import column_sums, product
from nnlib.shapes import linear_shapes_fit

__all__ = ["LinearGrads", "count_parameters", "linear_backward", "linear_forward", "network_forward"]


class LinearGrads(NamedTuple):
    """What linear_backward gives: the gradient of the loss by input, weights and biases."""

    dX: np.ndarray  # (m, n_in)
    dW: np.ndarray  # (n_out, n_in)
    db: np.ndarray  # (n_out,)


def linear_forward(X, W, b, out=None):
    """Score all samples with all neurons of a layer: Z = X @ W.T + b.

    Parameters
    ----------
    X : (m, n_in) array
        One sample a row.
    W : (n_out, n_in) array
        One neuron a row.
    b : (n_out,) array
        One bias for each neuron.
    out : (m, n_out) array, optional
        Where to write the result. The arrays are taken as they are then: a layer has looked at their shapes.

    Returns
    -------
    Z : (m, n_out) array
        X @ W.T + b

    Raises
    ------
    ShapeError
        If the three shapes do not fit together.

    References
    ----------
    Goodfellow, Bengio, Courville: Deep Learning (2016), algorithm 6.3
    (one sample as a column there, W h + b; a batch of rows here).

    Examples
    --------
    >>> W, b = np.array([[1.0, -1.0], [2.0, 0.0]]), np.array([9.0, -3.0])
    >>> linear_forward(np.array([[3.0, 4.0]]), W, b)  # 3 - 4 + 9 and 2 * 3 - 3
    array([[8., 3.]])
    """
    if out is not None:
        return np.add(product(X, W.T, out), b, out)
    X, W, b = np.asarray(X), np.asarray(W), np.asarray(b)
    linear_shapes_fit(X.shape, W.shape, b.shape, None)
    return X @ W.T + b


def linear_backward(dZ, X, W, out=None):
    """Carry the gradient of the loss L back through Z = X @ W.T + b.

    A weight is used once per sample, so its gradient adds up the samples. Nothing is divided
    by m here: the mean over the batch belongs to the loss.

    Parameters
    ----------
    dZ : (m, n_out) array
        dL/dZ, from the layer above.
    X : (m, n_in) array
        The input of linear_forward.
    W : (n_out, n_in) array
        The weights of linear_forward.
    out : LinearGrads of arrays, optional
        Where to write the results; as in linear_forward. Its dX may be X itself, which is then overwritten
        last, or None: the first layer of a network has nobody to pass dX to, and it is left out.

    Returns
    -------
    dX : (m, n_in) array
        dL/dX = dZ @ W
    dW : (n_out, n_in) array
        dL/dW = dZ.T @ X
    db : (n_out,) array
        dL/db, the sum of the rows of dZ

    Raises
    ------
    ShapeError
        If the three shapes do not fit together.

    References
    ----------
    Goodfellow, Bengio, Courville: Deep Learning (2016), algorithm 6.4
    (one sample as a column there; a batch of rows here).

    Examples
    --------
    >>> X, W = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[10.0, 20.0]])
    >>> linear_backward(np.array([[1.0], [-1.0]]), X, W).dW  # 1 * [1, 2] - 1 * [3, 4]
    array([[-2., -2.]])
    """
    if out is not None:
        dX, dW, db = out
        product(dZ.T, X, dW)
        column_sums(dZ, db)
        if dX is not None:
            product(dZ, W, dX)
        return out
    dZ, X, W = np.asarray(dZ), np.asarray(X), np.asarray(W)
    linear_shapes_fit(X.shape, W.shape, None, dZ.shape)
    return LinearGrads(dX=dZ @ W, dW=dZ.T @ X, db=column_sums(dZ))


def count_parameters(sizes):
    """Count the weights and biases of a dense network.

    A layer with n_in inputs and n_out neurons has n_in * n_out weights and n_out biases.

    Parameters
    ----------
    sizes : sequence of int
        The number of inputs, of neurons in each hidden layer, and of outputs.

    Returns
    -------
    count : int
        The sum over the layers of (n_in + 1) * n_out

    Examples
    --------
    >>> count_parameters((784, 16, 10))  # 785 * 16 + 17 * 10
    12730
    """
    return sum((n_in + 1) * n_out for n_in, n_out in pairwise(sizes))


def network_forward(X, weights, biases, activation):
    """Send samples through a whole dense network, with the same activation after every layer.

    Parameters
    ----------
    X : (m, n_in) array
        One sample a row.
    weights : list of (n_out, n_in) arrays
        One matrix for each layer, first layer first.
    biases : list of (n_out,) arrays
        One vector for each layer.
    activation : callable
        Applied elementwise to the scores of every layer, the last one too.

    Returns
    -------
    A : (m, n_out) array
        What the last layer gives

    Raises
    ------
    ShapeError
        If the arrays of a layer do not fit together.
    ValueError
        If there are not as many biases as weights.

    Examples
    --------
    >>> weights = [np.array([[1.0, -1.0], [2.0, 0.0]]), np.array([[4.0, 3.0], [-2.0, 1.0]])]
    >>> biases = [np.array([9.0, -3.0]), np.array([5.0, 0.0])]
    >>> network_forward(np.array([[3.0, 4.0]]), weights, biases, lambda z: np.maximum(z, 0))
    array([[46.,  0.]])
    """
    A = X
    for W, b in zip(weights, biases, strict=True):
        A = activation(linear_forward(A, W, b))
    return A
