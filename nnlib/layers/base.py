"""What all layers share: parameters with their gradients, and arrays that are kept from step to step."""

import copy

import numpy as np

__all__ = ["Layer"]

WIDE = 64  # from so many features on, arrays lie feature by feature


class Layer:
    """One step of a network: `forward` on the way to the answer, `backward` on the way back.

    A subclass lists the names of its parameters; the gradient of `W` is `dW`. It calls the functions of
    `nnlib.functional` through their topic file and holds no mathematics of its own.

    On its own a layer makes fresh arrays. In a network it keeps its arrays from step to step, and may write
    over its input on the way back, when nobody needs that any more.

    Attributes
    ----------
    params, grads : dict of arrays
        With the same keys.
    state : dict of arrays
        What is saved besides the parameters, such as running means.
    frozen : bool
        A frozen layer passes gradients on, and its parameters stay as they are.
    """

    parameter_names = ()
    weight_names = ()  # the parameters that penalties are for: biases are left out
    state_names = ()
    n_in = n_out = None  # None: whatever comes
    frozen = False
    needs_output = False  # whether backward reads what forward gave
    in_network = False
    keeps_arrays = False
    may_overwrite_input = False
    shape = None  # of the samples that the arrays at hand are for; None: the next ones get fresh arrays

    @property
    def params(self):
        return {name: getattr(self, name) for name in self.parameter_names}

    @property
    def grads(self):
        return {name: getattr(self, "d" + name) for name in self.parameter_names}

    @property
    def state(self):
        return {name: getattr(self, name) for name in self.state_names}

    def forward(self, X, training=False):
        raise NotImplementedError(f"{type(self).__name__} has no forward")

    def backward(self, dA, need_dX=True):
        raise NotImplementedError(f"{type(self).__name__} has no backward")

    def copy(self):
        """A layer with the same numbers that belongs to no network yet."""
        twin = copy.copy(self)
        for name in ("in_network", "keeps_arrays", "may_overwrite_input", "shape"):
            twin.__dict__.pop(name, None)
        for name in (*self.parameter_names, *self.state_names):
            setattr(twin, name, getattr(self, name).copy())
        for name in self.parameter_names:
            setattr(twin, "d" + name, np.zeros_like(getattr(self, name)))
        return twin

    def take_from(self, other):
        """Take over the numbers of a layer of the same kind and shape."""
        for name in (*self.parameter_names, *self.state_names):
            getattr(self, name)[...] = getattr(other, name)

    def settings(self):
        """The arguments that make an untrained layer of this kind again, as plain numbers and strings."""
        return {}

    @classmethod
    def from_settings(cls, settings):
        """Make an untrained layer from what `settings` gave."""
        return cls(**settings)

    def __repr__(self):
        settings = ", ".join(f"{value}" for value in self.settings().values())
        return f"{type(self).__name__}({settings})"

    def _make_arrays(self, X):
        """Make the arrays that `forward` writes into, for samples X; a subclass says which.

        It is called when samples of another shape come, or every time if arrays are not kept.
        """
        self.shape = X.shape if self.keeps_arrays else None
        self._dX = None

    def _over(self, X):
        """An array like the samples X to write the way back into: X itself where that may be written over."""
        if self.may_overwrite_input:
            return X
        if self._dX is None or not self.keeps_arrays:
            self._dX = empty(X.shape, X.dtype)
        return self._dX


def empty(shape, dtype):
    """An array to write into.

    With many features it lies in memory feature by feature, not sample by sample: OpenBLAS multiplies
    faster that way.
    """
    return np.empty(shape, dtype, order="F" if len(shape) == 2 and shape[1] >= WIDE else "C")
