"""Our networks are made up of layers: each passes samples forward and gradients back."""

from nnlib.layers.activations import ELU, Identity, LeakyReLU, PReLU, ReLU, RReLU, Sigmoid, Softmax, Tanh
from nnlib.layers.base import Layer
from nnlib.layers.dense import Linear
from nnlib.layers.dropout import Dropout
from nnlib.layers.normalisation import BatchNorm

__all__ = [
    "ELU",
    "BatchNorm",
    "Dropout",
    "Identity",
    "Layer",
    "LeakyReLU",
    "Linear",
    "PReLU",
    "RReLU",
    "ReLU",
    "Sigmoid",
    "Softmax",
    "Tanh",
]
