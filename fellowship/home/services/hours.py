"""From when to when, for a reader who may live by another clock than the place where it happens."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from fellowship.nhsuk.words import clock

# Taught days are held here, whatever zone the reader lives in.
ZONE = ZoneInfo(settings.TIME_ZONE)


def taught_hours(day: dt.date, starts_at: dt.time, ends_at: dt.time) -> str:
    """“9:30am to 4:30pm” by the clock of the venue; whose clock that is, where the reader's shows another."""
    words = _("%(start)s to %(end)s") % {"start": clock(starts_at), "end": clock(ends_at)}
    if is_readers_clock(dt.datetime.combine(day, starts_at, ZONE)):
        return words
    return _("%(hours)s in %(zone)s") % {"hours": words, "zone": ZONE.key.replace("_", " ")}


def meeting_hours(starts_at: dt.datetime, ends_at: dt.datetime) -> str:
    """“11am to midday” by the reader's clock, and that it is theirs, where the venues' shows another."""
    words = _("%(start)s to %(end)s") % {"start": clock(starts_at), "end": clock(ends_at)}
    return words if is_readers_clock(starts_at) else _("%(hours)s your time") % {"hours": words}


def is_readers_clock(moment: dt.datetime) -> bool:
    """Whether the active time zone and the venues' show the same then."""
    return timezone.localtime(moment).utcoffset() == moment.astimezone(ZONE).utcoffset()
