"""Readings of a measure: added, changed, removed, many at once. Each act is one step in the history."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from challenges.entries import Entry, entry_words, value_words
from challenges.models import Measure, Reading
from challenges.services.pieces import Change, keep_change, locked
from challenges.services.stale import refuse_if_stale
from fellowship.lib.dates import in_words
from fellowship.lib.workflows import NotPossible
from fellowship.people.models import User

MOST_READINGS = 1_500  # four years of daily ones


@dataclass(frozen=True)
class Saved:
    """How many readings a table added and changed."""

    added: int
    changed: int


@transaction.atomic
def add_reading(*, measure: Measure, entry: Entry, by: User) -> Reading:
    """The same reading again is the one that is there. Another one for its day is refused (NotPossible)."""
    current = locked(measure, by=by)
    stored = current.readings.filter(day=entry.day).first()
    if stored and Entry.of(stored) == entry:
        return stored
    if stored:
        raise _day_taken(stored, current)
    if current.readings.count() >= MOST_READINGS:
        raise too_many()
    reading = current.readings.create(**_columns(entry))
    keep_change(current, "add_reading", by, [_said(current, entry.day, None, entry)])
    return reading


@transaction.atomic
def change_reading(*, reading: Reading, entry: Entry, by: User, version: int | None = None) -> Reading:
    """A step change that begins at this reading moves with its day."""
    current = locked(reading.measure, by=by)
    stored = current.readings.filter(pk=reading.pk).first()
    if stored is None:
        raise NotPossible(_("This reading was removed in the meantime."))
    before = Entry.of(stored)
    if before == entry:
        return stored
    refuse_if_stale(current, version)
    moved = entry.day != before.day
    if moved:
        taken = current.readings.filter(day=entry.day).first()
        if taken:
            raise _day_taken(taken, current)
        current.step_changes.filter(day=before.day).update(day=entry.day)
    for name, value in _columns(entry).items():
        setattr(stored, name, value)
    stored.save()
    said = [_said(current, before.day, before, entry)]
    if moved:
        said = [_said(current, before.day, before, None), _said(current, entry.day, None, entry)]
    keep_change(current, "change_reading", by, said)
    return stored


@transaction.atomic
def remove_reading(*, reading: Reading, by: User, version: int | None = None) -> None:
    """Its words stay in the history. Refused while a step change begins there."""
    current = locked(reading.measure, by=by)
    stored = current.readings.filter(pk=reading.pk).first()
    if stored is None:
        return
    refuse_if_stale(current, version)
    if current.step_changes.filter(day=stored.day).exists():
        raise NotPossible(_("A step change begins at this reading. Remove the step change first."))
    said = [_said(current, stored.day, Entry.of(stored), None)]
    stored.delete()
    keep_change(current, "remove_reading", by, said)


@transaction.atomic
def save_readings(
    *, measure: Measure, entries: Sequence[Entry], by: User, version: int | None = None
) -> Saved:
    """All of them or none, in one step of the history. Sent twice, the second time changes nothing."""
    current = locked(measure, by=by)
    stored = stored_readings(current)
    new, changed, said = [], [], []
    for entry in sorted(entries, key=lambda entry: entry.day):
        reading = stored.get(entry.day)
        if reading is None:
            new.append(Reading(measure=current, **_columns(entry)))
            said.append(_said(current, entry.day, None, entry))
            continue
        before = Entry.of(reading)
        kept = entry.kept_over(before)
        if kept != before:
            for name, value in _columns(kept).items():
                setattr(reading, name, value)
            changed.append(reading)
            said.append(_said(current, entry.day, before, kept))
    if not said:
        return Saved(0, 0)
    refuse_if_stale(current, version)
    if len(stored) + len(new) > MOST_READINGS:
        raise too_many()
    Reading.objects.bulk_create(new)
    Reading.objects.bulk_update(changed, ["value", "numerator", "denominator", "note"], batch_size=200)
    keep_change(current, "paste_readings", by, said)
    return Saved(len(new), len(changed))


def stored_readings(measure: Measure) -> Mapping[dt.date, Reading]:
    return {reading.day: reading for reading in measure.readings.all()}


def too_many() -> NotPossible:
    return NotPossible(
        _("A measure can hold %(most)s readings. Take fewer, or make weeks or months of the days.")
        % {"most": f"{MOST_READINGS:,}"}
    )


def _columns(entry: Entry) -> dict[str, object]:
    return {
        "day": entry.day,
        "value": entry.value,
        "numerator": entry.numerator,
        "denominator": entry.denominator,
        "note": entry.note,
    }


def _said(measure: Measure, day: dt.date, before: Entry | None, after: Entry | None) -> Change:
    return [in_words(day), entry_words(before, measure), entry_words(after, measure)]


def _day_taken(stored: Reading, measure: Measure) -> NotPossible:
    return NotPossible(
        _("There is a reading for %(day)s already: %(value)s. Change that one, or choose another date.")
        % {"day": in_words(stored.day), "value": value_words(Entry.of(stored), measure)}
    )
