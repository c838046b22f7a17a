"""Chapter 2: a layer, a count, a whole network, and four questions.

Expected values are worked out by hand, or number by number with Python's math.
"""

import math

import numpy as np
import pytest

CLOSE = {"rtol": 1e-9, "atol": 1e-12}
CLOSE_SINGLE = {"rtol": 1e-4, "atol": 1e-5}

PUZZLE_W = [np.array([[1.0, -1.0], [2.0, 0.0]]), np.array([[4.0, 3.0], [-2.0, 1.0]])]
PUZZLE_B = [np.array([9.0, -3.0]), np.array([5.0, 0.0])]
CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])

# name -> (the expression that is sent, the function of one number)
ACTIVATIONS = {
    "relu": ("lambda z: np.maximum(z, 0)", lambda z: max(z, 0.0)),
    "tanh": ("lambda z: np.tanh(z)", math.tanh),
    "none": ("lambda z: 1.0 * z", lambda z: z),
    "shifted": ("lambda z: z * z - 2", lambda z: z * z - 2),
}


def scores(X, W, b):
    """Every entry by Python's own exact sum."""
    Z = [
        [math.fsum([*(float(x) * float(w) for x, w in zip(row, neuron, strict=True)), float(bias)])
         for neuron, bias in zip(W, b, strict=True)]
        for row in X
    ]  # fmt: skip
    return np.array(Z).reshape(len(X), len(W))


def outputs(X, weights, biases, g):
    """Layer by layer and entry by entry."""
    A = X
    for W, b in zip(weights, biases, strict=True):
        Z = scores(A, W, b)
        A = np.array([g(float(z)) for z in Z.ravel()]).reshape(Z.shape)
    return A


def layer(rng, n_in, n_out):
    return rng.normal(size=(n_out, n_in)), rng.normal(size=n_out)


def network(rng, *sizes):
    layers = [layer(rng, sizes[i], sizes[i + 1]) for i in range(len(sizes) - 1)]
    return [W / math.sqrt(W.shape[1]) for W, _ in layers], [b for _, b in layers]


# linear_forward


@pytest.mark.exercise("linear_forward", group="values")
def test_the_puzzles_first_layer(student):
    """3 - 4 + 9 and 2 * 3 + 0 - 3; with W transposed it would be 20 and -6."""
    np.testing.assert_array_equal(
        student.linear_forward(np.array([[3.0, 4.0]]), PUZZLE_W[0], PUZZLE_B[0]), [[8.0, 3.0]]
    )


@pytest.mark.exercise("linear_forward", group="values")
def test_a_sample_of_zeros_gives_the_biases(student):
    Z = student.linear_forward(np.zeros((2, 3)), np.ones((4, 3)), np.array([1.0, -2.0, 0.5, 3.0]))
    np.testing.assert_array_equal(Z, [[1.0, -2.0, 0.5, 3.0], [1.0, -2.0, 0.5, 3.0]])


@pytest.mark.exercise("linear_forward", group="values")
def test_a_sample_with_a_single_one_reads_a_column_of_the_weights(student):
    W = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    Z = student.linear_forward(np.eye(3), W, np.zeros(2))
    np.testing.assert_array_equal(Z, [[1.0, 4.0], [2.0, 5.0], [3.0, 6.0]])


@pytest.mark.exercise("linear_forward", group="values")
@pytest.mark.parametrize(("m", "n_in", "n_out"), [(5, 3, 2), (2, 7, 4), (6, 4, 6), (3, 3, 3), (8, 2, 9)])
def test_every_entry_is_one_neuron_and_one_sample(student, rng, m, n_in, n_out):
    X, (W, b) = rng.normal(size=(m, n_in)), layer(rng, n_in, n_out)
    np.testing.assert_allclose(student.linear_forward(X, W, b), scores(X, W, b), **CLOSE)


