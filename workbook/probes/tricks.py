"""Inputs for chapter 7: small arrays first; of random functions, what every right answer shows."""

import numpy as np

from nnlib import datasets
from workbook.probes import Formula, Probe, Stream

_WIDE = np.arange(-6.0, 6.0).reshape(2, 6) / 2

# The same scores for both activations and their slopes.
_SCORES = [
    (0.0,),
    (1.0,),
    (-2.0,),
    (-2.0, 0.25),
    (0.0, 0.25),
    (np.array([0.0, 1.0, -2.0]),),
    (np.array([-3, 0, 2]),),
    (np.array([[0.5, -1.5, 3.0], [2.0, -0.25, -4.0]]), 0.5),
    (np.array([2.0, -0.5, 0.0, -3.0]), 1.5),
    (np.array([[0.125], [-0.75]]),),
    (_WIDE[:, ::2], 0.1),
    (_WIDE.T,),
    (np.array([-0.5, 0.0, 2.5], dtype=np.float32),),
    (np.array([]),),
    (1000.0,),
    (-1000.0,),
    (np.array([1000.0, 40.0, -40.0]), 0.75),
]


# Random functions: see something that no right answer can miss, whatever it draws


def _is_numbers(value, ndim=None):
    return (
        isinstance(value, np.ndarray)
        and value.dtype.kind in "iuf"
        and (value.ndim == ndim if ndim is not None else True)
    )


def _weights(variance):
    """What can be seen of many random weights: their shape, and their spread in units of the right one."""

    def see(W):
        if not _is_numbers(W, 2):
            return W
        spread = float(np.std(W))
        right = np.sqrt(variance)
        return {
            "shape": W.shape,
            "mean": round(float(np.mean(W)) / right, 1) + 0.0,
            "spread": min(round(spread / right, 1), 5.0),
            "some beyond two spreads": bool(np.mean(np.abs(W - np.mean(W)) > 2 * spread) > 0.02),
        }

    return see


def _dropped(X, p_drop):
    """What can be seen of one dropout: which share is kept, and what has become of it."""

    def see(value):
        if not (isinstance(value, (tuple, list)) and len(value) == 2 and _is_numbers(value[0], 2)):
            return value
        out, mask = value
        if not isinstance(mask, np.ndarray) or mask.shape != X.shape or out.shape != X.shape:
            return {"out": np.shape(out), "mask": np.shape(mask)}
        let_through = out != 0
        ratios = np.unique(np.round(out[let_through] / X[let_through], 6))
        return {
            "share that passes": round(float(let_through.mean()), 1),
            "factors": ratios[:3],
            "type of the mask": mask.dtype.kind,
            "mask is True where it passes": bool(np.array_equal(mask != 0, let_through)),
            "rows have masks of their own": bool((let_through != let_through[0]).any()),
            "columns have masks of their own": bool((let_through != let_through[:, :1]).any()),
        }

    return see


def _noisy(X):
    """What can be seen of a noisy and a clean copy."""

    def see(value):
        if not (isinstance(value, (tuple, list)) and len(value) == 2):
            return value
        noisy, clean = value
        if np.shape(noisy) != X.shape or np.shape(clean) != X.shape:
            return {"noisy": np.shape(noisy), "clean": np.shape(clean)}
        noise = np.asarray(noisy) - X
        spread = float(np.std(noise))
        return {
            "second is X": bool(np.array_equal(clean, X)),
            "mean of the noise": round(float(np.mean(noise)), 1) + 0.0,
            "spread of the noise": round(spread, 1),
            "some beyond two spreads": bool(np.mean(np.abs(noise - noise.mean()) > 2 * spread) > 0.02),
            "rows have noise of their own": bool(np.any(np.std(noise, axis=0) > 1e-9)),
            "as loud where X is 0": bool(np.any(noise[X == 0] != 0)),
        }

    return see


def _mirrored(images):
    """What can be seen of many small pictures: how many are mirrored, and whether the rest are as before."""

    def see(value):
        if not _is_numbers(value) or value.shape != images.shape:
            return value if not _is_numbers(value) else {"shape": value.shape}
        same = (value == images).all(axis=(1, 2))
        mirror = (value == images[:, :, ::-1]).all(axis=(1, 2))
        return {
            "share mirrored": round(float(mirror.mean()), 1),
            "share as before": round(float(same.mean()), 1),
            "share of others": round(float((~same & ~mirror).mean()), 1),
        }

    return see


