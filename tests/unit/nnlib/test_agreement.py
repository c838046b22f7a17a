"""nnlib and PyTorch give the same numbers: forward, backward, and over 20 steps of training.

In float64, to 1e-10. Where the two differ on purpose, a test says how. Runs where PyTorch is installed
(requirements/compare.txt); where REQUIRE_COMPARISON is set, as .ci/run does, its absence is a failure.
"""

import os

import numpy as np
import pytest

import nnlib as nn
from nnlib import functional as F

try:
    import torch
except ImportError:
    if os.environ.get("REQUIRE_COMPARISON"):
        raise
    pytest.skip("PyTorch is not installed: pip install -r requirements/compare.txt", allow_module_level=True)

TOLERANCE = {"rtol": 1e-10, "atol": 1e-12}
M, N_IN, N_HIDDEN, N_OUT = 6, 5, 4, 3


def tensor(array):
    return torch.tensor(array, dtype=torch.float64, requires_grad=True)


def assert_same(ours, theirs):
    np.testing.assert_allclose(ours, theirs.detach().numpy(), **TOLERANCE)


@pytest.fixture(autouse=True)
def _float64():
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    yield
    torch.set_default_dtype(torch.float32)


def set_torch_linear(module, layer):
    with torch.no_grad():
        module.weight.copy_(torch.from_numpy(layer.W))
        module.bias.copy_(torch.from_numpy(layer.b))
    return module


PAIRS = {
    "Sigmoid": (nn.Sigmoid, torch.nn.Sigmoid),
    "Tanh": (nn.Tanh, torch.nn.Tanh),
    "ReLU": (nn.ReLU, torch.nn.ReLU),
    "LeakyReLU": (nn.LeakyReLU, torch.nn.LeakyReLU),
    "LeakyReLU(0.3)": (lambda: nn.LeakyReLU(0.3), lambda: torch.nn.LeakyReLU(0.3)),
    "ELU": (nn.ELU, torch.nn.ELU),
    "ELU(0.7)": (lambda: nn.ELU(0.7), lambda: torch.nn.ELU(0.7)),
    "PReLU": (nn.PReLU, torch.nn.PReLU),
    "Identity": (nn.Identity, torch.nn.Identity),
    "Softmax": (nn.Softmax, lambda: torch.nn.Softmax(dim=1)),
    "BatchNorm": (lambda: nn.BatchNorm(N_IN), lambda: torch.nn.BatchNorm1d(N_IN)),
}


@pytest.mark.parametrize("name", PAIRS)
def test_layer_forward_and_backward(name, rng):
    """With an upstream gradient that weighs every output differently; 0 is among the inputs."""
    ours, theirs = PAIRS[name][0](), PAIRS[name][1]()
    X, dA = 3 * rng.normal(size=(M, N_IN)), rng.normal(size=(M, N_IN))
    X[0, 0] = 0.0
    tX = tensor(X)
    out = theirs(tX)
    out.backward(torch.from_numpy(dA))
    assert_same(ours.forward(X, training=True), out)
    assert_same(ours.backward(dA), tX.grad)
    for ours_grad, parameter in zip(ours.grads.values(), theirs.parameters(), strict=True):
        assert_same(ours_grad, parameter.grad)


def test_linear_forward_and_backward(rng):
    """All three gradients."""
    ours = nn.Linear(N_IN, N_OUT, rng=rng)
    ours.b[:] = rng.normal(size=N_OUT)
    theirs = set_torch_linear(torch.nn.Linear(N_IN, N_OUT), ours)
    X, dZ = rng.normal(size=(M, N_IN)), rng.normal(size=(M, N_OUT))
    tX = tensor(X)
    out = theirs(tX)
    out.backward(torch.from_numpy(dZ))
    assert_same(ours.forward(X), out)
    assert_same(ours.backward(dZ), tX.grad)
    assert_same(ours.dW, theirs.weight.grad)
    assert_same(ours.db, theirs.bias.grad)


def test_batch_norm_keeps_the_biased_variance(rng):
    """On purpose: the same variance in training and at test. PyTorch's running variance is m / (m - 1) times ours."""
    ours, theirs = nn.BatchNorm(N_IN), torch.nn.BatchNorm1d(N_IN)
    X = rng.normal(size=(M, N_IN))
    ours.forward(X, training=True)
    theirs(torch.from_numpy(X))
    assert_same(ours.run_mean, theirs.running_mean)
    moved, theirs_moved = ours.run_var - 0.9, theirs.running_var - 0.9
    assert_same(moved * M / (M - 1), theirs_moved)


