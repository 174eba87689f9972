"""What a mentor goes through on one page: all that is new since the last visit, and all that still waits."""

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import Q

from challenges.models import BriefVersion, LogEntry, Milestone, MilestoneChange, Piece, PieceChange
from challenges.workflow import PieceStatus
from mentoring.permissions import Standing
from mentoring.services.items import Item, entries_with, entry_columns, make_items
from mentoring.services.moments import MILESTONE, PIECE, Moment
from mentoring.statements import IDS, ROW, Statement, as_seen, columns, statement_of, take
from mentoring.things import MODELS, Thing, in_ramp, name_of, thing_of, waiting_since
from mentoring.versions import in_hand, sent_of

MOST_ENTRIES = 40  # on one page; the rest is there when these are done
# By hand: what is new about milestones and about pieces in one statement.
CHANGES = Statement(
    """
SELECT id, act, reason, due_before, due_after, NULL AS words
FROM challenges_milestonechange WHERE id = ANY(%(milestone)s)
UNION ALL
SELECT id, act, reason, NULL, NULL, words::text FROM challenges_piecechange WHERE id = ANY(%(piece)s)""",
    {},
)


@dataclass(frozen=True)
class Review:
    things: list[Item]  # in time order
    milestones: list[Milestone]
    briefs: list[BriefVersion]
    changes: dict[int, MilestoneChange]  # what is new about milestones, by id
    piece_changes: dict[int, PieceChange]  # and about pieces
    shown: set[tuple[str, int]]  # the unseen moments this page shows


def review_of(
    challenge, user, standing: Standing, unseen: Sequence[Moment], also: Collection[Thing] = ()
) -> Review:
    """`also`: things to show whatever their state, such as the one just answered."""
    wanted = {moment.thing for moment in unseen} | set(also)

    def belongs(row) -> bool:
        return thing_of(row) in wanted or standing.answers(waiting_since(row))

    def ids_of(kind: str) -> list[int]:
        return [pk for of_kind, pk in wanted if of_kind == kind]

    def fetch(make: Callable[[bool], Statement], kind: str) -> list[Any]:
        rows = standing.fetch(make, row=challenge.pk, ids=ids_of(kind))
        return [take(MODELS[kind], row) for row in rows]

    entries = entries_with(_entries, standing, row=challenge.pk, ids=ids_of("entry"))
    milestones = fetch(_milestones, "milestone")
    pieces = _pieces_named(standing, row=challenge.pk, ids=ids_of("piece"))
    versions = fetch(_briefs, "brief")
    briefs = in_hand(versions)
    rows_of_brief = [one for one in versions if one in briefs or thing_of(one) in wanted]
    rows = [*entries, *milestones, *rows_of_brief, *pieces]
    items = make_items(challenge, user, standing, [row for row in rows if belongs(row)], unseen)
    things = {item.thing for item in items}
    changes, piece_changes = _changes(unseen)
    return Review(
        things=sorted(items, key=lambda item: (item.time, item.key)),
        milestones=milestones,
        briefs=briefs,
        changes=changes,
        piece_changes=piece_changes,
        shown={(moment.what, moment.row) for moment in unseen if moment.thing in things},
    )


@cache
def _entries(former: bool) -> Statement:
    of_challenge = LogEntry.objects.filter(challenge=ROW)
    wanted = of_challenge.filter(Q(pk__in=[IDS]) | Q(waiting_since__isnull=False))
    return statement_of(entry_columns(wanted, former).order_by("shared_at", "pk")[:MOST_ENTRIES])


@cache
def _milestones(former: bool) -> Statement:
    milestones = as_seen(Milestone.objects.filter(challenge=ROW), former)
    return statement_of(milestones.values_list(*columns(Milestone)))


@cache
def _briefs(former: bool) -> Statement:
    sent = as_seen(sent_of(ROW), former).order_by("-number")
    return statement_of(sent.values_list(*columns(BriefVersion)))


def _pieces_named(standing: Standing, **values: Any) -> list[Piece]:
    """Pieces with `named`: what they are called beside others, a cycle with its ramp."""
    found = []
    for row in standing.fetch(_pieces, **values):
        piece = take(Piece, row)
        number, ramp = row
        piece.named = in_ramp(name_of(piece), number, ramp) if ramp else name_of(piece)
        found.append(piece)
    return found


@cache
def _pieces(former: bool) -> Statement:
    wanted = Piece.objects.filter(Q(pk__in=[IDS]) | Q(status=PieceStatus.SENT), challenge=ROW)
    ramp = ("cycle__number", "cycle__ramp__name")
    return statement_of(as_seen(wanted, former).values_list(*columns(Piece), *ramp))


def _changes(unseen: Sequence[Moment]) -> tuple[dict[int, MilestoneChange], dict[int, PieceChange]]:
    ids = {what: [moment.row for moment in unseen if moment.what == what] for what in (MILESTONE, PIECE)}
    changes: dict[int, MilestoneChange] = {}
    piece_changes: dict[int, PieceChange] = {}
    if any(ids.values()):
        for pk, act, reason, before, after, words in CHANGES.fetch(**ids):
            step = {"pk": pk, "act": act, "reason": reason}
            if words is None:
                changes[pk] = MilestoneChange(**step, due_before=before, due_after=after)
            else:
                piece_changes[pk] = PieceChange(**step, words=json.loads(words))
    return changes, piece_changes
