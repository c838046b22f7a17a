"""Chapter 7: starting weights, activations, normalisation, steps, penalties, dropout, more data, and the empty page.

Expected values are worked out by hand, or number by number with Python's math. Random functions are judged by
statistics that a right answer misses less than once in 1e9 runs.
"""

import math

import numpy as np
import pytest

from nnlib import datasets

CLOSE = {"rtol": 1e-8, "atol": 1e-11}
CLOSE_SINGLE = {"rtol": 1e-4, "atol": 1e-5}


def each(function, Z, *more):
    """A function of one number for every entry."""
    return np.array([function(float(z), *more) for z in np.ravel(Z)]).reshape(np.shape(Z))


def every(names, group):
    """Run a test for each of these functions, as a test of that function."""
    return pytest.mark.parametrize(
        "name", [pytest.param(name, marks=pytest.mark.exercise(name, group=group)) for name in names]
    )


def in_other_layouts(A):
    """The same numbers: columns first, with gaps, read-only."""
    gaps = np.zeros([2 * n for n in A.shape], A.dtype)[tuple(slice(None, None, 2) for _ in A.shape)]
    gaps[...] = A
    locked = A.copy()
    locked.setflags(write=False)
    return np.asfortranarray(A), gaps, locked


def slopes(loss, w, h=1e-6):
    """Central differences of a loss, entry by entry."""
    grad = np.zeros(w.shape)
    for i in np.ndindex(w.shape):
        up, down = w.copy(), w.copy()
        up[i] += h
        down[i] -= h
        grad[i] = (loss(up) - loss(down)) / (2 * h)
    return grad


# Starting weights

SPREADS = {"he_init": lambda a, b: 2 / a, "xavier_init": lambda a, b: 2 / (a + b)}


@every(SPREADS, "values")
@pytest.mark.parametrize(("n_in", "n_out"), [(300, 120), (90, 400)])
def test_starting_weights_have_the_right_spread(student, rng, name, n_in, n_out):
    """36,000 numbers: their spread is off by 3 % once in 1e15 runs, their mean by a twentieth never."""
    W = getattr(student, name)(n_in, n_out, rng)
    right = math.sqrt(SPREADS[name](n_in, n_out))
    assert W.shape == (n_out, n_in)
    assert abs(np.std(W) / right - 1) < 0.03
    assert abs(np.mean(W)) < 0.05 * right


@every(SPREADS, "values")
def test_starting_weights_are_normal(student, rng, name):
    """4.55 % lie beyond two spreads, 0.27 % beyond three; of a uniform distribution none."""
    W = getattr(student, name)(200, 200, rng)
    far = np.abs(W) / np.std(W)
    assert 0.036 < np.mean(far > 2) < 0.056
    assert 0.0005 < np.mean(far > 3) < 0.006


@every(SPREADS, "values")
def test_neurons_start_different(student, rng, name):
    W = getattr(student, name)(30, 20, rng)
    assert len(np.unique(W)) == 600


