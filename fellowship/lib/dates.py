"""Dates as a fellowship speaks of them: dates in words, weeks of a year, clocks that change.

Offsets from a cohort's start are in `offsets`, dates people type in `typed_days`, working days in
`working_days`.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.dateformat import time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fellowship.lib.offsets import Offset
from fellowship.lib.typed_days import parse_day

__all__ = [
    "Offset",
    "in_words",
    "local_moment",
    "next_allowed_moment",
    "parse_day",
    "relative_in_words",
    "today_in",
    "week_of",
    "weeks_between",
]


def in_words(day: date) -> str:
    """“3 September 2026”."""
    return format_date(day, "j F Y")


def relative_in_words(day: date, today: date) -> str:
    """How far away: “today”, “tomorrow”, “in 3 days”, “3 days ago”."""
    days = (day - today).days
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    if days == -1:
        return _("yesterday")
    if days > 0:
        return ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}
    return ngettext("%(days)d day ago", "%(days)d days ago", -days) % {"days": -days}


def week_of(start: date, today: date) -> int:
    """The number of the week, counted as in Offset: 1 from the start date, -1 in the week before it."""
    weeks = (today - start).days // 7
    return weeks + 1 if weeks >= 0 else weeks


def weeks_between(start: date, end: date) -> int:
    """How many weeks a period has, both days included, to the nearest: the 52 in “week 12 of 52”.

    A year is 52 weeks and a day or two: nobody calls that week 53. At least 1; 0 if it ends before it starts.
    """
    days = (end - start).days + 1
    return max(1, round(days / 7)) if days > 0 else 0


def today_in(tzname: str) -> date:
    """Today's date where the person is."""
    return timezone.now().astimezone(ZoneInfo(tzname)).date()


def local_moment(day: date, at: time, tzname: str) -> datetime:
    """The moment, in UTC, when clocks there show this time on this day; of two, the first.

    Raises ValueError with a sentence for a time that the clocks skip that day.
    """
    moment = _moment(day, at, tzname)
    if moment.astimezone(ZoneInfo(tzname)).time() != at.replace(fold=0):
        clock = time_format(at, "g:iA").lower()
        raise ValueError(_("Clocks go forward that night; there is no %(clock)s.") % {"clock": clock})
    return moment


def _moment(day: date, at: time, tzname: str) -> datetime:
    """A time the clocks skip becomes the same distance after the change: 1:30 is 2:30 then."""
    return datetime.combine(day, at.replace(fold=0), tzinfo=ZoneInfo(tzname)).astimezone(UTC)


def next_allowed_moment(moment: datetime, tzname: str, quiet_from: time, quiet_until: time) -> datetime:
    """`moment`, or the end of the quiet hours it falls in, in UTC. Equal ends mean no quiet hours."""
    local = moment.astimezone(ZoneInfo(tzname))
    clock = local.time()
    if quiet_from <= quiet_until:
        quiet, ends = quiet_from <= clock < quiet_until, local.date()
    else:  # over midnight
        quiet = clock >= quiet_from or clock < quiet_until
        ends = local.date() + timedelta(days=1 if clock >= quiet_from else 0)
    if not quiet:
        return moment.astimezone(UTC)
    end = _moment(ends, quiet_until, tzname)
    if end < moment:  # the clocks went back and this is the second time round
        end = datetime.combine(ends, quiet_until.replace(fold=1), tzinfo=ZoneInfo(tzname)).astimezone(UTC)
    return end
