"""The moving figures of chapter 3: errors as squares, their parabola and their bowl, and what breaks the bowl."""

from itertools import combinations

import numpy as np
from matplotlib.collections import PolyCollection

from nnlib import functional as F
from workbook.figures import style
from workbook.figures._base import MovingFigure
from workbook.figures._controls import Choice, Slider
from workbook.figures._words import count, in_brackets, number

HOURS = np.array([0.0, 1.0, 1.0, 2.0])
PRICES = np.array([1.0, 2.0, 4.0, 5.0])
"""Four bills of a workshop: hours of work, and the price in tens of euros."""

_BEST_W, _BEST_B, _LEAST = 2.0, 1.0, 0.5
_BOWL = np.array([[1.5, 1.0], [1.0, 1.0]])
"""Above its lowest point the loss rises by v @ _BOWL @ v, v being the step (w - 2, b - 1) away from it."""


def _loss(w: float, b: float) -> float:
    return F.mse(w * HOURS + b, PRICES)


def _bills(ax) -> list:
    """The four bills and the line, which the caller moves; returned are the line, the gaps and the points."""
    ax.set(xlabel="hours of work $x$", ylabel="price $y$")
    (line,) = ax.plot([], [], color=style.WEIGHT, zorder=3)
    (gaps,) = ax.plot([], [], color=style.OUTPUT, lw=1.4, ls=(0, (2, 1.2)), zorder=2)
    (points,) = ax.plot(HOURS, PRICES, "o", color=style.INPUT, ms=8, zorder=4)
    return [line, gaps, points]


def _gaps(x, top, bottom):
    """Vertical strokes as one line with holes in it."""
    hole = np.full(len(x), np.nan)
    return np.column_stack([x, x, hole]).ravel(), np.column_stack([top, bottom, hole]).ravel()


def _line_words(w: float, b: float) -> str:
    return f"ŷ = {number(w)}·x + {in_brackets(b)}"


class ResidualSquares(MovingFigure):
    """The error of each bill, and its square.

    Find out: which bill has the largest square, and how small can you make the mean of the four? Then drag the third
    bill in the picture. Is there a place for it where the mean becomes 0?
    """

    about = (
        "Four blue points, the bills, the third as a diamond, and an orange line, the guess. From each point a "
        "stroke goes straight to the line, and on this stroke stands a grey square. At the right a square as large "
        "as the mean of the four."
    )
    size = (7.2, 4.2)
    controls = (
        Slider("w", "price of an hour w", -1, 4, 0.1, 1),
        Slider("b", "fixed part b", -1, 5, 0.1, 0.5),
        Slider("x3", "hours of the third bill x₃", 0, 3, 0.1, 1),
        Slider("y3", "price of the third bill y₃", 0, 6, 0.1, 4),
    )

    def build(self, fig):
        ax = fig.add_axes((0.08, 0.14, 0.49, 0.83), xlim=(-2.6, 4.6), ylim=(-0.6, 6.6), aspect="equal")
        self._line, self._gaps, self._points = _bills(ax)
        (self._third,) = ax.plot([], [], "D", color=style.INPUT, ms=9, zorder=5)
        self.click_sets(ax, "x3", "y3")
        self._squares = PolyCollection(
            [], facecolor="#e8eaed", edgecolor=style.MUTED, lw=1.2, hatch="///", zorder=1
        )
        ax.add_collection(self._squares)
        side = fig.add_axes((0.64, 0.14, 0.33, 0.83), xlim=(-0.3, 4.54), ylim=(-0.6, 6.6), aspect="equal")
        side.set_axis_off()
        self._mean = PolyCollection(
            [], facecolor="#e8eaed", edgecolor=style.OUTPUT, lw=1.8, hatch="///", zorder=1
        )
        side.add_collection(self._mean)
        side.text(0, 6.1, "the mean of the squares", color=style.MUTED)
        self._value = side.text(0, 5.25, "", fontsize=20)
        return [self._squares, self._line, self._gaps, self._points, self._third, self._mean, self._value]

    def update(self, *, w, b, x3, y3):
        x, y, errors = self._errors(w, b, x3, y3)
        self._points.set_data(x, y)
        self._third.set_data([x3], [y3])
        self._line.set_data([-3, 5], [b - 3 * w, b + 5 * w])
        self._gaps.set_data(*_gaps(x, y, y + errors))
        # At the start two bills have the same hours: the square of the lower one grows to the left.
        self._squares.set_verts(
            [
                _square(xi, yi, e, -1 if i in (0, 1) else 1)
                for i, (xi, yi, e) in enumerate(zip(x, y, errors, strict=True))
            ]
        )
        loss = float(np.mean(errors**2))
        self._mean.set_verts([_square(0.0, 0.0, np.sqrt(loss), 1)])
        self._value.set_text(number(loss, 3))

    @staticmethod
    def _errors(w, b, x3, y3):
        x, y = HOURS.copy(), PRICES.copy()
        x[2], y[2] = x3, y3
        return x, y, w * x + b - y

    def describe(self, *, w, b, x3, y3):
        _, _, errors = self._errors(w, b, x3, y3)
        listed = ", ".join(number(e) for e in errors)
        squares = " + ".join(number(e * e) for e in errors)
        return (
            f"{_line_words(w, b)}. Errors: {listed}. Loss: ({squares}) / 4 = {number(np.mean(errors**2), 3)}. "
            f"The third bill is at ({number(x3)}, {number(y3)})."
        )


