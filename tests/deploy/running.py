"""The real `make run` in a copy of this checkout, so that a test can kill parts of it."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import psutil
import psycopg2

READY = re.compile(r"Balcony is ready: +(\S+)")
# On a machine that has much else to do.
START_WITHIN = 180.0
STOP_WITHIN = 60.0


class Run:
    """One `make run` of the copy, without the set-up that make would do first.

    Begun as `nohup … &` would: with SIGINT and SIGHUP ignored.
    """

    def __init__(self, copy: Path, port: int, **environment: str) -> None:
        self.copy = copy
        self.said = copy / f"said-{time.monotonic_ns()}"
        with self.said.open("wb") as said:
            self.process = subprocess.Popen(
                ["sh", "-c", "trap '' INT HUP; exec \"$0\" -m deploy.local.run", sys.executable],
                cwd=copy,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                env={name: os.environ[name] for name in ("PATH", "HOME")} | {"PORT": str(port)} | environment,
                start_new_session=True,
            )

    @property
    def words(self) -> str:
        return self.said.read_text()

    def ready(self) -> str:
        """The address, once it answers."""
        until(lambda: READY.search(self.words) or self.process.poll() is not None, START_WITHIN)
        found = READY.search(self.words)
        assert found, self.words
        with urllib.request.urlopen(found[1] + "/health/ready", timeout=10) as answer:
            assert answer.status == 200
        return found[1]

    def stopped(self) -> int:
        return self.process.wait(STOP_WITHIN)

    def part(self, *words: str) -> psutil.Process:
        """The process of this run with all these words in its command line."""
        return next(process for process in processes_of(self.copy) if set(words) <= set(process.cmdline()))

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        assert self.stopped() == 0, self.words
        assert processes_of(self.copy) == []


def until(true: Callable[[], object], within: float) -> None:
    deadline = time.monotonic() + within
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)


def processes_of(copy: Path) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        try:
            marked = process.environ().get("BALCONY_RUN") == str(copy / "var")
            if marked or any(str(copy) in word for word in process.cmdline()):
                found.append(process)
        except psutil.Error:
            continue
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def connect(copy: Path) -> "psycopg2.extensions.connection":
    """To the copy's database, as its owner."""
    var = copy / "var"
    return psycopg2.connect(
        host="127.0.0.1",
        port=int((var / "run" / "postgres.port").read_text()),
        user="balcony",
        password=(var / "secrets" / "balcony").read_text(),
        dbname="balcony",
    )


def remember(copy: Path, sql: str) -> list[tuple[str]]:
    """Run `sql` as the owner of the copy's database."""
    connection = connect(copy)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()
