"""Pictures that stand still."""

import base64

import numpy as np
import pytest

from workbook import figures

X = np.array([[0.0, 0.0], [1.0, 1.0], [0.0, 1.0]])
Y = np.array([0, 1, 1])
MAKERS = {
    "curves": lambda alt: figures.curves(np.arange(3.0), {"a": np.arange(3.0), "b": np.ones(3)}, alt=alt),
    "points": lambda alt: figures.points(X, Y, w=[1.0, 1.0], b=-0.5, alt=alt),
    "images": lambda alt: figures.images(np.zeros((2, 8, 8)), titles=["0", "1"], alt=alt),
    "weights": lambda alt: figures.weights(np.linspace(-1, 1, 64).reshape(8, 8), alt=alt),
}
every_maker = pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)


@every_maker
def test_it_has_picture_text_and_alt(make):
    data, metadata = make("What it shows.")._repr_mimebundle_()
    assert base64.b64decode(data["image/png"]).startswith(b"\x89PNG")
    assert data["text/plain"] == "What it shows."
    assert metadata["image/png"]["alt"] == "What it shows."


@every_maker
@pytest.mark.parametrize("alt", ["", "  \n"])
def test_a_picture_without_a_text_alternative_is_refused(make, alt):
    with pytest.raises(ValueError, match="alt is empty"):
        make(alt)


def test_the_line_of_points_is_where_the_score_is_zero():
    picture = figures.points(X, Y, w=[2.0, -1.0], b=0.5, alt="A line.")
    (line,) = [line for line in picture._canvas.fig.axes[0].lines if line.get_label() == "score 0"]
    (x0, y0), slope = (
        line.get_xy1(),
        (line.get_xy2()[1] - line.get_xy1()[1]) / (line.get_xy2()[0] - line.get_xy1()[0]),
    )
    assert 2 * x0 - y0 + 0.5 == pytest.approx(0)
    assert slope == pytest.approx(2)  # x2 = 2 x1 + 0.5


def test_weights_of_zero_draw_no_line():
    picture = figures.points(X, Y, w=[0.0, 0.0], b=1.0, alt="No line.")
    assert not picture._canvas.fig.axes[0].lines


def test_five_curves_are_too_many_to_tell_apart():
    with pytest.raises(ValueError, match="at most 4 lines, got 5"):
        figures.curves(np.arange(2), {str(i): np.arange(2) for i in range(5)}, alt="Five lines.")


def test_weights_that_are_all_zero_can_be_drawn():
    figures.weights(np.zeros((2, 2)), alt="Nothing learnt.").png()
