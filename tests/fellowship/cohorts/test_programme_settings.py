from decimal import Decimal

import pytest
from django.urls import reverse

from fellowship.cohorts.models import Programme
from fellowship.people.models import AuditEvent
from tests.factories import AdministratorFactory, CohortFactory

pytestmark = pytest.mark.django_db

WANTED = {"run_length": "6", "two_of_three_counts_outside": "yes", "clinical_days_a_week": "1.5"}


@pytest.fixture
def programme() -> Programme:
    return CohortFactory().programme


@pytest.fixture
def page(programme, client):
    client.force_login(AdministratorFactory(programme=programme).person)
    return reverse("programme_settings", args=[programme.pk])


def test_administrator_sets_how_charts_are_read_and_clinical_days(programme, client, page):
    assert client.post(page, WANTED)["Location"] == programme.get_absolute_url()
    programme.refresh_from_db()
    assert programme.run_length == 6
    assert programme.two_of_three_counts_outside
    assert programme.clinical_days_a_week == Decimal("1.5")
    event = AuditEvent.objects.get(act="settings changed")
    assert event.detail["before"]["run_length"] == "7"
    shown = client.get(programme.get_absolute_url()).content.decode()
    assert "6 readings in a row" in shown
    assert "Clinical days a week: 1.5" in shown


def test_the_same_settings_again_leave_no_trace(programme, client, page):
    client.post(page, WANTED)
    client.post(page, WANTED)
    assert AuditEvent.objects.filter(act="settings changed").count() == 1


def test_clinical_days_can_be_left_open(programme, client, page):
    client.post(page, WANTED)
    client.post(page, {**WANTED, "clinical_days_a_week": ""})
    programme.refresh_from_db()
    assert programme.clinical_days_a_week is None


@pytest.mark.parametrize(
    ("name", "typed", "message"),
    [
        ("run_length", "5", "Choose"),
        ("run_length", "", "Choose"),
        ("two_of_three_counts_outside", "perhaps", "Choose"),
        ("clinical_days_a_week", "8", "A week has 7 days"),
        ("clinical_days_a_week", "-1", "Clinical days must be 0 or more"),
        ("clinical_days_a_week", "1,5", "Clinical days must be a number, like 1.5"),
        ("clinical_days_a_week", "1e309", "A week has 7 days"),
        ("clinical_days_a_week", "NaN", "Clinical days must be a number, like 1.5"),
        ("clinical_days_a_week", "1.25", "Clinical days can have one decimal place"),
    ],
)
def test_what_cannot_be_says_why_and_changes_nothing(programme, client, page, name, typed, message):
    shown = client.post(page, {**WANTED, name: typed}).content.decode()
    assert message in shown
    programme.refresh_from_db()
    assert (programme.run_length, programme.clinical_days_a_week) == (7, None)
