"""The moving figures of chapter 7: signals through twenty layers, and the tricks that keep training alive."""

from functools import cache, lru_cache

import numpy as np
from matplotlib.patches import Circle, FancyArrowPatch, Polygon, Rectangle

import nnlib as nn
from nnlib import functional as F
from workbook.figures import style
from workbook.figures._base import MovingFigure, set_numbers
from workbook.figures._controls import Choice, Slider, Switch
from workbook.figures._words import number

_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def _size(value: float) -> str:
    """A size that may be astronomical: 0.25, 340, 3·10⁻²⁵."""
    if value == 0 or 0.005 <= value < 10_000:
        return number(value, 0 if value >= 100 else 2)
    exponent = int(np.floor(np.log10(value)))
    lead = round(value / 10.0**exponent)
    if lead == 10:
        lead, exponent = 1, exponent + 1
    return f"{lead}·10{str(exponent).translate(_RAISED)}"


# --- signals through twenty layers ---------------------------------------------------------------------------------

DEPTH, WIDTH, SAMPLES = 20, 64, 100

_STARTS = {
    "all weights small: std 0.01": lambda n_in, n_out, rng: rng.normal(0.0, 0.01, (n_out, n_in)),
    "all weights large: std 1": lambda n_in, n_out, rng: rng.normal(0.0, 1.0, (n_out, n_in)),
    "uniform up to 1/√n": lambda n_in, n_out, rng: rng.uniform(-1, 1, (n_out, n_in)) / np.sqrt(n_in),
    "Xavier": F.xavier_init,
    "He": F.he_init,
}
_BENDS = {
    "sigmoid": (F.sigmoid, F.sigmoid_grad),
    "tanh": (F.tanh, F.tanh_grad),
    "ReLU": (F.relu, F.relu_grad),
    "leaky ReLU": (F.leaky_relu, F.leaky_relu_grad),
    "ELU": (F.elu, F.elu_grad),
}


@cache
def deep_signals(start: str, activation: str, batch_norm: bool) -> tuple[np.ndarray, np.ndarray]:
    """Send 100 samples forward through 20 layers, and a gradient of size 1 back.

    Returns
    -------
    A, dA : (20, 100, 64) arrays
        What each layer gives, and the gradient by it, first layer first.
    """
    rng = np.random.default_rng(7)
    X = rng.normal(size=(SAMPLES, WIDTH))
    g, slope = _BENDS[activation]
    one, zero = np.ones(WIDTH), np.zeros(WIDTH)
    weights, scores, normed, A = [], [], [], []
    for _ in range(DEPTH):
        weights.append(_STARTS[start](WIDTH, WIDTH, rng))
        Z = X @ weights[-1].T
        scores.append(Z)
        if batch_norm:
            Z = F.batchnorm_forward(Z, one, zero, zero, one, training=True).out
        normed.append(Z)
        X = g(Z)
        A.append(X)
    back = rng.normal(size=(SAMPLES, WIDTH))
    dA = [back]
    for layer in range(DEPTH - 1, 0, -1):
        back = back * slope(normed[layer])
        if batch_norm:
            back = F.batchnorm_backward(back, scores[layer], one).dX
        back = back @ weights[layer]
        dA.append(back)
    return np.array(A), np.array(dA[::-1])


def _rms(values: np.ndarray) -> np.ndarray:
    """The typical size of each layer's numbers: the root of their mean square."""
    largest = np.abs(values).max(axis=(1, 2))
    unit = np.where(largest > 0, largest, 1.0)[:, None, None]  # squares of 1e-200 are 0
    return largest * np.sqrt(np.mean(np.square(values / unit), axis=(1, 2)))


_LOW, _HIGH, _PER_DECADE = -18, 18, 2
_ROWS = (_HIGH - _LOW) * _PER_DECADE


def _magnitudes(values: np.ndarray) -> np.ndarray:
    """Sort each layer's numbers by size: (rows, layers) shares, the lowest row for 0 and what is below it."""
    flat = np.abs(values).reshape(DEPTH, -1)
    place = np.floor((np.log10(np.maximum(flat, 1e-300)) - _LOW) * _PER_DECADE).astype(int)
    place = np.clip(place, 0, _ROWS - 1)
    place += _ROWS * np.arange(DEPTH)[:, None]
    counts = np.bincount(place.ravel(), minlength=DEPTH * _ROWS).reshape(DEPTH, _ROWS)
    return counts.T / flat.shape[1]


_BINS = np.linspace(-1, 1, 32)


