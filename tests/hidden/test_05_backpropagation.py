"""Chapter 5: the gradients of one neuron, of an activation, of a layer, and of a network of two layers.

Expected values are worked out by hand, or number by number with Python's math.
"""

import math

import numpy as np
import pytest

CLOSE = {"rtol": 1e-9, "atol": 1e-12}
CLOSE_SINGLE = {"rtol": 1e-4, "atol": 1e-5}
MEASURED = {"rtol": 1e-5, "atol": 1e-8}


def _sigmoid(z):
    return 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))


def _slope(z):
    return _sigmoid(z) * _sigmoid(-z)


def each(function, Z):
    """A function of one number for every entry."""
    return np.array([function(float(z)) for z in np.ravel(Z)]).reshape(np.shape(Z))


def measured(loss, array, h=1e-5):
    """Central differences of a loss in every entry of an array."""
    grad = np.zeros(array.shape)
    for place in np.ndindex(array.shape):
        above, below = array.copy(), array.copy()
        above[place] += h
        below[place] -= h
        grad[place] = (loss(above) - loss(below)) / (above[place] - below[place])
    return grad


def added_up(terms):
    return math.fsum(float(a) * float(b) for a, b in terms)


# neuron_backward


def neuron_truth(dz, x, w):
    return (
        np.array([float(dz) * float(wi) for wi in w]),
        np.array([float(dz) * float(xi) for xi in x]),
        float(dz),
    )


def agree(got, expected, **how):
    """Each of the results, in shape and value."""
    got = list(got)
    assert len(got) == len(expected)
    for one, other in zip(got, expected, strict=True):
        assert np.shape(one) == np.shape(other)
        np.testing.assert_allclose(one, other, **(how or CLOSE))


@pytest.mark.exercise("neuron_backward", group="values")
def test_a_neurons_gradients_by_hand(student):
    """2 * (0.5, 10), 2 * (3, -1) and 2."""
    got = student.neuron_backward(2.0, np.array([3.0, -1.0]), np.array([0.5, 10.0]))
    agree(got, ([1.0, 20.0], [6.0, -2.0], 2.0))


@pytest.mark.exercise("neuron_backward", group="values")
@pytest.mark.parametrize("n_in", [2, 5, 17])
def test_a_neurons_gradients_number_by_number(student, rng, n_in):
    dz, x, w = float(rng.normal()), rng.normal(size=n_in), rng.normal(size=n_in)
    agree(student.neuron_backward(dz, x, w), neuron_truth(dz, x, w))


@pytest.mark.exercise("neuron_backward", group="values")
def test_a_neurons_gradients_are_the_measured_ones(student, rng):
    """Of the loss (w · x + b - y)², whose upstream gradient is 2 (w · x + b - y)."""
    x, w, b, y = rng.normal(size=4), rng.normal(size=4), float(rng.normal()), 3.0

    def loss(x, w, b):
        return (added_up(zip(w, x, strict=True)) + float(b) - y) ** 2

    dx, dw, db = student.neuron_backward(2 * (added_up(zip(w, x, strict=True)) + b - y), x, w)
    np.testing.assert_allclose(dx, measured(lambda x: loss(x, w, b), x), **MEASURED)
    np.testing.assert_allclose(dw, measured(lambda w: loss(x, w, b), w), **MEASURED)
    np.testing.assert_allclose(db, measured(lambda b: loss(x, w, b), np.array(b)), **MEASURED)


@pytest.mark.exercise("neuron_backward", group="values")
def test_an_input_of_zero_gives_its_weight_no_gradient(student):
    dx, dw, _ = student.neuron_backward(1.5, np.array([0.0, 2.0]), np.array([4.0, 0.0]))
    np.testing.assert_array_equal(dw, [0.0, 3.0])
    np.testing.assert_array_equal(dx, [6.0, 0.0])


