"""A sheet to draw a digit on: with the mouse, a finger or the keyboard, and ten probabilities beside it.

The browser's part, ``canvas.js``, sends strokes: lists of points between (0, 0), the upper left corner, and (1, 1).
Python turns
them into ink, the ink into a picture as MNIST has them, and asks the network. Everything but the pen works without a
browser.
"""

import pathlib
from collections.abc import Iterable, Sequence
from typing import Any

import anywidget
import numpy as np
import traitlets

from nnlib import functional as F
from workbook.figures import style
from workbook.figures._base import _SCREEN_DPI, Canvas, mimebundle
from workbook.figures._words import count

_HERE = pathlib.Path(__file__).parent
_SIDE = 28
_BOX = 20
_FINE = 84  # pixels on a side of the sheet, before the picture is made: three for each one of the picture
_PEN = 0.065  # half the width of a line, as a part of the sheet
_MOST_POINTS = 5000
_ABOUT = "On the left the 28 by 28 pixels that the network gets, on the right a bar for the probability of each digit."


# From a drawing to 28 × 28 pixels


def ink(strokes: Iterable[Sequence[Sequence[float]]], side: int = _FINE, pen: float = _PEN) -> np.ndarray:
    """Draw strokes as a thick pen does.

    Parameters
    ----------
    strokes : list of lists of points (x, y)
        x runs to the right and y down, both from 0 to 1. One point alone is a dot.
    side : int
        Height and width of the picture.
    pen : float
        Half the width of a line, as a part of the sheet.

    Returns
    -------
    sheet : (side, side) array
        0 is paper, 1 is ink; the edge of a line lies in between.

    Examples
    --------
    >>> ink([[(0.5, 0.5)]], side=4, pen=0.2).sum(axis=0) > 0
    array([False,  True,  True, False])
    """
    sheet = np.zeros((side, side))
    middles = (np.arange(side) + 0.5) / side
    for stroke in strokes:
        points = np.asarray(stroke, dtype=float)
        for start, end in zip(points, points[1:] if len(points) > 1 else points, strict=False):
            _draw_segment(sheet, middles, start, end, pen)
    return sheet


def _draw_segment(sheet, middles, start, end, pen):
    """Darken the pixels whose middle is less than `pen` away from the segment."""
    side = len(middles)
    reach = pen + 1 / side
    low = np.clip(np.floor((np.minimum(start, end) - reach) * side), 0, side).astype(int)
    high = np.clip(np.ceil((np.maximum(start, end) + reach) * side), 0, side).astype(int)
    x = middles[low[0] : high[0]]
    y = middles[low[1] : high[1], np.newaxis]
    (dx, dy), length = end - start, float(np.sum((end - start) ** 2))
    along = np.clip(((x - start[0]) * dx + (y - start[1]) * dy) / length, 0, 1) if length else 0.0
    distance = np.hypot(x - start[0] - along * dx, y - start[1] - along * dy)
    here = sheet[low[1] : high[1], low[0] : high[0]]
    np.maximum(here, np.clip((pen - distance) * side + 0.5, 0, 1), out=here)


def as_mnist(image: np.ndarray) -> np.ndarray:
    """Prepare a picture as the pictures of MNIST were: fitted into 20 × 20, its centre of mass in the middle of 28 ×
    28.

    Parameters
    ----------
    image : (h, w) array
        0 is paper, 1 is ink.

    Returns
    -------
    image : (28, 28) array
        All paper if there was no ink.

    Raises
    ------
    ValueError
        If it is no picture of finite numbers.

    References
    ----------
    LeCun, Bottou, Bengio, Haffner: Gradient-based learning applied to document recognition (1998), section III.A.

    Examples
    --------
    >>> dot = np.zeros((100, 100))
    >>> dot[3:13, 80:85] = 1  # ten high and five wide, in a corner
    >>> rows, columns = np.nonzero(as_mnist(dot))
    >>> rows.min(), rows.max(), columns.min(), columns.max()
    (np.int64(4), np.int64(23), np.int64(9), np.int64(18))
    """
    image = np.asarray(image, dtype=float)
    if image.ndim != 2 or not np.all(np.isfinite(image)):
        raise ValueError(f"a picture is an array (h, w) of finite numbers, got shape {image.shape}")
    picture = np.zeros((_SIDE, _SIDE))
    rows, columns = (np.flatnonzero(image.max(axis=axis, initial=0) > 0.05) for axis in (1, 0))
    if not rows.size:
        return picture
    crop = image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    h, w = (max(1, round(side * _BOX / max(crop.shape))) for side in crop.shape)
    small = _overlaps(h, crop.shape[0]) @ crop @ _overlaps(w, crop.shape[1]).T
    mass = small.sum()
    top, left = (
        _first(float(small.sum(axis=other) @ (np.arange(size) + 0.5) / mass), size)
        for other, size in ((1, h), (0, w))
    )
    picture[top : top + h, left : left + w] = small
    return picture


