"""The figures of chapter 6: from scores to probabilities, what a wrong answer costs, and what comes back from it."""

import math

import numpy as np
from matplotlib.patches import Rectangle

from nnlib import functional as F
from workbook.figures import style
from workbook.figures._base import MovingFigure
from workbook.figures._controls import Button, Choice, Slider, Switch
from workbook.figures._picture import Picture
from workbook.figures._words import number

CLASSES = ("cat", "dog", "fox")
_BAR = "#aab1ba"
_AT = np.arange(3)


def _scores(
    low: float = -5, high: float = 5, start: tuple[float, ...] = (2, 1, -1), step: float = 0.1
) -> tuple[Slider, ...]:
    return tuple(
        Slider(f"z{k + 1}", f"score of {name}", low, high, step, value)
        for k, (name, value) in enumerate(zip(CLASSES, start, strict=True))
    )


def _listed(values, digits: int = 3) -> str:
    return ", ".join(f"{name} {number(value, digits)}" for name, value in zip(CLASSES, values, strict=True))


def _numbers_over(ax, zorder: int = 4) -> list:
    return [ax.text(k, 0, "", ha="center", va="bottom", zorder=zorder) for k in _AT]


def _set_bars(bars, texts, values, gap: float, digits: int = 2) -> None:
    """Bars of these heights with a number at the end of each, below it if the value is negative."""
    for bar, text, value in zip(bars, texts, values, strict=True):
        bar.set_height(value)
        text.set(y=value + (gap if value >= 0 else -gap), text=number(value, digits))
        text.set_va("bottom" if value >= 0 else "top")


class SoftmaxBars(MovingFigure):
    """Three scores become three probabilities.

    Find out: which slider changes no probability at all? And what do the probabilities become when the temperature
    is very
    high, and when it is very low?
    """

    about = (
        "On the left three bars, the scores of cat, dog and fox, which may be negative; on the right three bars, "
        "their "
        "probabilities. The bar of the largest probability is dark."
    )
    size = (7.2, 3.5)
    controls = (
        *_scores(-4, 4),
        Slider("shift", "add to all", -5, 5, 0.5, 0),
        Slider("temperature", "temperature", 0.2, 5, 0.1, 1),
    )

    def build(self, fig):
        left, right = fig.subplots(1, 2)
        fig.subplots_adjust(0.075, 0.1, 0.985, 0.89, 0.2)
        left.axhline(0, color=style.MUTED, lw=0.8)
        left.set(ylim=(-10.5, 10.5), xlim=(-0.6, 2.6), title="scores $z$", yticks=range(-10, 11, 5))
        right.set(ylim=(0, 1.12), xlim=(-0.6, 2.6), title="probabilities, softmax$(z / T)$")
        for ax in (left, right):
            ax.set_xticks(_AT, CLASSES)
        self._scores = list(left.bar(_AT, np.zeros(3), width=0.6, color=_BAR, zorder=2))
        self._bars = list(right.bar(_AT, np.zeros(3), width=0.6, color=_BAR, zorder=2))
        self._score_numbers, self._numbers = _numbers_over(left), _numbers_over(right)
        return [*self._scores, *self._bars, *self._score_numbers, *self._numbers]

    def _work(self, z1, z2, z3, shift, temperature):
        z = np.array([z1, z2, z3]) + shift
        return z, F.softmax(z / temperature)

    def update(self, **values):
        z, p = self._work(**values)
        _set_bars(self._scores, self._score_numbers, z, 0.25)
        _set_bars(self._bars, self._numbers, p, 0.015, 3)
        for bar, value in zip(self._bars, p, strict=True):
            bar.set_facecolor(style.OUTPUT if value == p.max() else _BAR)

    def describe(self, **values):
        z, p = self._work(**values)
        return (
            f"Scores: {_listed(z, 2)}. At temperature {number(values['temperature'])} the probabilities are "
            f"{_listed(p)}; together 1."
        )


_LARGEST = {"float64": np.log10(np.finfo(np.float64).max), "float32": np.log10(np.finfo(np.float32).max)}
_SMALLEST = {name: float(np.log10(np.finfo(name).smallest_subnormal)) for name in ("float64", "float32")}


