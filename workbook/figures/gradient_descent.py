"""The moving figures of chapter 4: ways down a loss, from a blind search to mini-batches."""

import numpy as np
from matplotlib.patches import Ellipse, FancyArrowPatch

from nnlib import functional as F
from workbook.figures import style
from workbook.figures._base import MovingFigure
from workbook.figures._controls import Choice, Slider
from workbook.figures._words import count, number

_FAR = 1e3  # what lies further out is not in the picture; matplotlib draws faster without it
_SOFT = "#8a939d"  # lines of equal loss


def _significant(value: float) -> str:
    """Print three significant digits, with a true minus sign."""
    text = f"{float(value):.3g}"
    if "e" in text:
        digits, exponent = text.split("e")
        text = f"{digits}·10^{int(exponent)}"
    return "0" if text == "-0" else text.replace("-", "\u2212")


def _place(*coordinates: float) -> str:
    return f"({', '.join(number(c) for c in coordinates)})"


def _near(values):
    """The values, cut off where they are far outside of every picture."""
    return np.clip(values, -_FAR, _FAR)


def _inside(path):
    """The path up to its first point that is far outside of the picture."""
    far = np.max(np.abs(path), axis=1) > _FAR
    return path[: np.argmax(far) + 1] if far.any() else path


def _path_line(ax, **how):
    """A path: a dot after each step, joined by a line."""
    settings = {"color": style.WEIGHT, "lw": 1.4, "marker": "o", "ms": 4.5, "zorder": 4, **how}
    return ax.plot([], [], **settings)[0]


def _here(ax, **how):
    """Where the walk is now: larger, with a dark rim."""
    settings = {"marker": "o", "ms": 10, "color": style.WEIGHT, "mec": style.OUTPUT, "mew": 1.6, "zorder": 6}
    return ax.plot([], [], ls="none", **{**settings, **how})[0]


# One weight

_CURVES = {
    "w²": (lambda w: w * w, lambda w: 2 * w),
    "two valleys": (
        lambda w: (w * w - 9) ** 2 / 16 + 0.75 * w + 3,
        lambda w: w * (w * w - 9) / 4 + 0.75,
    ),
    "√(1 + w²)": (lambda w: np.sqrt(1 + w * w), lambda w: w / np.sqrt(1 + w * w)),
    "a pit in a plain": (
        lambda w: 4 - 4 * np.exp(-w * w / 2),
        lambda w: 4 * w * np.exp(-w * w / 2),
    ),
}


def left_or_right(loss, w: float, step: float, most: int) -> list[float]:
    """The path of a search that looks one step to the left and one to the right, and goes where it is lower."""
    path = [float(w)]
    for _ in range(most):
        here = path[-1]
        lower = min(round(here - step, 10), round(here + step, 10), key=loss)
        if loss(lower) >= loss(here):
            break
        path.append(lower)
    return path


