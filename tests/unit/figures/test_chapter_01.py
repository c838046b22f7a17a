"""What the figures of chapter 1 claim, computed without a browser."""

import numpy as np
import pytest

from workbook import figures


def test_the_diagram_shows_the_weighted_sum():
    figure = figures.NeuronDiagram(x1=2, x2=1, w1=1.5, w2=-2, b=0.5)  # 3 - 2 + 0.5
    assert figure._z.get_text() == "1.5"
    assert figure._a.get_text() == "1"
    assert figure.describe(**figure.values) == "z = 1.5·2 + (−2)·1 + 0.5 = 1.5, above 0, so the output is 1."


def test_each_slider_of_the_diagram_can_switch_the_output_alone():
    """The chapter says so. The start has output 1, so one end of each slider must have 0."""
    for control in figures.NeuronDiagram.controls:
        outputs = []
        for end in (control.low, control.high):
            figure = figures.NeuronDiagram(**{control.name: end})
            outputs.append(figure._a.get_text())
        assert "0" in outputs, control.name
    assert figures.NeuronDiagram()._a.get_text() == "1"


def test_a_score_of_zero_does_not_fire():
    figure = figures.NeuronDiagram(x1=1, x2=1, w1=1, w2=-1, b=0)
    assert figure._a.get_text() == "0"
    assert "not above 0" in figure.alt


def test_a_line_is_as_thick_as_its_weight_and_dashed_if_negative():
    figure = figures.NeuronDiagram(w1=3, w2=-1)
    first, second = figure._lines
    assert first.get_linewidth() > second.get_linewidth()
    assert first.get_linestyle() == "-"
    assert second.get_linestyle() == "--"


@pytest.mark.parametrize(("w1", "w2", "b"), [(1, 2, -1.5), (-2, 0.5, 3), (0, 1, 0), (3, 0, -6)])
def test_the_line_lies_where_the_score_is_zero(w1, w2, b):
    figure = figures.DecisionLine(w1=w1, w2=w2, b=b)
    x, y = figure._neuron._line.get_data()
    np.testing.assert_allclose(w1 * x + w2 * y + b, 0, atol=1e-12)


def test_the_green_side_is_the_side_of_positive_scores():
    figure = figures.DecisionLine(w1=1, w2=2, b=-1.5)
    corners = figure._neuron._side.get_xy()[2:4]
    assert np.all(corners @ [1, 2] - 1.5 > 0)


def test_three_changed_signs_turn_every_decision_round():
    figure = figures.DecisionLine()
    assert figure.mistakes(1, 2, 0.5) + figure.mistakes(-1, -2, -0.5) == 40


def test_doubling_all_parameters_changes_no_decision():
    figure = figures.DecisionLine()
    assert figure.mistakes(0.7, -0.4, 0.3) == figure.mistakes(1.4, -0.8, 0.6)


def test_the_two_groups_can_be_separated():
    """The chapter says so, and gives these weights."""
    assert (
        figures.DecisionLine(w1=1, w2=1, b=0).describe(w1=1, w2=1, b=0).endswith("No mistakes in 40 points.")
    )


def test_each_mistake_has_its_ring():
    figure = figures.DecisionLine()
    assert len(figure._neuron._rings.get_offsets()) == figure.mistakes(**figure.values)


def test_without_weights_there_is_no_line():
    figure = figures.DecisionLine(w1=0, w2=0, b=1)
    assert not figure._neuron._line.get_visible()
    assert "there is no line, and every point gets class 1" in figure.alt
    figure.move(w1=1)
    assert figure._neuron._line.get_visible()


def test_xor_keeps_the_best_and_forgets_it_when_asked():
    figure = figures.XorByHand(w1=1, w2=1, b=-0.5)  # OR: only (1, 1) is wrong
    assert figure._record.get_text() == "3 of 4"
    figure.move(w1=0, w2=0, b=-1)  # all 0
    assert (figure._now.get_text(), figure._record.get_text()) == ("2 of 4", "3 of 4")
    assert "your best so far is 3 of 4" in figure.alt
    figure.press("forget")
    assert figure._record.get_text() == "2 of 4"


