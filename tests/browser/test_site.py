"""The website: every link arrives, nothing comes from elsewhere, figures move without Python, and it fits a phone.

`make site` builds it. Each page is opened once, and looked at in one way after the other.
"""

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import lab_driver
import pytest
from playwright.sync_api import expect

from grader.required import require
from instructor import frames, house, regions
from workbook import figures

SITE = lab_driver.ROOT / "build" / "site"
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def site():
    require("site")
    return SITE


class Page(HTMLParser):
    """The links and anchors of a page, and the headings of its article."""

    def __init__(self, path):
        super().__init__()
        self.anchors, self.links, self.levels, self._in_article = set(), [], [], False
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.anchors |= {attributes[name] for name in ("id", "name") if attributes.get(name)}
        address = attributes.get("href") or attributes.get("src")
        if address:
            self.links.append(address)
        self._in_article = self._in_article or tag == "article"
        if self._in_article and re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))

    def handle_endtag(self, tag):
        self._in_article = self._in_article and tag != "article"


@pytest.fixture(scope="module")
def pages(site):
    """Every page of the site, by its path."""
    return {path: Page(path) for path in sorted(site.rglob("*.html")) if "_static" not in path.parts}


def chapters(pages):
    return {path: page for path, page in pages.items() if path.parent.name in ("chapters", "exercises")}


def test_every_notebook_is_a_page(pages):
    assert {f"{path.parent.name}/{path.stem}" for path in chapters(pages)} == set(NOTEBOOKS)


def test_every_link_leads_to_a_page_and_an_anchor(pages, artefacts):
    """Links to elsewhere are listed in artefacts/browser/links_elsewhere.txt and not followed."""
    lost, elsewhere = [], set()
    for path, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                if parts.scheme != "data":
                    elsewhere.add(link)
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            target = target / "index.html" if target.is_dir() else target
            if "lite" in target.parts:
                continue  # another site, which may be put beside this one
            if not target.exists():
                lost.append(f"{path.name}: {link}")
            elif parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].anchors:
                lost.append(f"{path.name}: {link} has no such anchor")
    (artefacts / "links_elsewhere.txt").write_text("\n".join(sorted(elsewhere)), encoding="utf-8")
    assert lost == []


def test_links_to_a_section_arrive_at_a_heading(pages):
    """Links between cells of notebooks have become links between headings."""
    linked = [link for page in chapters(pages).values() for link in page.links if "80_glossary.html#" in link]
    assert len(linked) > 100
    assert not [
        link for page in pages.values() for link in page.links if "cell-id" in link or ".ipynb" in link
    ]


def test_no_heading_skips_a_level(pages):
    for path, page in chapters(pages).items():
        assert page.levels.count(1) == 1, path
        assert all(b <= a + 1 for a, b in zip(page.levels, page.levels[1:], strict=False)), path


def test_no_solution_and_no_hidden_test_is_on_the_site(site):
    """Of the exercises not one line of a solution; of the tests no name; nowhere a marker."""
    solved = set()
    for source in (house.SOURCE / "solutions").glob("*.md"):
        lines = regions.solution_lines(source.read_text(encoding="utf-8"))
        public = (house.EXERCISES / f"{source.stem}.ipynb").read_text(encoding="utf-8")
        solved |= {line.strip() for line in lines if len(line.strip()) > 25 and line.strip() not in public}
    assert len(solved) > 50
    hidden = set()
    for path in (house.ROOT / "tests" / "hidden").glob("test_*.py"):
        hidden |= set(re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE))
    assert len(hidden) > 100
    for path in site.rglob("*"):
        if path.suffix in (".html", ".js", ".txt", ".ipynb") and "mathjax" not in path.parts:
            text = path.read_text(encoding="utf-8")
            assert "SOLUTION" not in text, path
            assert not set(re.findall(r"\btest_\w+", text)) & hidden, path
            if path.parent.name == "exercises":
                plain = re.sub(r"<[^>]+>", "", text)
                assert not [line for line in solved if line in plain], path
    assert not (site / "solutions").exists()


