"""How fast is a training step? nnlib beside PyTorch, JAX, scikit-learn and a loop over samples.

    python benchmarks/speed.py [--cases sigmoid relu default wide epoch] [--starts 5] [--rounds 10] [--seconds 0.1]

Every peer runs in a process of its own, with one thread, on the same processor. The peers take turns, a block
of steps each, so that a slow moment of the machine hits all of them; what counts is CPU time, and ratios of
medians. All are started anew several times, since where a process gets its memory matters as well; the table says
how far the starts differ. Who does not do the same training in 30 steps of float64 (`reference.py`) is not timed.
Prints a table, writes artefacts/speed.json and artefacts/speed.png. Peers that are not installed are left out, and
named.
"""

import argparse
import contextlib
import importlib.metadata
import json
import os
import platform
import subprocess
import sys
import time
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from statistics import median

from peers import CASES, PEERS, make
from reference import COMPARED, complaint
from tqdm import tqdm

ARTEFACTS = Path(__file__).resolve().parent.parent / "artefacts"
ONE_THREAD = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1",
    "JAX_PLATFORMS": "cpu",
}
WARM_UP = 20  # steps; compilers do their work in the first ones


class Worker:
    """A peer in its own process: asked for a number of steps, it says how long they took."""

    def __init__(self, peer, case):
        self.process = subprocess.Popen(
            [sys.executable, __file__, "--worker", peer, case],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | ONE_THREAD,
        )
        self.reason = None
        if self._answer() != "ready":
            self.process.wait()
            self.reason = (self.process.stderr.read().strip().splitlines() or ["no answer"])[-1]

    def _answer(self):
        for line in self.process.stdout:  # a library may print something of its own
            if line.startswith("> "):
                return line[2:].strip()
        return None

    def run(self, steps):
        """Seconds of CPU time for each step."""
        self.process.stdin.write(f"{steps}\n")
        self.process.stdin.flush()
        return float(self._answer()) / steps

    def stop(self):
        self.process.stdin.close()
        self.process.wait(timeout=60)
        self.process.stdout.close()
        self.process.stderr.close()


def work(peer, case):
    """What a worker does."""
    if hasattr(os, "sched_setaffinity"):
        with contextlib.suppress(OSError):
            os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    made = make(peer, CASES[case])
    if made is None:
        raise SystemExit("has no such network")
    step, data = made
    wait = getattr(step, "wait", lambda: None)

    def block(steps):
        start = time.process_time()
        for i in range(steps):
            step(*data[i % len(data)])
        wait()
        return time.process_time() - start

    block(1 if CASES[case].epoch else WARM_UP)
    print("> ready", flush=True)
    for line in sys.stdin:
        print(f"> {block(int(line))}", flush=True)


def check(peer, case):
    """Why a peer is not to be timed, or None; in a process of its own, since JAX cannot unlearn float64."""
    if peer not in COMPARED or CASES[case].epoch:
        return None
    line = [sys.executable, __file__, "--check", peer, case]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    if done.returncode:
        return (done.stderr.strip().splitlines() or ["no answer"])[-1]
    return None


@dataclass
class Times:
    """CPU seconds a step: for each peer a list of blocks for each start; and why a peer is missing."""

    blocks: dict
    missing: dict

    def medians(self):
        return {peer: median(chain(*starts)) for peer, starts in self.blocks.items()}

    def base(self):
        """Who is 1 in the table: PyTorch, or nnlib where PyTorch is not installed or has no such network."""
        return "PyTorch eager" if "PyTorch eager" in self.blocks else "nnlib"

    def ratios(self, peer):
        """How many times as fast nnlib is, start by start."""
        pairs = zip(self.blocks[peer], self.blocks["nnlib"], strict=True)
        return [median(theirs) / median(ours) for theirs, ours in pairs]


def measure(case, peers, starts, rounds, seconds):
    """Start all peers, and let them take turns; several times."""
    peers = dict.fromkeys(["nnlib", *peers])  # it is what the others are compared with
    missing = {peer: reason for peer in peers if (reason := check(peer, case))}
    if "nnlib" in missing:
        raise SystemExit(f"nnlib: {missing['nnlib']}")
    blocks = {peer: [] for peer in peers if peer not in missing}
    trial = 1 if CASES[case].epoch else 3
    for _ in tqdm(range(starts), desc=case, unit="start", leave=False, disable=None):
        workers = {peer: Worker(peer, case) for peer in blocks}
        missing |= {peer: worker.reason for peer, worker in workers.items() if worker.reason}
        workers = {peer: worker for peer, worker in workers.items() if not worker.reason}
        blocks = {peer: blocks[peer] for peer in workers}
        steps = {peer: max(1, int(seconds / worker.run(trial))) for peer, worker in workers.items()}
        for peer in workers:
            blocks[peer].append([])
        for _ in range(rounds):
            for peer, worker in workers.items():
                blocks[peer][-1].append(worker.run(steps[peer]))
        for worker in workers.values():
            worker.stop()
    return Times(blocks, missing)