class LeftOrRight(MovingFigure):
    """Look left, look right, go where it is lower.

    Find out: where does the search stop on w², for steps of 0.3 and of 0.1? And from which starts does it miss the
    deeper of two valleys?
    """

    about = (
        "A curve of the loss over one weight w. Orange dots on it are the places where the search has been, the "
        "largest is where it is now; an open triangle on each side is where it looks next."
    )
    size = (7.2, 3.8)
    controls = (
        Choice("curve", "loss", ("w²", "two valleys"), "w²"),
        Slider("start", "start", -5, 5, 0.5, 5),
        Slider("step", "step", 0.1, 1, 0.1, 0.3),
        Slider("n", "steps taken", 0, 60, 1, 6),
    )

    def build(self, fig):
        self._shown = None
        self._axis = np.linspace(-6, 6, 241)
        ax = fig.add_axes(
            (0.08, 0.15, 0.6, 0.81), xlim=(-6, 6), ylim=(-2, 30), xlabel="weight $w$", ylabel="loss $L$"
        )
        style.through_zero(ax)
        (self._curve,) = ax.plot(self._axis, 0 * self._axis, color=style.OUTPUT, lw=2)
        self._path, self._now = _path_line(ax, ls="none"), _here(ax)
        (self._looks,) = ax.plot(
            [], [], "^", color=style.PAPER, mec=style.OUTPUT, mew=1.5, ms=8, zorder=5, label="looks here next"
        )
        names = ("now at w =", "its loss", "loss computed")
        for y, name in zip((0.86, 0.62, 0.38), names, strict=True):
            fig.text(0.73, y, name, color=style.MUTED, fontsize=10.5)
        at = {"fontsize": 17, "va": "center"}
        self._texts = [fig.text(0.73, y - 0.08, "", **at) for y in (0.86, 0.62, 0.38)]
        self._verdict = fig.text(0.73, 0.13, "", color=style.WEIGHT_INK)
        return [self._curve, self._path, self._looks, self._now, *self._texts, self._verdict]

    def _walk(self, curve, start, step, n):
        loss = _CURVES[curve][0]
        path = left_or_right(loss, start, step, int(n))
        sides = (round(path[-1] - step, 10), round(path[-1] + step, 10))
        stuck = min(map(loss, sides)) >= loss(path[-1])
        return path, sides, stuck

    def update(self, *, curve, start, step, n):
        loss = _CURVES[curve][0]
        if curve != self._shown:
            self._shown = curve
            self._curve.set_ydata(loss(self._axis))
        path, sides, stuck = self._walk(curve, start, step, n)
        self._path.set_data(path, [loss(w) for w in path])
        self._now.set_data(path[-1:], [loss(path[-1])])
        self._looks.set_data(sides, [loss(w) for w in sides])
        shown = (number(path[-1]), number(loss(path[-1])), f"{1 + 2 * (len(path) - 1) + 2 * stuck} times")
        for text, words in zip(self._texts, shown, strict=True):
            text.set_text(words)
        self._verdict.set_text("it stops here" if stuck else "one side is lower")

    def describe(self, *, curve, start, step, n):
        path, sides, stuck = self._walk(curve, start, step, n)
        loss = _CURVES[curve][0]
        taken = f"From {number(start)}, after {count(len(path) - 1, 'step')} of {number(step)}, w = {number(path[-1])}"
        looks = " and ".join(f"{number(loss(w))} at {number(w)}" for w in sides)
        end = "Neither is lower: it stops." if stuck else "One is lower: it goes on."
        return f"{taken} with a loss of {number(loss(path[-1]))}. It sees {looks}. {end}"


