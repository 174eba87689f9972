import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from psycopg2 import sql

from deploy.local import kept
from deploy.local.roles import cursor, web_url_beside
from deploy.local.steps import CannotGoOn


def at(role: str, password: str, database: str) -> str:
    """The address of `database` on the server of the tests, for another role than that of the tests."""
    parts = urlsplit(os.environ["DATABASE_OWNER_URL"])
    host = f"{role}:{password}@{parts.hostname}:{parts.port}"
    return urlunsplit(parts._replace(netloc=host, path=f"/{database}"))


@pytest.fixture
def superuser() -> str:
    return at("postgres", kept.secret("postgres-superuser"), "postgres")


@pytest.fixture
def given(superuser: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The owner's address of an empty database on a server that somebody else looks after."""
    monkeypatch.setattr(kept, "SECRETS", tmp_path)
    name = f"given_{os.getpid()}"
    database, owner, web = map(sql.Identifier, (name, name, f"{name}_web"))
    with cursor(superuser) as execute:
        execute.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEROLE PASSWORD 'given'").format(owner))
        execute.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, owner))
    yield at(name, "given", name)
    with cursor(superuser) as execute:
        execute.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(database))
        execute.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(web))
        execute.execute(sql.SQL("DROP ROLE {}").format(owner))


def test_web_role_is_made_beside_a_given_owner(given: str) -> None:
    url = web_url_beside(given)

    assert urlsplit(url).path == urlsplit(given).path
    with cursor(url) as execute:
        execute.execute(
            "SELECT rolname, rolsuper, rolcreatedb, rolcreaterole, rolbypassrls, rolreplication"
            " FROM pg_roles WHERE rolname = current_user"
        )
        assert execute.fetchone() == (f"given_{os.getpid()}_web", False, False, False, False, False)


def test_web_role_keeps_its_password_when_it_is_there_already(given: str) -> None:
    assert web_url_beside(given) == web_url_beside(given)


def test_sentence_says_what_to_do_when_the_owner_may_not_make_roles(given: str, superuser: str) -> None:
    with cursor(superuser) as execute:
        execute.execute(sql.SQL("ALTER ROLE {} NOCREATEROLE").format(sql.Identifier(f"given_{os.getpid()}")))

    with pytest.raises(CannotGoOn, match="may not make roles"):
        web_url_beside(given)


def test_sentence_says_what_to_do_when_the_web_role_has_another_password(given: str) -> None:
    with cursor(given) as execute:
        web = sql.Identifier(f"given_{os.getpid()}_web")
        execute.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD 'another'").format(web))

    with pytest.raises(CannotGoOn, match="not in var/secrets"):
        web_url_beside(given)


def test_sentence_names_the_variable_when_no_server_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "SECRETS", tmp_path)

    with pytest.raises(CannotGoOn, match="DATABASE_URL does not answer"):
        web_url_beside("postgres://somebody:secret@127.0.0.1:1/balcony")
