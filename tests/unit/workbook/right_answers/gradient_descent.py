"""Other right ways to write the functions of chapter 4: loops, lists, another order of the same sums, other streams.

A name is a graded function, two underscores, and the way.
"""

import math

import numpy as np


def gd_step__loop(w, grad, lr):
    new = np.array(w, dtype=float)
    for place in np.ndindex(new.shape):
        new[place] = new[place] - lr * np.asarray(grad)[place]
    return new


def gd_step__subtract(w, grad, lr):
    return np.subtract(w, np.multiply(lr, grad))


def gd_step__copy(w, grad, lr):
    new = np.array(w, dtype=float)
    new -= lr * grad
    return new


def gradient_descent__prepared_array(grad_fn, w0, lr, n_steps):
    path = np.empty((n_steps + 1, *np.shape(w0)))
    path[0] = w0
    for k in range(n_steps):
        path[k + 1] = path[k] - lr * grad_fn(path[k])
    return path


def gradient_descent__stack(grad_fn, w0, lr, n_steps):
    w = np.asarray(w0, dtype=float)
    path = [w]
    while len(path) <= n_steps:
        w = w - lr * np.asarray(grad_fn(w))
        path.append(w)
    return np.stack(path)


def gradient_descent__recursion(grad_fn, w0, lr, n_steps):
    start = np.asarray(w0, dtype=float)[np.newaxis]
    if n_steps == 0:
        return start
    rest = gradient_descent__recursion(grad_fn, start[0] - lr * grad_fn(start[0]), lr, n_steps - 1)
    return np.concatenate([start, rest])


def gd_line_step__loop(x, y, w, b, lr):
    dw = db = 0.0
    for xi, yi in zip(x, y, strict=True):
        e = w * float(xi) + b - float(yi)
        dw += 2 * e * float(xi) / len(x)
        db += 2 * e / len(x)
    return w - lr * dw, b - lr * db


def gd_line_step__matrix(x, y, w, b, lr):
    A = np.column_stack([x, np.ones(len(x))])
    theta = np.array([w, b], dtype=float)
    return tuple(theta - lr * 2 / len(x) * A.T @ (A @ theta - y))


def gd_line_step__means(x, y, w, b, lr):
    xx, xm, xy, ym = (math.fsum(map(float, v)) / len(x) for v in (x * x, x, x * y, y))
    return [w - 2 * lr * (w * xx + b * xm - xy), b - 2 * lr * (w * xm + b - ym)]


def numerical_gradient__basis_vectors(f, x, h=1e-5):
    x = np.asarray(x, dtype=float)
    grad = []
    for i in range(x.size):
        e = np.zeros(x.size)
        e[i] = h
        e = e.reshape(x.shape)
        grad.append((f(x + e) - f(x - e)) / (2 * h))
    return np.array(grad).reshape(x.shape)


def numerical_gradient__put_back(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    grad = np.zeros(x.shape)
    for i in np.ndindex(*x.shape):
        here = x[i]
        x[i] = here + h
        above = f(x)
        x[i] = here - h
        below = f(x)
        x[i] = here
        grad[i] = (above - below) / (2 * h)
    return grad


def numerical_gradient__mean_of_both_sides(f, x, h=1e-5):
    x = np.array(x, dtype=np.float64)
    middle = f(x.copy())
    grad = np.empty_like(x)
    for place in np.ndindex(x.shape):
        above, below = x.copy(), x.copy()
        above[place], below[place] = x[place] + h, x[place] - h
        grad[place] = ((f(above) - middle) / h + (middle - f(below)) / h) / 2
    return grad[()]


def momentum_step__loop(w, v, grad, lr, beta):
    new_w, new_v = np.array(w, dtype=float), np.array(v, dtype=float)
    for place in np.ndindex(new_w.shape):
        new_v[place] = beta * new_v[place] + np.asarray(grad)[place]
        new_w[place] = new_w[place] - lr * new_v[place]
    return new_w, new_v


def momentum_step__two_parts(w, v, grad, lr, beta):
    return [w - lr * beta * v - lr * grad, beta * v + grad]


def momentum_step__copies(w, v, grad, lr, beta):
    v = np.array(v, dtype=float)
    v *= beta
    v += grad
    return np.subtract(w, lr * v), v


def minibatches__list(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    return [
        (X[order[i : i + batch_size]], y[order[i : i + batch_size]]) for i in range(0, len(X), batch_size)
    ]


def minibatches__shuffled_copies(X, y, batch_size, rng):
    rows = np.arange(len(X))
    rng.shuffle(rows)
    X, y = X[rows], y[rows]
    start = 0
    while start < len(X):
        yield X[start : start + batch_size], y[start : start + batch_size]
        start += batch_size


def minibatches__draws_without_replacement(X, y, batch_size, rng):
    left = list(range(len(X)))
    while left:
        rows = [left.pop(int(rng.integers(len(left)))) for _ in range(min(batch_size, len(left)))]
        yield X[rows], y[rows]


def minibatches__argsort(X, y, batch_size, rng):
    order = np.argsort(rng.random(len(X)))
    for rows in np.split(order, range(batch_size, len(X), batch_size)):
        if len(rows):
            yield np.take(X, rows, axis=0), np.take(y, rows, axis=0)


def answer_search_price__float():
    return 50_900.0


def answer_largest_rate__fraction():
    return 2 / 12.5


def answer_iterations__float():
    return 860.0


def answer_descent_bug__upper_case():
    return " C "
