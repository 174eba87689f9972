"""Invented stakeholders as the drawings know them."""

import datetime as dt
import random

from challenges.drawings.people import Person, Seen, Stand, numbered

START = dt.date(2026, 9, 7)
TIES = ("vertical", "horizontal", "across")


def person(pk: int, **facts) -> Person:
    known = {
        "name": f"Role {pk}",
        "tie": TIES[pk % 3],
        "introduced_by": None,
        "since": START,
        "stands": (Stand(START, 3, 3, 0, 1),),
    }
    return Person(pk=pk, number=pk, **(known | facts))


def crowd(count: int, seed: int = 1, spread: int = 5) -> list[Seen]:
    """`count` people, two thirds of them introduced by somebody before them, in `spread` × `spread` cells."""
    dice = random.Random(seed)
    people = []
    for pk in range(1, count + 1):
        stand = Stand(
            START, dice.randint(1, spread), dice.randint(1, spread), dice.randint(-2, 2), dice.randint(-2, 2)
        )
        by = dice.randint(1, pk - 1) if pk > 1 and dice.random() < 0.66 else None
        name = f"Role number {pk} of the organisation over there"[: dice.randint(4, 45)]
        people.append(person(pk, tie=dice.choice(TIES), introduced_by=by, stands=(stand,), name=name))
    return [Seen(one, one.stands[0]) for one in numbered(people)]
