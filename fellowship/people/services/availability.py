"""When people are away: their leave, and the weekdays on which they work clinically.

Others are never shown these rows. Rooms that plan ask `away_days`, and say “away” at most.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from fellowship.lib.dates import in_words
from fellowship.people.models import ClinicalDay, Leave, User
from fellowship.people.models.availability import Weekday
from fellowship.people.services.audit import record

LONGEST_LEAVE = dt.timedelta(days=2 * 366)


class CannotAdd(ValueError):
    """Why the days cannot be added, in a sentence for the person."""


def away_days(*, people: Collection[int], since: dt.date, until: dt.date) -> dict[int, set[dt.date]]:
    """The days between the two, both included, on which each is on leave or works clinically.

    By user id; somebody who is always there is left out. Two queries, however many people.
    """
    away: dict[int, set[dt.date]] = defaultdict(set)
    for table in (Leave, ClinicalDay):
        for row in table.objects.filter(person__in=people).touching(since, until):
            away[row.person_id].update(row.days(since, until))
    return {person: days for person, days in away.items() if days}


@transaction.atomic
def add_leave(*, person: User, starts_on: dt.date, ends_on: dt.date, by: User) -> Leave:
    """The same days again are the same leave."""
    _lock(person)
    if ends_on - starts_on > LONGEST_LEAVE:
        raise CannotAdd(_("Enter two years of leave at most. For longer, speak to your programme team."))
    for leave in Leave.objects.filter(person=person).touching(starts_on, ends_on):
        if (leave.starts_on, leave.ends_on) == (starts_on, ends_on):
            return leave
        raise CannotAdd(
            _("You have entered leave from %(first)s to %(last)s already. Remove it first, to change it.")
            % {"first": in_words(leave.starts_on), "last": in_words(leave.ends_on)}
        )
    leave = Leave.objects.create(person=person, starts_on=starts_on, ends_on=ends_on)
    record("leave added", person, by=by)
    return leave


@transaction.atomic
def remove_leave(*, leave: Leave, by: User) -> None:
    record("leave removed", leave.person, by=by)
    leave.delete()


@transaction.atomic
def add_clinical_days(
    *,
    person: User,
    weekdays: Iterable[int],
    by: User,
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
) -> list[ClinicalDay]:
    """Those that are new; a weekday that counts for exactly these months already is left as it is."""
    _lock(person)
    added = []
    for weekday in sorted(set(weekdays)):
        there = ClinicalDay.objects.filter(person=person, weekday=weekday)
        touched = there.touching(starts_on or dt.date.min, ends_on or dt.date.max).first()
        if touched is None:
            added.append(
                ClinicalDay.objects.create(
                    person=person, weekday=weekday, starts_on=starts_on, ends_on=ends_on
                )
            )
        elif (touched.starts_on, touched.ends_on) != (starts_on, ends_on):
            raise CannotAdd(
                _("%(weekday)s is one of your clinical days already in these months. Remove it first.")
                % {"weekday": Weekday(weekday).label}
            )
    if added:
        record("clinical days added", person, by=by)
    return added


@transaction.atomic
def remove_clinical_day(*, day: ClinicalDay, by: User) -> None:
    record("clinical day removed", day.person, by=by)
    day.delete()


def _lock(person: User) -> None:
    """Two forms sent at once come one after the other."""
    User.objects.select_for_update().get(pk=person.pk)
