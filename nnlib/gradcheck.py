"""Is the gradient right? Measure the slope by small steps and compare."""

from typing import NamedTuple

import numpy as np

from nnlib.functional import descent

__all__ = ["GradCheck", "gradcheck"]


class GradCheck(NamedTuple):
    """What backpropagation gave, what measuring gave, and how far they are apart."""

    error: float
    gradients: np.ndarray  # (n_parameters,)
    measured: np.ndarray  # (n_parameters,)


def gradcheck(network, X, y, loss, h=1e-5):
    """Compare the gradients of a network with central differences, parameter by parameter.

    Costs two forward passes a parameter: take a small network and few samples. Layers that draw at
    random (dropout) have no slope to measure.

    Parameters
    ----------
    network : Network
        In float64: the differences drown in float32's rounding.
    X, y : arrays
        A batch, as `loss_and_gradients` takes it.
    loss : Loss
    h : float
        The step of the differences.

    Returns
    -------
    error : float
        ‖gradients - measured‖ / (‖gradients‖ + ‖measured‖), 0 if both are 0. About 1e-8 is right,
        above 1e-4 something is wrong
    gradients, measured : (n_parameters,) array

    Raises
    ------
    TypeError
        If the network is not float64.
    """
    network.loss_and_gradients(X, y, loss)  # the first data settle the dtype
    if network.dtype != np.float64:
        raise TypeError(
            f"the network is {network.dtype.name}, expected float64: the differences need its digits"
        )
    gradients = network.gradients.copy()
    here = network.parameters.copy()

    def loss_at(parameters):
        network.parameters[:] = parameters
        return network.loss_and_gradients(X, y, loss)

    try:
        measured = descent.numerical_gradient(loss_at, here, h)
    finally:
        network.parameters[:] = here
        network.gradients[:] = gradients
    size = np.linalg.norm(gradients) + np.linalg.norm(measured)
    error = np.linalg.norm(gradients - measured) / size if size > 0 else 0.0
    return GradCheck(float(error), gradients, measured)
