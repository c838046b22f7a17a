"""Other right ways to write the functions of chapter 7: loops, einsum, another stream of random numbers.

A name is a graded function, two underscores, and the way.
"""

import math

import numpy as np

# Starting weights


def he_init__scaled(n_in, n_out, rng):
    return rng.standard_normal((n_out, n_in)) * math.sqrt(2 / n_in)


def he_init__neuron_by_neuron(n_in, n_out, rng):
    W = np.zeros((n_out, n_in))
    for i in range(n_out):
        W[i] = rng.normal(scale=(2 / n_in) ** 0.5, size=n_in)
    return W


def he_init__transposed_draw(n_in, n_out, rng):
    return (np.sqrt(2 / n_in) * rng.standard_normal(size=(n_in, n_out))).T


def xavier_init__scaled(n_in, n_out, rng):
    return rng.standard_normal((n_out, n_in)) / np.sqrt((n_in + n_out) / 2)


def xavier_init__by_input(n_in, n_out, rng):
    return np.stack([rng.normal(0.0, math.sqrt(2 / (n_in + n_out)), n_out) for _ in range(n_in)], axis=1)


def xavier_init__multivariate(n_in, n_out, rng):
    noise = [[rng.normal() for _ in range(n_in)] for _ in range(n_out)]
    return np.array(noise) * (2 / (n_in + n_out)) ** 0.5


# Activations


def _one_by_one(function, z):
    """A function of one number for every entry, in a plain loop."""
    z = np.asarray(z, dtype=float)
    a = np.empty(z.shape)
    for place, value in np.ndenumerate(z):
        a[place] = function(float(value))
    return a


def leaky_relu__loop(z, alpha=0.01):
    return _one_by_one(lambda value: value if value > 0 else alpha * value, z)


def leaky_relu__two_sides(z, alpha=0.01):
    return np.maximum(z, 0) + alpha * np.minimum(z, 0)


def leaky_relu__slope_times_z(z, alpha=0.01):
    return z * np.where(np.asarray(z) > 0, 1, alpha)


def leaky_relu__copy(z, alpha=0.01):
    a = np.array(z, dtype=float)
    a[a < 0] *= alpha
    return a


def leaky_relu_grad__loop(z, alpha=0.01):
    return _one_by_one(lambda value: 1.0 if value > 0 else alpha, z)


def leaky_relu_grad__mask(z, alpha=0.01):
    above = np.greater(z, 0)
    return above * 1.0 + ~above * alpha


def leaky_relu_grad__between(z, alpha=0.01):
    return alpha + (1 - alpha) * np.heaviside(z, 0.0)


def elu__loop(z, alpha=1.0):
    return _one_by_one(lambda value: value if value > 0 else alpha * math.expm1(value), z)


def elu__two_sides(z, alpha=1.0):
    return np.maximum(z, 0) + alpha * (np.exp(np.minimum(z, 0)) - 1)


def elu__masks(z, alpha=1.0):
    a = np.array(z, dtype=float)
    below = a <= 0
    a[below] = alpha * np.exp(a[below]) - alpha
    return a


def elu_grad__loop(z, alpha=1.0):
    return _one_by_one(lambda value: 1.0 if value > 0 else alpha * math.exp(value), z)


def elu_grad__by_the_activation(z, alpha=1.0):
    return np.where(np.asarray(z) > 0, 1.0, alpha * np.expm1(np.minimum(z, 0)) + alpha)


def elu_grad__product(z, alpha=1.0):
    return np.exp(np.clip(z, -745, 0)) * np.where(np.asarray(z) > 0, 1, alpha)


# Batch normalisation


def batchnorm_forward__loop(X, gamma, beta, run_mean, run_var, training, momentum=0.1, eps=1e-5):
    m, n = X.shape
    out = np.empty((m, n))
    new_mean, new_var = np.array(run_mean, dtype=float), np.array(run_var, dtype=float)
    for j in range(n):
        mean, var = run_mean[j], run_var[j]
        if training:
            mean = sum(X[i, j] for i in range(m)) / m
            var = sum((X[i, j] - mean) ** 2 for i in range(m)) / m
            new_mean[j] += momentum * (mean - run_mean[j])
            new_var[j] += momentum * (var - run_var[j])
        for i in range(m):
            out[i, j] = gamma[j] * (X[i, j] - mean) / math.sqrt(var + eps) + beta[j]
    return out, new_mean, new_var


