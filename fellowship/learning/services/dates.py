"""Which days can be recorded: in the tutor's form, from a spreadsheet, and as an extension decided."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from fellowship.learning.models import Assignment
from fellowship.lib.dates import in_words

# Work can be older than the cohort, of an earlier course; this much older it is a slip of the year.
BEFORE_THE_COHORT = dt.timedelta(days=365)


def trouble_with_handing_in(day: dt.date | None, known: dt.date | None, assignment: Assignment) -> str:
    """A sentence about a day nothing can have been handed in on; what is recorded already (`known`) is not
    asked again, and a module taken elsewhere may be years old."""
    module = assignment.module
    if day is None or day == known:
        return ""
    if day > timezone.localdate():
        return _("The day it was handed in cannot be in the future.")
    if module.place_id is None and day < module.cohort.starts_on - BEFORE_THE_COHORT:
        return _("The day it was handed in, %(day)s, is more than a year before the cohort's first day.") % {
            "day": in_words(day)
        }
    return ""


def trouble_with_extension(day: dt.date, due_on: dt.date) -> str:
    """An extension ends after the date it extends."""
    if day > due_on:
        return ""
    return _("Choose a date after %(day)s, when the work is due.") % {"day": in_words(due_on)}