def test_xor_is_never_solved():
    """Every setting of the sliders on a coarse grid."""
    figure = figures.XorByHand()
    grid = np.arange(-3, 3.1, 0.5)
    assert max(figure._right(w1, w2, b) for w1 in grid for w2 in grid for b in grid) == 3


def test_a_button_that_is_none_is_refused():
    figure = figures.XorByHand()
    for name in ("update", "w1", ""):
        with pytest.raises(ValueError, match="has no button"):
            figure.press(name)


@pytest.mark.parametrize(
    ("gate", "threshold", "w1", "w2"),
    [
        ("AND", 1.5, 1, 1),
        ("AND", 2, 1, 1),
        ("OR", 0.5, 1, 1),
        ("OR", 1, 1, 1),
        ("NAND", -1.5, -1, -1),
        ("NOR", 0, -1, -1),
    ],
)
def test_the_gates_of_the_chapter_are_right(gate, threshold, w1, w2):
    figure = figures.ThresholdGate(gate=gate, threshold=threshold, w1=w1, w2=w2)
    assert figure._verdict.get_text() == f"{gate}: all four right"
    assert figure.alt.endswith(f"That is {gate}.")


def test_no_threshold_makes_xor():
    figure = figures.ThresholdGate()
    for threshold in np.arange(-3, 3.1, 0.5):
        for w1 in (-1, 0, 1):
            for w2 in (-1, 0, 1):
                _, says, wanted = figure._work("XOR", threshold, w1, w2)
                assert np.any(says != wanted)


@pytest.mark.parametrize(
    ("activation", "z", "value", "slope"),
    [
        ("step", 2, 1, 0),
        ("sigmoid", 0, 0.5, 0.25),
        ("tanh", 0, 0, 1),
        ("ReLU", -2, 0, 0),
        ("ReLU", 2, 2, 1),
        ("leaky ReLU", -2, -0.2, 0.1),
        ("ELU", 0, 0, 1),
        ("ELU", -1, -0.632, 0.368),  # exp(-1) - 1 and exp(-1)
    ],
)
def test_the_gallery_shows_value_and_slope(activation, z, value, slope):
    figure = figures.ActivationGallery(activation=activation, z=z)
    (x,), (y,) = figure._point.get_data()
    assert (x, round(y, 3)) == (z, value)
    (_,), (steepness,) = figure._slope_point.get_data()
    assert round(steepness, 3) == slope
    tx, ty = figure._tangent.get_data()
    np.testing.assert_allclose((ty[1] - ty[0]) / (tx[1] - tx[0]), steepness, atol=1e-12)
    np.testing.assert_allclose(np.mean(ty), y, atol=1e-12)  # it touches the curve in its middle


def test_the_gallery_admits_that_a_corner_has_no_slope():
    assert (
        "At 0 itself there is a corner and no slope; 0 is agreed on."
        in figures.ActivationGallery(activation="ReLU", z=0).alt
    )


def test_another_activation_draws_other_axes():
    figure = figures.ActivationGallery(activation="sigmoid")
    narrow = figure._left.get_ylim()
    figure.move(activation="ReLU")
    assert figure._left.get_ylim() != narrow
    assert figure.png() == figures.ActivationGallery(activation="ReLU").png()


def test_the_logistic_curve_crosses_one_half_at_minus_b_over_w():
    figure = figures.LogisticNeuron(w=2, b=-5)
    assert figure._crossing.get_xdata()[0] == 2.5
    assert "one half at x = 2.5 hours, where the slope is w/4 = 0.5" in figure.alt


def test_at_least_three_mistakes_remain_for_the_sixteen_people():
    """The chapter says so; every place for a rising step is tried."""
    figure = figures.LogisticNeuron(w=8)
    found = set()
    for b in np.arange(-20, 10.1, 0.1):
        words = figure.describe(w=8.0, b=b).split(". ")[1]
        found.add(int(words.split()[0]))
    assert min(found) == 3
