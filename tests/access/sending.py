"""What the forms of many pages send alike."""

import datetime as dt
from collections.abc import Callable
from uuid import uuid4

from tests.access.world import World


def day(name: str, date: dt.date) -> dict[str, str]:
    return {f"{name}-day": str(date.day), f"{name}-month": str(date.month), f"{name}-year": str(date.year)}


def box(kind: str, thing: str, act: str) -> Callable[[World], dict]:
    """One box of a page of replies, with its button pressed."""

    def data(world: World) -> dict:
        key = f"{kind}-{world.pk(thing)}"
        return {
            "form": str(uuid4()),
            "version": "0",
            f"text-{key}": "What would you see from the balcony?",
            f"stamp-{key}": "1",
            "act": f"{act} {key}",
        }

    return data
