"""What a template wants of a cohort, written down when an administrator says “apply”: the worker does that,
whatever happens to the template meanwhile."""

import datetime as dt
from dataclasses import asdict, dataclass, field
from typing import Any

from fellowship.cohorts.models import (
    CohortTemplate,
    TemplateAssignment,
    TemplateMilestone,
    TemplateModule,
    TemplateTaughtDay,
)
from fellowship.lib.offsets import Offset


@dataclass(frozen=True)
class WantedItem:
    """A milestone, a taught day or an assignment. `removed`: it has been taken out of the template."""

    pk: int
    title: str
    offset: str
    removed: bool
    words: str = ""  # description or brief
    hours: tuple[str, str] = ("", "")
    venue: str = ""

    def on(self, starts_on: dt.date, ends_on: dt.date) -> dt.date:
        return Offset.parse(self.offset).on(starts_on, ends_on)


@dataclass(frozen=True)
class WantedModule:
    pk: int
    title: str
    removed: bool
    provider: str = ""
    level: int = 7
    credits: int = 20
    order: int = 0
    days: list[WantedItem] = field(default_factory=list)
    assignments: list[WantedItem] = field(default_factory=list)


@dataclass(frozen=True)
class Wanted:
    template: int
    milestones: list[WantedItem]
    modules: list[WantedModule]
    remind_days_before: list[int] | None

    def as_facts(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_facts(cls, facts: dict[str, Any]) -> "Wanted":
        def items(kept: list[dict[str, Any]]) -> list[WantedItem]:
            return [WantedItem(**{**one, "hours": tuple(one["hours"])}) for one in kept]

        modules = [
            WantedModule(**{**one, "days": items(one["days"]), "assignments": items(one["assignments"])})
            for one in facts["modules"]
        ]
        return cls(facts["template"], items(facts["milestones"]), modules, facts["remind_days_before"])


def wanted_of(template: CohortTemplate) -> Wanted:
    """Four queries. Items taken out are part of it, so that what they left behind can be found."""
    modules = TemplateModule._base_manager.filter(template=template).order_by("order", "pk")
    found: dict[int, WantedModule] = {
        one.pk: WantedModule(
            one.pk, one.title, one.removed_at is not None, one.provider, one.level, one.credits, one.order
        )
        for one in modules
    }
    for day in TemplateTaughtDay._base_manager.filter(module__template=template).order_by("pk"):
        hours = (day.starts_at.isoformat(), day.ends_at.isoformat())
        gone = day.removed_at is not None
        found[day.module_id].days.append(
            WantedItem(day.pk, day.title, day.day, gone, hours=hours, venue=day.venue)
        )
    for one in TemplateAssignment._base_manager.filter(module__template=template).order_by("pk"):
        found[one.module_id].assignments.append(
            WantedItem(one.pk, one.title, one.due, one.removed_at is not None, one.brief)
        )
    milestones = TemplateMilestone._base_manager.filter(template=template).order_by("order", "pk")
    return Wanted(
        template.pk,
        [
            WantedItem(one.pk, one.title, one.due, one.removed_at is not None, one.description)
            for one in milestones
        ],
        list(found.values()),
        template.remind_days_before,
    )
