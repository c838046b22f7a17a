"""1,797 digits that 13 people wrote by hand; they come with nnlib and need no network."""

from functools import cache
from importlib import resources

import numpy as np

from nnlib.datasets.split import Split

__all__ = ["enlarge", "load_digits"]


def load_digits(size=8, *, dtype=np.float32):
    """Give the UCI handwritten digits, 1,440 to learn from and 357 for the test.

    They come in tens, mostly one of each digit; every fifth ten is for the test. So the same hands wrote both,
    and the accuracy flatters: on digits by people it has never seen, a network does worse.

    Parameters
    ----------
    size : {8, 28}
        8 is the original; 28 is the same, enlarged to 20 × 20 and put in the middle of 28 × 28, as
        MNIST's digits are, so that a 784-16-10 network can be trained without any download.
    dtype : float32 or float64
        Of X; the labels are int64.

    Returns
    -------
    X_train : (1440, size²) array
    y_train : (1440,) array of int
    X_test : (357, size²) array
    y_test : (357,) array of int

    Raises
    ------
    ValueError
        If size is neither 8 nor 28.

    References
    ----------
    Alpaydin, Kaynak: Optical recognition of handwritten digits, UCI Machine Learning Repository (1998),
    the test part, CC BY 4.0; Kaynak: Methods of combining multiple classifiers (1995).
    """
    if size not in (8, 28):
        raise ValueError(f"size is {size}, expected 8 or 28")
    images, labels = _stored()
    images = images.astype(dtype) / 16  # counts of ink from 0 to 16
    if size == 28:
        images = np.pad(enlarge(images, 20), ((0, 0), (4, 4), (4, 4)))
    X, y = images.reshape(len(images), -1), labels.astype(np.int64)
    test = np.arange(len(X)) // 10 % 5 == 4
    return Split(X[~test], y[~test], X[test], y[test])


@cache
def _stored():
    with (resources.files("nnlib.datasets") / "digits.npz").open("rb") as stored:
        arrays = dict(np.load(stored, allow_pickle=False))
    return arrays["images"], arrays["labels"]


def enlarge(images, size):
    """Enlarge square images by linear interpolation between neighbouring pixels.

    Parameters
    ----------
    images : (m, h, h) array
    size : int
        The new height and width.

    Returns
    -------
    images : (m, size, size) array

    Examples
    --------
    >>> enlarge(np.array([[[0.0, 1.0], [0.0, 1.0]]]), 4)[0, 0]
    array([0.  , 0.25, 0.75, 1.  ])
    """
    h = images.shape[1]
    # Where the middle of each new pixel lies among the middles of the old ones.
    at = np.clip((np.arange(size) + 0.5) * h / size - 0.5, 0, h - 1)
    share = np.clip(1 - np.abs(at[:, None] - np.arange(h)), 0, None).astype(images.dtype)  # (size, h)
    return share @ images @ share.T
