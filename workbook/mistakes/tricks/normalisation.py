"""Mistakes in batch normalisation: over the wrong axis, at the wrong time, by the wrong spread."""

import numpy as np

from workbook.mistakes import mistake

# batchnorm_forward


def _normalised(X, gamma, beta, mean, var, eps):
    """The right normalisation by some mean and variance, for mistakes made around it."""
    return gamma * (X - mean) / np.sqrt(var + eps) + beta


@mistake(
    "batchnorm_forward",
    belief="Dividing by the variance makes the variance 1.",
    because="Dividing by s divides the variance by s².",
    hint="After your division the variance is not 1: what has the unit of X, the variance or its root?",
)
def batchnorm_divides_by_variance(X, gamma, beta, run_mean, run_var, training, momentum=0.1, eps=1e-5):
    mean, var = (X.mean(axis=0), X.var(axis=0)) if training else (run_mean, run_var)
    if training:
        run_mean = (1 - momentum) * run_mean + momentum * mean
        run_var = (1 - momentum) * run_var + momentum * var
    return gamma * (X - mean) / (var + eps) + beta, run_mean, run_var


@mistake(
    "batchnorm_forward",
    belief="eps is added to the standard deviation.",
    because="Adam does it so; batch normalisation has it under the root.",
    hint="Nearly, and the more so the smaller eps is: does it stand under the root or beside it?",
)
def batchnorm_adds_eps_outside(X, gamma, beta, run_mean, run_var, training, momentum=0.1, eps=1e-5):
    mean, var = (X.mean(axis=0), X.var(axis=0)) if training else (run_mean, run_var)
    if training:
        run_mean = (1 - momentum) * run_mean + momentum * mean
        run_var = (1 - momentum) * run_var + momentum * var
    return gamma * (X - mean) / (np.sqrt(var) + eps) + beta, run_mean, run_var


@mistake(
    "batchnorm_forward",
    belief="eps is a detail.",
    because="A feature that is the same in the whole batch has variance 0.",
    hint="Where a feature is the same for the whole batch you divide by 0: which argument prevents that?",
)
def batchnorm_without_eps(X, gamma, beta, run_mean, run_var, training, momentum=0.1, eps=1e-5):
    mean, var = (X.mean(axis=0), X.var(axis=0)) if training else (run_mean, run_var)
    if training:
        run_mean = (1 - momentum) * run_mean + momentum * mean
        run_var = (1 - momentum) * run_var + momentum * var
    return gamma * (X - mean) / np.sqrt(var) + beta, run_mean, run_var


@mistake(
    "batchnorm_forward",
    belief="A variance from a sample is divided by m - 1.",
    because="That estimates the variance of a population; here the batch itself is to have variance 1.",
    hint="You divide the squares by m - 1, and with one sample by 0: the batch itself is to get variance 1.",
)
def batchnorm_unbiased(X, gamma, beta, run_mean, run_var, training, momentum=0.1, eps=1e-5):
    if not training:
        return _normalised(X, gamma, beta, run_mean, run_var, eps), run_mean, run_var
    mean, var = X.mean(axis=0), X.var(axis=0, ddof=1)
    out = _normalised(X, gamma, beta, mean, var, eps)
    return out, (1 - momentum) * run_mean + momentum * mean, (1 - momentum) * run_var + momentum * var


@mistake(
    "batchnorm_forward",
    belief="A batch is always normalised by its own mean and variance.",
    because="At test time a sample's answer must not depend on its neighbours, and there may be just one sample.",
    hint="With training=False you still use the batch's own numbers: what are the running averages for?",
)
def batchnorm_ignores_training(X, gamma, beta, run_mean, run_var, training, momentum=0.1, eps=1e-5):
    mean, var = X.mean(axis=0), X.var(axis=0)
    if training:
        run_mean = (1 - momentum) * run_mean + momentum * mean
        run_var = (1 - momentum) * run_var + momentum * var
    return _normalised(X, gamma, beta, mean, var, eps), run_mean, run_var