@pytest.mark.exercise("neuron_backward", group="edges")
def test_a_neuron_may_have_one_input(student):
    agree(student.neuron_backward(-2.0, np.array([3.0]), np.array([0.25])), ([-0.5], [-6.0], -2.0))


@pytest.mark.exercise("neuron_backward", group="edges")
def test_a_neurons_bias_has_one_gradient(student, rng):
    got = student.neuron_backward(0.75, rng.normal(size=5), rng.normal(size=5))
    assert np.shape(got[2]) == ()
    assert float(got[2]) == 0.75


@pytest.mark.exercise("neuron_backward", group="edges")
def test_a_neuron_takes_integers_and_a_fractional_gradient(student, rng):
    x, w = rng.integers(-9, 10, size=6), rng.integers(-9, 10, size=6)
    agree(student.neuron_backward(0.5, x, w), neuron_truth(0.5, x, w))


@pytest.mark.exercise("neuron_backward", group="edges")
def test_a_neuron_takes_single_precision_views_and_what_may_not_be_written_to(student, rng):
    x, w = rng.normal(size=6).astype(np.float32), rng.normal(size=6).astype(np.float32)
    agree(student.neuron_backward(0.5, x, w), neuron_truth(0.5, x, w), **CLOSE_SINGLE)
    x, w = rng.normal(size=8), rng.normal(size=8)
    w.setflags(write=False)
    agree(student.neuron_backward(-1.5, x[::2], w[:4]), neuron_truth(-1.5, x[::2], w[:4]))


@pytest.mark.exercise("neuron_backward", group="edges")
def test_nothing_comes_back_if_nothing_came(student):
    agree(student.neuron_backward(0.0, np.array([3.0, 1.0]), np.array([2.0, 5.0])), ([0, 0], [0, 0], 0))
    agree(student.neuron_backward(1e150, np.array([1e100]), np.array([1e-150])), ([1.0], [1e250], 1e150))


@pytest.mark.exercise("neuron_backward", group="unchanged")
def test_neuron_backward_leaves_its_arguments_alone(student, rng):
    dz, x, w = 1.25, rng.normal(size=4), rng.normal(size=4)
    agree(student.neuron_backward(dz, x, w), neuron_truth(dz, x, w))
    assert student.neuron_backward.unchanged(dz, x, w)


# sigmoid_backward


def activation_truth(dA, Z):
    return np.asarray(dA, dtype=float) * each(_slope, Z)


@pytest.mark.exercise("sigmoid_backward", group="values")
def test_the_way_back_through_a_sigmoid_by_hand(student):
    """The slope is 1/4 at 0, 3/4 * 1/4 at ln 3 and at -ln 3, 4/5 * 1/5 at ln 4."""
    Z = np.array([[0.0, math.log(3)], [-math.log(3), math.log(4)]])
    got = student.sigmoid_backward(np.array([[8.0, 16.0], [-16.0, 50.0]]), Z)
    np.testing.assert_allclose(got, [[2.0, 3.0], [-3.0, 8.0]], **CLOSE)


@pytest.mark.exercise("sigmoid_backward", group="values")
@pytest.mark.parametrize("shape", [(5, 3), (4, 4), (1, 6)], ids=str)
def test_the_way_back_through_a_sigmoid_number_by_number(student, rng, shape):
    dA, Z = rng.normal(size=shape), rng.normal(scale=2.0, size=shape)
    got = student.sigmoid_backward(dA, Z)
    assert np.shape(got) == shape
    np.testing.assert_allclose(got, activation_truth(dA, Z), **CLOSE)


@pytest.mark.exercise("sigmoid_backward", group="values")
def test_the_way_back_through_a_sigmoid_is_the_measured_one(student, rng):
    """Of a loss that weighs every activation differently."""
    dA, Z = rng.normal(size=(3, 4)), rng.normal(scale=2.0, size=(3, 4))
    expected = measured(lambda Z: float(np.sum(dA * each(_sigmoid, Z))), Z)
    np.testing.assert_allclose(student.sigmoid_backward(dA, Z), expected, **MEASURED)


