"""MNIST: 70,000 digits, the picture that every book on neural networks shows.

The four files are looked for in $NNLIB_DATA, then in the user's cache, then downloaded into the cache. What
counts is the sha256 of the unzipped content, so any mirror's gzip will do. A file is there whole or not at all.
"""

import gzip
import hashlib
import os
import sys
import zlib
from pathlib import Path

import numpy as np

from nnlib.datasets.split import Split

__all__ = ["MIRRORS", "DataError", "load_mnist"]

MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
)
SHA256 = {
    "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}
BY_HAND = (
    "Put the four .gz files into a folder and set NNLIB_DATA to it, or use nnlib.datasets.load_digits()."
)


class DataError(RuntimeError):
    """Raised when data can be had neither from the disk nor from the network; says what to do."""


def load_mnist(*, dtype=np.float32, mirrors=MIRRORS, progress=True):
    """Give MNIST: 60,000 digits to learn from and 10,000 for the test.

    Parameters
    ----------
    dtype : float32 or float64
        Of X; the labels are int64.
    mirrors : sequence of str
        Addresses to download from, tried in turn, each ending in "/".
    progress : bool
        Whether to show a progress bar while downloading.

    Returns
    -------
    X_train : (60000, 784) array
    y_train : (60000,) array of int
    X_test : (10000, 784) array
    y_test : (10000,) array of int

    Raises
    ------
    DataError
        If the files are neither in $NNLIB_DATA nor in the cache and cannot be downloaded, or are not MNIST.

    References
    ----------
    LeCun, Bottou, Bengio, Haffner: Gradient-based learning applied to document recognition (1998).
    """
    arrays = {name: _parse(_content(name, mirrors, progress)) for name in SHA256}
    X_train, y_train, X_test, y_test = arrays.values()
    return Split(
        _rows(X_train, dtype), y_train.astype(np.int64), _rows(X_test, dtype), y_test.astype(np.int64)
    )


def _rows(images, dtype):
    X = images.reshape(len(images), -1).astype(dtype)
    X /= 255
    return X


def _parse(content):
    """Read the IDX format: two zeros, a type, the number of axes, their lengths, the bytes."""
    axes = content[3]
    shape = np.frombuffer(content, ">u4", count=axes, offset=4)
    return np.frombuffer(content, np.uint8, offset=4 + 4 * axes).reshape(shape)


def _content(name, mirrors, progress):
    folder = os.environ.get("NNLIB_DATA")
    if folder and not Path(folder).is_dir():
        raise DataError(f"NNLIB_DATA is {folder}, but there is no such folder.")
    for place in [Path(folder)] if folder else []:
        content = _read(place, name)
        if content is not None:
            if not _is_right(name, content):
                raise DataError(f"{name} in {place} (from NNLIB_DATA) is not MNIST's: its sha256 is another.")
            return content
    content = _read(_cache(), name)
    if content is not None and _is_right(name, content):
        return content
    from nnlib.datasets.download import download  # noqa: PLC0415  `import nnlib` costs NumPy and nothing else

    try:
        return download(f"{name}.gz", mirrors, _cache(), SHA256[name], progress)
    except OSError as error:
        raise DataError(f"MNIST's {name}.gz could not be had: {error}. {BY_HAND}") from None


def _read(folder, name):
    """Give the unzipped content of a file, None if it is not there, and b"" if it is broken."""
    try:
        if (folder / name).is_file():
            return (folder / name).read_bytes()
        if (folder / f"{name}.gz").is_file():
            return gzip.decompress((folder / f"{name}.gz").read_bytes())
    except (OSError, EOFError, zlib.error):
        return b""
    return None


def _is_right(name, content):
    return hashlib.sha256(content).hexdigest() == SHA256[name]


def _cache():
    if os.environ.get("XDG_CACHE_HOME"):
        base = Path(os.environ["XDG_CACHE_HOME"])
    elif sys.platform == "win32" and os.environ.get("LOCALAPPDATA"):
        base = Path(os.environ["LOCALAPPDATA"])
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path.home() / ".cache"
    return base / "nnlib" / "mnist"
