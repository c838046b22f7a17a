"""What holds for every moving figure of the course, whatever it shows."""

import base64
import inspect
import json
import subprocess
import sys

import numpy as np
import pytest

from workbook import figures
from workbook.figures._controls import Button

FIGURES = [
    getattr(figures, name)
    for name in figures.__all__
    if inspect.isclass(getattr(figures, name))
    and issubclass(getattr(figures, name), figures.MovingFigure)
    and getattr(figures, name) is not figures.MovingFigure
]
PNG = b"\x89PNG\r\n\x1a\n"

every_figure = pytest.mark.parametrize("kind", FIGURES, ids=lambda kind: kind.__name__)


def other_value(control, now):
    """A value of this control that is not the one it has."""
    match control:
        case figures.Slider():
            return control.low if now != control.low else control.high
        case figures.Choice():
            return next(option for option in control.options if option != now)
        case figures.Switch():
            return not now


def at_start(kind):
    """One figure of a kind for all tests that move nothing: to make one takes a tenth of a second."""
    if kind not in _at_start:
        _at_start[kind] = kind()
    return _at_start[kind]


_at_start = {}
stays_open = _at_start.values


def movable(figure):
    return [control for control in figure.controls if not isinstance(control, Button)]


def test_chapter_one_has_its_figures():
    """An empty list would make every test below pass."""
    assert {
        "NeuronDiagram",
        "DecisionLine",
        "XorByHand",
        "ThresholdGate",
        "ActivationGallery",
        "LogisticNeuron",
    } <= {kind.__name__ for kind in FIGURES}


def test_the_index_of_the_package_is_complete():
    """A figure that is not exported is a figure without these tests."""
    defined = {
        cls.__name__
        for cls in figures.MovingFigure.__subclasses__()
        if cls.__module__.startswith("workbook.figures.") and not cls.__name__.startswith("_")
    }
    assert defined <= {kind.__name__ for kind in FIGURES}


@every_figure
def test_the_docstring_says_what_there_is_to_find_out(kind):
    figure = at_start(kind)
    assert figure._title
    assert figure._find_out.endswith(("?", "."))
    assert "Find out: " in kind.__doc__


@every_figure
def test_there_is_a_text_alternative(kind):
    figure = at_start(kind)
    assert len(kind.about) > 40  # a sentence, not a word
    assert figure.alt == f"{kind.about} {figure.describe(**figure.values)}"


@every_figure
def test_every_control_changes_picture_and_text(kind):
    """A control that changes nothing is a bug, or a control too many."""
    unseen = {control.name for control in movable(kind)}
    for start in starting_points(kind):
        figure = kind(**start)
        for control in movable(kind):
            before, alt, value = figure.png(), figure.alt, figure.values[control.name]
            figure.move(**{control.name: other_value(control, value)})
            if figure.png() != before and figure.alt != alt:
                unseen.discard(control.name)
            figure.move(**{control.name: value})
    assert not unseen


def starting_points(kind):
    """The figure's own start, and a start with every control somewhere else."""
    return [{}, {control.name: other_value(control, None) for control in movable(kind)}]


@every_figure
def test_a_move_keeps_the_artists(kind):
    """Artists are made once; making them anew is what costs time and memory."""
    figure = kind()

    def everything():
        return {id(artist) for ax in figure._canvas.fig.axes for artist in ax.get_children()}

    before = everything()
    for control in movable(figure):
        figure.move(**{control.name: other_value(control, figure.values[control.name])})
    assert everything() == before


@every_figure
def test_the_notes_give_the_pixels_that_matplotlib_gives(kind):
    """Nothing that changed may be missed: here all moving artists are drawn anew, in the picture only the changed."""
    figure = kind()
    canvas, agg = figure._canvas, figure._canvas._agg
    others = {control.name: other_value(control, figure.values[control.name]) for control in movable(figure)}
    first = next(iter(others))
    for changes in ({first: others[first]}, others):
        figure.move(**changes)
        from_notes = np.array(agg.buffer_rgba())
        agg.restore_region(canvas._background)
        for artist in canvas._moving:
            artist.draw(agg.get_renderer())
        np.testing.assert_array_equal(from_notes, agg.buffer_rgba())


@every_figure
def test_the_picture_is_a_png_of_the_declared_size(kind):
    figure = at_start(kind)
    png = figure.png()
    assert png.startswith(PNG)
    width, height = (int.from_bytes(png[start : start + 4], "big") for start in (16, 20))
    assert (width, height) == tuple(int(side * 144) for side in figure.size)


