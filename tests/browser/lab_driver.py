"""Drive a real JupyterLab in a real Chromium: for the browser tests and for benchmarks/figures.py."""

import contextlib
import functools
import http.server
import os
import secrets
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import nbformat
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
    # This machine and nothing else. Playwright's routes do it too, and turn off the browser's cache.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]  # fmt: skip
OWN_FOLDERS = (
    "JUPYTER_CONFIG_DIR",
    "JUPYTER_RUNTIME_DIR",
    "JUPYTERLAB_SETTINGS_DIR",
    "JUPYTERLAB_WORKSPACES_DIR",
    "IPYTHONDIR",
)
THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}
ROLES = {"slider": "slider", "choice": "combobox", "switch": "checkbox", "button": "button"}
"""What a screen reader calls each kind of control."""


def copy_course(target: Path) -> Path:
    """Copy what a learner opens. A chapter that is not built yet is converted from its source."""
    for folder in ("chapters", "exercises"):
        if (ROOT / folder).is_dir():
            shutil.copytree(ROOT / folder, target / folder)
    (target / "chapters").mkdir(parents=True, exist_ok=True)
    for source in sorted((ROOT / "source" / "chapters").glob("*.md")):
        notebook = target / "chapters" / f"{source.stem}.ipynb"
        if not notebook.exists():
            command = [
                sys.executable,
                "-m",
                "jupytext",
                "--quiet",
                "--to",
                "ipynb",
                "--output",
                notebook,
                source,
            ]
            subprocess.run(command, check=True)
    return target


def notebook_of_figures(
    target: Path,
    names: list[str],
    path: str = "figures.ipynb",
    first: str = "from workbook import figures",
    arguments: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """Write a notebook with one figure a cell, after a first cell; its path from target.

    `arguments` has, by name, what figures that need any are called with.
    """
    cells = [nbformat.v4.new_code_cell(first)]
    cells += [nbformat.v4.new_code_cell(f"figures.{name}({arguments.get(name, '')})") for name in names]
    target.mkdir(parents=True, exist_ok=True)
    write_notebook(target / path, cells)
    return path


def write_notebook(path: Path, cells: list) -> None:
    """Write cells as a notebook for Python."""
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, path)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def jupyterlab(course: Path, own: Path, config: bool = True) -> Iterator[tuple[str, str]]:
    """Start JupyterLab on a course, with settings of its own in the folder `own`; give (address, token)."""
    port, token = _free_port(), secrets.token_hex(16)
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--expose-app-in-browser",
        f"--port={port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={token}",
        f"--ServerApp.root_dir={course}",
    ]  # fmt: skip
    if config:
        command.append(f"--config={ROOT / 'workbook' / 'jupyter_config.py'}")
    folders = {name: str(own / name.lower()) for name in OWN_FOLDERS}
    own.mkdir(parents=True, exist_ok=True)
    with (own / "server.log").open("wb") as log:
        environment = {**os.environ, **folders}
        server = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_until_up(f"{address}/api/status?token={token}", server, own / "server.log")
        yield address, token
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _wait_until_up(address: str, server: subprocess.Popen, log: Path, patience: float = 60) -> None:
    end = time.monotonic() + patience
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text(errors='replace')[-2000:]}")


