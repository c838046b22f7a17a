"""Moving figures for a page without Python: every picture that their controls can show there is drawn beforehand.

A figure with few settings is drawn at all of them, so that its controls move freely. One with many is drawn along
each control alone, while the others stand at their start. Sliders get longer steps, so that there are not too many
pictures. Of each picture only what differs from the first is kept; ``docs/site/_static/moving.js`` lays it over the
first.
"""

import base64
import dataclasses
import hashlib
import itertools
import json
import math
from concurrent.futures import ProcessPoolExecutor
from io import BytesIO

import numpy as np
from PIL import Image

from instructor.house import ROOT, InstructorError
from workbook import figures
from workbook.figures._controls import as_plain  # the browser gets controls in one form only

MOST_TOGETHER = 81
"""Pictures of a figure whose controls move freely."""
MOST_OF_ONE = 13
"""Pictures of one control, in a figure whose controls move one at a time."""
FEWEST = 7
"""A slider with fewer positions than this says too little."""
_COLOURS = 127
_EDGE = 4  # pixels of a picture; it is drawn at three times the width of a phone

STANDS_STILL = {
    "XorByHand": "it counts your best answer so far, which a stored picture cannot",
    "DigitCanvas": "a network has to read what you draw",
}
"""Figures that have one picture only, and why."""


def thin(slider, most, start):
    """The slider with longer steps: at most `most` positions, `start` among them, and both ends if that can be had.

    Parameters
    ----------
    slider : Slider
    most : int
        At least 2.
    start : float
        A value that the slider can have.

    Returns
    -------
    Slider
    """
    below, above = (round(abs(end - start) / slider.step) for end in (slider.low, slider.high))

    def kept(stride):
        return below // stride + above // stride + 1

    strides = [stride for stride in range(1, below + above + 1) if kept(stride) <= most]
    whole = [stride for stride in strides if below % stride == above % stride == 0 and kept(stride) >= FEWEST]
    stride = (whole or strides)[0]
    step = round(stride * slider.step, 10)
    low, high = start - below // stride * step, start + above // stride * step
    return dataclasses.replace(slider, low=round(low, 10), high=round(high, 10), step=step, start=start)


def plan(controls, start):
    """Which controls the page gets, and at which settings the figure is drawn.

    Parameters
    ----------
    controls : tuple of Control
    start : dict
        The value of each at the beginning.

    Returns
    -------
    controls : list of Control
        Without buttons, which need Python; sliders with longer steps.
    together : bool
        Whether the controls move freely, or each alone with the others at their start.
    settings : list of dict
        The first is the start.
    """
    kept = [control for control in controls if not isinstance(control, figures.Button)]
    sliders = [control for control in kept if isinstance(control, figures.Slider)]
    others = math.prod(len(_values(control)) for control in kept if control not in sliders)

    def thinned(most):
        return [thin(c, most, start[c.name]) if c in sliders else c for c in kept]

    for most in range(MOST_TOGETHER, FEWEST - 1, -1):
        free = thinned(most)
        if math.prod(len(_values(control)) for control in free) <= MOST_TOGETHER:
            settings = [dict(zip(start, values, strict=True)) for values in _products(free)]
            return free, True, _start_first(settings, start)
        if not sliders or len(sliders) * others > MOST_TOGETHER:
            break
    alone = thinned(MOST_OF_ONE)
    settings = [{**start, control.name: value} for control in alone for value in _values(control)]
    return alone, False, _start_first(settings, start)


def _products(controls):
    return itertools.product(*map(_values, controls))


def _start_first(settings, start):
    return [start, *(setting for setting in settings if setting != start)]


def _values(control):
    match control:
        case figures.Slider():
            positions = round((control.high - control.low) / control.step) + 1
            return [control.clean(control.low + i * control.step) for i in range(positions)]
        case figures.Choice():
            return list(control.options)
        case _:
            return [False, True]


def key(controls, values):
    """The name of a setting: the position of each control, as moving.js finds it too."""
    places = []
    for control in controls:
        value = values[control.name]
        if isinstance(control, figures.Slider):
            places.append(round((value - control.low) / control.step))
        else:
            places.append(_values(control).index(value))
    return ",".join(map(str, places))


def draw(name, start):
    """Draw a figure at all settings of its plan.

    Parameters
    ----------
    name : str
        A class of `workbook.figures`.
    start : dict
        What the chapter calls it with.

    Returns
    -------
    first : dict
        What stands in the page: title, question, controls, and the text of the start.
    picture : bytes
        The start, as PNG.
    frames : dict
        By `key`: what differs from that picture, as PNG in base64, and the sentence below it.
    """
    figure = getattr(figures, name)(**start)
    values, picture = figure.values, figure.png()
    controls, together, settings = plan(figure.controls, values)
    paper = _pixels(picture)
    frames = {}
    for setting in settings:
        figure.move(**setting)
        frames[key(controls, setting)] = [
            _difference(paper, _pixels(figure.png())),
            figure.get_state()["_readout"],
        ]
    figure.move(**values)
    state = figure.get_state()
    names = {control.name for control in controls if isinstance(control, figures.Slider)}
    click = state["_click"] if together else {}
    first = {
        **{
            each: state[each]
            for each in ("_title", "_find_out", "_width", "_height", "_values", "_readout", "_alt")
        },
        "_controls": [as_plain(control) for control in controls],
        "_click": click if {axis["name"] for axis in click.values()} <= names else {},
        "_serial": 0,
        "about": figure.about,
        "together": together,
        "several": len(controls) > 1,
        "pressed": [c.label for c in figure.controls if isinstance(c, figures.Button)],
    }
    return first, picture, frames


