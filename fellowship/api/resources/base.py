"""What every resource is: rows of one programme, as fields of an allow-list, in a stable order.

`rows` gives dictionaries of database columns and reaches nothing outside the programme; `as_row` turns
one into what is answered. Whatever is not in the schema is refused (`extra="forbid"`), so that a column
added by mistake is an error and not a leak.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet
from pydantic import BaseModel, ConfigDict

from fellowship.api.models import ApiToken
from fellowship.api.pseudonyms import pseudonym
from fellowship.api.scopes import Scope

Columns = dict[str, Any]


class Row(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Reader:
    """Who reads: a token, its programme, and whether it is told who a fellow is."""

    def __init__(self, token: ApiToken) -> None:
        self.programme_id = token.programme_id
        self.sees_names = Scope.NAMES in token.scopes

    def person_columns(self, place: str) -> dict[str, F]:
        """The columns that `fellow_of` needs; `place` leads from the rows to their place ("place__")."""
        columns = {"person_pk": F(f"{place}person_id")}
        if self.sees_names:
            for name in ("title", "given_name", "family_name"):
                columns[f"person_{name}"] = F(f"{place}person__{name}")
        return columns

    def fellow_of(self, columns: Columns) -> dict[str, str | None]:
        named = [columns.get(f"person_{name}", "") for name in ("title", "given_name", "family_name")]
        return {
            "fellow": pseudonym(self.programme_id, columns["person_pk"]),
            "name": " ".join(part for part in named if part) or None,
        }


@dataclass(frozen=True)
class Resource:
    """`rows` have a column `id`, by which pages go. `cohort` is the way from them to their cohort;
    `changed_since` is there where every change leaves its moment."""

    name: str
    scope: Scope
    schema: type[Row]
    rows: Callable[[Reader], QuerySet[Any, Columns]]
    as_row: Callable[[Columns, Reader], Columns]
    cohort: str = ""
    changed_since: Callable[[QuerySet, dt.datetime], QuerySet] | None = None


def titles_of(columns: Columns) -> Columns:
    """Of something in a module. A fellow's own module, taken elsewhere, is in the fellow's words."""
    if columns["own_of"]:
        return {"own": True, "module": None, "title": None}
    return {"own": False, "module": columns["module_title"], "title": columns["title"]}