class DeepSignals(MovingFigure):
    """Signals through twenty layers.

    Find out: with which starting weights does ReLU keep both activations and gradients near their size through all 20
    layers, with which tanh, and what must you switch on so that the start hardly matters?
    """

    about = (
        "Two maps over the layers 1 to 20, activations in blue on the left and gradients in red on the right. Dark "
        "marks where many of a layer's numbers lie, on a scale of powers of ten; the line is their typical size. Below "
        "each map is the histogram of the chosen layer, as wide as its largest number."
    )
    size = (7.2, 4.9)
    controls = (
        Choice("start", "starting weights", tuple(_STARTS), "all weights small: std 0.01"),
        Choice("activation", "activation", tuple(_BENDS), "ReLU"),
        Switch("batch_norm", "batch normalisation", False),
        Slider("layer", "layer", 1, DEPTH, 1, 3),
    )

    def build(self, fig):
        self._maps, self._lines, self._marks, self._bars, self._texts = [], [], [], [], []
        ticks = (-12, -6, 0, 6, 12)
        for column, (title, cmap, colour) in enumerate(
            (("activations", "Blues", style.INPUT), ("gradients", "Reds", style.GRADIENT))
        ):
            left = 0.095 + 0.5 * column
            ax = fig.add_axes((left, 0.42, 0.37, 0.51), xlim=(0.5, DEPTH + 0.5), ylim=(_LOW, _HIGH))
            ax.set(title=title, xlabel="layer", xticks=(1, 5, 10, 15, 20), yticks=(_LOW, *ticks))
            ax.set_yticklabels(["0", *(f"$10^{{{t}}}$" if t else "1" for t in ticks)])
            self._maps.append(
                ax.imshow(
                    np.zeros((_ROWS, DEPTH)), cmap=cmap, vmin=0, vmax=0.6, origin="lower", aspect="auto",
                    extent=(0.5, DEPTH + 0.5, _LOW, _HIGH), interpolation="nearest", zorder=1,
                )
            )  # fmt: skip
            self._lines += ax.plot([], [], color=style.OUTPUT, lw=1.4, zorder=3, label="typical size")
            (mark,) = ax.plot([], [], color=colour, lw=1.2, ls=(0, (2, 2)), zorder=2)
            self._marks.append(mark)
            if not column:
                self._legend = ax.legend(loc="upper left", fontsize=9, borderaxespad=0.2)
            below = fig.add_axes((left, 0.06, 0.37, 0.17), xlim=(-1.02, 1.02), ylim=(0, 1.05))
            below.set(xticks=(-1, 0, 1), yticks=[])
            below.set_xticklabels(["−largest", "0", "largest"])
            below.spines["left"].set_visible(False)
            self._bars.append(
                below.stairs(np.zeros(_BINS.size - 1), _BINS, fill=True, color=colour, alpha=0.75)
            )
            self._texts.append(below.text(-1.0, 1.12, "", fontsize=9.5, va="bottom"))
        return [*self._maps, *self._lines, *self._marks, *self._bars, *self._texts, self._legend]

    def update(self, *, start, activation, batch_norm, layer):
        layers = np.arange(1, DEPTH + 1)
        for column, values in enumerate(deep_signals(start, activation, batch_norm)):
            set_numbers(self._maps[column], _magnitudes(values))
            sizes = np.log10(np.maximum(_rms(values), 10.0**_LOW))
            self._lines[column].set_data(layers, np.clip(sizes, _LOW + 0.2, _HIGH - 0.2))
            self._marks[column].set_data([layer, layer], [_LOW, _HIGH])
            here = values[int(layer) - 1].ravel()
            largest = np.abs(here).max()
            counts = np.histogram(here / largest, _BINS)[0] if largest else np.zeros(_BINS.size - 1)
            self._bars[column].set_data(counts / max(counts.max(), 1), _BINS)
            self._texts[column].set_text(f"layer {layer:g}, largest {_size(largest)}")

    def describe(self, *, start, activation, batch_norm, layer):
        A, dA = deep_signals(start, activation, batch_norm)
        sizes, steps = _rms(A), _rms(dA)
        here = A[int(layer) - 1]
        zero = round(100 * np.mean(here == 0))
        silent = f" {zero} % of layer {layer:g} is exactly 0." if zero else ""
        what = f"{activation}, {start}{', batch normalisation' if batch_norm else ''}"
        return (
            f"{what}: the typical activation is {_size(sizes[0])} in layer 1 and {_size(sizes[-1])} in layer {DEPTH}; "
            f"a gradient of size 1 at layer {DEPTH} is {_size(steps[0])} when it reaches layer 1. In layer {layer:g}: "
            f"activation {_size(sizes[int(layer) - 1])}, gradient {_size(steps[int(layer) - 1])}.{silent}"
        )


# --- a dead neuron --------------------------------------------------------------------------------------------------

_LEAK = 0.1
_FAMILY = {
    "ReLU": (F.relu, F.relu_grad),
    "leaky ReLU": (lambda z: F.leaky_relu(z, _LEAK), lambda z: F.leaky_relu_grad(z, _LEAK)),
    "ELU": (F.elu, F.elu_grad),
}
_DEAD_X = np.linspace(-2, 2, 41)
_DEAD_Y = np.maximum(_DEAD_X, 0)
_DEAD_STEPS, _DEAD_LR = 300, 0.2


@cache
def revive(activation: str, bias: float) -> np.ndarray:
    """Train one neuron a = g(w x + b) from w = 1 and a bias; gives (301, 3) rows of w, b and loss."""
    g, slope = _FAMILY[activation]
    w, b, path = 1.0, bias, []
    for _ in range(_DEAD_STEPS + 1):
        z = w * _DEAD_X + b
        error = g(z) - _DEAD_Y
        path.append((w, b, np.mean(error**2)))
        dz = 2 * error * slope(z) / _DEAD_X.size
        w, b = w - _DEAD_LR * (dz @ _DEAD_X), b - _DEAD_LR * dz.sum()
    return np.array(path)