class ExpOverflow(MovingFigure):
    """Where the textbook's formula breaks.

    Find out: at which score does it break in float64, and at which in float32? Does it break on the other side too?
    Then
    switch the shift on.
    """

    about = (
        "A line with powers of ten. Three marks on it are the numbers exp(z) that softmax adds up. The grey ends of "
        "the line are "
        "out of reach for a float: on the right a number becomes infinite, on the left it becomes 0. Below stand the "
        "three probabilities that come out."
    )
    size = (7.2, 2.7)
    controls = (
        Slider("top", "largest score", -1000, 1000, 10, 100),
        Choice("precision", "numbers", ("float64", "float32"), "float64"),
        Switch("shift", "take the largest score off first", False),
    )

    def build(self, fig):
        ax = fig.add_axes((0.04, 0.42, 0.92, 0.42), xlim=(-470, 470), ylim=(-0.5, 1), yticks=[])
        ax.spines["left"].set_visible(False)
        ax.set_xticks(range(-400, 401, 100), [f"$10^{{{k}}}$" for k in range(-400, 401, 100)])
        ax.set_title("the three numbers $e^{z}$")
        self._ends = [
            Rectangle((0, -1), 0, 3, facecolor="#e4e7eb", hatch="///", edgecolor="#c3c9d0", lw=0)
            for _ in (0, 1)
        ]
        for end in self._ends:
            ax.add_patch(end)
        self._names = [
            ax.text(-466, 0.78, "becomes 0", ha="left", va="center", fontsize=9.5),
            ax.text(466, 0.78, "becomes infinite", ha="right", va="center", fontsize=9.5),
        ]
        (self._marks,) = ax.plot([], [], "o", color=style.OUTPUT, ms=8, zorder=4, mew=1.5, mec=style.PAPER)
        self._scores = fig.text(0.04, 0.185, "")
        self._result = fig.text(0.04, 0.06, "", fontsize=12)
        return [*self._ends, *self._names, self._marks, self._scores, self._result]

    def _work(self, top, precision, shift):
        z = np.array([top, top - 1, top - 2], dtype=precision)
        with np.errstate(all="ignore"):  # what goes wrong here is what the figure shows
            e = np.exp(z - z.max() if shift else z)
            return z, e, e / e.sum()

    def update(self, *, top, precision, shift):
        z, _, p = self._work(top, precision, shift)
        low, high = _SMALLEST[precision], _LARGEST[precision]
        self._ends[0].set(x=-600, width=600 + low)
        self._ends[1].set(x=high, width=600 - high)
        exponents = (z - z.max() if shift else z).astype(float) * math.log10(math.e)
        self._marks.set_data(exponents, [0.4, 0.1, -0.2])
        self._scores.set_text("scores  " + ",  ".join(number(value, 0) for value in z))
        broken = not np.all(np.isfinite(p))
        says = (
            "nan, nan, nan: " + self._cause(top, precision) if broken else ",  ".join(number(v, 3) for v in p)
        )
        self._result.set_text(f"probabilities  {says}")
        self._result.set_fontweight("bold" if broken else "normal")

    def _cause(self, top, precision):
        """What happens when the three are not finite."""
        return "a number or the sum is infinite" if top > 0 else "all three are 0, so the sum is 0"

    def describe(self, *, top, precision, shift):
        _, _, p = self._work(top, precision, shift)
        first = f"Scores {number(top, 0)}, {number(top - 1, 0)}, {number(top - 2, 0)} in {precision}"
        first += ", after the largest was taken off" if shift else ", as they are"
        if np.all(np.isfinite(p)):
            return f"{first}: the probabilities are {', '.join(number(v, 3) for v in p)}."
        return f"{first}: {self._cause(top, precision)}, and the division gives no number at all."


