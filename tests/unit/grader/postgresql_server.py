"""A real PostgreSQL server for tests: in a temporary folder, on a free port of this machine, ended with the tests."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from grader.required import postgresql_programs

USER, PASSWORD = "teacher", "se cret@/:%25"
URL_PASSWORD = "se%20cret%40%2F%3A%2525"
_LANGUAGE = {"LC_ALL": "C", "LANG": "C", "LC_MESSAGES": "C"}


class Server:
    """The server; `stop` and `start` do what an administrator would."""

    def __init__(self):
        self._bin, self._process = postgresql_programs(), None
        self.port, self._made = None, 0
        self.folder = Path(tempfile.mkdtemp(prefix="postgresql-"))
        self._as = {}
        if os.geteuid() == 0:  # PostgreSQL refuses root
            owner = pwd.getpwnam("postgres" if _exists("postgres") else "nobody")
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
            self._as = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
        try:
            self._make()
            self.start()
        except BaseException:
            self.end()
            raise

    def _make(self):
        word = self.folder / "password"
        word.write_text(f"{PASSWORD}\n")
        word.chmod(0o644)
        self._run("initdb", "-D", "data", "-U", USER, "--pwfile", "password", "-A", "scram-sha-256", "-E", "UTF8",
                  "--no-locale", "--no-sync")  # fmt: skip

    def _run(self, program, *arguments):
        subprocess.run(
            [self._bin / program, *arguments],
            cwd=self.folder, check=True, env={**os.environ, **_LANGUAGE}, capture_output=True, text=True, **self._as,
        )  # fmt: skip

    def start(self):
        """Start it, on the port that it had before, and wait until it answers."""
        import psycopg  # noqa: PLC0415  not on every machine

        if self.port is None:
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                self.port = free.getsockname()[1]
        # fsync off: what has to survive here is a program that ends, not a power cut.
        line = [
            self._bin / "postgres",
            "-D",
            "data",
            "-p",
            str(self.port),
            "-h",
            "127.0.0.1",
            "-k",
            str(self.folder),
        ]
        line += ["-c", "fsync=off", "-c", "shared_buffers=16MB", "-c", "max_connections=40"]
        with open(self.folder / "log", "ab") as log:
            self._process = subprocess.Popen(
                line, cwd=self.folder, env={**os.environ, **_LANGUAGE}, stdout=log, stderr=log, **self._as
            )
        deadline = time.monotonic() + 60
        while True:
            try:
                return self.execute("SELECT 1")
            except psycopg.OperationalError:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError((self.folder / "log").read_text()[-2000:]) from None
                time.sleep(0.05)

    def stop(self, how="-INT"):
        """Stop it: at once, without waiting for those who are connected."""
        if self._process is not None and self._process.poll() is None:
            subprocess.run(["kill", how, str(self._process.pid)], check=True)
            self._process.wait(timeout=60)

    def end(self):
        """Stop it for good, without tidying up what is thrown away."""
        self.stop("-QUIT")
        shutil.rmtree(self.folder, ignore_errors=True)

    def execute(self, statement, database="postgres"):
        """What a statement gives, as a list of tuples."""
        import psycopg  # noqa: PLC0415

        with psycopg.connect(
            host="127.0.0.1", port=self.port, user=USER, password=PASSWORD, dbname=database, autocommit=True
        ) as connection:
            done = connection.execute(statement)
            return done.fetchall() if done.description else []

    def database(self, password=f":{URL_PASSWORD}"):
        """The URL of a new, empty database."""
        self._made += 1
        self.execute(f"CREATE DATABASE class_{self._made}")
        return f"postgresql://{USER}{password}@127.0.0.1:{self.port}/class_{self._made}"


def _exists(user):
    try:
        return bool(pwd.getpwnam(user))
    except KeyError:
        return False
