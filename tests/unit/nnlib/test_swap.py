"""A learner's functions work everywhere in nnlib, and are gone afterwards."""

import numpy as np
import pytest

import nnlib as nn
from nnlib import functional as F


def train(rng_seed=0, dtype=np.float64):
    """Twenty steps of a small network; what it has learnt."""
    rng = np.random.default_rng(rng_seed)
    network = nn.Network(nn.Linear(3, 4, rng=rng), nn.Sigmoid(), nn.Linear(4, 2, rng=rng), dtype=dtype)
    X, y = rng.normal(size=(20, 3)).astype(dtype), rng.integers(2, size=20)
    nn.fit(network, X, y, loss=nn.SoftmaxCrossEntropy(), optimizer=nn.SGD(0.5), epochs=4, batch_size=4, rng=rng,
           progress=False)  # fmt: skip
    return network.parameters.copy()


def test_the_function_is_swapped_and_swapped_back():
    """In the index and in its topic file; also after an error."""
    own = F.sigmoid

    def sigmoid(z):
        return z + 1

    with nn.using(sigmoid):
        assert F.sigmoid is F.activations.sigmoid is sigmoid
    assert F.sigmoid is F.activations.sigmoid is own
    with pytest.raises(ZeroDivisionError), nn.using(sigmoid):
        1 // 0  # noqa: B018
    assert F.sigmoid is F.activations.sigmoid is own


def test_blocks_nest():
    """The inner one ends, the outer one holds."""
    with nn.using(sigmoid=abs):
        with nn.using(sigmoid=np.sqrt):
            assert F.sigmoid(4) == 2
        assert F.sigmoid(-4) == 4


def test_a_leading_my_is_left_off():
    """with nn.using(my_relu)."""

    def my_relu(z):
        return 7

    with nn.using(my_relu):
        assert F.relu(0) == 7


def test_numpys_own_functions_can_be_swapped_in():
    """They are no Python functions: some have no module, some no signature."""
    network = nn.Network(nn.Linear(3, 2, rng=np.random.default_rng(0)), nn.Sigmoid())
    X = np.ones((4, 3))
    with nn.using(sigmoid=np.tanh):
        np.testing.assert_array_equal(network.forward(X), np.tanh(network.layers[0].forward(X)))


@pytest.mark.parametrize("name", ["sigmoyd", "my_sigmoyd", "np"])
def test_an_unknown_name_is_an_error(name):
    """A slip of the pen must not leave nnlib's own in place."""
    with pytest.raises(LookupError, match="has no function"):
        nn.using(**{name: abs})


def test_what_is_no_function_is_an_error():
    """using(sigmoid(z)) in place of using(sigmoid)."""
    with pytest.raises(TypeError, match="expected functions"):
        nn.using(0.5)


def test_training_uses_every_function_that_is_swapped_in():
    """Each is called, though it knows no out=, and the result is the same to rounding."""
    calls = []

    def counted(name, f):
        def function(*args):
            calls.append(name)
            return f(*args)

        function.__name__ = name
        return function

    names = [
        "linear_forward",
        "linear_backward",
        "sigmoid",
        "sigmoid_grad",
        "softmax_cross_entropy_grad",
        "cross_entropy",
        "softmax",
        "gd_step",
        "minibatches",
        "xavier_init",
    ]
    own = {name: getattr(F, name) for name in names}
    expected = train()
    with nn.using(*(counted(name, own[name]) for name in names)):
        np.testing.assert_allclose(train(), expected, rtol=1e-12)
    assert set(calls) == set(names)


def test_a_softmax_swapped_in_is_what_the_loss_learns_from():
    """The loss calls it through softmax_cross_entropy_grad."""

    def softmax(Z):
        return np.zeros_like(Z)

    with nn.using(softmax):
        loss = nn.SoftmaxCrossEntropy()
        loss.forward(np.zeros((2, 2)), np.array([0, 1]))
        np.testing.assert_array_equal(loss.backward(), [[-0.5, 0], [0, -0.5]])


def test_a_function_that_ignores_out_is_heard_all_the_same():
    """A learner may copy nnlib's signature and return a fresh array."""

    def sigmoid(z, out=None):
        return 1 / (1 + np.exp(-z))

    expected = train()
    with nn.using(sigmoid):
        np.testing.assert_allclose(train(), expected, rtol=1e-12)


