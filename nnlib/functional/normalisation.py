"""Batch normalisation: give every feature mean 0 and variance 1 over the batch, then a learnt scale and shift."""

from functools import cache
from typing import NamedTuple

import numpy as np

from nnlib.functional._fast import column_sums, number
from nnlib.shapes import ShapeError, as_floats

__all__ = ["BatchNorm", "BatchNormGrads", "batchnorm_backward", "batchnorm_forward"]


class BatchNorm(NamedTuple):
    """The normalised batch, and the running averages for test time."""

    out: np.ndarray  # (m, n)
    run_mean: np.ndarray  # (n,)
    run_var: np.ndarray  # (n,)


class BatchNormGrads(NamedTuple):
    """The gradient of the loss by the input, the scale and the shift."""

    dX: np.ndarray  # (m, n)
    dgamma: np.ndarray  # (n,)
    dbeta: np.ndarray  # (n,)


def batchnorm_forward(
    X, gamma, beta, run_mean, run_var, training, momentum=0.1, eps=1e-5, out=None, moments=None
):
    """Normalise each feature over the batch, scale it by gamma and shift it by beta.

    In training mean and variance are the batch's own, and the running averages move a little towards
    them; at test time the running averages stand in, so that a sample's answer does not depend on its
    neighbours. The variance is biased (Σ / m) in both places; PyTorch's running variance divides by m - 1.

    Parameters
    ----------
    X : (m, n) array
        One sample a row.
    gamma, beta : (n,) array
        Scale and shift.
    run_mean, run_var : (n,) array
        The running averages, 0 and 1 at the start.
    training : bool
        Whether to take the batch's mean and variance.
    momentum : float
        How far the running averages move.
    eps : float
        Keeps the division away from 0.
    out : BatchNorm of arrays, optional
        Where to write the results; may hold run_mean and run_var themselves.
    moments : (2, n) array, optional
        Where to write the batch's mean and variance, in training, for batchnorm_backward.

    Returns
    -------
    out : (m, n) array
        gamma (X - mean) / √(var + eps) + beta
    run_mean : (n,) array
        (1 - momentum) run_mean + momentum mean, in training
    run_var : (n,) array
        (1 - momentum) run_var + momentum var, in training

    Raises
    ------
    ShapeError
        If X is no table, or another array has not one number for each column.

    References
    ----------
    Ioffe, Szegedy: Batch normalization (2015), algorithms 1 and 2 (the unbiased variance at test time there).

    Examples
    --------
    >>> zero, one = np.zeros(1), np.ones(1)
    >>> batchnorm_forward(np.array([[1.0], [5.0]]), one, zero, zero, one, True, eps=0.0)  # mean 3, var 4
    BatchNorm(out=array([[-1.],
           [ 1.]]), run_mean=array([0.3]), run_var=array([1.3]))
    """
    X, gamma, beta = as_floats(X), np.asarray(gamma), np.asarray(beta)
    run_mean, run_var = np.asarray(run_mean), np.asarray(run_var)
    _shapes_fit(X.shape, None, gamma.shape, beta.shape, run_mean.shape, run_var.shape)
    out_X, out_mean, out_var = (None, None, None) if out is None else out
    if training:
        share, old, new = (number(x, X.dtype) for x in (1 / len(X), 1 - momentum, momentum))
        mean, var = np.empty((2, X.shape[1]), X.dtype) if moments is None else moments
        np.multiply(column_sums(X), share, out=mean)
        centred = np.subtract(X, mean, out=out_X)
        np.multiply(column_sums(np.square(centred)), share, out=var)
        run_mean = np.add(run_mean * old, mean * new, out=out_mean)
        run_var = np.add(run_var * old, var * new, out=out_var)
    else:
        var = run_var
        centred = np.subtract(X, run_mean, out=out_X)
    scaled = np.multiply(centred, gamma / np.sqrt(var + number(eps, X.dtype)), out=out_X)
    return BatchNorm(np.add(scaled, beta, out=out_X), run_mean, run_var)


def batchnorm_backward(dout, X, gamma, eps=1e-5, out=None, moments=None):
    """Carry the gradient back through the training form of batchnorm_forward.

    Every sample moves the mean and the variance of its feature, so each dX depends on all of dout:
    what of dout is constant over the batch, or goes along with X, has no effect and is taken off.

    Parameters
    ----------
    dout : (m, n) array
        dL/dout, from above.
    X : (m, n) array
        The input of batchnorm_forward.
    gamma : (n,) array
        The scale.
    eps : float
        As in batchnorm_forward.
    out : BatchNormGrads of arrays, optional
        Where to write the results.
    moments : (2, n) array, optional
        Mean and variance of each column of X, if they are there already.

    Returns
    -------
    dX : (m, n) array
        gamma / √(var + eps) (dout - mean dout - X̂ mean(dout X̂)), means over the batch
    dgamma : (n,) array
        Σ dout X̂, where X̂ = (X - mean) / √(var + eps)
    dbeta : (n,) array
        Σ dout

    Raises
    ------
    ShapeError
        If the shapes do not fit together.

    References
    ----------
    Ioffe, Szegedy: Batch normalization (2015), section 3; their six formulas put into one.

    Examples
    --------
    >>> X = np.array([[1.0], [5.0]])  # X̂ = -1, 1
    >>> batchnorm_backward(np.array([[1.0], [4.0]]), X, np.ones(1), eps=0.0).dgamma  # -1 + 4
    array([3.])
    """
    dout, X, gamma = as_floats(dout), as_floats(X), np.asarray(gamma)
    _shapes_fit(X.shape, dout.shape, gamma.shape, None, None, None)
    out_dX, out_dgamma, out_dbeta = (None, None, None) if out is None else out
    share = number(1 / len(X), X.dtype)
    centred = X - (column_sums(X) * share if moments is None else moments[0])
    product = np.empty_like(centred)
    var = column_sums(np.square(centred, out=product)) * share if moments is None else moments[1]
    inverse = 1 / np.sqrt(var + number(eps, X.dtype))
    dbeta = column_sums(dout, out=out_dbeta)
    np.multiply(dout, centred, out=product)
    dgamma = np.multiply(column_sums(product), inverse, out=out_dgamma)
    along = np.multiply(centred, dgamma * inverse * share, out=product)
    along += dbeta * share
    dX = np.subtract(dout, along, out=out_dX)
    return BatchNormGrads(np.multiply(dX, gamma * inverse, out=out_dX), dgamma, dbeta)


@cache  # a network sees the same few shapes in every step: they are looked at once
def _shapes_fit(X, dout, gamma, beta, run_mean, run_var):
    if len(X) != 2:
        raise ShapeError(f"X has shape {X}, expected (m, n): rows are samples")
    if dout is not None and dout != X:
        raise ShapeError(f"dout has shape {dout}, expected the shape of X, {X}")
    for name, shape in {"gamma": gamma, "beta": beta, "run_mean": run_mean, "run_var": run_var}.items():
        if shape is not None and shape != X[1:]:
            raise ShapeError(f"{name} has shape {shape}, expected (n,) = {X[1:]}")
