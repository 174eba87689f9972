"""What a mentor goes through on one page: all that is new since the last visit, and all that still waits."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Q

from challenges.models import BriefVersion, Milestone, MilestoneChange, Piece, PieceChange
from challenges.workflow import BriefStatus, PieceStatus
from mentoring.permissions import Standing
from mentoring.services.items import Item, entries_of, make_items
from mentoring.services.moments import MILESTONE, PIECE, Moment
from mentoring.things import Thing, thing_of, waiting_since
from mentoring.versions import sent_briefs

Change = TypeVar("Change", MilestoneChange, PieceChange)
MOST_ENTRIES = 40  # on one page; the rest is there when these are done


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

    ids = [pk for kind, pk in wanted if kind == "entry"]
    entries = entries_of(challenge, standing).filter(Q(pk__in=ids) | Q(waiting_since__isnull=False))
    of_challenge = standing.seen(Milestone.objects.filter(challenge=challenge))
    milestones = list(of_challenge.select_related("signed_off_by"))
    brief_ids = [pk for kind, pk in wanted if kind == "brief"]
    sent = sent_briefs(challenge, standing).select_related("answered_by")
    briefs = list(sent.filter(Q(pk__in=brief_ids) | ~Q(status=BriefStatus.REPLACED)))
    piece_ids = [pk for kind, pk in wanted if kind == "piece"]
    pieces = standing.seen(Piece.objects.filter(challenge=challenge))
    pieces = pieces.filter(Q(pk__in=piece_ids) | Q(status=PieceStatus.SENT))
    rows = [*entries.order_by("shared_at", "pk")[:MOST_ENTRIES], *milestones, *briefs, *pieces]
    items = make_items(challenge, user, standing, [row for row in rows if belongs(row)], unseen)
    things = {item.thing for item in items}
    return Review(
        things=sorted(items, key=lambda item: (item.time, item.key)),
        milestones=milestones,
        briefs=briefs,
        changes=_changes(MilestoneChange, MILESTONE, unseen),
        piece_changes=_changes(PieceChange, PIECE, unseen),
        shown={(moment.what, moment.row) for moment in unseen if moment.thing in things},
    )


def _changes(table: type[Change], what: str, unseen: Sequence[Moment]) -> dict[int, Change]:
    ids = [moment.row for moment in unseen if moment.what == what]
    if not ids:
        return {}
    return table._default_manager.select_related("by").in_bulk(ids)
