"""When no known mistake fits: is there a simple relation between what came back and what was expected?

Each relation is a function of the differences; it answers with a sentence if it explains all of them.
"""

import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from workbook._observe import Observation, changed, kind, same
from workbook.probes import Probe


@dataclass(frozen=True, eq=False)
class Difference:
    """One probe on which a function does not do what it should."""

    probe: Probe
    got: Observation
    value: Any  # what came back, or the part of it that differs
    expected: Any  # what should have come back, or that part of it
    part: str = ""  # the name of that part

    @property
    def value_is_right(self):
        return self.got.exception is None and same(self.value, self.expected, single=self.probe.single)


def explain(name, differences, observations, parameters):
    """The name of the first relation that explains every difference, and a sentence for the learner.

    Parameters
    ----------
    name : str
        The graded function.
    differences : list of Difference
        Not empty; the smallest probe first.
    observations : list of Observation
        Of all probes.
    parameters : list of str
        The names of the function's parameters.

    Returns
    -------
    relation, message : str
        Or None, None.
    """
    for relation, test in _ABOUT_THE_CALL:
        if message := test(name, differences, observations, parameters):
            return relation, message
    parts = _parts(differences)
    for relation, test in _ABOUT_THE_VALUE:
        if all(d.got.exception is None for d in parts) and (message := test(parts, observations)):
            return relation, f"In {parts[0].part}: {message}" if parts[0].part else message
    return None, None


def _parts(differences):
    """Of several results, the first that differs anywhere; a single result as it is."""
    expected = differences[0].expected
    if isinstance(expected, dict):
        keys = list(expected)
    elif isinstance(expected, tuple):
        keys = list(range(len(expected)))
    else:
        return differences
    labels = getattr(expected, "_fields", keys)
    for key, label in zip(keys, labels, strict=True):
        found = [part for d in differences if (part := _part(d, key, label)) is not None]
        if wrong := [part for part in found if not part.value_is_right]:
            return wrong
    return differences


def _part(difference, key, label):
    try:
        value = difference.value[key]
    except (TypeError, LookupError):
        return None
    label = f"result {label + 1}" if isinstance(label, int) else str(label)
    return Difference(difference.probe, difference.got, value, difference.expected[key], label)


# About the call as a whole

_ASKED = re.compile(
    r"^exercise (\d+) asks you to write (\w+)$"
)  # what nnlib says where a function is withheld


def _nnlibs_own(_name, differences, _observations, _parameters):
    if match := _ASKED.search(differences[0].got.message):
        number, wanted = match.groups()
        return f"You call nnlib's own {wanted}, which exercise {number} asks you to write; hidden tests do not have it."
    return None


def _not_written(name, differences, _observations, _parameters):
    first = differences[0].got
    if first.exception != "NotImplementedError" or _ASKED.search(first.message):
        return None
    wanted = first.message.removeprefix("write ").strip()
    if first.message.startswith("write ") and wanted.isidentifier() and wanted != name:
        return f"{name} calls {wanted}, which is not written yet."
    return f"{name} is not written yet."


def _nothing(_name, differences, _observations, _parameters):
    if all(d.got.exception is None and d.value is None for d in differences):
        return "Your function returned None: does every way through it end in a return?"
    return None


def _overflow(_name, differences, _observations, _parameters):
    def overflowed(d):
        return d.got.exception in ("OverflowError", "FloatingPointError") or (
            d.got.exception is None and not d.probe.ordinary and (d.got.overflow or not _finite(d.value))
        )

    if all(map(overflowed, differences)):
        return (
            "For very large or very small inputs a number leaves the range of floats on the way, although the "
            "answer itself is of ordinary size: which step is it?"
        )
    return None


def _raised(_name, differences, _observations, _parameters):
    first = differences[0].got
    if first.exception is None:
        return None
    text = f"Your function raised {first.exception}"
    text += f": {first.message}" if first.message else ""
    return f"{text} ({first.where})" if first.where else text


def _changed(_name, differences, _observations, parameters):
    positions = [changed(d.got, d.probe.args) for d in differences]
    if all(d.value_is_right and not d.got.overflow for d in differences) and all(positions):
        names = ", ".join(parameters[i] for i in sorted(set(sum(positions, ()))))
        return (
            f"The values are right, but what was handed over as {names} is not what it was before the call."
        )
    return None


def _did_not_raise(_name, differences, _observations, _parameters):
    wanted = differences[0].probe.raises
    if wanted and differences[0].got.exception is None:
        return f"Here a {wanted} is asked for, and your function returned something: which inputs should it refuse?"
    return None


_ABOUT_THE_CALL = (
    ("not written yet", _not_written),
    ("did not raise", _did_not_raise),
    ("nnlib's own", _nnlibs_own),
    ("returned None", _nothing),
    ("overflow", _overflow),
    ("raised", _raised),
    ("changed its argument", _changed),
)


# About the value. Here no call raised.


