"""Accuracy on MNIST's 10,000 test digits of three networks, three seeds each: the table in the README.

    python benchmarks/results.py [--seeds 3] [--networks sgd adam default]

Prints a Markdown table and writes artefacts/results.json. The default configuration takes some minutes a seed.
"""

import argparse
import json
import time
from pathlib import Path

import numpy as np

import nnlib as nn

ARTEFACTS = Path(__file__).resolve().parent.parent / "artefacts"


def small(rng):
    return nn.Network(nn.Linear(784, 16, rng=rng), nn.Sigmoid(), nn.Linear(16, 10, rng=rng))


def default(rng, p_drop=0.1):
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


NETWORKS = {  # name -> title, network, optimizer, epochs, batch size, factor on the learning rate after an epoch
    "sgd": ("784-16-10, sigmoid, plain SGD", small, lambda: nn.SGD(0.5), 20, 32, 1.0),
    "adam": ("784-16-10, sigmoid, Adam", small, lambda: nn.Adam(0.003), 20, 32, 0.9),
    "default": (
        "784-256-128-10, He, ELU, batch norm, dropout, Adam",
        default,
        lambda: nn.Adam(0.003),
        20,
        64,
        0.8,
    ),
}


def run(name, seed, data):
    """Train one network from one seed; give its test accuracy after the last epoch."""
    _, make, make_optimizer, epochs, batch_size, decay = NETWORKS[name]
    rng = np.random.default_rng(seed)
    network, optimizer = make(rng), make_optimizer()

    def slow_down(network, history):
        optimizer.lr *= decay

    nn.fit(
        network,
        data.X_train,
        data.y_train,
        loss=nn.SoftmaxCrossEntropy(),
        optimizer=optimizer,
        epochs=epochs,
        batch_size=batch_size,
        rng=rng,
        progress=False,
        on_epoch=slow_down,
    )
    return network.accuracy(data.X_test, data.y_test)


def main():
    parser = argparse.ArgumentParser(description="Test accuracy of three networks on MNIST, mean and range.")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--networks", nargs="+", choices=NETWORKS, default=list(NETWORKS))
    options = parser.parse_args()
    try:
        data = nn.datasets.load_mnist()
    except nn.datasets.DataError as error:
        parser.exit(1, f"{parser.prog}: {error}\n")
    results = {}
    print("| network | epochs | test accuracy, mean | lowest to highest | minutes a seed |")
    print("| --- | --- | --- | --- | --- |")
    for name in options.networks:
        title, _, _, epochs, _, _ = NETWORKS[name]
        start = time.perf_counter()
        accuracies = [run(name, seed, data) for seed in range(options.seeds)]
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
