"""Passkeys in a real browser, under the real content policy, with an authenticator made of software."""

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Page, expect

from tests.factories import UserFactory
from tests.factories.people import PASSWORD

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def site(live_server):
    """A passkey belongs to a domain name, so not to 127.0.0.1."""
    return live_server.url.replace("127.0.0.1", "localhost")


def plug_in_authenticator(page: Page) -> None:
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def sign_in_with_password(page: Page, site: str, email: str) -> None:
    page.goto(f"{site}/account/login/?next=/you/")
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page: Page, site: str) -> None:
    page.goto(f"{site}/account/logout/")
    page.locator("main").get_by_role("button", name="Sign out").click()


def add_passkey(page: Page, site: str, *, alone: bool) -> None:
    page.goto(f"{site}/account/2fa/webauthn/add/")
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Name").fill("Work phone")
    if alone:
        page.get_by_label("Sign in with this passkey alone").check()
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()


def test_passkey_is_added_and_signs_in_alone(browser_page, site, axe):
    user = UserFactory()
    plug_in_authenticator(browser_page)
    sign_in_with_password(browser_page, site, user.email)
    add_passkey(browser_page, site, alone=True)
    browser_page.goto(f"{site}/account/2fa/webauthn/")
    expect(browser_page.get_by_text("signs you in alone")).to_be_visible()
    axe(browser_page)
    sign_out(browser_page, site)

    browser_page.goto(f"{site}/account/login/?next=/you/")
    browser_page.get_by_role("button", name="Use a passkey").click()
    expect(browser_page.get_by_role("heading", name="You and your account")).to_be_visible()


def test_passkey_is_the_second_step_after_the_password(browser_page, site, axe):
    user = UserFactory()
    plug_in_authenticator(browser_page)
    sign_in_with_password(browser_page, site, user.email)
    add_passkey(browser_page, site, alone=False)
    sign_out(browser_page, site)

    sign_in_with_password(browser_page, site, user.email)
    expect(browser_page.get_by_role("heading", name="The second step")).to_be_visible()
    axe(browser_page)
    browser_page.get_by_role("button", name="Use a passkey").click()
    expect(browser_page.get_by_role("heading", name="You and your account")).to_be_visible()


def test_passkey_is_renamed_and_removed(browser_page, site):
    user = UserFactory()
    plug_in_authenticator(browser_page)
    sign_in_with_password(browser_page, site, user.email)
    add_passkey(browser_page, site, alone=False)
    browser_page.goto(f"{site}/account/2fa/webauthn/")
    browser_page.get_by_role("link", name="Rename").click()
    browser_page.get_by_label("Name").fill("Old phone")
    browser_page.get_by_role("button", name="Save").click()
    browser_page.get_by_role("link", name="Remove Old phone").click()
    browser_page.get_by_role("button", name="Remove the passkey").click()
    expect(browser_page.get_by_text("The passkey is removed.")).to_be_visible()
    assert not Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN).exists()


def test_passkey_that_is_not_there_says_why_nothing_happened(browser_page, site):
    plug_in_authenticator(browser_page)
    browser_page.goto(f"{site}/account/login/")
    browser_page.get_by_role("button", name="Use a passkey").click()
    expect(browser_page.get_by_text("Your device did not finish.")).to_be_visible()
