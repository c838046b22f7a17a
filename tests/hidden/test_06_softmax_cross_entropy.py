"""Chapter 6: softmax and its logarithm, one-hot labels, cross-entropy, and the gradients of these.

Expected values are worked out by hand, or number by number with Python's math.
"""

import math

import numpy as np
import pytest

CLOSE = {"rtol": 1e-9, "atol": 1e-12}
CLOSE_SINGLE = {"rtol": 1e-5, "atol": 1e-6}


def soft(z):
    """The probabilities of one row, with Python's exact sum."""
    shifted = [float(score) - float(max(z)) for score in z]
    total = math.fsum(map(math.exp, shifted))
    return [math.exp(score) / total for score in shifted]


def log_soft(z):
    """Their logarithms."""
    shifted = [float(score) - float(max(z)) for score in z]
    total = math.log(math.fsum(map(math.exp, shifted)))
    return [score - total for score in shifted]


def rows(function, Z):
    return np.array([function(z) for z in Z])


def loss_of(P, y):
    return -math.fsum(math.log(float(p[label])) for p, label in zip(P, y, strict=True)) / len(y)


def said_minus_true(Z, y):
    dZ = rows(soft, Z)
    for i, label in enumerate(y):
        dZ[i, label] -= 1
    return dZ / len(y)


def probabilities(rng, m, k):
    """Rows that add up to 1, none of them smaller than a thousandth or so."""
    raw = rng.uniform(0.02, 1.0, size=(m, k))
    return raw / raw.sum(axis=1, keepdims=True)


def frozen(array):
    array.setflags(write=False)
    return array


def layouts(array):
    """The same numbers in Fortran order, as a view with gaps, and as an array that cannot be written to."""
    wide = np.zeros((2 * array.shape[0], 2 * array.shape[1]), array.dtype)
    wide[::2, ::2] = array
    return np.asfortranarray(array), wide[::2, ::2], frozen(array.copy())


def clouds(rng):
    """Three groups of points and their labels, far enough from each other that a line can part them."""
    y = np.arange(36) % 3
    middles = np.array([[0.0, 4.0], [-4.0, -3.0], [4.0, -3.0]])
    return middles[y] + rng.uniform(-1, 1, size=(36, 2)), y


# softmax


@pytest.mark.exercise("softmax", group="values")
def test_softmax_of_logarithms_gives_back_the_shares(student):
    """exp(ln 1), exp(ln 2), exp(ln 5) are 1, 2, 5 of 8."""
    Z = np.log([[1.0, 2.0, 5.0], [5.0, 1.0, 2.0]])
    np.testing.assert_allclose(student.softmax(Z), [[0.125, 0.25, 0.625], [0.625, 0.125, 0.25]], **CLOSE)


@pytest.mark.exercise("softmax", group="values")
@pytest.mark.parametrize(("m", "k"), [(1, 2), (4, 3), (3, 3), (7, 10)])
def test_softmax_is_right_number_by_number(student, rng, m, k):
    Z = rng.normal(scale=3.0, size=(m, k))
    np.testing.assert_allclose(student.softmax(Z), rows(soft, Z), **CLOSE)


@pytest.mark.exercise("softmax", group="values")
def test_softmax_does_not_feel_a_shift(student, rng):
    Z = rng.normal(size=(5, 4))
    shift = rng.normal(scale=20.0, size=(5, 1))
    np.testing.assert_allclose(student.softmax(Z + shift), rows(soft, Z), rtol=1e-8)


@pytest.mark.exercise("softmax", group="values")
def test_softmax_of_two_scores_is_a_sigmoid(student, rng):
    z = rng.normal(scale=3.0, size=8)
    P = student.softmax(np.column_stack([z, np.zeros(8)]))
    np.testing.assert_allclose(P[:, 0], [1 / (1 + math.exp(-score)) for score in z], **CLOSE)


@pytest.mark.exercise("softmax", group="values")
def test_softmax_of_a_row_does_not_depend_on_the_other_rows(student, rng):
    Z = rng.normal(scale=4.0, size=(6, 3))
    np.testing.assert_allclose(student.softmax(Z[2:3]), np.asarray(student.softmax(Z))[2:3], **CLOSE)
    np.testing.assert_allclose(student.softmax(Z[::-1]), rows(soft, Z[::-1]), **CLOSE)