class SlopeSteps(MovingFigure):
    """A step against the slope.

    Find out: on which of the three losses are the steps longest far from the minimum, and on which one does a start far
    out hardly move at all?
    """

    about = (
        "A curve of the loss over one weight w, orange dots where the descent has been, the largest where it is now. "
        "The dashed red line is the tangent there; an orange arrow at the foot is the next step."
    )
    size = (7.2, 3.8)
    controls = (
        Choice("curve", "loss", ("w²", "√(1 + w²)", "a pit in a plain"), "w²"),
        Slider("start", "start", -5, 5, 0.5, 5),
        Slider("lr", "learning rate", 0.05, 1, 0.05, 0.1),
        Slider("n", "steps taken", 0, 30, 1, 3),
    )
    _HEIGHTS = {"w²": (-5, 30), "√(1 + w²)": (-1, 6), "a pit in a plain": (-0.8, 4.8)}  # noqa: RUF012

    def build(self, fig):
        self._shown = None
        self._axis = np.linspace(-6, 6, 241)
        ax = fig.add_axes((0.08, 0.15, 0.6, 0.81), xlim=(-6, 6), xlabel="weight $w$", ylabel="loss $L$")
        style.through_zero(ax)
        self._ax = ax
        (self._curve,) = ax.plot(self._axis, 0 * self._axis, color=style.OUTPUT, lw=2)
        (self._tangent,) = ax.plot([], [], color=style.GRADIENT, ls=(0, (4, 2)), lw=2.4, zorder=5)
        self._path, self._now = _path_line(ax, ls="none"), _here(ax)
        self._arrow = FancyArrowPatch(
            (0, 0), (1, 0), arrowstyle="-|>", mutation_scale=15, color=style.WEIGHT, lw=3.2, shrinkA=0, shrinkB=0,
            zorder=5,
        )  # fmt: skip
        ax.add_patch(self._arrow)
        names = ("now at w =", "slope there", "next step: −η · slope")
        inks = (style.WEIGHT_INK, style.GRADIENT, style.WEIGHT_INK)
        for y, name in zip((0.86, 0.6, 0.34), names, strict=True):
            fig.text(0.73, y, name, color=style.MUTED, fontsize=10.5)
        self._texts = [
            fig.text(0.73, y - 0.08, "", fontsize=17, va="center", color=ink)
            for y, ink in zip((0.86, 0.6, 0.34), inks, strict=True)
        ]
        return [self._curve, self._tangent, self._path, self._arrow, self._now, *self._texts]

    def _walk(self, curve, start, lr, n):
        loss, slope = _CURVES[curve]
        path = F.gradient_descent(slope, start, lr, n)
        return loss, slope, path

    def update(self, *, curve, start, lr, n):
        loss, slope, path = self._walk(curve, start, lr, int(n))
        if curve != self._shown:
            self._shown = curve
            self._curve.set_ydata(loss(self._axis))
            self._ax.set_ylim(*self._HEIGHTS[curve])
            self.background_changed()
        w = float(path[-1])
        steepness = float(slope(w))
        low, high = self._ax.get_ylim()
        run = 3 / np.hypot(1, steepness * 12 / (high - low))  # about equally long in the picture
        self._tangent.set_data([w - run, w + run], [loss(w) - steepness * run, loss(w) + steepness * run])
        self._path.set_data(path, loss(path))
        self._now.set_data([w], [loss(w)])
        foot = low + 0.06 * (high - low)
        step = -lr * steepness
        self._arrow.set_visible(abs(step) > 0.02)
        self._arrow.set_positions((w, foot), (w + step, foot))
        for text, value in zip(self._texts, (w, steepness, step), strict=True):
            text.set_text(number(value, 3))

    def describe(self, *, curve, start, lr, n):
        _, slope, path = self._walk(curve, start, lr, int(n))
        w = float(path[-1])
        steepness = float(slope(w))
        return (
            f"{curve} from {number(start)}: after {count(int(n), 'step')} w = {number(w, 3)}. The slope there is "
            f"{number(steepness, 3)}, so the next step is −{number(lr)} times that, {number(-lr * steepness, 3)}."
        )


class LearningRates(MovingFigure):
    """What the learning rate decides.

    Find out: at a = 2, what do 0.1 and 0.9 have in common, and 1.0 and 1.1 not? For other a, at which rate does the
    descent begin to explode?
    """

    about = (
        "On the left the parabola ½ a w² with the path of gradient descent from w = 4 on it, a dot after each step; on "
        "the right w after each step, over the number of the step."
    )
    size = (7.2, 4.1)
    controls = (
        Slider("lr", "learning rate η", 0.05, 1.2, 0.05, 0.1),
        Slider("a", "curvature a", 0.5, 4, 0.5, 2),
        Slider("n", "steps taken", 0, 20, 1, 12),
    )

    def build(self, fig):
        self._axis = np.linspace(-7, 7, 141)
        left = fig.add_axes((0.075, 0.14, 0.39, 0.68), xlim=(-7, 7), ylim=(-1.5, 40), xlabel="weight $w$")
        right = fig.add_axes(
            (0.555, 0.14, 0.42, 0.68), xlim=(-0.5, 20.5), ylim=(-7, 7), xlabel="step number $k$"
        )
        left.set_title("loss ½ $a w^2$")
        right.set_title("$w_k$, the weight after $k$ steps")
        right.set_xticks(range(0, 21, 5))
        for ax in (left, right):
            style.through_zero(ax)
        (self._curve,) = left.plot(self._axis, 0 * self._axis, color=style.OUTPUT, lw=2)
        self._path = _path_line(left, lw=1.1)
        self._now = _here(left, ms=9)
        self._steps = _path_line(right, lw=1.1)
        self._verdict = fig.text(0.075, 0.94, "", va="center", fontsize=12, color=style.WEIGHT_INK)
        return [self._curve, self._path, self._now, self._steps, self._verdict]

    @staticmethod
    def _factor(lr, a):
        return round(1 - lr * a, 10) + 0.0

    @classmethod
    def verdict(cls, lr, a):
        """What happens to the weight, in a few words."""
        factor = cls._factor(lr, a)
        if factor == 0:
            return "there in one step"
        if abs(factor) == 1:
            return "bounces for ever"
        if abs(factor) > 1:
            return "explodes"
        return "comes closer from one side" if factor > 0 else "comes closer from both sides"

    def update(self, *, lr, a, n):
        path = 4 * self._factor(lr, a) ** np.arange(n + 1)
        self._curve.set_ydata(a * self._axis**2 / 2)
        self._path.set_data(_near(path), _near(a * path**2 / 2))
        self._now.set_data(_near(path[-1:]), _near(a * path[-1:] ** 2 / 2))
        self._steps.set_data(np.arange(n + 1), _near(path))
        self._verdict.set_text(
            f"each step: w times {number(self._factor(lr, a), 3)}  ({self.verdict(lr, a)})"
        )

    def describe(self, *, lr, a, n):
        factor = self._factor(lr, a)
        return (
            f"Each step multiplies w by 1 − {number(lr)}·{number(a)} = {number(factor, 3)}: it {self._verb(lr, a)}. "
            f"After {count(int(n), 'step')} w = {_significant(4 * factor ** int(n))}. The limit 2/a is "
            f"{number(2 / a, 3)}."
        )

    @classmethod
    def _verb(cls, lr, a):
        verdict = cls.verdict(lr, a)
        return f"is {verdict}" if verdict.startswith("there") else verdict


