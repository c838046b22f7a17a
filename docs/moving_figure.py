"""Make the README's picture: a moving figure of chapter 1 while its sliders are moved.

Usage: python docs/moving_figure.py [docs/moving_figure.webp]
"""

import argparse
import io
from itertools import pairwise
from pathlib import Path

import numpy as np
from PIL import Image

from workbook.figures import DecisionLine

# What someone does at the sliders who looks for the line without mistakes. Two are left, for the reader to take away.
WAY = [(-1.0, 1.5, 1.0), (0.3, 1.5, 1.0), (1.2, 1.2, 1.0)]
BETWEEN = 12  # pictures from one place to the next
PER_SECOND = 12
REST_MS = 2500  # at the end, before it begins again
WIDTH = 760


def frames():
    """The pictures of the way, as the notebook shows them."""
    figure = DecisionLine(**dict(zip(("w1", "w2", "b"), WAY[0], strict=True)))
    for start, end in pairwise(WAY):
        for part in np.linspace(0, 1, BETWEEN, endpoint=False):
            w1, w2, b = (1 - part) * np.array(start) + part * np.array(end)
            figure.move(w1=w1, w2=w2, b=b)
            yield figure.png()
    w1, w2, b = WAY[-1]
    figure.move(w1=w1, w2=w2, b=b)
    yield figure.png()


def main():
    """Write the picture."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("target", nargs="?", type=Path, default=Path(__file__).with_suffix(".webp"))
    target = parser.parse_args().target
    pictures = [Image.open(io.BytesIO(png)).convert("RGB") for png in frames()]
    height = round(pictures[0].height * WIDTH / pictures[0].width)
    pictures = [picture.resize((WIDTH, height), Image.Resampling.LANCZOS) for picture in pictures]
    durations = [1000 // PER_SECOND] * (len(pictures) - 1) + [REST_MS]
    pictures[0].save(
        target, save_all=True, append_images=pictures[1:], duration=durations, loop=0, quality=80, method=6
    )
    print(f"{target}: {len(pictures)} pictures, {target.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
