"""What a hostile notebook meets, under each isolation that keeps it apart."""

import errno
import os
import time
from pathlib import Path

import pytest

from grader.proxy import Student, StudentError
from grader.required import require

ROOT = Path(__file__).resolve().parents[3]
DOUBLE = "import os\ndef double(z): return 2 * z"


@pytest.fixture(params=["prewarmed", "bwrap"])
def isolation(request):
    require(request.param)
    return request.param


def refusal(submission, name, *args):
    """The category of the StudentError that a call gives."""
    with pytest.raises(StudentError) as caught:
        submission.call(name, *args)
    return caught.value.category


def works(submission):
    """Whether an honest function beside the hostile code still counts."""
    return submission.call("double", 2).value == 4


def test_nothing_of_the_machine_is_to_be_seen(submit):
    """No home, no house, no hidden tests, no processes, no environment of the grader."""
    os.environ["GRADER_SECRET"] = "x"
    look = "def look(): return sorted(os.listdir('/')), dict(os.environ), os.getpid()"
    student = Student(submit("import os", look))
    top, environment, pid = student.look()
    del os.environ["GRADER_SECRET"]
    assert set(top) <= {"dev", "etc", "inside", "lib", "lib32", "lib64", "python", "tmp", "usr"}
    assert "GRADER_SECRET" not in environment
    assert str(ROOT) not in str(environment)
    assert pid < 10


@pytest.mark.parametrize(
    "path", [str(ROOT / "tests"), str(Path.home()), "/root", "/home", "/proc/self", "/etc/passwd"]
)
def test_a_path_of_the_machine_does_not_exist_inside(submit, path):
    """Not hidden by permissions: it is not there."""
    student = Student(submit("import os\ndef exists(path): return os.path.exists(path)"))
    assert student.exists("/inside") is True
    assert student.exists(path) is False


@pytest.mark.parametrize(
    "name", ["matplotlib_inline", "pytest", "sqlalchemy", "grader.grading", "workbook.exercises"]
)
def test_no_package_but_numpy_is_inside(submit, name):
    """The grader itself least of all; `workbook` is a stand-in whose names do nothing."""
    student = Student(submit(f"import importlib\ndef f(): return importlib.import_module({name!r}).__file__"))
    with pytest.raises(StudentError) as caught:
        student.f()
    assert caught.value.exception in ("ModuleNotFoundError", "AttributeError")


def test_nothing_but_tmp_can_be_written(submit):
    """Nothing that a later submission, or the machine, would see."""
    probe = """
import os
def writable():
    found = []
    for top in ('/', '/inside', '/inside/nnlib', '/python', '/usr/lib', '/dev', '/etc', '/tmp'):
        try:
            open(os.path.join(top, 'mark'), 'w').close()
            found.append(top)
        except OSError:
            pass
    return found
"""
    submission = submit(probe)
    assert submission.call("writable").value == ["/tmp"]


def test_tmp_does_not_outlive_the_process(submit):
    """The next learner starts with an empty one."""
    first = submit("open('/tmp/mark', 'w').write('x')")
    first.load()
    assert submit("import os\ndef left(): return os.listdir('/tmp')").call("left").value == []


def test_the_devices_of_the_machine_stay_as_they_are(submit):
    """They are bound, not copied: where root grades, the sandbox's user owns them."""
    devices = ("/dev/null", "/dev/urandom", "/dev/zero", "/dev")
    before = [(os.stat(path).st_mode, os.stat(path).st_mtime) for path in devices]
    attack = """
import os
def attack():
    for path in ("/dev/null", "/dev/urandom", "/dev/zero", "/dev"):
        for act in (lambda: os.chmod(path, 0o700), lambda: os.utime(path, (1, 1)), lambda: os.chown(path, 1, 1),
                    lambda: os.setxattr(path, "user.x", b"x"), lambda: os.unlink(path),
                    lambda: os.rename(path, "/tmp/x"),
                    lambda: os.fchmod(os.open(path, os.O_RDONLY), 0o700), lambda: os.link(path, "/tmp/x")):
            try: act()
            except OSError: continue
            return path
    return ""
"""
    assert submit(attack).call("attack").value == ""
    assert [(os.stat(path).st_mode, os.stat(path).st_mtime) for path in devices] == before


