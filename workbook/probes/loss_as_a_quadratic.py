"""Inputs for chapter 3: two numbers first, then tables, then layouts and types that a careless formula trips over."""

import numpy as np

_TABLE = np.array([[1.0, 2.0], [3.0, -4.0], [5.0, 0.5]])
_TRUTH = np.array([[1.0, 0.0], [2.0, -1.0], [5.0, 2.5]])
_WIDE = np.arange(-6.0, 6.0).reshape(2, 6) / 2

# Predictions and truth, for the loss and for its gradient.
_PAIRS = [
    (np.array([3.0]), np.array([1.0])),
    (np.array([1.0]), np.array([4.0])),
    (np.array([1.0, 2.0]), np.array([1.0, 5.0])),
    (np.array([0.5, -1.5, 2.0]), np.array([0.5, -1.5, 2.0])),
    (np.array([2.0, 0.25, -1.0, 3.0]), np.array([0.0, 1.0, -1.5, 2.5])),
    (np.array([3, 1, 4]), np.array([1, 5, 9])),
    (_TABLE, _TRUTH),
    (_TABLE[:, :1], _TRUTH[:, :1]),
    (_TABLE[:1], _TRUTH[:1]),
    (_WIDE[:, ::2], _WIDE[::-1, 1::2]),
    (np.asfortranarray(_TABLE), _TRUTH),
    (np.arange(12.0).reshape(2, 3, 2), np.full((2, 3, 2), 4.0)),
    (np.array([0.5, 2.5], dtype=np.float32), np.array([1.5, -1.0], dtype=np.float32)),
    (np.array([1e100, 2.0]), np.array([-1e100, 1.0])),
]

PROBES = {
    "mse": _PAIRS,
    "mse_grad": _PAIRS,
    "quadratic_vertex": [
        (1.0, -6.0, 10.0),
        (1.0, 0.0, 2.0),
        (2.0, 8.0, 11.0),
        (1.5, -6.0, 6.5),
        (0.25, 3.0, 0.0),
        (3, 5, -2),
        (0.5, -1.0, -4.0),
        (1e-6, 2e-3, 1.0),
        (1e6, 3.0, 1e3),
    ],
    "fit_line": [
        (np.array([0.0, 1.0]), np.array([1.0, 3.0])),
        (np.array([1.0, -1.0]), np.array([0.5, 2.5])),
        (np.array([0.0, 1.0, 2.0]), np.array([1.0, 3.0, 5.0])),
        (np.array([0.0, 1.0, 1.0, 2.0]), np.array([1.0, 2.0, 4.0, 5.0])),
        (np.array([-1.0, 0.5, 2.0, 4.0]), np.array([2.0, 2.0, 2.0, 2.0])),
        (np.array([3.0, -2.0, 5.0, 0.5, 1.0]), np.array([-1.0, 4.0, 0.25, 2.0, 7.0])),
        (np.array([1, 2, 4]), np.array([3, 1, 1])),
        (_WIDE[0, ::2], _WIDE[1, ::-2]),
        (np.array([2019.0, 2020.0, 2021.0, 2024.0]), np.array([3.5, 4.0, 6.0, 5.5])),
        (np.array([0.5, -1.0, 2.0], dtype=np.float32), np.array([1.0, 0.25, 3.0], dtype=np.float32)),
    ],
}
