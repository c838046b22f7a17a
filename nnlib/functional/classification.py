"""Scores become probabilities, and a wrong answer costs the more the surer it was given."""

from math import inf

import numpy as np

from nnlib.functional._fast import (
    column_sums,
    lowest,
    number,
    row_maxima,
    row_starts,
    row_sums,
    safe_for_exp,
    spread_row_sums,
)
from nnlib.shapes import ShapeError, as_floats

__all__ = [
    "cross_entropy",
    "cross_entropy_grad",
    "label_places",
    "log_softmax",
    "one_hot",
    "softmax",
    "softmax_backward",
    "softmax_cross_entropy",
    "softmax_cross_entropy_grad",
]

INDEX = np.dtype(np.intp)


def softmax(Z, out=None):
    """Turn the scores of each row into probabilities: exp(z_i) / Σ exp(z_j).

    A shift of a whole row changes nothing. So where a score is so large or small that its exponential
    might not be written down, the row's largest is taken off first, and no exponent is above 0.

    Parameters
    ----------
    Z : (m, k) array
        The scores (logits), one sample a row. A single row (k,) works as well.
    out : (m, k) array, optional
        Where to write the result; Z is an array of floats then.

    Returns
    -------
    P : (m, k) array
        Positive, and each row adds up to 1

    References
    ----------
    Bridle: Probabilistic interpretation of feedforward classification network outputs (1990).

    Examples
    --------
    >>> softmax(np.array([[1000.0, 1000.0], [0.0, np.log(3.0)]]))
    array([[0.5 , 0.5 ],
           [0.25, 0.75]])
    """
    if out is None:
        Z = as_floats(Z)
    shifted = Z if safe_for_exp(Z) else np.subtract(Z, row_maxima(Z), out=out)
    E = np.exp(shifted, out)
    return np.divide(E, spread_row_sums(E), out)


def log_softmax(Z, out=None):
    """Logarithm of softmax, without the detour over probabilities that are too small to write down.

    With s = z - max z, log p_i = s_i - log(Σ exp(s_j)). The largest term of the sum is exactly 1; log1p adds
    it, so that even log p = -1e-20 of a sure answer keeps its digits.

    Parameters
    ----------
    Z : (m, k) array
        The scores (logits), one sample a row. A single row (k,) works as well.
    out : (m, k) array, optional
        Where to write the result.

    Returns
    -------
    logP : (m, k) array
        log(softmax(Z))

    Examples
    --------
    >>> log_softmax(np.array([[0.0, -1000.0]]))
    array([[    0., -1000.]])
    """
    Z = as_floats(Z)
    shifted = Z - row_maxima(Z)
    others = np.exp(shifted)
    np.put_along_axis(others, np.argmax(Z, axis=-1, keepdims=True), 0, axis=-1)
    return np.subtract(shifted, np.log1p(row_sums(others)), out=out)


def one_hot(y, n_classes):
    """Write each label as a row of zeros with a single 1.

    Parameters
    ----------
    y : (m,) array of int
        Labels from 0 to n_classes - 1.
    n_classes : int
        How many classes there are.

    Returns
    -------
    Y : (m, n_classes) array of float
        1 in column y[i] of row i, else 0

    Raises
    ------
    ValueError
        If a label is out of range or no whole number.

    Examples
    --------
    >>> one_hot([2, 0], 3)
    array([[0., 0., 1.],
           [1., 0., 0.]])
    """
    y = _labels(y, n_classes)
    Y = np.zeros((len(y), n_classes))
    Y[np.arange(len(y)), y] = 1
    return Y


def cross_entropy(P, y, places=None):
    """Mean of -log p, p the probability that was given to the true class.

    0 for a sure right answer, log k for k equal guesses, without bound for a sure wrong one (inf at p = 0).

    Parameters
    ----------
    P : (m, k) array
        Probabilities, one sample a row.
    y : (m,) array of int
        The true classes.
    places : (m,) array of int, optional
        label_places(P, y), if they are there already; P is an array of floats then.

    Returns
    -------
    L : float
        -Σ log P[i, y[i]] / m

    Raises
    ------
    ValueError
        If a label is out of range, or there are not as many labels as rows.

    Examples
    --------
    >>> cross_entropy([[np.exp(-3.0), 0.5], [1.0, 0.0]], [0, 0])  # (3 + 0) / 2
    1.5
    """
    if places is None:
        P = as_floats(P)
        places = label_places(P, y)
    p = P.take(places)
    if lowest(p) == 0:
        return inf
    return -float(column_sums(np.log(p))) / len(p)


def cross_entropy_grad(P, y, out=None):
    """Gradient of cross_entropy with respect to P.

    Parameters
    ----------
    P : (m, k) array
        Probabilities, one sample a row.
    y : (m,) array of int
        The true classes.
    out : (m, k) array, optional
        Where to write the result.

    Returns
    -------
    dP : (m, k) array
        -1 / (m P[i, y[i]]) in column y[i], else 0

    Raises
    ------
    ValueError
        If a label is out of range, or there are not as many labels as rows.

    Examples
    --------
    >>> cross_entropy_grad([[0.25, 0.75], [0.5, 0.5]], [0, 1])  # -1 / (2 * 0.25) and -1 / (2 * 0.5)
    array([[-2.,  0.],
           [ 0., -1.]])
    """
    P = as_floats(P)
    p = P.take(label_places(P, y))
    dP = np.empty_like(P) if out is None else out
    dP[...] = 0
    with np.errstate(divide="ignore"):
        dP.put(label_places(dP, y), -1 / (len(P) * p))
    return dP


