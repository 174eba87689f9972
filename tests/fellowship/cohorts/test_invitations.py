"""Making, sending and withdrawing invitations; the administrator's page."""

import datetime as dt
import re

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from fellowship.cohorts.emails import announce_pairing, invitation_letters, pairing_letters
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
)
from fellowship.notifications.models import Message
from fellowship.notifications.services.rendering import address_of, words_of
from fellowship.people.models import AuditEvent, User
from tests.factories import (
    AdministratorFactory,
    CohortFactory,
    EvaluatorFactory,
    InvitationFactory,
    PairingFactory,
    PlaceFactory,
    ProgrammeFactory,
    TutorFactory,
    UserFactory,
)
from tests.factories.cohorts import days_from_today

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort():
    return CohortFactory()


@pytest.fixture
def administrator(cohort):
    return AdministratorFactory(programme=cohort.programme).person


def invite_tutor(cohort, by=None, email="tess@example.org"):
    return invite(
        by=by,
        email=email,
        given_name="Tess",
        family_name="Tutor",
        role=Role.TUTOR,
        programme=cohort.programme,
        cohort=cohort,
    )


# --- services -------------------------------------------------------------------------------


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
    invitation = send_invitation(by=None, invitation=invitation)
    assert secret_of(invitation) != first
    assert not Invitation.objects.filter(secret_digest=digest_of(first)).exists()
    assert Message.objects.count() == 2


def test_secret_depends_on_the_secret_key(cohort, settings):
    invitation = send_invitation(by=None, invitation=invite_tutor(cohort))
    before = secret_of(invitation)
    settings.SECRET_KEY = "another key altogether"
    assert secret_of(invitation) != before


def test_what_was_typed_is_kept_and_shown_until_it_is_accepted(client, cohort, administrator):
    """Typing an address must not tell whose it is, nor whether it is known."""
    known = UserFactory(email="real@example.org", given_name="Really", family_name="Knownelsewhere")
    EmailAddress.objects.create(user=known, email="tess@example.org", verified=True)
    client.force_login(administrator)
    page = reverse("invitation_new", args=[cohort.pk])
    typed = {"given_name": "Tess", "family_name": "Tutor", "email": "Tess@example.org"}
    said = client.post(page, typed | {"role": "tutor"}, follow=True).content.decode()
    assert "The invitation to Tess Tutor is on its way." in said
    message = Message.objects.get()
    assert address_of(message) == "tess@example.org"
    pages = [reverse("invitations", args=[cohort.pk]), reverse("messages"), message.get_absolute_url()]
    for address in pages:
        html = client.get(address).content.decode()
        assert "tess@example.org" in html
        assert "Knownelsewhere" not in html
        assert "real@example.org" not in html
    assert message.get_absolute_url() not in client.get(pages[1], {"to": "Knownelsewhere"}).content.decode()
    assert client.get(reverse("person", args=[known.pk])).status_code == 404

    invitation = Invitation.objects.get()
    accept(secret=secret_of(invitation), by=known)
    for address in pages:
        assert "Really Knownelsewhere" in client.get(address).content.decode()
    assert client.get(reverse("person", args=[known.pk])).status_code == 200


def test_inviting_again_after_withdrawing_keeps_what_was_typed(client, cohort, administrator):
    UserFactory(email="tess@example.org", given_name="Really", family_name="Knownelsewhere")
    chosen = revoke(by=administrator, invitation=invite_tutor(cohort))
    client.force_login(administrator)
    client.post(reverse("invitation_send", args=[cohort.pk, chosen.pk]))
    again = Invitation.objects.open().get()
    assert (again.full_name, again.email) == ("Tess Tutor", "tess@example.org")


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


# --- letters --------------------------------------------------------------------------------


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
    send_invitation(by=None, invitation=replaced)
    revoke(by=administrator, invitation=withdrawn)
    Invitation.objects.filter(pk=expired.pk).update(expires_at=timezone.now())
    assert invitation_letters(messages) == {}