def _pixels(png):
    """The picture as an (h, w) array, a number a pixel: ten times quicker to compare than its channels."""
    return np.asarray(Image.open(BytesIO(png)).convert("RGBA")).view(np.uint32)[..., 0]


def _difference(paper, picture):
    """The pixels that changed, as a PNG that is transparent elsewhere, in base64."""
    changed = _widened(picture != paper)
    if not changed.any():
        return ""
    strip = Image.fromarray(picture[changed].view(np.uint8).reshape(1, -1, 4)).convert("RGB")
    few = strip.quantize(_COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    indices = np.zeros(changed.shape, np.uint8)
    indices[changed] = np.asarray(few)[0] + 1  # colour 0 is none
    image = Image.fromarray(indices)
    image.putpalette([0, 0, 0, *few.getpalette()[: 3 * _COLOURS]])
    file = BytesIO()
    image.save(file, "PNG", transparency=0, compress_level=8)  # level 9 takes twice as long for 2 % less
    return base64.b64encode(file.getvalue()).decode()


def _widened(mask):
    """The mask and its surroundings: where a browser shrinks a picture, half-transparent edges fall on equal pixels."""
    for axis in (0, 1):
        grown = mask.copy()
        for shift in range(1, _EDGE + 1):
            before, after = (
                (slice(None),) * axis + (slice(shift, None),),
                (slice(None),) * axis + (slice(-shift),),
            )
            grown[before] |= mask[after]
            grown[after] |= mask[before]
        mask = grown
    return mask


class Drawer:
    """Draws the figures of the site, two at a time, and keeps what is drawn until something that it comes from changes.

    Parameters
    ----------
    target : Path
        The site's folder for ``NAME.png`` and ``NAME.js``.
    cache : Path
        Where drawn figures are kept between builds.
    """

    def __init__(self, target, cache):
        self._target, self._cache = target, cache
        self._wanted = {}

    def want(self, name, start):
        """Say that a page shows this figure; its name in the site."""
        which = json.dumps([name, start], sort_keys=True)
        short = name if not start else f"{name}-{hashlib.sha256(which.encode()).hexdigest()[:8]}"
        self._wanted[short] = (name, start)
        return short

    def draw(self, say=print):
        """Draw what is wanted and write it; what stands in the pages, by name.

        Raises
        ------
        InstructorError
            If a figure cannot be drawn.
        """
        state = _state_of_the_code()
        for folder in (self._target, self._cache):
            folder.mkdir(parents=True, exist_ok=True)
        drawn, missing = {}, []
        for short in self._wanted:
            kept = self._cache / f"{short}-{state}.json"
            if kept.exists():
                drawn[short] = json.loads(kept.read_text(encoding="utf-8"))
            else:
                missing.append(short)
        with ProcessPoolExecutor() as pool:
            waiting = {short: pool.submit(draw, *self._wanted[short]) for short in missing}
            for number, (short, result) in enumerate(waiting.items(), 1):
                try:
                    first, picture, frames = result.result()
                except (ValueError, TypeError, AttributeError) as error:
                    raise InstructorError(f"{self._wanted[short][0]} cannot be drawn: {error}") from error
                say(f"drew   {short}, {len(frames)} pictures ({number} of {len(missing)})")
                drawn[short] = [first, base64.b64encode(picture).decode(), frames]
                for old in self._cache.glob(f"{short}-????????????????.json"):
                    old.unlink()
                (self._cache / f"{short}-{state}.json").write_text(json.dumps(drawn[short]), encoding="utf-8")
        for short, (_, picture, frames) in drawn.items():
            (self._target / f"{short}.png").write_bytes(base64.b64decode(picture))
            script = f"nnwFrames({json.dumps(short)}, {json.dumps(frames, ensure_ascii=False)});\n"
            (self._target / f"{short}.js").write_text(script, encoding="utf-8")
        return {short: first for short, (first, _, _) in drawn.items()}


def _state_of_the_code():
    """A short name for everything that a picture comes from."""
    digest = hashlib.sha256(figures.style.matplotlib.__version__.encode())
    for path in sorted([*(ROOT / "workbook" / "figures").glob("*.py"), *(ROOT / "nnlib").rglob("*.py")]):
        digest.update(path.read_bytes())
    digest.update((ROOT / "instructor" / "frames.py").read_bytes())
    return digest.hexdigest()[:16]
