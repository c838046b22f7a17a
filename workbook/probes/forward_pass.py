"""Inputs for chapter 2: one number, the puzzle, then numbers of samples, inputs and neurons that all differ."""

import numpy as np

from workbook.probes import Formula

_RELU = Formula("lambda z: np.maximum(z, 0)")
_IDENTITY = Formula("lambda z: 1 * z")
_TANH = Formula("lambda z: np.tanh(z)")
_SQUARE_OF_IT = Formula("lambda z: z * z")
_PLUS_ONE = Formula("lambda z: z + 1")

_PUZZLE_W = [np.array([[1.0, -1.0], [2.0, 0.0]]), np.array([[4.0, 3.0], [-2.0, 1.0]])]
_PUZZLE_B = [np.array([9.0, -3.0]), np.array([5.0, 0.0])]
_X = np.array([[1.0, 0.0, 2.0], [0.5, -1.0, 3.0], [0.0, 0.0, 0.0], [-2.0, 1.0, 1.0]])
_W = np.array([[1.0, -1.0, 0.5], [2.0, 0.0, -1.0]])
_B = np.array([0.25, -3.0])
_WIDE = np.arange(-6.0, 6.0).reshape(2, 6) / 2

# 3 inputs, 2 neurons, 4 neurons, 1 neuron
_DEEP_W = [
    _W,
    np.array([[1.0, 1.0], [-1.0, 0.5], [0.0, 2.0], [0.5, -0.5]]),
    np.array([[1.0, -2.0, 0.5, 1.0]]),
]
_DEEP_B = [_B, np.array([0.5, 0.0, -1.0, 2.0]), np.array([-0.75])]

PROBES = {
    "linear_forward": [
        (np.array([[2.0]]), np.array([[3.0]]), np.array([1.0])),
        (np.array([[2.0], [-1.0]]), np.array([[3.0]]), np.array([1.0])),
        (np.array([[3.0, 4.0]]), _PUZZLE_W[0], _PUZZLE_B[0]),
        (np.array([[0.0, 0.0], [3.0, 4.0], [-6.0, 5.0]]), _PUZZLE_W[0], _PUZZLE_B[0]),
        (_X[:2], np.array([[1.0, -1.0, 0.5]]), np.array([0.5])),
        (_X[:2], _W, _B),
        (_X, _W, _B),
        (_X, np.vstack([_W, [[0.5, 0.25, -0.5]]]), np.array([1.0, -0.5, 2.0])),
        (
            np.array([[1.0, 2.0], [0.0, -1.0]]),
            np.array([[1.0, 0.5], [2.0, 0.0], [-1.0, 1.0]]),
            np.array([0.0, 1.0, 2.0]),
        ),
        (np.array([[1, 2, 3], [0, -1, 4]]), np.array([[2, 0, -1], [1, 1, 1]]), np.array([4, -2])),
        (np.array([[1, 2, 3], [0, -1, 4]]), np.array([[2, 0, -1], [1, 1, 1]]), np.array([0.5, -0.25])),
        (_WIDE[:, ::2], np.array([[1.0, -2.0, 1.0]]), np.array([0.5])),
        (_WIDE.T, np.array([[1.0, -1.0], [0.5, 2.0], [0.0, 1.0]]), np.array([3.5, 0.0, -1.0])),
        (_X.astype(np.float32), _W.astype(np.float32), _B.astype(np.float32)),
        (np.empty((0, 3)), _W, _B),
        (np.array([[1e300, 2.0]]), np.array([[1e-300, 3.0]]), np.array([-1.0])),
    ],
    "count_parameters": [
        ((1, 1),),
        ((2, 3),),
        ((5, 1),),
        ((2, 3, 1),),
        ([3, 5, 2],),
        ((2, 2, 1),),
        ((4, 3, 3, 2),),
        ([6, 5, 4, 3, 2],),
        ((64, 16, 10),),
        ((300, 200, 100),),
    ],
    "network_forward": [
        (np.array([[2.0]]), [np.array([[3.0]])], [np.array([1.0])], _PLUS_ONE),
        (np.array([[2.0]]), [np.array([[-3.0]])], [np.array([1.0])], _RELU),
        (np.array([[3.0, 4.0]]), _PUZZLE_W, _PUZZLE_B, _RELU),
        (np.array([[3.0, 12.0], [0.0, 0.0], [-20.0, 5.0]]), _PUZZLE_W, _PUZZLE_B, _RELU),
        (np.array([[3.0, 4.0]]), _PUZZLE_W, _PUZZLE_B, _IDENTITY),
        (_X, [_W], [_B], _TANH),
        (_X, _DEEP_W[:2], _DEEP_B[:2], _RELU),
        (_X, _DEEP_W, _DEEP_B, _TANH),
        (_X, _DEEP_W, _DEEP_B, _PLUS_ONE),
        (_X[:1], _DEEP_W, _DEEP_B, _SQUARE_OF_IT),
        (
            np.array([[1, -2, 3], [0, 1, 1]]),
            [np.array([[1, 0, -1], [2, 1, 0]]), np.array([[3, -1]])],
            [np.array([0.5, -1.0]), np.array([0.25])],
            _RELU,
        ),
        (
            _X.astype(np.float32),
            [W.astype(np.float32) for W in _DEEP_W],
            [b.astype(np.float32) for b in _DEEP_B],
            _TANH,
        ),
        (np.empty((0, 3)), _DEEP_W, _DEEP_B, _RELU),
    ],
}
