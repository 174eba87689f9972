"""A template's year in the order of its days, with the real dates for a start, and what is odd about them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fellowship.cohorts.models import CohortTemplate, TemplateModule
from fellowship.cohorts.models.template import TemplateItem
from fellowship.cohorts.services.cohorts import last_day
from fellowship.lib.offsets import Offset, month_of, offset_of
from fellowship.lib.working_days import bank_holiday, is_working_day, known_until, next_working_day

KIND_NAMES: dict[str, str | Promise] = {
    "milestone": gettext_lazy("Milestone"),
    "survey": gettext_lazy("Survey"),
    "module": gettext_lazy("Module"),
    "taught-day": gettext_lazy("Taught day"),
    "assignment": gettext_lazy("Assignment"),
}
SEPTEMBER = 9


@dataclass
class Entry:
    """One thing of the year. A module stands where its first day is; one without days has no date."""

    kind: str
    item: TemplateItem
    on: date | None
    offset: str = ""
    parts: list["Entry"] = field(default_factory=list)

    @property
    def kind_name(self) -> str | Promise:
        return KIND_NAMES[self.kind]


@dataclass(frozen=True)
class PlannedDate:
    """`better`: the offset of the next working day, where the date is none."""

    on: date
    kind: str
    title: str
    offset: str
    notes: list[str]
    better: str = ""
    item: TemplateItem | None = None

    @property
    def kind_name(self) -> str | Promise:
        return KIND_NAMES[self.kind]


def usual_dates(template: CohortTemplate) -> tuple[date, date]:
    """Days to show a template for: those of its latest cohort, or a year from the next first Monday of
    September."""
    latest = template.cohorts.order_by("-starts_on").first()
    if latest:
        return latest.starts_on, latest.ends_on
    today = timezone.localdate()
    mondays = (_first_monday(date(year, SEPTEMBER, 1)) for year in (today.year, today.year + 1))
    starts_on = next(monday for monday in mondays if monday >= today)
    return starts_on, last_day(starts_on, template.months)


def year_of(template: CohortTemplate, starts_on: date, ends_on: date) -> list[Entry]:
    """Milestones, surveys and modules by day, and the parts of each module. Five queries."""

    def entry(kind: str, item: TemplateItem, offset: str) -> Entry:
        return Entry(kind, item, Offset.parse(offset).on(starts_on, ends_on), offset)

    entries = [entry("milestone", one, one.due) for one in template.milestones.all()]
    entries += [entry("survey", one, one.opens) for one in template.surveys.all()]
    for module in template.modules.prefetch_related("taught_days", "assignments"):
        parts = [entry("taught-day", one, one.day) for one in module.taught_days.all()]
        parts += [entry("assignment", one, one.due) for one in module.assignments.all()]
        entries.append(_module(module, sorted(parts, key=_place)))
    return sorted(entries, key=_place)


def by_month(entries: Iterable[Entry], starts_on: date) -> list[tuple[int | None, list[Entry]]]:
    """Grouped by the cohort's months; None for what has no date yet."""
    return [
        (month, list(group))
        for month, group in groupby(entries, lambda one: month_of(starts_on, one.on) if one.on else None)
    ]


def planned_dates(template: CohortTemplate, starts_on: date, ends_on: date) -> list[PlannedDate]:
    """Every date of the year, one after the other, with notes."""
    entries = list(_dated(year_of(template, starts_on, ends_on)))
    by_day: dict[date, list[str]] = defaultdict(list)
    for one, title in entries:
        if one.kind != "survey" and one.on:
            by_day[one.on].append(title)
    return [_planned(one, title, by_day, starts_on, ends_on) for one, title in entries]


def marked_until(dates: Iterable[PlannedDate]) -> date | None:
    """The last day up to which bank holidays are known, where dates go past it."""
    last = known_until()
    return last if any(one.on > last for one in dates) else None


def _module(module: TemplateModule, parts: list[Entry]) -> Entry:
    return Entry("module", module, parts[0].on if parts else None, parts=parts)


def _place(entry: Entry) -> tuple[date, str]:
    return entry.on or date.max, entry.item.title.casefold()


def _dated(entries: Iterable[Entry]) -> Iterator[tuple[Entry, str]]:
    found = []
    for one in entries:
        if one.kind == "module":
            found += [(part, f"{one.item.title}: {part.item.title}") for part in one.parts]
        else:
            found.append((one, one.item.title))
    return iter(sorted(found, key=lambda pair: (pair[0].on, pair[1])))


def _planned(
    entry: Entry, title: str, by_day: dict[date, list[str]], starts_on: date, ends_on: date
) -> PlannedDate:
    assert entry.on is not None
    on, notes, better = entry.on, [], ""
    if on.weekday() >= 5:
        notes.append(_("Weekend"))
    elif holiday := bank_holiday(on):
        notes.append(_("Bank holiday: %(name)s") % {"name": holiday})
    if not is_working_day(on):
        better = str(offset_of(next_working_day(on), starts_on, ends_on))
    if on < starts_on and entry.kind == "milestone":
        notes.append(_("Before the first day, so due on the first day"))
    if on > ends_on and entry.kind != "survey":
        notes.append(_("After the last day"))
    others = [other for other in by_day[on] if other != title] if entry.kind != "survey" else []
    if others:
        notes.append(_("Same day as “%(title)s”") % {"title": others[0]})
    return PlannedDate(on, entry.kind, title, entry.offset, notes, better, entry.item)


def _first_monday(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7)
