"""A network that knows its training data by heart has learnt too much; these hold it back."""

from typing import NamedTuple

import numpy as np

from nnlib.functional._fast import as_it_lies, number
from nnlib.shapes import ShapeError, as_floats

__all__ = [
    "Dropout",
    "Stop",
    "dropout_backward",
    "dropout_forward",
    "early_stopping",
    "l1_grad",
    "l1_penalty",
    "l2_grad",
    "l2_penalty",
    "max_norm",
]


class Dropout(NamedTuple):
    """What dropout lets through, and where."""

    out: np.ndarray
    mask: np.ndarray  # bool, True = kept


class Stop(NamedTuple):
    """Where training ends, and where it was best."""

    stop_epoch: int
    best_epoch: int


def early_stopping(val_losses, patience, min_delta=0.0):
    """Find the epoch to stop at: `patience` epochs in a row were no better than the best.

    Parameters
    ----------
    val_losses : sequence of float
        The validation loss after each epoch; epochs count from 0.
    patience : int
        How many epochs without improvement are borne, at least 1.
    min_delta : float
        A loss is better if it is lower than the best by more than this.

    Returns
    -------
    stop_epoch : int
        The first epoch with best_epoch + patience <= stop_epoch; the last one if there is none
    best_epoch : int
        The best epoch until then, whose weights are to be kept

    Raises
    ------
    ValueError
        If there are no losses, or patience is less than 1.

    References
    ----------
    Goodfellow, Bengio, Courville: Deep Learning (2016), algorithm 7.1.

    Examples
    --------
    >>> early_stopping([5.0, 3.0, 4.0, 3.5, 1.0], patience=2)  # 4 and 3.5 are not below 3
    Stop(stop_epoch=3, best_epoch=1)
    """
    if patience < 1:
        raise ValueError(f"patience is {patience}, expected at least 1")
    if len(val_losses) == 0:
        raise ValueError("val_losses is empty, expected the loss of at least one epoch")
    best_epoch, best = 0, val_losses[0]
    for epoch, loss in enumerate(val_losses):
        if loss < best - min_delta:
            best_epoch, best = epoch, loss
        if epoch - best_epoch >= patience:
            break
    return Stop(stop_epoch=epoch, best_epoch=best_epoch)


def dropout_forward(X, p_drop, rng, training, out=None):
    """Silence each entry with probability p_drop, and make the others louder: inverted dropout.

    The kept entries are divided by 1 - p_drop, so that the mean stays what it was and nothing has to be
    done at test time. The paper scales at test time instead; the mean is the same.

    Parameters
    ----------
    X : array of any shape
    p_drop : float
        0 <= p_drop < 1.
    rng : numpy.random.Generator
        Draws the mask; not touched unless training.
    training : bool
        Else everything is kept as it is.
    out : Dropout of arrays, optional
        Where to write the results.

    Returns
    -------
    out : array of X's shape
        X / (1 - p_drop) where kept, else 0
    mask : bool array of X's shape
        True = kept

    Raises
    ------
    ValueError
        If p_drop is not in [0, 1).

    References
    ----------
    Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov: Dropout (2014), section 10.

    Examples
    --------
    >>> dropout_forward(np.array([1.0, 2.0]), 0.5, np.random.default_rng(0), training=False)
    Dropout(out=array([1., 2.]), mask=array([ True,  True]))
    """
    X = as_floats(X)
    _check_p(p_drop)
    out_X, out_mask = (None, None) if out is None else out
    if not training:
        return Dropout(np.positive(X, out=out_X), np.equal(X, X, out=out_mask))
    lying = as_it_lies(X)
    draws = rng.random(lying.shape, np.float32)
    draws = draws if lying is X else draws.T
    mask = np.greater_equal(draws, number(p_drop, draws.dtype), out=out_mask)
    kept = np.multiply(X, mask, out=out_X)
    return Dropout(np.multiply(kept, number(1 / (1 - p_drop), X.dtype), out=out_X), mask)