@pytest.mark.exercise("softmax", group="edges")
@pytest.mark.parametrize("offset", [1e3, -1e3, 1e6, -1e8])
def test_softmax_does_not_overflow(student, offset):
    """The differences are 1 and 3, whatever the offset is."""
    P = student.strict.softmax(np.array([[0.0, -1.0, -3.0]]) + offset)
    np.testing.assert_allclose(P, [soft([0, -1, -3])], rtol=1e-7)


@pytest.mark.exercise("softmax", group="edges")
def test_softmax_takes_rows_of_very_different_size(student):
    """One maximum for all of them would make the second row 0/0."""
    Z = np.array([[5000.0, 5001.0], [0.0, 1.0], [-5000.0, -4999.0]])
    np.testing.assert_allclose(student.strict.softmax(Z), rows(soft, Z), **CLOSE)


@pytest.mark.exercise("softmax", group="edges")
def test_softmax_of_far_scores_is_one_and_zero(student):
    P = student.strict.softmax(np.array([[1e300, 0.0], [-1e300, 0.0]]))
    np.testing.assert_allclose(P, [[1, 0], [0, 1]], **CLOSE)


@pytest.mark.exercise("softmax", group="edges")
def test_softmax_of_one_class_is_certain(student, rng):
    np.testing.assert_allclose(student.softmax(rng.normal(size=(4, 1))), np.ones((4, 1)), **CLOSE)


@pytest.mark.exercise("softmax", group="edges")
def test_softmax_takes_integers(student, rng):
    Z = rng.integers(-6, 7, size=(5, 4))
    np.testing.assert_allclose(student.softmax(Z), rows(soft, Z), **CLOSE)


@pytest.mark.exercise("softmax", group="edges")
def test_softmax_takes_single_precision(student, rng):
    """exp(89) is already too large for a float32."""
    Z = rng.normal(scale=2.0, size=(4, 3)).astype(np.float32)
    Z[1] += 200
    np.testing.assert_allclose(student.strict.softmax(Z), rows(soft, Z), **CLOSE_SINGLE)


@pytest.mark.exercise("softmax", group="edges")
def test_softmax_takes_any_layout(student, rng):
    Z = rng.normal(size=(4, 3))
    for same in layouts(Z):
        np.testing.assert_allclose(student.softmax(same), rows(soft, Z), **CLOSE)


@pytest.mark.exercise("softmax", group="unchanged")
@pytest.mark.parametrize("dtype", [float, np.float32, int], ids=["float", "single", "int"])
def test_softmax_leaves_the_scores_alone(student, rng, dtype):
    Z = rng.integers(-5, 6, size=(3, 4)).astype(dtype)
    np.testing.assert_allclose(student.softmax(Z), rows(soft, Z), **CLOSE_SINGLE)
    assert student.softmax.unchanged(Z)


@pytest.mark.exercise("softmax", group="use")
def test_a_classifier_learns_with_this_softmax(student, rng):
    """Forty steps of one layer, which Python's math then repeats."""
    X, y = clouds(rng)
    Y = np.eye(3)[y]
    W, expected = np.zeros((3, 2)), np.zeros((3, 2))
    for _ in range(40):
        W = W - 0.2 * (np.asarray(student.softmax(X @ W.T)) - Y).T @ X / len(y)
        expected = expected - 0.2 * (rows(soft, X @ expected.T) - Y).T @ X / len(y)
    np.testing.assert_allclose(W, expected, rtol=1e-7, atol=1e-10)
    np.testing.assert_array_equal(np.argmax(student.softmax(X @ W.T), axis=1), y)


# log_softmax


@pytest.mark.exercise("log_softmax", group="values")
def test_log_softmax_of_equal_scores_is_minus_ln_k(student):
    np.testing.assert_allclose(
        student.log_softmax(np.full((2, 10), 3.0)), np.full((2, 10), -math.log(10)), **CLOSE
    )


@pytest.mark.exercise("log_softmax", group="values")
@pytest.mark.parametrize(("m", "k"), [(1, 2), (4, 3), (3, 3), (6, 10)])
def test_log_softmax_is_right_number_by_number(student, rng, m, k):
    Z = rng.normal(scale=3.0, size=(m, k))
    np.testing.assert_allclose(student.log_softmax(Z), rows(log_soft, Z), **CLOSE)


@pytest.mark.exercise("log_softmax", group="values")
def test_differences_of_scores_stay_what_they_are(student, rng):
    """log p_i - log p_j = z_i - z_j, and the exponentials of a row add up to 1."""
    Z = rng.normal(scale=5.0, size=(5, 3))
    L = np.asarray(student.log_softmax(Z))
    np.testing.assert_allclose(L[:, :1] - L, Z[:, :1] - Z, rtol=1e-8, atol=1e-10)
    np.testing.assert_allclose(np.exp(L).sum(axis=1), np.ones(5), **CLOSE)


