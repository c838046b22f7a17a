"""A loss says in one number how bad the answers are, and starts the gradients on their way back."""

from math import isinf

import numpy as np

from nnlib._calling import fitted, hinted
from nnlib.functional import classification, regression

__all__ = ["MSE", "CrossEntropy", "Loss", "SoftmaxCrossEntropy"]


class Loss:
    """`forward` gives the mean loss of a batch as a float, `backward` the gradient of what came in."""

    def forward(self, outputs, y):
        raise NotImplementedError(f"{type(self).__name__} has no forward")

    def backward(self):
        raise NotImplementedError(f"{type(self).__name__} has no backward")

    def __repr__(self):
        return f"{type(self).__name__}()"

    _like = None

    def _array(self, like):
        """An array to write into: the same one as long as the same array comes in, as it does in training."""
        if like is not self._like:
            self._like, self._kept = like, np.empty_like(like)
        return self._kept


class MSE(Loss):
    """Mean squared error over every entry, see `nnlib.functional.mse`. For regression."""

    def forward(self, y_pred, y):
        self.y_pred, self.y = y_pred, y
        return float(regression.mse(y_pred, y))

    def backward(self):
        return fitted(regression.mse_grad)(self.y_pred, self.y, out=self._array(self.y_pred))


class CrossEntropy(Loss):
    """Cross-entropy for rows of probabilities and whole-number labels, see `nnlib.functional.cross_entropy`.

    The network ends with a Softmax layer.
    """

    def forward(self, P, y):
        self.P, self.y = P, y
        return float(classification.cross_entropy(P, y))

    def backward(self):
        return fitted(classification.cross_entropy_grad)(self.P, self.y, out=self._array(self.P))


class SoftmaxCrossEntropy(Loss):
    """Softmax and cross-entropy in one, for scores (logits) and whole-number labels.

    The network ends with its last linear layer: softmax is in here, and is worked out once for both the
    loss and its gradient.
    """

    def forward(self, Z, y):
        self.Z, self.y = Z, y
        self.P = P = fitted(classification.softmax)(Z, out=self._array(Z))
        self.places = places = classification.label_places(P, y)
        L = float(hinted(classification.cross_entropy)(P, y, places=places))
        if isinf(L):  # a probability was too small to write down: the scores know it all the same
            L = float(classification.softmax_cross_entropy(Z, y))
        return L

    def backward(self):
        gradient = fitted(classification.softmax_cross_entropy_grad)
        return gradient(self.Z, self.y, P=self.P, places=self.places, out=self.P)