@pytest.mark.exercise("linear_forward", group="values")
def test_samples_do_not_know_of_each_other(student, rng):
    X, (W, b) = rng.normal(size=(6, 4)), layer(rng, 4, 3)
    order = rng.permutation(6)
    Z = np.asarray(student.linear_forward(X, W, b))
    np.testing.assert_allclose(student.linear_forward(X[order], W, b), Z[order], **CLOSE)
    np.testing.assert_allclose(student.linear_forward(X[2:5], W, b), Z[2:5], **CLOSE)
    np.testing.assert_allclose(Z, scores(X, W, b), **CLOSE)


@pytest.mark.exercise("linear_forward", group="values")
def test_it_is_linear_apart_from_the_bias(student, rng):
    """What is added to a sample adds its own sums, without the bias."""
    X, D, (W, b) = rng.normal(size=(3, 5)), rng.normal(size=(3, 5)), layer(rng, 5, 2)
    change = np.asarray(student.linear_forward(X + D, W, b)) - student.linear_forward(X, W, b)
    np.testing.assert_allclose(change, scores(D, W, np.zeros(2)), **CLOSE)


@pytest.mark.exercise("linear_forward", group="edges")
@pytest.mark.parametrize(("m", "n_in", "n_out"), [(1, 3, 2), (4, 3, 1), (4, 1, 2), (1, 1, 1)])
def test_the_answer_is_always_a_table(student, rng, m, n_in, n_out):
    X, (W, b) = rng.normal(size=(m, n_in)), layer(rng, n_in, n_out)
    Z = student.linear_forward(X, W, b)
    assert np.shape(Z) == (m, n_out)
    np.testing.assert_allclose(Z, scores(X, W, b), **CLOSE)


@pytest.mark.exercise("linear_forward", group="edges")
def test_no_sample_is_a_table_without_rows(student, rng):
    W, b = layer(rng, 3, 2)
    assert np.shape(student.linear_forward(np.empty((0, 3)), W, b)) == (0, 2)


@pytest.mark.exercise("linear_forward", group="edges")
def test_a_layer_takes_integers(student, rng):
    X, W = rng.integers(-9, 10, size=(4, 3)), rng.integers(-9, 10, size=(2, 3))
    np.testing.assert_array_equal(student.linear_forward(X, W, np.array([1, -2])), scores(X, W, [1, -2]))
    np.testing.assert_array_equal(
        student.linear_forward(X, W, np.array([0.5, -0.25])), scores(X, W, [0.5, -0.25])
    )


@pytest.mark.exercise("linear_forward", group="edges")
def test_a_layer_takes_single_precision(student, rng):
    X, (W, b) = rng.normal(size=(5, 4)), layer(rng, 4, 3)
    X, W, b = X.astype(np.float32), W.astype(np.float32), b.astype(np.float32)
    np.testing.assert_allclose(student.linear_forward(X, W, b), scores(X, W, b), **CLOSE_SINGLE)


@pytest.mark.exercise("linear_forward", group="edges")
def test_the_layout_in_memory_does_not_matter(student, rng):
    X, (W, b) = rng.normal(size=(6, 4)), layer(rng, 4, 3)
    expected = scores(X, W, b)
    np.testing.assert_allclose(
        student.linear_forward(np.asfortranarray(X), np.asfortranarray(W), b), expected, **CLOSE
    )
    np.testing.assert_allclose(student.linear_forward(X[::2], W[::-1], b[::-1]), expected[::2, ::-1], **CLOSE)


@pytest.mark.exercise("linear_forward", group="edges")
def test_arrays_that_nobody_may_write_to_are_enough(student, rng):
    X, (W, b) = rng.normal(size=(3, 4)), layer(rng, 4, 2)
    for array in (X, W, b):
        array.setflags(write=False)
    np.testing.assert_allclose(student.linear_forward(X, W, b), scores(X, W, b), **CLOSE)


