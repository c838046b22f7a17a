"""Hands submissions to a Dask cluster: to the other machines of whoever teaches.

Each machine has this project installed and brings its own sandbox. It gets the bytes of a notebook and of the hidden
tests, which may be newer than those installed there. Dask pickles what it carries between the machines; so what
comes from a learner goes through it as bytes, and what comes back as JSON, which nobody has to unpickle.
"""

import atexit
import contextlib
import functools
import hashlib
import json
import logging
import queue
import re
import secrets
import shutil
import socket
import threading
import time
from pathlib import Path

import nnlib
import workbook
from grader import grading, notebook, withheld
from grader.errors import GraderError, NotebookError
from grader.folder import temporary
from grader.pool import Pool
from grader.sandbox import process

_SECONDS_TO_CONNECT = 15
_SECONDS_WITHOUT_WORKERS = 60  # such as while a batch system starts them
_AHEAD = 2  # submissions on their way for each that is graded: nobody waits, and little is lost
_INSTALL = "pip install -r requirements/department.txt"


# ---------------------------------------------------------------- on the machine that was asked to grade


class Cluster:
    """The machines, in the place of a `grader.pool.Pool`.

    Parameters
    ----------
    address : str
        Of the scheduler, such as ``tcp://10.0.0.1:8786``.
    seconds : float
        What one submission may use.

    Raises
    ------
    GraderError
        If Dask is not installed here, nobody answers at the address, or a machine is not fit to grade.
    """

    def __init__(self, address, seconds):
        self._address, self._seconds = address, seconds
        self._client, self._open = None, None
        self._done, self._given = queue.SimpleQueue(), {}  # the futures that have ended, and the tasks of all
        self._capacity, self._looked, self._seen = 0, 0.0, time.monotonic()

    def __enter__(self):
        try:
            import dask  # noqa: PLC0415  no other command needs it, nor this one without --cluster
            from distributed import Client  # noqa: PLC0415
            from distributed.comm import resolve_address  # noqa: PLC0415
        except ModuleNotFoundError as error:
            raise GraderError(f"--cluster needs Dask ({error.name} is missing): {_INSTALL}") from None
        with contextlib.ExitStack() as stack:
            # Notebooks may be large. What goes wrong is said by this command, in one line.
            stack.enter_context(dask.config.set({"distributed.admin.large-graph-warning-threshold": "1GB"}))
            stack.enter_context(_silence())
            with self._errors():
                resolve_address(self._address)
                self._client = Client(self._address, timeout=_SECONDS_TO_CONNECT, set_as_default=False)
            stack.callback(self._client.close)
            self._open = stack.pop_all()
        return self

    def __exit__(self, *_):
        with contextlib.suppress(Exception):  # the scheduler may be gone
            self._open.close()  # which cancels what has not begun

    def run(self, tasks):
        """Yield ``(task, answer)`` for each task, in the order in which they are done.

        Parameters
        ----------
        tasks : list of dict
            What `grader.worker.answer` wants, but ``inside``; the key ``task`` is set here.
        """
        waiting = iter([{**task, "task": number} for number, task in enumerate(tasks)])
        if tasks:
            self._wait_for_workers()
            self._examine({task["isolation"] for task in tasks})
        more = True
        while more or self._given:
            while more and len(self._given) < _AHEAD * self._capacity:
                task = next(waiting, None)
                if more := task is not None:
                    yield from self._give(task)
            if more or self._given:
                yield from self._hear()

    def _give(self, task):
        """Send one task on its way; what cannot even be read is answered here."""
        try:
            data = notebook.read(task["path"])
        except NotebookError as error:
            yield task, {"unreadable": str(error)}
            return
        tests = Path(task["hidden"], f"test_{task['chapter']}.py").read_bytes()
        digest = grading.digest(task["chapter"], task["hidden"])
        plain = {name: value for name, value in task.items() if name not in ("path", "hidden", "inside")}
        line = json.dumps({**plain, "digest": digest, "house": _house(), "seconds": self._seconds})
        key = f"grade-{task['task']}-{secrets.token_hex(8)}"
        with self._errors():
            future = self._client.submit(_grade, line, data, tests, key=key, pure=False)
        self._given[future] = task, hashlib.sha256(data).hexdigest()
        future.add_done_callback(self._done.put)

    def _hear(self):
        """What has come back within a second, if anything."""
        self._look()
        try:
            future = self._done.get(timeout=1.0)
        except queue.Empty:
            return
        answer = self._answer(future)
        task, sha256 = self._given.pop(future)
        future.release()
        if "grade" in answer:
            answer["sha256"] = sha256  # of what was sent, whatever was graded there
        yield task, answer

    def _answer(self, future):
        from distributed.scheduler import KilledWorker  # noqa: PLC0415

        while True:
            try:
                with self._errors():
                    return json.loads(future.result(timeout=5))
            except GraderError:
                raise
            except TimeoutError:  # its machine went away with the answer, and another one grades it again
                self._look()
            except KilledWorker as killed:
                return {"crash": f"{killed.allowed_failures + 1} workers of the cluster died of it"}
            except Exception as error:  # a machine that came later than the others does not know what we ask
                raise GraderError(f"a machine of the cluster cannot grade: {_words(error)}") from None

    # ------------------------------------------------------------ the machines

    def _look(self):
        """See who is there, once a second: machines come and go."""
        now = time.monotonic()
        if now < self._looked + 1.0:
            return
        with self._errors():
            self._capacity = sum(self._client.nthreads().values())
        self._looked = time.monotonic()
        if self._capacity:
            self._seen = self._looked
        elif self._looked > self._seen + _SECONDS_WITHOUT_WORKERS:
            raise GraderError(
                f"the cluster at {self._address} has no workers; start some with: dask worker {self._address}"
            )

    def _wait_for_workers(self):
        self._seen = time.monotonic()
        while not self._capacity:
            self._look()
            if not self._capacity:
                time.sleep(0.2)

    def _examine(self, isolations):
        """Find out now, and not after the first submission, that a machine is not fit to grade."""
        with self._errors():
            said = self._client.run(_unfit, sorted(isolations), _house(), on_error="return")
        reasons = [
            f"{worker}: {_words(reason)}" if isinstance(reason, Exception) else reason
            for worker, reason in sorted(said.items())
            if reason
        ]
        if reasons:
            more = f" (and {len(reasons) - 1} more)" if len(reasons) > 1 else ""
            raise GraderError(f"a machine of the cluster cannot grade: {reasons[0]}{more}")

    @contextlib.contextmanager
    def _errors(self):
        """What can go wrong between here and the scheduler, in one line."""
        from distributed.client import ClosedClientError, FutureCancelledError, FuturesCancelledError  # noqa: PLC0415

        gone = (FutureCancelledError, FuturesCancelledError, ClosedClientError)
        try:
            yield
        except (*gone, OSError, ValueError) as error:
            if self._client is None:
                raise GraderError(f"no scheduler of Dask at {self._address}: {_words(error)}") from None
            if isinstance(error, TimeoutError):
                raise
            raise GraderError(f"lost the scheduler at {self._address}") from None