def _square(x, y, side, direction):
    """A square with one edge from (x, y) to (x, y + side), to the right (1) or to the left (-1)."""
    away = x + direction * abs(side)
    return [(x, y), (x, y + side), (away, y + side), (away, y)]


class LossParabola(MovingFigure):
    """A line on the left, one point of a parabola on the right.

    Find out: move w and watch the point. Then move b: how does the parabola change, and for which b does it reach
    deepest?
    """

    about = (
        "On the left the four bills, the line and its errors. On the right the loss over the weight w, a parabola, "
        "with a point at the w of the line and a triangle at the parabola's lowest place."
    )
    size = (7.2, 3.7)
    controls = (
        Slider("w", "price of an hour w", -1, 5, 0.1, 0.5),
        Slider("b", "fixed part b", -2, 4, 0.1, 1),
    )

    def build(self, fig):
        left = fig.add_axes((0.07, 0.15, 0.36, 0.8), xlim=(-0.4, 2.6), ylim=(-1, 7.5), xticks=[0, 1, 2])
        right = fig.add_axes((0.53, 0.15, 0.45, 0.8), xlim=(-1, 5), ylim=(-0.6, 14))
        right.set(xlabel="weight $w$", ylabel="loss $L$")
        right.axhline(0, color=style.FAINT, lw=1, zorder=0)
        self._line, self._gaps, self._points = _bills(left)
        self._axis = np.linspace(-1, 5, 121)
        (self._curve,) = right.plot([], [], color=style.OUTPUT)
        (self._drop,) = right.plot([], [], color=style.WEIGHT, lw=1.4, ls=(0, (2, 1.2)))
        (self._vertex,) = right.plot([], [], "^", color=style.PAPER, mec=style.OUTPUT, mew=1.6, ms=9)
        (self._here,) = right.plot([], [], "o", color=style.WEIGHT, ms=9)
        self._formula = right.text(
            2, 12.9, "", ha="center", fontsize=10, zorder=6,
            bbox={"facecolor": style.PAPER, "edgecolor": style.FAINT, "pad": 3},
        )  # fmt: skip
        return [
            self._line, self._gaps, self._points, self._curve, self._drop, self._vertex, self._here, self._formula,
        ]  # fmt: skip

    def update(self, *, w, b):
        self._line.set_data([-1, 3], [b - w, b + 3 * w])
        self._gaps.set_data(*_gaps(HOURS, PRICES, w * HOURS + b))
        p, q, r = self._coefficients(b)
        self._curve.set_data(self._axis, p * self._axis**2 + q * self._axis + r)
        here = _loss(w, b)
        self._here.set_data([w], [here])
        self._drop.set_data([w, w], [-1, here])
        lowest = F.quadratic_vertex(p, q, r)
        self._vertex.set_data([lowest.w], [lowest.L])
        self._formula.set_text(self._parabola(b))

    @staticmethod
    def _coefficients(b):
        rest = PRICES - b
        return np.mean(HOURS**2), -2 * np.mean(HOURS * rest), np.mean(rest**2)

    def _parabola(self, b):
        p, q, r = self._coefficients(b)
        return f"L = {number(p)} w² {_signed(q)} w {_signed(r)}"

    def describe(self, *, w, b):
        lowest = F.quadratic_vertex(*self._coefficients(b))
        return (
            f"{_line_words(w, b)} has the loss {number(_loss(w, b), 3)}. With this b, {self._parabola(b)}; it is "
            f"lowest at w = {number(lowest.w)}, where it is {number(lowest.L, 3)}."
        )


