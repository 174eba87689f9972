"""Taking away: roles end, places are paused, taken up again, completed, withdrawn."""

import pytest
from django.urls import reverse

from challenges.permissions import check_can_write
from fellowship.cohorts.models import RoleAssignment
from fellowship.cohorts.permissions import Role
from fellowship.home.services.front_pages import standing_of
from fellowship.people.models import AuditEvent
from tests.factories import AdministratorFactory, ChallengeFactory, PairingFactory, TutorFactory
from tests.factories.cohorts import days_from_today

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return ChallengeFactory().place


@pytest.fixture
def administrator(client, place):
    """Signed in."""
    person = AdministratorFactory(programme=place.cohort.programme).person
    client.force_login(person)
    return person


def answers(day=None, reason="Stated to the team."):
    if day is None:
        return {"reason": reason}
    return {"reason": reason, "on-day": day.day, "on-month": day.month, "on-year": day.year}


def change(client, place, act, day=None):
    response = client.post(reverse("place_status", args=[place.pk, act]), answers(day))
    place.refresh_from_db()
    return response


def test_a_paused_fellow_still_writes_and_is_taken_up_again(client, administrator, place):
    page = client.get(reverse("person", args=[place.person_id])).content.decode()
    assert reverse("place_status", args=[place.pk, "pause"]) in page
    assert change(client, place, "pause").status_code == 302
    assert place.status == "paused"
    check_can_write(place.person, place.challenge)
    change(client, place, "resume")
    assert place.status == "active"


@pytest.mark.parametrize(("act", "status"), [("complete", "completed"), ("withdraw", "withdrawn")])
def test_an_ended_place_is_read_only_and_its_pairings_end(client, administrator, place, act, status):
    pairing = PairingFactory(place=place)
    last_day = days_from_today(-1)
    change(client, place, act, last_day)
    pairing.refresh_from_db()
    assert (place.status, place.ends_on, pairing.ends_on) == (status, last_day, last_day)
    assert standing_of(place.person).roles == (Role.ALUMNUS,)
    client.force_login(place.person)
    assert client.get(reverse("challenge", args=[place.challenge.pk])).status_code == 200
    assert client.get(reverse("log_new", args=[place.challenge.pk])).status_code == 403


def test_the_reason_is_for_the_programme_team_alone(client, administrator, place):
    pairing = PairingFactory(place=place)
    change(client, place, "withdraw", days_from_today(0))
    pairing.refresh_from_db()
    assert "Stated to the team." not in pairing.end_reason
    page = reverse("person", args=[place.person_id])
    assert "Stated to the team." in client.get(page).content.decode()
    event = AuditEvent.objects.get(act="place withdrawn")
    assert (event.by, event.detail["reason"]) == (administrator, "Stated to the team.")


def test_a_withdrawn_place_can_be_taken_up_again(client, administrator, place):
    change(client, place, "withdraw", days_from_today(-1))
    change(client, place, "resume")
    assert (place.status, place.ends_on) == ("active", place.cohort.ends_on)


@pytest.mark.parametrize(("act", "day"), [("resume", None), ("complete", 1)])
def test_a_change_that_does_not_fit_is_refused_in_words(client, administrator, place, act, day):
    response = change(client, place, act, None if day is None else days_from_today(day))
    assert "There is a problem" in response.content.decode()
    assert place.status == "active"


def test_an_ended_role_opens_nothing_any_more(client, administrator, place):
    role = TutorFactory(cohort=place.cohort)
    assert standing_of(role.person).roles == (Role.TUTOR,)
    page = reverse("role_end", args=[role.pk])
    assert page in client.get(reverse("person", args=[role.person_id])).content.decode()
    client.post(page, answers(days_from_today(-1)))
    role.refresh_from_db()
    assert role.ends_on == days_from_today(-1)
    assert standing_of(role.person).roles == ()


def test_a_role_that_had_not_begun_is_cancelled(client, administrator, place):
    role = TutorFactory(cohort=place.cohort, starts_on=days_from_today(0))
    client.post(reverse("role_end", args=[role.pk]), answers(days_from_today(-1)))
    assert not RoleAssignment.objects.filter(pk=role.pk).exists()
    assert AuditEvent.objects.filter(act="role cancelled", object_id=str(role.pk)).exists()


def test_the_last_administrator_cannot_end_their_role(client, administrator, place):
    role = administrator.roles.get()
    page = reverse("role_end", args=[role.pk])
    refused = client.post(page, answers(days_from_today(-1)))
    assert "The programme needs an administrator" in refused.content.decode()
    closed = AdministratorFactory(programme=role.programme, person__is_active=False)
    assert (
        "The programme needs an administrator"
        in client.post(page, answers(days_from_today(-1))).content.decode()
    )
    AdministratorFactory(programme=closed.programme)
    assert client.post(page, answers(days_from_today(-1))).url == reverse("home")
    role.refresh_from_db()
    assert role.ends_on == days_from_today(-1)