def softmax_backward(dA, A, out=None):
    """Carry the gradient back through A = softmax(Z), with the full Jacobian.

    ∂a_i/∂z_j = a_i ([i = j] - a_j): every output depends on every score.

    Parameters
    ----------
    dA : (m, k) array
        dL/dA, from above.
    A : (m, k) array
        What softmax gave.
    out : (m, k) array, optional
        Where to write the result.

    Returns
    -------
    dZ : (m, k) array
        A * (dA - Σ_j dA_j A_j), row by row

    Raises
    ------
    ShapeError
        If the shapes differ.

    Examples
    --------
    >>> softmax_backward(np.array([[4.0, 0.0]]), np.array([[0.5, 0.5]]))  # 0.5 * (4 - 2), 0.5 * (0 - 2)
    array([[ 1., -1.]])
    """
    dA, A = as_floats(dA), as_floats(A)
    if dA.shape != A.shape:
        raise ShapeError(f"dA has shape {dA.shape} and A has shape {A.shape}, expected the same shape")
    return np.multiply(A, dA - row_sums(dA * A), out=out)


def softmax_cross_entropy(Z, y):
    """Cross-entropy of the softmax of Z, straight from the scores.

    Where cross_entropy(softmax(Z), y) is inf because a probability became 0, this is the true number.

    Parameters
    ----------
    Z : (m, k) array
        The scores (logits), one sample a row.
    y : (m,) array of int
        The true classes.

    Returns
    -------
    L : float
        -Σ log_softmax(Z)[i, y[i]] / m

    Raises
    ------
    ValueError
        If a label is out of range, or there are not as many labels as rows.

    Examples
    --------
    >>> softmax_cross_entropy(np.array([[0.0, 1000.0]]), [0])
    1000.0
    """
    Z = as_floats(Z)
    logP = log_softmax(Z)
    return -float(column_sums(logP.take(label_places(logP, y)))) / len(Z)


def softmax_cross_entropy_grad(Z, y, P=None, places=None, out=None):
    """Gradient of softmax and cross-entropy together: what was said minus what is true.

    The 1 / p of the cross-entropy and the p of the softmax's slope cancel, so a sure wrong answer
    gives a large gradient and not a vanishing one.

    Parameters
    ----------
    Z : (m, k) array
        The scores (logits), one sample a row.
    y : (m,) array of int
        The true classes.
    P : (m, k) array, optional
        softmax(Z), if it is there already.
    places : (m,) array of int, optional
        label_places(P, y), if they are there already.
    out : (m, k) array, optional
        Where to write the result; may be P.

    Returns
    -------
    dZ : (m, k) array
        (softmax(Z) - one_hot(y)) / m

    Raises
    ------
    ValueError
        If a label is out of range, or there are not as many labels as rows.

    Examples
    --------
    >>> softmax_cross_entropy_grad(np.array([[0.0, 0.0], [0.0, 0.0]]), [0, 1])  # (0.5 - 1) / 2 …
    array([[-0.25,  0.25],
           [ 0.25, -0.25]])
    """
    P = softmax(Z) if P is None else P
    places = label_places(P, y) if places is None else places
    share = number(1 / len(P), P.dtype)
    dZ = np.multiply(P, share, out)
    dZ.put(places, dZ.take(places) - share)
    return dZ


def label_places(Z, y):
    """Find where Z[i, y[i]] is when Z is read row by row as one long vector, for all i.

    Parameters
    ----------
    Z : (m, k) array
        One sample a row, one class a column.
    y : (m,) array of int
        The true classes.

    Returns
    -------
    places : (m,) array of int
        i k + y[i]

    Raises
    ------
    ValueError
        If a label is out of range, or there are not as many labels as rows.

    Examples
    --------
    >>> label_places(np.zeros((2, 10)), [3, 4])
    array([ 3, 14])
    """
    if Z.ndim != 2:
        raise ShapeError(f"got an array of shape {Z.shape}, expected (m, k): one row for each sample")
    m, k = Z.shape
    y = np.asarray(y)
    if y.shape != (m,):
        raise ShapeError(f"y has shape {y.shape}, expected (m,) = ({m},): one label for each row")
    if y.dtype is not INDEX or (m and not 0 <= y.item(y.argmin()) <= y.item(y.argmax()) < k):
        y = _labels(y, k)  # of another type, or wrong: it says which label it is
    return row_starts(m, k) + y


def _labels(y, n_classes):
    y = np.asarray(y)
    if y.ndim != 1:
        raise ShapeError(f"y has shape {y.shape}, expected (m,): one label for each sample")
    if y.size and y.dtype.kind not in "iu":  # [] is float in NumPy
        raise ValueError(f"y holds {y.dtype.name}, expected whole numbers from 0 to {n_classes - 1}")
    if y.size and (y.min() < 0 or y.max() >= n_classes):
        wrong = y[(y < 0) | (y >= n_classes)][0]
        raise ValueError(f"y holds the label {wrong}, expected 0 to {n_classes - 1}")
    return y.astype(np.intp)
