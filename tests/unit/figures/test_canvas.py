"""The sheet to draw on, without a browser: strokes become ink, ink a picture, the picture ten probabilities."""

import base64
import inspect
import json

import numpy as np
import pytest

import nnlib as nn
from workbook.figures import DigitCanvas, as_mnist, canvas


@pytest.fixture
def network():
    """One whose score for 0 is the ink in the upper half, for 1 that in the lower; the others are always −5."""
    network = nn.Network(nn.Linear(784, 10, rng=np.random.default_rng(0)))
    layer = network.layers[0]
    layer.W[:], layer.b[:] = 0, -5
    layer.W[0, :392] = layer.W[1, 392:] = 0.1
    layer.b[:2] = 0
    return network


# Strokes


def test_a_dot_is_a_disc():
    sheet = canvas.ink([[(0.5, 0.5)]], side=100, pen=0.1)
    assert sheet[50, 50] == 1
    assert sheet[50, 55] == 1
    assert sheet[50, 65] == 0
    np.testing.assert_allclose(sheet.sum(), np.pi * 10**2, rtol=0.01)


def test_a_line_is_as_long_and_as_wide_as_the_pen_says():
    """From 0.2 to 0.8: 60 long and 20 wide, and half a disc at each end."""
    sheet = canvas.ink([[(0.2, 0.5), (0.8, 0.5)]], side=100, pen=0.1)
    np.testing.assert_allclose(sheet.sum(), 60 * 20 + np.pi * 10**2, rtol=0.01)


def test_x_runs_to_the_right_and_y_down():
    sheet = canvas.ink([[(0.9, 0.1)]])
    rows, columns = np.nonzero(sheet)
    assert rows.mean() < 20
    assert columns.mean() > 60


def test_a_line_drawn_twice_is_no_darker():
    line = [(0.2, 0.3), (0.6, 0.7)]
    np.testing.assert_array_equal(canvas.ink([line, line]), canvas.ink([line]))


def test_ink_at_the_edge_stays_on_the_sheet():
    assert canvas.ink([[(0, 0), (1, 1)], [(1, 0), (1, 0)]]).max() == 1


# The picture


def test_the_larger_side_becomes_twenty_and_the_other_keeps_its_share():
    image = np.zeros((60, 90))
    image[10:50, 20:40] = 1  # 40 high, 20 wide
    rows, columns = np.nonzero(as_mnist(image))
    assert (rows.min(), rows.max()) == (4, 23)
    assert (columns.min(), columns.max()) == (9, 18)
    assert as_mnist(image).max() == 1


@pytest.mark.parametrize("digit", range(10))
def test_the_centre_of_mass_is_in_the_middle(digit):
    """To within half a pixel, wherever on the sheet and however large it was drawn."""
    strokes = [np.array(stroke) for stroke in canvas.EXAMPLES[digit]]
    small = as_mnist(canvas.ink([stroke * 0.4 + (0.5, 0.1) for stroke in strokes], pen=0.065 * 0.4))
    for picture in (as_mnist(canvas.ink(strokes)), small):
        middles = np.arange(28) + 0.5
        for axis in (0, 1):
            assert abs(picture.sum(axis=axis) @ middles / picture.sum() - 14) <= 0.5 + 1e-9
        rows, columns = np.nonzero(picture)
        assert max(np.ptp(rows), np.ptp(columns)) == 19
    assert np.mean(np.abs(as_mnist(canvas.ink(strokes)) - small)) < 0.08


def test_rounding_errors_do_not_move_the_picture():
    """A symmetric one of odd width is half a pixel off the middle: it must go the same way on every machine."""
    image = np.zeros((20, 20))
    image[:, 4:15] = 0.1  # 20 high, 11 wide: tenths are not exact
    for factor in (1.0, 3.0, 0.7, 5 / 3):
        columns = np.flatnonzero(as_mnist(image * factor).sum(axis=0))
        assert (columns.min(), columns.max()) == (9, 19)


def test_shrinking_averages_areas():
    """Every pixel of a chess board of 40 × 40 becomes half ink in 20 × 20."""
    board = np.indices((40, 40)).sum(axis=0) % 2.0
    picture = as_mnist(board)
    np.testing.assert_allclose(picture[4:24, 4:24], 0.5)
    np.testing.assert_allclose(picture.sum(), 200)


def test_the_ink_stays_inside_although_its_mass_is_at_one_end():
    """Centred by its mass, this picture would leave the frame."""
    image = np.zeros((60, 60))
    image[:4] = 1
    image[4:, 30] = 0.06
    picture = as_mnist(image)
    assert picture.shape == (28, 28)
    np.testing.assert_allclose(picture.sum() * 9, image.sum())  # 60 became 20, so areas are ninths


def test_an_empty_sheet_stays_empty():
    assert not as_mnist(np.zeros((84, 84))).any()
    assert not as_mnist(np.zeros((0, 3))).any()


@pytest.mark.parametrize("nonsense", [np.zeros(784), np.full((28, 28), np.nan), np.zeros((1, 28, 28))])
def test_what_is_no_picture_is_refused(nonsense):
    with pytest.raises(ValueError, match="a picture is an array"):
        as_mnist(nonsense)


# The widget


def test_strokes_of_the_browser_become_probabilities(network):
    """A dot has as much ink above the middle as below: the two classes are level, and the eight others far behind."""
    sheet = DigitCanvas(network)
    sheet._answer(sheet, {"strokes": [[[0.5, 0.5]]]}, [])
    np.testing.assert_allclose(sheet.probabilities[:2], 0.5, atol=0.01)
    assert sheet._serial == 1
    assert "nothing drawn yet" not in sheet.alt
    np.testing.assert_allclose(sheet.probabilities.sum(), 1)


