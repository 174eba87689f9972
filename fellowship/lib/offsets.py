"""Dates counted from a cohort's first or last day, written in words: the language of templates."""

import re
from abc import ABC, abstractmethod
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
ORDINALS = ["first", "second", "third", "fourth", "last"]
MOST_MONTHS, MOST_WEEKS, MOST_DAYS = 60, 260, 1830  # five years either side

WEEKDAY = (
    r"(?P<weekday>mon(?:days?)?|tue(?:s|sdays?)?|wed(?:s|nesdays?)?|thu(?:rs?|rsdays?)?"
    r"|fri(?:days?)?|sat(?:urdays?)?|sun(?:days?)?)"
)
COUNTED = r"(?P<count>\d{1,5}) (?P<unit>day|week|month)s?"


class Offset(ABC):
    """A date counted from a cohort's first or last day, written in words and kept as text.

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
        raise ValueError(_not_read(text, plain))

    @abstractmethod
    def on(self, start: date, end: date | None = None) -> date:
        """The date itself, for a cohort from `start` to `end`; only “end …” needs its last day."""

    def moved(self, weeks: int, start: date, end: date) -> "Offset":
        """So many weeks later. What is counted in days or weeks stays in its words; anything else becomes
        week and weekday, as for a cohort from `start` to `end`."""
        return offset_of(self.on(start, end) + timedelta(weeks=weeks), start, end)


@dataclass(frozen=True)
class FromStart(Offset):
    """“start”, “start + 2 weeks”, “start - 10 days”."""

    count: int
    days_each: int  # 1 or 7

    def on(self, start: date, end: date | None = None) -> date:
        return start + timedelta(days=self.count * self.days_each)

    def moved(self, weeks: int, start: date, end: date) -> Offset:
        days = self.count * self.days_each + 7 * weeks
        return FromStart(days, 1) if days % 7 or not days else FromStart(days // 7, 7)

    def __str__(self) -> str:
        return _with_sign("start", self.count, "week" if self.days_each == 7 else "day")


@dataclass(frozen=True)
class FromEnd(Offset):
    """“end”, “end - 1 week”, “end + 6 months”, counted from the last day."""

    count: int
    unit: str  # day, week or month

    def on(self, start: date, end: date | None = None) -> date:
        if end is None:
            raise ValueError(_("“%(offset)s” needs a last day to count from.") % {"offset": self})
        if self.unit == "month":
            return _add_months(end, self.count)
        return end + timedelta(days=self.count * (7 if self.unit == "week" else 1))

    def moved(self, weeks: int, start: date, end: date) -> Offset:
        if self.unit == "month":
            return super().moved(weeks, start, end)
        days = self.count * (7 if self.unit == "week" else 1) + 7 * weeks
        return FromEnd(days, "day") if days % 7 or not days else FromEnd(days // 7, "week")

    def __str__(self) -> str:
        return _with_sign("end", self.count, self.unit)


@dataclass(frozen=True)
class DayOfMonth(Offset):
    """“month 5, day 1”. A day past the month's end is its last day."""

    month: int
    day: int

    def on(self, start: date, end: date | None = None) -> date:
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

    def on(self, start: date, end: date | None = None) -> date:
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

    def on(self, start: date, end: date | None = None) -> date:
        first = start + timedelta(weeks=_from_nought(self.week))
        return first if self.weekday is None else _on_or_after(first, self.weekday)

    def moved(self, weeks: int, start: date, end: date) -> Offset:
        return DayOfWeek(_numbered(_from_nought(self.week) + weeks), self.weekday)

    def __str__(self) -> str:
        return f"week {self.week}" + ("" if self.weekday is None else f", {WEEKDAYS[self.weekday]}")


