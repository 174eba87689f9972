"""Reminders of readings: the fellow, on the day the next one is due and once more three days after.

The due date is counted from the last reading, or from the day the measure was made. So a reading that
came moves it on, and nothing is said about the old date any more.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import DateField, Max, Q, QuerySet
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from django.utils.translation import gettext as _

from challenges.emails import pk_of
from challenges.measuring import next_due
from challenges.models import Measure
from challenges.models.measure import Frequency
from fellowship.cohorts.models.place import PlaceStatus
from fellowship.cohorts.reminding import FELLOW_AFTER
from fellowship.notifications.because import because
from fellowship.notifications.letters import Letter
from fellowship.notifications.models import Message
from fellowship.notifications.reminders import Reminder, ReminderSource

OFFSETS = (0, FELLOW_AFTER)
# The shortest and the longest time to the next reading, in days.
STEPS = {
    Frequency.DAILY: (1, 1),
    Frequency.WEEKLY: (7, 7),
    Frequency.FORTNIGHTLY: (14, 14),
    Frequency.MONTHLY: (28, 31),
    Frequency.QUARTERLY: (89, 92),
}


def awaited() -> QuerySet[Measure]:
    """Measures of fellows whose year is going on, in launched cohorts. `last`: the next counts from it."""
    last_reading = Max("readings__day")
    return (
        Measure.objects.filter(
            removed_at=None,
            challenge__place__status=PlaceStatus.ACTIVE,
            challenge__place__cohort__launched_at__isnull=False,
        )
        .exclude(frequency=Frequency.IRREGULAR)
        .annotate(last=Coalesce(last_reading, TruncDate("made_at"), output_field=DateField()))
    )


def readings_due(since: dt.date, until: dt.date, person_id: int | None) -> Iterator[Reminder]:
    is_near = Q()  # never all measures of all fellows
    for frequency, (shortest, longest) in STEPS.items():
        first = since - dt.timedelta(days=longest + max(OFFSETS))
        is_near |= Q(frequency=frequency, last__range=(first, until - dt.timedelta(days=shortest)))
    measures = awaited().filter(is_near).select_related("challenge__place__cohort")
    if person_id is not None:
        measures = measures.filter(challenge__place__person=person_id)
    for measure in measures.iterator(chunk_size=2000):
        due_on = due_of(measure)
        for days in OFFSETS:
            if due_on and since <= due_on + dt.timedelta(days=days) <= until:
                yield _reminder(measure, due_on, days)


SOURCES = [ReminderSource("reading_due", "challenges.measure", readings_due)]


def due_of(measure: Any) -> dt.date | None:
    """For a measure of `awaited`."""
    return next_due(measure.frequency, measure.last)


def _reminder(measure: Measure, due_on: dt.date, offset_days: int) -> Reminder:
    place = measure.challenge.place
    why = because("You lead the challenge “%(title)s”.", title=measure.challenge.title)
    return Reminder(
        person_id=place.person_id,
        object_id=str(measure.pk),
        due_on=due_on,
        offset_days=offset_days,
        about=_("A reading of a measure"),
        why=why,
        programme_id=place.cohort.programme_id,
    )


def reading_letters(messages: Sequence[Message]) -> dict[int, Letter]:
    """Not needed any more: the reading came, the measure was removed or is taken at other times, paused."""
    measures = awaited().select_related("challenge__place").in_bulk({pk_of(message) for message in messages})
    letters = {}
    for message in messages:
        measure = measures.get(pk_of(message))
        if measure is None or due_of(measure) != message.due_on:
            continue
        if message.person_id == measure.challenge.place.person_id:
            letters[message.pk] = _letter(message, measure)
    return letters


def _letter(message: Message, measure: Measure) -> Letter:
    path = measure.get_absolute_url()
    context = {
        "challenge": measure.challenge.title,
        "due_on": message.due_on,
        "today": timezone.localdate(timezone=message.person.zone),
        "path": path,
    }
    return Letter("emails/challenges/reading_due", context, url=path)
