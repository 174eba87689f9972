"""A year of reminders rehearsed: what would be sent to whom and why, before anything is.

The year is laid out and the cohort launched inside a transaction that is always taken back, and the
engine's own sources are asked. So nothing is written here twice, and nothing stays. Other cohorts are out of
sight meanwhile, and neither written nor locked, even for a moment.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg2.errorcodes import LOCK_NOT_AVAILABLE

from fellowship.cohorts.layout import lay_out_year
from fellowship.cohorts.models import Cohort, Pairing
from fellowship.notifications.kinds import KINDS, Delivery
from fellowship.notifications.reminders import ReminderSource
from fellowship.notifications.services.outbox import delivery_of, preferred_deliveries
from fellowship.people.models import User

TOO_MANY = 3  # messages a week
AFTER_THE_YEAR = dt.timedelta(days=30)  # in which what is overdue is still told
# Shorter than the second after which Postgres looks for deadlocks: it is the rehearsal that gives way.
LONGEST_WAIT = "500ms"
# A table of cohorts with this one alone, before the real one until the transaction is taken back. The
# sources ask for things of launched cohorts: so they find this one's, and take as long as this one takes.
_ALONE = """
SET LOCAL lock_timeout = %(longest)s;
SELECT FROM cohorts_cohort WHERE id = %(cohort)s FOR NO KEY UPDATE;
SELECT set_config('search_path', 'pg_temp, ' || current_setting('search_path'), true);
CREATE TEMPORARY TABLE cohorts_cohort AS SELECT * FROM cohorts_cohort WHERE id = %(cohort)s;
ALTER TABLE cohorts_cohort ADD PRIMARY KEY (id)"""


class BeingChanged(Exception):
    """A sentence: somebody else is changing the cohort at this moment."""


@dataclass(frozen=True)
class Rehearsed:
    """One thing a person would be told on a day. `late`: only if it is not done by then."""

    day: dt.date
    kind: str
    about: str
    why: str
    late: bool
    in_digest: bool

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

    days_before: list[int]
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
    cohort: Cohort, *, sources: Sequence[ReminderSource], days_before: list[int], late: bool
) -> Rehearsal:
    """From its first day, or from today on once that is past. Nothing is kept.

    `late`: as if nothing were ever done, so that everything overdue is told; otherwise as if everything
    were done on its day. Quiet hours and days away can put a message off, and are not looked at. What two
    people arrange between them is theirs, and left out.
    """
    today = timezone.localdate()
    since = max(today, cohort.starts_on - dt.timedelta(days=max(days_before, default=0)))
    until = cohort.ends_on + AFTER_THE_YEAR
    with transaction.atomic():
        try:
            _pretend(cohort, days_before)
        except OperationalError as error:
            if getattr(error.__cause__, "pgcode", "") != LOCK_NOT_AVAILABLE:
                raise
            raise BeingChanged(
                _("Somebody is changing this cohort at this moment. Rehearse again in a minute.")
            ) from error
        found = {
            (one.person_id, source.kind, one.object_id, one.due_on, one.offset_days): (source, one)
            for source in sources
            if not KINDS[source.kind].hidden
            for one in source.due(since, until, None)
            if late or one.offset_days <= 0
        }
        transaction.set_rollback(True)
    people = User.objects.in_bulk({person for person, *_key in found})
    chosen = preferred_deliveries(people)
    years = {pk: PersonsYear(person) for pk, person in people.items()}
    for source, one in sorted(found.values(), key=lambda pair: (pair[1].day, pair[1].about)):
        delivery = delivery_of(source.kind, chosen.get((one.person_id, source.kind)))
        if delivery != Delivery.OFF:
            in_digest = delivery == Delivery.DIGEST
            years[one.person_id].items.append(
                Rehearsed(one.day, source.kind, one.about, one.why, one.offset_days > 0, in_digest)
            )
    return Rehearsal(days_before, sorted(years.values(), key=lambda one: (-one.messages, one.person.pk)))


def _pretend(cohort: Cohort, days_before: list[int]) -> None:
    """This cohort alone runs, its year laid out, its mentors in force, with these days of reminding."""
    with connection.cursor() as cursor:
        cursor.execute(_ALONE, {"cohort": cohort.pk, "longest": LONGEST_WAIT})
    if not cohort.planned_at:
        lay_out_year(cohort, None)
    Cohort.objects.filter(pk=cohort.pk).update(
        launched_at=cohort.launched_at or timezone.now(), remind_days_before=days_before
    )
    today = timezone.localdate()
    to_come = Pairing.objects.filter(place__cohort=cohort, starts_on__gt=today)
    if cohort.starts_on > today:
        try:
            with transaction.atomic():
                to_come.update(starts_on=today)
        except IntegrityError:
            pass  # a mentor follows another: the later ones are left as they are


def _messages(items: Sequence[Rehearsed]) -> int:
    """What goes in a daily summary makes one message a day."""
    return sum(not item.in_digest for item in items) + len({item.day for item in items if item.in_digest})
