"""Chapter 7's functions and what is built on them: by hand."""

import copy
import math

import numpy as np
import pytest

import nnlib as nn
from nnlib import functional as F


def test_clipping_by_value_cuts_and_does_not_subtract():
    """12 with limit 2 is 2, not 10."""
    np.testing.assert_array_equal(F.clip_by_value(np.array([12.0, -3.0, 1.0]), 2.0), [2, -2, 1])
    with pytest.raises(ValueError, match="at least 0"):
        F.clip_by_value(1.0, -1.0)


def test_clipping_by_norm_keeps_the_direction():
    """(3, 4, 12) has norm 13; with limit 2 it is 2/13 of that: (0.46, 0.62, 1.85)."""
    (clipped,) = F.clip_by_norm([np.array([3.0, 4.0, 12.0])], 2.0)
    np.testing.assert_allclose(clipped, np.array([3, 4, 12]) * 2 / 13, rtol=1e-15)
    np.testing.assert_array_equal(clipped.round(2), [0.46, 0.62, 1.85])


def test_clipping_by_norm_takes_one_norm_for_all():
    """(3) and (4) together are 5 long; shorter ones stay, and are copies."""
    a, b = F.clip_by_norm([np.array([3.0]), np.array([4.0])], 1.0)
    np.testing.assert_allclose([a[0], b[0]], [0.6, 0.8], rtol=1e-15)
    short = np.array([0.5])
    (same,) = F.clip_by_norm([short], 1.0)
    assert same == short
    assert same is not short
    np.testing.assert_array_equal(F.clip_by_norm([np.zeros(2)], 1.0)[0], [0, 0])


def test_penalties_and_their_gradients(rng):
    """Half of λ Σ W² and λ Σ |W|, measured by central differences."""
    W = rng.normal(size=(3, 2))
    dW = rng.normal(size=(3, 2))
    assert F.l2_penalty([np.array([3.0, 4.0]), np.array([1.0])], 2.0) == 26.0
    assert F.l1_penalty([np.array([3.0, -4.0]), np.array([1.0])], 2.0) == 16.0
    for penalty, grad in ((F.l2_penalty, F.l2_grad), (F.l1_penalty, F.l1_grad)):
        measured = F.numerical_gradient(lambda W, penalty=penalty: penalty([W], 0.3), W)
        np.testing.assert_allclose(grad(dW, W, 0.3) - dW, measured, rtol=1e-8)


def test_max_norm_shortens_rows_only():
    """(3, 4) to length 1 is (0.6, 0.8); a row of zeros stays."""
    np.testing.assert_allclose(F.max_norm(np.array([[3.0, 4.0], [0.0, 0.0], [0.6, 0.0]]), 1.0),
                               [[0.6, 0.8], [0, 0], [0.6, 0]], rtol=1e-15)  # fmt: skip


def test_adams_first_step_has_the_length_of_the_learning_rate():
    """m̂ = g and v̂ = g², so that g / |g| is left, whatever the size of g."""
    w, _, _ = F.adam_step(np.zeros(3), np.array([1e-3, -5.0, 1e4]), np.zeros(3), np.zeros(3), t=1, lr=0.1)
    np.testing.assert_allclose(w, [-0.1, 0.1, -0.1], rtol=2e-5)


def test_adam_by_the_letters_of_algorithm_1(rng):
    """The six lines of Kingma and Ba, ten steps."""
    w = ours = rng.normal(size=4)
    m, v = np.zeros(4), np.zeros(4)
    our_m, our_v = m, v
    for t in range(1, 11):
        g = rng.normal(size=4)
        m = 0.9 * m + 0.1 * g
        v = 0.999 * v + 0.001 * g**2
        w = w - 0.01 * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
        ours, our_m, our_v = F.adam_step(ours, g, our_m, our_v, t, lr=0.01)
    np.testing.assert_allclose(ours, w, rtol=1e-13)
    with pytest.raises(ValueError, match="counts from 1"):
        F.adam_step(w, w, m, v, 0)


