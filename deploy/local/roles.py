"""The two roles the product signs in with, on our own Postgres or on one that was given.

The owner migrates. The web role may do only what `manage.py prepare_database` grants it, so that
row-level security binds it.
"""

import contextlib
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import connection as Connection
from psycopg2.extensions import cursor as Cursor

from deploy.local import kept
from deploy.local.postgres import Postgres
from deploy.local.steps import CannotGoOn

OWNER, WEB, DATABASE = "balcony", "balcony_web", "balcony"


@contextlib.contextmanager
def cursor(url: str) -> Iterator[Cursor]:
    """A cursor outside any transaction, as CREATE DATABASE asks for."""
    connection: Connection = psycopg2.connect(url, connect_timeout=10)
    try:
        connection.autocommit = True
        with connection.cursor() as opened:
            yield opened
    finally:
        connection.close()


def prepare_roles(postgres: Postgres, *, owner_makes_databases: bool = False) -> None:
    """The owner, its empty database and the web role on a server of our own."""
    try:
        with cursor(postgres.url("postgres", "postgres")) as execute:
            if not _there(execute, "pg_roles", "rolname", OWNER):
                _make_role(execute, OWNER, kept.secret(OWNER))
            if not _there(execute, "pg_roles", "rolname", WEB):
                _make_role(execute, WEB, kept.secret(WEB))
            if not _there(execute, "pg_database", "datname", DATABASE):
                make = sql.SQL("CREATE DATABASE {} OWNER {}")
                execute.execute(make.format(*map(sql.Identifier, (DATABASE, OWNER))))
            if owner_makes_databases:  # and drops them, whoever is still connected
                owner = sql.Identifier(OWNER)
                execute.execute(sql.SQL("ALTER ROLE {} CREATEDB").format(owner))
                execute.execute(sql.SQL("GRANT pg_signal_backend TO {}").format(owner))
    except psycopg2.OperationalError as fault:
        raise CannotGoOn(
            f"Postgres does not accept the passwords kept in var/secrets ({str(fault).strip()}). "
            f"Put var/secrets back as it was, or delete {postgres.directory} to start empty."
        ) from fault


def _there(execute: Cursor, table: str, column: str, name: str) -> bool:
    question = sql.SQL("SELECT 1 FROM {} WHERE {} = %s")
    execute.execute(question.format(*map(sql.Identifier, (table, column))), [name])
    return execute.fetchone() is not None


def _make_role(execute: Cursor, name: str, password: str) -> None:
    """LOGIN and nothing else: what a role may do is granted to it."""
    make = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}")
    execute.execute(make.format(sql.Identifier(name), sql.Literal(password)))


def web_url_beside(owner_url: str) -> str:
    """The web role's address for a database of which only the owner's address was given.

    The role is called after the database, is made if it is not there, and gets a password of ours.
    """
    parts = urlsplit(owner_url)
    role = f"{parts.path.lstrip('/')}_web"
    host = f"{parts.hostname or ''}" + (f":{parts.port}" if parts.port else "")
    password = kept.secret(f"{role}@{host}")
    url = urlunsplit(parts._replace(netloc=f"{role}:{password}@{host}"))
    instead = (
        f"Make the role {role} yourself (LOGIN, neither owner nor superuser), set DATABASE_URL to its "
        "address and DATABASE_OWNER_URL to the owner's."
    )
    try:
        with cursor(owner_url) as execute:
            there = _there(execute, "pg_roles", "rolname", role)
            if not there:
                _make_role(execute, role, password)
    except psycopg2.OperationalError as fault:
        raise CannotGoOn(f"The server in DATABASE_URL does not answer: {str(fault).strip()}") from fault
    except psycopg2.errors.InsufficientPrivilege as fault:
        raise CannotGoOn(f"The role in DATABASE_URL may not make roles. {instead}") from fault
    try:
        with cursor(url):
            return url
    except psycopg2.OperationalError as fault:
        raise CannotGoOn(f"{role} has a password that is not in var/secrets. {instead}") from fault
