"""Dates, times and counts as NHS services write them: 3 September 2026, 10:42am, 3 fellows.

Moments are shown in the active time zone, which a middleware sets to the signed-in person's.
"""

from datetime import date, datetime, time
from functools import lru_cache

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext

from fellowship.lib.dates import in_words, relative_in_words
from fellowship.lib.text import initials, to_html


def _local(value: date | datetime) -> date | datetime:
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


@lru_cache(1024)
def _day(on: date, language: str | None) -> str:
    return in_words(on)  # in the language that is active, which tells one answer from the next


def day(value: date | datetime | None) -> str:
    """`3 September 2026`; nothing for nothing. A page names the same few days dozens of times."""
    if not value:
        return ""
    local = _local(value)
    return _day(local.date() if isinstance(local, datetime) else local, get_language())


def weekday(value: date | datetime | None) -> str:
    """`Thursday 3 September 2026`"""
    return date_format(_local(value), "l j F Y") if value else ""


def month(value: date) -> str:
    """`September 2026`"""
    return date_format(value, "F Y")


def clock(value: datetime | time | None) -> str:
    """`10:42am`, and `9am` on the hour"""
    if value is None:
        return ""
    local = timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value
    if (local.hour, local.minute) == (12, 0):
        return gettext("midday")
    if (local.hour, local.minute) == (0, 0):
        return gettext("midnight")
    hour = local.hour % 12 or 12
    minutes = f":{local.minute:02}" if local.minute else ""
    words = gettext("%(clock)sam") if local.hour < 12 else gettext("%(clock)spm")
    return words % {"clock": f"{hour}{minutes}"}


def moment(value: datetime | None) -> str:
    """`3 September 2026 at 10:42am`"""
    if not value:
        return ""
    return gettext("%(day)s at %(time)s") % {"day": day(value), "time": clock(value)}


def relative_day(value: date | datetime | None, today: date | None = None) -> str:
    """`today`, `tomorrow`, `in 3 days`, `3 days ago`, seen from `today`."""
    if not value:
        return ""
    local = _local(value)
    on = local.date() if isinstance(local, datetime) else local
    return relative_in_words(on, today or timezone.localdate())


FILTERS = {
    "day": day,
    "weekday": weekday,
    "month": month,
    "clock": clock,
    "moment": moment,
    "relative_day": relative_day,
    "initials": initials,
    "to_html": to_html,
}