@pytest.mark.exercise("linear_forward", group="edges")
def test_huge_and_tiny_numbers_meet(student):
    """1e300 * 1e-300 + 2 * 3 - 1, and 1e-300 * 1e-300 is as good as 0."""
    X, W = np.array([[1e300, 2.0], [1e-300, 0.0]]), np.array([[1e-300, 3.0]])
    np.testing.assert_allclose(
        student.strict.linear_forward(X, W, np.array([-1.0])), [[6.0], [-1.0]], **CLOSE
    )


@pytest.mark.exercise("linear_forward", group="unchanged")
@pytest.mark.parametrize("dtype", [float, int], ids=["float", "int"])
def test_a_layer_leaves_its_arguments_alone(student, rng, dtype):
    X, W, b = (rng.integers(-5, 6, size=shape).astype(dtype) for shape in ((4, 3), (2, 3), 2))
    np.testing.assert_allclose(student.linear_forward(X, W, b), scores(X, W, b), **CLOSE)
    assert student.linear_forward.unchanged(X, W, b)


@pytest.mark.exercise("linear_forward", group="use")
def test_two_layers_behind_each_other_compute_xor(student):
    """relu(s) - 2 relu(s - 1) is exact at s = 0, 1, 1, 2."""
    H = np.maximum(student.linear_forward(CORNERS, np.ones((2, 2)), np.array([0.0, -1.0])), 0)
    Y = student.linear_forward(H, np.array([[1.0, -2.0]]), np.zeros(1))
    np.testing.assert_array_equal(Y, [[0.0], [1.0], [1.0], [0.0]])


@pytest.mark.exercise("linear_forward", group="use")
def test_a_layer_learns_with_it(student, rng):
    """Forty steps on the mean squared error end at the layer that made the targets."""
    X = rng.normal(size=(60, 2))
    true_W, true_b = np.array([[1.0, -2.0], [0.5, 0.25], [-1.0, 3.0]]), np.array([0.5, -1.0, 2.0])
    Y = scores(X, true_W, true_b)
    W, b = np.zeros((3, 2)), np.zeros(3)
    for _ in range(40):
        error = np.asarray(student.linear_forward(X, W, b)) - Y
        assert error.shape == (60, 3)
        W, b = W - 0.5 * error.T @ X / 60, b - 0.5 * error.mean(axis=0)
    np.testing.assert_allclose(W, true_W, atol=0.02)
    np.testing.assert_allclose(b, true_b, atol=0.02)


# count_parameters


def counted(sizes):
    """One by one, as long as that is possible: a weight is a pair of neighbours, a bias a neuron."""
    total = 0
    for i in range(1, len(sizes)):
        for _ in range(sizes[i]):
            total += sizes[i - 1] + 1
    return total


@pytest.mark.exercise("count_parameters", group="values")
def test_article_es_digit_network(student):
    """784 * 16 + 16 + 16 * 10 + 10"""
    assert student.count_parameters((784, 16, 10)) == 12_730


@pytest.mark.exercise("count_parameters", group="values")
def test_one_more_hidden_layer(student):
    """16 * 16 + 16 more than the network above."""
    assert student.count_parameters((784, 16, 16, 10)) == 13_002


@pytest.mark.exercise("count_parameters", group="values")
def test_the_puzzle_has_twelve(student):
    """Twice 2 * 2 weights and 2 biases."""
    assert student.count_parameters((2, 2, 2)) == 12


@pytest.mark.exercise("count_parameters", group="values")
@pytest.mark.parametrize("n_layers", [1, 2, 3, 6])
def test_any_number_of_layers(student, rng, n_layers):
    sizes = tuple(int(n) for n in rng.integers(2, 40, size=n_layers + 1))
    assert student.count_parameters(sizes) == counted(sizes)


@pytest.mark.exercise("count_parameters", group="values")
def test_the_direction_matters(student):
    """Weights are the same both ways; biases are not: 5 of them, or 3."""
    assert student.count_parameters((3, 5)) == 20
    assert student.count_parameters((5, 3)) == 18