def dropout_backward(dout, mask, p_drop, out=None):
    """Carry the gradient back through dropout_forward: the same entries pass, by the same factor.

    Parameters
    ----------
    dout : array of any shape
        From above.
    mask : bool array of the same shape
        What dropout_forward gave.
    p_drop : float
        As in dropout_forward.
    out : array, optional
        Where to write the result.

    Returns
    -------
    dX : array of dout's shape
        dout / (1 - p_drop) where kept, else 0

    Raises
    ------
    ShapeError
        If the shapes differ.
    ValueError
        If p_drop is not in [0, 1).

    Examples
    --------
    >>> dropout_backward(np.array([3.0, 4.0]), np.array([True, False]), 0.5)
    array([6., 0.])
    """
    _check_p(p_drop)
    if np.shape(dout) != np.shape(mask):
        raise ShapeError(
            f"dout has shape {np.shape(dout)} and mask {np.shape(mask)}, expected the same shape"
        )
    dout = as_floats(dout)
    kept = np.multiply(dout, mask, out=out)
    return np.multiply(kept, number(1 / (1 - p_drop), dout.dtype), out=out)


def _check_p(p_drop):
    if not 0 <= p_drop < 1:
        raise ValueError(f"p_drop is {p_drop}, expected 0 <= p_drop < 1")


def l2_penalty(weights, lam):
    """Charge for large weights: ½ λ Σ W². Biases are left out by the caller.

    Parameters
    ----------
    weights : list of arrays
    lam : float

    Returns
    -------
    penalty : float
        The ½ makes the gradient λ W

    Examples
    --------
    >>> l2_penalty([np.array([3.0, 4.0])], 0.5)  # 0.5 * 0.5 * 25
    6.25
    """
    return float(0.5 * lam * sum(np.sum(np.square(W)) for W in weights))


def l2_grad(dW, W, lam, out=None):
    """Add the gradient of l2_penalty to the loss's own: dW + λ W.

    With plain gradient descent every step then shrinks the weights by the factor 1 - lr λ: weight decay.

    Parameters
    ----------
    dW, W : arrays of one shape
    lam : float
    out : array, optional
        Where to write the result; may be dW.

    Returns
    -------
    dW : array of W's shape

    Examples
    --------
    >>> l2_grad(np.array([1.0, 1.0]), np.array([2.0, -4.0]), 0.5)
    array([ 2., -1.])
    """
    return np.add(dW, np.multiply(W, lam), out=out)


def l1_penalty(weights, lam):
    """Charge for all weights alike: λ Σ |W|. Weights that are not needed end near 0.

    Parameters
    ----------
    weights : list of arrays
    lam : float

    Returns
    -------
    penalty : float

    Examples
    --------
    >>> l1_penalty([np.array([3.0, -4.0])], 0.5)  # 0.5 * 7
    3.5
    """
    return float(lam * sum(np.sum(np.abs(W)) for W in weights))


def l1_grad(dW, W, lam, out=None):
    """Add the gradient of l1_penalty to the loss's own: dW + λ sign(W); the sign of 0 is 0.

    Parameters
    ----------
    dW, W : arrays of one shape
    lam : float
    out : array, optional
        Where to write the result; may be dW.

    Returns
    -------
    dW : array of W's shape

    Examples
    --------
    >>> l1_grad(np.array([1.0, 1.0]), np.array([2.0, -4.0]), 0.5)
    array([1.5, 0.5])
    """
    return np.add(dW, np.multiply(np.sign(W), lam), out=out)


def max_norm(W, c, out=None):
    """Limit the length of each neuron's weights: rows longer than c are made c long.

    Not a penalty: it is done to the weights, after the step.

    Parameters
    ----------
    W : (n_out, n_in) array
        One neuron a row.
    c : float
        Above 0.
    out : array, optional
        Where to write the result; may be W.

    Returns
    -------
    W : (n_out, n_in) array
        Each row times min(1, c / its length)

    Raises
    ------
    ShapeError
        If W is no table.
    ValueError
        If c is not above 0.

    References
    ----------
    Srebro, Shraibman: Rank, trace-norm and max-norm (2005); Srivastava et al.: Dropout (2014), section 5.1.

    Examples
    --------
    >>> max_norm(np.array([[3.0, 4.0], [0.3, 0.4]]), 1.0)  # lengths 5 and 0.5
    array([[0.6, 0.8],
           [0.3, 0.4]])
    """
    W = as_floats(W)
    if W.ndim != 2:
        raise ShapeError(f"W has shape {W.shape}, expected (n_out, n_in): one row for each neuron")
    if not c > 0:
        raise ValueError(f"c is {c}, expected a length above 0")
    lengths = np.sqrt(np.sum(np.square(W), axis=1, keepdims=True))
    return np.multiply(W, c / np.maximum(lengths, c), out=out)
