"""Signing in with a password, and everything somebody who is not signed in can see."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse
from django.utils import timezone

from fellowship.notifications.models import Message
from tests.factories import UserFactory
from tests.factories.people import PASSWORD

pytestmark = pytest.mark.django_db
SIGN_IN = "/account/login/"
RESET = "/account/password/reset/"


def sign_in(client, email, password=PASSWORD, **more):
    return client.post(SIGN_IN, {"login": email, "password": password, **more})


def sign_in_surely(client, email):
    """With the password given again, as changing addresses asks for."""
    sign_in(client, email)
    client.post("/account/reauthenticate/", {"password": PASSWORD})


def visible_words(response):
    """A page without what differs on every load."""
    html = response.content.decode()
    html = re.sub(r"<script.*?</script>", "", html, flags=re.S)
    return re.sub(r'(value|nonce)="[^"]*"', "", html)


@pytest.mark.parametrize(
    ("path", "says"),
    [
        (SIGN_IN, "Sign in with a passkey"),
        ("/account/signup/", "Accounts are by invitation"),
        ("/account/inactive/", "Your account is closed"),
        (RESET, "Send me the link"),
        ("/account/password/reset/done/", "If there is an account"),
        ("/account/password/reset/key/done/", "Your new password is saved"),
        ("/account/password/reset/key/1-nonsense/", "This link cannot be used"),
        ("/account/confirm-email/", "Confirm your email address first"),
        ("/account/confirm-email/nonsense/", "This link cannot be used"),
    ],
)
def test_page_without_sign_in_is_ours(client, path, says):
    response = client.get(path)
    assert response.status_code == 200
    assert says in response.content.decode()
    assert "nhsuk-main-wrapper" in response.content.decode()


def test_sign_in_with_password_goes_where_one_wanted_to(client):
    user = UserFactory()
    response = sign_in(client, user.email, next="/you/")
    assert (response.status_code, response.url) == (302, "/you/")
    assert int(client.session["_auth_user_id"]) == user.pk


def test_sign_in_never_leads_to_another_site(client):
    response = sign_in(client, UserFactory().email, next="https://elsewhere.example/")
    assert response.url == reverse("home")


def test_sign_in_with_second_confirmed_address_works(client):
    user = UserFactory()
    EmailAddress.objects.create(user=user, email="second@example.org", verified=True)
    assert sign_in(client, "Second@Example.org").status_code == 302


def test_sign_in_with_wrong_password_and_with_unknown_address_look_the_same(client):
    user = UserFactory()
    known = sign_in(client, user.email, "wrong password entirely")
    unknown = sign_in(client, "nobody.here@example.org", "wrong password entirely")
    assert known.status_code == unknown.status_code == 200
    assert "is wrong. Check both" in known.content.decode()
    assert visible_words(known) == visible_words(unknown)


def test_sign_in_of_a_person_not_yet_accepted_looks_like_unknown(client):
    waiting = UserFactory(password=False, address=False)
    waiting.set_unusable_password()
    waiting.save()
    assert visible_words(sign_in(client, waiting.email)) == visible_words(sign_in(client, "x@example.org"))


def test_sign_in_of_closed_account_is_refused(client):
    user = UserFactory(is_active=False)
    response = client.post(SIGN_IN, {"login": user.email, "password": PASSWORD}, follow=True)
    assert "_auth_user_id" not in client.session
    assert response.status_code == 200


def test_sign_in_is_stopped_after_five_wrong_passwords(client):
    user = UserFactory()
    for _time in range(5):
        sign_in(client, user.email, "wrong password entirely")
    response = sign_in(client, user.email)
    assert "too many attempts" in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_many_requests_from_one_place_get_a_readable_429(client):
    for number in range(21):
        response = client.post(RESET, {"email": f"somebody{number}@example.org"})
    assert response.status_code == 429
    assert "That was too often" in response.content.decode()


def test_password_reset_answers_alike_for_known_and_unknown(client, django_assert_max_num_queries):
    user = UserFactory()
    answers = [client.post(RESET, {"email": email}) for email in (user.email, "nobody@example.org")]
    assert [(answer.status_code, answer.url) for answer in answers] == [(302, RESET + "done/")] * 2
    pages = [client.get(answer.url) for answer in answers]
    assert visible_words(pages[0]) == visible_words(pages[1])
    assert list(Message.objects.values_list("person", flat=True)) == [user.pk]


def test_password_reset_by_link_from_the_message(client):
    user = UserFactory()
    client.post(RESET, {"email": user.email})
    message = Message.objects.get()
    assert message.kind == "account"
    assert message.address == user.email
    link = re.search(r"http://\S+/account/password/reset/key/\S+", message.text)[0]
    page = client.get(link, follow=True)
    new = "three words apart"
    here = page.redirect_chain[-1][0]
    wrong = client.post(here, {"password1": "short", "password2": "short"})
    assert "too short" in wrong.content.decode()
    assert client.post(here, {"password1": new, "password2": new}).status_code == 302
    user.refresh_from_db()
    assert user.check_password(new)
    again = client.get(link, follow=True)
    assert "This link cannot be used" in again.content.decode()
    notice = Message.objects.exclude(pk=message.pk).get()
    assert notice.subject == "Your password was changed"
    assert "127.0.0.1" in notice.text


def test_password_reset_of_a_person_not_yet_accepted_sends_nothing(client):
    waiting = UserFactory(password=False, address=False)
    waiting.set_unusable_password()
    waiting.save()
    assert client.post(RESET, {"email": waiting.email}).status_code == 302
    assert not Message.objects.exists()


def test_sign_up_is_closed_for_posts_too(client):
    client.post(
        "/account/signup/", {"email": "new@example.org", "password1": PASSWORD, "password2": PASSWORD}
    )
    assert "_auth_user_id" not in client.session
    assert not EmailAddress.objects.exists()


@pytest.mark.parametrize(
    "value", ["'; DROP TABLE people_user; --", "a\x00b@example.org", "🙂" * 50, "x" * 100_000]
)
def test_sign_in_with_odd_input_is_an_error_and_no_fault(client, value):
    response = sign_in(client, value, value)
    assert response.status_code == 200
    assert "There is a problem" in response.content.decode()


def test_sign_out_asks_and_needs_a_post(client):
    client.force_login(UserFactory())
    assert "Nothing you have saved is lost" in client.get("/account/logout/").content.decode()
    assert "_auth_user_id" in client.session
    client.post("/account/logout/")
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("act", ["password reset", "confirmation", "address in use"])
def test_links_lead_to_our_site_whatever_host_the_request_named(client, settings, act):
    settings.ALLOWED_HOSTS = ["*"]
    settings.SITE_URL = "https://balcony.example.org/"
    user, foreign = UserFactory(), {"host": "evil.example.com"}
    if act == "password reset":
        client.post(RESET, {"email": user.email}, headers=foreign)
    else:
        sign_in_surely(client, UserFactory().email)
        email = user.email if act == "address in use" else "second@example.org"
        client.post("/account/email/", {"action_add": "yes", "email": email}, headers=foreign)
    message = Message.objects.get()
    assert "https://balcony.example.org/account/" in message.text
    assert "evil.example.com" not in message.text + message.html


def test_changing_addresses_asks_for_the_password_first(client):
    client.force_login(UserFactory())
    response = client.post("/account/email/", {"action_add": "yes", "email": "second@example.org"})
    assert response.url.startswith("/account/reauthenticate/")
    assert not EmailAddress.objects.filter(email="second@example.org").exists()
    response = client.post(response.url, {"password": PASSWORD}, follow=True)
    assert EmailAddress.objects.filter(email="second@example.org").exists()


def test_confirming_an_address_needs_the_button(client):
    sign_in_surely(client, UserFactory().email)
    client.post("/account/email/", {"action_add": "yes", "email": "second@example.org"})
    message = Message.objects.get()
    assert message.address == "second@example.org"
    link = re.search(r"http://\S+/account/confirm-email/\S+", message.text)[0]
    for _scanner in range(2):
        assert "Yes, confirm it" in client.get(link).content.decode()
    assert not EmailAddress.objects.get(email="second@example.org").verified
    client.post(link)
    assert EmailAddress.objects.get(email="second@example.org").verified


def test_adding_an_address_of_another_account_answers_alike(client):
    other = UserFactory()
    sign_in_surely(client, UserFactory().email)
    taken = client.post("/account/email/", {"action_add": "yes", "email": other.email}, follow=True)
    assert "We have sent a link" in taken.content.decode()
    assert Message.objects.get().person == other


def test_address_of_somebody_invited_is_not_taken_over(client):
    invited = UserFactory(password=False, address=False)
    user = UserFactory()
    EmailAddress.objects.create(user=user, email=invited.email)
    sign_in_surely(client, user.email)
    client.post("/account/email/", {"action_send": "yes", "email": invited.email})
    link = re.search(r"http://\S+/account/confirm-email/\S+", Message.objects.get().text)[0]
    client.post(link)
    assert not EmailAddress.objects.filter(user=user, email=invited.email, verified=True).exists()


def test_security_notice_says_when_and_where_from(client):
    user = UserFactory()
    client.force_login(user)
    new = "three words apart"
    client.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    notice = Message.objects.get()
    assert notice.person == user
    assert notice.subject == "Your password was changed"
    assert f"{timezone.localtime():%Y}" in notice.text
    assert new not in notice.text + notice.html
