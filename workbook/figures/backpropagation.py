"""The moving figures of chapter 5: slopes that travel backwards, through a neuron, a layer, a network, and depth."""

import math
from typing import ClassVar

import numpy as np
from matplotlib.patches import Circle, FancyArrowPatch, Rectangle

from nnlib import functional as F
from workbook.figures import style
from workbook.figures._base import MovingFigure
from workbook.figures._controls import Choice, Slider
from workbook.figures._words import in_brackets, number

_RED_PAPER = "#f9e7ec"
_BLUE_PAPER = "#e3eef8"
_ORANGE_PAPER = "#fbeedd"
_MIDDLE = {"ha": "center", "va": "center"}
_TIGHT = {"boxstyle": "round,pad=0.16", "facecolor": style.PAPER, "edgecolor": "none"}


def _stage(fig, width, height):
    """Axes without axes, 1.5 units an inch, on the whole figure."""
    ax = fig.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(0, height), aspect="equal")
    ax.set_axis_off()
    return ax


def _arrow(start, end, **how):
    return FancyArrowPatch(start, end, arrowstyle="-|>", shrinkA=0, shrinkB=0, **how)


def _between(start, end, from_start, from_end):
    """The straight line between two points, shortened at both ends."""
    start, end = np.array(start, float), np.array(end, float)
    along = (end - start) / np.hypot(*(end - start))
    return start + from_start * along, end - from_end * along


def _signed(values, digits=2):
    """Numbers as a sum is written: the negative ones in brackets."""
    return " + ".join(number(v, digits) if v >= 0 else f"({number(v, digits)})" for v in values)


def _list(values, digits=3):
    """An array with its brackets, as NumPy prints it."""
    if np.ndim(values) == 0:
        return number(values, digits)
    return f"[{', '.join(_list(v, digits) for v in values)}]"


class GraphBackwards(MovingFigure):
    """One neuron and its loss, step by step backwards.

    Find out: each red number on an arrow is the slope of that one step. Which slopes are multiplied to give dw? And
    when does dw become 0 although the answer is wrong?
    """

    about = (
        "Seven circles joined by arrows, from left to right: w and x are multiplied to p, b is added to give z, the "
        "sigmoid makes a of it, and a and the target y give the loss L. Going back, each arrow gets its slope in red, "
        "and each circle its gradient below it."
    )
    size = (7.2, 3.75)
    controls = (
        Slider("step", "steps back", 0, 5, 1, 0),
        Slider("w", "weight w", -3, 3, 0.5, 1.5),
        Slider("x", "input x", -3, 3, 0.5, 2),
        Slider("b", "bias b", -3, 3, 0.5, -1),
        Slider("y", "target y", 0, 1, 0.5, 0),
    )
    _PLACES: ClassVar = {
        "w": (0.95, 4.45), "x": (0.95, 2.0), "p": (3.35, 3.25), "b": (4.35, 1.7), "z": (5.55, 3.25),
        "a": (7.75, 3.25), "y": (8.75, 1.7), "L": (9.95, 3.25),
    }  # fmt: skip
    _EDGES = (("a", "L", 2), ("z", "a", 3), ("p", "z", 4), ("b", "z", 4), ("w", "p", 5), ("x", "p", 5))
    _SHOWN_AT: ClassVar = {"L": 1, "a": 2, "z": 3, "p": 4, "b": 4, "w": 5, "x": 5}
    _WORDS: ClassVar = {
        "L": "dL = 1", "a": "da = 1·(a − y)", "z": "dz = da·σ′(z)", "p": "dp = dz·1", "b": "db = dz·1",
        "w": "dw = dp·x", "x": "dx = dp·w",
    }  # fmt: skip

    def build(self, fig):
        ax = _stage(fig, 10.8, 5.625)
        looks = {
            "w": (style.WEIGHT, _ORANGE_PAPER), "b": (style.WEIGHT, _ORANGE_PAPER), "x": (style.INPUT, _BLUE_PAPER),
            "y": (style.MUTED, style.PAPER),
        }  # fmt: skip
        inks = {"w": style.WEIGHT_INK, "b": style.WEIGHT_INK}
        for start, end, _ in (*self._EDGES, ("y", "L", 0)):
            at = _between(self._PLACES[start], self._PLACES[end], 0.62, 0.64)
            ax.add_patch(_arrow(*at, mutation_scale=12, color=style.MUTED, lw=1.4, zorder=1))
        for name, place in self._PLACES.items():
            edge, paper = looks.get(name, (style.OUTPUT, style.PAPER))
            ax.add_patch(Circle(place, 0.57, facecolor=paper, edgecolor=edge, lw=2, zorder=2))
            ax.text(place[0], place[1] + 0.8, f"${name}$", color=inks.get(name, edge), fontsize=12, **_MIDDLE)
        for x, words in ((3.35, "w·x"), (5.55, "p + b"), (7.75, "σ(z)"), (9.95, "½(a − y)²")):
            ax.text(x, 4.62, words, color=style.MUTED, fontsize=9.5, **_MIDDLE)
        self._shown = {name: ax.text(*place, "", fontsize=11, zorder=3, **_MIDDLE)
                        for name, place in self._PLACES.items()}  # fmt: skip
        self._gradients, self._factors = {}, {}
        for name in self._SHOWN_AT:
            x, y = self._PLACES[name]
            at = (x + 0.42 if name == "z" else x, y - 0.85)  # beside the arrow from b
            self._gradients[name] = ax.text(
                *at, "", color=style.GRADIENT, fontsize=10, weight="bold", **_MIDDLE
            )
        for start, end, _ in self._EDGES:
            (x0, y0), (x1, y1) = self._PLACES[start], self._PLACES[end]
            at = ((x0 + x1) / 2, y0 + 0.27) if y0 == y1 else (0.56 * x0 + 0.44 * x1, 0.56 * y0 + 0.44 * y1)
            box = None if y0 == y1 else _TIGHT
            self._factors[start] = ax.text(
                *at, "", color=style.GRADIENT, fontsize=9.5, zorder=4, bbox=box, **_MIDDLE
            )
        self._now = ax.text(5.4, 0.25, "", color=style.GRADIENT, fontsize=11, **_MIDDLE)
        return [*self._shown.values(), *self._gradients.values(), *self._factors.values(), self._now]

    @staticmethod
    def work(w, x, b, y):
        """The values, the slopes on the arrows by the arrow's start, and the gradients."""
        p = w * x
        z = p + b
        a = float(F.sigmoid(z))
        values = {"w": w, "x": x, "b": b, "y": y, "p": p, "z": z, "a": a, "L": (a - y) ** 2 / 2}
        factors = {"a": a - y, "z": float(F.sigmoid_grad(z)), "p": 1.0, "b": 1.0, "w": x, "x": w}
        gradients = {"L": 1.0}
        for start, end, _ in GraphBackwards._EDGES:
            gradients[start] = gradients[end] * factors[start] + 0.0
        return values, factors, gradients

    def update(self, *, step, w, x, b, y):
        values, factors, gradients = self.work(w, x, b, y)
        for name, text in self._shown.items():
            text.set_text(number(values[name], 3))
        for name, text in self._gradients.items():
            text.set_text(f"d{name} = {number(gradients[name], 3)}" if step >= self._SHOWN_AT[name] else "")
        for start, _, shown_at in self._EDGES:
            self._factors[start].set_text(f"× {number(factors[start], 3)}")
            self._factors[start].set_visible(step >= shown_at)
        words = [text for name, text in self._WORDS.items() if self._SHOWN_AT[name] == step]
        self._now.set_text("forward: values only" if step == 0 else "now:  " + "    ".join(words))

    def describe(self, *, step, w, x, b, y):
        values, _, gradients = self.work(w, x, b, y)
        forward = ", ".join(f"{name} = {number(values[name], 3)}" for name in "pzaL")
        known = [
            f"d{name} = {number(gradients[name], 3)}" for name, at in self._SHOWN_AT.items() if step >= at
        ]
        back = f"Back as far as {', '.join(known)}." if known else "No step back yet."
        return f"w = {number(w)}, x = {number(x)}, b = {number(b)}, y = {number(y)}: {forward}. {back}"