def _signed(value: float) -> str:
    return f"{'−' if value < 0 else '+'} {number(abs(value))}"


class LossBowl(MovingFigure):
    """A line, a bowl, and its map.

    Find out: go to the bottom of the bowl, first by moving w as far as it helps, then b, then w again. How often do
    you have to change over, and do you get there?
    """

    about = (
        "Three pictures of one state: the four bills with the line; the loss over w and b as a bowl, with a ball on "
        "it; and the map of the bowl from above, long slanting ovals of equal loss around a cross at the bottom."
    )
    size = (7.2, 3.3)
    controls = (
        Slider("w", "price of an hour w", -1, 5, 0.1, 0.5),
        Slider("b", "fixed part b", -3, 5, 0.1, 3.5),
    )

    def build(self, fig):
        left = fig.add_axes((0.065, 0.17, 0.255, 0.76), xlim=(-0.4, 2.6), ylim=(-1, 8))
        self._line, self._gaps, self._points = _bills(left)
        bowl = fig.add_axes((0.335, 0.02, 0.34, 0.98), xlim=(-7.6, 7.6), ylim=(-4.2, 13.2))
        bowl.set_axis_off()
        for level in _LEVELS:
            bowl.plot(
                *_seen_from_the_side(*_oval(level), _LEAST + level), color=style.MUTED, lw=0.9, zorder=1
            )
        rims = _oval(_LEVELS[-1])
        for k in range(
            0, rims[0].size - 1, 15
        ):  # from the rim through the bottom to the other side: parabolas
            t = np.linspace(0, 1, 30)
            w, b = _BEST_W + t * (rims[0][k] - _BEST_W), _BEST_B + t * (rims[1][k] - _BEST_B)
            bowl.plot(
                *_seen_from_the_side(w, b, _LEAST + t * t * _LEVELS[-1]), color=style.FAINT, lw=0.9, zorder=0
            )
        _arrow(bowl, (-1, -3, 0), (5, -3, 0), "$w$", (-12, -3))
        _arrow(bowl, (-1, -3, 0), (-1, 5, 0), "$b$")
        _arrow(bowl, (-1, -3, 0), (-1, -3, 9.4), "$L$")
        (self._drop,) = bowl.plot([], [], color=style.WEIGHT, lw=1.4, ls=(0, (2, 1.2)), zorder=3)
        (self._ball,) = bowl.plot([], [], "o", color=style.WEIGHT, ms=9, zorder=4)
        right = fig.add_axes((0.74, 0.17, 0.245, 0.76), xlim=(-1, 5), ylim=(-3, 5))
        right.set(xlabel="weight $w$", xticks=[0, 2, 4], yticks=[-2, 0, 2, 4])
        right.set_ylabel("bias $b$", labelpad=0)
        for level in _LEVELS:
            right.plot(*_oval(level), color=style.MUTED, lw=0.9)
        self.click_sets(right, "w", "b")
        right.plot([_BEST_W], [_BEST_B], "+", color=style.OUTPUT, ms=10, mew=1.8)
        (self._across,) = right.plot([], [], color=style.WEIGHT, lw=1, ls=(0, (2, 1.2)))
        (self._along,) = right.plot([], [], color=style.WEIGHT, lw=1, ls=(0, (2, 1.2)))
        (self._here,) = right.plot([], [], "o", color=style.WEIGHT, ms=8)
        self._value = bowl.text(0, -3.6, "", ha="center", fontsize=11)
        return [
            self._line, self._gaps, self._points, self._drop, self._ball, self._across, self._along, self._here,
            self._value,
        ]  # fmt: skip

    def update(self, *, w, b):
        loss = _loss(w, b)
        self._line.set_data([-1, 3], [b - w, b + 3 * w])
        self._gaps.set_data(*_gaps(HOURS, PRICES, w * HOURS + b))
        seen = loss if loss <= 10 else np.nan  # higher up the ball has left the picture
        self._ball.set_data(*_seen_from_the_side(np.array([w]), np.array([b]), seen))
        self._drop.set_data(
            *_seen_from_the_side(np.array([w, w]), np.array([b, b]), np.array([0, min(loss, 10)]))
        )
        self._across.set_data([-1, 5], [b, b])
        self._along.set_data([w, w], [-3, 5])
        self._here.set_data([w], [b])
        self._value.set_text(f"loss {number(loss, 3)}")

    def describe(self, *, w, b):
        alone_w = F.quadratic_vertex(*LossParabola._coefficients(b)).w
        alone_b = float(np.mean(PRICES - w * HOURS))
        return (
            f"{_line_words(w, b)} has the loss {number(_loss(w, b), 3)}; the least is {number(_LEAST)}. Moving w "
            f"alone, {number(alone_w)} would be best; moving b alone, {number(alone_b)}."
        )


