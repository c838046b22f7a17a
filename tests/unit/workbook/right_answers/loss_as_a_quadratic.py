"""Other right ways to write the functions of chapter 3: loops, dot products, einsum, linear equations.

A name is a graded function, two underscores, and the way.
"""

import math

import numpy as np


def mse__loop(y_pred, y):
    total, n = 0.0, 0
    for guess, truth in zip(y_pred.ravel(), y.ravel(), strict=True):
        total += (float(guess) - float(truth)) ** 2
        n += 1
    return total / n


def mse__dot(y_pred, y):
    e = np.ravel(y_pred - y)
    return e @ e / e.size


def mse__einsum(y_pred, y):
    e = np.subtract(y_pred, y)
    return np.einsum("...,...->", e, e) / e.size if e.ndim == 0 else np.sum(np.square(e)) / e.size


def mse__exact_sum(y_pred, y):
    return math.fsum((float(a) - float(b)) ** 2 for a, b in zip(y_pred.flat, y.flat, strict=True)) / y.size


def mse__other_order(y_pred, y):
    return ((y - y_pred) ** 2).mean()


def mse_grad__loop(y_pred, y):
    grad = np.zeros(y_pred.shape)
    for place in np.ndindex(y_pred.shape):
        grad[place] = 2 * (y_pred[place] - y[place]) / y_pred.size
    return grad


def mse_grad__product(y_pred, y):
    return (2 / np.prod(y_pred.shape)) * np.subtract(y_pred, y)


def mse_grad__other_order(y_pred, y):
    return -2 * (y - y_pred) / y.size


def quadratic_vertex__put_in(a, b, c):
    w = -b / (2 * a)
    return w, a * w**2 + b * w + c


def quadratic_vertex__halves(a, b, c):
    half = b / a / 2
    return -half, c - a * half * half


def quadratic_vertex__list(a, b, c):
    return [-0.5 * b / a, c - 0.25 * b**2 / a]


def fit_line__loop(x, y):
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    above, below = 0.0, 0.0
    for xi, yi in zip(x, y, strict=True):
        above += (xi - mean_x) * (yi - mean_y)
        below += (xi - mean_x) ** 2
    w = above / below
    return w, mean_y - w * mean_x


def fit_line__dot(x, y):
    dx = x - x.mean()
    w = (dx @ y) / (dx @ dx)
    return float(w), float(np.mean(y - w * x))


def fit_line__einsum(x, y):
    dx = x - np.mean(x)
    w = np.einsum("i,i->", dx, y - np.mean(y)) / np.einsum("i,i->", dx, dx)
    return w, np.mean(y) - w * np.mean(x)


def fit_line__covariance(x, y):
    spread = np.cov(x, y)
    w = spread[0, 1] / spread[0, 0]
    return w, np.mean(y) - w * np.mean(x)


def fit_line__least_squares(x, y):
    x, y = x.astype(float), y.astype(float)
    table = np.column_stack([x - x.mean(), np.ones(len(x))])
    w, height = np.linalg.lstsq(table, y)[0]
    return w, height - w * x.mean()


def fit_line__polyfit(x, y):
    x = np.asarray(x, dtype=float)
    w, height = np.polyfit(x - x.mean(), y, 1)
    return w, height - w * x.mean()


def answer_least_loss__computed():
    x, y = np.arange(5.0), np.array([1.0, 2.0, 2.0, 5.0, 4.0])
    w, b = np.polyfit(x, y, 1)
    return np.mean((w * x + b - y) ** 2)


def answer_least_absolute__computed():
    values = np.array([3.1, 8.4, 4.7, 40.0, 5.3])
    return float(np.mean(np.abs(values - np.median(values))))


def answer_wrong_slope__upper_case():
    return "D"


def answer_curvature_factor__float():
    return 60.0**2