@pytest.mark.exercise("log_softmax", group="edges")
def test_log_softmax_of_what_is_too_small_to_write_down(student):
    """exp(-800) is 0 for a computer, and its logarithm is -800 all the same."""
    L = student.strict.log_softmax(np.array([[0.0, -800.0], [1e5, 0.0]]))
    np.testing.assert_allclose(L, [[0, -800], [0, -1e5]], **CLOSE)


@pytest.mark.exercise("log_softmax", group="edges")
@pytest.mark.parametrize("offset", [1e3, -1e3, 1e6])
def test_log_softmax_does_not_overflow(student, offset):
    L = student.strict.log_softmax(np.array([[0.0, -1.0, -3.0]]) + offset)
    np.testing.assert_allclose(L, [log_soft([0, -1, -3])], rtol=1e-7)


@pytest.mark.exercise("log_softmax", group="edges")
def test_log_softmax_takes_rows_of_very_different_size(student):
    Z = np.array([[5000.0, 5001.0], [0.0, 1.0], [-5000.0, -4999.0]])
    np.testing.assert_allclose(student.strict.log_softmax(Z), rows(log_soft, Z), rtol=1e-8)


@pytest.mark.exercise("log_softmax", group="edges")
def test_log_softmax_takes_integers_and_one_class(student, rng):
    Z = rng.integers(-6, 7, size=(5, 4))
    np.testing.assert_allclose(student.log_softmax(Z), rows(log_soft, Z), **CLOSE)
    np.testing.assert_allclose(student.log_softmax(rng.normal(size=(3, 1))), np.zeros((3, 1)), **CLOSE)


@pytest.mark.exercise("log_softmax", group="edges")
def test_log_softmax_takes_single_precision_and_any_layout(student, rng):
    Z = rng.normal(scale=2.0, size=(4, 3))
    for same in (*layouts(Z), Z.astype(np.float32)):
        np.testing.assert_allclose(student.log_softmax(same), rows(log_soft, Z), **CLOSE_SINGLE)


@pytest.mark.exercise("log_softmax", group="unchanged")
@pytest.mark.parametrize("dtype", [float, np.float32, int], ids=["float", "single", "int"])
def test_log_softmax_leaves_the_scores_alone(student, rng, dtype):
    Z = rng.integers(-5, 6, size=(3, 4)).astype(dtype)
    np.testing.assert_allclose(student.log_softmax(Z), rows(log_soft, Z), **CLOSE_SINGLE)
    assert student.log_softmax.unchanged(Z)


# one_hot


@pytest.mark.exercise("one_hot", group="values")
def test_one_hot_puts_a_one_in_the_column_of_the_label(student):
    np.testing.assert_array_equal(
        student.one_hot(np.array([2, 0, 1, 2]), 3), [[0, 0, 1], [1, 0, 0], [0, 1, 0], [0, 0, 1]]
    )


@pytest.mark.exercise("one_hot", group="values")
def test_the_place_of_the_one_gives_the_label_back(student, rng):
    y = rng.integers(0, 7, size=20)
    Y = np.asarray(student.one_hot(y, 7))
    assert Y.shape == (20, 7)
    np.testing.assert_array_equal(Y.argmax(axis=1), y)
    np.testing.assert_array_equal(np.sort(Y, axis=1), np.tile([0.0] * 6 + [1.0], (20, 1)))


@pytest.mark.exercise("one_hot", group="values")
def test_a_class_that_does_not_occur_keeps_its_column(student):
    np.testing.assert_array_equal(student.one_hot(np.array([0, 1]), 4), [[1, 0, 0, 0], [0, 1, 0, 0]])


@pytest.mark.exercise("one_hot", group="edges")
@pytest.mark.parametrize("wrong", [-1, 4, 400, -5])
@pytest.mark.parametrize("place", [0, 2])
def test_a_label_out_of_range_is_refused(student, rng, wrong, place):
    """In company of right ones, which are not."""
    y = rng.integers(0, 4, size=3)
    np.testing.assert_array_equal(np.argmax(student.one_hot(y, 4), axis=1), y)
    y[place] = wrong
    with pytest.raises(Exception, match="raised an exception: ValueError"):
        student.one_hot(y, 4)


