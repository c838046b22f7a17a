"""Thirty training steps as the textbook writes them, in float64: what every peer of the benchmark has to reproduce.

    python benchmarks/reference.py [--cases sigmoid relu default wide] [--peers nnlib "PyTorch eager" …]

Independent of nnlib: nothing is fused, nothing is kept, every formula stands as in the literature. The default
configuration is compared without dropout, whose masks differ from library to library.
"""

import argparse
from dataclasses import replace

import numpy as np
from peers import CASES, PEERS, batches, make, start_weights

STEPS = 30
TOLERANCE = {"torch.compile": 1e-4}  # it keeps Adam's count of steps in float32; all others
EXACT = 1e-9
COMPARED = [peer for peer in PEERS if peer != "matrix products alone"]


def deviation(peer, case):
    """The largest difference in any weight after 30 steps, relative to the longest way that a weight has gone.

    Or the relative difference of the last step's loss, if that is larger. None if the peer has no such network.
    """
    case = replace(case, dtype="float64", p_drop=0.0)
    made = make(peer, case)
    if made is None:
        return None
    step, data = made
    for i in range(STEPS):
        L = step(*data[i % len(data)])
    wanted, wanted_L = train(case, early_epsilon=peer == "scikit-learn")
    pairs = list(zip(step.weights(), wanted, start_weights(case), strict=True))
    gone = max(np.max(np.abs(wanted - start)) for _, wanted, start in pairs)
    off = float(max(np.max(np.abs(got - wanted)) for got, wanted, _ in pairs) / gone)
    if L is None:
        return off
    L = L if isinstance(L, float) else L.item()  # an array without axes
    return max(off, abs(L - wanted_L) / wanted_L)


def complaint(peer, case):
    """Why a peer does not do the same training, or None."""
    off = deviation(peer, case)
    if off is not None and not off <= TOLERANCE.get(peer, EXACT):
        return f"is {off:.1e} away from the reference after {STEPS} steps"
    return None


def train(case, early_epsilon=False):
    """The weights after 30 steps, and the loss of the last one.

    scikit-learn adds Adam's epsilon before v is corrected, which is not the paper's algorithm 1 but the short form
    that the paper gives for speed; with gradients as small as epsilon that is another step.
    """
    parameters = []
    for W in start_weights(case):
        n = len(W)
        parameters.append({"W": W, "b": np.zeros(n), "gamma": np.ones(n), "beta": np.zeros(n)})
    memory = [{key: (np.zeros_like(a), np.zeros_like(a)) for key, a in layer.items()} for layer in parameters]
    data = batches(case)
    for t in range(1, STEPS + 1):
        L, grads = _loss_and_gradients(case, parameters, *data[(t - 1) % len(data)])
        for layer, layer_grads, moments in zip(parameters, grads, memory, strict=True):
            for key, grad in layer_grads.items():
                if case.optimizer == "sgd":
                    layer[key] = layer[key] - case.lr * grad
                else:
                    m = 0.9 * moments[key][0] + 0.1 * grad
                    v = 0.999 * moments[key][1] + 0.001 * grad**2
                    moments[key] = m, v
                    epsilon = 1e-8 / np.sqrt(1 - 0.999**t) if early_epsilon else 1e-8
                    m, v = m / (1 - 0.9**t), v / (1 - 0.999**t)
                    layer[key] = layer[key] - case.lr * m / (np.sqrt(v) + epsilon)
    return [layer["W"] for layer in parameters], L


def _loss_and_gradients(case, parameters, X, y):
    """Forward and backward through all layers."""
    A, trail = X, []
    for layer in parameters[:-1]:
        Z = A @ layer["W"].T + layer["b"]
        S, normal = _normalise(Z, layer) if case.default else (Z, None)
        trail.append((A, S, normal))
        A = _activate(case, S)
    Z = A @ parameters[-1]["W"].T + parameters[-1]["b"]
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    P = E / E.sum(axis=1, keepdims=True)
    L = -np.log(P[np.arange(len(y)), y]).mean()
    dZ = (P - np.eye(case.sizes[-1])[y]) / len(y)
    grads = [{"W": dZ.T @ A, "b": dZ.sum(axis=0)}]
    for layer, after, (A, S, normal) in zip(
        parameters[-2::-1], parameters[:0:-1], reversed(trail), strict=True
    ):
        dS = (dZ @ after["W"]) * _slope(case, S)
        if case.default:  # in front of batch normalisation a bias has the gradient 0
            Xhat, std = normal
            own = {"gamma": (dS * Xhat).sum(axis=0), "beta": dS.sum(axis=0)}
            dXhat = dS * layer["gamma"]
            dZ = (dXhat - dXhat.mean(axis=0) - Xhat * (dXhat * Xhat).mean(axis=0)) / std
        else:
            dZ, own = dS, {"b": dS.sum(axis=0)}
        grads.insert(0, {"W": dZ.T @ A, **own})
    return L, grads


def _normalise(Z, layer):
    std = np.sqrt(Z.var(axis=0) + 1e-5)
    Xhat = (Z - Z.mean(axis=0)) / std
    return layer["gamma"] * Xhat + layer["beta"], (Xhat, std)


def _activate(case, S):
    if case.activation == "sigmoid":
        return 1 / (1 + np.exp(-S))
    return np.where(S > 0, S, np.expm1(np.minimum(S, 0)) if case.activation == "elu" else 0)


def _slope(case, S):
    if case.activation == "sigmoid":
        return np.exp(-S) / (1 + np.exp(-S)) ** 2
    return np.where(S > 0, 1, np.exp(np.minimum(S, 0)) if case.activation == "elu" else 0)


def main():
    parser = argparse.ArgumentParser(description="Does every peer do the same training?")
    parser.add_argument("--cases", nargs="+", choices=CASES, default=[c for c in CASES if not CASES[c].epoch])
    parser.add_argument("--peers", nargs="+", choices=COMPARED, default=COMPARED)
    options = parser.parse_args()
    for case in options.cases:
        for peer in options.peers:
            try:
                off = deviation(peer, CASES[case])
            except ImportError as error:
                print(f"{CASES[case].title:60} {peer:24} left out: {error}")
                continue
            said = "has no such network" if off is None else f"{off:.1e} away"
            print(f"{CASES[case].title:60} {peer:24} {said}", flush=True)


if __name__ == "__main__":
    main()
