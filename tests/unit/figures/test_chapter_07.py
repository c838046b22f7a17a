"""What the figures of chapter 7 claim, computed without a browser."""

import numpy as np
import pytest

from nnlib import functional as F
from workbook import figures
from workbook.figures import tricks

# signals through twenty layers


def test_small_weights_divide_the_signal_by_about_eighteen_a_layer():
    """std 0.01, 64 inputs, and ReLU keeps half of the mean square: 0.01 * 8 / sqrt(2) = 1/17.7."""
    A, _ = tricks.deep_signals("all weights small: std 0.01", "ReLU", batch_norm=False)
    sizes = tricks._rms(A)
    factor = (sizes[0] / sizes[-1]) ** (1 / 19)
    assert 16 < factor < 20


def test_he_weights_keep_the_size_behind_relu():
    A, dA = tricks.deep_signals("He", "ReLU", batch_norm=False)
    for sizes in (tricks._rms(A), tricks._rms(dA)):
        assert 0.3 < sizes.min() <= sizes.max() < 3


def test_tanh_keeps_the_size_with_xavier_only():
    ends = {}
    for start in tricks._STARTS:
        A, dA = tricks.deep_signals(start, "tanh", batch_norm=False)
        ends[start] = tricks._rms(A)[-1], tricks._rms(dA)[0]
    assert 0.1 < min(ends["Xavier"]) <= max(ends["Xavier"]) < 1
    assert ends["all weights small: std 0.01"][0] < 1e-10
    assert ends["all weights large: std 1"][1] > 1e5


def test_batch_norm_gives_nearly_the_same_picture_for_all_starts():
    for activation in tricks._BENDS:
        sizes = [tricks._rms(tricks.deep_signals(s, activation, True)[0])[-1] for s in tricks._STARTS]
        assert max(sizes) < 1.05 * min(sizes), activation


def test_the_gradient_of_the_figure_is_the_gradient():
    """A weighted sum of the last layer's outputs, differentiated by one output of layer 19."""
    start, activation = "Xavier", "tanh"
    A, dA = tricks.deep_signals(start, activation, batch_norm=False)
    rng = np.random.default_rng(7)
    rng.normal(size=(tricks.SAMPLES, tricks.WIDTH))
    weights = [tricks._STARTS[start](64, 64, rng) for _ in range(20)]

    def loss(a):
        return np.sum(dA[19][0] * np.tanh(weights[19] @ a))

    step = np.zeros(64)
    step[5] = 1e-5
    slope = (loss(A[18][0] + step) - loss(A[18][0] - step)) / 2e-5
    assert slope == pytest.approx(dA[18][0, 5], rel=1e-6)


def test_the_map_sorts_numbers_by_their_power_of_ten():
    values = np.full((20, 1, 4), 3.0)  # log10 is 0.477: the first half of the decade from 1 to 10
    values[0] = 0.0
    values[1, 0, 0] = -3e-6  # the sign does not matter
    shares = tricks._magnitudes(values)
    one = -tricks._LOW * tricks._PER_DECADE
    assert shares[0, 0] == 1.0
    assert shares[one, 1] == 0.75
    assert shares[one - 6 * tricks._PER_DECADE, 1] == 0.25
    np.testing.assert_array_equal(shares.sum(axis=0), 1.0)


def test_the_size_of_tiny_numbers_does_not_become_zero():
    """The square of 1e-200 does."""
    values = np.array([[[3e-200, 4e-200]], [[0.0, 0.0]]])
    np.testing.assert_allclose(tricks._rms(values), [np.sqrt(12.5) * 1e-200, 0.0], rtol=1e-12)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (0.25, "0.25"), (340.2, "340"), (3.1e-25, "3·10⁻²⁵"), (9.7e12, "1·10¹³"), (0.004, "4·10⁻³")],
)
def test_astronomical_sizes_are_written_with_a_power(value, text):
    assert tricks._size(value) == text


# a dead neuron


@pytest.mark.parametrize("bias", [-2.0, -2.25, -4.0])
def test_a_relu_neuron_without_a_positive_score_never_moves(bias):
    """The largest input is 2 and w is 1, so the largest score is 2 + b."""
    path = tricks.revive("ReLU", bias)
    assert np.all(path[:, :2] == [1.0, bias])
    figure = figures.DeadNeuron(activation="ReLU", bias=bias, step=300)
    assert figure._verdict.get_text() == "dead: gradient 0"
    assert "it is dead and stays so" in figure.alt


def test_three_samples_pull_it_back():
    assert np.sum(tricks._DEAD_X - 1.75 > 0) == 3
    assert tricks.revive("ReLU", -1.75)[-1, 2] < 1e-3


def test_its_relatives_come_back_and_the_leaky_one_sooner():
    leaky, elu = (tricks.revive(name, -4.0)[:, 2] for name in ("leaky ReLU", "ELU"))
    assert leaky[100] < elu[100] < 0.2
    assert 0 < leaky[-1] < elu[-1] < 0.1