@pytest.mark.exercise("one_hot", group="edges")
def test_one_hot_takes_one_sample_and_one_class(student):
    np.testing.assert_array_equal(student.one_hot(np.array([1]), 2), [[0, 1]])
    np.testing.assert_array_equal(student.one_hot(np.array([0, 0]), 1), [[1], [1]])


@pytest.mark.exercise("one_hot", group="edges")
@pytest.mark.parametrize("dtype", [np.uint8, np.int32, np.int64])
def test_one_hot_takes_whole_numbers_of_any_kind(student, dtype):
    y = np.array([3, 0, 9], dtype=dtype)
    np.testing.assert_array_equal(np.argmax(student.one_hot(y, 10), axis=1), [3, 0, 9])


@pytest.mark.exercise("one_hot", group="edges")
def test_one_hot_gives_numbers_to_compute_with(student):
    """Probabilities minus labels; a difference with Booleans would be an error."""
    assert np.asarray(student.one_hot(np.array([1, 0]), 3)).dtype.kind in "iuf"


@pytest.mark.exercise("one_hot", group="unchanged")
def test_one_hot_leaves_the_labels_alone(student, rng):
    y = rng.integers(0, 5, size=9)
    np.testing.assert_array_equal(np.argmax(student.one_hot(y, 5), axis=1), y)
    assert student.one_hot.unchanged(y, 5)


# cross_entropy


@pytest.mark.exercise("cross_entropy", group="values")
def test_cross_entropy_by_hand(student):
    """-ln p is 3 and 0; -ln of a half and of a quarter are ln 2 and 2 ln 2."""
    P = np.array([[math.exp(-3), 1 - math.exp(-3)], [1.0, 0.0]])
    np.testing.assert_allclose(student.cross_entropy(P[:, ::-1], np.array([1, 1])), 1.5, **CLOSE)
    P = np.array([[0.5, 0.25, 0.25], [0.5, 0.25, 0.25]])
    np.testing.assert_allclose(student.cross_entropy(P, np.array([0, 2])), 1.5 * math.log(2), **CLOSE)


@pytest.mark.exercise("cross_entropy", group="values")
@pytest.mark.parametrize("k", [2, 3, 10])
def test_a_guess_costs_ln_k(student, rng, k):
    y = rng.integers(0, k, size=8)
    np.testing.assert_allclose(student.cross_entropy(np.full((8, k), 1 / k), y), math.log(k), **CLOSE)


@pytest.mark.exercise("cross_entropy", group="values")
@pytest.mark.parametrize(("m", "k"), [(1, 3), (3, 3), (9, 4)])
def test_cross_entropy_is_right_number_by_number(student, rng, m, k):
    P, y = probabilities(rng, m, k), rng.integers(0, k, size=m)
    np.testing.assert_allclose(student.cross_entropy(P, y), loss_of(P, y), **CLOSE)


@pytest.mark.exercise("cross_entropy", group="values")
def test_what_the_wrong_classes_got_does_not_matter(student):
    y = np.array([0])
    for others in ([0.6, 0.1], [0.35, 0.35], [0.0, 0.7]):
        np.testing.assert_allclose(
            student.cross_entropy(np.array([[0.3, *others]]), y), -math.log(0.3), **CLOSE
        )


@pytest.mark.exercise("cross_entropy", group="edges")
def test_cross_entropy_gives_one_number(student, rng):
    for m in (1, 4):
        P, y = probabilities(rng, m, 3), rng.integers(0, 3, size=m)
        L = student.cross_entropy(P, y)
        assert np.shape(L) == ()
        np.testing.assert_allclose(L, loss_of(P, y), **CLOSE)


@pytest.mark.exercise("cross_entropy", group="edges")
def test_a_zero_for_a_wrong_class_does_no_harm(student):
    """0 and -ln(1/4), strictly without an infinite logarithm on the way."""
    P = np.array([[1.0, 0.0, 0.0], [0.0, 0.75, 0.25]])
    np.testing.assert_allclose(student.strict.cross_entropy(P, np.array([0, 2])), math.log(2), **CLOSE)


@pytest.mark.exercise("cross_entropy", group="edges")
@pytest.mark.parametrize("p", [1e-5, 1e-9, 1e-20, 1e-300])
def test_tiny_probabilities_cost_what_they_cost(student, p):
    """Nothing is added to them or cut off."""
    L = student.strict.cross_entropy(np.array([[p, 1 - p], [0.5, 0.5]]), np.array([0, 1]))
    np.testing.assert_allclose(L, (-math.log(p) + math.log(2)) / 2, **CLOSE)