@pytest.mark.parametrize(
    ("losses", "patience", "min_delta", "expected"),
    [
        ([5, 3, 4, 3.5, 1], 2, 0.0, (3, 1)),  # stops before it sees the 1
        ([5, 3, 4, 3.5, 1], 3, 0.0, (4, 4)),
        ([5, 4, 3], 1, 0.0, (2, 2)),  # never stops early
        ([5, 5, 5, 5], 2, 0.0, (2, 0)),  # equal is not better
        ([5, 4.9, 4.8, 4.7], 2, 0.5, (2, 0)),  # too little to count
        ([5, math.nan, math.nan], 2, 0.0, (2, 0)),
        ([7], 1, 0.0, (0, 0)),
    ],
)
def test_early_stopping(losses, patience, min_delta, expected):
    """Patience, and the best epoch rather than the last."""
    assert F.early_stopping(losses, patience, min_delta) == expected


def test_early_stopping_needs_losses_and_patience():
    """Zero epochs, zero patience."""
    with pytest.raises(ValueError, match="empty"):
        F.early_stopping([], 1)
    with pytest.raises(ValueError, match="patience is 0"):
        F.early_stopping([1.0], 0)


def test_leaky_relu_and_elu_by_hand():
    """-2 leaks 1/50 by a slope of 1/100; elu goes to exp(-2) - 1, and keeps the digits of tiny z."""
    np.testing.assert_allclose(F.leaky_relu(np.array([-2.0, 3.0])), [-0.02, 3.0], rtol=1e-15)
    np.testing.assert_array_equal(F.leaky_relu_grad(np.array([-2.0, 0.0, 3.0]), 0.25), [0.25, 0.25, 1])
    np.testing.assert_allclose(F.elu(np.array([-2.0, 3.0]), 0.5), [0.5 * (math.exp(-2) - 1), 3.0], rtol=1e-15)
    np.testing.assert_allclose(F.elu(-1e-12), -1e-12, rtol=1e-11)
    np.testing.assert_allclose(F.elu_grad(np.array([-2.0, 3.0]), 0.5), [0.5 * math.exp(-2), 1], rtol=1e-15)


@pytest.mark.parametrize(("init", "variance"), [(F.he_init, 2 / 400), (F.xavier_init, 2 / 900)])
def test_initial_weights_have_the_right_variance(init, variance, rng):
    """Of 200,000 draws, within 5 standard errors: 2 / n_in after He, 2 / (n_in + n_out) after Glorot."""
    W = init(400, 500, rng)
    assert W.shape == (500, 400)
    np.testing.assert_allclose(W.var(), variance, rtol=5 * np.sqrt(2 / W.size))
    assert abs(W.mean()) < 5 * np.sqrt(variance / W.size)


def test_backprop_of_two_layers_is_what_central_differences_measure(rng):
    """The loss Σ (A2 - Y)² / (2m); m, n_in, hidden and n_out are 5, 4, 3 and 2."""
    P = {"W1": (3, 4), "b1": (3,), "W2": (2, 3), "b2": (2,)}
    P = {name: rng.normal(size=shape) for name, shape in P.items()}
    X, Y = rng.normal(size=(5, 4)), rng.uniform(size=(5, 2))

    def loss(name, value):
        Q = P | {name: value}
        A2 = F.network_forward(X, [Q["W1"], Q["W2"]], [Q["b1"], Q["b2"]], F.sigmoid)
        return np.sum((A2 - Y) ** 2) / (2 * len(X))

    grads = F.backprop_two_layer(X, Y, P)
    assert list(grads) == list(P)
    for name, value in P.items():
        measured = F.numerical_gradient(lambda v, name=name: loss(name, v), value)
        np.testing.assert_allclose(grads[name], measured, rtol=1e-7, atol=1e-11)
    with pytest.raises(nn.ShapeError, match="Y has shape"):
        F.backprop_two_layer(X, Y[:, :1], P)


def test_autoencoder_gradients_are_what_central_differences_measure(rng):
    """m, n and n_code are 5, 4 and 2."""
    P = {"We": (2, 4), "be": (2,), "Wd": (4, 2), "bd": (4,)}
    P = {name: rng.normal(size=shape) for name, shape in P.items()}
    X = rng.normal(size=(5, 4))

    def loss(We, be, Wd, bd):
        return F.mse(F.linear_forward(F.sigmoid(F.linear_forward(X, We, be)), Wd, bd), X)

    grads = F.autoencoder_grads(X, **P)
    assert list(grads) == list(P)
    for name, value in P.items():
        measured = F.numerical_gradient(lambda v, name=name: loss(**(P | {name: v})), value)
        np.testing.assert_allclose(grads[name], measured, rtol=1e-7, atol=1e-11)


