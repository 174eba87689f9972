"""Dates as a fellowship speaks of them: offsets from a cohort's start, dates in words, clocks that change.

Dates people type are read in `typed_days`; working days are in `working_days`.
"""

import re
from abc import ABC, abstractmethod
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

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

WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
ORDINALS = ["first", "second", "third", "fourth", "last"]
MOST_MONTHS, MOST_WEEKS, MOST_DAYS = 60, 260, 1830  # five years either side of the start

WEEKDAY = r"(?P<weekday>mon|tue|wed|thu|fri|sat|sun)[a-z]*"


class Offset(ABC):
    """A date counted from a cohort's start, written in words and kept as text.

    Months and weeks are counted from the start date itself, not from the calendar: with a start on
    7 September, month 1 is 7 September to 6 October and week 1 is 7 to 13 September. Before the start
    they count backwards: month -1 is the month that ends the day before the start, and
    "month -2, day 1" is two months before it. There is no month 0 and no week 0, as there is no year 0.
    Where the calendar has no such day (a start on 31 August, month 2) the last day of that month stands in.
    """

    @staticmethod
    def parse(text: str) -> "Offset":
        """Read an offset; ValueError carries a sentence for the person who typed it."""
        plain = " ".join(text.translate({0x2212: "-", 0x2013: "-"}).lower().split())
        for pattern, read in _READERS:
            if match := pattern.fullmatch(plain):
                return read(**match.groupdict())
        shown = text.strip()[:60]
        raise ValueError(
            _(
                "“%(text)s” is not a date we can count from the start. Write for example “month 5, day 1”, "
                "“week 3, Wednesday”, “start + 2 weeks” or “first Wednesday of month 2”."
            )
            % {"text": shown}
        )

    @abstractmethod
    def on(self, start: date) -> date:
        """The date itself, for a cohort that starts on `start`."""


@dataclass(frozen=True)
class FromStart(Offset):
    """“start”, “start + 2 weeks”, “start - 10 days”."""

    count: int
    days_each: int  # 1 or 7

    def on(self, start: date) -> date:
        return start + timedelta(days=self.count * self.days_each)

    def __str__(self) -> str:
        if self.count == 0:
            return "start"
        sign, count = ("+", self.count) if self.count > 0 else ("-", -self.count)
        unit = "week" if self.days_each == 7 else "day"
        return f"start {sign} {count} {unit}{'s' if count > 1 else ''}"


@dataclass(frozen=True)
class DayOfMonth(Offset):
    """“month 5, day 1”. A day past the month's end is its last day."""

    month: int
    day: int

    def on(self, start: date) -> date:
        first, last = _month(start, self.month)
        return min(first + timedelta(days=self.day - 1), last)

    def __str__(self) -> str:
        return f"month {self.month}, day {self.day}"


@dataclass(frozen=True)
class WeekdayOfMonth(Offset):
    """“first Wednesday of month 2”, “last Friday of month 10”."""

    place: int  # in ORDINALS
    weekday: int  # Monday is 0
    month: int

    def on(self, start: date) -> date:
        first, last = _month(start, self.month)
        if ORDINALS[self.place] == "last":
            return last - timedelta(days=(last.weekday() - self.weekday) % 7)
        return _on_or_after(first, self.weekday) + timedelta(weeks=self.place)

    def __str__(self) -> str:
        return f"{ORDINALS[self.place]} {WEEKDAYS[self.weekday]} of month {self.month}"


@dataclass(frozen=True)
class DayOfWeek(Offset):
    """“week 12” (its first day) and “week 3, Wednesday” (the Wednesday among its seven days)."""

    week: int
    weekday: int | None

    def on(self, start: date) -> date:
        first = start + timedelta(weeks=_from_nought(self.week))
        return first if self.weekday is None else _on_or_after(first, self.weekday)

    def __str__(self) -> str:
        return f"week {self.week}" + ("" if self.weekday is None else f", {WEEKDAYS[self.weekday]}")


