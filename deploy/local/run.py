"""`make run`: Balcony with its demonstration on this machine, until Ctrl-C."""

import ctypes
import os
import signal
import sys
import time
from pathlib import Path

from deploy.local import database, environment
from deploy.local.fingerprint import holds, write
from deploy.local.lock import Lock
from deploy.local.paths import ROOT, VENV
from deploy.local.processes import Processes, stop_left_behind
from deploy.local.server import port_is_free
from deploy.local.servers import RUN, Servers
from deploy.local.steps import CannotGoOn, interrupt_when_asked, say, step

FIRST_PORT = int(os.environ.get("PORT", "8000"))
PORTS_TRIED = 100
ADDRESS = RUN / "address"
LOGS = RUN / "log"
PR_SET_PDEATHSIG = 1
LISTENING = "Balcony is listening."  # what deploy/gunicorn.py prints

# Celery says this at length each time; here, everything belongs to whoever called make.
AS_ROOT = "You're running the worker with superuser privileges"

WELCOME = """
  Balcony is ready:  {address}

  To sign in, choose one of the people on the first page: fellow, mentor, administrator or tutor.
  (One click, in this demonstration only.) {mail}
  Ctrl-C stops everything; what you enter is kept.
"""
MAIL_AS_FILES = "Messages are not sent: the administrator reads\n  them on the page Messages."


def main() -> None:
    _stop_with_make()
    interrupt_when_asked()
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup: go on when the terminal closes
        signal.signal(signal.SIGHUP, signal.default_int_handler)
    servers: Servers | None = None
    try:
        lock = _only_one()
        if stop_left_behind():
            say("         An earlier run was cut off; what it left running is stopped.")
        servers = Servers(RUN)
        fault = _run(servers)
    except CannotGoOn as stop:
        fault = str(stop)
    except KeyboardInterrupt:
        fault = ""
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        if servers is not None:
            stop_left_behind()
            servers.stop()
            lock.release()
    say(f"\n{fault}" if fault else "\nBalcony is stopped.")
    sys.exit(1 if fault else 0)


def _stop_with_make() -> None:
    """Get SIGTERM when make dies, even from a kill -9, instead of going on without a terminal."""
    if "MAKELEVEL" in os.environ and sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _only_one() -> Lock:
    """One run for a checkout; one that is just stopping gets the time to do so."""
    lock = Lock(RUN / "locks" / "run")
    patience = time.monotonic() + 5
    while not lock.take_if_free():
        if time.monotonic() > patience:
            where = ADDRESS.read_text() if ADDRESS.exists() else "another address"
            raise CannotGoOn(f"Balcony already runs from this directory, at {where}. Stop that one first.")
        time.sleep(0.2)
    return lock


def _run(servers: Servers) -> str:
    with step("Postgres and Valkey"):
        servers.stop()  # those of a run that was killed: a server must be our child to be looked after
        servers.start()
    port = _free_port()
    address = os.environ.get("SITE_URL") or f"http://localhost:{port}"
    ADDRESS.write_text(address)
    settings = {"DEBUG": "1", "DEMONSTRATION": "1", "SITE_URL": address, "PORT": str(port)}
    database.prepare(_stamp(servers, "prepared"), environment.for_owner(servers, **settings))
    _load_demonstration(servers, settings)
    parts = Processes(LOGS, servers.own, Lines(address))
    try:
        _start(parts, servers, settings)
        return parts.watch()
    finally:
        parts.stop()


def _start(parts: Processes, servers: Servers, settings: dict[str, str]) -> None:
    # For one machine: fewer threads, each of which keeps a connection, and fewer pools of memory.
    lean = {**settings, "WEB_THREADS": "3", "MALLOC_ARENA_MAX": "2", "PYTHONWARNINGS": f"ignore:{AS_ROOT}"}
    web, worker = environment.for_web(servers, **lean), environment.for_worker(servers, **lean)
    programs = VENV / "bin"
    parts.start("web", [programs / "gunicorn", "fellowship.wsgi", "--config", "deploy/gunicorn.py"], web)
    celery: list[str | Path] = [programs / "celery", "--app", "fellowship", "--quiet"]
    threads = ["--pool", "threads", "--concurrency", os.environ.get("WORKER_THREADS", "2")]
    lonely = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    parts.start("worker", [*celery, "worker", *threads, *lonely], worker)
    parts.start("beat", [*celery, "beat", "--schedule", RUN / "beat", "--pidfile="], worker)


class Lines:
    """Prints each line behind the time and the name of its part; the first "listening" is the welcome."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._welcomed = False

    def __call__(self, name: str, line: str) -> None:
        if line != LISTENING:
            say(f"{time.strftime('%H:%M:%S')} {name:6} | {line}")
        elif not self._welcomed:
            self._welcomed = True
            mail = "" if os.environ.get("EMAIL_URL") else MAIL_AS_FILES
            say(WELCOME.format(address=self._address, mail=mail))


def _stamp(servers: Servers, name: str) -> Path | None:
    """A note beside the data it is about; a server that was given may have changed meanwhile."""
    return None if servers.postgres is None else servers.postgres.data / f"balcony-{name}"


def _load_demonstration(servers: Servers, settings: dict[str, str]) -> None:
    stamp = _stamp(servers, "demonstration")
    if stamp is not None and holds(stamp, "loaded"):
        return
    with step("Demonstration programme"):
        database.manage(
            "load_demonstration",
            log="load_demonstration",
            env=environment.for_web(servers, **settings),
            failing="The demonstration programme could not be loaded.",
        )
    if stamp is not None:
        write(stamp, "loaded")


def _free_port() -> int:
    for port in range(FIRST_PORT, FIRST_PORT + PORTS_TRIED):
        if port_is_free(port):
            if port != FIRST_PORT:
                say(f"         Port {FIRST_PORT} is taken by another program, so this is port {port}.")
            return port
    raise CannotGoOn(f"All ports from {FIRST_PORT} to {FIRST_PORT + PORTS_TRIED - 1} are taken.")


if __name__ == "__main__":
    os.chdir(ROOT)
    main()
