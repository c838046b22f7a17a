"""The moving figures of chapter 1: one neuron, its line, its activation, and what it cannot do."""

import numpy as np
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch, Polygon

from nnlib import functional as F
from workbook.figures import style
from workbook.figures._base import MovingFigure
from workbook.figures._controls import Button, Choice, Slider
from workbook.figures._words import count, in_brackets, number


def _weight_line(line, w: float) -> None:
    """The thickness of a line is the size of its weight; a negative weight is dashed, a weight of 0 dotted and thin."""
    line.set_linewidth(1.0 + 2.6 * abs(w) if w else 1.2)
    line.set_linestyle(style.POSITIVE_LINE if w > 0 else style.NEGATIVE_LINE if w < 0 else (0, (1, 3)))


class NeuronDiagram(MovingFigure):
    """A neuron, drawn as circles and lines.

    Find out: which sliders can switch the output all by themselves? Then set w₁ to 0: what can x₁ still do?
    """

    about = (
        "Two input circles on the left; a line from each leads to the circle of the sum, thick for a large weight, "
        "dashed for a negative one. The sum goes through a step and leaves on the right."
    )
    size = (7.2, 2.95)
    controls = (
        Slider("x1", "input x₁", -3, 3, 0.5, 2),
        Slider("x2", "input x₂", -3, 3, 0.5, 1),
        Slider("w1", "weight w₁", -3, 3, 0.5, 1.5),
        Slider("w2", "weight w₂", -3, 3, 0.5, -2),
        Slider("b", "bias b", -5, 5, 0.5, 0),
    )

    def build(self, fig):
        ax = fig.add_axes((0, 0, 1, 1), xlim=(0, 10.8), ylim=(0.95, 5.375), aspect="equal")
        ax.set_axis_off()
        heights, middle = (4.55, 2.15), 3.35
        ends = [(1.95, heights[0]), (1.95, heights[1])]
        hub = (5.6, middle)
        self._lines = [
            ax.plot(*zip(end, hub, strict=True), color=style.WEIGHT, dash_capstyle="butt", zorder=1)[0]
            for end in ends
        ]
        self._weights = [
            ax.text(3.75, y, "", ha="center", va="center", color=style.WEIGHT_INK, zorder=2)
            for y in (middle + 1.2, middle - 1.2)
        ]
        inputs = [
            Circle((1.3, y), 0.65, facecolor="#e3eef8", edgecolor=style.INPUT, lw=2, zorder=3)
            for y in heights
        ]
        hub_circle = Circle(hub, 0.8, facecolor=style.PAPER, edgecolor=style.OUTPUT, lw=2, zorder=3)
        box = FancyBboxPatch(
            (7.15, middle - 0.55),
            1.1,
            1.1,
            boxstyle="round,pad=0.05",
            facecolor=style.PAPER,
            edgecolor=style.OUTPUT,
            lw=1.6,
        )
        for patch in (*inputs, hub_circle, box):
            ax.add_patch(patch)
        ax.plot(
            [7.35, 7.7, 7.7, 8.05],
            [middle - 0.3, middle - 0.3, middle + 0.3, middle + 0.3],
            color=style.OUTPUT,
            lw=2,
        )
        ax.text(7.7, middle - 1.0, "step", ha="center", color=style.MUTED)
        arrow = {
            "arrowstyle": "-|>",
            "mutation_scale": 13,
            "color": style.OUTPUT,
            "lw": 1.5,
            "shrinkA": 0,
            "shrinkB": 0,
        }
        for start, end in (
            ((6.4, middle), (7.1, middle)),
            ((8.3, middle), (9.0, middle)),
            ((5.6, 1.75), (5.6, 2.5)),
        ):
            ax.add_patch(FancyArrowPatch(start, end, **arrow))
        for y, name in zip(heights, ("$x_1$", "$x_2$"), strict=True):
            ax.text(0.42, y, name, ha="center", va="center", color=style.INPUT, fontsize=12)
        ax.text(5.6, middle + 1.0, "sum $z$", ha="center", color=style.OUTPUT)
        ax.text(9.75, middle + 1.0, "output", ha="center", color=style.OUTPUT)
        self._output = Circle((9.75, middle), 0.7, edgecolor=style.OUTPUT, lw=2, zorder=3)
        ax.add_patch(self._output)
        number_at = {"ha": "center", "va": "center", "fontsize": 12, "zorder": 4}
        self._inputs = [ax.text(1.3, y, "", **number_at) for y in heights]
        self._z = ax.text(*hub, "", **number_at)
        self._a = ax.text(9.75, middle, "", **number_at)
        self._b = ax.text(5.6, 1.42, "", ha="center", va="center", color=style.WEIGHT_INK)
        moving = [
            *self._lines,
            *self._weights,
            *self._inputs,
            self._z,
            self._a,
            self._b,
            self._output,
        ]
        return [*moving, *inputs, hub_circle]  # the circles lie over the lines' ends

    def update(self, *, x1, x2, w1, w2, b):
        z = F.neuron([x1, x2], [w1, w2], b)
        for line, w in zip(self._lines, (w1, w2), strict=True):
            _weight_line(line, w)
        for text, name, w in zip(self._weights, ("w₁", "w₂"), (w1, w2), strict=True):
            text.set_text(f"{name} = {number(w)}")
        for text, x in zip(self._inputs, (x1, x2), strict=True):
            text.set_text(number(x))
        self._z.set_text(number(z))
        self._b.set_text(f"bias b = {number(b)}")
        fires = z > 0
        self._output.set_facecolor(style.OUTPUT if fires else style.PAPER)
        self._a.set_text("1" if fires else "0")
        self._a.set_color(style.PAPER if fires else style.OUTPUT)

    def describe(self, *, x1, x2, w1, w2, b):
        z = F.neuron([x1, x2], [w1, w2], b)
        end = "above 0, so the output is 1" if z > 0 else "not above 0, so the output is 0"
        return f"z = {self._sum(x1, x2, w1, w2, b)}, {end}."

    @staticmethod
    def _sum(x1, x2, w1, w2, b):
        products = " + ".join(f"{in_brackets(w)}·{in_brackets(x)}" for w, x in ((w1, x1), (w2, x2)))
        return f"{products} + {in_brackets(b)} = {number(F.neuron([x1, x2], [w1, w2], b))}"