def batchnorm_forward__scale_and_offset(X, gamma, beta, run_mean, run_var, training, momentum=0.1, eps=1e-5):
    if training:
        mean = np.einsum("ij->j", X) / X.shape[0]
        var = np.mean((X - mean) ** 2, axis=0)
        averages = momentum * mean + run_mean - momentum * run_mean, run_var + momentum * (var - run_var)
    else:
        mean, var, averages = run_mean, run_var, (run_mean, run_var)
    scale = gamma * (var + eps) ** -0.5
    return ((X - mean) * scale + beta, *averages)


def batchnorm_backward__in_steps(dout, X, gamma, eps=1e-5):
    m = len(X)
    mean, var = X.mean(axis=0), X.var(axis=0)
    dXh = dout * gamma
    dvar = np.sum(dXh * (X - mean), axis=0) * -0.5 * (var + eps) ** -1.5
    dmean = -np.sum(dXh, axis=0) / np.sqrt(var + eps) + dvar * -2 * np.mean(X - mean, axis=0)
    dX = dXh / np.sqrt(var + eps) + dvar * 2 * (X - mean) / m + dmean / m
    return dX, np.sum(dout * (X - mean) / np.sqrt(var + eps), axis=0), np.sum(dout, axis=0)


def batchnorm_backward__jacobian(dout, X, gamma, eps=1e-5):
    m, n = X.shape
    dX, dgamma = np.empty((m, n)), np.empty(n)
    for j in range(n):
        s = math.sqrt(X[:, j].var() + eps)
        x = (X[:, j] - X[:, j].mean()) / s
        J = gamma[j] / s * (np.eye(m) - 1 / m - np.outer(x, x) / m)
        dX[:, j] = J.T @ dout[:, j]
        dgamma[j] = dout[:, j] @ x
    return dX, dgamma, np.einsum("ij->j", dout)


# Clipping and steps


def clip_by_value__loop(g, limit):
    return _one_by_one(lambda value: max(-limit, min(limit, value)), g)


def clip_by_value__minimum_of_maximum(g, limit):
    return np.minimum(np.maximum(g, -limit), limit)


def clip_by_value__sign_and_size(g, limit):
    return np.sign(g) * np.minimum(np.abs(g), limit)


def clip_by_norm__one_vector(grads, max_norm):
    norm = np.linalg.norm(np.concatenate([np.ravel(g) for g in grads]))
    return [g * min(1.0, max_norm / norm) if norm > 0 else g * 1.0 for g in grads]


def clip_by_norm__loop(grads, max_norm):
    square = 0.0
    for g in grads:
        for value in np.ravel(g):
            square += float(value) ** 2
    if square <= max_norm**2:
        return [np.array(g) for g in grads]
    return [np.asarray(g) / (math.sqrt(square) / max_norm) for g in grads]


def clip_by_norm__tuple(grads, max_norm):
    norms = [np.linalg.norm(np.ravel(g)) for g in grads]
    return tuple(g * (max_norm / max(np.hypot.reduce(norms), max_norm)) for g in grads)


def adam_step__rate_corrected(w, g, m, v, t, lr=0.001, b1=0.9, b2=0.999, eps=1e-8):
    m = m + (1 - b1) * (g - m)
    v = v + (1 - b2) * (g * g - v)
    late = math.sqrt(1 - b2**t)
    return w - lr * late / (1 - b1**t) * m / (np.sqrt(v) + eps * late), m, v


def adam_step__loop(w, g, m, v, t, lr=0.001, b1=0.9, b2=0.999, eps=1e-8):
    w, g, m, v = (np.array(a, dtype=float) for a in (w, g, m, v))
    for i in np.ndindex(w.shape):
        m[i] = b1 * m[i] + (1 - b1) * g[i]
        v[i] = b2 * v[i] + (1 - b2) * g[i] ** 2
        w[i] -= lr * (m[i] / (1 - b1**t)) / (math.sqrt(v[i] / (1 - b2**t)) + eps)
    return w, m, v


def finetune_step__copies(params, grads, lr, frozen):
    new = {}
    for name in params:
        new[name] = np.array(params[name], dtype=float)
        if name not in frozen:
            new[name] -= lr * grads[name]
    return new


def finetune_step__update(params, grads, lr, frozen):
    new = dict(params)
    new.update({name: params[name] - lr * g for name, g in grads.items() if name not in frozen})
    return new


# Autoencoders