def _network(X, y):
    """What can be seen of a trained network: its shapes, and how many it gets right."""

    def see(value):
        try:
            weights, biases = ([np.asarray(a, dtype=float) for a in part] for part in value)
        except (TypeError, ValueError):
            return value if isinstance(value, str) else f"no lists (weights, biases): {type(value).__name__}"
        shapes = {"weights": [W.shape for W in weights], "biases": [b.shape for b in biases]}
        if shapes != {"weights": [(16, X.shape[1]), (10, 16)], "biases": [(16,), (10,)]}:
            return shapes
        scores = np.exp(-np.logaddexp(0, -(X @ weights[0].T + biases[0]))) @ weights[1].T + biases[1]
        right = float(np.mean(scores.argmax(axis=1) == y))
        ahead = scores[np.arange(len(y)), y] - scores.mean(axis=1)
        return {
            **shapes,
            "hidden neurons": "all alike" if np.allclose(weights[0], weights[0][0]) else "differ",
            "biases are": "still 0" if not any(b.any() for b in biases) else "learnt",
            "right": "90 % or more" if right >= 0.9 else "25 to 90 %" if right >= 0.25 else "below 25 %",
            "the right class is": "ruled out" if ahead.mean() < -3 else "possible",
        }

    return see


def _network_asked(n_in):
    return {
        "weights": [(16, n_in), (10, 16)],
        "biases": [(16,), (10,)],
        "hidden neurons": "differ",
        "biases are": "learnt",
        "right": "90 % or more",
        "the right class is": "possible",
    }


_ONES = np.ones((200, 100))
_CHANCES = 1.0 + (np.arange(20_000.0).reshape(200, 100) % 3)
_GREY = np.tile([0.0, 0.5, 1.0, 2.0], (2500, 2))
_PAIRS = np.tile([[[1.0, 2.0, 4.0]]], (10_000, 1, 1)) + np.arange(10_000.0)[:, None, None]
_DIGITS = datasets.load_digits(size=28)

_INPUTS = {
    "he_init": [
        Probe((400, 100, Stream(1)), see=_weights(2 / 400)),
        Probe((100, 300, Stream(2)), see=_weights(2 / 100)),
    ],
    "xavier_init": [
        Probe((400, 100, Stream(1)), see=_weights(2 / 500)),
        Probe((100, 300, Stream(2)), see=_weights(2 / 400)),
    ],
    "leaky_relu": _SCORES,
    "leaky_relu_grad": _SCORES,
    "elu": _SCORES,
    "elu_grad": _SCORES,
}

# Batch normalisation

_X = np.array([[1.0, 2.0], [3.0, -1.0], [8.0, 5.0]])
_TALL = np.array([[0.5, 2.0, -1.0], [1.5, -3.0, 0.0], [4.0, 0.25, 2.0], [-2.0, 1.0, 3.0]])
_one, _two = np.ones(1), np.array([1.5, -2.0])

_NORMALISING = {
    "batchnorm_forward": [
        (np.array([[1.0], [5.0]]), _one, np.zeros(1), np.zeros(1), _one, True),
        (np.array([[1.0], [5.0]]), _one, np.zeros(1), np.array([4.0]), np.array([9.0]), False),
        (np.array([[1.0], [5.0]]), np.array([3.0]), np.array([7.0]), np.array([2.0]), _one, True, 0.25, 1.0),
        (_X, _two, np.array([0.5, 1.0]), np.zeros(2), np.ones(2), True),
        (_X, _two, np.array([0.5, 1.0]), np.array([1.0, -1.0]), np.array([4.0, 0.25]), True, 0.9),
        (_X, _two, np.array([0.5, 1.0]), np.array([1.0, -1.0]), np.array([4.0, 0.25]), False, 0.9, 0.5),
        (np.array([[1, 4], [2, 8], [9, 0]]), _two, np.zeros(2), np.zeros(2), np.ones(2), True),
        (np.array([[2.0, 3.0]]), np.ones(2), np.array([5.0, 6.0]), np.zeros(2), np.ones(2), True),
        (np.array([[2.0, 3.0], [2.0, 7.0]]), np.ones(2), np.zeros(2), np.zeros(2), np.ones(2), True),
        (_TALL, np.ones(3), np.array([0.0, 1.0, 2.0]), np.zeros(3), np.ones(3), True, 0.1, 0.01),
        (_WIDE[:, ::2], np.ones(3), np.zeros(3), np.array([1.0, 2.0, 3.0]), np.ones(3), False),
    ],
    "batchnorm_backward": [
        (np.array([[1.0], [4.0]]), np.array([[1.0], [5.0]]), _one),
        (np.array([[1.0], [4.0]]), np.array([[1.0], [5.0]]), np.array([2.0]), 5.0),
        (np.array([[1.0, 0.0], [0.0, 2.0], [0.0, -1.0]]), _X, np.ones(2)),
        (np.array([[1.0, 0.5], [-2.0, 2.0], [0.25, -1.0]]), _X, _two),
        (np.array([[1, 2], [0, 1], [2, 0]]), np.array([[1, 4], [2, 8], [9, 0]]), _two),
        (_TALL[::-1] * [1.0, 2.0, 3.0], _TALL, np.array([1.0, 0.5, -2.0]), 0.01),
        (np.array([[1.0, 2.0, 3.0], [1.0, 0.0, 2.0]]), _WIDE[:, ::2], np.array([1.0, 2.0, 3.0]), 0.5),
    ],
}

