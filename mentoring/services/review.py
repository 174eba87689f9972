"""What a mentor goes through on one page: all that is new since the last visit, and all that still waits."""

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db.models import Q

from challenges.models import (
    BriefVersion,
    LogEntry,
    Milestone,
    MilestoneChange,
    Piece,
    PieceChange,
    Ramp,
    Workstream,
)
from challenges.workflow import PieceStatus
from mentoring.permissions import Standing
from mentoring.services.items import Item, entries_with, entry_columns, make_items
from mentoring.services.moments import MILESTONE, PIECE, Moment
from mentoring.services.then import as_then
from mentoring.statements import IDS, ROW, Statement, as_seen, columns, statement_of, take
from mentoring.things import MODELS, Gathering, Thing, in_ramp, name_of, thing_of, waiting_since
from mentoring.versions import in_hand, sent_of

MOST_ENTRIES = 40  # on one page; the rest is there when these are done
# By hand: what is new about milestones and about pieces, and what workstreams and ramps are called, in one
# statement.
NEWS = Statement(
    """
SELECT 'milestone' AS what, id, act AS title, reason AS words, due_before, due_after, NULL AS changed, 0
FROM challenges_milestonechange WHERE id = ANY(%(milestone)s)
UNION ALL
SELECT 'piece', id, act, reason, NULL, NULL, words::text, 0
FROM challenges_piecechange WHERE id = ANY(%(piece)s)
UNION ALL
SELECT 'workstream', id, name, purpose, NULL, NULL, NULL, version
FROM challenges_workstream WHERE challenge_id = %(challenge)s AND id = ANY(%(workstream)s)
UNION ALL
SELECT 'ramp', id, name, '', NULL, NULL, NULL, version
FROM challenges_ramp WHERE challenge_id = %(challenge)s AND id = ANY(%(ramp)s)""",
    {},
)


@dataclass
class News:
    """What is new about milestones and about pieces, by its id; and what else is shown with its comments."""

    changes: dict[int, MilestoneChange] = field(default_factory=dict)
    piece_changes: dict[int, PieceChange] = field(default_factory=dict)
    gatherings: list[Gathering] = field(default_factory=list)


@dataclass(frozen=True)
class Review:
    things: list[Item]  # in time order
    milestones: list[Milestone]
    briefs: list[BriefVersion]
    news: News
    shown: set[tuple[str, int]]  # the unseen moments this page shows


def review_of(
    challenge, user, standing: Standing, unseen: Sequence[Moment], also: Collection[Thing] = ()
) -> Review:
    """`also`: things to show whatever their state, such as the one just answered."""
    told_of = {moment.thing for moment in unseen}
    wanted = told_of | set(also)

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
    # Of workstreams and ramps a former mentor is shown what was commented on before the end: it was there.
    news = _news(challenge.pk, unseen, told_of if standing.sees_until else wanted)
    as_then(standing, news.gatherings)
    rows = [*entries, *milestones, *rows_of_brief, *pieces, *news.gatherings]
    items = make_items(challenge, user, standing, [row for row in rows if belongs(row)], unseen)
    things = {item.thing for item in items}
    return Review(
        things=sorted(items, key=lambda item: (item.time, item.key)),
        milestones=milestones,
        briefs=briefs,
        news=news,
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
        found.append((take(Piece, row), row.pop(0), take(Ramp, row)))
    as_then(standing, [ramp for _piece, _number, ramp in found])
    for piece, number, ramp in found:
        piece.named = in_ramp(name_of(piece), number, ramp.name) if ramp else name_of(piece)
    return [piece for piece, _number, _ramp in found]


@cache
def _pieces(former: bool) -> Statement:
    wanted = Piece.objects.filter(Q(pk__in=[IDS]) | Q(status=PieceStatus.SENT), challenge=ROW)
    ramp = ("cycle__number", *columns(Ramp, "cycle__ramp"))
    return statement_of(as_seen(wanted, former).values_list(*columns(Piece), *ramp))


def _news(challenge_id: int, unseen: Sequence[Moment], gatherings: Collection[Thing]) -> News:
    ids = {what: [moment.row for moment in unseen if moment.what == what] for what in (MILESTONE, PIECE)}
    ids |= {kind: [pk for of_kind, pk in gatherings if of_kind == kind] for kind in ("workstream", "ramp")}
    news = News()
    rows = NEWS.fetch(challenge=challenge_id, **ids) if any(ids.values()) else []
    for what, pk, title, words, before, after, changed, version in rows:
        told = {"pk": pk, "act": title, "reason": words}
        named = {"pk": pk, "challenge_id": challenge_id, "name": title, "version": version}
        if what == MILESTONE:
            news.changes[pk] = MilestoneChange(**told, due_before=before, due_after=after)
        elif what == PIECE:
            news.piece_changes[pk] = PieceChange(**told, words=json.loads(changed))
        elif what == "workstream":
            news.gatherings.append(Workstream(**named, purpose=words))
        else:
            news.gatherings.append(Ramp(**named))
    return news
