"""Other right ways to write the functions of chapter 2: loops, einsum, columns, a bias among the weights.

A name is a graded function, two underscores, and the way.
"""

import math
from functools import reduce
from itertools import pairwise

import numpy as np


def linear_forward__loops(X, W, b):
    Z = np.empty((len(X), len(W)))
    for i in range(len(X)):
        for j in range(len(W)):
            Z[i, j] = sum(X[i, k] * W[j, k] for k in range(len(W[j]))) + b[j]
    return Z


def linear_forward__einsum(X, W, b):
    return np.einsum("ik,jk->ij", X, W) + b


def linear_forward__columns(X, W, b):
    return (W @ X.T + b[:, np.newaxis]).T


def linear_forward__bias_as_a_weight(X, W, b):
    ones = np.ones((len(X), 1))
    return np.hstack([X, ones]) @ np.column_stack([W, b]).T


def linear_forward__broadcasting(X, W, b):
    return (X[:, np.newaxis, :] * W[np.newaxis]).sum(axis=2) + b


def count_parameters__loop(sizes):
    total = 0
    for i in range(1, len(sizes)):
        total += sizes[i - 1] * sizes[i] + sizes[i]
    return total


def count_parameters__weights_then_biases(sizes):
    return sum(a * b for a, b in pairwise(sizes)) + sum(sizes[1:])


def count_parameters__arrays(sizes):
    sizes = np.asarray(sizes, dtype=np.int64)
    return np.dot(sizes[:-1] + 1, sizes[1:])


def count_parameters__shapes(sizes):
    return sum(math.prod(shape) + shape[0] for shape in ((n_out, n_in) for n_in, n_out in pairwise(sizes)))


def count_parameters__recursion(sizes):
    if len(sizes) < 2:
        return 0
    return (sizes[0] + 1) * sizes[1] + count_parameters__recursion(sizes[1:])


def network_forward__index(X, weights, biases, activation):
    A = X
    for i in range(len(weights)):
        A = activation(np.dot(A, weights[i].T) + biases[i])
    return A


def network_forward__sample_by_sample(X, weights, biases, activation):
    rows = np.empty((len(X), len(weights[-1])))
    for i, x in enumerate(X):
        a = x
        for W, b in zip(weights, biases, strict=True):
            a = activation(W @ a + b)
        rows[i] = a
    return rows


def network_forward__columns(X, weights, biases, activation):
    A = X.T
    for W, b in zip(weights, biases, strict=True):
        A = activation(W @ A + b[:, np.newaxis])
    return A.T


def network_forward__reduce(X, weights, biases, activation):
    return reduce(
        lambda A, layer: activation(A @ layer[0].T + layer[1]), zip(weights, biases, strict=True), X
    )


def network_forward__entry_by_entry(X, weights, biases, activation):
    A = np.asarray(X, dtype=float)
    for W, b in zip(weights, biases, strict=True):
        Z = np.empty((len(A), len(W)))
        for i, j in np.ndindex(*Z.shape):
            Z[i, j] = activation(np.dot(A[i], W[j]) + b[j])
        A = Z
    return A


def answer_hidden_neurons__float():
    return 628.0


def answer_forward_bug__upper_case():
    return "C"


def answer_separating_activations__upper_case():
    return "B"


def answer_collapsed_parameters__float():
    return 147.0