# Clipping and steps

_STEP = (np.array([1.0, -2.0]), np.array([0.5, 4.0]), np.array([0.25, -1.0]), np.array([0.5, 2.0]))
_TABLES = {
    "W1": np.array([[1.0, 2.0], [3.0, 4.0]]),
    "b1": np.array([1.0, -1.0]),
    "W2": np.array([[0.5, 2.0]]),
}
_SLOPES = {
    "W1": np.array([[2.0, 0.0], [1.0, -1.0]]),
    "b1": np.array([4.0, 0.5]),
    "W2": np.array([[-2.0, 8.0]]),
}

_STEPPING = {
    "clip_by_value": [
        (12.0, 2.0),
        (np.array([1.0]), 2.0),
        (np.array([-3.0]), 2.0),
        (np.array([12.0, -0.5, -3.0, 2.0]), 2.0),
        (np.array([0.5, 0.25, -0.125]), 1.0),
        (np.array([[3.0, 40.0], [-7.0, 0.0]]), 4.0),
        (np.array([7, -7, 1]), 3),
        (np.array([7, -7, 1, 0]), 0.5),
        (_WIDE[:, ::2], 1.25),
        (np.array([0.5, -2.0], dtype=np.float32), 1.0),
        (np.array([1e300, -1e300, 1.0]), 5.0),
    ],
    "clip_by_norm": [
        ([np.array([3.0])], 1.5),
        ([np.array([3.0, 4.0])], 10.0),
        ([np.array([3.0, 4.0])], 5.0),
        ([np.array([3.0, 4.0])], 2.0),
        ([np.array([3.0, 4.0]), np.array([12.0])], 6.5),
        ([np.array([[3.0, 0.0], [0.0, 4.0]]), np.array([12.0, 0.0])], 2.0),
        ([np.array([0.3, -0.4]), np.array([0.1])], 0.6),
        ([np.array([0.3, -0.4]), np.array([[0.0], [0.0]])], 0.25),
        ([np.array([3, 4]), np.array([12])], 6.5),
        ([np.zeros(2), np.zeros((2, 1))], 1.0),
    ],
    "adam_step": [
        (1.0, 50.0, 0.0, 0.0, 1),
        (np.array([1.0]), np.array([50.0]), np.zeros(1), np.zeros(1), 1, 0.25),
        (*_STEP, 1, 0.1),
        (*_STEP, 2, 0.1),
        (*_STEP, 10, 0.5, 0.5, 0.75, 0.25),
        (*_STEP, 1000, 0.5, 0.9, 0.99, 1.0),
        (np.array([2.0, 1.0]), np.zeros(2), np.array([0.5, 0.0]), np.array([0.25, 1.0]), 3, 0.1),
        (np.array([2.0, 1.0]), np.array([0.0, 1.0]), np.zeros(2), np.zeros(2), 1, 0.1),
        (np.array([[1, 2], [3, 4]]), np.array([[1, 0], [-1, 2]]), np.zeros((2, 2)), np.ones((2, 2)), 4, 0.5),
    ],
    "finetune_step": [
        ({"W": np.array([1.0])}, {"W": np.array([5.0])}, 0.1, []),
        (
            {"W1": np.array([1.0]), "W2": np.array([2.0])},
            {"W1": np.array([5.0]), "W2": np.array([5.0])},
            0.1,
            ["W1"],
        ),
        (_TABLES, _SLOPES, 0.5, ["W1", "b1"]),
        (_TABLES, _SLOPES, 0.25, []),
        (_TABLES, {"W2": _SLOPES["W2"]}, 1.0, ["b1", "W1"]),
        (_TABLES, _SLOPES, 1.0, ("W2", "b1", "W1")),
        ({"W": np.array([1, 2])}, {"W": np.array([5, 1])}, 0.1, []),
    ],
    "autoencoder_grads": [
        (np.array([[1.0]]), np.array([[0.0]]), np.zeros(1), np.array([[0.0]]), np.zeros(1)),
        (np.array([[1.0]]), np.array([[0.5]]), np.array([0.25]), np.array([[2.0]]), np.array([-1.0])),
        (_X, np.array([[0.1, -0.2]]), np.array([0.3]), np.array([[1.0], [0.5]]), np.array([0.0, 0.25])),
        (
            _TALL,
            np.array([[0.1, 0.2, 0.3], [-0.3, 0.25, 0.0]]),
            np.array([0.1, -0.1]),
            np.array([[1.0, -1.0], [0.5, 0.0], [2.0, 1.0]]),
            np.array([0.0, 0.5, -0.5]),
        ),
        (
            np.array([[1, 0], [2, -1]]),
            np.array([[1, -1], [0, 1]]),
            np.array([0, 1]),
            np.array([[1, 2], [-1, 0]]),
            np.array([0, 1]),
        ),
    ],
    "denoising_pair": [
        (np.array([[1.0, 2.0]]), 0.0, Stream(3)),
        (_X, 0.0, Stream(4)),
        Probe((_GREY, 0.3, Stream(5)), see=_noisy(_GREY)),
        Probe((_GREY, 0.6, Stream(6)), see=_noisy(_GREY)),
    ],
}

