"""The dates of learning sets: its members and who facilitates it are reminded the day before."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from fellowship.cohorts.models.place import PlaceStatus
from fellowship.notifications.letters import Letter
from fellowship.notifications.models import Message
from fellowship.notifications.reminders import Reminder, ReminderSource
from mentoring.models import SetMeeting, SetMember
from mentoring.set_emails import KIND, why
from mentoring.times import in_words

DAY_BEFORE = -1
A_DAY = dt.timedelta(days=1)


def to_come() -> QuerySet[SetMeeting]:
    """Dates that stand, of a year that is going on, with the members who are in theirs, not paused."""
    members = SetMember.objects.filter(
        learning_set=OuterRef("learning_set"), left_on=None, place__status=PlaceStatus.ACTIVE
    ).order_by("pk")
    meetings = SetMeeting.objects.filter(cancelled_at=None, learning_set__cohort__closed_at=None)
    launched = meetings.filter(learning_set__cohort__launched_at__isnull=False)
    people = ArraySubquery(members.values("place__person"))
    zones = ArraySubquery(members.values("place__person__time_zone"))
    launched = launched.select_related("learning_set__cohort", "learning_set__facilitator")
    return launched.annotate(people=people, zones=zones)


def _people_of(meeting: Any) -> set[int]:
    """Of a meeting of `to_come`: its members, and who facilitates."""
    return {*meeting.people, meeting.learning_set.facilitator_id}


def _zones_of(meeting: Any) -> dict[int, str]:
    """By person."""
    facilitator = meeting.learning_set.facilitator
    return {**dict(zip(meeting.people, meeting.zones, strict=True)), facilitator.pk: facilitator.time_zone}


def meetings_due(since: dt.date, until: dt.date, person_id: int | None) -> Iterator[Reminder]:
    first = timezone.make_aware(dt.datetime.combine(since, dt.time.min))  # a day either way for other zones
    last = timezone.make_aware(dt.datetime.combine(until + 3 * A_DAY, dt.time.min))
    meetings = to_come().filter(starts_at__range=(first, last))
    if person_id is not None:
        meetings = meetings.filter(Q(learning_set__facilitator=person_id) | Q(people__contains=[person_id]))
    for meeting in meetings:
        learning_set = meeting.learning_set
        for person, zone in sorted(_zones_of(meeting).items()):
            day = meeting.starts_at.astimezone(ZoneInfo(zone)).date()  # the day before is by their own clock
            if person_id in (None, person) and since <= day + DAY_BEFORE * A_DAY <= until:
                yield Reminder(
                    person_id=person,
                    object_id=str(meeting.pk),
                    due_on=day,
                    offset_days=DAY_BEFORE,
                    about=_("Learning set: %(name)s") % {"name": learning_set.name},
                    why=why(learning_set),
                    programme_id=learning_set.cohort.programme_id,
                    happens_at=meeting.starts_at,
                )


def meeting_due_letters(messages: Sequence[Message]) -> dict[int, Letter]:
    """Not needed any more: cancelled, on another day, begun; or the reader is in the set no more."""
    meetings = to_come().in_bulk({int(message.object_id) for message in messages})
    letters = {}
    for message in messages:
        meeting = meetings.get(int(message.object_id))
        if meeting is None or meeting.starts_at <= timezone.now():
            continue
        if meeting.starts_at.astimezone(message.person.zone).date() != message.due_on:
            continue
        if message.person_id in _people_of(meeting):
            letters[message.pk] = _meeting_due(meeting, message)
    return letters


def _meeting_due(meeting: SetMeeting, message: Message) -> Letter:
    with timezone.override(message.person.zone):
        when = in_words(meeting.starts_at, meeting.minutes, meeting.zone)
        is_today = timezone.localdate(meeting.starts_at) == timezone.localdate()  # held back until now
    facts = {"name": meeting.learning_set.name, "when": when}
    path = meeting.get_absolute_url()
    line = _("%(name)s: %(when)s") % facts
    context = {**facts, "is_today": is_today, "path": path}
    return Letter("emails/mentoring/set_due", context, line=line, url=path, happens_at=meeting.starts_at)


SOURCES = [ReminderSource("set_due", KIND, meetings_due)]
