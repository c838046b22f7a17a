"""The same training step in nnlib and in other libraries: what benchmarks/speed.py and memory.py run.

`make(peer, case)` gives a function that does one step (forward, loss, backward, update) and gives the batch's loss;
and data for it. Its `weights()` are the peer's weights as they are, so that `reference.py` can say whether it is the
same training.
"""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

# Different ones in turn, cut beforehand: what is measured is the step. As in training, where a batch has just been
# gathered, they lie in the processor's cache.
N_BATCHES = 4


@dataclass(frozen=True)
class Case:
    """A network and how it is trained."""

    title: str
    sizes: tuple
    activation: str
    optimizer: str
    batch: int
    lr: float
    default: bool = False  # article C's default configuration: batch normalisation and dropout
    p_drop: float = 0.2  # in the default configuration
    dtype: str = "float32"
    epoch: bool = False  # a "step" is a whole epoch of 60,000 samples, shuffled and cut into batches


CASES = {
    "sigmoid": Case("784-16-10 sigmoid, SGD, batch 32", (784, 16, 10), "sigmoid", "sgd", 32, 0.1),
    "relu": Case("784-16-10 ReLU, Adam, batch 32", (784, 16, 10), "relu", "adam", 32, 0.001),
    "default": Case(
        "784-128-64-10 ELU, batch norm, dropout, Adam, batch 64",
        (784, 128, 64, 10),
        "elu",
        "adam",
        64,
        0.001,
        True,
    ),
    "wide": Case("784-2048-2048-10 ReLU, SGD, batch 128", (784, 2048, 2048, 10), "relu", "sgd", 128, 0.01),
    "epoch": Case(
        "784-16-10 sigmoid, SGD, batch 32: fit, an epoch of 60,000",
        (784, 16, 10),
        "sigmoid",
        "sgd",
        32,
        0.1,
        epoch=True,
    ),
}


def batches(case):
    """MNIST-shaped data: a fifth of the pixels have ink."""
    rng = np.random.default_rng(0)
    X = rng.random((N_BATCHES, case.batch, case.sizes[0]), np.float32)
    X = np.where(rng.random(X.shape) < 0.2, X, 0).astype(case.dtype)
    y = rng.integers(case.sizes[-1], size=(N_BATCHES, case.batch))
    return list(zip(X, y, strict=True))


def start_weights(case):
    """He's initial weights, the same for every peer; biases are 0."""
    rng = np.random.default_rng(1)
    return [
        rng.normal(0, np.sqrt(2 / n_in), (n_out, n_in)).astype(np.float32).astype(case.dtype)
        for n_in, n_out in pairwise(case.sizes)
    ]


def nnlib_network(case, workspaces=True):
    import nnlib as nn  # noqa: PLC0415  each peer loads its own library only

    rng = np.random.default_rng(2)
    activation = {"sigmoid": nn.Sigmoid, "relu": nn.ReLU, "elu": nn.ELU}[case.activation]
    layers = []
    for i, W in enumerate(start_weights(case)):
        n_out, n_in = W.shape
        layers.append(nn.Linear(n_in, n_out, rng=rng, init=lambda n_in, n_out, rng, W=W: W))
        if i < len(case.sizes) - 2:
            if case.default:
                layers.append(nn.BatchNorm(n_out))
            layers.append(activation())
            if case.default:
                layers.append(nn.Dropout(case.p_drop, rng=rng))
    return nn.Network(*layers, dtype=case.dtype, workspaces=workspaces)


def nnlib(case):
    import nnlib as nn  # noqa: PLC0415

    network = nnlib_network(case)
    loss = nn.SoftmaxCrossEntropy()
    optimizer = nn.SGD(case.lr) if case.optimizer == "sgd" else nn.Adam(case.lr)

    def step(X, y):
        L = network.loss_and_gradients(X, y, loss)
        optimizer.step(network, keep_gradients=False)  # as `fit` does
        return L

    step.weights = lambda: [layer.W for layer in network.layers if isinstance(layer, nn.Linear)]
    return step, batches(case)


def torch_network(case):
    import torch  # noqa: PLC0415

    torch.set_num_threads(1)
    activation = {"sigmoid": torch.nn.Sigmoid, "relu": torch.nn.ReLU, "elu": torch.nn.ELU}[case.activation]
    layers = []
    for i, W in enumerate(start_weights(case)):
        n_out, n_in = W.shape
        layer = torch.nn.Linear(n_in, n_out)
        with torch.no_grad():
            layer.weight.copy_(torch.from_numpy(W))
            layer.bias.zero_()
        layers.append(layer)
        if i < len(case.sizes) - 2:
            if case.default:
                layers.append(torch.nn.BatchNorm1d(n_out))
            layers.append(activation())
            if case.default:
                layers.append(torch.nn.Dropout(case.p_drop))
    return torch.nn.Sequential(*layers).to(getattr(torch, case.dtype))


