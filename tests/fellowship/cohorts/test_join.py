"""The page behind an invitation's link."""

import datetime as dt
import threading

import pytest
from allauth.account.models import EmailAddress
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from fellowship.cohorts.invitation_links import secret_of
from fellowship.cohorts.models import Invitation, RoleAssignment
from fellowship.cohorts.permissions import Role
from fellowship.cohorts.services.invitations import invite, revoke, send_invitation
from fellowship.people.models import User
from tests.factories import CohortFactory, PlaceFactory, ProgrammeFactory, UserFactory
from tests.fellowship.cohorts.inviting import long_ago

NEW = {"password": "three words apart", "password_again": "three words apart"}
NO_USE = "This invitation link cannot be used"


def invited(role=Role.TUTOR, person=None, **more):
    """A sent invitation; the person has no account unless given."""
    cohort = CohortFactory(**more)
    invitation = invite(
        by=UserFactory(given_name="Grace", family_name="Inviter"),
        person=person,
        email="new.person@example.org",
        given_name="Nia",
        family_name="Newcomer",
        role=role,
        programme=cohort.programme,
        cohort=cohort if role in (Role.TUTOR, Role.FELLOW) else None,
    )
    return send_invitation(by=None, invitation=invitation)


def link(invitation):
    return reverse("join", args=[secret_of(invitation)])


def later(invitation, **fields):
    Invitation.objects.filter(pk=invitation.pk).update(**fields)


@pytest.mark.django_db
def test_join_says_who_invites_to_what_and_until_when(client):
    invitation = invited()
    page = client.get(link(invitation)).content.decode()
    for words in ("Grace Inviter", "Nia Newcomer", "Tutor", invitation.cohort.name, "new.person@example.org"):
        assert words in page
    assert f"{timezone.localtime(invitation.expires_at):%-d %B %Y}" in page


@pytest.mark.django_db
def test_join_opened_by_a_scanner_changes_nothing(client):
    invitation = invited()
    for _time in range(3):
        assert client.get(link(invitation)).status_code == 200
        assert client.head(link(invitation)).status_code == 200
    invitation.refresh_from_db()
    assert invitation.accepted_at is None
    assert not RoleAssignment.objects.filter(person=invitation.person).exists()
    assert client.post(link(invitation), NEW).status_code == 302


@pytest.mark.django_db
def test_join_opens_an_account_with_confirmed_address_and_role(client):
    invitation = invited()
    assert not invitation.person.has_usable_password()
    response = client.post(link(invitation), NEW)
    assert response.url == reverse("home")
    assert int(client.session["_auth_user_id"]) == invitation.person_id
    person = User.objects.get(pk=invitation.person_id)
    assert person.check_password(NEW["password"])
    address = EmailAddress.objects.get(user=person)
    assert (address.email, address.verified, address.primary) == ("new.person@example.org", True, True)
    role = RoleAssignment.objects.get(person=person)
    assert (role.role, role.cohort, role.starts_on) == (Role.TUTOR, invitation.cohort, timezone.localdate())
    other = Client()
    assert (
        other.post("/account/login/", {"login": person.email, "password": NEW["password"]}).status_code == 302
    )


@pytest.mark.django_db
def test_join_as_fellow_opens_the_account_and_gives_no_further_role(client):
    person = UserFactory(password=False, address=False)
    person.set_unusable_password()
    person.save()
    invitation = invited(role=Role.FELLOW, person=person)
    PlaceFactory(person=person, cohort=invitation.cohort)
    client.post(link(invitation), NEW)
    assert int(client.session["_auth_user_id"]) == person.pk
    assert not RoleAssignment.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({}, "Enter a password"),
        ({"password": "short", "password_again": "short"}, "too short"),
        ({"password": "password1234", "password_again": "password1234"}, "too common"),
        ({"password": "new.person@example.org", "password_again": "new.person@example.org"}, "too similar"),
        ({"password": "three words apart", "password_again": "three other words"}, "are not the same"),
        ({"password": "a\x00bcdefghijklmn", "password_again": "a\x00bcdefghijklmn"}, "cannot be saved"),
        ({"password": "x" * 100_000, "password_again": "x" * 100_000}, "1000 characters or fewer"),
    ],
)
def test_join_with_a_bad_password_says_what_is_wrong(client, answers, says):
    invitation = invited()
    response = client.post(link(invitation), answers)
    assert response.status_code == 200
    assert says in response.content.decode()
    invitation.refresh_from_db()
    assert invitation.accepted_at is None


