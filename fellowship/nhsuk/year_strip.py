"""The geometry of the year strip: months along it, marks on three lanes, today.

Places are percentages of the width, so the drawing fits a phone and a wide screen without
scaling its letters. The drawing itself is in templates/components/year_strip.jinja.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.dates import MONTHS, MONTHS_3

KINDS = ("milestone", "assignment", "taught_day")  # the lanes, from the top


@dataclass(frozen=True)
class Mark:
    """Something dated. `state` is "open", "done" or "overdue"; `url` where to read about it."""

    on: date
    kind: str
    label: str
    state: str = "open"
    url: str = ""


@dataclass(frozen=True)
class Month:
    left: float
    width: float
    name: str
    short: str
    letter: str


@dataclass(frozen=True)
class PlacedMark:
    mark: Mark
    left: float
    lane: int


@dataclass(frozen=True)
class YearStrip:
    start: date
    end: date
    months: list[Month]
    placed: list[PlacedMark]
    marks: list[Mark]
    today: float | None
    counts: dict[str, int]  # marks per kind
    states: dict[str, int]  # milestones per state


def year_strip(start: date, end: date, marks: Iterable[Mark], today: date) -> YearStrip:
    """Marks outside the period are listed in the table but not drawn; `end` is the last day."""
    ordered = sorted(marks, key=lambda mark: (mark.on, mark.kind, mark.label))
    days = max((end - start).days + 1, 1)

    def left(day: date, into_day: float = 0.5) -> float:
        return round(((day - start).days + into_day) * 100 / days, 3)

    inside = [mark for mark in ordered if start <= mark.on <= end and mark.kind in KINDS]
    return YearStrip(
        start=start,
        end=end,
        months=_months(start, end, left),
        placed=[PlacedMark(mark, left(mark.on), KINDS.index(mark.kind)) for mark in inside],
        marks=ordered,
        today=left(today) if start <= today <= end else None,
        counts=dict(Counter(mark.kind for mark in ordered)),
        states=dict(Counter(mark.state for mark in ordered if mark.kind == "milestone")),
    )


def _months(start: date, end: date, left) -> list[Month]:
    """The months of the period; the first and last may be cut."""
    months = []
    first = start
    while first <= end:
        following = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
        begins, ends = left(first, 0), left(min(following, end + timedelta(days=1)), 0)
        name, short = str(MONTHS[first.month]), str(MONTHS_3[first.month]).title()
        months.append(Month(begins, round(ends - begins, 3), name, short, name[0]))
        first = following
    return months
