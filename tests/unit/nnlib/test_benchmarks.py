"""The benchmarks run; how fast they find nnlib to be is no test."""

import dataclasses
import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def run(script, *options):
    command = [sys.executable, ROOT / "benchmarks" / script, *options]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT / "tests")


def test_the_speed_bench_writes_table_json_and_picture(tmp_path):
    """Two peers that are always there, one short round; a peer that has no such network is named."""
    folder = tmp_path / "my artefacts"
    options = ["--cases", "relu", "--rounds", "1", "--seconds", "0.01", "--artefacts", folder]
    done = run("speed.py", *options, "--peers", "nnlib", "matrix products alone", "Nielsen's loop")
    assert done.returncode == 0, done.stderr
    assert "nnlib is   1.00 times as fast" in done.stdout
    assert "left out: has no such network" in done.stdout
    seconds = json.loads((folder / "speed.json").read_text())["cases"]["relu"]["seconds"]
    assert set(seconds) == {"nnlib", "matrix products alone"}
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
