"""A year of messages rehearsed: what would be sent to whom, when and why, before anything is.

What is due is found as it will be (`rehearsal_pretence.py`), and goes when the sending would let it go: in a
person's hours, not on days they are away, in a daily summary, of several reminders of one thing the newest.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from fellowship.cohorts.models import Cohort
from fellowship.home.services.rehearsal_pretence import Asked, BeingChanged, Due, Setting, ask
from fellowship.lib.dates import local_moment
from fellowship.notifications.kinds import KINDS, Delivery
from fellowship.notifications.reminders import ReminderSource
from fellowship.notifications.services.digests import DIGEST
from fellowship.notifications.services.moments import SENT_FROM, Moments
from fellowship.notifications.services.outbox import delivery_of, preferred_deliveries
from fellowship.notifications.services.planning import PLANNED_FROM
from fellowship.notifications.services.preview import goes_at
from fellowship.people.models import User

__all__ = ["TOO_MANY", "BeingChanged", "Rehearsal", "Setting", "rehearse"]

TOO_MANY = 3  # messages a week


@dataclass(frozen=True)
class Rehearsed:
    """One thing a person would be told on a day. `late`: only if it is not done by then.

    `as_of_today`: who is told depends on the day, and today this person is.
    """

    day: dt.date
    kind: str
    about: str
    why: str
    late: bool
    in_digest: bool
    as_of_today: bool = False

    @property
    def kind_title(self) -> str:
        return str(KINDS[self.kind].title)


@dataclass
class PersonsYear:
    """What one person would get."""

    person: User
    items: list[Rehearsed] = field(default_factory=list)

    @cached_property
    def weeks(self) -> list[tuple[dt.date, list[Rehearsed], int]]:
        """Monday of each week with something in it, what it holds, and how many messages that makes."""
        found: dict[dt.date, list[Rehearsed]] = defaultdict(list)
        for item in self.items:
            found[item.day - dt.timedelta(days=item.day.weekday())].append(item)
        return [(monday, items, _messages(items)) for monday, items in sorted(found.items())]

    @cached_property
    def messages(self) -> int:
        return sum(number for _monday, _items, number in self.weeks)

    @property
    def most_in_a_week(self) -> int:
        return max((number for _monday, _items, number in self.weeks), default=0)

    @property
    def full_weeks(self) -> int:
        return sum(number > TOO_MANY for _monday, _items, number in self.weeks)


@dataclass(frozen=True)
class Rehearsal:
    """A whole cohort's, under one setting."""

    setting: Setting
    people: list[PersonsYear]

    @property
    def messages(self) -> int:
        return sum(one.messages for one in self.people)

    @property
    def full_weeks(self) -> int:
        return sum(one.full_weeks for one in self.people)

    @property
    def most_in_a_week(self) -> int:
        return max((one.most_in_a_week for one in self.people), default=0)


def rehearse(
    cohort: Cohort, *, sources: Sequence[ReminderSource], settings: Sequence[Setting], late: bool
) -> list[Rehearsal]:
    """One for each setting. From its first day, or from today on once that is past. Nothing is kept.

    `late`: as if nothing were ever done, so that everything overdue is told; otherwise as if everything
    were done on its day. What two people arrange between them is theirs, and left out, and so is what
    somebody does on a day nobody knows yet.
    """
    asked = ask(cohort, sources=sources, settings=settings, late=late)
    sending = _Sending(asked, late)
    return [
        Rehearsal(setting, sending.years([*due, *asked.announced], setting))
        for setting, due in zip(settings, asked.due, strict=True)
    ]