def test_batch_norm_at_test_time(rng):
    """With the same running averages, the same answer."""
    ours, theirs = nn.BatchNorm(N_IN), torch.nn.BatchNorm1d(N_IN).eval()
    ours.run_mean[:], ours.run_var[:] = rng.normal(size=N_IN), rng.uniform(1, 2, N_IN)
    ours.gamma[:], ours.beta[:] = rng.normal(size=N_IN), rng.normal(size=N_IN)
    with torch.no_grad():
        theirs.running_mean.copy_(torch.from_numpy(ours.run_mean))
        theirs.running_var.copy_(torch.from_numpy(ours.run_var))
        theirs.weight.copy_(torch.from_numpy(ours.gamma))
        theirs.bias.copy_(torch.from_numpy(ours.beta))
    X = rng.normal(size=(M, N_IN))
    assert_same(ours.forward(X), theirs(torch.from_numpy(X)))


def test_dropout_with_the_same_mask(rng):
    """The random numbers are our own; what is done with the mask is the same."""
    X, dout = rng.normal(size=(M, N_IN)), rng.normal(size=(M, N_IN))
    out, mask = F.dropout_forward(X, 0.3, rng, training=True)
    tX = tensor(X)
    theirs = torch.where(torch.from_numpy(mask), tX / 0.7, 0.0)
    theirs.backward(torch.from_numpy(dout))
    assert_same(out, theirs)
    assert_same(F.dropout_backward(dout, mask, 0.3), tX.grad)


def test_rrelu_at_test_time(rng):
    """The middle of the range from 1/8 to 1/3, in both."""
    X = rng.normal(size=(M, N_IN))
    assert_same(nn.RReLU(rng=rng).forward(X), torch.nn.RReLU().eval()(torch.from_numpy(X)))


@pytest.mark.parametrize("scale", [1.0, 1e3])
def test_losses(scale, rng):
    """Values and gradients, for tame scores and for wild ones."""
    Z, Y, y = scale * rng.normal(size=(M, N_OUT)), rng.normal(size=(M, N_OUT)), rng.integers(N_OUT, size=M)
    P = F.softmax(rng.normal(size=(M, N_OUT)))
    for ours, outputs, target, theirs in [
        (nn.MSE(), Z, Y, lambda t: torch.nn.functional.mse_loss(t, torch.from_numpy(Y))),
        (nn.SoftmaxCrossEntropy(), Z, y, lambda t: torch.nn.functional.cross_entropy(t, torch.from_numpy(y))),
        (nn.CrossEntropy(), P, y, lambda t: torch.nn.functional.nll_loss(t.log(), torch.from_numpy(y))),
    ]:
        t = tensor(outputs)
        L = theirs(t)
        L.backward()
        np.testing.assert_allclose(ours.forward(outputs, target), L.item(), **TOLERANCE)
        assert_same(ours.backward(), t.grad)


def test_log_softmax_and_softmax(rng):
    """Along the rows."""
    Z = 50 * rng.normal(size=(M, N_OUT))
    assert_same(F.softmax(Z), torch.softmax(torch.from_numpy(Z), 1))
    assert_same(F.log_softmax(Z), torch.log_softmax(torch.from_numpy(Z), 1))


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [(F.he_init, torch.nn.init.kaiming_normal_), (F.xavier_init, torch.nn.init.xavier_normal_)],
)
def test_initialisers_draw_from_the_same_distribution(ours, theirs, rng):
    """Not the same numbers: the same mean 0, standard deviation and kurtosis 3, within 5 standard errors of 200,000."""
    torch.manual_seed(0)
    mine, other = ours(400, 500, rng), theirs(torch.empty(500, 400)).numpy()
    assert mine.shape == other.shape
    n = mine.size
    assert abs(mine.mean() - other.mean()) < 5 * mine.std() * np.sqrt(2 / n)
    np.testing.assert_allclose(mine.std(), other.std(), rtol=5 / np.sqrt(n))
    kurtosis = [np.mean(w**4) / np.mean(w**2) ** 2 for w in (mine, other)]
    np.testing.assert_allclose(kurtosis, 3, atol=5 * np.sqrt(24 / n))


