"""An autoencoder learns to copy its input through a narrow place, and so finds what matters in it. No labels."""

from nnlib.functional import activations, linear, regression
from nnlib.shapes import as_floats

__all__ = ["autoencoder_grads", "denoising_pair"]


def autoencoder_grads(X, We, be, Wd, bd):
    """Give the gradients of an autoencoder: sigmoid encoder, linear decoder, mean squared error.

    Parameters
    ----------
    X : (m, n) array
        The samples, which are the targets too.
    We : (n_code, n) array
        Weights of the encoder.
    be : (n_code,) array
    Wd : (n, n_code) array
        Weights of the decoder.
    bd : (n,) array

    Returns
    -------
    grads : dict
        The gradient of mse(decoded, X) by We, be, Wd, bd, under these names

    Raises
    ------
    ShapeError
        If the shapes do not fit together.

    References
    ----------
    Bourlard, Kamp: Auto-association by multilayer perceptrons and singular value decomposition (1988).

    Examples
    --------
    >>> grads = autoencoder_grads([[1.0]], [[0.0]], [0.0], [[0.0]], [0.0])
    >>> grads["bd"], grads["Wd"]  # the code is 0.5, the answer 0: dY = 2 (0 - 1), dWd = -2 * 0.5
    (array([-2.]), array([[-1.]]))
    """
    X = as_floats(X)
    Z = linear.linear_forward(X, We, be)
    code = activations.sigmoid(Z)
    decoded = linear.linear_forward(code, Wd, bd)
    dcode, dWd, dbd = linear.linear_backward(regression.mse_grad(decoded, X), code, Wd)
    _, dWe, dbe = linear.linear_backward(dcode * activations.sigmoid_grad(Z), X, We)
    return {"We": dWe, "be": dbe, "Wd": dWd, "bd": dbd}


def denoising_pair(X, noise_std, rng):
    """Make a task for a denoising autoencoder: from the noisy samples, give the clean ones.

    Parameters
    ----------
    X : (m, n) array
        The samples.
    noise_std : float
        Standard deviation of the normal noise, at least 0.
    rng : numpy.random.Generator
        Draws the noise.

    Returns
    -------
    noisy, clean : (m, n) arrays
        X + noise, and a copy of X

    Raises
    ------
    ValueError
        If noise_std is below 0.

    References
    ----------
    Vincent, Larochelle, Bengio, Manzagol: Extracting and composing robust features with denoising
    autoencoders (2008).

    Examples
    --------
    >>> import numpy as np
    >>> denoising_pair([[1.0, 2.0]], 0.0, np.random.default_rng(0))
    (array([[1., 2.]]), array([[1., 2.]]))
    """
    if not noise_std >= 0:
        raise ValueError(f"noise_std is {noise_std}, expected at least 0")
    clean = as_floats(X)
    noise = rng.standard_normal(clean.shape).astype(clean.dtype)
    return clean + noise_std * noise, clean.copy()
