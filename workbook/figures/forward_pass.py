"""The moving figures of chapter 2: shapes, the puzzle step by step, and a hidden layer that bends the plane."""

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.patches import Circle, Polygon, Rectangle

from nnlib import functional as F
from workbook.figures import style
from workbook.figures._base import MovingFigure
from workbook.figures._controls import Choice, Slider
from workbook.figures._words import count, in_brackets, number
from workbook.figures.neuron import XOR_X, XOR_Y, _Line

_BLUE_PAPER, _ORANGE_PAPER, _GREY_PAPER = "#d6e6f4", "#fbe3c8", "#e4e7ea"


def _grid(x, y, rows, columns, width, height):
    """The lines of a table whose upper left corner is at (x, y), as segments."""
    across = [[(x, y - r * height), (x + columns * width, y - r * height)] for r in range(rows + 1)]
    down = [[(x + c * width, y), (x + c * width, y - rows * height)] for c in range(columns + 1)]
    return across + down


class ShapeExplorer(MovingFigure):
    """Row by column: how X @ W.T + b is made.

    Find out: which entries of X and W does one entry of Z need? With 2 neurons, why does X @ W not work, and what is
    wrong with it when there are 3?
    """

    about = (
        "The table X at the lower left, four samples of three inputs; above on the right the table that it is "
        "multiplied by, under it the biases b, and the answer Z at the lower right. A row of X, a column of the other "
        "table and the entry of Z where the two meet are shaded."
    )
    size = (7.2, 4.35)
    controls = (
        Choice("product", "the product", ("X @ W.T", "X @ W"), "X @ W.T"),
        Choice("neurons", "neurons in the layer", ("2", "3"), "2"),
        Slider("sample", "sample (row of Z)", 1, 4, 1, 1),
        Slider("neuron", "neuron (column of Z)", 1, 3, 1, 1),
    )
    _X = np.array([[3, 4, 0], [1, 0, 2], [0, 1, 1], [2, 2, 1]])
    _W = np.array([[1, -1, 2], [2, 0, -1], [0, 3, 1]])
    _b = np.array([9, -3, 1])
    _x0, _z0, _low, _high, _wide, _tall = 0.5, 5.1, 4.0, 8.35, 1.0, 0.78

    def build(self, fig):
        ax = fig.add_axes((0, 0, 1, 1), xlim=(0, 13.6), ylim=(-0.35, 9.25))
        ax.set_axis_off()
        wide, tall = self._wide, self._tall
        net = LineCollection(_grid(self._x0, self._low, 4, 3, wide, tall), colors=style.INPUT, lw=1.4)
        fixed = [ax.add_collection(net)]
        for (i, k), value in np.ndenumerate(self._X):
            fixed.append(self._text(ax, self._x0, self._low, i, k, str(value)))
        self._lines = [
            ax.add_collection(LineCollection([], colors=colour, lw=1.4))
            for colour in (style.WEIGHT, style.WEIGHT, style.OUTPUT)
        ]
        self._row = Rectangle((0, 0), 3 * wide, tall, facecolor=_BLUE_PAPER, zorder=0)
        self._column = Rectangle((0, 0), wide, tall, facecolor=_ORANGE_PAPER, zorder=0)
        self._bias = Rectangle((0, 0), wide, tall, facecolor=_ORANGE_PAPER, zorder=0)
        self._entry = Rectangle((0, 0), wide, tall, facecolor=_GREY_PAPER, zorder=0)
        for patch in (self._row, self._column, self._bias, self._entry):
            ax.add_patch(patch)
        self._right = [[self._text(ax, self._z0, self._high, i, k) for k in range(3)] for i in range(3)]
        self._biases = [self._text(ax, self._z0, self._low + 1.13, 0, k) for k in range(3)]
        self._table = [[self._text(ax, self._z0, self._low, i, k) for k in range(3)] for i in range(4)]
        names = {"fontsize": 11, "va": "center"}
        ax.text(self._x0, self._low + 0.35, "X   (4, 3)", color=style.INPUT, **names)
        self._right_name = ax.text(self._z0, self._high + 0.38, "", color=style.WEIGHT_INK, **names)
        ax.text(self._z0 - 0.28, self._low + 0.74, "b", color=style.WEIGHT_INK, ha="right", **names)
        ax.text(self._z0 - 0.28, self._low - 1.55, "Z", ha="right", **names)
        self._misfit = ax.text(self._z0, self._low - 0.45, "", color=style.OUTPUT, va="top", linespacing=1.5)
        self._shapes = ax.text(8.75, self._high - 0.1, "", va="top", linespacing=1.75, fontsize=10.5)
        self._sum = ax.text(self._x0, 0.25, "", fontsize=11, va="center")
        moving = [*fixed, *self._lines, self._row, self._column, self._bias, self._entry, self._right_name]
        moving += [self._misfit, self._shapes, self._sum, *self._biases]
        return moving + [text for row in (*self._right, *self._table) for text in row]

    def _text(self, ax, x, y, i, k, text=""):
        return ax.text(
            x + (k + 0.5) * self._wide,
            y - (i + 0.54) * self._tall,
            text,
            ha="center",
            va="center",
            fontsize=11,
        )

    def _work(self, product, neurons):
        """The right-hand table, the biases, and Z, or None where the shapes do not fit."""
        W, b = self._W[: int(neurons)], self._b[: int(neurons)]
        right = W.T if product == "X @ W.T" else W
        fits = right.shape[0] == 3
        return right, b, self._X @ right + b if fits else None

    def _place(self, right, sample, neuron):
        return int(sample) - 1, min(int(neuron), right.shape[1]) - 1

    def update(self, *, product, neurons, sample, neuron):
        right, b, Z = self._work(product, neurons)
        i, j = self._place(right, sample, neuron)
        rows, columns = right.shape
        wide, tall = self._wide, self._tall
        self._lines[0].set_segments(_grid(self._z0, self._high, rows, columns, wide, tall))
        self._lines[1].set_segments(_grid(self._z0, self._low + 1.13, 1, len(b), wide, tall))
        self._lines[2].set_segments([] if Z is None else _grid(self._z0, self._low, *Z.shape, wide, tall))
        for texts, values in ((self._right, right), (self._table, Z), ([self._biases], b[np.newaxis])):
            for r, row in enumerate(texts):
                for c, text in enumerate(row):
                    there = values is not None and r < values.shape[0] and c < values.shape[1]
                    text.set_text(number(values[r, c]) if there else "")
        self._row.set_xy((self._x0, self._low - (i + 1) * tall))
        self._column.set_bounds(self._z0 + j * wide, self._high - rows * tall, wide, rows * tall)
        for patch, top in ((self._bias, self._low + 1.13), (self._entry, self._low - i * tall)):
            patch.set_xy((self._z0 + j * wide, top - tall))
            patch.set_visible(Z is not None)
        name = product.removeprefix("X @ ")
        self._right_name.set_text(f"{name}   {right.shape}")
        fit = "they are equal, so it fits" if Z is not None else "they differ: no product"
        self._shapes.set_text(
            f"W  {self._W[: int(neurons)].shape}, one neuron a row\n\n{product}:\n  (4, 3) @ {right.shape}\n"
            f"  inner numbers {right.shape[0]} and 3:\n  {fit}"
            if rows != 3
            else f"W  {self._W[: int(neurons)].shape}, one neuron a row\n\n{product}:\n  (4, 3) @ {right.shape}\n"
            f"  inner numbers 3 and 3:\n  {fit}\n  Z  {Z.shape}"
        )
        self._misfit.set_text("" if Z is not None else "A row of X has 3 entries,\na column of W only 2.")
        self._sum.set_text("" if Z is None else f"Z[{i}, {j}] = {self._terms(right, b, i, j)}")

    def _terms(self, right, b, i, j):
        products = " + ".join(
            f"{in_brackets(x)}·{in_brackets(w)}" for x, w in zip(self._X[i], right[:, j], strict=True)
        )
        return f"{products} + {in_brackets(b[j])} = {number(self._X[i] @ right[:, j] + b[j])}"

    def describe(self, *, product, neurons, sample, neuron):
        right, b, Z = self._work(product, neurons)
        i, j = self._place(right, sample, neuron)
        if Z is None:
            return (
                f"X @ W is (4, 3) @ {right.shape}: row {i + 1} of X has 3 entries, column {j + 1} of W only 2, so "
                "there is no product."
            )
        made = f"(4, 3) @ {right.shape} gives {Z.shape}. Sample {i + 1}, neuron {j + 1}: {self._terms(right, b, i, j)}."
        if product == "X @ W":
            return f"{made} The shapes fit, but the column takes one weight from each neuron."
        return made


