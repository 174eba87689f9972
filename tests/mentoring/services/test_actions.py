"""Agreed actions: who sees and settles them, and what happens when two press at once."""

import datetime as dt
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from challenges.services.stale import Stale
from fellowship.cohorts.models.pairing import PairingKind
from fellowship.lib.workflows import NotPossible
from mentoring.models import Action
from mentoring.services.actions import (
    agree_action,
    change_action,
    note_own_action,
    open_actions_of,
    settle_action,
)
from tests.factories import PairingFactory, UserFactory
from tests.factories.cohorts import days_from_today
from tests.factories.sessions import (
    ActionFactory,
    LearningSetFactory,
    SessionFactory,
    SetMeetingFactory,
    SetMemberFactory,
    pairing_of,
)

pytestmark = pytest.mark.django_db


def of_a_set(for_mentor: bool) -> tuple[Action, object]:
    """A member's own action, and the member's mentor."""
    pairing = pairing_of()
    learning_set = LearningSetFactory(cohort=pairing.place.cohort)
    SetMemberFactory(learning_set=learning_set, place=pairing.place)
    meeting = SetMeetingFactory(learning_set=learning_set)
    action = note_own_action(
        meeting=meeting,
        words="Ask my own team",
        due_on=days_from_today(3),
        for_mentor=for_mentor,
        form_id=uuid.uuid4(),
        by=pairing.place.person,
    )
    return action, pairing.mentor


def test_the_same_form_makes_one_action():
    session, form_id = SessionFactory(held=True), uuid.uuid4()
    words = {"words": "Ask", "owner": session.fellow, "due_on": days_from_today(3)}
    first, second = (
        agree_action(session=session, form_id=form_id, by=session.fellow, **words) for _press in range(2)
    )
    assert first == second


def test_an_action_is_for_one_of_the_two():
    session = SessionFactory(held=True)
    with pytest.raises(NotPossible):
        agree_action(
            session=session,
            words="Ask",
            owner=UserFactory(),
            due_on=days_from_today(3),
            form_id=uuid.uuid4(),
            by=session.fellow,
        )


def test_both_see_and_settle_it_and_only_its_owner_has_it_to_do():
    action = ActionFactory()
    fellow, mentor = action.owner, action.session.pairing.mentor
    assert [open_actions_of(person).count() for person in (fellow, mentor)] == [1, 0]
    done = settle_action(action=action, act="done", by=mentor)
    assert (done.status, done.settled_at is not None) == ("done", True)
    assert settle_action(action=action, act="done", by=fellow).version == done.version
    with pytest.raises(NotPossible):
        settle_action(action=action, act="drop", by=fellow)
    assert settle_action(action=action, act="reopen", by=fellow).settled_at is None


def test_a_stale_form_does_not_overwrite():
    action = ActionFactory()
    words = {"due_on": action.due_on, "by": action.owner}
    change_action(action=action, words="Ask nights", version=1, **words)
    with pytest.raises(Stale):
        change_action(action=action, words="Ask days", version=1, **words)


def test_somebody_else_cannot_settle():
    action = ActionFactory()
    for person in (UserFactory(), pairing_of(action.session.pairing.place.challenge, kind="second").mentor):
        with pytest.raises(PermissionDenied):
            settle_action(action=action, act="done", by=person)


@pytest.mark.parametrize(("for_mentor", "seen"), [(False, 0), (True, 1)])
def test_an_own_action_of_a_set_is_seen_by_the_mentor_only_when_ticked(for_mentor, seen):
    action, mentor = of_a_set(for_mentor)
    facilitator = action.meeting.learning_set.facilitator
    assert Action.objects.visible_to(mentor).count() == seen
    assert not Action.objects.visible_to(facilitator).exists()
    with pytest.raises(PermissionDenied):
        settle_action(action=action, act="done", by=mentor)


def test_a_later_mentor_sees_no_ticked_action_from_before():
    action, mentor = of_a_set(for_mentor=True)
    place = action.meeting.learning_set.members.get()
    later = PairingFactory(place=place, kind=PairingKind.SECOND, starts_on=days_from_today(0)).mentor
    elsewhere = PairingFactory(place__person=place.person, starts_on=days_from_today(-30)).mentor
    Action.objects.update(made_at=timezone.now() - dt.timedelta(days=2))
    place.pairings.filter(mentor=mentor).update(starts_on=days_from_today(-9))

    assert Action.objects.visible_to(mentor).exists()
    assert not Action.objects.visible_to(later).exists()
    assert not Action.objects.visible_to(elsewhere).exists()


def test_who_is_in_no_set_notes_nothing_there():
    meeting = SetMeetingFactory()
    with pytest.raises(PermissionDenied):
        note_own_action(
            meeting=meeting,
            words="Ask",
            due_on=days_from_today(3),
            for_mentor=False,
            form_id=uuid.uuid4(),
            by=meeting.learning_set.facilitator,
        )
