"""Dropout: in training some signals are left out at random, so that none becomes indispensable."""

import numpy as np

from nnlib._calling import fitted
from nnlib.functional import regularisation
from nnlib.functional.regularisation import Dropout as Dropped
from nnlib.layers.base import Layer, empty

__all__ = ["Dropout"]


class Dropout(Layer):
    """See `nnlib.functional.dropout_forward`.

    Parameters
    ----------
    p_drop : float
        How likely a signal is left out, 0 <= p_drop < 1.
    rng : numpy.random.Generator
        Draws which.
    """

    def __init__(self, p_drop, *, rng):
        if not 0 <= p_drop < 1:
            raise ValueError(f"p_drop is {p_drop}, expected 0 <= p_drop < 1")
        self.p_drop, self.rng = p_drop, rng

    def forward(self, X, training=False):
        self.training = training
        if not training:
            return X
        if X.shape != self.shape:
            self._make_arrays(X)
        fitted(regularisation.dropout_forward)(X, self.p_drop, self.rng, training, out=self.dropped)
        return self.dropped.out

    def backward(self, dout, need_dX=True):
        if not self.training:
            return dout
        dX = self.dropped.out if self.keeps_arrays else np.empty_like(dout)  # what forward gave is used up
        return fitted(regularisation.dropout_backward)(dout, self.dropped.mask, self.p_drop, out=dX)

    def _make_arrays(self, X):
        super()._make_arrays(X)
        self.dropped = Dropped(empty(X.shape, X.dtype), empty(X.shape, np.bool_))

    def settings(self):
        return {"p_drop": self.p_drop}

    @classmethod
    def from_settings(cls, settings):
        return cls(**settings, rng=np.random.default_rng())
