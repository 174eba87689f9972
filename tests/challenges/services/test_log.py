import datetime as dt
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from challenges.models import Challenge, LogEntry
from challenges.services.log import EntryWords, answer_entry, edit_entry, share_again, share_entry
from challenges.services.stale import Stale
from fellowship.lib.workflows import NotPossible
from fellowship.notifications.models import Message
from fellowship.sealed.services.drafts import drafts_of, save_draft
from tests import factories
from tests.factories.cohorts import days_from_today


@pytest.fixture
def entry(world):
    return factories.LogEntryFactory(challenge=world.challenge)


def words(text: str = "We met.") -> EntryWords:
    return EntryWords(happened_on=days_from_today(-1), what_happened=text)


def test_comment_answers_an_entry_and_leaves_its_status(world, entry):
    answered = answer_entry(entry=entry, by=world.mentor, act="comment")
    assert (answered.status, answered.waiting_since, answered.version) == ("shared", None, 1)
    assert not Message.objects.filter(kind="answered").exists()


def test_agreeing_locks_an_entry_and_tells_the_fellow(world, entry):
    answer_entry(entry=entry, by=world.mentor, act="agree", version=1)
    assert Message.objects.get(kind="answered").person == world.owner
    with pytest.raises(NotPossible, match="locked"):
        edit_entry(entry=entry, words=words(), milestones=[], by=world.owner)


def test_agreeing_to_words_that_changed_meanwhile_is_refused(world, entry):
    edit_entry(entry=entry, words=words("Other words"), milestones=[], by=world.owner, version=1)
    with pytest.raises(Stale):
        answer_entry(entry=entry, by=world.mentor, act="agree", version=1)


def test_asking_for_changes_needs_a_reason(world, entry):
    with pytest.raises(NotPossible):
        answer_entry(entry=entry, by=world.mentor, act="ask_for_changes", reason=" ")


def test_entry_shared_again_waits_from_now(world, entry):
    answer_entry(entry=entry, by=world.mentor, act="ask_for_changes", reason="Who?")
    again = share_again(entry=entry, by=world.owner)
    assert again.status == "shared"
    assert again.waiting_since > entry.shared_at


def test_mentor_in_grace_answers_only_what_was_shared_before_the_end(world, entry):
    with pytest.raises(PermissionDenied):
        answer_entry(entry=entry, by=world.mentor_in_grace, act="comment")
    old = factories.LogEntryFactory(
        challenge=world.challenge, shared_at=entry.shared_at - dt.timedelta(days=9)
    )
    answer_entry(entry=old, by=world.mentor_in_grace, act="agree")


@pytest.mark.parametrize("person", ["mentor", "administrator", "same_cohort", "stranger"])
def test_nobody_shares_for_the_fellow(world, person):
    with pytest.raises(PermissionDenied):
        share_entry(
            challenge=world.challenge,
            draft_id=uuid.uuid4(),
            words=words(),
            milestones=[],
            by=getattr(world, person),
        )
    assert not LogEntry.objects.exists()


def test_sharing_with_the_id_of_another_challenges_entry_is_refused(world):
    other = factories.LogEntryFactory(author=world.owner)
    with pytest.raises(PermissionDenied):
        share_entry(
            challenge=world.challenge, draft_id=other.draft_id, words=words(), milestones=[], by=world.owner
        )


@pytest.mark.slow
def test_same_draft_shared_by_four_at_once_makes_one_entry(transactional_db):
    pairing = factories.PairingFactory()
    challenge = factories.ChallengeFactory(place=pairing.place)
    owner, draft = challenge.place.person, uuid.uuid4()
    with transaction.atomic():
        save_draft(
            by=owner, draft_id=draft, form="log", subject_id=challenge.pk, fields={"a": ["b"]}, version=0
        )

    def share(_nth: int) -> tuple[int, bool]:
        try:
            same = Challenge.objects.get(pk=challenge.pk)
            entry, is_new = share_entry(
                challenge=same, draft_id=draft, words=words(), milestones=[], by=owner
            )
            return entry.pk, is_new
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(share, range(4)))
    assert len({pk for pk, _is_new in answers}) == 1
    assert sum(is_new for _pk, is_new in answers) == 1
    assert Message.objects.filter(kind="waiting_for_you", person=pairing.mentor).count() == 1
    with transaction.atomic():
        assert drafts_of(owner) == []


def test_nothing_is_kept_when_sharing_fails_half_way(world):
    draft = uuid.uuid4()
    save_draft(
        by=world.owner, draft_id=draft, form="log", subject_id=world.challenge.pk, fields={}, version=0
    )
    impossible = factories.MilestoneFactory.build(pk=10**9, challenge=world.challenge)

    @transaction.atomic
    def share_and_commit() -> None:
        share_entry(
            challenge=world.challenge, draft_id=draft, words=words(), milestones=[impossible], by=world.owner
        )
        connection.check_constraints()

    with pytest.raises(IntegrityError):
        share_and_commit()
    assert not LogEntry.objects.exists()
    assert len(drafts_of(world.owner)) == 1
    assert not Message.objects.exists()
