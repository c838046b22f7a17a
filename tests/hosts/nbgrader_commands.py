"""Carry out nbgrader's command lines, each in a fork of one process: nbgrader's own import takes two seconds.

Run by the Python that has nbgrader. A line of JSON (``arguments`` and the folder ``cwd``) comes in, one goes out.
"""

import json
import os
import sys
import tempfile
import traceback


def carry_out(nbgrader, line):
    """What the program ``nbgrader``, and every kernel that it starts, prints; and its exit code."""
    os.chdir(line["cwd"])
    sys.argv = ["nbgrader", *line["arguments"]]
    code = 0
    with tempfile.TemporaryFile() as printed:
        os.dup2(printed.fileno(), 1)
        os.dup2(printed.fileno(), 2)
        try:
            nbgrader()
        except SystemExit as stopped:
            code = stopped.code
            if isinstance(code, str):
                print(code)
                code = 1
        except BaseException:
            traceback.print_exc()
            code = 1
        sys.stdout.flush()
        sys.stderr.flush()
        printed.seek(0)
        return {"code": code or 0, "output": printed.read().decode("utf-8", "replace")}


def main():
    """Answer until there are no more lines."""
    from nbgrader.apps.nbgraderapp import main as nbgrader  # noqa: PLC0415 - whoever collects tests has no nbgrader

    for text in sys.stdin:
        pipe_in, pipe_out = os.pipe()
        if os.fork() == 0:
            with os.fdopen(pipe_out, "w") as reply:
                json.dump(carry_out(nbgrader, json.loads(text)), reply)
            os._exit(0)
        os.close(pipe_out)
        with os.fdopen(pipe_in) as reply:
            print(reply.read() or json.dumps({"code": 1, "output": "it died"}), flush=True)
        os.wait()


if __name__ == "__main__":
    main()
