import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from fellowship.cohorts.second_factor import CHECKED_AT, SECONDS_BETWEEN_CHECKS
from tests.factories import AdministratorFactory, TutorFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _required(settings):
    settings.MFA_REQUIRED_FOR_ADMINISTRATORS = True


def add_passkey(user):
    return Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={})


def test_administrator_without_second_step_is_sent_to_the_page_that_says_why(client):
    client.force_login(AdministratorFactory().person)
    for address in ("/you/", "/messages/", "/"):
        assert client.get(address).url == reverse("second_factor_needed")
    assert "A password alone is not enough" in client.get("/you/second-step/").content.decode()


def test_administrator_without_second_step_can_add_one_and_sign_out(client):
    client.force_login(AdministratorFactory().person)
    for address in ("/account/2fa/", "/account/reauthenticate/", "/account/logout/"):
        assert client.get(address).status_code == 200
    for address in ("/account/2fa/totp/activate/", "/account/2fa/webauthn/add/"):
        assert "reauthenticate" in client.get(address).url


def test_script_gets_403_and_no_redirect(client):
    client.force_login(AdministratorFactory().person)
    assert client.post("/you/", headers={"Accept": "application/json"}).status_code == 403


def test_administrator_with_second_step_goes_on(client):
    user = AdministratorFactory().person
    add_passkey(user)
    client.force_login(user)
    assert client.get("/you/").status_code == 200


def test_recovery_codes_alone_are_no_second_step(client):
    user = AdministratorFactory().person
    Authenticator.objects.create(user=user, type=Authenticator.Type.RECOVERY_CODES, data={})
    client.force_login(user)
    assert client.get("/you/").status_code == 302


def test_others_go_on_without_a_second_step(client):
    for user in (UserFactory(), TutorFactory().person):
        client.force_login(user)
        assert client.get("/you/").status_code == 200


def test_answer_is_remembered_for_minutes_only(client, django_assert_num_queries):
    user = AdministratorFactory().person
    passkey = add_passkey(user)
    client.force_login(user)
    client.get("/you/")
    passkey.delete()
    assert client.get("/you/").status_code == 200
    session = client.session
    session[CHECKED_AT] = (user.pk, session[CHECKED_AT][1] - SECONDS_BETWEEN_CHECKS)
    session.save()
    assert client.get("/you/").status_code == 302


def test_answer_for_one_person_is_not_used_for_the_next_in_the_browser(client):
    client.force_login(UserFactory())
    client.get("/you/")
    client.force_login(AdministratorFactory().person)
    assert client.get("/you/").status_code == 302


def test_switched_off_by_setting(client, settings):
    settings.MFA_REQUIRED_FOR_ADMINISTRATORS = False
    client.force_login(AdministratorFactory().person)
    assert client.get("/you/").status_code == 200
