"""A network is a chain of layers, and one function of all its parameters."""

from operator import attrgetter

import numpy as np

from nnlib._arrays import aligned_zeros
from nnlib.layers import Dropout, Identity, Layer
from nnlib.shapes import ShapeError

__all__ = ["Network"]

BLOCK = 131_072  # parameters that an optimizer updates at a time: they stay in the processor's cache
ROWS = 1_024  # samples that go through at a time when nothing is learnt

is_frozen = attrgetter("frozen")


class Network:
    """Layers in a row, first layer first.

    The parameters of all layers lie in one vector, their gradients in another; what a layer calls W and dW is a
    view into it. So "one step down the gradient" is one operation, however many layers there are.

    Parameters
    ----------
    *layers : Layer
        Each layer belongs to one network; `layer.copy()` gives another one its own.
    dtype : float32 or float64, optional
        Unless it is given, the network takes that of the first data it sees.
    workspaces : bool
        Whether layers keep their arrays from step to step and write over what is used up. The numbers
        are the same without, and each step is slower.

    Attributes
    ----------
    parameters, gradients : (n_parameters,) array
        Everything that is learnt, and its gradient. `fit` leaves the gradients in no particular state.

    Raises
    ------
    ShapeError
        If a layer gives another number of outputs than the next one takes.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> from nnlib import Linear, Sigmoid
    >>> network = Network(Linear(784, 16, rng=rng), Sigmoid(), Linear(16, 10, rng=rng))
    >>> network.n_parameters
    12730
    """

    def __init__(self, *layers, dtype=None, workspaces=True):
        _check_chain(layers)
        self.layers = list(layers)
        self.settled = dtype is not None  # else the first data decide
        before = None  # the layer that made the array which comes in, if it was not the caller
        for layer in layers:
            layer.in_network = True
            layer.keeps_arrays = workspaces
            layer.may_overwrite_input = workspaces and before is not None and not before.needs_output
            if not isinstance(layer, Identity | Dropout):  # they may hand on what they got
                before = layer
        self._lay_out(np.dtype(dtype or np.float64))

    def _lay_out(self, dtype):
        """Put the parameters of all layers into one vector, in order, and give the layers their views."""
        if dtype not in (np.float32, np.float64):
            raise TypeError(f"dtype is {dtype}, expected float32 or float64")
        places = [(layer, name) for layer in self.layers for name in layer.parameter_names]
        sizes = [getattr(layer, name).size for layer, name in places]
        self.parameters = aligned_zeros(sum(sizes), dtype)
        self.gradients = aligned_zeros(sum(sizes), dtype)
        self._ranges = []
        start = 0
        for (layer, name), size in zip(places, sizes, strict=True):
            here = slice(start, start + size)
            values = getattr(layer, name)
            self.parameters[here] = values.ravel()
            setattr(layer, name, self.parameters[here].reshape(values.shape))
            setattr(layer, "d" + name, self.gradients[here].reshape(values.shape))
            self._ranges.append((layer, start, start + size))
            start += size
        for layer in self.layers:
            layer.shape = None  # its arrays are of another dtype
            for name in layer.state_names:
                setattr(layer, name, getattr(layer, name).astype(dtype))
        self._blocks_for = None
        self._ready = False

    @property
    def dtype(self):
        return self.parameters.dtype

    @property
    def n_parameters(self):
        return self.parameters.size

    def forward(self, X, training=False):
        """Send samples through all layers.

        Parameters
        ----------
        X : (m, n_in) array
        training : bool
            Whether layers that behave otherwise in training (dropout, batch norm) should do so.

        Returns
        -------
        outputs : (m, n_out) array
            A fresh array
        """
        return self._forward(X, training).copy()

    def _forward(self, X, training):
        A = self._input(X)
        for layer in self.layers:
            A = layer.forward(A, training)
        self._ready = True
        return A

    def backward(self, dA):
        """Carry the gradient of the loss back through all layers; leaves `gradients` filled.

        Parameters
        ----------
        dA : (m, n_out) array
            dL/d(outputs) of the last `forward`.

        Returns
        -------
        dX : (m, n_in) array
            dL/dX, a fresh array
        """
        return self._backward(np.array(dA, self.dtype), first=0, need_dX=True).copy()

    def _backward(self, dA, first, need_dX):
        if not self._ready:
            raise RuntimeError("backward needs a forward before it, and only one backward for each forward")
        self._ready = False
        for layer in self.layers[:first:-1]:
            dA = layer.backward(dA)
        return self.layers[first].backward(dA, need_dX) if first < len(self.layers) else dA

    def loss_and_gradients(self, X, y, loss):
        """Do one forward and one backward pass in training mode.

        No gradient is carried below the first layer that learns: nobody needs it there.

        Parameters
        ----------
        X : (m, n_in) array
        y : (m,) or (m, n_out) array
            Labels or targets, as the loss takes them.
        loss : Loss

        Returns
        -------
        L : float
            The mean loss of the batch; `gradients` holds its gradient
        """
        L = loss.forward(self._forward(X, training=True), y)
        self._backward(loss.backward(), first=self._first_that_learns(), need_dX=False)
        return L

    def _first_that_learns(self):
        for i, layer in enumerate(self.layers):
            if layer.parameter_names and not layer.frozen:
                return i
        return len(self.layers)

    def predict(self, X):
        """Give the outputs for any number of samples, a thousand at a time.

        Parameters
        ----------
        X : (m, n_in) array

        Returns
        -------
        outputs : (m, n_out) array
        """
        X = np.asarray(X)
        parts = [self.forward(X[start : start + ROWS]) for start in range(0, max(len(X), 1), ROWS)]
        return np.concatenate(parts)

    def accuracy(self, X, y):
        """Share of the samples whose largest output is at their label.

        Parameters
        ----------
        X : (m, n_in) array
        y : (m,) array of int
        """
        return float(np.mean(np.argmax(self.predict(X), axis=1) == np.asarray(y)))

    def blocks(self):
        """List (place, parameters there) for the parts of the vector that are not frozen, piece by piece."""
        frozen = list(map(is_frozen, self.layers))
        if self._blocks_for != frozen:
            self._blocks_for = frozen
            self._blocks = [
                (slice(i, min(i + BLOCK, stop)), self.parameters[i : min(i + BLOCK, stop)])
                for start, stop in self._learning_ranges()
                for i in range(start, stop, BLOCK)
            ]
        return self._blocks

    def _learning_ranges(self):
        ranges = []
        for layer, start, stop in self._ranges:
            if layer.frozen:
                continue
            if ranges and ranges[-1][1] == start:
                ranges[-1][1] = stop
            else:
                ranges.append([start, stop])
        return ranges

    def _input(self, X):
        X = np.asarray(X)
        if self.settled and X.dtype == self.parameters.dtype:
            return X
        if X.dtype.kind in "iub":
            return X.astype(self.dtype)
        if X.dtype.kind != "f":
            raise TypeError(f"X holds {X.dtype.name}, expected numbers")
        if not self.settled:
            self.settled = True
            self._lay_out(X.dtype)
        if X.dtype != self.dtype:
            raise TypeError(
                f"X is {X.dtype.name} and the network is {self.dtype.name}; write X.astype(np.{self.dtype.name}), "
                f"or make the network with dtype=np.{X.dtype.name}"
            )
        return X

    def snapshot(self):
        """Copy all that training changes: parameters and running means."""
        return self.parameters.copy(), [
            {k: v.copy() for k, v in layer.state.items()} for layer in self.layers
        ]

    def restore(self, snapshot):
        """Put back what `snapshot` gave."""
        parameters, states = snapshot
        self.parameters[:] = parameters
        for layer, state in zip(self.layers, states, strict=True):
            for name, array in state.items():
                getattr(layer, name)[...] = array

    def save(self, path):
        """Write layers, parameters and running means to one .npz file; nothing in it is code.

        Parameters
        ----------
        path : str or Path
            ".npz" is added if it is not there.
        """
        from nnlib.saving import save  # noqa: PLC0415  `import nnlib` costs NumPy and nothing else

        save(self, path)

    @classmethod
    def load(cls, path):
        """Read a network that `save` has written.

        Layers that draw at random (dropout, RReLU) go on from a fresh seed.

        Parameters
        ----------
        path : str or Path

        Raises
        ------
        FileNotFoundError
            If there is no such file.
        ValueError
            If the file is not one of ours.
        """
        from nnlib.saving import load  # noqa: PLC0415  as above

        layers, dtype = load(path)
        return cls(*layers, dtype=dtype)

    def __repr__(self):
        return f"Network({', '.join(map(repr, self.layers))})"


def _check_chain(layers):
    if not layers:
        raise ValueError("a network needs at least one layer")
    width, before = None, None
    for layer in layers:
        if not isinstance(layer, Layer):
            raise TypeError(f"Network got {layer!r}, expected layers such as Linear(784, 16, rng=rng)")
        if layer.in_network:
            raise ValueError(f"{layer!r} belongs to another network already; take layer.copy()")
        if None not in (width, layer.n_in) and layer.n_in != width:
            raise ShapeError(f"{before!r} gives {width} outputs, but {layer!r} takes {layer.n_in} inputs")
        if layer.n_out is not None:
            width, before = layer.n_out, layer
