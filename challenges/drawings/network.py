"""Who introduced whom: the fellow in the middle, everybody else around, in sectors by relation.

Up to 40 people have their names beside them: each has a line of its own on the left or the right side, which
no other name can touch. More people are numbers in rings. What the tables of the page say is the key to both.
"""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from challenges.drawings.lettering import width_of
from challenges.drawings.marks import REACH, Mark
from challenges.drawings.people import Person, Seen

NAMED = 40  # people; more are numbers
VERTICAL, HORIZONTAL, ACROSS = "vertical", "horizontal", "across"
DEEPEST = 3  # introductions from the fellow; who is further away stands on the same ring


@dataclass(frozen=True)
class Layout:
    name: str
    width: float
    font: float
    r: float
    line: float  # height of a line with a name
    first: float  # from the middle to those whom nobody introduced
    step: float  # from ring to ring


WIDE = Layout("wide", 860, font=14, r=9.5, line=26, first=84, step=46)
HALF = Layout("half", 520, font=13, r=9, line=26, first=48, step=30)  # beside another
NARROW = Layout("narrow", 310, font=12.5, r=9, line=27, first=30, step=14)
HEAD = 30.0  # the names of the sectors above and below
SELF = 20.0  # radius of the fellow


@dataclass(frozen=True)
class Label:
    x: float
    y: float
    text: str
    anchor: str
    width: float


@dataclass(frozen=True)
class Sector:
    tie: str
    shape: str  # path data
    x: float
    y: float
    anchor: str


@dataclass(frozen=True)
class Network:
    width: float
    height: float
    x: float
    y: float
    font: float
    sectors: tuple[Sector, ...]
    lines: tuple[str, ...]  # path data, from who introduced to who was introduced
    marks: tuple[Mark, ...]
    labels: tuple[Label, ...]


def network(seen: Sequence[Seen], layout: Layout) -> Network:
    return _named(seen, layout) if len(seen) <= NAMED else _numbered(seen, layout)


def _named(seen: Sequence[Seen], layout: Layout) -> Network:
    sides = _sides(seen)
    lines = max(6, *(len(side) for side in sides))
    height = 2 * HEAD + lines * layout.line
    x, y = layout.width / 2, height / 2
    depths = _depths([one.person for one in seen])
    marks, labels = [], []
    for side, sign in zip(sides, (-1, 1), strict=True):
        for index, one in enumerate(side):
            at = HEAD + (index + 0.5) * (height - 2 * HEAD) / len(side)
            # The rings are drawn out to ellipses; a little inwards above and below makes them round.
            bend = math.sqrt(1 - 0.55 * ((at - y) / (height / 2)) ** 2)
            out = layout.first + depths[one.person.pk] * layout.step
            mark = _mark(one, x + sign * max(out * bend, SELF + 2 * layout.r), at, layout.r)
            marks.append(mark)
            labels.append(_label(mark, sign, layout))
    sectors = _sectors_beside(sides, layout, height)
    return Network(
        layout.width,
        round(height, 1),
        round(x, 1),
        round(y, 1),
        layout.font,
        sectors,
        _lines(seen, marks, x, y),
        tuple(marks),
        tuple(labels),
    )


