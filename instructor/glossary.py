"""The entries of the glossary page, written from workbook/glossary.toml."""

import re
from itertools import groupby

from workbook.glossary import LANGUAGES, anchor, terms

PLACE = re.compile(r"^\{\{ glossary \}\}$", re.MULTILINE)  # where a source wants the entries


def fill(text):
    """A source with the entries in their place, or as it is if it has none."""
    return PLACE.sub(lambda _: entries(), text)


def entries():
    """All entries in Markdown, each in a cell of its own with a heading, so that a link leads to it."""
    cells = []
    for letter, group in groupby(terms(), key=lambda term: term.en[0].upper()):
        cells += [f"## {letter}", *map(_entry, group)]
    return "\n\n+++\n\n".join(cells)


def _entry(term):
    lines = [f"### {term.en}", ""]
    if term.also:
        lines += [f"Also {', '.join(term.also)}.", ""]
    lines += [f"{_plain(term.means)} {_where(term)}", ""]
    for field, language, tag in LANGUAGES:
        separator = ", " if tag == "ru" else "、"
        lines.append(f'- {language}: <span lang="{tag}">{separator.join(getattr(term, field))}</span>')
    return "\n".join(lines)


def _where(term):
    if not term.section:
        return f"[Chapter {term.number}]({term.chapter}.ipynb)"
    return f"[Chapter {term.number}, {term.section}]({term.chapter}.ipynb#{anchor(term.section)})"


def _plain(sentence):
    """Characters that Markdown would take for its own: a product's star, a subscript's line."""
    return re.sub(r"([*_|<])", r"\\\1", sentence)