class _Line:
    """A neuron in the plane of its two inputs: the side of answer 1, the line, the arrow of w, points and rings."""

    def __init__(self, ax, X, y, reach: float) -> None:
        self._X, self._y, self._reach = X, y, reach
        ax.set_facecolor(style.CLASS_PAPERS[0])
        nowhere = np.zeros((4, 2))
        self._side = Polygon(nowhere, facecolor=style.CLASS_PAPERS[1], edgecolor="none", zorder=1)
        ax.add_patch(self._side)
        (self._line,) = ax.plot([], [], color=style.OUTPUT, lw=2.2, zorder=2)
        self._arrow = FancyArrowPatch(
            (0, 0),
            (1, 0),
            arrowstyle="-|>",
            mutation_scale=17,
            color=style.WEIGHT,
            lw=3,
            shrinkA=0,
            shrinkB=0,
            zorder=3,
        )
        ax.add_patch(self._arrow)
        self._points = []
        for label, (colour, mark) in enumerate(zip(style.CLASS_COLOURS, style.CLASS_MARKS, strict=True)):
            rows = y == label
            self._points.append(
                ax.scatter(
                    *X[rows].T, s=52, marker=mark, facecolor=colour if label else style.PAPER,
                    edgecolor=colour, lw=1.7, zorder=4, label=f"class {label}", clip_on=False,
                )
            )  # fmt: skip
        self._rings = ax.scatter(
            [], [], s=190, facecolor="none", edgecolor=style.OUTPUT, lw=1.6, zorder=5, clip_on=False
        )
        self.artists = [self._side, self._line, self._arrow, *self._points, self._rings]

    def set(self, w1: float, w2: float, b: float) -> None:
        w = np.array([w1, w2])
        length = np.hypot(w1, w2)
        has_line = length > 0
        for artist in (self._line, self._arrow):
            artist.set_visible(has_line)
        if has_line:
            normal = w / length
            along = np.array([-normal[1], normal[0]]) * self._reach
            foot = -b * w / length**2  # the line's point nearest to the origin
            self._line.set_data(*np.transpose([foot - along, foot + along]))
            far = normal * 2 * self._reach
            self._side.set_xy([foot - along, foot + along, foot + along + far, foot - along + far])
            self._arrow.set_positions(foot, foot + w * self._reach / 16)
        else:  # the score is b everywhere
            r = self._reach
            self._side.set_xy([(-r, -r), (r, -r), (r, r), (-r, r)] if b > 0 else np.zeros((4, 2)))
        self._rings.set_offsets(self._X[self.wrong(w1, w2, b)])

    def wrong(self, w1: float, w2: float, b: float) -> np.ndarray:
        return F.perceptron_predict(self._X, [w1, w2], b) != self._y


