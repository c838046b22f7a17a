"""What the figures of chapter 5 claim, computed without a browser."""

import math

import numpy as np
import pytest

from workbook import figures
from workbook.figures import style
from workbook.figures.backpropagation import BATCH_DZ, BATCH_W, BATCH_X, _power


def test_the_graph_multiplies_the_slopes_from_the_back():
    """z = 0, a = 1/2, y = 1: da = -1/2, times 1/4 is dz = -1/8; dw = -1/8 * 2, dx = -1/8 * 0.5."""
    figure = figures.GraphBackwards(step=5, w=0.5, x=2, b=-1, y=1)
    shown = {name: text.get_text() for name, text in figure._gradients.items()}
    assert shown == {
        "L": "dL = 1",
        "a": "da = −0.5",
        "z": "dz = −0.125",
        "p": "dp = −0.125",
        "b": "db = −0.125",
        "w": "dw = −0.25",
        "x": "dx = −0.062",
    }
    factors = {name: text.get_text() for name, text in figure._factors.items()}
    assert factors == {"a": "× −0.5", "z": "× 0.25", "p": "× 1", "b": "× 1", "w": "× 2", "x": "× 0.5"}


@pytest.mark.parametrize(
    ("step", "known"), [(0, ""), (1, "L"), (2, "La"), (3, "Laz"), (4, "Lazpb"), (5, "Lazpbwx")]
)
def test_the_graph_uncovers_one_step_at_a_time(step, known):
    figure = figures.GraphBackwards(step=step)
    assert {name for name, text in figure._gradients.items() if text.get_text()} == set(known)
    assert {name for name, text in figure._factors.items() if text.get_visible()} == set(known) - {"L"}


def test_the_graph_agrees_with_central_differences():
    w, x, b, y, h = 1.5, 2.0, -1.0, 0.5, 1e-5
    _, _, gradients = figures.GraphBackwards.work(w, x, b, y)

    def loss(w, x, b):
        return (1 / (1 + math.exp(-w * x - b)) - y) ** 2 / 2

    assert gradients["w"] == pytest.approx((loss(w + h, x, b) - loss(w - h, x, b)) / (2 * h), rel=1e-7)
    assert gradients["x"] == pytest.approx((loss(w, x + h, b) - loss(w, x - h, b)) / (2 * h), rel=1e-7)
    assert gradients["b"] == pytest.approx((loss(w, x, b + h) - loss(w, x, b - h)) / (2 * h), rel=1e-7)


def test_a_confident_mistake_brings_nearly_no_gradient():
    """The chapter says so."""
    figure = figures.GraphBackwards(step=5, w=3, x=3, b=3, y=0)
    assert figure._gradients["w"].get_text() == "dw = 0"
    assert figure._shown["L"].get_text() == "0.5"


def test_the_neuron_sends_back_dz_times_weight_and_keeps_dz_times_input():
    figure = figures.NeuronBackwards(x1=3, x2=-1, w1=0.5, w2=2, dz=2)
    assert [text.get_text() for text in figure._dw] == ["dw₁ = dz·x₁ = 6", "dw₂ = dz·x₂ = −2"]
    assert [text.get_text() for text in figure._dx] == ["dx₁ = dz·w₁ = 1", "dx₂ = dz·w₂ = 4"]
    assert figure._db.get_text() == "db = dz = 2"


def test_a_weight_does_not_change_its_own_gradient_in_the_neuron():
    """The chapter says so: it is the input's gradient that it changes."""
    figure = figures.NeuronBackwards(w1=3)
    kept = figure._dw[0].get_text()
    figure.move(w1=0)
    assert figure._dw[0].get_text() == kept
    assert not figure._back[0].get_visible()
    assert figure._dx[0].get_text() == "dx₁ = dz·w₁ = 0"


def test_the_arrow_back_is_as_thick_as_what_it_carries():
    figure = figures.NeuronBackwards(w1=3, w2=1, dz=1)
    first, second = figure._back
    assert first.get_linewidth() > second.get_linewidth()


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"result": "dW", "neuron": 0, "input": 1}, "dW[0, 1] = 1·2 + (−1)·1 + 0.5·(−2) + 2·1 = 2"),
        ({"result": "dW", "neuron": 1, "input": 2}, "dW[1, 2] = 0·0 + 2·3 + 1·4 + (−1)·0 = 10"),
        ({"result": "db", "neuron": 0}, "db[0] = 1 + (−1) + 0.5 + 2 = 2.5"),
        ({"result": "dX", "sample": 1, "input": 1}, "dX[1, 1] = (−1)·(−1) + 2·3 = 7"),
    ],
)
def test_the_batch_writes_the_entry_out(values, sentence):
    figure = figures.BatchGradients(**values)
    assert figure._sum.get_text() == sentence
    assert sentence in figure.alt


