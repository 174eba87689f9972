"""The mentor's answers. Every status is changed by the challenges room; the words of an answer stay here."""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from challenges.models import LogEntry, Milestone, Piece
from challenges.services.briefs import act_on_brief
from challenges.services.log import answer_entry
from challenges.services.milestones import act_on_milestone
from challenges.services.pieces import act_on_piece
from challenges.services.stale import Stale
from fellowship.lib.workflows import NotPossible
from fellowship.people.models import User
from mentoring.services.comments import add_comment
from mentoring.things import WORKFLOWS, Answered, Gathering, Talked, thing_of

ASK_FOR_CHANGES = "ask_for_changes"
NEEDS_REASON = {ASK_FOR_CHANGES, "withdraw_sign_off"}


@transaction.atomic
def answer(*, row: Talked, act: str, text: str, by: User, form_id: uuid.UUID, version: int | None) -> None:
    """Agrees, signs off, asks for changes …, with the words given as a comment or as the reason.

    Raises `Stale` or `NotPossible` with a sentence; then nothing has happened. Doing once more what is
    done already is no error.
    """
    if isinstance(row, Gathering):
        raise NotPossible(
            _("This is there to be talked about. It is never sent: there is nothing to answer.")
        )
    try:
        with transaction.atomic():
            _take_step(row, act, text, by, version)
    except (Stale, NotPossible):
        if not _is_done(row, act):
            raise
    if text and not _is_kept(row, act, text):
        add_comment(on=row, text=text, by=by, form_id=form_id)


def _take_step(row: Answered, act: str, text: str, by: User, version: int | None) -> None:
    if isinstance(row, LogEntry):
        answer_entry(entry=row, act=act, by=by, reason=text, version=version)
    elif isinstance(row, Milestone):
        act_on_milestone(milestone=row, act=act, by=by, reason=text, version=version)
    elif isinstance(row, Piece):
        act_on_piece(piece=row, act=act, by=by, reason=text, version=version)
    else:
        act_on_brief(brief=row, act=act, by=by, reason=text, version=version)


def _is_done(row: Answered, act: str) -> bool:
    """The thing stands already as the act would leave it: a second press, or a second mentor."""
    row.refresh_from_db(fields=["status"])
    steps = WORKFLOWS[thing_of(row)[0]].items()
    return any(step.next == row.status for (_status, one), step in steps if one == act)


def _is_kept(row: Answered, act: str, text: str) -> bool:
    """A milestone, a piece and a brief keep the reason in their own history, so it is not said twice. Where a
    second mentor's reason came too late for that, it becomes a comment."""
    if act not in NEEDS_REASON or isinstance(row, LogEntry):
        return False
    if isinstance(row, Milestone | Piece):
        last = row.changes.filter(act=act).last()
        return last is not None and last.reason == text
    row.refresh_from_db(fields=["answer_reason"])
    return row.answer_reason == text