@pytest.mark.exercise("count_parameters", group="edges")
def test_one_neuron_is_a_network(student):
    """Chapter 1's neuron with 784 inputs: 784 weights and a bias."""
    assert student.count_parameters((784, 1)) == 785
    assert student.count_parameters((1, 1)) == 2


@pytest.mark.exercise("count_parameters", group="edges")
def test_a_list_is_as_good_as_a_tuple(student, rng):
    sizes = [int(n) for n in rng.integers(2, 30, size=4)]
    assert student.count_parameters(sizes) == student.count_parameters(tuple(sizes)) == counted(sizes)


@pytest.mark.exercise("count_parameters", group="edges")
def test_a_layer_may_have_the_size_of_another(student):
    """3 * 3 + 3 three times"""
    assert student.count_parameters((3, 3, 3, 3)) == 36


@pytest.mark.exercise("count_parameters", group="edges")
def test_large_networks_are_counted_exactly(student):
    """100,001 * 200,000 + 200,001 * 3: more than 32 bits, and every digit counts."""
    assert student.count_parameters((100_000, 200_000, 3)) == 20_000_800_003


@pytest.mark.exercise("count_parameters", group="edges")
def test_the_count_is_one_number(student):
    n = student.count_parameters((4, 7, 2))
    assert np.shape(n) == ()
    assert n == 4 * 7 + 7 + 7 * 2 + 2


@pytest.mark.exercise("count_parameters", group="unchanged")
def test_the_sizes_stay_as_they_are(student):
    """Of a list, which could be taken apart: 5 * 4 + 4 + 4 * 3 + 3"""
    assert student.count_parameters([5, 4, 3]) == 39
    assert student.count_parameters.unchanged([5, 4, 3])


# network_forward


@pytest.mark.exercise("network_forward", group="values")
def test_the_puzzle(student):
    relu = student.expression(ACTIVATIONS["relu"][0])
    Y = student.network_forward(np.array([[3.0, 4.0]]), PUZZLE_W, PUZZLE_B, relu)
    np.testing.assert_array_equal(Y, [[46.0, 0.0]])


@pytest.mark.exercise("network_forward", group="values")
def test_the_puzzle_on_samples_that_silence_a_hidden_neuron(student):
    """(3, 12): hidden 0, 3; outputs 14, 3. (0, 0): hidden 9, 0; 41, 0. (-20, -30): hidden 19, 0; 81, 0."""
    X = np.array([[3.0, 12.0], [0.0, 0.0], [-20.0, -30.0]])
    relu = student.expression(ACTIVATIONS["relu"][0])
    Y = student.network_forward(X, PUZZLE_W, PUZZLE_B, relu)
    np.testing.assert_array_equal(Y, [[14.0, 3.0], [41.0, 0.0], [81.0, 0.0]])


@pytest.mark.exercise("network_forward", group="values")
@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("sizes", [(3, 2), (3, 4, 2), (2, 5, 4, 3), (4, 3, 3, 2, 1)], ids=str)
def test_every_layer_is_a_product_a_bias_and_an_activation(student, rng, name, sizes):
    expression, g = ACTIVATIONS[name]
    X, (weights, biases) = rng.normal(size=(6, sizes[0])), network(rng, *sizes)
    Y = student.network_forward(X, weights, biases, student.expression(expression))
    np.testing.assert_allclose(Y, outputs(X, weights, biases, g), rtol=1e-7, atol=1e-9)


@pytest.mark.exercise("network_forward", group="values")
def test_a_network_is_its_first_half_and_then_its_second(student, rng):
    X, (weights, biases) = rng.normal(size=(5, 3)), network(rng, 3, 4, 2, 3)
    tanh = student.expression(ACTIVATIONS["tanh"][0])
    half = student.network_forward(X, weights[:2], biases[:2], tanh)
    whole = student.network_forward(np.asarray(half), weights[2:], biases[2:], tanh)
    np.testing.assert_allclose(student.network_forward(X, weights, biases, tanh), whole, **CLOSE)
    np.testing.assert_allclose(whole, outputs(X, weights, biases, math.tanh), **CLOSE)