def _wrong_type(differences, _observations):
    got, expected = kind(differences[0].value), kind(differences[0].expected)
    expected = "list" if isinstance(differences[0].expected, tuple) else expected
    if got == expected and got not in ("other", "list"):
        return None
    if got == "list" and isinstance(differences[0].expected, tuple):
        n = len(differences[0].expected)
        return (
            f"You returned {len(differences[0].value)} results, expected {n}."
            if len(differences[0].value) != n
            else None
        )
    if any(kind(d.value) != kind(differences[0].value) for d in differences):
        return None
    if got == "Boolean":
        return "You returned True and False; numbers are expected, and Booleans compute and index in another way."
    if got == "list":
        return "You returned a list; an array is expected, because nobody can compute with a list number by number."
    what = type(differences[0].value).__name__
    wanted = "a dict" if expected == "dict" else "a number or an array"
    if expected == "list":
        wanted = f"{len(differences[0].expected)} results, with commas between them"
    return f"You returned something of type {what}; expected is {wanted}."


def _column(differences, _observations):
    if not all(_numbers(d) for d in differences):
        return None
    shapes = [(np.shape(d.value), np.shape(d.expected)) for d in differences]
    if all(got == (*want, 1) or want == (*got, 1) for got, want in shapes) and all(
        same(np.reshape(d.value, np.shape(d.expected)), d.expected, single=d.probe.single)
        for d in differences
    ):
        got, want = shapes[-1]
        return f"The numbers are right, but their shape is {got} where {want} is expected."
    return None


def _transposed(differences, _observations):
    if all(_numbers(d) and np.ndim(d.value) > 1 for d in differences) and all(
        same(np.transpose(d.value), d.expected, single=d.probe.single) for d in differences
    ):
        return "Your answer is the transpose of the right one: which axis counts the samples?"
    return None


def _shape(differences, _observations):
    if all(_numbers(d) and np.shape(d.value) != np.shape(d.expected) for d in differences):
        first = differences[0]
        return f"You returned an array of shape {np.shape(first.value)}, expected {np.shape(first.expected)}."
    return None


def _nan(differences, _observations):
    if all(_numbers(d) and np.isnan(d.value).any() for d in differences):
        return "Your answer holds nan, which is what 0/0, inf - inf and inf/inf give: where does one of these happen?"
    return None


def _integers(differences, _observations):
    if all(
        _comparable(d)
        and any(isinstance(arg, np.ndarray) and arg.dtype.kind in "iu" for arg in d.probe.args)
        and np.asarray(d.value).dtype.kind in "iu"
        for d in differences
    ) and all(np.array_equal(d.value, np.trunc(d.expected)) for d in differences):
        return "Right for floats, but given integers your answer loses its fractions: of which dtype is it?"
    return None


def _times(factor):
    """A test of `the answer times this is right`; `factor` may depend on the number of rows, m."""

    def fits(d):
        m = max((arg.shape[0] for arg in d.probe.args if isinstance(arg, np.ndarray) and arg.ndim), default=1)
        times = factor(m) if m else np.nan
        return _comparable(d) and same(
            times * np.asarray(d.value, dtype=float), d.expected, single=d.probe.single
        )

    return lambda differences: all(map(fits, differences))


_RATIOS = (
    ("wrong sign", _times(lambda _: -1.0), "Your answer has the wrong sign."),
    ("factor 2", _times(lambda _: 0.5), "Your answer is twice as large as the right one."),
    ("factor 1/2", _times(lambda _: 2.0), "Your answer is half as large as the right one."),
    (
        "factor m",
        _times(lambda m: 1 / m),
        "Your answer is m times too large, m being the number of samples: should something be a mean?",
    ),
    (
        "factor 1/m",
        _times(lambda m: m),
        "Your answer is m times too small, m being the number of samples: was the mean taken twice?",
    ),
)


def _constant(differences, observations):
    values = [np.ravel(o.value) for o in observations if kind(o.value) == "number"]
    seen = np.concatenate(values) if values else np.empty(0)
    if seen.size > 2 and len(values) == len(observations) and np.all(seen == seen[0]):
        return f"Your function always gives {seen[0]:.4g}: where does it use its arguments?"
    return None


_ABOUT_THE_VALUE = (
    ("wrong type", _wrong_type),
    ("one axis too many or too few", _column),
    ("transposed", _transposed),
    ("wrong shape", _shape),
    ("nan", _nan),
    ("integers cut off", _integers),
    ("constant", _constant),
    *(
        (
            relation,
            lambda differences, _observations, fits=fits, message=message: (
                message if fits(differences) else None
            ),
        )
        for relation, fits, message in _RATIOS
    ),
)


def _numbers(d):
    return kind(d.value) == kind(d.expected) == "number"


def _comparable(d):
    return _numbers(d) and np.shape(d.value) == np.shape(d.expected)


def _finite(value):
    return kind(value) != "number" or bool(np.all(np.isfinite(value)))
