"""Every layer: its gradients against central differences, its two modes, its way through a file."""

import numpy as np
import pytest

import nnlib as nn

LAYERS = {
    "Linear": lambda rng: nn.Linear(4, 4, rng=rng),
    "Sigmoid": lambda rng: nn.Sigmoid(),
    "Tanh": lambda rng: nn.Tanh(),
    "ReLU": lambda rng: nn.ReLU(),
    "LeakyReLU": lambda rng: nn.LeakyReLU(0.2),
    "PReLU": lambda rng: nn.PReLU(),
    "RReLU": lambda rng: nn.RReLU(rng=SameDraws()),
    "ELU": lambda rng: nn.ELU(0.7),
    "Identity": lambda rng: nn.Identity(),
    "Softmax": lambda rng: nn.Softmax(),
    "BatchNorm": lambda rng: nn.BatchNorm(4),
    "Dropout": lambda rng: nn.Dropout(0.3, rng=SameDraws()),
}


class SameDraws:
    """A generator that starts anew at each draw: what is random has no slope, what is fixed has one."""

    def uniform(self, *args):
        return np.random.default_rng(3).uniform(*args)

    def random(self, *args):
        return np.random.default_rng(3).random(*args)


@pytest.mark.parametrize("workspaces", [True, False])
@pytest.mark.parametrize("name", LAYERS)
def test_gradients_are_what_central_differences_measure(name, workspaces, rng):
    """The layer between two dense ones; m, n_in, n and n_out are 6, 3, 4 and 2."""
    network = nn.Network(
        nn.Linear(3, 4, rng=rng), LAYERS[name](rng), nn.Linear(4, 2, rng=rng), workspaces=workspaces
    )
    network.parameters += 0.3 * rng.normal(size=network.n_parameters)
    X = rng.normal(size=(6, 3))
    assert nn.gradcheck(network, X, rng.normal(size=(6, 2)), nn.MSE()).error < 1e-7
    check = nn.gradcheck(network, X, rng.integers(2, size=6), nn.SoftmaxCrossEntropy())
    assert check.error < 1e-7