@pytest.mark.exercise("network_forward", group="values")
def test_without_a_bend_all_layers_are_one(student, rng):
    """X (W2 W1)^T + W2 b1 + b2"""
    X, ((W1, W2), (b1, b2)) = rng.normal(size=(5, 4)), network(rng, 4, 6, 2)
    Y = student.network_forward(X, [W1, W2], [b1, b2], student.expression("lambda z: 1.0 * z"))
    np.testing.assert_allclose(Y, scores(X, W2 @ W1, W2 @ b1 + b2), rtol=1e-8, atol=1e-10)


@pytest.mark.exercise("network_forward", group="edges")
@pytest.mark.parametrize(
    ("m", "sizes"), [(1, (3, 2)), (1, (2, 3, 1)), (4, (1, 5, 1)), (7, (2, 1, 2))], ids=str
)
def test_the_output_is_always_a_table(student, rng, m, sizes):
    X, (weights, biases) = rng.normal(size=(m, sizes[0])), network(rng, *sizes)
    Y = student.network_forward(X, weights, biases, student.expression(ACTIVATIONS["tanh"][0]))
    assert np.shape(Y) == (m, sizes[-1])
    np.testing.assert_allclose(Y, outputs(X, weights, biases, math.tanh), **CLOSE)


@pytest.mark.exercise("network_forward", group="edges")
def test_no_sample_goes_through_as_well(student, rng):
    weights, biases = network(rng, 3, 4, 2)
    relu = student.expression(ACTIVATIONS["relu"][0])
    assert np.shape(student.network_forward(np.empty((0, 3)), weights, biases, relu)) == (0, 2)


@pytest.mark.exercise("network_forward", group="edges")
def test_ten_layers_are_no_more_trouble_than_two(student, rng):
    X, (weights, biases) = rng.normal(size=(3, 4)), network(rng, *[4] * 11)
    Y = student.network_forward(X, weights, biases, student.expression(ACTIVATIONS["tanh"][0]))
    np.testing.assert_allclose(Y, outputs(X, weights, biases, math.tanh), rtol=1e-7, atol=1e-10)


@pytest.mark.exercise("network_forward", group="edges")
def test_a_network_takes_integers(student):
    """1 - 2 * 2 + 0.5 = -2.5 and 3 * 1 - 1.5 = 1.5; then 2 * 0 + 1.5 * 1 + 0.25"""
    weights = [np.array([[1, -2], [3, 0]]), np.array([[2, 1]])]
    biases = [np.array([0.5, -1.5]), np.array([0.25])]
    relu = student.expression(ACTIVATIONS["relu"][0])
    Y = student.network_forward(np.array([[1, 2]]), weights, biases, relu)
    np.testing.assert_array_equal(Y, [[1.75]])


@pytest.mark.exercise("network_forward", group="edges")
def test_a_network_takes_single_precision(student, rng):
    X, (weights, biases) = rng.normal(size=(5, 3)).astype(np.float32), network(rng, 3, 4, 2)
    weights, biases = [W.astype(np.float32) for W in weights], [b.astype(np.float32) for b in biases]
    Y = student.network_forward(X, weights, biases, student.expression(ACTIVATIONS["tanh"][0]))
    np.testing.assert_allclose(Y, outputs(X, weights, biases, math.tanh), **CLOSE_SINGLE)


@pytest.mark.exercise("network_forward", group="edges")
def test_a_networks_layout_in_memory_does_not_matter(student, rng):
    X, (weights, biases) = rng.normal(size=(6, 3)), network(rng, 3, 4, 2)
    tanh = student.expression(ACTIVATIONS["tanh"][0])
    expected = outputs(X, weights, biases, math.tanh)
    for array in (X, *weights, *biases):
        array.setflags(write=False)
    turned = [np.asfortranarray(W) for W in weights]
    np.testing.assert_allclose(student.network_forward(X[::2], turned, biases, tanh), expected[::2], **CLOSE)
    np.testing.assert_allclose(student.network_forward(X, weights, biases, tanh), expected, **CLOSE)


