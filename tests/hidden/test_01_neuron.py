"""Chapter 1: the neuron, the perceptron, three activations and their slopes.

Expected values are worked out by hand, or number by number with Python's math.
"""

import math

import numpy as np
import pytest

# Rounding differs between right formulas: s (1 - s) loses digits where the slope is nearly 0.
CLOSE = {"rtol": 1e-9, "atol": 1e-12}
CLOSE_SINGLE = {"rtol": 1e-5, "atol": 1e-6}


def _sigmoid(z):
    return 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))


def _sigmoid_grad(z):
    return _sigmoid(z) * _sigmoid(-z)


def _tanh_grad(z):
    return 4 * _sigmoid_grad(2 * z)


TRUTH = {
    "sigmoid": _sigmoid,
    "tanh": math.tanh,
    "relu": lambda z: max(z, 0.0),
    "sigmoid_grad": _sigmoid_grad,
    "tanh_grad": _tanh_grad,
    "relu_grad": lambda z: 1.0 if z > 0 else 0.0,
}


def truth(name, Z):
    """The function of every entry, one by one."""
    return np.array([TRUTH[name](float(z)) for z in np.ravel(Z)]).reshape(np.shape(Z))


def every_elementwise(group):
    """Run a test for each activation and each slope, as a test of that function."""
    return pytest.mark.parametrize(
        "name", [pytest.param(name, marks=pytest.mark.exercise(name, group=group)) for name in TRUTH]
    )


def score(x, w, b):
    """w · x + b by Python's own exact sum."""
    return math.fsum([*(float(wi) * float(xi) for wi, xi in zip(w, x, strict=True)), float(b)])


def clear_samples(rng, m, n_in):
    """Samples, weights and a bias such that no score is so near 0 that rounding decides."""
    X, w, b = rng.normal(size=(m, n_in)), rng.normal(size=n_in), rng.normal()
    far = [abs(score(x, w, b)) > 1e-6 for x in X]
    return X[far], w, b


# neuron


@pytest.mark.exercise("neuron", group="values")
def test_neuron_weighs_adds_up_and_adds_the_bias_once(student):
    """3 - 4 + 9; with the bias in each product it would be 17."""
    assert student.neuron(np.array([3.0, 4.0]), np.array([1.0, -1.0]), 9.0) == 8.0


@pytest.mark.exercise("neuron", group="values")
def test_neuron_without_input_gives_its_bias(student):
    assert student.neuron(np.zeros(3), np.array([1.0, 2.0, 3.0]), -0.75) == -0.75


@pytest.mark.exercise("neuron", group="values")
def test_neuron_ties_each_weight_to_its_input(student):
    """1 * 10 + 2 * 100 and 2 * 10 + 1 * 100: exchanged weights are another neuron."""
    x = np.array([10.0, 100.0])
    one, other = student.neuron.each((x, np.array([1.0, 2.0]), 0.0), (x, np.array([2.0, 1.0]), 0.0))
    assert one == 210.0
    assert other == 120.0


@pytest.mark.exercise("neuron", group="values")
@pytest.mark.parametrize("n_in", [2, 7, 30])
def test_neuron_is_the_weighted_sum(student, rng, n_in):
    x, w, b = rng.normal(size=n_in), rng.normal(size=n_in), float(rng.normal())
    np.testing.assert_allclose(student.neuron(x, w, b), score(x, w, b), **CLOSE)


@pytest.mark.exercise("neuron", group="values")
def test_neuron_rises_with_its_bias(student, rng):
    x, w, b = rng.normal(size=4), rng.normal(size=4), float(rng.normal())
    higher, lower = student.neuron.each((x, w, b + 1), (x, w, b))
    np.testing.assert_allclose(higher - lower, 1.0, **CLOSE)


@pytest.mark.exercise("neuron", group="edges")
def test_neuron_gives_one_number(student, rng):
    assert np.shape(student.neuron(rng.normal(size=5), rng.normal(size=5), 0.5)) == ()


@pytest.mark.exercise("neuron", group="edges")
def test_neuron_may_have_one_input(student):
    assert student.neuron(np.array([2.0]), np.array([3.0]), -1.0) == 5.0


