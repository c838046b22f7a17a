"""`import nnlib` costs NumPy and nothing else."""

import subprocess
import sys

HEAVY = {
    "matplotlib",
    "ipywidgets",
    "tqdm",
    "urllib.request",
    "zipfile",
    "json",
    "gzip",
    "torch",
    "jax",
    "sklearn",
}


def test_importing_nnlib_loads_no_heavy_module():
    """In a fresh interpreter, beyond what NumPy itself loads."""
    script = "import numpy, sys; before = set(sys.modules); import nnlib; print(*sorted(set(sys.modules) - before))"
    loaded = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    ).stdout.split()
    assert "nnlib.network" in loaded
    assert not HEAVY & set(loaded)
