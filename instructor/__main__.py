"""The teacher's and author's commands; ``python -m instructor --help`` lists them."""

import argparse
import sys
from importlib import import_module

from instructor.house import InstructorError

# The modules of this package that are commands, and what each does.
_COMMANDS = {
    "build": "write chapters/, exercises/ and solutions/ from source/",
    "release": "write the zip that learners get",
    "grade": "grade a folder of notebooks with hidden tests in a sandbox",
    "doctor": "say what this machine lacks for grading and testing",
    "nbgrader": "grade what nbgrader has collected, and write it into its gradebook",
    "gradescope": "write the autograder zips for Gradescope",
    "classroom": "grade the notebooks of one repository and say it in Markdown",
    "site": "build the website: the course to read without installing",
    "lock": "write the versions installed here to constraints.txt",
}


def main(arguments=None):
    """Carry out one command; the exit code: 0 done, 1 done but look at what it says, 2 could not."""
    arguments = sys.argv[1:] if arguments is None else arguments
    parser = argparse.ArgumentParser(prog="python -m instructor", description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(required=True, metavar="command")
    for name, summary in _COMMANDS.items():
        command = commands.add_parser(name, help=summary, description=summary[0].upper() + summary[1:] + ".")
        if name in arguments[:1]:  # the others' imports take seconds that this one should not wait for
            module = import_module(f"instructor.{name}")
            module.add_arguments(command)
            command.set_defaults(run=module.run)
    options = parser.parse_args(arguments)
    try:
        return options.run(options)
    except InstructorError as error:
        print(f"python -m instructor: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("python -m instructor: stopped", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
