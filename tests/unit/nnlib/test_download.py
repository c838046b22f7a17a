"""MNIST from a mirror on this machine: what can go wrong ends in one clear error and leaves no half file."""

import errno
import gzip
import hashlib
import os
import re
import socket
import struct
import threading
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest

import nnlib as nn
from nnlib.datasets import download as downloading
from nnlib.datasets import mnist

CONTENT = bytes(range(256)) * 40
ZIPPED = gzip.compress(CONTENT)
SHA = hashlib.sha256(CONTENT).hexdigest()


class Mirror(BaseHTTPRequestHandler):
    """Serves `files`; `misbehave` is a list of what to do instead, one for each request."""

    def do_GET(self):
        server = self.server
        name = self.path.rpartition("/")[2]
        server.requests.append(name)
        trick = server.misbehave.pop(0) if server.misbehave else None
        body = server.files.get(name)
        if body is None or trick == "missing":
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if trick == "hang":
            server.released.wait(5)
        self.wfile.write(body[: len(body) // 2] if trick in ("cut", "hang") else body)

    def log_message(self, *args):
        pass


@pytest.fixture
def mirror():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Mirror)
    server.files, server.misbehave, server.requests, server.released = {}, [], [], threading.Event()
    server.address = f"http://127.0.0.1:{server.server_port}/"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.released.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(downloading, "PAUSE", 0)
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "my cache"


def fetch(mirrors, folder):
    return downloading.download("x.gz", mirrors, folder, SHA, progress=False)


def assert_fails_and_leaves_nothing(mirrors, folder, *parts):
    with pytest.raises(OSError, match=re.escape(parts[0])) as caught:
        fetch(mirrors, folder)
    message = str(caught.value)
    assert "\n" not in message
    for part in parts:
        assert part in message
    assert not folder.exists() or not list(folder.iterdir())


def test_a_whole_file_is_kept(mirror, folder):
    """Unzipped for the caller, zipped on the disk, in a folder with a space in its name."""
    mirror.files["x.gz"] = ZIPPED
    assert fetch([mirror.address], folder) == CONTENT
    assert [path.name for path in folder.iterdir()] == ["x.gz"]
    assert (folder / "x.gz").read_bytes() == ZIPPED


def test_a_cut_connection_is_tried_again(mirror, folder):
    """Twice cut, the third time whole."""
    mirror.files["x.gz"] = ZIPPED
    mirror.misbehave = ["cut", "cut"]
    assert fetch([mirror.address], folder) == CONTENT
    assert len(mirror.requests) == 3


def test_a_connection_that_is_always_cut(mirror, folder):
    """Three tries, one error."""
    mirror.files["x.gz"] = ZIPPED
    mirror.misbehave = ["cut"] * 9
    assert_fails_and_leaves_nothing([mirror.address], folder, f"of {len(ZIPPED)} bytes")
    assert len(mirror.requests) == 3


def test_a_mirror_that_falls_silent(mirror, folder, monkeypatch):
    """After the time-out the next one is asked."""
    monkeypatch.setattr(downloading, "TIMEOUT", 0.2)
    mirror.files["x.gz"] = ZIPPED
    mirror.misbehave = ["hang"] * 3
    assert fetch([mirror.address, mirror.address + "second/"], folder) == CONTENT
    assert len(mirror.requests) == 4


def test_a_wrong_hash_is_not_kept(mirror, folder):
    """Whatever it is; asking the same mirror again would give the same."""
    mirror.files["x.gz"] = gzip.compress(b"another file")
    assert_fails_and_leaves_nothing([mirror.address], folder, "sha256 is wrong")
    assert len(mirror.requests) == 1


def test_what_is_no_gzip_is_not_kept(mirror, folder):
    """A login page, say."""
    mirror.files["x.gz"] = b"<html>please log in</html>"
    assert_fails_and_leaves_nothing([mirror.address], folder, mirror.address)


def test_a_missing_file_sends_us_to_the_next_mirror(mirror, folder):
    """404 is an answer, and is not asked again."""
    mirror.files["x.gz"] = ZIPPED
    mirror.misbehave = ["missing"]
    assert fetch([mirror.address, mirror.address + "second/"], folder) == CONTENT
    assert len(mirror.requests) == 2
    mirror.misbehave = ["missing"]
    folder = folder / "other"
    assert_fails_and_leaves_nothing([mirror.address], folder, "answers 404")


def test_a_file_without_end_is_given_up(mirror, folder, monkeypatch):
    """No mirror fills the memory."""
    monkeypatch.setattr(downloading, "LARGEST", 10)
    mirror.files["x.gz"] = ZIPPED
    assert_fails_and_leaves_nothing([mirror.address], folder, "sends more")


def test_no_network(folder):
    """Nobody listens there."""
    with closing(socket.socket()) as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{unused.getsockname()[1]}/"
        assert_fails_and_leaves_nothing([address], folder, address, os.strerror(errno.ECONNREFUSED))


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full, the device that is always full")
def test_a_full_disk(mirror, folder):
    """The partial file lies on a device without room."""
    mirror.files["x.gz"] = ZIPPED
    folder.mkdir()
    (folder / f"x.gz.{os.getpid()}.part").symlink_to("/dev/full")
    assert_fails_and_leaves_nothing([mirror.address], folder, str(folder), os.strerror(errno.ENOSPC))


def test_a_folder_that_cannot_be_made(mirror, folder):
    """A file is in its place."""
    mirror.files["x.gz"] = ZIPPED
    folder.write_text("I am a file")
    with pytest.raises(OSError, match="could not be written"):
        fetch([mirror.address], folder)
    assert folder.read_text() == "I am a file"


# A whole small "MNIST" in its four files, with the hashes that belong to it.


def idx(array):
    return (
        struct.pack(">BBBB", 0, 0, 8, array.ndim)
        + struct.pack(f">{array.ndim}I", *array.shape)
        + array.tobytes()
    )


@pytest.fixture
def small_mnist(monkeypatch, tmp_path):
    rng = np.random.default_rng(0)
    arrays = [
        rng.integers(256, size=(5, 28, 28), dtype=np.uint8),
        np.arange(5, dtype=np.uint8),
        rng.integers(256, size=(2, 28, 28), dtype=np.uint8),
        np.arange(2, dtype=np.uint8),
    ]
    contents = dict(zip(mnist.SHA256, map(idx, arrays), strict=True))
    monkeypatch.setattr(
        mnist, "SHA256", {name: hashlib.sha256(c).hexdigest() for name, c in contents.items()}
    )
    monkeypatch.delenv("NNLIB_DATA", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return contents, arrays


def test_mnist_is_downloaded_once(small_mnist, mirror):
    """The second time the cache has it."""
    contents, arrays = small_mnist
    mirror.files = {f"{name}.gz": gzip.compress(content) for name, content in contents.items()}
    for _ in range(2):
        data = nn.datasets.load_mnist(mirrors=[mirror.address], progress=False)
        np.testing.assert_array_equal(data.X_train * 255, arrays[0].reshape(5, 784))
        np.testing.assert_array_equal(data.y_test, [0, 1])
    assert len(mirror.requests) == 4


def test_a_broken_file_in_the_cache_is_fetched_again(small_mnist, mirror, tmp_path):
    """Cut off by a crash of long ago, say."""
    contents, _ = small_mnist
    mirror.files = {f"{name}.gz": gzip.compress(content) for name, content in contents.items()}
    nn.datasets.load_mnist(mirrors=[mirror.address], progress=False)
    broken = tmp_path / "cache" / "nnlib" / "mnist" / "train-labels-idx1-ubyte.gz"
    broken.write_bytes(broken.read_bytes()[:20])
    nn.datasets.load_mnist(mirrors=[mirror.address], progress=False)
    assert mirror.requests[4:] == ["train-labels-idx1-ubyte.gz"]


def test_NNLIB_DATA_comes_first(small_mnist, tmp_path, monkeypatch):
    """Zipped or not; no mirror is asked."""
    contents, arrays = small_mnist
    folder = tmp_path / "my data"
    folder.mkdir()
    for i, (name, content) in enumerate(contents.items()):
        if i % 2:
            (folder / name).write_bytes(content)
        else:
            (folder / f"{name}.gz").write_bytes(gzip.compress(content))
    monkeypatch.setenv("NNLIB_DATA", str(folder))
    data = nn.datasets.load_mnist(mirrors=[], dtype=np.float64)
    np.testing.assert_array_equal(data.X_test, arrays[2].reshape(2, 784) / 255)
    (folder / "t10k-labels-idx1-ubyte").write_bytes(b"something else")
    with pytest.raises(nn.datasets.DataError, match="is not MNIST's"):
        nn.datasets.load_mnist(mirrors=[])


def test_without_network_and_files_the_error_says_what_to_do(small_mnist, monkeypatch):
    """One line."""
    with pytest.raises(
        nn.datasets.DataError, match=r"set NNLIB_DATA to it, or use nnlib\.datasets\.load_digits"
    ):
        nn.datasets.load_mnist(mirrors=[])
    monkeypatch.setenv("NNLIB_DATA", "/no/such folder")
    with pytest.raises(nn.datasets.DataError, match="there is no such folder"):
        nn.datasets.load_mnist(mirrors=[])
