"""How values cross between the grader and a submission: a strict header, then the raw bytes of the arrays.

A frame is ``b"NNW1"``, the length of the header, the length of the payload, the header (JSON), the payload.
A value is ``null``, a bool, an int, or an object with a single key that says what it is::

    {"f": "0x1.8p+0"}        float, exactly            {"a": ["<f8", [2, 3]]}   array, its bytes in the payload
    {"s": "text"}            str                       {"n": "<f8"}             NumPy scalar, likewise
    {"t": [...]}             tuple                     {"l": [...]}             list
    {"d": [["key", ...]]}    dict                      {"rng": 7}               a fresh Generator; requests only
    {"fn": "lambda x: x"}    a function; requests only

In a request an array may have a third entry, which says how it lies in memory: see `layout_of`.

Nothing here can name a class or run code when it is read, so a forged frame is at worst a wrong value.
"""

import json
import math
import struct
from dataclasses import dataclass

import numpy as np

MAGIC = b"NNW1"
PREFIX = struct.Struct("<4sIQ")

MAX_HEADER = 1 << 20
MAX_DEPTH = 16
MAX_NODES = 20_000
MAX_TEXT = 10_000
MAX_TEXTS = 1_000_000
MAX_INT = 1 << 63
MAX_DIMENSIONS = 32

DTYPES = frozenset(
    ("|b1", "|i1", "<i2", "<i4", "<i8", "|u1", "<u2", "<u4", "<u8", "<f2", "<f4", "<f8"),
)


class ProtocolError(ValueError):
    """What arrived is not a frame, or not a value."""


class UnsendableError(TypeError):
    """A value that has no place on the wire."""


@dataclass(frozen=True)
class Rng:
    """Stands for ``np.random.default_rng(seed)``, made afresh on the other side."""

    seed: int


@dataclass(frozen=True)
class Source:
    """Stands for the function that a Python expression gives; evaluated on the other side."""

    expression: str


# ---------------------------------------------------------------- frames


def _no_constant(name):
    raise ValueError(name)


# Made once: for a short header, making them costs as much as using them.
_WRITE = json.JSONEncoder(separators=(",", ":"), allow_nan=False).encode
_READ = json.JSONDecoder(parse_constant=_no_constant).decode


def pack(header, buffers=()):
    """One frame as bytes.

    Examples
    --------
    >>> frame = pack({"id": 1}, [b"abc"])
    >>> header_size, payload_size = sizes(frame[: PREFIX.size], max_header=100, max_payload=100)
    >>> header_size, payload_size
    (8, 3)
    """
    return frame(write(header), buffers)


def write(header):
    """A header as the text that goes into a frame."""
    return _WRITE(header).encode("ascii")


def frame(text, buffers=()):
    """One frame of a header that has been written already."""
    return b"".join((PREFIX.pack(MAGIC, len(text), sum(map(len, buffers))), text, *buffers))


def sizes(prefix, *, max_header, max_payload):
    """Lengths of header and payload that a frame's first 16 bytes announce."""
    magic, header, payload = PREFIX.unpack(prefix)
    if magic != MAGIC:
        raise ProtocolError("no frame where one was expected")
    if header > max_header:
        raise ProtocolError(f"a header of {header} bytes, more than {max_header}")
    if payload > max_payload:
        raise ProtocolError(f"a payload of {payload} bytes, more than {max_payload}")
    return header, payload