def torch_eager(case, compiled=False):
    import torch  # noqa: PLC0415

    network = torch_network(case)
    kind = torch.optim.SGD if case.optimizer == "sgd" else torch.optim.Adam
    optimizer = kind(
        network.parameters(),
        lr=torch.tensor(case.lr, dtype=getattr(torch, case.dtype)) if compiled else case.lr,
    )

    def step(X, y):
        optimizer.zero_grad()
        L = torch.nn.functional.cross_entropy(network(X), y)
        L.backward()
        optimizer.step()
        return L

    step = torch.compile(step) if compiled else step
    step.weights = lambda: [
        layer.weight.detach().numpy() for layer in network if isinstance(layer, torch.nn.Linear)
    ]
    return step, [(torch.from_numpy(X), torch.from_numpy(y)) for X, y in batches(case)]


def torch_compile(case):
    return torch_eager(case, compiled=True)


def jax_jit(case):
    import jax  # noqa: PLC0415
    import jax.numpy as jnp  # noqa: PLC0415

    jax.config.update("jax_enable_x64", case.dtype == "float64")
    activation = {"sigmoid": jax.nn.sigmoid, "relu": jax.nn.relu, "elu": jax.nn.elu}[case.activation]
    hidden = len(case.sizes) - 2
    parameters = [{"W": jnp.array(W), "b": jnp.zeros(len(W), case.dtype)} for W in start_weights(case)]
    averages = []
    if case.default:
        for layer, n in zip(parameters, case.sizes[1:-1], strict=False):
            layer |= {"gamma": jnp.ones(n, case.dtype), "beta": jnp.zeros(n, case.dtype)}
            averages.append((jnp.zeros(n, case.dtype), jnp.ones(n, case.dtype)))

    def loss(parameters, averages, key, X, y):
        A, moved = X, []
        for i, layer in enumerate(parameters):
            A = A @ layer["W"].T + layer["b"]
            if i == hidden:
                break
            if case.default:
                mean, var = A.mean(axis=0), A.var(axis=0)
                A = (A - mean) / jnp.sqrt(var + 1e-5) * layer["gamma"] + layer["beta"]
                moved.append((0.9 * averages[i][0] + 0.1 * mean, 0.9 * averages[i][1] + 0.1 * var))
            A = activation(A)
            if case.default and case.p_drop:
                key, now = jax.random.split(key)
                A = jnp.where(jax.random.bernoulli(now, 1 - case.p_drop, A.shape), A / (1 - case.p_drop), 0)
        logP = jax.nn.log_softmax(A)
        return -jnp.take_along_axis(logP, y[:, None], axis=1).mean(), (moved, key)

    def sgd(parameters, grads, memory):
        return jax.tree.map(lambda w, g: w - case.lr * g, parameters, grads), memory

    def adam(parameters, grads, memory):
        m, v, t = memory
        t = t + 1
        m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, m, grads)
        v = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, v, grads)
        late, early = jnp.sqrt(1 - 0.999**t), 1 - 0.9**t
        parameters = jax.tree.map(
            lambda w, m, v: w - case.lr * late / early * m / (jnp.sqrt(v) + 1e-8 * late), parameters, m, v
        )
        return parameters, (m, v, t)

    update = sgd if case.optimizer == "sgd" else adam

    def whole_step(state, X, y):
        parameters, averages, key, memory = state
        with_gradients = jax.value_and_grad(loss, has_aux=True)
        (L, (averages, key)), grads = with_gradients(parameters, averages, key, X, y)
        parameters, memory = update(parameters, grads, memory)
        return L, (parameters, averages, key, memory)

    zeros = jax.tree.map(jnp.zeros_like, parameters)
    memory = (
        () if case.optimizer == "sgd" else (zeros, jax.tree.map(jnp.zeros_like, parameters), jnp.zeros(()))
    )
    state = (parameters, averages, jax.random.key(0), memory)
    jitted = jax.jit(whole_step, donate_argnums=0)

    def step(X, y):
        nonlocal state
        L, state = jitted(state, X, y)
        return L

    step.wait = lambda: jax.block_until_ready(state)
    step.weights = lambda: [np.asarray(layer["W"]) for layer in state[0]]
    return step, [(jnp.array(X), jnp.array(y)) for X, y in batches(case)]


def sklearn(case):
    from sklearn.neural_network import MLPClassifier  # noqa: PLC0415

    if case.default:
        return None
    network = MLPClassifier(
        case.sizes[1:-1],
        activation={"sigmoid": "logistic", "relu": "relu"}[case.activation],
        solver=case.optimizer,
        learning_rate_init=case.lr,
        momentum=0.0,
        alpha=0.0,
        batch_size=case.batch,
    )
    data = batches(case)
    network.partial_fit(*data[0], classes=np.arange(case.sizes[-1]))
    for i, W in enumerate(start_weights(case)):
        network.coefs_[i][...] = W.T
        network.intercepts_[i][...] = 0
    network._optimizer = _fresh_optimizer(network)  # its memory of that first step

    def step(X, y):
        network.partial_fit(X, y)
        return network.loss_

    step.weights = lambda: [W.T for W in network.coefs_]
    return step, data