@pytest.mark.exercise("neuron", group="edges")
def test_neuron_takes_integers(student, rng):
    x, w = rng.integers(-9, 10, size=6), rng.integers(-9, 10, size=6)
    assert student.neuron(x, w, 3) == score(x, w, 3)


@pytest.mark.exercise("neuron", group="edges")
def test_neuron_takes_a_fractional_bias_with_integers(student):
    """1 * 2 + 2 * 3 + 0.5"""
    assert student.neuron(np.array([1, 2]), np.array([2, 3]), 0.5) == 8.5


@pytest.mark.exercise("neuron", group="edges")
def test_neuron_takes_single_precision(student, rng):
    x, w = rng.normal(size=8).astype(np.float32), rng.normal(size=8).astype(np.float32)
    np.testing.assert_allclose(student.neuron(x, w, 0.5), score(x, w, 0.5), **CLOSE_SINGLE)


@pytest.mark.exercise("neuron", group="edges")
def test_neuron_takes_a_row_of_a_table_and_a_column(student, rng):
    """Every third number of a read-only array, and the numbers from back to front."""
    table = rng.normal(size=(5, 9))
    table.setflags(write=False)
    rows, columns = (table[1, ::3], table[2, ::-3], 0.5), (table[:, 4], table[::-1, 6], -2)
    of_rows, of_columns = student.neuron.each(rows, columns)
    np.testing.assert_allclose(of_rows, score(*rows), **CLOSE)
    np.testing.assert_allclose(of_columns, score(*columns), **CLOSE)


@pytest.mark.exercise("neuron", group="edges")
def test_neuron_takes_huge_and_tiny_numbers(student):
    """1e300 * 1e-300 + 2 * 3 - 1"""
    z = student.strict.neuron(np.array([1e300, 2.0]), np.array([1e-300, 3.0]), -1.0)
    np.testing.assert_allclose(z, 6.0, **CLOSE)


@pytest.mark.exercise("neuron", group="unchanged")
def test_neuron_leaves_its_arguments_alone(student, rng):
    """Only of a right answer: whoever does nothing changes nothing either."""
    x, w, b = rng.normal(size=4), rng.normal(size=4), 0.5
    z, unchanged = student.neuron.watched(x, w, b)
    np.testing.assert_allclose(z, score(x, w, b), **CLOSE)
    assert unchanged


# perceptron_predict


@pytest.mark.exercise("perceptron_predict", group="values")
def test_perceptron_computes_and(student):
    X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    np.testing.assert_array_equal(student.perceptron_predict(X, np.array([1.0, 1.0]), -1.5), [0, 0, 0, 1])


@pytest.mark.exercise("perceptron_predict", group="values")
def test_perceptron_computes_or_and_not(student):
    X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    either = X, np.array([1.0, 1.0]), -0.5
    opposite = X[:2], np.array([0.0, -1.0]), 0.5
    of_either, of_opposite = student.perceptron_predict.each(either, opposite)
    np.testing.assert_array_equal(of_either, [0, 1, 1, 1])
    np.testing.assert_array_equal(of_opposite, [1, 0])


@pytest.mark.exercise("perceptron_predict", group="values")
@pytest.mark.parametrize("n_in", [1, 2, 3, 8])
def test_perceptron_decides_by_the_sign_of_the_score(student, rng, n_in):
    X, w, b = clear_samples(rng, 60, n_in)
    expected = [1 if score(x, w, b) > 0 else 0 for x in X]
    np.testing.assert_array_equal(student.perceptron_predict(X, w, b), expected)


@pytest.mark.exercise("perceptron_predict", group="values")
def test_perceptron_depends_on_the_line_and_not_on_the_size_of_the_weights(student, rng):
    """Small scores count as much as large ones: only their sign decides."""
    X, w, b = clear_samples(rng, 40, 3)
    large, small = student.perceptron_predict.each((X, w, b), (X, w / 1024, b / 1024))
    np.testing.assert_array_equal(small, large)
    np.testing.assert_array_equal(large, [1 if score(x, w, b) > 0 else 0 for x in X])


@pytest.mark.exercise("perceptron_predict", group="values")
def test_perceptron_turned_round_gives_the_other_class(student, rng):
    X, w, b = clear_samples(rng, 40, 2)
    one, other = student.perceptron_predict.each((X, w, b), (X, -w, -b))
    np.testing.assert_array_equal(np.asarray(one) + np.asarray(other), np.ones(len(X)))


