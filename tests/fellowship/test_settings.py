"""What browsers are told in production, asked of a process that reads the settings as production does."""

import json
import os
import subprocess
import sys

import pytest

from deploy.local.check import LIKE_PRODUCTION
from deploy.local.paths import ROOT

ASK = """
import json, django
django.setup()
from django.conf import settings
from django.http import HttpResponse
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.middleware.security import SecurityMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.test import RequestFactory
settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"  # as ours, without a database

def view(request):
    request.session["signed in"] = True
    get_token(request)
    return HttpResponse()

answer = SecurityMiddleware(SessionMiddleware(CsrfViewMiddleware(view)))
request = RequestFactory()
secure = answer(request.get("/", secure=True, headers={"host": "balcony.example.org"}))
plain = answer(request.get("/you/", headers={"host": "balcony.example.org"}))
health = answer(request.get("/health/live", headers={"host": "balcony.example.org"}))
print(json.dumps({
    "debug": settings.DEBUG,
    "demonstration": settings.DEMONSTRATION,
    "headers": dict(secure.headers),
    "cookies": {name: dict(cookie.items()) for name, cookie in secure.cookies.items()},
    "plain": [plain.status_code, plain.headers.get("Location")],
    "health": health.status_code,
}))
"""


def asked(**changes: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **LIKE_PRODUCTION, **changes}
    environment = {name: value for name, value in environment.items() if value}
    command = [sys.executable, "-c", ASK]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)


@pytest.fixture(scope="module")
def production() -> dict:
    done = asked()
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_nothing_is_shown_to_developers_unless_asked(production):
    assert (production["debug"], production["demonstration"]) == (False, False)
    assert json.loads(asked(DEBUG="").stdout)["debug"] is False


def test_both_cookies_travel_encrypted_and_only_from_our_own_pages(production):
    assert production["cookies"].keys() == {"balcony_session", "balcony_csrf"}
    for cookie in production["cookies"].values():
        assert cookie["secure"] is True
        assert cookie["samesite"] == "Lax"
        assert not cookie["domain"]


def test_no_script_reads_the_session(production):
    assert production["cookies"]["balcony_session"]["httponly"] is True


def test_browsers_come_back_encrypted_for_a_year_and_are_sent_there(production):
    assert (
        production["headers"]["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    )
    assert production["plain"] == [301, "https://balcony.example.org/you/"]
    assert production["health"] == 200  # asked from inside, by whatever watches the process


def test_content_is_taken_for_what_it_is_and_addresses_stay_with_us(production):
    assert production["headers"]["X-Content-Type-Options"] == "nosniff"
    assert production["headers"]["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize(
    "name", ["SECRET_KEY", "ALLOWED_HOSTS", "SITE_URL", "EMAIL_URL", "DEFAULT_FROM_EMAIL"]
)
def test_what_is_missing_is_named(name):
    done = asked(**{name: ""})
    assert done.returncode != 0
    assert name in done.stderr.strip().splitlines()[-1]
