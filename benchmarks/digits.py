"""The main job: train the articles' 784-16-10 network on handwritten digits.

    python benchmarks/digits.py [--data mnist|digits] [--epochs 10] [--seed 0]

MNIST comes from $NNLIB_DATA, the user's cache or the network; "digits" come with nnlib, enlarged to 28 × 28.
"""

import argparse

import numpy as np

import nnlib as nn

RECIPES = {  # data set -> learning rate, batch size
    "mnist": (0.5, 32),
    "digits": (0.5, 8),
}


def train(data="mnist", epochs=10, seed=0, on_epoch=None):
    """Train 12,730 parameters; give the network and its accuracy on the test digits."""
    rng = np.random.default_rng(seed)
    X, y, X_test, y_test = nn.datasets.load_mnist() if data == "mnist" else nn.datasets.load_digits(28)
    lr, batch_size = RECIPES[data]
    network = nn.Network(nn.Linear(784, 16, rng=rng), nn.Sigmoid(), nn.Linear(16, 10, rng=rng))
    nn.fit(
        network,
        X,
        y,
        loss=nn.SoftmaxCrossEntropy(),
        optimizer=nn.SGD(lr=lr),
        epochs=epochs,
        batch_size=batch_size,
        rng=rng,
        progress=False,
        on_epoch=on_epoch,
    )
    return network, network.accuracy(X_test, y_test)


def main():
    parser = argparse.ArgumentParser(description="Train the 784-16-10 network on handwritten digits.")
    parser.add_argument("--data", choices=sorted(RECIPES), default="mnist")
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()

    def report(network, history):
        print(f"epoch {history.epochs:2}  training loss {history.train_loss[-1]:.4f}", flush=True)

    try:
        network, accuracy = train(options.data, options.epochs, options.seed, on_epoch=report)
    except (nn.datasets.DataError, ValueError) as error:
        parser.exit(1, f"{parser.prog}: {error}\n")
    print(f"{network.n_parameters} parameters, test accuracy {accuracy:.2%}")


if __name__ == "__main__":
    main()
