"""How a message gets its words when it is sent.

Each room lists its letters functions by (kind, object kind); fellowship/home hands the whole table
to `register` at start, because the rooms lie to the right of this one.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import translation

from fellowship.notifications.invitations import Invitation
from fellowship.notifications.models import Message
from fellowship.people.languages import language_of


@dataclass(frozen=True)
class Letter:
    """The words of one message, not yet rendered.

    `template` names three files under templates/: `<template>.subject.txt`, `.txt` and `.html`. Besides
    `context` they are given person, why, absolute(path) and the links of the layout
    (services/rendering.py). `line` is the sentence for a daily summary (empty: the subject) and `url`
    where it leads, a path or a full address. `invitation` goes with the mail as its calendar part.
    `happens_at`: when what a timely kind (kinds.py) tells of takes place, or would have.
    """

    template: str
    context: dict[str, Any] = field(default_factory=dict)
    line: str = ""
    url: str = ""
    invitation: Invitation | None = None
    happens_at: dt.datetime | None = None


# Takes messages of one kind about one kind of object; fetches what they are about in a few queries for
# all; returns a letter per message pk. A message left out is no longer needed: done, moved, deleted.
LettersFunction = Callable[[Sequence[Message]], Mapping[int, Letter]]

_functions: dict[tuple[str, str], LettersFunction] = {}


class NobodyWritesThis(LookupError):
    """No letters function is registered for a message's kind and object."""


def register(table: Mapping[tuple[str, str], LettersFunction]) -> None:
    _functions.update(table)


def grouped(messages: Iterable[Message]) -> dict[tuple[str, str], list[Message]]:
    """Messages by (kind, object kind): what one letters function writes in one go."""
    groups: dict[tuple[str, str], list[Message]] = defaultdict(list)
    for message in messages:
        groups[message.kind, message.object_kind].append(message)
    return groups


def write(kind: str, object_kind: str, messages: Sequence[Message]) -> Mapping[int, Letter]:
    """The letters that are still needed, by message pk: all of one language at once."""
    try:
        letters_function = _functions[kind, object_kind]
    except KeyError:
        raise NobodyWritesThis(f"No text is known for “{kind}” about {object_kind}.") from None
    readers: dict[str, list[Message]] = defaultdict(list)
    for message in messages:
        readers[language_of(message.person)].append(message)
    found: dict[int, Letter] = {}
    for language, several in readers.items():
        with translation.override(language):
            found |= letters_function(several)
    return found
