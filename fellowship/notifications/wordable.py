"""Which letters a programme can word itself, what its words may name, and which letters it cannot, and why.

The rooms that write letters lie to the right, so fellowship/home hands the tables to `register` at start.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Placeholder:
    """`value` takes it out of the letter's context: a name, a title or a date, never what somebody wrote."""

    meaning: str | Promise
    value: Callable[[Mapping[str, Any]], object]


@dataclass(frozen=True)
class Wordable:
    """`template` is the letter's (letters.py); `example` makes a context of invented facts."""

    template: str
    kind: str
    title: str | Promise
    example: Callable[[], dict[str, Any]]
    placeholders: Mapping[str, Placeholder] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """For its address."""
        return self.template.removeprefix("emails/").replace("/", "-")

    @property
    def all_placeholders(self) -> dict[str, Placeholder]:
        return {"name": RECIPIENT, **self.placeholders}


@dataclass(frozen=True)
class Fixed:
    """Letters that have our words everywhere, with the reason for those who would word them."""

    title: str | Promise
    reason: str | Promise
    templates: tuple[str, ...]


RECIPIENT = Placeholder(_("who gets the email"), lambda context: context["person"].full_name)

_wordable: dict[str, Wordable] = {}
_fixed: list[Fixed] = []


def register(table: Iterable[Wordable], fixed: Iterable[Fixed] = ()) -> None:
    _wordable.update({one.template: one for one in table})
    _fixed.extend(fixed)


def wordable(template: str) -> Wordable | None:
    return _wordable.get(template)


def all_wordable() -> list[Wordable]:
    return list(_wordable.values())


def all_fixed() -> list[Fixed]:
    return list(_fixed)