@mistake(
    "batchnorm_forward",
    belief="Every batch moves the running averages.",
    because="Test data must not leak into what was learnt.",
    hint="Your running averages also move with training=False: may a test change what was learnt?",
)
def batchnorm_learns_while_testing(X, gamma, beta, run_mean, run_var, training, momentum=0.1, eps=1e-5):
    mean, var = X.mean(axis=0), X.var(axis=0)
    used = (mean, var) if training else (run_mean, run_var)
    out = _normalised(X, gamma, beta, *used, eps)
    return out, (1 - momentum) * run_mean + momentum * mean, (1 - momentum) * run_var + momentum * var


@mistake(
    "batchnorm_forward",
    belief="Momentum is the share of the old value that is kept.",
    because="In momentum for gradients it is; here it is the share of the new one.",
    hint="Your running averages move nine tenths of the way where one tenth is meant: whose share is momentum here?",
)
def batchnorm_exchanges_momentum(X, gamma, beta, run_mean, run_var, training, momentum=0.1, eps=1e-5):
    if not training:
        return _normalised(X, gamma, beta, run_mean, run_var, eps), run_mean, run_var
    mean, var = X.mean(axis=0), X.var(axis=0)
    out = _normalised(X, gamma, beta, mean, var, eps)
    return out, momentum * run_mean + (1 - momentum) * mean, momentum * run_var + (1 - momentum) * var


@mistake(
    "batchnorm_forward",
    belief="The running averages are kept up elsewhere.",
    because="Nobody else sees the batch's mean and variance.",
    hint="Your running averages come back as they went in: who else is to move them?",
)
def batchnorm_never_moves_averages(X, gamma, beta, run_mean, run_var, training, momentum=0.1, eps=1e-5):
    mean, var = (X.mean(axis=0), X.var(axis=0)) if training else (run_mean, run_var)
    return _normalised(X, gamma, beta, mean, var, eps), run_mean, run_var


@mistake(
    "batchnorm_forward",
    belief="Training uses the running averages too.",
    because="Then the batch is not normalised, and nothing flows back through its mean and variance.",
    hint="In training you normalise by the running averages: whose mean should be 0 afterwards?",
)
def batchnorm_trains_on_averages(X, gamma, beta, run_mean, run_var, training, momentum=0.1, eps=1e-5):
    out = _normalised(X, gamma, beta, run_mean, run_var, eps)
    if training:
        run_mean = (1 - momentum) * run_mean + momentum * X.mean(axis=0)
        run_var = (1 - momentum) * run_var + momentum * X.var(axis=0)
    return out, run_mean, run_var


@mistake(
    "batchnorm_forward",
    belief="Each sample is normalised.",
    because="That is layer normalisation; here each feature is normalised over the batch.",
    hint="You take means along the rows: which axis counts the samples of the batch?",
)
def batchnorm_over_features(X, gamma, beta, run_mean, run_var, training, momentum=0.1, eps=1e-5):
    if not training:
        return _normalised(X, gamma, beta, run_mean, run_var, eps), run_mean, run_var
    mean, var = X.mean(axis=1, keepdims=True), X.var(axis=1, keepdims=True)
    out = _normalised(X, gamma, beta, mean, var, eps)
    return out, (1 - momentum) * run_mean + momentum * mean, (1 - momentum) * run_var + momentum * var


@mistake(
    "batchnorm_forward",
    belief="A batch has one mean and one variance.",
    because="Every feature has its own.",
    hint="You take one mean of the whole table: how many features does it have?",
)
def batchnorm_of_the_whole(X, gamma, beta, run_mean, run_var, training, momentum=0.1, eps=1e-5):
    if not training:
        return _normalised(X, gamma, beta, run_mean, run_var, eps), run_mean, run_var
    mean, var = X.mean(), X.var()
    out = _normalised(X, gamma, beta, mean, var, eps)
    return out, (1 - momentum) * run_mean + momentum * mean, (1 - momentum) * run_var + momentum * var


