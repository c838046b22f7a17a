"""Where everything is: the rooms of the house, found from this file."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

SOURCE = ROOT / "source"
CHAPTERS = ROOT / "chapters"
EXERCISES = ROOT / "exercises"
SOLUTIONS = ROOT / "solutions"


class InstructorError(Exception):
    """A command cannot go on; the message is one line for the person who called it."""
