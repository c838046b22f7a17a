"""A figure that moves: controls below, one picture above, one sentence that says what it shows.

matplotlib draws. What stands still is drawn once and kept; at each move the moving artists are drawn over it
(blitting), the unchanged ones from notes, so that a picture takes a few milliseconds. The browser's part is
``figure.js``: native, labelled controls, and one image that is exchanged only when the next one is ready. pyplot is not
used, so a figure leaves nothing behind.
"""

import base64
import inspect
import pathlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar

import anywidget
import numpy as np
import traitlets
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.image import AxesImage

from workbook.figures import _png, style
from workbook.figures._controls import Button, Control, Slider, as_plain
from workbook.figures._recorder import Recorder

_HERE = pathlib.Path(__file__).parent
_SCREEN_DPI = 96


class Canvas:
    """A matplotlib figure whose moving artists are drawn over a kept background, the unchanged ones from notes."""

    def __init__(self, size: tuple[float, float]) -> None:
        self.fig = Figure(figsize=size, dpi=style.DPI)
        self._agg = FigureCanvasAgg(self.fig)
        self._moving: list[Artist] = []
        self._background = None
        self._recorder = None
        self._notes: dict[Artist, list[Callable[[], None]]] = {}

    def animate(self, artists: Iterable[Artist]) -> None:
        """Take these artists out of the background; they are drawn at every move, lowest zorder first."""
        self._moving = sorted(artists, key=lambda artist: artist.get_zorder())
        for artist in self._moving:
            artist.set_animated(True)

    def forget_background(self) -> None:
        """Draw everything anew the next time."""
        self._background = None

    def png(self) -> bytes:
        """The picture as it stands."""
        if self._background is None:
            with style.context():
                self._agg.draw()
            self._background = self._agg.copy_from_bbox(self.fig.bbox)
            self._recorder = Recorder(self._agg)
            self._notes.clear()
        self._agg.restore_region(self._background)
        for artist in self._moving:
            if artist.stale or artist not in self._notes:
                self._notes[artist] = self._recorder.calls(artist)
            for call in self._notes[artist]:
                call()
        return _png.encode(np.asarray(self._agg.buffer_rgba()))


def set_numbers(image: AxesImage, numbers: np.ndarray) -> None:
    """Show an array as an image, unless it is shown already: enlarging one takes some milliseconds."""
    if not np.array_equal(image.get_array(), numbers):
        image.set_data(numbers)


def mimebundle(png: bytes, text: str, alt: str, size: tuple[float, float]) -> tuple[dict, dict]:
    """A static picture and its text, as Jupyter stores them. The width is in CSS pixels, the picture has more."""
    width, height = (round(side * _SCREEN_DPI) for side in size)
    data = {"text/plain": text, "image/png": base64.b64encode(png).decode()}
    return data, {"image/png": {"alt": alt, "width": width, "height": height}}