def autoencoder_grads__matrices(X, We, be, Wd, bd):
    C = 0.5 + 0.5 * np.tanh((X @ We.T + be) / 2)
    dY = 2 * (C @ Wd.T + bd - X) / X.size
    dZ = dY @ Wd * C * (1 - C)
    return {"We": dZ.T @ X, "be": dZ.sum(axis=0), "Wd": dY.T @ C, "bd": dY.sum(axis=0)}


def autoencoder_grads__sample_by_sample(X, We, be, Wd, bd):
    grads = {name: np.zeros(np.shape(w)) for name, w in (("We", We), ("be", be), ("Wd", Wd), ("bd", bd))}
    for x in X:
        c = 1 / (1 + np.exp(-(We @ x + be)))
        dy = 2 * (Wd @ c + bd - x) / np.size(X)
        dz = (Wd.T @ dy) * c * (1 - c)
        grads["We"] += np.outer(dz, x)
        grads["be"] += dz
        grads["Wd"] += np.outer(dy, c)
        grads["bd"] += dy
    return grads


def denoising_pair__scaled(X, noise_std, rng):
    return X + noise_std * rng.standard_normal(X.shape), X


def denoising_pair__row_by_row(X, noise_std, rng):
    clean = np.array(X, dtype=float)
    return np.array([x + rng.normal(scale=noise_std, size=len(x)) for x in clean]).reshape(clean.shape), clean


# Against overfitting


def early_stopping__counting(val_losses, patience, min_delta=0.0):
    best, best_epoch, bad = math.inf, 0, 0
    for epoch in range(len(val_losses)):
        if val_losses[epoch] < best - min_delta:
            best, best_epoch, bad = val_losses[epoch], epoch, 0
        else:
            bad += 1
            if bad == patience:
                return epoch, best_epoch
    return len(val_losses) - 1, best_epoch


def early_stopping__while(val_losses, patience, min_delta=0.0):
    epoch = best_epoch = 0
    while epoch + 1 < len(val_losses) and epoch - best_epoch < patience:
        epoch += 1
        if val_losses[best_epoch] - val_losses[epoch] > min_delta:
            best_epoch = epoch
    return [epoch, best_epoch]


def l2_penalty__loop(weights, lam):
    total = 0.0
    for W in weights:
        for w in np.ravel(W):
            total += 0.5 * lam * float(w) ** 2
    return total


def l2_penalty__inner_products(weights, lam):
    return lam / 2 * sum(np.vdot(W, W) for W in weights)


def l2_penalty__one_vector(weights, lam):
    flat = np.concatenate([np.ravel(W) for W in weights])
    return lam * np.linalg.norm(flat) ** 2 / 2


def l1_penalty__loop(weights, lam):
    return sum(lam * abs(float(w)) for W in weights for w in np.ravel(W))


def l1_penalty__one_vector(weights, lam):
    return lam * np.linalg.norm(np.concatenate([np.ravel(W) for W in weights]), 1)


def l2_grad__einsum(dW, W, lam):
    return np.add(dW, np.einsum(",...->...", lam, W))


def l2_grad__loop(dW, W, lam):
    new = np.array(dW, dtype=float)
    for i in np.ndindex(new.shape):
        new[i] += lam * W[i]
    return new


def l1_grad__two_sides(dW, W, lam):
    return dW + lam * (W > 0) - lam * (W < 0)


def l1_grad__loop(dW, W, lam):
    new = np.array(dW, dtype=float)
    for i in np.ndindex(new.shape):
        if W[i] != 0:
            new[i] += math.copysign(lam, W[i])
    return new


def max_norm__loop(W, c):
    rows = []
    for row in W:
        length = math.sqrt(sum(float(w) ** 2 for w in row))
        rows.append(row * (c / length) if length > c else row * 1.0)
    return np.array(rows).reshape(np.shape(W))


def max_norm__where(W, c):
    lengths = np.linalg.norm(W, axis=1)[:, None]
    return np.where(lengths > c, c * W / np.where(lengths > 0, lengths, 1), W)


def dropout_forward__binomial(X, p_drop, rng, training):
    if not training:
        return X, np.full(X.shape, True)
    mask = rng.binomial(1, 1 - p_drop, size=X.shape).astype(bool)
    return np.where(mask, X / (1 - p_drop), 0), mask


def dropout_forward__loop(X, p_drop, rng, training):
    out, mask = np.array(X, dtype=float), np.ones(X.shape, dtype=bool)
    if training:
        for i in np.ndindex(X.shape):
            mask[i] = rng.random() < 1 - p_drop
            out[i] = X[i] / (1 - p_drop) if mask[i] else 0.0
    return out, mask


def dropout_backward__where(dout, mask, p_drop):
    return np.where(mask, dout / (1 - p_drop), 0.0)


