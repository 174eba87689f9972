"""The power–interest grid: power upwards, interest to the right, each from 1 to 5.

A cell is as large as the people in it need, so that 200 numbers can be told apart; the same bands on two days
make the days comparable.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from challenges.drawings.marks import REACH, Mark
from challenges.drawings.people import HIGH, Seen, Stand

WIDTH, HEIGHT = 350.0, 376.0
LEFT, TOP, RIGHT, BOTTOM = 36.0, 6.0, 346.0, 346.0
LARGEST = 11.0  # radius of a mark
NAME_HEIGHT, NAME_WIDTH = 20.0, 122.0  # of a field's name, along its upper edge
FIELDS = {  # interest and power at the corner where the name stands
    "keep_satisfied": (1, 5),
    "manage_closely": (HIGH, 5),
    "monitor": (1, HIGH - 1),
    "keep_informed": (HIGH, HIGH - 1),
}
SCALE = range(1, 6)


@dataclass(frozen=True)
class Bands:
    """Left edges of the columns (interest) and upper edges of the rows (power), each with the end."""

    lefts: tuple[float, ...]
    tops: tuple[float, ...]  # of power 5, 4, 3, 2, 1


@dataclass(frozen=True)
class Field:
    key: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Tick:
    at: float
    number: int


@dataclass(frozen=True)
class Grid:
    fields: tuple[Field, ...]
    lines: str  # path data between the cells
    interest: tuple[Tick, ...]
    power: tuple[Tick, ...]
    marks: tuple[Mark, ...]
    width: float = WIDTH
    height: float = HEIGHT
    left: float = LEFT
    right: float = RIGHT
    top: float = TOP
    bottom: float = BOTTOM


def bands(*days: Sequence[Seen]) -> Bands:
    """Columns and rows with room for everybody on each of the days."""
    columns, rows = dict.fromkeys(SCALE, 2), dict.fromkeys(SCALE, 2)
    for seen in days:
        for (interest, power), people in _cells(seen).items():
            side = math.ceil(math.sqrt(len(people)))
            columns[interest] = max(columns[interest], side)
            rows[power] = max(rows[power], side)
    named = [5, HIGH - 1]  # rows that hold the fields' names
    room = BOTTOM - TOP - NAME_HEIGHT * len(named)
    heights = [
        rows[power] * room / sum(rows.values()) + NAME_HEIGHT * (power in named) for power in reversed(SCALE)
    ]
    left = sum(columns[interest] for interest in SCALE if interest < HIGH)
    # Few people on one side still leave its fields room for their names.
    half = min(max((RIGHT - LEFT) * left / sum(columns.values()), NAME_WIDTH), RIGHT - LEFT - NAME_WIDTH)
    right = sum(columns.values()) - left
    widths = [
        columns[interest] * (half / left if interest < HIGH else (RIGHT - LEFT - half) / right)
        for interest in SCALE
    ]
    return Bands(_edges(LEFT, widths), _edges(TOP, heights))


def grid(seen: Sequence[Seen], on: Bands) -> Grid:
    """Everybody with a position on that day, spread within the cell of their power and interest."""
    cells = _cells(seen)
    boxes = {key: _box(on, *key) for key in cells}
    side = {key: math.ceil(math.sqrt(len(people))) for key, people in cells.items()}
    # One size for all: what the fullest cell allows. Wishes stand above a mark and need a little more.
    pitches = [
        min(box.width / side[key], box.height / math.ceil(len(cells[key]) / side[key]))
        for key, box in boxes.items()
    ]
    r = min([LARGEST, *(pitch / (2 * REACH + 0.7) for pitch in pitches)])
    marks = [mark for key in sorted(cells) for mark in _spread(cells[key], boxes[key], side[key], r)]
    return Grid(
        fields=tuple(_field(on, key) for key in FIELDS),
        lines="".join(f"M{x:.1f} {TOP}V{BOTTOM}" for x in on.lefts[1:-1])
        + "".join(f"M{LEFT} {y:.1f}H{RIGHT}" for y in on.tops[1:-1]),
        interest=tuple(Tick(round((on.lefts[i - 1] + on.lefts[i]) / 2, 1), i) for i in SCALE),
        power=tuple(Tick(round((on.tops[5 - p] + on.tops[6 - p]) / 2, 1), p) for p in SCALE),
        marks=tuple(marks),
    )


def _cells(seen: Iterable[Seen]) -> dict[tuple[int, int], list[tuple[Seen, Stand]]]:
    cells: dict[tuple[int, int], list[tuple[Seen, Stand]]] = defaultdict(list)
    for one in seen:
        if one.stand:
            cells[one.stand.interest, one.stand.power].append((one, one.stand))
    return cells


def _edges(start: float, sizes: Sequence[float]) -> tuple[float, ...]:
    edges = [start]
    for size in sizes:
        edges.append(edges[-1] + size)
    return tuple(round(edge, 2) for edge in edges)


def _box(on: Bands, interest: int, power: int) -> Field:
    """A cell, without the line of the field's name."""
    left, right = on.lefts[interest - 1], on.lefts[interest]
    top, bottom = on.tops[5 - power], on.tops[6 - power]
    top += NAME_HEIGHT if power in (5, HIGH - 1) else 0
    return Field("", left, top, right - left, bottom - top)


def _spread(people: list[tuple[Seen, Stand]], box: Field, columns: int, r: float) -> list[Mark]:
    """Rows of numbers in their order, close together around the middle of the cell."""
    rows = math.ceil(len(people) / columns)
    across = min(box.width / columns, r * (2 * REACH + 1))
    down = min(box.height / rows, r * (2 * REACH + 1.2))
    placed = []
    for index, (one, stand) in enumerate(people):
        row, column = divmod(index, columns)
        in_row = min(columns, len(people) - row * columns)
        x = box.x + box.width / 2 + (column - (in_row - 1) / 2) * across
        y = box.y + box.height / 2 + (row - (rows - 1) / 2) * down + 0.3 * r
        placed.append(
            Mark(
                round(x, 1),
                round(y, 1),
                round(r, 2),
                one.person.number,
                one.person.pk,
                one.person.name,
                stand.support,
                stand.needed - stand.support,
                one.is_new,
            )
        )
    return placed


def _field(on: Bands, key: str) -> Field:
    interest, power = FIELDS[key]
    left = on.lefts[interest - 1]
    right = on.lefts[-1] if interest == HIGH else on.lefts[HIGH - 1]
    top = on.tops[5 - power]
    bottom = on.tops[-1] if power < HIGH else on.tops[6 - HIGH]
    return Field(key, left, top, round(right - left, 2), round(bottom - top, 2))