def header_of(text):
    """The header of a frame: a JSON object, strictly."""
    try:
        header = _READ(text.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise ProtocolError(f"the header is no JSON: {type(error).__name__}") from None
    if type(header) is not dict:
        raise ProtocolError("the header is no object")
    return header


# ---------------------------------------------------------------- values


def encode(value, *, layouts=False):
    """A value as a tree for the header and a list of buffers for the payload.

    Parameters
    ----------
    value : object
    layouts : bool
        Whether the layout of an array is to be kept; without it, arrays arrive C-contiguous and writable.

    Raises
    ------
    UnsendableError
        For anything that is not on the list above, and for too much of it.

    Examples
    --------
    >>> encode((1, np.array([2.0])))[0]
    {'t': [1, {'a': ['<f8', [1]]}]}
    """
    buffers = []
    budget = [MAX_NODES]
    return _encode(value, buffers, budget, 0, layouts), buffers


def _encode(value, buffers, budget, depth, layouts):
    budget[0] -= 1
    if depth > MAX_DEPTH or budget[0] < 0:
        raise UnsendableError("a value nested too deeply or with too many parts")
    if value is None or type(value) is bool:
        return value
    # What most values are goes the short way.
    if type(value) is np.ndarray:
        body = _array(value, buffers)
        if layouts and (layout := layout_of(value)):
            body.append(layout)
        return {"a": body}
    if type(value) is float:
        return {"f": value.hex()}
    if layouts and isinstance(value, np.ndarray) and (layout := layout_of(value)):
        return {"a": [*_array(value, buffers), layout]}
    for kind, write in _WRITERS:
        if isinstance(value, kind):
            return write(value, buffers, lambda item: _encode(item, buffers, budget, depth + 1, layouts))
    raise UnsendableError(f"a value of type {type(value).__name__}")


def _write_int(value, buffers, inner):
    if not -MAX_INT <= value < MAX_INT:
        raise UnsendableError("an int of more than 64 bits")
    return int(value)


def _write_text(value, buffers, inner):
    if len(value) > MAX_TEXT:
        raise UnsendableError(f"a str of {len(value)} characters")
    return {"s": str(value)}


def _write_dict(value, buffers, inner):
    if not all(type(key) is str and len(key) <= MAX_TEXT for key in value):
        raise UnsendableError("a dict whose keys are not all str")
    return {"d": [[key, inner(item)] for key, item in value.items()]}


# In this order: NumPy's float64 is also a float.
_WRITERS = (
    (np.ndarray, lambda value, buffers, inner: {"a": _array(np.array(value, subok=False), buffers)}),
    (np.generic, lambda value, buffers, inner: {"n": _array(np.array(value), buffers)[0]}),
    (int, _write_int),
    (float, lambda value, buffers, inner: {"f": float(value).hex()}),
    (str, _write_text),
    (Rng, lambda value, buffers, inner: {"rng": value.seed}),
    (Source, lambda value, buffers, inner: {"fn": value.expression}),
    (tuple, lambda value, buffers, inner: {"t": [inner(item) for item in value]}),
    (list, lambda value, buffers, inner: {"l": [inner(item) for item in value]}),
    (dict, _write_dict),
)


def _array(array, buffers):
    name = array.dtype.str
    if name not in DTYPES:  # the other byte order, or nothing that can be sent
        name = array.dtype.newbyteorder("<").str
        if name not in DTYPES:
            raise UnsendableError(f"an array of dtype {array.dtype}")
        array = array.astype(name)
    buffers.append(array.tobytes())
    return [name, list(array.shape)]


def layout_of(array):
    """How an array lies in memory: "F" for columns first, "S" for every other place only, "r" for read-only.

    Examples
    --------
    >>> X = np.ones((4, 3))
    >>> layout_of(X), layout_of(X.T), layout_of(X[::2]), layout_of(np.broadcast_to(1.0, (2, 2)))
    ('', 'F', 'S', 'Sr')
    """
    flags = array.flags
    order = "" if flags.c_contiguous else "F" if flags.f_contiguous else "S"
    return order + ("" if flags.writeable else "r")


def _laid_out(array, layout):
    order = layout.removesuffix("r")
    if order == "F":
        array = np.asfortranarray(array)
    elif order == "S":
        room = np.zeros([2 * n for n in array.shape], array.dtype)
        view = room[(slice(None, None, 2),) * array.ndim]
        view[...] = array
        array = view
    array.setflags(write=not layout.endswith("r"))
    return array


def decode(tree, payload, *, make_rng=None, make_function=None, layouts=False):
    """The value that a tree and its payload stand for; every byte of the payload has to be used.

    Parameters
    ----------
    tree : object
        What `encode` gave, or what somebody claims it gave.
    payload : bytes
    make_rng, make_function : callable, optional
        What to make of ``rng`` and ``fn``; without them, both are refused.
    layouts : bool
        Whether an array may say how it is to lie in memory.

    Raises
    ------
    ProtocolError
        If anything about it is not as `encode` would have written it.
    """
    reader = _Reader(payload, make_rng, make_function, layouts)
    value = reader.value(tree, 0)
    if reader.at != len(payload):
        raise ProtocolError("the payload is longer than its arrays")
    return value


class _Reader:
    """Walks a tree and takes the arrays out of the payload in order."""

    def __init__(self, payload, make_rng=None, make_function=None, layouts=False):
        self.payload, self.at, self.nodes, self.layouts = payload, 0, 0, layouts
        self.texts = self.longest = 0
        self.make = {"rng": make_rng, "fn": make_function}

    def value(self, tree, depth):
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_NODES:
            raise ProtocolError("a value nested too deeply or with too many parts")
        if tree is None or type(tree) is bool:
            return tree
        if type(tree) is int:
            if not -MAX_INT <= tree < MAX_INT:
                raise ProtocolError("an int of more than 64 bits")
            return tree
        if type(tree) is not dict or len(tree) != 1:
            raise ProtocolError("a value that is none of the known kinds")
        ((kind, body),) = tree.items()
        read = getattr(self, f"_read_{kind}", None) if kind in ("f", "s", "a", "n", "t", "l", "d") else None
        if read is not None:
            return read(body, depth)
        if self.make.get(kind) is not None:
            return self.make[kind](body)
        raise ProtocolError(f"a value of the unknown kind {kind[:20]!r}")

    def _read_f(self, body, depth):
        if type(body) is not str or len(body) > 40:
            raise ProtocolError("a float that is no text")
        try:
            return float.fromhex(body)
        except (ValueError, OverflowError):
            raise ProtocolError("a float that is no number") from None

    def _read_s(self, body, depth):
        if type(body) is not str or len(body) > MAX_TEXT:
            raise ProtocolError("a str that is none, or too long")
        # As an array, every text takes as much as the longest.
        self.texts, self.longest = self.texts + 1, max(self.longest, len(body))
        if self.texts * self.longest > MAX_TEXTS:
            raise ProtocolError("more text than anybody wants to look at")
        return body.encode("utf-8", "replace").decode("utf-8")

    def _read_a(self, body, depth):
        layout = body.pop() if self.layouts and type(body) is list and len(body) == 3 else ""
        if type(body) is not list or len(body) != 2 or type(body[1]) is not list:
            raise ProtocolError("an array without dtype and shape")
        if layout not in ("", "r", "F", "Fr", "S", "Sr"):
            raise ProtocolError("an array of an unknown layout")
        dtype, shape = body
        if len(shape) > MAX_DIMENSIONS or not all(type(n) is int and 0 <= n < 1 << 31 for n in shape):
            raise ProtocolError("an array of an impossible shape")
        flat = self._take(dtype, math.prod(shape))
        try:
            array = flat.reshape(shape)
        except ValueError:  # without a single entry, but with more places than there are addresses
            raise ProtocolError("an array of an impossible shape") from None
        return _laid_out(array, layout) if layout else array

    def _read_n(self, body, depth):
        return self._take(body, 1)[0]

    def _take(self, dtype, count):
        if type(dtype) is not str or dtype not in DTYPES:
            raise ProtocolError("an array of an unknown dtype")
        dtype = np.dtype(dtype)
        end = self.at + count * dtype.itemsize
        if end > len(self.payload):
            raise ProtocolError("the payload is shorter than its arrays")
        # A bool of any other byte than 0 and 1 compares as it likes.
        if dtype.kind == "b" and set(self.payload[self.at : end]) - {0, 1}:
            raise ProtocolError("a bool that is neither 0 nor 1")
        array = np.frombuffer(self.payload, dtype, count, self.at) if count else np.empty(0, dtype)
        self.at = end
        return array.copy()

    def _read_t(self, body, depth):
        return tuple(self._read_l(body, depth))

    def _read_l(self, body, depth):
        if type(body) is not list:
            raise ProtocolError("a sequence that is none")
        return [self.value(item, depth + 1) for item in body]

    def _read_d(self, body, depth):
        pairs = self._pairs(body)
        return {key: self.value(item, depth + 1) for key, item in pairs}

    def _pairs(self, body):
        if type(body) is not list:
            raise ProtocolError("a dict that is none")
        for pair in body:
            if type(pair) is not list or len(pair) != 2 or type(pair[0]) is not str:
                raise ProtocolError("a dict with something else than pairs")
        return [(key.encode("utf-8", "replace").decode("utf-8"), item) for key, item in body]
