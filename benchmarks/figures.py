"""Time every moving figure in a real JupyterLab: from a slider's change to the changed picture.

The sheet of chapter 6 draws in the browser itself, without Python: there it is from the pointer's move to the ink.

Usage: python benchmarks/figures.py [--figures NAME ...] [--moves 50] [--without-config]

Prints a Markdown table, one row a figure as it is measured, and writes artefacts/figures.json. The exit code is 1 if a
figure is slower than it should be, or shows a blank frame. All of them take two minutes on a machine with nothing else
to do; on a busy one the times say more about the machine than about the figures.
"""

import argparse
import difflib
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

# lab_driver is shared with the browser tests.
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "browser"))

import lab_driver

from workbook import figures

ARTEFACTS = Path(__file__).resolve().parent.parent / "artefacts"
PYTHON, BROWSER = "Python", "the browser"
MEDIAN_MS = {PYTHON: 60, BROWSER: 20}
NEARLY_ALL_MS = {PYTHON: 100, BROWSER: 20}
IN_THE_BROWSER = {
    "DigitCanvas": "nn.Network(nn.Linear(784, 16, rng=rng), nn.Sigmoid(), nn.Linear(16, 10, rng=rng))"
}
"""What draws without asking Python first, and what it is called with."""
FIRST_CELL = (
    "import numpy as np\nimport nnlib as nn\nfrom workbook import figures\nrng = np.random.default_rng(0)"
)

# A frame is blank if the image has no pixels while it is painted.
WATCH = """(figure) => {
    const image = figure.querySelector('img');
    const watching = { on: true, blank: 0 };
    const watch = () => {
        if (!image.complete || !image.naturalWidth) watching.blank += 1;
        if (watching.on) requestAnimationFrame(watch);
    };
    requestAnimationFrame(watch);
    return watching;
}"""

# One move after the other, each to the next step of the slider and back at its end. A move that changes nothing in the
# picture still changes its address. The clock stops when the page has the new picture, ready to be painted with the
# next frame.
SLIDE = """async ([figure, moves]) => {
    const slider = figure.querySelector('input[type=range]');
    const image = figure.querySelector('img');
    const times = [];
    let step = Number(slider.step);
    for (let move = 0; move < moves; move++) {
        const now = Number(slider.value);
        if (now + step > Number(slider.max) + 1e-9 || now + step < Number(slider.min) - 1e-9) step = -step;
        const before = image.src;
        const changed = new Promise((resolve, reject) => {
            const observer = new MutationObserver(() => {
                if (image.src === before) return;
                observer.disconnect();
                resolve();
            });
            observer.observe(image, { attributes: true, attributeFilter: ['src'] });
            setTimeout(() => reject(new Error('no new picture in 10 s')), 10000);
        });
        const start = performance.now();
        slider.value = now + step;
        slider.dispatchEvent(new Event('input', { bubbles: true }));
        await changed;
        if (!image.complete) await image.decode();
        times.push(performance.now() - start);
    }
    return times;
}"""

# The pointer is moved by the browser's own mouse. Its clock starts when the browser gets the move (it hands moves on
# once a frame) and stops when the pixel under the pointer is dark, ready to be painted with the next frame.
DRAW = """(figure) => {
    const canvas = figure.querySelector('canvas');
    const paper = canvas.getContext('2d');
    const seen = { times: [], missed: 0 };
    canvas.addEventListener('pointermove', (event) => {
        if (!event.buttons) return; // on its way to where it begins
        const box = canvas.getBoundingClientRect();
        const x = Math.floor(((event.clientX - box.left) / box.width) * canvas.width);
        const y = Math.floor(((event.clientY - box.top) / box.height) * canvas.height);
        if (paper.getImageData(x, y, 1, 1).data[0] < 100) seen.times.push(performance.now() - event.timeStamp);
        else seen.missed += 1;
    });
    return seen;
}"""


class Row(NamedTuple):
    """What was measured of one figure."""

    name: str
    drawn_by: str
    milliseconds: list[float]
    blank: int

    @property
    def median(self) -> float:
        return float(np.median(self.milliseconds))

    @property
    def nearly_all(self) -> float:
        """The 95th percentile."""
        return float(np.percentile(self.milliseconds, 95))

    @property
    def misses(self) -> bool:
        too_slow = self.median > MEDIAN_MS[self.drawn_by] or self.nearly_all > NEARLY_ALL_MS[self.drawn_by]
        return too_slow or self.blank > 0


def moving_figures() -> list[str]:
    """The moving figures that the course exports, those that draw in the browser last."""
    base = figures.MovingFigure
    found = {name: getattr(figures, name) for name in figures.__all__}
    by_python = [
        name
        for name, kind in found.items()
        if isinstance(kind, type) and issubclass(kind, base) and kind is not base
    ]
    return [*by_python, *IN_THE_BROWSER]


