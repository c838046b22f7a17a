"""Inputs for chapter 5: one number, one sample, then numbers of samples, inputs and neurons that all differ."""

from typing import NamedTuple

import numpy as np

from workbook.probes import Probe


class NeuronGrads(NamedTuple):
    """What neuron_backward gives."""

    dx: np.ndarray
    dw: np.ndarray
    db: float


def _all_of_it(value):
    return value


def _neuron(dz, x, w):
    """nnlib has no neuron_backward; this says what it should give."""
    return Probe((dz, x, w), see=_all_of_it, expected=NeuronGrads(dz * w, dz * x, dz))


def _activation(dA, Z):
    """Nor has it sigmoid_backward: the slope is e / (1 + e)² with e = exp(-|z|)."""
    e = np.exp(-np.abs(np.asarray(Z, dtype=float)))
    return Probe((dA, Z), see=_all_of_it, expected=dA * (e / (1 + e) ** 2))


_WIDE = np.arange(-6.0, 6.0).reshape(2, 6) / 2
_DZ = np.array([[1.0, 0.0], [-1.0, 2.0], [0.5, 1.0], [2.0, -1.0]])
_X = np.array([[1.0, 2.0, 0.0], [0.0, 1.0, 3.0], [2.0, -2.0, 4.0], [-1.0, 1.0, 0.5]])
_W = np.array([[1.0, -1.0, 2.0], [0.5, 3.0, 0.0]])


def _network(n_in, n_hidden, n_out):
    """Weights and biases of many different sizes, all of them short fractions."""

    def table(rows, columns, start):
        places = np.arange(start, start + rows * columns)
        return ((places * 7) % 11 - 5.0).reshape(rows, columns) / 4

    return {
        "W1": table(n_hidden, n_in, 0),
        "b1": table(1, n_hidden, 2)[0],
        "W2": table(n_out, n_hidden, 5),
        "b2": table(1, n_out, 3)[0],
    }


_SMALL = {
    "W1": np.array([[0.5]]),
    "b1": np.array([0.25]),
    "W2": np.array([[-1.0]]),
    "b2": np.array([0.5]),
}
_TWO_TWO_TWO = {
    "W1": np.array([[1.0, -0.5], [0.5, 1.5]]),
    "b1": np.array([0.0, 0.25]),
    "W2": np.array([[2.0, -1.0], [-0.5, 1.0]]),
    "b2": np.array([0.5, -0.25]),
}

PROBES = {
    "neuron_backward": [
        _neuron(2.0, np.array([3.0]), np.array([0.5])),
        _neuron(0.5, np.array([3.0, -1.0]), np.array([0.5, 2.0])),
        _neuron(-1.0, np.array([1.0, 2.0, -1.0]), np.array([0.5, -1.0, 2.0])),
        _neuron(0.0, np.array([1.0, 2.0]), np.array([3.0, -4.0])),
        _neuron(1.5, np.array([0.0, 2.0]), np.array([3.0, 0.0])),
        _neuron(0.5, np.array([1, 2, 3]), np.array([2, 0, -1])),
        _neuron(-2.0, _WIDE[0, ::2], _WIDE[1, ::2]),
        _neuron(0.5, np.array([0.5, -1.5], dtype=np.float32), np.array([2.0, 1.0], dtype=np.float32)),
    ],
    "sigmoid_backward": [
        _activation(np.array([[1.0]]), np.array([[0.0]])),
        _activation(np.array([[2.0]]), np.array([[1.0]])),
        _activation(np.array([[1.0, -1.0]]), np.array([[2.0, -1.0]])),
        _activation(np.array([[1.0, 0.5], [-2.0, 4.0]]), np.array([[0.5, -1.5], [3.0, 0.0]])),
        _activation(_X, _X[::-1] - 0.5),
        _activation(np.array([1.0, -3.0, 2.0]), np.array([0.5, 1.0, -2.0])),
        _activation(np.array([[1, 2], [3, -1]]), np.array([[0, 1], [-2, 3]])),
        _activation(_WIDE[:, ::2], _WIDE[:, 1::2]),
        _activation(_WIDE.T, 1 - _WIDE.T),
        _activation(np.array([[0.5, -2.0]], dtype=np.float32), np.array([[1.0, 0.25]], dtype=np.float32)),
        _activation(np.empty((0, 3)), np.empty((0, 3))),
        _activation(np.array([[1.0, 1.0]]), np.array([[30.0, -30.0]])),
    ],
    "linear_backward": [
        (np.array([[2.0]]), np.array([[3.0]]), np.array([[0.5]])),
        (np.array([[1.0], [-3.0]]), np.array([[2.0], [1.0]]), np.array([[0.5]])),
        (
            np.array([[2.0, -1.0]]),
            np.array([[1.0, 2.0, -1.0]]),
            np.array([[0.5, -1.0, 2.0], [1.0, 0.0, -3.0]]),
        ),
        (
            np.array([[1.0, 2.0], [0.0, -1.0]]),
            np.array([[3.0, 4.0], [1.0, -2.0]]),
            np.array([[1.0, -1.0], [2.0, 0.0]]),
        ),
        (_DZ, _X, _W),
        (_DZ, _X[:, :2], np.array([[1.0, 2.0], [-1.0, 0.5]])),
        (_DZ[:, :1], _X, _W[:1]),
        (_X, _DZ, _W.T),
        (_X, _X[:, ::-1] + 1, np.array([[1.0, 0.0, 2.0], [-1.0, 3.0, 0.5], [0.0, 1.0, 1.0]])),
        (np.array([[1, 2], [3, -1], [0, 2]]), np.array([[2], [0], [-1]]), np.array([[3], [-2]])),
        (_WIDE[:, ::2], _WIDE[:, 1::2], np.array([[1.0, -2.0, 1.0], [0.0, 0.5, 2.0], [3.0, 1.0, 0.0]])),
        (_WIDE.T, _WIDE.T[:, ::-1], np.array([[1.0, -1.0], [0.5, 2.0]])),
        (_DZ.astype(np.float32), _X.astype(np.float32), _W.astype(np.float32)),
        (np.empty((0, 2)), np.empty((0, 3)), _W),
    ],
    "backprop_two_layer": [
        (np.array([[1.0]]), np.array([[0.0]]), _SMALL),
        (np.array([[1.0], [-2.0]]), np.array([[0.0], [1.0]]), _SMALL),
        (np.array([[1.0, 2.0]]), np.array([[1.0, 0.0]]), _TWO_TWO_TWO),
        (
            np.array([[1.0, 2.0], [-0.5, 1.0], [0.0, 3.0]]),
            np.array([[1.0, 0.0], [0.0, 0.5], [1.0, 1.0]]),
            _TWO_TWO_TWO,
        ),
        (_X, np.array([[0.0], [1.0], [0.5], [1.0]]), _network(3, 2, 1)),
        (_X[:2], np.array([[0.0, 1.0, 0.5], [1.0, 0.0, 0.0]]), _network(3, 4, 3)),
        (_X[:, :2], np.eye(4), _network(2, 5, 4)),
        (np.array([[1, 0, -1], [2, 1, 0]]), np.array([[1, 0], [0, 1]]), _network(3, 2, 2)),
        (_WIDE[:, ::2], np.array([[1.0, 0.0], [0.0, 1.0]]), _network(3, 1, 2)),
        (
            _X.astype(np.float32),
            _DZ.astype(np.float32),
            {name: values.astype(np.float32) for name, values in _network(3, 5, 2).items()},
        ),
    ],
}
