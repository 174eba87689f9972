"""The database or Redis away, at any moment: a page to read, the words kept, nothing half written."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from uuid import uuid4

import psycopg2
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, override_settings
from django.test.client import MULTIPART_CONTENT, FakePayload
from django.urls import reverse
from django.utils import timezone
from kombu import pools

from challenges.models import LogEntry
from fellowship.celery import app
from fellowship.cohorts.models import ImportRun
from fellowship.notifications.models import Message
from fellowship.people.models import User
from tests.access.crawl import client_of
from tests.access.sending import day
from tests.factories import AdministratorFactory, ChallengeFactory, CohortFactory, PairingFactory
from tests.factories.people import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)

TYPED = "We agreed on Thursday’s huddle & what to measure."
NOWHERE = "redis://127.0.0.1:1/0"


def log() -> dict:
    words = {"what_happened": TYPED, "draft": str(uuid4()), "version": "0", "act": "share"}
    return words | day("happened_on", timezone.localdate())


@contextmanager
def database_away() -> Iterator[None]:
    there = connection.settings_dict.copy()
    connection.close()
    connection.settings_dict |= {"HOST": "127.0.0.1", "PORT": "1"}
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(there)


@contextmanager
def redis_away() -> Iterator[None]:
    caches = {"default": {**settings.CACHES["default"], "LOCATION": NOWHERE}}
    broker = app.conf.broker_url
    with override_settings(CACHES=caches, REDIS_URL=NOWHERE):
        _send_tasks_to(NOWHERE)
        try:
            yield
        finally:
            _send_tasks_to(broker)


def _send_tasks_to(broker: str) -> None:
    app.conf.broker_url = broker
    pools.reset()
    app._pool = app.amqp._producer_pool = None


def shown(response) -> str:
    return unescape(response.content.decode())


@pytest.fixture
def challenge(db):
    challenge = ChallengeFactory()
    PairingFactory(place=challenge.place)
    return challenge


@pytest.fixture
def fellow(challenge) -> Client:
    return client_of(challenge.place.person)


# --- the database ---------------------------------------------------------------------------


def test_database_away_gives_a_page_that_keeps_the_words(challenge, fellow):
    address = reverse("log_new", args=[challenge.pk])
    form = log()

    with database_away():
        response = fellow.post(address, form)

    assert response.status_code == 503
    assert response["Retry-After"]
    page = shown(response)
    assert "<h1" in page
    assert "nhsuk" in page
    assert TYPED in page
    assert form["draft"] in page, "sending it again must meet the same draft"
    assert not LogEntry.objects.exists()
    assert fellow.post(address, form).status_code == 302
    assert LogEntry.objects.count() == 1


def test_database_away_says_so_on_every_kind_of_page(challenge, fellow):
    for client, address in [
        (fellow, reverse("fellow_home")),
        (fellow, reverse("challenge", args=[challenge.pk])),
        (Client(), reverse("account_login")),
        (Client(), reverse("home")),
    ]:
        client.raise_request_exception = False
        with database_away():
            response = client.get(address)
        if client is fellow:
            assert response.status_code == 503, address
        assert response.status_code in (200, 302, 503), address


def test_database_away_never_shows_a_password_again(db):
    client = Client(raise_request_exception=False)
    with database_away():
        response = client.post(
            reverse("account_login"), {"login": "someone@example.org", "password": PASSWORD}
        )
    assert response.status_code == 503
    assert PASSWORD not in shown(response)


def test_database_lost_in_the_middle_of_sharing_writes_nothing(challenge, fellow):
    address = reverse("log_new", args=[challenge.pk])
    form = log()

    def lose_it(execute, statement, values, many, context):
        if statement.startswith('INSERT INTO "notifications_message"'):
            own = connection.connection.info.backend_pid
            with psycopg2.connect(settings_url()) as other, other.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(%s)", [own])
            other.close()
        return execute(statement, values, many, context)

    with connection.execute_wrapper(lose_it):
        response = fellow.post(address, form)
    connection.close()

    assert response.status_code == 503
    assert TYPED in shown(response)
    assert not LogEntry.objects.exists()
    assert not Message.objects.exists()
    assert fellow.post(address, form).status_code == 302
    assert LogEntry.objects.count() == 1
    assert Message.objects.count() == 1


def settings_url() -> str:
    parts = connection.settings_dict
    names = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD", "dbname": "NAME"}
    return " ".join(f"{name}={parts[key]}" for name, key in names.items() if parts[key])


# --- Redis ----------------------------------------------------------------------------------


def test_without_redis_people_read_and_write(challenge, fellow):
    mentor = client_of(challenge.place.pairings.get().mentor)
    with redis_away():
        assert fellow.post(reverse("log_new", args=[challenge.pk]), log()).status_code == 302
        assert fellow.get(reverse("fellow_home")).status_code == 200
        assert mentor.get(reverse("review", args=[challenge.pk])).status_code == 200
    assert LogEntry.objects.count() == 1


def test_without_redis_signing_in_works_or_says_what_to_do(challenge):
    client = Client(raise_request_exception=False)
    form = {"login": challenge.place.person.email, "password": PASSWORD}
    with redis_away():
        response = client.post(reverse("account_login"), form)
    assert response.status_code in (302, 503)
    assert response.status_code == 302 or "<h1" in shown(response)


def test_without_redis_an_import_is_kept_and_read_later():
    cohort = CohortFactory()
    administrator = AdministratorFactory(programme=cohort.programme).person
    client = client_of(administrator)
    file = SimpleUploadedFile("fellows.csv", b"First name,Last name,Email\nAda,Added,ada@example.org\n")

    with redis_away():
        response = client.post(reverse("import_new", args=[cohort.pk]), {"file": file})

    assert response.status_code in (302, 503)
    run = ImportRun.objects.get()
    page = client.get(reverse("import_run", args=[run.pk]))
    assert reverse("import_read_again", args=[run.pk]) in page.content.decode()


def test_health_names_what_is_away():
    with redis_away():
        response = Client().get(reverse("health_ready"))
    assert response.status_code == 503
    assert response.json()["parts"]["broker"].startswith("away")
    with database_away():
        response = Client().get(reverse("health_ready"))
    assert response.status_code == 503
    parts = response.json()["parts"]
    assert parts["database"].startswith("away")
    assert (parts["migrations"], parts["seal"], parts["broker"]) == ("unknown", "unknown", "ok")
    assert response.json()["reminders"] == "unknown"


# --- signed out while writing, and bodies too large -------------------------------------------


def hidden_and_written(page: str) -> dict[str, str]:
    """The fields of the form on a page that keeps words."""
    form = re.search(r'<form[^>]*action="[^"]*/log/"[^>]*>(.*?)</form>', page, re.DOTALL)
    assert form, "there is no form to send again"
    fields = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', form[1]))
    fields |= dict(re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\n?(.*?)</textarea>', form[1], re.DOTALL))
    fields |= dict(re.findall(r'<button[^>]*name="([^"]+)"[^>]*value="([^"]*)"', form[1]))
    return {name: unescape(value) for name, value in fields.items()}


def sign_in(client: Client, person: User) -> None:
    """As in another tab: through the form, so that the CSRF token is a new one."""
    token = re.search(
        r'name="csrfmiddlewaretoken" value="([^"]+)"', shown(client.get(reverse("account_login")))
    )
    response = client.post(
        reverse("account_login"),
        {"login": person.email, "password": PASSWORD, "csrfmiddlewaretoken": token[1]},
    )
    assert response.status_code == 302, "signing in failed"


def test_signed_out_while_writing_keeps_the_words_until_they_are_sent_again(challenge):
    client = Client(enforce_csrf_checks=True)
    sign_in(client, challenge.place.person)
    address = reverse("log_new", args=[challenge.pk])
    form = hidden_and_written(shown(client.get(address))) | log()
    client.cookies.pop(settings.SESSION_COOKIE_NAME)

    refused = client.post(address, form)
    assert refused.status_code == 401
    assert TYPED in shown(refused)
    kept = hidden_and_written(shown(refused))

    sign_in(client, challenge.place.person)
    stale = client.post(address, kept)
    assert stale.status_code == 403, "the token was the old one"
    assert TYPED in shown(stale)

    done = client.post(address, hidden_and_written(shown(stale)))
    assert done.status_code == 302
    assert LogEntry.objects.get().what_happened == TYPED


def test_words_from_a_foreign_site_gain_no_form_with_a_token(challenge):
    client = Client(enforce_csrf_checks=True)
    sign_in(client, challenge.place.person)
    response = client.post(
        reverse("log_new", args=[challenge.pk]), log(), headers={"origin": "https://evil.example.org"}
    )
    assert response.status_code == 403
    assert TYPED not in shown(response)


def test_a_body_too_large_is_refused_with_a_page(challenge, fellow):
    response = fellow.post(
        reverse("log_new", args=[challenge.pk]), log() | {"what_happened": "x" * 5_000_000}
    )
    assert response.status_code == 413
    assert "<h1" in shown(response)
    assert not LogEntry.objects.exists()


def test_a_request_of_many_files_is_refused_before_it_is_read(client, settings):
    settings.LARGEST_REQUEST = 1000
    body = FakePayload(b"x" * 1001)
    response = client.generic(
        "POST",
        reverse("home"),
        **{"wsgi.input": body, "CONTENT_LENGTH": "1001", "CONTENT_TYPE": MULTIPART_CONTENT},
    )
    assert response.status_code == 413
    assert "<h1" in shown(response)
    assert len(body.read()) == 1001