def test_a_page_is_light(site, pages):
    """With every picture of every figure on it, at most 5 MB, and less than 2 before a figure is touched."""
    for path in chapters(pages):
        names = set(re.findall(r'data-figure="([\w-]+)"', path.read_text(encoding="utf-8")))
        still = set(re.findall(r"_images/([\w.]+)", path.read_text(encoding="utf-8")))
        first = path.stat().st_size + sum((site / "_images" / name).stat().st_size for name in still)
        first += sum((site / "_static" / "figures" / f"{name}.png").stat().st_size for name in names)
        moving = sum((site / "_static" / "figures" / f"{name}.js").stat().st_size for name in names)
        assert first < 2e6, path
        assert first + moving < 5e6, path


@pytest.fixture(scope="module")
def reader(site, browser):
    """A page, where the site is served, and the addresses elsewhere that were asked for."""
    asked = []
    with lab_driver.served(site) as address, lab_driver.new_page(browser) as page:
        page.on(
            "request",
            lambda r: asked.append(r.url) if not r.url.startswith((address, "data:", "blob:")) else None,
        )
        page.on("pageerror", lambda error: asked.append(str(error)))
        yield page, address, asked


def opened(reader, name, size, theme="light"):
    """A page of the site, in a theme, once its formulas are set."""
    page, address, _ = reader
    page.set_viewport_size(size)
    page.goto(f"{address}/{name}.html")
    if page.locator("html").get_attribute("data-theme") != theme:
        page.evaluate(
            "(theme) => ['mode', 'theme'].forEach((key) => localStorage.setItem(key, theme))", theme
        )
        page.reload()
    page.wait_for_load_state()
    page.evaluate("() => window.MathJax?.startup?.promise")
    return page


NOTEBOOKS = sorted(
    f"{folder}/{path.stem}"
    for folder in ("chapters", "exercises")
    for path in (house.ROOT / folder).glob("*.ipynb")
)
NAMES = ["index", "genindex", "search", *NOTEBOOKS]
STICKS_OUT = """() => {
    const scrolls = (node) => ['auto', 'scroll', 'hidden'].includes(getComputedStyle(node).overflowX);
    const found = [];
    for (const node of document.querySelectorAll('.bd-article *')) {
        const { right, width } = node.getBoundingClientRect();
        if (!width || right <= innerWidth + 1) continue;
        let around = node.parentElement;
        while (around && !(scrolls(around) && around !== document.body)) around = around.parentElement;
        if (!around || around === document.documentElement) found.push(node.outerHTML.slice(0, 160));
    }
    return found.slice(0, 5);
}"""


