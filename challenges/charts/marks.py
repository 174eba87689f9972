"""Cycles and milestones on the time axis: small flags below the plot, in rows where they would touch."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from challenges.charts.series import CYCLE, Mark
from fellowship.lib.dates import in_words

APART = 18  # nearer ones go to another row
MOST_ROWS = 3


@dataclass(frozen=True)
class Flag:
    x: float
    row: int  # 0 next to the plot
    kind: str
    name: str  # “PDSA cycle, 3 March 2026: Huddle at 8am”
    href: str


def flags(marks: Iterable[Mark], x_of: Callable[[date], float]) -> tuple[Flag, ...]:
    placed: list[Flag] = []
    ends = [-1e9] * MOST_ROWS
    for mark in sorted(marks, key=lambda mark: mark.on):
        x = x_of(mark.on)
        row = next((row for row, end in enumerate(ends) if x - end >= APART), MOST_ROWS - 1)
        ends[row] = x
        placed.append(Flag(x, row, mark.kind, _name(mark), mark.url))
    return tuple(placed)


def _name(mark: Mark) -> str:
    kind = _("PDSA cycle") if mark.kind == CYCLE else _("Milestone")
    return _("%(kind)s, %(day)s: %(label)s") % {"kind": kind, "day": in_words(mark.on), "label": mark.label}