# Two weights


def noisy_line() -> tuple[np.ndarray, np.ndarray]:
    """Sixty-four made-up points near the line y = 1.5 x + 1: x (64,) from -1 to 3, and y (64,)."""
    rng = np.random.default_rng(8)
    x = np.round(np.linspace(-1, 3, 64), 2)
    return x, np.round(1.5 * x + 1 + rng.normal(0, 0.8, 64), 2)


class _LineLoss:
    """The mean squared error of a line over its w and b, by the five means that it depends on."""

    def __init__(self, x, y):
        self.xx, self.x, self.xy, self.y, self.yy = (float(np.mean(v)) for v in (x * x, x, x * y, y, y * y))
        self.best = tuple(F.fit_line(x, y))
        self.least = self(*self.best)

    def __call__(self, w, b):
        return self.xx * w * w + 2 * self.x * w * b + b * b - 2 * self.xy * w - 2 * self.y * b + self.yy


def _bowl(ax, loss, levels):
    """Lines of equal loss, and a cross at the lowest point, which is given back: it lies over the path."""
    w, b = np.meshgrid(np.linspace(*ax.get_xlim(), 90), np.linspace(*ax.get_ylim(), 90))
    ax.contour(w, b, loss(w, b) - loss.least, levels=levels, colors=_SOFT, linewidths=0.9, zorder=1)
    return ax.plot(*loss.best, "x", color=style.OUTPUT, ms=9, mew=2.2, zorder=5)[0]


