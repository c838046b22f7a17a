"""The base class, on the smallest figure there can be."""

import io
import zlib

import numpy as np
import pytest
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text
from PIL import Image

from workbook import figures
from workbook.figures import _png, _recorder, style
from workbook.figures._base import set_numbers
from workbook.figures._words import count, in_brackets, number


class OneLine(figures.MovingFigure):
    """One line.

    Find out: does it
    move?
    """

    about = "A line from left to right."
    size = (2, 1)
    controls = (
        figures.Slider("height", "height", 0, 1, 0.25, 0.5),
        figures.Switch("thick", "thick", False),
        figures.Choice("colour", "colour", ("black", "red"), "black"),
        figures.Button("up", "To the top"),
    )

    def build(self, fig):
        ax = fig.add_axes((0, 0, 1, 1), ylim=(0, 1))
        (self.line,) = ax.plot([0, 1], [0, 0])
        return [self.line]

    def update(self, *, height, thick, colour):
        self.line.set(ydata=[height, height], linewidth=5 if thick else 1, color=colour)

    def describe(self, *, height, thick, colour):
        return f"It is {colour}, at height {number(height)}."

    def up(self):
        return {"height": 1}


def test_update_is_a_plain_function():
    figure = OneLine()
    figure.update(height=0.25, thick=True, colour="red")
    assert list(figure.line.get_ydata()) == [0.25, 0.25]


def test_values_snap_to_the_steps_of_the_slider():
    figure = OneLine(height=0.3)
    assert figure.values["height"] == 0.25
    figure.move(height=np.float32(0.7))
    assert figure.values["height"] == 0.75


def test_a_slider_never_says_minus_zero():
    assert str(figures.Slider("x", "x", -1, 1, 0.1, 0).clean(-0.01)) == "0.0"


def test_true_is_no_number():
    with pytest.raises(ValueError, match="height must be a number from 0 to 1, got True"):
        OneLine(height=True)


def test_one_is_no_switch():
    with pytest.raises(ValueError, match="thick must be True or False, got 1"):
        OneLine(thick=1)


def test_an_unknown_option_is_named_with_those_there_are():
    with pytest.raises(ValueError, match="colour must be one of black, red, got 'blue'"):
        OneLine(colour="blue")


def test_an_unknown_control_is_named_with_those_there_are():
    with pytest.raises(ValueError, match="OneLine has no control 'width'; it has height, thick, colour"):
        OneLine(width=1)


def test_a_button_calls_its_method_and_sets_what_that_returns():
    figure = OneLine()
    figure._answer(figure, {"press": "up"}, [])
    assert figure.values["height"] == 1
    assert figure.alt == "A line from left to right. It is black, at height 1."


def test_a_move_by_the_browser_sends_picture_and_text_as_one_message():
    """Two messages would show a new text beside an old picture for a moment."""
    figure = OneLine()
    sent = []
    figure.send_state = lambda key=None: sent.append(set(key))
    figure._answer(figure, {"values": {"height": 1}}, [])
    assert len(sent) == 1
    assert {"_picture", "_alt", "_readout", "_values", "_serial"} <= sent[0]


def test_a_docstring_without_a_question_is_refused():
    class Silent(OneLine):
        """Says nothing."""

    with pytest.raises(TypeError, match="docstring of Silent needs one paragraph 'Find out"):
        Silent()


def test_a_figure_without_its_methods_says_which():
    class Empty(figures.MovingFigure):
        """Nothing.

        Find out: nothing.
        """

    with pytest.raises(NotImplementedError, match=r"Empty needs build\(fig\)"):
        Empty()


def test_only_what_moves_is_drawn_again():
    """The artist that stands still is not asked to draw at a move."""
    figure = OneLine()
    drawn = []
    axis = figure._canvas.fig.axes[0].xaxis
    original = axis.draw
    axis.draw = lambda renderer: drawn.append(1) or original(renderer)
    figure.move(height=1)
    assert drawn == []
    figure.background_changed()
    figure.move(height=0)
    assert drawn == [1]