def test_every_sum_of_the_batch_is_the_entry_of_the_product():
    products = {"dW": BATCH_DZ.T @ BATCH_X, "dX": BATCH_DZ @ BATCH_W}
    for s in range(4):
        for j in range(2):
            for i in range(3):
                for result, place in (("dW", (j, i)), ("dX", (s, i))):
                    end = figures.BatchGradients.sum(result, s, j, i).split(" = ")[-1].replace("−", "-")
                    assert float(end) == products[result][place]


def test_the_batch_frames_what_the_entry_is_made_of():
    figure = figures.BatchGradients(result="dX", sample=3, input=2)
    seen = {name for name, frame in figure._frames.items() if frame.get_visible()}
    assert seen == {"dZ", "W", "dX"}
    cell = figure._CELL
    assert figure._frames["dZ"].get_width() == pytest.approx(2 * cell)  # a row
    assert figure._frames["W"].get_height() == pytest.approx(2 * cell)  # a column
    figure.move(result="db")
    assert {name for name, frame in figure._frames.items() if frame.get_visible()} == {"dZ", "db"}


def test_the_table_of_the_puzzle_is_the_one_of_the_chapter():
    rows = figures.BackpropTable.work(3, 4, 40, 5)
    assert rows["Z2"].tolist() == [[46, -13]]
    assert rows["L"] == 30.5
    assert rows["dZ2"].tolist() == [[6, 0]]
    assert rows["dW2"].tolist() == [[48, 18], [0, 0]]
    assert rows["dA1"].tolist() == [[24, 18]]
    assert rows["dW1"].tolist() == [[72, 96], [54, 72]]
    assert rows["db1"].tolist() == [24, 18]


def test_the_table_uncovers_a_row_at_a_time():
    figure = figures.BackpropTable(filled=2)
    assert [text.get_text() for text in figure._numbers[:4]] == ["[[8, 3]]", "[[8, 3]]", "?", "?"]
    assert figure.alt.endswith("Next: Z2 = A1 W2ᵀ + b2.")
    assert figure._frame.get_visible()
    figure.move(filled=13)
    assert not figure._frame.get_visible()
    assert "?" not in [text.get_text() for text in figure._numbers]


def test_the_second_output_is_dead_for_all_inputs_of_the_sliders():
    """The chapter says so; its score comes nearest to 0 at (-4, 4), with -2."""
    scores = {
        (x1, x2): figures.BackpropTable.work(x1, x2, 60, 60)["Z2"][0, 1]
        for x1 in range(-4, 5)
        for x2 in range(-4, 5)
    }
    assert max(scores.values()) == -2
    assert scores[-4, 4] == -2


def test_a_weight_of_layer_1_has_two_ways_and_one_of_layer_2_has_one():
    assert len(figures.TwoTwoTwo.ways("layer 1, from x1 to h2", 1, 2, 2)) == 2
    assert len(figures.TwoTwoTwo.ways("layer 2, from h2 to o1", 1, 2, 2)) == 1


@pytest.mark.parametrize("weight", figures.TwoTwoTwo.controls[0].options)
def test_the_ways_add_up_to_the_measured_gradient(weight):
    """x1 = 1, x2 = -2, number by number with Python's math."""
    layer, j, i = int(weight[6]), int(weight[-1]) - 1, int(weight[15]) - 1

    def loss(change):
        W1, W2 = [[1.0, -0.5], [0.5, 1.5]], [[3.0, -1.0], [-0.5, 1.0]]
        (W1 if layer == 1 else W2)[j][i] += change
        h = [1 / (1 + math.exp(-(w[0] * 1 + w[1] * -2))) for w in W1]
        o = [1 / (1 + math.exp(-(w[0] * h[0] + w[1] * h[1]))) for w in W2]
        return ((o[0] - 1) ** 2 + o[1] ** 2) / 2

    total = sum(math.prod(way) for way in figures.TwoTwoTwo.ways(weight, 1.0, -2.0, 3.0))
    assert total == pytest.approx((loss(1e-5) - loss(-1e-5)) / 2e-5, rel=1e-6)


