"""The year between balcony and dance floor: days of the ledger by month, and clinical days against what was
agreed."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache

from django.db.models import Count, DateField
from django.db.models.functions import Cast, TruncMonth
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from challenges.drawings.stacks import months_between
from challenges.models import Challenge, LogEntry, Sighting, Workstream
from challenges.models.log_entry import Vantage
from challenges.models.sighting import Occasion
from fellowship.cohorts.models import Place
from fellowship.cohorts.services.pauses import pauses_of
from mentoring.permissions import Standing
from mentoring.services.then import as_then
from mentoring.statements import ROW, Statement, as_seen, columns, statement_of, take

NOTHING = Decimal(0)
TENTH = Decimal("0.1")


@dataclass
class Month:
    first: dt.date
    sightings: list[Sighting] = field(default_factory=list)
    balcony: Decimal = NOTHING
    dance_floor: Decimal = NOTHING
    entries_balcony: int = 0
    entries_dance_floor: int = 0


@dataclass(frozen=True)
class Stretch:
    """Clinical days of a month or a week against what was agreed for its days that were worked."""

    first: dt.date
    worked: Decimal
    agreed: Decimal


@dataclass(frozen=True)
class ClinicalDays:
    a_week: Decimal
    months: tuple[Stretch, ...]
    weeks: tuple[Stretch, ...]
    paused: int  # days left out

    @property
    def worked(self) -> Decimal:
        return sum((month.worked for month in self.months), NOTHING)

    @property
    def agreed(self) -> Decimal:
        return sum((month.agreed for month in self.months), NOTHING)


def ledger_of(challenge: Challenge, standing: Standing) -> list[Month]:
    """The months of the fellowship up to today, oldest first, each with its lines, newest first."""
    place = challenge.place
    sightings = _sightings_of(challenge, standing)
    entries = standing.fetch(_entries, row=challenge.pk)
    told = [row.day for row in sightings] + [first for first, _vantage, _count in entries]
    last = min(place.ends_on, timezone.localdate())
    first = min([place.starts_on, *told])
    months = {day: Month(day) for day in months_between(first, max([first, last, *told]))}
    for row in sightings:
        month = months[row.day.replace(day=1)]
        month.sightings.append(row)
        if row.vantage == Vantage.BALCONY:
            month.balcony += row.days
        else:
            month.dance_floor += row.days
    for first_day, vantage, count in entries:
        if vantage == Vantage.BALCONY:
            months[first_day].entries_balcony = count
        else:
            months[first_day].entries_dance_floor = count
    return list(months.values())


def _sightings_of(challenge: Challenge, standing: Standing) -> list[Sighting]:
    """Newest first, each with its workstream."""
    sightings = []
    for row in standing.fetch(_sightings, row=challenge.pk):
        sighting = take(Sighting, row)
        sighting.workstream = take(Workstream, row)
        sightings.append(sighting)
    as_then(standing, [sighting.workstream for sighting in sightings])
    return sightings


@cache
def _sightings(former: bool) -> Statement:
    rows = as_seen(Sighting.objects.filter(challenge=ROW).current(), former).order_by("-day", "-pk")
    return statement_of(rows.values_list(*columns(Sighting), *columns(Workstream, "workstream")))


@cache
def _entries(former: bool) -> Statement:
    """Month, vantage and how many."""
    written = as_seen(LogEntry.objects.filter(challenge=ROW), former).exclude(vantage="").order_by()
    counts = written.values(month=Cast(TruncMonth("happened_on"), DateField())).values("month", "vantage")
    return statement_of(counts.annotate(count=Count("pk")).values_list("month", "vantage", "count"))


def balance_in_words(months: Sequence[Month]) -> str:
    balcony = sum((month.balcony for month in months), NOTHING)
    floor = sum((month.dance_floor for month in months), NOTHING)
    if not balcony + floor:
        return _("No days have been noted yet.")
    share = (100 * balcony / (balcony + floor)).quantize(Decimal(1), ROUND_HALF_UP)
    return _(
        "%(balcony)s on the balcony and %(floor)s on the dance floor: %(share)s %% of the time noted here "
        "was spent looking from above."
    ) % {"balcony": days_in_words(balcony), "floor": days_in_words(floor), "share": share}


def entries_in_words(months: Sequence[Month]) -> str:
    balcony = sum(month.entries_balcony for month in months)
    floor = sum(month.entries_dance_floor for month in months)
    if not balcony + floor:
        return ""
    return ngettext(
        "Besides, %(count)d log entry says where it was seen from: %(balcony)s the balcony, %(floor)s the "
        "dance floor.",
        "Besides, %(count)d log entries say where they were seen from: %(balcony)s the balcony, %(floor)s "
        "the dance floor.",
        balcony + floor,
    ) % {"count": balcony + floor, "balcony": balcony, "floor": floor}


def clinical_days_of(place: Place, months: Sequence[Month]) -> ClinicalDays | None:
    """Up to today; None where nothing was agreed. What was agreed with the fellow comes before what the
    programme says for everybody."""
    a_week = place.clinical_days
    if a_week is None:
        a_week = place.cohort.programme.clinical_days_a_week
    last = min(place.ends_on, timezone.localdate())
    if a_week is None or last < place.starts_on:
        return None
    every = [place.starts_on + dt.timedelta(days=step) for step in range((last - place.starts_on).days + 1)]
    pauses = pauses_of(place)
    working = [
        day for day in every if not any(start <= day and (end is None or day < end) for start, end in pauses)
    ]
    clinical = [row for month in months for row in month.sightings if row.occasion == Occasion.CLINICAL]
    return ClinicalDays(
        a_week,
        _stretches(every, working, clinical, a_week, lambda day: day.replace(day=1)),
        _stretches(every, working, clinical, a_week, lambda day: day - dt.timedelta(days=day.weekday())),
        len(every) - len(working),
    )


def _stretches(every, working, clinical, a_week: Decimal, first_of) -> tuple[Stretch, ...]:
    """`first_of` gives the first day of the month or week of a day."""
    days: dict[dt.date, int] = defaultdict(int)
    worked: dict[dt.date, Decimal] = defaultdict(lambda: NOTHING)
    for day in working:
        days[first_of(day)] += 1
    for row in clinical:
        worked[first_of(row.day)] += row.days
    firsts = dict.fromkeys([*(first_of(day) for day in every), *sorted(worked)])
    return tuple(
        Stretch(first, worked[first], (a_week * days[first] / 7).quantize(TENTH, ROUND_HALF_UP))
        for first in firsts
    )


def clinical_in_words(clinical: ClinicalDays) -> str:
    """“18 clinical days up to today; 21 were agreed, at 1.5 a week. That is 3 fewer.”"""
    worked, agreed = clinical.worked, clinical.agreed
    said = _("%(worked)s of clinical work up to today; %(agreed)s were agreed, at %(rate)s a week.") % {
        "worked": days_in_words(worked),
        "agreed": days_in_words(agreed),
        "rate": number_in_words(clinical.a_week),
    }
    apart = abs(worked - agreed).quantize(TENTH, ROUND_HALF_UP)
    # Nobody works to a tenth of a day: what is less than one week apart is what was agreed.
    if apart < clinical.a_week or not apart:
        said += " " + _("That is about as agreed.")
    elif worked > agreed:
        said += " " + _("That is %(days)s more than agreed.") % {"days": days_in_words(apart)}
    else:
        said += " " + _("That is %(days)s fewer than agreed.") % {"days": days_in_words(apart)}
    if clinical.paused:
        said += " " + ngettext(
            "%(count)d day of the pause is left out.",
            "%(count)d days in which the place was paused are left out.",
            clinical.paused,
        ) % {"count": clinical.paused}
    return said


def days_in_words(days: Decimal) -> str:
    """“1 day”, “2.5 days”"""
    return _days_in_words(days, get_language())


@lru_cache(256)
def _days_in_words(days: Decimal, language: str | None) -> str:
    """In the language that is active, which tells one answer from the next: a ledger says few, and often."""
    words = _("%(days)s day") if days == 1 else _("%(days)s days")
    return words % {"days": number_in_words(days)}


def number_in_words(number: Decimal) -> str:
    return f"{number.normalize():f}"
