"""Colours, marks and letters: the same ones in every picture of the course.

Inputs are blue, weights orange, gradients red, from the first chapter to the last. Each also has a mark or a
line style of its own, and the colours differ in lightness, so that no picture depends on colour vision or print.
"""

from contextlib import AbstractContextManager

import matplotlib
from matplotlib.axes import Axes

INPUT = "#1f6fb2"
WEIGHT = "#d9730d"
WEIGHT_INK = "#8f4a06"
"""The orange of weights, dark enough for letters."""
GRADIENT = "#b3123a"
OUTPUT = "#1b1f24"
MUTED = "#68707a"
FAINT = "#d5d9de"
PAPER = "#ffffff"

CLASS_COLOURS = ("#6a3d9a", "#1b7f5c")
"""Class 0 is violet, class 1 is green."""
CLASS_MARKS = ("o", "s")
"""Class 0 is an open circle, class 1 a filled square."""
CLASS_PAPERS = ("#ece6f4", "#dcefe8")
"""The pale ground of a region in which the answer is 0, and in which it is 1."""

POSITIVE_LINE = "-"
NEGATIVE_LINE = (0, (2.2, 1.4))
"""A negative weight is a dashed line."""

DPI = 144
"""Dots per inch of every picture: one and a half of a screen's 96, so that it stays sharp when it is enlarged."""

_SETTINGS = {
    "axes.edgecolor": MUTED,
    "axes.facecolor": PAPER,
    "axes.grid": False,
    "axes.labelcolor": OUTPUT,
    "axes.labelsize": 10.5,
    "axes.linewidth": 0.8,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 11,
    "figure.facecolor": PAPER,
    "font.family": ["DejaVu Sans"],
    "font.size": 10.5,
    "legend.fontsize": 10,
    "legend.frameon": False,
    "lines.linewidth": 2.2,
    "mathtext.fontset": "dejavusans",
    "text.color": OUTPUT,
    "xtick.color": MUTED,
    "xtick.labelcolor": OUTPUT,
    "xtick.labelsize": 9.5,
    "ytick.color": MUTED,
    "ytick.labelcolor": OUTPUT,
    "ytick.labelsize": 9.5,
}


def context() -> AbstractContextManager[None]:
    """The course's settings for matplotlib, inside a ``with`` only: a learner's own settings stay as they are."""
    return matplotlib.rc_context(_SETTINGS)


def through_zero(ax: Axes) -> None:
    """Draw thin lines through 0, behind everything else."""
    ax.axhline(0, color=FAINT, lw=1, zorder=0)
    ax.axvline(0, color=FAINT, lw=1, zorder=0)


def scatter_classes(ax: Axes, X, y, size: float = 46) -> None:
    """Mark the rows of X (m, 2): class 0 by open circles, class 1 by filled squares."""
    for label, (colour, mark) in enumerate(zip(CLASS_COLOURS, CLASS_MARKS, strict=True)):
        rows = y == label
        face = colour if label else PAPER
        ax.scatter(*X[rows].T, s=size, marker=mark, facecolor=face, edgecolor=colour, lw=1.6, zorder=3)