def test_the_chosen_weight_is_orange_and_its_ways_are_red():
    figure = figures.TwoTwoTwo(weight="layer 1, from x2 to h1")
    colours = {place: line.get_color() for place, line in figure._lines.items()}
    assert [place for place, colour in colours.items() if colour == style.WEIGHT] == [(1, 0, 1)]
    red = {place for place, colour in colours.items() if colour == style.GRADIENT}
    assert red == {(2, 0, 0), (2, 1, 0), (3, 0, 0), (3, 0, 1)}


def test_a_larger_weight_sends_more_back():
    """The chapter says so: the way by o1 grows with the weight from h1 to o1."""
    small, large = (
        abs(math.prod(figures.TwoTwoTwo.ways("layer 1, from x1 to h1", 1, 2, v)[0])) for v in (0.5, 2)
    )
    assert large > small


@pytest.mark.parametrize(
    ("values", "factor", "left", "word"),
    [
        ({"activation": "sigmoid", "w": 4, "layers": 30}, "1", "1", "still there"),
        ({"activation": "sigmoid", "w": 1, "layers": 10}, "0.25", "9.5·10⁻⁷", "vanished"),
        ({"activation": "tanh", "w": 2, "layers": 10}, "2", "1024", "exploded"),
        ({"activation": "ReLU", "w": 0.5, "z": 1, "layers": 2}, "0.5", "0.25", "still there"),
        ({"activation": "ReLU", "w": 3, "z": -1, "layers": 1}, "0", "0", "dead"),
        ({"activation": "none", "w": 1, "z": 3, "layers": 30}, "1", "1", "still there"),
    ],
)
def test_depth_multiplies_one_factor_many_times(values, factor, left, word):
    figure = figures.DepthProduct(**values)
    assert figure._factor.get_text().endswith(f"= {factor}")
    assert figure._left.get_text() == left
    assert figure._verdict.get_text() == word
    assert figure.alt.endswith(f"{word}.")


def test_the_line_of_depth_is_straight_on_a_scale_of_powers():
    figure = figures.DepthProduct(activation="none", w=0.5, layers=8)
    layers, powers = figure._line.get_data()
    assert list(layers) == list(range(9))
    np.testing.assert_allclose(powers, [k * math.log10(0.5) for k in range(9)], atol=1e-12)


def test_what_the_chapter_says_about_weights_near_four():
    """0.9375 ** 30 is about 1/7, 1.0625 ** 30 about 6."""
    assert figures.DepthProduct(w=3.75, layers=30)._left.get_text().startswith("0.144")
    assert figures.DepthProduct(w=4.25, layers=30)._left.get_text().startswith("6.16")


@pytest.mark.parametrize(
    ("factor", "n", "words"),
    [(0.1, 3, "1.0·10⁻³"), (10.0, 3, "1000"), (10.0, 12, "1.0·10¹²"), (0.5, 1, "0.5"), (0.0, 4, "0")],
)
def test_powers_read_well(factor, n, words):
    assert _power(factor, n) == words


def test_the_error_of_a_difference_is_known_for_a_cube():
    """To one side 3 w h + h², to both sides h²: at w = 1 and h = 0.1, 0.31 and 0.01."""
    assert figures.DifferenceStep.error(1.0, -1, False) == pytest.approx(0.31)
    assert figures.DifferenceStep.error(1.0, -1, True) == pytest.approx(0.01)


def test_the_best_step_to_both_sides_is_near_a_hundred_thousandth():
    """The chapter says so, and asks for the best of three steps."""
    errors = {power: figures.DifferenceStep.error(1.0, power, True) for power in range(-15, 1)}
    assert min(errors, key=errors.get) in (-5, -6)
    assert errors[-5] < errors[-2]
    assert errors[-5] < errors[-12]


def test_the_difference_marks_its_feet_and_its_error():
    figure = figures.DifferenceStep(power=-1, sides="to both sides", w=1)
    assert list(figure._feet.get_xdata()) == [0.9, 1.1]
    (power,), (height,) = figure._here.get_data()
    assert power == -1
    assert height == pytest.approx(-2)
    assert figure.alt.endswith("the error is about 10 to the power −2.")
    figure.move(sides="to one side", power=0)
    assert list(figure._feet.get_xdata()) == [1, 2]
    assert figure._here.get_ydata()[0] == pytest.approx(math.log10(4))  # 8 - 1 = 7, and the slope is 3
