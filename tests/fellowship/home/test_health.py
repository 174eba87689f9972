import datetime as dt

import pytest

from fellowship.home.views import health
from fellowship.notifications.models import PlannedUntil
from fellowship.notifications.reminders import sources


@pytest.mark.django_db
def test_live_answers_without_signing_in(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/health/live")
    assert response.json() == {"live": True}


@pytest.mark.django_db
def test_ready_names_every_part(client):
    response = client.get("/health/ready")
    assert response.json() == {
        "ready": True,
        "parts": {"database": "ok", "migrations": "ok", "seal": "ok", "broker": "ok"},
        "reminders": "ok",
    }


@pytest.mark.django_db
def test_ready_says_that_reminders_stand_still_and_stays_ready(client):
    source = sources()[0]
    until = dt.datetime(2026, 6, 17, 12, tzinfo=dt.UTC)
    PlannedUntil.objects.create(kind=source.kind, object_kind=source.object_kind, until=until)
    response = client.get("/health/ready")
    assert response.status_code == 200
    assert response.json()["reminders"] == "stand still since 2026-06-17T12:00:00+00:00"


@pytest.mark.django_db
def test_ready_says_which_part_is_away(client, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    response = client.get("/health/ready")
    assert response.status_code == 503
    assert response.json()["parts"]["broker"] == "away (ConnectionError)"


@pytest.mark.django_db
def test_ready_looks_for_missing_migrations_at_most_every_few_seconds(client):
    health._migrations_within.cache_clear()
    for _time in range(4):
        client.get("/health/ready")
    assert health._migrations_within.cache_info().misses <= 2
