"""The check of `minibatches` sees the same whatever is drawn: a right shuffle never fails, a mistake keeps its name."""

import numpy as np
import pytest

from workbook.check import _alike, _mistaken, _right, _seen, diagnose, observe
from workbook.mistakes import mistakes
from workbook.probes import Probe, Stream, probes


def from_another_stream(probe, seed):
    X, y, batch_size, _ = probe.args
    return Probe((X, y, batch_size, Stream(seed)), see=probe.see)


def shows(implementation, seed):
    """What an implementation shows on each probe, with other draws than those of the check."""
    asked = [from_another_stream(probe, [seed, k]) for k, probe in enumerate(probes("minibatches"))]
    return asked, [_seen(probe, observe(implementation)(*probe.args)) for probe in asked]


def test_a_right_shuffle_shows_the_same_for_every_draw(course):
    right = course.solutions("04_gradient_descent")["minibatches"]
    expected = [_seen(probe, observe(right)(*probe.args)) for probe in probes("minibatches")]
    for seed in range(100):
        asked, seen = shows(right, seed)
        assert all(
            _right(probe, got, want.value) for probe, got, want in zip(asked, seen, expected, strict=True)
        )


# What shuffling in place leaves behind is the draw itself.
NAMED_FOR_EVERY_DRAW = [m for m in mistakes("minibatches") if m.name != "minibatches_shuffles_in_place"]


@pytest.mark.parametrize("known", NAMED_FOR_EVERY_DRAW, ids=lambda known: known.name)
def test_a_mistake_shows_the_same_for_every_draw(known):
    recorded = next(shown for other, shown in _mistaken("minibatches") if other.name == known.name)
    for seed in range(100):
        asked, seen = shows(known.implementation, seed)
        assert all(map(_alike, asked, seen, recorded))


def test_a_mistake_in_other_words_has_the_same_name():
    def choice(X, y, batch_size, rng):
        for start in range(0, len(X), batch_size):
            rows = rng.choice(len(X), size=min(batch_size, len(X) - start))
            yield X[rows], y[rows]

    def two_orders(X, y, batch_size, rng):
        X, y = rng.permutation(X), rng.permutation(y)
        return [(X[i : i + batch_size], y[i : i + batch_size]) for i in range(0, len(X), batch_size)]

    assert diagnose("minibatches", observe(choice)).mistake == "minibatches_draws_with_replacement"
    assert diagnose("minibatches", observe(two_orders)).mistake == "minibatches_draws_two_orders"


@pytest.mark.parametrize(
    "answer",
    [
        7,
        [],
        [7],
        [(1, 2)],
        ([[1], [2, 3]], 1),
        [("a", "b")],
        [(np.ones((2, 2)), np.ones((2, 2)))],
        {},
        "batches",
    ],
    ids=repr,
)
def test_anything_that_comes_back_can_be_looked_at(answer):
    """What the probe cannot read must not look like an exception of the learner's."""
    result = diagnose("minibatches", observe(lambda X, y, batch_size, rng: answer))
    assert not result.passed
    assert result.mistake != "raised"


def test_a_shuffle_in_place_is_told_so_whatever_it_draws():
    def in_place(X, y, batch_size, rng):
        order = rng.permutation(len(X))[::-1]
        X[:], y[:] = X[order], y[order]
        return [
            (X[i : i + batch_size].copy(), y[i : i + batch_size].copy()) for i in range(0, len(X), batch_size)
        ]

    result = diagnose("minibatches", observe(in_place))
    assert result.mistake == "changed its argument"
    assert "X, y" in result.message


def test_nothing_is_called_nothing():
    assert diagnose("minibatches", observe(lambda X, y, batch_size, rng: None)).mistake == "returned None"
