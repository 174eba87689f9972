"""Pages about one's own way of signing in: passwords, addresses, the second step, sessions."""

import re

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client

from fellowship.notifications.models import Message
from tests.factories import UserFactory
from tests.factories.people import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(client):
    user = UserFactory(given_name="Ada", family_name="O’Neill & Sons")
    client.force_login(user)
    return user


def confirm_it_is_me(client):
    assert client.post("/account/reauthenticate/", {"password": PASSWORD}).status_code == 302


def code_for(secret):
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def secret_shown(response):
    return re.search(r'<strong class="nhsuk-u-text-break-word">(\w+)</strong>', response.content.decode())[1]


def add_app(client):
    page = client.get("/account/2fa/totp/activate/")
    return client.post("/account/2fa/totp/activate/", {"code": code_for(secret_shown(page))})


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/you/", "You and your account"),
        ("/account/password/change/", "Change your password"),
        ("/account/email/", "Your email addresses"),
        ("/account/reauthenticate/", "Confirm that it is you"),
        ("/account/2fa/", "The second step of signing in"),
        ("/account/2fa/webauthn/", "You have no passkey yet"),
        ("/account/sessions/", "Where you are signed in"),
        ("/account/logout/", "Sign out"),
        ("/you/second-step/", "It takes about 2 minutes"),
    ],
)
def test_page_is_ours(client, user, path, says):
    response = client.get(path)
    assert response.status_code == 200
    assert says in response.content.decode()
    assert "nhsuk-main-wrapper" in response.content.decode()


@pytest.mark.parametrize("path", ["/account/2fa/totp/activate/", "/account/2fa/webauthn/add/"])
def test_adding_a_second_step_asks_for_the_password_first(client, user, path):
    response = client.get(path, follow=True)
    assert "Confirm that it is you" in response.content.decode()


def test_app_is_added_shown_and_used_at_the_next_sign_in(client, user, django_capture_on_commit_callbacks):
    confirm_it_is_me(client)
    with django_capture_on_commit_callbacks(execute=True):
        response = add_app(client)
    assert response.url == "/account/2fa/recovery-codes/"
    codes = re.findall(r"<li><strong>(\w+)</strong></li>", client.get(response.url).content.decode())
    assert len(codes) == 10
    file = client.get("/account/2fa/recovery-codes/download/")
    assert all(code in file.content.decode() for code in codes)
    assert "You use an app" in client.get("/account/2fa/").content.decode()
    assert "An authenticator app was added" in Message.objects.values_list("subject", flat=True)
    assert codes[0] not in "".join(Message.objects.values_list("text", flat=True))
    kept = Authenticator.objects.get(type=Authenticator.Type.TOTP)
    assert kept.data["secret"] != get_adapter().decrypt(kept.data["secret"])

    elsewhere = Client()
    first = elsewhere.post("/account/login/", {"login": user.email, "password": PASSWORD})
    assert first.url == "/account/2fa/authenticate/"
    page = elsewhere.get(first.url).content.decode()
    assert "Your password was right" in page
    assert "_auth_user_id" not in elsewhere.session
    wrong = elsewhere.post(first.url, {"code": "000000"})
    assert "That code is not right" in wrong.content.decode()
    elsewhere.post(first.url, {"code": codes[0]})
    assert "_auth_user_id" in elsewhere.session

    again = Client()
    again.post("/account/login/", {"login": user.email, "password": PASSWORD})
    again.post(first.url, {"code": codes[0]})
    assert "_auth_user_id" not in again.session


def test_app_with_wrong_code_is_not_added(client, user):
    confirm_it_is_me(client)
    client.get("/account/2fa/totp/activate/")
    response = client.post("/account/2fa/totp/activate/", {"code": "12"})
    assert "There is a problem" in response.content.decode()
    assert not Authenticator.objects.exists()


def test_app_is_removed_after_asking(client, user):
    confirm_it_is_me(client)
    add_app(client)
    page = client.get("/account/2fa/totp/deactivate/").content.decode()
    assert "its codes do not let you in any more" in page
    client.post("/account/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(type=Authenticator.Type.TOTP).exists()


def test_new_recovery_codes_replace_the_old(client, user):
    confirm_it_is_me(client)
    add_app(client)
    before = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES).wrap().get_unused_codes()
    assert "codes you kept before" in client.get("/account/2fa/recovery-codes/generate/").content.decode()
    client.post("/account/2fa/recovery-codes/generate/")
    after = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES).wrap().get_unused_codes()
    assert not set(before) & set(after)


def test_wrong_password_when_confirming_is_said(client, user):
    response = client.post("/account/reauthenticate/", {"password": "wrong password entirely"})
    assert "That is not your password" in response.content.decode()


def test_passkey_pages_of_another_person_are_not_found(client, user):
    other = Authenticator.objects.create(
        user=UserFactory(), type=Authenticator.Type.WEBAUTHN, data={"name": "Phone", "credential": {}}
    )
    confirm_it_is_me(client)
    for act in ("edit", "remove"):
        assert client.get(f"/account/2fa/webauthn/keys/{other.pk}/{act}/").status_code == 404


def test_password_change_needs_the_present_one(client, user):
    new = "three words apart"
    answers = {"oldpassword": "not mine at all", "password1": new, "password2": new}
    response = client.post("/account/password/change/", answers)
    assert "That is not your current password" in response.content.decode()
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_password_like_the_name_is_refused(client, user):
    answers = {"oldpassword": PASSWORD, "password1": user.email, "password2": user.email}
    response = client.post("/account/password/change/", answers)
    assert "too similar" in response.content.decode()


def test_main_address_cannot_be_removed(client, user):
    confirm_it_is_me(client)
    response = client.post("/account/email/", {"action_remove": "yes", "email": user.email}, follow=True)
    assert f"{user.email} is your main address" in response.content.decode()


def test_sessions_lists_them_and_signs_out_elsewhere(client, user):
    elsewhere = Client()
    elsewhere.force_login(user)
    elsewhere.get("/you/", headers={"user-agent": "Mozilla/5.0 (iPhone; CPU) Version/17 Mobile Safari/604"})
    client.get("/you/", headers={"user-agent": "Mosaic 2"})
    page = client.get("/account/sessions/").content.decode()
    assert "Safari on iPhone" in page
    assert "Mosaic 2" in page
    client.post("/account/sessions/")
    assert elsewhere.get("/you/").status_code == 302
    assert client.get("/you/").status_code == 200


def test_totp_label_names_the_product(user):
    assert "issuer=Balcony" in get_adapter().build_totp_url(user, "SECRET")