class OneWord(figures.MovingFigure):
    """One word.

    Find out: which?
    """

    about = "A word over a line."
    size = (2, 1)
    controls = (
        figures.Slider("n", "n", 0, 9, 1, 0),
        figures.Slider("height", "height", 0, 1, 0.5, 0),
        figures.Choice("colour", "colour", ("black", "red"), "black"),
        figures.Switch("shown", "shown", True),
    )

    def build(self, fig):
        ax = fig.add_axes((0, 0, 1, 1), ylim=(0, 1))
        (self.line,) = ax.plot([0, 1], [0, 0])
        self.word = ax.text(0.5, 0.5, "", color="black")
        return [self.line, self.word]

    def update(self, *, n, height, colour, shown):
        self.line.set_ydata([height, height])
        self.word.set_text(f"word {n:g}")
        self.word.set_visible(shown)
        if colour != self.word.get_color():
            self.word.set_color(colour)

    def describe(self, **values):
        return f"{values}"


@pytest.fixture
def drawn(monkeypatch):
    """The names of what matplotlib has to work out: artists, and strings."""
    found = []

    def count_calls(kind, method):
        original = getattr(kind, method)

        def counted(*args, **kwargs):
            found.append(f"{kind.__name__}.{method}")
            return original(*args, **kwargs)

        monkeypatch.setattr(kind, method, counted)

    for kind, method in ((Line2D, "draw"), (Text, "draw"), (RendererAgg, "draw_text")):
        count_calls(kind, method)
    return found


def test_only_what_changed_is_drawn_anew(drawn):
    figure = OneWord()
    drawn.clear()
    figure.move(height=0.5)
    assert drawn == ["Line2D.draw"]


def test_a_string_that_was_there_before_is_not_set_again(drawn):
    figure = OneWord()
    before = figure.png()
    figure.move(n=1)
    drawn.clear()
    figure.move(n=0)
    assert drawn == ["Line2D.draw", "Text.draw"]
    assert figure.png() == before


def test_a_string_in_another_colour_is_another_string(drawn):
    figure = OneWord()
    before = figure.png()
    drawn.clear()
    figure.move(colour="red")
    assert "RendererAgg.draw_text" in drawn
    assert figure.png() != before


def test_what_was_hidden_comes_back():
    figure = OneWord()
    before = figure.png()
    figure.move(shown=False)
    assert figure.png() != before
    figure.move(shown=True)
    assert figure.png() == before


def test_a_figure_remembers_a_limited_number_of_strings(monkeypatch):
    """A slider with a thousand steps, left open for a day, must not fill the memory."""
    monkeypatch.setattr(_recorder, "_STRINGS", 3)
    figure = OneWord()
    pictures = [figure.move(n=n) or figure.png() for n in range(10)]
    assert len(figure._canvas._recorder._strings) == 3
    assert [figure.move(n=n) or figure.png() for n in range(10)] == pictures


def test_notes_end_where_an_artist_fails():
    """A failure in one artist's drawing leaves nothing of it in the next one's notes."""
    figure = OneWord()
    recorder = figure._canvas._recorder

    def fail(renderer):
        figure.line.draw(renderer)
        raise ValueError("cannot be drawn")

    before = len(recorder.calls(figure.word))
    with pytest.raises(ValueError, match="cannot be drawn"):
        recorder._renderer.of(fail, recorder)
    assert len(recorder.calls(figure.word)) == before


def test_an_image_of_the_same_numbers_is_left_alone():
    image = Figure().subplots().imshow(np.zeros((2, 2)))
    image.stale = False
    set_numbers(image, np.zeros((2, 2)))
    assert not image.stale
    set_numbers(image, np.ones((2, 2)))
    assert image.stale
    np.testing.assert_array_equal(image.get_array(), np.ones((2, 2)))


def test_the_png_is_read_back_as_it_was_written():
    rgba = np.arange(2 * 3 * 4, dtype=np.uint8).reshape(2, 3, 4)
    np.testing.assert_array_equal(np.asarray(Image.open(io.BytesIO(_png.encode(rgba)))), rgba)


