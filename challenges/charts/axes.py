"""Axes: round numbers up the side, and along the bottom months, days or years that never touch."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import get_language

NICE = (1.0, 2.0, 2.5, 5.0, 10.0)
LARGEST = 1e300  # so that differences stay finite
MONTHS_OF_STEP = {1: range(1, 13), 2: range(1, 13, 2), 3: range(1, 13, 3), 6: range(1, 13, 6)}
DAY_STEPS = (1, 2, 7, 14)
YEAR_STEPS = (1, 2, 5, 10, 20, 50, 100)
ALIKE = 1e-9  # values that differ by less, of their size, are drawn as one
LEAST = 1e-200
MARGIN = 0.03  # of the values' range, between them and the frame
LETTER = 0.56  # mean width of a letter, in font sizes


@dataclass(frozen=True)
class ValueAxis:
    low: float
    high: float
    ticks: tuple[float, ...]
    decimals: int  # that tell neighbouring ticks apart


@dataclass(frozen=True)
class DateTick:
    on: date
    text: str
    year: str  # below the text; empty where the tick before says it


def value_axis(values: Sequence[float], steps: int, ceiling: float = LARGEST) -> ValueAxis:
    """From a round number below all values to one above, in about so many steps.

    It goes no further than 0 or the `ceiling` (100 for a percentage) where no value does.
    """
    least, most = min(values, default=0.0), max(values, default=1.0)
    low, high = (min(max(value, -LARGEST), LARGEST) for value in (least, most))
    size = max(abs(low), abs(high))
    if high - low > size * ALIKE and size > LEAST:
        margin = (high - low) * MARGIN
    else:
        margin = size * 0.1 if size > LEAST else 1.0
    low, high = low - margin, high + margin
    if least >= 0:
        low = max(low, 0.0)
    if most <= ceiling:
        high = min(high, ceiling)
    rough = (high - low) / steps
    magnitude = 10.0 ** math.floor(math.log10(rough))
    step = next(nice for nice in NICE if nice * magnitude >= rough * 0.999) * magnitude
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    ticks = tuple(place * step for place in range(first, last + 1))
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    if step / magnitude == 2.5 and magnitude <= 1:
        decimals += 1
    return ValueAxis(ticks[0], ticks[-1], ticks, min(decimals, 12))


def date_ticks(
    first: date, last: date, *, pixels_a_day: float, font: float, readings: Iterable[date] = ()
) -> list[DateTick]:
    """The closest ticks whose labels have room; the year is told at its first tick.

    With one reading a month or fewer pass them as `readings`: a tick then stands at the month's reading,
    wherever in the month that is, so that nobody takes 31 January for February.
    """
    day_label, month_label, year_label = (letters * LETTER * font + font * 0.7 for letters in (6, 3.6, 4))
    if (last - first).days <= 120 and not readings:
        for step in DAY_STEPS:
            if step * pixels_a_day >= day_label:
                return _labelled(_days(first, last, step), "j M")
    months = _months(first, last, readings)
    fallback = "M" if readings else "j M"
    for step, kept in MONTHS_OF_STEP.items():
        if step * 30.4 * pixels_a_day >= month_label:
            ticks = [day for day in months if day.month in kept]
            return _labelled(ticks, "M") if ticks else _labelled([first], fallback)
    room = next((step for step in YEAR_STEPS if step * 365 * pixels_a_day >= year_label), YEAR_STEPS[-1])
    ticks = [day for day in months if day.month == 1 and day.year % room == 0]
    return _labelled(ticks, "") if ticks else _labelled([first], fallback)


def _days(first: date, last: date, step: int) -> list[date]:
    return [first + timedelta(days=passed) for passed in range(0, (last - first).days + 1, step)]


def _months(first: date, last: date, readings: Iterable[date]) -> list[date]:
    """For each month of the period its first reading, or else its first day, if that is in the period."""
    taken = {(day.year, day.month): day for day in sorted(readings, reverse=True)}
    months = ((count // 12, count % 12 + 1) for count in range(_count(first), _count(last) + 1))
    days = (taken.get(month) or date(*month, 1) for month in months)
    return [day for day in days if first <= day <= last]


def _count(day: date) -> int:
    return day.year * 12 + day.month - 1


def _labelled(days: list[date], form: str) -> list[DateTick]:
    language = get_language()
    ticks = []
    told = None
    for day in days:
        year = str(day.year)
        if not form:
            ticks.append(DateTick(day, year, ""))
            continue
        ticks.append(DateTick(day, _text(day, form, language), year if year != told else ""))
        told = year
    return ticks


@lru_cache(2048)
def _text(day: date, form: str, language: str | None) -> str:
    return date_format(day, form)
