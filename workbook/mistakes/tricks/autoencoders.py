"""Mistakes in learning without labels: what the code is compared with, and what the noise is added to."""

import numpy as np

from workbook.mistakes import mistake


def _logistic(z):
    z = np.asarray(z, dtype=float)
    return np.exp(np.minimum(z, 0)) / (1 + np.exp(-np.abs(z)))


def _through(X, We, be, Wd, bd):
    """The code and the decoded samples."""
    code = _logistic(X @ We.T + be)
    return code, code @ Wd.T + bd


def _back(dY, X, code, Wd, slope):
    """The four gradients from dL/dY."""
    dZ = dY @ Wd * slope
    return {"We": dZ.T @ X, "be": dZ.sum(axis=0), "Wd": dY.T @ code, "bd": dY.sum(axis=0)}


# autoencoder_grads


@mistake(
    "autoencoder_grads",
    belief="The error goes straight back through the weights.",
    because="It passes the encoder's sigmoid on its way, which has a slope.",
    hint="The decoder is right, but the error passes the sigmoid on its way into the encoder.",
)
def autoencoder_without_slope(X, We, be, Wd, bd):
    code, Y = _through(X, We, be, Wd, bd)
    return _back(2 * (Y - X) / X.size, X, code, Wd, 1.0)


@mistake(
    "autoencoder_grads",
    belief="sigmoid_grad takes the code.",
    because="It takes z; the code is the sigmoid of z already.",
    hint="The decoder is right, but your encoder's slope is taken at the code: it is squashed twice.",
)
def autoencoder_slope_at_code(X, We, be, Wd, bd):
    code, Y = _through(X, We, be, Wd, bd)
    again = _logistic(code)
    return _back(2 * (Y - X) / X.size, X, code, Wd, again * (1 - again))


@mistake(
    "autoencoder_grads",
    belief="The mean is over the samples.",
    because="The mse of this course is the mean over every entry.",
    hint="All your gradients are n times too large, n being the number of features: over what is the mse a mean?",
)
def autoencoder_mean_over_samples(X, We, be, Wd, bd):
    code, Y = _through(X, We, be, Wd, bd)
    return _back(2 * (Y - X) / len(X), X, code, Wd, code * (1 - code))


@mistake(
    "autoencoder_grads",
    belief="The error of the decoder is Y - X.",
    because="That is the gradient of half a squared error; here there is no half.",
    hint="All your gradients are half of the right ones: what is the derivative of a square?",
)
def autoencoder_without_two(X, We, be, Wd, bd):
    code, Y = _through(X, We, be, Wd, bd)
    return _back((Y - X) / X.size, X, code, Wd, code * (1 - code))


@mistake(
    "autoencoder_grads",
    belief="The loss is the sum of the squares.",
    because="It is their mean, so that it does not depend on the size of the batch.",
    hint="Your gradients grow with the number of entries: the loss is a mean.",
)
def autoencoder_of_the_sum(X, We, be, Wd, bd):
    code, Y = _through(X, We, be, Wd, bd)
    return _back(2 * (Y - X), X, code, Wd, code * (1 - code))


@mistake(
    "autoencoder_grads",
    belief="The error is what is missing: X - Y.",
    because="Its derivative by Y has a minus.",
    hint="All your gradients point downhill: which sign has the derivative by the decoded sample?",
)
def autoencoder_wrong_sign(X, We, be, Wd, bd):
    code, Y = _through(X, We, be, Wd, bd)
    return _back(2 * (X - Y) / X.size, X, code, Wd, code * (1 - code))


@mistake(
    "autoencoder_grads",
    belief="Both layers have a sigmoid.",
    because="This decoder is linear, so that it can give any number.",
    hint="You squash the decoder's output too: here it is linear, and can give any number.",
)
def autoencoder_squashes_decoder(X, We, be, Wd, bd):
    code, Z = _through(X, We, be, Wd, bd)
    Y = _logistic(Z)
    return _back(2 * (Y - X) / X.size * Y * (1 - Y), X, code, Wd, code * (1 - code))


@mistake(
    "autoencoder_grads",
    belief="The encoder is linear.",
    because="The code is the sigmoid of its scores.",
    hint="Your code is not squashed: the encoder has a sigmoid.",
)
def autoencoder_linear_encoder(X, We, be, Wd, bd):
    code = X @ We.T + be
    return _back(2 * (code @ Wd.T + bd - X) / X.size, X, code, Wd, 1.0)


@mistake(
    "autoencoder_grads",
    belief="The output is the error.",
    because="What it is compared with is the input itself.",
    hint="Your network learns to return zeros: with what is its output to be compared?",
)
def autoencoder_without_target(X, We, be, Wd, bd):
    code, Y = _through(X, We, be, Wd, bd)
    return _back(2 * Y / X.size, X, code, Wd, code * (1 - code))


