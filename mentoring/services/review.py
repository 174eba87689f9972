"""What a mentor goes through on one page: all that is new since the last visit, and all that still waits."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Q

from challenges.models import BriefVersion, Milestone, MilestoneChange
from challenges.workflow import BriefStatus
from mentoring.permissions import Standing
from mentoring.services.items import Item, entries_of, make_items
from mentoring.services.moments import MILESTONE, Moment
from mentoring.things import Thing, thing_of, waiting_since
from mentoring.versions import sent_briefs

MOST_ENTRIES = 40  # on one page; the rest is there when these are done


@dataclass(frozen=True)
class Review:
    things: list[Item]  # in time order
    milestones: list[Milestone]
    briefs: list[BriefVersion]
    changes: dict[int, MilestoneChange]  # what is new about milestones, by id
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
    rows = [*entries.order_by("shared_at", "pk")[:MOST_ENTRIES], *milestones, *briefs]
    items = make_items(challenge, user, standing, [row for row in rows if belongs(row)], unseen)
    things = {item.thing for item in items}
    return Review(
        things=sorted(items, key=lambda item: (item.time, item.key)),
        milestones=milestones,
        briefs=briefs,
        changes=_changes(unseen),
        shown={(moment.what, moment.row) for moment in unseen if moment.thing in things},
    )


def _changes(unseen: Sequence[Moment]) -> dict[int, MilestoneChange]:
    ids = [moment.row for moment in unseen if moment.what == MILESTONE]
    if not ids:
        return {}
    return MilestoneChange.objects.select_related("by").in_bulk(ids)
