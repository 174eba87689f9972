import pytest
from django.urls import reverse

from tests.factories import (
    AdministratorFactory,
    AssignmentFactory,
    EvaluatorFactory,
    ModuleFactory,
    PairingFactory,
    PlaceFactory,
    ResultFactory,
    TaughtDayFactory,
    TutorFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    place = PlaceFactory()
    cohort = place.cohort
    assignment = AssignmentFactory(module__cohort=cohort)
    people = {
        "fellow": place.person,
        "peer": PlaceFactory(cohort=cohort).person,
        "mentor": PairingFactory(place=place).mentor,
        "tutor": TutorFactory(cohort=cohort).person,
        "administrator": AdministratorFactory(programme=cohort.programme).person,
        "evaluator": EvaluatorFactory(programme=cohort.programme).person,
        "fellow elsewhere": PlaceFactory().person,
        "tutor elsewhere": TutorFactory().person,
        "administrator elsewhere": AdministratorFactory().person,
        "stranger": UserFactory(),
    }
    return place, assignment, people


TEACHES = {"tutor", "administrator"}


def test_module_page_is_for_its_cohort_and_teachers(client, house):
    _place, assignment, people = house
    for role, person in people.items():
        client.force_login(person)
        status = client.get(reverse("module", args=[assignment.module_id])).status_code
        assert status == (200 if role in TEACHES | {"fellow", "peer"} else 404), role


def test_assignment_page_is_for_those_who_record(client, house):
    place, assignment, people = house
    for role, person in people.items():
        client.force_login(person)
        expected = 200 if role in TEACHES else 403 if role in {"fellow", "peer"} else 404
        for name, args in [("assignment", [assignment.pk]), ("result", [assignment.pk, place.pk])]:
            assert client.get(reverse(name, args=args)).status_code == expected, (role, name)


def test_marks_are_shared_by_their_owner_only(client, house):
    place, _assignment, people = house
    for role, person in people.items():
        client.force_login(person)
        status = client.post(reverse("marks_shared", args=[place.pk]), {"shared": "yes"}).status_code
        expected = 302 if role == "fellow" else 403 if role in {"mentor", "administrator"} else 404
        assert status == expected, role


def test_credits_count_when_every_assignment_is_passed(client):
    place = PlaceFactory()
    module = ModuleFactory(cohort=place.cohort, credits=20)
    first, second = AssignmentFactory(module=module), AssignmentFactory(module=module)
    judged = {"place": place, "outcome": "pass", "recorded_at": place.cohort.launched_at}
    ResultFactory(assignment=first, **judged)
    client.force_login(place.person)
    assert "You have earned 0 of 20 credits." in client.get(reverse("modules")).content.decode()
    ResultFactory(assignment=second, **judged)
    assert "You have earned 20 of 20 credits." in client.get(reverse("modules")).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_pages_ask_the_same_number_of_queries(client, django_assert_num_queries, count):
    place = PlaceFactory()
    tutor = TutorFactory(cohort=place.cohort).person
    for _number in range(count):
        module = ModuleFactory(cohort=place.cohort)
        for _each in range(count):
            TaughtDayFactory(module=module)
            assignment = AssignmentFactory(module=module)
            ResultFactory(assignment=assignment, place=place)
    for _number in range(count - 1):
        PlaceFactory(cohort=place.cohort)
    expected = {
        place.person: [("modules", [], 11)],
        tutor: [
            ("tutor_home", [], 10),
            ("module", [module.pk], 10),
            ("assignment", [assignment.pk], 10),
        ],
    }
    for person, pages in expected.items():
        client.force_login(person)
        client.get("/health/live")
        for name, args, queries in pages:
            client.get(reverse(name, args=args))
            with django_assert_num_queries(queries):
                assert client.get(reverse(name, args=args)).status_code == 200