class DeadNeuron(MovingFigure):
    """A neuron that should come back to life.

    Find out: below which starting bias can ReLU no longer learn, however many steps it gets? Which of the two others
    comes back sooner from −4?
    """

    about = (
        "On the left 41 targets as dots, 0 up to the input 0 and rising with slope 1 after it, and the answer of one "
        "neuron as a line. On the right its loss over the steps of gradient descent, with a point at the chosen step."
    )
    size = (7.2, 3.5)
    controls = (
        Choice("activation", "activation", tuple(_FAMILY), "ReLU"),
        Slider("bias", "starting bias", -4, 0, 0.25, -2.5),
        Slider("step", "steps taken", 0, _DEAD_STEPS, 5, 0),
    )

    def build(self, fig):
        left = fig.add_axes((0.08, 0.15, 0.4, 0.74), xlim=(-2, 2), ylim=(-1.25, 2.25))
        style.through_zero(left)
        left.set(title="answer and targets", xlabel="input $x$", xticks=range(-2, 3), yticks=range(-1, 3))
        left.plot(_DEAD_X, _DEAD_Y, "o", color=style.MUTED, ms=3.4, mew=0, label="targets")
        (self._answer_line,) = left.plot([], [], color=style.OUTPUT, lw=2.6, label="answer")
        left.legend(loc="upper left")
        right = fig.add_axes((0.57, 0.15, 0.4, 0.74), xlim=(0, _DEAD_STEPS), ylim=(0, 4.5))
        right.set(title="loss", xlabel="step")
        (self._loss,) = right.plot([], [], color=style.OUTPUT, lw=2)
        (self._now,) = right.plot([], [], "o", color=style.WEIGHT, ms=8, clip_on=False)
        self._verdict = right.text(
            0.98, 0.93, "", transform=right.transAxes, ha="right", color=style.GRADIENT
        )
        return [self._answer_line, self._loss, self._now, self._verdict]

    def update(self, *, activation, bias, step):
        path = revive(activation, bias)
        w, b, loss = path[int(step)]
        self._answer_line.set_data(_DEAD_X, _FAMILY[activation][0](w * _DEAD_X + b))
        self._loss.set_data(np.arange(_DEAD_STEPS + 1), path[:, 2])
        self._now.set_data([step], [loss])
        self._verdict.set_text("" if self._alive(activation, bias, step) else "dead: gradient 0")

    @staticmethod
    def _alive(activation, bias, step):
        w, b, _ = revive(activation, bias)[int(step)]
        return bool(np.any(_FAMILY[activation][1](w * _DEAD_X + b)))

    def describe(self, *, activation, bias, step):
        w, b, loss = revive(activation, bias)[int(step)]
        positive = int(np.sum(w * _DEAD_X + b > 0))
        end = (
            ""
            if self._alive(activation, bias, step)
            else " Its slope is 0 at each of them: it is dead and stays so."
        )
        return (
            f"{activation} from bias {number(bias)}: after {step:g} steps w = {number(w)}, b = {number(b)}, loss "
            f"{number(loss, 3)}. The score is above 0 for {positive} of 41 inputs.{end}"
        )


# --- batch normalisation --------------------------------------------------------------------------------------------

_BN_EDGES = np.linspace(-9, 9, 73)
_BN_MEMORY = (1.0, 1.5)  # the shift and the spread that the running averages have seen


@cache
def _bn_batch() -> np.ndarray:
    """200 numbers with mean 0 and variance 1, in a lopsided heap, so that one can recognise its shape."""
    rng = np.random.default_rng(4)
    heap = np.concatenate([rng.normal(-0.7, 0.35, 140), rng.normal(1.5, 0.5, 60)])
    return (heap - heap.mean()) / heap.std()


class BatchNormLens(MovingFigure):
    """One feature before and after batch normalisation.

    Find out: in training, which of the four numbers still have an effect on the lower picture? And at test time?
    """

    about = (
        "Two histograms of the same 200 numbers over one axis: above as they come in, blue; below after batch "
        "normalisation, grey. In each a vertical line marks the mean, and a horizontal bar reaches one standard "
        "deviation to both sides."
    )
    size = (7.2, 4.1)
    controls = (
        Slider("shift", "mean before", -4, 4, 0.5, 3),
        Slider("spread", "standard deviation before", 0.25, 2, 0.25, 0.5),
        Slider("gamma", "scale γ", -2, 2, 0.25, 1),
        Slider("beta", "shift β", -4, 4, 0.5, 0),
        Switch("testing", "test time: use the running averages", False),
    )

    def build(self, fig):
        self._heaps, self._means, self._bars = [], [], []
        looks = ((0.58, "before: one feature over the batch", style.INPUT), (0.12, "after", style.MUTED))
        for bottom, title, colour in looks:
            ax = fig.add_axes((0.03, bottom, 0.94, 0.32), xlim=(-9, 9), ylim=(0, 1.3), yticks=[])
            ax.spines["left"].set_visible(False)
            ax.set(title=title, xticks=range(-8, 9, 2))
            self._heaps.append(ax.stairs(np.zeros(72), _BN_EDGES, fill=True, color=colour, alpha=0.8))
            self._means += ax.plot([], [], color=style.OUTPUT, lw=1.8)
            self._bars += ax.plot([], [], color=style.OUTPUT, lw=1.8, marker="|", ms=9)
        self._says = fig.text(0.97, 0.015, "", ha="right", va="bottom", color=style.OUTPUT)
        return [*self._heaps, *self._means, *self._bars, self._says]

    def update(self, **values):
        before, after = self._work(**values)
        for heap, mean, bar, x in zip(self._heaps, self._means, self._bars, (before, after), strict=True):
            counts = np.histogram(np.clip(x, -8.99, 8.99), _BN_EDGES)[0]
            heap.set_data(counts / counts.max(), _BN_EDGES)
            middle, spread = x.mean(), x.std()
            mean.set_data([middle, middle], [0, 1.25])
            bar.set_data([middle - spread, middle + spread], [1.15, 1.15])
        self._says.set_text(f"after: mean {number(after.mean())}, standard deviation {number(after.std())}")

    @staticmethod
    def _work(*, shift, spread, gamma, beta, testing):
        X = (shift + spread * _bn_batch())[:, None]
        mean, std = _BN_MEMORY
        after = F.batchnorm_forward(
            X,
            np.array([gamma]),
            np.array([beta]),
            np.array([mean]),
            np.array([std**2]),
            training=not testing,
        ).out
        return X[:, 0], after[:, 0]

    def describe(self, **values):
        _, after = self._work(**values)
        how = (
            f"At test time the running averages are taken: mean {number(_BN_MEMORY[0])}, standard deviation "
            f"{number(_BN_MEMORY[1])}"
            if values["testing"]
            else "In training the batch's own mean and variance are taken"
        )
        return (
            f"Before: mean {number(values['shift'])}, standard deviation {number(values['spread'])}. {how}, then scale "
            f"{number(values['gamma'])} and shift {number(values['beta'])}. After: mean {number(after.mean())}, "
            f"standard deviation {number(after.std())}."
        )