@pytest.mark.exercise("cross_entropy", group="edges")
def test_a_sure_mistake_costs_infinitely_much(student):
    assert student.cross_entropy(np.array([[0.0, 1.0], [0.5, 0.5]]), np.array([0, 1])) == math.inf


@pytest.mark.exercise("cross_entropy", group="edges")
def test_cross_entropy_takes_single_precision_and_any_layout(student, rng):
    P, y = probabilities(rng, 5, 3), rng.integers(0, 3, size=5)
    for same in (*layouts(P), P.astype(np.float32)):
        np.testing.assert_allclose(
            student.cross_entropy(same, y.astype(np.int32)), loss_of(P, y), **CLOSE_SINGLE
        )


@pytest.mark.exercise("cross_entropy", group="unchanged")
def test_cross_entropy_leaves_its_arguments_alone(student, rng):
    P, y = probabilities(rng, 5, 3), rng.integers(0, 3, size=5)
    np.testing.assert_allclose(student.cross_entropy(P, y), loss_of(P, y), **CLOSE)
    assert student.cross_entropy.unchanged(P, y)


# cross_entropy_grad


def slopes_of_the_loss(P, y):
    dP = np.zeros(np.shape(P))
    for i, label in enumerate(y):
        dP[i, label] = -1 / (len(y) * float(P[i][label]))
    return dP


@pytest.mark.exercise("cross_entropy_grad", group="values")
def test_cross_entropy_grad_by_hand(student):
    """-1 / (2 · 1/4) and -1 / (2 · 1/2)"""
    P = np.array([[0.25, 0.75], [0.5, 0.5]])
    np.testing.assert_allclose(student.cross_entropy_grad(P, np.array([0, 1])), [[-2, 0], [0, -1]], **CLOSE)


@pytest.mark.exercise("cross_entropy_grad", group="values")
@pytest.mark.parametrize(("m", "k"), [(1, 3), (3, 3), (8, 4)])
def test_cross_entropy_grad_is_right_number_by_number(student, rng, m, k):
    P, y = probabilities(rng, m, k), rng.integers(0, k, size=m)
    np.testing.assert_allclose(student.cross_entropy_grad(P, y), slopes_of_the_loss(P, y), **CLOSE)


@pytest.mark.exercise("cross_entropy_grad", group="values")
def test_cross_entropy_grad_is_the_slope_of_the_loss(student, rng):
    """By central differences, each probability on its own."""
    P, y, h = probabilities(rng, 4, 3), rng.integers(0, 3, size=4), 1e-6
    measured = np.zeros(P.shape)
    for place in np.ndindex(P.shape):
        up, down = P.copy(), P.copy()
        up[place] += h
        down[place] -= h
        measured[place] = (loss_of(up, y) - loss_of(down, y)) / (2 * h)
    np.testing.assert_allclose(student.cross_entropy_grad(P, y), measured, rtol=1e-5, atol=1e-8)


@pytest.mark.exercise("cross_entropy_grad", group="edges")
def test_cross_entropy_grad_of_a_wrong_class_with_zero_is_zero(student):
    """And not 0 / 0."""
    P = np.array([[1.0, 0.0, 0.0], [0.0, 0.5, 0.5]])
    dP = student.strict.cross_entropy_grad(P, np.array([0, 2]))
    np.testing.assert_allclose(dP, [[-0.5, 0, 0], [0, 0, -1]], **CLOSE)


@pytest.mark.exercise("cross_entropy_grad", group="edges")
@pytest.mark.parametrize("p", [1e-9, 1e-15, 1e-200])
def test_cross_entropy_grad_is_as_steep_as_it_is(student, p):
    dP = student.strict.cross_entropy_grad(np.array([[p, 1 - p]]), np.array([0]))
    np.testing.assert_allclose(dP, [[-1 / p, 0]], **CLOSE)


@pytest.mark.exercise("cross_entropy_grad", group="edges")
def test_cross_entropy_grad_takes_integers(student):
    """Sure answers may come as 0 and 1; their slopes are fractions."""
    P = np.array([[1, 0], [0, 1], [1, 0]])
    np.testing.assert_allclose(
        student.cross_entropy_grad(P, np.array([0, 1, 0])), [[-1 / 3, 0], [0, -1 / 3], [-1 / 3, 0]], **CLOSE
    )


