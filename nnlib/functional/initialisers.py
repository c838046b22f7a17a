"""Weights start at random, and not too large and not too small, so that signals keep their size."""

import numpy as np

__all__ = ["he_init", "xavier_init"]


def xavier_init(n_in, n_out, rng):
    """Draw weights for tanh and sigmoid layers: normal, variance 2 / (n_in + n_out).

    A compromise: 1 / n_in keeps the size of the signals, 1 / n_out that of the gradients.

    Parameters
    ----------
    n_in, n_out : int
        How many inputs, how many neurons.
    rng : numpy.random.Generator
        Draws the numbers.

    Returns
    -------
    W : (n_out, n_in) array
        Mean 0, standard deviation √(2 / (n_in + n_out))

    References
    ----------
    Glorot, Bengio: Understanding the difficulty of training deep feedforward neural networks (2010),
    equation 16 (a uniform distribution of the same variance there).

    Examples
    --------
    >>> xavier_init(784, 16, np.random.default_rng(0)).shape
    (16, 784)
    """
    return rng.normal(0.0, np.sqrt(2 / (n_in + n_out)), size=(n_out, n_in))


def he_init(n_in, n_out, rng):
    """Draw weights for ReLU layers: normal, variance 2 / n_in.

    ReLU silences half of the signal; the 2 makes up for it.

    Parameters
    ----------
    n_in, n_out : int
        How many inputs, how many neurons.
    rng : numpy.random.Generator
        Draws the numbers.

    Returns
    -------
    W : (n_out, n_in) array
        Mean 0, standard deviation √(2 / n_in)

    References
    ----------
    He, Zhang, Ren, Sun: Delving deep into rectifiers (2015), equation 10.

    Examples
    --------
    >>> he_init(784, 16, np.random.default_rng(0)).shape
    (16, 784)
    """
    return rng.normal(0.0, np.sqrt(2 / n_in), size=(n_out, n_in))