@pytest.mark.exercise("perceptron_predict", group="values")
def test_perceptron_learns_a_line_by_rosenblatts_rule(student):
    """w += (y - prediction) x, one pass at a time; separable data are learnt after finitely many passes."""
    X = np.array([[2.0, 1.0], [3.0, -1.0], [1.5, 2.0], [-1.0, 0.5], [-2.0, -1.0], [-0.5, -2.0]])
    y = np.array([1, 1, 1, 0, 0, 0])
    w, b = np.zeros(2), 0.0
    errors = [1]
    for _ in range(20):
        if not any(errors):
            break  # another pass would change nothing
        errors = []
        for x, target in zip(X, y, strict=True):
            errors.append(target - int(np.squeeze(student.perceptron_predict(x[None], w, b))))
            w, b = w + errors[-1] * x, b + errors[-1]
    np.testing.assert_array_equal(student.perceptron_predict(X, w, b), y)


@pytest.mark.exercise("perceptron_predict", group="edges")
def test_perceptron_puts_the_line_itself_into_class_0(student):
    """All scores are exactly 0: 1 - 1, 2 - 2 and 0."""
    X = np.array([[1.0, 1.0], [2.0, 2.0], [0.0, 0.0]])
    np.testing.assert_array_equal(student.perceptron_predict(X, np.array([1.0, -1.0]), 0.0), [0, 0, 0])


@pytest.mark.exercise("perceptron_predict", group="edges")
@pytest.mark.parametrize("m", [0, 1, 5])
def test_perceptron_gives_one_class_a_row(student, rng, m):
    assert np.shape(student.perceptron_predict(rng.normal(size=(m, 3)), rng.normal(size=3), 0.5)) == (m,)


@pytest.mark.exercise("perceptron_predict", group="edges")
def test_perceptron_gives_numbers_to_compute_with(student, rng):
    """Rosenblatt's rule subtracts predictions, and a network uses them as indices; Booleans do neither."""
    predicted = student.perceptron_predict(rng.normal(size=(6, 2)), rng.normal(size=2), 0.1)
    assert np.asarray(predicted).dtype.kind in "iuf"


@pytest.mark.exercise("perceptron_predict", group="edges")
def test_perceptron_takes_integers(student, rng):
    X, w = rng.integers(-4, 5, size=(30, 3)), rng.integers(-4, 5, size=3)
    expected = [1 if score(x, w, 1) > 0 else 0 for x in X]
    np.testing.assert_array_equal(student.perceptron_predict(X, w, 1), expected)


@pytest.mark.exercise("perceptron_predict", group="edges")
def test_perceptron_takes_samples_that_lie_in_memory_in_any_way(student, rng):
    X, w, b = clear_samples(rng, 40, 6)
    expected = np.array([1 if score(x, w, b) > 0 else 0 for x in X])
    fixed_X, fixed_w = X.copy(), w.copy()
    fixed_X.setflags(write=False)
    fixed_w.setflags(write=False)
    by_columns, backwards, fixed = student.perceptron_predict.each(
        (np.asfortranarray(X), w, b), (X[::-2], w, b), (fixed_X, fixed_w, b)
    )
    np.testing.assert_array_equal(by_columns, expected)
    np.testing.assert_array_equal(backwards, expected[::-2])
    np.testing.assert_array_equal(fixed, expected)


@pytest.mark.exercise("perceptron_predict", group="edges")
def test_perceptron_takes_single_precision(student):
    """The scores are 0.25, -0.75 and 0, exactly."""
    X = np.array([[0.5, 0.25], [-0.5, 0.25], [0.25, 0.25]], dtype=np.float32)
    w = np.array([1.0, -1.0], dtype=np.float32)
    np.testing.assert_array_equal(student.perceptron_predict(X, w, 0.0), [1, 0, 0])


@pytest.mark.exercise("perceptron_predict", group="edges")
def test_perceptron_takes_huge_and_tiny_scores(student):
    X = np.array([[1e300], [-1e300], [1e-300], [-1e-300]])
    np.testing.assert_array_equal(student.strict.perceptron_predict(X, np.array([1.0]), 0.0), [1, 0, 1, 0])


