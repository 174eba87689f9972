"""What a template wants of a cohort, written down when an administrator says “apply”: the worker does that,
whatever happens to the template meanwhile."""

import datetime as dt
from dataclasses import asdict, dataclass, field
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Model, OuterRef
from django.db.models.functions import JSONObject

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
    link: str = ""
    capacity: int | None = None

    @property
    def brief(self) -> str:
        return self.words

    @property
    def starts_at(self) -> str:
        return self.hours[0]

    @property
    def ends_at(self) -> str:
        return self.hours[1]

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
    """Two queries. Items taken out are part of it, so that what they left behind can be found."""
    of_day = ["title", "day", "removed_at", "starts_at", "ends_at", "venue", "link", "capacity"]
    days = _parts(TemplateTaughtDay, *of_day)
    assignments = _parts(TemplateAssignment, "title", "due", "removed_at", "brief")
    modules = TemplateModule._base_manager.filter(template=template).order_by("order", "pk")
    milestones = TemplateMilestone._base_manager.filter(template=template).order_by("order", "pk")
    return Wanted(
        template.pk,
        [
            WantedItem(one.pk, one.title, one.due, one.removed_at is not None, one.description)
            for one in milestones
        ],
        [_module(one) for one in modules.annotate(its_days=days, its_assignments=assignments)],
        template.remind_days_before,
    )


def _parts(model: type[Model], *names: str) -> ArraySubquery:
    """What a module holds, each with these columns."""
    rows = model._base_manager.filter(module=OuterRef("pk")).order_by("pk")
    return ArraySubquery(rows.values(columns=JSONObject(pk="pk", **{name: name for name in names})))


def _module(one: Any) -> WantedModule:
    """`one`: with the parts it holds."""
    days = [
        WantedItem(
            day["pk"],
            day["title"],
            day["day"],
            day["removed_at"] is not None,
            hours=(day["starts_at"], day["ends_at"]),
            venue=day["venue"],
            link=day["link"],
            capacity=day["capacity"],
        )
        for day in one.its_days
    ]
    assignments = [
        WantedItem(part["pk"], part["title"], part["due"], part["removed_at"] is not None, part["brief"])
        for part in one.its_assignments
    ]
    gone = one.removed_at is not None
    return WantedModule(
        one.pk, one.title, gone, one.provider, one.level, one.credits, one.order, days, assignments
    )