@pytest.mark.exercise("cross_entropy_grad", group="edges")
def test_cross_entropy_grad_takes_single_precision_and_any_layout(student, rng):
    P, y = probabilities(rng, 5, 3), rng.integers(0, 3, size=5)
    for same in (*layouts(P), P.astype(np.float32)):
        np.testing.assert_allclose(
            student.cross_entropy_grad(same, y), slopes_of_the_loss(P, y), **CLOSE_SINGLE
        )


@pytest.mark.exercise("cross_entropy_grad", group="unchanged")
def test_cross_entropy_grad_leaves_its_arguments_alone(student, rng):
    P, y = probabilities(rng, 5, 3), rng.integers(0, 3, size=5)
    np.testing.assert_allclose(student.cross_entropy_grad(P, y), slopes_of_the_loss(P, y), **CLOSE)
    assert student.cross_entropy_grad.unchanged(P, y)


# softmax_backward


def through_the_jacobian(dA, A):
    """dZ_j = Σ_i dA_i A_i ([i = j] - A_j), entry by entry."""
    m, k = A.shape
    dZ = np.zeros((m, k))
    for s in range(m):
        for j in range(k):
            dZ[s, j] = math.fsum(
                float(dA[s, i]) * float(A[s, i]) * ((i == j) - float(A[s, j])) for i in range(k)
            )
    return dZ


@pytest.mark.exercise("softmax_backward", group="values")
def test_softmax_backward_by_hand(student):
    """The weighed sums are 2 and 1/4 · 4 + 1/4 · 8 = 3."""
    dA = np.array([[4.0, 0.0, 0.0], [0.0, 4.0, 8.0]])
    A = np.array([[0.5, 0.5, 0.0], [0.5, 0.25, 0.25]])
    np.testing.assert_allclose(student.softmax_backward(dA, A), [[1, -1, 0], [-1.5, 0.25, 1.25]], **CLOSE)


@pytest.mark.exercise("softmax_backward", group="values")
@pytest.mark.parametrize(("m", "k"), [(1, 3), (3, 3), (6, 4)])
def test_softmax_backward_is_right_number_by_number(student, rng, m, k):
    dA, A = rng.normal(size=(m, k)), probabilities(rng, m, k)
    np.testing.assert_allclose(student.softmax_backward(dA, A), through_the_jacobian(dA, A), **CLOSE)


@pytest.mark.exercise("softmax_backward", group="values")
def test_softmax_backward_is_the_slope_of_any_loss_behind_softmax(student, rng):
    """Central differences of Σ c A, in which every output counts differently."""
    Z, c, h = rng.normal(size=(4, 3)), rng.normal(size=(4, 3)), 1e-5
    measured = np.zeros(Z.shape)
    for place in np.ndindex(Z.shape):
        up, down = Z.copy(), Z.copy()
        up[place] += h
        down[place] -= h
        measured[place] = np.sum(c * (rows(soft, up) - rows(soft, down))) / (2 * h)
    np.testing.assert_allclose(student.softmax_backward(c, rows(soft, Z)), measured, rtol=1e-5, atol=1e-8)


@pytest.mark.exercise("softmax_backward", group="values")
def test_no_gradient_comes_through_that_would_shift_all_scores(student, rng):
    """Rows of dZ add up to 0; a dA that is the same for all outputs gives nothing at all."""
    dA, A = rng.normal(size=(5, 4)), probabilities(rng, 5, 4)
    dZ = np.asarray(student.softmax_backward(dA, A))
    np.testing.assert_allclose(dZ.sum(axis=1), np.zeros(5), atol=1e-12)
    np.testing.assert_allclose(student.softmax_backward(dA + 7.0, A), dZ, rtol=1e-7, atol=1e-11)
    np.testing.assert_allclose(dZ, through_the_jacobian(dA, A), **CLOSE)


@pytest.mark.exercise("softmax_backward", group="edges")
def test_softmax_backward_of_sure_answers_is_zero(student, rng):
    """Where softmax is flat; beside it a row that is not."""
    dA = rng.normal(size=(2, 3))
    A = np.array([[0.0, 1.0, 0.0], [0.25, 0.25, 0.5]])
    np.testing.assert_allclose(student.softmax_backward(dA, A), through_the_jacobian(dA, A), **CLOSE)


@pytest.mark.exercise("softmax_backward", group="edges")
def test_softmax_backward_takes_integers(student, rng):
    dA, A = rng.integers(-5, 6, size=(4, 3)), probabilities(rng, 4, 3)
    np.testing.assert_allclose(student.softmax_backward(dA, A), through_the_jacobian(dA, A), **CLOSE)