class NeuronBackwards(MovingFigure):
    """The neuron of chapter 1, backwards.

    Find out: which slider changes dw₁, and which one does not? Which changes dx₁? And which of all the gradients
    reacts to dz alone?
    """

    about = (
        "Two input circles on the left and the sum z on the right, joined by lines as thick as their weights, dashed "
        "if negative. From the right the gradient dz comes in, in red, and goes on along each line as a red arrow, as "
        "thick as what it carries to the input. Between the lines stand the gradients of the weights, at the end of "
        "each arrow that of its input, under the sum that of the bias."
    )
    size = (7.2, 3.8)
    controls = (
        Slider("x1", "input x₁", -3, 3, 0.5, 3),
        Slider("x2", "input x₂", -3, 3, 0.5, -1),
        Slider("w1", "weight w₁", -3, 3, 0.5, 0.5),
        Slider("w2", "weight w₂", -3, 3, 0.5, 2),
        Slider("dz", "gradient dz", -2, 2, 0.5, 1),
    )

    def build(self, fig):
        ax = _stage(fig, 10.8, 5.7)
        heights, hub = (4.2, 1.5), (6.6, 2.85)
        at = {"color": style.GRADIENT, "fontsize": 10.5, "zorder": 4, **_MIDDLE}
        self._lines, self._back = [], []
        for y in heights:
            self._lines += ax.plot(
                (1.9, hub[0]), (y, hub[1]), color=style.WEIGHT, zorder=1, dash_capstyle="butt"
            )
        for y in heights:
            side = 0.4 if y > hub[1] else -0.4
            arrow = _arrow(*_between((hub[0], hub[1] + side), (1.9, y + side), 1.2, 0.85),
                           mutation_scale=12, color=style.GRADIENT, zorder=2)  # fmt: skip
            ax.add_patch(arrow)
            self._back.append(arrow)
        self._weights = [
            ax.text(3.2, y + (hub[1] - y) * 0.277, "", color=style.WEIGHT_INK, fontsize=9.5, zorder=3,
                    bbox=_TIGHT, **_MIDDLE)
            for y in heights
        ]  # fmt: skip
        self._dw = [ax.text(3.3, y, "", **at) for y in (3.16, 2.54)]
        self._dx = [ax.text(1.9, y, "", **at) for y in (5.1, 0.6)]
        circles = [
            Circle((1.9, y), 0.62, facecolor=_BLUE_PAPER, edgecolor=style.INPUT, lw=2, zorder=3)
            for y in heights
        ]
        circles.append(Circle(hub, 0.72, facecolor=style.PAPER, edgecolor=style.OUTPUT, lw=2, zorder=3))
        for circle in circles:
            ax.add_patch(circle)
        hub_name = ax.text(*hub, "sum z", fontsize=10, zorder=4, **_MIDDLE)
        for y, name in zip(heights, ("$x_1$", "$x_2$"), strict=True):
            ax.text(0.95, y, name, color=style.INPUT, fontsize=12, **_MIDDLE)
        self._in = _arrow((9.5, hub[1]), (7.4, hub[1]), mutation_scale=14, color=style.GRADIENT, zorder=2)
        ax.add_patch(self._in)
        self._dz = ax.text(8.6, hub[1] + 0.5, "", **at)
        self._db = ax.text(hub[0], hub[1] - 1.1, "", **at)
        self._xs = [ax.text(1.9, y, "", fontsize=12, zorder=4, **_MIDDLE) for y in heights]
        moving = [
            *self._lines,
            *self._back,
            self._in,
            *self._weights,
            *self._dw,
            self._dz,
            self._db,
            *self._dx,
        ]
        return [*moving, *self._xs, *circles, hub_name]

    def update(self, *, x1, x2, w1, w2, dz):
        for line, text, w, name in zip(self._lines, self._weights, (w1, w2), "₁₂", strict=True):
            line.set_linewidth(1.0 + 2.6 * abs(w) if w else 1.2)
            line.set_linestyle(
                style.POSITIVE_LINE if w > 0 else style.NEGATIVE_LINE if w < 0 else (0, (1, 3))
            )
            text.set_text(f"w{name} = {number(w)}")
        for arrow, w in zip(self._back, (w1, w2), strict=True):
            arrow.set_linewidth(0.8 + 0.7 * abs(w * dz))
            arrow.set_visible(w * dz != 0)
        self._in.set_linewidth(0.8 + 1.4 * abs(dz))
        self._in.set_visible(dz != 0)
        for i, (x, w) in enumerate(((x1, w1), (x2, w2))):
            name = "₁₂"[i]
            self._xs[i].set_text(number(x))
            self._dw[i].set_text(f"dw{name} = dz·x{name} = {number(dz * x)}")
            self._dx[i].set_text(f"dx{name} = dz·w{name} = {number(dz * w)}")
        self._dz.set_text(f"dz = {number(dz)}")
        self._db.set_text(f"db = dz = {number(dz)}")

    def describe(self, *, x1, x2, w1, w2, dz):
        return (
            f"dz = {number(dz)}, inputs {number(x1)} and {number(x2)}, weights {number(w1)} and {number(w2)}: "
            f"dw = ({number(dz * x1)}, {number(dz * x2)}), db = {number(dz)}, "
            f"dx = ({number(dz * w1)}, {number(dz * w2)})."
        )


