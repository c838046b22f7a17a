"""Fetch a file from the first mirror that has it, check it, and put it on the disk whole or not at all."""

import gzip
import hashlib
import os
import time
import urllib.error
import urllib.request
import zlib
from http.client import HTTPException

from tqdm.auto import tqdm

__all__ = ["download"]

TRIES = 3
PAUSE = 0.5  # seconds before the second try, twice that before the third
TIMEOUT = 20  # seconds without a byte
CHUNK = 1 << 16
LARGEST = 64 << 20  # no file of ours is near this; a mirror that sends more is not one


def download(name, mirrors, folder, sha256, progress):
    """Fetch a gzipped file into `folder` and give its unzipped content.

    Parameters
    ----------
    name : str
        The file, ending in ".gz".
    mirrors : sequence of str
        Addresses that the name is put behind, tried in turn.
    folder : Path
        Made if it is not there.
    sha256 : str
        Of the unzipped content.
    progress : bool
        Whether to show a progress bar.

    Returns
    -------
    content : bytes

    Raises
    ------
    OSError
        If no mirror has it, or it cannot be written; with everything that went wrong in one line.
    """
    failures = []
    for mirror in mirrors:
        for again in range(TRIES):
            try:
                zipped = _fetch(mirror + name, progress)
                content = gzip.decompress(zipped)
            except urllib.error.HTTPError as error:
                failures.append(f"{mirror} answers {error.code} {error.reason}")
                break  # asking again gives the same
            except (OSError, EOFError, zlib.error, HTTPException) as error:
                failures.append(f"{mirror}: {_reason(error)}")
                time.sleep(again * PAUSE)
                continue
            if hashlib.sha256(content).hexdigest() == sha256:
                _keep(folder, name, zipped)
                return content
            failures.append(f"{mirror} has another file, its sha256 is wrong")
            break
    raise OSError("; ".join(dict.fromkeys(failures)) or "no mirrors were given")


def _fetch(address, progress):
    with urllib.request.urlopen(address, timeout=TIMEOUT) as answer:
        size = int(answer.headers.get("Content-Length") or 0)
        received = bytearray()
        name = address.rpartition("/")[2]
        with tqdm(total=size or None, unit="B", unit_scale=True, desc=name, disable=not progress) as bar:
            while chunk := answer.read(CHUNK):
                received += chunk
                bar.update(len(chunk))
                if len(received) > LARGEST:
                    raise OSError("it sends more than the file has")
    if len(received) < size:
        raise OSError(f"the connection was cut after {len(received)} of {size} bytes")
    return bytes(received)


def _reason(error):
    reason = getattr(error, "reason", error)  # URLError wraps the cause
    return getattr(reason, "strerror", None) or str(reason) or type(reason).__name__


def _keep(folder, name, zipped):
    partial = folder / f"{name}.{os.getpid()}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            with open(partial, "wb") as file:
                file.write(zipped)
                file.flush()
                os.fsync(file.fileno())
            os.replace(partial, folder / name)
        finally:
            partial.unlink(missing_ok=True)
    except OSError as error:
        raise OSError(f"it could not be written to {folder} ({_reason(error)})") from None