# Against overfitting

_LAYERS = [np.array([[3.0, -4.0], [1.0, 0.0]]), np.array([[0.5, -2.0]])]
_GRADS = [
    (np.array([1.0]), np.array([2.0]), 0.5),
    (np.array([1.0, 1.0]), np.array([2.0, -4.0]), 0.5),
    (np.array([0.0, 1.0, -3.0]), np.array([0.0, 0.5, -0.25]), 0.1),
    (np.array([[1.0, -2.0], [0.5, 0.0]]), np.array([[3.0, -4.0], [0.0, 0.25]]), 2.0),
    (np.array([[1, 2], [0, -1]]), np.array([[0, 3], [-2, 1]]), 0.25),
    (np.array([1.0, 2.0]), np.array([3.0, -1.0]), 0.0),
    (np.array([0.5, -1.0], dtype=np.float32), np.array([2.0, -3.0], dtype=np.float32), 0.5),
]
_PENALTIES = [
    ([np.array([3.0])], 0.5),
    ([np.array([3.0, -4.0])], 0.5),
    ([np.array([3.0, -4.0])], 2.0),
    (_LAYERS, 0.1),
    ([np.array([[1, -2], [2, 0]])], 0.25),
    ([np.array([[1.0, 2.0], [3.0, -4.0]]), np.array([[5.0, 6.0], [-7.0, 8.0]])], 0.5),
    ([np.zeros((2, 2))], 3.0),
    (_LAYERS, 0.0),
]

_HOLDING_BACK = {
    "early_stopping": [
        ([5.0], 1),
        ([5.0, 3.0], 1),
        ([3.0, 5.0, 1.0], 1),
        ([5.0, 3.0, 4.0, 3.5, 1.0], 2),
        ([5.0, 3.0, 4.0, 2.0, 2.5, 1.0, 3.0], 2),
        ([9.0, 8.0, 7.0, 6.0], 2),
        ([2.0, 3.0, 3.0, 1.0], 5),
        ([2.0, 2.0, 2.0, 1.0], 2),
        ([5.0, 6.0, 5.5, 5.2, 4.0], 3),
        ([1.0, 0.9, 0.85, 0.8, 0.75, 0.2], 2, 0.1),
        ([1.0, 0.95, 0.9, 0.85, 0.2, 0.19], 3, 0.12),
        ([5.0, 4.0, 4.5, 4.25, 3.0, 3.5, 3.25, 3.125, 2.0], 3, 0.5),
        ([0.5, 0.25, 0.375, 0.3], 3),
    ],
    "l2_penalty": _PENALTIES,
    "l1_penalty": _PENALTIES,
    "l2_grad": _GRADS,
    "l1_grad": _GRADS,
    "max_norm": [
        (np.array([[2.0]]), 0.5),
        (np.array([[3.0, 4.0]]), 1.0),
        (np.array([[3.0, 4.0]]), 10.0),
        (np.array([[3.0, 4.0], [0.3, 0.4]]), 1.0),
        (np.array([[3.0, 4.0], [0.3, 0.4], [0.0, 6.0]]), 2.0),
        (np.array([[0.6, 0.6], [0.0, 0.9]]), 1.0),
        (np.array([[1.5, 2.0, 6.0], [2.0, -1.0, 2.0]]), 3.25),
        (np.array([[3, 4], [0, 2]]), 2.5),
        (_WIDE[:, ::2], 2.0),
        (np.array([[0.0, 0.0], [3.0, 4.0]]), 1.0),
    ],
    "dropout_forward": [
        (np.array([[1.0, 2.0]]), 0.5, Stream(1), False),
        (np.array([[1.0, 2.0], [0.5, -1.0]]), 0.0, Stream(1), True),
        (np.array([3.0, 0.0, 4.0]), 0.25, Stream(2), False),
        (np.array([[1, 2], [3, 4]]), 0.5, Stream(3), False),
        Probe((_ONES, 0.2, Stream(4), True), see=_dropped(_ONES, 0.2)),
        Probe((_CHANCES, 0.7, Stream(5), True), see=_dropped(_CHANCES, 0.7)),
    ],
    "dropout_backward": [
        (np.array([3.0]), np.array([True]), 0.5),
        (np.array([3.0]), np.array([False]), 0.5),
        (np.array([3.0, 4.0]), np.array([True, False]), 0.2),
        (np.array([[1.0, -2.0], [0.5, 4.0]]), np.array([[True, True], [False, True]]), 0.75),
        (np.array([[1, 2], [3, 4]]), np.array([[True, False], [True, True]]), 0.2),
        (np.array([[1.0, -2.0]]), np.array([[True, True]]), 0.0),
        (_WIDE[:, ::2], np.array([[True, False, True], [False, True, True]]), 0.5),
    ],
}

