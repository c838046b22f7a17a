"""A worker that dies costs a retry, and nobody else anything."""

import os
import signal
import threading
import time

import pytest

from grader.pool import Pool


@pytest.fixture
def task(bwrap, inside, hidden, limits, tmp_path):
    """A function that makes a task for a worker."""

    def make(name, notebook):
        path = tmp_path / name
        path.write_bytes(notebook)
        return {
            "path": str(path),
            "chapter": "01_neuron",
            "inside": str(inside),
            "isolation": "bwrap",
            "seed": 1,
            "hidden": str(hidden),
            "limits": limits.as_dict(),
        }

    return make


def kill_workers(pool, times):
    """Kill whatever worker has something to do, so many times."""

    def run():
        killed = set()
        deadline = time.monotonic() + 60
        while len(killed) < times and time.monotonic() < deadline:
            for worker in list(pool._workers.values()):
                if worker.task is not None and worker.process.pid not in killed:
                    killed.add(worker.process.pid)
                    os.kill(worker.process.pid, signal.SIGKILL)
            time.sleep(0.02)

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@pytest.mark.parametrize(("deaths", "status"), [(1, "passed"), (2, None)])
def test_a_worker_that_dies_costs_one_retry(task, notebook_of, solution, deaths, status):
    """Twice on the same notebook, and the notebook has a row that says so."""
    with Pool(1, 15) as pool:
        thread = kill_workers(pool, deaths)
        ((_, answer),) = pool.run([task("a.ipynb", notebook_of(solution))])
        thread.join()
    assert answer.get("grade", {}).get("status") == status
    assert answer.get("crash") == (None if status else "the grader's process died twice")


def test_every_task_has_its_own_answer(task, notebook_of, solution):
    """Two workers, three notebooks, one of them gone by now."""
    tasks = [
        task("a.ipynb", notebook_of(solution)),
        task("b.ipynb", notebook_of("x = 1")),
        task("c.ipynb", b""),
    ]
    os.unlink(tasks[2]["path"])
    with Pool(2, 15) as pool:
        answers = {given["task"]: answer for given, answer in pool.run(tasks)}
    assert [answers[0]["grade"]["status"], answers[1]["grade"]["status"]] == ["passed", "nothing"]
    assert answers[2] == {"task": 2, "unreadable": "cannot be read: No such file or directory"}
