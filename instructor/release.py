"""Make the zip that learners get: an allow-list, so that what is not named here stays with the teacher."""

import zipfile
from pathlib import Path

from instructor.house import ROOT, InstructorError

FOLDER = "neural-networks-workbook"  # what the zip unpacks to

ALLOWED = (
    "README.md",
    "LICENSE",
    "requirements.txt",
    "pyproject.toml",
    "chapters/*.ipynb",
    "exercises/*.ipynb",
    "nnlib/**/*.py",
    "nnlib/**/*.npz",
    "workbook/**/*.py",
    "workbook/**/*.toml",
    "workbook/**/*.js",
    "workbook/**/*.css",
    "workbook/**/*.json",
)
NEEDED = (
    "README.md",
    "requirements.txt",
    "pyproject.toml",
    "chapters/*.ipynb",
    "exercises/*.ipynb",
    "nnlib/**/*.py",
)

# The oldest time a zip can hold. With one fixed time for all files the same course gives the same bytes.
_TIME = (1980, 1, 1, 0, 0, 0)


def contents(root=ROOT):
    """The files of a release, sorted.

    Raises
    ------
    InstructorError
        If something without which a learner cannot begin is missing.
    """
    for pattern in NEEDED:
        if not any(root.glob(pattern)):
            raise InstructorError(f"nothing matches {pattern} in {root}; run make notebooks first")
    return sorted({path for pattern in ALLOWED for path in root.glob(pattern) if path.is_file()})


def release(target, root=ROOT):
    """Write the learners' zip.

    Parameters
    ----------
    target : Path
        The zip file; replaced if it is there.
    root : Path
        The course.

    Returns
    -------
    list of str
        The names in the zip.
    """
    files = contents(root)
    write_zip(target, {f"{FOLDER}/{path.relative_to(root).as_posix()}": path.read_bytes() for path in files})
    return [path.relative_to(root).as_posix() for path in files]


def write_zip(target, files, programs=()):
    """Write a zip, whole or not at all; the same files give the same bytes.

    Parameters
    ----------
    target : Path
        Replaced if it is there.
    files : dict of str to bytes
        The content of each file, by its name in the zip.
    programs : collection of str
        The names that can be executed.
    """
    target = Path(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    half = target.with_name(target.name + ".part")
    try:
        with zipfile.ZipFile(half, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            for name, content in files.items():
                entry = zipfile.ZipInfo(name, date_time=_TIME)
                entry.create_system = 3  # Unix, whose modes follow; Windows would say otherwise
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = (0o100755 if name in programs else 0o100644) << 16
                archive.writestr(entry, content)
        half.replace(target)
    finally:
        half.unlink(missing_ok=True)


def add_arguments(parser):
    """Declare the options of ``python -m instructor release``."""
    parser.add_argument(
        "--out",
        type=Path,
        default=ROOT / "dist" / f"{FOLDER}.zip",
        help=f"the zip to write (default: dist/{FOLDER}.zip)",
    )


def run(args):
    """Carry out ``python -m instructor release``; the exit code."""
    try:
        names = release(args.out)
    except OSError as error:
        raise InstructorError(f"cannot write {args.out}: {error.strerror or error}") from error
    size = args.out.stat().st_size / 1e6
    print(f"{args.out}: {len(names)} files, {size:.1f} MB; no solutions, no hidden tests, no grader.")
    return 0