def test_the_first_step_of_the_neuron_by_hand():
    """ReLU, w = 1, b = 0: the answer is the target, so nothing moves. With b = -1 only x > 1 counts."""
    np.testing.assert_array_equal(tricks.revive("ReLU", 0.0)[:, 2], 0.0)
    x = tricks._DEAD_X[tricks._DEAD_X > 1 + 1e-9]  # 10 inputs; the answer is 1 too low at each
    w, b, _ = tricks.revive("ReLU", -1.0)[1]
    assert len(x) == 10
    assert w == pytest.approx(1 + 0.2 * 2 * x.sum() / 41)
    assert b == pytest.approx(-1 + 0.2 * 2 * 10 / 41)


# batch normalisation


def test_in_training_only_gamma_and_beta_matter():
    figure = figures.BatchNormLens(shift=3, spread=0.5, gamma=1.5, beta=-2)
    _, after = figure._work(**figure.values)
    assert (after.mean(), after.std()) == (pytest.approx(-2), pytest.approx(1.5, rel=1e-3))
    figure.move(shift=-4, spread=2)
    assert "After: mean −2, standard deviation 1.5." in figure.alt


def test_at_test_time_the_running_averages_stand_in():
    """They are 1 and 1.5: a batch with mean 4 and deviation 3 comes out with mean 2 and deviation 2."""
    _, after = figures.BatchNormLens._work(shift=4, spread=3, gamma=1, beta=0, testing=True)
    assert (after.mean(), after.std()) == (pytest.approx(2, rel=1e-4), pytest.approx(2, rel=1e-4))


def test_gamma_zero_puts_all_in_one_place():
    figure = figures.BatchNormLens(gamma=0, beta=1)
    assert "After: mean 1, standard deviation 0." in figure.alt


# clipping


def test_the_two_ways_of_clipping_by_hand():
    """(6, 8) has length 10; with limit 5 half of it by norm, and 5 and 5 by value."""
    figure = figures.ClippingArrows(g1=6, g2=8, limit=5)
    assert [text.get_text() for text in figure._texts] == [
        "(6, 8)\nlength 10",
        "(5, 5)\nlength 7.07",
        "(3, 4)\nlength 5",
    ]
    assert "By value: (5, 5), another direction. By norm: (3, 4), the same direction." in figure.alt


@pytest.mark.parametrize(("g1", "g2"), [(2, 1), (0, -9), (11, 0), (0, 0)])
def test_inside_the_circle_and_along_the_axes_they_agree(g1, g2):
    _, cut, short = figures.ClippingArrows._work(g1, g2, 4)
    np.testing.assert_allclose(cut, short, atol=1e-12)


def test_the_arrows_end_where_the_numbers_say():
    figure = figures.ClippingArrows(g1=6, g2=8, limit=5)
    assert [line.get_xydata()[1].tolist() for line in (figure._cut, figure._short)] == [
        [5.0, 5.0],
        [pytest.approx(3.0), pytest.approx(4.0)],
    ]


# three optimizers race


def test_sgd_shrinks_each_coordinate_by_its_own_factor():
    """On ½(u² + 10 v²) with lr 0.1: u is kept to 0.9 of itself, v goes to 0 in one step."""
    path = tricks.race(10, turned=False, lr=0.1)["SGD"]
    np.testing.assert_allclose(path[2], [-4 * 0.81, 0.0], atol=1e-12)


def test_the_first_step_of_adam_is_the_learning_rate_along_each_axis():
    path = tricks.race(20, turned=False, lr=0.1)["Adam"]
    np.testing.assert_allclose(path[1], [-3.9, 1.4], atol=1e-6)


def test_turning_the_valley_turns_the_paths_of_sgd_and_momentum_only():
    losses = {}
    for turned in (False, True):
        for name, path in tricks.race(20, turned, 0.03).items():
            losses[name, turned] = figures.OptimizerRace._loss(path, 20, turned)
    for name in ("SGD", "momentum"):
        np.testing.assert_allclose(losses[name, True], losses[name, False], rtol=1e-6)
    assert np.abs(np.log(losses["Adam", True][50] / losses["Adam", False][50])) > 0.1


def test_who_runs_away_and_when():
    """SGD beyond 2/20, momentum beyond 2 * 1.9 / 20 = 0.19 (chapter 4), Adam not at all."""
    for lr, away in ((0.099, set()), (0.15, {"SGD"}), (0.25, {"SGD", "momentum"})):
        paths = tricks.race(20, turned=False, lr=lr)
        lost = {name for name, path in paths.items() if not np.abs(path[-1]).max() < 10}
        assert lost == away
    figure = figures.OptimizerRace(power=0, step=100, steepness=50)
    assert "SGD has run away, momentum has run away" in figure.alt


def test_before_the_first_step_all_are_at_the_start():
    figure = figures.OptimizerRace(step=0)
    assert {tuple(line.get_xydata()[0]) for line in figure._ends.values()} == {(-4.0, 1.5)}


# early stopping


