"""Pieces of the workspace: added, changed, removed, shown to the mentor. Every step leaves a PieceChange.

What only one kind can do has a service of its own, which writes its history through `keep_change`.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, TypeVar, cast

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from challenges import emails
from challenges.models import PIECES, Challenge, Piece, PieceChange
from challenges.models.piece import LINKING
from challenges.permissions import check_can_review, check_can_write
from challenges.services.stale import refuse_if_stale
from challenges.workflow import PIECE, Actor, PieceStatus
from fellowship.lib.dates import in_words
from fellowship.lib.workflows import NotPossible, next_step
from fellowship.people.models import User
from fellowship.people.services import audit

OnePiece = TypeVar("OnePiece", bound=Piece)
Change = list[str]  # [field or a name people understand, before, after]
ANSWERS = {"agree", "ask_for_changes"}


@transaction.atomic
def add_piece(
    *,
    model: type[OnePiece],
    challenge: Challenge,
    words: Mapping[str, Any],
    form_id: uuid.UUID,
    by: User,
    more: Iterable[Change] = (),
    **facts: Any,
) -> OnePiece:
    """A new piece with the `words` of its form; `facts` are what no form sets (a cycle's number).

    `more`: what else the first step of its history says, where a piece begins with rows of other tables.
    The same `form_id` again gives the piece it made.
    """
    check_can_write(by, challenge)
    Challenge.objects.select_for_update().get(pk=challenge.pk)
    made = model._default_manager.filter(challenge=challenge, form_id=form_id).first()
    if made:
        return made
    kind = next(kind for kind, table in PIECES.items() if table is model)
    piece = model(challenge=challenge, kind=kind, form_id=form_id, **words, **facts)
    piece.name = piece.called
    piece.save()
    said = [[name, "", as_words(piece, name)] for name in words if as_words(piece, name)]
    _note(piece, "add", by, [*said, *more])
    return piece


@transaction.atomic
def edit_piece(
    *, piece: OnePiece, words: Mapping[str, Any], by: User, version: int | None = None
) -> OnePiece:
    """Other words for a piece; the earlier ones stay in its history. The same words change nothing."""
    current = locked(piece, by=by)
    current.check_open(words)
    before = {name: as_words(current, name) for name in words}
    for name, value in words.items():
        setattr(current, name, value)
    said = [[name, old, new] for name, old in before.items() if (new := as_words(current, name)) != old]
    if not said:
        return current
    if not _only_beside(current, version, words, by):
        refuse_if_stale(current, version)
    keep_change(current, "edit", by, said)
    return current


@transaction.atomic
def remove_piece(*, piece: OnePiece, by: User, version: int | None = None) -> OnePiece:
    """Takes it off the pages; it stays in the history and can be brought back."""
    current = locked(piece, by=by)
    if current.removed_at is None:
        refuse_if_stale(current, version)
        current.removed_at = timezone.now()
        if current.status == PieceStatus.SENT:
            current.status, current.sent_at = PieceStatus.OPEN, None
        keep_change(current, "remove", by)
    return current


@transaction.atomic
def bring_back_piece(*, piece: OnePiece, by: User) -> OnePiece:
    current = locked(piece, by=by, removed_is_fine=True)
    if current.removed_at is not None:
        current.removed_at = None
        keep_change(current, "bring_back", by)
    return current


@transaction.atomic
def act_on_piece(*, piece: Piece, act: str, by: User, reason: str = "", version: int | None = None) -> Piece:
    """The fellow's "ask" and "take_back", the mentor's "agree", "ask_for_changes" and "comment".

    Raises `Stale`, `NotPossible` or PermissionDenied, each with a sentence.
    """
    current = _locked_row(piece)
    if act == "comment":
        if current.status == PieceStatus.SENT:
            check_can_review(by, current.challenge, sent_at=current.sent_at)
            current.status, current.sent_at = PieceStatus(next_step(PIECE, current.status, act).next), None
            current.save(update_fields=["status", "sent_at"])
        return current
    if act in ANSWERS:
        check_can_review(by, current.challenge, sent_at=current.sent_at)
    else:
        check_can_write(by, current.challenge)
        _refuse_if_removed(current)
    refuse_if_stale(current, version)
    step = next_step(PIECE, current.status, act, reason=reason)
    now = timezone.now()
    current.status = PieceStatus(step.next)
    if step.next == PieceStatus.SENT:
        current.sent_at = now
    elif step.actor == Actor.FELLOW:
        current.sent_at = None
    current.version += 1
    current.save(update_fields=["status", "sent_at", "version"])
    _note(current, act, by, reason=reason)
    if step.next == PieceStatus.SENT:
        emails.tell_mentors(current, since=now)
    elif step.actor == Actor.MENTOR:
        emails.tell_fellow(current, by=by)
    return current


def _only_beside(piece: Piece, version: int | None, fields: Iterable[str], by: User) -> bool:
    """Since `version` only `by` changed the piece, and none of these fields: a reading was added, say."""
    missed = piece.version - (version or 0)
    steps = PieceChange.objects.filter(piece=piece.pk).exclude(act__in=LINKING)
    latest = list(steps.order_by("-at", "-pk")[: max(missed, 0)])  # each made one version
    own = all(step.by_id == by.pk for step in latest)
    changed = {word[0] for step in latest for word in step.words}
    return own and len(latest) == missed and changed.isdisjoint(fields)


def locked(piece: OnePiece, *, by: User, removed_is_fine: bool = False) -> OnePiece:
    """The piece as it is now, for `by` to write on, until the transaction ends."""
    row = _locked_row(piece)
    check_can_write(by, row.challenge)
    if not removed_is_fine:
        _refuse_if_removed(row)
    current = cast("OnePiece", type(piece)._default_manager.get(pk=piece.pk))
    current.challenge = row.challenge
    return current


def keep_change(piece: Piece, act: str, by: User, said: Iterable[Change] = (), *, reason: str = "") -> None:
    """Saves a changed piece with one more step in its history. What the mentor had agreed is open again."""
    if piece.status == PieceStatus.AGREED:
        piece.status = PieceStatus(next_step(PIECE, piece.status, "change").next)
    piece.name = piece.called
    piece.version += 1
    piece.save()
    _note(piece, act, by, said, reason=reason)


def as_words(piece: models.Model, name: str) -> str:
    """A field's value as people read it."""
    value = getattr(piece, name)
    field = cast("models.Field", piece._meta.get_field(name))
    if value is None or value == "":
        return ""
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, dt.date):
        return in_words(value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value)


def _locked_row(piece: Piece) -> Piece:
    rows = Piece.objects.select_for_update(of=("self",)).select_related("challenge__place__cohort__programme")
    return rows.get(pk=piece.pk)


def _refuse_if_removed(piece: Piece) -> None:
    if piece.removed_at:
        raise NotPossible(_("This was removed. Bring it back before you change it."))


def _note(piece: Piece, act: str, by: User, said: Iterable[Change] = (), *, reason: str = "") -> None:
    PieceChange.objects.create(piece_id=piece.pk, act=act, by=by, words=list(said), reason=reason)
    audit.record(act, piece, by=by, kind=piece.kind, version=piece.version)
