"""Arrays that begin where a line of the processor's cache begins.

Vector instructions take up to 64 bytes at a time, and NumPy's own arrays begin at any multiple of 16: an access may
take two lines then.
"""

import numpy as np

__all__ = ["aligned_zeros"]

LINE = 64  # bytes


def aligned_zeros(size, dtype):
    """Make a vector of `size` zeros that begins at a cache line."""
    n_bytes = size * np.dtype(dtype).itemsize
    room = np.zeros(n_bytes + LINE, np.uint8)
    start = -room.__array_interface__["data"][0] % LINE
    return room[start : start + n_bytes].view(dtype)