@pytest.mark.exercise("softmax_backward", group="edges")
def test_softmax_backward_takes_single_precision_and_any_layout(student, rng):
    dA, A = rng.normal(size=(4, 3)), probabilities(rng, 4, 3)
    expected = through_the_jacobian(dA, A)
    for one, other in zip(layouts(dA), layouts(A), strict=True):
        np.testing.assert_allclose(student.softmax_backward(one, other), expected, **CLOSE)
    dZ = student.softmax_backward(dA.astype(np.float32), A.astype(np.float32))
    np.testing.assert_allclose(dZ, expected, **CLOSE_SINGLE)


@pytest.mark.exercise("softmax_backward", group="unchanged")
def test_softmax_backward_leaves_its_arguments_alone(student, rng):
    dA, A = rng.normal(size=(4, 3)), probabilities(rng, 4, 3)
    np.testing.assert_allclose(student.softmax_backward(dA, A), through_the_jacobian(dA, A), **CLOSE)
    assert student.softmax_backward.unchanged(dA, A)


@pytest.mark.exercise("softmax_backward", group="use")
def test_a_classifier_learns_the_squared_error_through_this_softmax(student, rng):
    """Forty steps of one layer, which the Jacobian written out then repeats."""
    X, y = clouds(rng)
    Y = np.eye(3)[y]
    W, expected = np.zeros((3, 2)), np.zeros((3, 2))
    for _ in range(40):
        A = rows(soft, X @ W.T)
        W = W - np.asarray(student.softmax_backward(2 * (A - Y) / len(y), A)).T @ X
        A = rows(soft, X @ expected.T)
        dA = 2 * (A - Y) / len(y)
        expected = expected - (A * (dA - np.sum(dA * A, axis=1, keepdims=True))).T @ X
    np.testing.assert_allclose(W, expected, rtol=1e-7, atol=1e-10)
    np.testing.assert_array_equal(np.argmax(X @ W.T, axis=1), y)


# softmax_cross_entropy_grad


@pytest.mark.exercise("softmax_cross_entropy_grad", group="values")
def test_the_fused_gradient_by_hand(student):
    """Probabilities 1/8, 2/8, 5/8, twice; the labels are the second and the third."""
    Z = np.log([[1.0, 2.0, 5.0], [1.0, 2.0, 5.0]])
    np.testing.assert_allclose(
        student.softmax_cross_entropy_grad(Z, np.array([1, 2])),
        [[0.0625, -0.375, 0.3125], [0.0625, 0.125, -0.1875]],
        **CLOSE,
    )


@pytest.mark.exercise("softmax_cross_entropy_grad", group="values")
@pytest.mark.parametrize(("m", "k"), [(1, 3), (3, 3), (8, 4), (5, 10)])
def test_the_fused_gradient_is_said_minus_true(student, rng, m, k):
    Z, y = rng.normal(scale=2.0, size=(m, k)), rng.integers(0, k, size=m)
    np.testing.assert_allclose(student.softmax_cross_entropy_grad(Z, y), said_minus_true(Z, y), **CLOSE)


@pytest.mark.exercise("softmax_cross_entropy_grad", group="values")
def test_the_fused_gradient_is_the_slope_of_the_loss(student, rng):
    Z, y, h = rng.normal(size=(4, 3)), rng.integers(0, 3, size=4), 1e-5
    measured = np.zeros(Z.shape)
    for place in np.ndindex(Z.shape):
        up, down = Z.copy(), Z.copy()
        up[place] += h
        down[place] -= h
        measured[place] = (loss_of(rows(soft, up), y) - loss_of(rows(soft, down), y)) / (2 * h)
    np.testing.assert_allclose(student.softmax_cross_entropy_grad(Z, y), measured, rtol=1e-5, atol=1e-8)


@pytest.mark.exercise("softmax_cross_entropy_grad", group="edges")
def test_a_sure_mistake_gets_the_largest_push_and_not_more(student):
    """1 for what was said and -1 for what is true, divided by m = 2."""
    Z = np.array([[0.0, 1000.0, -1000.0], [1000.0, 0.0, 0.0]])
    dZ = student.strict.softmax_cross_entropy_grad(Z, np.array([0, 0]))
    np.testing.assert_allclose(dZ, [[-0.5, 0.5, 0], [0, 0, 0]], **CLOSE)