def report(case, times):
    """The table: CPU time of a step, and how fast that is beside PyTorch eager and nnlib."""
    medians, base = times.medians(), times.base()
    lines = [f"{CASES[case].title}   (CPU time a step; speed relative to {base})"]
    for peer, seconds in sorted(medians.items(), key=lambda item: item[1]):
        line = f"  {peer:22} {seconds * 1e6:10.1f} µs  {medians[base] / seconds:6.2f}"
        if peer != "nnlib":
            ratios = times.ratios(peer)
            line += f"   nnlib is {seconds / medians['nnlib']:6.2f} times as fast"
            line += f" ({min(ratios):.2f} to {max(ratios):.2f})" if len(ratios) > 1 else ""
        lines.append(line)
    return "\n".join(
        [*lines, *(f"  {peer:22} left out: {reason}" for peer, reason in times.missing.items()), ""]
    )


def draw(results, path):
    import matplotlib as mpl  # noqa: PLC0415  workers need none

    mpl.use("Agg")
    import matplotlib.pyplot as plt  # noqa: PLC0415

    fig, axes = plt.subplots(
        len(results), 1, figsize=(8, 2.2 * len(results)), layout="constrained", squeeze=False
    )
    for ax, (case, times) in zip(axes[:, 0], results.items(), strict=True):
        medians, base = times.medians(), times.base()
        peers = sorted(medians, key=medians.get, reverse=True)
        bars = ax.barh(
            peers,
            [medians[base] / medians[peer] for peer in peers],
            color=["C1" if p == "nnlib" else "C7" for p in peers],
        )
        ax.bar_label(bars, fmt="%.2f", padding=3)
        ax.set_title(CASES[case].title, loc="left", fontsize=10)
        ax.margins(x=0.1)
    axes[-1, 0].set_xlabel("steps a second, PyTorch eager = 1")
    fig.savefig(path, dpi=150)
    plt.close(fig)


def versions():
    found = {"python": platform.python_version(), "processor": platform.processor() or platform.machine()}
    for name in ("numpy", "torch", "jax", "scikit-learn"):
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            found[name] = importlib.metadata.version(name)
    return found


def main():
    parser = argparse.ArgumentParser(description="Training steps a second, side by side.")
    parser.add_argument("--cases", nargs="+", choices=CASES, default=list(CASES))
    parser.add_argument("--peers", nargs="+", choices=PEERS, default=list(PEERS))
    parser.add_argument("--starts", type=int, default=5, help="how often every peer is started anew")
    parser.add_argument("--rounds", type=int, default=10, help="how many blocks each has in a start")
    parser.add_argument("--seconds", type=float, default=0.1, help="length of a block")
    parser.add_argument(
        "--artefacts", type=Path, default=ARTEFACTS, help="folder for speed.json and speed.png"
    )
    parser.add_argument("--worker", nargs=2, metavar=("PEER", "CASE"), help=argparse.SUPPRESS)
    parser.add_argument("--check", nargs=2, metavar=("PEER", "CASE"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        work(*options.worker)
        return
    if options.check:
        peer, case = options.check
        if reason := complaint(peer, CASES[case]):
            parser.exit(1, reason)
        return
    if min(options.starts, options.rounds, options.seconds) <= 0:
        parser.error("--starts, --rounds and --seconds are numbers above 0")
    results = {}
    for case in options.cases:
        results[case] = measure(case, options.peers, options.starts, options.rounds, options.seconds)
        print(report(case, results[case]), flush=True)
    options.artefacts.mkdir(exist_ok=True)
    content = {
        "versions": versions(),
        "cases": {
            case: {"seconds": times.medians(), "blocks": times.blocks, "left out": times.missing}
            for case, times in results.items()
        },
    }
    (options.artefacts / "speed.json").write_text(json.dumps(content, indent=2) + "\n")
    draw(results, options.artefacts / "speed.png")


if __name__ == "__main__":
    main()
