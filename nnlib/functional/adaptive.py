"""Adam: every parameter has a step size of its own, by how large its gradients have been."""

from functools import lru_cache
from math import sqrt
from typing import NamedTuple

import numpy as np

from nnlib.functional._fast import number
from nnlib.shapes import as_floats

__all__ = ["AdamStep", "adam_step"]


class AdamStep(NamedTuple):
    """The weights and the two running averages after a step."""

    w: np.ndarray
    m: np.ndarray
    v: np.ndarray


def adam_step(w, g, m, v, t, lr=0.001, b1=0.9, b2=0.999, eps=1e-8, out=None, room=None):
    """Take one step of Adam.

    m is a running average of the gradient, v of its square. Both start at 0 and are too small at
    first; the division by 1 - b^t makes up for it, and the first step is lr long whatever the gradient.

    Parameters
    ----------
    w : array of any shape
        Where we are.
    g : array of w's shape
        The gradient there.
    m, v : array of w's shape
        The running averages, 0 at the start.
    t : int
        The number of this step; it counts from 1.
    lr, b1, b2, eps : float
        The paper's α, β1, β2, ε.
    out : AdamStep of arrays, optional
        Where to write the results; may hold w, m and v themselves. All arrays are taken as they are then.
    room : array of w's shape, optional
        Is written over, to save a new array; may be g itself.

    Returns
    -------
    w : array of w's shape
        w - lr m̂ / (√v̂ + eps), where m̂ = m / (1 - b1^t), v̂ = v / (1 - b2^t)
    m : array of w's shape
        b1 m + (1 - b1) g
    v : array of w's shape
        b2 v + (1 - b2) g²

    Raises
    ------
    ValueError
        If t is less than 1.

    References
    ----------
    Kingma, Ba: Adam, a method for stochastic optimization (2015), algorithm 1. Multiplied through by
    √(1 - b2^t), as at the end of its section 2, with ε̂ = ε √(1 - b2^t), so that the numbers are the algorithm's.

    Examples
    --------
    >>> w, m, v = adam_step(np.array([1.0]), np.array([50.0]), np.zeros(1), np.zeros(1), t=1, lr=0.25)
    >>> w.round(6), m, v.round(6)  # 0.1 * 50 and 0.001 * 50²
    (array([0.75]), array([5.]), array([2.5]))
    """
    if t < 1:
        raise ValueError(f"t is {t}, expected the number of the step, which counts from 1")
    if out is None:
        w, g, m, v = as_floats(w), as_floats(g), as_floats(m), as_floats(v)
    out_w, out_m, out_v = out or (None, None, None)
    keep, take, keep_square, take_square = _shares(b1, b2, w.dtype)
    late = sqrt(1 - b2**t)
    tiny, rate = np.array(eps * late, w.dtype), np.array(lr * late / (1 - b1**t), w.dtype)
    part = np.asarray(np.multiply(g, take, room))
    m = np.multiply(m, keep, out_m)
    m += part
    part *= part
    part *= take_square
    v = np.multiply(v, keep_square, out_v)
    v += part
    np.sqrt(v, part)
    part += tiny
    np.divide(m, part, part)
    part *= rate
    w = np.subtract(w, part, out_w)
    return out or AdamStep(w, m, v)


@lru_cache(maxsize=8)
def _shares(b1, b2, dtype):
    """How much of m stays and of g comes in; the same for v, where (1 - b1) g is squared."""
    return [number(share, dtype) for share in (b1, 1 - b1, b2, (1 - b2) / (1 - b1) ** 2)]