@pytest.mark.exercise("perceptron_predict", group="unchanged")
def test_perceptron_leaves_its_arguments_alone(student, rng):
    X, w, b = clear_samples(rng, 20, 3)
    predicted, unchanged = student.perceptron_predict.watched(X, w, b)
    np.testing.assert_array_equal(predicted, [score(x, w, b) > 0 for x in X])
    assert unchanged


# What all activations and slopes have in common


@every_elementwise("values")
def test_every_entry_is_the_function_of_that_entry(student, rng, name):
    Z = rng.normal(scale=3.0, size=(6, 5))
    np.testing.assert_allclose(getattr(student, name)(Z), truth(name, Z), **CLOSE)


@every_elementwise("values")
def test_an_entry_does_not_depend_on_its_neighbours(student, rng, name):
    """What comes out for part of an array is part of what comes out."""
    z = rng.normal(scale=2.0, size=9)
    part, whole = getattr(student, name).each((z[3:7],), (z,))
    np.testing.assert_allclose(part, np.asarray(whole)[3:7], **CLOSE)


@every_elementwise("edges")
@pytest.mark.parametrize("shape", [(), (1,), (4,), (3, 1), (1, 3), (2, 3, 4), (0,), (0, 3)], ids=str)
def test_the_shape_stays(student, rng, name, shape):
    Z = rng.normal(size=shape)
    assert np.shape(getattr(student, name)(Z)) == shape


@every_elementwise("edges")
@pytest.mark.parametrize("z", [0.0, 0.5, -1.25, 3, -2], ids=str)
def test_a_single_number_is_enough(student, name, z):
    a = getattr(student, name)(z)
    assert np.shape(a) == ()
    np.testing.assert_allclose(float(a), TRUTH[name](z), **CLOSE)


@every_elementwise("edges")
def test_integers_count_as_numbers(student, rng, name):
    """An answer stored in an array of integers loses its fractions."""
    Z = np.append(rng.integers(-5, 6, size=11), 0).reshape(3, 4)
    np.testing.assert_allclose(getattr(student, name)(Z), truth(name, Z), **CLOSE)


@every_elementwise("edges")
@pytest.mark.parametrize("way", ["by columns", "with gaps", "backwards", "read-only"])
def test_it_does_not_matter_how_the_argument_lies_in_memory(student, rng, name, way):
    """Slices and transposes share the memory of another array, and some arrays may not be written to."""
    Z = rng.normal(scale=2.0, size=(6, 4))
    Z = {"by columns": Z.T, "with gaps": Z[::2, ::3], "backwards": Z[::-1], "read-only": Z}[way]
    Z.setflags(write=way != "read-only")
    np.testing.assert_allclose(getattr(student, name)(Z), truth(name, Z), **CLOSE)


@every_elementwise("edges")
def test_single_precision_is_enough(student, rng, name):
    Z = rng.normal(scale=2.0, size=(4, 3)).astype(np.float32)
    np.testing.assert_allclose(getattr(student, name)(Z), truth(name, Z), **CLOSE_SINGLE)


@every_elementwise("edges")
@pytest.mark.parametrize("sign", [1.0, -1.0], ids=["above", "below"])
def test_nothing_overflows(student, rng, name, sign):
    """Up to 1e300, and for one number alone as well as in an array."""
    far = sign * np.array([40.0, 100.0, 710.0, 1000.0, 1e10, 1e300, float(rng.uniform(800, 1e6))])
    array, number = getattr(student.strict, name).each((far,), (float(far[-1]),))
    np.testing.assert_allclose(array, truth(name, far), **CLOSE)
    np.testing.assert_allclose(number, TRUTH[name](float(far[-1])), **CLOSE)


@every_elementwise("edges")
def test_nothing_overflows_in_single_precision(student, name):
    """exp(89) is already too large for a float32."""
    far = np.array([-1000.0, -100.0, -89.0, 89.0, 100.0, 1000.0], dtype=np.float32)
    np.testing.assert_allclose(getattr(student.strict, name)(far), truth(name, far), **CLOSE_SINGLE)


@every_elementwise("edges")
def test_tiny_numbers_do_no_harm(student, name):
    tiny = np.array([1e-12, -1e-12, 1e-300, -1e-300])
    np.testing.assert_allclose(getattr(student.strict, name)(tiny), truth(name, tiny), rtol=1e-9, atol=1e-15)