@pytest.mark.parametrize("name", LAYERS)
def test_dX_is_what_central_differences_measure(name, rng):
    """For the layer on its own, with a loss that weighs every output differently."""
    layer = LAYERS[name](rng)
    X, weigh = rng.normal(size=(6, 4)), rng.normal(size=(6, 4))
    layer.forward(X, training=True)
    dX = layer.backward(weigh)
    measured = nn.functional.numerical_gradient(lambda X: (layer.forward(X, training=True) * weigh).sum(), X)
    np.testing.assert_allclose(dX, measured, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_on_its_own_changes_nobodys_arrays(name, rng):
    """Neither its input nor the gradient from above, and what it gave stays as it was."""
    layer = LAYERS[name](rng)
    X, dA = rng.normal(size=(6, 4)), rng.normal(size=(6, 4))
    kept = X.copy(), dA.copy()
    A = layer.forward(X, training=True)
    before = A.copy()
    layer.backward(dA)
    layer.forward(X + 1, training=True)
    for array, old in zip((X, dA, A), (*kept, before), strict=True):
        np.testing.assert_array_equal(array, old)


@pytest.mark.parametrize("name", LAYERS)
def test_float32_stays_float32(name, rng):
    """Forward, backward, parameters, running means."""
    layer = LAYERS[name](rng)
    network = nn.Network(nn.Linear(3, 4, rng=rng), layer, dtype=np.float32)
    X = rng.normal(size=(6, 3)).astype(np.float32)
    assert network.forward(X, training=True).dtype == np.float32
    assert network.backward(np.ones((6, 4), np.float32)).dtype == np.float32
    assert {array.dtype for array in (*layer.params.values(), *layer.state.values())} <= {
        np.dtype(np.float32)
    }


def everything(rng, workspaces=True):
    return nn.Network(
        nn.BatchNorm(3),
        nn.Linear(3, 8, rng=rng, init=nn.functional.he_init),
        nn.BatchNorm(8),
        nn.ELU(),
        nn.Dropout(0.25, rng=np.random.default_rng(8)),
        nn.Linear(8, 7, rng=rng),
        nn.PReLU(),
        nn.Linear(7, 6, rng=rng),
        nn.Softmax(),
        nn.Identity(),
        nn.Linear(6, 5, rng=rng),
        nn.RReLU(rng=np.random.default_rng(9)),
        nn.Dropout(0.1, rng=np.random.default_rng(10)),
        nn.Linear(5, 2, rng=rng),
        workspaces=workspaces,
    )


@pytest.mark.parametrize("optimizer", [lambda: nn.SGD(0.2), lambda: nn.Momentum(0.1), lambda: nn.Adam(0.01)])
def test_workspaces_change_no_number(optimizer):
    """Every kind of layer in one network, batches of changing size: the same bits with and without."""
    results = []
    for workspaces in (True, False):
        rng = np.random.default_rng(5)
        network = everything(rng, workspaces)
        X, y = rng.normal(size=(45, 3)), rng.integers(2, size=45)
        nn.fit(
            network,
            X,
            y,
            loss=nn.SoftmaxCrossEntropy(),
            optimizer=optimizer(),
            epochs=3,
            batch_size=10,
            rng=rng,
            progress=False,
            validation=(X[:7], y[:7]),
        )
        results.append((network.parameters, network.forward(X)))
    for with_workspaces, without in zip(*results, strict=True):
        np.testing.assert_array_equal(with_workspaces, without)


def test_training_changes_no_data(rng):
    """The caller's X is not a workspace, not even behind layers that hand on what they got."""
    X, y = rng.normal(size=(10, 3)), rng.integers(2, size=10)
    before = X.copy()
    for first in (nn.Identity(), nn.Sigmoid(), nn.Dropout(0.5, rng=rng), nn.BatchNorm(3)):
        network = nn.Network(first, nn.Identity(), nn.Linear(3, 2, rng=rng))
        network.loss_and_gradients(X, y, nn.SoftmaxCrossEntropy())
        network.forward(X)
        network.backward(np.ones((10, 2))) if not isinstance(first, nn.BatchNorm) else None
        np.testing.assert_array_equal(X, before)


def test_batch_norm_by_hand():
    """1 and 5: mean 3, variance 4, so -1 and 1; then twice that plus 10. Running: a tenth of the way from 0 and 1."""
    layer = nn.BatchNorm(1, eps=0.0)
    layer.gamma[:], layer.beta[:] = 2.0, 10.0
    np.testing.assert_array_equal(layer.forward(np.array([[1.0], [5.0]]), training=True), [[8], [12]])
    np.testing.assert_allclose(layer.run_mean, [0.3], rtol=1e-15)
    np.testing.assert_allclose(layer.run_var, [1.3], rtol=1e-15)
    # at test time: (x - 0.3) / sqrt(1.3) · 2 + 10
    np.testing.assert_allclose(layer.forward(np.array([[1.6]])), [[2 * np.sqrt(1.3) + 10]], rtol=1e-14)
    with pytest.raises(RuntimeError, match="training=True"):
        layer.backward(np.ones((1, 1)))


def test_a_bias_before_batch_norm_has_gradient_zero(rng):
    """The mean is taken off, and the bias with it."""
    network = nn.Network(nn.Linear(3, 4, rng=rng), nn.BatchNorm(4), nn.Tanh(), nn.Linear(4, 2, rng=rng))
    network.loss_and_gradients(rng.normal(size=(6, 3)), rng.integers(2, size=6), nn.SoftmaxCrossEntropy())
    np.testing.assert_allclose(network.layers[0].db, 0, atol=1e-16)
    assert np.abs(network.layers[0].dW).max() > 1e-3


def test_dropout_keeps_the_mean(rng):
    """A million ones with p = 0.3: each is 0 or 1 / 0.7; the mean is 1 within 5 standard errors of sqrt(0.3 / 0.7)."""
    out = nn.Dropout(0.3, rng=rng).forward(np.ones((1000, 1000)), training=True)
    assert set(np.unique(out)) == {0.0, 1 / 0.7}
    assert abs(out.mean() - 1) < 5 * np.sqrt(0.3 / 0.7) / 1000


def test_rrelu_draws_in_training_only(rng):
    """Slopes between 1/8 and 1/3 of many different sizes; the middle, 11/48, at test time."""
    layer = nn.RReLU(rng=rng)
    drawn = -layer.forward(np.full((100, 10), -1.0), training=True)
    assert drawn.min() >= 1 / 8
    assert drawn.max() <= 1 / 3
    assert np.unique(drawn).size == 1000
    np.testing.assert_allclose(layer.forward(np.array([[-1.0]])), -11 / 48, rtol=1e-15)


def test_every_layer_comes_back_from_a_file(rng, tmp_path):
    """With its settings, its running means and its parameters."""
    network = everything(rng)
    X = rng.normal(size=(20, 3))
    network.loss_and_gradients(X, rng.integers(2, size=20), nn.SoftmaxCrossEntropy())
    nn.SGD(0.1).step(network)
    network.save(tmp_path / "all.npz")
    again = nn.Network.load(tmp_path / "all.npz")
    np.testing.assert_array_equal(again.forward(X), network.forward(X))
    assert repr(again) == repr(network)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda rng: nn.Dropout(1.0, rng=rng), "0 <= p_drop < 1"),
        (lambda rng: nn.Dropout(-0.1, rng=rng), "0 <= p_drop < 1"),
        (lambda rng: nn.RReLU(0.5, 0.1, rng=rng), "lower <= upper"),
        (lambda rng: nn.Momentum(0.1, 1.0), "beta is 1.0"),
        (lambda rng: nn.EarlyStopping(0), "patience is 0"),
        (
            lambda rng: nn.Linear(2, 3, rng=rng, init=lambda n_in, n_out, rng: np.zeros((n_in, n_out))),
            "returned W",
        ),
    ],
)
def test_settings_that_cannot_be_meant_are_errors(make, message, rng):
    """When the layer is made, not in the middle of training."""
    with pytest.raises(ValueError, match=message):
        make(rng)


