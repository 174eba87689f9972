"""Where in its year a cohort or a place stands, in words."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from fellowship.lib.dates import in_words, relative_in_words, week_of, weeks_between


def week_words(starts_on: dt.date, ends_on: dt.date) -> str:
    """“week 12 of 52”, “starts in 9 days, 7 December 2026”, “ended on 6 September 2026”."""
    today = timezone.localdate()
    if today < starts_on:
        when = {"when": relative_in_words(starts_on, today), "day": in_words(starts_on)}
        return _("starts %(when)s, %(day)s") % when
    if today > ends_on:
        return _("ended on %(day)s") % {"day": in_words(ends_on)}
    weeks = weeks_between(starts_on, ends_on)
    return _("week %(week)s of %(weeks)s") % {"week": min(week_of(starts_on, today), weeks), "weeks": weeks}