@pytest.mark.exercise("sigmoid_backward", group="values")
def test_twice_as_much_from_behind_is_twice_as_much_in_front(student, rng):
    dA, Z = rng.normal(size=(3, 2)), rng.normal(size=(3, 2))
    once, twice = np.asarray(student.sigmoid_backward(dA, Z)), student.sigmoid_backward(2 * dA, Z)
    np.testing.assert_allclose(twice, 2 * once, **CLOSE)
    assert np.all(np.sign(once) == np.sign(dA))  # the slope is positive


@pytest.mark.exercise("sigmoid_backward", group="edges")
@pytest.mark.parametrize("shape", [(1, 1), (4,), (2, 3, 2), (0, 3)], ids=str)
def test_the_shape_stays(student, rng, shape):
    dA, Z = rng.normal(size=shape), rng.normal(size=shape)
    got = student.sigmoid_backward(dA, Z)
    assert np.shape(got) == shape
    np.testing.assert_allclose(got, activation_truth(dA, Z), **CLOSE)


@pytest.mark.exercise("sigmoid_backward", group="edges")
def test_a_sigmoid_takes_integers(student, rng):
    dA, Z = rng.integers(-5, 6, size=(3, 4)), rng.integers(-4, 5, size=(3, 4))
    np.testing.assert_allclose(student.sigmoid_backward(dA, Z), activation_truth(dA, Z), **CLOSE)


@pytest.mark.exercise("sigmoid_backward", group="edges")
def test_a_sigmoid_takes_single_precision(student, rng):
    dA, Z = rng.normal(size=(3, 4)).astype(np.float32), rng.normal(size=(3, 4)).astype(np.float32)
    np.testing.assert_allclose(student.sigmoid_backward(dA, Z), activation_truth(dA, Z), **CLOSE_SINGLE)


@pytest.mark.exercise("sigmoid_backward", group="edges")
def test_a_sigmoid_takes_arrays_of_any_layout(student, rng):
    dA, Z = rng.normal(size=(6, 4)), rng.normal(size=(6, 4))
    Z.setflags(write=False)
    got = student.sigmoid_backward(np.asfortranarray(dA), Z)
    np.testing.assert_allclose(got, activation_truth(dA, Z), **CLOSE)
    got = student.sigmoid_backward(dA[::2, 1:], Z[1::2, :3])
    np.testing.assert_allclose(got, activation_truth(dA[::2, 1:], Z[1::2, :3]), **CLOSE)


@pytest.mark.exercise("sigmoid_backward", group="edges")
def test_nearly_nothing_passes_where_the_sigmoid_is_flat(student):
    got = student.sigmoid_backward(np.array([[1.0, 1.0, 4.0]]), np.array([[36.0, -36.0, 0.0]]))
    np.testing.assert_allclose(got, [[0.0, 0.0, 1.0]], rtol=1e-9, atol=1e-12)


@pytest.mark.exercise("sigmoid_backward", group="unchanged")
def test_sigmoid_backward_leaves_its_arguments_alone(student, rng):
    dA, Z = rng.normal(size=(4, 3)), rng.normal(size=(4, 3))
    np.testing.assert_allclose(student.sigmoid_backward(dA, Z), activation_truth(dA, Z), **CLOSE)
    assert student.sigmoid_backward.unchanged(dA, Z)


# linear_backward


def layer_truth(dZ, X, W):
    """dX, dW and db as sums of products, one entry at a time."""
    (m, n_out), n_in = dZ.shape, X.shape[1]
    dX = [[added_up((dZ[s, j], W[j, i]) for j in range(n_out)) for i in range(n_in)] for s in range(m)]
    dW = [[added_up((dZ[s, j], X[s, i]) for s in range(m)) for i in range(n_in)] for j in range(n_out)]
    db = [added_up((dZ[s, j], 1.0) for s in range(m)) for j in range(n_out)]
    return np.reshape(dX, (m, n_in)).astype(float), np.array(dW), np.array(db)


