"""Pictures that stand still: curves, points with a line, weights and images."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes

from workbook.figures import style
from workbook.figures._picture import Picture

_LINE_STYLES = ("-", (0, (5, 2)), (0, (1, 1.5)), (0, (5, 1.5, 1, 1.5)))
_LINE_COLOURS = (style.OUTPUT, style.CLASS_COLOURS[0], style.CLASS_COLOURS[1], style.MUTED)


def curves(
    x: np.ndarray,
    lines: Mapping[str, np.ndarray],
    *,
    alt: str,
    xlabel: str = "",
    ylabel: str = "",
    title: str = "",
) -> Picture:
    """Draw up to four curves over the same x, each in a line style of its own.

    Parameters
    ----------
    x : (n,) array
        The horizontal axis.
    lines : dict of str to (n,) array
        The curves by name.
    alt : str
        What the picture shows, for someone who does not see it.
    xlabel, ylabel, title : str
        What stands beside the axes and above them.
    """
    if len(lines) > len(_LINE_STYLES):
        raise ValueError(f"curves draws at most {len(_LINE_STYLES)} lines, got {len(lines)}")
    with Picture((7.2, 3.3), alt) as (picture, fig):
        ax = fig.add_axes((0.09, 0.16, 0.88, 0.74), xlabel=xlabel, ylabel=ylabel, title=title)
        for (name, values), ls, colour in zip(lines.items(), _LINE_STYLES, _LINE_COLOURS, strict=False):
            ax.plot(x, values, ls=ls, color=colour, label=name)
        ax.margins(x=0)
        if len(lines) > 1:
            ax.legend()
    return picture


def points(
    X: np.ndarray,
    y: np.ndarray,
    *,
    alt: str,
    w: Sequence[float] | None = None,
    b: float = 0.0,
    xlabel: str = "$x_1$",
    ylabel: str = "$x_2$",
    names: tuple[str, str] = ("class 0", "class 1"),
) -> Picture:
    """Draw two classes of points, and the line w · x + b = 0 of a neuron if there is one.

    Parameters
    ----------
    X : (m, 2) array
        One point a row.
    y : (m,) array of int
        The class of each point, 0 or 1.
    alt : str
        What the picture shows, for someone who does not see it.
    w : (2,) array, optional
        The weights; without them no line is drawn.
    b : float
        The bias.
    xlabel, ylabel : str
        What stands beside the axes.
    names : two str
        What the classes are called.
    """
    with Picture((7.2, 4.0), alt) as (picture, fig):
        ax = fig.add_axes((0.1, 0.14, 0.62, 0.82), xlabel=xlabel, ylabel=ylabel)
        style.scatter_classes(ax, X, y, size=34)
        for collection, name in zip(ax.collections, names, strict=True):
            collection.set_label(name)
        low, high = X.min(axis=0), X.max(axis=0)
        margin = 0.06 * (high - low)
        ax.set(xlim=(low[0] - margin[0], high[0] + margin[0]), ylim=(low[1] - margin[1], high[1] + margin[1]))
        if w is not None and np.any(w):
            _draw_line(ax, np.asarray(w, dtype=float), b)
        ax.legend(loc="upper left", bbox_to_anchor=(1.03, 1), borderaxespad=0)
    return picture


def _draw_line(ax: Axes, w: np.ndarray, b: float) -> None:
    foot = -b * w / (w @ w)
    ax.axline(foot, (foot[0] - w[1], foot[1] + w[0]), color=style.OUTPUT, lw=2.2, zorder=4, label="score 0")


def images(pixels: np.ndarray, *, alt: str, titles: Sequence[str] = ()) -> Picture:
    """Draw grey pictures side by side, ink dark.

    Parameters
    ----------
    pixels : (n, h, w) array
        One picture after the other; 0 is paper, 1 is ink.
    alt : str
        What the picture shows, for someone who does not see it.
    titles : n str, optional
        What stands above each.
    """
    n = len(pixels)
    with Picture((7.2, 7.2 / n + 0.35), alt) as (picture, fig):
        axes = fig.subplots(1, n, squeeze=False)[0]
        fig.subplots_adjust(0.01, 0.02, 0.99, 0.84 if titles else 0.98, 0.08)
        for ax, image, title in zip(axes, pixels, titles or [""] * n, strict=True):
            ax.imshow(image, cmap="gray_r", vmin=0, vmax=1)
            ax.set_title(title, loc="center")
            ax.set(xticks=[], yticks=[])
            ax.spines[:].set(visible=True, color=style.FAINT)
    return picture


def weights(w: np.ndarray, *, alt: str) -> Picture:
    """Draw the weights of one neuron where their inputs are: orange and + above 0, violet and − below.

    Parameters
    ----------
    w : (h, w) array
        One weight for each pixel.
    alt : str
        What the picture shows, for someone who does not see it.
    """
    limit = float(np.abs(w).max()) or 1.0
    with Picture((7.2, 3.6), alt) as (picture, fig):
        ax = fig.add_axes((0.14, 0.03, 0.5, 0.94), xticks=[], yticks=[])
        ax.spines[:].set_visible(False)
        image = ax.imshow(w, cmap="PuOr_r", vmin=-limit, vmax=limit)
        for (row, column), value in np.ndenumerate(w):
            if abs(value) > 0.25 * limit:
                ink = style.PAPER if abs(value) > 0.75 * limit else style.OUTPUT
                ax.text(column, row, "+" if value > 0 else "−", ha="center", va="center", color=ink)
        bar = fig.colorbar(image, cax=fig.add_axes((0.7, 0.1, 0.025, 0.8)))
        bar.set_label("weight")
        bar.outline.set_visible(False)
    return picture