# --- clipping -------------------------------------------------------------------------------------------------------

_CUT, _SHORTENED = style.CLASS_COLOURS


class ClippingArrows(MovingFigure):
    """A gradient, cut by value and by norm.

    Find out: for which gradients do both ways give the same arrow? Which of the two can change the direction?
    """

    about = (
        "A gradient with two entries as a dashed red arrow from the origin. A violet square holds all gradients whose "
        "entries are within the limit, a green circle all whose length is. A violet arrow ending in a square mark is "
        "the gradient clipped by value, a green one ending in a round mark the gradient clipped by norm."
    )
    size = (7.2, 4.2)
    controls = (
        Slider("g1", "gradient, first entry", -12, 12, 0.5, 3),
        Slider("g2", "gradient, second entry", -12, 12, 0.5, 10),
        Slider("limit", "limit", 1, 12, 0.5, 4),
    )

    def build(self, fig):
        ax = fig.add_axes((0.07, 0.11, 0.52, 0.86), xlim=(-13, 13), ylim=(-13, 13), aspect="equal")
        style.through_zero(ax)
        ax.set(xticks=range(-12, 13, 6), yticks=range(-12, 13, 6))
        self._square = Rectangle((0, 0), 1, 1, facecolor="none", edgecolor=_CUT, lw=1.4, ls="--", zorder=1)
        self._circle = Circle((0, 0), 1, facecolor="none", edgecolor=_SHORTENED, lw=1.4, zorder=1)
        self._raw = FancyArrowPatch(
            (0, 0), (1, 0), arrowstyle="-|>", mutation_scale=15, color=style.GRADIENT, lw=1.8,
            ls=(0, (4, 2)), shrinkA=0, shrinkB=0, zorder=2,
        )  # fmt: skip
        for patch in (self._square, self._circle, self._raw):
            ax.add_patch(patch)
        self._cut = ax.plot([], [], color=_CUT, lw=2.6, marker="s", ms=9, markevery=[1], zorder=3)[0]
        self._short = ax.plot([], [], color=_SHORTENED, lw=2.6, marker="o", ms=8, markevery=[1], zorder=4)[0]
        self._texts = []
        for y, name, colour in (
            (0.86, "gradient (dashed)", style.GRADIENT),
            (0.57, "clipped by value (square)", _CUT),
            (0.28, "clipped by norm (round)", _SHORTENED),
        ):
            fig.text(0.63, y, name, color=colour)
            self._texts.append(fig.text(0.63, y - 0.145, "", linespacing=1.5))
        return [self._square, self._circle, self._raw, self._cut, self._short, *self._texts]

    def update(self, *, g1, g2, limit):
        self._square.set_bounds(-limit, -limit, 2 * limit, 2 * limit)
        self._circle.set_radius(limit)
        self._raw.set_visible(bool(g1 or g2))
        if g1 or g2:
            self._raw.set_positions((0, 0), (g1, g2))
        vectors = self._work(g1, g2, limit)
        for line, (x, y) in zip((self._cut, self._short), vectors[1:], strict=True):
            line.set_data([0, x], [0, y])
        for text, (x, y) in zip(self._texts, vectors, strict=True):
            text.set_text(f"({number(x)}, {number(y)})\nlength {number(np.hypot(x, y))}")

    @staticmethod
    def _work(g1, g2, limit):
        g = np.array([g1, g2], dtype=float)
        return g, F.clip_by_value(g, limit), F.clip_by_norm([g], limit)[0]

    def describe(self, *, g1, g2, limit):
        _, cut, short = self._work(g1, g2, limit)
        turned = abs(g1 * cut[1] - g2 * cut[0]) > 1e-9
        direction = "another direction" if turned else "the same direction"
        return (
            f"The gradient ({number(g1)}, {number(g2)}) has length {number(np.hypot(g1, g2))}; the limit is "
            f"{number(limit)}. By value: ({number(cut[0])}, {number(cut[1])}), {direction}. By norm: "
            f"({number(short[0])}, {number(short[1])}), the same direction."
        )


# --- three optimizers race ------------------------------------------------------------------------------------------

RACE_STEPS = 100
_RACE_START = np.array([-4.0, 1.5])
_RACERS = {
    "SGD": (style.OUTPUT, "-", "o"),
    "momentum": (style.CLASS_COLOURS[0], (0, (5, 2)), "s"),
    "Adam": (style.CLASS_COLOURS[1], (0, (1, 1.2)), "^"),
}


@lru_cache(8)
def race(steepness: float, turned: bool, lr: float) -> dict[str, np.ndarray]:
    """Run SGD, momentum and Adam on ½(u² + steepness v²); gives the (101, 2) path of each.

    A path that leaves the world ends there: the rest of it is nan.
    """
    turn = np.array([[1.0, 1.0], [-1.0, 1.0]]) / np.sqrt(2) if turned else np.eye(2)
    H = turn.T @ np.diag([1.0, steepness]) @ turn
    paths = {}
    for name in _RACERS:
        w = _RACE_START @ turn if turned else _RACE_START.copy()
        path = np.full((RACE_STEPS + 1, 2), np.nan)
        path[0] = w
        m, v = np.zeros(2), np.zeros(2)
        for t in range(1, RACE_STEPS + 1):
            g = H @ w
            if name == "SGD":
                w = F.gd_step(w, g, lr)
            elif name == "momentum":
                w, v = F.momentum_step(w, v, g, lr, 0.9)
            else:
                w, m, v = F.adam_step(w, g, m, v, t, lr)
            if np.abs(w).max() > 1e3:
                break
            path[t] = w
        paths[name] = path
    return paths