def layer(rng, m, n_in, n_out):
    return rng.normal(size=(m, n_out)), rng.normal(size=(m, n_in)), rng.normal(size=(n_out, n_in))


@pytest.mark.exercise("linear_backward", group="values")
def test_a_layers_gradients_by_hand(student):
    """dX = (2 * 0.5 - 1, -2, 4 + 3), dW = outer product, db = dZ: one sample."""
    dZ, X = np.array([[2.0, -1.0]]), np.array([[1.0, 2.0, -1.0]])
    got = student.linear_backward(dZ, X, np.array([[0.5, -1.0, 2.0], [1.0, 0.0, -3.0]]))
    agree(got, ([[0.0, -2.0, 7.0]], [[2.0, 4.0, -2.0], [-1.0, -2.0, 1.0]], [2.0, -1.0]))


@pytest.mark.exercise("linear_backward", group="values")
def test_two_samples_add_up(student):
    """dW = 1 * (1, 2) - 1 * (3, 4); db = 1 - 1."""
    dZ, X = np.array([[1.0], [-1.0]]), np.array([[1.0, 2.0], [3.0, 4.0]])
    got = student.linear_backward(dZ, X, np.array([[10.0, 20.0]]))
    agree(got, ([[10.0, 20.0], [-10.0, -20.0]], [[-2.0, -2.0]], [0.0]))


@pytest.mark.exercise("linear_backward", group="values")
def test_db_is_the_sum_over_samples(student):
    """1 - 1 + 0.5 + 2.5 and 0 + 2 + 1 - 1."""
    dZ = np.array([[1.0, 0.0], [-1.0, 2.0], [0.5, 1.0], [2.5, -1.0]])
    _, _, db = student.linear_backward(dZ, np.ones((4, 3)), np.ones((2, 3)))
    assert np.shape(db) == (2,)
    np.testing.assert_array_equal(db, [3.0, 2.0])


@pytest.mark.exercise("linear_backward", group="values")
@pytest.mark.parametrize(("m", "n_in", "n_out"), [(4, 3, 2), (3, 3, 3), (5, 2, 4), (12, 7, 5)])
def test_a_layers_gradients_number_by_number(student, rng, m, n_in, n_out):
    dZ, X, W = layer(rng, m, n_in, n_out)
    agree(student.linear_backward(dZ, X, W), layer_truth(dZ, X, W))


@pytest.mark.exercise("linear_backward", group="values")
def test_a_layers_gradients_are_the_measured_ones(student, rng):
    """Of a loss that is a different square in every score."""
    targets, X, W = layer(rng, 4, 3, 2)
    b, weights = rng.normal(size=2), rng.uniform(0.5, 2.0, size=(4, 2))

    def loss(X, W, b):
        return float(np.sum(weights * (X @ W.T + b - targets) ** 2))

    dX, dW, db = student.linear_backward(2 * weights * (X @ W.T + b - targets), X, W)
    np.testing.assert_allclose(dX, measured(lambda X: loss(X, W, b), X), **MEASURED)
    np.testing.assert_allclose(dW, measured(lambda W: loss(X, W, b), W), **MEASURED)
    np.testing.assert_allclose(db, measured(lambda b: loss(X, W, b), b), **MEASURED)


@pytest.mark.exercise("linear_backward", group="values")
def test_a_batch_adds_up_what_its_samples_give(student, rng):
    dZ, X, W = layer(rng, 3, 4, 2)
    dX, dW, db = student.linear_backward(dZ, X, W)
    alone = [student.linear_backward(dZ[s : s + 1], X[s : s + 1], W) for s in range(3)]
    np.testing.assert_allclose(dX, np.vstack([one[0] for one in alone]), **CLOSE)
    np.testing.assert_allclose(dW, sum(np.asarray(one[1]) for one in alone), **CLOSE)
    np.testing.assert_allclose(db, sum(np.asarray(one[2]) for one in alone), **CLOSE)