def _where(w1: float, w2: float, b: float) -> str:
    if w1 or w2:
        term = f"{in_brackets(w1)}·x₁ + {in_brackets(w2)}·x₂ + {in_brackets(b)} = 0"
        return f"The line is {term}; the arrow of w = ({number(w1)}, {number(w2)}) points to the side of class 1."
    return f"Both weights are 0: there is no line, and every point gets class {int(b > 0)}."


class DecisionLine(MovingFigure):
    """The line where a neuron changes its mind.

    Find out: which sliders turn the line, which one shifts it without turning it, and can you reach 0 mistakes?
    """

    about = (
        "Forty points in the plane of x₁ and x₂, open circles for class 0 and filled squares for class 1, and the line "
        "on which the score is 0. A ring marks each point on the wrong side."
    )
    size = (7.2, 4.4)
    controls = (
        Slider("w1", "weight w₁", -3, 3, 0.1, -1),
        Slider("w2", "weight w₂", -3, 3, 0.1, 1.5),
        Slider("b", "bias b", -6, 6, 0.1, 1),
    )

    def build(self, fig):
        X, y = two_groups()
        ax = fig.add_axes(
            (0.09, 0.13, 0.56, 0.83),
            xlim=(-4, 4),
            ylim=(-4, 4),
            xlabel="$x_1$",
            ylabel="$x_2$",
            aspect="equal",
        )
        self._neuron = _Line(ax, X, y, reach=16)
        ax.legend(
            handles=self._neuron.artists[3:5], loc="upper left", bbox_to_anchor=(1.04, 1), borderaxespad=0
        )
        fig.text(0.69, 0.72, "mistakes", color=style.MUTED, fontsize=11)
        self._count = fig.text(0.69, 0.61, "", fontsize=24)
        fig.text(
            0.69,
            0.45,
            "○  around a point:\n    on the wrong side",
            color=style.OUTPUT,
            linespacing=1.5,
            va="top",
        )
        fig.text(
            0.69, 0.30, "→  the weights,\n    as an arrow", color=style.WEIGHT_INK, linespacing=1.5, va="top"
        )
        return [*self._neuron.artists, self._count]

    def update(self, *, w1, w2, b):
        self._neuron.set(w1, w2, b)
        self._count.set_text(f"{self.mistakes(w1, w2, b)} of 40")

    def mistakes(self, w1, w2, b):
        """How many points are on the wrong side."""
        return int(self._neuron.wrong(w1, w2, b).sum())

    def describe(self, *, w1, w2, b):
        return f"{_where(w1, w2, b)} {count(self.mistakes(w1, w2, b), 'mistake').capitalize()} in 40 points."


