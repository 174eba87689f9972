"""Things with all that a page needs to show them and answer them, fetched in bulk."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.utils import timezone

from challenges.models import Attachment, LogEntry
from fellowship.people.models import User
from mentoring.permissions import Standing
from mentoring.services.moments import Moment
from mentoring.services.threads import CommentLine, threads
from mentoring.statements import NAME, Statement, as_seen, columns, mark, statement_of, take
from mentoring.things import (
    Talked,
    Thing,
    acts_on,
    address_of,
    key_of,
    name_of,
    sent_at,
    stamp_of,
    thing_of,
    waiting_since,
)

TOUCHED = LogEntry.milestones.through.objects.filter(logentry=OuterRef("pk")).order_by(
    "milestone__due_on", "milestone"
)
ENTRIES, MILESTONES = mark("entries"), mark("milestones")


@dataclass
class Item:
    """One thing that is talked about, on a page. `news` is what happened to it since the last visit."""

    row: Talked
    thing: Thing
    key: str
    since: dt.datetime | None  # waiting for the mentor's answer since
    sent_at: dt.datetime | None
    acts: list[str]
    takes_comments: bool  # of this reader
    stamp: int
    comments: list[CommentLine] = field(default_factory=list)
    files: list[Attachment] = field(default_factory=list)
    news: list[Moment] = field(default_factory=list)

    @property
    def kind(self) -> str:
        return self.thing[0]

    @property
    def name(self) -> str:
        return name_of(self.row)

    @property
    def address(self) -> str:
        return address_of(self.row)

    @property
    def time(self) -> dt.datetime:
        """Where it stands among the others: when it came to wait, else when its first news came."""
        return self.since or (self.news[0].at if self.news else None) or self.sent_at or timezone.now()


def entries_of(challenge, standing: Standing):
    """Log entries as this person sees them, with ids and titles of the milestones they touched."""
    return (
        standing.seen(LogEntry.objects.filter(challenge=challenge))
        .select_related("author")
        .annotate(
            touched=ArraySubquery(TOUCHED.values("milestone")),
            touched_titles=ArraySubquery(TOUCHED.values("milestone__title")),
        )
    )


def entries_with(make: Callable[[bool], Statement], standing: Standing, **values: Any) -> list[LogEntry]:
    """Entries by a statement kept from `entry_columns`, with their authors' names."""
    found = []
    for row in standing.fetch(make, **values):
        entry = take(LogEntry, row)
        entry.author = take(User, row, NAME)
        entry.touched_titles = row[0]
        found.append(entry)
    return found


def entry_columns(entries: QuerySet, former: bool) -> QuerySet:
    """What `entries_with` reads of each entry."""
    return (
        as_seen(entries, former)
        .annotate(touched_titles=ArraySubquery(TOUCHED.values("milestone__title")))
        .values_list(*columns(LogEntry), *columns(User, "author", NAME), "touched_titles")
    )


def make_items(
    challenge, user, standing: Standing, rows: Sequence[Talked], unseen: Iterable[Moment] = ()
) -> list[Item]:
    """Items with their threads and files: two queries, however many rows."""
    unseen = list(unseen)
    news: dict[Thing, list[Moment]] = defaultdict(list)
    for moment in unseen:
        news[moment.thing].append(moment)
    things = [thing_of(row) for row in rows]
    comments = threads(challenge, user, standing, things, unseen)
    files = files_of(things, standing)
    return [
        Item(
            row=row,
            thing=thing,
            key=key_of(thing),
            since=waiting_since(row),
            sent_at=sent_at(row),
            acts=acts_on(row, standing),
            takes_comments=standing.comments_on(sent_at(row)),
            stamp=stamp_of(row),
            comments=comments.get(thing, []),
            files=files.get(thing, []),
            news=news[thing],
        )
        for row, thing in zip(rows, things, strict=True)
    ]


def files_of(things: Iterable[Thing], standing: Standing) -> dict[Thing, list[Attachment]]:
    """Files of entries and milestones, in one statement."""
    ids: dict[str, list[int]] = defaultdict(list)
    for kind, pk in things:
        ids[kind].append(pk)
    if not ids["entry"] and not ids["milestone"]:
        return {}
    found: dict[Thing, list[Attachment]] = defaultdict(list)
    for row in standing.fetch(_files, entries=ids["entry"], milestones=ids["milestone"]):
        file = take(Attachment, row)
        thing = ("entry", file.log_entry_id) if file.log_entry_id else ("milestone", file.milestone_id)
        found[thing].append(file)
    return found


@cache
def _files(former: bool) -> Statement:
    files = Attachment.objects.filter(Q(log_entry__in=[ENTRIES]) | Q(milestone__in=[MILESTONES]))
    return statement_of(as_seen(files, former).values_list(*columns(Attachment)))
