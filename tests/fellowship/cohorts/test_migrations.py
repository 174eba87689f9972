from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.db import connection

from fellowship.cohorts.models import PlaceChange
from fellowship.cohorts.services.pauses import pauses_of
from fellowship.people.services import audit
from tests.factories import PairingFactory, PlaceFactory
from tests.factories.cohorts import days_from_today

pytestmark = pytest.mark.django_db


def test_pairings_that_outlived_their_place_end_with_it_and_no_other_changes():
    left = {"place__status": "withdrawn", "place__ends_on": days_from_today(-5)}
    endless, longer = PairingFactory(**left), PairingFactory(**left, ends_on=days_from_today(5))
    late = PairingFactory(**left, starts_on=days_from_today(-2))
    ended = PairingFactory(**left, ends_on=days_from_today(-9))
    goes_on = PairingFactory()
    with connection.cursor() as cursor:
        cursor.execute(import_module("fellowship.cohorts.migrations.0006_pairings_end_with_their_place").END)
    for pairing, day in [(endless, -5), (longer, -5), (late, -2), (ended, -9)]:
        pairing.refresh_from_db()
        assert pairing.ends_on == days_from_today(day)
    goes_on.refresh_from_db()
    assert goes_on.ends_on is None


def test_changes_told_by_the_audit_alone_become_rows():
    place = PlaceFactory()
    for day, act in (
        ("2026-10-01", "place paused"),
        ("2026-11-01", "place resumed"),
        ("2026-11-20", "place paused"),
        ("2026-12-01", "place withdrawn"),
        ("2026-12-02", "place resumed"),
    ):
        with time_machine.travel(f"{day}T12:00Z", tick=False):
            audit.record(act, place, by=place.person, reason=f"Of {day}")
    import_module("fellowship.cohorts.migrations.0010_changes_from_the_audit").from_the_audit(apps, None)
    changes = PlaceChange.objects.filter(place=place).order_by("at")
    assert [change.kind for change in changes] == ["pause", "resume", "pause", "withdraw", "reopen"]
    assert changes[0].reason == "Of 2026-10-01"
    assert [(str(first), str(back)) for first, back in pauses_of(place)] == [
        ("2026-10-01", "2026-11-01"),
        ("2026-11-20", "2026-12-01"),
    ]