@pytest.mark.parametrize("count", [1, 3])
def test_invitation_letters_take_the_same_queries_for_any_number(cohort, count, django_assert_num_queries):
    for number in range(count):
        send_invitation(by=None, invitation=invite_tutor(cohort, email=f"tutor{number}@example.org"))
    messages = list(Message.objects.all())
    with django_assert_num_queries(1):
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


# --- the administrator's page ---------------------------------------------------------------


def others(cohort):
    """Everybody who must not see the page."""
    place = PlaceFactory(cohort=cohort)
    return {
        "fellow": place.person,
        "mentor": PairingFactory(place=place).mentor,
        "tutor": TutorFactory(cohort=cohort).person,
        "evaluator": EvaluatorFactory(programme=cohort.programme).person,
        "other administrator": AdministratorFactory().person,
        "former administrator": AdministratorFactory(
            programme=cohort.programme, ends_on=timezone.localdate() - dt.timedelta(days=1)
        ).person,
        "stranger": UserFactory(),
    }


def pages(cohort, invitation):
    at = [cohort.pk, invitation.pk]
    return [
        ("get", reverse("invitations", args=[cohort.pk])),
        ("post", reverse("invitations_send", args=[cohort.pk])),
        ("get", reverse("invitation_new", args=[cohort.pk])),
        ("post", reverse("invitation_new", args=[cohort.pk])),
        ("post", reverse("invitation_send", args=at)),
        ("get", reverse("invitation_revoke", args=at)),
        ("post", reverse("invitation_revoke", args=at)),
    ]


def test_pages_exist_for_the_programmes_administrator_only(client, cohort, administrator):
    invitation = invite_tutor(cohort)
    for person in others(cohort).values():
        client.force_login(person)
        for method, address in pages(cohort, invitation):
            assert getattr(client, method)(address).status_code == 404, (person, address)
    assert not Message.objects.exists()
    client.force_login(administrator)
    for method, address in pages(cohort, invitation):
        assert getattr(client, method)(address).status_code in (200, 302)


def test_invitation_of_another_programme_cannot_be_reached_through_ones_own_cohort(
    client, cohort, administrator
):
    foreign = InvitationFactory()
    client.force_login(administrator)
    for name in ("invitation_send", "invitation_revoke"):
        assert client.post(reverse(name, args=[cohort.pk, foreign.pk])).status_code == 404
    foreign.refresh_from_db()
    assert (foreign.times_sent, foreign.revoked_at) == (0, None)


def test_page_shows_each_state(client, cohort, administrator):
    states = {}
    for name in ("unsent", "sent", "expired", "withdrawn", "accepted"):
        invitation = invite_tutor(cohort, email=f"{name}@example.org")
        states[name] = invitation if name == "unsent" else send_invitation(by=None, invitation=invitation)
    Invitation.objects.filter(pk=states["expired"].pk).update(expires_at=timezone.now())
    revoke(by=administrator, invitation=states["withdrawn"])
    accept(secret=secret_of(states["accepted"]), by=None, password="three words apart")
    client.force_login(administrator)
    page = client.get(reverse("invitations", args=[cohort.pk])).content.decode()
    rows = re.findall(r"<tr.*?</tr>", page, re.S)[1:]
    expected = {
        "unsent": "Not sent yet",
        "sent": "today",
        "expired": "Expired",
        "withdrawn": "Withdrawn",
        "accepted": "Accepted",
    }
    for name, words in expected.items():
        row = next(row for row in rows if f">{name}@example.org" in row)
        assert words in row
    assert "Send 1 invitation<" in page


def test_page_is_empty_and_says_what_to_do(client, cohort, administrator):
    client.force_login(administrator)
    assert (
        "Nobody has been invited yet" in client.get(reverse("invitations", args=[cohort.pk])).content.decode()
    )


@pytest.mark.parametrize("count", [1, 3])
def test_page_takes_the_same_queries_for_any_number(
    client, cohort, administrator, count, django_assert_num_queries
):
    for number in range(count):
        invite_tutor(cohort, email=f"tutor{number}@example.org")
    client.force_login(administrator)
    address = reverse("invitations", args=[cohort.pk])
    client.get(address)
    with django_assert_num_queries(9):
        client.get(address)


