import pytest
from django.urls import reverse

from fellowship.cohorts.models import Escalation
from fellowship.people.models import AuditEvent
from tests.factories import AdministratorFactory, PairingFactory, PlaceFactory, TutorFactory, UserFactory

pytestmark = pytest.mark.django_db
DAYS = {
    "milestone_fellow": "5",
    "milestone_mentor": "",
    "milestone_administrator": "20",
    "assignment_fellow": "3",
    "assignment_mentor": "10",
    "assignment_administrator": "10",
    "answer_mentor": "",
    "answer_administrator": "",
    "action_owner": "6",
}


@pytest.fixture
def place():
    return PlaceFactory()


@pytest.fixture
def administrator(place):
    return AdministratorFactory(programme=place.cohort.programme).person


def page_of(client, person) -> str:
    client.force_login(person)
    return client.get(reverse("if_nothing_happens")).content.decode()


def test_everybody_concerned_reads_what_was_agreed(client, place, administrator):
    mentor = PairingFactory(place=place).mentor
    tutor = TutorFactory(cohort=place.cohort).person
    for person in (place.person, mentor, tutor, administrator):
        page = page_of(client, person)
        assert place.cohort.programme.name in page
        assert "after 3 days: the fellow" in page
        assert "after 10 days: the mentor" in page
        assert "after 3 days: whoever agreed to do it" in page
        assert ("Change" in page) == (person == administrator)


def test_stranger_reads_of_no_programme(client, place):
    page = page_of(client, UserFactory())

    assert place.cohort.programme.name not in page
    assert "You are in no programme" in page


def test_administrator_changes_it_with_audit(client, place, administrator):
    client.force_login(administrator)
    answer = client.post(reverse("escalation", args=[place.cohort.programme_id]), DAYS)

    rule = Escalation.objects.get()
    assert answer.status_code == 302
    assert (rule.milestone_fellow, rule.milestone_mentor, rule.milestone_administrator) == (5, None, 20)
    assert AuditEvent.objects.get(act="escalation changed").detail["after"]["milestone_mentor"] is None
    page = page_of(client, place.person)
    assert "after 5 days: the fellow" in page
    assert "after 6 days: whoever agreed to do it" in page
    assert "Nobody is told." in page


@pytest.mark.parametrize("days", ["0", "-3", "91", "soon", "1e3", "9" * 30])
def test_days_that_make_no_sense_are_refused(client, place, administrator, days):
    client.force_login(administrator)
    answer = client.post(
        reverse("escalation", args=[place.cohort.programme_id]), {**DAYS, "milestone_fellow": days}
    )

    assert answer.status_code == 200
    assert "There is a problem" in answer.content.decode()
    assert not Escalation.objects.exists()


def test_others_cannot_change_it(client, place):
    for person in (place.person, AdministratorFactory().person):
        client.force_login(person)
        assert client.post(reverse("escalation", args=[place.cohort.programme_id]), DAYS).status_code == 404
