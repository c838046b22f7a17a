"""When a gradient is so large that its step would leap over the valley, make it shorter."""

import numpy as np

__all__ = ["clip_by_norm", "clip_by_value"]


def clip_by_value(g, limit, out=None):
    """Cut every entry to the range from -limit to limit.

    The direction may change: (3, 40) cut at 4 is (3, 4).

    Parameters
    ----------
    g : array of any shape
        A gradient.
    limit : float
        At least 0.
    out : array of the same shape, optional
        Where to write the result; may be g.

    Returns
    -------
    g : array of the same shape
        Entries beyond the limit are at the limit: 12 with limit 2 is 2, not 10

    Raises
    ------
    ValueError
        If limit is below 0.

    Examples
    --------
    >>> clip_by_value(np.array([12.0, -0.5, -3.0]), 2.0)
    array([ 2. , -0.5, -2. ])
    """
    if not limit >= 0:
        raise ValueError(f"limit is {limit}, expected at least 0")
    return np.clip(g, -limit, limit, out=out)


def clip_by_norm(grads, max_norm):
    """Shorten all gradients by one factor, so that their common length is at most max_norm.

    The direction of the step stays. PyTorch divides by norm + 1e-6, and so ends a little below max_norm.

    Parameters
    ----------
    grads : list of arrays
        The gradients of a whole network, seen as one long vector.
    max_norm : float
        Above 0.

    Returns
    -------
    grads : list of arrays
        Each times min(1, max_norm / norm), where norm = √(Σ of all squares)

    Raises
    ------
    ValueError
        If max_norm is not above 0.

    References
    ----------
    Pascanu, Mikolov, Bengio: On the difficulty of training recurrent neural networks (2013), algorithm 1.

    Examples
    --------
    >>> clip_by_norm([np.array([3.0, 4.0]), np.array([12.0])], 6.5)  # the norm is 13
    [array([1.5, 2. ]), array([6.])]
    """
    if not max_norm > 0:
        raise ValueError(f"max_norm is {max_norm}, expected a length above 0")
    grads = [np.asarray(g) for g in grads]
    norm = float(np.sqrt(sum(np.vdot(g, g) for g in grads)))
    shorter = max_norm / norm if norm > max_norm else 1.0
    return [g * shorter for g in grads]
