"""A small NumPy library that carries all the mathematics of the course."""

from nnlib import functional
from nnlib.extras import L1, L2, ClipByNorm, ClipByValue, MaxNorm
from nnlib.gradcheck import gradcheck
from nnlib.history import History
from nnlib.layers import (
    ELU,
    BatchNorm,
    Dropout,
    Identity,
    Layer,
    LeakyReLU,
    Linear,
    PReLU,
    ReLU,
    RReLU,
    Sigmoid,
    Softmax,
    Tanh,
)
from nnlib.losses import MSE, CrossEntropy, Loss, SoftmaxCrossEntropy
from nnlib.network import Network
from nnlib.optimizers import SGD, Adam, Momentum, Optimizer
from nnlib.pretraining import pretrain
from nnlib.shapes import ShapeError
from nnlib.swap import using
from nnlib.training import EarlyStopping, fit

__all__ = [
    "ELU",
    "L1",
    "L2",
    "MSE",
    "SGD",
    "Adam",
    "BatchNorm",
    "ClipByNorm",
    "ClipByValue",
    "CrossEntropy",
    "Dropout",
    "EarlyStopping",
    "History",
    "Identity",
    "Layer",
    "LeakyReLU",
    "Linear",
    "Loss",
    "MaxNorm",
    "Momentum",
    "Network",
    "Optimizer",
    "PReLU",
    "RReLU",
    "ReLU",
    "ShapeError",
    "Sigmoid",
    "Softmax",
    "SoftmaxCrossEntropy",
    "Tanh",
    "datasets",
    "fit",
    "functional",
    "gradcheck",
    "pretrain",
    "using",
]


def __getattr__(name):
    """Load nnlib.datasets when it is asked for: it needs a tenth of NumPy's time, and most do not need it."""
    if name == "datasets":
        from importlib import import_module  # noqa: PLC0415

        return import_module("nnlib.datasets")
    raise AttributeError(f"module 'nnlib' has no attribute {name!r}")