@every_elementwise("unchanged")
@pytest.mark.parametrize("dtype", [float, np.float32, int], ids=["float", "single", "int"])
def test_the_argument_is_left_alone(student, rng, name, dtype):
    Z = rng.integers(-5, 6, size=(3, 4)).astype(dtype)
    a, unchanged = getattr(student, name).watched(Z)
    np.testing.assert_allclose(a, truth(name, Z), **CLOSE_SINGLE)
    assert unchanged


# sigmoid


@pytest.mark.exercise("sigmoid", group="values")
def test_sigmoid_of_zero_is_one_half(student):
    assert student.sigmoid(0.0) == 0.5


@pytest.mark.exercise("sigmoid", group="values")
def test_sigmoid_turns_odds_into_probabilities(student):
    """Odds of 3 to 1 are a probability of 3/4, and ln 3 is their logarithm."""
    z = np.log([3.0, 1 / 3, 4.0, 9.0])
    np.testing.assert_allclose(student.sigmoid(z), [0.75, 0.25, 0.8, 0.9], **CLOSE)


@pytest.mark.exercise("sigmoid", group="values")
def test_sigmoid_of_both_sides_adds_up_to_one(student, rng):
    z = rng.normal(scale=4.0, size=20)
    right, left = student.sigmoid.each((z,), (-z,))
    np.testing.assert_allclose(np.asarray(right) + left, np.ones(20), **CLOSE)


@pytest.mark.exercise("sigmoid", group="values")
def test_sigmoid_never_falls(student, rng):
    z = np.sort(rng.uniform(-8, 8, size=50))
    assert np.all(np.diff(student.sigmoid(z)) > 0)


@pytest.mark.exercise("sigmoid", group="values")
def test_a_neuron_with_this_sigmoid_is_sure_on_the_side_of_its_score(student, rng):
    """Logistic regression on many rows: a probability above one half is a score above 0."""
    X, w, b = clear_samples(rng, 200, 4)
    scores = np.array([score(x, w, b) for x in X])
    np.testing.assert_array_equal(np.asarray(student.sigmoid(scores)) > 0.5, scores > 0)


# tanh


@pytest.mark.exercise("tanh", group="values")
def test_tanh_of_zero_is_zero(student):
    assert student.tanh(0.0) == 0.0


@pytest.mark.exercise("tanh", group="values")
def test_tanh_of_the_logarithm_of_two_is_three_fifths(student):
    """(2 - 1/2) / (2 + 1/2) and (3 - 1/3) / (3 + 1/3)"""
    np.testing.assert_allclose(student.tanh(np.log([2.0, 3.0])), [0.6, 0.8], **CLOSE)


@pytest.mark.exercise("tanh", group="values")
def test_tanh_is_odd(student, rng):
    z = rng.normal(scale=2.0, size=20)
    right, left = student.tanh.each((z,), (-z,))
    np.testing.assert_allclose(left, -np.asarray(right), **CLOSE)


# relu


@pytest.mark.exercise("relu", group="values")
def test_relu_lets_the_positive_through(student):
    np.testing.assert_array_equal(student.relu(np.array([-13.0, -0.5, 0.0, 0.25, 46.0])), [0, 0, 0, 0.25, 46])


@pytest.mark.exercise("relu", group="values")
def test_relu_twice_is_relu_once(student, rng):
    once = student.relu(rng.normal(size=12))
    np.testing.assert_array_equal(student.relu(np.asarray(once)), once)


@pytest.mark.exercise("relu", group="values")
def test_relu_splits_a_number_into_its_two_sides(student, rng):
    z = rng.normal(size=12)
    right, left = student.relu.each((z,), (-z,))
    np.testing.assert_allclose(np.asarray(right) - left, z, **CLOSE)


# slopes


def central_difference(function, z, h=1e-5):
    return (function(z + h) - function(z - h)) / (2 * h)


@pytest.mark.exercise("sigmoid_grad", group="values")
def test_the_sigmoid_is_steepest_at_zero(student):
    """0.5 * (1 - 0.5)"""
    assert student.sigmoid_grad(0.0) == 0.25


@pytest.mark.exercise("sigmoid_grad", group="values")
def test_sigmoid_grad_by_hand(student):
    """At ln 3 the sigmoid is 3/4 and the slope 3/4 * 1/4; at ln 4, 4/5 * 1/5."""
    np.testing.assert_allclose(student.sigmoid_grad(np.log([3.0, 4.0, 1 / 4])), [0.1875, 0.16, 0.16], **CLOSE)


