"""Batch normalisation: every feature gets mean 0 and variance 1 over the batch, then a learnt scale and shift."""

import numpy as np

from nnlib._calling import fitted
from nnlib.functional import normalisation
from nnlib.functional.normalisation import BatchNorm as Normalised
from nnlib.functional.normalisation import BatchNormGrads
from nnlib.layers.base import Layer, empty

__all__ = ["BatchNorm"]

UNKNOWN = -1.0  # no variance is below 0


class BatchNorm(Layer):
    """See `nnlib.functional.batchnorm_forward`.

    A bias in front of it has no effect, since the mean is taken off; its gradient is 0 to rounding.

    Parameters
    ----------
    n : int
        How many features.
    momentum, eps : float
        How far the running averages move; what keeps the division away from 0.

    Attributes
    ----------
    gamma, beta : (n,) array
        Scale and shift, 1 and 0 at the start.
    run_mean, run_var : (n,) array
        For test time. The variance is the biased one; PyTorch's is m / (m - 1) times as large.
    """

    parameter_names = ("gamma", "beta")
    state_names = ("run_mean", "run_var")

    def __init__(self, n, momentum=0.1, eps=1e-5):
        self.n_in = self.n_out = n
        self.momentum, self.eps = momentum, eps
        self.gamma, self.beta = np.ones(n), np.zeros(n)
        self.dgamma, self.dbeta = np.zeros(n), np.zeros(n)
        self.run_mean, self.run_var = np.zeros(n), np.ones(n)

    def forward(self, X, training=False):
        self.X, self.training = X, training
        if X.shape != self.shape:
            self._make_arrays(X)
        self.moments[1, 0] = UNKNOWN  # a learner's function leaves it so
        args = (self.gamma, self.beta, self.run_mean, self.run_var, training, self.momentum, self.eps)
        out = Normalised(self.out, self.run_mean, self.run_var)
        return fitted(normalisation.batchnorm_forward)(X, *args, out=out, moments=self.moments).out

    def backward(self, dout, need_dX=True):
        if not self.training:
            raise RuntimeError("BatchNorm goes back only after forward(X, training=True)")
        grads = BatchNormGrads(self._over(self.X), self.dgamma, self.dbeta)
        moments = None if self.moments[1, 0] == UNKNOWN else self.moments
        backward = fitted(normalisation.batchnorm_backward)
        return backward(dout, self.X, self.gamma, self.eps, out=grads, moments=moments).dX

    def _make_arrays(self, X):
        super()._make_arrays(X)
        self.out, self.moments = empty(X.shape, X.dtype), empty((2, self.n_in), X.dtype)

    def settings(self):
        return {"n": self.n_in, "momentum": self.momentum, "eps": self.eps}
