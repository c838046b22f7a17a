"""Accuracy on MNIST's 10,000 test digits of three networks, three seeds each: the table in the README.

    python benchmarks/results.py [--seeds 3] [--networks sgd adam default]
    python benchmarks/results.py --choose

Prints a Markdown table and writes artefacts/results.json. The default configuration takes a minute or more a seed.

The settings of the default configuration were chosen by ``--choose``: each candidate learns from 50,000 of the
training digits and is judged by the other 10,000, one seed each. The test digits have no part in it.
"""

import argparse
import itertools
import json
import time
from functools import partial
from pathlib import Path

import numpy as np

import nnlib as nn

ARTEFACTS = Path(__file__).resolve().parent.parent / "artefacts"


def small(rng):
    return nn.Network(nn.Linear(784, 16, rng=rng), nn.Sigmoid(), nn.Linear(16, 10, rng=rng))


def default(rng, p_drop):
    """Article C's default configuration: He, ELU, batch normalisation, dropout (and Adam)."""
    he = nn.functional.he_init
    return nn.Network(
        nn.Linear(784, 256, rng=rng, init=he),
        nn.BatchNorm(256),
        nn.ELU(),
        nn.Dropout(p_drop, rng=rng),
        nn.Linear(256, 128, rng=rng, init=he),
        nn.BatchNorm(128),
        nn.ELU(),
        nn.Dropout(p_drop, rng=rng),
        nn.Linear(128, 10, rng=rng),
    )


CANDIDATES = list(itertools.product((0.1, 0.2, 0.3), (0.8, 0.9)))  # dropout, factor on the learning rate
P_DROP, DECAY = 0.1, 0.9  # the best of them

NETWORKS = {  # name -> title, network, optimizer, epochs, batch size, factor on the learning rate after an epoch
    "sgd": ("784-16-10, sigmoid, plain SGD", small, lambda: nn.SGD(0.5), 20, 32, 1.0),
    "adam": ("784-16-10, sigmoid, Adam", small, lambda: nn.Adam(0.003), 20, 32, 0.9),
    "default": (
        "784-256-128-10, He, ELU, batch norm, dropout, Adam",
        partial(default, p_drop=P_DROP),
        lambda: nn.Adam(0.003),
        20,
        64,
        DECAY,
    ),
}


def run(setting, seed, training, test):
    """Train one network from one seed; give its accuracy on other digits after the last epoch."""
    _, make, make_optimizer, epochs, batch_size, decay = setting
    rng = np.random.default_rng(seed)
    network, optimizer = make(rng), make_optimizer()

    def slow_down(network, history):
        optimizer.lr *= decay

    nn.fit(
        network,
        *training,
        loss=nn.SoftmaxCrossEntropy(),
        optimizer=optimizer,
        epochs=epochs,
        batch_size=batch_size,
        rng=rng,
        progress=False,
        on_epoch=slow_down,
    )
    return network.accuracy(*test)


def choose(data):
    """Print how the candidates do on training digits that were held back; give the best."""
    X, y = data.X_train, data.y_train
    found = {}
    print("| dropout | factor on the learning rate after an epoch | accuracy on 10,000 held back |")
    print("| --- | --- | --- |")
    for p_drop, decay in CANDIDATES:
        title, _, optimizer, epochs, batch_size, _ = NETWORKS["default"]
        setting = (title, partial(default, p_drop=p_drop), optimizer, epochs, batch_size, decay)
        found[p_drop, decay] = run(setting, 0, (X[:50_000], y[:50_000]), (X[50_000:], y[50_000:]))
        print(f"| {p_drop} | {decay} | {found[p_drop, decay]:.2%} |", flush=True)
    print("best: dropout {}, factor {}".format(*max(found, key=found.get)))


def main():
    parser = argparse.ArgumentParser(description="Test accuracy of three networks on MNIST, mean and range.")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--networks", nargs="+", choices=NETWORKS, default=list(NETWORKS))
    parser.add_argument("--choose", action="store_true", help="compare candidates for the default settings")
    options = parser.parse_args()
    try:
        data = nn.datasets.load_mnist()
    except nn.datasets.DataError as error:
        parser.exit(1, f"{parser.prog}: {error}\n")
    if options.choose:
        choose(data)
        return
    pairs = (data.X_train, data.y_train), (data.X_test, data.y_test)
    results = {}
    print("| network | epochs | test accuracy, mean | lowest to highest | minutes a seed |")
    print("| --- | --- | --- | --- | --- |")
    for name in options.networks:
        title, _, _, epochs, _, _ = NETWORKS[name]
        start = time.perf_counter()
        accuracies = [run(NETWORKS[name], seed, *pairs) for seed in range(options.seeds)]
        minutes = (time.perf_counter() - start) / options.seeds / 60
        results[name] = {"title": title, "epochs": epochs, "accuracies": accuracies}
        low, high = min(accuracies), max(accuracies)
        print(
            f"| {title} | {epochs} | {np.mean(accuracies):.2%} | {low:.2%} to {high:.2%} | {minutes:.1f} |",
            flush=True,
        )
    ARTEFACTS.mkdir(exist_ok=True)
    (ARTEFACTS / "results.json").write_text(json.dumps(results, indent=2) + "\n")


if __name__ == "__main__":
    main()