@pytest.mark.parametrize("workspaces", [True, False])
def test_how_arrays_lie_in_memory_changes_no_number(workspaces, rng, monkeypatch):
    """Arrays with many features lie feature by feature; the same network with all of them row by row agrees."""
    X, y = rng.normal(size=(9, 70)), rng.integers(66, size=9)
    results = []
    for wide in (64, 10_000):
        monkeypatch.setattr("nnlib.layers.base.WIDE", wide)
        draw = np.random.default_rng(3)
        network = nn.Network(
            nn.Linear(70, 80, rng=draw), nn.BatchNorm(80), nn.ELU(), nn.Linear(80, 64, rng=draw), nn.Sigmoid(),
            nn.Linear(64, 65, rng=draw), nn.ReLU(), nn.Linear(65, 66, rng=draw), workspaces=workspaces
        )  # fmt: skip
        loss, optimizer = nn.SoftmaxCrossEntropy(), nn.Momentum(0.1)
        losses = []
        for _ in range(3):
            losses.append(network.loss_and_gradients(X, y, loss))
            optimizer.step(network)
        lies = network.layers[0].forward(X).flags.f_contiguous
        assert lies == (wide == 64)
        results.append([*losses, *network.parameters])
    np.testing.assert_allclose(*results, rtol=1e-9, atol=1e-11)


def test_a_learners_function_may_answer_row_by_row_where_arrays_lie_feature_by_feature(rng):
    """The layer copies what it gets; nothing depends on the learner's layout, or on the hints that ours take."""
    X, y = rng.normal(size=(9, 70)), rng.integers(66, size=9)

    def linear_forward(X, W, b):
        return np.ascontiguousarray(X @ W.T + b)

    def sigmoid_grad(z):
        return np.exp(-z) / (1 + np.exp(-z)) ** 2

    def batchnorm_forward(X, gamma, beta, run_mean, run_var, training, momentum=0.1, eps=1e-5):
        mean, var = X.mean(axis=0), X.var(axis=0)
        return gamma * (X - mean) / np.sqrt(var + eps) + beta, run_mean, run_var

    def softmax(Z):
        return np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)

    network = nn.Network(
        nn.Linear(70, 80, rng=rng), nn.BatchNorm(80), nn.Sigmoid(), nn.Linear(80, 66, rng=rng)
    )
    loss = nn.SoftmaxCrossEntropy()
    L = network.loss_and_gradients(X, y, loss)
    gradients = network.gradients.copy()
    for theirs in (linear_forward, sigmoid_grad, batchnorm_forward, softmax):
        with nn.using(theirs):
            np.testing.assert_allclose(network.loss_and_gradients(X, y, loss), L, rtol=1e-12)
            np.testing.assert_allclose(network.gradients, gradients, rtol=1e-9, atol=1e-13)


@pytest.mark.parametrize("workspaces", [True, False])
def test_a_gradient_of_another_shape_is_a_clear_error(workspaces, rng):
    """A loss of one's own may give one; layers call the functions with arrays that are not looked at again."""

    class Halved(nn.MSE):
        def backward(self):
            return super().backward()[:2]

    network = nn.Network(nn.Linear(3, 4, rng=rng), nn.Linear(4, 2, rng=rng), workspaces=workspaces)
    with pytest.raises(nn.ShapeError, match=r"dZ has shape \(2, 2\), expected \(m, n_out\) = \(5, 2\)"):
        network.loss_and_gradients(np.ones((5, 3)), np.ones((5, 2)), Halved())


@pytest.mark.parametrize("name", LAYERS)
def test_what_a_layer_on_its_own_gave_stays_as_it_was(name, rng):
    """Also after the way back, and after other samples of the same shape."""
    layer = LAYERS[name](rng)
    first = layer.forward(rng.normal(size=(6, 4)), training=True)
    dX = layer.backward(rng.normal(size=(6, 4)))
    before = first.copy(), dX.copy()
    layer.forward(rng.normal(size=(6, 4)), training=True)
    layer.backward(rng.normal(size=(6, 4)))
    np.testing.assert_array_equal(first, before[0])
    np.testing.assert_array_equal(dX, before[1])


def test_samples_of_another_width_are_named_also_after_right_ones(rng):
    """Shapes are looked at when they change."""
    network = nn.Network(nn.Linear(3, 2, rng=rng))
    network.forward(np.ones((5, 3)))
    with pytest.raises(nn.ShapeError, match="X has 4 columns and W has 3"):
        network.forward(np.ones((5, 4)))
