"""Write down the versions installed here, so that CI installs the same ones tomorrow."""

from importlib.metadata import distributions

from instructor.house import ROOT

# The project itself, and what a virtual environment brings along.
_LEFT_OUT = {"neural-networks-workbook", "pip", "setuptools", "wheel"}

_HEAD = """\
# The versions CI installs; written by `make lock` on Python 3.11. People install by requirements.txt,
# whose lower bounds CI tests as well.
"""


def constraints():
    """A constraints file for pip: every distribution installed here or for nbgrader, with its version, sorted."""
    pins = {}
    hub = sorted((ROOT / ".venv-nbgrader").glob("lib/python*/site-packages"))
    for distribution in [*distributions(path=[str(folder) for folder in hub]), *distributions()]:
        name = distribution.metadata["Name"].lower().replace("_", "-")
        if name not in _LEFT_OUT:
            pins[name] = distribution.version.split("+")[0]
    return _HEAD + "".join(f"{name}=={version}\n" for name, version in sorted(pins.items()))


def add_arguments(parser):
    """``python -m instructor lock`` takes no options."""


def run(args):
    """Write constraints.txt; the exit code."""
    (ROOT / "constraints.txt").write_text(constraints(), encoding="utf-8")
    print("wrote constraints.txt")
    return 0