def test_page_fetches_one_page_of_rows(client, cohort, administrator):
    for number in range(55):
        invite_tutor(cohort, email=f"tutor{number}@example.org")
    client.force_login(administrator)
    page = client.get(reverse("invitations", args=[cohort.pk])).content.decode()
    assert page.count('scope="row"') == 50
    assert "?page=2" in page


def test_administrator_sends_all_from_the_page(client, cohort, administrator):
    for number in range(2):
        invite_tutor(cohort, email=f"tutor{number}@example.org")
    client.force_login(administrator)
    response = client.post(reverse("invitations_send", args=[cohort.pk]), follow=True)
    assert "2 invitations are on their way" in response.content.decode()


def test_administrator_invites_another_for_the_whole_programme(client, cohort, administrator):
    client.force_login(administrator)
    answers = {"role": "administrator", "given_name": "Al", "family_name": "Ba", "email": "al@example.org"}
    client.post(reverse("invitation_new", args=[cohort.pk]), answers)
    invitation = Invitation.objects.get(email="al@example.org")
    assert (invitation.cohort, invitation.programme, invitation.times_sent) == (None, cohort.programme, 1)
    assert invitation.invited_by == administrator


def test_administrator_invites_again_after_withdrawing(client, cohort, administrator):
    invitation = send_invitation(by=None, invitation=invite_tutor(cohort))
    client.force_login(administrator)
    at = [cohort.pk, invitation.pk]
    asked = client.get(reverse("invitation_revoke", args=at))
    assert "the link in the email stops working" in asked.content.decode()
    client.post(reverse("invitation_revoke", args=at))
    client.post(reverse("invitation_send", args=at))
    assert list(Invitation.objects.order_by("pk").values_list("times_sent", flat=True)) == [1, 1]
    assert Invitation.objects.open().count() == 1


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"role": "owner"}, "Choose one of the answers offered"),
        ({"email": "not an address"}, "Enter an email address like"),
        ({"given_name": ""}, "Enter first name"),
        ({"given_name": "a\x00b"}, "cannot be saved"),
        ({"family_name": "x" * 101}, "100 characters or fewer"),
    ],
)
def test_invite_form_with_bad_input_says_so(client, cohort, administrator, wrong, says):
    client.force_login(administrator)
    answers = {"role": "tutor", "given_name": "Al", "family_name": "Ba", "email": "al@example.org"} | wrong
    response = client.post(reverse("invitation_new", args=[cohort.pk]), answers)
    assert response.status_code == 200
    assert says in response.content.decode()
    assert not Invitation.objects.exists()


# --- the first administrator ----------------------------------------------------------------


def test_create_administrator_prints_a_link_that_works(client, capsys):
    options = {"programme": "New Fellowship", "email": "first@example.org", "given_name": "Fi"}
    call_command("create_administrator", **options, family_name="Rst")
    link = re.search(r"/join/\w+/", capsys.readouterr().out)[0]
    client.post(link, {"password": "three words apart", "password_again": "three words apart"})
    role = User.objects.get(email="first@example.org").roles.get()
    assert (role.role, role.programme.name) == (Role.ADMINISTRATOR, "New Fellowship")
    with pytest.raises(CommandError, match="has this role already"):
        call_command("create_administrator", **options, family_name="Rst")


def test_create_administrator_with_a_bad_address_makes_nothing():
    with pytest.raises(CommandError, match="valid email"):
        call_command(
            "create_administrator", programme="New", email="nonsense", given_name="A", family_name="B"
        )
    assert not Invitation.objects.exists()


def test_programme_invitations_of_two_programmes_do_not_meet():
    person = UserFactory()
    made = [
        invite(by=None, person=person, role=Role.EVALUATOR, programme=ProgrammeFactory())
        for _time in range(2)
    ]
    assert made[0] != made[1]