def two_groups() -> tuple[np.ndarray, np.ndarray]:
    """Forty made-up points, X (40, 2), in two groups that a line can separate, and their classes y (40,)."""
    rng = np.random.default_rng(3)
    low = rng.normal((-1.1, -0.9), (0.9, 0.8), (20, 2))
    high = rng.normal((1.5, 1.3), (0.8, 0.9), (20, 2))
    return np.round(np.vstack([low, high]), 2), np.repeat([0, 1], 20)


XOR_X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
XOR_Y = np.array([0, 1, 1, 0])


class XorByHand(MovingFigure):
    """Four points and one line.

    Find out: how many of the four points can you get right? Try for two minutes before you read on.
    """

    about = (
        "The four points of XOR at the corners of a square: (0, 0) and (1, 1) are class 0, open circles; (0, 1) and "
        "(1, 0) are class 1, filled squares. A line divides the plane. A ring marks each point on the wrong side."
    )
    size = (7.2, 4.2)
    controls = (
        Slider("w1", "weight w₁", -3, 3, 0.1, 1),
        Slider("w2", "weight w₂", -3, 3, 0.1, 0.5),
        Slider("b", "bias b", -4, 4, 0.1, -0.7),
        Button("forget", "Forget my best"),
    )

    def __init__(self, **start):
        self._best = 0
        super().__init__(**start)

    def build(self, fig):
        ax = fig.add_axes(
            (0.09, 0.14, 0.54, 0.82),
            xlim=(-0.5, 1.5),
            ylim=(-0.5, 1.5),
            xticks=[0, 1],
            yticks=[0, 1],
            aspect="equal",
        )
        ax.set(xlabel="$x_1$", ylabel="$x_2$")
        self._neuron = _Line(ax, XOR_X, XOR_Y, reach=6)
        ax.legend(
            handles=self._neuron.artists[3:5], loc="upper left", bbox_to_anchor=(1.04, 1), borderaxespad=0
        )
        fig.text(0.69, 0.68, "right now", color=style.MUTED, fontsize=11)
        self._now = fig.text(0.69, 0.57, "", fontsize=24)
        fig.text(0.69, 0.42, "your best so far", color=style.MUTED, fontsize=11)
        self._record = fig.text(0.69, 0.31, "", fontsize=24)
        return [*self._neuron.artists, self._now, self._record]

    def update(self, *, w1, w2, b):
        right = self._right(w1, w2, b)
        self._best = max(self._best, right)
        self._neuron.set(w1, w2, b)
        self._now.set_text(f"{right} of 4")
        self._record.set_text(f"{self._best} of 4")

    def forget(self):
        """Start counting again."""
        self._best = 0

    def _right(self, w1, w2, b):
        return 4 - int(self._neuron.wrong(w1, w2, b).sum())

    def describe(self, *, w1, w2, b):
        right = f"{self._right(w1, w2, b)} of 4 points are right"
        return f"{_where(w1, w2, b)} {right}; your best so far is {self._best} of 4."


_GATES = {
    "AND": (0, 0, 0, 1),
    "OR": (0, 1, 1, 1),
    "NAND": (1, 1, 1, 0),
    "NOR": (1, 0, 0, 0),
    "XOR": (0, 1, 1, 0),
}


