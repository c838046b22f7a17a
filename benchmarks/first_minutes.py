"""Do what the README tells a new user, on a machine that has never seen the course, and time every step.

Usage: python benchmarks/first_minutes.py [--source FOLDER] [--json FILE]

A fresh clone, a fresh home, an empty pip cache, a real Chromium: from `git clone` to the first exercise turned green.
What is measured is the last commit of the source, not what is changed in it.
"""

import argparse
import json
import os
import platform
import re
import shlex
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

# lab_driver is shared with the browser tests.
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "browser"))

import lab_driver
from playwright.sync_api import expect

NOT_WRITTEN = 'raise NotImplementedError("write neuron")'
RIGHT = "return sum(w * x) + b"
PATIENCE = 300  # seconds for the installation

# Stands where a browser would: it writes down the page that JupyterLab opens.
BROWSER = """#!/bin/sh
echo "$1" > "$OPENED"
"""
# The one setting that a person would not make: it lets the script read the notebook. Root is a machine in the cloud.
SETTINGS = {"LabApp": {"expose_app_in_browser": True}, "ServerApp": {"allow_root": True}}


class Stopwatch:
    """Names steps and times them."""

    def __init__(self):
        self.steps = []
        self._last = time.perf_counter()

    def step(self, did, clicks=0):
        """A step has ended."""
        now = time.perf_counter()
        self.steps.append({"step": did, "seconds": round(now - self._last, 1), "clicks": clicks})
        print(f"{now - self._last:7.1f} s  {did}", flush=True)
        self._last = now


def new_machine(folder):
    """The environment of a user who has just come: a home of their own, no cache, no settings."""
    home, browser = folder / "home", folder / "browser.sh"
    settings = home / ".jupyter" / "jupyter_config.json"
    settings.parent.mkdir(parents=True)
    settings.write_text(json.dumps(SETTINGS), encoding="utf-8")
    browser.write_text(BROWSER, encoding="utf-8")
    browser.chmod(0o755)
    theirs = (
        "VIRTUAL_ENV",
        "PYTHONPATH",
        "PYTHONDONTWRITEBYTECODE",
        "MAKEFLAGS",
        "MAKELEVEL",
        "MFLAGS",
        "VENV",
    )
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in theirs and not name.startswith(("JUPYTER", "XDG", "IPYTHON"))
    }
    return environment | {
        "HOME": str(home),
        "PIP_CACHE_DIR": str(folder / "pip cache"),
        "BROWSER": f"{shlex.quote(str(browser))} %s",
        "OPENED": str(folder / "opened"),
    }


def address_in(opened):
    """The address of the start page: Jupyter opens a file that leads there, with the token in it."""
    path = url2pathname(urlsplit(opened.read_text(encoding="utf-8").strip()).path)
    text = Path(path).read_text(encoding="utf-8")
    found = re.search(r'href="(http[^"]+)"', text)
    return found[1].replace("localhost", "127.0.0.1").replace("&amp;", "&")


def wait_for(file, process, log, full=False):
    """Wait until a file is there, or until something is in it.

    Raises
    ------
    SystemExit
        If the process ends before that, or it takes longer than PATIENCE.
    """
    end = time.monotonic() + PATIENCE
    while not file.is_file() or (full and not file.stat().st_size):
        if process.poll() is not None or time.monotonic() > end:
            sys.exit(f"make learn did not open a browser:\n{log.read_text(errors='replace')[-2000:]}")
        time.sleep(0.05)


def stop(process):
    """Stop what `make learn` has started, as Ctrl-C twice would, and what does not listen."""
    for sent in (signal.SIGINT, signal.SIGINT, signal.SIGKILL):
        if process.poll() is None:
            os.killpg(process.pid, sent)
            try:
                process.wait(5 if sent is signal.SIGINT else None)
            except subprocess.TimeoutExpired:
                continue


def first_exercise(address, watch, picture):
    """From the start page to the first green, as a person would."""
    with lab_driver.chromium() as page:
        page.goto(address)
        expect(page.get_by_role("heading", name="Start here")).to_be_visible(timeout=120_000)
        watch.step("the start page is there, to be read")

        page.get_by_role("link", name="exercises", exact=True).first.click()
        notebook = Opened(page, "exercises/01_neuron.ipynb")
        watch.step("exercise 1 is open and its kernel ready", clicks=1)

        notebook.run(notebook.cell("from workbook import check"))
        watch.step("its first cell has run: the imports", clicks=1)

        number = notebook.cell("def neuron(")
        notebook.type_over(number, NOT_WRITTEN, RIGHT)
        notebook.run(number)
        said = notebook.run(number + 1).locator(".jp-OutputArea-output")
        expect(said).to_contain_text("neuron: passed.")
        watch.step("the answer is typed, run and checked: passed", clicks=3)
        if picture:
            picture.parent.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=picture)


class Opened(lab_driver.Notebook):
    """A notebook that a click has opened."""

    def __init__(self, page, path):
        self.page = page
        session = "window.jupyterapp?.shell.currentWidget?.sessionContext?.session"
        ready = f"(path) => {session}?.path === path && {session}?.kernel?.status === 'idle'"
        page.wait_for_function(ready, arg=path, timeout=90_000)


def main():
    """Print the steps and write them as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--source", default=lab_driver.ROOT, help="what to clone (default: this checkout)")
    parser.add_argument(
        "--json",
        type=Path,
        default=lab_driver.ROOT / "build" / "first-minutes.json",
        help="the file to write (default: build/first-minutes.json)",
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="a new machine ") as temporary:
        folder = Path(temporary)
        environment, log = new_machine(folder), folder / "make.log"
        clone = folder / "neural-networks-workbook"
        watch = Stopwatch()
        subprocess.run(
            ["git", "clone", "--quiet", "--no-local", options.source, clone], env=environment, check=True
        )
        watch.step("git clone")
        with log.open("wb") as output:
            learn = subprocess.Popen(
                ["make", "learn"],
                cwd=clone,
                env=environment,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        try:
            wait_for(clone / ".venv" / "python", learn, log)
            watch.step("make learn: an environment of its own")
            wait_for(clone / ".venv" / "learner", learn, log)
            watch.step("make learn: what the course needs is installed")
            wait_for(Path(environment["OPENED"]), learn, log, full=True)
            watch.step("make learn: JupyterLab opens the browser")
            first_exercise(address_in(Path(environment["OPENED"])), watch, options.json.with_suffix(".png"))
        finally:
            stop(learn)
        installed = sum(path.stat().st_size for path in (clone / ".venv").rglob("*") if path.is_file()) / 1e6
    total = sum(step["seconds"] for step in watch.steps)
    clicks = sum(step["clicks"] for step in watch.steps)
    print(
        f"{total:7.1f} s  in all; {clicks} clicks or keystrokes to run, one line typed; {installed:.0f} MB installed"
    )
    options.json.parent.mkdir(parents=True, exist_ok=True)
    result = {
        "steps": watch.steps,
        "seconds": round(total, 1),
        "clicks": clicks,
        "installed_mb": round(installed),
    }
    result["machine"] = {
        "python": platform.python_version(),
        "system": platform.system(),
        "cores": os.cpu_count(),
    }
    options.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
