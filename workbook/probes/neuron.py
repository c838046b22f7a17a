"""Inputs for chapter 1: one number first, then arrays, then what breaks a careless formula."""

import numpy as np

_SQUARE = np.array([[2.0, 1.0], [-1.0, 3.0]])
_WIDE = np.arange(-6.0, 6.0).reshape(2, 6) / 2

# The same scores for all activations and slopes.
_SCORES = [
    (0.0,),
    (1.0,),
    (-2.0,),
    (np.array([0.0, 1.0, -2.0]),),
    (np.array([-3, 0, 2]),),
    (np.array([[0.5, -1.5, 3.0], [2.0, -0.25, -4.0]]),),
    (np.array([[0.125], [-0.75]]),),
    (_WIDE[:, ::2],),
    (_WIDE.T,),
    (np.array([-0.5, 0.0, 2.5], dtype=np.float32),),
    (np.array([]),),
    (1000.0,),
    (-1000.0,),
    (np.array([1000.0, 40.0]),),
    (np.array([-40.0, -1000.0]),),
    (np.array([1e300, -1e300]),),
    (np.array([-100.0, 100.0], dtype=np.float32),),
]

PROBES = {
    "neuron": [
        (np.array([2.0]), np.array([3.0]), 1.0),
        (np.array([1.0, 2.0]), np.array([3.0, -1.0]), 0.5),
        (np.array([1.0, 2.0]), np.array([0.0, 0.0]), -1.0),
        (np.array([0.0, 0.0, 0.0]), np.array([1.0, 2.0, 3.0]), -0.25),
        (np.array([1, 2, 3]), np.array([2, 0, -1]), 4),
        (np.array([0.5, 1.5, -2.0, 4.0]), np.array([2.0, -1.0, 0.25, 1.0]), 0.0),
        (_WIDE[0, ::2], _WIDE[1, ::2], 0.5),
        (np.array([0.5, -1.5], dtype=np.float32), np.array([2.0, 1.0], dtype=np.float32), 0.25),
        (np.array([1e300, 2.0]), np.array([1e-300, 0.5]), 1.0),
    ],
    "perceptron_predict": [
        (np.array([[1.0]]), np.array([1.0]), 0.0),
        (np.array([[-1.0]]), np.array([1.0]), 0.0),
        (np.array([[1.0, 1.0]]), np.array([1.0, -1.0]), 0.0),
        (_SQUARE, np.array([1.0, -1.0]), 0.0),
        (_SQUARE, np.array([1.0, 0.0]), 1.5),
        (np.array([[2.0, 1.0], [-1.0, 0.5], [0.25, 0.0], [0.0, -3.0]]), np.array([1.0, 2.0]), -1.0),
        (np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]), np.array([0.25, 0.25]), -0.4),
        (np.array([[1, 1, 1], [1, 0, 1]]), np.array([1, 1, 1]), -2),
        (np.array([[-4.0, 1.0, 1.0], [4.0, -1.0, 1.0]]), np.array([1.0, 1.0, 1.0]), 1.0),
        (_WIDE[:, ::2], np.array([1.0, -2.0, 1.0]), 0.5),
        (_WIDE.T, np.array([1.0, -1.0]), 3.5),
        (
            np.array([[0.5, -0.25], [-0.5, 0.25]], dtype=np.float32),
            np.array([1.0, 1.0], dtype=np.float32),
            0.0,
        ),
        (np.empty((0, 2)), np.array([1.0, -1.0]), 0.5),
        (np.array([[1e300, 0.0], [-1e300, 1.0]]), np.array([1.0, 1.0]), 0.5),
    ],
    "sigmoid": _SCORES,
    "tanh": _SCORES,
    "relu": _SCORES,
    "sigmoid_grad": _SCORES,
    "tanh_grad": _SCORES,
    "relu_grad": _SCORES,
}