def _words(error):
    """An exception in one line."""
    if missing := re.search(r"No module named '([\w.]+)'", str(error)):
        return f"{missing[1]} is not installed there"
    said = str(error).strip().splitlines()
    return said[0] if said else type(error).__name__


@contextlib.contextmanager
def _silence():
    """Dask's own log goes to the screen, and tells of every machine that goes away."""
    loggers = [logging.getLogger(name) for name in list(logging.root.manager.loggerDict)]
    levels = {each: each.level for each in loggers if each.name.partition(".")[0] == "distributed"}
    for each in levels:
        each.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for each, level in levels.items():
            each.setLevel(level)


@functools.cache
def _house():
    """A digest of the project as it is installed here: another version could give other points."""
    digest = hashlib.sha256()
    for package in (nnlib, workbook, grading):
        root = Path(package.__file__).resolve().parent
        for path in sorted(root.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith("."):
                content = path.read_bytes()
                if path.suffix != ".npz":  # a checkout on Windows may end its lines differently
                    content = content.replace(b"\r\n", b"\n")
                name = f"{root.name}/{path.relative_to(root).as_posix()}"
                digest.update(hashlib.sha256(name.encode()).digest() + hashlib.sha256(content).digest())
    return digest.hexdigest()


# ---------------------------------------------------------------- on the machines of the cluster


def _unfit(isolations, house):
    """Why this machine cannot grade, in one line, or None."""
    if house != _house():
        there = f"{socket.gethostname()} has another version of this project"
        return f"{there}; install the same there, and start its worker anew"
    problems = [problem for isolation in isolations if (problem := process.problem(isolation))]
    return f"{socket.gethostname()}: {problems[0]}" if problems else None


def _grade(line, data, tests):
    """Grade one notebook on this machine.

    Parameters
    ----------
    line : str
        JSON: the task, and what it was made with.
    data, tests : bytes
        The notebook, and the hidden tests of its chapter.

    Returns
    -------
    str
        JSON: what `grader.worker.answer` says, or ``stop`` if this machine cannot grade.
    """
    task = json.loads(line)
    try:
        if reason := _unfit([task["isolation"]], task["house"]):
            raise GraderError(reason)
        return json.dumps(_machine().answer(task, data, tests))
    except (GraderError, OSError) as error:
        return json.dumps({"stop": f"a machine of the cluster cannot grade: {_words(error)}"})
    except Exception as error:
        return json.dumps({"crash": f"{type(error).__name__} on {socket.gethostname()}"})


class _Machine:
    """What a process of the cluster keeps from one submission to the next.

    Dask runs tasks in threads. Grading sets limits and reads files for a whole process, so each thread has a process
    of its own for it: the same `grader.worker` as on a single machine, which ends with this one.
    """

    def __init__(self):
        self._lock, self._own, self._ready = threading.Lock(), threading.local(), {}
        self._folder = None

    def answer(self, task, data, tests):
        inside, hidden = self._prepared(task["chapter"], task["digest"], tests)
        path = inside.parent / f"{secrets.token_hex(8)}.ipynb"
        try:
            path.write_bytes(data)
            plain = {**task, "path": str(path), "inside": str(inside), "hidden": str(hidden)}
            ((_, answer),) = self._pool(task["seconds"]).run([plain])
        finally:
            path.unlink(missing_ok=True)
        return answer

    def _pool(self, seconds):
        """This thread's own."""
        pools = self._own.__dict__.setdefault("pools", {})
        if seconds not in pools:
            pools[seconds] = Pool(1, seconds)
        return pools[seconds]

    def _prepared(self, chapter, digest, tests):
        """The folders of a chapter, made once for each version of its tests."""
        with self._lock:
            if self._folder is None:
                stack = contextlib.ExitStack()
                self._folder = stack.enter_context(temporary())
                atexit.register(stack.close)
            if (chapter, digest) not in self._ready:
                inside = self._folder / f"{chapter}-{digest[:16]}"
                hidden = self._folder / f"tests-{digest[:16]}"
                hidden.mkdir(exist_ok=True)
                (hidden / f"test_{chapter}.py").write_bytes(tests)
                if grading.digest(chapter, hidden) != digest:
                    raise GraderError(f"{socket.gethostname()} gives other points for {chapter}")
                shutil.rmtree(inside, ignore_errors=True)  # half of it, on a disk that was full
                withheld.make(inside, withheld.functions(chapter))
                self._ready[chapter, digest] = inside, hidden
            return self._ready[chapter, digest]


@functools.cache
def _machine():
    return _Machine()
