"""The letters of this room: invitations, and who was paired with whom."""

import pytest
from django.urls import reverse
from django.utils import timezone

from fellowship.cohorts.emails import announce_pairing, invitation_letters, pairing_letters
from fellowship.cohorts.invitation_links import secret_of
from fellowship.cohorts.models import Invitation
from fellowship.cohorts.services.invitations import (
    revoke,
    send_invitation,
)
from fellowship.notifications.models import Message
from fellowship.notifications.services.rendering import words_of
from tests.factories import (
    PairingFactory,
)
from tests.factories.cohorts import days_from_today
from tests.fellowship.cohorts.inviting import invite_tutor, long_ago

pytestmark = pytest.mark.django_db


def test_invitation_letter_holds_the_link_that_works(cohort, administrator, settings):
    invitation = send_invitation(by=administrator, invitation=invite_tutor(cohort, by=administrator))
    message = Message.objects.select_related("person").get()
    words = words_of(message, invitation_letters([message])[message.pk])
    link = settings.SITE_URL + reverse("join", args=[secret_of(invitation)])
    assert link in words.text
    assert link in words.html
    assert administrator.full_name in words.text
    assert cohort.programme.name in words.subject


def test_invitation_letter_is_not_needed_once_replaced_withdrawn_or_expired(cohort, administrator):
    replaced, withdrawn, expired = (
        send_invitation(by=None, invitation=invite_tutor(cohort, email=f"tutor{number}@example.org"))
        for number in range(3)
    )
    messages = list(Message.objects.all())
    send_invitation(by=None, invitation=long_ago(replaced))
    revoke(by=administrator, invitation=withdrawn)
    Invitation.objects.filter(pk=expired.pk).update(expires_at=timezone.now())
    assert invitation_letters(messages) == {}


@pytest.mark.parametrize("count", [1, 3])
def test_invitation_letters_take_the_same_queries_for_any_number(cohort, count, django_assert_num_queries):
    for number in range(count):
        send_invitation(by=None, invitation=invite_tutor(cohort, email=f"tutor{number}@example.org"))
    messages = list(Message.objects.all())
    with django_assert_num_queries(2):
        assert len(invitation_letters(messages)) == count


def test_pairing_is_told_to_both_in_their_own_words():
    pairing = PairingFactory()
    announce_pairing(pairing)
    announce_pairing(pairing)
    messages = list(Message.objects.select_related("person"))
    letters = pairing_letters(messages)
    subjects = {message.person: words_of(message, letters[message.pk]).subject for message in messages}
    assert subjects == {
        pairing.mentor: f"{pairing.place.person} is your fellow",
        pairing.place.person: f"{pairing.mentor} is your mentor",
    }


def test_pairing_that_is_over_is_not_told():
    ended, left = PairingFactory(), PairingFactory(place__status="withdrawn")
    for pairing in (ended, left):
        announce_pairing(pairing)
    type(ended).objects.filter(pk=ended.pk).update(ends_on=days_from_today(-1))
    assert pairing_letters(list(Message.objects.all())) == {}