def test_denoising_pairs(rng):
    """Noise of the size asked for on the input, none on the target."""
    X = np.ones((500, 400), np.float32)
    noisy, clean = F.denoising_pair(X, 0.5, rng)
    np.testing.assert_array_equal(clean, X)
    assert noisy.dtype == clean.dtype == np.float32
    np.testing.assert_allclose((noisy - X).std(), 0.5, rtol=0.01)
    assert clean is not X


def test_shifting_an_image():
    """Down and right are positive; what moves out is lost, also all of it."""
    img = np.array([[1, 2, 3], [4, 5, 6]])
    np.testing.assert_array_equal(F.shift_image(img, 1, 1), [[0, 0, 0], [0, 1, 2]])
    np.testing.assert_array_equal(F.shift_image(img, -1, -1, fill=9), [[5, 6, 9], [9, 9, 9]])
    np.testing.assert_array_equal(F.shift_image(img, 0, 5), np.zeros((2, 3)))
    np.testing.assert_array_equal(F.shift_image(img, -7, 0), np.zeros((2, 3)))
    np.testing.assert_array_equal(F.shift_image(img, 0, 0), img)


def test_mirroring_some_images(rng):
    """Left for right, each image as a whole, about half of 1,000."""
    images = np.tile(np.array([[1, 2, 3], [4, 5, 6]]), (1000, 1, 1))
    out = F.random_hflip(images, rng)
    mirrored = (out == images[0, :, ::-1]).all(axis=(1, 2))
    kept = (out == images[0]).all(axis=(1, 2))
    assert (mirrored ^ kept).all()
    assert 400 < mirrored.sum() < 600
    np.testing.assert_array_equal(F.random_hflip(images, rng, p=0.0), images)


def test_augmenting_puts_changed_copies_behind_the_originals():
    """Labels twice, in the same order."""
    X, y = np.arange(8.0).reshape(2, 2, 2), np.array([3, 5])
    X2, y2 = F.augment_dataset(X, y, lambda img: F.shift_image(img, 0, 1))
    np.testing.assert_array_equal(X2[:2], X)
    np.testing.assert_array_equal(X2[2:], [[[0, 0], [0, 2]], [[0, 4], [0, 6]]])
    np.testing.assert_array_equal(y2, [3, 5, 3, 5])


def test_finetuning_leaves_frozen_parameters_alone():
    """As copies; a name that is not there is a slip of the pen."""
    params = {"W1": np.array([1.0]), "W2": np.array([2.0])}
    new = F.finetune_step(params, {"W2": np.array([5.0])}, 0.1, frozen=["W1"])
    np.testing.assert_array_equal(new["W2"], [1.5])
    assert new["W1"] == 1.0
    assert new["W1"] is not params["W1"]
    with pytest.raises(LookupError, match="W3"):
        F.finetune_step(params, {}, 0.1, frozen=["W3"])


def test_inverted_dropout_by_hand(rng):
    """Kept entries are twice as loud at p = 1/2; at test time nothing happens, and no number is drawn."""
    X = np.array([[1.0, 2.0], [3.0, 4.0]])
    out, mask = F.dropout_forward(X, 0.5, rng, training=True)
    np.testing.assert_array_equal(out, np.where(mask, 2 * X, 0))
    before = rng.bit_generator.state
    out, mask = F.dropout_forward(X, 0.5, rng, training=False)
    np.testing.assert_array_equal(out, X)
    assert mask.all()
    assert out is not X
    assert rng.bit_generator.state == before


def small(rng, extras):
    network = nn.Network(nn.Linear(3, 4, rng=rng), nn.Tanh(), nn.Linear(4, 2, rng=rng))
    X, y = rng.normal(size=(5, 3)), rng.integers(2, size=5)
    network.loss_and_gradients(X, y, nn.SoftmaxCrossEntropy())
    return network, nn.SGD(1.0, extras=extras)


