"""Dates of a cohort's PgCert that moved with its template, and which fellows' dates they are."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from fellowship.cohorts.models import BulkAct
from fellowship.learning.models import Assignment, LeftOut, Result, TaughtDay


@dataclass(frozen=True)
class MovedDate:
    """`kind`: milestone, assignment or taughtday."""

    kind: str
    title: str
    before: dt.date
    after: dt.date


def moved_in(act: BulkAct) -> list[list[Any]]:
    """As the row of the cohort keeps them, if this act has one: model, pk, date, laid out on, new date."""
    row = act.rows.filter(place=None).values_list("after", flat=True).first()
    return row["pgcert"]["moved"] if row and "pgcert" in row else []


def dates_of_fellows(moved: list[list[Any]], places: Collection[int]) -> dict[int, list[MovedDate]]:
    """By place. Not who does not take the module, has an own date, or has handed in: theirs stays."""
    days = {(row[0], row[1]): (dt.date.fromisoformat(row[2]), dt.date.fromisoformat(row[4])) for row in moved}
    assignments = _of(Assignment, [pk for kind, pk in days if kind == "assignment"])
    things = [*assignments, *_of(TaughtDay, [pk for kind, pk in days if kind == "taughtday"])]
    if not things:
        return {}
    left_out = set(LeftOut.objects.filter(place__in=places).values_list("place", "module"))
    own = _settled(places, [one.pk for one in assignments])
    found: dict[int, list[MovedDate]] = defaultdict(list)
    for thing in things:
        kind = thing._meta.model_name
        one = MovedDate(kind, f"{thing.module.title}: {thing.title}", *days[kind, thing.pk])
        for place in places:
            is_theirs = thing.module.place_id in (None, place) and (place, thing.module_id) not in left_out
            if is_theirs and not (kind == "assignment" and (place, thing.pk) in own):
                found[place].append(one)
    return found


def _of(model: Any, pks: list[int]) -> list[Any]:
    return list(model.objects.filter(pk__in=pks).select_related("module")) if pks else []


def _settled(places: Collection[int], assignments: list[int]) -> set[tuple[int, int]]:
    stays = (
        Q(extended_to__isnull=False)
        | Q(submitted_on__isnull=False)
        | ~Q(outcome="")
        | Q(first_mark__isnull=False)
    )
    rows = Result.objects.filter(stays, place__in=places, assignment__in=assignments)
    return set(rows.values_list("place", "assignment"))
