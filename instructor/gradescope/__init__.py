"""Makes the zips that Gradescope calls autograders: the grader, nnlib and one chapter's hidden tests.

What runs over there is `instructor.gradescope.autograder`.
"""

import argparse
import json
import re
from pathlib import Path

from grader.sandbox import process
from instructor.house import ROOT, InstructorError
from instructor.release import write_zip
from workbook import exercises

EPILOG = """\
On Gradescope: Create Assignment, Programming Assignment, 100 points; upload the chapter's zip as the autograder.

Gradescope runs autograders in containers that may refuse what bubblewrap is made of. Such a zip then grades nothing and
says so. With --isolation none it grades without a sandbox: docs/teaching.md says what a learner could gain by that.
"""

PROGRAMS = ("setup.sh", "run_autograder")

# What the grader imports over there; the course itself (JupyterLab, figures) it does not need.
NEEDED = ("numpy", "tqdm", "jinja2", "pyseccomp", "pytest", "sqlalchemy")

_SOURCES = (
    "LICENSE",
    "constraints.txt",
    "nnlib/**/*.py",
    "nnlib/**/*.npz",
    "workbook/*.py",
    "workbook/*.toml",
    "workbook/mistakes/**/*.py",
    "workbook/probes/**/*.py",
    "grader/**/*.py",
    "grader/*.html",
    "grader/*.toml",
    "instructor/__init__.py",
    "instructor/grade.py",
    "instructor/hosts.py",
    "instructor/house.py",
    "instructor/gradescope/autograder.py",
)


def build(chapter, target, isolation="bwrap"):
    """Write the autograder of a chapter.

    Parameters
    ----------
    chapter : str
    target : Path
        The zip file; replaced if it is there.
    isolation : {"bwrap", "none"}
    """
    tests = ROOT / "tests" / "hidden" / f"test_{chapter}.py"
    if not tests.is_file():
        raise InstructorError(f"there are no hidden tests for {chapter}: {tests} is missing")
    here = Path(__file__).parent
    files = {name: (here / name).read_bytes().replace(b"\r\n", b"\n") for name in PROGRAMS}
    files["requirements.txt"] = requirements().encode()
    files["autograder.json"] = (json.dumps({"chapter": chapter, "isolation": isolation}) + "\n").encode()
    # Over there this package is nothing but what runs there.
    files["instructor/gradescope/__init__.py"] = b'"""What runs on Gradescope."""\n'
    for pattern in _SOURCES:
        for path in sorted(ROOT.glob(pattern)):
            files[path.relative_to(ROOT).as_posix()] = path.read_bytes()
    files[f"tests/hidden/{tests.name}"] = tests.read_bytes()
    write_zip(target, files, PROGRAMS)


def requirements():
    """Those lines of our requirements that the grader needs."""
    lines = [
        line
        for name in ("requirements.txt", "requirements/dev.txt")
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines()
        if re.match(r"[\w.-]*", line)[0] in NEEDED
    ]
    return "\n".join(lines) + "\n"


def add_arguments(parser):
    """Declare the options of ``python -m instructor gradescope``."""
    parser.description = __doc__
    parser.epilog = EPILOG
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("chapter", nargs="*", metavar="CHAPTER", help="such as 01_neuron (default: all)")
    parser.add_argument(
        "--isolation",
        choices=process.ISOLATIONS,
        default="bwrap",
        help="where the notebooks run over there (default: bwrap)",
    )
    parser.add_argument(
        "--out",
        type=Path,
        default=ROOT / "dist" / "gradescope",
        help="the folder for the zips (default: dist/gradescope)",
    )


def run(args):
    """Carry out ``python -m instructor gradescope``; the exit code."""
    names = [chapter.name for chapter in exercises.chapters()]
    if unknown := [name for name in args.chapter if name not in names]:
        raise InstructorError(f"no chapter called {unknown[0]!r}; there are: {', '.join(names)}")
    for chapter in args.chapter or names:
        target = args.out / f"{chapter}.zip"
        try:
            build(chapter, target, args.isolation)
        except OSError as error:
            raise InstructorError(f"cannot write {target}: {error.strerror or error}") from error
        print(f"{target}: {target.stat().st_size / 1e6:.1f} MB, isolation {args.isolation}")
    return 0
