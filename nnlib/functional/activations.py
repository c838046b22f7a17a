"""An activation bends the score of a neuron; its slope says how much of a change passes through.

All of them work elementwise on any shape, keep float32 as it is, and take NumPy's `out=`.
Every slope takes z, the score, and not a, the activation's value.
"""

import numpy as np

from nnlib.functional._fast import exp_range, lowest, number
from nnlib.shapes import as_floats

__all__ = [
    "elu",
    "elu_grad",
    "leaky_relu",
    "leaky_relu_grad",
    "relu",
    "relu_grad",
    "sigmoid",
    "sigmoid_grad",
    "tanh",
    "tanh_grad",
]


def sigmoid(z, out=None):
    """Squeeze any number into (0, 1): σ(z) = 1 / (1 + exp(-z)).

    Written as it stands, exp(-z) overflows for z below -709 (-88 in float32). So where a score is that low, the
    fraction is multiplied through by exp(min(z, 0)): no exponent is above 0 then, and the tail keeps its accuracy.

    Parameters
    ----------
    z : array of any shape, or float
        The scores.
    out : array, optional
        Where to write the result; z is an array of floats then.

    Returns
    -------
    a : array of z's shape
        1 / (1 + exp(-z)), or exp(min(z, 0)) / (1 + exp(-|z|))

    References
    ----------
    Goodfellow, Bengio, Courville: Deep Learning (2016), section 3.10.

    Examples
    --------
    >>> sigmoid(np.array([-1000.0, 0.0, 1000.0]))
    array([0. , 0.5, 1. ])
    """
    if out is None:
        z = as_floats(z)
    one = number(1, z.dtype)
    if lowest(z) > -exp_range(z.dtype):
        e = np.exp(np.negative(z, out), out)
        return np.divide(one, np.add(e, one, out), out)
    zero, minus_one = number(0, z.dtype), number(-1, z.dtype)
    bottom = np.asarray(np.copysign(z, minus_one))  # copysign(z, -1) is -|z|
    np.exp(bottom, out=bottom)
    bottom += one
    top = np.exp(np.minimum(z, zero, out=out), out=out)
    return np.divide(top, bottom, out=out)


def sigmoid_grad(z, a=None, out=None):
    """Slope of the sigmoid at z: σ'(z) = σ(z) (1 - σ(z)), at most 1/4.

    With e = exp(-|z|) the same product is e / (1 + e)²: it is even in z, nothing overflows, and it
    does not turn to 0 at z = 37, where 1 - σ(z) does.

    Parameters
    ----------
    z : array of any shape, or float
        The scores, not the activations.
    a : array of z's shape, optional
        sigmoid(z), if it is there already: then the slope is a (1 - a), in a third of the time. It is as
        exact as a number near 1/4 can be, and 0 where a is rounded to 1.
    out : array, optional
        Where to write the result.

    Returns
    -------
    slope : array of z's shape
        e / (1 + e)², e = exp(-|z|)

    Examples
    --------
    >>> float(sigmoid_grad(0.0))  # 0.5 * (1 - 0.5)
    0.25
    """
    if a is not None:
        return np.multiply(np.subtract(number(1, a.dtype), a, out), a, out)
    z = as_floats(z)
    one, minus_one = number(1, z.dtype), number(-1, z.dtype)
    e = np.exp(np.copysign(z, minus_one))  # copysign(z, -1) is -|z|
    bottom = np.square(np.add(e, one, out=out), out=out)
    return np.divide(e, bottom, out=out)


def tanh(z, out=None):
    """Squeeze any number into (-1, 1): tanh(z) = (exp(z) - exp(-z)) / (exp(z) + exp(-z)).

    Parameters
    ----------
    z : array of any shape, or float
        The scores.
    out : array, optional
        Where to write the result.

    Returns
    -------
    a : array of z's shape
        2 σ(2z) - 1, as NumPy's tanh has it

    Examples
    --------
    >>> tanh(np.array([-1000.0, 0.0, 1000.0]))
    array([-1.,  0.,  1.])
    """
    return np.tanh(as_floats(z), out=out)


def tanh_grad(z, out=None):
    """Slope of tanh at z: 1 - tanh(z)², at most 1.

    With e = exp(-|z|) this is (2e / (1 + e²))², which does not turn to 0 at z = 19, where 1 - tanh² does.

    Parameters
    ----------
    z : array of any shape, or float
        The scores, not the activations.
    out : array, optional
        Where to write the result.

    Returns
    -------
    slope : array of z's shape
        (2e / (1 + e²))², e = exp(-|z|)

    Examples
    --------
    >>> float(tanh_grad(0.0))
    1.0
    """
    z = as_floats(z)
    one, minus_one = number(1, z.dtype), number(-1, z.dtype)
    e = np.exp(np.copysign(z, minus_one))
    return np.square((e + e) / (e * e + one), out=out)