@mistake(
    "batchnorm_forward",
    belief="Mean 0 and variance 1 is the result.",
    because="The layer then learns a scale and a shift, so that it can undo the normalisation where that is better.",
    hint="Your result always has mean 0 and variance 1: what are gamma and beta for?",
)
def batchnorm_without_scale_and_shift(X, gamma, beta, run_mean, run_var, training, momentum=0.1, eps=1e-5):
    mean, var = (X.mean(axis=0), X.var(axis=0)) if training else (run_mean, run_var)
    if training:
        run_mean = (1 - momentum) * run_mean + momentum * mean
        run_var = (1 - momentum) * run_var + momentum * var
    return (X - mean) / np.sqrt(var + eps), run_mean, run_var


@mistake(
    "batchnorm_forward",
    belief="Batch normalisation centres the batch.",
    because="The article says so; it also scales.",
    hint="You only move the mean to 0: the article leaves out the other half.",
)
def batchnorm_only_centres(X, gamma, beta, run_mean, run_var, training, momentum=0.1, eps=1e-5):
    mean, var = (X.mean(axis=0), X.var(axis=0)) if training else (run_mean, run_var)
    if training:
        run_mean = (1 - momentum) * run_mean + momentum * mean
        run_var = (1 - momentum) * run_var + momentum * var
    return gamma * (X - mean) + beta, run_mean, run_var


@mistake(
    "batchnorm_forward",
    belief="beta comes before gamma.",
    because="gamma is the scale, beta the shift.",
    hint="Your scale and your shift are exchanged.",
)
def batchnorm_exchanges_gamma_and_beta(X, gamma, beta, run_mean, run_var, training, momentum=0.1, eps=1e-5):
    mean, var = (X.mean(axis=0), X.var(axis=0)) if training else (run_mean, run_var)
    if training:
        run_mean = (1 - momentum) * run_mean + momentum * mean
        run_var = (1 - momentum) * run_var + momentum * var
    return _normalised(X, beta, gamma, mean, var, eps), run_mean, run_var


@mistake(
    "batchnorm_forward",
    belief="run_var holds the standard deviation.",
    because="The root is taken when it is used.",
    hint="The output is right, but your second running average follows the standard deviation: what does its name say?",
)
def batchnorm_averages_deviation(X, gamma, beta, run_mean, run_var, training, momentum=0.1, eps=1e-5):
    if not training:
        return _normalised(X, gamma, beta, run_mean, run_var, eps), run_mean, run_var
    mean, var = X.mean(axis=0), X.var(axis=0)
    out = _normalised(X, gamma, beta, mean, var, eps)
    return (
        out,
        (1 - momentum) * run_mean + momentum * mean,
        (1 - momentum) * run_var + momentum * np.sqrt(var),
    )


@mistake(
    "batchnorm_forward",
    belief="keepdims keeps everything in shape.",
    because="The running averages are then tables with one row, and grow an axis.",
    hint="Your running averages have become tables with one row: one number for each feature is asked for.",
)
def batchnorm_keeps_dimensions(X, gamma, beta, run_mean, run_var, training, momentum=0.1, eps=1e-5):
    if not training:
        return _normalised(X, gamma, beta, run_mean, run_var, eps), run_mean, run_var
    mean, var = X.mean(axis=0, keepdims=True), X.var(axis=0, keepdims=True)
    out = _normalised(X, gamma, beta, mean, var, eps)
    return out, (1 - momentum) * run_mean + momentum * mean, (1 - momentum) * run_var + momentum * var