def measure(names: list[str], moves: int, config: bool) -> Iterator[Row]:
    """Move each figure in its turn, in one notebook."""
    with tempfile.TemporaryDirectory(prefix="a course ") as folder:
        course, own = Path(folder) / "course", Path(folder) / "settings"
        path = lab_driver.notebook_of_figures(course, names, first=FIRST_CELL, arguments=IN_THE_BROWSER)
        with (
            lab_driver.jupyterlab(course, own, config=config) as (address, token),
            lab_driver.chromium() as page,
        ):
            notebook = lab_driver.Notebook(page, address, token, path)
            notebook.run_all()
            for name, cell in notebook.figure_cells().items():
                figure = notebook.figure(cell).element_handle()
                by_browser = name in IN_THE_BROWSER
                # The first pictures wait for fonts and caches.
                (draw if by_browser else slide)(page, figure, 5)
                watching = page.evaluate_handle(WATCH, figure)
                times = (draw if by_browser else slide)(page, figure, moves)
                blank = watching.evaluate("(watching) => { watching.on = false; return watching.blank; }")
                yield Row(name, BROWSER if by_browser else PYTHON, times, blank)


def slide(page, figure, moves: int) -> list[float]:
    """Milliseconds of each move of the figure's first slider."""
    return page.evaluate(SLIDE, [figure, moves])


def draw(page, figure, moves: int) -> list[float]:
    """Milliseconds of each move of the pointer along a spiral, with the pen down.

    Raises
    ------
    RuntimeError
        If there was no ink under the pointer after a move.
    """
    canvas = figure.query_selector("canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    seen = page.evaluate_handle(DRAW, figure)
    turns = np.linspace(0, 4 * np.pi, moves + 1)
    away = np.linspace(0.1, 0.45, moves + 1) * box["width"]
    across = box["x"] + box["width"] / 2 + away * np.cos(turns)
    down = box["y"] + box["height"] / 2 + away * np.sin(turns)
    page.mouse.move(across[0], down[0])
    page.mouse.down()
    for x, y in zip(across[1:], down[1:], strict=True):
        page.mouse.move(x, y)
    page.mouse.up()
    found = seen.evaluate("(seen) => seen")
    if found["missed"] or not found["times"]:
        raise RuntimeError(f"no ink under the pointer after {found['missed'] or 'all'} of {moves} moves")
    return found["times"]


def summary(rows: list[Row]) -> str:
    """The worst of the figures, in one line."""
    parts = []
    for drawn_by in (PYTHON, BROWSER):
        if mine := [row for row in rows if row.drawn_by == drawn_by]:
            median, nearly_all = (
                max(mine, key=lambda row: row.median),
                max(mine, key=lambda row: row.nearly_all),
            )
            many = f"{len(mine)} figures" if len(mine) > 1 else "1 figure"
            parts.append(
                f"{many} drawn by {drawn_by}: worst median {median.median:.0f} ms ({median.name}), worst 95th "
                f"percentile {nearly_all.nearly_all:.0f} ms ({nearly_all.name}), {sum(row.blank for row in mine)} "
                "blank frames"
            )
    return "; ".join(parts)


def known(name: str) -> str:
    """The name, if there is such a figure."""
    every = moving_figures()
    if name in every:
        return name
    close = difflib.get_close_matches(name, every, 1)
    raise argparse.ArgumentTypeError(f"no moving figure {name!r}{f'; is it {close[0]}?' if close else ''}")


def at_least_one(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"must be a number of at least 1, got {text!r}")
    return int(text)


def main() -> int:
    """Print a table; 1 if a figure is slower than it should be, or shows a blank frame."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--figures", nargs="+", type=known, metavar="NAME",
        help="only these, such as DecisionLine; all if none is given",
    )  # fmt: skip
    parser.add_argument(
        "--moves", type=at_least_one, default=50, help="how often each slider moves (default: %(default)s)"
    )
    parser.add_argument(
        "--without-config", action="store_true", help="start JupyterLab without workbook/jupyter_config.py"
    )
    parser.add_argument(
        "--artefacts", type=Path, default=ARTEFACTS, help="folder for figures.json (default: artefacts)"
    )
    options = parser.parse_args()

    names = options.figures or moving_figures()
    print(f"{len(names)} figures: JupyterLab starts, then each is moved", file=sys.stderr, flush=True)
    print("| figure | drawn by | median ms | 95th ms | blank frames |\n| --- | --- | --- | --- | --- |")
    rows = []
    for row in measure(names, options.moves, not options.without_config):
        rows.append(row)
        print(
            f"| {row.name} | {row.drawn_by} | {row.median:.0f} | {row.nearly_all:.0f} | {row.blank} |",
            flush=True,
        )
    options.artefacts.mkdir(parents=True, exist_ok=True)
    content = {"moves": options.moves, "limits": {"median ms": MEDIAN_MS, "95th ms": NEARLY_ALL_MS}}
    content["figures"] = {
        row.name: {
            "drawn by": row.drawn_by,
            "median ms": round(row.median, 1),
            "95th ms": round(row.nearly_all, 1),
            "blank frames": row.blank,
            "ms": [round(each, 1) for each in row.milliseconds],
        }
        for row in rows
    }
    (options.artefacts / "figures.json").write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    if missed := [row.name for row in rows if row.misses]:
        limits = ", ".join(f"{MEDIAN_MS[by]} and {NEARLY_ALL_MS[by]} ms by {by}" for by in MEDIAN_MS)
        print(f"over the limits (median and 95th: {limits}) or with a blank frame: {', '.join(missed)}")
    print(summary(rows))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
