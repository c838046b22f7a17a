"""How an answer of `check` reads: plain text, and the same in HTML that a screen reader speaks well."""

from html import escape

import numpy as np

from workbook._observe import changed, same, text_of

# Seen on light and dark paper. The headline says the same in words; the colour is for a quick look.
GREEN, ORANGE = "#2e9e5b", "#d9730d"


def box(colour="currentColor"):
    """The style of everything that the workbook says: a bar on the left."""
    return f"border-inline-start: 0.3em solid {colour}; padding-inline-start: 0.75em"


def evidence(name, probe, got, expected, parameters):
    """What was tried, what came and what was expected, as pairs of a word and a text.

    Parameters
    ----------
    name : str
        The graded function.
    probe : Probe
        What was tried.
    got : Observation
        What it showed.
    expected : object
        What should have come back.
    parameters : list of str
        The names of the function's parameters.

    Returns
    -------
    tuple of (str, str)
    """
    call = f"{name}({', '.join(shown(arg) for arg in probe.args)})"
    want = shown(expected)
    if got.exception is not None:
        came = f"{got.exception}: {got.message}" if got.message else got.exception
    else:
        came = shown(got.value)
        if came == want and not same(got.value, expected, single=probe.single):
            came, want = shown(got.value, digits=17), shown(expected, digits=17)
            if came == want:  # not even a later digit differs: it is the type
                came = f"{came} ({type(got.value).__name__})"
    pairs = [("tried", call), ("got", came), ("expected", want)]
    if got.overflow:
        pairs.append(("besides", "NumPy warned of an overflow or an invalid value"))
    pairs += [
        ("besides", f"{parameters[i]} was {shown(got.arguments[i])} after the call")
        for i in changed(got, probe.args)
    ]
    return tuple(pairs)


def shown(value, digits=4):  # noqa: PLR0911  (one return a kind of value)
    """A value on one line, whatever it is."""
    if type(value) is np.ndarray and value.ndim == 0:
        value = value[()]
    if type(value) is np.ndarray and value.dtype.kind in "biuf":
        body = np.array2string(
            value, precision=digits, separator=", ", threshold=24, edgeitems=4, max_line_width=10_000
        )
        body = " ".join(body.split()).replace("[ ", "[").replace(" ,", ",").replace(" ]", "]")
        if not value.size:
            body += f", shape={value.shape}"
        return f"array({body}, dtype=float32)" if value.dtype == np.float32 else f"array({body})"
    if isinstance(value, (bool, np.bool_)):
        return str(bool(value))
    if isinstance(value, (float, np.floating)):
        return repr(float(f"{float(value):.{digits}g}"))
    if isinstance(value, np.integer):
        return str(int(value))
    if type(value) in (tuple, list) or hasattr(value, "_fields"):
        opening, closing = "[]" if type(value) is list else "()"
        return opening + ", ".join(shown(item, digits) for item in value) + closing
    if type(value) is dict:
        return "{" + ", ".join(f"{key!r}: {shown(item, digits)}" for key, item in value.items()) + "}"
    if callable(value) and hasattr(value, "__name__"):
        return str(value.__name__)
    return text_of(value, show=repr)


def plain(headline, message, pairs):
    """The report as text."""
    lines = [headline, *([message] if message else [])]
    return "\n".join(lines + [f"  {word}: {text}" for word, text in pairs])


def html(headline, message, pairs, colour):
    """The report as HTML: everything escaped, nothing said by colour alone, no heading that a page would list."""
    items = "".join(f"<li>{escape(word)} <code>{escape(text)}</code></li>" for word, text in pairs)
    return (
        f'<div role="status" lang="en" style="{box(colour)}"><p><strong>{escape(headline)}</strong>'
        + (f" {escape(message)}" if message else "")
        + "</p>"
        + (f"<ul>{items}</ul>" if items else "")
        + "</div>"
    )