class ThresholdGate(MovingFigure):
    """A threshold makes a gate.

    Find out: which gates can you build by weights and a threshold alone, and for which one is there always a mistake?
    """

    about = (
        "A number line with the weighted sum of each of the four pairs of inputs: a filled square where the gate "
        "should say 1, an open circle where it should say 0. A vertical line is the threshold; the neuron says 1 on it "
        "and to its right."
    )
    size = (7.2, 2.9)
    controls = (
        Choice("gate", "gate", tuple(_GATES), "AND"),
        Slider("threshold", "threshold", -3, 3, 0.5, 0.5),
        Slider("w1", "weight w₁", -1, 1, 1, 1),
        Slider("w2", "weight w₂", -1, 1, 1, 1),
    )

    def build(self, fig):
        ax = fig.add_axes(
            (0.04, 0.2, 0.92, 0.66), xlim=(-3.3, 3.3), ylim=(-0.3, 2.0), yticks=[], xticks=range(-3, 4)
        )
        ax.spines["left"].set_visible(False)
        ax.set_xlabel("sum  $w_1 x_1 + w_2 x_2$")
        ax.set_facecolor(style.CLASS_PAPERS[0])
        self._side = Polygon(np.zeros((4, 2)), facecolor=style.CLASS_PAPERS[1], edgecolor="none", zorder=1)
        ax.add_patch(self._side)
        (self._threshold,) = ax.plot([], [], color=style.OUTPUT, lw=2.2, zorder=2)
        self._labels = [ax.text(0, 0, f"{a:.0f}{b:.0f}", va="center", zorder=4) for a, b in XOR_X]
        self._marks = []
        for label, (colour, mark) in enumerate(zip(style.CLASS_COLOURS, style.CLASS_MARKS, strict=True)):
            face = colour if label else style.PAPER
            self._marks.append(
                ax.scatter([], [], s=62, marker=mark, facecolor=face, edgecolor=colour, lw=1.7, zorder=4)
            )
        self._rings = ax.scatter([], [], s=200, facecolor="none", edgecolor=style.OUTPUT, lw=1.6, zorder=5)
        at_top = {"va": "center", "color": style.MUTED, "zorder": 4}
        self._says = [
            ax.text(0, 1.72, "says 0", ha="right", **at_top),
            ax.text(0, 1.72, "says 1", ha="left", **at_top),
        ]
        self._verdict = ax.text(-3.3, 2.22, "", va="center", fontsize=11, zorder=4)
        return [
            self._side,
            self._threshold,
            *self._labels,
            *self._marks,
            self._rings,
            *self._says,
            self._verdict,
        ]

    def update(self, *, gate, threshold, w1, w2):
        sums, says, wanted = self._work(gate, threshold, w1, w2)
        heights = [0.1 + 0.42 * int(np.sum(sums[:i] == sums[i])) for i in range(4)]  # equal sums are stacked
        at = np.column_stack([sums, heights])
        self._side.set_xy([(threshold, -9), (9, -9), (9, 9), (threshold, 9)])
        self._threshold.set_data([threshold, threshold], [-9, 9])
        for text, side in zip(self._says, (-0.12, 0.12), strict=True):
            text.set_x(threshold + side)
        for label, (x, y) in zip(self._labels, at, strict=True):
            label.set_position((x + 0.17, y))
        for value, marks in enumerate(self._marks):
            marks.set_offsets(at[wanted == value])
        self._rings.set_offsets(at[says != wanted])
        wrong = int(np.sum(says != wanted))
        self._verdict.set_text(f"{gate}: all four right" if not wrong else f"{gate}: {wrong} of 4 wrong")

    def _work(self, gate, threshold, w1, w2):
        sums = XOR_X @ [w1, w2]
        return sums, (sums >= threshold).astype(int), np.array(_GATES[gate])

    def describe(self, *, gate, threshold, w1, w2):
        _, says, wanted = self._work(gate, threshold, w1, w2)
        rows = ", ".join(f"{a:.0f}{b:.0f} gives {say}" for (a, b), say in zip(XOR_X, says, strict=True))
        wrong = int(np.sum(says != wanted))
        end = f"That is {gate}." if not wrong else f"For {gate} that is {count(wrong, 'mistake')}."
        return f"Weights {number(w1)} and {number(w2)}, threshold {number(threshold)}: {rows}. {end}"


_LEAK = 0.1