_LEVELS = (0.25, 1.0, 2.25, 4.0, 6.25, 9.0)
"""Heights above the bottom whose ovals grow in equal steps."""


def _oval(level: float):
    """The points (w, b) at which the loss is this much above its least."""
    angle = np.linspace(0, 2 * np.pi, 121)
    circle = np.stack([np.cos(angle), np.sin(angle)])
    w, b = np.sqrt(level) * np.linalg.solve(np.linalg.cholesky(_BOWL).T, circle)
    return w + _BEST_W, b + _BEST_B


def _seen_from_the_side(w, b, L):
    """Where a point of the space (w, b, L) lies on the paper."""
    across, away = (b - _BEST_B) - (w - _BEST_W), (b - _BEST_B) + (w - _BEST_W)
    return 0.8 * across, 0.95 * L - 0.4 * away


def _arrow(ax, start, end, name, beside=(5, 1)):
    start, end = (_seen_from_the_side(*place) for place in (start, end))
    ax.annotate(
        "", end, start,
        arrowprops={"arrowstyle": "-|>", "color": style.OUTPUT, "lw": 1, "shrinkA": 0, "shrinkB": 0}, zorder=0,
    )  # fmt: skip
    ax.annotate(name, end, beside, textcoords="offset points", fontsize=11)


_SHOWN = {"the first": [0], "first and second": [0, 1], "second and third": [1, 2], "all four": [0, 1, 2, 3]}


class ChangePlaces(MovingFigure):
    """Points become lines, and a line becomes a point.

    Find out: what does the crossing of two lines on the right stand for on the left? Why do the lines of the second
    and the third bill never cross?
    """

    about = (
        "On the left the plane of x and y: bills are blue points, the guess is an orange line. On the right the "
        "plane of w and b: each bill is a blue line, all the guesses that hit it exactly, and the guess is an orange "
        "point. Dotted strokes are the errors; they are equally long on both sides."
    )
    size = (7.2, 3.7)
    controls = (
        Choice("bills", "bills", tuple(_SHOWN), "first and second"),
        Slider("w", "price of an hour w", -1, 4, 0.1, 3),
        Slider("b", "fixed part b", -1, 5, 0.1, 0),
    )

    def build(self, fig):
        left = fig.add_axes((0.07, 0.15, 0.4, 0.73), xlim=(-0.5, 2.5), ylim=(-1.2, 7), xticks=[0, 1, 2])
        right = fig.add_axes((0.57, 0.15, 0.41, 0.73), xlim=(-1, 4), ylim=(-2.2, 7.4))
        left.set_title("$w$ and $b$ stand still: a line")
        right.set_title("$x$ and $y$ stand still: a line again")
        right.set(xlabel="weight $w$", ylabel="bias $b$")
        self.click_sets(right, "w", "b")
        self._line, self._gaps, self._points = _bills(left)
        self._hits = [right.plot([], [], color=style.INPUT, lw=1.8, zorder=2)[0] for _ in HOURS]
        self._names = [
            right.text(0, 0, f"bill {i + 1}", color=style.INPUT, fontsize=9.5, ha="center", va="center", zorder=5,
                       bbox={"facecolor": style.PAPER, "edgecolor": "none", "pad": 1})
            for i in range(4)
        ]  # fmt: skip
        (self._strokes,) = right.plot([], [], color=style.OUTPUT, lw=1.4, ls=(0, (2, 1.2)), zorder=3)
        (self._here,) = right.plot([], [], "o", color=style.WEIGHT, ms=9, zorder=4)
        return [self._line, self._gaps, self._points, *self._hits, *self._names, self._strokes, self._here]

    def update(self, *, bills, w, b):
        rows = _SHOWN[bills]
        x, y = HOURS[rows], PRICES[rows]
        self._line.set_data([-1, 3], [b - w, b + 3 * w])
        self._points.set_data(x, y)
        self._gaps.set_data(*_gaps(x, y, w * x + b))
        for i, (line, name) in enumerate(zip(self._hits, self._names, strict=True)):
            line.set_visible(i in rows)
            name.set_visible(i in rows)
            line.set_data([-1, 4], PRICES[i] - HOURS[i] * np.array([-1, 4]))
            name.set_position((-0.7, PRICES[i] + 0.7 * HOURS[i]))
        # The stroke at w from the point (w, b) to each bill's line is that bill's error.
        self._strokes.set_data(*_gaps(np.full(len(rows), w), np.full(len(rows), b), y - w * x))
        self._here.set_data([w], [b])

    def describe(self, *, bills, w, b):
        rows = _SHOWN[bills]
        errors = w * HOURS[rows] + b - PRICES[rows]
        hit = int(np.sum(np.abs(errors) < 1e-9))
        listed = ", ".join(number(e) for e in errors)
        return (
            f"{_line_words(w, b)}. The point ({number(w)}, {number(b)}) is above the lines of the shown bills by "
            f"{listed}: the errors. {count(hit, 'bill').capitalize()} of {len(rows)} hit exactly."
        )