class SurpriseCurve(MovingFigure):
    """What an answer costs.

    Find out: how much does the cost grow each time p becomes ten times smaller? And what happens to the slope
    meanwhile?
    """

    about = (
        "The cost −ln p over p, the probability that was given to the true class: a curve that falls from infinity "
        "at 0 to 0 at "
        "p = 1. A dashed curve, (1 − p)², is the squared error for comparison; it ends at 1. A point "
        "lies at the chosen p, with the tangent in red."
    )
    size = (7.2, 3.7)
    controls = (Slider("p", "probability p", 0.001, 1, 0.001, 0.5),)

    def build(self, fig):
        ax = fig.add_axes((0.085, 0.15, 0.89, 0.79), xlim=(0, 1.02), ylim=(-0.15, 7.2))
        ax.set(xlabel="$p$, the probability of the true class", ylabel="cost")
        axis = np.concatenate([np.geomspace(5e-4, 0.05, 120), np.linspace(0.05, 1, 200)])
        ax.plot(axis, -np.log(axis), color=style.OUTPUT, label="cross-entropy, $-\\ln p$")
        ax.plot(axis, (1 - axis) ** 2, color=style.MUTED, ls=(0, (5, 2)), label="squared error, $(1 - p)^2$")
        ax.legend(loc="upper right")
        ax.axhline(0, color=style.FAINT, lw=1, zorder=0)
        (self._tangent,) = ax.plot([], [], color=style.GRADIENT, ls=(0, (4, 2)), lw=2)
        (self._point,) = ax.plot([], [], "o", color=style.OUTPUT, ms=9, zorder=5, clip_on=False)
        (self._square,) = ax.plot([], [], "s", color=style.MUTED, ms=7, zorder=5, clip_on=False)
        return [self._tangent, self._point, self._square]

    def update(self, *, p):
        cost, slope = -np.log(p), -1 / p
        run = 0.3 / math.hypot(1, slope / 5)  # about as long on the screen, however steep it is
        self._tangent.set_data([p - run, p + run], [cost - slope * run, cost + slope * run])
        self._point.set_data([p], [cost])
        self._square.set_data([p], [(1 - p) ** 2])

    def describe(self, *, p):
        return (
            f"p = {number(p, 3)}: the cross-entropy is {number(-math.log(p))}, its slope {number(-1 / p)}; the "
            "squared error "
            f"is {number((1 - p) ** 2)}."
        )


def _binary_cross_entropy(y, p):
    """−y ln p − (1 − y) ln(1 − p), where 0 times anything is 0; infinite if something that happens has p = 0."""
    y, p = np.broadcast_arrays(np.asarray(y, dtype=float), np.asarray(p, dtype=float))
    total = np.zeros(y.shape)
    for weight, chance in ((y, p), (1 - y, 1 - p)):
        counts = weight > 0
        with np.errstate(divide="ignore"):
            total = total - np.where(counts, weight * np.log(np.where(counts, chance, 1.0)), 0.0)
    return total


def _bounded(value: float) -> str:
    return number(value, 3) if math.isfinite(value) else "infinite"


class EntropyFloor(MovingFigure):
    """The floor of the cross-entropy.

    Find out: where is the lowest point of the solid curve, and when is it 0? At which two p do the solid and the
    dashed curve meet?
    """

    about = (
        "Two outcomes; y is the true probability of the first, p the predicted one. The solid curve is the "
        "cross-entropy H(y, p) "
        "over p, with a point at the chosen p. The dashed curve is H(p, y), where the two have changed places. A "
        "dotted line "
        "is the entropy of y."
    )
    size = (7.2, 3.7)
    controls = (
        Slider("y", "truth y", 0, 1, 0.05, 0.8),
        Slider("p", "prediction p", 0.01, 0.99, 0.01, 0.3),
    )

    def build(self, fig):
        ax = fig.add_axes((0.085, 0.15, 0.89, 0.79), xlim=(0, 1), ylim=(0, 3.2))
        ax.set(xlabel="prediction $p$", ylabel="cost")
        self._axis = np.linspace(0.002, 0.998, 499)
        (self._curve,) = ax.plot(self._axis, 0 * self._axis, color=style.OUTPUT, label="$H(y, p)$")
        (self._swapped,) = ax.plot(
            self._axis,
            0 * self._axis,
            color=style.CLASS_COLOURS[0],
            ls=(0, (5, 2)),
            label="$H(p, y)$, exchanged",
        )
        (self._floor,) = ax.plot([0, 1], [0, 0], color=style.MUTED, ls=(0, (1, 1.5)), label="entropy of $y$")
        ax.legend(loc="upper center", ncols=3)
        (self._lowest,) = ax.plot([], [], "v", color=style.MUTED, ms=9, clip_on=False, zorder=4)
        (self._point,) = ax.plot([], [], "o", color=style.OUTPUT, ms=9, clip_on=False, zorder=5)
        return [self._floor, self._swapped, self._curve, self._lowest, self._point]

    def update(self, *, y, p):
        floor = float(_binary_cross_entropy(y, y))
        self._curve.set_ydata(_binary_cross_entropy(y, self._axis))
        swapped = _binary_cross_entropy(self._axis, y)
        self._swapped.set_ydata(np.where(np.isfinite(swapped), swapped, np.nan))
        self._floor.set_ydata([floor, floor])
        self._lowest.set_data([y], [floor])
        self._point.set_data([p], [float(_binary_cross_entropy(y, p))])

    def describe(self, *, y, p):
        here, swapped, floor = (float(_binary_cross_entropy(*pair)) for pair in ((y, p), (p, y), (y, y)))
        return (
            f"y = {number(y)}, p = {number(p)}: H(y, p) = {_bounded(here)}, and H(p, y) = {_bounded(swapped)}. The "
            "entropy of y, "
            f"the lowest that H(y, p) can be, is {_bounded(floor)}."
        )


