"""Things one can add to an optimizer: shorter gradients, charges for large weights, a limit on them.

    nn.SGD(lr=0.1, extras=[nn.L2(1e-4), nn.ClipByNorm(1.0), nn.MaxNorm(3.0)])

Penalties are for weights; biases and the scales of batch norm are left out, and so are frozen layers.
"""

from nnlib._calling import fitted
from nnlib.functional import clipping, regularisation

__all__ = ["L1", "L2", "ClipByNorm", "ClipByValue", "Extra", "MaxNorm"]


class Extra:
    """Something that is done to the gradients before each step, or to the weights after it."""

    def before_step(self, network):
        """Change `network.gradients`."""

    def after_step(self, network):
        """Change `network.parameters`."""

    def penalty(self, network):
        """What is charged on top of the loss."""
        return 0.0


class ClipByValue(Extra):
    """See `nnlib.functional.clip_by_value`."""

    def __init__(self, limit):
        self.limit = limit

    def before_step(self, network):
        fitted(clipping.clip_by_value)(network.gradients, self.limit, out=network.gradients)


class ClipByNorm(Extra):
    """See `nnlib.functional.clip_by_norm`; the gradients of all layers that learn count as one vector."""

    def __init__(self, max_norm):
        self.max_norm = max_norm

    def before_step(self, network):
        grads = [network.gradients[place] for place, _ in network.blocks()]
        for grad, clipped in zip(grads, clipping.clip_by_norm(grads, self.max_norm), strict=True):
            grad[...] = clipped


class L2(Extra):
    """See `nnlib.functional.l2_grad`."""

    def __init__(self, lam):
        self.lam = lam

    def before_step(self, network):
        for W, dW in _weights(network):
            fitted(regularisation.l2_grad)(dW, W, self.lam, out=dW)

    def penalty(self, network):
        return regularisation.l2_penalty([W for W, _ in _weights(network)], self.lam)


class L1(Extra):
    """See `nnlib.functional.l1_grad`."""

    def __init__(self, lam):
        self.lam = lam

    def before_step(self, network):
        for W, dW in _weights(network):
            fitted(regularisation.l1_grad)(dW, W, self.lam, out=dW)

    def penalty(self, network):
        return regularisation.l1_penalty([W for W, _ in _weights(network)], self.lam)


class MaxNorm(Extra):
    """See `nnlib.functional.max_norm`."""

    def __init__(self, c):
        self.c = c

    def after_step(self, network):
        for W, _ in _weights(network):
            fitted(regularisation.max_norm)(W, self.c, out=W)


def _weights(network):
    for layer in network.layers:
        if not layer.frozen:
            for name in layer.weight_names:
                yield getattr(layer, name), getattr(layer, "d" + name)
