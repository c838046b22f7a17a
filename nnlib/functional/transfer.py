"""What one network has learnt, another one can start from: keep some layers, train the rest."""

import numpy as np

from nnlib.functional import descent

__all__ = ["finetune_step"]


def finetune_step(params, grads, lr, frozen):
    """Take one step with some of the parameters, and leave the others alone.

    Parameters
    ----------
    params : dict of arrays
        The parameters by name.
    grads : dict of arrays
        Their gradients under the same names; those of frozen ones may be missing.
    lr : float
        The learning rate.
    frozen : collection of str
        The names that stay as they are.

    Returns
    -------
    params : dict of arrays
        A new dict with the same names

    Raises
    ------
    LookupError
        If frozen has a name that params has not: a slip of the pen would train it.

    Examples
    --------
    >>> params = {"W1": np.array([1.0]), "W2": np.array([2.0])}
    >>> finetune_step(params, {"W1": np.array([5.0]), "W2": np.array([5.0])}, 0.1, frozen={"W1"})
    {'W1': array([1.]), 'W2': array([1.5])}
    """
    unknown = set(frozen) - set(params)
    if unknown:
        raise LookupError(f"frozen has {sorted(unknown)}, expected names of params: {sorted(params)}")
    return {
        name: np.array(w) if name in frozen else descent.gd_step(w, grads[name], lr)
        for name, w in params.items()
    }
