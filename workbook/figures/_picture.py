"""A picture that stands still, with a text alternative."""

from matplotlib.figure import Figure

from workbook.figures import style
from workbook.figures._base import Canvas, mimebundle


class Picture:
    """A matplotlib drawing and the text that stands for it.

    Parameters
    ----------
    size : (width, height)
        In inches; an inch is 96 pixels of the screen.
    alt : str
        What the picture shows, for someone who does not see it. Required.

    Examples
    --------
    >>> with Picture((4, 3), alt="A line that rises.") as (picture, fig):
    ...     _ = fig.subplots().plot([0, 1])
    >>> picture
    A line that rises.
    """

    def __init__(self, size: tuple[float, float], alt: str) -> None:
        if not alt.strip():
            raise ValueError("alt is empty: say in a sentence what the picture shows")
        self.alt = alt
        self.size = size
        self._canvas = Canvas(size)
        self._context = None

    def __enter__(self) -> tuple["Picture", Figure]:
        self._context = style.context()
        self._context.__enter__()
        return self, self._canvas.fig

    def __exit__(self, *error: object) -> None:
        self._context.__exit__(*error)

    def png(self) -> bytes:
        """The picture as a PNG file."""
        return self._canvas.png()

    def __repr__(self) -> str:
        return self.alt

    def _repr_mimebundle_(self, **_: object) -> tuple[dict, dict]:
        return mimebundle(self.png(), repr(self), self.alt, self.size)
