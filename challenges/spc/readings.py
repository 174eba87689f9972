"""Readings as they come in: checked, put in date order, cut into segments, added up without rounding."""

import math
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from numbers import Real


class SpcError(ValueError):
    """The readings or options cannot be charted; the text is a sentence that says why."""


def in_date_order(
    values: Sequence[float | None], dates: Sequence[date]
) -> tuple[tuple[float | None, ...], tuple[date, ...]]:
    """Values as floats and their dates, earliest first. SpcError for what is no series of readings."""
    values, dates = list(values), list(dates)
    if len(values) != len(dates):
        raise SpcError(f"There are {len(values)} values and {len(dates)} dates. Each value needs one date.")
    try:
        order = sorted(range(len(dates)), key=dates.__getitem__)
    except TypeError:
        raise SpcError("The dates cannot be put in order. Each must be a date.") from None
    days = tuple(dates[place] for place in order)
    for earlier, later in pairwise(days):
        if earlier == later:
            raise SpcError(f"There are two values for {in_words(later)}. Each date can have one.")
    return tuple(_known(values[place], dates[place]) for place in order), days


def _known(value: float | None, day: date) -> float | None:
    return None if value is None else finite(value, f"The value for {in_words(day)}")


def finite(value: object, what: str) -> float:
    """The number as a float; SpcError naming `what` if it is none."""
    if isinstance(value, bool) or not isinstance(value, Real | Decimal):
        raise SpcError(f"{what} is not a number.")
    try:
        number = float(value)
    except (OverflowError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        raise SpcError(f"{what} is not a number that can be charted.")
    return number


def whole_number(value: object, what: str, at_least: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < at_least:
        raise SpcError(f"{what} must be a whole number, {at_least} or more.")
    return value


def in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}" if isinstance(day, date) else str(day)


def segments_of(dates: Sequence[date], step_changes: Iterable[date]) -> list[tuple[int, int]]:
    """Where each segment begins and ends: at the first point and at every point with a step change's date.

    Order and repeats make no difference. SpcError names a date that has no point: ignoring it, as
    NHSRplotthedots does, would show limits that nobody asked for.
    """
    places = {day: place for place, day in enumerate(dates)}
    starts = {0} if dates else set()
    for day in step_changes:
        if day not in places:
            raise SpcError(f"The step change on {in_words(day)} has no point with that date.")
        starts.add(places[day])
    return list(pairwise([*sorted(starts), len(dates)]))


def as_integers(values: Sequence[float]) -> tuple[list[int], int]:
    """The values as integers over one denominator, so that sums of them are exact.

    Each float counts as the decimal people see: 0.1 is one tenth. A mean rounded once at the end then
    equals the values of a constant series, which would else all be flagged as a shift.
    """
    ratios = [Decimal(repr(value)).as_integer_ratio() for value in values]
    common = math.lcm(*(denominator for _, denominator in ratios))
    return [numerator * (common // denominator) for numerator, denominator in ratios], common