def _overlaps(new: int, old: int) -> np.ndarray:
    """Which part of each new pixel every old one covers, (new, old): as a picture is shrunk, areas are averaged."""
    ends = np.arange(new + 1) * old / new
    pixels = np.arange(old)
    cover = np.minimum(ends[1:, None], pixels + 1) - np.maximum(ends[:-1, None], pixels)
    return np.clip(cover, 0, None) * new / old


def _first(centre: float, size: int) -> int:
    """Where a side begins, so that its centre of mass is in the middle, as far as the frame allows."""
    first = np.round(
        _SIDE / 2 - centre + 0.5, 6
    )  # a symmetric digit lies on the edge: the same on every machine
    return int(np.clip(np.floor(first), 0, _SIDE - size))


# Ten digits to load


def _arc(x: float, y: float, rx: float, ry: float, start: float, end: float) -> list[tuple[float, float]]:
    """Points on an ellipse; angles in degrees, 0 is to the right, 90 is down."""
    angles = np.radians(np.linspace(start, end, 17))
    return [(round(float(x + rx * np.cos(a)), 3), round(float(y + ry * np.sin(a)), 3)) for a in angles]


EXAMPLES = (
    [_arc(0.5, 0.5, 0.2, 0.32, -90, 270)],
    [[(0.38, 0.34), (0.53, 0.18), (0.53, 0.82)]],
    [[*_arc(0.49, 0.34, 0.19, 0.16, -170, 50), (0.29, 0.81), (0.74, 0.81)]],
    [[*_arc(0.48, 0.33, 0.19, 0.15, -150, 90), *_arc(0.48, 0.65, 0.22, 0.17, -90, 150)]],
    [[(0.42, 0.17), (0.27, 0.56), (0.75, 0.56)], [(0.6, 0.34), (0.58, 0.85)]],
    [[(0.7, 0.18), (0.37, 0.18), (0.34, 0.47), *_arc(0.47, 0.62, 0.23, 0.19, -120, 140)]],
    [[(0.6, 0.16), (0.42, 0.33), *_arc(0.5, 0.64, 0.19, 0.19, -170, 190)]],
    [[(0.27, 0.2), (0.72, 0.2), (0.55, 0.5), (0.43, 0.83)], [(0.36, 0.5), (0.68, 0.5)]],
    [
        [
            *_arc(0.5, 0.34, 0.155, 0.16, 90, 450),
            *_arc(0.5, 0.66, 0.185, 0.17, -90, 270),
        ]
    ],
    [[*_arc(0.49, 0.36, 0.18, 0.18, 0, -360), (0.66, 0.55), (0.58, 0.84)]],
)
"""Strokes of the digits 0 to 9, drawn by the course."""


# The widget


