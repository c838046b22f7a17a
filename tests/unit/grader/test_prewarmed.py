"""A forked process is as alone as one that bubblewrap started, and knows as little."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import tomllib
from pathlib import Path

import pytest

from grader.proxy import StudentError
from grader.sandbox import bwrap, prewarmed, process

PID = "import os, time\ndef pid(): return os.getpid()\ndef wait(): time.sleep(60)"
NAMESPACES = ("cgroup", "ipc", "mnt", "net", "pid", "user", "uts")


both = pytest.mark.parametrize("isolation", ["prewarmed", "bwrap"], indirect=True)


def below(pid):
    """The processes below another one, the deepest last."""
    found = []
    for task in Path("/proc", str(pid), "task").iterdir():
        for child in (task / "children").read_text().split():
            found += [int(child), *below(child)]
    return found


def about(pid):
    """What /proc says of a process."""
    return dict(re.findall(r"^(\w+):\s*(.*)$", Path("/proc", str(pid), "status").read_text(), re.MULTILINE))


def learners(submission):
    """The process in which a submission's code runs."""
    submission.load()
    top = submission._process._process
    if isinstance(top, prewarmed.Process):
        (first,) = [pid for pid in below(top._zygote.pid) if owns(top._process, pid)]
        (pid,) = below(first)
        return pid
    return below(top._process.pid)[-1]


def owns(descriptor, pid):
    """Whether a process descriptor is that of a process."""
    line = Path("/proc/self/fdinfo", str(descriptor)).read_text()
    return re.search(r"^Pid:\s*(\d+)$", line, re.MULTILINE)[1] == str(pid)


def wait_until_gone(pids):
    """All of them, within ten seconds."""
    deadline = time.monotonic() + 10
    while left := [pid for pid in pids if Path(f"/proc/{pid}").exists() and about(pid)["State"][0] != "Z"]:
        assert time.monotonic() < deadline, left
        time.sleep(0.02)


def mounts(pid):
    """Where what is mounted, and how; without numbers that differ each time."""
    lines = [line.split() for line in Path("/proc", str(pid), "mountinfo").read_text().splitlines()]
    return sorted((line[4], line[5], line[line.index("-") + 1]) for line in lines)


@both
def test_from_outside_it_has_no_rights_left(submit):
    """What the kernel says of it, not what it says of itself."""
    pid = learners(submit(PID))
    said = about(pid)
    assert {said[f"Cap{which}"] for which in ("Inh", "Prm", "Eff", "Bnd", "Amb")} == {"0" * 16}
    assert (said["NoNewPrivs"], said["Seccomp"], said["Threads"]) == ("1", "2", "1")
    inside = {int(Path(f).name): os.readlink(f) for f in Path(f"/proc/{pid}/fd").iterdir()}
    assert [inside[number] for number in (0, 1, 2)] == ["/dev/null"] * 3
    assert sorted(target.split(":")[0] for number, target in inside.items() if number > 2) == ["pipe", "pipe"]
    sizes = re.findall(r"^Max (address space|processes|open files|core file size) +(\S+) +(\S+)",
                       Path(f"/proc/{pid}/limits").read_text(), re.MULTILINE)  # fmt: skip
    limits = submit(PID)._limits
    assert {name: (soft, hard) for name, soft, hard in sizes} == {
        "address space": (str(limits.memory),) * 2,
        "processes": (str(limits.processes),) * 2,
        "open files": (str(limits.open_files),) * 2,
        "core file size": ("0", "0"),
    }