_W1 = np.array([[1.0, -1.0], [2.0, 0.0]])
_B1 = np.array([9.0, -3.0])
_W2 = np.array([[4.0, 3.0], [-2.0, 1.0]])
_B2 = np.array([5.0, 0.0])
_WAYS = ("as asked", "W₁ transposed", "W₂ transposed", "biases forgotten", "ReLU forgotten")


class PuzzleSteps(MovingFigure):
    """The puzzle, one neuron at a time.

    Find out: at which neuron does each wrong turn leave the right way, and which of them could you not tell from the
    shape of the answer?
    """

    about = (
        "Two input circles on the left, two hidden neurons in the middle, two output neurons on the right. A line is "
        "as thick as its weight is large, dashed for a negative weight. A neuron is filled in when its turn has come; "
        "one whose ReLU gives 0 has a dashed ring."
    )
    size = (7.2, 4)
    controls = (
        Choice("way", "what is computed", _WAYS, "as asked"),
        Slider("step", "neurons done", 0, 4, 1, 0),
        Slider("x1", "input x₁", -6, 6, 1, 3),
        Slider("x2", "input x₂", -6, 6, 1, 4),
    )
    _at = ((1.3, 4.6), (1.3, 1.9), (5.3, 4.6), (5.3, 1.9), (9.3, 4.6), (9.3, 1.9))
    _names = ("neuron 1", "neuron 2", "neuron 3", "neuron 4")

    def build(self, fig):
        ax = fig.add_axes((0, 0, 1, 1), xlim=(0, 11.1), ylim=(-0.067, 6.1))
        ax.set_axis_off()
        self._lines, self._weights = [], []
        for layer in (0, 2):
            for j in range(2):
                for k in range(2):
                    (x0, y0), (x1, y1) = self._at[layer + k], self._at[layer + 2 + j]
                    self._lines.append(
                        ax.plot([x0, x1], [y0, y1], color=style.WEIGHT, dash_capstyle="butt", zorder=1)[0]
                    )
                    at = 0.28 if j == k else 0.33
                    self._weights.append(
                        ax.text(
                            x0 + at * (x1 - x0), y0 + at * (y1 - y0), "", ha="center", va="center",
                            color=style.WEIGHT_INK, zorder=2,
                            bbox={"facecolor": style.PAPER, "edgecolor": "none", "pad": 1.2},
                        )
                    )  # fmt: skip
        self._circles = []
        for i, (x, y) in enumerate(self._at):
            face, edge = ("#e3eef8", style.INPUT) if i < 2 else (style.PAPER, style.OUTPUT)
            self._circles.append(
                ax.add_patch(Circle((x, y), 0.62, facecolor=face, edgecolor=edge, lw=2, zorder=3))
            )
        self._numbers = [
            ax.text(x, y, "", ha="center", va="center", fontsize=12, zorder=4) for x, y in self._at
        ]
        for (x, y), name in zip(self._at[2:], self._names, strict=True):
            ax.text(x, y + 0.86, name, ha="center", va="center", color=style.MUTED)
        for (x, y), name in zip(self._at[:2], ("$x_1$", "$x_2$"), strict=True):
            ax.text(x - 0.95, y, name, ha="center", va="center", color=style.INPUT, fontsize=12)
        for (x, y), name in zip(self._at[4:], ("$y_1$", "$y_2$"), strict=True):
            ax.text(x + 0.98, y, name, ha="center", va="center", fontsize=12)
        self._bias = [
            ax.text(x, y - 0.9, "", ha="center", va="center", color=style.WEIGHT_INK) for x, y in self._at[2:]
        ]
        self._work_line = ax.text(0.35, 0.22, "", va="center", fontsize=11)
        return [*self._lines, *self._weights, *self._circles, *self._numbers, *self._bias, self._work_line]

    def _layers(self, way):
        W1 = _W1.T if way == "W₁ transposed" else _W1
        W2 = _W2.T if way == "W₂ transposed" else _W2
        none = way == "biases forgotten"
        return (W1, np.zeros(2) if none else _B1), (W2, np.zeros(2) if none else _B2)

    def _scores(self, way, x1, x2):
        """The scores and the activations of the four neurons, in their order."""
        scores, answers, a = [], [], np.array([x1, x2])
        for W, b in self._layers(way):
            z = W @ a + b
            a = z if way == "ReLU forgotten" else np.maximum(z, 0.0)
            scores += [*z]
            answers += [*a]
        return scores, answers

    def update(self, *, way, step, x1, x2):
        step = int(step)
        layers = self._layers(way)
        weights = [w for W, _ in layers for w in W.ravel()]
        biases = [b for _, v in layers for b in v]
        scores, answers = self._scores(way, x1, x2)
        for i, (line, text, w) in enumerate(zip(self._lines, self._weights, weights, strict=True)):
            line.set_linewidth(1.0 + 1.3 * abs(w) if w else 1.2)
            line.set_linestyle(
                style.POSITIVE_LINE if w > 0 else style.NEGATIVE_LINE if w < 0 else (0, (1, 3))
            )
            line.set_color(style.WEIGHT if step and i // 2 == step - 1 else "#f0cfa4")
            text.set_text(number(w))
        for text, value in zip(self._numbers[:2], (x1, x2), strict=True):
            text.set_text(number(value))
        for i in range(4):
            done = i < step
            circle = self._circles[i + 2]
            off = done and answers[i] == 0 and scores[i] <= 0
            circle.set_linestyle((0, (2, 1.6)) if off else "-")
            circle.set_facecolor(_ORANGE_PAPER if i == step - 1 else style.PAPER)
            self._numbers[i + 2].set_text(number(answers[i]) if done else "?")
            self._bias[i].set_text(f"b = {number(biases[i])}")
        self._work_line.set_text(self._sum(way, step, x1, x2) if step else "Nothing is computed yet.")

    def _sum(self, way, step, x1, x2):
        layer, j = divmod(step - 1, 2)
        W, b = self._layers(way)[layer]
        scores, answers = self._scores(way, x1, x2)
        inputs = answers[:2] if layer else (x1, x2)
        terms = " + ".join(f"{in_brackets(w)}·{in_brackets(x)}" for w, x in zip(W[j], inputs, strict=True))
        bend = "" if way == "ReLU forgotten" else f", after ReLU {number(answers[step - 1])}"
        return f"{self._names[step - 1]}: {terms} + {in_brackets(b[j])} = {number(scores[step - 1])}{bend}"

    def describe(self, *, way, step, x1, x2):
        step = int(step)
        start = f"Inputs {number(x1)} and {number(x2)}, {way}."
        if not step:
            return f"{start} Nothing is computed yet."
        _, answers = self._scores(way, x1, x2)
        end = f" The output is ({number(answers[2])}, {number(answers[3])})." if step == 4 else ""
        text = self._sum(way, step, x1, x2)
        return f"{start} {text[0].upper()}{text[1:]}.{end}"


def _sigmoid_or_not(name):
    return {"sigmoid": F.sigmoid, "ReLU": F.relu, "none": lambda z: z}[name]


_HIDDEN = {
    "article E: sigmoid": ([[1.0, 1.0], [-0.5, -0.5]], [0.0, 0.0], "sigmoid"),
    "exact: ReLU": ([[1.0, 1.0], [1.0, 1.0]], [0.0, -1.0], "ReLU"),
    "no activation": ([[1.0, 0.6], [-0.7, 0.9]], [0.4, 0.0], "none"),
}
_FORMULAS = {
    "article E: sigmoid": "$h_1 = \\sigma(x_1 + x_2)$\n$h_2 = \\sigma(-0.5\\,x_1 - 0.5\\,x_2)$",
    "exact: ReLU": "$h_1 = \\mathrm{relu}(x_1 + x_2)$\n$h_2 = \\mathrm{relu}(x_1 + x_2 - 1)$",
    "no activation": "$h_1 = x_1 + 0.6\\,x_2 + 0.4$\n$h_2 = -0.7\\,x_1 + 0.9\\,x_2$",
}


def widest_margin(X: np.ndarray, y: np.ndarray) -> tuple[float, np.ndarray, float] | None:
    """The line that keeps as far as it can from two classes of two points each.

    Parameters
    ----------
    X : (4, 2) array
        The points.
    y : (4,) array of int
        Two of class 0 and two of class 1.

    Returns
    -------
    (margin, w, b) or None
        The distance of the nearest point, and the line w · x + b = 0 with w of length 1; None if no line separates
        the classes. Each class is a piece of a straight line, and the widest street runs halfway between the two
        places where these come nearest to each other.
    """
    low, high = X[y == 0], X[y == 1]
    best = None
    for ends, pieces, sign in ((low, high, 1.0), (high, low, -1.0)):
        for end in ends:
            along = pieces[1] - pieces[0]
            length = along @ along
            t = np.clip((end - pieces[0]) @ along / length, 0.0, 1.0) if length else 0.0
            gap = sign * (pieces[0] + t * along - end)  # points from class 0 to class 1
            if best is None or gap @ gap < best[0] @ best[0]:
                best = gap, end + sign * gap / 2
    gap, middle = best
    distance = float(np.hypot(*gap))
    if distance < 1e-9:
        return None
    w = gap / distance
    b = float(-w @ middle)
    if np.any((X @ w + b > 0) != y):  # the two pieces cross
        return None
    return distance / 2, w, b


class FeatureBend(MovingFigure):
    """What a hidden layer does to the plane.

    Find out: which half of the way makes XOR separable, the linear map or the bend? How wide is the street at the end?
    """

    about = (
        "The square with the four points of XOR at its corners, drawn with a net of lines, on its way through a hidden "
        "layer: first to the scores z, which is a linear map, then to the activations. Open circles are the equal "
        "pairs, filled squares the unequal ones. If a line can separate them, the widest street is drawn."
    )
    size = (7.2, 4.4)
    controls = (
        Choice("layer", "hidden layer", tuple(_HIDDEN), "exact: ReLU"),
        Slider("way", "way: 0 inputs, 1 scores, 2 activations", 0, 2, 0.05, 0),
    )

    def build(self, fig):
        ax = fig.add_axes((0.075, 0.115, 0.58, 0.855), xlim=(-0.75, 2.6), ylim=(-1.25, 1.77), aspect="equal")
        ax.set(xticks=[0, 1, 2], yticks=[-1, 0, 1], xlabel="first number", ylabel="second number")
        style.through_zero(ax)
        ticks, fine = np.linspace(0, 1, 9), np.linspace(0, 1, 33)
        self._net = np.array(
            [np.column_stack([fine, np.full(33, t)]) for t in ticks]
            + [np.column_stack([np.full(33, t), fine]) for t in ticks]
        )
        self._street = Polygon(np.zeros((4, 2)), facecolor="#e9ecef", edgecolor=style.MUTED, lw=0.8, zorder=1)
        ax.add_patch(self._street)
        (self._line,) = ax.plot([], [], color=style.OUTPUT, lw=1.8, zorder=2)
        self._lines = ax.add_collection(LineCollection([], colors=style.INPUT, lw=0.8, zorder=3))
        self._points = []
        for label, (colour, mark) in enumerate(zip(style.CLASS_COLOURS, style.CLASS_MARKS, strict=True)):
            face = colour if label else style.PAPER
            name = ("equal pair", "unequal pair")[label]
            self._points.append(
                ax.scatter(
                    [], [], s=58, marker=mark, facecolor=face, edgecolor=colour, lw=1.8, zorder=4, label=name
                )
            )
        ax.legend(handles=self._points, loc="upper left", bbox_to_anchor=(1.03, 1), borderaxespad=0)
        self._labels = [
            ax.text(0, 0, f"{a:.0f}{b:.0f}", ha="center", va="center", zorder=5) for a, b in XOR_X
        ]
        self._formula = fig.text(0.685, 0.81, "", va="top", linespacing=1.6)
        self._stage = fig.text(0.685, 0.615, "", va="top", linespacing=1.5)
        fig.text(0.685, 0.40, "nearest point to the line", color=style.MUTED)
        self._margin = fig.text(0.685, 0.29, "", fontsize=22)
        texts = [*self._labels, self._formula, self._stage, self._margin]
        return [self._street, self._line, self._lines, *self._points, *texts]

    def _through(self, layer, way, X):
        W, b, activation = _HIDDEN[layer]
        Z = X @ np.transpose(W) + b
        if way <= 1:
            return (1 - way) * X + way * Z
        return (2 - way) * Z + (way - 1) * _sigmoid_or_not(activation)(Z)

    def update(self, *, layer, way):
        H = self._through(layer, way, XOR_X)
        self._lines.set_segments(self._through(layer, way, self._net.reshape(-1, 2)).reshape(self._net.shape))
        for label, points in enumerate(self._points):
            points.set_offsets(H[label == XOR_Y])
        together = bool(np.all(np.abs(H[1] - H[2]) < 1e-9))
        beside = (0.28, -0.16) if layer.startswith("exact") else (-0.22, -0.2)
        shifts = ((-0.17, -0.1), beside if together else (-0.1, 0.2), (0.14, -0.2), (0.2, 0.12))
        for label, at, shift in zip(self._labels, H, shifts, strict=True):
            label.set_position(at + shift)
        self._labels[1].set_text("01, 10" if together else "01")
        self._labels[2].set_text("" if together else "10")
        found = widest_margin(H, XOR_Y)
        for artist in (self._street, self._line):
            artist.set_visible(found is not None)
        if found:
            margin, w, b = found
            along = 6 * np.array([-w[1], w[0]])
            foot, side = -b * w, margin * w
            self._line.set_data(*np.transpose([foot - along, foot + along]))
            self._street.set_xy(
                [foot - along - side, foot + along - side, foot + along + side, foot - along + side]
            )
        self._margin.set_text(f"{margin:.4f}" if found else "no line")
        self._stage.set_text(self._where(layer, way, "\n"))
        self._formula.set_text(_FORMULAS[layer])

    @staticmethod
    def _where(layer, way, sep=" "):
        if way == 0:
            return "the inputs"
        if way == 1:
            return f"the scores:{sep}a linear map of the inputs"
        if way == 2:
            same = layer == "no activation"
            return f"the activations:{sep}{'the scores as they are' if same else 'the bent scores'}"
        return f"on the way from the{sep}{'inputs to the scores' if way < 1 else 'scores to the activations'}"

    def describe(self, *, layer, way):
        H = self._through(layer, way, XOR_X)
        places = ", ".join(
            f"{a:.0f}{b:.0f} at ({number(p)}, {number(q)})" for (a, b), (p, q) in zip(XOR_X, H, strict=True)
        )
        found = widest_margin(H, XOR_Y)
        end = (
            f"A line separates them; the nearest point is {found[0]:.4f} away from the best one."
            if found
            else "No line separates them."
        )
        return f"{layer}, {self._where(layer, way)}: {places}. {end}"


_FEATURES = F.sigmoid(XOR_X @ np.transpose(_HIDDEN["article E: sigmoid"][0]))


class NeedleLine(MovingFigure):
    """Separate article E's features by hand.

    Find out: with distance 0 the line passes through the origin, as without a bias: how many are right at most? Then
    use both sliders. How much may you move them before a point is on the wrong side?
    """

    about = (
        "The plane of the two hidden activations of article E. The equal pairs 00 and 11 are open circles, the unequal "
        "pairs 01 and 10 a filled square, both in the same place. Dotted rays run from the origin through them. A line "
        "divides the plane. A ring marks each point on the wrong side."
    )
    size = (7.2, 4.4)
    controls = (
        Slider("angle", "direction of the line, degrees", -90, 90, 0.5, 20),
        Slider("distance", "distance from the origin (the bias)", 0, 1, 0.005, 0),
    )

    def build(self, fig):
        ax = fig.add_axes((0.085, 0.125, 0.545, 0.85), xlim=(0, 1.02), ylim=(0, 0.972), aspect="equal")
        ax.set(xlabel="$h_1$", ylabel="$h_2$", xticks=[0, 0.5, 1], yticks=[0, 0.5])
        self._neuron = _Line(ax, _FEATURES, XOR_Y, reach=3)
        rays = [
            ax.plot([0, 4 * x], [0, 4 * y], color=style.MUTED, lw=1, ls=(0, (1, 2)), zorder=2)[0]
            for x, y in _FEATURES[[0, 1, 3]]
        ]
        names = [
            ax.text(x + dx, y + dy, name, ha="center", va="center", zorder=6)
            for (x, y), name, (dx, dy) in zip(
                _FEATURES[[0, 1, 3]],
                ("00", "01, 10", "11"),
                ((-0.01, 0.06), (0.075, 0.045), (0.02, -0.06)),
                strict=True,
            )
        ]
        circles, squares = self._neuron.artists[3:5]
        circles.set_label("equal pair")
        squares.set_label("unequal pair (two)")
        ax.legend(handles=[circles, squares], loc="upper left", bbox_to_anchor=(1.04, 1), borderaxespad=0)
        fig.text(0.665, 0.66, "right now", color=style.MUTED, fontsize=11)
        self._now = fig.text(0.665, 0.55, "", fontsize=24)
        fig.text(0.665, 0.40, "nearest point", color=style.MUTED, fontsize=11)
        self._near = fig.text(0.665, 0.31, "", fontsize=16)
        return [*self._neuron.artists, *rays, *names, self._now, self._near]

    @staticmethod
    def _neuron_of(angle, distance):
        turn = np.deg2rad(angle)
        return -np.sin(turn), np.cos(turn), -distance

    def _work(self, angle, distance):
        """How many are right, and how far the nearest point is from the line."""
        w1, w2, b = self._neuron_of(angle, distance)
        scores = _FEATURES @ [w1, w2] + b
        return 4 - int(self._neuron.wrong(w1, w2, b).sum()), float(np.abs(scores).min())

    def update(self, *, angle, distance):
        self._neuron.set(*self._neuron_of(angle, distance))
        right, near = self._work(angle, distance)
        self._now.set_text(f"{right} of 4")
        self._near.set_text(f"{near:.4f} away")

    def describe(self, *, angle, distance):
        right, near = self._work(angle, distance)
        bias = "through the origin" if distance == 0 else f"{number(distance, 3)} away from the origin"
        return (
            f"The line runs at {number(angle)} degrees, {bias}. {right} of 4 points are right; the nearest one is "
            f"{near:.4f} away from the line."
        )


class XorTent(MovingFigure):
    """Two ReLUs make a tent.

    Find out: which four numbers give 0, 1 and 0 exactly at the sums 0, 1 and 2? There is more than one way.
    """

    about = (
        "The sum of the inputs on the horizontal axis. Two thin curves are the hidden neurons, the first solid and the "
        "second dashed, each 0 up to its corner and then rising; the thick curve is their weighted sum, the output. "
        "Circles at the sums 0 and 2 and a square at 1 are what XOR wants."
    )
    size = (7.2, 3.9)
    controls = (
        Slider("b1", "bias of hidden neuron 1", -1, 1, 0.25, 0),
        Slider("b2", "bias of hidden neuron 2", -2, 0.5, 0.25, -0.25),
        Slider("v1", "output weight of neuron 1", -1, 4, 0.5, 1),
        Slider("v2", "output weight of neuron 2", -5, 1, 0.5, -0.5),
    )

    def build(self, fig):
        ax = fig.add_axes((0.08, 0.15, 0.62, 0.82), xlim=(-0.35, 2.35), ylim=(-1.6, 3.1))
        ax.set(xlabel="the sum $x_1 + x_2$", xticks=[0, 1, 2], yticks=[-1, 0, 1, 2, 3])
        style.through_zero(ax)
        self._s = np.linspace(-0.35, 2.35, 109)
        thin = {"color": style.INPUT, "lw": 1.5}
        (self._first,) = ax.plot([], [], **thin, label="$h_1$, neuron 1")
        (self._second,) = ax.plot([], [], ls=(0, (4, 2)), **thin, label="$h_2$, neuron 2")
        (self._out,) = ax.plot([], [], color=style.OUTPUT, lw=3, label="output")
        wanted = [
            ax.scatter([0, 2], [0, 0], s=60, facecolor=style.PAPER, edgecolor=style.CLASS_COLOURS[0], lw=1.8, zorder=4,
                       label="wanted: 0"),
            ax.scatter([1], [1], s=60, marker="s", facecolor=style.CLASS_COLOURS[1],
                       edgecolor=style.CLASS_COLOURS[1], zorder=4, label="wanted: 1"),
        ]  # fmt: skip
        curves = [self._first, self._second, self._out]
        ax.legend(handles=[*curves, *wanted], loc="upper left", bbox_to_anchor=(1.03, 1), borderaxespad=0)
        self._rows = [fig.text(0.735, 0.42 - 0.085 * i, "") for i in range(4)]
        return [*curves, *wanted, *self._rows]

    @staticmethod
    def _output(s, b1, b2, v1, v2):
        return v1 * F.relu(s + b1) + v2 * F.relu(s + b2)

    def update(self, *, b1, b2, v1, v2):
        self._first.set_data(self._s, F.relu(self._s + b1))
        self._second.set_data(self._s, F.relu(self._s + b2))
        self._out.set_data(self._s, self._output(self._s, b1, b2, v1, v2))
        answers = self._output(XOR_X.sum(axis=1), b1, b2, v1, v2)
        for text, (p, q), a, want in zip(self._rows, XOR_X, answers, XOR_Y, strict=True):
            text.set_text(f"{p:.0f}{q:.0f}  gives {number(a, 3)}{'  ✓' if a == want else ''}")

    def describe(self, *, b1, b2, v1, v2):
        answers = self._output(XOR_X.sum(axis=1), b1, b2, v1, v2)
        rows = ", ".join(
            f"{p:.0f}{q:.0f} gives {number(a, 3)}" for (p, q), a in zip(XOR_X, answers, strict=True)
        )
        right = int(np.sum(answers == XOR_Y))
        end = "That is XOR, exactly." if right == 4 else f"{right} of 4 are as XOR wants them."
        formula = f"{number(v1)}·relu(s + {in_brackets(b1)}) + {in_brackets(v2)}·relu(s + {in_brackets(b2)})"
        return f"The output is {formula}, with s the sum of the inputs: {rows}. {end}"


_BENDS = {"none": lambda z: z, "ReLU": F.relu, "tanh": F.tanh}


class LayerStack(MovingFigure):
    """Many layers, with and without a bend.

    Find out: with no activation, what do more layers change? And how does the number of straight pieces grow with
    ReLU?
    """

    about = (
        "The output of a network with one input, as a curve over that input. Each hidden layer has six neurons whose "
        "weights are drawn at random and then stay as they are."
    )
    size = (7.2, 3.7)
    controls = (
        Choice("activation", "activation of the hidden layers", tuple(_BENDS), "none"),
        Slider("layers", "hidden layers", 0, 6, 1, 1),
        Slider("draw", "random weights, draw number", 1, 8, 1, 1),
    )

    def build(self, fig):
        ax = fig.add_axes((0.075, 0.15, 0.62, 0.81), xlim=(-3, 3), ylim=(-1.1, 1.1))
        ax.set(xlabel="input $x$", ylabel="output, scaled to the frame", yticks=[-1, 0, 1])
        style.through_zero(ax)
        self._x = np.linspace(-3, 3, 1201)
        (self._curve,) = ax.plot([], [], color=style.OUTPUT, lw=2.4)
        fig.text(0.73, 0.80, "weights and biases", color=style.MUTED)
        self._count = fig.text(0.73, 0.69, "", fontsize=20)
        fig.text(0.73, 0.52, "straight pieces", color=style.MUTED)
        self._pieces = fig.text(0.73, 0.41, "", fontsize=20)
        self._same = fig.text(0.73, 0.28, "", va="top", linespacing=1.5)
        return [self._curve, self._count, self._pieces, self._same]

    def _run(self, activation, layers, draw):
        """The output over x, and how many straight pieces it has (0: it is curved)."""
        rng = np.random.default_rng([20, int(draw)])
        A, patterns = self._x[:, None], []
        for _ in range(int(layers)):
            W = rng.normal(size=(6, A.shape[1])) * np.sqrt(2 / A.shape[1])
            Z = F.linear_forward(A, W, rng.normal(size=6))
            A = _BENDS[activation](Z)
            patterns.append(Z > 0)
        out = F.linear_forward(A, rng.normal(size=(1, A.shape[1])), rng.normal(size=1))[:, 0]
        if activation == "none" or not patterns:
            return out, 1
        if activation == "tanh":
            return out, 0
        on = np.hstack(patterns)
        slopes = np.diff(out)
        # A neuron that switches on or off behind others that are off bends nothing: only a new slope counts.
        switch = np.flatnonzero(np.any(on[1:] != on[:-1], axis=1))
        bends = [s for s in switch if abs(slopes[min(s + 1, 1199)] - slopes[max(s - 1, 0)]) > 1e-9]
        return out, 1 + len(bends)

    @staticmethod
    def _parameters(layers):
        return F.count_parameters((1, *[6] * int(layers), 1))

    def update(self, *, activation, layers, draw):
        out, pieces = self._run(activation, layers, draw)
        low, high = out.min(), out.max()
        self._curve.set_data(self._x, (2 * out - high - low) / max(high - low, 1e-9))
        self._count.set_text(f"{self._parameters(layers)}")
        self._pieces.set_text(f"{pieces}" if pieces else "curved")
        self._same.set_text(
            "the same as one neuron:\n2 numbers are enough" if self._straight(activation, layers) else ""
        )

    @staticmethod
    def _straight(activation, layers):
        return activation == "none" or layers == 0

    def describe(self, *, activation, layers, draw):
        out, pieces = self._run(activation, layers, draw)
        n = count(int(layers), "hidden layer")
        start = (
            f"Draw {draw:.0f}, {n}, activation {activation}: {self._parameters(layers)} weights and biases."
        )
        if self._straight(activation, layers):
            slope, height = (out[-1] - out[0]) / 6, round(float(out[600]), 2)
            return f"{start} The curve is one straight line, {number(slope)}·x + {in_brackets(height)}."
        return f"{start} The curve {f'has {pieces} straight pieces' if pieces else 'is bent everywhere'}."