class PMinusY(MovingFigure):
    """What is said minus what is true.

    Find out: which score is pushed up, which ones down, and what do the three pushes add up to? When are they all
    nearly 0?
    """

    about = (
        "On the left the probabilities of cat, dog and fox as bars, with an open square where the label wants each "
        "of them, at 0 or "
        "1. On the right, in red, the gradient of the loss with respect to the three scores: p minus y."
    )
    size = (7.2, 3.5)
    controls = (
        *_scores(-6, 6),
        Choice("true", "the picture shows", CLASSES, "fox"),
        Button("step", "Take a step down"),
    )

    def build(self, fig):
        left, right = fig.subplots(1, 2)
        fig.subplots_adjust(0.075, 0.1, 0.985, 0.89, 0.2)
        left.set(ylim=(0, 1.15), xlim=(-0.6, 2.6), title="probabilities $p$, and the label $y$")
        right.set(ylim=(-1.25, 1.25), xlim=(-0.6, 2.6), title="gradient $p - y$")
        right.axhline(0, color=style.MUTED, lw=0.8)
        for ax in (left, right):
            ax.set_xticks(_AT, CLASSES)
            ax.tick_params(axis="x", pad=7)
        self._bars = list(left.bar(_AT, np.zeros(3), width=0.6, color=_BAR, zorder=2))
        (self._wanted,) = left.plot(
            _AT, [0, 0, 0], "s", ms=11, mfc="none", mec=style.OUTPUT, mew=1.8, zorder=5, clip_on=False
        )
        self._gradient = list(right.bar(_AT, np.zeros(3), width=0.6, color=style.GRADIENT, zorder=2))
        self._numbers, self._gradient_numbers = _numbers_over(left), _numbers_over(right)
        return [*self._bars, *self._gradient, self._wanted, *self._numbers, *self._gradient_numbers]

    def _work(self, z1, z2, z3, true):
        p = F.softmax(np.array([z1, z2, z3]))
        return p, (np.array(CLASSES) == true).astype(float)

    def update(self, **values):
        p, y = self._work(**values)
        _set_bars(self._bars, self._numbers, p, 0.045, 3)
        _set_bars(self._gradient, self._gradient_numbers, p - y, 0.03, 3)
        self._wanted.set_ydata(y)

    def step(self):
        """One step of gradient descent with learning rate 1."""
        values = self.values
        p, y = self._work(**values)
        return {f"z{k + 1}": values[f"z{k + 1}"] - (p - y)[k] for k in range(3)}

    def describe(self, **values):
        p, y = self._work(**values)
        loss = -math.log(float(p @ y))
        return (
            f"The picture shows a {values['true']}. Probabilities: {_listed(p)}; loss {number(loss, 3)}. "
            f"Gradient: {_listed(p - y)}; together 0."
        )


