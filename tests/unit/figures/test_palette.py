"""The colours can be told apart by everyone, and letters can be read on their paper."""

import itertools

import numpy as np
import pytest

from workbook import _report
from workbook.figures import style

# From Machado, Oliveira and Fernandes: A Physiologically-based Model for Simulation of Color Vision Deficiency (2009),
# severity 1.0; they multiply linear RGB.
VISION = {
    "usual": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
}
# Colours that stand in one picture and mean different things.
MEANINGS = {
    "input": style.INPUT,
    "weight": style.WEIGHT,
    "gradient": style.GRADIENT,
    "output": style.OUTPUT,
}
CLASSES = dict(zip(("class 0", "class 1"), style.CLASS_COLOURS, strict=True))
PAIRS = [*itertools.combinations(MEANINGS.items(), 2), tuple(CLASSES.items())]
CLEAR = 15
"""A CIEDE2000 difference of 1 is just noticeable side by side; 15 is another colour at a glance."""


def linear(colour):
    """Linear RGB of "#rrggbb" by sRGB's curve, IEC 61966-2-1."""
    values = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def lab(rgb):
    """CIE L*a*b* of linear RGB, white D65."""
    to_xyz = np.array(
        [
            [0.4124564, 0.3575761, 0.1804375],
            [0.2126729, 0.7151522, 0.0721750],
            [0.0193339, 0.1191920, 0.9503041],
        ]
    )
    parts = to_xyz @ np.clip(rgb, 0, 1) / np.array([0.95047, 1.0, 1.08883])
    f = np.where(parts > (6 / 29) ** 3, np.cbrt(parts), parts / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def ciede2000(one, other):
    """The colour difference of two L*a*b* colours (Sharma, Wu, Dalal 2005, equations 2 to 22)."""
    mean_chroma = (np.hypot(*one[1:]) + np.hypot(*other[1:])) / 2
    g = 0.5 * (1 - np.sqrt(mean_chroma**7 / (mean_chroma**7 + 25.0**7)))
    (a1, b1), (a2, b2) = ((1 + g) * one[1], one[2]), ((1 + g) * other[1], other[2])
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)
    h1, h2 = np.degrees(np.arctan2(b1, a1)) % 360, np.degrees(np.arctan2(b2, a2)) % 360
    turn = (h2 - h1 + 180) % 360 - 180 if c1 * c2 else 0.0
    hue = (h1 + turn / 2) % 360 if c1 * c2 else h1 + h2
    d_light, d_chroma = other[0] - one[0], c2 - c1
    d_hue = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2))
    light, chroma = (one[0] + other[0]) / 2, (c1 + c2) / 2
    t = (
        1
        - 0.17 * np.cos(np.radians(hue - 30))
        + 0.24 * np.cos(np.radians(2 * hue))
        + 0.32 * np.cos(np.radians(3 * hue + 6))
        - 0.20 * np.cos(np.radians(4 * hue - 63))
    )
    s_light = 1 + 0.015 * (light - 50) ** 2 / np.sqrt(20 + (light - 50) ** 2)
    s_chroma, s_hue = 1 + 0.045 * chroma, 1 + 0.015 * chroma * t
    rotation = (
        -2
        * np.sqrt(chroma**7 / (chroma**7 + 25.0**7))
        * np.sin(np.radians(60 * np.exp(-(((hue - 275) / 25) ** 2))))
    )
    parts = d_light / s_light, d_chroma / s_chroma, d_hue / s_hue
    return float(np.sqrt(sum(part**2 for part in parts) + rotation * parts[1] * parts[2]))


def luminance(colour):
    """Relative luminance, WCAG 2.2."""
    return float(linear(colour) @ [0.2126, 0.7152, 0.0722])


def contrast(one, other):
    """The contrast ratio of two colours, WCAG 2.2."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("one", "other", "published"),
    [
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
        ((50, 2.5, 0), (50, 3.2592, 0.3350), 1.0000),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_the_colour_difference_is_the_published_one(one, other, published):
    """Pairs 1, 17, 24 and 34 of the authors' table."""
    assert ciede2000(np.array(one), np.array(other)) == pytest.approx(published, abs=5e-5)


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair[0][0]} and {pair[1][0]}")
def test_two_meanings_are_two_colours(vision, pair):
    one, other = (lab(VISION[vision] @ linear(colour)) for _, colour in pair)
    assert ciede2000(one, other) >= CLEAR


@pytest.mark.parametrize("colour", [style.INPUT, style.WEIGHT_INK, style.GRADIENT, style.OUTPUT, style.MUTED])
@pytest.mark.parametrize("paper", [style.PAPER])
def test_letters_stand_out_from_their_paper(colour, paper):
    assert contrast(colour, paper) >= 4.5


@pytest.mark.parametrize("colour", [style.WEIGHT, *style.CLASS_COLOURS])
def test_marks_stand_out_from_white(colour):
    """WCAG 2.2, 1.4.11: what carries meaning and is no letter needs 3."""
    assert contrast(colour, style.PAPER) >= 3


@pytest.mark.parametrize("paper", ["#ffffff", "#111111"])
@pytest.mark.parametrize("colour", [_report.GREEN, _report.ORANGE])
def test_the_bar_of_a_check_stands_out_in_both_themes(colour, paper):
    assert contrast(colour, paper) >= 3