OPTIMIZERS = {
    "SGD": (lambda: nn.SGD(0.3), lambda p: torch.optim.SGD(p, lr=0.3)),
    "Momentum": (lambda: nn.Momentum(0.1, 0.9), lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9)),
    "Adam": (lambda: nn.Adam(0.01), lambda p: torch.optim.Adam(p, lr=0.01)),
    "SGD with L2": (
        lambda: nn.SGD(0.3, extras=[nn.L2(0.01)]),
        lambda p: torch.optim.SGD([{"params": p[::2], "weight_decay": 0.01}, {"params": p[1::2]}], lr=0.3),
    ),
    "Adam with L2": (
        lambda: nn.Adam(0.01, extras=[nn.L2(0.01)]),
        lambda p: torch.optim.Adam([{"params": p[::2], "weight_decay": 0.01}, {"params": p[1::2]}], lr=0.01),
    ),
}


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("activation", ["Sigmoid", "Tanh", "ReLU", "ELU", "LeakyReLU"])
def test_twenty_steps_of_training(activation, optimizer, rng):
    """Two dense layers; weights come first and biases second in PyTorch's list, decay is for weights."""
    layers = [nn.Linear(N_IN, N_HIDDEN, rng=rng), PAIRS[activation][0](), nn.Linear(N_HIDDEN, N_OUT, rng=rng)]
    theirs = torch.nn.Sequential(
        set_torch_linear(torch.nn.Linear(N_IN, N_HIDDEN), layers[0]),
        PAIRS[activation][1](),
        set_torch_linear(torch.nn.Linear(N_HIDDEN, N_OUT), layers[2]),
    )
    train_both(nn.Network(*layers), theirs, *(make for make in OPTIMIZERS[optimizer]), rng)


def test_twenty_steps_with_batch_norm(rng):
    """Without the bias in front of it: its gradient is 0, and Adam would turn the rounding into full steps."""
    layers = [
        nn.BatchNorm(N_IN),
        nn.Linear(N_IN, N_HIDDEN, rng=rng),
        nn.ELU(),
        nn.Linear(N_HIDDEN, N_OUT, rng=rng),
    ]
    theirs = torch.nn.Sequential(
        torch.nn.BatchNorm1d(N_IN),
        set_torch_linear(torch.nn.Linear(N_IN, N_HIDDEN), layers[1]),
        torch.nn.ELU(),
        set_torch_linear(torch.nn.Linear(N_HIDDEN, N_OUT), layers[3]),
    )
    train_both(nn.Network(*layers), theirs, *OPTIMIZERS["Momentum"], rng)


def train_both(network, theirs, make_ours, make_theirs, rng):
    optimizer, loss = make_ours(), nn.SoftmaxCrossEntropy()
    theirs_optimizer = make_theirs(list(theirs.parameters()))
    for _ in range(20):
        X, y = rng.normal(size=(M, N_IN)), rng.integers(N_OUT, size=M)
        L = network.loss_and_gradients(X, y, loss)
        optimizer.step(network)
        theirs_optimizer.zero_grad()
        theirs_L = torch.nn.functional.cross_entropy(theirs(torch.from_numpy(X)), torch.from_numpy(y))
        theirs_L.backward()
        theirs_optimizer.step()
        np.testing.assert_allclose(L, theirs_L.item(), **TOLERANCE)
    flat = torch.cat([p.reshape(-1) for p in theirs.parameters()])
    assert_same(network.parameters, flat)


def test_clipping(rng):
    """By value the same; by norm PyTorch divides by norm + 1e-6, and so ends a little shorter."""
    grads = [rng.normal(size=(3, 2)), rng.normal(size=4)]
    parameters = [torch.nn.Parameter(torch.zeros(g.shape)) for g in grads]

    def set_grads():
        for p, g in zip(parameters, grads, strict=True):
            p.grad = torch.tensor(g)

    set_grads()
    torch.nn.utils.clip_grad_value_(parameters, 0.5)
    for g, p in zip(grads, parameters, strict=True):
        assert_same(F.clip_by_value(g, 0.5), p.grad)
    set_grads()
    norm = torch.nn.utils.clip_grad_norm_(parameters, 0.5).item()
    for clipped, p in zip(F.clip_by_norm(grads, 0.5), parameters, strict=True):
        assert_same(clipped * norm / (norm + 1e-6), p.grad)


def test_max_norm(rng):
    """torch.renorm, row by row; it divides by length + 1e-7."""
    W = rng.normal(size=(4, 3))
    theirs = torch.renorm(torch.from_numpy(W), p=2, dim=0, maxnorm=1.0).numpy()
    np.testing.assert_allclose(F.max_norm(W, 1.0), theirs, rtol=2e-7)


def test_l1(rng):
    """Autograd's slope of |w| at 0 is 0, as ours."""
    W = rng.normal(size=(4, 3))
    W[0, 0] = 0.0
    t = tensor(W)
    penalty = 0.3 * t.abs().sum()
    penalty.backward()
    np.testing.assert_allclose(F.l1_penalty([W], 0.3), penalty.item(), **TOLERANCE)
    assert_same(F.l1_grad(np.zeros_like(W), W, 0.3), t.grad)
