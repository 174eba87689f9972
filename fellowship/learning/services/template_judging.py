"""A launched cohort's PgCert beside its changed template: what would move, read otherwise, come and go.

What the cohort's tutors have changed stays theirs, and so does what is over. Fellows keep dates of their own.
"""

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, ManyToOneRel, Model, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from fellowship.cohorts.models import Cohort
from fellowship.cohorts.services.template_wanted import WantedItem, WantedModule
from fellowship.learning.models import Assignment, Material, Module, Result, TaughtDay
from fellowship.learning.models.module import CURRENT, LeftOut
from fellowship.learning.services.laid_out import Reworded, beside, is_reworded, words_of

MOVE, WORDS, ADD, REMOVE = "move", "words", "add", "remove"
DOES = (MOVE, WORDS, ADD, REMOVE)
DAY_FIELD: dict[type[Model], str] = {TaughtDay: "day", Assignment: "due_on"}
# What there is to read refers to it by this name, and these rows are parts of it.
PARTS: dict[type[Model], tuple[str, tuple[type[Model], ...]]] = {
    Module: ("module", (TaughtDay, Assignment, Material, LeftOut)),
    TaughtDay: ("taught_day", (Material,)),
}


@dataclass(frozen=True)
class Judged:
    """What happens to one module, day or assignment, its dates and its words apart from each other.

    `own`: fellows who keep a date of their own. `left_out`: fellows who do not take the module.
    """

    kind: str  # module, taught_day or assignment
    title: str
    verdict: str
    before: dt.date | None = None
    after: dt.date | None = None
    own: int = 0
    row: Any = None
    module: Any = None  # a Module, or the WantedModule that is to come
    item: WantedItem | None = None
    words: list[Reworded] = field(default_factory=list)

    @property
    def left_out(self) -> int:
        return getattr(self.module, "left_out_by", 0)


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
            judged += _words_of_module(module, planned, titles)
            judged += _parts(cohort, module, planned, rows)
    return judged


def with_touched(model: type[Model]) -> QuerySet[Any]:
    """Rows with `touched`: whether somebody has put or done something there. Parts do not count."""
    if model not in PARTS:
        return model._default_manager.annotate(touched=_referred(model, ()))
    added = Material.objects.filter(**{PARTS[model][0]: OuterRef("pk")}, from_template=None)
    return model._default_manager.annotate(touched=_referred(model, PARTS[model][1]) | Q(Exists(added)))


def with_finished(model: type[Model]) -> QuerySet[Any]:
    """Rows with `finished`: whether work on it has been handed in or judged, or attendance taken."""
    done = Q(submitted_on__isnull=False) | ~Q(outcome="") | Q(first_mark__isnull=False) | Q(attempt__gt=1)
    if model is TaughtDay:
        return with_touched(TaughtDay).annotate(finished=_referred(TaughtDay, PARTS[TaughtDay][1]))
    if model is Assignment:
        found = Result.objects.filter(done, assignment=OuterRef("pk"))
        return with_touched(Assignment).annotate(finished=Exists(found))
    found = Result.objects.filter(~Q(outcome="") | Q(attempt__gt=1), assignment__module=OuterRef("pk"))
    return with_touched(Module).annotate(finished=Exists(found))


def _modules(cohort: Cohort) -> QuerySet[Module]:
    days = with_finished(TaughtDay)
    own = Count("results", filter=Q(results__extended_to__isnull=False))
    assignments = with_finished(Assignment).annotate(own=own)
    left_out = Count("left_out", filter=Q(left_out__place__status__in=CURRENT))
    modules = with_finished(Module).filter(cohort=cohort, place=None).annotate(left_out_by=left_out)
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
    titles.add(planned.title)
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
    is_free = not module.touched and not is_reworded(module)
    is_free = is_free and all(_is_untouched(one) and one.from_template_id for one in parts)
    return Judged("module", module.title, REMOVE if is_free else "worked_on", row=module, module=module)


def _parts(
    cohort: Cohort, module: Any, planned: WantedModule, rows: dict[tuple[str, int], Any]
) -> Iterator[Judged]:
    for kind, items in (("taught_day", planned.days), ("assignment", planned.assignments)):
        for item in items:
            row = rows.get((kind, item.pk))
            if row is None:
                if not item.removed:
                    yield _new(cohort, kind, module, item)
            else:
                if found := _judged(cohort, kind, module, item, row):
                    yield found
                if not item.removed:
                    over = is_over(row) and "over"
                    yield from _words(kind, row, module, item, over or (row.finished and "worked_on"))


def _words_of_module(module: Any, planned: WantedModule, titles: set[str]) -> Iterator[Judged]:
    """`titles` are those the cohort's modules will have had: two cannot have the same."""
    parts = [*module.taught_days.all(), *module.assignments.all()]
    stays = "over" if parts and all(is_over(one) for one in parts) else module.finished and "worked_on"
    if planned.title != module.title and planned.title in titles:
        stays = stays or "same_title"
    for one in _words("module", module, module, planned, stays):
        if one.verdict == WORDS:
            titles.add(planned.title)
        yield one


def _words(kind: str, row: Any, module: Any, item: Any, stays: str | bool) -> Iterator[Judged]:
    """`stays`: why nothing of it may change."""
    title = row.title if kind == "module" else f"{module.title}: {row.title}"
    follows, kept = beside(row, words_of(type(row), item))
    if follows:
        verdict = stays or WORDS
        yield Judged(kind, title, str(verdict), row=row, module=module, words=follows)
    if kept:
        yield Judged(kind, title, "changed_here", row=row, module=module, words=kept)


def is_over(row: Any) -> bool:
    return getattr(row, DAY_FIELD[type(row)]) < timezone.localdate()


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
    if is_over(row) or (kind == "taught_day" and row.finished):
        verdict = "over"
    elif row.laid_out_on and now != row.laid_out_on:
        verdict = "moved_by_hand"
    else:
        verdict = MOVE
    return Judged(kind, title, verdict, after=day, **facts)


def _is_untouched(row: Any) -> bool:
    is_where_it_was = getattr(row, DAY_FIELD[type(row)]) == row.laid_out_on
    return is_where_it_was and not row.touched and not is_reworded(row)
