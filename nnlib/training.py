"""Training: shuffle, take a batch, go forward, go back, take a step, and again."""

from dataclasses import dataclass
from math import isfinite

import numpy as np

from nnlib.functional import descent, regularisation
from nnlib.history import History
from nnlib.shapes import ShapeError

__all__ = ["EarlyStopping", "fit"]


@dataclass(frozen=True)
class EarlyStopping:
    """Stop when the validation loss has not improved for `patience` epochs; keep the best weights.

    See `nnlib.functional.early_stopping`.
    """

    patience: int
    min_delta: float = 0.0

    def __post_init__(self):
        if self.patience < 1:
            raise ValueError(f"patience is {self.patience}, expected at least 1")


def fit(
    network,
    X,
    y,
    *,
    loss,
    optimizer,
    epochs,
    rng,
    batch_size=32,
    validation=None,
    early_stopping=None,
    progress=True,
    on_epoch=None,
):
    """Train a network on samples and their labels or targets.

    Parameters
    ----------
    network : Network
        Changed in place.
    X : (m, n_in) array
    y : (m,) array of int, or (m, n_out) array
        Labels or targets, as the loss takes them.
    loss : Loss
    optimizer : Optimizer
    epochs : int
        How often every sample is used.
    rng : numpy.random.Generator
        Shuffles the samples.
    batch_size : int
        Samples for each step.
    validation : pair (X, y), optional
        Data that are not learnt from; the loss on them is measured after each epoch.
    early_stopping : EarlyStopping, optional
        Needs validation data. The best weights are put back at the end.
    progress : bool
        Whether to show a progress bar.
    on_epoch : callable, optional
        Called with (network, history) after each epoch.

    Returns
    -------
    history : History

    Raises
    ------
    ValueError
        If there are no samples, not one y for each sample, or early stopping without validation data.
    FloatingPointError
        If the loss is no longer a finite number.
    """
    X, y = np.asarray(X), np.asarray(y)
    if len(X) == 0 or len(X) != len(y):
        raise ShapeError(f"X has {len(X)} samples and y has {len(y)}, expected the same number, at least one")
    if epochs < 1:
        raise ValueError(f"epochs is {epochs}, expected at least 1")
    if early_stopping is not None and validation is None:
        raise ValueError(
            "early stopping needs validation=(X_val, y_val): training data cannot show overfitting"
        )
    history = History()
    best = None
    with _progress_bar(epochs, shown=progress) as bar:
        for _ in range(epochs):
            batches = descent.minibatches(X, y, batch_size, rng)
            keep_gradients = on_epoch is not None  # it may look at them
            history.train_loss.append(_train_one_epoch(network, batches, loss, optimizer, keep_gradients))
            if validation is not None:
                _validate(network, *validation, loss, history)
            if on_epoch is not None:
                on_epoch(network, history)
            bar.set_postfix(_latest(history), refresh=False)
            bar.update()
            if early_stopping is not None:
                best_epoch = regularisation.early_stopping(
                    history.val_loss, early_stopping.patience, early_stopping.min_delta
                )[1]
                if best is None or best_epoch != history.best_epoch:
                    history.best_epoch, best = best_epoch, network.snapshot()
                if history.epochs - 1 - best_epoch >= early_stopping.patience:
                    break
    if best is not None:
        network.restore(best)
    return history


def _train_one_epoch(network, batches, loss, optimizer, keep_gradients):
    total, count = 0.0, 0
    for X, y in batches:
        L = network.loss_and_gradients(X, y, loss)
        if not isfinite(L):
            raise FloatingPointError(f"the loss is {L}: the steps are too long, try a smaller learning rate")
        optimizer.step(network, keep_gradients)
        total += L * len(X)
        count += len(X)
    return total / count


def _validate(network, X, y, loss, history):
    outputs = network.predict(X)
    y = np.asarray(y)
    history.val_loss.append(loss.forward(outputs, y))
    if y.ndim == 1 and outputs.ndim == 2 and y.dtype.kind in "iu":
        history.val_accuracy.append(float(np.mean(outputs.argmax(axis=1) == y)))


def _latest(history):
    latest = {"loss": f"{history.train_loss[-1]:.3g}"}
    if history.val_loss:
        latest["val_loss"] = f"{history.val_loss[-1]:.3g}"
    if history.val_accuracy:
        latest["val_accuracy"] = f"{history.val_accuracy[-1]:.1%}"
    return latest


def _progress_bar(epochs, shown):
    from tqdm.auto import tqdm  # noqa: PLC0415  `import nnlib` costs NumPy and nothing else

    return tqdm(total=epochs, unit="epoch", disable=not shown)