def offset_of(day: date, start: date, end: date, *, like: Offset | None = None) -> Offset:
    """The words for a date of one cohort, so that they fit the next one: `like` where it means this day
    already, else week and weekday, which keep taught days off weekends whatever the start."""
    if like is not None and like.on(start, end) == day:
        return like
    return DayOfWeek(_numbered((day - start).days // 7), day.weekday())


def month_of(start: date, day: date) -> int:
    """The number of the month a day is in, counted as in Offset: 1 from the start date, -1 before it."""
    steps = (day.year - start.year) * 12 + day.month - start.month
    return _numbered(steps if _add_months(start, steps) <= day else steps - 1)


def _with_sign(anchor: str, count: int, unit: str) -> str:
    if count == 0:
        return anchor
    return f"{anchor} {'+' if count > 0 else '-'} {abs(count)} {unit}{'s' if abs(count) > 1 else ''}"


def _not_read(text: str, plain: str) -> str:
    """Names the first word we do not know, where there is one."""
    unknown = next((word for word in re.findall(r"[^\W\d_]+", plain[:200]) if not _KNOWN.fullmatch(word)), "")
    sentence = _("“%(text)s” is not a date we can count from the start or the end. ")
    if unknown:
        sentence += _("We do not know “%(word)s”. ")
    sentence += _(
        "Write for example “month 5, day 1”, “start + 2 weeks”, "
        "“first Wednesday of month 2” or “end - 1 week”."
    )
    return sentence % {"text": text.strip()[:60], "word": unknown[:30]}


def _from_nought(number: int) -> int:
    """Steps from the start to the month or week of this number: 1 is 0 steps on, -1 is one step back."""
    return number - 1 if number > 0 else number


def _numbered(steps: int) -> int:
    """The number of the week or month so many steps from the start: there is no 0."""
    return steps + 1 if steps >= 0 else steps


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


def _at_most(number: int, most: int, unit: str, anchor: str = "start") -> None:
    if abs(number) > most:
        raise ValueError(
            _("%(number)s %(unit)ss is too far from the %(anchor)s. It can be at most %(most)s.")
            % {"number": abs(number), "unit": unit, "most": most, "anchor": anchor}
        )


def _weekday(text: str) -> int:
    return [name[:3].lower() for name in WEEKDAYS].index(text[:3])


def _counted(anchor: str, number: int, unit: str) -> Offset:
    most = {"day": MOST_DAYS, "week": MOST_WEEKS, "month": MOST_MONTHS - 1}[unit]
    _at_most(number, most, unit, anchor)
    if anchor == "end":
        return FromEnd(number, unit if number else "day")
    if unit == "month":  # “start + 3 months” is the first day of month 4
        return DayOfMonth(number + 1 if number >= 0 else number, 1)
    return FromStart(number, 7 if unit == "week" and number else 1)


def _read_anchor(anchor: str, sign: str | None, count: str | None, unit: str | None) -> Offset:
    return _counted(anchor, int(f"{sign}{count}") if sign and count else 0, unit or "day")


def _read_before_or_after(count: str, unit: str, side: str, anchor: str) -> Offset:
    return _counted(anchor, int(count) * (-1 if side == "before" else 1), unit)


def _read_month_day(month: str, day: str | None) -> Offset:
    number = int(day or 1)
    if not 1 <= number <= 31:
        raise ValueError(_("A month has days 1 to 31, so there is no day %(day)s.") % {"day": number})
    return DayOfMonth(_number(month, MOST_MONTHS, "month"), number)


def _read_week(week: str, weekday: str | None) -> Offset:
    return DayOfWeek(_number(week, MOST_WEEKS, "week"), _weekday(weekday) if weekday else None)


def _read_weekday_of_month(place: str, weekday: str, month: str | None) -> Offset:
    return WeekdayOfMonth(
        ORDINALS.index(place), _weekday(weekday), _number(month or "1", MOST_MONTHS, "month")
    )


_READERS: list[tuple[re.Pattern[str], Callable[..., Offset]]] = [
    (re.compile(rf"(?:the )?(?P<anchor>start|end)(?: ?(?P<sign>[+-]) ?{COUNTED})?", re.ASCII), _read_anchor),
    (
        re.compile(rf"{COUNTED} (?P<side>before|after) (?:the )?(?P<anchor>start|end)", re.ASCII),
        _read_before_or_after,
    ),
    (re.compile(r"month (?P<month>-? ?\d{1,4})(?:,? day (?P<day>\d{1,4}))?", re.ASCII), _read_month_day),
    (re.compile(rf"week (?P<week>-? ?\d{{1,4}})(?:,? {WEEKDAY})?", re.ASCII), _read_week),
    (
        re.compile(
            rf"(?:the )?(?P<place>{'|'.join(ORDINALS)}) {WEEKDAY}"
            r"(?: (?:of|in) month (?P<month>-? ?\d{1,4}))?",
            re.ASCII,
        ),
        _read_weekday_of_month,
    ),
]
_KNOWN = re.compile(
    rf"start|end|days?|weeks?|months?|before|after|of|in|the|{'|'.join(ORDINALS)}|{WEEKDAY}", re.ASCII
)
