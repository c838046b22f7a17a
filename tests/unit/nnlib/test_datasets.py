"""The digits that come with nnlib."""

import numpy as np
import pytest

import nnlib as nn
from nnlib.datasets.digits import enlarge


def test_there_are_1797_digits_of_8_by_8():
    """The first one is a 0 whose first row reads 0 0 5 13 9 1 0 0, in sixteenths."""
    data = nn.datasets.load_digits()
    assert len(data.X_train) + len(data.X_test) == 1_797
    assert data.image_shape == (8, 8)
    np.testing.assert_array_equal(data.X_train[0, :8] * 16, [0, 0, 5, 13, 9, 1, 0, 0])
    assert data.y_train[0] == 0


def test_all_ten_digits_are_in_both_parts():
    """They come in tens: every fifth digit would be 0s and 5s only."""
    data = nn.datasets.load_digits()
    assert np.bincount(data.y_train).min() > 100
    assert np.bincount(data.y_test).min() > 20


def test_enlarged_digits_lie_in_the_middle_like_mnists():
    """20 × 20 with 4 empty pixels around, the same mean ink, nothing above 1."""
    small, large = nn.datasets.load_digits(8), nn.datasets.load_digits(28)
    images = large.X_train.reshape(-1, *large.image_shape)
    assert images.shape[1:] == (28, 28)
    assert not images[:, :4].any()
    assert not images[:, :, -4:].any()
    assert images.max() <= 1
    np.testing.assert_allclose(images[:, 4:-4, 4:-4].mean(), small.X_train.mean(), rtol=0.02)


def test_enlarging_a_ramp_keeps_it_a_ramp():
    """Between the middles 0.5 and 1.5 of two pixels, linear; outside, the edge."""
    np.testing.assert_allclose(enlarge(np.array([[[0.0, 4.0], [0.0, 4.0]]]), 4)[0], [[0, 1, 3, 4]] * 4)


def test_the_type_is_the_callers_choice():
    """float32 unless told."""
    assert nn.datasets.load_digits().X_train.dtype == np.float32
    assert nn.datasets.load_digits(28, dtype=np.float64).X_test.dtype == np.float64


def test_other_sizes_are_an_error():
    """Not a guess."""
    with pytest.raises(ValueError, match="expected 8 or 28"):
        nn.datasets.load_digits(16)


def test_what_one_caller_does_to_the_digits_no_other_sees():
    """The file is read once, the arrays are fresh."""
    nn.datasets.load_digits().X_train[:] = 7
    nn.datasets.load_digits().y_train[:] = 7
    assert nn.datasets.load_digits().X_train.max() == 1
    assert nn.datasets.load_digits().y_train[0] == 0