class OptimizerRace(MovingFigure):
    """Three optimizers in a valley.

    Find out: at which learning rate is each of the three at its best? Then turn the valley: whose path changes its
    shape, and why only that one?
    """

    about = (
        "On the left the level lines of a valley and three paths from the same start towards its lowest point, marked "
        "by a cross: SGD a solid line ending in a circle, momentum dashed ending in a square, Adam dotted ending in a "
        "triangle. On the right the loss of the three over the steps, on a scale of powers of ten."
    )
    size = (7.2, 3.9)
    controls = (
        Slider("step", "steps", 0, RACE_STEPS, 1, 30),
        Slider("power", "learning rate, power of ten", -3, 0, 0.1, -1.5),
        Slider("steepness", "how many times steeper across", 1, 50, 1, 20),
        Switch("turned", "turn the valley by 45°", False),
    )

    def build(self, fig):
        left = fig.add_axes((0.06, 0.14, 0.5, 0.76), xlim=(-5, 3), ylim=(-4, 4), aspect="equal")
        left.set(
            title="where they are",
            xlabel="$w_1$",
            ylabel="$w_2$",
            xticks=range(-4, 3, 2),
            yticks=range(-4, 5, 2),
        )
        left.plot([0], [0], "+", color=style.OUTPUT, ms=12, mew=2)
        self._levels = [left.plot([], [], color=style.FAINT, lw=1, zorder=0)[0] for _ in range(7)]
        right = fig.add_axes(
            (0.66, 0.14, 0.31, 0.76), xlim=(0, RACE_STEPS + 2), ylim=(1e-6, 1e4), yscale="log"
        )
        right.set(title="loss", xlabel="step", yticks=(1e-6, 1e-4, 1e-2, 1, 100, 1e4))
        right.minorticks_off()
        self._paths, self._ends, self._losses = {}, {}, {}
        for name, (colour, ls, mark) in _RACERS.items():
            self._paths[name] = left.plot([], [], color=colour, ls=ls, lw=1.8, label=name)[0]
            self._ends[name] = left.plot([], [], mark, color=colour, ms=8, zorder=4)[0]
            self._losses[name] = right.plot(
                [], [], color=colour, ls=ls, lw=1.8, marker=mark, ms=6, markevery=[-1], label=name
            )[0]
        right.legend(loc="upper right", fontsize=9, borderaxespad=0.1, handlelength=2.4)
        return [*self._levels, *self._paths.values(), *self._ends.values(), *self._losses.values()]

    def update(self, *, step, power, steepness, turned):
        angle = np.linspace(0, 2 * np.pi, 121)
        turn = np.array([[1.0, 1.0], [-1.0, 1.0]]) / np.sqrt(2) if turned else np.eye(2)
        for i, line in enumerate(self._levels):
            radius = np.sqrt(2 * 0.3 * 3.0**i)
            ring = radius * np.column_stack([np.cos(angle), np.sin(angle) / np.sqrt(steepness)])
            line.set_data(*(ring @ turn).T)
        for name, path in race(steepness, turned, 10.0**power).items():
            shown = path[: int(step) + 1]
            here = shown[np.isfinite(shown[:, 0])]
            self._paths[name].set_data(*np.clip(here, -50, 50).T)
            self._ends[name].set_data(*(here[-1:] if len(here) == len(shown) else np.zeros((0, 2))).T)
            self._losses[name].set_data(
                np.arange(len(here)), np.clip(self._loss(here, steepness, turned), 1e-6, 1e4)
            )

    @staticmethod
    def _loss(path, steepness, turned):
        turn = np.array([[1.0, 1.0], [-1.0, 1.0]]) / np.sqrt(2) if turned else np.eye(2)
        u, v = turn @ path.T
        return 0.5 * (u**2 + steepness * v**2)

    def describe(self, *, step, power, steepness, turned):
        parts = []
        for name, path in race(steepness, turned, 10.0**power).items():
            loss = self._loss(path[int(step)], steepness, turned)
            parts.append(f"{name} {_size(loss)}" if np.isfinite(loss) else f"{name} has run away")
        where = "turned by 45°" if turned else "along the axes"
        return (
            f"The valley lies {where} and is {steepness:g} times steeper across. Learning rate {number(10**power, 4)}, "
            f"loss after {step:g} steps: {', '.join(parts)}."
        )


# --- early stopping -------------------------------------------------------------------------------------------------

# Two losses of one training run, epoch by epoch, rounded; `overfitting_run` is that run, and a test repeats it.
TRAIN_CURVE = (
    2.480, 2.025, 1.764, 1.564, 1.414, 1.298, 1.220, 1.150, 1.102, 1.064, 1.021, 0.983, 0.971, 0.946,
    0.914, 0.902, 0.862, 0.844, 0.822, 0.803, 0.794, 0.769, 0.764, 0.730, 0.727, 0.708, 0.693, 0.674,
    0.652, 0.653, 0.640, 0.626, 0.606, 0.618, 0.574, 0.577, 0.544, 0.553, 0.540, 0.526, 0.507, 0.518,
    0.494, 0.484, 0.469, 0.453, 0.451, 0.436, 0.437, 0.419, 0.435, 0.402, 0.396, 0.395, 0.374, 0.367,
    0.365, 0.355, 0.341, 0.347,
)  # fmt: skip
VAL_CURVE = (
    2.138, 1.836, 1.565, 1.367, 1.204, 1.075, 0.961, 0.870, 0.815, 0.814, 0.761, 0.705, 0.698, 0.767,
    0.698, 0.668, 0.722, 0.707, 0.680, 0.690, 0.660, 0.716, 0.747, 0.692, 0.674, 0.691, 0.657, 0.729,
    0.776, 0.777, 0.722, 0.729, 0.788, 0.817, 0.726, 0.730, 0.817, 0.757, 0.770, 0.834, 0.818, 0.764,
    0.807, 0.832, 0.866, 0.873, 0.846, 0.863, 0.893, 0.873, 0.875, 0.874, 0.887, 0.854, 0.908, 0.974,
    0.962, 0.983, 0.948, 0.955,
)  # fmt: skip