def test_penalties_leave_biases_alone(rng):
    """A step of rate 1: the weights lose λ W on top of their gradient, the biases nothing."""
    network, optimizer = small(rng, [nn.L2(0.1), nn.L1(0.01)])
    W, b = network.layers[0].W.copy(), network.layers[0].b.copy()
    dW, db = network.layers[0].dW.copy(), network.layers[0].db.copy()
    expected = (
        0.05 * sum((layer.W**2).sum() for layer in network.layers[::2]),
        0.01 * sum(np.abs(layer.W).sum() for layer in network.layers[::2]),
    )
    np.testing.assert_allclose([extra.penalty(network) for extra in optimizer.extras], expected, rtol=1e-14)
    optimizer.step(network)
    np.testing.assert_allclose(network.layers[0].W, W - dW - 0.1 * W - 0.01 * np.sign(W), rtol=1e-14)
    np.testing.assert_allclose(network.layers[0].b, b - db, rtol=1e-14)


def test_max_norm_is_kept_after_the_step(rng):
    """A limit, not a penalty."""
    network, optimizer = small(rng, [nn.MaxNorm(0.5)])
    optimizer.step(network)
    lengths = np.concatenate([np.linalg.norm(layer.W, axis=1) for layer in network.layers[::2]])
    assert lengths.max() <= 0.5 + 1e-15
    assert np.isclose(lengths, 0.5).sum() > 2


def test_extras_leave_frozen_layers_alone(rng):
    """Neither charged nor shortened."""
    network, optimizer = small(rng, [nn.MaxNorm(0.01), nn.L2(0.1)])
    network.layers[0].frozen = True
    W, last = network.layers[0].W.copy(), network.layers[2].W
    optimizer.step(network)
    np.testing.assert_array_equal(network.layers[0].W, W)
    assert np.linalg.norm(last, axis=1).max() <= 0.01 + 1e-15
    np.testing.assert_allclose(optimizer.extras[1].penalty(network), 0.05 * (last**2).sum(), rtol=1e-12)


def test_clipping_makes_the_step_shorter(rng):
    """By norm the whole step is 0.01 long; by value no entry is above 0.01."""
    for extra, length in (
        (nn.ClipByNorm(0.01), np.linalg.norm),
        (nn.ClipByValue(0.01), lambda d: np.abs(d).max()),
    ):
        network, optimizer = small(rng, [extra])
        before = network.parameters.copy()
        optimizer.step(network)
        np.testing.assert_allclose(length(network.parameters - before), 0.01, rtol=1e-12)


def test_an_optimizer_with_a_memory_belongs_to_one_network(rng):
    """Its running averages have the first network's shape."""
    optimizer = nn.Adam()
    network, _ = small(rng, [])
    optimizer.step(network)
    with pytest.raises(ValueError, match="another network"):
        optimizer.step(small(rng, [])[0])
    plain = nn.SGD(0.1)
    for _ in range(2):
        plain.step(small(rng, [])[0])


OPTIMIZERS = {"gd_step": nn.SGD(0.1), "momentum_step": nn.Momentum(0.1), "adam_step": nn.Adam()}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_step_leaves_the_gradients_unless_it_may_use_their_room(rng, name):
    """Both ways give the same numbers, and so do functions that know of no room."""
    network, _ = small(rng, [])
    start, gradients = network.snapshot(), network.gradients.copy()

    def steps(keep_gradients):
        network.restore(start)
        mine = copy.deepcopy(OPTIMIZERS[name])
        for _ in range(3):
            network.gradients[:] = gradients
            mine.step(network, keep_gradients)
        return network.parameters.copy()

    kept = steps(keep_gradients=True)
    np.testing.assert_array_equal(network.gradients, gradients)
    np.testing.assert_array_equal(steps(keep_gradients=False), kept)
    assert not np.array_equal(network.gradients, gradients)

    own = getattr(F, name)

    def learners(*args):
        return own(*args)

    with nn.using(**{name: learners}):
        np.testing.assert_allclose(steps(keep_gradients=False), kept, rtol=1e-12)


