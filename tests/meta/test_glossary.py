"""Every term that a chapter defines is in the glossary, in four languages, and is linked to it.

A term is what a chapter has in bold, unless it is one of these: the first words of a paragraph or of a list
item that are a sentence or an address to the reader ("Predict.", "Why the square?"), something that holds code,
mathematics or a link, or one of the emphasised words below.
"""

import re
from itertools import pairwise

import pytest

from instructor.house import SOURCE
from instructor.links import anchor
from workbook.exercises import chapters
from workbook.glossary import LANGUAGES, look_up, terms

PAGE = "80_glossary"
ADDRESSED = {"Predict", "predict", "Try", "Next", "More exactly"}
# Bold words that are stressed, not defined.
EMPHASIS = {
    "01_neuron": {"line as thick as its weight is large", "middle", "sides", "1943"},
    "02_forward_pass": {"one neuron a row", "12,730", "move the points", "finds its features by itself"},
    "03_loss_as_a_quadratic": {"the model", "the loss", "With many inputs"},
    "04_gradient_descent": {"Steps that shrink by themselves do not help against a rate that is too large"},
    "05_backpropagation": {
        "data", "passed on", "kept", "both kinds are upstream × local", "Form 1", "add up", "not shared out",
        "the error goes back along the larger weight more", "One backward pass gives the gradient of all of them",
        "Forward", "Backward", "last",
    },
    "06_softmax_cross_entropy": {"shift", "and does not know it"},
    "07_tricks": {"By value", "By norm", "every", "Biases are left out", "What has changed since the article"},
}  # fmt: skip

each_term = pytest.mark.parametrize("term", terms(), ids=lambda term: term.anchor)
each_chapter = pytest.mark.parametrize("chapter", [chapter.name for chapter in chapters()])

_BOLD = re.compile(r"^(#+) (.*)$|(\[)?\*\*([^*]+?)\*\*(?(3)\]\((\w+)\.ipynb#([^)]+)\))", re.MULTILINE)


def source(name):
    """A chapter's text without its code."""
    text = (SOURCE / "chapters" / f"{name}.md").read_text(encoding="utf-8")
    return re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)


def bold(name):
    """What a chapter has in bold: the section, the words, and the anchor in the glossary that they link to."""
    section = ""
    for match in _BOLD.finditer(source(name)):
        if match[1]:
            section = match[2] if len(match[1]) > 1 else ""
        else:
            yield section, " ".join(match[4].split()), match[6] if match[5] == PAGE else None


def is_emphasis(name, words):
    return (
        words in EMPHASIS[name]
        or words.rstrip(".") in ADDRESSED
        or words.endswith((".", "?"))
        or any(sign in words for sign in "`$[")
    )


def spelt(words):
    """The term that is spelt so, in English."""
    found = [term for term in terms() if words.lower() in map(str.lower, (term.en, *term.also, *term.forms))]
    assert len(found) <= 1, words
    return found[0] if found else None


@each_chapter
def test_every_term_in_bold_has_an_entry_and_a_link_to_it(chapter):
    uses = [(words, link) for _, words, link in bold(chapter) if link or not is_emphasis(chapter, words)]
    linked = {link for _, link in uses}
    for words, link in uses:
        term = spelt(words)
        assert term, f"{words}: neither in glossary.toml nor emphasis"
        assert term.anchor in linked, f"{words}: link it to {PAGE}.ipynb#{term.anchor}"
        assert link in (None, term.anchor), words


@each_chapter
def test_a_chapter_links_a_term_once(chapter):
    links = [link for _, _, link in bold(chapter) if link]
    assert len(links) == len(set(links))


@each_chapter
def test_no_emphasis_is_listed_that_a_chapter_does_not_have(chapter):
    assert EMPHASIS[chapter] <= {words for _, words, _ in bold(chapter)}


@each_term
def test_the_entry_names_the_section_that_defines_the_term(term):
    """The entry links to that section, and the section to the entry; no chapter before it uses the term in bold."""
    assert term.section in [section for section, _, link in bold(term.chapter) if link == term.anchor]
    earlier = [chapter.name for chapter in chapters() if chapter.name < term.chapter]
    assert not any(link == term.anchor for name in earlier for _, _, link in bold(name))


@each_term
def test_an_entry_is_complete(term):
    assert re.fullmatch(r"\S.*\.", term.means)
    for field, _, _ in LANGUAGES:
        names = getattr(term, field)
        assert names
        assert all(name == name.strip() != "" for name in names)
        assert len(set(names)) == len(names)
    han, cyrillic = r"[\u4e00-\u9fff]", r"[\u0400-\u04ff]"
    untranslated = {"Adam", "L1 penalty", "L2 penalty", "logits", "MNIST", "softmax", "transformer", "XOR"}
    if term.en not in untranslated:
        assert all(re.search(han, name) for name in (*term.zh_hans[:1], *term.zh_hant[:1]))
        assert any(re.search(cyrillic, name) for name in term.ru)
    assert not any(re.search(han, name) for name in term.ru)


def test_no_two_entries_share_a_name():
    english = [name.lower() for term in terms() for name in (term.en, *term.also, *term.forms)]
    assert sorted(english) == sorted(set(english))


@each_term
def test_simplified_and_traditional_characters_are_not_mixed_up(term):
    """The mainland's old character set has no traditional characters, and Taiwan's no simplified ones."""
    "".join(term.zh_hans).encode("gb2312")
    "".join(term.zh_hant).encode("big5")


def test_the_entries_are_in_alphabetical_order():
    assert all(one.en.casefold() < other.en.casefold() for one, other in pairwise(terms()))


@each_term
def test_a_term_is_found_by_each_of_its_names(term):
    for name in term.names:
        assert term in look_up(name.upper())


def test_the_russian_letter_yo_may_be_written_without_its_dots():
    assert [term.en for term in look_up("мертвый нейрон")] == ["dead neuron"]


def test_nothing_is_found_for_nothing():
    assert look_up(" ") == ()


@each_term
def test_an_anchor_is_what_jupyterlab_makes_of_a_heading(term):
    assert term.anchor == anchor(term.en)
    assert re.fullmatch(r"[\w-]+", term.anchor)


@pytest.mark.parametrize("name", ["00_start_here", PAGE, "81_notation"])
def test_the_pages_around_the_chapters_link_to_each_other(name):
    others = {"00_start_here", PAGE, "81_notation"} - {name, "00_start_here"}
    assert all(f"]({other}.ipynb" in source(name) for other in others)