@pytest.mark.exercise("network_forward", group="unchanged")
def test_a_network_is_still_there_afterwards(student, rng):
    X, (weights, biases) = rng.normal(size=(4, 3)), network(rng, 3, 5, 2)
    relu = student.expression(ACTIVATIONS["relu"][0])
    Y = student.network_forward(X, weights, biases, relu)
    np.testing.assert_allclose(Y, outputs(X, weights, biases, ACTIVATIONS["relu"][1]), **CLOSE)
    assert student.network_forward.unchanged(X, weights, biases, relu)


@pytest.mark.exercise("network_forward", group="use")
def test_a_network_computes_xor(student):
    weights, biases = [np.ones((2, 2)), np.array([[1.0, -2.0]])], [np.array([0.0, -1.0]), np.zeros(1)]
    relu = student.expression(ACTIVATIONS["relu"][0])
    np.testing.assert_array_equal(
        student.network_forward(CORNERS, weights, biases, relu), [[0.0], [1.0], [1.0], [0.0]]
    )


@pytest.mark.exercise("network_forward", group="use")
def test_a_network_learns_with_it(student):
    """Twenty-five steps on XOR end where the same steps with Python's math end, and the loss has fallen."""
    Y = np.array([[0.0], [1.0], [1.0], [0.0]])
    tanh = student.expression(ACTIVATIONS["tanh"][0])
    start = np.random.default_rng(4)

    def forward(weights, biases):
        hidden = student.network_forward(CORNERS, weights[:1], biases[:1], tanh)
        return np.asarray(hidden), np.asarray(student.network_forward(CORNERS, weights, biases, tanh))

    def forward_by_hand(weights, biases):
        hidden = outputs(CORNERS, weights[:1], biases[:1], math.tanh)
        return hidden, outputs(CORNERS, weights, biases, math.tanh)

    first_weights, first_biases = network(start, 2, 4, 1)
    ends, losses = [], []
    for run in (forward, forward_by_hand):
        (W1, W2), (b1, b2) = first_weights, first_biases
        for _ in range(25):
            A1, A2 = run([W1, W2], [b1, b2])
            losses.append(np.mean((A2 - Y) ** 2))
            dZ2 = (A2 - Y) / 2 * (1 - A2**2)
            dZ1 = dZ2 @ W2 * (1 - A1**2)
            W2, b2 = W2 - dZ2.T @ A1, b2 - dZ2.sum(axis=0)
            W1, b1 = W1 - dZ1.T @ CORNERS, b1 - dZ1.sum(axis=0)
        ends.append(np.concatenate([W1.ravel(), b1, W2.ravel(), b2]))
    np.testing.assert_allclose(ends[0], ends[1], rtol=1e-5, atol=1e-8)
    assert losses[24] < losses[0]


# The questions


@pytest.mark.exercise("answer_hidden_neurons", group="answer")
def test_how_wide_the_network_may_be(student):
    """795 * 628 + 10 = 499,270, and one neuron more would be 500,065."""
    assert student.answer_hidden_neurons() == 628


@pytest.mark.exercise("answer_forward_bug", group="answer")
def test_which_line_is_wrong(student):
    """It hands on the scores instead of the activations; in the puzzle both are 8 and 3."""
    assert student.answer_forward_bug().strip().lower() == "c"


@pytest.mark.exercise("answer_separating_activations", group="answer")
def test_which_bends_make_xor_separable(student):
    """relu(-s / 2) is 0 for s = 0, 1, 2: the points lie on a line, the unequal pairs in the middle."""
    assert student.answer_separating_activations().strip().lower() == "b"


@pytest.mark.exercise("answer_collapsed_parameters", group="answer")
def test_what_is_left_of_a_network_without_bends(student):
    """20 * 7 weights and 7 biases."""
    assert student.answer_collapsed_parameters() == 147