def _fresh_optimizer(network):
    settings = {"learning_rate_init": network.learning_rate_init}
    if network.solver == "sgd":
        settings |= {"lr_schedule": "constant", "momentum": 0.0, "nesterov": True}
    return type(network._optimizer)(network.coefs_ + network.intercepts_, **settings)


def nielsen(case):
    """One sample at a time, a column vector each: the way of Nielsen's network.py (2015), SGD and sigmoid only.

    With softmax at the end, so that it trains the same network. As in the book, no step says its loss.
    """
    if case.activation != "sigmoid" or case.optimizer != "sgd":
        return None
    case = replace(case, dtype="float64")
    weights = start_weights(case)
    biases = [np.zeros((len(W), 1)) for W in weights]

    def sigmoid(z):
        return 1 / (1 + np.exp(-z))

    def backprop(x, target):
        activations, zs = [x], []
        for W, b in zip(weights, biases, strict=True):
            zs.append(W @ activations[-1] + b)
            activations.append(sigmoid(zs[-1]))
        e = np.exp(zs[-1] - zs[-1].max())
        delta = e / e.sum() - target
        grads = []
        for i in range(len(weights) - 1, -1, -1):
            grads.append((delta, delta @ activations[i].T))
            if i:
                delta = weights[i].T @ delta * sigmoid(zs[i - 1]) * (1 - sigmoid(zs[i - 1]))
        return grads[::-1]

    def step(X, y):
        sums = [(np.zeros_like(b), np.zeros_like(W)) for W, b in zip(weights, biases, strict=True)]
        for x, label in zip(X, y, strict=True):
            target = np.zeros((case.sizes[-1], 1))
            target[label] = 1
            grads = backprop(x[:, None], target)
            sums = [(sb + db, sW + dW) for (sb, sW), (db, dW) in zip(sums, grads, strict=True)]
        for i, (db, dW) in enumerate(sums):
            weights[i] = weights[i] - case.lr / len(X) * dW
            biases[i] = biases[i] - case.lr / len(X) * db

    step.weights = lambda: weights
    return step, batches(case)


def products(case):
    """The matrix products of a step and nothing else: no NumPy program can be faster."""
    weights = start_weights(case)
    grads = [np.empty_like(W) for W in weights]
    arrays = [np.ones((case.batch, n), np.float32) for n in case.sizes]

    def step(X, y):
        A = X
        for i, W in enumerate(weights):
            A = np.matmul(A, W.T, out=arrays[i + 1])
        for i in range(len(weights) - 1, -1, -1):
            np.matmul(arrays[i + 1].T, arrays[i] if i else X, out=grads[i])
            if i:
                np.matmul(arrays[i + 1], weights[i], out=arrays[i])

    return step, batches(case)


def nnlib_epoch(case):
    import nnlib as nn  # noqa: PLC0415

    network, rng = nnlib_network(case), np.random.default_rng(3)
    settings = {"loss": nn.SoftmaxCrossEntropy(), "optimizer": nn.SGD(case.lr), "batch_size": case.batch}

    def step(X, y):
        nn.fit(network, X, y, epochs=1, rng=rng, progress=False, **settings)

    return step, [sixty_thousand(case)]


def sklearn_epoch(case):
    import warnings  # noqa: PLC0415

    from sklearn.exceptions import ConvergenceWarning  # noqa: PLC0415
    from sklearn.neural_network import MLPClassifier  # noqa: PLC0415

    warnings.simplefilter("ignore", ConvergenceWarning)  # one epoch is what we ask for
    network = MLPClassifier(
        case.sizes[1:-1],
        activation="logistic",
        solver="sgd",
        learning_rate_init=case.lr,
        momentum=0.0,
        alpha=0.0,
        batch_size=case.batch,
        max_iter=1,
    )
    return network.fit, [sixty_thousand(case)]


def sixty_thousand(case):
    parts = batches(case)
    X, y = (np.concatenate(part) for part in zip(*parts, strict=True))
    times = -(-60_000 // len(X))
    return np.tile(X, (times, 1))[:60_000], np.tile(y, times)[:60_000]


def make(peer, case):
    """Give a peer's step and its data, or None where it has no such network."""
    if case.epoch:
        peer = {"nnlib": nnlib_epoch, "scikit-learn": sklearn_epoch}.get(peer)
        return peer and peer(case)
    return PEERS[peer](case)


PEERS = {
    "nnlib": nnlib,
    "PyTorch eager": torch_eager,
    "torch.compile": torch_compile,
    "jax.jit": jax_jit,
    "scikit-learn": sklearn,
    "Nielsen's loop": nielsen,
    "matrix products alone": products,
}
