"""Every page of people and invitations in a real browser: axe is content, nothing is cut off on a phone."""

import os
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.urls import reverse

from fellowship.cohorts.invitation_links import secret_of
from fellowship.cohorts.permissions import Role
from fellowship.cohorts.services.invitations import invite, revoke, send_invitation
from tests.factories import AdministratorFactory, CohortFactory, UserFactory
from tests.factories.people import PASSWORD

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
WIDTHS = (320, 768, 1280)
PICTURES = os.environ.get("PICTURES")  # a folder: keep a picture of each page


@pytest.fixture
def look(browser_page, axe, fits, live_server):
    def at(path: str, name: str) -> None:
        browser_page.goto(live_server.url + path)
        look_here(name)

    def look_here(name: str) -> None:
        axe(browser_page)
        for width in WIDTHS:
            browser_page.set_viewport_size({"width": width, "height": 900})
            fits(browser_page)
            if PICTURES:
                browser_page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)

    at.here = look_here
    return at


@pytest.fixture
def sign_in(browser_page, live_server):
    def as_user(user) -> None:
        browser_page.goto(f"{live_server.url}/account/login/?next=/you/")
        browser_page.get_by_label("Email address").fill(user.email)
        browser_page.get_by_label("Password", exact=True).fill(PASSWORD)
        browser_page.get_by_role("button", name="Sign in", exact=True).click()
        browser_page.wait_for_url("**/you/")

    return as_user


def long_name(**more):
    return UserFactory(
        title="Professor",
        given_name="Oluwaseun Aleksandra",
        family_name="Featherstonehaugh-Papadimitriou",
        **more,
    )


def test_pages_before_signing_in(look, browser_page, settings):
    look("/account/login/", "login")
    browser_page.get_by_role("button", name="Sign in", exact=True).click()
    look.here("login-wrong")
    settings.DEMONSTRATION = True
    look("/account/login/", "login-demonstration")
    settings.DEMONSTRATION = False
    for name, path in {
        "signup": "/account/signup/",
        "inactive": "/account/inactive/",
        "reset": "/account/password/reset/",
        "reset-done": "/account/password/reset/done/",
        "reset-key-done": "/account/password/reset/key/done/",
        "reset-bad": "/account/password/reset/key/1-nonsense/",
        "verification-sent": "/account/confirm-email/",
        "confirm-bad": "/account/confirm-email/nonsense/",
        "join-no-use": "/join/nonsense/",
    }.items():
        look(path, name)


def test_pages_of_ones_own_account(look, sign_in, browser_page):
    user = long_name(email="a.very.long.address.that.hardly.fits@department.organisation.example.org")
    EmailAddress.objects.create(user=user, email="second@example.org", verified=True)
    EmailAddress.objects.create(user=user, email="third@example.org")
    UserSession.objects.create(user=user, ip="192.0.2.7", session_key="x", user_agent="Netscape 4")
    sign_in(user)
    for name, path in {
        "profile": "/you/",
        "second-step-needed": "/you/second-step/",
        "password-change": "/account/password/change/",
        "email": "/account/email/",
        "reauthenticate": "/account/reauthenticate/",
        "mfa": "/account/2fa/",
        "passkeys-none": "/account/2fa/webauthn/",
        "sessions": "/account/sessions/",
        "logout": "/account/logout/",
    }.items():
        look(path, name)
    EmailAddress.objects.filter(email="third@example.org").delete()
    browser_page.goto(browser_page.url.split("/account/")[0] + "/account/2fa/totp/activate/")
    browser_page.get_by_label("Your password").fill(PASSWORD)
    browser_page.get_by_role("button", name="Continue").click()
    look.here("totp-activate")
    look("/account/2fa/webauthn/add/", "passkey-add")
    TOTP.activate(user, "THESECRET")
    RecoveryCodes.activate(user)
    look("/account/2fa/", "mfa-with-app")
    look("/account/2fa/totp/deactivate/", "totp-deactivate")
    look("/account/2fa/recovery-codes/", "codes")
    look("/account/2fa/recovery-codes/generate/", "codes-generate")
    look("/account/2fa/reauthenticate/", "mfa-reauthenticate")


def test_pages_of_invitations(look, sign_in):
    cohort = CohortFactory(name="London 2026, integrated neighbourhood teams")
    administrator = AdministratorFactory(programme=cohort.programme, person=long_name()).person
    made = [
        invite(
            by=administrator,
            email=f"somebody.with.a.long.address.{number}@organisation.example.org",
            given_name="Oluwaseun",
            family_name=f"Featherstonehaugh-Papadimitriou {number}",
            role=Role.TUTOR,
            programme=cohort.programme,
            cohort=cohort,
        )
        for number in range(4)
    ]
    sent = [send_invitation(by=administrator, invitation=invitation) for invitation in made[1:]]
    revoke(by=administrator, invitation=sent[0])
    known = send_invitation(
        by=administrator,
        invitation=invite(
            by=administrator, person=UserFactory(), role=Role.EVALUATOR, programme=cohort.programme
        ),
    )
    here = f"/join/{secret_of(sent[1])}/"
    look(here, "join")
    look(f"/join/{secret_of(known)}/", "join-known")
    sign_in(administrator)
    look(here, "join-somebody-else")
    look(reverse("invitations", args=[cohort.pk]), "invitations")
    look(reverse("invitation_new", args=[cohort.pk]), "invitation-new")
    look(reverse("invitation_revoke", args=[cohort.pk, sent[1].pk]), "invitation-revoke")