@contextlib.contextmanager
def launched() -> Iterator[Browser]:
    """Start a Chromium that reaches this machine and nothing else. One process can drive one at a time."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@contextlib.contextmanager
def new_page(browser: Browser, width: int = 1280, height: int = 1000) -> Iterator[Page]:
    """Open a page that shares nothing with another one."""
    page = browser.new_page(viewport={"width": width, "height": height})
    yield page
    page.close()


@contextlib.contextmanager
def chromium(width: int = 1280, height: int = 1000) -> Iterator[Page]:
    """Open a page in a browser of its own."""
    with launched() as browser, new_page(browser, width, height) as page:
        yield page


class _Files(http.server.SimpleHTTPRequestHandler):
    """A web server that knows nothing of Jupyter, as any host of a site."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder of pages; its address."""
    handler = functools.partial(_Files, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


RULES = {"light": (), "dark": ("color-contrast",)}
"""The rules of axe-core that are tried in each theme: all, and then the one that depends on it."""
NOTHING = {theme: [] for theme in RULES}
OURS = (".jp-RenderedMarkdown", ".jp-OutputArea-output")
"""What of JupyterLab's page is the course's."""
NOT_OURS = (".jp-InternalAnchorLink",)
"""What JupyterLab puts into it."""


def settle(page: Page) -> None:
    """Wait until nothing fades or slides any more; a colour half-way is nobody's."""
    page.wait_for_function("""() => document.getAnimations().every((each) =>
        each.playState !== 'running' || each.effect?.getComputedTiming().endTime === Infinity)""")


def expect_pictures(page: Page, number: int) -> None:
    """Wait until so many moving figures have their picture."""
    page.wait_for_function(
        """(number) => {
        const pictures = [...document.querySelectorAll('.nnw-figure img')];
        return pictures.length === number && pictures.every((each) => each.complete && each.naturalWidth > 0);
    }""",
        arg=number,
    )


def findings(
    page: Page,
    theme: str,
    within: tuple[str, ...] = ("html",),
    beside: tuple[str, ...] = (),
) -> list[str]:
    """What axe-core calls serious or critical, a line each place.

    Parameters
    ----------
    page : Page
    theme : str
        The theme that the page has: "light" or "dark".
    within : tuple of str
        Selectors: only what is in these is looked at.
    beside : tuple of str
        Selectors of what is left out.
    """
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415 (benchmarks do without it)

    context = {"include": [[each] for each in within], "exclude": [[each] for each in beside]}
    options = {"resultTypes": ["violations"]}
    if RULES[theme]:
        options["runOnly"] = list(RULES[theme])
    found = Axe().run(page, context=context, options=options).response["violations"]
    return [
        f"{rule['id']} ({rule['impact']}): {node['html'][:200]} — {node['failureSummary'][:300]}"
        for rule in found
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"]
    ]


def _is_elsewhere(address: str) -> bool:
    return "127.0.0.1" not in address and not address.startswith(("blob:", "data:"))


_CONTENT = "window.jupyterapp.shell.currentWidget.content"
_MODEL = f"{_CONTENT}.model"
_OUTPUTS = f"""[...{_MODEL}.cells].flatMap((cell, i) =>
    cell.type === 'code' ? cell.outputs.toJSON().map((out) => ({{ cell: i, ...out }})) : [])"""
_KERNEL = "window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status"


class Notebook:
    """One notebook, open in JupyterLab."""

    def __init__(self, page: Page, address: str, token: str, path: str) -> None:
        self.page = page
        page.goto(f"{address}/lab/tree/{path}?reset&token={token}")
        page.wait_for_function(f"() => {_KERNEL} === 'idle'", timeout=90_000)

    def run_all(self, patience: float = 120) -> None:
        """Run every cell, by the menu as a person would, and wait for the last one."""
        self.page.get_by_role("menuitem", name="Run", exact=True).click()
        item = self.page.locator(".lm-Menu-item[data-command='runmenu:run-all']")
        item.hover()
        item.click()
        done = f"""() => {{
            const cells = {_MODEL}.cells;
            for (let i = 0; i < cells.length; i++) {{
                const cell = cells.get(i);
                if (cell.type !== 'code' || !cell.sharedModel.source.trim()) continue;
                if (!cell.executionCount || cell.executionState === 'running') return false;
            }}
            return {_KERNEL} === 'idle';
        }}"""
        self.page.wait_for_function(done, timeout=patience * 1000)

    def errors(self) -> list[str]:
        """What went wrong in any cell."""
        return self.page.evaluate(f"""() => {_OUTPUTS}.filter((out) => out.output_type === 'error')
            .map((out) => `cell ${{out.cell}}: ${{out.ename}}: ${{out.evalue}}`)""")

    def shown_alts(self) -> list[str]:
        """The text alternative of each picture that was stored, as the page has it."""
        pictures = self.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-RenderedImage img")
        return pictures.evaluate_all("(all) => all.map((each) => each.alt)")

    def stored_alts(self) -> list[str]:
        """The text alternative that is stored beside each picture, as far as there is one."""
        return self.page.evaluate(f"""() => {_OUTPUTS}.filter((out) => out.data?.['image/png'])
            .map((out) => out.metadata['image/png']?.alt ?? '')""")

    def figure_cells(self) -> dict[str, int]:
        """The cell in which each moving figure is, by its class."""
        return self.page.evaluate(f"""() => {{
            const found = {{}};
            const cells = {_MODEL}.cells;
            for (let i = 0; i < cells.length; i++) {{
                const source = cells.get(i).sharedModel.source;
                const match = source.match(/figures\\.([A-Z]\\w+)\\(/);
                if (cells.get(i).type !== 'code' || !match) continue;
                if (cells.get(i).outputs.toJSON().some((o) => o.data?.['application/vnd.jupyter.widget-view+json']))
                    found[match[1]] = i;
            }}
            return found;
        }}""")

    def scroll_to(self, cell: int):
        """Bring a cell into view, and give it.

        JupyterLab draws the cells in view only. It learns how high they are as it draws them, and may scroll past the
        one that was asked for: it is asked until the cell is seen twice in a row.
        """
        self.page.wait_for_function(
            f"""(cell) => {{
            const content = {_CONTENT};
            const node = content.node.querySelector(`.jp-Cell[data-windowed-list-index="${{cell}}"]`);
            const box = node?.getBoundingClientRect();
            const room = content.node.getBoundingClientRect();
            const isSeen = box && box.height > 0 && box.top < room.bottom && box.bottom > room.top;
            const wasSeen = window.seenBefore === cell;
            window.seenBefore = isSeen ? cell : null;
            if (!isSeen) content.scrollToItem(cell, 'start');
            return isSeen && wasSeen;
        }}""",
            arg=cell,
            polling=100,
        )
        in_front = ".jp-NotebookPanel:not(.lm-mod-hidden)"  # another one may be open behind it
        return self.page.locator(f"{in_front} .jp-Cell[data-windowed-list-index='{cell}']")

    def figure(self, cell: int):
        """The moving figure in a cell, once its picture is there."""
        figure = self.scroll_to(cell).locator(".nnw-figure")
        figure.wait_for()
        image = figure.locator("img").element_handle()
        self.page.wait_for_function("(image) => image.complete && image.naturalWidth > 0", arg=image)
        return figure

    def cell(self, text: str) -> int:
        """The first code cell that holds a text."""
        return self.page.evaluate(
            f"""(text) => {{
            const cells = {_MODEL}.cells;
            for (let i = 0; i < cells.length; i++)
                if (cells.get(i).type === 'code' && cells.get(i).sharedModel.source.includes(text)) return i;
            throw new Error(`no cell holds ${{text}}`);
        }}""",
            text,
        )

    def type_over(self, cell: int, old: str, new: str) -> None:
        """Click on a line of a cell, select its text, and type another."""
        line = self.scroll_to(cell).locator(".cm-line", has_text=old).first
        line.click()
        self.page.keyboard.press("Home")
        self.page.keyboard.press("Shift+End")
        self.page.keyboard.type(new)

    def run(self, cell: int, patience: float = 60):
        """Run one cell with Ctrl+Enter; the cell, once it is done."""
        place = self.scroll_to(cell)
        place.locator(".cm-line").first.click()
        model = f"{_MODEL}.cells.get({cell})"
        before = self.page.evaluate(f"() => {model}.executionCount ?? 0")
        self.page.keyboard.press("Control+Enter")
        done = f"() => {model}.executionCount > {before} && {_KERNEL} === 'idle'"
        self.page.wait_for_function(done, timeout=patience * 1000)
        return place

    def add_below(self, cell: int) -> int:
        """Add an empty cell below another, with the key b; its number."""
        self.scroll_to(cell).locator(".cm-line").first.click()
        self.page.keyboard.press("Escape")
        self.page.keyboard.press("b")
        return cell + 1

    def save(self) -> None:
        """Save with Ctrl+S, and wait until it is saved."""
        self.page.keyboard.press("Control+s")
        self.page.wait_for_function(f"() => !{_MODEL}.dirty")

    @contextlib.contextmanager
    def drawn_whole(self) -> Iterator[None]:
        """For a while have all of the notebook in the page with its pictures, not only what is in view."""
        before = self.page.evaluate(f"() => {_CONTENT}.notebookConfig.windowingMode")
        self._draw("none")
        self.page.wait_for_function(f"""() => {{
            const drawn = {_CONTENT}.node.querySelectorAll('.jp-Cell').length === {_MODEL}.cells.length;
            return drawn && [...{_CONTENT}.node.querySelectorAll('img')].every((each) => each.complete);
        }}""")
        yield
        self._draw(before)

    def _draw(self, mode: str) -> None:
        self.page.evaluate(
            f"""(windowingMode) => {{
            {_CONTENT}.notebookConfig = {{ ...{_CONTENT}.notebookConfig, windowingMode }};
            {_CONTENT}.update();
        }}""",
            mode,
        )


class _InFront(Notebook):
    """The notebook in front of a JupyterLab that is open already."""

    def __init__(self, page: Page) -> None:
        self.page = page


class Lab:
    """JupyterLab in one page, in which one notebook after another is opened: loading the page takes longest."""

    def __init__(self, page: Page, address: str, token: str) -> None:
        self.page = page
        page.goto(f"{address}/lab?reset&token={token}")
        page.wait_for_function("() => window.jupyterapp", timeout=90_000)
        page.evaluate("async () => { await window.jupyterapp.restored; }")

    def open(self, path: str, theme: str = "light") -> Notebook:
        """Close what is open with its kernel, then open a notebook of the course with a new one."""
        self.close_all()
        self.use(theme)
        self.page.evaluate(
            "async (path) => { await window.jupyterapp.commands.execute('docmanager:open', { path }); }", path
        )
        self.page.wait_for_function(
            f"(path) => window.jupyterapp.shell.currentWidget?.context?.path === path && {_KERNEL} === 'idle'",
            arg=path,
            timeout=90_000,
        )
        return _InFront(self.page)

    def close_all(self) -> None:
        """Close every notebook, unsaved, and stop its kernel."""
        self.page.evaluate("""async () => {
            for (const each of [...window.jupyterapp.shell.widgets('main')]) {
                await each.sessionContext?.shutdown();
                if (each.context) each.context.model.dirty = false;
                each.close();
            }
        }""")

    def use(self, theme: str) -> None:
        """Change to the light or the dark theme, as the menu does."""
        self.page.evaluate(
            "async (theme) => { await window.jupyterapp.commands.execute('apputils:change-theme', { theme }); }",
            THEMES[theme],
        )
        self.page.wait_for_function(
            "(light) => document.body.dataset.jpThemeLight === light", arg=str(theme == "light").lower()
        )
        settle(self.page)

    def findings(self) -> dict[str, list[str]]:
        """What axe-core finds in the text and the outputs of the notebook in front, by theme."""
        found = {}
        for theme in THEMES:
            self.use(theme)
            found[theme] = findings(self.page, theme, OURS, NOT_OURS)
        return found
