"""Inputs for chapter 4: steps whose numbers can be done in the head first, then shapes, integers and functions."""

import numpy as np

from workbook.probes import Formula, Probe, Stream

_W = np.array([[0.5, -1.5, 2.0], [4.0, 0.25, -3.0]])
_GRAD = np.array([[1.0, -2.0, 0.5], [-0.25, 3.0, 8.0]])
_WIDE = np.arange(-6.0, 6.0).reshape(2, 6) / 2
_SLOPE_OF_W2 = Formula("lambda w: 2 * w")
_NARROW = Formula("lambda w: np.array([1.0, 10.0]) * w - 1")


def _rows(m, n_in):
    """Samples of which every entry is another number, and labels that tell which sample they belong to."""
    return np.arange(float(m * n_in)).reshape(m, n_in), np.arange(m) + 1000


_MANY = 40  # so many samples that chance cannot leave them all in place
_MANY_BATCHES = 15  # the same for whole batches


def _epoch(X, y):
    """What is to be seen of an epoch: only what is the same for every order that can be drawn.

    Of few samples that is how they are cut. What a wrong function does to them depends on the draw, too, so
    that more is looked at only where they are many.
    """

    def see(batches):
        if batches is None:
            return None
        pairs = _pairs(batches)
        if isinstance(pairs, str):
            return {"what comes": pairs}
        sizes = sorted((len(labels) for _, labels in pairs), reverse=True)
        seen = {"what comes": _PAIRS, "sizes of the batches, sorted": np.array(sizes)}
        if pairs:
            seen["shape of a sample"] = np.array(pairs[0][0].shape[1:])
        if pairs and len(y) >= _MANY:
            seen |= _order(pairs, X, y)
        return seen

    return see


_PAIRS = "pairs (X_batch, y_batch)"


def _pairs(batches):
    """A list of (X_batch, y_batch) with as many samples as labels, or a few words on what there is instead."""
    if not isinstance(batches, (list, tuple)):
        return "no series of pairs"
    if len(batches) == 2 and [np.ndim(part) for part in batches if isinstance(part, np.ndarray)] == [2, 1]:
        return "one X_batch and one y_batch, and nothing after them"
    if not all(isinstance(pair, (list, tuple)) and len(pair) == 2 for pair in batches):
        return "a series, but not of pairs"
    try:
        pairs = [(np.asarray(samples), np.asarray(labels)) for samples, labels in batches]
    except ValueError:  # rows of different lengths
        return "pairs, but not of arrays"
    for samples, labels in pairs:
        numbers = samples.dtype.kind in "iuf" and labels.dtype.kind in "iuf"
        if not numbers or labels.ndim != 1 or samples.ndim == 0 or len(samples) != len(labels):
            return "pairs, but not of samples and as many labels"
    return pairs


def _order(pairs, X, y):
    """What has become of the order, of many samples."""
    samples, labels = ([pair[part] for pair in pairs] for part in (0, 1))
    flat = np.concatenate(labels)
    known = bool(np.isin(flat, y).all()) and all(each.shape[1:] == X.shape[1:] for each in samples)
    seen = {
        "every sample comes once": _yes(sorted(flat.tolist()) == y.tolist()),
        "each with its own label": _yes(
            known and np.array_equal(np.concatenate(samples), X[(flat - y[0]).astype(int)])
        ),
        "neighbours are parted": _yes(
            any(np.any(np.diff(each) != 1) for each in labels) or max(map(len, labels)) == 1
        ),
    }
    if len(pairs) >= _MANY_BATCHES:
        seen["the order is a new one"] = _yes(not np.array_equal(flat, y[: len(flat)]))
    if max(map(len, labels)) >= _MANY:
        seen["none comes twice in a batch"] = _yes(
            all(len(set(each.tolist())) == len(each) for each in labels)
        )
    return seen


def _yes(claim):
    return "yes" if claim else "no"


def _batches(m, n_in, batch_size, seed):
    X, y = _rows(m, n_in)
    return Probe((X, y, batch_size, Stream(seed)), see=_epoch(X, y))