def test_fit_keeps_the_gradients_for_who_looks_at_them(rng):
    """One batch an epoch: its gradients are the ones that on_epoch sees."""
    network = nn.Network(nn.Linear(3, 2, rng=rng))
    X, y = rng.normal(size=(5, 3)), rng.integers(2, size=5)
    seen, expected = [], nn.Network(network.layers[0].copy())
    settings = {
        "loss": nn.SoftmaxCrossEntropy(),
        "optimizer": nn.SGD(0.1),
        "batch_size": 5,
        "progress": False,
    }

    def look(network, history):
        seen.append(network.gradients.copy())

    nn.fit(network, X, y, epochs=1, rng=rng, on_epoch=look, **settings)
    expected.loss_and_gradients(X, y, nn.SoftmaxCrossEntropy())
    np.testing.assert_allclose(seen[0], expected.gradients, rtol=1e-12)


def test_freezing_in_the_middle_of_training_keeps_the_memories(rng):
    """The first layer rests for one step and goes on with the momentum it had."""
    network, _ = small(rng, [])
    optimizer = nn.Momentum(0.1)
    optimizer.step(network)
    W = network.layers[0].W.copy()
    dW = network.layers[0].dW.copy()
    network.layers[0].frozen = True
    optimizer.step(network)
    np.testing.assert_array_equal(network.layers[0].W, W)
    network.layers[0].frozen = False
    optimizer.step(network)
    np.testing.assert_allclose(network.layers[0].W, W - 0.1 * 1.9 * dW, rtol=1e-13)


def test_reusing_the_layers_of_a_saved_network(rng, tmp_path):
    """Its hidden layer under a new head, frozen: only the head learns."""
    old = nn.Network(nn.Linear(3, 4, rng=rng), nn.Sigmoid(), nn.Linear(4, 2, rng=rng))
    old.save(tmp_path / "old.npz")
    base = nn.Network.load(tmp_path / "old.npz")
    network = nn.Network(*[layer.copy() for layer in base.layers[:2]], nn.Linear(4, 5, rng=rng))
    network.layers[0].frozen = True
    X, y = rng.normal(size=(20, 3)), rng.integers(5, size=20)
    head = network.layers[2].W.copy()
    nn.fit(
        network,
        X,
        y,
        loss=nn.SoftmaxCrossEntropy(),
        optimizer=nn.Adam(0.1),
        epochs=2,
        rng=rng,
        progress=False,
    )
    np.testing.assert_array_equal(network.layers[0].W, old.layers[0].W)
    assert not np.array_equal(network.layers[2].W, head)


def test_pretraining_learns_to_reproduce_what_comes_in(rng):
    """Layer by layer, without labels; the last layer is left alone, and the network holds the trained ones."""
    data = nn.datasets.load_digits()
    network = nn.Network(
        nn.Linear(64, 32, rng=rng),
        nn.Sigmoid(),
        nn.Linear(32, 16, rng=rng),
        nn.Sigmoid(),
        nn.Linear(16, 10, rng=rng),
    )
    first, last = network.layers[0].W.copy(), network.layers[4].W.copy()
    histories = nn.pretrain(
        network,
        data.X_train[:500],
        optimizer=lambda: nn.Adam(0.01),
        epochs=5,
        rng=rng,
        noise_std=0.05,
        progress=False,
    )
    assert len(histories) == 2
    assert all(history.train_loss[-1] < 0.7 * history.train_loss[0] for history in histories)
    assert not np.array_equal(network.layers[0].W, first.astype(np.float32))
    np.testing.assert_array_equal(network.layers[4].W, last.astype(np.float32))
    network.loss_and_gradients(data.X_train[:5], data.y_train[:5], nn.SoftmaxCrossEntropy())


def test_an_autoencoder_is_a_network_whose_targets_are_its_inputs(rng):
    """Its gradients are autoencoder_grads."""
    network = nn.Network(nn.Linear(4, 2, rng=rng), nn.Sigmoid(), nn.Linear(2, 4, rng=rng))
    X = rng.normal(size=(5, 4))
    network.loss_and_gradients(X, X, nn.MSE())
    encoder, _, decoder = network.layers
    grads = F.autoencoder_grads(X, encoder.W, encoder.b, decoder.W, decoder.b)
    np.testing.assert_allclose(encoder.dW, grads["We"], rtol=1e-12)
    np.testing.assert_allclose(decoder.db, grads["bd"], rtol=1e-12)
