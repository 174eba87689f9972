"""A session's time in words, for a reader who may live by another clock."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from fellowship.nhsuk.words import clock, weekday

MOST_TIMES = 3
SOON = dt.timedelta(hours=48)


def in_words(starts_at: dt.datetime, minutes: int, zone: str) -> str:
    """“Tuesday 1 December 2026, 2pm to 3pm”, by the active time zone; with the zone where it was agreed,
    if clocks there show something else."""
    start = timezone.localtime(starts_at)
    end = timezone.localtime(starts_at + dt.timedelta(minutes=minutes))
    words = _("%(day)s, %(start)s to %(end)s") % {
        "day": weekday(start),
        "start": clock(start),
        "end": clock(end),
    }
    if _offset(end) > _offset(start):
        words = _("%(words)s (clocks go forward)") % {"words": words}
    elif _offset(end) < _offset(start):
        words = _("%(words)s (clocks go back)") % {"words": words}
    there = starts_at.astimezone(ZoneInfo(zone))
    if there.utcoffset() == start.utcoffset():
        return words
    return _("%(words)s your time (%(there)s in %(zone)s)") % {
        "words": words,
        "there": clock(there.time()),
        "zone": zone.replace("_", " "),
    }


def _offset(moment: dt.datetime) -> dt.timedelta:
    return moment.utcoffset() or dt.timedelta()


def is_soon(starts_at: dt.datetime) -> bool:
    return starts_at <= timezone.now() + SOON
