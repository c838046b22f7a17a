"""What the words of the course mean, and how the articles' languages say them.

``look_up("学习率")`` finds a term by its name in English, Chinese or Russian. The page
``chapters/80_glossary.ipynb`` has all of them.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

__all__ = ["Found", "Term", "look_up", "terms"]

# The languages beside English: the field of a term, what readers call the language, its tag in HTML.
LANGUAGES = (
    ("zh_hans", "Simplified Chinese", "zh-Hans"),
    ("zh_hant", "Traditional Chinese", "zh-Hant"),
    ("ru", "Russian", "ru"),
)


@dataclass(frozen=True)
class Term:
    """One entry of the glossary.

    Parameters
    ----------
    en : str
        The term as the course says it, in the singular.
    zh_hans, zh_hant, ru : tuple of str
        Its names in simplified Chinese (mainland usage), traditional Chinese (Taiwan usage) and Russian, the
        most usual one first.
    means : str
        One sentence.
    chapter, section : str
        Where the term is defined: a chapter's name, and the heading of a section; an empty one is the
        chapter's beginning.
    also : tuple of str
        Other English names.
    forms : tuple of str
        How else a chapter spells it where it stands in bold.
    """

    en: str
    zh_hans: tuple
    zh_hant: tuple
    ru: tuple
    means: str
    chapter: str
    section: str
    also: tuple = ()
    forms: tuple = ()

    @property
    def anchor(self):
        """What a link to its entry ends with; JupyterLab makes it so from the entry's heading."""
        return anchor(self.en)

    @property
    def number(self):
        """The number of its chapter."""
        return int(self.chapter[:2])

    @property
    def names(self):
        """Everything that it is called, in every language."""
        return (self.en, *self.also, *self.forms, *self.zh_hans, *self.zh_hant, *self.ru)

    def __str__(self):
        lines = [", also ".join([self.en, ", ".join(self.also)]) if self.also else self.en]
        lines.append(f"  {self.means}")
        lines += [f"  {language}: {', '.join(getattr(self, field))}" for field, language, _ in LANGUAGES]
        where = f", {self.section}" if self.section else ""
        return "\n".join([*lines, f"  Chapter {self.number}{where}"])


class Found(tuple):
    """The terms that were found; shown as text."""

    __slots__ = ()

    def __repr__(self):
        return "\n\n".join(map(str, self)) or "No term of the course has this in its name."


def anchor(heading):
    """The part after ``#`` of a link to a heading."""
    return heading.replace(" ", "-")


@cache
def terms():
    """All terms of the course, in alphabetical order.

    Returns
    -------
    tuple of Term
    """
    text = files(__package__).joinpath("glossary.toml").read_text(encoding="utf-8")
    return tuple(
        Term(**{key: tuple(value) if isinstance(value, list) else value for key, value in row.items()})
        for row in tomllib.loads(text)["term"]
    )


def look_up(word):
    """Find a term by its name in any of the four languages.

    Parameters
    ----------
    word : str
        A name or a part of one. Capitals do not matter, nor does the difference of е and ё.

    Returns
    -------
    Found
        The terms that are called exactly so; if there is none, those with it in a name.

    Examples
    --------
    >>> [term.en for term in look_up("学习率")]
    ['learning rate']
    >>> [term.en for term in look_up("entropy")]
    ['entropy']
    >>> [term.en for term in look_up("layer")]
    ['layer']
    >>> look_up("sofa")
    No term of the course has this in its name.
    """
    sought = _plain(word)
    if not sought:
        return Found()
    exact = [term for term in terms() if sought in map(_plain, term.names)]
    return Found(exact or [term for term in terms() if any(sought in _plain(name) for name in term.names)])


def _plain(name):
    return " ".join(name.casefold().replace("ё", "е").replace("-", " ").split())