def _elu(z):
    return np.where(z > 0, z, np.expm1(np.minimum(z, 0)))


_ACTIVATIONS = {
    "step": (lambda z: (z > 0).astype(float), np.zeros_like),
    "sigmoid": (F.sigmoid, F.sigmoid_grad),
    "tanh": (F.tanh, F.tanh_grad),
    "ReLU": (F.relu, F.relu_grad),
    "leaky ReLU": (lambda z: np.where(z > 0, z, _LEAK * z), lambda z: np.where(z > 0, 1.0, _LEAK)),
    "ELU": (_elu, lambda z: np.where(z > 0, 1.0, np.exp(np.minimum(z, 0)))),
}
_HEIGHTS = {"step": (-0.3, 1.3), "sigmoid": (-0.3, 1.3), "tanh": (-1.4, 1.4)}


class ActivationGallery(MovingFigure):
    """Six activations and their slopes.

    Find out: which of them go flat on both sides, which on one side only, and how large is the largest slope of each?
    """

    about = (
        "On the left the activation g over the score z, with the point at the chosen z and the tangent through it; on "
        "the right its slope g′ over z, with the point at the same z."
    )
    size = (7.2, 3.6)
    controls = (
        Choice("activation", "activation", tuple(_ACTIVATIONS), "sigmoid"),
        Slider("z", "score z", -5, 5, 0.1, 1),
    )

    def build(self, fig):
        self._shown = None
        self._axis = np.linspace(-5, 5, 401)  # 0 is one of the points
        left, right = fig.subplots(1, 2)
        fig.subplots_adjust(0.075, 0.15, 0.985, 0.9, 0.2)
        for ax in (left, right):
            style.through_zero(ax)
            ax.set(xlim=(-5, 5), xlabel="score $z$", xticks=range(-4, 5, 2))
        left.set_title("the activation $g(z)$")
        right.set(title="its slope $g\u2032(z)$", ylim=(-0.1, 1.15))
        self._left = left
        (self._curve,) = left.plot(self._axis, 0 * self._axis, color=style.OUTPUT)
        (self._tangent,) = left.plot([], [], color=style.GRADIENT, ls=(0, (4, 2)), lw=2)
        (self._point,) = left.plot([], [], "o", color=style.INPUT, ms=8)
        (self._slope,) = right.plot(self._axis, 0 * self._axis, color=style.GRADIENT)
        (self._slope_point,) = right.plot([], [], "o", color=style.INPUT, ms=8)
        return [self._curve, self._tangent, self._point, self._slope, self._slope_point]

    def update(self, *, activation, z):
        g, slope = _ACTIVATIONS[activation]
        if activation != self._shown:
            self._shown = activation
            self._curve.set_ydata(_torn(self._axis, g(self._axis)) if activation == "step" else g(self._axis))
            slopes = slope(self._axis)
            self._slope.set_ydata(
                slopes if activation in ("sigmoid", "tanh", "ELU") else _torn(self._axis, slopes)
            )
            self._left.set_ylim(*_HEIGHTS.get(activation, (-1.6, 5.2)))
            self.background_changed()
        here, steepness = float(g(np.float64(z))), float(slope(np.float64(z)))
        run = 1.6 / np.hypot(1, steepness)
        self._tangent.set_data([z - run, z + run], [here - steepness * run, here + steepness * run])
        self._point.set_data([z], [here])
        self._slope_point.set_data([z], [steepness])

    def describe(self, *, activation, z):
        g, slope = _ACTIVATIONS[activation]
        here, steepness = number(g(np.float64(z)), 3), number(slope(np.float64(z)), 3)
        note = ""
        if z == 0 and activation in ("step", "ReLU", "leaky ReLU"):
            place = "a jump" if activation == "step" else "a corner"
            note = f" At 0 itself there is {place} and no slope; {steepness} is agreed on."
        return f"{activation} at z = {number(z)} is {here}, its slope there is {steepness}.{note}"