class DigitCanvas(anywidget.AnyWidget):
    """Draw a digit and see what a network makes of it.

    Draw with the mouse, a finger or a pen. On the keyboard the arrow keys move the pen, the space bar puts it down
    and lifts it,
    Delete clears the sheet, and the list below loads an example.

    Parameters
    ----------
    network : Network
        Takes rows of 784 pixels and gives ten scores, to which softmax is applied here.
    example : int, optional
        The digit that is there at the beginning; an empty sheet unless given.

    Examples
    --------
    >>> import nnlib as nn
    >>> network = nn.Network(nn.Linear(784, 10, rng=np.random.default_rng(0)))
    >>> sheet = DigitCanvas(network, example=3)
    >>> sheet.pixels.shape, sheet.probabilities.shape
    ((28, 28), (10,))
    >>> sheet.clear()
    >>> sheet.probabilities is None
    True
    """

    size = (7.2, 2.7)
    """Width and height of the picture in inches; an inch is 96 pixels of the screen."""

    _esm = (_HERE / "canvas.js").read_text(encoding="utf-8")
    _css = (_HERE / "figure.css").read_text(encoding="utf-8") + (_HERE / "canvas.css").read_text(
        encoding="utf-8"
    )
    _title = traitlets.Unicode("Draw a digit").tag(sync=True)
    _find_out = traitlets.Unicode(
        "what does it make of your handwriting? Of a digit in a corner, of a very small one, of half an 8, of a "
        "letter?"
    ).tag(sync=True)
    _pen = traitlets.Float(_PEN).tag(sync=True)
    _width = traitlets.Int().tag(sync=True)
    _height = traitlets.Int().tag(sync=True)
    _strokes = traitlets.List().tag(sync=True)
    _redraw = traitlets.Int().tag(sync=True)
    """Grows by one when the sheet in the browser is to show `_strokes` in place of its own."""
    _picture = traitlets.Bytes().tag(sync=True)
    _alt = traitlets.Unicode().tag(sync=True)
    _readout = traitlets.Unicode().tag(sync=True)
    _serial = traitlets.Int().tag(sync=True)
    """Grows by one with every answer: the browser waits for it."""

    def __init__(self, network: Any, example: int | None = None) -> None:
        self._network = network
        self._canvas = Canvas(self.size)
        with style.context():
            self._canvas.animate(self._build(self._canvas.fig))
        self.pixels: np.ndarray = np.zeros((_SIDE, _SIDE))
        self.probabilities: np.ndarray | None = None
        strokes = [] if example is None else _example(example)
        super().__init__(
            _width=round(self.size[0] * _SCREEN_DPI),
            _height=round(self.size[1] * _SCREEN_DPI),
            _strokes=strokes,
            **self._state(ink(strokes)),
        )
        self.on_msg(self._answer)

    # What one can do with it

    def draw(self, strokes: Iterable[Sequence[Sequence[float]]]) -> None:
        """Put these strokes on the sheet in place of what is there.

        Raises
        ------
        ValueError
            If they are no lists of points with two finite numbers each. Then nothing has changed.
        """
        strokes = _clean(strokes)
        self._show(ink(strokes), _strokes=strokes, _redraw=self._redraw + 1)

    def show(self, image: np.ndarray) -> None:
        """Take a picture (h, w) as it is, such as one of the data: 0 is paper, 1 is ink."""
        self._show(image, _strokes=[], _redraw=self._redraw + 1)

    def load(self, digit: int) -> None:
        """Draw one of the ten examples."""
        self.draw(_example(digit))

    def clear(self) -> None:
        """Take an empty sheet."""
        self.draw([])

    @property
    def prediction(self) -> int | None:
        """The digit with the largest probability; None while the sheet is empty."""
        return None if self.probabilities is None else int(np.argmax(self.probabilities))

    @property
    def alt(self) -> str:
        """The text alternative of the picture as it is now."""
        return self._alt

    def png(self) -> bytes:
        """The picture as it is now, as a PNG file."""
        return self._picture

    # How it does it

    def _build(self, fig):
        left = fig.add_axes((0.02, 0.06, 0.3, 0.8), xticks=[], yticks=[])
        left.set_title("what the network gets", loc="center")
        left.spines[:].set(visible=True, color=style.MUTED)
        self._image = left.imshow(np.zeros((_SIDE, _SIDE)), cmap="gray_r", vmin=0, vmax=1)
        right = fig.add_axes((0.38, 0.12, 0.6, 0.74), xlim=(-0.6, 9.6), ylim=(0, 1.12), xticks=range(10))
        right.set_yticks([0, 0.5, 1])
        right.set_title("its ten probabilities")
        self._bars = list(right.bar(range(10), np.zeros(10), width=0.72, zorder=2))
        self._numbers = [
            right.text(k, 0, "", ha="center", va="bottom", fontsize=9, zorder=3) for k in range(10)
        ]
        self._empty = right.text(4.5, 0.5, "nothing drawn yet", ha="center", color=style.MUTED, zorder=3)
        return [self._image, *self._bars, *self._numbers, self._empty]

    def _state(self, image):
        self.pixels = as_mnist(image)
        if self.pixels.any():
            dtype = getattr(self._network, "dtype", np.float64)
            scores = np.asarray(self._network.predict(self.pixels.reshape(1, -1).astype(dtype)), dtype=float)
            if scores.shape != (1, 10):
                raise ValueError(f"the network gives scores of shape {scores.shape}, expected (1, 10)")
            self.probabilities = F.softmax(scores)[0]
        else:
            self.probabilities = None
        self._update()
        readout = self._describe()
        return {"_picture": self._canvas.png(), "_readout": readout, "_alt": f"{_ABOUT} {readout}"}

    def _update(self):
        self._image.set_data(self.pixels)
        p = np.zeros(10) if self.probabilities is None else self.probabilities
        for k, (bar, text) in enumerate(zip(self._bars, self._numbers, strict=True)):
            best = k == self.prediction
            bar.set(height=p[k], facecolor=style.OUTPUT if best else "#aab1ba")
            text.set(
                position=(k, p[k] + 0.02), text=_percent(p[k]).replace("over ", ">") if p[k] >= 0.01 else ""
            )
            text.set_fontweight("bold" if best else "normal")
        self._empty.set_visible(self.probabilities is None)

    def _describe(self):
        if self.probabilities is None:
            return "Nothing is drawn yet."
        order = np.argsort(-self.probabilities, kind="stable")
        first, *others = [f"{k} with {_percent(self.probabilities[k])}" for k in order[:3]]
        return f"The network says {first}; next come {others[0]} and {others[1]}."

    def _show(self, image, **more):
        state = self._state(image)
        with self.hold_sync():  # one message
            for name, value in {**more, **state}.items():
                setattr(self, name, value)
            self._serial += 1

    def _answer(self, _: object, message: object, __: object) -> None:
        """Do what the browser asks, or say why not."""
        try:
            match message:
                case {"strokes": list(strokes)}:  # the browser has them on its sheet already
                    strokes = _clean(strokes)
                    self._show(ink(strokes), _strokes=strokes)
                case {"load": int(digit)}:
                    self.load(digit)
                case _:
                    raise ValueError("the sheet does not understand this message")
        except ValueError as error:
            with self.hold_sync():
                self._readout = f"Not drawn: {error}."
                self._serial += 1

    def __repr__(self) -> str:
        drawn = f"{count(len(self._strokes), 'stroke')}" if self._strokes else "a picture"
        if self.probabilities is None:
            return "DigitCanvas(empty)"
        return f"DigitCanvas({drawn}, prediction {self.prediction})"

    def _repr_mimebundle_(self, **_: object) -> tuple[dict, dict]:
        data, metadata = mimebundle(self._picture, f"{self._title}. {self._alt}", self._alt, self.size)
        view = {"version_major": 2, "version_minor": 0, "model_id": self.model_id}
        return {**data, "application/vnd.jupyter.widget-view+json": view}, metadata


