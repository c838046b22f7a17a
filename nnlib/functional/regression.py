"""How far off are the predictions? For a line the squared error is a bowl, and its bottom is known."""

from typing import NamedTuple

import numpy as np

from nnlib.shapes import ShapeError, as_floats

__all__ = ["Line", "Vertex", "fit_line", "mse", "mse_grad", "quadratic_vertex"]


class Vertex(NamedTuple):
    """The lowest point of a parabola."""

    w: float
    L: float


class Line(NamedTuple):
    """A straight line y = w x + b."""

    w: float
    b: float


def mse(y_pred, y):
    """Mean squared error: the mean of (y_pred - y)² over all entries.

    Parameters
    ----------
    y_pred : array of any shape
        What the model says.
    y : array of the same shape
        What is true.

    Returns
    -------
    L : float
        Σ (y_pred - y)² / size

    Raises
    ------
    ShapeError
        If the shapes differ: (m, 1) against (m,) would otherwise be broadcast to (m, m).

    Examples
    --------
    >>> mse([1.0, 2.0], [1.0, 5.0])  # (0² + 3²) / 2
    4.5
    """
    misses = _misses(y_pred, y)
    return float(np.mean(misses * misses))


def mse_grad(y_pred, y, out=None):
    """Gradient of the mean squared error with respect to y_pred.

    Parameters
    ----------
    y_pred : array of any shape
        What the model says.
    y : array of the same shape
        What is true.
    out : array of the same shape, optional
        Where to write the result.

    Returns
    -------
    dy : array of y_pred's shape
        2 (y_pred - y) / size

    Raises
    ------
    ShapeError
        If the shapes differ.

    Examples
    --------
    >>> mse_grad([1.0, 2.0], [1.0, 5.0])  # 2 * (2 - 5) / 2
    array([ 0., -3.])
    """
    misses = _misses(y_pred, y, out=out)
    return np.multiply(misses, 2 / misses.size, out=out)


def _misses(y_pred, y, out=None):
    y_pred, y = as_floats(y_pred), as_floats(y)
    if y_pred.shape != y.shape:
        raise ShapeError(
            f"y_pred has shape {y_pred.shape} and y has shape {y.shape}, expected the same shape"
        )
    return np.subtract(y_pred, y, out=out)


def quadratic_vertex(a, b, c):
    """Find the lowest point of the parabola a w² + b w + c.

    The slope 2 a w + b is 0 there.

    Parameters
    ----------
    a, b, c : float
        The coefficients, a > 0.

    Returns
    -------
    w : float
        -b / (2 a)
    L : float
        The value there, c - b² / (4 a)

    Raises
    ------
    ValueError
        If a is not above 0: such a parabola has no lowest point.

    Examples
    --------
    >>> quadratic_vertex(1, -6, 10)  # (w - 3)² + 1
    Vertex(w=3.0, L=1.0)
    """
    if not a > 0:
        raise ValueError(f"a is {a}, expected a > 0: without it the parabola has no lowest point")
    return Vertex(w=-b / (2 * a), L=c - b * b / (4 * a))


def fit_line(x, y):
    """Find the straight line with the least squared error.

    Both derivatives of the loss are 0 at the bottom of the bowl; solved for w and b this is
    the closed form below. With the means taken off first, large x lose no digits.

    Parameters
    ----------
    x, y : (m,) array
        The points.

    Returns
    -------
    w : float
        Σ (x - mean x)(y - mean y) / Σ (x - mean x)²
    b : float
        mean y - w · mean x

    Raises
    ------
    ShapeError
        If x and y are not two vectors of one length.
    ValueError
        If all x are the same: every slope fits them equally badly.

    References
    ----------
    Legendre: Nouvelles méthodes pour la détermination des orbites des comètes (1805), appendix.

    Examples
    --------
    >>> fit_line([0.0, 1.0, 2.0], [1.0, 3.0, 5.0])
    Line(w=2.0, b=1.0)
    """
    x, y = as_floats(x), as_floats(y)
    if x.ndim != 1 or x.shape != y.shape:
        raise ShapeError(f"x has shape {x.shape} and y has shape {y.shape}, expected (m,) for both")
    from_mean = x - x.mean()
    spread = from_mean @ from_mean
    if not spread > 0:
        raise ValueError(
            "all x are the same, expected at least two different ones: no slope is better than another"
        )
    w = from_mean @ (y - y.mean()) / spread
    return Line(w=float(w), b=float(y.mean() - w * x.mean()))