@pytest.mark.parametrize(
    "kind",
    [
        kind for kind in FIGURES if kind is not figures.XorByHand
    ],  # it remembers your best, which has its own test
    ids=lambda kind: kind.__name__,
)
def test_the_same_values_give_the_same_bytes(kind):
    """Nothing of the way there is left in the picture."""
    figure = kind()
    first = figure.png()
    for control in movable(figure):
        figure.move(**{control.name: other_value(control, figure.values[control.name])})
    assert figure.png() != first
    figure.move(**{control.name: control.start for control in movable(figure)})
    assert figure.png() == first
    assert at_start(kind).png() == first


@every_figure
def test_the_ends_of_every_slider_can_be_reached(kind):
    """No division by zero at an edge; conftest turns NumPy's warnings into errors."""
    figure = kind()
    for control in movable(figure):
        if isinstance(control, figures.Slider):
            for value in (control.low, control.high, 0.0):
                figure.move(**{control.name: value})
                assert "nan" not in figure.alt
    figure.move(**{c.name: 0 for c in movable(figure) if isinstance(c, figures.Slider)})
    assert "nan" not in figure.alt


@every_figure
def test_a_value_beyond_the_end_becomes_the_end(kind):
    figure = kind()
    for control in movable(figure):
        if isinstance(control, figures.Slider):
            figure.move(**{control.name: 1e9})
            assert figure.values[control.name] == control.high
            figure.move(**{control.name: -np.inf})
            assert figure.values[control.name] == control.low


@every_figure
def test_nonsense_is_refused_and_nothing_moves(kind):
    figure = at_start(kind)
    before, values = figure.png(), figure.values
    for control in movable(figure):
        for nonsense in (float("nan"), None, "", [1], {}):
            with pytest.raises(ValueError, match=rf"^{control.name} must be "):
                figure.move(**{control.name: nonsense})
    with pytest.raises(ValueError, match="has no control 'nothing'"):
        figure.move(nothing=1)
    assert (figure.png(), figure.values) == (before, values)


@every_figure
def test_a_bad_message_of_the_browser_is_answered_in_words(kind):
    """An exception would vanish in a log; the learner sees the line below the picture."""
    figure = at_start(kind)
    picture, serial = figure.png(), figure._serial
    bad = [
        {"values": {"nothing": 1}},
        {"press": "__init__"},
        {"values": 3},
        [],
        None,
        {"values": {movable(kind)[0].name: None}},
    ]
    for message in bad:
        figure._answer(figure, message, [])
        assert figure._readout.startswith("Not moved: ")
    assert figure.png() == picture
    assert figure._serial == serial + len(bad)  # each was answered: the browser is not left waiting


@every_figure
def test_the_browser_is_answered_even_if_nothing_changes(kind):
    """The browser sends its next wish when the answer is there."""
    figure = kind()
    figure._answer(figure, {"values": figure.values}, [])
    assert figure._serial == 1


@every_figure
def test_the_stored_output_has_picture_text_and_alt(kind):
    """What GitHub, nbval and a page without a kernel show."""
    figure = at_start(kind)
    data, metadata = figure._repr_mimebundle_()
    assert base64.b64decode(data["image/png"]) == figure.png()
    assert data["text/plain"] == kind()._repr_mimebundle_()[0]["text/plain"]
    assert data["application/vnd.jupyter.widget-view+json"]["model_id"] == figure.model_id
    assert metadata["image/png"]["alt"] == figure.alt
    assert metadata["image/png"]["width"] == figure._width
    json.dumps([data, metadata])


@every_figure
def test_repr_can_be_run_again(kind):
    figure = at_start(kind)
    assert repr(eval(repr(figure), vars(figures).copy())) == repr(figure)
    assert "0x" not in repr(figure)


@every_figure
def test_every_control_has_a_label(kind):
    for control in kind.controls:
        assert control.label.strip()


def test_figures_leave_pyplot_and_its_settings_alone():
    """A learner's own plots must look as they would without us.

    In a process of its own: here pyplot may be there already, and reading the setting "backend" would import it.
    """
    program = """
import sys, matplotlib
settings = lambda: {name: matplotlib.rcParams[name] for name in matplotlib.rcParams if name != "backend"}
before = settings()
from workbook import figures
for name in figures.__all__:
    kind = getattr(figures, name)
    if isinstance(kind, type) and issubclass(kind, figures.MovingFigure) and kind is not figures.MovingFigure:
        kind().move()
assert settings() == before
assert "matplotlib.pyplot" not in sys.modules
"""
    subprocess.run(
        [sys.executable, "-W", "error", "-W", "ignore::DeprecationWarning", "-c", program], check=True
    )