def test_the_png_has_a_checksum_for_each_chunk():
    data = _png.encode(np.zeros((1, 1, 4), np.uint8))
    header = data[12:29]  # the kind and the thirteen bytes of IHDR
    assert int.from_bytes(data[29:33], "big") == zlib.crc32(header)


@pytest.mark.parametrize(
    ("value", "text"), [(1, "1"), (1.5, "1.5"), (-2, "−2"), (-0.001, "0"), (100, "100"), (1 / 3, "0.33")]
)
def test_numbers_are_printed_short_and_with_a_true_minus(value, text):
    assert number(value) == text


def test_brackets_stand_around_negative_numbers_only():
    assert (in_brackets(2), in_brackets(-2)) == ("2", "(−2)")


def test_counts_agree_with_their_noun():
    assert [count(n, "mistake") for n in (0, 1, 2)] == ["no mistakes", "1 mistake", "2 mistakes"]


def _luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return float(np.dot(linear, [0.2126, 0.7152, 0.0722]))


def _contrast(one, other):
    low, high = sorted(map(_luminance, (one, other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("ink", ["INPUT", "GRADIENT", "OUTPUT", "MUTED", "WEIGHT_INK"])
def test_letters_stand_out_from_the_paper(ink):
    """At least 4.5 to 1 (WCAG 2.1, 1.4.3)."""
    assert _contrast(getattr(style, ink), style.PAPER) >= 4.5


def test_lines_and_marks_stand_out_from_their_ground():
    """At least 3 to 1 (WCAG 2.1, 1.4.11)."""
    assert _contrast(style.WEIGHT, style.PAPER) >= 3
    for colour in style.CLASS_COLOURS:
        for ground in (*style.CLASS_PAPERS, style.PAPER):
            assert _contrast(colour, ground) >= 3


def test_the_muted_ink_can_be_read_on_the_grounds_of_both_classes():
    for ground in style.CLASS_PAPERS:
        assert _contrast(style.MUTED, ground) >= 4


class OneMap(figures.MovingFigure):
    """One map.

    Find out: where?
    """

    about = "A map."
    size = (4, 2)
    controls = (
        figures.Slider("east", "east", -1, 1, 0.5, 0),
        figures.Slider("north", "north", 0, 10, 1, 5),
        figures.Choice("colour", "colour", ("black", "red"), "black"),
    )
    names = ("east", "north")

    def build(self, fig):
        ax = fig.add_axes((0.25, 0.1, 0.5, 0.6), xlim=(-1, 1), ylim=(0, 10))
        (self.point,) = ax.plot([], [], "o")
        self.click_sets(ax, *self.names)
        return [self.point]

    def update(self, *, east, north, colour):
        self.point.set_data([east], [north])
        self.point.set_color(colour)

    def describe(self, *, east, north, colour):
        return f"It is {colour} at {number(east)}, {number(north)}."


def test_a_click_is_told_where_its_axes_are():
    """Parts of the picture, counted from the top left corner as a browser does."""
    click = OneMap()._click
    assert click["across"] == {"name": "east", "at": pytest.approx([0.25, 0.75]), "values": [-1, 1]}
    assert click["up"] == {"name": "north", "at": pytest.approx([0.9, 0.3]), "values": [0, 10]}


def test_a_click_follows_axes_of_equal_aspect():
    """A picture of 4 by 2 inches, and axes of 2 by 1.2 that may be only 1.2 wide."""
    figure = OneMap()
    figure._clickable[0].set(aspect="equal", xlim=(0, 10))
    figure.background_changed()
    figure.move()
    assert figure._click["across"]["at"] == pytest.approx([0.35, 0.65])


def test_a_figure_without_a_map_takes_no_click():
    assert OneLine()._click == {}


def test_a_click_can_only_set_sliders():
    class Wrong(OneMap):
        """Wrong.

        Find out: what?
        """

        names = ("east", "colour")

    with pytest.raises(ValueError, match="Wrong has no slider 'colour'"):
        Wrong()