def _percent(p: float) -> str:
    """Never 0 or 100: softmax gives neither."""
    return "under 1 %" if p < 0.01 else "over 99 %" if p > 0.99 else f"{100 * p:.0f} %"


def _example(digit: int) -> list[list[list[float]]]:
    if isinstance(digit, bool) or digit not in range(10):
        raise ValueError(f"the examples are 0 to 9, got {digit!r}")
    return _clean(EXAMPLES[digit])


def _clean(strokes: Iterable[Sequence[Sequence[float]]]) -> list[list[list[float]]]:
    """The strokes as plain lists of points on the sheet; what is beyond its edge comes to the edge."""
    cleaned, total = [], 0
    for stroke in strokes:
        try:
            points = np.asarray(stroke, dtype=float)
        except (TypeError, ValueError):
            points = np.array(np.nan)
        if points.size == 0:
            continue
        if points.ndim != 2 or points.shape[1] != 2 or not np.all(np.isfinite(points)):
            raise ValueError("a stroke is a list of points (x, y), both from 0 to 1")
        total += len(points)
        if total > _MOST_POINTS:
            raise ValueError(f"a drawing has at most {_MOST_POINTS} points")
        cleaned.append(np.round(np.clip(points, 0, 1), 4).tolist())
    return cleaned
