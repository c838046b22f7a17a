"""How much memory does training take? nnlib beside PyTorch eager, at small and large batches.

    python benchmarks/memory.py [--batches 32 128 8192]

Linux only: the kernel keeps the peak of each process. Counted is what a network, its optimizer and three steps add to
a process that has its library and its data, after a warm-up with other batches: what a BLAS keeps for its packing it
keeps once, not for each network. What is used only while the network is built is not counted either. Writes
artefacts/memory.json.
"""

import argparse
import ctypes
import dataclasses
import json
import os
import subprocess
import sys
from pathlib import Path

from peers import CASES, PEERS

ARTEFACTS = Path(__file__).resolve().parent.parent / "artefacts"
COMPARED = ("nnlib", "PyTorch eager")


def status(key):
    """A number of KiB from the kernel's account of this process."""
    with open("/proc/self/status") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith(key))


def work(peer, case, batch):
    case = dataclasses.replace(CASES[case], batch=batch)
    import peers  # noqa: PLC0415  its data are cut down, its code is used

    peers.N_BATCHES = 1
    # Another batch about as large makes the BLAS pack; one of thousands would leave freed memory behind to be used.
    for warm_up in (dataclasses.replace(case, batch=other) for other in (8, 16, min(batch + 8, 136))):
        step, data = PEERS[peer](warm_up)
        for X, y in data * 3:
            step(X, y)
    del step, data
    held = peers.batches(case)  # the data are there before and after
    peers.batches = lambda case: held
    ctypes.CDLL(None).malloc_trim(0)  # give back what the warm-up has left behind
    before = status("VmRSS")
    step, data = PEERS[peer](case)
    ctypes.CDLL(None).malloc_trim(0)
    with open("/proc/self/clear_refs", "w") as refs:
        refs.write("5")  # forget the peak so far
    for X, y in data * 3:
        step(X, y)
    print(status("VmHWM") - before)


def measure(peer, case, batch):
    command = [sys.executable, __file__, "--worker", peer, case, str(batch)]
    env = os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, capture_output=True, text=True, env=env, check=False)
    if done.returncode:
        raise SystemExit(f"{peer}: {(done.stderr.strip().splitlines() or ['no reason given'])[-1]}")
    return int(done.stdout.split()[-1]) / 1024


def main():
    parser = argparse.ArgumentParser(description="Peak memory of training, side by side.")
    parser.add_argument("--cases", nargs="+", choices=CASES, default=["sigmoid", "default"])
    parser.add_argument("--batches", nargs="+", type=int, default=[32, 128, 8192])
    parser.add_argument("--worker", nargs=3, metavar=("PEER", "CASE", "BATCH"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        peer, case, batch = options.worker
        work(peer, case, int(batch))
        return
    if not os.path.exists("/proc/self/clear_refs"):
        parser.exit(1, f"{parser.prog}: needs Linux's /proc to see the peak of a process\n")
    results = []
    print(f"{'network':58}{'batch':>7}" + "".join(f"{peer:>16}" for peer in COMPARED) + "   MiB, median of 3")
    for case in options.cases:
        for batch in options.batches:
            peaks = [sorted(measure(peer, case, batch) for _ in range(3))[1] for peer in COMPARED]
            title = CASES[case].title.rpartition(", batch")[0]
            print(f"{title:58}{batch:7}" + "".join(f"{peak:16.2f}" for peak in peaks), flush=True)
            results.append({"case": case, "batch": batch, "MiB": dict(zip(COMPARED, peaks, strict=True))})
    ARTEFACTS.mkdir(exist_ok=True)
    (ARTEFACTS / "memory.json").write_text(json.dumps(results, indent=2) + "\n")


if __name__ == "__main__":
    main()