@every(SPREADS, "values")
def test_starting_weights_come_from_the_generator(student, name):
    """The same stream gives the same weights, another one others: that makes an experiment repeatable."""
    function = getattr(student, name)
    first, again, other = (function(6, 5, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert np.ptp(first) > 0
    np.testing.assert_array_equal(first, again)
    assert not np.any(first == other)


@every(SPREADS, "shape")
@pytest.mark.parametrize(("n_in", "n_out"), [(7, 3), (1, 4), (4, 1), (1, 1), (784, 16)])
def test_a_row_is_a_neuron(student, rng, name, n_in, n_out):
    W = getattr(student, name)(n_in, n_out, rng)
    assert np.shape(W) == (n_out, n_in)
    assert np.asarray(W).dtype.kind == "f"


# Activations

BENDS = {
    "leaky_relu": lambda z, a: z if z > 0 else a * z,
    "leaky_relu_grad": lambda z, a: 1.0 if z > 0 else a,
    "elu": lambda z, a: z if z > 0 else a * math.expm1(z),
    "elu_grad": lambda z, a: 1.0 if z > 0 else a * math.exp(z),
}
USUAL = {"leaky_relu": 0.01, "leaky_relu_grad": 0.01, "elu": 1.0, "elu_grad": 1.0}


@every(BENDS, "values")
def test_every_entry_is_bent_for_itself(student, rng, name):
    Z = rng.normal(scale=2.0, size=(5, 4))
    np.testing.assert_allclose(getattr(student, name)(Z), each(BENDS[name], Z, USUAL[name]), **CLOSE)


@every(BENDS, "values")
@pytest.mark.parametrize("alpha", [0.3, 1.75])
def test_alpha_is_what_one_says(student, rng, name, alpha):
    """Also above 1, as a learnt slope may be."""
    Z = rng.normal(scale=2.0, size=(3, 7))
    np.testing.assert_allclose(getattr(student, name)(Z, alpha), each(BENDS[name], Z, alpha), **CLOSE)


@pytest.mark.exercise("leaky_relu", group="values")
def test_leaky_relu_by_hand(student):
    Z = np.array([-100.0, 0.0, 46.0])
    np.testing.assert_allclose(student.leaky_relu(Z), [-1.0, 0.0, 46.0], **CLOSE)


@pytest.mark.exercise("elu", group="values")
def test_elu_by_hand(student):
    """At -ln 2 it is 1/2 - 1, at -ln 4 it is 1/4 - 1."""
    Z = -np.log([2.0, 4.0])
    np.testing.assert_allclose(student.elu(Z), [-0.5, -0.75], **CLOSE)
    np.testing.assert_allclose(student.elu(Z, 3.0), [-1.5, -2.25], **CLOSE)


@pytest.mark.exercise("leaky_relu_grad", group="values")
def test_leaky_relu_grad_is_the_slope(student, rng):
    """Away from the corner, where there is none."""
    z = rng.uniform(0.1, 3, size=10) * rng.choice([-1, 1], size=10)
    right = slopes(lambda v: np.sum(each(BENDS["leaky_relu"], v, 0.2)), z)
    np.testing.assert_allclose(student.leaky_relu_grad(z, 0.2), right, rtol=1e-6, atol=1e-8)


@pytest.mark.exercise("elu_grad", group="values")
def test_elu_grad_is_the_slope(student, rng):
    z = rng.uniform(0.1, 3, size=10) * rng.choice([-1, 1], size=10)
    right = slopes(lambda v: np.sum(each(BENDS["elu"], v, 1.5)), z)
    np.testing.assert_allclose(student.elu_grad(z, 1.5), right, rtol=1e-6, atol=1e-8)


@every(BENDS, "edges")
@pytest.mark.parametrize("shape", [(), (1,), (3, 1), (2, 3, 4), (0,), (0, 3)], ids=str)
def test_the_shape_stays(student, rng, name, shape):
    Z = rng.normal(size=shape)
    a = getattr(student, name)(Z)
    assert np.shape(a) == shape
    np.testing.assert_allclose(a, each(BENDS[name], Z, USUAL[name]), **CLOSE)


@every(BENDS, "edges")
def test_zero_belongs_to_the_left(student, name):
    np.testing.assert_allclose(
        getattr(student, name)(np.array([0.0, 2.0]), 0.5), [BENDS[name](0, 0.5), BENDS[name](2, 0.5)], **CLOSE
    )


@every(BENDS, "edges")
def test_numbers_are_enough_and_may_be_whole(student, rng, name):
    function, Z = getattr(student, name), rng.integers(-4, 5, size=(3, 4))
    np.testing.assert_allclose(function(Z), each(BENDS[name], Z, USUAL[name]), **CLOSE)
    np.testing.assert_allclose(function(-3), BENDS[name](-3, USUAL[name]), **CLOSE)
    np.testing.assert_allclose(function(-1.5, 0.25), BENDS[name](-1.5, 0.25), **CLOSE)


@every(BENDS, "edges")
@pytest.mark.parametrize("sign", [1.0, -1.0], ids=["above", "below"])
def test_nothing_overflows(student, name, sign):
    far = sign * np.array([100.0, 710.0, 1e4, 1e300])
    function = getattr(student.strict, name)
    np.testing.assert_allclose(function(far), each(BENDS[name], far, USUAL[name]), **CLOSE)
    np.testing.assert_allclose(function(far, 0.5), each(BENDS[name], far, 0.5), **CLOSE)
    single = (sign * np.array([89.0, 1000.0])).astype(np.float32)
    np.testing.assert_allclose(function(single), each(BENDS[name], single, USUAL[name]), **CLOSE_SINGLE)


@every(BENDS, "edges")
def test_bending_leaves_its_argument_alone_however_it_lies(student, rng, name):
    function, Z = getattr(student, name), rng.normal(size=(4, 3))
    for other in in_other_layouts(Z):
        np.testing.assert_allclose(function(other), each(BENDS[name], Z, USUAL[name]), **CLOSE)
    assert function.unchanged(Z)


# Batch normalisation


def normalised(X, eps):
    """X̂ and the spreads, feature by feature."""
    X_hat, spreads = np.empty(X.shape), np.empty(X.shape[1])
    for j, column in enumerate(X.T.astype(float)):
        mean = math.fsum(column) / len(column)
        spreads[j] = math.sqrt(math.fsum((x - mean) ** 2 for x in column) / len(column) + eps)
        X_hat[:, j] = [(x - mean) / spreads[j] for x in column]
    return X_hat, spreads


def batch(rng, m, n):
    """X, gamma, beta, running mean and running variance."""
    return (
        rng.normal(2.0, 3.0, (m, n)), rng.uniform(0.5, 2, n), rng.normal(size=n),
        rng.normal(size=n), rng.uniform(0.5, 4, n),
    )  # fmt: skip


@pytest.mark.exercise("batchnorm_forward", group="values")
def test_batchnorm_by_hand(student):
    """Mean 3 and variance 4: -1 and 1, doubled and moved by 10."""
    one = np.ones(1)
    got = student.batchnorm_forward(
        np.array([[1.0], [5.0]]), 2 * one, 10 * one, 0 * one, one, True, 0.25, 0.0
    )
    for value, right in zip(got, ([[8.0], [12.0]], [0.75], [1.75]), strict=True):
        np.testing.assert_allclose(value, right, **CLOSE)


@pytest.mark.exercise("batchnorm_forward", group="values")
@pytest.mark.parametrize(("m", "n"), [(8, 3), (3, 5), (40, 2)])
@pytest.mark.parametrize(("momentum", "eps"), [(0.1, 1e-5), (0.4, 0.5)])
def test_batchnorm_in_training(student, rng, m, n, momentum, eps):
    X, gamma, beta, run_mean, run_var = batch(rng, m, n)
    out, mean, var = student.batchnorm_forward(X, gamma, beta, run_mean, run_var, True, momentum, eps)
    X_hat, spreads = normalised(X, eps)
    np.testing.assert_allclose(out, X_hat * gamma + beta, **CLOSE)
    np.testing.assert_allclose(mean, run_mean + momentum * (X.sum(axis=0) / m - run_mean), **CLOSE)
    np.testing.assert_allclose(var, run_var + momentum * (spreads**2 - eps - run_var), **CLOSE)


@pytest.mark.exercise("batchnorm_forward", group="values")
def test_batchnorm_when_testing_asks_the_running_averages(student, rng):
    """A sample's answer does not depend on its neighbours, and nothing is learnt."""
    X, gamma, beta, run_mean, run_var = batch(rng, 6, 4)
    out, mean, var = student.batchnorm_forward(X, gamma, beta, run_mean, run_var, False, 0.3, 0.01)
    right = [
        [(x - a) / math.sqrt(v + 0.01) for x, a, v in zip(row, run_mean, run_var, strict=True)] for row in X
    ]
    np.testing.assert_allclose(out, np.array(right) * gamma + beta, **CLOSE)
    np.testing.assert_allclose(mean, run_mean, **CLOSE)
    np.testing.assert_allclose(var, run_var, **CLOSE)
    alone, *_ = student.batchnorm_forward(X[2:3], gamma, beta, run_mean, run_var, False, 0.3, 0.01)
    np.testing.assert_allclose(alone, np.array(right)[2:3] * gamma + beta, **CLOSE)


@pytest.mark.exercise("batchnorm_forward", group="values")
def test_running_averages_end_at_the_batchs_own(student, rng):
    """After 60 times the same batch, 0.8^60 of the start is left: less than two millionths."""
    X, gamma, beta, mean, var = batch(rng, 10, 3)
    for _ in range(60):
        _, mean, var = student.batchnorm_forward(X, gamma, beta, mean, var, True, 0.2)
    _, spreads = normalised(X, 0.0)
    np.testing.assert_allclose(mean, X.sum(axis=0) / 10, atol=1e-4)
    np.testing.assert_allclose(var, spreads**2, rtol=1e-4)


@pytest.mark.exercise("batchnorm_forward", group="edges")
def test_batchnorm_of_a_feature_that_is_always_the_same(student):
    """Its variance is 0, and only eps keeps the division away from 0; one sample alone is such a case."""
    one, zero = np.ones(2), np.zeros(2)
    for X in (np.array([[4.0, 1.0], [4.0, 3.0]]), np.array([[2.0, -7.0]])):
        out, mean, var = student.strict.batchnorm_forward(X, one, 5 * one, zero, one, True)
        np.testing.assert_allclose(out, normalised(X, 1e-5)[0] + 5, **CLOSE)
        np.testing.assert_allclose(mean, 0.1 * X.mean(axis=0), **CLOSE)
        np.testing.assert_allclose(var, 0.9 + 0.1 * X.var(axis=0), **CLOSE)


@pytest.mark.exercise("batchnorm_forward", group="edges")
def test_batchnorm_takes_other_numbers_and_layouts(student, rng):
    X, gamma, beta, run_mean, run_var = batch(rng, 6, 3)
    whole = rng.integers(-5, 6, size=(7, 3))
    out, *_ = student.batchnorm_forward(whole, gamma, beta, run_mean, run_var, True)
    np.testing.assert_allclose(out, normalised(whole, 1e-5)[0] * gamma + beta, **CLOSE)
    single = [a.astype(np.float32) for a in (X, gamma, beta, run_mean, run_var)]
    out, *_ = student.batchnorm_forward(*single, True)
    np.testing.assert_allclose(out, normalised(X, 1e-5)[0] * gamma + beta, rtol=1e-3, atol=1e-3)
    for other in in_other_layouts(X):
        out, mean, var = student.batchnorm_forward(other, gamma, beta, run_mean, run_var, True)
        np.testing.assert_allclose(out, normalised(X, 1e-5)[0] * gamma + beta, **CLOSE)
        assert mean.shape == var.shape == (3,)


@pytest.mark.exercise("batchnorm_forward", group="unchanged")
@pytest.mark.parametrize("training", [True, False])
def test_batchnorm_leaves_its_arguments_alone(student, rng, training):
    args = batch(rng, 5, 2)
    out, *_ = student.batchnorm_forward(*args, training)
    X, gamma, beta, run_mean, run_var = args
    X_hat = normalised(X, 1e-5)[0] if training else (X - run_mean) / np.sqrt(run_var + 1e-5)
    np.testing.assert_allclose(out, X_hat * gamma + beta, **CLOSE)
    assert student.batchnorm_forward.unchanged(*args, training)


def batchnorm_grads(dout, X, gamma, eps):
    """By central differences of Σ dout · out, and the two sums."""

    def loss(A):
        return np.sum(dout * (gamma * (A - A.mean(axis=0)) / np.sqrt(A.var(axis=0) + eps)))

    X_hat, _ = normalised(X, eps)
    return slopes(loss, X.astype(float)), np.sum(dout * X_hat, axis=0), np.sum(dout, axis=0)


@pytest.mark.exercise("batchnorm_backward", group="values")
def test_batchnorm_backward_by_hand(student):
    """X̂ is -1, 0, 1 times √1.5: a dout that goes along with X, or is constant, has no effect."""
    X, one = np.array([[1.0], [2.0], [3.0]]), np.ones(1)
    dX, dgamma, dbeta = student.batchnorm_backward(np.array([[5.0], [7.0], [9.0]]), X, one, 0.0)
    np.testing.assert_allclose(dX, np.zeros((3, 1)), atol=1e-12)
    np.testing.assert_allclose(dgamma, [4 * math.sqrt(1.5)], **CLOSE)
    np.testing.assert_allclose(dbeta, [21.0], **CLOSE)


@pytest.mark.exercise("batchnorm_backward", group="values")
@pytest.mark.parametrize(("m", "n", "eps"), [(5, 3, 1e-5), (4, 2, 0.7), (7, 1, 0.01)])
def test_batchnorm_backward_is_the_gradient(student, rng, m, n, eps):
    X, gamma = batch(rng, m, n)[:2]
    dout = rng.normal(size=(m, n))
    got = student.batchnorm_backward(dout, X, gamma, eps)
    for value, right in zip(got, batchnorm_grads(dout, X, gamma, eps), strict=True):
        assert np.shape(value) == right.shape
        np.testing.assert_allclose(value, right, rtol=1e-5, atol=1e-7)


@pytest.mark.exercise("batchnorm_backward", group="values")
def test_moving_the_whole_batch_changes_nothing(student, rng):
    """So every column of dX adds up to 0."""
    X, gamma = batch(rng, 9, 4)[:2]
    dout = rng.normal(size=(9, 4))
    dX, _, dbeta = student.batchnorm_backward(dout, X, gamma)
    np.testing.assert_allclose(np.sum(dX, axis=0), np.zeros(4), atol=1e-9)
    np.testing.assert_allclose(dbeta, dout.sum(axis=0), **CLOSE)
    assert np.abs(dX).max() > 1e-3


@pytest.mark.exercise("batchnorm_backward", group="edges")
def test_batchnorm_backward_takes_other_numbers_and_layouts(student, rng):
    dout, X = rng.integers(-3, 4, size=(6, 2)), rng.integers(-5, 6, size=(6, 2))
    gamma = np.array([1.5, -0.5])
    right = batchnorm_grads(dout, X, gamma, 0.1)
    np.testing.assert_allclose(student.batchnorm_backward(dout, X, gamma, 0.1)[0], right[0], atol=1e-6)
    floats = dout.astype(float), X.astype(float)
    for other in zip(*map(in_other_layouts, floats), strict=True):
        got = student.batchnorm_backward(*other, gamma, 0.1)
        np.testing.assert_allclose(got[0], right[0], atol=1e-6)
        assert got[1].shape == got[2].shape == (2,)


@pytest.mark.exercise("batchnorm_backward", group="edges")
def test_batchnorm_backward_of_one_sample(student):
    """It is its own mean: nothing passes."""
    dX, dgamma, dbeta = student.strict.batchnorm_backward(np.array([[3.0]]), np.array([[2.0]]), np.ones(1))
    np.testing.assert_allclose([dX[0, 0], dgamma[0], dbeta[0]], [0.0, 0.0, 3.0], atol=1e-9)


@pytest.mark.exercise("batchnorm_backward", group="unchanged")
def test_batchnorm_backward_leaves_its_arguments_alone(student, rng):
    X, gamma = batch(rng, 5, 2)[:2]
    dout = rng.normal(size=(5, 2))
    right = batchnorm_grads(dout, X, gamma, 1e-5)
    np.testing.assert_allclose(student.batchnorm_backward(dout, X, gamma)[0], right[0], rtol=1e-5, atol=1e-7)
    assert student.batchnorm_backward.unchanged(dout, X, gamma)


# Clipping


def cut(value, limit):
    return max(-limit, min(limit, value))


@pytest.mark.exercise("clip_by_value", group="values")
def test_clip_by_value_cuts_and_does_not_subtract(student):
    np.testing.assert_allclose(
        student.clip_by_value(np.array([12.0, -0.5, -3.0, 2.0, -2.5]), 2.0), [2.0, -0.5, -2.0, 2.0, -2.0]
    )


@pytest.mark.exercise("clip_by_value", group="values")
@pytest.mark.parametrize("shape", [(9,), (4, 5), (2, 3, 2)], ids=str)
def test_clip_by_value_of_every_entry(student, rng, shape):
    g, limit = rng.normal(scale=3, size=shape), float(rng.uniform(0.5, 3))
    np.testing.assert_allclose(student.clip_by_value(g, limit), each(cut, g, limit), **CLOSE)


@pytest.mark.exercise("clip_by_value", group="edges")
def test_clip_by_value_takes_whatever_comes(student, rng):
    whole = rng.integers(-6, 7, size=(3, 4))
    np.testing.assert_allclose(student.clip_by_value(whole, 2.5), each(cut, whole, 2.5), **CLOSE)
    assert student.clip_by_value(-7.0, 3.0) == -3.0
    assert student.clip_by_value(np.empty((0, 2)), 1.0).shape == (0, 2)
    huge = np.array([1e300, -1e300, 1e-300])
    np.testing.assert_array_equal(student.strict.clip_by_value(huge, 5.0), [5.0, -5.0, 1e-300])
    g = rng.normal(scale=2, size=(4, 3))
    for other in in_other_layouts(g):
        np.testing.assert_allclose(student.clip_by_value(other, 1.0), each(cut, g, 1.0), **CLOSE)
    assert student.clip_by_value.unchanged(g, 1.0)


def length(arrays):
    return math.sqrt(math.fsum(float(x) ** 2 for a in arrays for x in np.ravel(a)))


@pytest.mark.exercise("clip_by_norm", group="values")
def test_clip_by_norm_by_hand(student):
    """(3, 4, 12) is 13 long: 6/13 of it is 6 long."""
    got = student.clip_by_norm([np.array([3.0, 4.0]), np.array([[12.0]])], 6.0)
    np.testing.assert_allclose(got[0], [18 / 13, 24 / 13], **CLOSE)
    np.testing.assert_allclose(got[1], [[72 / 13]], **CLOSE)


@pytest.mark.exercise("clip_by_norm", group="values")
def test_clip_by_norm_keeps_the_direction(student, rng):
    """One factor for all arrays."""
    grads = [rng.normal(size=(3, 4)), rng.normal(size=3), rng.normal(size=(2, 3)), 5 * rng.normal(size=2)]
    limit = length(grads) / float(rng.uniform(1.5, 4))
    got = student.clip_by_norm(grads, limit)
    assert len(got) == 4
    for value, g in zip(got, grads, strict=True):
        np.testing.assert_allclose(value, g * (limit / length(grads)), **CLOSE)
    assert math.isclose(length(got), limit, rel_tol=1e-9)


@pytest.mark.exercise("clip_by_norm", group="values")
def test_clip_by_norm_leaves_short_gradients(student, rng):
    grads = [rng.normal(size=(2, 2)), rng.normal(size=4)]
    for limit in (length(grads) * 1.01, length(grads) * 20):
        for value, g in zip(student.clip_by_norm(grads, limit), grads, strict=True):
            np.testing.assert_allclose(value, g, **CLOSE)


@pytest.mark.exercise("clip_by_norm", group="edges")
def test_clip_by_norm_takes_whatever_comes(student):
    zeros = student.strict.clip_by_norm([np.zeros(3), np.zeros((2, 1))], 1.0)
    assert [z.shape for z in zeros] == [(3,), (2, 1)]
    assert not any(z.any() for z in zeros)
    (whole,) = student.clip_by_norm([np.array([[6], [-8]])], 5.0)
    np.testing.assert_allclose(whole, [[3.0], [-4.0]], **CLOSE)
    (tiny,) = student.strict.clip_by_norm([np.array([3e-9, 4e-9])], 1e-9)
    np.testing.assert_allclose(tiny, [6e-10, 8e-10], rtol=1e-7)
    for other in in_other_layouts(np.array([[3.0, 0.0], [0.0, 4.0]])):
        np.testing.assert_allclose(student.clip_by_norm([other], 1.0)[0], [[0.6, 0.0], [0.0, 0.8]], **CLOSE)


@pytest.mark.exercise("clip_by_norm", group="unchanged")
def test_clip_by_norm_leaves_the_list_and_its_arrays_alone(student):
    grads = [np.array([3.0, 4.0]), np.array([12.0])]
    np.testing.assert_allclose(student.clip_by_norm(grads, 6.5)[0], [1.5, 2.0], **CLOSE)
    assert student.clip_by_norm.unchanged(grads, 6.5)


# Adam


def adam(w, g, m, v, t, lr=0.001, b1=0.9, b2=0.999, eps=1e-8):
    """Algorithm 1 of the paper, for one number."""
    m, v = b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g * g
    return w - lr * (m / (1 - b1**t)) / (math.sqrt(v / (1 - b2**t)) + eps), m, v


def adam_everywhere(w, g, m, v, *more):
    found = [adam(*map(float, four), *more) for four in zip(*map(np.ravel, (w, g, m, v)), strict=True)]
    return [np.reshape(part, np.shape(w)) for part in zip(*found, strict=True)]


@pytest.mark.exercise("adam_step", group="values")
@pytest.mark.parametrize("g", [50.0, -3e4, 2e-5])
def test_the_first_step_of_adam_is_as_long_as_the_rate(student, g):
    w, m, v = student.adam_step(
        np.array([1.0]), np.array([g]), np.zeros(1), np.zeros(1), 1, 0.25, 0.9, 0.999, 1e-12
    )
    np.testing.assert_allclose(w, [1 - math.copysign(0.25, g)], rtol=1e-6)
    np.testing.assert_allclose([m[0], v[0]], [0.1 * g, 0.001 * g * g], rtol=1e-9)


@pytest.mark.exercise("adam_step", group="values")
@pytest.mark.parametrize("t", [1, 2, 7, 500])
@pytest.mark.parametrize("more", [(), (0.1,), (0.1, 0.5, 0.8, 0.3)], ids=["usual", "rate", "all"])
def test_a_step_of_adam(student, rng, t, more):
    args = [
        rng.normal(size=(3, 2)),
        rng.normal(scale=2, size=(3, 2)),
        rng.normal(size=(3, 2)),
        rng.uniform(0, 3, (3, 2)),
    ]
    got = student.adam_step(*args, t, *more)
    for value, right in zip(got, adam_everywhere(*args, t, *more), strict=True):
        np.testing.assert_allclose(value, right, **CLOSE)


@pytest.mark.exercise("adam_step", group="edges")
def test_adam_rests_where_there_never_was_a_gradient(student):
    """0 / (0 + eps) is 0."""
    w, m, v = student.strict.adam_step(np.array([2.0, 1.0]), np.zeros(2), np.zeros(2), np.zeros(2), 1, 0.1)
    np.testing.assert_array_equal([*w, *m, *v], [2.0, 1.0, 0.0, 0.0, 0.0, 0.0])


@pytest.mark.exercise("adam_step", group="edges")
def test_adams_usual_epsilon_halves_the_step_of_a_gradient_of_its_size(student):
    """At the first step m_hat is g and sqrt(v_hat) is |g|: 0.001 * 1e-8 / (1e-8 + 1e-8)."""
    w, _, _ = student.adam_step(np.array([0.0]), np.array([1e-8]), np.zeros(1), np.zeros(1), 1)
    np.testing.assert_allclose(w, [-0.0005], rtol=1e-6)


@pytest.mark.exercise("adam_step", group="edges")
def test_adam_takes_whatever_comes(student, rng):
    np.testing.assert_allclose(
        student.adam_step(1.0, 4.0, 0.5, 0.25, 3, 0.1), adam(1.0, 4.0, 0.5, 0.25, 3, 0.1), **CLOSE
    )
    whole = rng.integers(-4, 5, size=(2, 3)), rng.integers(1, 5, size=(2, 3))
    got = student.adam_step(*whole, np.zeros((2, 3)), np.ones((2, 3)), 2, 0.5)
    right = adam_everywhere(*whole, np.zeros((2, 3)), np.ones((2, 3)), 2, 0.5)
    for value, expected in zip(got, right, strict=True):
        np.testing.assert_allclose(value, expected, **CLOSE)
    args = [
        rng.normal(size=(3, 2)),
        rng.normal(size=(3, 2)),
        rng.normal(size=(3, 2)),
        rng.uniform(1, 2, (3, 2)),
    ]
    for other in zip(*map(in_other_layouts, args), strict=True):
        np.testing.assert_allclose(student.adam_step(*other, 4)[0], adam_everywhere(*args, 4)[0], **CLOSE)


@pytest.mark.exercise("adam_step", group="unchanged")
def test_adam_leaves_its_arguments_alone(student, rng):
    args = [rng.normal(size=4), rng.normal(size=4), rng.normal(size=4), rng.uniform(1, 2, 4)]
    np.testing.assert_allclose(student.adam_step(*args, 3)[0], adam_everywhere(*args, 3)[0], **CLOSE)
    assert student.adam_step.unchanged(*args, 3)


@pytest.mark.exercise("adam_step", group="use")
def test_adam_walks_down_a_narrow_valley(student, rng):
    """50 steps on ½ (x² + 400 y²): the same path as by the paper, and nearly down at the end."""
    w = right = rng.uniform(1, 2, size=2) * [1, -1]
    m = v = m2 = v2 = np.zeros(2)
    steep = np.array([1.0, 400.0])
    for t in range(1, 51):
        w, m, v = student.adam_step(w, steep * w, m, v, t, 0.1)
        right, m2, v2 = adam_everywhere(right, steep * right, m2, v2, t, 0.1)
    np.testing.assert_allclose(w, right, rtol=1e-6, atol=1e-9)
    assert np.all(np.abs(w) < 0.7)


# Reusing layers


def layers(rng):
    params = {
        "W1": rng.normal(size=(3, 4)),
        "b1": rng.normal(size=3),
        "W2": rng.normal(size=(2, 3)),
        "b2": rng.normal(size=2),
    }
    return params, {name: rng.normal(size=w.shape) for name, w in params.items()}


@pytest.mark.exercise("finetune_step", group="values")
@pytest.mark.parametrize("frozen", [["W1", "b1"], [], ["b2"], ["W1", "b1", "W2", "b2"]], ids=len)
def test_frozen_parameters_stay_and_the_others_step(student, rng, frozen):
    params, grads = layers(rng)
    got = student.finetune_step(params, grads, 0.3, frozen)
    assert isinstance(got, dict)
    assert set(got) == set(params)
    for name, w in params.items():
        right = w if name in frozen else w - 0.3 * grads[name]
        np.testing.assert_allclose(got[name], right, **CLOSE)


@pytest.mark.exercise("finetune_step", group="values")
def test_the_gradient_of_a_frozen_parameter_may_be_missing(student, rng):
    params, grads = layers(rng)
    got = student.finetune_step(params, {"W2": grads["W2"], "b2": grads["b2"]}, 0.5, ["b1", "W1"])
    np.testing.assert_allclose(got["W1"], params["W1"], **CLOSE)
    np.testing.assert_allclose(got["W2"], params["W2"] - 0.5 * grads["W2"], **CLOSE)


@pytest.mark.exercise("finetune_step", group="unchanged")
def test_finetune_leaves_its_arguments_alone(student, rng):
    params, grads = layers(rng)
    got = student.finetune_step(params, grads, 0.3, ["W1"])
    np.testing.assert_allclose(got["b1"], params["b1"] - 0.3 * grads["b1"], **CLOSE)
    assert student.finetune_step.unchanged(params, grads, 0.3, ["W1"])


@pytest.mark.exercise("finetune_step", group="use")
def test_a_new_last_layer_learns_on_frozen_features(student, rng):
    """A line on top of fixed features: 40 steps go where plain descent goes, downhill, and the features stay."""
    X = rng.normal(size=(60, 3))
    params = {"W1": rng.normal(size=(6, 3)), "w": np.zeros(6)}
    first, right = params["W1"].copy(), np.zeros(6)
    H = np.tanh(X @ first.T)
    y = H @ rng.normal(size=6)
    for _ in range(40):
        grads = {"w": 2 * H.T @ (H @ params["w"] - y) / 60, "W1": np.ones((6, 3))}
        params = student.finetune_step(params, grads, 0.1, ["W1"])
        right = right - 0.1 * 2 * H.T @ (H @ right - y) / 60
    np.testing.assert_array_equal(params["W1"], first)
    np.testing.assert_allclose(params["w"], right, rtol=1e-7, atol=1e-9)
    assert np.mean((H @ params["w"] - y) ** 2) < np.mean(y**2)


# Autoencoders


def autoencoder(rng, n, n_code):
    return (
        rng.normal(scale=0.5, size=(n_code, n)),
        rng.normal(size=n_code),
        rng.normal(size=(n, n_code)),
        rng.normal(size=n),
    )


def copying_error(X, We, be, Wd, bd):
    code = 1 / (1 + np.exp(-(X @ We.T + be)))
    return np.mean((code @ Wd.T + bd - X) ** 2)


@pytest.mark.exercise("autoencoder_grads", group="values")
def test_an_autoencoder_by_hand(student):
    """Code ½ and ½, decoded 1 and 0: the errors are -1 and -4, of the mean over two entries -1 and -4 again."""
    X = np.array([[2.0, 4.0]])
    got = student.autoencoder_grads(
        X, np.zeros((2, 2)), np.zeros(2), np.array([[1.0, 1.0], [0.0, 0.0]]), np.zeros(2)
    )
    np.testing.assert_allclose(got["bd"], [-1.0, -4.0], **CLOSE)
    np.testing.assert_allclose(got["Wd"], [[-0.5, -0.5], [-2.0, -2.0]], **CLOSE)
    np.testing.assert_allclose(got["be"], [-0.25, -0.25], **CLOSE)  # -1 * 1 * ¼
    np.testing.assert_allclose(got["We"], [[-0.5, -1.0], [-0.5, -1.0]], **CLOSE)


@pytest.mark.exercise("autoencoder_grads", group="values")
@pytest.mark.parametrize(("m", "n", "n_code"), [(5, 4, 2), (3, 2, 3), (8, 3, 1)])
def test_autoencoder_grads_are_the_gradients(student, rng, m, n, n_code):
    X, names = rng.normal(size=(m, n)), ("We", "be", "Wd", "bd")
    params = dict(zip(names, autoencoder(rng, n, n_code), strict=True))
    got = student.autoencoder_grads(X, *params.values())
    assert set(got) == set(names)
    for name in names:
        right = slopes(lambda w, name=name: copying_error(X, **{**params, name: w}), params[name])
        assert np.shape(got[name]) == right.shape
        np.testing.assert_allclose(got[name], right, rtol=1e-5, atol=1e-8)


@pytest.mark.exercise("autoencoder_grads", group="edges")
def test_autoencoder_grads_take_other_numbers_and_layouts(student, rng):
    X, params = rng.integers(-2, 3, size=(4, 3)), autoencoder(rng, 3, 2)
    right = slopes(lambda w: copying_error(X, w, *params[1:]), params[0])
    np.testing.assert_allclose(student.autoencoder_grads(X, *params)["We"], right, rtol=1e-5, atol=1e-8)
    for other in in_other_layouts(X.astype(float)):
        np.testing.assert_allclose(
            student.autoencoder_grads(other, *params)["We"], right, rtol=1e-5, atol=1e-8
        )
    assert student.autoencoder_grads.unchanged(X, *params)


@pytest.mark.exercise("autoencoder_grads", group="edges")
def test_one_sample_is_enough_for_an_autoencoder(student, rng):
    X, params = rng.normal(size=(1, 3)), autoencoder(rng, 3, 2)
    right = slopes(lambda w: copying_error(X, *params[:2], w, params[3]), params[2])
    np.testing.assert_allclose(student.autoencoder_grads(X, *params)["Wd"], right, rtol=1e-5, atol=1e-8)


@pytest.mark.exercise("autoencoder_grads", group="use")
def test_an_autoencoder_learns_to_copy(student, rng):
    """Samples on a line: 60 steps leave less than a third of the error of the mean sample."""
    X = rng.uniform(-1, 1, size=(40, 1)) * np.array([[1.0, -1.0, 0.5, 2.0]])
    params = dict(zip(("We", "be", "Wd", "bd"), autoencoder(rng, 4, 3), strict=True))
    params = {name: 0.5 * w for name, w in params.items()}
    for _ in range(60):
        grads = student.autoencoder_grads(X, *params.values())
        params = {name: w - 1.0 * grads[name] for name, w in params.items()}
    assert copying_error(X, **params) < np.mean(X**2) / 3


@pytest.mark.exercise("denoising_pair", group="values")
@pytest.mark.parametrize("spread", [0.25, 3.0])
def test_the_noise_is_normal_and_of_the_right_size(student, rng, spread):
    """40,000 numbers: off by 3 % once in 1e15 runs."""
    X = rng.normal(size=(500, 80))
    X[:, 0] = 0
    noisy, clean = student.denoising_pair(X, spread, rng)
    np.testing.assert_array_equal(clean, X)
    noise = np.asarray(noisy) - X
    assert abs(np.std(noise) / spread - 1) < 0.03
    assert abs(np.mean(noise)) < 0.05 * spread
    assert 0.036 < np.mean(np.abs(noise) > 2 * np.std(noise)) < 0.056
    assert abs(np.std(noise[:, 0]) / spread - 1) < 0.3  # also where X is 0
    assert abs(np.mean(noise[0] * noise[1])) < 0.95 * spread**2  # rows have noise of their own


@pytest.mark.exercise("denoising_pair", group="values")
def test_the_noise_comes_from_the_generator(student):
    X = np.ones((4, 3))
    first, again, other = (student.denoising_pair(X, 1.0, np.random.default_rng(s))[0] for s in (1, 1, 2))
    assert np.ptp(first) > 0
    np.testing.assert_array_equal(first, again)
    assert not np.any(first == other)


@pytest.mark.exercise("denoising_pair", group="edges")
def test_without_noise_both_are_the_same(student, rng):
    X = rng.normal(size=(3, 5))
    for value in student.denoising_pair(X, 0.0, rng):
        np.testing.assert_array_equal(value, X)


@pytest.mark.exercise("denoising_pair", group="edges")
def test_the_samples_stay_clean(student, rng):
    X = rng.normal(size=(3, 5))
    noisy, clean = student.denoising_pair(X, 0.5, rng)
    np.testing.assert_array_equal(clean, X)
    assert np.all(noisy != X)
    assert student.denoising_pair.unchanged(X, 0.5, rng)


# Early stopping


def stopping(losses, patience, min_delta=0.0):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best] - min_delta:
            best = epoch
        if epoch - best >= patience:
            return epoch, best
    return len(losses) - 1, best


@pytest.mark.exercise("early_stopping", group="values")
@pytest.mark.parametrize(
    ("losses", "patience", "right"),
    [
        ([5.0, 3.0, 4.0, 3.5, 1.0], 2, (3, 1)),
        ([5.0, 3.0, 4.0, 3.5, 1.0], 3, (4, 4)),
        ([4.0, 5.0, 3.0, 4.0, 2.0, 3.0, 3.0, 3.0], 2, (6, 4)),
        ([9.0, 1.0, 8.0, 7.0, 6.0, 5.0, 4.0], 4, (5, 1)),
        ([1.0, 2.0, 3.0], 1, (1, 0)),
    ],
)
def test_early_stopping_by_hand(student, losses, patience, right):
    assert tuple(map(int, student.early_stopping(losses, patience))) == right


@pytest.mark.exercise("early_stopping", group="values")
@pytest.mark.parametrize("patience", [1, 3, 6])
def test_early_stopping_on_a_noisy_curve(student, rng, patience):
    for _ in range(4):
        losses = (np.exp(-np.arange(25) / 6) + rng.normal(scale=0.1, size=25)).tolist()
        assert tuple(student.early_stopping(losses, patience)) == stopping(losses, patience)


@pytest.mark.exercise("early_stopping", group="edges")
def test_early_stopping_at_the_ends(student):
    for losses, patience, right in (
        ([2.0], 1, (0, 0)),
        ([3.0, 2.0, 1.0], 1, (2, 2)),
        ([3.0, 2.0, 2.5], 5, (2, 1)),
        ([2.0, 2.0, 2.0, 2.0], 3, (3, 0)),
        ([1, 2, 2, 0], 3, (3, 3)),
    ):
        assert tuple(student.early_stopping(losses, patience)) == right


@pytest.mark.exercise("early_stopping", group="edges")
def test_an_improvement_has_to_be_large_enough(student, rng):
    """0.9 and 0.85 are within 0.2 of the best, which stays 1; 0.75 is not."""
    assert tuple(student.early_stopping([1.0, 0.9, 0.85, 0.5], 2, 0.2)) == (2, 0)
    assert tuple(student.early_stopping([1.0, 0.9, 0.75, 0.7, 0.6, 0.1], 3, 0.2)) == (5, 5)
    assert tuple(student.early_stopping([1.0, 0.5, 0.75, 0.5, 0.0], 2, 0.25)) == (3, 1)
    losses = (np.exp(-np.arange(25) / 6) + rng.normal(scale=0.05, size=25)).tolist()
    assert tuple(student.early_stopping(losses, 3, 0.1)) == stopping(losses, 3, 0.1)


# Penalties

PRICES = {"l2_penalty": lambda w: 0.5 * w * w, "l1_penalty": abs}
PULLS = {"l2_grad": lambda w: w, "l1_grad": lambda w: (w > 0) - (w < 0)}


def price(name, weights, lam):
    return lam * math.fsum(PRICES[name](float(w)) for W in weights for w in np.ravel(W))


@pytest.mark.exercise("l2_penalty", group="values")
def test_l2_penalty_by_hand(student):
    """½ · 0.2 · (9 + 16 + 4)"""
    assert math.isclose(student.l2_penalty([np.array([[3.0, -4.0]]), np.array([2.0])], 0.2), 2.9)


@pytest.mark.exercise("l1_penalty", group="values")
def test_l1_penalty_by_hand(student):
    """0.2 · (3 + 4 + 2)"""
    assert math.isclose(student.l1_penalty([np.array([[3.0, -4.0]]), np.array([2.0])], 0.2), 1.8)


@every(PRICES, "values")
def test_every_weight_of_every_layer_has_its_price(student, rng, name):
    weights = [rng.normal(size=shape) for shape in ((3, 4), (2, 3), (2, 2), (5,))]
    got = getattr(student, name)(weights, 0.7)
    assert np.shape(got) == ()
    np.testing.assert_allclose(got, price(name, weights, 0.7), **CLOSE)


@every(PRICES, "edges")
def test_a_penalty_takes_whatever_comes(student, rng, name):
    function, W = getattr(student, name), rng.normal(size=(4, 3))
    assert function([W, W], 0.0) == 0
    whole = [rng.integers(-3, 4, size=(2, 3)), rng.integers(-3, 4, size=(1, 2))]
    np.testing.assert_allclose(function(whole, 0.3), price(name, whole, 0.3), **CLOSE)
    np.testing.assert_allclose(function([W.astype(np.float32)], 0.5), price(name, [W], 0.5), **CLOSE_SINGLE)
    np.testing.assert_allclose(function([W[:, :0], W], 0.5), price(name, [W], 0.5), **CLOSE)
    for other in in_other_layouts(W):
        np.testing.assert_allclose(function([other], 0.5), price(name, [W], 0.5), **CLOSE)
    assert function.unchanged([W], 0.5)


@every(PULLS, "values")
@pytest.mark.parametrize("shape", [(6,), (3, 4)], ids=str)
def test_a_penalty_pulls_every_weight(student, rng, name, shape):
    dW, W = rng.normal(size=shape), rng.normal(size=shape)
    right = dW + 0.4 * each(lambda w: float(PULLS[name](w)), W)
    np.testing.assert_allclose(getattr(student, name)(dW, W, 0.4), right, **CLOSE)


@every(PULLS, "values")
def test_the_pull_is_the_slope_of_the_price(student, rng, name):
    """Away from 0, where |w| has a corner."""
    W = rng.uniform(0.2, 2, size=(2, 3)) * rng.choice([-1, 1], size=(2, 3))
    right = slopes(lambda w: price(name.replace("grad", "penalty"), [w], 1.5), W)
    np.testing.assert_allclose(getattr(student, name)(np.zeros((2, 3)), W, 1.5), right, rtol=1e-6)


@every(PULLS, "edges")
def test_a_pull_takes_whatever_comes(student, rng, name):
    function = getattr(student, name)
    zero = np.array([0.0, 0.0, 2.0])
    right = np.array([1.0, -1.0, 0.5]) + 0.5 * each(lambda w: float(PULLS[name](w)), zero)
    np.testing.assert_allclose(function(np.array([1.0, -1.0, 0.5]), zero, 0.5), right, **CLOSE)
    dW, W = rng.integers(-3, 4, size=(2, 3)), rng.integers(-3, 4, size=(2, 3))
    right = dW + 0.3 * each(lambda w: float(PULLS[name](w)), W)
    np.testing.assert_allclose(function(dW, W, 0.3), right, **CLOSE)
    floats = dW.astype(float), W.astype(float)
    for other in zip(*map(in_other_layouts, floats), strict=True):
        np.testing.assert_allclose(function(*other, 0.3), right, **CLOSE)
    assert function.unchanged(*floats, 0.3)


def limited(W, c):
    return np.array([[w * min(1.0, c / length([row])) if length([row]) else w for w in row] for row in W])


@pytest.mark.exercise("max_norm", group="values")
def test_max_norm_by_hand(student):
    """The rows are 5, 0.5 and 13 long."""
    W = np.array([[3.0, 4.0], [0.3, 0.4], [5.0, 12.0]])
    np.testing.assert_allclose(student.max_norm(W, 2.6), [[1.56, 2.08], [0.3, 0.4], [1.0, 2.4]], **CLOSE)


@pytest.mark.exercise("max_norm", group="values")
@pytest.mark.parametrize("shape", [(4, 6), (5, 5), (7, 2)], ids=str)
def test_max_norm_shortens_rows_and_no_others(student, rng, shape):
    W = rng.normal(size=shape) * rng.uniform(0.1, 2, size=(shape[0], 1))
    c = float(np.median([length([row]) for row in W]))
    np.testing.assert_allclose(student.max_norm(W, c), limited(W, c), **CLOSE)


@pytest.mark.exercise("max_norm", group="edges")
def test_max_norm_takes_whatever_comes(student, rng):
    zero = np.array([[0.0, 0.0], [6.0, 8.0]])
    np.testing.assert_allclose(student.strict.max_norm(zero, 5.0), [[0.0, 0.0], [3.0, 4.0]], **CLOSE)
    whole = rng.integers(-4, 5, size=(4, 3))
    np.testing.assert_allclose(student.max_norm(whole, 2.5), limited(whole, 2.5), **CLOSE)
    W = rng.normal(size=(3, 4))
    for other in in_other_layouts(W):
        np.testing.assert_allclose(student.max_norm(other, 1.0), limited(W, 1.0), **CLOSE)
    single = student.max_norm(W.astype(np.float32), 1.0)
    np.testing.assert_allclose(single, limited(W, 1.0), **CLOSE_SINGLE)
    assert student.max_norm.unchanged(W, 1.0)


# Dropout


@pytest.mark.exercise("dropout_forward", group="values")
@pytest.mark.parametrize("p_drop", [0.15, 0.5, 0.8])
def test_dropout_drops_its_share_and_scales_the_rest(student, rng, p_drop):
    """40,000 entries: the share is off by 0.02 once in 1e15 runs."""
    X = rng.uniform(0.5, 2, size=(200, 200)) * rng.choice([-1, 1], size=(200, 200))
    out, mask = student.dropout_forward(X, p_drop, rng, True)
    assert mask.shape == X.shape
    assert mask.dtype == bool
    assert abs(mask.mean() - (1 - p_drop)) < 0.02
    np.testing.assert_allclose(out, np.where(mask, X / (1 - p_drop), 0.0), **CLOSE)


@pytest.mark.exercise("dropout_forward", group="values")
def test_every_entry_is_dropped_for_itself(student, rng):
    """Two rows, or two columns, agree by chance in half of their 200 places, never in 170."""
    _, mask = student.dropout_forward(np.ones((200, 200)), 0.5, rng, True)
    for one, other in ((mask[0], mask[1]), (mask[:, 0], mask[:, 1]), (mask[0], mask[:, 0])):
        assert 30 < np.sum(one == other) < 170


@pytest.mark.exercise("dropout_forward", group="values")
def test_dropout_keeps_the_mean(student, rng):
    """Of 40,000 ones, a quarter dropped: the mean is off by 0.03 once in 1e20 runs."""
    out, _ = student.dropout_forward(np.ones((200, 200)), 0.25, rng, True)
    assert abs(np.mean(out) - 1) < 0.03


@pytest.mark.exercise("dropout_forward", group="values")
def test_nothing_is_dropped_when_testing(student, rng):
    X = rng.normal(size=(5, 4))
    out, mask = student.dropout_forward(X, 0.6, rng, False)
    np.testing.assert_array_equal(out, X)
    assert mask.dtype == bool
    assert mask.shape == X.shape
    assert mask.all()


@pytest.mark.exercise("dropout_forward", group="values")
def test_what_is_dropped_comes_from_the_generator(student):
    X = np.ones((10, 10))
    first, again, other = (
        student.dropout_forward(X, 0.5, np.random.default_rng(s), True)[1] for s in (1, 1, 2)
    )
    assert 0 < first.sum() < 100
    np.testing.assert_array_equal(first, again)
    assert np.any(first != other)


@pytest.mark.exercise("dropout_forward", group="edges")
@pytest.mark.parametrize("shape", [(7,), (3, 4), (2, 3, 4), (0, 3)], ids=str)
def test_dropout_of_nothing_is_nothing(student, rng, shape):
    X = rng.normal(size=shape)
    out, mask = student.dropout_forward(X, 0.0, rng, True)
    np.testing.assert_allclose(out, X, **CLOSE)
    assert mask.shape == shape
    assert mask.all()


@pytest.mark.exercise("dropout_forward", group="edges")
def test_dropout_takes_other_numbers_and_layouts(student, rng):
    for X in (rng.integers(1, 9, size=(20, 15)), *in_other_layouts(rng.uniform(1, 2, size=(20, 15)))):
        out, mask = student.dropout_forward(X, 0.4, rng, True)
        assert 0 < mask.sum() < 300
        np.testing.assert_allclose(out, np.where(mask, X / 0.6, 0.0), **CLOSE)


@pytest.mark.exercise("dropout_forward", group="unchanged")
@pytest.mark.parametrize("training", [True, False])
def test_dropout_leaves_its_argument_alone(student, rng, training):
    X = rng.uniform(1, 2, size=(6, 5))
    out, mask = student.dropout_forward(X, 0.5, rng, training)
    np.testing.assert_allclose(out, np.where(mask, X * (2 if training else 1), 0.0), **CLOSE)
    assert student.dropout_forward.unchanged(X, 0.5, rng, training)


@pytest.mark.exercise("dropout_backward", group="values")
def test_dropout_backward_by_hand(student):
    got = student.dropout_backward(np.array([3.0, 4.0, -6.0]), np.array([True, False, True]), 0.25)
    np.testing.assert_allclose(got, [4.0, 0.0, -8.0], **CLOSE)


@pytest.mark.exercise("dropout_backward", group="values")
@pytest.mark.parametrize("p_drop", [0.1, 0.7])
def test_dropout_backward_is_the_gradient(student, rng, p_drop):
    """Of Σ dout · out, where out is X times a factor where it was kept."""
    dout, mask = rng.normal(size=(4, 5)), rng.random((4, 5)) >= p_drop
    right = slopes(lambda X: np.sum(dout * X * mask / (1 - p_drop)), rng.normal(size=(4, 5)))
    np.testing.assert_allclose(student.dropout_backward(dout, mask, p_drop), right, rtol=1e-5, atol=1e-7)


@pytest.mark.exercise("dropout_backward", group="edges")
def test_dropout_backward_takes_whatever_comes(student, rng):
    dout, mask = rng.normal(size=(4, 3)), rng.random((4, 3)) >= 0.5
    mask[0, 0], mask[0, 1] = True, False
    right = np.where(mask, dout / 0.7, 0.0)
    for other in zip(*map(in_other_layouts, (dout, mask)), strict=True):
        np.testing.assert_allclose(student.dropout_backward(*other, 0.3), right, **CLOSE)
    whole = np.array([[1, 2], [3, 4]])
    got = student.dropout_backward(whole, np.array([[True, False], [True, True]]), 0.2)
    np.testing.assert_allclose(got, [[1.25, 0.0], [3.75, 5.0]], **CLOSE)
    assert student.dropout_backward(np.empty((0, 2)), np.empty((0, 2), dtype=bool), 0.5).shape == (0, 2)
    assert student.dropout_backward.unchanged(dout, mask, 0.3)


# More data


def pictures(m, h=1, w=2):
    """Small pictures that all differ from each other and from their mirror images."""
    return np.arange(float(m * h * w)).reshape(m, h, w)


@pytest.mark.exercise("random_hflip", group="values")
@pytest.mark.parametrize("p", [0.2, 0.5])
def test_every_image_is_mirrored_with_probability_p(student, rng, p):
    """Of 20,000: off by 0.03 once in 1e17 runs; neighbours agree by chance only."""
    images = pictures(20_000)
    got = student.random_hflip(images, rng, p) if p != 0.5 else student.random_hflip(images, rng)
    mirrored = got[:, 0, 0] > got[:, 0, 1]
    np.testing.assert_array_equal(got, np.where(mirrored[:, None, None], images[:, :, ::-1], images))
    assert abs(mirrored.mean() - p) < 0.03
    assert abs(np.mean(mirrored[1:] & mirrored[:-1]) - p * p) < 0.03


@pytest.mark.exercise("random_hflip", group="values")
@pytest.mark.parametrize(("h", "w"), [(3, 4), (2, 5), (3, 3)])
def test_mirrored_is_left_for_right(student, rng, h, w):
    images = rng.normal(size=(6, h, w))
    right = np.array([[[row[w - 1 - x] for x in range(w)] for row in image] for image in images])
    np.testing.assert_array_equal(student.random_hflip(images, rng, 1.0), right)
    np.testing.assert_array_equal(student.random_hflip(images, rng, 0.0), images)


@pytest.mark.exercise("random_hflip", group="values")
def test_what_is_mirrored_comes_from_the_generator(student):
    images = pictures(60)
    first, again, other = (student.random_hflip(images, np.random.default_rng(s)) for s in (1, 1, 2))
    assert 0 < np.sum(first != images) < 120
    np.testing.assert_array_equal(first, again)
    assert np.any(first != other)


@pytest.mark.exercise("random_hflip", group="edges")
def test_hflip_takes_whatever_comes(student, rng):
    assert student.random_hflip(np.empty((0, 2, 3)), rng).shape == (0, 2, 3)
    np.testing.assert_array_equal(student.random_hflip(np.array([[[1, 2, 3]]]), rng, 1.0), [[[3, 2, 1]]])
    images = rng.normal(size=(8, 2, 3))
    for other in in_other_layouts(images):
        np.testing.assert_array_equal(student.random_hflip(other, rng, 1.0), images[:, :, ::-1])
    assert student.random_hflip.unchanged(images, rng, 1.0)


def moved(img, dy, dx, fill):
    h, w = img.shape
    inside = lambda y, x: 0 <= y < h and 0 <= x < w  # noqa: E731
    return np.array(
        [[img[y - dy, x - dx] if inside(y - dy, x - dx) else fill for x in range(w)] for y in range(h)]
    )


@pytest.mark.exercise("shift_image", group="values")
def test_shift_by_hand(student):
    img = np.array([[1.0, 2.0], [3.0, 4.0]])
    np.testing.assert_array_equal(student.shift_image(img, 1, 0), [[0, 0], [1, 2]])
    np.testing.assert_array_equal(student.shift_image(img, 0, 1), [[0, 1], [0, 3]])
    np.testing.assert_array_equal(student.shift_image(img, -1, -1, 9.0), [[4, 9], [9, 9]])


@pytest.mark.exercise("shift_image", group="values")
@pytest.mark.parametrize(("dy", "dx"), [(2, 1), (-1, 3), (1, -2), (-2, -1), (0, -1), (3, 0)])
def test_shift_moves_every_pixel(student, rng, dy, dx):
    img, fill = rng.normal(size=(5, 6)), float(rng.normal())
    np.testing.assert_array_equal(student.shift_image(img, dy, dx, fill), moved(img, dy, dx, fill))


@pytest.mark.exercise("shift_image", group="edges")
@pytest.mark.parametrize(("dy", "dx"), [(0, 0), (3, 0), (0, -4), (4, 1), (-7, 2), (1, 9)])
def test_shift_by_nothing_and_out_of_sight(student, rng, dy, dx):
    img = rng.normal(size=(3, 4))
    np.testing.assert_array_equal(student.shift_image(img, dy, dx, 0.5), moved(img, dy, dx, 0.5))


@pytest.mark.exercise("shift_image", group="edges")
def test_shift_takes_whatever_comes(student, rng):
    whole = rng.integers(1, 9, size=(3, 3))
    np.testing.assert_array_equal(student.shift_image(whole, 1, -1), moved(whole, 1, -1, 0))
    img = rng.normal(size=(4, 3))
    for other in in_other_layouts(img):
        np.testing.assert_array_equal(student.shift_image(other, -1, 1), moved(img, -1, 1, 0))
    assert student.shift_image.unchanged(img, 1, 1)


@pytest.mark.exercise("augment_dataset", group="values")
def test_the_changed_ones_stand_behind_the_originals(student, rng):
    X, y = rng.normal(size=(5, 3)), rng.integers(0, 10, size=5)
    got, labels = student.augment_dataset(X, y, student.expression("lambda x: x[::-1] * 2"))
    np.testing.assert_allclose(got, np.concatenate([X, X[:, ::-1] * 2]), **CLOSE)
    np.testing.assert_array_equal(labels, [*y, *y])


@pytest.mark.exercise("augment_dataset", group="values")
def test_the_transform_sees_one_sample_at_a_time(student, rng):
    """What is taken off is the sample's own mean."""
    X, y = rng.normal(size=(4, 2, 3)), np.arange(4)
    got, labels = student.augment_dataset(X, y, student.expression("lambda x: x - x.mean()"))
    right = np.concatenate([X, [x - math.fsum(np.ravel(x)) / 6 for x in X]])
    np.testing.assert_allclose(got, right, **CLOSE)
    np.testing.assert_array_equal(labels, [0, 1, 2, 3, 0, 1, 2, 3])


@pytest.mark.exercise("augment_dataset", group="edges")
def test_augment_takes_whatever_comes(student, rng):
    one, label = student.augment_dataset(
        np.array([[1, 2]]), np.array([7]), student.expression("lambda x: x + 1")
    )
    np.testing.assert_array_equal(one, [[1, 2], [2, 3]])
    np.testing.assert_array_equal(label, [7, 7])
    none, no_label = student.augment_dataset(
        np.empty((0, 3)), np.empty(0, dtype=int), student.expression("np.flip")
    )
    assert none.shape == (0, 3)
    assert no_label.shape == (0,)
    X, y = rng.normal(size=(4, 3)), np.array([3, 1, 2, 0])
    double = student.expression("lambda x: 2 * x")
    for other in in_other_layouts(X):
        np.testing.assert_allclose(
            student.augment_dataset(other, y, double)[0], np.concatenate([X, 2 * X]), **CLOSE
        )
    assert student.augment_dataset.unchanged(X, y, double)


# The questions


@pytest.mark.exercise("answer_shrunk_gradient", group="answer")
def test_answer_shrunk_gradient(student):
    """A quarter for each of fourteen slopes."""
    assert student.answer_shrunk_gradient() == 268_435_456


@pytest.mark.exercise("answer_normalised_parameters", group="answer")
def test_answer_normalised_parameters(student):
    """A scale and a shift for each of 48 and 24 neurons; running averages are measured, not learnt."""
    assert student.answer_normalised_parameters() == 144


@pytest.mark.exercise("answer_clipped_entry", group="answer")
def test_answer_clipped_entry(student):
    """√(100 + 225 + 900) = 35, so 30 · 6 / 35."""
    assert abs(student.answer_clipped_entry() - 180 / 35) < 6e-4


@pytest.mark.exercise("answer_patience", group="answer")
def test_answer_patience(student):
    """The rule stops at 0.97; patience runs out three epochs after 0.664."""
    assert abs(student.answer_patience() - 0.306) < 6e-4


@pytest.mark.exercise("answer_wrong_line", group="answer")
def test_answer_wrong_line(student):
    """The slope of elu is taken at the activation."""
    assert student.answer_wrong_line() == 11


# The empty page


def read(network, X):
    """The class of the largest score."""
    weights, biases = network
    hidden = 1 / (1 + np.exp(-np.clip(X @ weights[0].T + biases[0], -500, 500)))
    return np.argmax(hidden @ weights[1].T + biases[1], axis=1)


def prototypes(rng, m, n_in=80):
    """Ten patterns of black and white with some noise: easier than digits."""
    patterns = rng.integers(0, 2, size=(10, n_in))
    y = rng.integers(0, 10, size=m)
    return np.clip(patterns[y] + rng.normal(scale=0.1, size=(m, n_in)), 0, 1), y


@pytest.mark.exercise("train_digits", group="form")
def test_the_network_has_the_form_that_was_asked_for(student, rng):
    X, y = prototypes(rng, 400, 30)
    weights, biases = student.train_digits(X, y, rng)
    assert [np.shape(W) for W in weights] == [(16, 30), (10, 16)]
    assert [np.shape(b) for b in biases] == [(16,), (10,)]
    assert all(np.all(np.isfinite(a)) for a in (*weights, *biases))


@pytest.mark.exercise("train_digits", group="form")
def test_the_same_stream_trains_the_same_network(student, rng):
    """And another one another."""
    X, y = prototypes(rng, 200, 20)
    first, again, other = (student.train_digits(X, y, np.random.default_rng(s))[0][0] for s in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert np.any(first != other)


@pytest.mark.exercise("train_digits", group="form")
def test_training_leaves_the_data_alone(student, rng):
    X, y = prototypes(rng, 300, 20)
    assert np.mean(read(student.train_digits(X, y, rng), X) == y) > 0.2
    assert student.train_digits.unchanged(X, y, rng)


@pytest.mark.exercise("train_digits", group="learns")
def test_it_learns_what_is_easy(student, rng):
    X, y = prototypes(rng, 2000)
    network = student.train_digits(X[:1500], y[:1500], rng)
    assert np.mean(read(network, X[1500:]) == y[1500:]) >= 0.9


@pytest.mark.exercise("train_digits", group="learns")
def test_it_learns_that_everything_is_a_seven(student, rng):
    X, _ = prototypes(rng, 1000)
    assert np.mean(read(student.train_digits(X, np.full(1000, 7), rng), X) == 7) >= 0.9


@pytest.mark.exercise("train_digits", group="learns")
def test_its_neurons_are_different_and_its_biases_move(student, rng):
    X, y = prototypes(rng, 600, 40)
    weights, biases = student.train_digits(X, y, rng)
    assert len({tuple(np.round(row, 9)) for row in weights[0]}) == 16
    assert np.std(biases[0]) > 1e-6
    assert np.std(biases[1]) > 1e-6


@pytest.mark.exercise("train_digits", group="digits")
def test_it_reads_nine_of_ten_digits(student, rng):
    """The pixels in another order and the digits under other names: the same task for a dense network."""
    digits = datasets.load_digits(size=28)
    places, names = rng.permutation(784), rng.permutation(10)
    network = student.train_digits(digits.X_train[:, places], names[digits.y_train], rng)
    assert np.mean(read(network, digits.X_test[:, places]) == names[digits.y_test]) >= 0.9
