"""nnlib is tested in a strict world: no overflow, nothing invalid, no division by zero, nothing random."""

import numpy as np
import pytest


@pytest.fixture(autouse=True)
def _strict_numbers():
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        yield


@pytest.fixture
def rng():
    return np.random.default_rng(20)