BATCH_DZ = np.array([[1.0, 0.0], [-1.0, 2.0], [0.5, 1.0], [2.0, -1.0]])
BATCH_X = np.array([[1.0, 2.0, 0.0], [0.0, 1.0, 3.0], [2.0, -2.0, 4.0], [-1.0, 1.0, 0.0]])
BATCH_W = np.array([[1.0, -1.0, 2.0], [0.5, 3.0, 0.0]])


class BatchGradients(MovingFigure):
    """Which numbers make one entry of a gradient.

    Find out: for each of dW, db and dX, which of the three sliders does nothing? What does the entry do with that one
    instead?
    """

    about = (
        "Tables of numbers: the gradient dZ (4 samples by 2 neurons), the input X (4 by 3) and the weights W (2 by 3); "
        "beside them the three results dW (2 by 3), db (2) and dX (4 by 3). One entry of a result is framed, and so "
        "are the numbers that it is made of."
    )
    size = (7.2, 4.0)
    controls = (
        Choice("result", "result", ("dX", "dW", "db"), "dW"),
        Slider("sample", "sample s", 0, 3, 1, 0),
        Slider("neuron", "neuron j", 0, 1, 1, 0),
        Slider("input", "input i", 0, 2, 1, 1),
    )
    _CELL = 0.62

    def build(self, fig):
        ax = _stage(fig, 10.8, 6.0)
        grads = F.linear_backward(BATCH_DZ, BATCH_X, BATCH_W)
        tables = {
            "dZ": (BATCH_DZ, (0.5, 5.2), style.GRADIENT, _RED_PAPER, "dZ (4, 2)"),
            "X": (BATCH_X, (2.5, 5.2), style.INPUT, _BLUE_PAPER, "X (4, 3)"),
            "W": (BATCH_W, (2.5, 2.05), style.WEIGHT, _ORANGE_PAPER, "W (2, 3)"),
            "dW": (grads.dW, (5.9, 5.2), style.GRADIENT, _RED_PAPER, "dW = dZᵀ X  (2, 3)"),
            "db": (grads.db[np.newaxis], (5.9, 2.9), style.GRADIENT, _RED_PAPER, "db  (2,)"),
            "dX": (grads.dX, (8.5, 4.42), style.GRADIENT, _RED_PAPER, "dX = dZ W  (4, 3)"),
        }
        self._corners, self._frames = {}, {}
        for name, (values, (x, y), ink, paper, title) in tables.items():
            rows, columns = values.shape
            self._corners[name] = (x, y)
            ax.text(
                x, y + 0.26, title, color=style.WEIGHT_INK if name == "W" else ink, fontsize=10, va="center"
            )
            size = (columns * self._CELL, -rows * self._CELL)
            ax.add_patch(Rectangle((x, y), *size, facecolor=paper, edgecolor=ink, lw=1.0))
            for (row, column), value in np.ndenumerate(values):
                at = (x + (column + 0.5) * self._CELL, y - (row + 0.5) * self._CELL)
                ax.text(*at, number(value), fontsize=9.5, **_MIDDLE)
            frame = Rectangle((x, y), 1, 1, fill=False, edgecolor=style.OUTPUT, lw=2.6, zorder=5)
            ax.add_patch(frame)
            self._frames[name] = frame
        self._sum = ax.text(0.5, 0.32, "", fontsize=11, va="center")
        return [*self._frames.values(), self._sum]

    def _frame(self, name, rows, columns):
        x, y = self._corners[name]
        height, width = (rows[1] - rows[0]) * self._CELL, (columns[1] - columns[0]) * self._CELL
        self._frames[name].set_bounds(x + columns[0] * self._CELL, y - rows[1] * self._CELL, width, height)
        self._frames[name].set_visible(True)

    def update(self, *, result, sample, neuron, input):
        for frame in self._frames.values():
            frame.set_visible(False)
        s, j, i = int(sample), int(neuron), int(input)
        if result == "dX":
            self._frame("dZ", (s, s + 1), (0, 2))
            self._frame("W", (0, 2), (i, i + 1))
            self._frame("dX", (s, s + 1), (i, i + 1))
        else:
            self._frame("dZ", (0, 4), (j, j + 1))
            if result == "dW":
                self._frame("X", (0, 4), (i, i + 1))
                self._frame("dW", (j, j + 1), (i, i + 1))
            else:
                self._frame("db", (0, 1), (j, j + 1))
        self._sum.set_text(self.sum(result, s, j, i))

    @staticmethod
    def sum(result, s, j, i):
        """The framed entry, written out."""
        if result == "dX":
            pairs, name = zip(BATCH_DZ[s], BATCH_W[:, i], strict=True), f"dX[{s}, {i}]"
        elif result == "dW":
            pairs, name = zip(BATCH_DZ[:, j], BATCH_X[:, i], strict=True), f"dW[{j}, {i}]"
        else:
            return f"db[{j}] = {_signed(BATCH_DZ[:, j])} = {number(BATCH_DZ[:, j].sum())}"
        pairs = [(float(p), float(q)) for p, q in pairs]
        terms = " + ".join(f"{in_brackets(p)}·{in_brackets(q)}" for p, q in pairs)
        return f"{name} = {terms} = {number(sum(p * q for p, q in pairs))}"

    def describe(self, *, result, sample, neuron, input):
        over = {"dW": "the four samples", "db": "the four samples", "dX": "the two neurons"}[result]
        return f"{self.sum(result, int(sample), int(neuron), int(input))}, added up over {over}."