@pytest.mark.exercise("softmax_cross_entropy_grad", group="edges")
def test_the_fused_gradient_takes_rows_of_very_different_size(student):
    Z, y = np.array([[5000.0, 5001.0], [0.0, 1.0], [-5000.0, -4999.0]]), np.array([1, 0, 1])
    np.testing.assert_allclose(
        student.strict.softmax_cross_entropy_grad(Z, y), said_minus_true(Z, y), **CLOSE
    )


@pytest.mark.exercise("softmax_cross_entropy_grad", group="edges")
def test_the_fused_gradient_takes_integers_and_one_class(student, rng):
    Z, y = rng.integers(-5, 6, size=(6, 3)), rng.integers(0, 3, size=6)
    np.testing.assert_allclose(student.softmax_cross_entropy_grad(Z, y), said_minus_true(Z, y), **CLOSE)
    dZ = student.softmax_cross_entropy_grad(rng.normal(size=(3, 1)), np.zeros(3, dtype=int))
    np.testing.assert_allclose(dZ, np.zeros((3, 1)), **CLOSE)


@pytest.mark.exercise("softmax_cross_entropy_grad", group="edges")
def test_the_fused_gradient_takes_single_precision_and_any_layout(student, rng):
    Z, y = rng.normal(scale=2.0, size=(5, 3)), rng.integers(0, 3, size=5)
    for same in (*layouts(Z), Z.astype(np.float32)):
        np.testing.assert_allclose(
            student.softmax_cross_entropy_grad(same, y), said_minus_true(Z, y), **CLOSE_SINGLE
        )


@pytest.mark.exercise("softmax_cross_entropy_grad", group="unchanged")
@pytest.mark.parametrize("dtype", [float, np.float32, int], ids=["float", "single", "int"])
def test_the_fused_gradient_leaves_its_arguments_alone(student, rng, dtype):
    Z, y = rng.integers(-5, 6, size=(4, 3)).astype(dtype), rng.integers(0, 3, size=4)
    np.testing.assert_allclose(
        student.softmax_cross_entropy_grad(Z, y), said_minus_true(Z, y), **CLOSE_SINGLE
    )
    assert student.softmax_cross_entropy_grad.unchanged(Z, y)


@pytest.mark.exercise("softmax_cross_entropy_grad", group="use")
def test_a_network_with_a_hidden_layer_learns_with_the_fused_gradient(student, rng):
    """2-4-3 with tanh, fifty steps on three clouds; the same steps with Python's math end at the same weights."""
    X, y = clouds(rng)
    start = (
        np.array([[0.5, -0.25], [0.25, 0.75], [-0.5, 0.25], [0.25, 0.5]]),
        np.array([[0.5, -0.25, 0.0, 0.25], [-0.25, 0.5, 0.25, 0.0], [0.0, 0.25, -0.5, 0.5]]),
    )

    def train(gradient):
        W1, W2 = start
        for _ in range(50):
            H = np.tanh(X @ W1.T)
            dZ = np.asarray(gradient(H @ W2.T, y))
            dH = dZ @ W2 * (1 - H**2)
            W1, W2 = W1 - 0.3 * dH.T @ X, W2 - 0.3 * dZ.T @ H
        return W1, W2

    W1, W2 = train(student.softmax_cross_entropy_grad)
    for got, want in zip((W1, W2), train(said_minus_true), strict=True):
        np.testing.assert_allclose(got, want, rtol=1e-6, atol=1e-9)
    np.testing.assert_array_equal(np.argmax(np.tanh(X @ W1.T) @ W2.T, axis=1), y)


# The questions


@pytest.mark.exercise("answer_letters_loss", group="answer")
def test_an_untrained_network_for_letters_starts_near_ln_26(student):
    assert abs(student.answer_letters_loss() - math.log(26)) <= 0.006


@pytest.mark.exercise("answer_odds", group="answer")
def test_a_lead_of_two_is_a_ratio_of_e_squared(student):
    assert abs(student.answer_odds() - math.exp(2)) <= 0.006


@pytest.mark.exercise("answer_lowest_cost", group="answer")
def test_the_lowest_cost_is_the_entropy_of_the_label(student):
    entropy = -(0.6 * math.log(0.6) + 2 * 0.2 * math.log(0.2))
    assert abs(student.answer_lowest_cost() - entropy) <= 0.006


@pytest.mark.exercise("answer_softmax_bug", group="answer")
def test_the_maximum_is_taken_over_the_wrong_axis(student):
    assert student.answer_softmax_bug().strip().lower() == "d"