@mistake(
    "autoencoder_grads",
    belief="A bias takes the mean of the errors.",
    because="The 1/m is in the loss already.",
    hint="The weights are right, but your biases' gradients are m times too small: where was the mean already taken?",
)
def autoencoder_averages_biases(X, We, be, Wd, bd):
    code, Y = _through(X, We, be, Wd, bd)
    grads = _back(2 * (Y - X) / X.size, X, code, Wd, code * (1 - code))
    return {name: g / len(X) if name.startswith("b") else g for name, g in grads.items()}


@mistake(
    "autoencoder_grads",
    belief="The gradient of W is X.T @ dZ.",
    because="It has the shape of W, and a row of W is one neuron.",
    hint="Your gradients of the weights are lying on their side: each has the shape of its weights.",
)
def autoencoder_transposed(X, We, be, Wd, bd):
    code, Y = _through(X, We, be, Wd, bd)
    grads = _back(2 * (Y - X) / X.size, X, code, Wd, code * (1 - code))
    return {name: g.T if name.startswith("W") else g for name, g in grads.items()}


# denoising_pair


@mistake(
    "denoising_pair",
    belief="First the clean one, then the noisy one.",
    because="The input comes first, and the input is the noisy one.",
    hint="Your two results are exchanged: which of them goes into the network?",
)
def denoising_exchanged(X, noise_std, rng):
    return np.array(X, dtype=float), X + rng.normal(0, noise_std, size=np.shape(X))


@mistake(
    "denoising_pair",
    belief="Input and target are the same in an autoencoder.",
    because="Then nothing is there to be removed, and the noise is learnt too.",
    hint="Your target is noisy too: what is the network to give back?",
)
def denoising_both_noisy(X, noise_std, rng):
    noisy = X + rng.normal(0, noise_std, size=np.shape(X))
    return noisy, noisy.copy()


@mistake(
    "denoising_pair",
    belief="The generator takes the variance.",
    because="It takes the standard deviation, which is what is handed over.",
    hint="Your noise has the square of the right spread, or its root: what does the generator ask for?",
)
def denoising_variance(X, noise_std, rng):
    return X + rng.normal(0, noise_std**2, size=np.shape(X)), np.array(X, dtype=float)


@mistake(
    "denoising_pair",
    belief="standard_normal is noise.",
    because="Its spread is always 1.",
    hint="Your noise has a spread of 1, whatever is asked for.",
)
def denoising_without_size(X, noise_std, rng):
    return X + rng.standard_normal(np.shape(X)), np.array(X, dtype=float)


@mistake(
    "denoising_pair",
    belief="Noise between -s and s has the standard deviation s.",
    because="Its standard deviation is s / √3, and it is not normal.",
    hint="You draw evenly between two bounds: normal noise is asked for.",
)
def denoising_uniform(X, noise_std, rng):
    return X + rng.uniform(-noise_std, noise_std, size=np.shape(X)), np.array(X, dtype=float)


@mistake(
    "denoising_pair",
    belief="rng.random is noise around 0.",
    because="It lies between 0 and 1.",
    hint="Your noise only makes the picture brighter: around which number should it lie?",
)
def denoising_only_brighter(X, noise_std, rng):
    return X + noise_std * rng.random(np.shape(X)), np.array(X, dtype=float)


@mistake(
    "denoising_pair",
    belief="Noise is a share of the pixel.",
    because="Then black pixels stay black; the noise here does not depend on the sample.",
    hint="Where a pixel is 0 you add no noise: is it added or multiplied?",
)
def denoising_multiplies(X, noise_std, rng):
    return X * (1 + rng.normal(0, noise_std, size=np.shape(X))), np.array(X, dtype=float)


@mistake(
    "denoising_pair",
    belief="One row of noise is enough.",
    because="Then all samples have the same noise, and the network can learn it by heart.",
    hint="All your samples get the same noise: of which shape should it be drawn?",
)
def denoising_same_for_all(X, noise_std, rng):
    return X + rng.normal(0, noise_std, size=np.shape(X)[1]), np.array(X, dtype=float)


@mistake(
    "denoising_pair",
    belief="The noise is the target.",
    because="Some later models learn that; here the clean sample is asked for.",
    hint="Your second result is the noise alone: what is to come out of the network?",
)
def denoising_returns_noise(X, noise_std, rng):
    noise = rng.normal(0, noise_std, size=np.shape(X))
    return X + noise, noise


@mistake(
    "denoising_pair",
    belief="X += noise makes a noisy copy.",
    because="It writes into X, and the clean sample is gone.",
    hint="You write the noise into the caller's own samples, and there is no clean one left.",
)
def denoising_in_place(X, noise_std, rng):
    clean = X.copy()
    X += rng.normal(0, noise_std, size=np.shape(X))
    return X, clean
