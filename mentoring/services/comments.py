"""Comments: written once however often the form is sent, changed and removed with their history kept."""

import datetime as dt
import uuid

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from challenges.models import LogEntry, Piece, Ramp
from challenges.services.cycles import hold_ramp
from challenges.services.log import answer_entry
from challenges.services.pieces import act_on_piece
from fellowship.cohorts.models import Pairing
from fellowship.notifications.because import because
from fellowship.notifications.services import outbox
from fellowship.people.models import User
from fellowship.people.services import audit
from mentoring.models import Comment, CommentVersion
from mentoring.models.comment import FIELDS
from mentoring.permissions import check_can_comment, check_can_comment_on, standing_on
from mentoring.things import Talked, key_of, sent_at, thing_of, waiting_since


class StaleComment(PermissionDenied):
    """The comment was changed or removed elsewhere since the form was shown."""


@transaction.atomic
def add_comment(*, on: Talked, text: str, by: User, form_id: uuid.UUID) -> Comment:
    """Adds to the thread on a thing, and tells the other side.

    The same words from the same form meet the same comment. The stored id is drawn from form, person,
    thing and words, so that going back and writing something else makes a second comment, and a
    borrowed form id reaches nobody else's. A mentor's comment on an entry that waits answers it.
    """
    standing = standing_on(on.challenge_id, by)
    check_can_comment_on(standing, sent_at(on))
    if isinstance(on, Ramp):  # the one thing of these that can be removed for good
        hold_ramp(on)
    kind, pk = thing_of(on)
    made_from = uuid.uuid5(form_id, f"{by.pk} {key_of((kind, pk))} {text}")
    comment, is_new = Comment.objects.get_or_create(
        form_id=made_from,
        defaults={"challenge_id": on.challenge_id, FIELDS[kind]: on, "author": by, "text": text},
    )
    if is_new:
        audit.record("commented", comment, by=by, on=on._meta.label_lower, on_id=str(pk))
        _tell_the_others(comment, by)
        if isinstance(on, LogEntry) and standing.answers(on.waiting_since):
            answer_entry(entry=on, by=by, act="comment")
        if isinstance(on, Piece) and standing.answers(waiting_since(on)):
            act_on_piece(piece=on, act="comment", by=by)
    return comment


@transaction.atomic
def edit_comment(*, comment: Comment, text: str, by: User, edited_at: dt.datetime | None) -> Comment:
    """Replaces the words and keeps the earlier ones. `edited_at` is what the form was shown with."""
    comment = _own(comment, by)
    if comment.text == text:
        return comment
    if comment.edited_at != edited_at:
        raise StaleComment(_("You have changed this comment elsewhere in the meantime."))
    CommentVersion.objects.create(comment=comment, text=comment.text)
    comment.text, comment.edited_at = text, timezone.now()
    comment.save(update_fields=["text", "edited_at"])
    audit.record("changed", comment, by=by)
    return comment


@transaction.atomic
def delete_comment(*, comment: Comment, by: User) -> Comment:
    """Takes the words off the page; their history stays with the author and the programme team."""
    comment = _own(comment, by, removed_is_fine=True)
    if comment.deleted_at:
        return comment
    CommentVersion.objects.create(comment=comment, text=comment.text)
    comment.text, comment.deleted_at = "", timezone.now()
    comment.save(update_fields=["text", "deleted_at"])
    audit.record("removed", comment, by=by)
    return comment


def check_is_author(comment: Comment, user: User) -> None:
    if comment.author_id != user.pk:
        raise PermissionDenied(_("Only the person who wrote a comment can change or remove it."))


def _own(comment: Comment, by: User, *, removed_is_fine: bool = False) -> Comment:
    """The comment as it is now, locked, if `by` wrote it and may still write here."""
    comment = Comment.objects.select_for_update().get(pk=comment.pk)
    check_is_author(comment, by)
    check_can_comment(standing_on(comment.challenge_id, by))
    if comment.deleted_at and not removed_is_fine:
        raise StaleComment(_("You have removed this comment in the meantime."))
    return comment


def _tell_the_others(comment: Comment, by: User) -> None:
    """The fellow and every mentor in force, without the author. Words stay here; the message has none."""
    place = comment.challenge.place
    mentors = Pairing.objects.in_force().filter(place=place)
    mine = because("You are the mentor of %(fellow)s.", fellow=place.person.full_name)
    why = {pairing.mentor_id: mine for pairing in mentors}
    why[place.person_id] = because("It is about your challenge.")
    why.pop(by.pk, None)
    outbox.put_many(
        [
            outbox.Entry(
                person_id=person_id,
                kind="comment",
                object_kind="mentoring.comment",
                object_id=str(comment.pk),
                why=reason,
                programme_id=place.cohort.programme_id,
            )
            for person_id, reason in why.items()
        ]
    )


def with_history(comments):
    """Comments with `has_history`: whether earlier words are kept."""
    return comments.annotate(has_history=Exists(CommentVersion.objects.filter(comment=OuterRef("pk"))))
