"""`make run` in a copy of this checkout: it stops cleanly, comes back after a kill, keeps the data."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg2
import pytest

from deploy.local.paths import ASSETS, ROOT, VENV

pytestmark = pytest.mark.slow

NOT_COPIED = shutil.ignore_patterns("var", "node_modules", "tests", "bench", ".*", "__pycache__")
READY = re.compile(r"Balcony is ready: +(\S+)")
START_WITHIN = 60.0
STOP_WITHIN = 20.0


class Run:
    """One `make run` of the copy, without the set-up that make would do first.

    Begun as `nohup … &` would: with SIGINT and SIGHUP ignored.
    """

    def __init__(self, copy: Path, port: int) -> None:
        self.copy = copy
        self.said = copy / f"said-{time.monotonic_ns()}"
        with self.said.open("wb") as said:
            self.process = subprocess.Popen(
                ["sh", "-c", "trap '' INT HUP; exec \"$0\" -m deploy.local.run", sys.executable],
                cwd=copy,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                env={**{name: os.environ[name] for name in ("PATH", "HOME")}, "PORT": str(port)},
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


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    copy = tmp_path_factory.mktemp("run") / "balcony"
    shutil.copytree(ROOT, copy, ignore=NOT_COPIED)
    (copy / "var").mkdir()
    (copy / "var" / "venv").symlink_to(VENV)
    (copy / "var" / "assets").symlink_to(ASSETS)
    yield copy
    for process in processes_of(copy):
        process.kill()


@pytest.fixture
def start(copy: Path) -> Iterator[Callable[..., Run]]:
    runs: list[Run] = []

    def begin(port: int | None = None) -> Run:
        runs.append(Run(copy, port or free_port()))
        return runs[-1]

    yield begin
    for run in runs:
        if run.process.poll() is None:
            run.stop()


def remember(copy: Path, sql: str) -> list[tuple[str]]:
    """Run `sql` as the owner of the copy's database."""
    var = copy / "var"
    connection = psycopg2.connect(
        host="127.0.0.1",
        port=int((var / "run" / "postgres.port").read_text()),
        user="balcony",
        password=(var / "secrets" / "balcony").read_text(),
        dbname="balcony",
    )
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def test_run_keeps_keys_from_the_worker_refuses_a_second_run_and_stops_clean(
    start: Callable[..., Run], copy: Path
) -> None:
    """Three promises on one start, for a start is slow."""
    run = start()
    address = run.ready()

    web = run.part("fellowship.wsgi").environ()
    for other in (run.part("worker").environ(), run.part("beat").environ()):
        assert not {"PRIVATE_TEXT_KEYS", "AUTHOR_SEAL_KEY", "DATABASE_OWNER_URL"} & other.keys()
        assert other["DATABASE_URL"] == web["DATABASE_URL"]
    assert web["PRIVATE_TEXT_KEYS"]
    assert web["AUTHOR_SEAL_KEY"]
    assert "DATABASE_OWNER_URL" not in web

    second = start()
    assert second.stopped() == 1
    assert f"already runs from this directory, at {address}" in second.words

    assert len(processes_of(copy)) > 5
    run.process.send_signal(signal.SIGHUP)
    time.sleep(1)
    assert run.process.poll() is None
    run.process.send_signal(signal.SIGINT)
    assert run.stopped() == 0, run.words
    assert processes_of(copy) == []
    assert run.words.strip().endswith("Balcony is stopped.")


def test_run_takes_another_port_and_says_so_when_its_port_is_taken(start: Callable[..., Run]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        run = start(taken)
        address = run.ready()

    assert address != f"http://localhost:{taken}"
    assert f"Port {taken} is taken" in run.words


def test_run_ends_and_keeps_the_data_when_postgres_is_killed(start: Callable[..., Run], copy: Path) -> None:
    run = start()
    run.ready()
    remember(copy, "CREATE TABLE IF NOT EXISTS kept (word text); INSERT INTO kept VALUES ('before')")

    run.part("-D", str(copy / "var" / "run" / "postgres")).kill()

    assert run.stopped() == 1
    assert "Postgres stopped by itself" in run.words
    assert processes_of(copy) == []
    start().ready()
    assert remember(copy, "DELETE FROM kept RETURNING word") == [("before",)]


def test_run_clears_up_after_a_run_that_was_killed(start: Callable[..., Run], copy: Path) -> None:
    killed = start()
    killed.ready()
    remember(copy, "CREATE TABLE IF NOT EXISTS kept (word text); INSERT INTO kept VALUES ('before')")
    left = processes_of(copy)
    killed.process.kill()
    killed.process.wait()

    again = start()
    again.ready()

    assert "An earlier run was cut off" in again.words
    assert not {process.pid for process in left} & {process.pid for process in processes_of(copy)}
    assert remember(copy, "DELETE FROM kept RETURNING word") == [("before",)]


def test_run_ends_and_names_the_part_when_the_worker_is_killed(start: Callable[..., Run], copy: Path) -> None:
    run = start()
    run.ready()

    run.part("worker").kill()

    assert run.stopped() == 1
    assert "The part called worker stopped by itself" in run.words
    assert str(copy / "var" / "run" / "log" / "worker.log") in run.words
    assert processes_of(copy) == []
