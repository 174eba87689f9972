"""The dated things of a fellow's year: milestones, assignments and taught days, for strip and list."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import F, FilteredRelation, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from challenges.models import Milestone
from challenges.workflow import WITH_THE_FELLOW, MilestoneStatus
from fellowship.cohorts.models import Place
from fellowship.cohorts.models.place import PlaceStatus
from fellowship.learning.models import Assignment, TaughtDay
from fellowship.nhsuk.words import clock
from fellowship.nhsuk.year_strip import Mark


@dataclass(frozen=True)
class Dated:
    """`todo`: the fellow still has to do something about it. `status` is a milestone's."""

    kind: str  # as in nhsuk/year_strip.py: milestone, assignment or taught_day
    on: dt.date
    title: str
    url: str
    todo: bool = False
    done: bool = False
    status: str = ""
    detail: str = ""

    def mark(self, today: dt.date, *, chased: bool) -> Mark:
        """`chased`: what is past its date counts as overdue; for who has paused or finished it does not."""
        state = "done" if self.done else "overdue" if chased and self.todo and self.on < today else "open"
        return Mark(self.on, self.kind, self.title, state, self.url)


def dates_of(place: Place, today: dt.date) -> list[Dated]:
    """Everything dated of one place in order of date, in three queries. Dropped milestones are left out."""
    found = [*_milestones(place), *_assignments(place), *_taught_days(place, today)]
    return sorted(found, key=lambda dated: (dated.on, dated.kind, dated.title))


def _milestones(place: Place) -> list[Dated]:
    milestones = Milestone.objects.filter(challenge__place=place).exclude(status=MilestoneStatus.DROPPED)
    return [
        Dated(
            kind="milestone",
            on=milestone.due_on,
            title=milestone.title,
            url=milestone.get_absolute_url(),
            todo=milestone.status in WITH_THE_FELLOW,
            done=milestone.status == MilestoneStatus.SIGNED_OFF,
            status=milestone.status,
        )
        for milestone in milestones.only("title", "due_on", "status")
    ]


def _assignments(place: Place) -> list[Dated]:
    """With the fellow's own extension, and done once handed in or judged."""
    own = FilteredRelation("results", condition=Q(results__place=place))
    assignments = (
        Assignment.objects.filter(module__cohort=place.cohort_id)
        .annotate(own=own, extended_to=F("own__extended_to"))
        .annotate(handed_in=F("own__submitted_on"), outcome=F("own__outcome"))
        .values_list("title", "module_id", "module__title", "due_on", "extended_to", "handed_in", "outcome")
    )
    found = []
    for title, module, module_title, due_on, extended_to, handed_in, outcome in assignments:
        done = bool(handed_in or outcome)
        found.append(
            Dated(
                kind="assignment",
                on=extended_to or due_on,
                title=title,
                url=reverse("module", args=[module]),
                todo=not done,
                done=done,
                detail=module_title,
            )
        )
    return found


def _taught_days(place: Place, today: dt.date) -> list[Dated]:
    days = TaughtDay.objects.filter(module__cohort=place.cohort_id).select_related("module")
    return [
        Dated(
            kind="taught_day",
            on=day.day,
            title=f"{day.module.title}: {day.title}",
            url=reverse("module", args=[day.module_id]),
            done=day.day < today,
            detail=_hours(day),
        )
        for day in days
    ]


def _hours(day: TaughtDay) -> str:
    moments = [dt.datetime.combine(day.day, at) for at in (day.starts_at, day.ends_at)]
    hours = _("%(start)s to %(end)s") % {"start": clock(moments[0]), "end": clock(moments[1])}
    return f"{hours}, {day.venue}" if day.venue else hours


def is_chased(place: Place) -> bool:
    """Whether dates that have passed are held against this place."""
    return place.status == PlaceStatus.ACTIVE
