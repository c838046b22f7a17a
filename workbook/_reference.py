"""What the right functions answer, even while a learner's version is swapped into nnlib."""

import importlib
import inspect
import pkgutil
from contextlib import contextmanager

from nnlib import functional

_MODULES = [
    functional,
    *(
        importlib.import_module(found.name)
        for found in pkgutil.iter_modules(functional.__path__, "nnlib.functional.")
    ),
]
# Every function as it was when this module was imported, at each place where it is looked up.
_ORIGINALS = [
    (module, name, thing)
    for module in _MODULES
    for name, thing in vars(module).items()
    if inspect.isfunction(thing) and thing.__module__.startswith("nnlib.functional")
]


@contextmanager
def withheld(refusals):
    """Let nnlib's own versions of some functions refuse for a while, as they do in the hidden tests.

    A learner's version that has been swapped in stays.

    Parameters
    ----------
    refusals : dict of str to str
        The names, and what each says instead of answering.
    """

    def refusing(text):
        def refuse(*_args, **_kwargs):
            raise NotImplementedError(text)

        return refuse

    own = [(m, name, f) for m, name, f in _ORIGINALS if name in refusals and vars(m).get(name) is f]
    for module, name, _ in own:
        setattr(module, name, refusing(refusals[name]))
    try:
        yield
    finally:
        for module, name, function in own:
            setattr(module, name, function)


def original(name):
    """nnlib's own function of that name.

    Raises
    ------
    LookupError
        If nnlib has none.
    """
    for module, known, function in _ORIGINALS:
        if module is not functional and known == name and function.__module__ == module.__name__:
            return function
    raise LookupError(f"nnlib.functional has no function called {name!r}")


def has_original(name):
    """Whether nnlib has a function of that name; it has none that answers a question, for example."""
    try:
        original(name)
    except LookupError:
        return False
    return True


@contextmanager
def originals():
    """Put every function of nnlib in its place for a while; what was there comes back."""
    swapped = [(m, name, vars(m).get(name), f) for m, name, f in _ORIGINALS if vars(m).get(name) is not f]
    for module, name, _, function in swapped:
        setattr(module, name, function)
    try:
        yield
    finally:
        for module, name, guest, _ in swapped:
            if guest is None:
                delattr(module, name)
            else:
                setattr(module, name, guest)
