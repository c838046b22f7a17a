"""Calls a learner's functions where they are: in the sandbox. Only plain values come back.

`student.sigmoid(0.0)` looks like a call, and is a question to another process. Whatever goes wrong there becomes a
`StudentError` here, and a process that hangs or dies is replaced by a new one for the next question.
"""

import contextlib
import time
from dataclasses import dataclass

import numpy as np

from grader.ahead import Ahead, Question
from grader.sandbox import wire
from grader.sandbox.limits import Limits
from grader.sandbox.process import DiedError, SandboxProcess, TimedOutError
from grader.sandbox.wire import Rng, Source

__all__ = ["CATEGORIES", "Answer", "Rng", "Source", "Student", "StudentError", "Submission"]

CATEGORIES = {
    "missing": "is not defined",
    "raised": "raised an exception",
    "timeout": "took too long",
    "died": "ended its process",
    "unsendable": "returned something that is no plain value",
    "protocol": "sent something that is no answer",
}

# Seconds that a test may take over an answer before they are counted as the submission's.
_TO_LOOK = 0.2
# Whoever takes longer to answer gets no question ahead: there is nothing to gain.
_SLOW = 0.05


class StudentError(Exception):
    """A learner's function gave no value.

    Attributes
    ----------
    category : str
        One of `CATEGORIES`.
    function : str
        The name of the function.
    detail : str
        More about it. After a hidden test it may hold hidden inputs: for the teacher only.
    exception : str or None
        The name of the exception's type, if the category is "raised". The learner may have chosen it.
    """

    def __init__(self, category, function, detail="", exception=None):
        self.category, self.function, self.detail, self.exception = category, function, detail, exception
        about = ": ".join(part for part in (exception, detail) if part)
        super().__init__(f"{function} {CATEGORIES[category]}" + (f": {about}" if about else ""))


@dataclass(frozen=True)
class Answer:
    """What one call gave.

    Attributes
    ----------
    value : object
        Plain values and arrays.
    arguments : tuple or None
        The arguments after the call; None if they were not asked for, or could not be sent back.
    flags : frozenset of str
        NumPy's floating-point complaints: "overflow", "invalid value", "divide by zero".
    """

    value: object
    arguments: tuple | None
    flags: frozenset


