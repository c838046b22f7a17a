"""Other right ways to write the functions of chapter 6: loops, Python's math, einsum, other formulas.

A name is a graded function, two underscores, and the way.
"""

import math

import numpy as np


def softmax__loop(Z):
    P = np.zeros(Z.shape)
    for i in range(Z.shape[0]):
        largest = max(Z[i])
        total = 0.0
        for j in range(Z.shape[1]):
            P[i, j] = math.exp(Z[i, j] - largest)
            total += P[i, j]
        for j in range(Z.shape[1]):
            P[i, j] /= total
    return P


def softmax__row_by_row(Z):
    rows = []
    for z in Z:
        e = np.exp(z - z.max())
        rows.append(e / e.sum())
    return np.array(rows)


def softmax__newaxis(Z):
    E = np.exp(Z - np.max(Z, axis=1)[:, None])
    return E / np.sum(E, axis=-1).reshape(-1, 1)


def softmax__transposed_and_back(Z):
    E = np.exp(Z.T - Z.max(axis=1))
    return (E / E.sum(axis=0)).T


def softmax__differences(Z):
    """1 / Σ exp(z_j - z_i): what overflows to infinity becomes 0 as it should."""
    with np.errstate(over="ignore"):
        return 1 / np.exp(Z[:, None, :] - Z[:, :, None]).sum(axis=2)


def softmax__einsum(Z):
    E = np.exp(Z - np.amax(Z, axis=1, keepdims=True))
    return np.einsum("ij,i->ij", E, 1 / np.einsum("ij->i", E))


def log_softmax__loop(Z):
    L = np.zeros(Z.shape)
    for i, z in enumerate(Z):
        largest = float(z.max())
        total = math.log(sum(math.exp(float(score) - largest) for score in z))
        for j, score in enumerate(z):
            L[i, j] = float(score) - largest - total
    return L


def log_softmax__logaddexp(Z):
    return Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)


def log_softmax__maximum_put_back(Z):
    M = Z.max(axis=1, keepdims=True)
    return Z - (M + np.log(np.sum(np.exp(Z - M), axis=1, keepdims=True)))


def log_softmax__log1p(Z):
    shifted = Z - Z.max(axis=1, keepdims=True)
    return shifted - np.log1p(np.exp(np.sort(shifted, axis=1)[:, :-1]).sum(axis=1))[:, None]


def one_hot__loop(y, n_classes):
    Y = np.zeros((len(y), n_classes))
    for i, label in enumerate(y):
        if label < 0 or label >= n_classes:
            raise ValueError(f"the label {label} is out of range")
        Y[i, label] = 1.0
    return Y


def one_hot__comparison(y, n_classes):
    if min(y) < 0 or max(y) > n_classes - 1:
        raise ValueError("out of range")
    return np.where(np.asarray(y).reshape(-1, 1) == np.arange(n_classes), 1.0, 0.0)


def one_hot__rows_of_the_identity(y, n_classes):
    for label in y:
        if label not in range(n_classes):
            raise ValueError(label)
    return np.identity(n_classes)[y]


def one_hot__each_label_must_be_met(y, n_classes):
    Y = (np.arange(n_classes) == y[:, None]) * 1.0
    if not np.all(Y.sum(axis=1) == 1):
        raise ValueError("a label is out of range")
    return Y


def one_hot__take(y, n_classes):
    return np.take(np.eye(n_classes), _in_range(y, n_classes), axis=0)


def _in_range(y, n_classes):
    y = np.asarray(y)
    if ((y < 0) | (y >= n_classes)).any():
        raise ValueError("out of range")
    return y


def cross_entropy__loop(P, y):
    total = 0.0
    for i in range(len(y)):
        p = float(P[i, y[i]])
        total += math.log(p) if p > 0 else -math.inf
    return -total / len(y)


def cross_entropy__zip(P, y):
    return sum(-np.log(row[label]) for row, label in zip(P, y, strict=True)) / len(y)


def cross_entropy__table_with_where(P, y):
    Y = np.arange(P.shape[1]) == y[:, None]
    return -np.log(P[Y]).mean()


def cross_entropy__sum_of_the_table(P, y):
    Y = np.zeros(P.shape)
    Y[range(len(y)), y] = 1
    return np.mean(-np.log((P * Y).sum(axis=1)))


def cross_entropy__take_along_axis(P, y):
    return float(np.average(-np.log(np.take_along_axis(P, y[:, None], axis=1))))


def cross_entropy_grad__loop(P, y):
    dP = np.zeros((len(y), len(P[0])))
    for i in range(len(y)):
        with np.errstate(divide="ignore"):
            dP[i, y[i]] = -1.0 / len(y) / P[i, y[i]]
    return dP


def cross_entropy_grad__where(P, y):
    true = np.arange(P.shape[1]) == y[:, None]
    return np.where(true, -1 / (P.shape[0] * np.where(true, P, 1.0)), 0.0)


def cross_entropy_grad__divide(P, y):
    Y = np.zeros(P.shape)
    Y[np.arange(len(y)), y] = 1
    return -np.divide(Y, P, out=np.zeros(P.shape), where=Y > 0) / len(y)


def softmax_backward__loop_over_jacobians(dA, A):
    dZ = np.zeros(A.shape)
    for i, (da, a) in enumerate(zip(dA, A, strict=True)):
        J = np.diag(a) - np.outer(a, a)
        dZ[i] = J @ da
    return dZ


def softmax_backward__three_loops(dA, A):
    m, k = A.shape
    dZ = np.zeros((m, k))
    for s in range(m):
        for j in range(k):
            for i in range(k):
                dZ[s, j] += dA[s, i] * A[s, i] * ((i == j) - A[s, j])
    return dZ


def softmax_backward__einsum(dA, A):
    k = A.shape[1]
    J = np.einsum("si,ij->sij", A, np.eye(k)) - np.einsum("si,sj->sij", A, A)
    return np.einsum("si,sij->sj", dA, J)


def softmax_backward__multiplied_out(dA, A):
    return dA * A - A * np.sum(dA * A, axis=1)[:, np.newaxis]


def softmax_cross_entropy_grad__loop(Z, y):
    m, k = Z.shape
    dZ = np.zeros((m, k))
    for i in range(m):
        e = [math.exp(float(Z[i, j] - Z[i].max())) for j in range(k)]
        for j in range(k):
            dZ[i, j] = (e[j] / sum(e) - (1 if j == y[i] else 0)) / m
    return dZ


def softmax_cross_entropy_grad__in_two_steps(Z, y):
    """Back through the loss and then through softmax, in a form that never divides by a probability."""
    P = softmax__newaxis(Z)
    Y = np.eye(Z.shape[1])[y]
    return (P * Y.sum(axis=1, keepdims=True) - Y) / Z.shape[0]


def softmax_cross_entropy_grad__by_logarithms(Z, y):
    dZ = np.exp(log_softmax__maximum_put_back(Z))
    dZ[np.arange(len(y)), y] -= 1
    return dZ / len(y)


def answer_letters_loss__formula():
    return np.log(26)


def answer_letters_loss__two_digits():
    return 3.26


def answer_odds__formula():
    return math.exp(2)


def answer_odds__two_digits():
    return 7.39


def answer_lowest_cost__formula():
    return -(0.6 * math.log(0.6) + 0.4 * math.log(0.2))


def answer_lowest_cost__two_digits():
    return 0.95


def answer_softmax_bug__large():
    return " D "