@pytest.mark.parametrize(
    "attempt",
    [
        "os.fork()",
        "__import__('subprocess').run(['/python/bin/python3', '-c', ''])",
        "os.posix_spawn('/python/bin/python3', ['python'], {})",
        "__import__('multiprocessing').get_context('spawn').Process(target=print).start()",
        "__import__('socket').socket()",
        "__import__('socket').socketpair()",
        "__import__('ctypes').CDLL(None, use_errno=True).unshare(0x10000000) == 0 or 1 / 0",
        "__import__('ctypes').CDLL(None, use_errno=True).ptrace(0, 0, 0, 0) == 0 or 1 / 0",
        "os.memfd_create('x')",
        "os.setuid(0)",
        "__import__('resource').setrlimit(__import__('resource').RLIMIT_AS, (1 << 40, 1 << 40))",
        "os.kill(os.getppid(), 9) or os.getppid() == 0 or 1 / 0",
        "bytearray(1 << 30)",
        "open('/tmp/big', 'wb').write(b'x' * (3 << 20)) == 3 << 20 or 1 / 0",
    ],
)
def test_an_attempt_is_refused_and_costs_nobody_anything(submit, attempt):
    """It raises inside, as it would on any machine that does not allow it, and the notebook goes on."""
    submission = submit(DOUBLE, f"def attempt():\n    {attempt}")
    assert refusal(submission, "attempt") in ("raised", "died")
    assert works(submission)


def test_a_system_call_that_nobody_allowed_is_refused(submit):
    """One that no kernel has yet, one between sandboxes, and an order that is not on the list of its call."""
    source = """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
def errors():
    found = []
    for ask in (lambda: libc.syscall(5000), lambda: libc.flock(0, 2), lambda: libc.inotify_init(),
                lambda: libc.fcntl(0, 1024, 0), lambda: libc.ioctl(0, 0x5412, 0), lambda: libc.prctl(4, 0)):
        ctypes.set_errno(0)
        ask()
        found.append(ctypes.get_errno())
    return found
"""
    not_implemented, not_permitted = errno.ENOSYS, errno.EPERM
    assert submit(source).call("errors").value == [
        not_implemented,
        not_permitted,
        not_permitted,
        not_implemented,
        not_implemented,
        not_implemented,
    ]


def test_threads_are_allowed_but_not_without_end(submit):
    """NumPy may want some; a notebook that wants all gets an exception."""
    endless = """
import threading
def few():
    t = threading.Thread(target=print); t.start(); t.join(); return True
def many():
    stop = threading.Event()
    for _ in range(10_000): threading.Thread(target=stop.wait, daemon=True).start()
"""
    submission = submit(DOUBLE, endless)
    assert submission.call("few").value is True
    assert refusal(submission, "many") in ("raised", "died", "timeout")
    assert works(submission)


def test_an_endless_loop_that_swallows_interrupts_ends_in_time(submit, limits):
    """Only a signal that cannot be caught is sent; and the function is not waited for again."""
    loop = """
def loop(z):
    while True:
        try:
            while True: pass
        except BaseException: pass
"""
    submission = submit(DOUBLE, loop)
    began = time.monotonic()
    assert [refusal(submission, "loop", 1) for _ in range(5)] == ["timeout"] * 5
    assert time.monotonic() - began < 2 * limits.call + 2
    assert works(submission)


def test_an_endless_cell_is_left_out_and_the_rest_counts(submit):
    """Cell 1 hangs; the functions of the others are there."""
    submission = submit("x = 1", "while True: pass", DOUBLE)
    assert works(submission)
    assert [note[:2] for note in submission.notes] == [(1, "TimeoutError")]


def test_a_cell_that_ends_its_process_is_left_out(submit):
    """os._exit in a cell costs what that cell defines."""
    submission = submit("import os\nos._exit(0)", DOUBLE)
    assert works(submission)
    assert [note[:2] for note in submission.notes] == [(0, "SystemExit")]


def test_all_of_it_together_ends_with_the_submission(submit, limits):
    """Every cell and every function may take its time, but not all of them."""
    loops = [f"def f{i}():\n    while True: pass" for i in range(9)]
    submission = submit(
        *["while True: pass"] * 9, *loops, DOUBLE, limits=type(limits)(call=0.5, load=3, submission=3)
    )
    began = time.monotonic()
    assert {refusal(submission, f"f{i}") for i in range(9)} == {"timeout"}
    assert time.monotonic() - began < 6


def test_a_function_that_ends_its_process_is_called_three_times_only(submit, limits):
    """A restart is cheap, but a hundred are not."""
    submission = submit(DOUBLE, "def leave(): os._exit(0)")
    assert [refusal(submission, "leave") for _ in range(limits.deaths + 2)] == ["died"] * (limits.deaths + 2)
    assert works(submission)


def test_exit_and_interrupt_are_only_exceptions(submit):
    """They are not the grader's."""
    submission = submit(DOUBLE, "import sys\ndef a(): sys.exit()\ndef b(): raise KeyboardInterrupt")
    assert refusal(submission, "a") == refusal(submission, "b") == "raised"
    assert works(submission)


