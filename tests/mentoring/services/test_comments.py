import datetime as dt
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from challenges.workflow import EntryStatus, MilestoneStatus
from fellowship.cohorts.models.place import PlaceStatus
from fellowship.notifications.models import Message
from fellowship.people.models import AuditEvent
from mentoring.models import Comment, CommentVersion
from mentoring.services.comments import StaleComment, add_comment, delete_comment, edit_comment
from tests.factories import CommentFactory, LogEntryFactory

pytestmark = pytest.mark.django_db
WRITERS = ["fellow", "lead", "second", "cover", "in_grace"]


def comment_by(user, on, text="A question", form_id=None) -> Comment:
    return add_comment(on=on, text=text, by=user, form_id=form_id or uuid.uuid4())


def test_fellow_and_mentors_write_and_nobody_else(scene):
    written = set()
    for who, person in scene.people.items():
        try:
            comment_by(person, scene.milestone)
            written.add(who)
        except PermissionDenied:
            pass

    assert written == set(WRITERS) - {"in_grace"}  # it was sent after that pairing had ended


@pytest.mark.parametrize("status", [PlaceStatus.COMPLETED, PlaceStatus.WITHDRAWN])
def test_fellow_whose_place_has_ended_reads_only(scene, status):
    scene.challenge.place.status = status
    scene.challenge.place.save()

    with pytest.raises(PermissionDenied, match="Your fellowship has ended"):
        comment_by(scene.fellow, scene.entry)


def test_same_form_makes_the_comment_once(scene):
    form_id = uuid.uuid4()

    first, again = (comment_by(scene.lead, scene.entry, form_id=form_id) for _press in range(2))

    assert first == again
    assert AuditEvent.objects.filter(act="commented").count() == 1


def test_borrowed_form_id_reaches_nobody_elses_comment(scene):
    form_id = uuid.uuid4()
    theirs = comment_by(scene.lead, scene.entry, form_id=form_id)

    mine = comment_by(scene.second, scene.entry, form_id=form_id)
    elsewhere = comment_by(scene.lead, scene.milestone, form_id=form_id)

    assert len({theirs.pk, mine.pk, elsewhere.pk}) == 3


def test_mentors_comment_tells_the_fellow_and_the_other_mentors_in_force(scene):
    comment = comment_by(scene.lead, scene.entry)

    told = Message.objects.filter(kind="comment", object_id=str(comment.pk))

    assert {message.person for message in told} == {scene.fellow, scene.second, scene.cover}
    assert {message.delivery for message in told} == {"digest"}


def test_fellows_comment_tells_the_mentors_in_force(scene):
    comment = comment_by(scene.fellow, scene.entry)

    told = Message.objects.filter(kind="comment", object_id=str(comment.pk))

    assert {message.person for message in told} == {scene.lead, scene.second, scene.cover}
    assert all(scene.fellow.full_name in message.why for message in told)


def test_message_holds_no_words_of_the_comment(scene):
    comment_by(scene.lead, scene.entry, "A very particular phrase")

    assert "particular" not in str(list(Message.objects.values()))
    assert "particular" not in str(list(AuditEvent.objects.values()))


def test_locked_things_can_still_be_talked_about(scene):
    scene.entry.status, scene.entry.waiting_since = EntryStatus.AGREED, None
    scene.entry.save()
    scene.milestone.status, scene.milestone.signed_off_at = MilestoneStatus.SIGNED_OFF, timezone.now()
    scene.milestone.save()

    for row in (scene.entry, scene.milestone):
        comment_by(scene.fellow, row)
        comment_by(scene.lead, row)

    scene.entry.refresh_from_db()
    assert scene.entry.status == EntryStatus.AGREED
    assert Comment.objects.count() == 4


def test_comment_in_the_days_of_grace_is_for_what_was_sent_before_the_end(scene):
    grace = dt.timedelta(days=scene.challenge.place.cohort.programme.grace_days)
    earlier = LogEntryFactory(
        challenge=scene.challenge, shared_at=timezone.now() - grace - dt.timedelta(days=2)
    )

    comment_by(scene.in_grace, earlier)
    with pytest.raises(PermissionDenied, match="what was sent before"):
        comment_by(scene.in_grace, scene.entry)

    scene.entry.refresh_from_db()
    earlier.refresh_from_db()
    assert scene.entry.waiting_since is not None
    assert earlier.waiting_since is None


def test_edit_keeps_the_earlier_words(scene):
    comment = comment_by(scene.lead, scene.entry, "First")

    edit_comment(comment=comment, text="Second", by=scene.lead, edited_at=None)

    comment.refresh_from_db()
    assert comment.text == "Second"
    assert comment.edited_at is not None
    assert CommentVersion.objects.get().text == "First"
    assert AuditEvent.objects.filter(act="changed", by=scene.lead).exists()


def test_edit_to_the_same_words_changes_nothing(scene):
    comment = comment_by(scene.lead, scene.entry, "First")

    edit_comment(comment=comment, text="First", by=scene.lead, edited_at=None)

    assert not CommentVersion.objects.exists()


def test_edit_from_a_stale_form_is_refused(scene):
    comment = comment_by(scene.lead, scene.entry, "First")
    edit_comment(comment=comment, text="Second", by=scene.lead, edited_at=None)

    with pytest.raises(StaleComment):
        edit_comment(comment=comment, text="Third", by=scene.lead, edited_at=None)


def test_delete_keeps_the_words_in_the_history_only(scene):
    comment = comment_by(scene.lead, scene.entry, "First")

    delete_comment(comment=comment, by=scene.lead)
    delete_comment(comment=comment, by=scene.lead)

    comment.refresh_from_db()
    assert comment.text == ""
    assert comment.deleted_at is not None
    assert CommentVersion.objects.get().text == "First"
    assert AuditEvent.objects.filter(act="removed").count() == 1


def test_removed_comment_cannot_be_changed(scene):
    comment = comment_by(scene.lead, scene.entry, "First")
    delete_comment(comment=comment, by=scene.lead)

    with pytest.raises(StaleComment):
        edit_comment(comment=comment, text="Second", by=scene.lead, edited_at=None)


@pytest.mark.parametrize("who", ["fellow", "second", "administrator", "stranger"])
def test_only_the_author_changes_or_removes(scene, who):
    comment = CommentFactory(log_entry=scene.entry, author=scene.lead)

    with pytest.raises(PermissionDenied):
        edit_comment(comment=comment, text="Mine", by=scene.people[who], edited_at=None)
    with pytest.raises(PermissionDenied):
        delete_comment(comment=comment, by=scene.people[who])


def test_author_who_lost_access_changes_nothing(scene):
    comment = CommentFactory(log_entry=scene.entry, author=scene.after_grace)

    with pytest.raises(PermissionDenied):
        edit_comment(comment=comment, text="Later", by=scene.after_grace, edited_at=None)
