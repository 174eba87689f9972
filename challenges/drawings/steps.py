"""How something moved between a few levels over time: support, or a judgement."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.dateformat import format as format_date

WIDTH = 340.0
LEFT, RIGHT, TOP = 2.0, 338.0, 6.0
LANE, AXIS = 42.0, 28.0  # height of a level, and of the dates below


@dataclass(frozen=True)
class Level:
    y: float
    text: str


@dataclass(frozen=True)
class Point:
    x: float
    y: float
    number: int


@dataclass(frozen=True)
class Steps:
    levels: tuple[Level, ...]  # from above
    line: str  # path data; reaches to the last day
    points: tuple[Point, ...]
    first: str
    last: str
    height: float
    width: float = WIDTH
    left: float = LEFT
    right: float = RIGHT


def steps(
    levels: Sequence[tuple[object, str]],
    moments: Sequence[tuple[dt.date, object]],
    *,
    first: dt.date,
    last: dt.date,
) -> Steps:
    """`levels`: (key, words), the best above. `moments`: (day, key), oldest first, between first and last."""
    height_of = {key: round(TOP + (index + 0.75) * LANE, 1) for index, (key, _words) in enumerate(levels)}
    span = max(1, (last - first).days)
    points = [
        Point(
            round(LEFT + 8 + (RIGHT - LEFT - 16) * min(max((day - first).days, 0), span) / span, 1),
            height_of[key],
            number,
        )
        for number, (day, key) in enumerate(moments, start=1)
    ]
    line = "".join(
        f"M{point.x} {point.y}" if index == 0 else f"H{point.x}V{point.y}"
        for index, point in enumerate(points)
    )
    return Steps(
        tuple(Level(height_of[key], words) for key, words in levels),
        f"{line}H{RIGHT - 8}" if points else "",
        tuple(points),
        format_date(first, "j M Y"),
        format_date(last, "j M Y"),
        round(TOP + len(levels) * LANE + AXIS, 1),
    )