@both
def test_every_namespace_is_its_own(submit):
    """Not the grader's, not another submission's, not that of the process it was forked from."""
    pids = [os.getpid(), learners(submit(PID)), learners(submit(PID))]
    pids += [each.pid for each in prewarmed._everywhere]
    pids += [below(each.pid)[1] for each in prewarmed._everywhere]
    for name in NAMESPACES:
        seen = [os.readlink(f"/proc/{pid}/ns/{name}") for pid in pids[:3]]
        others = {os.readlink(f"/proc/{pid}/ns/{name}") for pid in pids[3:]}
        assert len(set(seen)) == 3, name
        assert not set(seen[1:]) & others, name
    sessions = [os.getsid(pid) for pid in pids[:3]]
    assert len(set(sessions)) == 3  # a signal to everybody in it reaches nobody else
    assert not set(sessions[1:]) & {os.getsid(pid) for pid in pids[3:]}


def test_its_file_system_is_that_of_bubblewrap(inside, limits, submit):
    """The same places, the same rights; only that an empty place lies under the private /tmp."""
    forked, fresh = learners(submit(PID)), learners(submit(PID, isolation="bwrap"))
    assert mounts(forked) == mounts(fresh)
    submission = submit("import os\ndef room(): s = os.statvfs('/tmp'); return s.f_blocks * s.f_frsize")
    assert submission.call("room").value == limits.file


def test_the_process_that_waits_has_one_thread_and_knows_nobody(submit, monkeypatch):
    """A fork of a process with threads may stand still; and what is not there cannot be found."""
    monkeypatch.setenv("GRADER_SECRET", "x")
    submission = submit(PID)
    learners(submission)
    zygote = below(submission._process._process._zygote.pid)[1]
    assert about(zygote)["Threads"] == "1"
    assert b"GRADER_SECRET" not in Path(f"/proc/{zygote}/environ").read_bytes()
    open_here = [os.readlink(path) for path in Path(f"/proc/{zygote}/fd").iterdir()]
    assert sorted(re.sub(r"[:\[].*", "", name) for name in open_here) == sorted(
        ["socket", "/dev/null", "/dev/null", *["anon_inode"] * (len(open_here) - 3)]
    )
    assert "hidden" not in Path(f"/proc/{zygote}/maps").read_text()


@both
def test_two_of_them_do_not_draw_the_same_numbers(submit):
    """They are copies of one process, whose generators would go on from the same place."""
    draw = "import random, numpy as np\ndef draw(): return (random.random(), np.random.rand(), "
    draw += "np.random.default_rng().random(), __import__('uuid').uuid4().hex)"
    one, other = submit(draw).call("draw").value, submit(draw).call("draw").value
    assert all(a != b for a, b in zip(one, other, strict=True))


def test_a_process_that_waits_and_is_killed_is_replaced(submit):
    """What ran in it is gone; what comes next has a new one."""
    first, other = submit(PID), submit(PID)
    learners(first), learners(other)
    zygote = first._process._process._zygote
    pids = below(zygote.pid)
    os.kill(pids[1], signal.SIGKILL)
    wait_until_gone(pids)
    with pytest.raises(StudentError, match="ended its process"):
        first.call("pid")
    assert first.call("pid").value == 2
    assert first._process._process._zygote is not zygote
    with pytest.raises(StudentError, match="ended its process"):
        other.call("pid")
    assert other.call("pid").value == 2


def test_every_thread_has_its_own_which_ends_with_it(submit):
    """A thread cannot be disturbed by another one's forks, and what another one started is not lost sight of."""
    ours = submit(PID)
    learners(ours)
    zygote = ours._process._process._zygote
    theirs = []

    def grade():
        submission = submit(PID)
        theirs.extend([submission.call("pid").value, submission._process._process._zygote.pid])
        submission.close()

    thread = threading.Thread(target=grade)
    thread.start()
    thread.join()
    assert theirs[0] == 2
    assert theirs[1] != zygote.pid
    wait_until_gone(theirs[1:])
    assert zygote in prewarmed._everywhere
    assert ours.call("pid").value == 2


def test_it_ends_with_all_that_is_in_it(submit):
    """When `close` returns, nothing of it is there any more."""
    submission = submit(PID + "\nimport threading\nfor _ in range(9): threading.Thread(target=wait).start()")
    pid = learners(submission)
    submission.close()
    assert not Path(f"/proc/{pid}").exists()