def relu(z, out=None):
    """Let what is above 0 through and nothing else: max(z, 0).

    Parameters
    ----------
    z : array of any shape, or number
        The scores. Integers stay integers.
    out : array, optional
        Where to write the result.

    Returns
    -------
    a : array of z's shape
        max(z, 0)

    References
    ----------
    Nair, Hinton: Rectified linear units improve restricted Boltzmann machines (2010).

    Examples
    --------
    >>> relu(np.array([-13.0, 0.0, 46.0]))
    array([ 0.,  0., 46.])
    """
    z = np.asarray(z)
    return np.maximum(z, number(0, z.dtype), out=out)


def relu_grad(z, out=None):
    """Slope of relu at z: 1 above 0, else 0.

    At 0 itself there is no slope; 0 is the usual choice.

    Parameters
    ----------
    z : array of any shape, or number
        The scores, not the activations.
    out : array, optional
        Where to write the result; z is an array of floats then.

    Returns
    -------
    slope : array of z's shape, floats
        1 where z > 0, else 0

    Examples
    --------
    >>> relu_grad(np.array([-13.0, 0.0, 46.0]))
    array([0., 0., 1.])
    """
    if out is None:
        z = as_floats(z)
        return np.greater(z, number(0, z.dtype)).astype(z.dtype)
    out[...] = np.greater(z, number(0, z.dtype))  # into floats it takes twice as long for few
    return out


def leaky_relu(z, alpha=0.01, out=None):
    """Let a little through below 0 as well, so that no unit dies: z if z > 0, else alpha z.

    Parameters
    ----------
    z : array of any shape, or float
        The scores.
    alpha : float, or array that fits z
        The slope below 0. Learnt, it makes PReLU (He et al. 2015); drawn at random, RReLU (Xu et al. 2015).
    out : array, optional
        Where to write the result.

    Returns
    -------
    a : array of z's shape
        max(z, 0) + alpha min(z, 0)

    References
    ----------
    Maas, Hannun, Ng: Rectifier nonlinearities improve neural network acoustic models (2013).

    Examples
    --------
    >>> leaky_relu(np.array([-100.0, 0.0, 46.0]))
    array([-1.,  0., 46.])
    """
    z = as_floats(z)
    zero = number(0, z.dtype)
    below = np.multiply(np.minimum(z, zero), alpha)
    return np.add(np.maximum(z, zero, out=out), below, out=out)


def leaky_relu_grad(z, alpha=0.01, out=None):
    """Slope of leaky_relu at z: 1 above 0, else alpha.

    Parameters
    ----------
    z : array of any shape, or float
        The scores, not the activations.
    alpha : float, or array that fits z
        The slope below 0, and by agreement at 0.
    out : array, optional
        Where to write the result.

    Returns
    -------
    slope : array of z's shape
        1 where z > 0, else alpha

    Examples
    --------
    >>> leaky_relu_grad(np.array([-100.0, 0.0, 46.0]))
    array([0.01, 0.01, 1.  ])
    """
    z = as_floats(z)
    above = np.greater(z, 0)
    return np.add(above, np.multiply(alpha, ~above, dtype=z.dtype), out=out, dtype=z.dtype)


def elu(z, alpha=1.0, out=None):
    """Bend smoothly towards -alpha below 0: z if z > 0, else alpha (exp(z) - 1).

    Written with expm1: exp(z) - 1 has no digits left for z near 0.

    Parameters
    ----------
    z : array of any shape, or float
        The scores.
    alpha : float
        How far down it goes.
    out : array, optional
        Where to write the result.

    Returns
    -------
    a : array of z's shape
        max(z, 0) + alpha expm1(min(z, 0))

    References
    ----------
    Clevert, Unterthiner, Hochreiter: Fast and accurate deep network learning by exponential linear units
    (2016), equation 15.

    Examples
    --------
    >>> elu(np.array([-1000.0, 0.0, 46.0]))
    array([-1.,  0., 46.])
    """
    z = as_floats(z)
    zero = number(0, z.dtype)
    below = np.asarray(np.minimum(z, zero))
    above = np.subtract(z, below, out=out)
    np.expm1(below, out=below)
    if alpha != 1:
        below *= alpha
    return np.add(above, below, out=out)


def elu_grad(z, alpha=1.0, out=None):
    """Slope of elu at z: 1 above 0, else alpha exp(z).

    Parameters
    ----------
    z : array of any shape, or float
        The scores, not the activations.
    alpha : float
        As in elu. At 0 the slope is alpha, by agreement.
    out : array, optional
        Where to write the result.

    Returns
    -------
    slope : array of z's shape
        1 where z > 0, else alpha exp(z)

    Examples
    --------
    >>> elu_grad(np.array([-1000.0, 0.0, 46.0]))
    array([0., 1., 1.])
    """
    z = as_floats(z)
    if alpha == 1:
        return np.exp(np.minimum(z, number(0, z.dtype), out=out), out=out)
    one = number(1, z.dtype)
    steepest = np.where(z > 0, one, one * alpha)
    return np.multiply(np.exp(np.minimum(z, 0)), steepest, out=out)
