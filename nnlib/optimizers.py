"""An optimizer takes the step: it knows where the weights are and which way is down."""

from nnlib._arrays import aligned_zeros
from nnlib._calling import fitted
from nnlib.functional import adaptive, descent
from nnlib.functional.adaptive import AdamStep
from nnlib.functional.descent import MomentumStep

__all__ = ["SGD", "Adam", "Momentum", "Optimizer"]


class Optimizer:
    """Change a network's parameters by its gradients, once for every `step`.

    An optimizer with a memory (momentum, Adam) belongs to the network of its first step.

    Parameters
    ----------
    lr : float
        The learning rate. It may be changed between steps.
    extras : sequence of Extra
        Clipping, penalties and limits, see `nnlib.extras`; in the order in which they are done.
    """

    memories = ()  # what the optimizer remembers of each parameter

    def __init__(self, lr, *, extras=()):
        if not lr > 0:
            raise ValueError(f"lr is {lr}, expected a learning rate above 0")
        self.lr, self.extras, self.t = lr, tuple(extras), 0
        self._blocks = self._blocks_of = self._network = None

    def step(self, network, keep_gradients=True):
        """Take one step with all parameters that are not frozen.

        Parameters
        ----------
        network : Network
            After `loss_and_gradients`.
        keep_gradients : bool
            Else the step is worked out in their room, which saves memory and a little time.
        """
        for extra in self.extras:
            extra.before_step(network)
        self.t += 1
        blocks = network.blocks()
        if blocks is not self._blocks_of:
            self._remember(network, blocks)
        for state, grad in self._blocks:
            self.update(state, grad, None if keep_gradients else grad)
        for extra in self.extras:
            extra.after_step(network)

    def _remember(self, network, blocks):
        """Give every block of parameters its part of the memories, which start at 0."""
        if self._network is None:
            self._network = network
            self._memories = [aligned_zeros(network.n_parameters, network.dtype) for _ in self.memories]
        elif self.memories and self._network is not network:
            raise ValueError(f"{self!r} remembers another network; make a new optimizer")
        self._blocks_of = blocks
        self._blocks = [
            (self.bundle(w, *(memory[place] for memory in self._memories)), network.gradients[place])
            for place, w in blocks
        ]

    def bundle(self, w, *memories):
        """What the step changes, in the form in which its function gives it back."""
        return w

    def update(self, state, grad, room):
        """Change a bundle of weights and memories by the gradient; `room` may be written over, if there is one."""
        raise NotImplementedError(f"{type(self).__name__} has no update")

    def __repr__(self):
        return f"{type(self).__name__}(lr={self.lr})"


class SGD(Optimizer):
    """Plain gradient descent on mini-batches, see `nnlib.functional.gd_step`."""

    def update(self, w, grad, room):
        fitted(descent.gd_step)(w, grad, self.lr, out=w, room=room)


class Momentum(Optimizer):
    """Gradient descent with a velocity, see `nnlib.functional.momentum_step`.

    Parameters
    ----------
    lr : float
    beta : float
        How much of the velocity is kept, 0 <= beta < 1.
    extras : sequence of Extra
    """

    memories = ("velocity",)
    bundle = MomentumStep

    def __init__(self, lr, beta=0.9, *, extras=()):
        super().__init__(lr, extras=extras)
        if not 0 <= beta < 1:
            raise ValueError(f"beta is {beta}, expected 0 <= beta < 1: else the velocity grows for ever")
        self.beta = beta

    def update(self, state, grad, room):
        fitted(descent.momentum_step)(*state, grad, self.lr, self.beta, out=state, room=room)


class Adam(Optimizer):
    """A step size of its own for every parameter, see `nnlib.functional.adam_step`.

    Parameters
    ----------
    lr, b1, b2, eps : float
    extras : sequence of Extra
    """

    memories = ("mean", "square")
    bundle = AdamStep

    def __init__(self, lr=0.001, b1=0.9, b2=0.999, eps=1e-8, *, extras=()):
        super().__init__(lr, extras=extras)
        self.b1, self.b2, self.eps = b1, b2, eps

    def update(self, state, grad, room):
        w, m, v = state
        step = fitted(adaptive.adam_step)
        step(w, grad, m, v, self.t, self.lr, self.b1, self.b2, self.eps, out=state, room=room)