class Submission:
    """One learner's notebook in its sandbox.

    Parameters
    ----------
    cells : list of str
        The code cells, see `grader.notebook.code_cells`.
    inside : Path
        The folder that the sandbox sees, see `grader.withheld.make`.
    isolation : str
        One of `grader.sandbox.process.ISOLATIONS`.
    limits : Limits

    Attributes
    ----------
    notes : list of (int, str, str)
        Cell, exception type and message of each statement that failed when the notebook was first
        loaded. No hidden input existed at that time, so these may be shown to the learner.
    """

    def __init__(self, cells, inside, *, isolation="bwrap", limits=None):
        self._cells, self._inside, self._isolation = list(cells), inside, isolation
        self._limits = limits or Limits()
        self._process = None
        self._ahead = Ahead()
        self._received = 0  # the number of the answer that came last
        self._quick = True
        self._spent = 0.0  # seconds of waiting for the sandbox, and of looking at what it gave
        self._answered = None
        self._calls = 0
        self._skipped = set()  # cells that did not end
        self._silent = set()  # functions that did not answer in time
        self._deaths = {}
        self._lost_notes = []  # of the cells in _skipped
        self.notes = None

    # ------------------------------------------------------------ one call

    def call(self, name, *args, strict=False, back=True):
        """Call a function of the notebook.

        Parameters
        ----------
        name : str
        *args : plain values, arrays, Rng, Source
        strict : bool
            Whether overflow, division by zero and invalid values raise FloatingPointError there.
        back : bool
            Whether the arguments are to be sent back as they are after the call.

        Returns
        -------
        Answer

        Raises
        ------
        StudentError
            If there is no value.
        """
        __tracebackhide__ = True  # a failed test shows its own lines, not these
        return self.ask(Question.of(name, args, strict=strict, back=back), args)

    def expect(self, questions):
        """Say what will be asked: it may be sent ahead, see `grader.ahead`.

        Parameters
        ----------
        questions : iterable of Question
            In the order in which they will be asked. They must not depend on any answer, and hold nothing that is
            to stay secret until then.
        """
        self._ahead.expect(questions)

    def ask_each(self, questions, arguments):
        """Ask several questions, of which none depends on the answer to another; gives a list of Answer."""
        __tracebackhide__ = True
        self._ahead.expect_now(questions)
        return [self.ask(question, args) for question, args in zip(questions, arguments, strict=True)]

    def ask(self, question, args):
        """Call a function; see `call`.

        Parameters
        ----------
        question : Question
        args : tuple
            What it was written from.
        """
        __tracebackhide__ = True
        name = question.name
        if given_up := self._given_up(name):
            raise given_up
        began = time.monotonic()
        # An answer may be made to be slow to look at, such as a text of its greatest length among many.
        if self._answered is not None:
            self._spent += max(0.0, began - self._answered - _TO_LOOK)
        try:
            self._ensure_loaded(name)
            began = time.monotonic()
            return self._ask(question, args)
        finally:
            self._answered = time.monotonic()
            self._spent += self._answered - began
            self._quick = self._answered - began < _SLOW

    def _ask(self, question, args):
        __tracebackhide__ = True
        name, number = question.name, self._ahead.take(question)
        try:
            if number is None:
                number = self._number()
                self._process.send(question.frame(number))
            self._send_ahead()
            reply, payload = self._receive(number)
            return self._answer(name, args, reply, payload)
        except (TimedOutError, DiedError, wire.ProtocolError) as error:
            # Else a question that had only been sent ahead was in the way.
            is_to_blame = self._received + 1 >= number
            self.close()  # what follows in the pipe cannot be trusted to belong to anything
            if is_to_blame:
                raise self._blamed(name, error) from None
        self._ahead.trusted = False
        self._ensure_loaded(name)
        return self._ask(question, args)

    def _blamed(self, name, error):
        """Hold against a function what went wrong when it was called; the error to raise."""
        if isinstance(error, TimedOutError):
            self._silent.add(name)
            return StudentError("timeout", name, f"no answer within {self._limits.call:g} s")
        self._deaths[name] = self._deaths.get(name, 0) + 1
        return StudentError("died" if isinstance(error, DiedError) else "protocol", name, str(error))

    def _given_up(self, name):
        """Why a function is not called any more, or None."""
        if name in self._silent:
            return StudentError("timeout", name, "it had not answered an earlier call either")
        if self._deaths.get(name, 0) >= self._limits.deaths:
            return StudentError("died", name, "it is not called any more")
        return None

    def _number(self):
        self._calls += 1
        return self._calls

    def _send_ahead(self):
        if not self._quick:
            return
        frames = []
        for question in self._ahead.due(self._given_up):
            number = self._number()
            frames.append(question.frame(number))
            self._ahead.sent(number, question)
        if frames:
            with contextlib.suppress(DiedError):  # whoever waits for an answer will notice
                self._process.send(b"".join(frames))

    def _receive(self, number):
        """The answer of this number. Those before it are kept, if they have been sent ahead, or else dropped."""
        if (answer := self._ahead.answer(number)) is not None:
            return answer
        whole = self._deadline(float("inf"))
        while True:
            reply, payload = self._process.receive(self._deadline(self._limits.call, whole))
            came = self._received + 1
            if type(reply.get("id")) is not int or reply["id"] != came:
                raise wire.ProtocolError("an answer to another question")
            if came < number and self._ahead.keep(came, (reply, payload)) > self._limits.reply:
                raise wire.ProtocolError("more than can be kept until it is asked for")
            self._received = came
            if came == number:
                return reply, payload

    def _answer(self, name, args, reply, payload):
        __tracebackhide__ = True
        if "value" in reply:
            both = wire.decode(reply["value"], payload)
            if type(both) is not tuple or len(both) != 2:
                raise wire.ProtocolError("an answer without its two parts")
            value, after = both
            if after is not None and (type(after) is not tuple or len(after) != len(args)):
                raise wire.ProtocolError("other arguments than were sent")
            if after is not None:
                after = tuple(
                    sent if isinstance(sent, Rng | Source) else back
                    for sent, back in zip(args, after, strict=True)
                )
            flags = reply.get("flags")
            known = ("overflow", "invalid value", "divide by zero")
            return Answer(value, after, frozenset(f for f in known if type(flags) is list and f in flags))
        if payload:
            raise wire.ProtocolError("a payload without a value")
        if reply.get("missing") is True:
            raise StudentError("missing", name)
        if "raised" in reply:
            kind, text = _note(["", *reply["raised"]] if type(reply["raised"]) is list else None)[1:]
            raise StudentError("raised", name, text, exception=kind)
        if type(reply.get("unsendable")) is str:
            raise StudentError("unsendable", name, _plain(reply["unsendable"]))
        raise wire.ProtocolError("an answer of an unknown kind")

    # ------------------------------------------------------------ the process

    def _ensure_loaded(self, name):
        while self._process is None:
            if self._spent_up():
                raise StudentError("timeout", name, self._used_up())
            began = time.monotonic()
            try:
                self._process = SandboxProcess(self._inside, self._isolation, self._limits)
                self._load()
            except BaseException:
                self.close()
                raise
            finally:
                self._spent += time.monotonic() - began
        if self._spent_up():
            self.close()
            raise StudentError("timeout", name, self._used_up())

    def _load(self):
        """Run the cells; one that hangs or ends the process is left out the next time."""
        cell = None
        whole = time.monotonic() + self._limits.load
        skip = sorted(self._skipped)
        start = {"cells": self._cells, "skip": skip, "limits": self._child_limits()}
        try:
            self._process.send(wire.pack(start))
            while True:
                # The first frame comes when Python and NumPy are there, which a busy machine may delay.
                deadline = self._deadline(self._limits.load if cell is None else self._limits.call, whole)
                reply, _ = self._process.receive(deadline)
                if "loaded" in reply:
                    self._note_first(_notes(reply["loaded"]))
                    return
                cell = self._begun(reply, cell)
        except TimedOutError:
            over = time.monotonic() >= whole
            lost = range(cell or 0, len(self._cells)) if over or cell is None else (cell,)
            self._lose(lost, "TimeoutError", "the cell did not end in time")
        except DiedError:
            self._lose(self._all_if_none(cell), "SystemExit", "the cell ended its process")
        except wire.ProtocolError:
            self._lose(self._all_if_none(cell), "OSError", "the cell wrote where it should not")

    def _begun(self, reply, before):
        cell = reply.get("cell")
        if type(cell) is not int or not (-1 if before is None else before) < cell < len(self._cells):
            raise wire.ProtocolError("a cell out of order")
        return cell

    def _all_if_none(self, cell):
        return range(len(self._cells)) if cell is None else (cell,)

    def _lose(self, cells, kind, message):
        new = [cell for cell in cells if cell not in self._skipped]
        self._skipped.update(new)
        self._lost_notes += [(cell, kind, message) for cell in new[:1]]
        self.close()
        if not new:  # the sandbox itself does not come up
            self._spent = float("inf")

    def _note_first(self, notes):
        if self.notes is None:
            self.notes = sorted([*self._lost_notes, *notes])

    def _child_limits(self):
        limits = self._limits.as_dict()
        if self._isolation == "none":
            limits["processes"] = None
        return limits

    def _deadline(self, seconds, at_most=float("inf")):
        now = time.monotonic()
        return min(now + seconds, now + max(0.0, self._limits.submission - self._spent), at_most)

    def _spent_up(self):
        return self._spent >= self._limits.submission

    def _used_up(self):
        return f"the notebook has used up its {self._limits.submission:g} s"

    def load(self):
        """Run the cells now rather than at the first call, for the sake of `notes`."""
        try:
            self._ensure_loaded("the notebook")
        except StudentError:
            if self.notes is None:
                self.notes = self._lost_notes

    def close(self):
        """End the process; a later call starts another one."""
        if self._process is not None:
            self._process.close()
            self._process = None
        self._received = self._calls
        self._ahead.lose()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def _notes(items):
    return [_note(item) for item in items[:40]] if type(items) is list else []