@pytest.mark.exercise("linear_backward", group="edges")
@pytest.mark.parametrize(("m", "n_in", "n_out"), [(1, 3, 2), (4, 1, 2), (4, 3, 1), (1, 1, 1)])
def test_every_gradient_has_the_shape_of_its_array(student, rng, m, n_in, n_out):
    dZ, X, W = layer(rng, m, n_in, n_out)
    agree(student.linear_backward(dZ, X, W), layer_truth(dZ, X, W))


@pytest.mark.exercise("linear_backward", group="edges")
def test_no_sample_gives_no_gradient(student, rng):
    """An empty sum is 0, not nan."""
    dZ, X, W = layer(rng, 0, 3, 2)
    agree(student.linear_backward(dZ, X, W), (np.zeros((0, 3)), np.zeros((2, 3)), np.zeros(2)))


@pytest.mark.exercise("linear_backward", group="edges")
def test_a_layer_takes_integers(student, rng):
    dZ, X, W = (rng.integers(-5, 6, size=shape) for shape in ((4, 2), (4, 3), (2, 3)))
    agree(student.linear_backward(dZ, X, W), layer_truth(dZ, X, W))
    agree(student.linear_backward(dZ / 2, X, W), layer_truth(dZ / 2, X, W))


@pytest.mark.exercise("linear_backward", group="edges")
def test_a_layer_takes_single_precision(student, rng):
    dZ, X, W = (array.astype(np.float32) for array in layer(rng, 6, 4, 3))
    agree(student.linear_backward(dZ, X, W), layer_truth(dZ, X, W), **CLOSE_SINGLE)


@pytest.mark.exercise("linear_backward", group="edges")
def test_a_layer_takes_arrays_of_any_layout(student, rng):
    dZ, X, W = layer(rng, 8, 6, 4)
    for array in (dZ, X, W):
        array.setflags(write=False)
    agree(student.linear_backward(np.asfortranarray(dZ), X, np.asfortranarray(W)), layer_truth(dZ, X, W))
    parts = dZ[::2, :3], X[1::2, ::2], W[:3, 3:]
    agree(student.linear_backward(*parts), layer_truth(*parts))


@pytest.mark.exercise("linear_backward", group="edges")
def test_a_layer_takes_huge_and_tiny_numbers(student):
    """1e200 * 1e-200 and back."""
    got = student.strict.linear_backward(np.array([[1e200]]), np.array([[1e-200]]), np.array([[1e-100]]))
    agree(got, ([[1e100]], [[1.0]], [1e200]))


@pytest.mark.exercise("linear_backward", group="unchanged")
@pytest.mark.parametrize("dtype", [float, np.float32])
def test_linear_backward_leaves_its_arguments_alone(student, rng, dtype):
    arrays = [array.astype(dtype) for array in layer(rng, 5, 3, 2)]
    agree(student.linear_backward(*arrays), layer_truth(*arrays), **CLOSE_SINGLE)
    assert student.linear_backward.unchanged(*arrays)


@pytest.mark.exercise("linear_backward", group="use")
def test_a_network_with_a_hidden_layer_descends_with_this_layer(student, rng):
    """Fifteen steps with tanh between two layers end where the same steps with sums of products end."""
    X, Y = rng.normal(size=(6, 3)), rng.normal(size=(6, 2))
    start = [rng.normal(size=(4, 3)), np.zeros(4), rng.normal(size=(2, 4)), np.zeros(2)]

    def descend(backward):
        W1, b1, W2, b2 = (array.copy() for array in start)
        losses = []
        for _ in range(15):
            A1 = np.tanh(X @ W1.T + b1)
            miss = A1 @ W2.T + b2 - Y
            losses.append(np.mean(miss**2))
            dA1, dW2, db2 = map(np.asarray, backward(2 * miss / miss.size, A1, W2))
            _, dW1, db1 = map(np.asarray, backward(dA1 * (1 - A1**2), X, W1))
            W1, b1, W2, b2 = W1 - 0.05 * dW1, b1 - 0.05 * db1, W2 - 0.05 * dW2, b2 - 0.05 * db2
        return (W1, b1, W2, b2), losses

    ends, losses = descend(student.linear_backward)
    agree(ends, descend(layer_truth)[0], rtol=1e-7, atol=1e-9)
    assert losses[-1] < losses[0]


