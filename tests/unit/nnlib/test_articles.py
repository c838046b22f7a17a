"""The worked numbers of the five articles, and what is said of them, by hand."""

import numpy as np

from nnlib import functional as F

XOR = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
CLASS_2 = np.array([0, 1, 1, 0])


def hidden_of_article_e():
    """Its feature transform: rows (1, 1) and (-1/2, -1/2), no bias, sigmoid."""
    return F.sigmoid(F.linear_forward(XOR, np.array([[1.0, 1.0], [-0.5, -0.5]]), np.zeros(2)))


def test_the_xor_table_of_article_e():
    """σ(0) = 0.5; σ(1) = 0.73, σ(-1/2) = 0.38; σ(2) = 0.88, σ(-1) = 0.27."""
    np.testing.assert_array_equal(
        hidden_of_article_e().round(2), [[0.5, 0.5], [0.73, 0.38], [0.73, 0.38], [0.88, 0.27]]
    )


def test_the_margin_of_the_xor_features_is_0_0076():
    """Three points nearly on a line: half the height of the triangle over the side from (0,0) to (1,1)."""
    zero, one, _, two = hidden_of_article_e()
    along, to = two - zero, one - zero
    height = abs(along[0] * to[1] - along[1] * to[0]) / np.hypot(*along)
    np.testing.assert_allclose(height / 2, 0.0076, atol=5e-5)


def test_without_a_bias_no_output_neuron_separates_the_xor_features():
    """Seen from the origin class 2 lies between the two points of class 1: at 45°, 27° and 17°."""
    zero, one, _, two = hidden_of_article_e()
    angles = np.degrees(np.arctan2(*np.array([zero, one, two]).T[::-1]))
    np.testing.assert_allclose(angles, [45, 27, 17], atol=0.6)


def test_relu_features_solve_xor_exactly():
    """h1 = relu(x1 + x2), h2 = relu(x1 + x2 - 1): h1 - 2 h2 is 0, 1, 1, 0."""
    H = F.relu(F.linear_forward(XOR, np.ones((2, 2)), np.array([0.0, -1.0])))
    np.testing.assert_array_equal(H @ [1, -2], CLASS_2)


def test_form_1_one_neuron_with_one_input():
    """dw = dz · x, dx = dz · w, db = dz: with dz = 5, x = 3, w = 2."""
    dX, dW, db = F.linear_backward(np.array([[5.0]]), np.array([[3.0]]), np.array([[2.0]]))
    assert (dX.item(), dW.item(), db.item()) == (10, 15, 5)


def test_form_2_one_neuron_with_three_inputs():
    """dw = dz · xᵀ has the shape (1, 3) of w."""
    dX, dW, db = F.linear_backward(
        np.array([[2.0]]), np.array([[1.0, 2.0, 3.0]]), np.array([[4.0, 5.0, 6.0]])
    )
    np.testing.assert_array_equal(dW, [[2, 4, 6]])
    np.testing.assert_array_equal(dX, [[8, 10, 12]])
    np.testing.assert_array_equal(db, [2])


def test_form_3_a_layer_from_three_to_two():
    """An input that is reached by two lines adds up what comes back along both: 1 · 1 + 10 · 4 = 41."""
    W = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    dX, dW, db = F.linear_backward(np.array([[1.0, 10.0]]), np.array([[7.0, 8.0, 9.0]]), W)
    np.testing.assert_array_equal(dX, [[41, 52, 63]])
    np.testing.assert_array_equal(dW, [[7, 8, 9], [70, 80, 90]])
    np.testing.assert_array_equal(db, [1, 10])


def test_the_batch_adds_up_the_samples():
    """Two samples at once are the sum of one and one, for dW and db; dX stays one row each."""
    W, X, dZ = np.array([[1.0, 2.0]]), np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[10.0], [100.0]])
    dX, dW, db = F.linear_backward(dZ, X, W)
    np.testing.assert_array_equal(dW, [[310, 420]])
    np.testing.assert_array_equal(db, [110])
    np.testing.assert_array_equal(dX, [[10, 20], [100, 200]])


def test_the_2_2_2_network_of_article_e():
    """The last layer by its formula a(1) σ'(z(2)) (a(2) - y), the first by the sum over both ways."""
    X, Y = np.array([[1.0, 2.0]]), np.array([[1.0, 0.0]])
    P = {"W1": np.array([[0.1, 0.2], [0.3, 0.4]]), "b1": np.array([0.5, 0.6]),
         "W2": np.array([[0.7, 0.8], [0.9, 1.0]]), "b2": np.array([1.1, 1.2])}  # fmt: skip
    a1 = 1 / (1 + np.exp(-np.array([1.0, 1.7])))  # 0.1 + 0.4 + 0.5 and 0.3 + 0.8 + 0.6
    a2 = 1 / (1 + np.exp(-np.array([0.7 * a1[0] + 0.8 * a1[1] + 1.1, 0.9 * a1[0] + a1[1] + 1.2])))
    dz2 = a2 * (1 - a2) * (a2 - Y[0])
    grads = F.backprop_two_layer(X, Y, P)
    for j in range(2):
        for i in range(2):
            np.testing.assert_allclose(grads["W2"][j, i], a1[i] * dz2[j], rtol=1e-13)
            both_ways = P["W2"][0, j] * dz2[0] + P["W2"][1, j] * dz2[1]
            np.testing.assert_allclose(
                grads["W1"][j, i], X[0, i] * a1[j] * (1 - a1[j]) * both_ways, rtol=1e-13
            )


def test_the_elementwise_product_is_not_the_inner_product():
    """Article D's *: (1, 2, 3) * (4, 5, 6) = (4, 10, 18), whose sum is 32."""
    np.testing.assert_array_equal(np.multiply([1, 2, 3], [4, 5, 6]), [4, 10, 18])
    assert F.neuron([1, 2, 3], [4, 5, 6], 0) == 32


def test_left_and_right_stalls_at_minus_a_tenth():
    """Article A's search on w², from 5 by steps of 0.3: 5 - 17 · 0.3 = -0.1, and both neighbours are higher."""
    w = 5.0
    while min((w - 0.3) ** 2, (w + 0.3) ** 2) < w**2:
        w += -0.3 if (w - 0.3) ** 2 < (w + 0.3) ** 2 else 0.3
    np.testing.assert_allclose(w, -0.1, atol=1e-12)


def test_probing_left_and_right_costs_25_460_evaluations_a_step():
    """Two for each of the digit network's 12,730 parameters; numerical_gradient does just that."""
    assert 2 * F.count_parameters((784, 16, 10)) == 25_460
    evaluations = []
    F.numerical_gradient(lambda w: evaluations.append(1) or 0.0, np.zeros(13))
    assert len(evaluations) == 2 * 13
