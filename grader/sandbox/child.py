"""What runs inside the sandbox: loads the notebook's cells and calls its functions when asked.

It is started as ``python -I -S child.py PATHS``, or forked by `zygote`. It reads frames (see `wire`) from its standard
input and writes frames to its standard output. Nothing here is secret and nothing here is trusted: the learner's code
lives in this very process.
"""

import sys

if __name__ == "__main__":  # -I and -S leave nothing on the path but the standard library
    sys.path[:0] = sys.argv[1:]

import ast
import builtins
import importlib.machinery
import itertools
import os
import re
import types
from collections.abc import Mapping

import numpy as np

from grader.sandbox import wire

MAX_NOTES = 40
MAX_MESSAGE = 300
MAX_YIELDED = 10_000

# What a notebook imports to show things. Showing is not graded, so all of it does nothing here.
SHOWS = frozenset(("workbook", "IPython", "ipywidgets", "anywidget", "matplotlib", "tqdm"))


# ---------------------------------------------------------------- things that do nothing


class _Nothing:
    """Can be called, indexed, entered and looped over; nothing happens."""

    def __call__(self, *args, **kwargs):
        return self

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __getitem__(self, key):
        return self

    def __setitem__(self, key, value):
        pass

    def __iter__(self):
        # `fig, ax = plt.subplots()` is the one unpacking that every notebook has
        return iter((self, self))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return False

    def __bool__(self):
        return False

    def __repr__(self):
        return ""


NOTHING = _Nothing()


class _Bar:
    """A progress bar that only loops."""

    def __init__(self, iterable=(), *args, **kwargs):
        self._iterable = iterable

    def __iter__(self):
        return iter(self._iterable)

    def __getattr__(self, name):
        return NOTHING

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return False


class _Mine(Mapping):
    """What `workbook.mine` gives: the notebook's own functions, else those of the chapters before it.

    The notebooks of those chapters are graded elsewhere, so nnlib's functions stand in for them here.
    """

    def __init__(self):
        import nnlib.functional  # noqa: PLC0415  few notebooks ask for it

        self._library = nnlib.functional

    def __getitem__(self, name):
        own = vars(sys.modules["__main__"]).get(name)
        found = own if isinstance(own, types.FunctionType) else getattr(self._library, str(name), None)
        if found is None:
            raise KeyError(name)
        return found

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None

    def __iter__(self):
        return iter(self._library.__all__)

    def __len__(self):
        return len(self._library.__all__)