class MovingFigure(anywidget.AnyWidget):
    """The base of every moving figure.

    A figure declares ``controls`` and ``about`` (one sentence: what is drawn, for someone who does not see it) and has
    three methods:

    - ``build(fig)`` makes the artists once, on a matplotlib figure, and returns those that move;
    - ``update(**values)`` sets these artists, nothing else, from the values of the controls;
    - ``describe(**values)`` says in a sentence or two what the picture shows now.

    The docstring's first line is the title, and its paragraph "Find out: ..." is shown above the picture.

    Parameters
    ----------
    **start
        Values that the controls have at the beginning, in place of their own.
    """

    controls: ClassVar[tuple[Control, ...]] = ()
    about: ClassVar[str] = ""
    size: ClassVar[tuple[float, float]] = (7.2, 3.9)
    """Width and height in inches; an inch is 96 pixels of the screen."""

    _esm = (_HERE / "figure.js").read_text(encoding="utf-8")
    _css = (_HERE / "figure.css").read_text(encoding="utf-8")
    _title = traitlets.Unicode().tag(sync=True)
    _find_out = traitlets.Unicode().tag(sync=True)
    _controls = traitlets.List().tag(sync=True)
    _width = traitlets.Int().tag(sync=True)
    _height = traitlets.Int().tag(sync=True)
    _values = traitlets.Dict().tag(sync=True)
    _picture = traitlets.Bytes().tag(sync=True)
    _alt = traitlets.Unicode().tag(sync=True)
    _readout = traitlets.Unicode().tag(sync=True)
    _click = traitlets.Dict().tag(sync=True)
    """Where in the picture a click sets two sliders, see `click_sets`; empty if nowhere."""
    _serial = traitlets.Int().tag(sync=True)
    """Grows by one with every answer, also when the picture is the same: the browser waits for it."""

    def __init__(self, **start: object) -> None:
        title, find_out = _title_and_question(type(self))
        self._canvas = Canvas(self.size)
        self._clickable = None
        with style.context():
            self._canvas.animate(self.build(self._canvas.fig))
        given = {c.name: c.start for c in self.controls if not isinstance(c, Button)}
        values = self._clean({**given, **start})
        super().__init__(
            _title=title,
            _find_out=find_out,
            _controls=[as_plain(control) for control in self.controls],
            _width=round(self.size[0] * _SCREEN_DPI),
            _height=round(self.size[1] * _SCREEN_DPI),
            **self._state(values),
        )
        self.on_msg(self._answer)

    def build(self, fig: Figure) -> Iterable[Artist]:
        """Make the artists on fig, and return those that move."""
        raise NotImplementedError(f"{type(self).__name__} needs build(fig)")

    def update(self, **values: Any) -> None:
        """Set the moving artists."""
        raise NotImplementedError(f"{type(self).__name__} needs update(**values)")

    def describe(self, **values: Any) -> str:
        """Say what the picture shows at these values."""
        raise NotImplementedError(f"{type(self).__name__} needs describe(**values)")

    def background_changed(self) -> None:
        """Say in ``update`` that something which stands still has changed, an axis for example. That draw is slower."""
        self._canvas.forget_background()

    def click_sets(self, ax: Axes, across: str, up: str) -> None:
        """Say in ``build`` that a click into the axes moves these two sliders to where it was.

        The sliders are the same thing by keyboard. The scales of the axes must be linear.

        Raises
        ------
        ValueError
            If one of the two is no slider of the figure.
        """
        sliders = [control.name for control in self.controls if isinstance(control, Slider)]
        for name in (across, up):
            if name not in sliders:
                raise ValueError(f"{type(self).__name__} has no slider {name!r}")
        self._clickable = (ax, across, up)

    @property
    def values(self) -> dict[str, Any]:
        """What the controls are set to."""
        return dict(self._values)

    @property
    def alt(self) -> str:
        """The text alternative of the picture as it is now."""
        return self._alt

    def move(self, **changes: object) -> None:
        """Set some of the controls; a number beyond the end of its slider becomes that end.

        Raises
        ------
        ValueError
            If there is no such control, or it cannot have such a value. Then nothing has moved.
        """
        self._show({**self._values, **self._clean(changes)})

    def press(self, name: str) -> None:
        """Press a button: its method may return values to which the controls are then set."""
        if name not in [control.name for control in self.controls if isinstance(control, Button)]:
            raise ValueError(f"{type(self).__name__} has no button {name!r}")
        self._show({**self._values, **self._clean(getattr(self, name)() or {})})

    def png(self) -> bytes:
        """The picture as it is now, as a PNG file."""
        return self._picture

    def _clean(self, changes: Mapping[str, object]) -> dict[str, Any]:
        known = {control.name: control for control in self.controls if not isinstance(control, Button)}
        for name in changes:
            if name not in known:
                raise ValueError(f"{type(self).__name__} has no control {name!r}; it has {', '.join(known)}")
        return {name: known[name].clean(value) for name, value in changes.items()}

    def _state(self, values: dict[str, Any]) -> dict[str, Any]:
        self.update(**values)
        readout = self.describe(**values)
        alt = f"{self.about} {readout}".strip()
        picture = self._canvas.png()
        return {
            "_values": values,
            "_picture": picture,
            "_readout": readout,
            "_alt": alt,
            "_click": self._where_to_click(),
        }

    def _where_to_click(self) -> dict[str, Any]:
        """The two sliders, and the axes they belong to as (first, last) in parts of the picture, from its top left."""
        if self._clickable is None:
            return {}
        ax, across, up = self._clickable
        box = ax.get_position()  # after drawing, so with an equal aspect too
        return {
            "across": {"name": across, "at": [box.x0, box.x1], "values": list(map(float, ax.get_xlim()))},
            "up": {"name": up, "at": [1 - box.y0, 1 - box.y1], "values": list(map(float, ax.get_ylim()))},
        }

    def _show(self, values: dict[str, Any]) -> None:
        state = self._state(values)
        with self.hold_sync():  # one message
            for name, value in state.items():
                setattr(self, name, value)
            self._serial += 1

    def _answer(self, _: object, message: object, __: object) -> None:
        """Do what the browser asks, or say why not."""
        try:
            match message:
                case {"values": dict(changes)}:
                    self.move(**changes)
                case {"press": str(name)}:
                    self.press(name)
                case _:
                    raise ValueError(f"{type(self).__name__} does not understand this message")
        except ValueError as error:
            with self.hold_sync():
                self._readout = f"Not moved: {error}."
                self._serial += 1

    def __repr__(self) -> str:
        return (
            f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self._values.items())})"
        )

    def _repr_mimebundle_(self, **_: object) -> tuple[dict, dict]:
        data, metadata = mimebundle(self._picture, f"{self._title}. {self._alt}", self._alt, self.size)
        view = {"version_major": 2, "version_minor": 0, "model_id": self.model_id}
        return {**data, "application/vnd.jupyter.widget-view+json": view}, metadata


def _title_and_question(figure: type[MovingFigure]) -> tuple[str, str]:
    paragraphs = [" ".join(part.split()) for part in inspect.cleandoc(figure.__doc__ or "").split("\n\n")]
    questions = [part.removeprefix("Find out: ") for part in paragraphs if part.startswith("Find out: ")]
    if len(questions) != 1:
        raise TypeError(f"the docstring of {figure.__name__} needs one paragraph 'Find out: ...'")
    return paragraphs[0].rstrip("."), questions[0]