# More data

_PICTURE = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]])
_FRAME = np.arange(1.0, 13.0).reshape(3, 4)
_TWO_PICTURES = np.arange(12.0).reshape(2, 2, 3)

_MORE_DATA = {
    "random_hflip": [
        (np.array([[[1.0, 2.0]]]), Stream(1), 1.0),
        (np.array([[[1.0, 2.0, 3.0]], [[4.0, 5.0, 6.0]]]), Stream(1), 1.0),
        (_TWO_PICTURES, Stream(2), 1.0),
        (_TWO_PICTURES, Stream(3), 0.0),
        (np.arange(8).reshape(2, 2, 2), Stream(4), 1.0),
        Probe((_PAIRS, Stream(5)), see=_mirrored(_PAIRS)),
        Probe((_PAIRS, Stream(6), 0.2), see=_mirrored(_PAIRS)),
    ],
    "shift_image": [
        (np.array([[1.0]]), 0, 0),
        (np.array([[1.0, 2.0], [3.0, 4.0]]), 1, 0),
        (np.array([[1.0, 2.0], [3.0, 4.0]]), 0, 1),
        (_PICTURE, 1, 1),
        (_PICTURE, -1, 0),
        (_PICTURE, 0, -2),
        (_PICTURE, 2, -1, 0.5),
        (_FRAME, 1, 2, -1.0),
        (_FRAME, -2, -1),
        (_FRAME, 0, 0, 7.0),
        (_FRAME, 3, 0, 0.25),
        (_FRAME, 1, -5),
        (np.array([[1, 2], [3, 4]]), 1, 1),
        (_WIDE[:, ::2], 1, 0),
    ],
    "augment_dataset": [
        (np.array([[1.0]]), np.array([7]), Formula("lambda x: 10 * x")),
        (np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([7, 8]), Formula("lambda x: 10 * x")),
        (np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), np.array([0, 1]), Formula("lambda x: x[::-1]")),
        (_TWO_PICTURES, np.array([3, 5]), Formula("lambda x: x[:, ::-1]")),
        (_PICTURE[:, :2], np.array([1, 0, 2]), Formula("lambda x: x - x.max()")),
        (np.array([[1, 2], [3, 4]]), np.array([1, 1]), Formula("lambda x: x + 1")),
    ],
}

_EMPTY_PAGE = {
    "train_digits": [
        Probe(
            (_DIGITS.X_train[:300], np.full(300, 3), Stream(1)),
            see=_network(_DIGITS.X_test, np.full(len(_DIGITS.X_test), 3)),
            expected=_network_asked(784),
        ),
        Probe(
            (_DIGITS.X_train, _DIGITS.y_train, Stream(2)),
            see=_network(_DIGITS.X_test, _DIGITS.y_test),
            expected=_network_asked(784),
        ),
    ],
}

PROBES = {**_INPUTS, **_NORMALISING, **_STEPPING, **_HOLDING_BACK, **_MORE_DATA, **_EMPTY_PAGE}
