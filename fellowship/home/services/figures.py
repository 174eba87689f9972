"""Aggregated figures of a programme for evaluators. No names, and no cell from which one could be guessed."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, F, Q
from django.db.models.functions import TruncDate, TruncMonth
from django.utils import timezone
from django.utils.translation import gettext as _

from challenges.models import LogEntry, Milestone
from challenges.workflow import MilestoneStatus
from fellowship.cohorts.models import Place, Programme, RoleAssignment
from fellowship.cohorts.models.place import PlaceStatus
from fellowship.cohorts.permissions import Permission
from fellowship.people.models import User

SMALLEST_CELL = 5
MONTHS = 12


@dataclass(frozen=True)
class Cell:
    """`count` of `all`. Suppressed where either part, or what is left, is fewer than five but not none.

    `kept_back`: fewer than five fellows could be recognised although the numbers themselves are larger.
    """

    count: int
    all: int
    kept_back: bool = False

    @property
    def words(self) -> str:
        if self.kept_back:
            return _("Not shown, because fewer than 5 fellows are concerned")
        if self.all < SMALLEST_CELL:
            return _("Fewer than 5 in all, so not shown")
        if self.count < SMALLEST_CELL:
            return _("Fewer than 5 of %(all)d") % {"all": self.all}
        if 0 < self.all - self.count < SMALLEST_CELL:
            near = {"least": self.all - SMALLEST_CELL + 1, "most": self.all - 1, "all": self.all}
            return _("%(least)d to %(most)d of %(all)d") % near
        share = {"count": self.count, "all": self.all, "share": round(100 * self.count / self.all)}
        return _("%(count)d of %(all)d (%(share)d%%)") % share


@dataclass(frozen=True)
class MonthFigures:
    month: dt.date
    fellows: Cell  # who shared at least one entry, of those with a place in that month
    entries: str


@dataclass(frozen=True)
class Figures:
    fellows: str
    current: Cell
    withdrawn: Cell
    on_time: Cell
    months: list[MonthFigures]


def programmes_with_figures(user: User) -> list[Programme]:
    roles = RoleAssignment.objects.of(user, Permission.SEE_FIGURES)
    return list(Programme.objects.filter(pk__in=roles.values("programme")))


def figures_of(programme: Programme) -> Figures:
    """Three queries. One scope, and no parts that add up to the whole: what is kept back could be
    worked out by subtracting. Who completed is what current and withdrawn leave over, so withdrawn is
    kept back where these are few. Fellows are people: one with two places counts once."""
    places = Place.objects.filter(cohort__programme=programme)
    counts = places.aggregate(
        all=_fellows(),
        current=_fellows(Q(status__in=[PlaceStatus.ACTIVE, PlaceStatus.PAUSED])),
        withdrawn=_fellows(Q(status=PlaceStatus.WITHDRAWN)),
        completed=_fellows(Q(status=PlaceStatus.COMPLETED)),
        **{f"in_{month:%Y_%m}": _fellows(_in(month)) for month in _months()},
    )
    fellows = counts["all"]
    return Figures(
        fellows=str(fellows) if fellows >= SMALLEST_CELL else _("Fewer than 5"),
        current=Cell(counts["current"], fellows),
        withdrawn=Cell(counts["withdrawn"], fellows, kept_back=_few(counts["completed"])),
        on_time=_on_time(programme),
        months=_logs(programme, {month: counts[f"in_{month:%Y_%m}"] for month in _months()}),
    )


def _fellows(which: Q | None = None, *, person: str = "person") -> Count:
    return Count(person, filter=which, distinct=True)


def _few(fellows: int) -> bool:
    """Some, but so few that they could be recognised."""
    return 0 < fellows < SMALLEST_CELL


def _months() -> list[dt.date]:
    """The first days of the last twelve months, this one included, newest first."""
    today = timezone.localdate()
    numbers = range(today.year * 12 + today.month - 1, today.year * 12 + today.month - 1 - MONTHS, -1)
    return [dt.date(number // 12, number % 12 + 1, 1) for number in numbers]


def _end(month: dt.date) -> dt.date:
    return (month.replace(day=1) + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)


def _in(month: dt.date) -> Q:
    return Q(starts_on__lte=_end(month), ends_on__gte=month)


def _on_time(programme: Programme) -> Cell:
    """Of the milestones whose day has come, those sent for sign-off by that day and signed off.

    Milestones are many, and may all be one fellow's: what counts is whose they are.
    """
    due = Milestone.objects.filter(
        challenge__place__cohort__programme=programme, due_on__lte=timezone.localdate()
    ).exclude(status=MilestoneStatus.DROPPED)
    on_time = Q(status=MilestoneStatus.SIGNED_OFF, sent_on__isnull=False, sent_on__lte=F("due_on"))
    person = "challenge__place__person"
    counts = due.annotate(sent_on=TruncDate("sent_at")).aggregate(
        all=Count("pk"),
        on_time=Count("pk", filter=on_time),
        fellows_on_time=_fellows(on_time, person=person),
        fellows_late=_fellows(~on_time, person=person),
    )
    kept_back = counts["fellows_on_time"] < SMALLEST_CELL or _few(counts["fellows_late"])
    return Cell(counts["on_time"], counts["all"], kept_back)


def _logs(programme: Programme, fellows: dict[dt.date, int]) -> list[MonthFigures]:
    since = timezone.make_aware(dt.datetime.combine(min(fellows), dt.time.min))
    rows = (
        LogEntry.objects.filter(challenge__place__cohort__programme=programme, shared_at__gte=since)
        .annotate(month=TruncMonth("shared_at"))
        .order_by()
        .values_list("month")
        .annotate(writers=_fellows(person="challenge__place__person"), entries=Count("pk"))
    )
    found = {timezone.localtime(month).date(): (writers, entries) for month, writers, entries in rows}
    figures = []
    for month, in_all in fellows.items():
        writers, entries = found.get(month, (0, 0))
        if not in_all and not entries:  # before the first year, or between two
            continue
        shown = writers >= SMALLEST_CELL and in_all >= SMALLEST_CELL
        figures.append(
            MonthFigures(
                month, Cell(writers, max(in_all, writers)), str(entries) if shown else _("Not shown")
            )
        )
    return figures