PUZZLE = {
    "W1": np.array([[1.0, -1.0], [2.0, 0.0]]),
    "b1": np.array([9.0, -3.0]),
    "W2": np.array([[4.0, 3.0], [-2.0, 1.0]]),
    "b2": np.array([5.0, 0.0]),
}


class BackpropTable(MovingFigure):
    """The table to fill in: forward down, then backward.

    Find out: write down the next row before you uncover it. In which rows does the second output neuron stay silent,
    and why?
    """

    about = (
        "A table for the network of the puzzle of chapter 2, with two inputs, two hidden neurons and two outputs, all "
        "with ReLU: five rows forward, then eight rows of gradients, each with its shape, its formula and its "
        "numbers. Above it stand X, Y and the weights. Rows that are not uncovered yet show a question mark."
    )
    size = (7.2, 6.0)
    controls = (
        Slider("filled", "rows uncovered", 0, 13, 1, 0),
        Slider("x1", "input x₁", -4, 4, 1, 3),
        Slider("x2", "input x₂", -4, 4, 1, 4),
        Slider("t1", "target y₁", 0, 60, 5, 40),
        Slider("t2", "target y₂", 0, 60, 5, 5),
    )
    _ROWS = (
        ("Z1", "(1, 2)", "X W1ᵀ + b1"),
        ("A1", "(1, 2)", "relu(Z1)"),
        ("Z2", "(1, 2)", "A1 W2ᵀ + b2"),
        ("A2", "(1, 2)", "relu(Z2)"),
        ("L", "()", "½ Σ (A2 − Y)²"),
        ("dA2", "(1, 2)", "A2 − Y"),
        ("dZ2", "(1, 2)", "dA2 ∗ relu′(Z2)"),
        ("dW2", "(2, 2)", "dZ2ᵀ A1"),
        ("db2", "(2,)", "Σ rows of dZ2"),
        ("dA1", "(1, 2)", "dZ2 W2"),
        ("dZ1", "(1, 2)", "dA1 ∗ relu′(Z1)"),
        ("dW1", "(2, 2)", "dZ1ᵀ X"),
        ("db1", "(2,)", "Σ rows of dZ1"),
    )

    def build(self, fig):
        ax = _stage(fig, 10.8, 9.0)
        self._given = ax.text(0.45, 8.6, "", color=style.INPUT, va="center")
        weights = "   ".join(f"{name} = {_list(values)}" for name, values in PUZZLE.items())
        ax.text(0.45, 8.05, weights, color=style.WEIGHT_INK, va="center", fontsize=9.5)
        for x, head in ((0.45, "array"), (1.75, "shape"), (3.1, "formula"), (6.3, "numbers")):
            ax.text(x, 7.3, head, color=style.MUTED, fontsize=10, va="center")
        ax.plot((0.35, 10.45), (7.02, 7.02), color=style.MUTED, lw=0.8)
        heights = [6.72 - 0.52 * row - (0.12 if row > 4 else 0) for row in range(13)]
        ax.plot((0.35, 10.45), (heights[4] - 0.32,) * 2, color=style.MUTED, lw=0.8)
        self._numbers = []
        for y, (name, shape, formula) in zip(heights, self._ROWS, strict=True):
            back = name.startswith("d")
            ink = style.GRADIENT if back else style.OUTPUT
            ax.text(0.45, y, name, color=ink, weight="bold", va="center")
            ax.text(1.75, y, shape, color=style.MUTED, va="center", fontsize=10)
            ax.text(3.1, y, formula, va="center")
            self._numbers.append(ax.text(6.3, y, "", color=ink, va="center"))
        self._frame = Rectangle((0.25, 0), 10.3, 0.5, fill=False, edgecolor=style.OUTPUT, lw=1.4)
        ax.add_patch(self._frame)
        self._heights = heights
        return [*self._numbers, self._frame, self._given]

    @staticmethod
    def work(x1, x2, t1, t2):
        """Every row of the table, by name."""
        X, Y, P = np.array([[x1, x2]]), np.array([[t1, t2]]), PUZZLE
        Z1 = F.linear_forward(X, P["W1"], P["b1"])
        A1 = F.relu(Z1)
        Z2 = F.linear_forward(A1, P["W2"], P["b2"])
        A2 = F.relu(Z2)
        dA2 = A2 - Y
        dZ2 = dA2 * F.relu_grad(Z2)
        dA1, dW2, db2 = F.linear_backward(dZ2, A1, P["W2"])
        dZ1 = dA1 * F.relu_grad(Z1)
        _, dW1, db1 = F.linear_backward(dZ1, X, P["W1"])
        L = np.sum(dA2**2) / 2
        return {
            "Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2, "L": L, "dA2": dA2, "dZ2": dZ2, "dW2": dW2, "db2": db2,
            "dA1": dA1, "dZ1": dZ1, "dW1": dW1, "db1": db1,
        }  # fmt: skip

    def update(self, *, filled, x1, x2, t1, t2):
        rows = self.work(x1, x2, t1, t2)
        for i, (text, (name, _, _)) in enumerate(zip(self._numbers, self._ROWS, strict=True)):
            text.set_text(_list(rows[name], 2) if i < filled else "?")
        self._given.set_text(f"X = {_list([[x1, x2]])}   Y = {_list([[t1, t2]])}")
        next_row = int(filled)
        self._frame.set_visible(next_row < len(self._ROWS))
        if next_row < len(self._ROWS):
            self._frame.set_y(self._heights[next_row] - 0.25)

    def describe(self, *, filled, x1, x2, t1, t2):
        rows = self.work(x1, x2, t1, t2)
        known = [f"{name} = {_list(rows[name], 2)}" for name, _, _ in self._ROWS[: int(filled)]]
        start = f"X = {_list([[x1, x2]])}, Y = {_list([[t1, t2]])}."
        if int(filled) == len(self._ROWS):
            return f"{start} {'; '.join(known)}. The table is full."
        name, _, formula = self._ROWS[int(filled)]
        found = f" {'; '.join(known)}." if known else ""
        return f"{start}{found} Next: {name} = {formula}."


