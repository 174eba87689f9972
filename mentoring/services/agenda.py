"""The agenda of a session: what waits between the two, chosen by either, and points of one's own."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from challenges.models import BriefVersion, LogEntry, Milestone, Piece, PieceKind
from challenges.workflow import BriefStatus, MilestoneStatus, PieceStatus
from fellowship.lib.dates import in_words
from fellowship.lib.workflows import NotPossible
from fellowship.people.models import User
from mentoring.models import Action, AgendaPoint, Session
from mentoring.session_starters import SESSION_STARTERS
from mentoring.taking_part import check_can_meet
from mentoring.things import MODELS, address_of, key_of, name_of, thing_of
from mentoring.workflow import SessionStatus

MOST_OF_A_KIND = 12
MOST_POINTS = 40


@dataclass(frozen=True)
class Collected:
    """Something that waits between the two. `key` as “entry-12” or “action-3”."""

    key: str
    name: str
    url: str


@dataclass(frozen=True)
class Point:
    """A line of the agenda as it is shown; a thing that is no longer there has no address."""

    pk: int
    name: str
    url: str


def since_of(session: Session) -> dt.datetime | dt.date:
    """What came after this is new for the session: when the last one was held, else the pairing's start."""
    earlier = Session.objects.filter(pairing=session.pairing_id, status=SessionStatus.HELD)
    last = earlier.exclude(pk=session.pk).aggregate(last=Max("starts_at"))["last"]
    return last or session.pairing.starts_on


def waiting_between(session: Session, *, but: Collection[str] = ()) -> list[Collected]:
    """Entries shared since the last session, milestones, briefs and pieces with the mentor, questions
    asked since, open actions. Without those `but`."""
    challenge = session.pairing.place.challenge
    since = since_of(session)
    after = "gt" if isinstance(since, dt.datetime) else "date__gte"
    rows: list[Any] = [
        *BriefVersion.objects.filter(challenge=challenge, status=BriefStatus.SENT),
        *Milestone.objects.filter(
            challenge=challenge, status__in=[MilestoneStatus.SENT, MilestoneStatus.CHANGES_ASKED]
        )[:MOST_OF_A_KIND],
        *LogEntry.objects.filter(challenge=challenge, **{f"shared_at__{after}": since}).order_by(
            "-shared_at"
        )[:MOST_OF_A_KIND],
        *Piece.objects.filter(
            Q(status=PieceStatus.SENT) | Q(kind=PieceKind.QUESTION, **{f"made_at__{after}": since}),
            challenge=challenge,
            removed_at=None,
        ).order_by("-made_at")[:MOST_OF_A_KIND],
    ]
    found = [Collected(key_of(thing_of(row)), _capital(name_of(row)), address_of(row)) for row in rows]
    actions = (
        Action.objects.open().filter(session__pairing=session.pairing_id).select_related("owner", "session")
    )
    found += [_of_action(action) for action in actions[:MOST_OF_A_KIND]]
    return [one for one in found if one.key not in but]


def _of_action(action: Action) -> Collected:
    facts = {"name": action.owner.full_name, "words": action.words, "day": in_words(action.due_on)}
    name = _("Action of %(name)s: %(words)s, by %(day)s") % facts
    return Collected(f"action-{action.pk}", name, action.get_absolute_url())


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def shown(points: Iterable[AgendaPoint]) -> list[Point]:
    """With the names of today; a query for each kind of thing that is on the agenda."""
    points = list(points)
    wanted: dict[str, set[int]] = defaultdict(set)
    for point in points:
        kind, _dash, pk = point.thing.partition("-")
        if kind:
            wanted[kind].add(int(pk))
    known: dict[str, Collected] = {}
    for kind, pks in wanted.items():
        if kind == "action":
            actions = Action.objects.filter(pk__in=pks).select_related("owner", "session")
            known |= {f"action-{action.pk}": _of_action(action) for action in actions}
        else:
            rows: Iterable[Any] = MODELS[kind].objects.filter(pk__in=pks)
            known |= {
                f"{kind}-{row.pk}": Collected("", _capital(name_of(row)), address_of(row)) for row in rows
            }
    lines = []
    for point in points:
        thing = known.get(point.thing)
        name = point.words or (thing.name if thing else _("No longer there"))
        lines.append(Point(point.pk, name, thing.url if thing else ""))
    return lines


@transaction.atomic
def add_points(
    *, session: Session, things: Sequence[str] = (), own: str = "", starter: str = "", by: User
) -> Session:
    """At the end of the agenda. What is on it already stays where it is."""
    check_can_meet(session.pairing, by)
    Session.objects.select_for_update().get(pk=session.pk)
    points = list(AgendaPoint.objects.filter(session=session))
    on_it = {point.thing for point in points} | {point.words for point in points}
    offered = {one.key for one in waiting_between(session)} if things else set()
    wanted = [{"thing": key} for key in things if key in offered and key not in on_it]
    words = [str(point) for point in SESSION_STARTERS[starter].points] if starter in SESSION_STARTERS else []
    wanted += [{"words": line} for line in [*words, own] if line and line not in on_it]
    if len(points) + len(wanted) > MOST_POINTS:
        raise NotPossible(_("An agenda has at most %(most)s points.") % {"most": MOST_POINTS})
    last = max((point.position for point in points), default=0)
    AgendaPoint.objects.bulk_create(
        AgendaPoint(session=session, position=last + number, by=by, **point)
        for number, point in enumerate(wanted, 1)
    )
    return session


@transaction.atomic
def move_point(*, point: AgendaPoint, up: bool, by: User) -> None:
    """One place up or down."""
    check_can_meet(point.session.pairing, by)
    Session.objects.select_for_update().get(pk=point.session_id)
    order = list(AgendaPoint.objects.filter(session=point.session_id))
    at = order.index(point)
    to = at - 1 if up else at + 1
    if 0 <= to < len(order):
        order.insert(to, order.pop(at))
        for position, row in enumerate(order, 1):
            row.position = position
        AgendaPoint.objects.bulk_update(order, ["position"])


@transaction.atomic
def remove_point(*, point: AgendaPoint, by: User) -> None:
    check_can_meet(point.session.pairing, by)
    point.delete()
