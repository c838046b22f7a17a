"""What docs/security.md promises is tested by a test that exists."""

import re

from instructor.house import ROOT

PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")


def test_every_test_that_the_page_names_is_there():
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)
    assert len(named) > 20
    missing = [
        f"{file}::{name}"
        for file, name in named
        if f"\ndef {name}(" not in (ROOT / file).read_text(encoding="utf-8")
    ]
    assert missing == []


def test_every_theme_of_the_corpus_is_named_on_the_page():
    """And no other."""
    themes = {path.name for path in (ROOT / "tests" / "hostile").glob("*.toml")} - {"honest.toml"}
    assert set(re.findall(r"tests/hostile/(\w+\.toml)", PAGE)) == themes
