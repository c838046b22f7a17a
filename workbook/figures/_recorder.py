"""What an artist draws is written down once, and drawn again from the notes for as long as it stays the same.

matplotlib's artists are Python: one takes a millisecond to set ten letters, and a third of that to shape an arrow. What
comes of it is a few calls of Agg, the painter in C++ behind matplotlib, which take some hundredths. These calls are
kept. The same ones in the same order give the same pixels.
"""

from collections.abc import Callable
from functools import partial

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backend_bases import GraphicsContextBase
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.ft2font import FT2Font

_STRINGS = 1000
"""How many strings a figure remembers, of five kilobytes each: a slider that goes back meets those it has shown."""


class Recorder(RendererAgg):
    """A renderer for one canvas that paints nothing, and tells what it was asked to paint."""

    def __init__(self, canvas: FigureCanvasAgg) -> None:
        renderer = canvas.get_renderer()
        super().__init__(renderer.width, renderer.height, renderer.dpi)
        # All that matplotlib's renderer paints, it paints by its `_renderer`, the painter in C++.
        self._renderer = _Notes(renderer._renderer)
        self._update_methods()
        self._strings = {}

    def calls(self, artist: Artist) -> list[Callable[[], None]]:
        """Give the painter's calls that draw an artist as it is now, none if it is invisible."""
        return self._renderer.of(artist.draw, self)

    def draw_text(self, gc, x, y, s, prop, angle, ismath=False, mtext=None):
        """Look a string up that was here before in the same look, or let matplotlib set its letters."""
        key = (s, x, y, angle, ismath, prop.copy(), *vars(gc).values())
        if key not in self._strings:
            if len(self._strings) == _STRINGS:
                del self._strings[next(iter(self._strings))]  # the one that has been there longest
            self._strings[key] = self._renderer.of(super().draw_text, gc, x, y, s, prop, angle, ismath, mtext)
        self._renderer.calls += self._strings[key]


class _Notes:
    """Stands where the painter stands, and writes its calls down."""

    def __init__(self, painter: object) -> None:
        self._painter = painter
        self.calls = []

    def of(self, draw: Callable[..., object], *args: object) -> list[Callable[[], None]]:
        """What `draw` has the painter do. Notes that are being taken go on afterwards."""
        outer, self.calls = self.calls, []
        try:
            draw(*args)
            return self.calls
        finally:
            self.calls = outer

    def __getattr__(self, name: str) -> Callable[..., None]:
        method = getattr(self._painter, name)

        def note(*args: object, **kwargs: object) -> None:
            self.calls.append(partial(method, *map(_as_it_is_now, args), **kwargs))

        return note


def _as_it_is_now(argument: object) -> object:
    """A copy of what matplotlib uses again for its next call: pens, and bitmaps of letters.

    Before matplotlib 3.11 the bitmap of a string comes as the font that has drawn it.
    """
    if isinstance(argument, GraphicsContextBase):
        pen = GraphicsContextBase()
        pen.copy_properties(argument)
        return pen
    return np.array(argument) if isinstance(argument, np.ndarray | FT2Font) else argument
