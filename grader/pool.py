"""Hands submissions to several workers and gives back what came of each; a worker that dies costs a retry only."""

import json
import os
import selectors
import subprocess
import sys
import time
from collections import deque

_TRIES = 2
_PATIENCE = 60.0  # seconds for the worker itself, besides what the submission may use twice


def _environment():
    """Ours, without the pytest plugins and options of whoever teaches: they cost half of a grade's time."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTEST_ADDOPTS"}
    return kept | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}


class _Worker:
    """One ``python -m grader.worker``."""

    def __init__(self):
        # A session of its own: Ctrl-C is for whoever started the grading, who then ends the workers.
        self.process = subprocess.Popen(
            [sys.executable, "-m", "grader.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env=_environment(),
        )
        self.task, self.deadline, self._read = None, None, b""

    def give(self, task, seconds):
        self.task, self.deadline = task, time.monotonic() + seconds
        try:
            self.process.stdin.write(json.dumps(task).encode() + b"\n")
            self.process.stdin.flush()
        except OSError:  # dead already, which its closed stdout will say
            pass

    def answer(self):
        """Its answer, None while there is only a part of it, or EOFError if it died."""
        part = os.read(self.process.stdout.fileno(), 1 << 16)
        if not part:
            raise EOFError
        self._read += part
        if not self._read.endswith(b"\n"):
            return None
        line, self._read = self._read, b""
        self.task = None
        return json.loads(line)

    def end(self):
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            try:
                pipe.close()
            except OSError:
                continue


class Pool:
    """Workers that take tasks; use as a context manager, so that none is left behind.

    Parameters
    ----------
    jobs : int
        How many at once.
    seconds : float
        What one submission may use.
    """

    def __init__(self, jobs, seconds):
        self._jobs, self._seconds = jobs, 2 * seconds + _PATIENCE
        self._workers = {}
        self._selector = selectors.DefaultSelector()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for worker in list(self._workers.values()):
            self._end(worker)
        self._selector.close()

    def run(self, tasks):
        """Yield ``(task, answer)`` for each task, in the order in which they are done.

        Parameters
        ----------
        tasks : list of dict
            What `grader.worker.answer` wants; the key ``task`` is set here.
        """
        waiting = deque({**task, "task": number} for number, task in enumerate(tasks))
        tries = dict.fromkeys(range(len(waiting)), 0)
        while waiting or any(worker.task for worker in self._workers.values()):
            self._hand_out(waiting, tries)
            for worker, task, answer in self._hear():
                if answer is None and tries[task["task"]] < _TRIES:
                    waiting.append(task)
                elif answer is None:
                    yield task, {"crash": "the grader's process died twice"}
                else:
                    yield task, answer
                if answer is None or "late" in answer:
                    self._end(worker)

    def _hand_out(self, waiting, tries):
        while waiting:
            idle = [worker for worker in self._workers.values() if worker.task is None]
            if not idle and len(self._workers) >= self._jobs:
                return
            worker = idle[0] if idle else self._start()
            task = waiting.popleft()
            tries[task["task"]] += 1
            worker.give(task, self._seconds)

    def _hear(self):
        """What the workers have said by now: ``(worker, task, answer)``, the answer None if it died."""
        heard = []
        for key, _ in self._selector.select(timeout=1.0):
            worker = key.data
            task = worker.task
            try:
                answer = worker.answer()
            except (EOFError, ValueError):
                if task is None:
                    self._end(worker)
                else:
                    heard.append((worker, task, None))
                continue
            if answer is not None:
                heard.append((worker, task, answer))
        now = time.monotonic()
        for worker in self._workers.values():
            if (
                worker.task is not None
                and now > worker.deadline
                and all(worker is not each[0] for each in heard)
            ):
                heard.append((worker, worker.task, {"crash": "the grader's process hung", "late": True}))
        return heard

    def _start(self):
        worker = _Worker()
        self._workers[worker.process.pid] = worker
        self._selector.register(worker.process.stdout, selectors.EVENT_READ, worker)
        return worker

    def _end(self, worker):
        if self._workers.pop(worker.process.pid, None) is not None:
            self._selector.unregister(worker.process.stdout)
            worker.end()
