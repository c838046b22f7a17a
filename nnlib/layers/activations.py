"""Layers that bend each score by itself."""

import numpy as np

from nnlib._calling import fitted
from nnlib.functional import activations, classification
from nnlib.layers.base import Layer, empty

__all__ = ["ELU", "Identity", "LeakyReLU", "PReLU", "RReLU", "ReLU", "Sigmoid", "Softmax", "Tanh"]


class Activation(Layer):
    """A = g(Z), elementwise; a subclass says what g and its slope are.

    Their names are looked up in every step, so that a function swapped in is found.
    """

    def forward(self, Z, training=False):
        self.Z = Z
        if Z.shape != self.shape:
            self._make_arrays(Z)
        return self._bend(Z, self.A)

    def backward(self, dA, need_dX=True):
        slope = self._slope(self.Z, self._over(self.Z))
        return np.multiply(dA, slope, out=slope)  # the chain rule, one number at a time

    def _make_arrays(self, Z):
        super()._make_arrays(Z)
        self.A = empty(Z.shape, Z.dtype)

    def _bend(self, Z, out):
        raise NotImplementedError(f"{type(self).__name__} does not say what it does to a score")

    def _slope(self, Z, out):
        raise NotImplementedError(f"{type(self).__name__} has no slope")


class Sigmoid(Activation):
    """A = σ(Z), see `nnlib.functional.sigmoid`."""

    needs_output = True

    def _bend(self, Z, out):
        return fitted(activations.sigmoid)(Z, out=out)

    def _slope(self, Z, out):
        return fitted(activations.sigmoid_grad)(Z, a=self.A, out=out)


class Tanh(Activation):
    """A = tanh(Z), see `nnlib.functional.tanh`."""

    def _bend(self, Z, out):
        return fitted(activations.tanh)(Z, out=out)

    def _slope(self, Z, out):
        return fitted(activations.tanh_grad)(Z, out=out)


class ReLU(Activation):
    """A = max(Z, 0), see `nnlib.functional.relu`."""

    def _bend(self, Z, out):
        return fitted(activations.relu)(Z, out=out)

    def _slope(self, Z, out):
        return fitted(activations.relu_grad)(Z, out=out)


class LeakyReLU(Activation):
    """A = Z above 0, alpha Z below, see `nnlib.functional.leaky_relu`."""

    def __init__(self, alpha=0.01):
        self.alpha = alpha

    def settings(self):
        return {"alpha": self.alpha}

    def _bend(self, Z, out):
        return fitted(activations.leaky_relu)(Z, self.alpha, out=out)

    def _slope(self, Z, out):
        return fitted(activations.leaky_relu_grad)(Z, self.alpha, out=out)


class ELU(Activation):
    """A = Z above 0, alpha (exp(Z) - 1) below, see `nnlib.functional.elu`."""

    def __init__(self, alpha=1.0):
        self.alpha = alpha

    def settings(self):
        return {"alpha": self.alpha}

    def _bend(self, Z, out):
        return fitted(activations.elu)(Z, self.alpha, out=out)

    def _slope(self, Z, out):
        return fitted(activations.elu_grad)(Z, self.alpha, out=out)


class PReLU(LeakyReLU):
    """A leaky ReLU that learns its slope below 0, one for the whole layer (He et al. 2015).

    Parameters
    ----------
    alpha : float
        The slope at the start.

    Attributes
    ----------
    alpha : (1,) array
        Penalties leave it alone: pulled to 0, the layer would become ReLU.
    """

    parameter_names = ("alpha",)

    def __init__(self, alpha=0.25):
        self.alpha, self.dalpha = np.array([float(alpha)]), np.zeros(1)

    def settings(self):
        return {}

    def backward(self, dA, need_dX=True):
        # dA/dalpha is Z below 0 and 0 above.
        self.dalpha[...] = np.vdot(dA, np.minimum(self.Z, 0))
        return super().backward(dA)


class RReLU(LeakyReLU):
    """A leaky ReLU with a slope below 0 that is drawn anew for every number in training (Xu et al. 2015).

    At test time the slope is the middle of the range.

    Parameters
    ----------
    lower, upper : float
        The range.
    rng : numpy.random.Generator
        Draws the slopes.
    """

    def __init__(self, lower=1 / 8, upper=1 / 3, *, rng):
        if not lower <= upper:
            raise ValueError(f"RReLU({lower}, {upper}): expected lower <= upper")
        self.lower, self.upper, self.rng = lower, upper, rng

    def forward(self, Z, training=False):
        self.alpha = (self.lower + self.upper) / 2
        if training:
            self.alpha = self.rng.uniform(self.lower, self.upper, Z.shape).astype(Z.dtype)
        return super().forward(Z)

    def settings(self):
        return {"lower": self.lower, "upper": self.upper}

    @classmethod
    def from_settings(cls, settings):
        return cls(**settings, rng=np.random.default_rng())


class Identity(Layer):
    """A = Z: for the last layer of a regression."""

    def forward(self, Z, training=False):
        return Z

    def backward(self, dA, need_dX=True):
        return dA


class Softmax(Layer):
    """Rows of probabilities, see `nnlib.functional.softmax`; goes with the loss CrossEntropy.

    To learn, SoftmaxCrossEntropy on the scores is faster and does not lose tiny probabilities.
    """

    needs_output = True

    def forward(self, Z, training=False):
        if Z.shape != self.shape:
            self._make_arrays(Z)
        return fitted(classification.softmax)(Z, out=self.A)

    def backward(self, dA, need_dX=True):
        return fitted(classification.softmax_backward)(dA, self.A, out=self._over(self.A))

    def _make_arrays(self, Z):
        super()._make_arrays(Z)
        self.A = empty(Z.shape, Z.dtype)
