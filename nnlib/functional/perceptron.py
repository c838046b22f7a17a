"""A neuron weighs its inputs, adds them up and adds its bias; the perceptron looks at the sign."""

import numpy as np

from nnlib.shapes import ShapeError

__all__ = ["neuron", "perceptron_predict"]


def neuron(x, w, b):
    """Weigh the inputs of one neuron and add them up: z = w · x + b.

    Parameters
    ----------
    x : (n_in,) array
        One sample.
    w : (n_in,) array
        One weight for each input.
    b : float
        The bias.

    Returns
    -------
    z : float
        w[0] x[0] + w[1] x[1] + … + b

    Raises
    ------
    ShapeError
        If x and w are not two vectors of one length.

    References
    ----------
    McCulloch, Pitts: A logical calculus of the ideas immanent in nervous activity (1943), where the
    weights are the same for all inputs; Rosenblatt: The perceptron (1958), where they are learnt.

    Examples
    --------
    >>> neuron([3.0, 4.0], [1.0, -1.0], 9.0)  # 1 * 3 - 1 * 4 + 9
    8.0
    """
    x, w = np.asarray(x), np.asarray(w)
    if x.ndim != 1 or x.shape != w.shape:
        raise ShapeError(f"x has shape {x.shape} and w has shape {w.shape}, expected (n_in,) for both")
    return float(np.dot(w, x) + b)


def perceptron_predict(X, w, b):
    """Sort each sample into class 1 or 0 by the sign of its score X @ w + b.

    A score of exactly 0 lies on the line and goes to class 0.

    Parameters
    ----------
    X : (m, n_in) array
        One sample a row.
    w : (n_in,) array
        One weight for each input.
    b : float
        The bias.

    Returns
    -------
    y : (m,) array of int
        1 where the score is above 0, else 0

    Raises
    ------
    ShapeError
        If X is not a table with one column for each weight.

    References
    ----------
    Rosenblatt: The perceptron (1958).

    Examples
    --------
    >>> perceptron_predict([[0, 0], [0, 1], [1, 0], [1, 1]], [1, 1], -1)  # the scores are -1, 0, 0, 1
    array([0, 0, 0, 1])
    """
    X, w = np.asarray(X), np.asarray(w)
    if X.ndim != 2 or w.shape != X.shape[1:]:
        raise ShapeError(f"X has shape {X.shape} and w has shape {w.shape}, expected (m, n_in) and (n_in,)")
    return (X @ w + b > 0).astype(int)