_NET_W1 = np.array([[1.0, -0.5], [0.5, 1.5]])
_NET_W2 = np.array([[2.0, -1.0], [-0.5, 1.0]])
_NET_Y = np.array([1.0, 0.0])
_WEIGHT_NAMES = tuple(
    f"layer {layer}, from {source}{i} to {target}{j}"
    for layer, source, target in ((1, "x", "h"), (2, "h", "o"))
    for j in "12"
    for i in "12"
)


class TwoTwoTwo(MovingFigure):
    """All ways from one weight to the loss.

    Find out: how many ways lead from a weight of layer 2 to the loss, how many from a weight of layer 1? Which numbers
    do two ways share?
    """

    about = (
        "A network of two inputs x, two hidden neurons h and two outputs o, with sigmoid and no biases, and the loss "
        "on the right. The chosen weight is drawn thick in orange, every way from it to the loss in red, with the "
        "slope of each step beside it."
    )
    size = (7.2, 4.5)
    controls = (
        Choice("weight", "weight", _WEIGHT_NAMES, _WEIGHT_NAMES[0]),
        Slider("x1", "input x₁", -3, 3, 0.5, 1),
        Slider("x2", "input x₂", -3, 3, 0.5, 2),
        Slider("v", "weight from h1 to o1", -4, 4, 0.5, 2),
    )
    _X = (0.85, 3.75, 6.9, 9.85)
    _Y = (5.2, 2.9)

    def build(self, fig):
        ax = _stage(fig, 10.8, 6.75)
        middle = sum(self._Y) / 2
        self._lines, self._labels, moving = {}, {}, []
        for layer in (1, 2):
            for j in range(2):
                for i in range(2):
                    start, end = (self._X[layer - 1], self._Y[i]), (self._X[layer], self._Y[j])
                    (line,) = ax.plot(*zip(start, end, strict=True), zorder=1)
                    at = 0.27 if i != j else 0.5
                    place = np.array(start) + at * (np.array(end) - np.array(start))
                    label = ax.text(*place, "", fontsize=9, zorder=4, bbox=_TIGHT, **_MIDDLE)
                    self._lines[layer, j, i], self._labels[layer, j, i] = line, label
        for j in range(2):
            start, end = _between((self._X[2], self._Y[j]), (self._X[3], middle), 0.6, 0.6)
            (line,) = ax.plot(*zip(start, end, strict=True), zorder=1)
            label = ax.text(*((start + end) / 2), "", fontsize=9, zorder=4, bbox=_TIGHT, **_MIDDLE)
            self._lines[3, 0, j], self._labels[3, 0, j] = line, label
        circles = []
        self._shown = {}
        for layer, letter in enumerate("xho"):
            for i, y in enumerate(self._Y):
                edge, paper = (style.INPUT, _BLUE_PAPER) if letter == "x" else (style.OUTPUT, style.PAPER)
                circles.append(
                    Circle((self._X[layer], y), 0.58, facecolor=paper, edgecolor=edge, lw=2, zorder=2)
                )
                self._shown[layer, i] = ax.text(self._X[layer], y, "", fontsize=10, zorder=3, **_MIDDLE)
                ax.text(self._X[layer] - 0.42, y + 0.72, f"{letter}{i + 1}", color=edge, zorder=3, **_MIDDLE)
        circles.append(
            Circle((self._X[3], middle), 0.58, facecolor=style.PAPER, edgecolor=style.OUTPUT, lw=2, zorder=2)
        )
        self._shown[3, 0] = ax.text(self._X[3], middle, "", fontsize=10, zorder=3, **_MIDDLE)
        ax.text(self._X[3], middle + 0.85, "$L$", **_MIDDLE)
        for circle in circles:
            ax.add_patch(circle)
        self._slopes = {
            (layer, i): ax.text(
                self._X[layer] + 0.42 * (1 - i),
                y + (0.76, -0.8)[i],
                "",
                color=style.GRADIENT,
                fontsize=9,
                zorder=4,
                **_MIDDLE,
            )
            for layer in (1, 2)
            for i, y in enumerate(self._Y)
        }
        self._ways = [
            ax.text(0.3, y, "", color=style.GRADIENT, fontsize=9.5, va="center") for y in (1.55, 0.98)
        ]
        self._sum = ax.text(0.3, 0.38, "", fontsize=10.5, va="center", weight="bold")
        for artists in (self._lines, self._labels, self._shown, self._slopes):
            moving += artists.values()
        return [*moving, *circles, *self._ways, self._sum]

    @staticmethod
    def work(x1, x2, v):
        """All numbers of the forward pass, and the weights of layer 2."""
        W2 = _NET_W2.copy()
        W2[0, 0] = v
        x = np.array([x1, x2])
        z1 = _NET_W1 @ x
        a1 = F.sigmoid(z1)
        z2 = W2 @ a1
        a2 = F.sigmoid(z2)
        return {"x": x, "z1": z1, "a1": a1, "z2": z2, "a2": a2, "W2": W2, "L": np.sum((a2 - _NET_Y) ** 2) / 2}

    @staticmethod
    def ways(weight, x1, x2, v):
        """Every way from a weight to the loss: the slopes along it."""
        n = TwoTwoTwo.work(x1, x2, v)
        layer, j, i = _place(weight)
        s1, s2, miss = F.sigmoid_grad(n["z1"]), F.sigmoid_grad(n["z2"]), n["a2"] - _NET_Y
        if layer == 2:
            return [(n["a1"][i], s2[j], miss[j])]
        return [(n["x"][i], s1[j], n["W2"][k, j], s2[k], miss[k]) for k in range(2)]

    def update(self, *, weight, x1, x2, v):
        n, (layer, j, i) = self.work(x1, x2, v), _place(weight)
        outputs = [j] if layer == 2 else [0, 1]
        hot = {(2, k, j) for k in outputs if layer == 1} | {(3, 0, k) for k in outputs}
        weights = {1: _NET_W1, 2: n["W2"]}
        for (level, to, start), line in self._lines.items():
            w = weights[level][to, start] if level < 3 else 0.0
            chosen, on_the_way = (level, to, start) == (layer, j, i), (level, to, start) in hot
            line.set_color(style.WEIGHT if chosen else style.GRADIENT if on_the_way else style.FAINT)
            line.set_linewidth(5 if chosen else 3 if on_the_way else 1.6)
            line.set_linestyle(style.NEGATIVE_LINE if w < 0 else style.POSITIVE_LINE)
            label = self._labels[level, to, start]
            label.set_visible(chosen or on_the_way)
            slope = n["a2"][start] - _NET_Y[start] if level == 3 else w
            label.set_text(f"w = {number(w)}" if chosen else f"× {number(slope, 3)}")
            label.set_color(style.WEIGHT_INK if chosen else style.GRADIENT)
        for (level, unit), text in self._slopes.items():
            seen = (level == 1 and layer == 1 and unit == j) or (level == 2 and unit in outputs)
            text.set_visible(seen)
            text.set_text(f"× {number(F.sigmoid_grad(n[f'z{level}'][unit]), 3)}")
        for (level, unit), text in self._shown.items():
            text.set_text(number(n["L"] if level == 3 else n[("x", "a1", "a2")[level]][unit], 3))
        lines = self.sentences(weight, x1, x2, v)
        for text, words in zip(self._ways, [*lines[:-1], ""], strict=False):
            text.set_text(words)
        self._sum.set_text(lines[-1])

    def sentences(self, weight, x1, x2, v):
        """Each way as a product, and their sum."""
        _, j, _ = _place(weight)
        ways = self.ways(weight, x1, x2, v)
        names = [f"by o{j + 1}"] if len(ways) == 1 else ["by o1", "by o2"]
        lines = []
        for name, way in zip(names, ways, strict=True):
            product = " · ".join(in_brackets(f) if abs(f) > 1 else _three(f) for f in way)
            lines.append(f"{name}:  {product} = {number(math.prod(way), 4)}")
        total = sum(math.prod(way) for way in ways)
        return [*lines, f"dw = {number(total, 4)}"]

    def describe(self, *, weight, x1, x2, v):
        lines = self.sentences(weight, x1, x2, v)
        ways = "one way" if len(lines) == 2 else "two ways"
        return (
            f"Inputs {number(x1)} and {number(x2)}, the weight from h1 to o1 is {number(v)}. The weight of {weight}: "
            f"{ways} to the loss. {'; '.join(lines)}."
        )