def test_it_ends_when_the_grader_is_killed(isolation, inside):
    """Whoever started it may have no time left to end it."""
    grader = "import sys, time\nfrom grader.proxy import Submission\n"
    grader += "s = Submission(['def f():\\n while True: pass'], sys.argv[1], isolation='prewarmed')\n"
    grader += "s.load(); print('up', flush=True); time.sleep(60)"
    line = [sys.executable, "-c", grader, str(inside)]
    with subprocess.Popen(line, stdout=subprocess.PIPE) as started:
        assert started.stdout.readline() == b"up\n"
        inner = below(started.pid)
        assert len(inner) == 5  # bubblewrap twice, the one that waits, and the two of the submission
        started.kill()
    wait_until_gone(inner)


@pytest.fixture
def strange(monkeypatch):
    """Let processes be started by another command line; what waits by now stays out of it."""
    options = bwrap.zygote_arguments
    monkeypatch.setattr(prewarmed, "_here", type(prewarmed._here)())

    def start(change):
        monkeypatch.setattr(bwrap, "zygote_arguments", lambda inside: change(options(inside)))
        prewarmed._refused.cache_clear()

    yield start
    for each in prewarmed._zygotes().values():
        each.end()
    prewarmed._refused.cache_clear()


CHANGES = {
    "no namespace within a namespace": (
        lambda line: [line[0], "--unshare-user", "--disable-userns", *line[1:]],
        "setns: Operation not permitted",
    ),
    "not the right to make them": (
        lambda line: [each for each in line if each not in ("--cap-add", "CAP_SYS_ADMIN")],
        "unshare: Operation not permitted",
    ),
    "no place for /tmp": (
        lambda line: [each for i, each in enumerate(line) if "--dir" not in line[max(i - 1, 0) : i + 1]],
        "mount: No such file or directory",
    ),
    "not even bubblewrap": (lambda line: ["false"], "bubblewrap starts nothing"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_where_it_cannot_be_alone_it_does_not_run(submit, strange, change):
    """The grader says why, takes bubblewrap, and no notebook is blamed or run with less."""
    done, words = CHANGES[change]
    strange(done)
    assert re.search(words, process.problem("prewarmed"))
    assert process.best() == ("bwrap", process.problem("prewarmed"))
    submission = submit(PID)
    with pytest.raises(prewarmed.SandboxError):
        submission.load()
    assert not submission._skipped
    assert not any(each.running for each in prewarmed._everywhere)


def test_the_socket_of_the_process_that_waits_is_not_in_the_forked_one(submit):
    """Neither among its descriptors nor in its memory as an object that still works."""
    look = """
import gc, os, socket, stat, sys
def look():
    found = []
    for thing in gc.get_objects():
        if isinstance(thing, socket.socket) and thing.fileno() >= 0:
            try: thing.send(b"1048576"); found.append("sent")
            except OSError: pass
    for fd in range(256):
        try: mode = os.fstat(fd).st_mode
        except OSError: continue
        if stat.S_ISSOCK(mode): found.append(fd)
    return found
"""
    assert submit(look).call("look").value == []
    assert socket.socketpair  # this process could


def test_nothing_of_one_is_left_in_the_next(submit):
    """The two of the corpus, one after the other from the same process."""
    text = Path(__file__).parents[2].joinpath("hostile", "forked.toml").read_text(encoding="utf-8")
    cells = {each["name"]: each["cells"] for each in tomllib.loads(text)["submission"]}
    leaves, looks = submit(*cells["z1 left for the next one"], PID), submit(*cells["z2 what was left"], PID)
    learners(leaves)
    zygote = leaves._process._process._zygote
    for _ in range(2):  # beside the first one, and after it
        learners(looks)
        assert looks._process._process._zygote is zygote
        assert (leaves.notes, looks.notes) == ([], [])
        leaves.close(), looks.close()