@pytest.mark.django_db
def test_join_with_an_account_asks_to_sign_in_first(client):
    person = UserFactory()
    invitation = invited(person=person)
    here = link(invitation)
    page = client.get(here).content.decode()
    assert f'href="/account/login/?next={here}"' in page
    assert 'type="password"' not in page
    assert client.post(here, NEW).url == here
    assert not RoleAssignment.objects.filter(person=person).exists()

    client.force_login(person)
    assert "Accept the invitation" in client.get(here).content.decode()
    assert client.post(here).url == reverse("home")
    assert RoleAssignment.objects.get(person=person).role == Role.TUTOR
    person.refresh_from_db()
    assert not person.check_password(NEW["password"])


@pytest.mark.django_db
def test_join_as_somebody_else_offers_to_sign_out(client):
    invitation = invited()
    client.force_login(UserFactory())
    here = link(invitation)
    assert "sign out first" in client.get(here).content.decode()
    assert client.post(here, NEW).url == here
    invitation.refresh_from_db()
    assert invitation.accepted_at is None
    assert client.post("/account/logout/", {"next": here}).url == here


@pytest.mark.django_db
def test_join_links_without_use_all_show_one_page(client):
    expired, withdrawn, used, replaced = (
        send_invitation(
            by=None,
            invitation=invite(
                by=None,
                email=f"person{number}@example.org",
                given_name="Secretive",
                family_name="Name",
                role=Role.EVALUATOR,
                programme=ProgrammeFactory(),
            ),
        )
        for number in range(4)
    )
    links = [link(invitation) for invitation in (expired, withdrawn, used, replaced)]
    later(expired, expires_at=timezone.now() - dt.timedelta(seconds=1))
    revoke(by=UserFactory(), invitation=withdrawn)
    Client().post(links[2], NEW)
    send_invitation(by=None, invitation=long_ago(replaced))
    for address in [*links, "/join/unknown/", "/join/%00/", f"/join/{'x' * 5000}/"]:
        for response in (client.get(address), client.post(address, NEW | {"password": "other words here"})):
            page = response.content.decode()
            if response.status_code == 200:  # the form again: not for a link that was used up
                pytest.fail(f"{address} still asks for a password")
            assert response.status_code == 410
            assert NO_USE in page
            assert "Secretive" not in page


@pytest.mark.django_db
def test_join_of_a_closed_account_is_refused(client):
    person = UserFactory(is_active=False)
    invitation = invited(person=person)
    client.post(link(invitation), NEW)
    invitation.refresh_from_db()
    assert invitation.accepted_at is None


@pytest.mark.django_db
def test_join_with_an_address_that_belongs_to_another_account_takes_nothing_over(client):
    invitation = invited()
    owner = UserFactory()
    EmailAddress.objects.create(user=owner, email=invitation.email, verified=True)
    assert client.post(link(invitation), NEW).status_code == 410
    invitation.refresh_from_db()
    assert invitation.accepted_at is None
    assert EmailAddress.objects.get(email=invitation.email).user == owner


@pytest.mark.django_db
def test_join_after_the_address_went_to_somebody_else_is_refused(client):
    invitation = invited()
    User.objects.filter(pk=invitation.person_id).update(email="corrected@example.org")
    UserFactory(email=invitation.email, address=False)
    assert client.post(link(invitation), NEW).status_code == 410


@pytest.mark.django_db
def test_join_pressed_twice_by_the_same_person_is_welcome_once(client):
    invitation = invited()
    client.post(link(invitation), NEW)
    assert client.post(link(invitation), NEW).url == reverse("home")
    assert RoleAssignment.objects.filter(person=invitation.person).count() == 1


@pytest.mark.django_db
def test_join_used_link_does_not_sign_in_later(client):
    invitation = invited()
    Client().post(link(invitation), NEW)
    later(invitation, accepted_at=timezone.now() - dt.timedelta(minutes=5))
    assert client.post(link(invitation), NEW).status_code == 410
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db(transaction=True)
def test_join_pressed_twice_at_the_same_moment_is_one_acceptance():
    invitation = invited()
    answers = []
    together = threading.Barrier(2)

    def press():
        client = Client()
        together.wait()
        answers.append(client.post(link(invitation), NEW))
        connections.close_all()

    presses = [threading.Thread(target=press) for _time in range(2)]
    for one in presses:
        one.start()
    for one in presses:
        one.join()
    assert [answer.url for answer in answers] == [reverse("home")] * 2
    assert RoleAssignment.objects.filter(person=invitation.person).count() == 1
    assert EmailAddress.objects.filter(user=invitation.person).count() == 1
