"""Questions that are sent before they are asked: then neither the grader nor a submission has to wait for the other.

The hidden tests of a chapter ask every submission the same, as far as their questions do not depend on answers; so
do the public probes. Whoever knows questions beforehand says so by `Submission.expect`. It changes when a function is
called, and never what is said of it: an answer that nobody asks for is dropped. If the process hangs or dies over a
question that has not been asked, it is started anew, nobody is blamed, and from then on every question waits its turn.
"""

from collections import deque
from dataclasses import dataclass
from itertools import islice

from grader.sandbox import wire

MOST = 16  # questions on the way at once


@dataclass(frozen=True)
class Question:
    """One call, written down.

    Attributes
    ----------
    name : str
        The function.
    rest : bytes
        The rest of the header.
    payload : bytes
        The arrays of the arguments.
    """

    name: str
    rest: bytes
    payload: bytes

    @classmethod
    def of(cls, name, args, *, strict, back):
        """Write down a call, see `Submission.call`."""
        tree, buffers = wire.encode(args, layouts=True)
        rest = wire.write({"args": tree, "strict": strict, "back": back})
        return cls(name, rest[1:], b"".join(buffers))

    def __len__(self):
        return len(self.rest) + len(self.payload)

    def frame(self, number):
        """The question as bytes, under its number."""
        begin = wire.write({"id": number, "call": self.name})
        return wire.frame(begin[:-1] + b"," + self.rest, [self.payload])


class Ahead:
    """What is expected to be asked, what of it has been sent, and what has been answered.

    Attributes
    ----------
    trusted : bool
        Whether anything is to be sent ahead.
    """

    def __init__(self):
        self.trusted = True
        self._coming, self._sent, self._answers = deque(), deque(), {}

    def expect(self, questions):
        """These will be asked, in this order, after those that are expected already."""
        self._coming.extend(questions)

    def expect_now(self, questions):
        """These come next."""
        known = [question for _, question in self._sent] + list(islice(self._coming, 1))
        if questions[0] not in known:
            self._coming.extendleft(reversed(questions))

    def take(self, question):
        """The number under which a question was sent, or None. What should have come before it is forgotten."""
        for place, (number, sent) in enumerate(self._sent):
            if sent == question:
                for _ in range(place):
                    self._answers.pop(self._sent.popleft()[0], None)
                self._sent.popleft()
                return number
        for place, coming in enumerate(islice(self._coming, MOST)):
            if coming == question:
                for _ in range(place + 1):
                    self._coming.popleft()
                break
        return None

    def due(self, given_up):
        """The questions to be sent now: none, or several at once, and none to a function that is given up."""
        questions = []
        if self.trusted and len(self._sent) <= MOST // 2:
            while self._coming and len(self._sent) + len(questions) < MOST:
                question = self._coming.popleft()
                if not given_up(question.name):
                    questions.append(question)
        return questions

    def sent(self, number, question):
        """A question is on its way."""
        self._sent.append((number, question))

    def keep(self, number, answer):
        """An answer has come before it was asked for. Gives the bytes of all that are kept."""
        if any(number == sent for sent, _ in self._sent):
            self._answers[number] = answer
        return sum(len(payload) for _, payload in self._answers.values())

    def answer(self, number):
        """An answer that came early, or None."""
        return self._answers.pop(number, None)

    def lose(self):
        """The process is gone, and with it all that had been sent."""
        self._sent.clear()
        self._answers.clear()
