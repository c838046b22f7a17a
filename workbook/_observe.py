"""Call a function on prepared arguments and write down everything that a caller could notice."""

import contextlib
import io
import linecache
import re
import sys
import warnings
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from itertools import islice

import numpy as np

from workbook.probes import Stream

MOST_ITEMS = 10_000  # a generator that yields more than this is taken to be endless
_FAULTS = ("overflow", "invalid value", "divide by zero")  # how NumPy's floating-point warnings begin


@dataclass(frozen=True, eq=False)
class Observation:
    """What one call showed, in plain values, so that it can also come from another process.

    Parameters
    ----------
    value : object
        What came back. None if an exception came instead.
    exception : str or None
        The name of the exception's type.
    message : str
        The exception's text.
    where : str
        The place in the function where the exception was raised, such as ``"line 2: return w * y"``.
    arguments : tuple or None
        The arguments as they were after the call. None means as before.
    overflow : bool
        Whether NumPy warned of an overflow, of a division by zero or of an invalid value.
    """

    value: object = None
    exception: str | None = None
    message: str = ""
    where: str = ""
    arguments: tuple | None = None
    overflow: bool = False


@dataclass(frozen=True)
class Raised:
    """Stands for the value where an exception is what is asked for."""

    exception: str

    def __repr__(self):
        return self.exception


def observe(function):
    """Make of a function a call that returns an Observation and never raises an Exception.

    The function gets copies of the arguments. What it prints or warns is nobody's business here. An interrupt
    from the keyboard passes through.

    Parameters
    ----------
    function : callable

    Returns
    -------
    call : callable
        ``call(*args) -> Observation``
    """

    def call(*args):
        sent = tuple(copied(arg) for arg in args)
        faults = []
        try:
            with _quiet(faults):
                value = function(*sent)
                if isinstance(value, Iterator):
                    value = tuple(copied(item) for item in islice(value, MOST_ITEMS))
        except (Exception, SystemExit) as error:  # KeyboardInterrupt is the learner's way out
            return Observation(
                exception=type(error).__name__,
                message=text_of(error),
                where=_place(error, function),
                arguments=sent,
                overflow=bool(faults),
            )
        return Observation(value=copied(value), arguments=sent, overflow=bool(faults))

    return call


@contextlib.contextmanager
def _quiet(faults):
    """Swallow prints, warnings and new figures; note NumPy's floating-point ones, whatever np.seterr said before."""
    with (
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
        warnings.catch_warnings(record=True) as caught,
        np.errstate(over="warn", invalid="warn", divide="warn", under="ignore"),
    ):
        warnings.simplefilter("always")
        figures = _figures()
        try:
            yield
        finally:
            for number in _figures() - figures:
                sys.modules["matplotlib.pyplot"].close(number)
            faults += [w for w in caught if str(w.message).startswith(_FAULTS)]


def _figures():
    """The numbers of matplotlib's open figures, if anybody has imported it."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    return set(pyplot.get_fignums()) if pyplot else set()


def copied(value):
    """A copy that shares no memory, with dtype and memory layout kept; of a stream, its generator."""
    if type(value) in (list, tuple):
        return type(value)(copied(item) for item in value)
    if type(value) is dict:
        return {key: copied(item) for key, item in value.items()}
    if type(value) is np.ndarray and value.dtype != object:
        return _copied_array(value)
    if isinstance(value, Stream):
        return np.random.default_rng(value.seed)
    try:
        return deepcopy(value)
    except Exception:  # something that cannot be copied is compared as it is
        return value


def _copied_array(array):
    if array.flags.c_contiguous or array.flags.f_contiguous:
        return array.copy(order="K")
    room = np.zeros([2 * n for n in array.shape], array.dtype)
    view = room[tuple(slice(None, None, 2) for _ in array.shape)]
    view[...] = array
    return view


def text_of(thing, show=str, most=300):
    """The text of anything a learner's code hands over, even if asking for it raises."""
    try:
        text = show(thing)
        text = text if type(text) is str else repr(text)
    except Exception:
        return f"<{type(thing).__name__} that cannot be shown>"
    text = re.sub(r" at 0x[0-9a-fA-F]+", "", text)  # the same text every time
    return text if len(text) <= most else text[: most - 1] + "…"