class LineDescends(MovingFigure):
    """A line that walks down its bowl.

    Find out: click on a far corner on the right and raise the number of steps. Which of the two is found first, the
    valley or the lowest point in it? At which learning rate does the line fly off?
    """

    about = (
        "On the left sixty-four points and a line; the dashed line is the start. On the right the loss of every line "
        "as a map: the weight w across, the bias b upwards, lines of equal loss, a cross at the lowest point, and the "
        "path of gradient descent in orange."
    )
    size = (7.2, 3.9)
    controls = (
        Slider("w", "start w", -2, 4, 0.1, -1),
        Slider("b", "start b", -3, 5, 0.1, 4),
        Slider("lr", "learning rate η", 0.02, 0.5, 0.02, 0.1),
        Slider("n", "steps taken", 0, 60, 1, 8),
    )

    def build(self, fig):
        x, y = noisy_line()
        self._loss = _LineLoss(x, y)
        self._x, self._y = x, y
        left = fig.add_axes((0.075, 0.15, 0.4, 0.75), xlim=(-1.2, 3.2), ylim=(-3, 8), xlabel="input $x$")
        left.set_title("the data and the line")
        right = fig.add_axes(
            (0.575, 0.15, 0.4, 0.75), xlim=(-2, 4), ylim=(-3, 5), xlabel="weight $w$", ylabel="bias $b$"
        )
        right.set_title("the loss from above")
        left.plot(x, y, "o", color=style.INPUT, ms=4, mec="none", alpha=0.75, zorder=2)
        self._ends = np.array([-1.2, 3.2])
        (self._first,) = left.plot([], [], color=style.WEIGHT, lw=1.1, ls=(0, (4, 3)), zorder=3)
        (self._line,) = left.plot([], [], color=style.WEIGHT, lw=2.6, zorder=4)
        cross = _bowl(right, self._loss, [0.1, 0.5, 1.5, 4, 8, 14, 22, 32])
        self._path, self._now = _path_line(right), _here(right)
        self.click_sets(right, "w", "b")
        return [self._first, self._line, self._path, cross, self._now]

    def _walk(self, w, b, lr, n):
        path = [(w, b)]
        for _ in range(int(n)):
            path.append(tuple(F.gd_line_step(self._x, self._y, *path[-1], lr)))
        return np.array(path)

    def update(self, *, w, b, lr, n):
        path = _inside(self._walk(w, b, lr, n))
        self._first.set_data(self._ends, w * self._ends + b)
        self._line.set_data(self._ends, path[-1, 0] * self._ends + path[-1, 1])
        self._path.set_data(*path.T)
        self._now.set_data(*path[-1:].T)

    def describe(self, *, w, b, lr, n):
        end = self._walk(w, b, lr, n)[-1]
        start, now = self._loss(w, b), self._loss(*end)
        words = f"From w = {number(w)}, b = {number(b)}, {count(int(n), 'step')} at η = {number(lr)}: "
        if now > 2 * start:
            return f"{words}the loss has grown from {_significant(start)} to {_significant(now)}; η is too large."
        best = _place(*self._loss.best)
        return (
            f"{words}(w, b) = {_place(*end)}. The loss went from {number(start)} to {number(now, 3)}; the least there "
            f"is, at {best}, is {number(self._loss.least, 3)}."
        )


def _hills(u, v):
    """A made-up loss with four valleys of different depth: Himmelblau's function (1972), tilted."""
    return ((u * u + v - 11) ** 2 + (u + v * v - 7) ** 2) / 100 + 0.15 * u + 0.1 * v + 1.2


def _hills_grad(u, v):
    one, other = u * u + v - 11, u + v * v - 7
    return (4 * u * one + 2 * other) / 100 + 0.15, (2 * one + 4 * v * other) / 100 + 0.1


def _hills_valleys():
    """The lowest point of each valley, the deepest first, by Newton's method."""
    found = []
    for near in ((3.0, 2.0), (-2.8, 3.1), (-3.8, -3.3), (3.6, -1.85)):
        place = np.array(near)
        for _ in range(6):
            u, v = place
            cross = (4 * u + 4 * v) / 100
            curvature = [[(12 * u * u + 4 * v - 42) / 100, cross], [cross, (12 * v * v + 4 * u - 26) / 100]]
            place = place - np.linalg.solve(curvature, _hills_grad(u, v))
        found.append(place)
    return np.array(sorted(found, key=lambda place: _hills(*place)))


