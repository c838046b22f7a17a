"""The main job: the articles' 784-16-10 network learns to read handwriting."""

import importlib.util
import os
from pathlib import Path

import numpy as np
import pytest

import nnlib as nn

ROOT = Path(__file__).resolve().parents[3]


def digits_job():
    spec = importlib.util.spec_from_file_location("digits_job", ROOT / "benchmarks" / "digits.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def mnist(monkeypatch):
    """$NNLIB_DATA, else the folder beside the checkout; in CI the loader may also download it."""
    beside = ROOT.parent / "shared" / "mnist"
    if "NNLIB_DATA" in os.environ:
        return
    if beside.is_dir():
        monkeypatch.setenv("NNLIB_DATA", str(beside))
    elif not os.environ.get("CI"):
        pytest.skip("MNIST is not here: set NNLIB_DATA to the folder with its four files")


@pytest.mark.slow
@pytest.mark.usefixtures("mnist")
def test_mnist_reaches_94_percent_within_ten_epochs():
    """On the 10,000 test digits, with 12,730 parameters."""
    network, accuracy = digits_job().train("mnist", epochs=10, seed=0)
    assert network.n_parameters == 12_730
    assert accuracy >= 0.94


def test_the_bundled_digits_reach_94_percent_without_any_file(monkeypatch):
    """Enlarged to 28 × 28, for the same network."""
    monkeypatch.setenv("NNLIB_DATA", os.devnull)
    network, accuracy = digits_job().train("digits", epochs=10, seed=0)
    assert network.n_parameters == 12_730
    assert accuracy >= 0.94


@pytest.mark.usefixtures("mnist")
def test_mnist_has_its_70_000_digits():
    """The first label is a 5, the first test label a 7; rows from 0 to 1."""
    data = nn.datasets.load_mnist()
    assert data.X_train.shape == (60_000, 784)
    assert data.X_test.shape == (10_000, 784)
    assert (data.y_train[0], data.y_test[0]) == (5, 7)
    assert data.X_train.dtype == np.float32
    assert (data.X_train.min(), data.X_train.max()) == (0, 1)