def test_the_probabilities_are_the_networks(network):
    sheet = DigitCanvas(network, example=7)
    np.testing.assert_allclose(
        sheet.probabilities, nn.functional.softmax(network.predict(sheet.pixels.reshape(1, -1)))[0]
    )
    assert sheet.prediction == np.argmax(sheet.probabilities)
    assert f"The network says {sheet.prediction} with " in sheet.alt
    np.testing.assert_allclose([bar.get_height() for bar in sheet._bars], sheet.probabilities)


def test_an_array_can_be_shown_in_place_of_strokes(network):
    """A T has its ink on top, but its mass is centred: the stem weighs against the bar."""
    sheet = DigitCanvas(network, example=1)
    picture = np.zeros((28, 28))
    picture[4:8, 4:24] = 1
    picture[8:24, 13:15] = 1
    sheet.show(picture)
    np.testing.assert_array_equal(sheet.pixels, as_mnist(picture))
    assert sheet._strokes == []


def test_the_clear_button_empties_sheet_and_bars(network):
    sheet = DigitCanvas(network, example=4)
    sheet._answer(sheet, {"strokes": []}, [])
    assert sheet.probabilities is None
    assert sheet.prediction is None
    assert not sheet.pixels.any()
    assert sheet._readout == "Nothing is drawn yet."
    assert [bar.get_height() for bar in sheet._bars] == [0] * 10
    assert sheet.png() == DigitCanvas(network).png()


def test_clear_from_python_also_clears_the_browsers_sheet(network):
    sheet = DigitCanvas(network, example=4)
    before = sheet._redraw
    sheet.clear()
    assert (sheet._strokes, sheet._redraw) == ([], before + 1)


@pytest.mark.parametrize("digit", range(10))
def test_each_example_can_be_loaded(network, digit):
    sheet = DigitCanvas(network)
    sheet._answer(sheet, {"load": digit}, [])
    assert sheet._strokes
    assert sheet._redraw == 1
    assert sheet.png() == DigitCanvas(network, example=digit).png()


def test_what_the_browser_draws_is_not_sent_back_to_its_sheet(network):
    """It would take the pen out of the learner's hand."""
    sheet = DigitCanvas(network)
    sheet._answer(sheet, {"strokes": [[[0.1, 0.1], [0.9, 0.9]]]}, [])
    assert sheet._redraw == 0


def test_an_answer_is_one_message(network):
    sheet = DigitCanvas(network)
    sent = []
    sheet.send_state = lambda key=None: sent.append(set(key))
    sheet._answer(sheet, {"load": 2}, [])
    assert len(sent) == 1
    assert {"_picture", "_alt", "_readout", "_strokes", "_redraw", "_serial"} <= sent[0]


@pytest.mark.parametrize(
    "message",
    [
        None,
        {},
        {"strokes": 3},
        {"strokes": [[[0.1]]]},
        {"strokes": [[["a", "b"]]]},
        {"strokes": [[[0.1, float("nan")]]]},
        {"strokes": [[0.1, 0.2]]},
        {"strokes": [[[0.5, 0.5]] * 6000]},
        {"load": 10},
        {"load": -1},
        {"load": True},
        {"clear": True},
    ],
    ids=lambda message: str(message)[:30],
)
def test_a_bad_message_is_answered_in_words_and_changes_nothing(network, message):
    sheet = DigitCanvas(network, example=5)
    picture = sheet.png()
    sheet._answer(sheet, message, [])
    assert sheet._readout.startswith("Not drawn: ")
    assert sheet.png() == picture
    assert sheet._serial == 1


def test_points_beyond_the_edge_come_to_the_edge(network):
    sheet = DigitCanvas(network)
    sheet.draw([[(-3, 0.5), (9, 0.5)], []])
    assert sheet._strokes == [[[0, 0.5], [1, 0.5]]]


def test_a_network_in_single_precision_gets_single_precision():
    network = nn.Network(nn.Linear(784, 10, rng=np.random.default_rng(1)), dtype=np.float32)
    assert DigitCanvas(network, example=0).probabilities.shape == (10,)


def test_a_network_for_other_pictures_is_refused():
    network = nn.Network(nn.Linear(784, 3, rng=np.random.default_rng(1)))
    with pytest.raises(ValueError, match=r"scores of shape \(1, 3\), expected \(1, 10\)"):
        DigitCanvas(network, example=0)


def test_the_stored_output_has_picture_text_and_alt(network):
    sheet = DigitCanvas(network, example=3)
    data, metadata = sheet._repr_mimebundle_()
    assert base64.b64decode(data["image/png"]) == sheet.png()
    assert metadata["image/png"]["alt"] == sheet.alt
    assert "0x" not in data["text/plain"]
    json.dumps([data, metadata])


def test_repr_says_what_is_drawn(network):
    sheet = DigitCanvas(network, example=0)
    assert repr(sheet).startswith("DigitCanvas(1 stroke, prediction ")
    sheet.clear()
    assert repr(sheet) == "DigitCanvas(empty)"


def test_everything_that_the_mouse_can_do_the_keyboard_can():
    """In the browser's part: arrows, space, Delete and Backspace, and a list of the ten examples."""
    script = DigitCanvas._esm
    source = script if isinstance(script, str) else inspect.getsource(canvas)
    for word in ("ArrowLeft", '" "', '"Delete"', '"Backspace"', "aria-label", "touch-action"):
        assert word in source + DigitCanvas._css, word