def test_the_stored_curve_is_what_training_gives():
    history = tricks.overfitting_run()
    np.testing.assert_allclose(tricks.TRAIN_CURVE, history.train_loss, atol=2e-3)
    np.testing.assert_allclose(tricks.VAL_CURVE, history.val_loss, atol=2e-3)


@pytest.mark.parametrize(("patience", "stop", "best"), [(1, 13, 12), (5, 25, 20), (6, 32, 26), (20, 46, 26)])
def test_patience_on_the_stored_curve(patience, stop, best):
    """The chapter says what 1 and 6 do."""
    figure = figures.Patience(patience=patience)
    assert figure._stop.get_xdata()[0] == stop
    assert figure._best.get_xdata()[0] == best
    assert np.argmin(tricks.VAL_CURVE) == 26


def test_a_large_least_improvement_stops_too_early():
    assert F.early_stopping(tricks.VAL_CURVE, 6, 0.1) == (17, 11)
    assert "stops after epoch 17" in figures.Patience(patience=6, min_delta=0.1).alt


# penalties


@pytest.mark.parametrize("lam", [0.0, 0.3, 0.65, 1.5, 3.0])
def test_l1_solutions_are_lowest(lam):
    """No neighbour of the point is better."""
    w = figures.PenaltyPath._solution("L1", lam)

    def total(w):
        return figures.PenaltyPath._bowl(w) + lam * np.abs(w).sum()

    for step in np.random.default_rng(0).normal(scale=0.01, size=(200, 2)):
        assert total(w + step) >= total(w) - 1e-12


def test_l2_solutions_have_gradient_zero():
    for lam in (0.0, 0.5, 2.0, 4.0):
        w = figures.PenaltyPath._solution("L2", lam)
        np.testing.assert_allclose(tricks._BOWL @ (w - tricks._BOWL_MIDDLE) + lam * w, 0, atol=1e-12)


def test_from_where_on_l1_has_zeros():
    """By hand: w2 is 0 once 0.3 (lam - 0.18) + 0.48 <= lam, so from 0.609 on; w1 once lam >= 2.18."""
    path = tricks.penalised("L1")
    first = [float(tricks._LAMBDAS[np.argmax(path[:, i] == 0)]) for i in (0, 1)]
    assert first == [2.2, 0.65]
    assert "w₂ is exactly 0." in figures.PenaltyPath(lam=0.65).alt
    assert "w₁ and w₂ are exactly 0." in figures.PenaltyPath(lam=4).alt


def test_l2_never_reaches_zero():
    assert np.all(np.abs(tricks.penalised("L2")) > 0)


# dropout


@pytest.mark.parametrize("spelling", ["inverted", "classic"])
@pytest.mark.parametrize("p_drop", [0.0, 0.3, 0.5, 0.9])
def test_training_on_average_and_test_time_agree_in_both_spellings(spelling, p_drop):
    _, _, many, testing = figures.DropoutMasks()._means(spelling, p_drop, 1)
    assert many == pytest.approx(testing, rel=0.02)


def test_the_two_spellings_differ_by_one_factor():
    came, mask, inverted, test_inverted = figures.DropoutMasks._work("inverted", 0.5, 3)
    _, _, classic, test_classic = figures.DropoutMasks._work("classic", 0.5, 3)
    np.testing.assert_array_equal(inverted, 2 * classic)
    np.testing.assert_array_equal(classic, np.where(mask, came, 0))
    np.testing.assert_array_equal(test_inverted, came)
    np.testing.assert_array_equal(test_classic, came / 2)


def test_each_dropped_signal_has_its_cross():
    figure = figures.DropoutMasks(p_drop=0.3, draw=5)
    _, mask, _, _ = figure._work("inverted", 0.3, 5)
    assert len(figure._crosses.get_xdata()) == np.sum(~mask)


# augmentation


def test_a_shift_of_the_figure_is_shift_image():
    figure = figures.ChangedDigit(digit="3", dx=2, dy=-1)
    image, _ = figure._work(**figure.values)
    plain, _ = figures.ChangedDigit._work(digit="3", dx=0, dy=0, mirrored=False, turned=False)
    np.testing.assert_array_equal(image[:7, 2:], plain[1:, :6])
    assert np.all(image[:, :2] == 0)


def test_the_network_reads_what_was_not_changed():
    for digit in "0123456789":
        _, p = figures.ChangedDigit._work(digit=digit, dx=0, dy=0, mirrored=False, turned=False)
        assert p.argmax() == int(digit)
        assert p.sum() == pytest.approx(1)


def test_a_turned_six_is_read_as_a_nine():
    """The chapter says so."""
    _, p = figures.ChangedDigit._work(digit="6", dx=0, dy=0, mirrored=False, turned=True)
    assert p.argmax() == 9


def test_a_shift_by_one_pixel_misleads_it_for_most_digits():
    wrong = 0
    for digit in "0123456789":
        _, p = figures.ChangedDigit._work(digit=digit, dx=1, dy=0, mirrored=False, turned=False)
        wrong += p.argmax() != int(digit)
    assert wrong > 5
