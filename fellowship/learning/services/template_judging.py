"""A launched cohort's PgCert beside its changed template: what would move, come and go.

Only dates follow, and what is new or taken out. Titles, venues, hours and briefs belong to the cohort's
tutors once the year is laid out. Fellows keep dates of their own.
"""

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, ManyToOneRel, Model, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from fellowship.cohorts.models import Cohort
from fellowship.cohorts.services.template_wanted import WantedItem, WantedModule
from fellowship.learning.models import Assignment, Module, TaughtDay
from fellowship.learning.models.module import LeftOut

MOVE, ADD, REMOVE = "move", "add", "remove"
DOES = (MOVE, ADD, REMOVE)
DAY_FIELD: dict[type[Model], str] = {TaughtDay: "day", Assignment: "due_on"}


@dataclass(frozen=True)
class Judged:
    """What happens to one module, day or assignment. `own`: fellows who keep a date of their own."""

    kind: str  # module, taught_day or assignment
    title: str
    verdict: str
    before: dt.date | None = None
    after: dt.date | None = None
    own: int = 0
    row: Any = None
    module: Any = None  # a Module, or the WantedModule that is to come
    item: WantedItem | None = None


def judge(cohort: Cohort, wanted: list[WantedModule]) -> list[Judged]:
    """Three queries. What is as the template wants it is not in the list."""
    there = list(_modules(cohort))
    by_item = {module.from_template_id: module for module in there if module.from_template_id}
    titles = {module.title for module in there}
    rows = {  # an item that went to another module of the template stays in the cohort's
        (kind, row.from_template_id): row
        for module in there
        for kind, parts in (("taught_day", module.taught_days), ("assignment", module.assignments))
        for row in parts.all()
    }
    judged: list[Judged] = []
    for planned in wanted:
        module = by_item.get(planned.pk)
        if module is None:
            judged += _to_come(cohort, planned, titles)
        elif planned.removed:
            judged.append(_to_go(module))
        else:
            judged += _parts(cohort, module, planned, rows)
    return judged


def with_touched(model: type[Model]) -> QuerySet[Any]:
    """Rows with `touched`: whether somebody has put or done something there. Parts do not count."""
    parts = (TaughtDay, Assignment, LeftOut) if model is Module else ()
    return model._default_manager.annotate(touched=_referred(model, parts))


def _modules(cohort: Cohort) -> QuerySet[Module]:
    days = with_touched(TaughtDay)
    own = Count("results", filter=Q(results__extended_to__isnull=False))
    assignments = with_touched(Assignment).annotate(own=own)
    modules = with_touched(Module).filter(cohort=cohort, place=None)
    return modules.prefetch_related(Prefetch("taught_days", days), Prefetch("assignments", assignments))


def _referred(model: type[Model], apart_from: Collection[type[Model]]) -> Q:
    """Whether any row, of whatever room, refers to it: attendance, results, materials, links."""
    found = Q(pk__in=[])
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, ManyToOneRel) and relation.related_model not in apart_from:
            related: Any = relation.related_model
            found |= Q(Exists(related._base_manager.filter(**{relation.field.name: OuterRef("pk")})))
    return found


def _to_come(cohort: Cohort, planned: WantedModule, titles: set[str]) -> Iterator[Judged]:
    if planned.removed:
        return
    if planned.title in titles:
        yield Judged("module", planned.title, "same_title", module=planned)
        return
    yield Judged("module", planned.title, ADD, module=planned)
    for kind, items in (("taught_day", planned.days), ("assignment", planned.assignments)):
        for item in items:
            if not item.removed:
                yield _new(cohort, kind, planned, item)


def _new(cohort: Cohort, kind: str, module: Any, item: WantedItem) -> Judged:
    day = item.on(cohort.starts_on, cohort.ends_on)
    verdict = "past" if day < timezone.localdate() else ADD
    return Judged(kind, f"{module.title}: {item.title}", verdict, after=day, module=module, item=item)


def _to_go(module: Any) -> Judged:
    """A module goes only when nobody has put or done anything in it."""
    parts = [*module.taught_days.all(), *module.assignments.all()]
    is_free = not module.touched and all(_is_untouched(one) and one.from_template_id for one in parts)
    return Judged("module", module.title, REMOVE if is_free else "worked_on", row=module)


def _parts(
    cohort: Cohort, module: Any, planned: WantedModule, rows: dict[tuple[str, int], Any]
) -> Iterator[Judged]:
    for kind, items in (("taught_day", planned.days), ("assignment", planned.assignments)):
        for item in items:
            row = rows.get((kind, item.pk))
            if row is None:
                if not item.removed:
                    yield _new(cohort, kind, module, item)
            elif found := _judged(cohort, kind, module, item, row):
                yield found


def _judged(cohort: Cohort, kind: str, module: Any, item: WantedItem, row: Any) -> Judged | None:
    now = getattr(row, DAY_FIELD[type(row)])
    day = item.on(cohort.starts_on, cohort.ends_on)
    facts: dict[str, Any] = {"before": now, "row": row, "module": module, "item": item}
    facts["own"] = getattr(row, "own", 0)
    title = f"{module.title}: {row.title}"
    if item.removed:
        return Judged(kind, title, REMOVE if _is_untouched(row) else "worked_on", **facts)
    if day == row.laid_out_on:
        return None
    if now < timezone.localdate() or (kind == "taught_day" and row.touched):
        verdict = "over"
    elif row.laid_out_on and now != row.laid_out_on:
        verdict = "moved_by_hand"
    else:
        verdict = MOVE
    return Judged(kind, title, verdict, after=day, **facts)


def _is_untouched(row: Any) -> bool:
    return not row.touched and getattr(row, DAY_FIELD[type(row)]) == row.laid_out_on
