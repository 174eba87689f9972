"""The dated things of a fellow's year, without knowing what they are.

Milestones and assignments live in rooms to the right, which this one may not import. So the top of the
house (fellowship/home/services/moving.py) says here, when the product starts, how each kind is found and
moved.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from fellowship.cohorts.models import Place
    from fellowship.people.models import User


@dataclass(frozen=True)
class Moved:
    """`pk` is the milestone's, or that of the fellow's result.

    Of a deadline None says that the fellow has no date of their own: the cohort's counts.
    """

    pk: int
    before: dt.date | None
    after: dt.date | None


@dataclass(frozen=True)
class Dated:
    """One thing and its date. `kind` is a key of MOVERS; taught days have one of their own."""

    kind: str
    pk: int
    title: str
    day: dt.date


class Mover(Protocol):
    """One kind of thing that moves with a fellow's calendar."""

    def open_items(self, place: "Place", *, lock: bool = False) -> list[Dated]:
        """What the fellow still has to do. Locked, it stays as it was found until the transaction ends."""

    def move(
        self, place: "Place", days: Mapping[int, dt.date], *, reason: str, by: "User"
    ) -> Sequence[Moved]:
        """Gives each (by `Dated.pk`) its day. `reason` is read by whoever reads the thing's history."""

    def put_back(self, moved: Iterable[Moved], *, reason: str, by: "User") -> Sequence[Moved]:
        """What still stands where it was moved to goes back; says which did."""


MOVERS: dict[str, Mover] = {}


@dataclass(frozen=True)
class Leaving:
    """What a fellow is part of, and leaves on the day on which the place ends.

    `named` says what that is now. `leave` gives what was left, each with its "name", as undoing is to
    find it. `put_back` takes the fellow in again where that still exists.
    """

    named: Callable[["Place"], list[str]]
    leave: Callable[["Place", dt.date, "User"], list[dict[str, Any]]]
    put_back: Callable[["Place", list[dict[str, Any]], "User"], None]


LEAVING: dict[str, Leaving] = {}

# The taught days of a place between two days, the second not included: they are the cohort's and stay.
TAUGHT_DAYS: list[Callable[["Place", dt.date, dt.date], list[Dated]]] = []