class JacobianTable(MovingFigure):
    """The same through the whole table.

    Find out: does the row at the bottom always come out as p − y? What is missing when only the diagonal is used?
    """

    about = (
        "Three rows of numbers. On top the gradient with respect to the probabilities, dA. In the middle the table "
        "of softmax's "
        "slopes, three by three: how output i moves with score j. At the bottom the product of the two, dZ, and "
        "beside it p minus y."
    )
    size = (7.2, 4.3)
    # Few steps: each brings a dozen numbers that were not there before, and to set one takes a millisecond.
    controls = (
        *_scores(-3, 3, step=0.5),
        Choice("true", "the picture shows", CLASSES, "fox"),
        Choice("use", "used of the table", ("everything", "the diagonal"), "everything"),
    )

    def build(self, fig):
        ax = fig.add_axes((0, 0, 1, 1), xlim=(0, 10), ylim=(0, 6))
        ax.set_axis_off()
        label = {"va": "center", "ha": "right", "fontsize": 11}
        ax.text(2.75, 5.2, "$dA = \\partial L / \\partial p$", color=style.GRADIENT, **label)
        ax.text(2.75, 3.1, "slopes of softmax\n$\\partial p_i / \\partial z_j$", linespacing=1.6, **label)
        ax.text(2.75, 1.0, "$dZ = dA \\cdot$ table", color=style.GRADIENT, **label)
        ax.text(2.75, 0.4, "$p - y$", **label)
        for j, name in enumerate(CLASSES):
            ax.text(4.0 + 1.6 * j, 5.7, name, ha="center", va="center", color=style.MUTED)
            ax.text(8.25, 4.0 - 0.9 * j, name, ha="left", va="center", color=style.MUTED)
        numbers = {"ha": "center", "va": "center", "fontsize": 12, "zorder": 4}
        self._dA = [ax.text(4.0 + 1.6 * j, 5.2, "", color=style.GRADIENT, **numbers) for j in range(3)]
        self._dZ = [ax.text(4.0 + 1.6 * j, 1.0, "", color=style.GRADIENT, **numbers) for j in range(3)]
        self._p_minus_y = [ax.text(4.0 + 1.6 * j, 0.4, "", **numbers) for j in range(3)]
        self._cells, self._slopes = [], []
        for i in range(3):
            for j in range(3):
                cell = Rectangle(
                    (3.25 + 1.6 * j, 3.6 - 0.9 * i), 1.5, 0.8, edgecolor=style.MUTED, lw=0.8, zorder=2
                )
                self._cells.append(ax.add_patch(cell))
                self._slopes.append(ax.text(4.0 + 1.6 * j, 4.0 - 0.9 * i, "", **numbers))
        self._verdict = ax.text(8.25, 0.7, "", va="center", ha="left", fontsize=11)
        return [*self._cells, *self._slopes, *self._dA, *self._dZ, *self._p_minus_y, self._verdict]

    def _work(self, z1, z2, z3, true, use):
        p = F.softmax(np.array([z1, z2, z3]))
        y = (np.array(CLASSES) == true).astype(float)
        table = np.diag(p) - np.outer(p, p)
        if use == "the diagonal":
            table = np.diag(np.diag(table))
        dA = -y / p
        return p, y, table, dA, dA @ table

    def update(self, **values):
        p, y, table, dA, dZ = self._work(**values)
        for text, value in zip(self._dA, dA, strict=True):
            text.set_text(number(value))
        for cell, text, slope in zip(self._cells, self._slopes, table.ravel(), strict=True):
            strength = min(1.0, abs(slope) / 0.25)
            cell.set_facecolor((1 - 0.16 * strength, 1 - 0.10 * strength, 1 - 0.02 * strength))
            text.set_text(number(slope, 3))
        for texts, row in ((self._dZ, dZ), (self._p_minus_y, p - y)):
            for text, value in zip(texts, row, strict=True):
                text.set_text(number(value, 3))
        self._verdict.set_text("the same" if np.allclose(dZ, p - y) else "not the same")

    def describe(self, **values):
        p, y, _, dA, dZ = self._work(**values)
        same = "the same as" if np.allclose(dZ, p - y) else "not the same as"
        return (
            f"With {values['use']} of the table, dA ({', '.join(number(v) for v in dA)}) becomes "
            f"dZ ({', '.join(number(v, 3) for v in dZ)}), {same} p − y ({', '.join(number(v, 3) for v in p - y)})."
        )