@pytest.fixture(scope="module", params=NAMES)
def page(request, reader):
    """A page of the site on a phone, with all answers unfolded; its name and the page."""
    page = opened(reader, request.param, PHONE)
    page.evaluate("() => document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    return request.param, page


def test_a_page_fits_a_phone_and_needs_nothing_from_elsewhere(page, reader):
    """Formulas are set, none with an error."""
    _, page = page
    assert page.evaluate(STICKS_OUT) == []
    assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.locator("mjx-merror").count() == 0
    assert page.locator("span.math, div.math").count() == page.locator(".math mjx-container").count()
    assert reader[2] == []


def test_everyone_can_read_a_page(page):
    """On a desk; axe finds nothing serious or critical in light and in dark."""
    require("axe")
    _, page = page
    page.set_viewport_size(DESK)
    found = {}
    for theme in lab_driver.THEMES:
        page.evaluate("(theme) => { document.documentElement.dataset.theme = theme; }", theme)
        lab_driver.settle(page)
        found[theme] = lab_driver.findings(page, theme)
    assert found == lab_driver.NOTHING


def move(figure, control):
    """Change a control by keyboard alone, and wait until the sentence has changed."""
    readout = figure.locator(".nnw-readout")
    before = readout.inner_text()
    place = figure.get_by_role(lab_driver.ROLES[control.kind], name=control.label, exact=True)
    match control:
        case figures.Slider():
            at_the_end = place.evaluate("(slider) => slider.value === slider.max")
            place.press("ArrowLeft" if at_the_end else "ArrowRight")
        case figures.Choice():
            place.press("ArrowUp" if place.evaluate("(list) => list.selectedIndex") else "ArrowDown")
        case _:
            place.press("Space")
    expect(readout).not_to_have_text(before)


def test_every_figure_of_a_page_moves_without_python(page, reader):
    """By keyboard: each control changes the sentence, and the picture or at least what it is described by."""
    name, page = page
    page.set_viewport_size(DESK)
    source = house.SOURCE / f"{name}.md"
    text = source.read_text(encoding="utf-8") if source.is_file() else ""
    calls = re.findall(r"^figures\.([A-Z]\w+)\(", text, re.MULTILINE)
    expected = [call for call in calls if call not in frames.STANDS_STILL]
    shown = page.locator(".nnw-site").all()
    assert [place.get_attribute("data-figure").split("-")[0] for place in shown] == expected
    for call, place in zip(expected, shown, strict=True):
        picture = place.locator("img")
        moving = next(c for c in getattr(figures, call).controls if not isinstance(c, figures.Button))
        source, alt = picture.get_attribute("src"), picture.get_attribute("alt")
        move(place, moving)
        expect(picture).not_to_have_attribute("src", source)
        expect(picture).not_to_have_attribute("alt", alt)
        assert picture.evaluate("(image) => image.naturalWidth") > 1, call
    assert reader[2] == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_screenshots_are_kept(reader, artefacts, size, theme):
    """To be looked at: a chapter, and a figure that was moved."""
    page = opened(reader, "chapters/03_loss_as_a_quadratic", size, theme)
    figure = page.locator("[data-figure=LossBowl]")
    move(figure, figures.LossBowl.controls[0])
    figure.evaluate("(figure) => figure.scrollIntoView({ block: 'center' })")
    page.screenshot(path=artefacts / f"site_{size['width']}_{theme}.png")
    assert page.locator("html").get_attribute("data-theme") == theme


def test_a_figure_that_stands_still_says_why(reader):
    page = opened(reader, "chapters/01_neuron", DESK)
    expect(page.get_by_text("This picture stands still here")).to_have_count(1)


def test_one_at_a_time_brings_the_others_back(reader):
    """As the line below the figure says."""
    page = opened(reader, "chapters/01_neuron", DESK)
    place = page.locator("[data-figure=DecisionLine]")
    first, second = (place.get_by_label(label) for label in ("weight w₁", "weight w₂"))
    start = first.input_value()
    move(place, figures.DecisionLine.controls[0])
    assert first.input_value() != start
    move(place, figures.DecisionLine.controls[1])
    assert first.input_value() == start
    assert second.input_value() != second.evaluate("(slider) => slider.defaultValue")
    expect(page.get_by_text("one control moves at a time").first).to_be_visible()


def test_two_sliders_of_a_bowl_move_freely(reader):
    page = opened(reader, "chapters/03_loss_as_a_quadratic", DESK)
    place = page.locator("[data-figure=LossBowl]")
    first = place.get_by_role("slider").first
    move(place, figures.LossBowl.controls[0])
    kept = first.input_value()
    move(place, figures.LossBowl.controls[1])
    assert first.input_value() == kept


def test_the_page_reads_without_javascript(site):
    """Picture, text alternative, question and sentence are in the page itself."""
    text = (site / "chapters" / "01_neuron.html").read_text(encoding="utf-8")
    place = text[text.index('data-figure="DecisionLine"') :]
    place = place[: place.index("<script")]
    assert figures.DecisionLine.about[:40] in place
    assert "Find out" in place
    assert 'class="nnw-readout"' in place


def test_a_term_leads_to_its_entry_and_an_answer_unfolds(reader):
    page = opened(reader, "chapters/01_neuron", PHONE)
    answer = page.locator("details").first
    expect(answer.locator("p").first).to_be_hidden()
    answer.locator("summary").press("Enter")
    expect(answer.locator("p").first).to_be_visible()
    page.get_by_role("link", name="perceptron", exact=True).first.click()
    page.wait_for_url("**/80_glossary.html#*")
    expect(page.get_by_role("heading", name=re.compile("^perceptron"))).to_be_in_viewport()


def test_a_search_finds_a_word(reader):
    page, address, _ = reader
    page.goto(f"{address}/search.html?q=perceptron")
    expect(page.locator("#search-results a", has_text="1 · The neuron").first).to_be_visible()


def test_a_page_opens_from_a_folder_on_disk(reader, site):
    """Without any server: the figures move there too."""
    page, *_ = reader
    page.goto((Path(site) / "chapters" / "01_neuron.html").as_uri())
    move(page.locator("[data-figure=ActivationGallery]"), figures.ActivationGallery.controls[1])
