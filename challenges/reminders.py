"""Reminders of milestones: whom, when, and the letters.

Before the date and on it: the fellow (days before: the cohort's). After it: whom and when the programme
agreed (cohorts, Escalation), the fellow first, then the mentors in force and the administrators.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from challenges.emails import pk_of
from challenges.models import Milestone
from challenges.workflow import WITH_THE_FELLOW
from fellowship.cohorts.models import Cohort, Place
from fellowship.cohorts.models.escalation import Late
from fellowship.cohorts.models.place import PlaceStatus
from fellowship.cohorts.permissions import Role
from fellowship.cohorts.reminding import days_after, escalations, others_told, told_from
from fellowship.notifications.because import because
from fellowship.notifications.letters import Letter
from fellowship.notifications.models import Message
from fellowship.notifications.reminders import Reminder, ReminderSource


def open_milestones() -> QuerySet[Milestone]:
    """Still with a fellow whose year is going on (not paused) in a launched cohort."""
    return Milestone.objects.filter(
        status__in=WITH_THE_FELLOW,
        challenge__place__status=PlaceStatus.ACTIVE,
        challenge__place__cohort__launched_at__isnull=False,
    ).select_related("challenge__place__cohort")


def milestones_due(since: dt.date, until: dt.date, person_id: int | None) -> Iterator[Reminder]:
    cohorts = Cohort.objects.select_related("programme", "template")
    days_before = {cohort.pk: {*cohort.days_before, 0} for cohort in cohorts}
    is_near = Q()  # never all that is due within three months
    for days in {0}.union(*days_before.values()):
        is_near |= Q(due_on__range=(since + dt.timedelta(days=days), until + dt.timedelta(days=days)))
    milestones = open_milestones().filter(is_near)
    if person_id is not None:
        milestones = milestones.filter(challenge__place__person=person_id)
    for milestone in milestones.iterator(chunk_size=2000):
        place = milestone.challenge.place
        for days in days_before[place.cohort_id]:
            if since <= milestone.due_on - dt.timedelta(days=days) <= until:
                yield _reminder(milestone, place.person_id, -days, _why_fellow(milestone))


def milestones_overdue(since: dt.date, until: dt.date, person_id: int | None) -> Iterator[Reminder]:
    yield from _overdue_for_fellows(since, until, person_id)
    yield from _overdue_for_others(since, until, person_id)


SOURCES = [
    ReminderSource("milestone_due", "challenges.milestone", milestones_due),
    ReminderSource("milestone_overdue", "challenges.milestone", milestones_overdue),
]


def _overdue_for_fellows(since: dt.date, until: dt.date, person_id: int | None) -> Iterator[Reminder]:
    agreed = escalations()
    milestones = _due_days_ago(days_after(Late.MILESTONE, agreed, Role.FELLOW), since, until)
    if person_id is not None:
        milestones = milestones.filter(challenge__place__person=person_id)
    for milestone in milestones.iterator(chunk_size=2000):
        place = milestone.challenge.place
        days = agreed[place.cohort.programme_id].days(Late.MILESTONE, Role.FELLOW)
        if days is not None and _is_late_by(milestone, days, since, until):
            yield _reminder(milestone, place.person_id, days, _why_fellow(milestone))


def _overdue_for_others(since: dt.date, until: dt.date, person_id: int | None) -> Iterator[Reminder]:
    days = days_after(Late.MILESTONE, escalations(), Role.MENTOR, Role.ADMINISTRATOR)
    milestones = list(_due_days_ago(days, since, until).select_related("challenge__place__person"))
    told = others_told((milestone.challenge.place for milestone in milestones), Late.MILESTONE)
    for milestone in milestones:
        for person, one in told[milestone.challenge.place_id].items():
            if person_id in (None, person) and _is_late_by(milestone, one.days, max(since, one.since), until):
                yield _reminder(milestone, person, one.days, one.why)


def _due_days_ago(days: Iterable[int], since: dt.date, until: dt.date) -> QuerySet[Milestone]:
    is_near = Q(pk=None)
    for late in days:
        is_near |= Q(due_on__range=(since - dt.timedelta(days=late), until - dt.timedelta(days=late)))
    return open_milestones().filter(is_near)


def _is_late_by(milestone: Milestone, days: int, since: dt.date, until: dt.date) -> bool:
    """Whether these days have passed since its date on a day between the two, the year having begun."""
    since = max(since, told_from(milestone.challenge.place))
    return since <= milestone.due_on + dt.timedelta(days=days) <= until


def _why_fellow(milestone: Milestone) -> str:
    return because("You lead the challenge “%(title)s”.", title=milestone.challenge.title)


def _reminder(milestone: Milestone, person_id: int, offset_days: int, why: str) -> Reminder:
    return Reminder(
        person_id=person_id,
        object_id=str(milestone.pk),
        due_on=milestone.due_on,
        offset_days=offset_days,
        about=_("Milestone: %(title)s") % {"title": milestone.title},
        why=why,
        programme_id=milestone.challenge.place.cohort.programme_id,
    )


class Due(NamedTuple):
    """What a letter says of a milestone; as models the rows would take most of the time of a summary."""

    pk: int
    title: str
    due_on: dt.date
    challenge: str
    place: int
    fellow: int


DUE = ("pk", "title", "due_on", "challenge__title", "challenge__place", "challenge__place__person")


def milestone_letters(messages: Sequence[Message]) -> dict[int, Letter]:
    """Letters of both kinds. Not needed any more: moved, sent, signed off, dropped, paused, person gone."""
    rows = open_milestones().filter(pk__in={pk_of(message) for message in messages})
    milestones = {row[0]: Due(*row) for row in rows.values_list(*DUE)}
    of_others = {
        due.place
        for message in messages
        if (due := milestones.get(pk_of(message))) and due.fellow != message.person_id
    }
    places = Place.objects.select_related("person", "cohort").in_bulk(of_others) if of_others else {}
    told = others_told(places.values(), Late.MILESTONE)
    letters = {}
    for message in messages:
        due = milestones.get(pk_of(message))
        if due is None or due.due_on != message.due_on:
            continue
        if message.person_id == due.fellow:
            letters[message.pk] = _letter(message, due, "milestone")
        elif message.person_id in told.get(due.place, {}):
            fellow = places[due.place].person.full_name
            letters[message.pk] = _letter(message, due, "milestone_of_fellow", fellow=fellow)
    return letters


def _letter(message: Message, due: Due, template: str, **names: str) -> Letter:
    path = reverse("milestone", args=[due.pk])
    context = {
        "title": due.title,
        "challenge": due.challenge,
        "due_on": due.due_on,
        "today": timezone.localdate(timezone=message.person.zone),
        "path": path,
        **names,
    }
    return Letter(f"emails/challenges/{template}", context, url=path)
