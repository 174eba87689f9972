"""Whose messages a person may see besides their own.

Who administers whom is known only to rooms right of this one, so fellowship/home says it at start.
Until it has, everybody sees only their own.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import QuerySet

if TYPE_CHECKING:
    from fellowship.people.access import SignedInRequest
    from fellowship.people.models import User


@dataclass(frozen=True)
class Oversight:
    """`programmes`: ids of the programmes whose messages the user sees; `people`: who is in those.

    `roles`: those of who asks, which a page has found out already.
    """

    programmes: Callable[["User"], set[int]]
    people: Callable[["User"], "QuerySet[User]"]
    roles: Callable[["SignedInRequest"], Collection[str]]


_oversight: Oversight | None = None


def register(oversight: Oversight) -> None:
    global _oversight
    _oversight = oversight


def programmes_overseen(user: "User") -> set[int]:
    return _oversight.programmes(user) if _oversight else set()


def roles_of(request: "SignedInRequest") -> Collection[str]:
    """None where nobody is known to have any."""
    return _oversight.roles(request) if _oversight else ()


def oversees(user: "User") -> bool:
    return bool(programmes_overseen(user))


def people_overseen(user: "User") -> "QuerySet[User]":
    return _oversight.people(user) if _oversight else type(user).objects.none()
