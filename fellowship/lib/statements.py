"""Statements that the database keeps: to plan one of a page's takes it longer than to run it."""

import re
from dataclasses import dataclass
from functools import lru_cache
from hashlib import md5
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection
from psycopg2.extensions import AsIs

LARGEST_ID = 2**63 - 1
_PREPARED: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()  # the names each connection knows


@dataclass(frozen=True)
class Statement:
    """SQL with named values; those that are the same for every request are in `values`."""

    sql: str
    values: dict[str, Any]

    def fetch(self, **values: Any) -> list[tuple]:
        """All rows. `values` may hold more than the statement asks for.

        The database keeps the statement once it has seen it on a connection. Not where a pooler hands
        connections around, of which Django's setting DISABLE_SERVER_SIDE_CURSORS is the sign: there a
        connection does not remember.
        """
        if any(isinstance(value, int) and abs(value) > LARGEST_ID for value in values.values()):
            return []  # a forged id that no row can have
        if connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"):
            return self.fetch_once(**values)
        with connection.cursor() as cursor:
            cursor.execute(self._prepared(), values)
            return cursor.fetchall()

    def fetch_once(self, **values: Any) -> list[tuple]:
        """All rows of a statement that is seldom asked, so not worth keeping."""
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self.values | values)
            return cursor.fetchall()

    def _prepared(self) -> str:
        """The call of this statement, which this connection knows from now on."""
        name, definition, call = _definition(self.sql, tuple(self.values.items()))
        known = _PREPARED.setdefault(connection.connection, set())
        if name not in known:
            with connection.wrap_database_errors, connection.connection.cursor() as cursor:
                cursor.execute(definition)
            known.add(name)
        return call


@lru_cache(maxsize=256)
def _definition(sql: str, values: tuple[tuple[str, Any], ...]) -> tuple[str, str, str]:
    """A name, what prepares the statement under it, and what calls it with the values still to come."""
    known = dict(values)
    asked = dict.fromkeys(name for name in re.findall(r"%\((\w+)\)s", sql) if name not in known)
    places = {name: AsIs(f"${number}") for number, name in enumerate(asked, 1)}
    with connection.connection.cursor() as cursor:
        body = cursor.mogrify(sql, known | places).decode()
    name = f"kept_{md5(body.encode(), usedforsecurity=False).hexdigest()}"
    arguments = ", ".join(f"%({one})s" for one in asked)
    return name, f"PREPARE {name} AS {body}", f"EXECUTE {name} ({arguments})"
