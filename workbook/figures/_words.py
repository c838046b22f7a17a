"""Numbers as a sentence or a picture shows them."""


def number(value: float, digits: int = 2) -> str:
    """Print at most so many digits after the point, none that say nothing, and a true minus sign."""
    text = f"{float(value):.{digits}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text.replace("-", "\u2212")


def in_brackets(value: float) -> str:
    """The number, in brackets if it is negative, so that it can stand behind a sign."""
    return f"({number(value)})" if value < 0 else number(value)


def count(n: int, noun: str) -> str:
    """``1 mistake``, ``2 mistakes``, ``no mistakes``."""
    return f"{n or 'no'} {noun}{'' if n == 1 else 's'}"
