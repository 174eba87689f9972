"""Amounts by month, one on top of the other: the ledger's days, the questions by how they begin."""

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.dateformat import format as format_date

WIDTH, HEIGHT = 356.0, 206.0
LEFT, TOP, RIGHT, BOTTOM = 28.0, 10.0, 354.0, 164.0
STEPS = (
    Decimal("0.5"),
    Decimal(1),
    Decimal(2),
    Decimal(5),
    Decimal(10),
    Decimal(20),
    Decimal(50),
    Decimal(100),
)
Amount = Decimal | int


@dataclass(frozen=True)
class Part:
    """A stretch of a bar. `series` counts from 0, from below."""

    series: int
    x: float
    y: float
    width: float
    height: float
    amount: Amount


@dataclass(frozen=True)
class Tick:
    at: float
    text: str
    below: str = ""


@dataclass(frozen=True)
class Stacks:
    parts: tuple[Part, ...]
    values: tuple[Tick, ...]
    months: tuple[Tick, ...]
    width: float = WIDTH
    height: float = HEIGHT
    left: float = LEFT
    right: float = RIGHT
    bottom: float = BOTTOM


def months_between(first: dt.date, last: dt.date) -> list[dt.date]:
    """The first days of the months from one day to the other."""
    count = (last.year - first.year) * 12 + last.month - first.month
    starts = (first.year * 12 + first.month - 1 + step for step in range(count + 1))
    return [dt.date(start // 12, start % 12 + 1, 1) for start in starts]


def stacks(months: Sequence[dt.date], amounts: Sequence[Sequence[Amount]]) -> Stacks:
    """`amounts`: for each month those of every series, from the lowest part of the bar up."""
    highest = max((sum(month, Decimal(0)) for month in amounts), default=Decimal(0))
    halves = any(isinstance(amount, Decimal) for month in amounts for amount in month)
    sizes = STEPS if halves else STEPS[1:]  # what is counted has no halves
    step = next((step for step in sizes if step * 5 >= highest), Decimal(math.ceil(highest / 5)))
    steps = max(1, math.ceil(highest / step))
    unit = (BOTTOM - TOP) / float(step * steps)
    slot = (RIGHT - LEFT) / max(1, len(months))
    parts = []
    for index, month in enumerate(amounts):
        top = BOTTOM
        for series, amount in enumerate(month):
            if amount:
                height = float(amount) * unit
                top -= height
                left = round(LEFT + (index + 0.15) * slot, 1)
                parts.append(
                    Part(series, left, round(top, 1), round(0.7 * slot, 1), round(height, 1), amount)
                )
    return Stacks(
        tuple(parts),
        tuple(
            Tick(round(BOTTOM - float(step * count) * unit, 1), f"{(step * count).normalize():f}")
            for count in range(steps + 1)
        ),
        tuple(
            Tick(
                round(LEFT + (index + 0.5) * slot, 1),
                format_date(month, "M")[:3] if len(months) <= 13 else format_date(month, "M")[:1],
                str(month.year) if index == 0 or month.month == 1 else "",
            )
            for index, month in enumerate(months)
        ),
    )
