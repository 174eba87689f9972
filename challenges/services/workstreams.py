"""The projects a challenge consists of: added, named, put in order, ended; and what belongs to each."""

import uuid
from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from challenges.models import PIECES, Challenge, Milestone, Piece, Workstream
from challenges.permissions import check_can_write
from challenges.services.changes import note_change, note_place, words_of
from challenges.services.milestones import change_workstream
from challenges.services.pieces import Change, as_words, edit_piece
from challenges.services.stale import refuse_if_stale
from challenges.workflow import MilestoneStatus
from fellowship.lib.workflows import NotPossible
from fellowship.people.models import User

CHOSEN = ["measure", "cycle"]  # the kinds a workstream's page offers; others are put there by their forms


@transaction.atomic
def add_workstream(
    *, challenge: Challenge, name: str, purpose: str, form_id: uuid.UUID, by: User
) -> Workstream:
    """The same `form_id` again gives the workstream it made."""
    check_can_write(by, challenge)
    Challenge.objects.select_for_update().get(pk=challenge.pk)
    made = Workstream.objects.filter(challenge=challenge, form_id=form_id).first()
    if made:
        return made
    _refuse_twice(challenge, name)
    last = challenge.workstreams.aggregate(last=Max("position"))["last"] or 0
    workstream = Workstream.objects.create(
        challenge=challenge, name=name, purpose=purpose, position=last + 1, form_id=form_id
    )
    note_change(workstream, "add", by, {"name": "", "purpose": ""})
    return workstream


@transaction.atomic
def edit_workstream(
    *, workstream: Workstream, name: str, purpose: str, by: User, version: int | None = None
) -> Workstream:
    current = _locked(workstream, by)
    if (current.name, current.purpose) == (name, purpose):
        return current
    refuse_if_stale(current, version)
    _refuse_twice(current.challenge, name, but=current.pk)
    before = words_of(current, ("name", "purpose"))
    current.name, current.purpose = name, purpose
    return _keep(current, "edit", by, before)


@transaction.atomic
def end_workstream(*, workstream: Workstream, by: User, version: int | None = None) -> Workstream:
    """No longer offered in forms; what belongs to it stays with it."""
    current = _locked(workstream, by)
    if current.ended_on is None:
        refuse_if_stale(current, version)
        current.ended_on = timezone.localdate()
        _keep(current, "end", by)
    return current


@transaction.atomic
def bring_back_workstream(*, workstream: Workstream, by: User) -> Workstream:
    current = _locked(workstream, by)
    if current.ended_on is not None:
        current.ended_on = None
        _keep(current, "bring_back", by)
    return current


@transaction.atomic
def move_workstream(*, workstream: Workstream, up: bool, by: User) -> Workstream:
    """One place up or down. The first and the last stay where they are."""
    current = _locked(workstream, by)
    order = list(Workstream.objects.filter(challenge=current.challenge))
    at = order.index(current)
    to = at - 1 if up else at + 1
    if 0 <= to < len(order):
        order.insert(to, order.pop(at))
        for position, row in enumerate(order, 1):
            row.position = position
        Workstream.objects.bulk_update(order, ["position"])
        note_place(order[to], by, at + 1, to + 1)
    return order[max(min(to, len(order) - 1), 0)]


@transaction.atomic
def choose_contents(
    *, workstream: Workstream, milestones: Collection[Milestone], pieces: Collection[Piece], by: User
) -> Workstream:
    """These milestones and pieces belong to it from now on, and no other milestones, measures and cycles."""
    current = _locked(workstream, by)
    rows: list[Milestone | Piece] = [*milestones, *pieces]
    if any(row.challenge_id != current.challenge_id for row in rows):
        raise PermissionDenied(_("Choose only what belongs to the same challenge."))
    wanted = {milestone.pk for milestone in milestones}
    belongs, said = Q(workstream=current), []
    milestones_of = Milestone.objects.select_related("workstream")
    planned = milestones_of.filter(belongs | Q(pk__in=wanted), challenge=current.challenge)
    for milestone in planned.exclude(status=MilestoneStatus.DROPPED):
        said += _move_milestone(milestone, current if milestone.pk in wanted else None, by)
    wanted = {piece.pk for piece in pieces}
    chosen = Piece.objects.filter(belongs | Q(pk__in=wanted), challenge=current.challenge, kind__in=CHOSEN)
    for row in chosen.current():
        piece = PIECES[row.kind]._default_manager.get(pk=row.pk)
        before = as_words(piece, "workstream")
        piece = edit_piece(piece=piece, words={"workstream": current if row.pk in wanted else None}, by=by)
        if (now := as_words(piece, "workstream")) != before:
            said.append([piece.name, before, now])
    if said:
        note_change(current, "choose_contents", by, more=said)
    return current


def _move_milestone(milestone: Milestone, to: Workstream | None, by: User) -> list[Change]:
    """What is to be said about it, if anything."""
    before = milestone.workstream
    if before == to:
        return []
    change_workstream(milestone=milestone, to=to, by=by)
    return [[milestone.title, str(before or ""), str(to or "")]]


def _locked(workstream: Workstream, by: User) -> Workstream:
    """Behind the lock of its challenge, so that order and names stay consistent."""
    challenge = Challenge.objects.select_for_update(of=("self",)).select_related("place__cohort__programme")
    found = challenge.get(pk=workstream.challenge_id)
    check_can_write(by, found)
    current = Workstream.objects.get(pk=workstream.pk)
    current.challenge = found
    return current


def _refuse_twice(challenge: Challenge, name: str, but: int | None = None) -> None:
    if Workstream.objects.filter(challenge=challenge, name=name).exclude(pk=but).exists():
        raise NotPossible(_("There is a workstream with this name already."))


def _keep(workstream: Workstream, act: str, by: User, before: dict[str, str] | None = None) -> Workstream:
    workstream.version += 1
    workstream.save()
    note_change(workstream, act, by, before)
    return workstream
