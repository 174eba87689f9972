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
from deploy.local.steps import CannotGoOn, say, step

FIRST_PORT = int(os.environ.get("PORT", "8000"))
PORTS_TRIED = 100
ADDRESS = RUN / "address"
LOGS = RUN / "log"
PR_SET_PDEATHSIG = 1

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
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    lock = Lock(RUN / "locks" / "run")
    os.register_at_fork(after_in_child=lock.release)
    servers: Servers | None = None
    try:
        _only_one(lock)
        if stop_left_behind():
            say("         An earlier run was cut off; what it left running is stopped.")
        servers = Servers(RUN)
        failed = _run(servers)
    except CannotGoOn as stop:
        failed = str(stop)
    except KeyboardInterrupt:
        failed = ""
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        if servers is not None:
            servers.stop()
            stop_left_behind()
    say(f"\n{failed}" if failed else "\nBalcony is stopped.")
    sys.exit(1 if failed else 0)


def _stop_with_make() -> None:
    """Get SIGTERM when make dies, even from a kill -9, instead of going on without a terminal."""
    if "MAKELEVEL" in os.environ and sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _only_one(lock: Lock) -> None:
    """One run for a checkout; one that is just stopping gets the time to do so."""
    patience = time.monotonic() + 10
    while not lock.take_if_free():
        if time.monotonic() > patience:
            where = ADDRESS.read_text() if ADDRESS.exists() else "somewhere"
            raise CannotGoOn(f"Balcony already runs from this directory, at {where}. Stop that one first.")
        time.sleep(0.2)


def _run(servers: Servers) -> str:
    with step("Postgres and Valkey"):
        servers.stop()  # those of a run that was killed: a server must be our child to be looked after
        servers.start()
    port = _free_port()
    address = os.environ.get("SITE_URL") or f"http://localhost:{port}"
    if port != FIRST_PORT:
        say(f"         Port {FIRST_PORT} is taken by another program, so this is port {port}.")
    ADDRESS.write_text(address)
    always = {"DEBUG": "1", "DEMONSTRATION": "1", "SITE_URL": address, "PORT": str(port)}
    owner = environment.for_owner(servers, **always)
    database.prepare(_stamp(servers, "prepared"), owner)
    _load_demonstration(servers, {**always})
    mail = "" if os.environ.get("EMAIL_URL") else MAIL_AS_FILES
    LOGS.mkdir(parents=True, exist_ok=True)
    processes = Processes(LOGS, servers.own, lambda: say(WELCOME.format(address=address, mail=mail)))
    web, worker = environment.for_web(servers, **always), environment.for_worker(servers, **always)
    programs = VENV / "bin"
    processes.add("web", f"{programs}/gunicorn fellowship.wsgi --config deploy/gunicorn.py", web)
    celery = f"{programs}/celery --app fellowship --quiet"
    quiet = "--without-gossip --without-mingle --without-heartbeat"
    worker["PYTHONWARNINGS"] = f"ignore:{AS_ROOT}"
    processes.add("worker", f"{celery} worker --pool threads --concurrency 2 {quiet}", worker)
    processes.add("beat", f"{celery} beat --schedule {RUN / 'beat'} --pidfile=", worker)
    return processes.run()


def _stamp(servers: Servers, name: str) -> Path | None:
    """A note beside the data it is about; a server that was given may have changed meanwhile."""
    return None if servers.postgres is None else servers.postgres.data / f"balcony-{name}"


def _load_demonstration(servers: Servers, always: dict[str, str]) -> None:
    stamp = _stamp(servers, "demonstration")
    if stamp is not None and holds(stamp, "loaded"):
        return
    with step("Demonstration programme"):
        database.manage(
            "load_demonstration",
            log="load_demonstration",
            env=environment.for_web(servers, **always),
            failing="The demonstration programme could not be loaded.",
        )
    if stamp is not None:
        write(stamp, "loaded")


def _free_port() -> int:
    for port in range(FIRST_PORT, FIRST_PORT + PORTS_TRIED):
        if port_is_free(port):
            return port
    raise CannotGoOn(f"All ports from {FIRST_PORT} to {FIRST_PORT + PORTS_TRIED - 1} are taken.")


if __name__ == "__main__":
    os.chdir(ROOT)
    main()
