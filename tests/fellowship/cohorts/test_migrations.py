from importlib import import_module

import pytest
from django.db import connection

from tests.factories import PairingFactory
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
