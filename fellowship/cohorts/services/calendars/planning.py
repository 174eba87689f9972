"""What a change of a fellow's calendar would do, worked out before anything is done.

Days are exact: nothing is nudged to a working day, so that what is undone comes out where it was.
"""

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from fellowship.cohorts.models import Pairing, Place
from fellowship.cohorts.models.place_change import ChangeKind
from fellowship.cohorts.moving import LEAVING, MOVERS, TAUGHT_DAYS, Dated
from fellowship.cohorts.services.pauses import running_pause

LAST_DAY = "last-day"  # how the place's last day is called among what can be deselected
Shift = Callable[[dt.date], dt.date]


@dataclass(frozen=True)
class Wish:
    """A change as it is asked for.

    `on`: first day of a pause, first day back, day from which working time counts, or last day of a place
    that ends. `until`: first day back as planned, or the new last day. `moves` is for an extension:
    "open" (what is not due yet), "after" (what is due after the day `after`) or "nothing".
    """

    kind: str
    on: dt.date
    until: dt.date | None = None
    percent: int | None = None
    moves: str = "open"
    after: dt.date | None = None


@dataclass(frozen=True)
class Line:
    """One thing and where its date goes."""

    item: Dated
    after: dt.date

    @property
    def key(self) -> str:
        return f"{self.item.kind}-{self.item.pk}"


@dataclass(frozen=True)
class Plan:
    """`later`: the lines are what will move when the pause ends as planned, and nothing moves now."""

    lines: list[Line]
    ends_before: dt.date
    ends_after: dt.date
    days: int
    missed: list[Dated]
    pairings: list[Pairing]
    left: dict[str, list[str]]  # what the fellow leaves with the place, named, by its kind
    later: bool = False
    stays: int = 0  # open things that keep their dates
    basis: str = ""

    @property
    def keys(self) -> set[str]:
        return {line.key for line in self.lines} | (
            {LAST_DAY} if self.ends_after != self.ends_before else set()
        )

    @property
    def seen(self) -> str:
        """Says whether a plan is still the one somebody looked at."""
        told = [(line.key, line.item.day, line.after) for line in self.lines]
        return hashlib.sha256(
            repr((self.basis, self.ends_before, self.ends_after, told)).encode()
        ).hexdigest()


def plan(place: Place, wish: Wish, *, lock: bool = False) -> Plan:
    """`lock` holds what may move until the transaction ends."""
    since, shift = _shift(place, wish)
    items = [item for mover in MOVERS.values() for item in mover.open_items(place, lock=lock)]
    lines = [Line(item, shift(item.day)) for item in items if item.day >= since] if shift else []
    lines = sorted(
        (line for line in lines if line.after != line.item.day),
        key=lambda line: (line.item.day, line.item.kind, line.item.title, line.item.pk),
    )
    ends_after = _ends_on(place, wish, shift)
    return Plan(
        lines=lines,
        ends_before=place.ends_on,
        ends_after=ends_after,
        days=(ends_after - place.ends_on).days if shift else 0,
        missed=_missed(place, wish),
        pairings=_pairings(place, wish),
        left={kind: leaving.named(place) for kind, leaving in LEAVING.items()} if _ends(wish) else {},
        later=wish.kind == ChangeKind.PAUSE,
        stays=len(items) - len(lines),
        basis=f"{place.status} {place.percent} {wish}",
    )


def _shift(place: Place, wish: Wish) -> tuple[dt.date, Shift | None]:
    """From which due date on things move, and to where; None where nothing moves."""
    if wish.kind in (ChangeKind.PAUSE, ChangeKind.RESUME):
        pause = running_pause(place) if wish.kind == ChangeKind.RESUME else None
        begun = pause.starts_on if pause else wish.on
        back = wish.on if wish.kind == ChangeKind.RESUME else wish.until
        return begun, _by((back - begun).days) if back and back > begun else None
    if wish.kind == ChangeKind.EXTEND and wish.until:
        since = wish.after + dt.timedelta(days=1) if wish.moves == "after" and wish.after else None
        if wish.moves == "nothing":
            since = dt.date.max
        return since or timezone.localdate(), _by((wish.until - place.ends_on).days)
    if wish.kind == ChangeKind.HOURS and wish.percent:
        return wish.on, _stretched(wish.on, place.percent, wish.percent)
    return wish.on, None


def _by(days: int) -> Shift:
    return lambda day: day + dt.timedelta(days=days)


def _stretched(start: dt.date, before: int, after: int) -> Shift:
    """The time from `start` takes `before / after` times as long: 100 % to 50 % doubles it."""

    def shift(day: dt.date) -> dt.date:
        days = max((day - start).days, 0)
        return day + dt.timedelta(days=(2 * days * before + after) // (2 * after) - days)

    return shift


def _ends_on(place: Place, wish: Wish, shift: Shift | None) -> dt.date:
    if _ends(wish):
        return max(wish.on, place.starts_on + dt.timedelta(days=1))
    if wish.kind == ChangeKind.REOPEN:
        ended = place.changes.standing().filter(kind__in=[ChangeKind.COMPLETE, ChangeKind.WITHDRAW]).first()
        before = ended.facts.get("ends_on") if ended else None
        return max(dt.date.fromisoformat(before[0]), place.ends_on) if before else place.cohort.ends_on
    return shift(place.ends_on) if shift else place.ends_on


def _ends(wish: Wish) -> bool:
    return wish.kind in (ChangeKind.COMPLETE, ChangeKind.WITHDRAW)


def _missed(place: Place, wish: Wish) -> list[Dated]:
    """Taught days of the cohort that fall into a pause; they never move."""
    if wish.kind == ChangeKind.PAUSE:
        first, back = wish.on, wish.until or place.ends_on + dt.timedelta(days=1)
    elif wish.kind == ChangeKind.RESUME and (pause := running_pause(place)):
        first, back = pause.starts_on, wish.on
    else:
        return []
    return [day for find in TAUGHT_DAYS for day in find(place, first, back)]


def _pairings(place: Place, wish: Wish) -> list[Pairing]:
    """Those that end with the place."""
    if not _ends(wish):
        return []
    return list(place.pairings.in_force_or_later().select_related("mentor"))