@mistake(
    "batchnorm_forward",
    belief="The running averages are mine to update.",
    because="The caller's arrays change behind its back.",
    hint="The values are right, but you write into the caller's running averages: return new ones.",
)
def batchnorm_in_place(X, gamma, beta, run_mean, run_var, training, momentum=0.1, eps=1e-5):
    if not training:
        return _normalised(X, gamma, beta, run_mean, run_var, eps), run_mean, run_var
    mean, var = X.mean(axis=0), X.var(axis=0)
    run_mean *= 1 - momentum
    run_mean += momentum * mean
    run_var *= 1 - momentum
    run_var += momentum * var
    return _normalised(X, gamma, beta, mean, var, eps), run_mean, run_var


# batchnorm_backward


def _standardised(X, eps):
    """X̂ and one over the standard deviation."""
    inverse = 1 / np.sqrt(X.var(axis=0) + eps)
    return (X - X.mean(axis=0)) * inverse, inverse


@mistake(
    "batchnorm_backward",
    belief="Mean and variance are constants.",
    because="Every sample moves them, and so moves the output of every other sample.",
    hint="dgamma and dbeta are right, but in dX mean and variance count as constants: does a sample not move them?",
)
def batchnorm_back_statistics_constant(dout, X, gamma, eps=1e-5):
    Xh, inverse = _standardised(X, eps)
    return dout * gamma * inverse, np.sum(dout * Xh, axis=0), np.sum(dout, axis=0)


@mistake(
    "batchnorm_backward",
    belief="Only the mean depends on the samples.",
    because="The variance does too.",
    hint="Your dX goes back through the mean, but not through the variance.",
)
def batchnorm_back_variance_constant(dout, X, gamma, eps=1e-5):
    Xh, inverse = _standardised(X, eps)
    return gamma * inverse * (dout - dout.mean(axis=0)), np.sum(dout * Xh, axis=0), np.sum(dout, axis=0)


@mistake(
    "batchnorm_backward",
    belief="Only the variance depends on the samples.",
    because="The mean does too.",
    hint="Your dX goes back through the variance, but not through the mean.",
)
def batchnorm_back_mean_constant(dout, X, gamma, eps=1e-5):
    Xh, inverse = _standardised(X, eps)
    dX = gamma * inverse * (dout - Xh * np.mean(dout * Xh, axis=0))
    return dX, np.sum(dout * Xh, axis=0), np.sum(dout, axis=0)


@mistake(
    "batchnorm_backward",
    belief="gamma multiplies X.",
    because="It multiplies the normalised X.",
    hint="Your dgamma is taken with X itself: what is it that gamma multiplies in the forward pass?",
)
def batchnorm_back_dgamma_with_X(dout, X, gamma, eps=1e-5):
    Xh, inverse = _standardised(X, eps)
    dX = gamma * inverse * (dout - dout.mean(axis=0) - Xh * np.mean(dout * Xh, axis=0))
    return dX, np.sum(dout * X, axis=0), np.sum(dout, axis=0)


@mistake(
    "batchnorm_backward",
    belief="A gradient over a batch is a mean.",
    because="The 1/m is in the loss already; gamma and beta are used once per sample, so they add up.",
    hint="dX is right, but dgamma and dbeta are m times too small: where was the mean over the batch already taken?",
)
def batchnorm_back_averages(dout, X, gamma, eps=1e-5):
    Xh, inverse = _standardised(X, eps)
    dX = gamma * inverse * (dout - dout.mean(axis=0) - Xh * np.mean(dout * Xh, axis=0))
    return dX, np.mean(dout * Xh, axis=0), np.mean(dout, axis=0)


@mistake(
    "batchnorm_backward",
    belief="The corrections are sums.",
    because="The mean in the forward pass has a 1/m, which comes back in the backward pass.",
    hint="What you take off in dX is m times too much: which factor does a mean have in its derivative?",
)
def batchnorm_back_sums_in_dX(dout, X, gamma, eps=1e-5):
    Xh, inverse = _standardised(X, eps)
    dX = gamma * inverse * (dout - dout.sum(axis=0) - Xh * np.sum(dout * Xh, axis=0))
    return dX, np.sum(dout * Xh, axis=0), np.sum(dout, axis=0)


