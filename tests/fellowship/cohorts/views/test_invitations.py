"""The administrator's page of invitations."""

import datetime as dt
import re

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse
from django.utils import timezone

from fellowship.cohorts.invitation_links import secret_of
from fellowship.cohorts.models import Invitation
from fellowship.cohorts.services.invitations import (
    accept,
    revoke,
    send_invitation,
)
from fellowship.notifications.models import Message
from fellowship.notifications.services.rendering import address_of
from tests.factories import (
    AdministratorFactory,
    EvaluatorFactory,
    InvitationFactory,
    PairingFactory,
    PlaceFactory,
    TutorFactory,
    UserFactory,
)
from tests.fellowship.cohorts.inviting import invite_tutor

pytestmark = pytest.mark.django_db


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
    with django_assert_num_queries(10):
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
