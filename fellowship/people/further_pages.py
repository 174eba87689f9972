"""Pages about a person that other rooms have, for the page “You and your account”.

This room knows none of them: the top of the house (fellowship/home/apps.py) puts into FURTHER_PAGES what
finds them.
"""

from collections.abc import Callable
from dataclasses import dataclass

from fellowship.people.models import User


@dataclass(frozen=True)
class FurtherPage:
    words: str
    url: str
    hint: str = ""


FURTHER_PAGES: list[Callable[[User], list[FurtherPage]]] = []


def further_pages(person: User) -> list[FurtherPage]:
    return [page for find in FURTHER_PAGES for page in find(person)]
