"""Data of their own for the tests: any number of pytest processes at once, none sees another's.

The first process starts the servers under var/test, the last one stops them. A database migrated as
the owner is kept as a template as long as the source stays the same; each process (each worker, with
xdist) works on a copy of it, made in some hundredths of a second, as the web role.
"""

import atexit
import os
import shutil
import subprocess
from urllib.parse import urlsplit, urlunsplit

import psutil
import redis
from psycopg2 import sql
from psycopg2.extensions import cursor as Cursor

from deploy.local.database import source
from deploy.local.lock import Lock
from deploy.local.paths import PYTHON, ROOT
from deploy.local.roles import cursor
from deploy.local.servers import TEST, Servers, SharedServers

PREFIX, TEMPLATE = "test_balcony_", "balcony_template_"
RUN = "BALCONY_TEST_RUN"  # the process that started the servers; its workers inherit it

# What tests are never given, so that they do the same on every machine.
NOT_INHERITED = ("DATABASE_AS", "DEMONSTRATION", "EMAIL_URL", "S3_BUCKET", "SITE_URL", "ALLOWED_HOSTS")
FIXED = {
    "DEBUG": "1",
    "SECRET_KEY": "only-for-tests",
    "PRIVATE_TEXT_KEYS": "b25seS1mb3ItdGVzdHMtb25seS1mb3ItdGVzdHMtMTI=",
    "AUTHOR_SEAL_KEY": "0f" * 32,
    # Tests of the second factor switch it on; the others are about something else.
    "MFA_REQUIRED_FOR_ADMINISTRATORS": "0",
    "DJANGO_SETTINGS_MODULE": "fellowship.settings",
}

_held: list[Lock] = []  # locks that last as long as this process


def begin() -> None:
    """Set the environment for Django's settings; the first process also starts the servers."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if not (worker and os.environ.get(RUN)):
        _start_servers()
        worker = "main"
    name = f"{os.environ[RUN]}_{worker}"
    for variable in NOT_INHERITED:
        os.environ.pop(variable, None)
    files = TEST / "files" / os.environ[RUN] / worker
    os.environ |= {
        **FIXED,
        "DATABASE_URL": _with_database(os.environ["DATABASE_URL"], PREFIX + name),
        "DATABASE_OWNER_URL": _with_database(os.environ["DATABASE_OWNER_URL"], PREFIX + name),
        "REDIS_URL": _free_valkey_database(os.environ["REDIS_URL"]),
        "FILES_ROOT": str(files / "uploads"),
        "EMAIL_FILES_DIR": str(files / "messages"),
    }


def _start_servers() -> None:
    servers = Servers(TEST, durable=False)
    shared = SharedServers(servers, TEST)
    atexit.register(shared.leave)
    shared.enter()
    os.environ |= {RUN: str(os.getpid()), **servers.environment()}
    # Elsewhere a process id says nothing about who still runs.
    if servers.postgres is not None:
        _drop_left_behind()
    atexit.register(_tidy, os.environ["DATABASE_OWNER_URL"], os.environ[RUN])


def _with_database(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def _free_valkey_database(url: str) -> str:
    """A numbered database that no other test process uses; never the first, which others may use."""
    with redis.Redis.from_url(url) as client:
        databases = int(client.config_get("databases")["databases"])
    for number in range(1, databases):
        lock = _lock(f"valkey-{number}")
        if lock.take_if_free():
            _held.append(lock)
            return _with_database(url, str(number))
        lock.release()
    raise RuntimeError("Every Valkey database is in use by another test process.")


def _lock(name: str) -> Lock:
    return Lock(TEST / "locks" / name)


# --- databases ------------------------------------------------------------------------------


def make_database() -> None:
    """Make this process's database, empty as after `migrate`; or make it empty again."""
    url = os.environ["DATABASE_OWNER_URL"]
    name = urlsplit(url).path.lstrip("/")
    template = _template()
    with cursor(_with_database(url, "postgres")) as execute:
        execute.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        execute.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )


_template_name = ""


def _template() -> str:
    """The name of a migrated database to copy; made here unless there is one of the same source."""
    global _template_name
    if not _template_name:
        name = TEMPLATE + SOURCE
        with _lock("templates"):
            in_use = _lock(name)
            in_use.take(shared=True)
            _held.append(in_use)
            with cursor(_with_database(os.environ["DATABASE_OWNER_URL"], "postgres")) as execute:
                present = _databases(execute, TEMPLATE)
                if name not in present:
                    _drop(execute, [old for old in present if _unused(old)])
                    _migrate(execute, name)
        _template_name = name
    return _template_name


def _unused(template: str) -> bool:
    lock = _lock(template)
    try:
        return lock.take_if_free()
    finally:
        lock.release()


def _migrate(execute: Cursor, name: str) -> None:
    unfinished = f"{PREFIX}{os.environ[RUN]}_template"
    _drop(execute, [unfinished])
    execute.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(unfinished)))
    urls = {
        variable: _with_database(os.environ[variable], unfinished)
        for variable in ("DATABASE_URL", "DATABASE_OWNER_URL")
    }
    for command in (["migrate", "--verbosity=0"], ["prepare_database"]):
        done = subprocess.run(
            [PYTHON, "manage.py", *command],
            cwd=ROOT,
            env={**os.environ, **urls},
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise RuntimeError(f"manage.py {command[0]} fails, so there is no test database:\n{done.stderr}")
    execute.execute(
        sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(unfinished), sql.Identifier(name))
    )


# Taken before Django loads the source, so that a change made meanwhile is noticed next time.
SOURCE = source()


def _databases(execute: Cursor, prefix: str) -> list[str]:
    execute.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix])
    return [name for (name,) in execute.fetchall()]


def _drop(execute: Cursor, names: list[str]) -> None:
    for name in names:
        execute.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _drop_left_behind() -> None:
    """Drop the databases and files of test runs that were killed."""
    with cursor(_with_database(os.environ["DATABASE_OWNER_URL"], "postgres")) as execute:
        for name in _databases(execute, PREFIX):
            run = name.removeprefix(PREFIX).split("_")[0]
            if not psutil.pid_exists(int(run)):
                _tidy(os.environ["DATABASE_OWNER_URL"], run)


def _tidy(owner_url: str, run: str) -> None:
    with cursor(_with_database(owner_url, "postgres")) as execute:
        _drop(execute, _databases(execute, f"{PREFIX}{run}_"))
    shutil.rmtree(TEST / "files" / run, ignore_errors=True)


def empty_valkey() -> None:
    with redis.Redis.from_url(os.environ["REDIS_URL"]) as client:
        client.flushdb()