class ClickAStart(MovingFigure):
    """Four valleys, and you choose the start.

    Find out: click on the map. Can two starts side by side end in different valleys? Can a larger learning rate get you
    out of the valley you are in?
    """

    about = (
        "A map of a loss over two weights, dark where it is low, with lines of equal loss. Its four valleys carry the "
        "letters A to D, A being the deepest. The path of gradient descent is orange, and starts where you click; a "
        "red arrow at the start is the direction against the gradient."
    )
    size = (7.2, 4.6)
    controls = (
        Slider("u", "start w₁", -5, 5, 0.1, 0.5),
        Slider("v", "start w₂", -5, 5, 0.1, 4.5),
        Slider("lr", "learning rate η", 0.05, 2, 0.05, 0.3),
        Slider("n", "steps taken", 0, 80, 1, 50),
    )

    def build(self, fig):
        ax = fig.add_axes((0.08, 0.115, 0.555, 0.865), xlim=(-5, 5), ylim=(-5, 5), aspect="equal")
        ax.set(xlabel="weight $w_1$", ylabel="weight $w_2$")
        u, v = np.meshgrid(np.linspace(-5, 5, 121), np.linspace(-5, 5, 121))
        height = _hills(u, v)
        levels = [0, 0.35, 0.6, 0.85, 1.1, 1.4, 1.8, 2.3, 3, 4, 5.5, 8, 12]
        greys = [(g, g, g + 0.01) for g in np.linspace(0.6, 0.985, len(levels) - 1)]
        ax.contourf(u, v, height, levels=levels, colors=greys, zorder=0)
        ax.contour(u, v, height, levels=levels, colors=_SOFT, linewidths=0.6, zorder=1)
        self._valleys = _hills_valleys()
        for name, place in zip("ABCD", self._valleys, strict=True):
            ax.plot(*place, "x", color=style.OUTPUT, ms=8, mew=2, zorder=3)
            ax.text(place[0] + 0.22, place[1] - 0.5, name, fontsize=12, fontweight="bold", zorder=3)
        (self._start,) = ax.plot([], [], "s", color=style.PAPER, mec=style.WEIGHT, mew=2, ms=8, zorder=5)
        self._path, self._now = _path_line(ax, ms=4), _here(ax)
        self._arrow = FancyArrowPatch(
            (0, 0), (1, 0), arrowstyle="-|>", mutation_scale=15, color=style.GRADIENT, lw=2.4, shrinkA=0, shrinkB=0,
            zorder=7,
        )  # fmt: skip
        ax.add_patch(self._arrow)
        for y, name in ((0.92, "the walk ends in"), (0.7, "its loss there")):
            fig.text(0.69, y, name, color=style.MUTED, fontsize=10.5)
        self._end = fig.text(0.69, 0.84, "", fontsize=17, va="center")
        self._depth = fig.text(0.69, 0.62, "", fontsize=17, va="center")
        lines = [
            f"{name}: {number(_hills(*place))}" for name, place in zip("ABCD", self._valleys, strict=True)
        ]
        fig.text(0.69, 0.47, "lowest of each valley", color=style.MUTED, fontsize=10.5)
        fig.text(0.69, 0.43, "\n".join(lines), va="top", linespacing=1.4)
        fig.text(
            0.69, 0.115, "□  start      ○  end\n→  against the gradient", color=style.MUTED, linespacing=1.5
        )
        self.click_sets(ax, "u", "v")
        return [self._path, self._start, self._now, self._arrow, self._end, self._depth]

    def _walk(self, u, v, lr, n):
        """The path; it ends where it leaves the picture."""
        path = [(u, v)]
        for _ in range(int(n)):
            du, dv = _hills_grad(u, v)
            u, v = u - lr * du, v - lr * dv
            path.append((u, v))
            if abs(u) > 5 or abs(v) > 5:
                break
        return np.array(path)

    def _where(self, place):
        if np.max(np.abs(place)) > 5:
            return "outside"
        distances = np.hypot(*(self._valleys - place).T)
        nearest = int(np.argmin(distances))
        return f"valley {'ABCD'[nearest]}" if distances[nearest] < 0.2 else "between"

    def update(self, *, u, v, lr, n):
        path = self._walk(u, v, lr, n)
        where = self._where(path[-1])
        self._start.set_data([u], [v])
        self._path.set_data(*_inside(path).T)
        self._now.set_data(*_inside(path)[-1:].T)
        downhill = -np.array(_hills_grad(u, v))
        length = np.hypot(*downhill)
        self._arrow.set_visible(length > 1e-3)
        self._arrow.set_positions((u, v), tuple(np.array([u, v]) + downhill / max(length, 1e-3) * 0.9))
        self._end.set_text({"between": "no valley yet", "outside": "outside the map"}.get(where, where))
        self._depth.set_text(number(_hills(*path[-1]), 3) if where != "outside" else "–")

    def describe(self, *, u, v, lr, n):
        path = self._walk(u, v, lr, n)
        where = self._where(path[-1])
        start = f"From {_place(u, v)} with η = {number(lr)}"
        if where == "outside":
            return f"{start} step {len(path) - 1} leaves the map: the rate is too large for so steep a place."
        here = f"{_place(*path[-1])}, loss {number(_hills(*path[-1]), 3)}"
        if where == "between":
            return f"{start}, after {count(int(n), 'step')}, it is at {here}, in no valley's lowest point."
        depth = "the deepest" if where.endswith("A") else "not the deepest"
        return f"{start}, after {count(int(n), 'step')}, it is at {here}, in {where}, {depth}."


