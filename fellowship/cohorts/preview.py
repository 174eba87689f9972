"""The real dates of a template for a cohort, and what is odd about them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models.functions import Lower
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fellowship.cohorts.models import CohortTemplate
from fellowship.lib.dates import Offset
from fellowship.lib.working_days import is_working_day

MILESTONE, TAUGHT_DAY, ASSIGNMENT = (
    gettext_lazy("Milestone"),
    gettext_lazy("Taught day"),
    gettext_lazy("Assignment"),
)


@dataclass(frozen=True)
class PlannedDate:
    on: date
    kind: str | Promise
    title: str
    offset: str
    notes: list[str]


def planned_dates(template: CohortTemplate, starts_on: date, ends_on: date) -> list[PlannedDate]:
    """In the order of their dates. Four queries, whatever the template holds."""
    found = [(MILESTONE, one.title, one.due) for one in template.milestones.all()]
    for module in template.modules.order_by(Lower("title")).prefetch_related("taught_days", "assignments"):
        found += [(TAUGHT_DAY, f"{module.title}: {one.title}", one.day) for one in module.taught_days.all()]
        found += [(ASSIGNMENT, f"{module.title}: {one.title}", one.due) for one in module.assignments.all()]
    return sorted(_dated(found, starts_on, ends_on), key=lambda one: (one.on, one.title))


def _dated(
    items: Iterable[tuple[str | Promise, str, str]], starts_on: date, ends_on: date
) -> Iterable[PlannedDate]:
    for kind, title, offset in items:
        on = Offset.parse(offset).on(starts_on)
        notes = []
        if on.weekday() >= 5:
            notes.append(_("weekend"))
        elif not is_working_day(on):
            notes.append(_("bank holiday"))
        if on > ends_on:
            notes.append(_("after the last day"))
        yield PlannedDate(on, kind, title, offset, notes)
