"""Other right ways to write the functions of chapter 5: loops, einsum, outer products, one sample at a time.

A name is a graded function, two underscores, and the way.
"""

import math

import numpy as np


def _logistic(z):
    return 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))


def _sigmoids(Z):
    return (np.tanh(np.divide(Z, 2)) + 1) / 2


def neuron_backward__loop(dz, x, w):
    dx, dw = np.zeros(len(x)), np.zeros(len(x))
    for i in range(len(x)):
        dx[i] = dz * w[i]
        dw[i] = dz * x[i]
    return dx, dw, dz


def neuron_backward__numpy(dz, x, w):
    return [np.multiply(w, dz), np.multiply(x, dz), np.float64(dz)]


def neuron_backward__as_a_layer(dz, x, w):
    dZ = np.array([[dz]])
    return (dZ @ w[np.newaxis])[0], (dZ.T @ x[np.newaxis])[0], dZ.sum()


def sigmoid_backward__loop(dA, Z):
    dZ = np.zeros(np.shape(Z))
    for place, z in np.ndenumerate(Z):
        dZ[place] = dA[place] * _logistic(float(z)) * _logistic(-float(z))
    return dZ


def sigmoid_backward__activation(dA, Z):
    A = _sigmoids(Z)
    return A * (1 - A) * dA


def sigmoid_backward__einsum(dA, Z):
    return np.einsum("...,...,...->...", dA, _sigmoids(Z), _sigmoids(np.negative(Z)))


def linear_backward__loop(dZ, X, W):
    (m, n_out), n_in = dZ.shape, X.shape[1]
    dX, dW, db = np.zeros((m, n_in)), np.zeros((n_out, n_in)), np.zeros(n_out)
    for s in range(m):
        for j in range(n_out):
            db[j] += dZ[s, j]
            for i in range(n_in):
                dX[s, i] += dZ[s, j] * W[j, i]
                dW[j, i] += dZ[s, j] * X[s, i]
    return dX, dW, db


def linear_backward__einsum(dZ, X, W):
    return np.einsum("sj,ji->si", dZ, W), np.einsum("sj,si->ji", dZ, X), np.einsum("sj->j", dZ)


def linear_backward__one_sample_at_a_time(dZ, X, W):
    dX = [W.T @ dz for dz in dZ]
    dW = sum((np.outer(dz, x) for dz, x in zip(dZ, X, strict=True)), np.zeros(W.shape))
    return np.reshape(dX, X.shape), dW, np.ones(len(dZ)) @ dZ


def linear_backward__columns(dZ, X, W):
    return [(W.T @ dZ.T).T, (X.T @ dZ).T, np.sum(dZ.T, axis=1)]


def backprop_two_layer__one_expression_each(X, Y, P):
    A1 = _sigmoids(X @ P["W1"].T + P["b1"])
    A2 = _sigmoids(A1 @ P["W2"].T + P["b2"])
    dZ2 = (A2 - Y) * A2 * (1 - A2) / X.shape[0]
    dZ1 = dZ2 @ P["W2"] * A1 * (1 - A1)
    return {"b2": dZ2.sum(0), "W2": dZ2.T @ A1, "b1": dZ1.sum(0), "W1": dZ1.T @ X}


def backprop_two_layer__columns(X, Y, P):
    a0, y = X.T, Y.T
    a1 = _sigmoids(P["W1"] @ a0 + P["b1"][:, np.newaxis])
    a2 = _sigmoids(P["W2"] @ a1 + P["b2"][:, np.newaxis])
    dz2 = (a2 - y) / len(X) * a2 * (1 - a2)
    dz1 = P["W2"].T @ dz2 * a1 * (1 - a1)
    return {"W1": dz1 @ a0.T, "b1": dz1.sum(axis=1), "W2": dz2 @ a1.T, "b2": dz2.sum(axis=1)}


def backprop_two_layer__one_sample_at_a_time(X, Y, P):
    grads = {name: np.zeros(np.shape(values)) for name, values in P.items()}
    for x, y in zip(X, Y, strict=True):
        a1 = _sigmoids(P["W1"] @ x + P["b1"])
        a2 = _sigmoids(P["W2"] @ a1 + P["b2"])
        dz2 = (a2 - y) / len(X) * a2 * (1 - a2)
        dz1 = dz2 @ P["W2"] * a1 * (1 - a1)
        for name, grad in (("W1", np.outer(dz1, x)), ("b1", dz1), ("W2", np.outer(dz2, a1)), ("b2", dz2)):
            grads[name] = grads[name] + grad
    return grads


def answer_ways__float():
    return 105.0


def answer_ways__product():
    return 5 * 7 * 3


def answer_forward_passes__float():
    return 1450.0


def answer_forward_passes__counted():
    return 2 * (31 * 20 + 21 * 5)


def answer_arrives__sum():
    return sum(0.6 * w for w in (2.5, -1.0, 4.0))


def answer_arrives__numpy():
    return np.sum(0.6 * np.array([2.5, -1.0, 4.0]))


def answer_upstream__measured():
    def loss(w1):
        return (6.0 * w1 + 4.0) ** 2

    return (loss(0.5 + 1e-5) - loss(0.5 - 1e-5)) / 2e-5


def answer_upstream__float():
    return 84.0


def answer_backward_bug__upper_case():
    return "D"


def answer_backward_bug__with_spaces():
    return " d "
