import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from fellowship.people.access import is_public
from fellowship.people.models import User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

# Every address that opens without signing in. A new one is added here on purpose or not at all.
PUBLIC = {
    "health_live",
    "health_ready",
    "calendar_feed",
    "choose_language",
    "email_events",
    "unsubscribe",
    "join",
    "demonstration_sign_in",
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_email_verification_sent",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_confirm_email",
    "account_confirm_login_code",
    "mfa_authenticate",
    "mfa_login_webauthn",
}
# These ask for a token instead (fellowship/api).
FOR_MACHINES = {
    "api_cohorts",
    "api_cohort",
    "api_fellows",
    "api_milestones",
    "api_taught_days",
    "api_attendance",
    "api_assignments",
    "api_results",
}
ABOUT_THE_PRODUCT = {"help", "privacy", "accessibility", "raise_concern", "raise_a_concern", "concern"} | {
    "api_documentation",
    "api_openapi",
}


def named_views(patterns):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from named_views(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            yield pattern.name, str(pattern.pattern), pattern.callback


def test_every_public_view_is_meant_to_be():
    open_to_all = {
        name
        for name, address, view in named_views(get_resolver().url_patterns)
        if is_public(view) and not view.__module__.startswith("fellowship.nhsuk")
    }
    assert open_to_all - ABOUT_THE_PRODUCT - FOR_MACHINES <= PUBLIC


def test_page_sends_to_sign_in_and_back(client):
    response = client.get("/you/?from=letter")
    assert response.status_code == 302
    assert response.url == "/account/login/?next=/you/%3Ffrom%3Dletter"


def test_act_comes_back_to_the_page_it_was_on(client):
    response = client.post("/you/", headers={"referer": "http://testserver/you/?step=2"})
    assert response.url == "/account/login/?next=/you/%3Fstep%3D2"


def test_act_does_not_come_back_to_another_site(client):
    response = client.post("/you/", headers={"referer": "https://elsewhere.example/you/"})
    assert response.url == f"/account/login/?next={reverse('home')}"


@pytest.mark.parametrize("headers", [{"Accept": "application/json"}])
def test_script_gets_401_and_no_redirect(client, headers):
    response = client.get("/you/", headers=headers)
    assert response.status_code == 401
    assert response.json()["detail"]


def test_account_closed_while_signed_in_is_out_at_the_next_page(client):
    user = UserFactory()
    client.force_login(user)
    assert client.get("/you/").status_code == 200
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get("/you/").status_code == 302
