"""Layers that bend each score by itself."""

import numpy as np

from nnlib._calling import fitted
from nnlib.functional import activations, classification
from nnlib.layers.base import Layer

__all__ = ["ELU", "Identity", "LeakyReLU", "PReLU", "RReLU", "ReLU", "Sigmoid", "Softmax", "Tanh"]


class Activation(Layer):
    """A = g(Z), elementwise; a subclass says what g and its slope are called.

    They are looked up by name in every step, so that a function swapped in is found.
    """

    function = slope = None
    arguments = ()  # what they take besides Z

    def forward(self, Z, training=False):
        self.Z = Z
        self.A = self._array("A", Z.shape, Z.dtype)
        return fitted(getattr(activations, self.function))(Z, *self.arguments, out=self.A)

    def backward(self, dA, need_dX=True):
        slope = self._over(self.Z, "slope")
        hint = {"a": self.A} if self.needs_output else {}
        fitted(getattr(activations, self.slope))(self.Z, *self.arguments, **hint, out=slope)
        return np.multiply(dA, slope, out=slope)  # the chain rule, one number at a time


class Sigmoid(Activation):
    """A = σ(Z), see `nnlib.functional.sigmoid`."""

    function, slope = "sigmoid", "sigmoid_grad"
    needs_output = True  # the slope is quickly had from it


class Tanh(Activation):
    """A = tanh(Z), see `nnlib.functional.tanh`."""

    function, slope = "tanh", "tanh_grad"


class ReLU(Activation):
    """A = max(Z, 0), see `nnlib.functional.relu`."""

    function, slope = "relu", "relu_grad"


class LeakyReLU(Activation):
    """A = Z above 0, alpha Z below, see `nnlib.functional.leaky_relu`."""

    function, slope = "leaky_relu", "leaky_relu_grad"

    def __init__(self, alpha=0.01):
        self.arguments = (alpha,)

    def settings(self):
        return {"alpha": self.arguments[0]}


class ELU(Activation):
    """A = Z above 0, alpha (exp(Z) - 1) below, see `nnlib.functional.elu`."""

    function, slope = "elu", "elu_grad"

    def __init__(self, alpha=1.0):
        self.arguments = (alpha,)

    def settings(self):
        return {"alpha": self.arguments[0]}


class PReLU(Activation):
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

    function, slope = "leaky_relu", "leaky_relu_grad"
    parameter_names = ("alpha",)

    def __init__(self, alpha=0.25):
        self.alpha, self.dalpha = np.array([float(alpha)]), np.zeros(1)

    @property
    def arguments(self):
        return (self.alpha,)

    def backward(self, dA, need_dX=True):
        # dA/dalpha is Z below 0 and 0 above.
        self.dalpha[...] = np.vdot(dA, np.minimum(self.Z, 0))
        return super().backward(dA)


class RReLU(Activation):
    """A leaky ReLU with a slope below 0 that is drawn anew for every number in training (Xu et al. 2015).

    At test time the slope is the middle of the range.

    Parameters
    ----------
    lower, upper : float
        The range.
    rng : numpy.random.Generator
        Draws the slopes.
    """

    function, slope = "leaky_relu", "leaky_relu_grad"

    def __init__(self, lower=1 / 8, upper=1 / 3, *, rng):
        if not lower <= upper:
            raise ValueError(f"RReLU({lower}, {upper}): expected lower <= upper")
        self.lower, self.upper, self.rng = lower, upper, rng

    def forward(self, Z, training=False):
        slopes = (self.lower + self.upper) / 2
        if training:
            slopes = self.rng.uniform(self.lower, self.upper, Z.shape).astype(Z.dtype)
        self.arguments = (slopes,)
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
        self.A = fitted(classification.softmax)(Z, out=self._array("A", Z.shape, Z.dtype))
        return self.A

    def backward(self, dA, need_dX=True):
        dZ = self._array("dZ", dA.shape, dA.dtype)
        return fitted(classification.softmax_backward)(dA, self.A, out=dZ)
