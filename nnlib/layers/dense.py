"""The dense layer: every neuron sees every input."""

import numpy as np

from nnlib._calling import fitted
from nnlib.functional import initialisers, linear
from nnlib.functional.linear import LinearGrads
from nnlib.layers.base import Layer, empty
from nnlib.shapes import ShapeError, linear_shapes_fit

__all__ = ["Linear"]


class Linear(Layer):
    """Score with every neuron: Z = X @ W.T + b.

    Parameters
    ----------
    n_in, n_out : int
        How many inputs, how many neurons.
    rng : numpy.random.Generator
        Draws the weights.
    init : callable
        Gives W for (n_in, n_out, rng): `nnlib.functional.xavier_init` unless told, or `he_init` for
        layers followed by ReLU and its relatives.

    Attributes
    ----------
    W : (n_out, n_in) array
    b : (n_out,) array
        Zero at the start.

    Examples
    --------
    >>> layer = Linear(784, 16, rng=np.random.default_rng(0))
    >>> layer.W.shape, layer.b.shape
    ((16, 784), (16,))
    """

    parameter_names = ("W", "b")
    weight_names = ("W",)

    def __init__(self, n_in, n_out, *, rng, init=None):
        if n_in < 1 or n_out < 1:
            raise ValueError(f"Linear({n_in}, {n_out}): expected at least one input and one neuron")
        self.n_in, self.n_out = n_in, n_out
        init = init or initialisers.xavier_init
        self.W = np.array(init(n_in, n_out, rng))
        if self.W.shape != (n_out, n_in):
            raise ShapeError(
                f"{init.__name__} returned W of shape {self.W.shape}, expected (n_out, n_in) = {(n_out, n_in)}"
            )
        self.b = np.zeros(n_out, self.W.dtype)
        self.dW, self.db = np.zeros_like(self.W), np.zeros_like(self.b)

    def forward(self, X, training=False):
        self.X = X
        if X.shape != self.shape:
            self._make_arrays(X)
        return fitted(linear.linear_forward)(X, self.W, self.b, out=self.Z)

    def backward(self, dZ, need_dX=True):
        if dZ.shape != self.Z.shape:
            linear_shapes_fit(self.X.shape, self.W.shape, None, dZ.shape)  # says what is wrong
        dX = self._over(self.X) if need_dX else None
        if self._grads.dX is not dX:
            self._grads = LinearGrads(dX, self.dW, self.db)
        fitted(linear.linear_backward)(dZ, self.X, self.W, out=self._grads)
        return dX

    def _make_arrays(self, X):
        linear_shapes_fit(X.shape, self.W.shape, self.b.shape, None)
        super()._make_arrays(X)
        self.Z = empty((len(X), self.n_out), self.W.dtype)
        self._grads = LinearGrads(None, self.dW, self.db)

    def settings(self):
        return {"n_in": self.n_in, "n_out": self.n_out}

    @classmethod
    def from_settings(cls, settings):
        return cls(**settings, rng=None, init=lambda n_in, n_out, rng: np.zeros((n_out, n_in)))
