"""Statements of the ORM that are put together once and then filled in for each request.

To put together the statement of who sees a challenge takes the ORM five times as long as the database
takes to answer it. What it says stays where it is said, in `visible_to` and `with_standing`; only its SQL
is kept, with a mark where the person and the row belong.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.fields.json import JSONField

from fellowship.people.models import User

# No row has these ids: they mark in a statement where the real ones belong.
ANY_ROW = -1_000_001
ANYBODY = User(pk=-1_000_002)
MARKS = {ANY_ROW: "row", ANYBODY.pk: "user"}


@dataclass(frozen=True)
class Statement:
    """SQL with named values; those that are the same for everybody are in `values`."""

    sql: str
    values: dict[str, Any]

    def fetch(self, **values: Any) -> list[tuple]:
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self.values | values)
            return cursor.fetchall()


def statement_of(rows: QuerySet) -> Statement:
    """The SQL of `rows` (made with `values_list`), to be fetched with `row` and `user`.

    Dates in it stay as they are: keep it for the day only.
    """
    sql, values = rows.query.sql_with_params()
    marks = [MARKS.get(value) if isinstance(value, int) else None for value in values]
    names = [mark or f"value{n}" for n, mark in enumerate(marks)]
    known = {name: value for name, value in zip(names, values, strict=True) if name not in MARKS.values()}
    return Statement(sql.replace("%%", "%%%%") % tuple(f"%({name})s" for name in names), known)


def columns(model: type[Model], path: str = "") -> list[str]:
    """The columns of a model for `values_list`. JSON is left out: only the ORM's own way reads it."""
    start = f"{path}__" if path else ""
    return [start + name for name in _names(model)]


def take(model: type[Model], row: list) -> Any:
    """Takes the columns of `model` off the front of a fetched row; None where there is no such row."""
    names = _names(model)
    values = row[: len(names)]
    del row[: len(names)]
    return None if values[0] is None else model.from_db(connection.alias, names, values)


def _names(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields if not isinstance(field, JSONField)]