# backprop_two_layer


def network(rng, n_in, n_hidden, n_out):
    return {
        "W1": rng.normal(size=(n_hidden, n_in)),
        "b1": rng.normal(size=n_hidden),
        "W2": rng.normal(size=(n_out, n_hidden)),
        "b2": rng.normal(size=n_out),
    }


def two_layer_loss(X, Y, P):
    """Σ (A2 - Y)² / (2m), number by number."""
    total = []
    for x, y in zip(X, Y, strict=True):
        a1 = [
            _sigmoid(added_up(zip(w, x, strict=True)) + float(b))
            for w, b in zip(P["W1"], P["b1"], strict=True)
        ]
        a2 = [
            _sigmoid(added_up(zip(w, a1, strict=True)) + float(b))
            for w, b in zip(P["W2"], P["b2"], strict=True)
        ]
        total += [(a - float(t)) ** 2 for a, t in zip(a2, y, strict=True)]
    return math.fsum(total) / (2 * len(X))


def two_layer_truth(X, Y, P):
    """The gradients, one sample, one neuron and one line at a time, as article E writes them."""
    m, (n_out, n_hidden) = len(X), np.shape(P["W2"])
    grads = {name: np.zeros(np.shape(values)) for name, values in P.items()}
    for x, y in zip(X, Y, strict=True):
        z1 = [added_up(zip(P["W1"][i], x, strict=True)) + float(P["b1"][i]) for i in range(n_hidden)]
        a1 = [_sigmoid(z) for z in z1]
        z2 = [added_up(zip(P["W2"][j], a1, strict=True)) + float(P["b2"][j]) for j in range(n_out)]
        dz2 = [(_sigmoid(z2[j]) - float(y[j])) / m * _slope(z2[j]) for j in range(n_out)]
        for j in range(n_out):
            grads["b2"][j] += dz2[j]
            for i in range(n_hidden):
                grads["W2"][j, i] += dz2[j] * a1[i]
        for i in range(n_hidden):
            dz1 = added_up((dz2[j], P["W2"][j][i]) for j in range(n_out)) * _slope(z1[i])
            grads["b1"][i] += dz1
            for k in range(len(x)):
                grads["W1"][i, k] += dz1 * float(x[k])
    return grads


def alike(got, expected, **how):
    """The same names, shapes and values."""
    assert set(got) == set(expected)
    for name, values in expected.items():
        assert np.shape(got[name]) == np.shape(values), name
        np.testing.assert_allclose(got[name], values, err_msg=name, **(how or CLOSE))


@pytest.mark.exercise("backprop_two_layer", group="values")
def test_a_network_of_zeros_by_hand(student):
    """Both activations are 1/2, both slopes 1/4: dZ2 is (0.5 - 0) / 4 = 1/8; nothing passes a weight of 0."""
    P = {"W1": np.zeros((1, 1)), "b1": np.zeros(1), "W2": np.zeros((1, 1)), "b2": np.zeros(1)}
    got = student.backprop_two_layer(np.array([[1.0]]), np.array([[0.0]]), P)
    alike(got, {"W1": [[0.0]], "b1": [0.0], "W2": [[1 / 16]], "b2": [1 / 8]})