def overfitting_run():
    """Do the run that chapter 7 makes on purpose: 200 digits, every fifth label wrong, a network much too large."""
    digits = nn.datasets.load_digits(dtype=np.float64)
    order = np.random.default_rng(0).permutation(1440)
    few, val = order[:200], order[1080:]
    labels = digits.y_train[few].copy()
    labels[::5] = (labels[::5] + np.random.default_rng(1).integers(1, 10, 40)) % 10
    rng = np.random.default_rng(12)
    network = nn.Network(
        nn.Linear(64, 80, rng=rng, init=F.he_init), nn.ELU(),
        nn.Linear(80, 80, rng=rng, init=F.he_init), nn.ELU(), nn.Linear(80, 10, rng=rng),
    )  # fmt: skip
    return nn.fit(
        network, digits.X_train[few], labels, loss=nn.SoftmaxCrossEntropy(), optimizer=nn.Adam(0.0015), epochs=60,
        rng=rng, validation=(digits.X_train[val], digits.y_train[val]), progress=False,
    )  # fmt: skip


class Patience(MovingFigure):
    """When to stop, and what to keep.

    Find out: how much patience is needed to reach the lowest point of this curve, and how many epochs does it cost?
    What does a large least improvement do?
    """

    about = (
        "The loss over 60 epochs of one training run: training as a dotted line that falls and falls, validation as a "
        "solid line that falls, wavers and rises again. A vertical line marks where training stops, a filled "
        "diamond the epoch whose weights are kept; what lies to the right of the line would not have been seen."
    )
    size = (7.2, 3.8)
    controls = (
        Slider("patience", "patience, epochs", 1, 20, 1, 1),
        Slider("min_delta", "least improvement", 0, 0.1, 0.005, 0),
    )

    def build(self, fig):
        ax = fig.add_axes((0.08, 0.15, 0.9, 0.75), xlim=(0, 59.5), ylim=(0, 2.4))
        ax.set(title="loss", xlabel="epoch")
        epochs = np.arange(len(VAL_CURVE))
        ax.plot(epochs, TRAIN_CURVE, color=style.MUTED, ls=(0, (1, 1.5)), lw=1.8, label="training")
        ax.plot(epochs, VAL_CURVE, color=style.FAINT, lw=2.2)
        (self._seen,) = ax.plot([], [], color=style.OUTPUT, lw=2.4, label="validation")
        (self._stop,) = ax.plot([], [], color=style.GRADIENT, lw=1.8, ls=(0, (4, 2)), label="stop")
        (self._best,) = ax.plot([], [], "D", color=style.WEIGHT, ms=9, zorder=4, label="kept")
        ax.legend(loc="upper right", ncols=2)
        return [self._seen, self._stop, self._best]

    def update(self, *, patience, min_delta):
        stop, best = F.early_stopping(VAL_CURVE, int(patience), min_delta)
        self._seen.set_data(np.arange(stop + 1), VAL_CURVE[: stop + 1])
        self._stop.set_data([stop, stop], [0, 1.9])
        self._best.set_data([best], [VAL_CURVE[best]])

    def describe(self, *, patience, min_delta):
        stop, best = F.early_stopping(VAL_CURVE, int(patience), min_delta)
        lowest = int(np.argmin(VAL_CURVE))
        end = "the last one" if stop == len(VAL_CURVE) - 1 and stop - best < patience else "no longer patient"
        return (
            f"Patience {patience:g}, least improvement {number(min_delta, 3)}: training stops after epoch {stop}, "
            f"{end}, and keeps the weights of epoch {best}, with loss {VAL_CURVE[best]:.3f}. The lowest point of the "
            f"whole curve is {VAL_CURVE[lowest]:.3f}, at epoch {lowest}."
        )


# --- penalties ------------------------------------------------------------------------------------------------------

_BOWL_MIDDLE = np.array([2.0, 0.6])
_BOWL = np.array([[1.0, 0.3], [0.3, 0.8]])
_LAMBDAS = np.round(np.arange(0, 4.01, 0.05), 2)


@cache
def penalised(kind: str) -> np.ndarray:
    """Where bowl plus penalty is least, for each λ of the slider: (81, 2)."""
    if kind == "L2":  # H (w - middle) + λ w = 0
        return np.array([np.linalg.solve(_BOWL + lam * np.eye(2), _BOWL @ _BOWL_MIDDLE) for lam in _LAMBDAS])
    found = []
    w = _BOWL_MIDDLE.copy()
    for lam in _LAMBDAS:  # one weight after the other, each exactly, until nothing moves
        for _ in range(60):
            for i in (0, 1):
                pull = _BOWL[i] @ (_BOWL_MIDDLE - w) + _BOWL[i, i] * w[i]
                w[i] = np.sign(pull) * max(abs(pull) - lam, 0.0) / _BOWL[i, i]
        found.append(w + 0.0)
    return np.array(found)