def _sides(seen: Sequence[Seen]) -> tuple[list[Seen], list[Seen]]:
    """Left and right, from above: the line up and down at the top of both, below it the other relations."""
    by_tie = defaultdict(list)
    for one in _families(seen):
        by_tie[one.person.tie].append(one)
    across, horizontal, vertical = by_tie[ACROSS], by_tie[HORIZONTAL], by_tie[VERTICAL]
    # As many to the left as makes the sides even.
    left = min(len(vertical), max(0, (len(seen) + 1) // 2 - len(across)))
    return [*vertical[:left], *across], [*vertical[left:], *horizontal]


def _families(seen: Sequence[Seen]) -> list[Seen]:
    """Everybody right after the one who introduced them, as far as the relation is the same."""
    there = {one.person.pk: one for one in seen}
    below = defaultdict(list)
    for one in seen:
        parent = one.person.introduced_by
        below[parent if parent in there else None].append(one)
    ordered, waiting = [], list(reversed(below[None]))
    while waiting:
        one = waiting.pop()
        ordered.append(one)
        waiting.extend(reversed(below.pop(one.person.pk, [])))
    placed = {one.person.pk for one in ordered}
    return [
        *ordered,
        *(one for one in seen if one.person.pk not in placed),
    ]  # in a circle, should there be one


def _depths(people: Sequence[Person]) -> dict[int, int]:
    """How many introductions lie between the fellow and each: 0 for those whom nobody introduced."""
    parents = {person.pk: person.introduced_by for person in people}
    depths: dict[int, int] = {}
    for pk in parents:
        way: list[int] = []
        step: int | None = pk
        while step is not None and step not in depths and step in parents and step not in way:
            way.append(step)
            step = parents[step]
        depth = depths.get(step, -1) if step is not None else -1
        for one in reversed(way):
            depth += 1
            depths[one] = depth
    return {pk: min(depth, DEEPEST) for pk, depth in depths.items()}


def _mark(one: Seen, x: float, y: float, r: float) -> Mark:
    wish = one.stand.needed - one.stand.support if one.stand else 0
    person = one.person
    return Mark(
        round(x, 1), round(y, 1), r, person.number, person.pk, person.name, one.support, wish, one.is_new
    )


def _label(mark: Mark, sign: int, layout: Layout) -> Label:
    x = mark.x + sign * (layout.r * REACH + 7)
    room = (layout.width - 4 - x) if sign > 0 else x - 4
    text = mark.name
    while len(text) > 1 and width_of(text, layout.font) > room:
        text = text.rstrip("…")[:-1].rstrip() + "…"
    width = min(room, width_of(text, layout.font))
    anchor = "start" if sign > 0 else "end"
    return Label(round(x, 1), round(mark.y + layout.font * 0.35, 1), text, anchor, round(width, 1))


def _sectors_beside(
    sides: tuple[list[Seen], list[Seen]], layout: Layout, height: float
) -> tuple[Sector, ...]:
    """Wedges from the middle to where on each side one relation ends and the next begins."""
    x, y, width = layout.width / 2, height / 2, layout.width
    ends = []
    for side in sides:
        vertical = sum(one.person.tie == VERTICAL for one in side)
        share = vertical / len(side) if side else 0.3
        ends.append(round(HEAD + share * (height - 2 * HEAD), 1))
    left, right = ends
    return (
        Sector(VERTICAL, f"M{x} {y}L0 {left}V0H{width}V{right}Z", x, 19, "middle"),
        Sector(ACROSS, f"M{x} {y}L0 {left}V{height}H{x}Z", 8, height - 10, "start"),
        Sector(HORIZONTAL, f"M{x} {y}L{width} {right}V{height}H{x}Z", width - 8, height - 10, "end"),
    )


def _lines(seen: Sequence[Seen], marks: Sequence[Mark], x: float, y: float) -> tuple[str, ...]:
    at = {mark.pk: mark for mark in marks}
    found = []
    for one in seen:
        mark = at[one.person.pk]
        parent = at.get(one.person.introduced_by) if one.person.introduced_by else None
        from_x, from_y = (parent.x, parent.y) if parent else (x, y)
        if parent and (parent.x - x) * (mark.x - x) > 0:  # on the same side: round the names
            bow = min(mark.x, parent.x, key=lambda at_x: abs(at_x - x)) - math.copysign(14, mark.x - x)
            found.append(f"M{from_x} {from_y}C{bow:.1f} {from_y} {bow:.1f} {mark.y} {mark.x} {mark.y}")
        else:
            found.append(f"M{from_x:g} {from_y:g}L{mark.x} {mark.y}")
    return tuple(found)


# ---- more than have room for names ----


def _numbered(seen: Sequence[Seen], layout: Layout) -> Network:
    """Rings by introductions; a ring that is full gets another one around it."""
    r = 8.0
    pitch = 2 * REACH * r + 2
    families, depths = _families(seen), _depths([one.person for one in seen])
    share = _shares(families)
    radius = SELF + 2 * pitch
    places: dict[int, tuple[float, float]] = {}  # how far out, and at which angle
    for depth in range(DEEPEST + 1):
        radius = _ring(
            [one for one in families if depths[one.person.pk] == depth], share, radius, pitch, places
        )
    half = radius + HEAD
    marks = [
        _mark(one, half + out * math.cos(turn), half + out * math.sin(turn), r)
        for one in families
        for out, turn in [places[one.person.pk]]
    ]
    sectors = tuple(_sector_around(tie, share[tie], half) for tie in share)
    lines = _lines(seen, marks, half, half)
    size = round(2 * half, 1)
    font = max(layout.font, round(size / layout.width * layout.font, 1))
    return Network(size, size, round(half, 1), round(half, 1), font, sectors, lines, tuple(marks), ())


def _shares(families: Sequence[Seen]) -> dict[str, tuple[float, float]]:
    """From and to which angle each relation reaches: by its people, each at least a sixth; across is left,
    vertical above, horizontal right."""
    counts = {tie: sum(one.person.tie == tie for one in families) for tie in (ACROSS, VERTICAL, HORIZONTAL)}
    spare = sum(counts.values()) or 1
    turns = {tie: math.tau / 6 + math.pi * count / spare for tie, count in counts.items()}
    start = -math.pi / 2 - turns[VERTICAL] / 2 - turns[ACROSS]
    shares = {}
    for tie in (ACROSS, VERTICAL, HORIZONTAL):
        shares[tie] = (start, start + turns[tie])
        start += turns[tie]
    return shares


def _ring(
    people: Sequence[Seen],
    shares: dict[str, tuple[float, float]],
    radius: float,
    pitch: float,
    places: dict[int, tuple[float, float]],
) -> float:
    """Places people at `radius`, further out where a sector is full; gives where the next ring begins."""
    outermost = radius
    for tie, (start, end) in shares.items():
        waiting, out = [one for one in people if one.person.tie == tie], radius
        while waiting:
            room = max(1, int((end - start) * out / pitch))
            row, waiting = waiting[:room], waiting[room:]
            for index, one in enumerate(row):
                turn = start + (index + 0.5) * (end - start) / len(row)
                places[one.person.pk] = (out, turn)
            outermost = max(outermost, out + pitch)
            out += pitch
    return outermost


def _sector_around(tie: str, share: tuple[float, float], half: float) -> Sector:
    start, end = share
    points = [(half + half * math.cos(turn), half + half * math.sin(turn)) for turn in (start, end)]
    (x1, y1), (x2, y2) = points
    large = int(end - start > math.pi)
    shape = f"M{half:.1f} {half:.1f}L{x1:.1f} {y1:.1f}A{half:.1f} {half:.1f} 0 {large} 1 {x2:.1f} {y2:.1f}Z"
    if tie == VERTICAL:
        return Sector(tie, shape, round(half, 1), 19, "middle")
    left = tie == ACROSS
    return Sector(
        tie, shape, 8 if left else round(2 * half - 8, 1), round(2 * half - 10, 1), "start" if left else "end"
    )
