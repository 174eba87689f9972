"""Who was known on a day and where they stood: what the grid and the network are drawn from."""

import datetime as dt
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

HIGH = 4  # power and interest from 1 to 5: from here on they are much


@dataclass(frozen=True)
class Stand:
    """A position, from its day on."""

    day: dt.date
    power: int
    interest: int
    support: int
    needed: int

    @property
    def field(self) -> str:
        """Which of the four named fields of the grid that is."""
        if self.power >= HIGH:
            return "manage_closely" if self.interest >= HIGH else "keep_satisfied"
        return "keep_informed" if self.interest >= HIGH else "monitor"


@dataclass(frozen=True)
class Person:
    """A stakeholder with all positions, oldest first. `number` is the key to the table."""

    pk: int
    number: int
    name: str
    tie: str
    introduced_by: int | None
    since: dt.date
    stands: tuple[Stand, ...]
    category: str = ""

    def on(self, day: dt.date) -> Stand | None:
        """The position that counted on that day."""
        index = bisect_right([stand.day for stand in self.stands], day)
        return self.stands[index - 1] if index else None


@dataclass(frozen=True)
class Seen:
    """A person as known on a day."""

    person: Person
    stand: Stand | None
    is_new: bool = False  # not yet known on the earlier of two days that are compared

    @property
    def support(self) -> int | None:
        return self.stand.support if self.stand else None


def known_on(people: Sequence[Person], day: dt.date, *, earlier: dt.date | None = None) -> list[Seen]:
    return [
        Seen(person, person.on(day), is_new=earlier is not None and person.since > earlier)
        for person in people
        if person.since <= day
    ]


def numbered(people: Sequence[Person]) -> list[Person]:
    """In the order in which they became known, counted from 1: the same number on every day's picture."""
    ordered = sorted(people, key=lambda person: (person.since, person.pk))
    return [replace(person, number=number) for number, person in enumerate(ordered, start=1)]