class PenaltyPath(MovingFigure):
    """What a penalty does to two weights.

    Find out: from which λ on is w₂ exactly 0 with L1? Does L2 ever make a weight exactly 0?
    """

    about = (
        "Level lines of a bowl-shaped loss over the weights w₁ and w₂, its lowest point marked by a cross. The dotted "
        "line is the way of the best weights as λ grows, the orange point where they are now. Through the point runs "
        "the line on which the penalty is the same everywhere: a diamond for L1, a circle for L2."
    )
    size = (7.2, 4.0)
    controls = (
        Choice("kind", "penalty", ("L1", "L2"), "L1"),
        Slider("lam", "λ", 0, 4, 0.05, 0.3),
    )

    def build(self, fig):
        ax = fig.add_axes((0.11, 0.13, 0.57, 0.84), xlim=(-1.4, 3.4), ylim=(-1.6, 2.1), aspect="equal")
        ax.set(xlabel="weight $w_1$", ylabel="weight $w_2$")
        style.through_zero(ax)
        values, vectors = np.linalg.eigh(_BOWL)
        angle = np.linspace(0, 2 * np.pi, 121)
        for level in (0.05, 0.25, 0.6, 1.1, 1.75, 2.6):
            ring = np.sqrt(2 * level / values) * np.column_stack([np.cos(angle), np.sin(angle)])
            ax.plot(*(_BOWL_MIDDLE + ring @ vectors.T).T, color=style.FAINT, lw=1.2)
        ax.plot(*_BOWL_MIDDLE, "+", color=style.OUTPUT, ms=12, mew=2)
        (self._path,) = ax.plot([], [], color=style.WEIGHT_INK, lw=1.6, ls=(0, (1, 1.5)), zorder=3)
        self._same = Polygon(
            np.zeros((4, 2)), facecolor="#fbeadb", edgecolor=style.WEIGHT, lw=1.6, alpha=0.8, zorder=1
        )
        ax.add_patch(self._same)
        (self._point,) = ax.plot([], [], "o", color=style.WEIGHT, ms=9, zorder=4)
        fig.text(0.72, 0.86, "weights", color=style.MUTED)
        self._weights = fig.text(0.72, 0.68, "", fontsize=14, linespacing=1.5, color=style.WEIGHT_INK)
        fig.text(0.72, 0.55, "loss without the penalty", color=style.MUTED)
        self._loss = fig.text(0.72, 0.47, "", fontsize=14)
        fig.text(0.72, 0.34, "+  lowest point\n⋯  the way as λ grows", linespacing=1.6, va="top")
        return [self._same, self._path, self._point, self._weights, self._loss]

    def update(self, *, kind, lam):
        w = self._solution(kind, lam)
        angle = np.linspace(0, 2 * np.pi, 5 if kind == "L1" else 91)
        size = np.abs(w).sum() if kind == "L1" else np.hypot(*w)
        self._same.set_xy(size * np.column_stack([np.cos(angle), np.sin(angle)]))
        self._path.set_data(*penalised(kind).T)
        self._point.set_data([w[0]], [w[1]])
        self._weights.set_text(f"$w_1$ = {number(w[0], 3)}\n$w_2$ = {number(w[1], 3)}")
        self._loss.set_text(number(self._bowl(w), 3))

    @staticmethod
    def _solution(kind, lam):
        return penalised(kind)[round(lam / 0.05)]

    @staticmethod
    def _bowl(w):
        away = w - _BOWL_MIDDLE
        return 0.5 * away @ _BOWL @ away

    def describe(self, *, kind, lam):
        w = self._solution(kind, lam)
        zero = [name for name, value in zip(("w₁", "w₂"), w, strict=True) if value == 0]
        end = (
            f" {' and '.join(zero)} {'is' if len(zero) == 1 else 'are'} exactly 0."
            if zero
            else " Neither is 0."
        )
        return (
            f"{kind} with λ = {number(lam)}: the best weights are w₁ = {number(w[0], 3)}, w₂ = {number(w[1], 3)}; the "
            f"loss without the penalty is {number(self._bowl(w), 3)}.{end}"
        )


# --- dropout --------------------------------------------------------------------------------------------------------

_DROP_SHAPE = (8, 8)
_DROP_DRAWS = 4000


@cache
def _units() -> np.ndarray:
    """64 activations between 0.2 and 1."""
    return np.random.default_rng(11).uniform(0.2, 1.0, _DROP_SHAPE).round(2)


@cache
def _mean_training(spelling: str, p_drop: float) -> float:
    """The mean of the 64 signals in training, over 4,000 draws."""
    stack = np.broadcast_to(_units(), (_DROP_DRAWS, *_DROP_SHAPE))
    out = F.dropout_forward(stack, p_drop, np.random.default_rng(0), training=True).out
    return float(out.mean() * (1 - p_drop if spelling == "classic" else 1))


