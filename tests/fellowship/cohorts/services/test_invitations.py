"""Making, sending and withdrawing invitations."""

import datetime as dt
import threading

import pytest
from django.db import IntegrityError, connections, transaction

from fellowship.cohorts.emails import invitation_letters
from fellowship.cohorts.invitation_links import digest_of, secret_of
from fellowship.cohorts.models import Invitation
from fellowship.cohorts.permissions import Role
from fellowship.cohorts.services.invitations import (
    CannotInvite,
    accept,
    invite,
    revoke,
    send_all,
    send_invitation,
    unsent,
)
from fellowship.notifications.models import Message
from fellowship.people.models import AuditEvent, User
from tests.factories import (
    InvitationFactory,
    ProgrammeFactory,
    TutorFactory,
    UserFactory,
)
from tests.fellowship.cohorts.inviting import invite_tutor, long_ago

pytestmark = pytest.mark.django_db


def test_invite_makes_a_person_who_cannot_sign_in_yet(cohort):
    invitation = invite_tutor(cohort)
    assert invitation.person.full_name == "Tess Tutor"
    assert not invitation.person.has_usable_password()
    assert invitation.sent_at is None
    assert not Message.objects.exists()


def test_invite_finds_the_person_whatever_the_capitals(cohort):
    person = UserFactory(email="tess@example.org")
    assert invite_tutor(cohort, email="Tess@Example.org").person == person
    assert User.objects.count() == 1


def test_invite_twice_is_one_open_invitation(cohort):
    assert invite_tutor(cohort) == invite_tutor(cohort)
    invitation = Invitation.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        InvitationFactory(
            person=invitation.person, role=Role.TUTOR, programme=cohort.programme, cohort=cohort
        )


def test_invite_to_a_role_held_already_is_refused(cohort):
    tutor = TutorFactory(cohort=cohort).person
    with pytest.raises(CannotInvite, match="has this role already"):
        invite_tutor(cohort, email=tutor.email)


def test_send_keeps_only_a_digest_of_the_secret(cohort):
    invitation = send_invitation(by=None, invitation=invite_tutor(cohort))
    secret = secret_of(invitation)
    assert invitation.secret_digest == digest_of(secret)
    stored = Message.objects.values().get() | Invitation.objects.values().get()
    assert secret not in repr(stored) + repr(list(AuditEvent.objects.values()))
    assert invitation.expires_at - invitation.sent_at == dt.timedelta(days=14)


def test_send_again_makes_the_earlier_link_useless(cohort):
    invitation = send_invitation(by=None, invitation=invite_tutor(cohort))
    first = secret_of(invitation)
    invitation = send_invitation(by=None, invitation=long_ago(invitation))
    assert secret_of(invitation) != first
    assert not Invitation.objects.filter(secret_digest=digest_of(first)).exists()
    assert Message.objects.count() == 2


def test_send_pressed_twice_is_sent_once_and_the_first_link_works(cohort):
    invitation = send_invitation(by=None, invitation=invite_tutor(cohort))
    first = secret_of(invitation)
    again = send_invitation(by=None, invitation=invite_tutor(cohort))
    assert (secret_of(again), again.times_sent) == (first, 1)
    assert Message.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_send_pressed_twice_at_the_same_moment_is_sent_once(cohort):
    invitation = invite_tutor(cohort)
    together = threading.Barrier(2)

    def press():
        together.wait()
        send_invitation(by=None, invitation=invitation)
        connections.close_all()

    presses = [threading.Thread(target=press) for _time in range(2)]
    for one in presses:
        one.start()
    for one in presses:
        one.join()
    assert Message.objects.count() == 1
    invitation.refresh_from_db()
    assert invitation.times_sent == 1


def test_secret_depends_on_the_secret_key(cohort, settings):
    invitation = send_invitation(by=None, invitation=invite_tutor(cohort))
    before = secret_of(invitation)
    settings.SECRET_KEY = "another key altogether"
    assert secret_of(invitation) != before


def test_send_of_an_accepted_or_withdrawn_invitation_is_refused(cohort, administrator):
    invitation = send_invitation(by=None, invitation=invite_tutor(cohort))
    accept(secret=secret_of(invitation), by=None, password="three words apart")
    with pytest.raises(CannotInvite):
        send_invitation(by=administrator, invitation=invitation)
    with pytest.raises(CannotInvite):
        revoke(by=administrator, invitation=invitation)


def test_send_all_sends_what_was_never_sent_once(cohort, administrator):
    for number in range(3):
        invite_tutor(cohort, email=f"tutor{number}@example.org")
    send_invitation(by=None, invitation=Invitation.objects.first())
    assert send_all(by=administrator, cohort=cohort) == 2
    assert send_all(by=administrator, cohort=cohort) == 0
    assert Message.objects.filter(kind="invitation").count() == 3


def test_what_happened_is_audited(cohort, administrator):
    invitation = send_invitation(by=administrator, invitation=invite_tutor(cohort, by=administrator))
    accept(secret=secret_of(invitation), by=None, password="three words apart")
    acts = AuditEvent.objects.order_by("pk").values_list("act", flat=True)
    assert list(acts) == [
        "person added",
        "invited",
        "invitation sent",
        "account opened",
        "role given",
        "invitation accepted",
    ]


def test_programme_invitations_of_two_programmes_do_not_meet():
    person = UserFactory()
    made = [
        invite(by=None, person=person, role=Role.EVALUATOR, programme=ProgrammeFactory())
        for _time in range(2)
    ]
    assert made[0] != made[1]


@pytest.fixture
def both(cohort) -> list[Invitation]:
    """Somebody is a fellow and a mentor of one cohort, as a spreadsheet may have it."""
    roles, email = (Role.FELLOW, Role.MENTOR), "bob@example.org"
    return [
        invite(by=None, role=role, programme=cohort.programme, cohort=cohort, email=email) for role in roles
    ]


def test_two_roles_are_one_email_and_one_acceptance(cohort, both, administrator):
    InvitationFactory(cohort=cohort, programme=cohort.programme, role=Role.FELLOW)
    assert unsent(cohort).count() == 2
    assert send_all(by=administrator, cohort=cohort) == 2
    assert Message.objects.filter(kind="invitation").count() == 2
    assert unsent(cohort).count() == 0
    assert send_all(by=administrator, cohort=cohort) == 0

    message = Message.objects.get(person=both[0].person)
    letter = invitation_letters([message])[message.pk]
    assert [str(role) for role in letter.context["roles"]] == ["Fellow", "Mentor"]
    first = Invitation.objects.get(pk=both[0].pk)
    accept(secret=secret_of(first), by=None, password="a long good password")
    assert Invitation.objects.filter(person=both[0].person, accepted_at=None).count() == 0
    assert AuditEvent.objects.filter(act="invitation accepted").count() == 2


def test_accepting_leaves_what_was_offered_elsewhere_or_to_another_address(cohort, both, administrator):
    person = both[0].person
    elsewhere = InvitationFactory(
        person=person, email=person.email, programme=ProgrammeFactory(), cohort=None
    )
    other_address = InvitationFactory(
        person=person,
        email="bob.other@example.org",
        programme=cohort.programme,
        cohort=cohort,
        role=Role.TUTOR,
    )
    sent = send_invitation(by=administrator, invitation=both[1])
    accept(secret=secret_of(sent), by=None, password="a long good password")
    assert set(Invitation.objects.open()) == {elsewhere, other_address}
    assert not person.roles.exists()
