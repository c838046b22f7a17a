"""Inputs for chapter 6: one row first, then batches, then scores that overflow and probabilities that are 0."""

import numpy as np

from workbook.probes import Probe

_SQUARE = np.array([[1.0, 2.0], [4.0, 3.5]])
_BATCH = np.array([[2.0, 1.0, -1.0], [0.0, 0.5, 0.25], [-3.0, 1.5, 2.0], [1.0, 1.0, 1.0]])
_WIDE = np.arange(-6.0, 6.0).reshape(2, 6) / 4

_SCORES = [
    (np.array([[0.0, 0.0]]),),
    (np.array([[2.0, 1.0, -1.0]]),),
    (_SQUARE,),
    (np.array([[0.0], [3.0]]),),
    (np.array([[3, -1, 0], [2, 2, 5]]),),
    (_BATCH,),
    (_WIDE[:, ::2],),
    (_WIDE.T,),
    (np.array([[0.5, -1.5], [2.0, 0.25], [0.0, 4.0]], dtype=np.float32),),
    (np.array([[1000.0, 1000.0]]),),
    (np.array([[-1000.0, -1001.0]]),),
    (np.array([[1000.0, 999.0], [0.0, 1.0]]),),
    (np.array([[0.0, -800.0], [-2.0, 1.0]]),),
    (np.array([[0.0, -60.0, 1.0]]),),
    (np.array([[100.0, 0.0], [-100.0, -101.0]], dtype=np.float32),),
]

# Probabilities and labels.
_P = np.array([[0.2, 0.5, 0.3], [0.7, 0.1, 0.2], [0.25, 0.25, 0.5], [0.1, 0.8, 0.1]])
_ANSWERS = [
    (np.array([[0.5, 0.5]]), np.array([0])),
    (np.array([[0.2, 0.5, 0.3]]), np.array([2])),
    (np.array([[0.9, 0.1], [0.4, 0.6]]), np.array([0, 0])),
    (_P, np.array([0, 0, 2, 1])),
    (_P, np.array([1, 2, 2, 2])),
    (np.array([[1, 0], [0, 1], [1, 0]]), np.array([0, 1, 0])),
    (np.array([[0.75, 0.25, 0.0], [0.0, 0.0, 1.0]]), np.array([1, 2])),
    (_P.repeat(2, axis=1)[:, ::2], np.array([2, 0, 1, 0], dtype=np.int32)),
    (np.array([[0.25, 0.75], [0.5, 0.5]], dtype=np.float32), np.array([1, 0])),
    (np.array([[1e-5, 1 - 1e-5], [0.5, 0.5]]), np.array([0, 1])),
    (np.array([[1e-300, 1.0], [0.5, 0.5]]), np.array([0, 1])),
]

PROBES = {
    "softmax": _SCORES,
    "log_softmax": _SCORES,
    "one_hot": [
        (np.array([0]), 1),
        (np.array([1]), 2),
        (np.array([2, 0]), 3),
        (np.array([1, 1, 0, 1]), 4),
        (np.array([0, 1, 2]), 3),
        (np.array([5, 0, 9], dtype=np.uint8), 10),
        Probe((np.array([0, 3]), 3), raises="ValueError"),
        Probe((np.array([-1, 1]), 3), raises="ValueError"),
        Probe((np.array([1, 0, -4]), 3), raises="ValueError"),
    ],
    "cross_entropy": _ANSWERS,
    "cross_entropy_grad": _ANSWERS,
    "softmax_backward": [
        (np.array([[4.0, 0.0]]), np.array([[0.5, 0.5]])),
        (np.array([[1.0, -2.0, 0.5]]), np.array([[0.2, 0.5, 0.3]])),
        (np.array([[1.0, 2.0], [-1.0, 3.0]]), np.array([[0.25, 0.75], [0.9, 0.1]])),
        (np.array([[1.0, 1.0], [2.0, 2.0], [-3.0, -3.0]]), np.array([[0.25, 0.75], [0.5, 0.5], [1.0, 0.0]])),
        (np.array([[0.0, -2.0, 0.0], [-1.0, 0.5, 2.0], [3.0, 0.25, -1.0], [0.0, 0.0, 1.0]]), _P),
        (np.array([[1, -2, 3], [0, 4, 1], [2, 2, 0], [1, 0, 0]]), _P),
        (_WIDE[:, ::2], np.array([[0.2, 0.5, 0.3], [0.6, 0.3, 0.1]])),
        (
            np.array([[0.5, -1.0], [2.0, 0.25], [1.0, 0.0]], dtype=np.float32),
            np.array([[0.5, 0.5], [0.125, 0.875], [0.75, 0.25]], dtype=np.float32),
        ),
    ],
    "softmax_cross_entropy_grad": [
        (np.array([[0.0, 0.0]]), np.array([0])),
        (np.array([[2.0, 1.0, -1.0]]), np.array([2])),
        (_SQUARE, np.array([1, 1])),
        (np.array([[3, -1, 0], [2, 2, 5]]), np.array([2, 0])),
        (_BATCH, np.array([0, 2, 2, 1])),
        (_BATCH, np.array([2, 2, 1, 0], dtype=np.int32)),
        (_WIDE[:, ::2], np.array([0, 1])),
        (np.array([[0.5, -1.5], [2.0, 0.25], [0.0, 4.0]], dtype=np.float32), np.array([0, 1, 1])),
        (np.array([[1000.0, 1000.0]]), np.array([1])),
        (np.array([[1000.0, 999.0], [0.0, 1.0]]), np.array([1, 0])),
        (np.array([[-1000.0, -1001.0], [0.0, 2.0]]), np.array([1, 0])),
    ],
}
