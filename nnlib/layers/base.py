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
    may_overwrite_input = False
    kept = None  # the arrays that are kept, by name; None: every array is a fresh one

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
        for name in ("kept", "in_network", "may_overwrite_input"):
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

    def _array(self, name, shape, dtype):
        """An array to write into: the same one as in the last step, if arrays are kept and it fits.

        With many features it lies in memory feature by feature, not sample by sample: OpenBLAS multiplies
        faster that way.
        """
        array = None if self.kept is None else self.kept.get(name)
        if array is None or array.shape != shape:
            array = np.empty(shape, dtype, order="F" if len(shape) == 2 and shape[1] >= WIDE else "C")
            if self.kept is not None:
                self.kept[name] = array
        return array

    def _over(self, used_up, name):
        """An array like `used_up`: itself where it may be written over."""
        return used_up if self.may_overwrite_input else self._array(name, used_up.shape, used_up.dtype)