@pytest.mark.exercise("sigmoid_grad", group="values")
def test_sigmoid_grad_is_the_slope_of_the_sigmoid(student, rng):
    z = rng.uniform(-6, 6, size=15)
    slopes = [central_difference(_sigmoid, zi) for zi in z]
    np.testing.assert_allclose(student.sigmoid_grad(z), slopes, rtol=1e-5, atol=1e-9)


@pytest.mark.exercise("sigmoid_grad", group="values")
def test_a_neuron_descends_with_this_slope(student, rng):
    """Ten steps on the squared error of one neuron end where the same steps with Python's math end."""
    x, y = rng.normal(size=12), rng.uniform(0.1, 0.9, size=12)
    w = expected = 0.5
    for _ in range(10):
        z = w * x
        w -= 0.5 * np.mean((truth("sigmoid", z) - y) * student.sigmoid_grad(z) * x)
        z = expected * x
        expected -= 0.5 * np.mean((truth("sigmoid", z) - y) * truth("sigmoid_grad", z) * x)
    np.testing.assert_allclose(w, expected, rtol=1e-8)


@pytest.mark.exercise("tanh_grad", group="values")
def test_tanh_rises_like_its_input_at_zero(student):
    assert student.tanh_grad(0.0) == 1.0


@pytest.mark.exercise("tanh_grad", group="values")
def test_tanh_grad_by_hand(student):
    """At ln 2 tanh is 3/5, at ln 3 it is 4/5, at -ln 3 it is -4/5."""
    z = np.log([2.0, 3.0, 1 / 3])
    np.testing.assert_allclose(student.tanh_grad(z), [0.64, 0.36, 0.36], **CLOSE)


@pytest.mark.exercise("tanh_grad", group="values")
def test_tanh_grad_is_the_slope_of_tanh(student, rng):
    z = rng.uniform(-4, 4, size=15)
    slopes = [central_difference(math.tanh, zi) for zi in z]
    np.testing.assert_allclose(student.tanh_grad(z), slopes, rtol=1e-5, atol=1e-8)


@pytest.mark.exercise("relu_grad", group="values")
def test_relu_grad_is_one_above_zero_and_zero_below(student):
    np.testing.assert_array_equal(student.relu_grad(np.array([-13.0, -0.5, 0.25, 46.0])), [0, 0, 1, 1])


@pytest.mark.exercise("relu_grad", group="values")
def test_relu_grad_is_the_slope_of_relu(student, rng):
    """Away from the corner, where there is none."""
    z = rng.uniform(0.1, 5, size=12) * rng.choice([-1, 1], size=12)
    slopes = [central_difference(TRUTH["relu"], zi) for zi in z]
    np.testing.assert_allclose(student.relu_grad(z), slopes, rtol=1e-6, atol=1e-9)


@pytest.mark.exercise("relu_grad", group="edges")
def test_relu_grad_at_the_corner_is_zero(student):
    np.testing.assert_array_equal(student.relu_grad(np.array([0.0, -0.0, 2.0])), [0, 0, 1])


@pytest.mark.exercise("relu_grad", group="edges")
def test_relu_grad_gives_numbers_to_compute_with(student, rng):
    """A Boolean can be a factor, but -slope and slope - slope are errors."""
    assert np.asarray(student.relu_grad(rng.normal(size=6))).dtype.kind in "iuf"


# Questions


@pytest.mark.exercise("answer_thin_line", group="answer")
def test_the_thin_line_carries_the_larger_product(student):
    """0.03 * 500 = 15 against 2.5 * 0.8 = 2."""
    assert abs(float(student.answer_thin_line()) - 7.5) < 0.01


@pytest.mark.exercise("answer_separable_tables", group="answer")
def test_the_tables_of_three_inputs_that_a_neuron_computes(student):
    """Known since the 1960s: 2, 4, 14, 104, 1882 for no to four inputs."""
    assert student.answer_separable_tables() == 104


@pytest.mark.exercise("answer_neuron_bug", group="answer")
def test_a_probability_is_compared_with_one_half(student):
    assert student.answer_neuron_bug().strip().lower() == "c"