def _note(item):
    """A number and two short texts, whatever was sent in their place."""
    if type(item) is not list or len(item) != 3:
        raise wire.ProtocolError("a note that is none")
    number, kind, text = item
    return (number if type(number) is int else 0, _plain(kind, 100), _plain(text, 300))


def _plain(text, most=300):
    """Text that any database and any terminal can hold: no control characters, no half characters."""
    text = text[:most] if type(text) is str else ""
    text = text.encode("utf-8", "replace").decode("utf-8")
    return "".join(c if c.isprintable() else " " for c in text)


# ---------------------------------------------------------------- what a hidden test sees


class Student:
    """The functions of a submission as attributes.

    Parameters
    ----------
    submission : Submission
    strict : bool
        Whether floating-point trouble raises, see `Submission.call`.
    opening : list, optional
        Where to write down what is asked first, as long as it is empty.
    """

    def __init__(self, submission, *, strict=False, opening=None):
        self._submission, self._strict = submission, strict
        self._opening = [] if opening is None else opening

    @property
    def strict(self):
        """The same functions under ``np.errstate(over="raise", invalid="raise", divide="raise")``."""
        return Student(self._submission, strict=True, opening=self._opening)

    @staticmethod
    def expression(text):
        """A function to hand to a function: ``student.numerical_gradient(student.expression("np.sum"), x)``.

        The expression is evaluated in the sandbox, where `np` is NumPy.
        """
        return Source(text)

    def __repr__(self):
        return "student.strict" if self._strict else "student"

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return _Function(self._submission, name, self._strict, self._opening)


