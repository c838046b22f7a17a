"""Learn without labels first: each hidden layer learns to pack up what comes in, so that it can be unpacked."""

import numpy as np

from nnlib.functional import autoencoder
from nnlib.layers import Linear
from nnlib.losses import MSE
from nnlib.network import Network
from nnlib.training import fit

__all__ = ["pretrain"]


def pretrain(network, X, *, optimizer, epochs, rng, batch_size=32, noise_std=0.0, progress=True):
    """Train the hidden layers of a network one after the other, each as the encoder of an autoencoder.

    The first dense layer, with what follows it up to the next one, learns to reproduce the samples through
    a decoder that is thrown away; then the second learns the same of what the first gives, and so on. The
    last dense layer is left as it is: it learns with labels, by `fit`, and so do all others once more.

    Parameters
    ----------
    network : Network
        Changed in place.
    X : (m, n_in) array
        Samples; no labels are needed.
    optimizer : callable
        Makes a new optimizer for each layer, such as `lambda: nn.Adam(0.001)`.
    epochs : int
        For each layer.
    rng : numpy.random.Generator
        Draws the decoders and the noise, and shuffles.
    batch_size : int
    noise_std : float
        Above 0, the autoencoders have to take noise of this size away again.
    progress : bool
        Whether to show a progress bar for each layer.

    Returns
    -------
    histories : list of History
        One for each hidden layer

    References
    ----------
    Bengio, Lamblin, Popovici, Larochelle: Greedy layer-wise training of deep networks (2007);
    Vincent et al.: Extracting and composing robust features with denoising autoencoders (2008).
    """
    dense = [i for i, layer in enumerate(network.layers) if isinstance(layer, Linear)]
    network.predict(X[:1])  # the first data settle the dtype
    inputs, start, histories = np.asarray(X, network.dtype), 0, []
    for stop in dense[1:]:
        stage = network.layers[start:stop]
        encoder = Network(*[layer.copy() for layer in stage], dtype=network.dtype)
        hidden = next(layer for layer in stage if isinstance(layer, Linear))
        decoder = Linear(hidden.n_out, hidden.n_in, rng=rng)
        pair = Network(*[layer.copy() for layer in encoder.layers], decoder, dtype=network.dtype)
        noisy, clean = autoencoder.denoising_pair(inputs, noise_std, rng)
        histories.append(
            fit(
                pair,
                noisy,
                clean,
                loss=MSE(),
                optimizer=optimizer(),
                epochs=epochs,
                rng=rng,
                batch_size=batch_size,
                progress=progress,
            )
        )
        for layer, trained, twin in zip(stage, pair.layers[:-1], encoder.layers, strict=True):
            layer.take_from(trained)
            twin.take_from(trained)
        inputs, start = encoder.predict(inputs), stop
    return histories
