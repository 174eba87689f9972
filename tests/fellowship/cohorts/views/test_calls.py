"""Noting that somebody called a fellow."""

import datetime as dt
import uuid

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from challenges.models import Challenge
from fellowship.cohorts.models import Call, Cohort
from fellowship.people.models import AuditEvent
from tests.factories import AdministratorFactory, ChallengeFactory
from tests.factories.cohorts import CallFactory, days_from_today

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    """Of a fellow who has shared nothing for seven weeks."""
    return ChallengeFactory(last_entry_at=timezone.now() - dt.timedelta(days=50)).place


@pytest.fixture
def administrator(client, place):
    """Signed in."""
    person = AdministratorFactory(programme=place.cohort.programme).person
    client.force_login(person)
    return person


def answers(day, note="They start again in May.", form_id="") -> dict:
    return {
        "note": note,
        "form_id": form_id or str(uuid.uuid4()),
        **{f"called_on-{part}": getattr(day, part) for part in ("day", "month", "year")},
    }


def overview(client, place, **filters) -> str:
    return client.get(reverse("overview", args=[place.cohort_id]), filters).content.decode()


def test_a_noted_call_is_kept_with_day_and_name_and_leads_back(client, administrator, place):
    response = client.post(reverse("call_new", args=[place.pk]), answers(days_from_today(-1)))
    assert response.url == reverse("person", args=[place.person_id])
    call = Call.objects.get()
    assert (call.place, call.by, call.called_on) == (place, administrator, days_from_today(-1))
    assert call.note == "They start again in May."
    event = AuditEvent.objects.get(act="call noted")
    assert "May" not in str(event.detail)


def test_a_call_sent_twice_is_noted_once(client, administrator, place):
    sent = answers(days_from_today(0))
    for _twice in range(2):
        client.post(reverse("call_new", args=[place.pk]), sent)
    assert Call.objects.count() == 1


@pytest.mark.parametrize("form_id", ["", "no id"])
def test_a_form_without_its_mark_is_noted_all_the_same(client, administrator, place, form_id):
    client.post(reverse("call_new", args=[place.pk]), answers(days_from_today(0)) | {"form_id": form_id})
    assert Call.objects.exists()


@pytest.mark.parametrize(
    ("days", "words"), [(1, "cannot be in the future"), (-4000, "must be in the fellow’s year")]
)
def test_a_day_that_cannot_be_is_refused_and_the_note_stays(client, administrator, place, days, words):
    answer = client.post(reverse("call_new", args=[place.pk]), answers(days_from_today(days)))
    assert words in answer.content.decode()
    assert "They start again in May." in answer.content.decode()
    assert not Call.objects.exists()


def test_on_the_overview_the_reason_stays_marked_and_the_fellow_is_off_the_list(client, administrator, place):
    assert "No log for 7 weeks" in overview(client, place, show="call")
    CallFactory(place=place, by=administrator)
    assert place.person.family_name not in overview(client, place, show="call")
    everybody = overview(client, place)
    assert f"No log for 7 weeks ({administrator.full_name} called on" in everybody
    assert "Keep an eye on" in everybody


def test_something_new_after_the_call_puts_the_fellow_back_on_the_list(client, administrator, place):
    CallFactory(place=place, called_on=days_from_today(-20))
    assert "No log for 7 weeks" in overview(client, place, show="call")
    Challenge.objects.filter(place=place).update(last_entry_at=timezone.now() - dt.timedelta(days=65))
    assert "called on" in overview(client, place)


def test_a_call_taken_back_counts_no_more(client, administrator, place):
    call = CallFactory(place=place)
    response = client.post(reverse("call_remove", args=[call.pk]))
    assert response.url == reverse("person", args=[place.person_id])
    assert not Call.objects.exists()
    assert "No log for 7 weeks" in overview(client, place, show="call")


def test_nobody_else_notes_or_takes_back(client, place):
    call = CallFactory(place=place)
    for person in (place.person, AdministratorFactory().person):
        client.force_login(person)
        assert (
            client.post(reverse("call_new", args=[place.pk]), answers(days_from_today(0))).status_code == 404
        )
        assert client.post(reverse("call_remove", args=[call.pk])).status_code == 404
    assert Call.objects.count() == 1


def test_the_database_notes_no_call_in_a_closed_cohort(place):
    Cohort.objects.filter(pk=place.cohort_id).update(closed_at=timezone.now())
    with pytest.raises(DatabaseError, match="closed"), transaction.atomic():
        CallFactory(place=place)