class _ShowsNothing:
    """Finds the modules of `SHOWS`, and gives each as one whose every name is `NOTHING`."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if name.partition(".")[0] not in SHOWS:
            return None
        return importlib.machinery.ModuleSpec(name, _ShowsNothing, is_package=True)

    @staticmethod
    def create_module(spec):
        return None

    @staticmethod
    def exec_module(module):
        def lookup(name):
            if name.startswith("__"):
                raise AttributeError(name)
            return NOTHING

        module.__getattr__ = lookup
        if module.__name__ == "workbook":
            module.mine = _Mine
        if module.__name__.partition(".")[0] == "tqdm":
            module.tqdm = _Bar
            module.trange = lambda *args, **kwargs: _Bar(range(*args))


# ---------------------------------------------------------------- cells

_RUNS_A_STATEMENT = re.compile(r"^(\s*)%(?:time|prun)\s+(?!-)(.*)$")
_ASSIGNS_MAGIC = re.compile(r"^(\s*[\w.,\s]+=\s*)(?:%[a-zA-Z]|!).*$")
_IS_MAGIC = re.compile(r"^(\s*)(?:%{1,2}[a-zA-Z]|!|\?).*$")
_IS_HELP = re.compile(r"^(\s*)[\w.]+\?{1,2}\s*$")
_KEEPS_ITS_CELL = ("%%time", "%%timeit", "%%capture", "%%prun")


def plain_python(source):
    """A cell without the lines that only IPython understands.

    Examples
    --------
    >>> plain_python("%matplotlib inline\\nx = 1")
    'pass\\nx = 1'
    >>> plain_python("%%bash\\nrm -rf /")
    ''
    """
    first = source.lstrip().split("\n", 1)[0]
    if first.startswith("%%"):
        if first.split()[0] not in _KEEPS_ITS_CELL:
            return ""
        source = source.lstrip().partition("\n")[2]
    try:
        ast.parse(source)
    except SyntaxError:
        return "\n".join(map(_plain_line, source.split("\n")))
    except (ValueError, RecursionError, MemoryError):
        pass
    return source


def _plain_line(line):
    if match := _RUNS_A_STATEMENT.match(line):
        return match[1] + match[2]
    if match := _ASSIGNS_MAGIC.match(line):
        return match[1] + "None"
    if match := _IS_MAGIC.match(line) or _IS_HELP.match(line):
        return match[1] + "pass"
    return line


def statements(source, name):
    """The statements of a cell, each compiled by itself, so that one that fails takes no other with it."""
    flags = 0
    tree = ast.parse(plain_python(source), name)
    for node in tree.body:
        parts = [node]
        if isinstance(node, ast.Import) and len(node.names) > 1:
            parts = [ast.copy_location(ast.Import([alias]), node) for alias in node.names]
        for part in parts:
            code = compile(ast.Module([part], []), name, "exec", flags, dont_inherit=True)
            flags |= code.co_flags & _FUTURE_FLAGS
            yield code


_FUTURE_FLAGS = 0x1FF0000  # the co_flags of `from __future__ import ...`, see __future__.py


def describe(error):
    """Type and text of an exception, whatever its class does to prevent that."""
    try:
        name = str(type(error).__name__)[:100]
    except BaseException:
        name = "an exception"
    try:
        text = str(error)[:MAX_MESSAGE]
    except BaseException:
        text = ""
    return [name, text]


def load(cells, skip, announce):
    """Run the cells in a module of their own.

    Parameters
    ----------
    cells : list of str
    skip : list of int
        Cells not to run, since they did not end the last time.
    announce : callable
        Told the number of a cell before it begins.

    Returns
    -------
    namespace : dict
    notes : list
        ``[cell, exception type, message]`` for each statement that failed.
    """
    module = types.ModuleType("__main__")
    sys.modules["__main__"] = module
    namespace = module.__dict__
    namespace.update(__builtins__=builtins, display=NOTHING, get_ipython=NOTHING)
    notes = []
    for number, source in enumerate(cells):
        if number in skip:
            continue
        announce(number)
        try:
            for code in statements(source, f"<cell {number + 1}>"):
                try:
                    exec(code, namespace)
                except BaseException as error:
                    notes.append([number, *describe(error)])
        except BaseException as error:  # the cell is no Python at all
            notes.append([number, *describe(error)])
    return namespace, notes[:MAX_NOTES]


# ---------------------------------------------------------------- calls


def call(namespace, request, payload):
    """Answer one request: a header and the buffers of its payload."""
    function = namespace.get(request["call"])
    if not callable(function):
        return {"missing": True}, []
    arguments = wire.decode(
        request["args"],
        payload,
        make_rng=np.random.default_rng,
        make_function=lambda expression: eval(expression, {"np": np}),
        layouts=True,
    )
    flags = set()
    modes = dict.fromkeys(("over", "divide", "invalid"), "raise" if request.get("strict") else "call")
    try:
        with np.errstate(under="ignore", call=lambda kind, _: flags.add(str(kind)), **modes):
            value = function(*arguments)
            if isinstance(value, types.GeneratorType):
                value = tuple(itertools.islice(value, MAX_YIELDED))
    except BaseException as error:
        return {"raised": describe(error)}, []
    after = None
    if request.get("back"):
        after = tuple(None if _stays(argument) else argument for argument in arguments)
    try:
        tree, buffers = wire.encode((value, after))
    except BaseException as error:
        return _without_arguments(value, describe(error)[1], flags)
    return {"value": tree, "flags": sorted(flags)}, buffers


def _stays(argument):
    return callable(argument) or isinstance(argument, np.random.Generator)


def _without_arguments(value, message, flags):
    """The value alone may be sendable: then only the arguments were spoilt, and that is an answer, too."""
    try:
        tree, buffers = wire.encode((value, None))
    except BaseException:
        return {"unsendable": message}, []
    return {"value": tree, "flags": sorted(flags)}, buffers


# ---------------------------------------------------------------- the two pipes


class Pipes:
    """The protocol's own descriptors; 0, 1 and 2 lead nowhere."""

    def __init__(self):
        self._in, self._out = os.dup(0), os.dup(1)
        nowhere = os.open(os.devnull, os.O_RDWR)
        for standard in (0, 1, 2):
            os.dup2(nowhere, standard)
        os.close(nowhere)
        # A learner may replace os.read and os.write, and then wonder why nothing works.
        self._read, self._write = os.read, os.write
        self._rest = b""

    def receive(self):
        prefix = self._exactly(wire.PREFIX.size)
        header, payload = wire.sizes(prefix, max_header=1 << 30, max_payload=1 << 30)
        return wire.header_of(self._exactly(header)), self._exactly(payload)

    def _exactly(self, size):
        parts, missing = [self._rest], size - len(self._rest)
        while missing > 0:
            part = self._read(self._in, max(1 << 16, min(missing, 1 << 20)))
            if not part:
                os._exit(0)  # the grader is gone
            parts.append(part)
            missing -= len(part)
        whole = b"".join(parts)
        self._rest = whole[size:]
        return whole[:size]

    def send(self, header, buffers=()):
        frame = memoryview(wire.pack(header, buffers))
        while frame:
            frame = frame[self._write(self._out, frame) :]


def limit(limits):
    """Hard limits; a process without capabilities cannot lift them again."""
    import resource  # noqa: PLC0415  not on Windows, where nothing but --isolation none exists

    wanted = {
        "RLIMIT_AS": limits["memory"],
        "RLIMIT_CPU": int(limits["submission"]) + 5,
        "RLIMIT_FSIZE": limits["file"],
        "RLIMIT_NOFILE": limits["open_files"],
        "RLIMIT_NPROC": limits.get("processes"),
        "RLIMIT_CORE": 0,
        "RLIMIT_MEMLOCK": 0,
        "RLIMIT_MSGQUEUE": 0,
    }
    for name, value in wanted.items():
        if value is None or not hasattr(resource, name):
            continue
        try:
            resource.setrlimit(getattr(resource, name), (value, value))
        except (OSError, ValueError):  # lower already, or macOS, which has no RLIMIT_AS
            continue


def serve(pipes):
    """Load the notebook that comes first, then answer until the grader closes its end."""
    start, _ = pipes.receive()
    limit(start["limits"])
    sys.meta_path.insert(0, _ShowsNothing)
    namespace, notes = load(
        start["cells"], frozenset(start["skip"]), lambda number: pipes.send({"cell": number})
    )
    pipes.send({"loaded": notes})
    while True:
        request, payload = pipes.receive()
        header, buffers = call(namespace, request, payload)
        try:
            pipes.send({"id": request["id"], **header}, buffers)
        except ValueError:  # a text that is no text
            pipes.send({"id": request["id"], "unsendable": "a value that cannot be written down"})


if __name__ == "__main__":
    serve(Pipes())
