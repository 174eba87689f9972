"""`make run` in a copy of this checkout: it stops cleanly, comes back after a kill, keeps the data."""

import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.deploy.running import Run, processes_of, remember

pytestmark = pytest.mark.slow


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
