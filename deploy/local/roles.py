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
            may = "CREATEDB" if owner_makes_databases else "NOCREATEDB"
            _ensure_role(execute, OWNER, kept.secret(OWNER), may)
            _ensure_role(execute, WEB, kept.secret(WEB), "NOCREATEDB")
            if owner_makes_databases:  # and drops them, whoever is still connected
                execute.execute(sql.SQL("GRANT pg_signal_backend TO {}").format(sql.Identifier(OWNER)))
            execute.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if execute.fetchone() is None:
                execute.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {}").format(*map(sql.Identifier, (DATABASE, OWNER)))
                )
    except psycopg2.OperationalError as fault:
        raise CannotGoOn(
            f"Postgres does not accept the passwords kept in var/secrets ({str(fault).strip()}). "
            f"Put var/secrets back as it was, or delete {postgres.directory} to start empty."
        ) from fault


def _ensure_role(execute: Cursor, name: str, password: str, may: str) -> None:
    execute.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name])
    verb = "CREATE" if execute.fetchone() is None else "ALTER"
    execute.execute(
        sql.SQL(verb + " ROLE {} LOGIN " + may + " NOCREATEROLE PASSWORD {}").format(
            sql.Identifier(name), sql.Literal(password)
        )
    )


def web_url_beside(owner_url: str) -> str:
    """The web role's address for a database of which only the owner's address was given.

    The role is called after the database, is made if it is not there, and gets a password of ours.
    """
    parts = urlsplit(owner_url)
    role = f"{parts.path.lstrip('/')}_web"
    password = kept.secret(f"{role}@{parts.hostname}")
    try:
        with cursor(owner_url) as execute:
            _ensure_role(execute, role, password, "NOCREATEDB")
    except psycopg2.OperationalError as fault:
        raise CannotGoOn(f"The server in DATABASE_URL does not answer: {str(fault).strip()}") from fault
    except psycopg2.errors.InsufficientPrivilege as fault:
        raise CannotGoOn(
            f"The role in DATABASE_URL may not make the role {role} that the web server signs in as. "
            "Make it yourself (LOGIN, neither owner nor superuser) and set DATABASE_URL to that role "
            "and DATABASE_OWNER_URL to the owner."
        ) from fault
    host = f"{parts.hostname or ''}" + (f":{parts.port}" if parts.port else "")
    return urlunsplit(parts._replace(netloc=f"{role}:{password}@{host}"))