@pytest.mark.exercise("backprop_two_layer", group="values")
def test_both_ways_come_back_to_a_hidden_neuron(student):
    """All activations are 1/2. dZ2 = (1/8, -3/8); dZ1 = (8 * 1/8 - 16 * 3/8) / 4 = -5/4, times x = 2."""
    P = {
        "W1": np.zeros((1, 1)),
        "b1": np.zeros(1),
        "W2": np.array([[8.0], [16.0]]),
        "b2": np.array([-4.0, -8.0]),
    }
    got = student.backprop_two_layer(np.array([[2.0]]), np.array([[0.0, 2.0]]), P)
    expected = {"W1": [[-2.5]], "b1": [-1.25], "W2": [[1 / 16], [-3 / 16]], "b2": [1 / 8, -3 / 8]}
    alike(got, expected)


@pytest.mark.exercise("backprop_two_layer", group="values")
@pytest.mark.parametrize("sizes", [(4, 3, 2, 1), (3, 2, 5, 3), (5, 4, 3, 3), (6, 1, 4, 2)], ids=str)
def test_a_networks_gradients_number_by_number(student, rng, sizes):
    m, *widths = sizes
    P = network(rng, *widths)
    X, Y = rng.normal(size=(m, widths[0])), rng.uniform(size=(m, widths[-1]))
    alike(student.backprop_two_layer(X, Y, P), two_layer_truth(X, Y, P))


@pytest.mark.exercise("backprop_two_layer", group="values")
def test_a_networks_gradients_are_the_measured_ones(student, rng):
    P, X, Y = network(rng, 3, 4, 2), rng.normal(size=(5, 3)), rng.uniform(size=(5, 2))
    expected = {
        name: measured(lambda values, name=name: two_layer_loss(X, Y, P | {name: values}), values)
        for name, values in P.items()
    }
    alike(student.backprop_two_layer(X, Y, P), expected, **MEASURED)


@pytest.mark.exercise("backprop_two_layer", group="values")
def test_a_batch_has_the_mean_of_its_samples_gradients(student, rng):
    P, X, Y = network(rng, 2, 3, 2), rng.normal(size=(4, 2)), rng.uniform(size=(4, 2))
    got = student.backprop_two_layer(X, Y, P)
    alone = [student.backprop_two_layer(X[s : s + 1], Y[s : s + 1], P) for s in range(4)]
    alike(got, {name: np.mean([one[name] for one in alone], axis=0) for name in P})
    alike(student.backprop_two_layer(np.vstack([X, X]), np.vstack([Y, Y]), P), two_layer_truth(X, Y, P))


@pytest.mark.exercise("backprop_two_layer", group="edges")
@pytest.mark.parametrize("sizes", [(1, 3, 2, 2), (4, 2, 1, 1), (1, 1, 1, 1)], ids=str)
def test_a_network_may_be_small(student, rng, sizes):
    m, *widths = sizes
    P = network(rng, *widths)
    X, Y = rng.normal(size=(m, widths[0])), rng.uniform(size=(m, widths[-1]))
    alike(student.backprop_two_layer(X, Y, P), two_layer_truth(X, Y, P))


@pytest.mark.exercise("backprop_two_layer", group="edges")
def test_a_network_takes_integers(student, rng):
    P, X, Y = network(rng, 3, 4, 2), rng.integers(-2, 3, size=(5, 3)), rng.integers(0, 2, size=(5, 2))
    alike(student.backprop_two_layer(X, Y, P), two_layer_truth(X, Y, P))
    whole = {name: rng.integers(-2, 3, size=values.shape) for name, values in P.items()}
    alike(student.backprop_two_layer(X, Y, whole), two_layer_truth(X, Y, whole))


@pytest.mark.exercise("backprop_two_layer", group="edges")
def test_a_network_takes_single_precision(student, rng):
    P = {name: values.astype(np.float32) for name, values in network(rng, 3, 4, 2).items()}
    X, Y = rng.normal(size=(5, 3)).astype(np.float32), rng.uniform(size=(5, 2)).astype(np.float32)
    alike(student.backprop_two_layer(X, Y, P), two_layer_truth(X, Y, P), **CLOSE_SINGLE)


