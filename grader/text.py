"""Text that came from learners, made safe for where it goes: a database, a terminal, a file name, a spreadsheet."""

import hashlib
import re
import unicodedata

_MAX_NAME = 200


def printable(text):
    """The text with everything that does not print written as an escape.

    Examples
    --------
    >>> printable("a\\x1b[31mb\\n")
    'a\\\\x1b[31mb\\\\n'
    """
    text = text.encode("utf-8", "backslashreplace").decode("utf-8")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def name(text):
    """A learner's or a file's name for the gradebook: printable, and never too long for a column."""
    # Else a line break and a backslash with an n would be one name, and one learner's row the other's.
    shown = printable(text.replace("\\", "\\\\"))
    return shown if len(shown) <= _MAX_NAME else f"{shown[:_MAX_NAME]}…{short_hash(text)}"


def short_hash(*parts):
    """Eight hexadecimal digits that tell names apart which look the same as file names."""
    joined = "\0".join(parts).encode("utf-8", "backslashreplace")
    return hashlib.sha256(joined).hexdigest()[:8]


def slug(*parts):
    """A file name for whatever names: ASCII, no separators, and a short hash that keeps it unique.

    Examples
    --------
    >>> slug("../Zoë =1+1", "01_neuron")
    'Zoe-1-1-01_neuron-3ccd6523'
    """
    plain = unicodedata.normalize("NFKD", "-".join(parts)).encode("ascii", "ignore").decode("ascii")
    plain = re.sub(r"[^\w]+", "-", plain).strip("-")[:80].strip("-")
    return f"{plain or 'learner'}-{short_hash(*parts)}"


def cell(value):
    """A value for a CSV file: text that a spreadsheet would take for a formula gets an apostrophe before it.

    Examples
    --------
    >>> cell("=cmd|' /C calc'!A0"), cell(-1), cell("plain")
    ("'=cmd|' /C calc'!A0", -1, 'plain')
    """
    if not isinstance(value, str):
        return value
    value = printable(value)
    return (
        f"'{value}" if value.lstrip()[:1] in ("=", "+", "-", "@", "|", "%", "＝", "＋", "－", "＠") else value
    )