class DropoutMasks(MovingFigure):
    """Dropout in both spellings.

    Find out: where does each spelling make up for the missing signals, and which two bars are always as good as equal?
    """

    about = (
        "Three squares of 64 signals, darker for larger: what comes in, what goes on in training with dropped signals "
        "crossed out, and what goes on at test time. Below, four bars: the mean of what comes in, of this draw, of "
        "many draws, and at test time."
    )
    size = (7.2, 4.5)
    controls = (
        Choice("spelling", "spelling", ("inverted", "classic"), "inverted"),
        Slider("p_drop", "probability to drop", 0, 0.9, 0.1, 0.5),
        Slider("draw", "draw number", 1, 30, 1, 1),
    )

    def build(self, fig):
        self._images, self._bars, self._numbers = [], [], []
        for column, title in enumerate(("comes in", "training, this draw", "test time")):
            ax = fig.add_axes((0.03 + 0.33 * column, 0.42, 0.29, 0.5), xticks=[], yticks=[])
            ax.set_title(title, loc="center")
            ax.spines[:].set(visible=True, color=style.FAINT)
            self._images.append(ax.imshow(_units(), cmap="Blues", vmin=0, vmax=2))
            if column == 1:
                (self._crosses,) = ax.plot([], [], "x", color=style.MUTED, ms=6, mew=1.2)
        ax = fig.add_axes((0.3, 0.03, 0.62, 0.31), xlim=(0, 1.3), ylim=(3.6, -0.6), xticks=[])
        ax.set_yticks(
            range(4), ["mean of what comes in", "training, this draw", "training, many draws", "test time"]
        )
        ax.tick_params(length=0)
        ax.spines["bottom"].set_visible(False)
        for row in range(4):
            bar = Rectangle((0, row - 0.32), 0, 0.64, color=style.INPUT, alpha=0.45 if row == 1 else 0.9)
            self._bars.append(ax.add_patch(bar))
            self._numbers.append(ax.text(0, row, "", va="center"))
        return [*self._images, self._crosses, *self._bars, *self._numbers]

    def update(self, *, spelling, p_drop, draw):
        came, mask, training, testing = self._work(spelling, p_drop, draw)
        for image, values in zip(self._images, (came, training, testing), strict=True):
            set_numbers(image, values)
        rows, columns = np.nonzero(~mask)
        self._crosses.set_data(columns, rows)
        for bar, text, value in zip(
            self._bars, self._numbers, self._means(spelling, p_drop, draw), strict=True
        ):
            bar.set_width(value)
            text.set_x(value + 0.02)
            text.set_text(f"{value:.2f}")

    @staticmethod
    def _work(spelling, p_drop, draw):
        came = _units()
        out, mask = F.dropout_forward(came, p_drop, np.random.default_rng(int(draw)), training=True)
        if spelling == "classic":  # drop in training, and make all quieter at test time
            return came, mask, came * mask, came * (1 - p_drop)
        return came, mask, out, came

    def _means(self, spelling, p_drop, draw):
        came, _, training, testing = self._work(spelling, p_drop, draw)
        return came.mean(), training.mean(), _mean_training(spelling, p_drop), testing.mean()

    def describe(self, *, spelling, p_drop, draw):
        _, mask, _, _ = self._work(spelling, p_drop, draw)
        came, this, many, testing = (f"{mean:.2f}" for mean in self._means(spelling, p_drop, draw))
        return (
            f"{spelling.capitalize()} dropout with probability {number(p_drop)}, draw {draw:g}: "
            f"{int((~mask).sum())} of 64 signals are dropped. Means: comes in {came}, training in this draw {this}, "
            f"training over many draws {many}, test time {testing}."
        )


# --- augmentation ---------------------------------------------------------------------------------------------------


@cache
def _reader():
    """A 64-32-10 network that has learnt the bundled digits as they are, and one test digit of each class."""
    rng = np.random.default_rng(0)
    digits = nn.datasets.load_digits(dtype=np.float64)
    network = nn.Network(nn.Linear(64, 32, rng=rng, init=F.he_init), nn.ELU(), nn.Linear(32, 10, rng=rng))
    nn.fit(
        network, digits.X_train, digits.y_train, loss=nn.SoftmaxCrossEntropy(), optimizer=nn.Adam(0.005), epochs=12,
        rng=rng, progress=False,
    )  # fmt: skip
    samples = [digits.X_test[digits.y_test == label][2].reshape(8, 8) for label in range(10)]
    return network, samples


class ChangedDigit(MovingFigure):
    """A digit is changed. Is its label still true?

    Find out: which changes leave the digit what it is for you, but not for the network? Which make another digit of it?
    """

    about = (
        "On the left a handwritten digit of 8 by 8 pixels after the chosen changes. On the right ten bars: the "
        "probabilities that a network gives to the digits 0 to 9; it has learnt from unchanged digits only."
    )
    size = (7.2, 3.5)
    controls = (
        Choice("digit", "digit", tuple("0123456789"), "6"),
        Slider("dy", "pixels down", -3, 3, 1, 0),
        Slider("dx", "pixels to the right", -3, 3, 1, 0),
        Switch("mirrored", "mirror, left for right", False),
        Switch("turned", "turn by 180°", False),
    )

    def build(self, fig):
        left = fig.add_axes((0.03, 0.06, 0.38, 0.8), xticks=[], yticks=[])
        left.spines[:].set(visible=True, color=style.FAINT)
        left.set_title("what the network sees", loc="center")
        self._image = left.imshow(np.zeros((8, 8)), cmap="gray_r", vmin=0, vmax=1)
        right = fig.add_axes((0.5, 0.17, 0.47, 0.69), xlim=(-0.6, 9.6), ylim=(0, 1.14), xticks=range(10))
        right.set(title="what it makes of it", xlabel="digit", yticks=(0, 0.5, 1))
        self._bars = [
            right.add_patch(Rectangle((k - 0.38, 0), 0.76, 0, color=style.INPUT)) for k in range(10)
        ]
        self._top = right.text(0, 0, "", ha="center", va="bottom")
        return [self._image, *self._bars, self._top]

    def update(self, **values):
        image, p = self._work(**values)
        set_numbers(self._image, image)
        answer = int(p.argmax())
        for k, bar in enumerate(self._bars):
            bar.set_height(p[k])
            bar.set_color(style.OUTPUT if k == answer else style.INPUT)
        self._top.set_position((answer, p[answer] + 0.01))
        self._top.set_text(f"{p[answer]:.2f}")

    @staticmethod
    def _work(*, digit, dy, dx, mirrored, turned):
        network, samples = _reader()
        image = F.shift_image(samples[int(digit)], int(dy), int(dx))
        image = image[:, ::-1] if mirrored else image
        image = image[::-1, ::-1] if turned else image
        return image, F.softmax(network.predict(image.reshape(1, 64)))[0]

    def describe(self, *, digit, dy, dx, mirrored, turned):
        _, p = self._work(digit=digit, dy=dy, dx=dx, mirrored=mirrored, turned=turned)
        changes = [f"{abs(n):g} pixel{'s' * (abs(n) != 1)} {word}" for n, word in (
            (dy, "down" if dy > 0 else "up"), (dx, "to the right" if dx > 0 else "to the left")) if n]  # fmt: skip
        changes += ["mirrored"] * mirrored + ["turned by 180°"] * turned
        done = f"moved or changed ({', '.join(changes)})" if changes else "unchanged"
        return (
            f"A {digit}, {done}: the network says {int(p.argmax())} with probability {p.max():.2f}, and gives "
            f"{p[int(digit)]:.2f} to {digit}."
        )
