"""Small things that NumPy does faster in another way than the obvious one; for arrays of a few hundred numbers.

A call into NumPy costs about a microsecond, as much as the exponentials of 500 numbers. With 32 samples and 10
classes these ways save a third of a training step; with large arrays they are as good as the others.
"""

from functools import lru_cache

import numpy as np

__all__ = ["column_sums", "number", "row_maxima", "row_sums", "rows"]


@lru_cache(maxsize=64)
def number(value, dtype):
    """A number as an array without axes: NumPy does not have to look up its type in every call."""
    return _read_only(np.array(value, dtype))


@lru_cache(maxsize=64)
def ones(n, dtype):
    return _read_only(np.ones(n, dtype))


@lru_cache(maxsize=64)
def rows(m):
    """0, 1, …, m - 1."""
    return _read_only(np.arange(m))


@lru_cache(maxsize=64)
def row_starts(shape):
    """Where the rows of an array begin when it is read as one long vector."""
    return _read_only(np.arange(0, shape[0] * shape[1], shape[1]))


def column_sums(Z, out=None):
    """Z.sum(axis=0) of an (m, n) array, as a product with a row of ones."""
    return np.dot(ones(len(Z), Z.dtype), Z, out=out)


def row_sums(Z):
    """Z.sum(axis=-1, keepdims=True), as a product with a column of ones."""
    return np.dot(Z, ones(Z.shape[-1], Z.dtype))[..., None]


def row_maxima(Z):
    """Z.max(axis=-1, keepdims=True): for short rows argmax is four times as fast as max."""
    if Z.ndim != 2:
        return np.max(Z, axis=-1, keepdims=True)
    return Z.take(Z.argmax(axis=1) + row_starts(Z.shape))[:, None]


def _read_only(array):
    array.flags.writeable = False  # it is shared by all who ask
    return array