def test_a_float64_answer_does_not_promote_a_float32_network():
    """np.zeros in a learner's code is float64."""

    def sigmoid(z):
        return np.asarray(1 / (1 + np.exp(-z)), np.float64)

    with nn.using(sigmoid):
        assert train(dtype=np.float32).dtype == np.float32


@pytest.mark.parametrize(
    ("name", "wrong", "message"),
    [
        (
            "linear_backward",
            lambda dZ, X, W: (dZ @ W, X.T @ dZ, dZ.sum(axis=0)),
            r"linear_backward returned dW of shape \(4, 2\), expected \(n_out, n_in\) = \(2, 4\)",
        ),
        (
            "linear_forward",
            lambda X, W, b: W @ X.T,
            r"linear_forward returned an array of shape \(4, 2\), expected",
        ),
        (
            "linear_backward",
            lambda dZ, X, W: (dZ @ W, dZ.T @ X),
            r"returned 2 things, expected a tuple \(dX, dW, db\)",
        ),
        (
            "linear_backward",
            lambda dZ, X, W: dZ @ W,
            r"returned an array of shape \(2, 4\), expected a tuple",
        ),
        ("sigmoid", lambda z: None, "sigmoid returned None"),
        ("sigmoid", lambda z: z[0], r"sigmoid returned an array of shape \(4,\), expected \(2, 4\)"),
    ],
)
def test_a_wrong_shape_is_blamed_on_the_function_by_name(name, wrong, message, rng):
    """Not on some line inside a layer."""
    wrong.__name__ = name
    network = nn.Network(nn.Linear(3, 4, rng=rng), nn.Sigmoid(), nn.Linear(4, 2, rng=rng))
    with nn.using(wrong), pytest.raises((nn.ShapeError, TypeError), match=message):
        network.loss_and_gradients(np.ones((2, 3)), np.array([0, 1]), nn.SoftmaxCrossEntropy())


BEYOND = [
    "adam_step",
    "batchnorm_backward",
    "batchnorm_forward",
    "clip_by_norm",
    "clip_by_value",
    "cross_entropy",
    "cross_entropy_grad",
    "dropout_backward",
    "dropout_forward",
    "early_stopping",
    "elu",
    "elu_grad",
    "he_init",
    "l1_grad",
    "l2_grad",
    "leaky_relu",
    "leaky_relu_grad",
    "max_norm",
    "momentum_step",
    "mse",
    "mse_grad",
    "relu",
    "relu_grad",
    "softmax",
    "softmax_backward",
    "tanh",
    "tanh_grad",
]


def train_everything():
    """Every layer, loss, optimizer and extra at least once; what all of it has learnt."""
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(20, 3)), rng.integers(2, size=20)
    extras = [nn.L1(1e-3), nn.L2(1e-3), nn.ClipByValue(0.1), nn.ClipByNorm(0.1), nn.MaxNorm(1.0)]
    layers = [
        nn.BatchNorm(4),
        nn.ELU(),
        nn.Dropout(0.3, rng=np.random.default_rng(1)),
        nn.LeakyReLU(),
        nn.ReLU(),
        nn.Tanh(),
    ]
    learnt = []
    for optimizer, loss, last, targets in (
        (nn.Adam(0.01, extras=extras), nn.CrossEntropy(), [nn.Softmax()], y),
        (nn.Momentum(0.1), nn.MSE(), [], np.eye(2)[y]),
    ):
        network = nn.Network(
            nn.Linear(3, 4, rng=rng, init=F.he_init),
            *[layer.copy() for layer in layers],
            nn.Linear(4, 2, rng=rng, init=F.he_init),
            *last,
        )
        nn.fit(network, X, targets, loss=loss, optimizer=optimizer, epochs=2, batch_size=5, rng=rng, progress=False,
               validation=(X, targets), early_stopping=nn.EarlyStopping(5))  # fmt: skip
        learnt.append(network.parameters)
    return np.concatenate(learnt)


def test_every_function_of_the_later_chapters_is_used_from_where_it_is_swapped_in():
    """Each one without out=, as learners write it; the same numbers to rounding."""
    calls = set()

    def plain(name, f):
        def function(*args):
            calls.add(name)
            return f(*args)

        function.__name__ = name
        return function

    expected = train_everything()
    with nn.using(*(plain(name, getattr(F, name)) for name in BEYOND)):
        np.testing.assert_allclose(train_everything(), expected, rtol=1e-10, atol=1e-13)
    assert calls == set(BEYOND)
