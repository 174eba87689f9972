"""What was laid out from a template beside the words its item gave then, and gives now.

Each field follows by itself, apart from those that only make sense together. What reads otherwise than the
template gave it was written in the cohort.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from fellowship.learning.models import Assignment, Module, TaughtDay

Words = dict[str, Any]  # by field, as JSON keeps them

TOGETHER: dict[type[Model], list[tuple[str, ...]]] = {
    Module: [("title",), ("provider",), ("level",), ("credits",)],
    TaughtDay: [("title",), ("starts_at", "ends_at"), ("venue",), ("link",), ("capacity",)],
    Assignment: [("title", "brief")],
}


@dataclass(frozen=True)
class Reworded:
    """One field, in the words that stand there and in the template's."""

    name: str
    now: Any
    wanted: Any


def words_of(model: type[Model], thing: Any) -> Words:
    """Of a row, or of what a template holds or wants: their fields have the same names."""
    return {name: _plain(getattr(thing, name)) for names in TOGETHER[model] for name in names}


def laid_out(model: type[Model], item: Any, **facts: Any) -> Any:
    """A new row in the words of a template's item, not saved yet."""
    words = words_of(model, item)
    row = model(**facts, laid_out_words=words)
    put_words(row, words)
    return row


def put_words(row: Any, words: Words) -> None:
    for name, value in words.items():
        setattr(row, name, row._meta.get_field(name).to_python(value))


def beside(row: Any, wanted: Words) -> tuple[list[Reworded], list[Reworded]]:
    """What follows the template, and what stays because somebody in the cohort has changed it."""
    now, given = words_of(type(row), row), row.laid_out_words
    follows: list[Reworded] = []
    stays: list[Reworded] = []
    for names in TOGETHER[type(row)]:
        changed = [Reworded(name, now[name], wanted[name]) for name in names if now[name] != wanted[name]]
        if given is None or any(given.get(name) != now[name] for name in names):
            is_as_before = given is not None and all(given.get(name) == wanted[name] for name in names)
            stays += [] if is_as_before else changed
        else:
            follows += changed
    return follows, stays


def is_reworded(row: Any) -> bool:
    """Whether somebody in the cohort has written other words."""
    now = words_of(type(row), row)
    return any(now[name] != given for name, given in (row.laid_out_words or {}).items())


def stands(row: Any, words: Words) -> Words:
    """Those of the words that are still the row's, with all that belongs together to them."""
    now = words_of(type(row), row)
    return {
        name: value
        for names in TOGETHER[type(row)]
        if all(now[name] == words.get(name, now[name]) for name in names)
        for name, value in words.items()
        if name in names
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.time) else value