def _place(error, function):
    """The last line of the function's own file that the exception passed."""
    code = getattr(function, "__code__", None)
    place = ""
    trace = error.__traceback__
    while trace is not None:
        frame = trace.tb_frame
        if code is not None and frame.f_code.co_filename == code.co_filename:
            line = linecache.getline(code.co_filename, trace.tb_lineno).strip()
            place = f"line {trace.tb_lineno}: {line}" if line else f"line {trace.tb_lineno}"
        trace = trace.tb_next
    return place


def same(got, expected, *, single=False):  # noqa: PLR0911  (one return a kind of value)
    """Whether two values are the same for somebody who computes with them.

    Numbers are the same up to rounding, whether they are Python's or NumPy's, int or float, 32 or 64 bits. A
    Boolean is no number, a list no array, and a shape is part of a value.

    Parameters
    ----------
    got, expected : object
        Numbers, arrays, strings, None, or tuples, lists and dicts of these.
    single : bool
        Whether single precision is all one may ask for.
    """
    if isinstance(expected, dict):
        return (
            isinstance(got, dict)
            and set(got) == set(expected)
            and all(same(got[key], expected[key], single=single) for key in expected)
        )
    if isinstance(expected, (tuple, list)):
        return (
            isinstance(got, (tuple, list))
            and len(got) == len(expected)
            and all(same(g, e, single=single) for g, e in zip(got, expected, strict=True))
        )
    kinds = kind(got), kind(expected)
    if kinds[0] != kinds[1]:
        return False
    if kinds[0] == "other":
        return type(got) is type(expected) and (got is expected or not hasattr(expected, "__array__"))
    if kinds[0] in ("text", "nothing"):
        return got == expected
    got, expected = np.asarray(got), np.asarray(expected)
    if got.shape != expected.shape:
        return False
    if kinds[0] == "Boolean":
        return bool((got == expected).all())
    single = single or np.float32 in (got.dtype, expected.dtype)
    rtol, atol = (1e-4, 1e-6) if single else (1e-9, 1e-12)
    with np.errstate(all="ignore"):
        return bool(np.allclose(got, expected, rtol=rtol, atol=atol, equal_nan=True))


def kind(value):
    """What sort of thing a value is: number, Boolean, text, nothing, list, dict or other.

    An array counts as what it holds, a single number as an array without axes.
    """
    if value is None:
        return "nothing"
    if isinstance(value, str):
        return "text"
    if isinstance(value, (list, tuple)):
        return "list"
    if isinstance(value, dict):
        return "dict"
    if isinstance(value, (bool, int, float, complex, np.ndarray, np.generic)):
        letter = np.asarray(value).dtype.kind
        return {"b": "Boolean", "i": "number", "u": "number", "f": "number"}.get(letter, "other")
    return "other"


def changed(observation, args):
    """The positions of the arguments that a call changed, to the last bit."""
    if observation.arguments is None:
        return ()
    return tuple(
        i
        for i, (after, before) in enumerate(zip(observation.arguments, args, strict=True))
        if _differs(after, before)
    )


def _differs(after, before):
    if isinstance(before, np.ndarray):
        return not (
            isinstance(after, np.ndarray)
            and after.dtype == before.dtype
            and np.array_equal(after, before, equal_nan=before.dtype.kind == "f")
        )
    if isinstance(before, (list, tuple)):
        return len(after) != len(before) or any(map(_differs, after, before))
    if isinstance(before, dict):
        return set(after) != set(before) or any(_differs(after[key], before[key]) for key in before)
    if isinstance(before, (bool, int, float, str, type(None))):
        return repr(after) != repr(before)  # so that nan is as it was
    return False  # a function or a random generator: it is no value to compare