def _torn(axis, values):
    """The values with a gap at 0, where they jump."""
    return np.where(np.abs(axis) < 1e-9, np.nan, values)


_HOURS = np.array([0.5, 0.8, 1.0, 1.4, 1.6, 2.0, 2.1, 2.6, 2.4, 2.8, 3.1, 3.4, 3.8, 4.1, 4.5, 5.2])
_PASSED = np.array([0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1])
_PASSED[5], _PASSED[10] = 1, 0  # two who surprise


class LogisticNeuron(MovingFigure):
    """One neuron gives a probability.

    Find out: how do you make the curve steeper and keep its crossing of one half at 2.5 hours? What must w and b have
    in common?
    """

    about = (
        "Hours of practice on the horizontal axis, the probability of passing on the vertical one. Open circles at 0 "
        "are people who failed, filled squares at 1 people who passed. The curve is the neuron's answer; a dotted line "
        "marks where it is one half."
    )
    size = (7.2, 3.8)
    controls = (
        Slider("w", "weight w", -4, 8, 0.1, 1),
        Slider("b", "bias b", -20, 10, 0.1, -1),
    )

    def build(self, fig):
        ax = fig.add_axes((0.085, 0.15, 0.89, 0.75), xlim=(0, 6), ylim=(-0.09, 1.09))
        ax.set(xlabel="hours of practice $x$", yticks=[0, 0.5, 1])
        ax.set_title("$a = \\sigma(w x + b)$: the probability of passing")
        ax.axhline(0.5, color=style.FAINT, lw=1, zorder=0)
        self._axis = np.linspace(0, 6, 241)
        (self._misses,) = ax.plot([], [], color=style.MUTED, lw=1)
        (self._curve,) = ax.plot(self._axis, 0 * self._axis, color=style.OUTPUT, lw=2.6)
        (self._crossing,) = ax.plot([], [], color=style.OUTPUT, lw=1.6, ls=(0, (1, 2)))
        points = []
        for label, (colour, mark) in enumerate(zip(style.CLASS_COLOURS, style.CLASS_MARKS, strict=True)):
            x = _HOURS[label == _PASSED]
            face = colour if label else style.PAPER
            name = ("failed", "passed")[label]
            points.append(
                ax.scatter(
                    x, np.full(x.size, float(label)), s=46, marker=mark, facecolor=face, edgecolor=colour, lw=1.6,
                    zorder=4, clip_on=False, label=name,
                )
            )  # fmt: skip
        ax.legend(handles=points, loc="center right", bbox_to_anchor=(1.0, 0.3))
        return [self._misses, self._curve, self._crossing, *points]

    def update(self, *, w, b):
        answers = F.sigmoid(w * _HOURS + b)
        gap = np.full(_HOURS.size, np.nan)
        self._misses.set_data(
            np.column_stack([_HOURS, _HOURS, gap]).ravel(), np.column_stack([_PASSED, answers, gap]).ravel()
        )
        self._curve.set_ydata(F.sigmoid(w * self._axis + b))
        crossing = -b / w if w else np.nan
        self._crossing.set_data([crossing, crossing], [-0.09, 1.09])

    def describe(self, *, w, b):
        if w:
            crossing, slope = number(-b / w), number(w / 4, 3)
            where = f"The answer is one half at x = {crossing} hours, where the slope is w/4 = {slope}."
        else:
            where = f"With w = 0 the answer is {number(F.sigmoid(b), 3)} for everybody."
        p = F.sigmoid(w * _HOURS + b)
        mistakes = count(int(np.sum((p > 0.5) != _PASSED)), "mistake").capitalize()
        surprise = float(np.min(np.where(_PASSED, p, 1 - p)))
        return (
            f"{where} {mistakes} in 16 people. What surprises it most had probability {number(surprise, 3)}."
        )
