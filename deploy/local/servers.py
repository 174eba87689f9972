"""Postgres and Valkey together, for `make run`, the tests and the bench, each in its own directory."""

import os
from pathlib import Path

from deploy.local.lock import Lock
from deploy.local.paths import VAR
from deploy.local.postgres import Postgres
from deploy.local.roles import DATABASE, OWNER, WEB, prepare_roles, web_url_beside
from deploy.local.valkey import Valkey

RUN, TEST, BENCH = VAR / "run", VAR / "test", VAR / "bench"


class Servers:
    """What the application talks to: servers of our own, or those named in the environment.

    `durable=False` is for data that can be made again; there the owner may also make databases.
    """

    def __init__(self, directory: Path, *, durable: bool = True) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self.durable = durable
        self.postgres = None if os.environ.get("DATABASE_URL") else Postgres(directory, durable=durable)
        self.valkey = None if os.environ.get("REDIS_URL") else Valkey(directory)
        self.own = [server for server in (self.postgres, self.valkey) if server is not None]

    def start(self) -> None:
        for server in self.own:
            server.start()
        if self.postgres is not None:
            prepare_roles(self.postgres, owner_makes_databases=not self.durable)

    def stop(self) -> None:
        for server in reversed(self.own):
            server.stop()

    def environment(self) -> dict[str, str]:
        """DATABASE_URL, DATABASE_OWNER_URL and REDIS_URL as the settings expect them."""
        if self.postgres is not None:
            web, owner = self.postgres.url(WEB, DATABASE), self.postgres.url(OWNER, DATABASE)
        elif os.environ.get("DATABASE_OWNER_URL"):
            web, owner = os.environ["DATABASE_URL"], os.environ["DATABASE_OWNER_URL"]
        else:
            owner = os.environ["DATABASE_URL"]
            web = web_url_beside(owner)
        redis = os.environ["REDIS_URL"] if self.valkey is None else self.valkey.url()
        return {"DATABASE_URL": web, "DATABASE_OWNER_URL": owner, "REDIS_URL": redis}


class SharedServers:
    """Servers used by several processes at once: the first starts them, the last stops them.

    Whoever uses them holds a shared lock, which the kernel lets go when a process dies in any way.
    """

    def __init__(self, servers: Servers, directory: Path) -> None:
        self.servers = servers
        self._directory = directory
        self._users: Lock | None = None

    def enter(self) -> None:
        with self._one_at_a_time():
            self._users = Lock(self._directory / "locks" / "users")
            self._users.take(shared=True)
            self.servers.start()

    def leave(self) -> None:
        if self._users is None:
            return
        with self._one_at_a_time():
            if self._users.take_if_free():
                self.servers.stop()
            self._users.release()
            self._users = None

    def _one_at_a_time(self) -> Lock:
        return Lock(self._directory / "locks" / "start-and-stop")
