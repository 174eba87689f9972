"""Taking away: roles of staff end."""

import pytest
from django.urls import reverse

from fellowship.cohorts.models import RoleAssignment
from fellowship.cohorts.permissions import Role
from fellowship.home.services.front_pages import standing_of
from fellowship.people.models import AuditEvent
from tests.factories import AdministratorFactory, ChallengeFactory, TutorFactory
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


def answers(day, reason="Stated to the team."):
    return {"reason": reason, "on-day": day.day, "on-month": day.month, "on-year": day.year}


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
