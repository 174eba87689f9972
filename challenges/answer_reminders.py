"""Reminders that a fellow waits for an answer: whom and after how many days the programme agreed.

One for a challenge and the day since when the oldest thing there waits, not one for each thing. An answer to
the oldest ends it; if another thing waits, it counts from that one's day.
"""

import datetime as dt
from collections.abc import Collection, Iterator, Sequence

from django.db.models import Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from challenges.emails import pk_of
from challenges.models import BriefVersion, Challenge, LogEntry, Milestone, Piece
from fellowship.cohorts.models.escalation import Late
from fellowship.cohorts.models.place import PlaceStatus
from fellowship.cohorts.permissions import Role
from fellowship.cohorts.reminding import (
    days_after,
    escalations,
    mentors_by_place,
    others_told,
    told_from,
)
from fellowship.notifications.letters import Letter
from fellowship.notifications.models import Message
from fellowship.notifications.reminders import Reminder, ReminderSource


def waiting_since(challenges: Collection[int] | None = None) -> dict[int, dt.date]:
    """By challenge: since which day the oldest of what its mentor has not answered waits. Four queries."""
    waiting = (
        LogEntry.objects.filter(waiting_since__isnull=False).order_by().annotate(since=Min("waiting_since")),
        *(model.objects.filter(status="sent").order_by().annotate(since=Min("sent_at"))
          for model in (Milestone, BriefVersion, Piece)),
    )  # fmt: skip
    oldest: dict[int, dt.date] = {}
    for rows in waiting:
        if challenges is not None:
            rows = rows.filter(challenge__in=challenges)
        for challenge, moment in rows.values_list("challenge", "since"):
            day = timezone.localdate(moment)
            oldest[challenge] = min(day, oldest.get(challenge, day))
    return oldest


def answers_overdue(since: dt.date, until: dt.date, person_id: int | None) -> Iterator[Reminder]:
    days = days_after(Late.ANSWER, escalations(), Role.MENTOR, Role.ADMINISTRATOR)
    if not days:
        return
    first, last = since - dt.timedelta(days=max(days)), until - dt.timedelta(days=min(days))
    oldest = {pk: day for pk, day in waiting_since().items() if first <= day <= last}
    challenges = _going_on(oldest)
    told = others_told((challenge.place for challenge in challenges.values()), Late.ANSWER)
    for challenge in challenges.values():
        waits, begun = oldest[challenge.pk], told_from(challenge.place)
        for person, one in told[challenge.place_id].items():
            day = waits + dt.timedelta(days=one.days)
            if person_id in (None, person) and max(since, begun, one.since) <= day <= until:
                yield Reminder(
                    person_id=person,
                    object_id=str(challenge.pk),
                    due_on=waits,
                    offset_days=one.days,
                    about=_("%(fellow)s waits for an answer") % {"fellow": challenge.place.person.full_name},
                    why=one.why,
                    programme_id=challenge.place.cohort.programme_id,
                )


SOURCES = [ReminderSource("answer_overdue", "challenges.challenge", answers_overdue)]


def answer_letters(messages: Sequence[Message]) -> dict[int, Letter]:
    """Not needed any more: answered, taken back, paused, person gone, agreed otherwise."""
    challenges = _going_on({pk_of(message) for message in messages})
    oldest = waiting_since(challenges)
    places = [challenge.place for challenge in challenges.values()]
    told, mentors = others_told(places, Late.ANSWER), mentors_by_place(place.pk for place in places)
    letters = {}
    for message in messages:
        challenge = challenges.get(pk_of(message))
        if challenge is None or oldest.get(challenge.pk) != message.due_on:
            continue
        if message.person_id in told[challenge.place_id]:
            is_mentor = message.person_id in mentors[challenge.place_id]
            letters[message.pk] = _letter(message, challenge, is_mentor)
    return letters


def _going_on(pks: Collection[int]) -> dict[int, Challenge]:
    """Those of fellows whose year is going on, in launched cohorts."""
    going_on = Challenge.objects.filter(
        place__status=PlaceStatus.ACTIVE, place__cohort__launched_at__isnull=False
    )
    return going_on.select_related("place__person", "place__cohort").in_bulk(pks)


def _letter(message: Message, challenge: Challenge, is_mentor: bool) -> Letter:
    path = reverse("review" if is_mentor else "challenge", args=[challenge.pk])
    context = {
        "fellow": challenge.place.person.full_name,
        "challenge": challenge.title,
        "since": message.due_on,
        "is_mentor": is_mentor,
        "today": timezone.localdate(timezone=message.person.zone),
        "path": path,
    }
    return Letter("emails/challenges/answer_overdue", context, url=path)