class ConfidentMistake(MovingFigure):
    """A sure mistake, and two losses.

    Find out: where on the line is the squared error's push the largest, and what becomes of it when the answer is
    wrong and
    very sure? And the other loss's push?
    """

    about = (
        "Two classes; d is the score of the true class minus that of the other one, so the answer is wrong on the "
        "left of 0. On the "
        "left the two losses over d, cross-entropy solid and squared error dashed. On the right, in red, the size "
        "of their "
        "slopes: how hard each of them pushes d up."
    )
    size = (7.2, 3.6)
    controls = (Slider("d", "lead d", -8, 8, 0.1, -6),)

    def build(self, fig):
        left, right = fig.subplots(1, 2)
        fig.subplots_adjust(0.065, 0.15, 0.985, 0.9, 0.2)
        axis = np.linspace(-8, 8, 321)
        for ax in (left, right):
            ax.axvline(0, color=style.FAINT, lw=1, zorder=0)
            ax.set(xlim=(-8, 8), xticks=range(-8, 9, 4), xlabel="$d$, the lead of the true class")
        left.set(title="the loss", ylim=(-0.3, 8.5))
        right.set(title="its push on $d$", ylim=(-0.04, 1.15))
        dashes = (0, (5, 2))
        for ax, curves, colour in (
            (left, self.losses(axis), style.OUTPUT), (right, self.pushes(axis), style.GRADIENT)
        ):  # fmt: skip
            ax.plot(axis, curves[0], color=colour, label="cross-entropy")
            ax.plot(axis, curves[1], color=colour, ls=dashes, label="squared error")
            ax.legend(loc="upper right")
        self._marks = [
            ax.plot([], [], mark, color=colour, ms=8, clip_on=False, zorder=5)[0]
            for ax, colour in ((left, style.OUTPUT), (right, style.GRADIENT))
            for mark in ("o", "s")
        ]
        return self._marks

    @staticmethod
    def losses(d):
        """Cross-entropy −ln p and squared error (1 − p)², with p = σ(d)."""
        return np.logaddexp(0, -d), F.sigmoid(-d) ** 2

    @staticmethod
    def pushes(d):
        """Minus the derivative of each loss with respect to d: 1 − p, and 2 (1 − p)² p."""
        p, q = F.sigmoid(d), F.sigmoid(-d)
        return q, 2 * q**2 * p

    def update(self, *, d):
        d = np.float64(d)
        for mark, value in zip(self._marks, (*self.losses(d), *self.pushes(d)), strict=True):
            mark.set_data([d], [value])

    def describe(self, *, d):
        d = np.float64(d)
        (entropy, square), (push, weak) = self.losses(d), self.pushes(d)
        verdict = "wrong" if d < 0 else "right" if d > 0 else "undecided"
        return (
            f"d = {number(d)}, p = {number(F.sigmoid(d), 4)}: the answer is {verdict}. Cross-entropy "
            f"{number(entropy, 3)} pushes with "
            f"{number(push, 4)}; squared error {number(square, 3)} pushes with {number(weak, 4)}."
        )


# Pictures that stand still


def confusions(table: np.ndarray, *, alt: str) -> Picture:
    """Draw a table of confusions: the true class of a row, the predicted class of a column.

    Parameters
    ----------
    table : (k, k) array of int
        How often class i was taken for class j.
    alt : str
        What the picture shows, for someone who does not see it.
    """
    k = len(table)
    mistakes = table - np.diag(np.diag(table))
    most = max(1, int(mistakes.max()))
    with Picture((7.2, 4.6), alt) as (picture, fig):
        ax = fig.add_axes((0.2, 0.02, 0.6, 0.84), xticks=range(k), yticks=range(k), aspect="equal")
        ax.imshow(mistakes, cmap="Greys", vmin=0, vmax=2.5 * most)
        ax.xaxis.tick_top()
        ax.xaxis.set_label_position("top")
        ax.set(xlabel="what the network says", ylabel="what it is")
        ax.tick_params(length=0)
        ax.spines[:].set_visible(False)
        for (i, j), n in np.ndenumerate(table):
            if n:
                style_of = {"color": style.MUTED} if i == j else {"color": style.OUTPUT, "fontweight": "bold"}
                ax.text(j, i, str(int(n)), ha="center", va="center", **style_of)
    return picture


def weight_pictures(W: np.ndarray, *, alt: str, columns: int = 8) -> Picture:
    """Draw the weights of each neuron of a first layer as a picture: orange above 0, violet below, white at 0.

    A plus is at the largest weight, a minus at the smallest.

    Parameters
    ----------
    W : (n, h, w) array
        The weights, in the places of the pixels they belong to.
    alt : str
        What the picture shows, for someone who does not see it.
    columns : int
        How many stand side by side.
    """
    rows = -(-len(W) // columns)
    limit = float(np.abs(W).max()) or 1.0
    with Picture((7.2, 7.2 / columns * rows + 0.28 * rows), alt) as (picture, fig):
        axes = fig.subplots(rows, columns, squeeze=False)
        fig.subplots_adjust(0.01, 0.01, 0.99, 0.92, 0.07, 0.22)
        for i, ax in enumerate(axes.ravel()):
            ax.set_axis_off()
            if i < len(W):
                ax.imshow(W[i], cmap="PuOr_r", vmin=-limit, vmax=limit)
                for sign, place in (("+", W[i].argmax()), ("−", W[i].argmin())):
                    y, x = np.unravel_index(place, W[i].shape)
                    ax.text(x, y, sign, ha="center", va="center", fontsize=9, fontweight="bold")
                ax.set_title(str(i), loc="center", fontsize=9.5, pad=3)
    return picture
