"""Handwritten digits: real ones that come with nnlib, and the famous ones."""

from nnlib.datasets.digits import load_digits
from nnlib.datasets.mnist import DataError, load_mnist
from nnlib.datasets.split import Split

__all__ = ["DataError", "Split", "load_digits", "load_mnist"]