def _three(value):
    return f"({number(value, 3)})" if value < 0 else number(value, 3)


def _place(weight):
    """Layer, row and column of a weight by its name."""
    layer, j, i = weight[6], weight[-1], weight[15]
    return int(layer), int(j) - 1, int(i) - 1


_SLOPES = {
    "sigmoid": F.sigmoid_grad,
    "tanh": F.tanh_grad,
    "ReLU": F.relu_grad,
    "none": lambda z: 1.0,
}
_DEEPEST = 30


class DepthProduct(MovingFigure):
    """What is left of a gradient after many layers.

    Find out: with the sigmoid at z = 0, which weight keeps the gradient at its size through all 30 layers? What
    happens a little to its left and right, and when you move z?
    """

    about = (
        "The size of the gradient over the number of layers that it has gone back through, on a scale where each mark "
        "is a factor of 100 000. A pale band marks sizes between one hundredth and one hundred."
    )
    size = (7.2, 3.9)
    controls = (
        Choice("activation", "activation", tuple(_SLOPES), "sigmoid"),
        Slider("w", "weight w of every layer", 0, 6, 0.25, 1),
        Slider("z", "score z of every layer", -4, 4, 0.5, 0),
        Slider("layers", "layers", 1, _DEEPEST, 1, 10),
    )

    def build(self, fig):
        ax = fig.add_axes((0.1, 0.14, 0.62, 0.76), xlim=(-0.6, _DEEPEST + 0.6), ylim=(-21, 21))
        ax.set(xlabel="layers gone back through", yticks=range(-20, 21, 5))
        ax.set_yticklabels([f"$10^{{{p}}}$" if p else "1" for p in range(-20, 21, 5)])
        ax.set_title("size of the gradient")
        ax.axhspan(-2, 2, color="#eef1f4", zorder=0)
        ax.axhline(0, color=style.MUTED, lw=0.8, zorder=1)
        (self._line,) = ax.plot([], [], "o-", color=style.GRADIENT, ms=4, lw=1.4, zorder=3)
        side = {"fontsize": 11, "va": "top"}
        fig.text(0.75, 0.88, "each layer multiplies by", color=style.MUTED, fontsize=9.5)
        self._factor = fig.text(0.75, 0.84, "", color=style.GRADIENT, linespacing=1.5, **side)
        fig.text(0.75, 0.56, "what is left", color=style.MUTED, fontsize=9.5)
        self._left = fig.text(0.75, 0.52, "", **{**side, "fontsize": 17})
        self._verdict = fig.text(0.75, 0.38, "", **side)
        return [self._line, self._factor, self._left, self._verdict]

    @staticmethod
    def factor(activation, w, z):
        """What one layer multiplies the gradient by."""
        return w * float(_SLOPES[activation](z))

    def update(self, *, activation, w, z, layers):
        factor, slope = self.factor(activation, w, z), float(_SLOPES[activation](z))
        gone = np.arange(int(layers) + 1)
        power = math.log10(factor) if factor > 0 else -math.inf
        heights = [power * k if k else 0.0 for k in gone]
        self._line.set_data(gone, np.clip(heights, -25, 25))
        self._factor.set_text(f"w · slope\n= {number(w)} · {number(slope, 4)}\n= {number(factor, 4)}")
        self._left.set_text(_power(factor, int(layers)))
        self._verdict.set_text(self._word(factor, int(layers)))

    @staticmethod
    def _word(factor, layers):
        if factor == 0:
            return "dead"
        left = layers * math.log10(factor)
        return "vanished" if left < -2 else "exploded" if left > 2 else "still there"

    def describe(self, *, activation, w, z, layers):
        factor = self.factor(activation, w, z)
        name = "no activation" if activation == "none" else activation
        n = f"{int(layers)} layers" if layers > 1 else "1 layer"
        return (
            f"{name}, w = {number(w)}, z = {number(z)}: each layer multiplies by {number(factor, 4)}. After "
            f"{n} {_power(factor, int(layers))} is left of 1: {self._word(factor, int(layers))}."
        )


