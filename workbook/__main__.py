"""Open the course in JupyterLab: ``python -m workbook``."""

import argparse
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
START_PAGE = "chapters/00_start_here.ipynb"


def main(arguments=None):
    """Start JupyterLab on the start page of the course; the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m workbook",
        description="Open the course in JupyterLab. Stop it with Ctrl-C, twice.",
        epilog="If the port is taken, the next free one is used. Options that are not named here go to JupyterLab.",
    )
    parser.add_argument(
        "--port", type=int, default=8888, help="where JupyterLab listens (default: %(default)s)"
    )
    parser.add_argument(
        "--no-browser", action="store_true", help="print the address instead of opening a browser"
    )
    options, others = parser.parse_known_args(arguments)

    course = HERE.parent
    if not (course / START_PAGE).is_file():
        print(
            f"python -m workbook: no {START_PAGE} in {course}; install the course with 'pip install -e .'",
            file=sys.stderr,
        )
        return 2
    command = [sys.executable, "-m", "jupyterlab"]
    command += [f"--config={HERE / 'jupyter_config.py'}", f"--ServerApp.root_dir={course}"]
    command += [f"--LabApp.default_url=/lab/tree/{START_PAGE}", f"--port={options.port}"]
    command += ["--no-browser"] if options.no_browser else []
    try:
        return subprocess.run([*command, *others], check=False).returncode
    except KeyboardInterrupt:  # JupyterLab has had the same signal and has already said goodbye
        return 0


if __name__ == "__main__":
    sys.exit(main())
