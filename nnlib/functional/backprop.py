"""Backpropagation written out for a network of two layers: the chain rule, from the back."""

from nnlib.functional import activations, linear
from nnlib.shapes import ShapeError, as_floats

__all__ = ["backprop_two_layer"]


def backprop_two_layer(X, Y, P):
    """Give all gradients of a network with a sigmoid after both of its layers.

    The loss is half the squared error of each sample, averaged over the batch: Σ (A2 - Y)² / (2m).

    Parameters
    ----------
    X : (m, n_in) array
        One sample a row.
    Y : (m, n_out) array
        The targets.
    P : dict
        W1 (n_hidden, n_in), b1 (n_hidden,), W2 (n_out, n_hidden), b2 (n_out,)

    Returns
    -------
    grads : dict
        The gradient of the loss by each of them, with the same keys and shapes

    Raises
    ------
    ShapeError
        If the shapes do not fit together.

    References
    ----------
    Rumelhart, Hinton, Williams: Learning representations by back-propagating errors (1986).

    Examples
    --------
    >>> P = {"W1": [[0.0]], "b1": [0.0], "W2": [[0.0]], "b2": [0.0]}
    >>> grads = backprop_two_layer([[1.0]], [[0.0]], P)
    >>> grads["b2"], grads["W2"]  # dZ2 = (0.5 - 0) * 0.25, times A1 = 0.5
    (array([0.125]), array([[0.0625]]))
    """
    X, Y = as_floats(X), as_floats(Y)
    Z1 = linear.linear_forward(X, P["W1"], P["b1"])
    A1 = activations.sigmoid(Z1)
    Z2 = linear.linear_forward(A1, P["W2"], P["b2"])
    A2 = activations.sigmoid(Z2)
    if Y.shape != A2.shape:
        raise ShapeError(f"Y has shape {Y.shape}, expected (m, n_out) = {A2.shape}")
    dA2 = (A2 - Y) / len(X)
    dA1, dW2, db2 = linear.linear_backward(dA2 * activations.sigmoid_grad(Z2), A1, P["W2"])
    _, dW1, db1 = linear.linear_backward(dA1 * activations.sigmoid_grad(Z1), X, P["W1"])
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
