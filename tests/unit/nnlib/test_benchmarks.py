"""The benchmarks run; how fast they find nnlib to be is no test."""

import dataclasses
import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def run(script, *options):
    command = [sys.executable, ROOT / "benchmarks" / script, *options]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT / "tests")


def test_the_speed_bench_writes_table_json_and_picture(tmp_path):
    """Two peers that are always there, a short round in each of two starts; who has no such network is named."""
    folder = tmp_path / "my artefacts"
    options = ["--cases", "relu", "--starts", "2", "--rounds", "1", "--seconds", "0.01"]
    peers = ["nnlib", "matrix products alone", "Nielsen's loop"]
    done = run("speed.py", *options, "--artefacts", folder, "--peers", *peers)
    assert done.returncode == 0, done.stderr
    assert re.search(r"products alone .* nnlib is +0\.\d+ times as fast \(0\.\d+ to 0\.\d+\)", done.stdout)
    assert "left out: has no such network" in done.stdout
    case = json.loads((folder / "speed.json").read_text())["cases"]["relu"]
    assert set(case["seconds"]) == {"nnlib", "matrix products alone"}
    assert [len(blocks) for blocks in case["blocks"]["nnlib"]] == [1, 1]
    assert (folder / "speed.png").read_bytes().startswith(b"\x89PNG")


def test_a_peer_that_trains_another_network_is_not_timed(monkeypatch):
    """One wrong step size, and one library that is right."""
    monkeypatch.syspath_prepend(ROOT / "benchmarks")
    import peers  # noqa: PLC0415
    import reference  # noqa: PLC0415

    case = peers.CASES["relu"]
    assert reference.complaint("nnlib", case) is None
    monkeypatch.setattr(
        reference, "make", lambda peer, case: peers.make(peer, dataclasses.replace(case, lr=case.lr * 1.01))
    )
    assert "away from the reference after 30 steps" in reference.complaint("nnlib", case)


def test_wrong_options_are_one_clear_line():
    """No traceback."""
    done = run("digits.py", "--data", "letters")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    done = run("digits.py", "--data", "digits", "--epochs", "0")
    assert done.returncode == 1
    assert done.stderr == "digits.py: epochs is 0, expected at least 1\n"
    done = run("speed.py", "--starts", "0")
    assert done.returncode == 2
    assert (
        done.stderr.splitlines()[-1]
        == "speed.py: error: --starts, --rounds and --seconds are numbers above 0"
    )
