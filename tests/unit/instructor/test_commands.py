"""The commands say in one line what is wrong and never show a traceback."""

import shutil
import subprocess
import sys

import pytest

from instructor import lock
from instructor.__main__ import main
from instructor.house import ROOT


@pytest.mark.parametrize(
    "command", ["build", "release", "grade", "nbgrader", "gradescope", "classroom", "doctor", "lock"]
)
def test_every_command_has_help(command, capsys):
    with pytest.raises(SystemExit) as stopped:
        main([command, "--help"])
    assert stopped.value.code == 0
    assert f"instructor {command}" in capsys.readouterr().out


def test_a_wrong_name_is_one_line_and_exit_2(capsys):
    assert main(["build", "99_nothing"]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith("python -m instructor: no source called '99_nothing'; there are: ")


def test_a_zip_that_cannot_be_written_is_one_line_and_exit_2(tmp_path, capsys):
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert main(["release", "--out", str(tmp_path / "file" / "course.zip")]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert "cannot write" in line


def test_the_stored_notebooks_follow_from_the_sources(capsys):
    assert main(["build", "--check"]) == 0
    assert capsys.readouterr().out == "Every notebook follows from its source.\n"


def test_the_doctor_names_bubblewrap_and_how_to_get_it(monkeypatch, capsys):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("CI", "true")
    assert main(["doctor"]) == 1
    assert "apt-get install bubblewrap" in capsys.readouterr().err
    monkeypatch.delenv("CI")
    assert main(["doctor"]) == 0


def test_the_lock_names_every_requirement_and_not_the_project():
    names = [line.split("==")[0] for line in lock.constraints().splitlines() if not line.startswith("#")]
    assert {"numpy", "jupyterlab", "pytest"} <= set(names)
    assert "neural-networks-workbook" not in names
    assert names == sorted(names)


def test_the_course_does_not_open_where_there_is_none(tmp_path):
    (tmp_path / "workbook").mkdir()
    (tmp_path / "workbook" / "__main__.py").write_bytes((ROOT / "workbook" / "__main__.py").read_bytes())
    result = subprocess.run(
        [sys.executable, tmp_path / "workbook" / "__main__.py"], capture_output=True, text=True, check=False
    )
    assert result.returncode == 2
    assert result.stderr.startswith("python -m workbook: no chapters/00_start_here.ipynb in ")
