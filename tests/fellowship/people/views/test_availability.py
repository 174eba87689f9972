import pytest
from django.urls import reverse

from fellowship.people.models import AuditEvent, ClinicalDay, Leave
from tests.factories import AdministratorFactory, PairingFactory, PlaceFactory, UserFactory
from tests.factories.cohorts import days_from_today

pytestmark = pytest.mark.django_db


def day(name, date):
    return {f"{name}-day": date.day, f"{name}-month": date.month, f"{name}-year": date.year}


@pytest.fixture
def person(client):
    """Signed in."""
    person = UserFactory()
    client.force_login(person)
    return person


def page(client):
    return client.get(reverse("week_and_leave")).content.decode()


def post(client, **data):
    return client.post(reverse("week_and_leave"), data)


def test_leave_is_added_and_removed(client, person):
    first = days_from_today(10)
    response = post(client, act="leave", **day("leave-starts_on", first))
    assert response.status_code == 302
    leave = Leave.objects.get()
    assert (leave.person, leave.starts_on, leave.ends_on) == (person, first, first)
    assert f"{first.day} {first:%B %Y}" in page(client)
    client.post(reverse("leave_remove", args=[leave.pk]))
    assert not Leave.objects.exists()


def test_clinical_days_are_added_and_removed(client, person):
    assert post(client, act="week", **{"week-weekdays": ["1", "3"]}).status_code == 302
    assert "Tuesday" in page(client)
    client.post(reverse("clinical_day_remove", args=[ClinicalDay.objects.first().pk]))
    assert ClinicalDay.objects.get().weekday == 3


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"act": "leave"}, "Enter the first day away"),
        (
            {
                "act": "leave",
                **day("leave-starts_on", days_from_today(5)),
                **day("leave-ends_on", days_from_today(4)),
            },
            "The last day must be the first day or later",
        ),
        (
            {
                "act": "leave",
                **day("leave-starts_on", days_from_today(5)),
                **day("leave-ends_on", days_from_today(1000)),
            },
            "two years of leave at most",
        ),
        ({"act": "week"}, "Choose at least one day"),
        ({"act": "week", "week-weekdays": ["7"]}, "Choose one of the answers"),
        ({"act": "week", "week-weekdays": ["\0🦉"]}, "There is a problem"),
        ({"act": "nonsense"}, "Your week and leave"),
    ],
)
def test_what_makes_no_sense_is_answered_in_words(client, person, data, words):
    response = post(client, **data)
    assert response.status_code == 200
    assert words in response.content.decode()
    assert not Leave.objects.exists()
    assert not ClinicalDay.objects.exists()


def test_nobody_else_reaches_or_sees_it(client):
    place = PlaceFactory()
    leave = Leave.objects.create(
        person=place.person, starts_on=days_from_today(100), ends_on=days_from_today(111)
    )
    clinical = ClinicalDay.objects.create(person=place.person, weekday=1)
    for other in (
        PairingFactory(place=place).mentor,
        AdministratorFactory(programme=place.cohort.programme).person,
        PlaceFactory(cohort=place.cohort).person,
    ):
        client.force_login(other)
        assert client.post(reverse("leave_remove", args=[leave.pk])).status_code == 404
        assert client.post(reverse("clinical_day_remove", args=[clinical.pk])).status_code == 404
        assert f"{leave.starts_on:%B %Y}" not in page(client)


def test_audit_does_not_say_which_days(client, person):
    post(client, act="leave", **day("leave-starts_on", days_from_today(10)))
    assert AuditEvent.objects.get(act="leave added").detail == {}


def test_as_many_queries_with_one_and_three(client, person, django_assert_num_queries):
    for number in (1, 3):
        for step in range(number):
            Leave.objects.get_or_create(
                person=person, starts_on=days_from_today(step), ends_on=days_from_today(step)
            )
            ClinicalDay.objects.get_or_create(person=person, weekday=step)
        page(client)
        with django_assert_num_queries(7):
            page(client)