def dropout_backward__copy(dout, mask, p_drop):
    dX = np.array(dout, dtype=float) / (1 - p_drop)
    dX[~mask] = 0
    return dX


# More data


def random_hflip__loop(images, rng, p=0.5):
    return np.array([image[:, ::-1] if rng.random() < p else image for image in images]).reshape(images.shape)


def random_hflip__fliplr(images, rng, p=0.5):
    out = images.copy()
    for i in range(len(images)):
        if rng.binomial(1, p):
            out[i] = np.fliplr(images[i])
    return out


def shift_image__slices(img, dy, dx, fill=0.0):
    h, w = img.shape
    out = np.full(img.shape, fill, dtype=img.dtype)
    if abs(dy) < h and abs(dx) < w:
        part = img[max(0, -dy) : h - max(0, dy), max(0, -dx) : w - max(0, dx)]
        out[max(0, dy) : h + min(0, dy), max(0, dx) : w + min(0, dx)] = part
    return out


def shift_image__padding(img, dy, dx, fill=0.0):
    h, w = img.shape
    wide = np.pad(img, ((abs(dy), abs(dy)), (abs(dx), abs(dx))), constant_values=fill)
    top, left = abs(dy) - dy, abs(dx) - dx
    return wide[top : top + h, left : left + w]


def shift_image__roll_and_blank(img, dy, dx, fill=0.0):
    h, w = img.shape
    out = np.roll(img, (dy, dx), axis=(0, 1))
    y, x = np.mgrid[:h, :w]
    out[(y - dy < 0) | (y - dy >= h) | (x - dx < 0) | (x - dx >= w)] = fill
    return out


def augment_dataset__lists(X, y, transform):
    samples, labels = list(X), list(y)
    for x, label in zip(X, y, strict=True):
        samples.append(transform(x))
        labels.append(label)
    return np.array(samples).reshape((-1, *X.shape[1:])), np.array(labels, dtype=y.dtype)


def augment_dataset__tile(X, y, transform):
    new = np.concatenate([X, X])
    for i in range(len(X)):
        new[len(X) + i] = transform(X[i].copy())
    return new, np.tile(y, 2)


# The questions


def answer_shrunk_gradient__powers_of_two():
    return 2.0**28


def answer_normalised_parameters__by_layer():
    return 48.0 + 48 + 24 + 24


def answer_clipped_entry__rounded():
    return 5.143


def answer_patience__rounded():
    return 0.306


def answer_wrong_line__float():
    return 11.0


# The empty page


def _softmax_less_label(Z, y):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    P = E / E.sum(axis=1, keepdims=True)
    P[np.arange(len(y)), y] -= 1
    return P / len(y)


def train_digits__descent(X, y, rng):
    W1, W2 = rng.normal(0, 0.05, (16, X.shape[1])), rng.normal(0, 0.3, (10, 16))
    b1, b2 = np.zeros(16), np.zeros(10)
    for _ in range(20):
        order = rng.permutation(len(X))
        for rows in np.array_split(order, max(1, len(X) // 20)):
            A = 0.5 + 0.5 * np.tanh((X[rows] @ W1.T + b1) / 2)
            dZ = _softmax_less_label(A @ W2.T + b2, y[rows])
            dH = dZ @ W2 * A * (1 - A)
            W2, b2 = W2 - 0.5 * dZ.T @ A, b2 - 0.5 * dZ.sum(axis=0)
            W1, b1 = W1 - 0.5 * dH.T @ X[rows], b1 - 0.5 * dH.sum(axis=0)
    return (W1, W2), (b1, b2)


def train_digits__all_at_once_with_momentum(X, y, rng):
    """No batches, no shuffling: many steps with all digits."""
    P = [rng.normal(0, 0.05, (16, X.shape[1])), np.zeros(16), rng.normal(0, 0.3, (10, 16)), np.zeros(10)]
    V = [np.zeros_like(w) for w in P]
    for _ in range(120):
        A = 0.5 + 0.5 * np.tanh((X @ P[0].T + P[1]) / 2)
        dZ = _softmax_less_label(A @ P[2].T + P[3], y)
        dH = dZ @ P[2] * A * (1 - A)
        for i, g in enumerate((dH.T @ X, dH.sum(axis=0), dZ.T @ A, dZ.sum(axis=0))):
            V[i] = 0.9 * V[i] + g
            P[i] = P[i] - 0.5 * V[i]
    return [P[0], P[2]], [P[1], P[3]]