class _Sending:
    """What becomes of what is due. Six queries, however many people and settings."""

    def __init__(self, asked: Asked, late: bool) -> None:
        due = [one for found in (*asked.due, asked.announced) for one in found]
        active = User.objects.filter(is_active=True)
        self._people = active.in_bulk({one.person_id for one in due})
        self._chosen = preferred_deliveries(self._people)
        self._moments = Moments(self._people, asked.since, days=(asked.until - asked.since).days)
        self._late = late

    def years(self, due: Iterable[Due], setting: Setting) -> list[PersonsYear]:
        """Who gets most comes first."""
        years: dict[int, PersonsYear] = {}
        for at, one, in_digest in sorted(
            self._going(due, setting), key=lambda item: (item[0], item[1].about)
        ):
            person = self._people[one.person_id]
            years.setdefault(person.pk, PersonsYear(person)).items.append(
                Rehearsed(
                    at.astimezone(person.zone).date(),
                    one.kind,
                    one.about,
                    one.why,
                    one.offset_days > 0,
                    in_digest,
                    one.as_of_today,
                )
            )
        return sorted(years.values(), key=lambda one: (-one.messages, one.person.pk))

    def _going(self, due: Iterable[Due], setting: Setting) -> Iterator[tuple[dt.datetime, Due, bool]]:
        """Each once, when it goes, and whether in a summary; without what is not needed any more by then."""
        newest: dict[tuple, tuple[dt.datetime, Due, bool]] = {}
        for one in due:
            person = self._people.get(one.person_id)
            delivery = self._delivery(one, setting)
            if person is None or delivery == Delivery.OFF:
                continue
            at = self._moment(person, one, delivery)
            if at is None:
                continue
            in_digest = delivery == Delivery.DIGEST
            key = (person.pk, one.object_kind, one.object_id, one.due_on, at, in_digest)
            if key not in newest or newest[key][1].offset_days < one.offset_days:
                newest[key] = at, one, in_digest
        yield from newest.values()

    def _delivery(self, one: Due, setting: Setting) -> str:
        delivery = delivery_of(one.kind, self._chosen.get((one.person_id, one.kind)))
        if setting.in_summaries and delivery == Delivery.AT_ONCE and not KINDS[one.kind].essential:
            return Delivery.DIGEST
        no_summary = self._chosen.get((one.person_id, DIGEST)) == Delivery.OFF
        return Delivery.OFF if delivery == Delivery.DIGEST and no_summary else delivery

    def _moment(self, person: User, one: Due, delivery: str) -> dt.datetime | None:
        """Planned early in its day and sent in the morning; what is put in at a moment, at that moment.

        Looked at again when it goes, it may be needed no more: done, a taught day over, a date moved. What
        falls into a pause falls away; late things are found again after it, and have waited since before.
        """
        planned = one.at or local_moment(one.day, PLANNED_FROM, person.time_zone)
        at = self._sent(person, one, delivery, one.at or self._morning(person, one.day), planned)
        day, pause = at.astimezone(person.zone).date(), one.pause
        if one.happens_at and at >= one.happens_at:
            return None
        if one.due_on and day > one.due_on and (one.kind == "taught_day" or not self._late):
            return None
        if pause is None or one.day >= pause.starts_on or day < pause.starts_on:
            return at
        if pause.moved(one.object_kind, one.object_id):
            return None
        if not pause.holds(day):
            return at
        if pause.looked_at_on is None or not KINDS[one.kind].agreed:
            return None
        return self._sent(person, one, delivery, self._morning(person, pause.looked_at_on), planned)

    def _sent(
        self, person: User, one: Due, delivery: str, moment: dt.datetime, planned: dt.datetime
    ) -> dt.datetime:
        return goes_at(
            person,
            one.kind,
            delivery,
            moment,
            waiting_since=planned,
            moments=self._moments,
            happens_at=one.happens_at,
        )

    @staticmethod
    def _morning(person: User, day: dt.date) -> dt.datetime:
        return local_moment(day, SENT_FROM, person.time_zone)


def _messages(items: Sequence[Rehearsed]) -> int:
    """What goes in a daily summary makes one message a day."""
    return sum(not item.in_digest for item in items) + len({item.day for item in items if item.in_digest})
