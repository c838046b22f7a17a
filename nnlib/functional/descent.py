"""To get down a hill in fog: feel the slope under your feet, take a step against it, repeat."""

from typing import NamedTuple

import numpy as np

from nnlib.functional import regression
from nnlib.functional._fast import number
from nnlib.functional.regression import Line
from nnlib.shapes import ShapeError, as_floats

__all__ = [
    "MomentumStep",
    "gd_line_step",
    "gd_step",
    "gradient_descent",
    "minibatches",
    "momentum_step",
    "numerical_gradient",
]


class MomentumStep(NamedTuple):
    """The weights and their velocity after a step."""

    w: np.ndarray
    v: np.ndarray


def gd_step(w, grad, lr, out=None, room=None):
    """Take one step of gradient descent: w - lr * grad.

    Parameters
    ----------
    w : array of any shape, or float
        Where we are.
    grad : array of w's shape
        The slope there.
    lr : float
        The learning rate.
    out : array of w's shape, optional
        Where to write the result; may be w itself.
    room : array of w's shape, optional
        Is written over, to save a new array; may be grad itself.

    Returns
    -------
    w : array of w's shape
        w - lr * grad

    References
    ----------
    Cauchy: Méthode générale pour la résolution des systèmes d'équations simultanées (1847).

    Examples
    --------
    >>> float(gd_step(5.0, 10.0, 0.1))  # on w² the slope at 5 is 10
    4.0
    """
    step = np.multiply(grad, lr if out is None else number(lr, out.dtype), room)
    return np.subtract(w, step, out)


def gradient_descent(grad_fn, w0, lr, n_steps):
    """Walk down n_steps times and keep the whole path.

    Parameters
    ----------
    grad_fn : callable
        Gives the slope at w, in w's shape.
    w0 : array of any shape, or float
        The start.
    lr : float
        The learning rate.
    n_steps : int
        How many steps to take.

    Returns
    -------
    path : (n_steps + 1, ...) array
        w0 first, then w after each step

    Examples
    --------
    >>> gradient_descent(lambda w: 2 * w, 8.0, lr=0.25, n_steps=3)  # each step halves w
    array([8., 4., 2., 1.])
    """
    path = [as_floats(w0)]
    for _ in range(n_steps):
        path.append(gd_step(path[-1], grad_fn(path[-1]), lr))
    return np.array(path)


def gd_line_step(x, y, w, b, lr):
    """Take one step of gradient descent on the mean squared error of a line.

    Parameters
    ----------
    x, y : (m,) array
        The points.
    w, b : float
        The line w x + b as it is.
    lr : float
        The learning rate.

    Returns
    -------
    w : float
        w - lr · mean of 2 e x, where e = w x + b - y
    b : float
        b - lr · mean of 2 e

    Raises
    ------
    ShapeError
        If x and y have different shapes.

    Examples
    --------
    >>> gd_line_step([1.0, 2.0], [2.0, 4.0], w=0.0, b=0.0, lr=0.1)  # e = -2, -4; slopes -10 and -6
    Line(w=1.0, b=0.6000000000000001)
    """
    x, y = as_floats(x), as_floats(y)
    dy = regression.mse_grad(w * x + b, y)
    return Line(w=float(gd_step(w, dy @ x, lr)), b=float(gd_step(b, dy.sum(), lr)))


def numerical_gradient(f, x, h=1e-5):
    """Measure the gradient of f at x by going a little up and a little down in every entry.

    Two evaluations of f an entry: too dear to learn with, right for checking.

    Parameters
    ----------
    f : callable
        Takes an array of x's shape, gives a number.
    x : array of any shape, or number
        Where to measure. Computed in float64, whatever the type of x.
    h : float
        The step.

    Returns
    -------
    grad : float64 array of x's shape
        (f(x + h) - f(x - h)) / 2h, one entry at a time; the error shrinks with h²

    Examples
    --------
    >>> numerical_gradient(lambda x: x[0] ** 2 + 3 * x[1], [2, 5]).round(6)  # 2 * 2 and 3
    array([4., 3.])
    """
    x = np.array(x, dtype=np.float64)  # a copy: the caller's stays as it is
    grad = np.empty_like(x)
    for entry in np.ndindex(x.shape):
        here = x[entry]
        x[entry] = above = here + h
        f_above = f(x.copy())
        x[entry] = below = here - h
        f_below = f(x.copy())
        x[entry] = here
        grad[entry] = (f_above - f_below) / (above - below)  # 2h as it is after rounding
    return grad[()]


def momentum_step(w, v, grad, lr, beta, *, out=None, room=None):
    """Take one step with momentum: the velocity remembers the slopes of earlier steps.

    On a constant slope the velocity grows to grad / (1 - beta), ten times the slope at beta = 0.9.

    Parameters
    ----------
    w : array of any shape, or float
        Where we are.
    v : array of w's shape
        The velocity, 0 at the start.
    grad : array of w's shape
        The slope at w.
    lr : float
        The learning rate.
    beta : float
        How much of the velocity is kept, 0 <= beta < 1; 0 is plain gradient descent.
    out : MomentumStep of arrays, optional
        Where to write the results; may hold w and v themselves.
    room : array of w's shape, optional
        Is written over, to save a new array; may be grad itself.

    Returns
    -------
    w : array of w's shape
        w - lr * v, with the new v
    v : array of w's shape
        beta * v + grad

    References
    ----------
    Polyak: Some methods of speeding up the convergence of iteration methods (1964). There, and in
    article B, the velocity has the learning rate in it (v ← beta v - lr grad, w ← w + v); the path is the
    same as long as lr is constant.

    Examples
    --------
    >>> w, v = momentum_step(1.0, 2.0, 4.0, lr=0.1, beta=0.5)  # v = 0.5 * 2 + 4 = 5, w = 1 - 0.5
    >>> float(w), float(v)
    (0.5, 5.0)
    """
    out_w, out_v = (None, None) if out is None else out
    v = np.add(np.multiply(v, beta, out_v), grad, out_v)
    return MomentumStep(w=np.subtract(w, np.multiply(v, lr, room), out_w), v=v)


def minibatches(X, y, batch_size, rng):
    """Shuffle the samples and hand them out in batches: one epoch.

    Parameters
    ----------
    X : (m, ...) array
        The samples.
    y : (m, ...) array
        Their labels or targets.
    batch_size : int
        Samples in a batch; the last batch has what is left.
    rng : numpy.random.Generator
        Draws the order.

    Yields
    ------
    X_batch, y_batch : (batch_size, ...) arrays
        Copies, row by row in pairs; every sample comes once

    Raises
    ------
    ShapeError
        If there are not as many labels as samples.
    ValueError
        If batch_size is less than 1.

    Examples
    --------
    >>> X, y = np.arange(5), np.arange(5)
    >>> [len(X_batch) for X_batch, y_batch in minibatches(X, y, 2, np.random.default_rng(0))]
    [2, 2, 1]
    """
    X, y = np.asarray(X), np.asarray(y)
    if len(X) != len(y):
        raise ShapeError(f"X has {len(X)} samples and y has {len(y)}, expected one y for each sample")
    if batch_size < 1:
        raise ValueError(f"batch_size is {batch_size}, expected at least 1")
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        rows = order[start : start + batch_size]
        yield X.take(rows, axis=0), y.take(rows, axis=0)  # a sixth faster than X[rows]
