"""Other right ways to write the functions of chapter 1: loops, Python's math, einsum, another formula.

A name is a graded function, two underscores, and the way.
"""

import math

import numpy as np


def _each(function, z):
    """A function of one number for every entry, in a plain loop."""
    z = np.asarray(z, dtype=float)
    a = np.empty(z.shape)
    for place, value in np.ndenumerate(z):
        a[place] = function(value)
    return a


def _logistic(z):
    return 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))


def neuron__loop(x, w, b):
    z = b
    for i in range(len(x)):
        z = z + w[i] * x[i]
    return z


def neuron__sum(x, w, b):
    return (x * w).sum() + b


def neuron__einsum(x, w, b):
    return np.einsum("i,i->", x, w) + b


def neuron__exact_sum(x, w, b):
    return math.fsum([*map(float, x * w), b])


def neuron__one_row(x, w, b):
    return (x[np.newaxis] @ w)[0] + b


def perceptron_predict__loop(X, w, b):
    y = []
    for x in X:
        if sum(x * w) + b > 0:
            y.append(1)
        else:
            y.append(0)
    return np.array(y)


def perceptron_predict__einsum(X, w, b):
    return np.where(np.einsum("ij,j->i", X, w) > -b, 1, 0)


def perceptron_predict__floats(X, w, b):
    return np.heaviside(X @ w + b, 0.0)


def perceptron_predict__sign(X, w, b):
    return np.maximum(np.sign(np.dot(X, w) + b), 0)


def sigmoid__loop(z):
    return _each(_logistic, z)


def sigmoid__vectorize(z):
    return np.vectorize(_logistic, otypes=[float])(z)


def sigmoid__half_a_tanh(z):
    return (np.tanh(np.divide(z, 2)) + 1) / 2


def sigmoid__masks(z):
    z = np.asarray(z)
    a = np.empty(z.shape)
    a[z >= 0] = 1 / (1 + np.exp(-z[z >= 0]))
    e = np.exp(z[z < 0])
    a[z < 0] = e / (1 + e)
    return a


def sigmoid__logaddexp(z):
    return np.exp(-np.logaddexp(0, np.negative(z)))


def sigmoid__overflow_accepted(z):
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(np.negative(z)))


def tanh__loop(z):
    return _each(math.tanh, z)


def tanh__vectorize(z):
    return np.vectorize(math.tanh, otypes=[float])(z)


def tanh__one_small_exp(z):
    e = np.exp(-2 * np.abs(np.clip(z, -400, 400)))
    return np.sign(z) * (1 - e) / (1 + e)


def relu__loop(z):
    return _each(lambda value: max(value, 0.0), z)


def relu__product(z):
    return z * np.greater(z, 0)


def relu__where(z):
    return np.where(np.asarray(z) > 0, z, 0)


def relu__half_a_sum(z):
    return (z + np.abs(z)) / 2


def relu__copy(z):
    a = np.array(z, dtype=float)
    a[a < 0] = 0
    return a


def sigmoid_grad__loop(z):
    return _each(lambda value: _logistic(value) * _logistic(-value), z)


def sigmoid_grad__product_of_both_sides(z):
    return sigmoid__masks(z) * sigmoid__masks(np.negative(z))


def sigmoid_grad__by_tanh(z):
    return (1 - np.tanh(np.divide(z, 2)) ** 2) / 4


def sigmoid_grad__by_nnlibs_formula(z):
    e = np.exp(-np.abs(z))
    return e / (1 + e) ** 2


def tanh_grad__loop(z):
    return _each(lambda value: 1 - math.tanh(value) ** 2, z)


def tanh_grad__two_factors(z):
    a = np.tanh(z)
    return (1 - a) * (1 + a)


def tanh_grad__by_sigmoid(z):
    a = sigmoid__half_a_tanh(2 * np.clip(z, -400, 400))
    return 4 * a * (1 - a)


def relu_grad__loop(z):
    return _each(lambda value: 1.0 if value > 0 else 0.0, z)


def relu_grad__mask(z):
    return (np.asarray(z) > 0).astype(float)


def relu_grad__integers(z):
    return np.greater(z, 0) * 1


def relu_grad__heaviside(z):
    return np.heaviside(z, 0)


def answer_thin_line__computed():
    products = np.abs(np.array([0.03, -2.5, 1.0]) * np.array([500.0, 0.8, 3.0]))
    return products[0] / products[1]


def answer_separable_tables__counted():
    corners = np.array([[i // 4, i // 2 % 2, i % 2] for i in range(8)])
    weights = np.array([[i // 25 - 2, i // 5 % 5 - 2, i % 5 - 2] for i in range(125)])
    scores = (weights @ corners.T)[:, None, :] + np.arange(-6.5, 7.0)[:, None]
    return len({tuple(row) for row in (scores > 0).reshape(-1, 8)})


def answer_neuron_bug__upper_case():
    return "C"
