"""A network in a file: the kinds of its layers as text, their numbers as arrays, and no pickle."""

import json
import os
import zipfile
from pathlib import Path

import numpy as np

from nnlib import layers as known_layers
from nnlib.layers import Layer

__all__ = ["load", "save"]


def save(network, path):
    """Write the layers of a network with their parameters and running means; whole or not at all."""
    path = Path(path)
    if path.suffix != ".npz":
        path = path.with_name(path.name + ".npz")
    plan = [
        {"layer": type(layer).__name__, "settings": layer.settings(), "frozen": layer.frozen}
        for layer in network.layers
    ]
    arrays = {
        f"{i}.{name}": array
        for i, layer in enumerate(network.layers)
        for name, array in {**layer.params, **layer.state}.items()
    }
    partial = path.with_name(path.name + ".part")
    try:
        with open(partial, "wb") as file:
            np.savez(file, plan=np.array(json.dumps(plan)), **arrays)
        os.replace(partial, path)
    finally:
        partial.unlink(missing_ok=True)


def load(path):
    """Give the layers that `save` has written, and their dtype."""
    try:
        with open(path, "rb") as opened, np.load(opened, allow_pickle=False) as file:
            arrays = dict(file)
        plan = json.loads(str(arrays.pop("plan")))
        layers = [_layer(entry, f"{i}.", arrays) for i, entry in enumerate(plan)]
    except (ValueError, TypeError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise ValueError(f"{path} is no network saved by nnlib ({error})") from None
    floats = {array.dtype for array in arrays.values()}
    return layers, floats.pop() if floats else None


def _layer(entry, prefix, arrays):
    kind = getattr(known_layers, entry["layer"], None)
    if not (isinstance(kind, type) and issubclass(kind, Layer)):
        raise ValueError(f"nnlib.layers has no {entry['layer']!r}")
    layer = kind.from_settings(entry["settings"])
    layer.frozen = entry["frozen"]
    for name in (*kind.parameter_names, *kind.state_names):
        array = arrays[prefix + name]
        if array.shape != getattr(layer, name).shape:
            raise ValueError(f"{prefix}{name} has shape {array.shape}, expected {getattr(layer, name).shape}")
        setattr(layer, name, array)
    return layer