@mistake(
    "batchnorm_backward",
    belief="gamma matters for dgamma only.",
    because="The gradient passes through the multiplication by gamma on its way to X.",
    hint="Your dX does not depend on gamma, although the signal was multiplied by it on its way.",
)
def batchnorm_back_without_gamma(dout, X, gamma, eps=1e-5):
    Xh, inverse = _standardised(X, eps)
    dX = inverse * (dout - dout.mean(axis=0) - Xh * np.mean(dout * Xh, axis=0))
    return dX, np.sum(dout * Xh, axis=0), np.sum(dout, axis=0)


@mistake(
    "batchnorm_backward",
    belief="dout is multiplied by gamma before anything else.",
    because="The derivative by gamma does not have gamma in it.",
    hint="Your dgamma grows with gamma: the derivative of a product by one factor is the other factor.",
)
def batchnorm_back_gamma_in_dgamma(dout, X, gamma, eps=1e-5):
    Xh, inverse = _standardised(X, eps)
    dX = gamma * inverse * (dout - dout.mean(axis=0) - Xh * np.mean(dout * Xh, axis=0))
    return dX, np.sum(gamma * dout * Xh, axis=0), np.sum(dout, axis=0)


@mistake(
    "batchnorm_backward",
    belief="dX is divided by the variance.",
    because="The forward pass divides by its root, once.",
    hint="Your dX is divided by the variance where its root belongs.",
)
def batchnorm_back_divides_by_variance(dout, X, gamma, eps=1e-5):
    Xh, inverse = _standardised(X, eps)
    dX = gamma * inverse**2 * (dout - dout.mean(axis=0) - Xh * np.mean(dout * Xh, axis=0))
    return dX, np.sum(dout * Xh, axis=0), np.sum(dout, axis=0)


@mistake(
    "batchnorm_backward",
    belief="eps is a detail.",
    because="With a feature of small variance it is not, and the forward pass has it.",
    hint="Your result does not depend on eps, but the forward pass does.",
)
def batchnorm_back_without_eps(dout, X, gamma, eps=1e-5):
    Xh, inverse = _standardised(X, 0.0)
    dX = gamma * inverse * (dout - dout.mean(axis=0) - Xh * np.mean(dout * Xh, axis=0))
    return dX, np.sum(dout * Xh, axis=0), np.sum(dout, axis=0)


@mistake(
    "batchnorm_backward",
    belief="Variance means division by m - 1.",
    because="The forward pass divides by m.",
    hint="You use another variance than the forward pass: by how many does it divide the squares?",
)
def batchnorm_back_unbiased(dout, X, gamma, eps=1e-5):
    inverse = 1 / np.sqrt(X.var(axis=0, ddof=1) + eps)
    Xh = (X - X.mean(axis=0)) * inverse
    dX = gamma * inverse * (dout - dout.mean(axis=0) - Xh * np.mean(dout * Xh, axis=0))
    return dX, np.sum(dout * Xh, axis=0), np.sum(dout, axis=0)


@mistake(
    "batchnorm_backward",
    belief="keepdims keeps everything in shape.",
    because="dgamma must have gamma's shape, else the update makes a table of it.",
    hint="The numbers are right, but your dgamma and dbeta are tables with one row: which shape has gamma?",
)
def batchnorm_back_keeps_dimensions(dout, X, gamma, eps=1e-5):
    Xh, inverse = _standardised(X, eps)
    dX = gamma * inverse * (dout - dout.mean(axis=0) - Xh * np.mean(dout * Xh, axis=0))
    return dX, np.sum(dout * Xh, axis=0, keepdims=True), np.sum(dout, axis=0, keepdims=True)