_STEPS = np.arange(9.0)
_HEIGHTS = np.array([1.2, 1.3, 2.2, 2.4, 3.1, 3.3, 4.2, 4.4, 5.0])


def least_absolute_line(x, y):
    """The line with the least sum of absolute errors: one of those through two of the points.

    Parameters
    ----------
    x, y : (m,) array

    Returns
    -------
    w, b : float
    """
    pairs = [(i, j) for i, j in combinations(range(len(x)), 2) if x[i] != x[j]]
    i, j = np.array(pairs).T
    w = (y[j] - y[i]) / (x[j] - x[i])
    b = y[i] - w * x[i]
    best = int(np.argmin(np.abs(np.outer(w, x) + b[:, None] - y).sum(axis=1).round(9)))
    return float(w[best]), float(b[best])


class SquareOrAbsolute(MovingFigure):
    """Squares or absolute values, and one point that is far off.

    Find out: move the last point up to 5, into the row, and on. Which of the two lines follows it all the way? What
    does the other one do?
    """

    about = (
        "On the left nine points that rise in a row, the last one movable, and two lines: solid with the least "
        "squares, dashed with the least absolute errors. On the right what an error costs: a parabola, and a dashed "
        "corner; marks show the last point's error from each line."
    )
    size = (7.2, 3.7)
    controls = (Slider("y9", "height of the last point", -10, 15, 0.5, -4),)

    def build(self, fig):
        left = fig.add_axes((0.06, 0.15, 0.5, 0.8), xlim=(-0.4, 8.5), ylim=(-11.5, 17))
        left.set(xlabel="$x$", ylabel="$y$")
        self._ends = np.array([-1.0, 9.0])
        (self._squared,) = left.plot([], [], color=style.OUTPUT, label="least squares")
        (self._absolute,) = left.plot(
            [], [], color=style.CLASS_COLOURS[0], ls=(0, (5, 2)), label="least absolute errors"
        )
        left.plot(_STEPS[:-1], _HEIGHTS[:-1], "o", color=style.INPUT, ms=7, zorder=3)
        (self._last,) = left.plot([], [], "D", color=style.INPUT, ms=9, zorder=4)
        left.legend(loc="upper left")
        right = fig.add_axes((0.65, 0.15, 0.33, 0.8), xlim=(-16, 16), ylim=(-5, 100))
        right.set(xlabel="error $e$", ylabel="what it costs")
        e = np.linspace(-16, 16, 201)
        right.plot(e, e**2, color=style.OUTPUT)
        right.plot(e, np.abs(e), color=style.CLASS_COLOURS[0], ls=(0, (5, 2)))
        right.text(-9.6, 76, "$e^2$", ha="right")
        right.text(-11, 17, "$|e|$", ha="center", color=style.CLASS_COLOURS[0])
        (self._cost,) = right.plot([], [], "D", color=style.OUTPUT, ms=8)
        (self._cost_absolute,) = right.plot([], [], "D", color=style.CLASS_COLOURS[0], ms=8)
        return [self._squared, self._absolute, self._last, self._cost, self._cost_absolute]

    def update(self, *, y9):
        y, squared, absolute = self._lines(y9)
        for artist, (w, b) in ((self._squared, squared), (self._absolute, absolute)):
            artist.set_data(self._ends, w * self._ends + b)
        self._last.set_data([8], [y9])
        e, e_absolute = (w * 8 + b - y[-1] for w, b in (squared, absolute))
        self._cost.set_data([e], [e**2])
        self._cost_absolute.set_data([e_absolute], [abs(e_absolute)])

    @staticmethod
    def _lines(y9):
        y = np.append(_HEIGHTS[:-1], y9)
        return y, tuple(F.fit_line(_STEPS, y)), least_absolute_line(_STEPS, y)

    def describe(self, *, y9):
        y, squared, absolute = self._lines(y9)
        errors = squared[0] * _STEPS + squared[1] - y
        share = errors[-1] ** 2 / np.sum(errors**2)
        return (
            f"Last point at {number(y9)}. Slope by least squares {number(squared[0])}, by least absolute errors "
            f"{number(absolute[0])}. The last point has {number(100 * share, 0)} % of the sum of the squares."
        )