def _power(factor, n):
    """The n-th power of a factor in words that fit on a line."""
    if factor == 0:
        return "0"
    exponent = n * math.log10(factor)
    if -2.5 < exponent < 3.5:
        return number(factor**n, 4)
    whole = math.floor(exponent)
    lead = f"{10 ** (exponent - whole):.1f}"
    if lead == "10.0":
        lead, whole = "1.0", whole + 1
    return f"{lead}·10{str(whole).translate(str.maketrans('-0123456789', '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'))}"


def _cube(w):
    """w³, in an order of operations that gives the same last digit on every machine."""
    return w * w * w


def _step(power):
    """The power of ten, read as a number: the same on every machine, which ** does not promise."""
    return float(f"1e{int(power)}") if power == int(power) else 10.0**power


def _quotient(w, h, both_sides):
    if both_sides:
        return (_cube(w + h) - _cube(w - h)) / (2 * h)
    return (_cube(w + h) - _cube(w)) / h


class DifferenceStep(MovingFigure):
    """How small should the step of a difference be.

    Find out: at which step is the error least, to one side and to both sides? Why does it grow again for smaller steps?
    """

    about = (
        "On the left the curve w³ with its tangent and the line through the points that the difference uses. On the "
        "right the error of the measured slope over the step h, both on scales of powers of ten: two V-shaped "
        "curves, a dashed one for a step to one side, a solid one for a step to both sides."
    )
    size = (7.2, 3.8)
    controls = (
        Slider("power", "step h = 10 to the power", -15, 0, 1, 0),
        Choice("sides", "differences", ("to one side", "to both sides"), "to one side"),
        Slider("w", "place w", 0.5, 1.5, 0.25, 1),
    )

    def build(self, fig):
        left = fig.add_axes((0.065, 0.15, 0.36, 0.74), xlim=(-0.6, 2.6), ylim=(-2.5, 9))
        left.set(xlabel="$w$")
        left.set_title("$L = w^3$")
        style.through_zero(left)
        axis = np.linspace(-0.6, 2.6, 121)
        left.plot(axis, axis**3, color=style.OUTPUT)
        (self._tangent,) = left.plot([], [], color=style.GRADIENT, ls=(0, (4, 2)), lw=2)
        (self._secant,) = left.plot([], [], color=style.INPUT, lw=1.6)
        (self._feet,) = left.plot([], [], "o", color=style.INPUT, ms=7)
        right = fig.add_axes((0.52, 0.15, 0.46, 0.74), xlim=(0.5, -15.5), ylim=(-15.5, 2))
        right.set(xlabel="step $h$", xticks=range(0, -16, -3), yticks=range(-15, 1, 3))
        right.set_xticklabels([f"$10^{{{p}}}$" if p else "1" for p in range(0, -16, -3)])
        right.set_yticklabels([f"$10^{{{p}}}$" if p else "1" for p in range(-15, 1, 3)])
        right.set_title("error of the slope")
        (self._one,) = right.plot([], [], color=style.MUTED, ls=(0, (4, 2)), lw=1.8, label="to one side")
        (self._two,) = right.plot([], [], color=style.OUTPUT, lw=1.8, label="to both sides")
        (self._here,) = right.plot([], [], "o", color=style.GRADIENT, ms=9)
        right.legend(loc="upper center")
        self._powers = np.arange(0, -15.01, -0.5)
        return [self._tangent, self._secant, self._feet, self._one, self._two, self._here]

    @staticmethod
    def error(w, power, both_sides):
        """How far the measured slope is from 3 w², which has no rounding at the places of the slider."""
        return abs(_quotient(w, _step(power), both_sides) - 3 * w * w)

    def update(self, *, power, sides, w):
        both, h = sides == "to both sides", _step(power)
        slope, here = 3 * w * w, _cube(w)
        self._tangent.set_data([w - 0.7, w + 0.7], [here - 0.7 * slope, here + 0.7 * slope])
        feet = [w - h, w + h] if both else [w, w + h]
        measured = _quotient(w, h, both)
        middle, height = feet[0], _cube(feet[0])
        ends = np.array([-3.0, 4.0])
        self._secant.set_data(ends, height + measured * (ends - middle))
        self._feet.set_data(feet, [_cube(foot) for foot in feet])
        for line, both_sides in ((self._one, False), (self._two, True)):
            line.set_data(self._powers, [self._mark(self.error(w, p, both_sides)) for p in self._powers])
        self._here.set_data([power], [self._mark(self.error(w, power, both))])

    @staticmethod
    def _mark(error):
        return max(math.log10(error), -15.5) if error > 0 else -15.5

    def describe(self, *, power, sides, w):
        error = self.error(w, power, sides == "to both sides")
        found = (
            f"about 10 to the power {number(round(math.log10(error)))}"
            if error > 0
            else "0 to the last digit"
        )
        return (
            f"At w = {number(w)} the slope is {number(3 * w * w, 4)}. Measured {sides} with a step of 10 to the power "
            f"{number(power)}, the error is {found}."
        )