PROBES = {
    "gd_step": [
        (5.0, 10.0, 0.1),
        (1.0, -4.0, 0.5),
        (np.array([1.0, 2.0]), np.array([0.5, -1.0]), 1.0),
        (np.array([3.0, 4.0]), np.array([30.0, 40.0]), 0.01),
        (_W, _GRAD, 0.25),
        (_WIDE[:, ::2], _WIDE[:, 1::2], 0.5),
        (np.array([5, -3]), np.array([3, 1]), 0.5),
        (np.array([1.5, -0.5], dtype=np.float32), np.array([2.0, 4.0], dtype=np.float32), 0.125),
        (np.array([2.0, 1.0]), np.array([3.0, 1.0]), 0.0),
        (np.zeros(3), np.zeros(3), 0.5),
    ],
    "gradient_descent": [
        (_SLOPE_OF_W2, 8.0, 0.25, 3),
        (_SLOPE_OF_W2, 5.0, 0.1, 2),
        (_SLOPE_OF_W2, 1.0, 1.0, 4),
        (_SLOPE_OF_W2, 4.0, 0.5, 1),
        (Formula("lambda w: 0 * w + 3"), 2.0, 0.5, 2),
        (_SLOPE_OF_W2, np.array([4.0, -2.0]), 0.25, 3),
        (_NARROW, np.array([1.0, 1.0]), 0.125, 4),
        (_SLOPE_OF_W2, np.array([[8.0, 4.0], [-2.0, 1.0]]), 0.25, 2),
        (_SLOPE_OF_W2, 3, 0.25, 2),
        (_SLOPE_OF_W2, np.array([3, -5]), 0.25, 2),
        (_SLOPE_OF_W2, 6.0, 0.25, 0),
        (_SLOPE_OF_W2, np.array([6.0, 1.0]), 0.25, 0),
    ],
    "gd_line_step": [
        (np.array([1.0]), np.array([2.0]), 0.0, 0.0, 0.5),
        (np.array([1.0, 2.0]), np.array([2.0, 4.0]), 0.0, 0.0, 0.1),
        (np.array([0.0, 1.0, 3.0]), np.array([1.0, 1.0, 4.0]), 2.0, -1.0, 0.25),
        (np.array([-1.0, 2.0, 0.5, 4.0]), np.array([3.0, -2.0, 0.0, 1.0]), 0.5, 1.5, 0.125),
        (np.array([1.0, 2.0]), np.array([3.0, 5.0]), 2.0, 1.0, 0.5),
        (_WIDE[0, ::2], _WIDE[1, ::2], 1.0, 0.5, 0.25),
        (np.array([1, 2, 4]), np.array([2, 3, 9]), 1, 0, 0.5),
        (np.array([0.5, 2.0], dtype=np.float32), np.array([1.0, 0.0], dtype=np.float32), 0.5, 0.25, 0.5),
    ],
    # With these h the numbers are exact in binary, so that a right formula differs by no rounding.
    "numerical_gradient": [
        (Formula("lambda x: 3 * x"), 0.0),
        (Formula("lambda x: x ** 2"), 3.0, 0.5),
        (Formula("lambda x: x ** 3"), 1.0, 0.5),
        (Formula("lambda x: np.sum(x * x)"), np.array([1.0, 2.0]), 0.5),
        (Formula("lambda x: x[0] ** 2 + 3 * x[1]"), np.array([2.0, 5.0]), 0.25),
        (Formula("lambda x: x[0] * x[1] * x[2]"), np.array([1.0, 2.0, -4.0]), 0.5),
        (
            Formula("lambda x: np.sum(np.array([[1.0, -2.0], [0.5, 3.0]]) * x * x)"),
            np.array([[1.0, 2.0], [3.0, -4.0]]),
            0.5,
        ),
        (Formula("lambda x: np.sum(np.arange(6.0).reshape(2, 3) * x)"), np.ones((2, 3)), 0.5),
        (Formula("lambda x: np.sum(x * x * x)"), np.array([1, -2]), 0.5),
        (Formula("lambda x: np.sum(x * x)"), np.array([1, 2])),
        (Formula("lambda x: x[0] * x[1]"), np.array([0.3, 0.7])),
        (Formula("lambda x: 2 * x[0] + x[1] ** 3"), np.array([0.1, 0.2])),
    ],
    "momentum_step": [
        (1.0, 2.0, 4.0, 0.1, 0.5),
        (0.0, 0.0, 1.0, 0.5, 0.75),
        (3.0, -1.0, 2.0, 0.25, 0.0),
        (3.0, -1.0, 0.0, 0.25, 0.5),
        (np.array([1.0, 2.0]), np.array([0.5, -1.0]), np.array([2.0, 4.0]), 0.25, 0.5),
        (_W, _GRAD, _GRAD[::-1], 0.125, 0.75),
        (_WIDE[:, ::2], _WIDE[:, 1::2], _WIDE[::-1, ::2], 0.5, 0.25),
        (np.array([5, -3]), np.array([1, 2]), np.array([3, 1]), 0.5, 0.5),
        (
            np.array([1.5, 0.5], dtype=np.float32),
            np.zeros(2, dtype=np.float32),
            np.ones(2, dtype=np.float32),
            0.5,
            0.75,
        ),
    ],
    "minibatches": [
        _batches(1, 2, 1, 0),
        _batches(5, 2, 2, 1),
        _batches(6, 1, 3, 2),
        _batches(4, 3, 4, 3),
        _batches(3, 2, 10, 4),
        _batches(60, 2, 60, 5),
        _batches(60, 3, 12, 6),
        _batches(61, 2, 20, 7),
        _batches(100, 1, 7, 8),
    ],
}
