"""The things people talk about, and how each is named in addresses and forms."""

import datetime as dt

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from challenges.models import BriefVersion, Challenge, LogEntry, Milestone, Piece, Ramp, Workstream
from challenges.workflow import BRIEF, ENTRY, MILESTONE, PIECE, BriefStatus, MilestoneStatus, PieceStatus
from fellowship.lib.dates import in_words
from fellowship.lib.workflows import Workflow, acts_open_to
from mentoring.permissions import Standing

Thing = tuple[str, int]  # a kind of MODELS, and the id
Answered = LogEntry | Milestone | BriefVersion | Piece  # by the mentor: each kind has its workflow
Gathering = Workstream | Ramp  # of other things; itself it is never sent and waits for nothing
Talked = Answered | Gathering

MODELS: dict[str, type[Talked]] = {
    "entry": LogEntry,
    "milestone": Milestone,
    "brief": BriefVersion,
    "piece": Piece,
    "workstream": Workstream,
    "ramp": Ramp,
}
WORKFLOWS: dict[str, Workflow] = {"entry": ENTRY, "milestone": MILESTONE, "brief": BRIEF, "piece": PIECE}
SENT = {Milestone: MilestoneStatus.SENT, BriefVersion: BriefStatus.SENT, Piece: PieceStatus.SENT}


def thing_of(row: Talked) -> Thing:
    kind = next(kind for kind, model in MODELS.items() if isinstance(row, model))
    return kind, row.pk


def key_of(thing: Thing) -> str:
    return f"{thing[0]}-{thing[1]}"


def thing_from(key: str) -> Thing | None:
    """“entry-12” as ("entry", 12); None for anything else."""
    kind, _dash, number = key.partition("-")
    if kind in MODELS and number.isascii() and number.isdigit() and len(number) < 19:
        return kind, int(number)
    return None


def row_of(thing: Thing, challenge: Challenge) -> Talked:
    """The row a thing names, if it belongs to the challenge; otherwise it is not there (404)."""
    row = MODELS[thing[0]].objects.filter(challenge=challenge.pk, pk=thing[1]).first()
    if row is None:
        raise Http404
    return row


def name_of(row: Talked) -> str:
    """“log entry of 3 September 2026”, “milestone Baseline measured”, “brief, version 2”."""
    if isinstance(row, LogEntry):
        return _("log entry of %(day)s") % {"day": in_words(row.happened_on)}
    if isinstance(row, Milestone):
        return _("milestone “%(title)s”") % {"title": row.title}
    if isinstance(row, Piece):
        return _("%(kind)s “%(name)s”") % {"kind": row.kind_in_a_sentence, "name": row.name}
    if isinstance(row, Workstream):
        return _("workstream “%(name)s”") % {"name": row.name}
    if isinstance(row, Ramp):
        return _("ramp “%(name)s”") % {"name": row.name}
    return _("brief, version %(number)s") % {"number": row.number}


def in_ramp(name: str, number: int, ramp: str) -> str:
    """A cycle where those of other ramps stand beside it: the next cycle often has the name of the last."""
    return _("%(name)s (cycle %(number)s of “%(ramp)s”)") % {"name": name, "number": number, "ramp": ramp}


def address_of(row: Talked) -> str:
    """The page it is read on; where that page has more than this, the place on it."""
    if isinstance(row, BriefVersion):
        return f"{reverse('brief', args=[row.challenge_id])}#brief-{row.pk}"
    if isinstance(row, Ramp):
        return f"{reverse('cycles', args=[row.challenge_id])}#ramp-{row.pk}"
    if isinstance(row, Workstream):
        return f"{reverse('workstream', args=[row.pk])}#workstream-{row.pk}"
    return row.get_absolute_url()


def waiting_since(row: Talked) -> dt.datetime | None:
    """Since when it waits for the mentor's answer; None if it does not."""
    if isinstance(row, Gathering):
        return None
    if isinstance(row, LogEntry):
        return row.waiting_since
    sent = next(status for model, status in SENT.items() if isinstance(row, model))
    return row.sent_at if row.status == sent else None


def sent_at(row: Talked) -> dt.datetime | None:
    """When the fellow last sent it, answered or not; a piece is there to be read from when it was made."""
    if isinstance(row, Gathering):
        return None
    if isinstance(row, LogEntry):
        return row.waiting_since or row.shared_at
    if isinstance(row, Piece):
        return row.sent_at or row.made_at
    return row.sent_at


def acts_on(row: Talked, standing: Standing) -> list[str]:
    """The acts of the workflow tables that this person may do now."""
    if isinstance(row, Gathering):
        return []
    if not standing.actor or (standing.is_mentor and not standing.answers(sent_at(row))):
        return []
    if standing.answers_until and row.status == MilestoneStatus.SIGNED_OFF:
        return []  # withdrawing answers nothing that was sent, so the days of grace do not cover it
    if isinstance(row, Piece) and row.removed_at:
        return []
    return acts_open_to(WORKFLOWS[thing_of(row)[0]], row.status, standing.actor)


def stamp_of(row: Talked) -> int:
    """Counts changes: a form that shows a lower number is stale."""
    return row.version