LANDSCAPE_X = np.array([-3.0, -2.0, -1.0, 1.0, 2.0, 3.0])
LANDSCAPE_Y = np.array([0.0, 0.0, 1.0, 0.0, 1.0, 1.0])
CURVE_X = np.array([1.0, 1.0, 1.0, 1.0, 12.0])
CURVE_Y = np.array([1.0, 1.0, 1.0, 0.0, 0.0])


def _sigmoid_parts(x, y, w, b):
    """Loss, slope and bend of each sample's squared error in its score z, for arrays of w and b."""
    a = F.sigmoid(np.multiply.outer(w, x) + np.asarray(b)[..., None])
    slope = a * (1 - a)
    error = a - y
    return error**2, 2 * error * slope, 2 * slope * (slope + error * (1 - 2 * a))


class SigmoidLossCurve(MovingFigure):
    """The loss of a neuron with one weight, and the parabola that fits it where you stand.

    Find out: where does the parabola open downwards, where is it nearly flat, and how many low points has the curve?
    """

    about = (
        "The loss of a sigmoid neuron without bias over its weight w: from a high plateau on the left down into a "
        "valley just left of 0, steeply up, slowly down into a second, shallower valley, and up again. A dashed "
        "parabola has the curve's height, slope and curvature at the chosen w."
    )
    size = (7.2, 3.6)
    controls = (Slider("w", "weight w", -6, 6, 0.05, -1.5),)

    def build(self, fig):
        ax = fig.add_axes((0.085, 0.15, 0.89, 0.8), xlim=(-6, 6), ylim=(0, 0.8))
        ax.set(xlabel="weight $w$", ylabel="loss $L$")
        self._axis = np.linspace(-6, 6, 961)
        ax.plot(self._axis, self._work(self._axis)[0], color=style.OUTPUT)
        (self._parabola,) = ax.plot([], [], color=style.GRADIENT, ls=(0, (4, 2)), lw=2)
        (self._here,) = ax.plot([], [], "o", color=style.WEIGHT, ms=9)
        self._words = ax.text(-5.8, 0.06, "", fontsize=10.5)
        return [self._parabola, self._here, self._words]

    @staticmethod
    def _work(w):
        """Loss, slope and curvature over w."""
        loss, slope, bend = _sigmoid_parts(CURVE_X, CURVE_Y, w, 0.0)
        return loss.mean(-1), (slope * CURVE_X).mean(-1), (bend * CURVE_X**2).mean(-1)

    def update(self, *, w):
        loss, slope, curvature = self._work(w)
        step = self._axis - w
        values = loss + slope * step + curvature / 2 * step**2
        near = (np.abs(step) < 1.6) & (values > -0.1) & (values < 0.9)
        self._parabola.set_data(self._axis[near], values[near])
        self._here.set_data([w], [loss])
        self._words.set_text(f"curvature {number(curvature, 3)}: {_opens(curvature)}")

    def describe(self, *, w):
        loss, slope, curvature = self._work(w)
        return (
            f"At w = {number(w)} the loss is {number(loss, 3)}, its slope {number(slope, 3)}, its curvature "
            f"{number(curvature, 3)}: the parabola {_opens(curvature)}."
        )


