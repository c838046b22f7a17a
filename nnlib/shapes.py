"""Two arrays fit together or they do not; this module says which, and names them when they do not."""

from functools import cache

import numpy as np

__all__ = ["ShapeError", "as_floats", "expect_shape", "linear_shapes_fit"]


class ShapeError(ValueError):
    """Raised when an array has a shape that cannot be meant."""


def as_floats(values):
    """Give `values` as an array of floats: float32 stays float32, integers become float64.

    Nothing is copied when nothing has to change.
    """
    array = np.asarray(values)
    return array if array.dtype.kind == "f" else array.astype(np.float64)


def expect_shape(name, array, expected, symbols=""):
    """Raise a ShapeError unless `array` has the shape `expected`.

    Parameters
    ----------
    name : str
        What the reader knows the array by, such as "linear_backward returned dW".
    array : array
    expected : tuple of int
    symbols : str
        The same shape in letters, such as "(n_out, n_in)".

    Examples
    --------
    >>> expect_shape("b", np.zeros(3), (2,), "(n_out,)")
    Traceback (most recent call last):
    nnlib.shapes.ShapeError: b has shape (3,), expected (n_out,) = (2,)
    """
    if np.shape(array) != expected:
        meaning = f"{symbols} = {expected}" if symbols else f"{expected}"
        raise ShapeError(f"{name} has shape {np.shape(array)}, expected {meaning}")


@cache  # a network sees the same few shapes in every step: they are looked at once
def linear_shapes_fit(X, W, b, dZ):
    """Raise a ShapeError unless the given shapes belong to one Z = X @ W.T + b."""
    if len(X) != 2:
        raise ShapeError(
            f"X has shape {X}, expected (m, n_in): rows are samples. For one sample write x.reshape(1, -1)"
        )
    if len(W) != 2:
        raise ShapeError(f"W has shape {W}, expected (n_out, n_in): one row for each neuron")
    if X[1] != W[1]:
        raise ShapeError(
            f"X has {X[1]} columns and W has {W[1]}: both are n_in (W has one row for each neuron)"
        )
    if b is not None and b != W[:1]:
        raise ShapeError(f"b has shape {b}, expected (n_out,) = {W[:1]}: one number for each row of W")
    if dZ is not None and dZ != (X[0], W[0]):
        raise ShapeError(f"dZ has shape {dZ}, expected (m, n_out) = {(X[0], W[0])}")