class Valley(MovingFigure):
    """A narrow valley, with and without momentum.

    Find out: at narrowness 20, without momentum, which learning rate comes furthest in 40 steps? How far do you get
    with momentum at the same rate? And with narrowness 1?
    """

    about = (
        "On the left a long valley from above: ellipses are lines of equal loss, a cross is the lowest point, the path "
        "from the start at (10, 3) is orange. On the right the loss after each step, each line of the grid a hundredth "
        "of the one above."
    )
    size = (7.2, 4.0)
    controls = (
        Slider("lr", "learning rate η", 0.005, 0.2, 0.005, 0.09),
        Slider("beta", "momentum β", 0, 0.95, 0.05, 0),
        Slider("k", "narrowness κ", 1, 40, 1, 20),
        Slider("n", "steps taken", 0, 100, 1, 40),
    )

    def build(self, fig):
        left = fig.add_axes(
            (0.07, 0.145, 0.45, 0.75), xlim=(-6, 11.5), ylim=(-5.5, 5.5), xlabel="weight $w_1$"
        )
        left.set_xticks(range(-5, 11, 5))
        left.set_title("½ ($w_1^2$ + κ $w_2^2$) from above; $w_2$ upwards")
        self._radii = (1.5, 4, 7, 10, 13.5, 18, 24)
        self._ellipses = [
            Ellipse((0, 0), 2 * r, 2 * r, facecolor="none", edgecolor=_SOFT, lw=0.9, zorder=1)
            for r in self._radii
        ]
        for ellipse in self._ellipses:
            left.add_patch(ellipse)
        left.plot(0, 0, "x", color=style.OUTPUT, ms=9, mew=2.2, zorder=3)
        self._path = _path_line(left, lw=1.1, ms=3.2)
        self._now = _here(left, ms=9)
        right = fig.add_axes((0.62, 0.145, 0.35, 0.75), xlim=(0, 100), ylim=(1e-8, 1e4), yscale="log")
        right.set(xlabel="step number $k$", yticks=[1e-8, 1e-6, 1e-4, 1e-2, 1, 1e2, 1e4])
        right.set_title("loss")
        right.minorticks_off()
        right.grid(axis="y", color=style.FAINT, lw=0.8)
        (self._losses,) = right.plot([], [], color=style.WEIGHT, lw=2.2)
        return [*self._ellipses, self._path, self._now, self._losses]

    @staticmethod
    def _walk(lr, beta, k, n):
        """The path from (10, 3), (n + 1, 2), and the loss at each of its points."""
        curvature = np.array([1.0, k])
        w, v = np.array([10.0, 3.0]), np.zeros(2)
        path = [w]
        for _ in range(int(n)):
            w, v = F.momentum_step(w, v, curvature * w, lr, beta)
            path.append(w)
        path = np.array(path)
        return path, path**2 @ curvature / 2

    def update(self, *, lr, beta, k, n):
        for ellipse, r in zip(self._ellipses, self._radii, strict=True):
            ellipse.height = 2 * r / np.sqrt(k)
        path, losses = self._walk(lr, beta, k, n)
        self._path.set_data(*_inside(path).T)
        self._now.set_data(*_inside(path)[-1:].T)
        self._losses.set_data(np.arange(len(losses)), np.clip(losses, 1e-12, 1e6))

    def describe(self, *, lr, beta, k, n):
        path, losses = self._walk(lr, beta, k, n)
        start = f"η = {number(lr, 3)}, β = {number(beta)}, κ = {number(k)}"
        if losses[-1] > 2 * losses[0]:
            return (
                f"{start}: after {count(int(n), 'step')} the loss is {_significant(losses[-1])}: it explodes."
            )
        kind = "plain descent" if beta == 0 else "momentum"
        return (
            f"{start}, {kind}: after {count(int(n), 'step')} the loss went from {_significant(losses[0])} to "
            f"{_significant(losses[-1])}, w = {_place(*path[-1])}."
        )


