"""Reminders of milestones: whom, when, and the letters.

Before the date and on it: the fellow (days before: the cohort's). 3 days after: the fellow. 10 days
after: the mentors in force and the programme's administrators, who may want to call.
"""

import datetime as dt
from collections.abc import Iterator, Sequence

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from challenges.emails import pk_of
from challenges.models import Milestone
from challenges.workflow import WITH_THE_FELLOW
from fellowship.cohorts.models import Cohort
from fellowship.cohorts.models.place import PlaceStatus
from fellowship.cohorts.reminding import FELLOW_AFTER, OTHERS_AFTER, others_told
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
    milestones = _due_days_ago(FELLOW_AFTER, since, until)
    if person_id is not None:
        milestones = milestones.filter(challenge__place__person=person_id)
    for milestone in milestones.iterator(chunk_size=2000):
        person = milestone.challenge.place.person_id
        yield _reminder(milestone, person, FELLOW_AFTER, _why_fellow(milestone))


def _overdue_for_others(since: dt.date, until: dt.date, person_id: int | None) -> Iterator[Reminder]:
    milestones = list(_due_days_ago(OTHERS_AFTER, since, until).select_related("challenge__place__person"))
    told = others_told(milestone.challenge.place for milestone in milestones)
    for milestone in milestones:
        for person, reason in told[milestone.challenge.place_id].items():
            if person_id in (None, person):
                yield _reminder(milestone, person, OTHERS_AFTER, reason)


def _due_days_ago(days: int, since: dt.date, until: dt.date) -> QuerySet[Milestone]:
    late = dt.timedelta(days=days)
    return open_milestones().filter(due_on__range=(since - late, until - late))


def _why_fellow(milestone: Milestone) -> str:
    return _("You lead the challenge “%(title)s”.") % {"title": milestone.challenge.title}


def _reminder(milestone: Milestone, person_id: int, offset_days: int, why: str) -> Reminder:
    return Reminder(
        person_id=person_id,
        object_id=str(milestone.pk),
        due_on=milestone.due_on,
        offset_days=offset_days,
        about=_("Milestone: %(title)s") % {"title": milestone.title},
        why=why[:300],
        programme_id=milestone.challenge.place.cohort.programme_id,
    )


def milestone_letters(messages: Sequence[Message]) -> dict[int, Letter]:
    """Letters of both kinds. Not needed any more: moved, sent, signed off, dropped, paused, person gone."""
    milestones = (
        open_milestones()
        .select_related("challenge__place__person")
        .in_bulk({pk_of(message) for message in messages})
    )
    late = {pk_of(message) for message in messages if message.offset_days == OTHERS_AFTER}
    told = others_told(one.challenge.place for pk, one in milestones.items() if pk in late)
    letters = {}
    for message in messages:
        milestone = milestones.get(pk_of(message))
        if milestone is None or milestone.due_on != message.due_on:
            continue
        place = milestone.challenge.place
        if message.person_id == place.person_id:
            letters[message.pk] = _letter(message, milestone, "milestone")
        elif message.person_id in told.get(place.pk, {}):
            letters[message.pk] = _letter(message, milestone, "milestone_of_fellow")
    return letters


def _letter(message: Message, milestone: Milestone, template: str) -> Letter:
    place, path = milestone.challenge.place, milestone.get_absolute_url()
    context = {
        "title": milestone.title,
        "challenge": milestone.challenge.title,
        "fellow": place.person.full_name,
        "due_on": milestone.due_on,
        "today": timezone.localdate(timezone=message.person.zone),
        "path": path,
    }
    return Letter(f"emails/challenges/{template}", context, url=path)
