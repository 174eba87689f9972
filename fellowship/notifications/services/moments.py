"""When a message that can wait may go: not in quiet hours, nor on the days a person holds it back on."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection

from fellowship.lib.dates import local_moment, next_allowed_moment
from fellowship.notifications.models import HoldWhenAway, QuietHours
from fellowship.people.models import ClinicalDay, Leave, User

# Where the person is: reminders from 8am of their day, what was held back from 8am of the first day back.
SENT_FROM = dt.time(8)
# What has waited for so long goes on whatever day it is, so that nothing is lost to a long leave, or to
# seven clinical days a week.
MOST_HELD = dt.timedelta(days=28)
# What tells of something that takes place is held back until so long before it, and no longer.
SHORTLY_BEFORE = dt.timedelta(hours=3)
ONE_DAY = dt.timedelta(days=1)


class Moments:
    """Of some people, for the days from `since` on. At most four queries."""

    def __init__(self, people: Collection[int], since: dt.date, *, days: int = 0) -> None:
        until = since + MOST_HELD + dt.timedelta(days=days)
        self._quiet = {hours.person_id: hours for hours in QuietHours.objects.filter(person__in=people)}
        self._held = _held_days(people, since - ONE_DAY, until)

    def next_moment(self, person: User, moment: dt.datetime, *, waiting_since: dt.datetime) -> dt.datetime:
        """`moment`, or the first one after it at which something may go that waits since then."""
        while True:
            moment = self.after_quiet_hours(person, moment)
            day = moment.astimezone(person.zone).date()
            if not self.is_held(person.pk, day, moment - waiting_since):
                return moment
            moment = local_moment(day + ONE_DAY, SENT_FROM, person.time_zone)

    def after_quiet_hours(self, person: User, moment: dt.datetime) -> dt.datetime:
        hours = self._quiet.get(person.pk)
        if hours is None:
            return moment
        return next_allowed_moment(moment, person.time_zone, hours.starts_at, hours.ends_at)

    def is_held(self, person_id: int, day: dt.date, waited: dt.timedelta) -> bool:
        """Whether what has waited for so long is held back on this day, which is one of the person's."""
        return waited < MOST_HELD and day in self._held.get(person_id, ())


def in_time(until: dt.datetime, happens_at: dt.datetime | None, *, since: dt.datetime) -> dt.datetime:
    """When what may go since a moment and is held back until another goes, if it tells of what happens."""
    if happens_at is None or happens_at <= since:
        return until
    return min(until, max(since, happens_at - SHORTLY_BEFORE))


def _held_days(people: Collection[int], since: dt.date, until: dt.date) -> dict[int, set[dt.date]]:
    chosen = {choice.person_id: choice for choice in HoldWhenAway.objects.filter(person__in=people)}
    usual = HoldWhenAway()
    on_leave = [pk for pk in people if chosen.get(pk, usual).on_leave]
    on_clinical_days = [pk for pk in people if chosen.get(pk, usual).on_clinical_days]
    held: dict[int, set[dt.date]] = defaultdict(set)
    for table, whose in ((Leave, on_leave), (ClinicalDay, on_clinical_days)):
        if whose:
            for row in table.objects.filter(person__in=whose).touching(since, until):
                held[row.person_id].update(row.days(since, until))
    return held