_EPOCHS = 20


class BatchNoise(MovingFigure):
    """Mini-batches: many small, uncertain steps.

    Find out: which batch size is nearest to the lowest point after one epoch, and which after twenty? What makes the
    cloud of the small batches smaller?
    """

    about = (
        "On the left the loss of a line from above, weight w across and bias b upwards, with lines of equal loss, a "
        "cross at the lowest point and the path of mini-batch descent in orange. On the right how far the loss is "
        "above the least, over the epochs."
    )
    size = (7.2, 4.0)
    controls = (
        Choice("batch", "batch size", ("1", "4", "16", "64"), "4"),
        Slider("lr", "learning rate η", 0.01, 0.2, 0.01, 0.05),
        Slider("epochs", "epochs", 0, _EPOCHS, 1, 3),
        Slider("shuffle", "another shuffle", 0, 9, 1, 0),
    )

    def build(self, fig):
        x, y = noisy_line()
        self._loss = _LineLoss(x, y)
        self._rows = np.column_stack([x, y]).tolist()
        self._known = (None, None, None)
        left = fig.add_axes(
            (0.09, 0.145, 0.4, 0.75), xlim=(-1.3, 3), ylim=(-0.6, 4.4), xlabel="weight $w$", ylabel="bias $b$"
        )
        left.set_title("the loss from above, and the path")
        cross = _bowl(left, self._loss, [0.02, 0.1, 0.4, 1, 2, 4, 7, 11, 16])
        self._path, self._now = _path_line(left, lw=0.6, ms=2.2), _here(left, ms=9)
        right = fig.add_axes((0.6, 0.145, 0.37, 0.75), xlim=(0, _EPOCHS), ylim=(1e-6, 100), yscale="log")
        right.set(xlabel="epoch", xticks=range(0, _EPOCHS + 1, 5), yticks=[1e-6, 1e-4, 1e-2, 1, 1e2])
        right.set_title("loss − least loss")
        right.minorticks_off()
        right.grid(axis="y", color=style.FAINT, lw=0.8)
        (self._losses,) = right.plot([], [], color=style.WEIGHT, lw=1.2)
        return [self._path, cross, self._now, self._losses]

    def _walk(self, batch, lr, epochs, shuffle):
        """The path (iterations + 1, 2) of so many epochs. The longest one of these settings is kept."""
        key = (batch, lr, shuffle)
        if self._known[0] != key:
            size = int(batch)
            rng = np.random.default_rng(int(shuffle))
            w, b, path = -1.0, 4.0, [(-1.0, 4.0)]
            for _ in range(_EPOCHS):
                order = rng.permutation(len(self._rows)).tolist()
                for start in range(0, len(order), size):
                    dw = db = 0.0
                    for i in order[start : start + size]:
                        x, y = self._rows[i]
                        error = w * x + b - y
                        dw += error * x
                        db += error
                    w, b = w - lr * 2 * dw / size, b - lr * 2 * db / size
                    path.append((w, b))
            path = np.array(path)
            self._known = (key, path, self._loss(*path.T) - self._loss.least)
        last = int(epochs) * (len(self._rows) // int(batch)) + 1
        return self._known[1][:last], self._known[2][:last]

    def update(self, *, batch, lr, epochs, shuffle):
        path, above = self._walk(batch, lr, epochs, shuffle)
        self._path.set_data(*_inside(path).T)
        self._now.set_data(*_inside(path)[-1:].T)
        each = int(batch) / len(self._rows)
        self._losses.set_data(np.arange(len(above)) * each, np.clip(above, 1e-9, 1e6))

    def describe(self, *, batch, lr, epochs, shuffle):
        path, above = self._walk(batch, lr, epochs, shuffle)
        steps = len(path) - 1
        return (
            f"Batches of {batch}, η = {number(lr)}, shuffle {number(shuffle)}: after {count(int(epochs), 'epoch')}, "
            f"which makes {count(steps, 'iteration')}, (w, b) = {_place(*path[-1])}, and the loss is "
            f"{_significant(above[-1])} above the least."
        )
