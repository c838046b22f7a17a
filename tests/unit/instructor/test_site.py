"""What becomes of a notebook before Sphinx makes a page of it, and the pictures of figures without Python."""

import base64
import itertools
from io import BytesIO

import nbformat
import numpy as np
import pytest
from PIL import Image

from instructor import frames, site
from instructor.house import InstructorError
from workbook import figures

NAMES = [
    name
    for name in figures.__all__
    if isinstance(getattr(figures, name), type)
    and issubclass(getattr(figures, name), figures.MovingFigure)
    and name != "MovingFigure"
    and name not in frames.STANDS_STILL
]


def notebook(*cells):
    return nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell(source, id=name) for name, source in cells]
    )


def test_a_link_to_a_cell_becomes_one_to_its_heading():
    target = notebook(("slopes-0", "```\n# no heading\n```\n## Two slopes\n\ntext"))
    headings = {"chapters/01_neuron": site.first_headings(target)}
    here = notebook(("a", "[it](../chapters/01_neuron.ipynb#cell-id=slopes-0)"))
    site.aim_at_headings(here, "exercises/01_neuron", headings)
    assert here.cells[0].source == "[it](../chapters/01_neuron.ipynb#Two-slopes)"


def test_a_link_to_nowhere_stops_the_build():
    here = notebook(("a", "[it](01_neuron.ipynb#cell-id=gone-0)"))
    with pytest.raises(InstructorError, match=r"chapters/02_next\.ipynb: no heading"):
        site.aim_at_headings(here, "chapters/02_next", {"chapters/01_neuron": {}})


@pytest.mark.parametrize(
    ("source", "call"),
    [
        ("figures.LossBowl()", ("LossBowl", {})),
        ("x = 1\nfigures.LossBowl(w=-1)", ("LossBowl", {"w": -1})),
        ("figures.DigitCanvas(network, example=3)", ("DigitCanvas", None)),
        ("figures.LossBowl(w=x)", ("LossBowl", None)),
        ("figures.curves(x)", None),
        ("bowl = figures.LossBowl()", None),
        ("", None),
        ("%magic", None),
    ],
)
def test_a_cell_that_ends_with_a_figure_is_known(source, call):
    assert site.figure_call(source) == call


@pytest.mark.parametrize(("most", "start"), [*itertools.product([7, 9, 13, 100], [-3.0, 0.5, 3.0])])
def test_a_thinner_slider_keeps_its_start_and_its_steps(most, start):
    slider = figures.Slider("w", "w", -3, 3, 0.1, start)
    thin = frames.thin(slider, most, start)
    positions = [thin.low + i * thin.step for i in range(round((thin.high - thin.low) / thin.step) + 1)]
    assert len(positions) <= most
    assert min(abs(np.array(positions) - start)) < 1e-9
    assert all(slider.clean(value) == pytest.approx(value) for value in positions)


def test_a_slider_keeps_both_ends_if_its_steps_allow():
    thin = frames.thin(figures.Slider("w", "w", -3, 3, 0.5, 0), 7, 0)
    assert (thin.low, thin.high, thin.step) == (-3, 3, 1)


@pytest.mark.parametrize("name", NAMES)
def test_every_setting_that_the_page_can_ask_for_is_drawn(name):
    """Freely: each combination. One at a time: each control alone from the start. And never too many."""
    figure = getattr(figures, name)
    start = {c.name: c.start for c in figure.controls if not isinstance(c, figures.Button)}
    controls, together, settings = frames.plan(figure.controls, start)
    keys = {frames.key(controls, setting) for setting in settings}
    assert settings[0] == start
    assert len(keys) == len(settings) <= max(frames.MOST_TOGETHER, frames.MOST_OF_ONE * len(controls))
    values = [frames._values(control) for control in controls]
    if together:
        assert len(keys) == np.prod([len(each) for each in values])
    else:
        moved = [{**start, c.name: value} for c, each in zip(controls, values, strict=True) for value in each]
        assert keys == {frames.key(controls, setting) for setting in moved}


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_does_not_depend_on_what_was_drawn_before(name):
    """Else a stored picture would show something that never was."""
    figure = getattr(figures, name)()
    _, _, settings = frames.plan(figure.controls, figure.values)
    one, other = settings[-1], settings[len(settings) // 2]
    pictures = []
    for setting in (one, other, one):
        figure.move(**setting)
        pictures.append((figure.png(), figure.alt))
    assert pictures[0] == pictures[2]


def test_the_first_picture_with_a_difference_over_it_is_the_picture():
    """Up to the palette: 127 colours for what has changed."""
    first, png, drawn = frames.draw("SquareOrAbsolute", {})
    figure = figures.SquareOrAbsolute()
    figure.move(y9=figure.controls[0].high)
    controls, _, _ = frames.plan(figure.controls, first["_values"])
    difference, readout = drawn[frames.key(controls, figure.values)]
    paper = Image.open(BytesIO(png)).convert("RGBA")
    paper.alpha_composite(Image.open(BytesIO(base64.b64decode(difference))).convert("RGBA"))
    wanted = np.asarray(Image.open(BytesIO(figure.png())).convert("RGB"), int)
    assert np.abs(np.asarray(paper.convert("RGB"), int) - wanted).mean() < 0.5
    assert figure.alt.endswith(readout)


def test_a_repository_must_be_an_address(capsys):
    from instructor.__main__ import main  # noqa: PLC0415

    assert main(["site", "--repository", "somewhere"]) == 2
    assert "--repository must be like https://host/owner/name, got somewhere" in capsys.readouterr().err


def test_without_githubs_word_no_repository_is_made_up():
    assert site._repository({}) == ""
    said = {"GITHUB_SERVER_URL": "https://github.com", "GITHUB_REPOSITORY": "a/b"}
    assert site._repository(said) == "https://github.com/a/b"
