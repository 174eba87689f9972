"""Stakeholders: who introduced whom, and where each stands from a day on."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from challenges.models import Challenge, Position, Stakeholder
from challenges.services.pieces import Change, add_piece, as_words, edit_piece, keep_change, locked
from challenges.services.stale import refuse_if_stale
from fellowship.lib.dates import in_words
from fellowship.lib.workflows import NotPossible
from fellowship.people.models import User

STANDS = ("day", "power", "interest", "support", "needed", "note")


@transaction.atomic
def add_stakeholder(
    *, challenge: Challenge, words: Mapping[str, Any], form_id: uuid.UUID, by: User
) -> Stakeholder:
    """With its first position: `words` holds those of both. The same `form_id` meets the same stakeholder."""
    who = {name: value for name, value in words.items() if name not in STANDS}
    position = Position(**{name: words[name] for name in STANDS})
    stakeholder = add_piece(
        model=Stakeholder, challenge=challenge, words=who, form_id=form_id, by=by, more=_said(None, position)
    )
    if not stakeholder.positions.exists():
        position.stakeholder = stakeholder
        position.save()
    return stakeholder


@transaction.atomic
def edit_stakeholder(
    *, piece: Stakeholder, words: Mapping[str, Any], by: User, version: int | None = None
) -> Stakeholder:
    """Refuses an introduction that leads back to the stakeholder itself."""
    # Two forms at once could each add half of a circle.
    Challenge.objects.select_for_update().get(pk=piece.challenge_id)
    _refuse_circle(piece, words.get("introduced_by"))
    return edit_piece(piece=piece, words=words, by=by, version=version)


@transaction.atomic
def add_position(
    *, stakeholder: Stakeholder, words: Mapping[str, Any], by: User, version: int | None = None
) -> Position:
    """Where they stand from its day on. The same words for the same day again change nothing."""
    current = locked(stakeholder, by=by)
    position = Position(stakeholder=current, **words)
    there = current.positions.filter(day=position.day).first()
    if there and not _said(there, position):
        return there
    refuse_if_stale(current, version)
    _refuse_second_of_a_day(there)
    position.save()
    keep_change(current, "add_position", by, _said(None, position))
    return position


@transaction.atomic
def edit_position(
    *, position: Position, words: Mapping[str, Any], by: User, version: int | None = None
) -> Position:
    """Puts a position right, its day too; how it stood before is in the history."""
    current = locked(position.stakeholder, by=by)
    before = current.positions.get(pk=position.pk)
    after = Position(pk=before.pk, stakeholder=current, **words)
    said = _said(before, after)
    if not said:
        return before
    refuse_if_stale(current, version)
    _refuse_second_of_a_day(current.positions.filter(day=after.day).exclude(pk=before.pk).first())
    after.save()
    day = as_words(before, "day")
    about = [["day", day, day]] if before.day == after.day else []  # which position it is about
    keep_change(current, "edit_position", by, [*about, *said])
    return after


@transaction.atomic
def remove_position(*, position: Position, by: User, version: int | None = None) -> None:
    """Takes away what was wrongly dated; the history keeps it. One position always stays."""
    current = locked(position.stakeholder, by=by)
    before = current.positions.filter(pk=position.pk).first()
    if before is None:  # removed already
        return
    refuse_if_stale(current, version)
    if current.positions.count() == 1:
        raise NotPossible(_("This is the only position. Change it instead, or remove the stakeholder."))
    before.delete()
    keep_change(current, "remove_position", by, _said(before, None))


def _refuse_circle(stakeholder: Stakeholder, introducer: Stakeholder | None) -> None:
    if introducer is None:
        return
    if introducer.pk == stakeholder.pk:
        raise NotPossible(_("Nobody introduces themselves. Choose somebody else, or nobody."))
    of_challenge = Stakeholder.objects.filter(challenge=stakeholder.challenge_id)
    introduced_by = dict(of_challenge.values_list("pk", "introduced_by"))
    step: int | None = introducer.pk
    while step is not None:
        if step == stakeholder.pk:
            raise NotPossible(
                _("%(them)s came to you through %(this)s, so %(them)s cannot have introduced %(this)s.")
                % {"them": introducer.name, "this": stakeholder.name}
            )
        step = introduced_by.get(step)


def _refuse_second_of_a_day(there: Position | None) -> None:
    if there:
        raise NotPossible(
            _("You have already said where they stood on %(day)s. Change that position instead.")
            % {"day": in_words(there.day)}
        )


def _said(before: Position | None, after: Position | None) -> list[Change]:
    said = []
    for name in STANDS:
        old, new = (as_words(position, name) if position else "" for position in (before, after))
        if old != new:
            said.append([name, old, new])
    return said