def _opens(curvature: float) -> str:
    return "is nearly flat" if abs(curvature) < 0.005 else f"opens {'up' if curvature > 0 else 'down'}wards"


class SigmoidLandscape(MovingFigure):
    """The loss of a neuron with weight and bias: no bowl any more.

    Find out: where in this landscape is the ground curved as in a bowl in every direction? Where is it as good as flat,
    although the answers are bad?
    """

    about = (
        "On the left the map of a sigmoid neuron's squared loss over weight w and bias b, with level lines; dotted "
        "ground means that the smaller curvature is negative there. On the right the neuron's curve through the six "
        "samples, open circles for label 0 and filled squares for label 1, with the errors as strokes."
    )
    size = (7.2, 3.8)
    controls = (
        Slider("w", "weight w", -6, 6, 0.1, -2),
        Slider("b", "bias b", -8, 8, 0.1, 3),
    )

    def build(self, fig):
        left = fig.add_axes((0.075, 0.14, 0.45, 0.8), xlim=(-6, 6), ylim=(-8, 8))
        left.set(xlabel="weight $w$")
        left.set_ylabel("bias $b$", labelpad=-2)
        self.click_sets(left, "w", "b")
        w, b = np.meshgrid(np.linspace(-6, 6, 97), np.linspace(-8, 8, 97))
        losses, small, _ = self._work(w, b)
        left.contourf(w, b, small, [-9, 0, 99], colors=["#fbe3e8", style.PAPER], hatches=[".", None])
        lines = left.contour(w, b, losses, [0.18, 0.25, 0.4, 0.6, 0.7], colors=style.OUTPUT, linewidths=1)
        left.clabel(
            lines,
            fontsize=8.5,
            fmt="%g",
            manual=[(-0.6, 0.3), (2.1, 0.1), (-0.2, 4), (-2.5, 5.5), (-2.5, -5.5)],
        )
        left.plot([0.55], [0], "+", color=style.OUTPUT, ms=9, mew=1.8)
        (self._here,) = left.plot([], [], "o", color=style.WEIGHT, mec=style.PAPER, ms=10)
        right = fig.add_axes((0.61, 0.14, 0.37, 0.62), xlim=(-4, 4), ylim=(-0.1, 1.1))
        right.set(xlabel="$x$", yticks=[0, 0.5, 1])
        self._axis = np.linspace(-4, 4, 121)
        (self._curve,) = right.plot([], [], color=style.OUTPUT)
        (self._gaps,) = right.plot([], [], color=style.OUTPUT, lw=1.4, ls=(0, (2, 1.2)))
        style.scatter_classes(right, np.column_stack([LANDSCAPE_X, LANDSCAPE_Y]), LANDSCAPE_Y)
        self._words = fig.text(0.585, 0.81, "", fontsize=10.5, linespacing=1.5)
        return [self._here, self._curve, self._gaps, self._words]

    @staticmethod
    def _work(w, b):
        """Loss, and the smaller and the larger eigenvalue of the Hessian."""
        loss, _, bend = _sigmoid_parts(LANDSCAPE_X, LANDSCAPE_Y, w, b)
        ww, wb, bb = ((bend * LANDSCAPE_X**k).mean(-1) for k in (2, 1, 0))
        middle, half = (ww + bb) / 2, np.hypot((ww - bb) / 2, wb)
        return loss.mean(-1), middle - half, middle + half

    def update(self, *, w, b):
        loss, small, large = self._work(w, b)
        self._here.set_data([w], [b])
        self._curve.set_data(self._axis, F.sigmoid(w * self._axis + b))
        self._gaps.set_data(*_gaps(LANDSCAPE_X, LANDSCAPE_Y, F.sigmoid(w * LANDSCAPE_X + b)))
        self._words.set_text(f"loss {number(loss, 3)}\ncurvatures {number(small, 3)} and {number(large, 3)}")

    def describe(self, *, w, b):
        loss, small, large = (float(value) for value in self._work(w, b))
        if max(abs(small), abs(large)) < 0.01:
            ground = "the ground is as good as flat"
        elif small > 0:
            ground = "curved upwards in every direction, like a bowl"
        else:
            ground = "there is a direction in which it is curved downwards"
        return (
            f"w = {number(w)}, b = {number(b)}: loss {number(loss, 3)}, smallest curvature {number(small, 3)}, largest "
            f"{number(large, 3)}: {ground}."
        )