class _Function:
    """One function of a submission."""

    def __init__(self, submission, name, strict, opening):
        self._submission, self.__name__, self._strict, self._opening = submission, name, strict, opening

    def __repr__(self):
        return f"{Student(self._submission, strict=self._strict)}.{self.__name__}"

    def __call__(self, *args):
        __tracebackhide__ = True
        return self._ask([args])[0].value

    def each(self, *calls):
        """The values of several calls, each given by its tuple of arguments; quicker than one after the other."""
        __tracebackhide__ = True
        return [answer.value for answer in self._ask(calls)]

    def unchanged(self, *args):
        """Whether the arguments come back as they were sent, to the last bit."""
        __tracebackhide__ = True
        return self.watched(*args)[1]

    def watched(self, *args):
        """The value, and whether the arguments come back as they were sent."""
        __tracebackhide__ = True
        args = tuple(map(_sendable, args))
        (answer,) = self._ask([args], back=True)
        return answer.value, answer.arguments is not None and identical(answer.arguments, args)

    def _ask(self, calls, back=False):
        __tracebackhide__ = True
        calls = [tuple(map(_sendable, args)) for args in calls]
        questions = [Question.of(self.__name__, args, strict=self._strict, back=back) for args in calls]
        if not self._opening:
            self._opening += questions
        return self._submission.ask_each(questions, calls)


def _sendable(argument):
    """A generator goes as a seed that is drawn from it, a ufunc as its name."""
    if isinstance(argument, np.random.Generator):
        return Rng(int(argument.integers(1 << 62)))
    if isinstance(argument, np.ufunc) and getattr(np, argument.__name__, None) is argument:
        return Source(f"np.{argument.__name__}")
    return argument


def identical(one, other):
    """Whether two values are the same in type, shape and every bit.

    Examples
    --------
    >>> identical((1, [2.0]), (1, [2.0])), identical(1, 1.0), identical((1,), [1])
    (True, False, False)
    """
    if isinstance(one, Rng | Source):
        return one == other
    return wire.encode(one) == wire.encode(other)