@pytest.mark.parametrize(
    "frame",
    [
        "b'garbage' * 100",
        "b'NNW1' + struct.pack('<IQ', 2, 0) + b'{}'",
        "b'NNW1' + struct.pack('<IQ', 2**32 - 1, 2**64 - 1)",
        "b'NNW1' + struct.pack('<IQ', 27, 0) + b'{\"id\": 1, \"value\": {\"t\":[4]}}'[:27]",
        "b'NNW1' + struct.pack('<IQ', 30, 0) + b'{\"id\":2,\"value\":{\"t\":[4,null]}}'[:30]",
    ],
)
def test_forged_frames_on_every_descriptor_gain_nothing(submit, frame):
    """A function that writes into the pipe spoils its own answer; the others are asked anew."""
    forge = f"import struct\ndef forge(z):\n    for fd in range(3, 64):\n        try: os.write(fd, {frame})\n"
    forge += "        except OSError: pass\n    return 7"
    submission = submit(DOUBLE, forge)
    assert refusal(submission, "forge", 1) in ("protocol", "timeout")
    assert works(submission)


def test_a_forged_frame_ahead_of_time_answers_no_later_question(submit):
    """A thread may write at any time; the numbers of the questions tell it apart."""
    late = """
import threading, time, struct
def late(z):
    def write():
        time.sleep(0.2)
        text = b'{"id":9,"value":{"t":[4,null]}}'
        for fd in range(3, 64):
            try: os.write(fd, b'NNW1' + struct.pack('<IQ', len(text), 0) + text)
            except OSError: pass
    threading.Thread(target=write).start()
    return z
"""
    submission = submit(DOUBLE, late)
    assert submission.call("late", 1).value == 1
    time.sleep(0.5)
    assert refusal(submission, "double", 2) == "protocol"
    assert works(submission)


def test_a_hundred_megabytes_of_output_go_nowhere(submit):
    """Neither a pipe that fills up nor a log that grows."""
    noise = "import sys\nfor _ in range(100):\n    sys.stdout.write('x' * 10**6)\n    sys.stderr.write('x' * 10**5)"
    submission = submit(
        noise, "os = __import__('os')\nfor fd in (0, 1, 2): os.write(fd, b'x' * 1000)", DOUBLE
    )
    assert works(submission)
    assert submission.notes == []


def test_an_answer_beyond_the_limit_is_refused(submit, limits):
    """The grader never holds more than the limit of it."""
    submission = submit(DOUBLE, "import numpy as np\ndef huge(n): return np.zeros(n)")
    assert submission.call("huge", 1000).value.shape == (1000,)
    assert refusal(submission, "huge", limits.reply // 8 + 1) == "protocol"
    assert works(submission)


def test_memory_without_end_is_an_exception_inside(submit):
    """And nothing else on the machine notices."""
    submission = submit("hoard = []\nwhile True: hoard.append(bytearray(1 << 27))", "hoard = None", DOUBLE)
    assert works(submission)
    assert submission.notes[0][:2] == (0, "MemoryError")


def test_a_full_tmp_is_the_notebooks_own_affair(submit):
    """It is in memory, so it has to be small."""
    fill = "i = 0\nwhile True:\n    i += 1\n    with open(f'/tmp/{i}', 'wb') as f: f.write(bytes(500_000))"
    submission = submit(fill, DOUBLE)
    assert works(submission)
    assert submission.notes[0][:2] == (0, "OSError")


def processes(above):
    """All processes below one, by their parents."""
    found = set()
    for task in Path("/proc", str(above), "task").iterdir():
        for child in (task / "children").read_text().split():
            found |= {int(child), *processes(child)}
    return found


def test_no_process_is_left_behind(submit):
    """Not after a loop, not after an early end."""
    submit(DOUBLE).load()  # so that what waits for more submissions is there already
    before = processes(os.getpid())
    submission = submit(DOUBLE, "def loop():\n    while True: pass")
    refusal(submission, "loop")
    works(submission)
    assert len(processes(os.getpid()) - before) >= 2
    submission.close()
    deadline = time.monotonic() + 5
    while (left := processes(os.getpid()) - before) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert left == set()


@pytest.mark.parametrize("isolation", ["none"])
def test_under_no_isolation_the_process_and_its_children_end_as_well(submit, tmp_path, isolation):
    """There is no process table of its own to take away, so the whole group is ended."""
    mark = tmp_path / "alive"
    child = (
        f"import time, pathlib\\nwhile True:\\n    pathlib.Path({str(mark)!r}).touch()\\n    time.sleep(0.05)"
    )
    start = f'import subprocess, sys\nsubprocess.Popen([sys.executable, "-c", "{child}"])'
    submission = submit(start, DOUBLE)
    assert works(submission)
    deadline = time.monotonic() + 5
    while not mark.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    submission.close()
    mark.unlink()
    time.sleep(0.3)
    assert not mark.exists()


def test_the_seccomp_filter_knows_calls_that_this_kernel_has():
    """A misspelt name would be passed over in silence."""
    pyseccomp = pytest.importorskip("pyseccomp")
    from grader.sandbox import seccomp  # noqa: PLC0415

    rules = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    for name in sorted(seccomp.REFUSED | seccomp.ALLOWED):
        rules.add_rule(pyseccomp.ERRNO(1), name)
    assert not seccomp.REFUSED & seccomp.ALLOWED