def _from_nought(number: int) -> int:
    """Steps from the start to the month or week of this number: 1 is 0 steps on, -1 is one step back."""
    return number - 1 if number > 0 else number


def _month(start: date, number: int) -> tuple[date, date]:
    """First and last day of the cohort's month of this number."""
    steps = _from_nought(number)
    return _add_months(start, steps), _add_months(start, steps + 1) - timedelta(days=1)


def _add_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _on_or_after(day: date, weekday: int) -> date:
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def _number(text: str, most: int, unit: str) -> int:
    """A month's or week's number; `unit` is the word in the sentence when it cannot be one."""
    number = int(text.replace(" ", ""))
    if number == 0:
        raise ValueError(
            _(
                "There is no %(unit)s 0: %(unit)s 1 begins on the start date "
                "and %(unit)s -1 is the one before it. For the start date itself write “start”."
            )
            % {"unit": unit}
        )
    _at_most(number, most, unit)
    return number


def _at_most(number: int, most: int, unit: str) -> None:
    if abs(number) > most:
        raise ValueError(
            _("%(number)s %(unit)ss is too far from the start. It can be at most %(most)s.")
            % {"number": abs(number), "unit": unit, "most": most}
        )


def _weekday(text: str) -> int:
    return [name[:3].lower() for name in WEEKDAYS].index(text)


def _read_start(sign: str | None, count: str | None, unit: str | None) -> Offset:
    number = int(f"{sign}{count}") if sign and count else 0
    if unit == "month":  # “start + 3 months” is the first day of month 4
        _at_most(number, MOST_MONTHS - 1, unit)
        return DayOfMonth(number + 1 if number >= 0 else number, 1)
    _at_most(number, MOST_WEEKS if unit == "week" else MOST_DAYS, unit or "day")
    return FromStart(number, 7 if unit == "week" and number else 1)


def _read_month_day(month: str, day: str | None) -> Offset:
    number = int(day or 1)
    if not 1 <= number <= 31:
        raise ValueError(_("A month has days 1 to 31, so there is no day %(day)s.") % {"day": number})
    return DayOfMonth(_number(month, MOST_MONTHS, "month"), number)


def _read_week(week: str, weekday: str | None) -> Offset:
    return DayOfWeek(_number(week, MOST_WEEKS, "week"), _weekday(weekday) if weekday else None)


def _read_weekday_of_month(place: str, weekday: str, month: str) -> Offset:
    return WeekdayOfMonth(ORDINALS.index(place), _weekday(weekday), _number(month, MOST_MONTHS, "month"))


_READERS: list[tuple[re.Pattern[str], Callable[..., Offset]]] = [
    (re.compile(r"start(?: ?(?P<sign>[+-]) ?(?P<count>\d{1,5}) (?P<unit>day|week|month)s?)?"), _read_start),
    (re.compile(r"month (?P<month>-? ?\d{1,4})(?:,? day (?P<day>\d{1,4}))?"), _read_month_day),
    (re.compile(rf"week (?P<week>-? ?\d{{1,4}})(?:,? {WEEKDAY})?"), _read_week),
    (
        re.compile(
            rf"(?:the )?(?P<place>{'|'.join(ORDINALS)}) {WEEKDAY} (?:of|in) month (?P<month>-? ?\d{{1,4}})"
        ),
        _read_weekday_of_month,
    ),
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
    """The moment, in UTC, when clocks there show this time on this day.

    A time the clocks skip becomes the same distance after the change (01:30 is 02:30 when summer time
    begins); a time they show twice is the first of the two.
    """
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
    end = local_moment(ends, quiet_until, tzname)
    if end < moment:  # the clocks went back and this is the second time round
        end = datetime.combine(ends, quiet_until.replace(fold=1), tzinfo=ZoneInfo(tzname)).astimezone(UTC)
    return end