@pytest.mark.exercise("backprop_two_layer", group="edges")
def test_a_network_takes_arrays_of_any_layout(student, rng):
    P = {name: np.asfortranarray(values) for name, values in network(rng, 3, 4, 2).items()}
    for values in P.values():
        values.setflags(write=False)
    X, Y = rng.normal(size=(8, 6)), rng.uniform(size=(8, 4))
    X.setflags(write=False)
    X, Y = X[::2, ::2], Y[::2, 1:3]
    alike(student.backprop_two_layer(X, Y, P), two_layer_truth(X, Y, P))


@pytest.mark.exercise("backprop_two_layer", group="edges")
def test_right_answers_bring_no_gradient(student):
    """All scores are 0, all activations 1/2, and so are the targets."""
    P = {"W1": np.zeros((3, 2)), "b1": np.zeros(3), "W2": np.zeros((2, 3)), "b2": np.zeros(2)}
    got = student.backprop_two_layer(np.ones((4, 2)), np.full((4, 2), 0.5), P)
    alike(got, {name: np.zeros(values.shape) for name, values in P.items()})


@pytest.mark.exercise("backprop_two_layer", group="edges")
def test_a_saturated_hidden_layer_passes_nearly_nothing(student, rng):
    P = network(rng, 2, 3, 2)
    P["b1"] = np.array([36.0, 38.0, 40.0])
    X, Y = rng.uniform(-0.5, 0.5, size=(4, 2)), rng.uniform(size=(4, 2))
    alike(student.backprop_two_layer(X, Y, P), two_layer_truth(X, Y, P))


@pytest.mark.exercise("backprop_two_layer", group="unchanged")
def test_backprop_two_layer_leaves_its_arguments_alone(student, rng):
    P, X, Y = network(rng, 3, 2, 4), rng.normal(size=(5, 3)), rng.uniform(size=(5, 4))
    alike(student.backprop_two_layer(X, Y, P), two_layer_truth(X, Y, P))
    assert student.backprop_two_layer.unchanged(X, Y, P)


@pytest.mark.exercise("backprop_two_layer", group="use")
def test_a_network_learns_with_these_gradients(student, rng):
    """Thirty steps end where the same steps number by number end, and lower than they began."""
    X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    Y = np.array([[0.0], [1.0], [1.0], [0.0]])
    P = expected = network(rng, 2, 3, 1)
    start = two_layer_loss(X, Y, P)
    for _ in range(30):
        grads, truth = student.backprop_two_layer(X, Y, P), two_layer_truth(X, Y, expected)
        P = {name: P[name] - 0.5 * np.asarray(grads[name]) for name in P}
        expected = {name: expected[name] - 0.5 * truth[name] for name in expected}
    alike(P, expected, rtol=1e-7, atol=1e-9)
    assert two_layer_loss(X, Y, P) < start


# The questions


@pytest.mark.exercise("answer_ways", group="answer")
def test_how_many_ways_there_are(student):
    """5 * 7 * 3: at each neuron a way goes on along every line."""
    assert student.answer_ways() == 105


@pytest.mark.exercise("answer_forward_passes", group="answer")
def test_what_differences_cost(student):
    """Two for each of 31 * 20 + 21 * 5 = 725 parameters."""
    assert student.answer_forward_passes() == 1450


@pytest.mark.exercise("answer_arrives", group="answer")
def test_what_arrives_at_the_inputs(student):
    """0.6 * (2.5 - 1 + 4)"""
    assert abs(student.answer_arrives() - 3.3) < 1e-6


@pytest.mark.exercise("answer_upstream", group="answer")
def test_what_a_parameters_gradient_is(student):
    """2 * (3 + 4) * 3 * 2; measured, the last digits may differ."""
    assert abs(student.answer_upstream() - 84) < 1e-3


@pytest.mark.exercise("answer_backward_bug", group="answer")
def test_which_line_is_wrong(student):
    """W2 and b2 agree; W1 and b1 do not, and W2.T fits only because W2 is square."""
    assert student.answer_backward_bug().strip().lower() == "d"
