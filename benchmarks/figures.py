"""Time every moving figure in a real JupyterLab: from a slider's change to the changed picture.

Usage: python benchmarks/figures.py [--moves 50] [--without-config]
"""

import argparse
import sys
import tempfile
from pathlib import Path

import numpy as np

# lab_driver is shared with the browser tests.
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "browser"))

import lab_driver

from workbook import figures

MEDIAN_MS, NEARLY_ALL_MS = 60, 100

# One move after the other, each to the next step of the slider and back at its end. A frame is blank if the image has
# no pixels while it is painted. A move that changes nothing in the picture still changes its address. The clock stops
# when the page has the new picture, ready to be painted with the next frame.
MEASURE = """async ([figure, moves]) => {
    const slider = figure.querySelector('input[type=range]');
    const image = figure.querySelector('img');
    const times = [];
    let blank = 0;
    let watching = true;
    const watch = () => {
        if (!image.complete || !image.naturalWidth) blank += 1;
        if (watching) requestAnimationFrame(watch);
    };
    requestAnimationFrame(watch);
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
    watching = false;
    return [times, blank];
}"""


def moving_figures() -> list[str]:
    """The moving figures that the course exports."""
    base = figures.MovingFigure
    found = {name: getattr(figures, name) for name in figures.__all__}
    return [
        name
        for name, kind in found.items()
        if isinstance(kind, type) and issubclass(kind, base) and kind is not base
    ]


def measure(moves: int, config: bool) -> dict[str, tuple[list[float], int]]:
    """Milliseconds of each move and the number of blank frames, by figure."""
    with tempfile.TemporaryDirectory(prefix="a course ") as folder:
        course, own = Path(folder) / "course", Path(folder) / "settings"
        path = lab_driver.notebook_of_figures(course, moving_figures())
        with (
            lab_driver.jupyterlab(course, own, config=config) as (address, token),
            lab_driver.chromium() as page,
        ):
            notebook = lab_driver.Notebook(page, address, token, path)
            notebook.run_all()
            found = {}
            for name, cell in notebook.figure_cells().items():
                element = notebook.figure(cell).element_handle()
                page.evaluate(MEASURE, [element, 5])  # the first pictures wait for fonts and caches
                found[name] = tuple(page.evaluate(MEASURE, [element, moves]))
            return found


def main() -> int:
    """Print a table; 1 if a figure is slower than it should be, or shows a blank frame."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--moves", type=int, default=50, help="how often each slider moves (default: %(default)s)"
    )
    parser.add_argument(
        "--without-config", action="store_true", help="start JupyterLab without workbook/jupyter_config.py"
    )
    options = parser.parse_args()
    if options.moves < 1:
        parser.error(f"--moves must be at least 1, got {options.moves}")

    print("| figure | median ms | 95th ms | blank frames |\n| --- | --- | --- | --- |")
    missed = []
    for name, (times, blank) in measure(options.moves, not options.without_config).items():
        median, nearly_all = np.percentile(times, [50, 95])
        print(f"| {name} | {median:.0f} | {nearly_all:.0f} | {blank} |")
        if median > MEDIAN_MS or nearly_all > NEARLY_ALL_MS or blank:
            missed.append(name)
    if missed:
        print(
            f"over {MEDIAN_MS} ms (median), {NEARLY_ALL_MS} ms (95th) or with a blank frame: {', '.join(missed)}"
        )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
