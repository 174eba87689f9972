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
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.fields.json import JSONField

from fellowship.lib.statements import Statement
from fellowship.people.models import User

_MARKS: dict[Any, str] = {}


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
