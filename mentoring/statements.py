"""Statements of the ORM that are put together once and then filled in for each request.

To put a page's statements together takes the ORM several times as long as the database takes to answer
them. What they say stays where it is said (`visible_to`, `with_standing`, `unchanged_since`); only the SQL
is kept, with a mark for each value that a request brings:

    @cache
    def _entries() -> Statement:
        return statement_of(LogEntry.objects.filter(challenge=ROW).values_list(*columns(LogEntry)))

    rows = _entries().fetch(row=challenge.pk)
"""

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import md5
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.fields.json import JSONField
from psycopg2.extensions import AsIs

from fellowship.people.models import User

LARGEST_ID = 2**63 - 1
_MARKS: dict[Any, str] = {}
_PREPARED: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()  # the names each connection knows


def mark(name: str) -> int:
    """A number that no row has, to stand for the value `name`; in `…__in=[mark]` for a list of that name."""
    number = -1_000_000 - len(_MARKS)
    _MARKS[number] = name
    return number


ROW, IDS, USER = mark("row"), mark("ids"), mark("user")
ANYBODY = User(pk=USER)
NAME = ("id", "title", "given_name", "family_name")  # of a person, to be shown
UNTIL = dt.datetime(1, 1, 1, tzinfo=dt.UTC)
_MARKS[UNTIL] = "until"


@dataclass(frozen=True)
class Statement:
    """SQL with named values; those that are the same for every request are in `values`."""

    sql: str
    values: dict[str, Any]

    def fetch(self, **values: Any) -> list[tuple]:
        """All rows. `values` may hold more than the statement asks for.

        The database keeps a statement too, once it has seen it on a connection: planning one takes it
        longer than running it. Not where a pooler hands connections around, of which Django's setting
        DISABLE_SERVER_SIDE_CURSORS is the sign: there a connection does not remember.
        """
        if any(isinstance(value, int) and abs(value) > LARGEST_ID for value in values.values()):
            return []  # a forged id that no row can have
        with connection.cursor() as cursor:
            if connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"):
                cursor.execute(self.sql, self.values | values)
            else:
                cursor.execute(self._prepared(), values)
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


def statement_of(rows: QuerySet) -> Statement:
    """The SQL of `rows`, made with `values_list`. A day in it, such as today, stays as it is."""
    sql, values = rows.query.sql_with_params()
    names = [_MARKS.get(value, f"value{n}") for n, value in enumerate(values)]
    sql = sql.replace("%%", "%%%%") % tuple(f"%({name})s" for name in names)
    marks = set(_MARKS.values())
    lists = "|".join(marks)  # a mark in “IN (…)” stands for a list
    sql = re.sub(rf" IN \((%\((?:{lists})\)s)\)", r" = ANY(\1)", sql)
    known = zip(names, values, strict=True)
    return Statement(sql, {name: value for name, value in known if name not in marks})


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


def as_seen(rows: Any, for_former_mentor: bool) -> Any:
    """`Standing.seen` for a statement: it is filled in with the moment when the pairing ended."""
    return rows.unchanged_since(UNTIL, USER) if for_former_mentor else rows


def columns(model: type[Model], path: str = "", only: tuple[str, ...] = ()) -> list[str]:
    """The columns of a model for `values_list`. JSON is left out: only the ORM's own way reads it."""
    start = f"{path}__" if path else ""
    return [start + name for name in only or _names(model)]


def take(model: type[Model], row: list, only: tuple[str, ...] = ()) -> Any:
    """Takes the columns of `model` off the front of a fetched row; None where there is no such row."""
    names = only or _names(model)
    values = row[: len(names)]
    del row[: len(names)]
    return None if values[0] is None else model.from_db(connection.alias, names, values)


@cache
def _names(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields if not isinstance(field, JSONField)]
