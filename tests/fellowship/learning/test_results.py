import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from fellowship.cohorts.models import Cohort
from fellowship.learning.models import MarksShared, Result
from fellowship.learning.services.results import Changed, record_result, share_marks
from fellowship.notifications.models import Message
from tests.access.sending import day
from tests.factories import (
    AdministratorFactory,
    EvaluatorFactory,
    PairingFactory,
    PlaceFactory,
    ResultFactory,
    TutorFactory,
    UserFactory,
)
from tests.factories.cohorts import days_from_today

pytestmark = pytest.mark.django_db


def judge(assignment, place, by, **changes):
    words = {
        "stamp": Result().stamp,
        "submitted_on": days_from_today(-22),
        "extended_to": None,
        "mark": Decimal("64"),
        "outcome": "pass",
    }
    return record_result(assignment=assignment, place=place, by=by, **(words | changes))


def test_record_result_tells_the_fellow_without_the_mark(assignment, place, tutor):
    judge(assignment, place, tutor)
    message = Message.objects.get()
    assert (message.person, message.kind) == (place.person, "result_recorded")
    assert "64" not in f"{message.facts}{message.why}"


def test_record_result_the_same_again_tells_once(assignment, place, tutor):
    first = judge(assignment, place, tutor)
    judge(assignment, place, tutor, stamp=first.stamp)
    assert Message.objects.count() == 1


def test_record_result_from_a_stale_form_keeps_what_was_recorded(assignment, place, tutor):
    judge(assignment, place, tutor)
    with pytest.raises(Changed) as raised:
        judge(assignment, place, tutor, mark=Decimal("12"), outcome="fail")
    assert raised.value.result.mark == 64
    assert Result.objects.get().mark == 64


def test_record_result_by_others_is_refused(assignment, place):
    mentor = PairingFactory(place=place).mentor
    for person in [place.person, mentor, UserFactory(), TutorFactory().person, AdministratorFactory().person]:
        with pytest.raises(PermissionDenied):
            judge(assignment, place, person)
    assert not Result.objects.exists()


def test_results_are_seen_by_whom_the_table_says(place):
    result = ResultFactory(place=place, assignment__module__cohort=place.cohort)
    programme = place.cohort.programme
    mentor = PairingFactory(place=place).mentor
    former = PairingFactory(place=place, kind="second", ends_on=place.starts_on + dt.timedelta(days=3)).mentor
    people = {
        "fellow": (place.person, True),
        "tutor": (TutorFactory(cohort=place.cohort).person, True),
        "administrator": (AdministratorFactory(programme=programme).person, True),
        "mentor": (mentor, False),
        "peer": (PlaceFactory(cohort=place.cohort).person, False),
        "evaluator": (EvaluatorFactory(programme=programme).person, False),
        "tutor of another cohort": (TutorFactory().person, False),
        "administrator elsewhere": (AdministratorFactory().person, False),
        "stranger": (UserFactory(), False),
    }
    for role, (person, sees) in people.items():
        assert Result.objects.visible_to(person).filter(pk=result.pk).exists() is sees, role
    share_marks(place=place, by=place.person, shared=True)
    assert Result.objects.visible_to(mentor).exists()
    assert not Result.objects.visible_to(former).exists()
    share_marks(place=place, by=place.person, shared=False)
    assert not Result.objects.visible_to(mentor).exists()


def test_share_marks_by_somebody_else_is_refused(place, tutor):
    with pytest.raises(PermissionDenied):
        share_marks(place=place, by=tutor, shared=True)
    assert not MarksShared.objects.exists()


def test_result_page_records_and_returns_to_the_list(client, assignment, place, tutor):
    client.force_login(tutor)
    address = reverse("result", args=[assignment.pk, place.pk])
    assert client.get(address).status_code == 200
    answer = client.post(
        address,
        {
            "stamp": Result().stamp,
            **day("submitted_on", days_from_today(-22)),
            "outcome": "refer",
            "mark": "44.5",
        },
    )
    assert answer.url == reverse("assignment", args=[assignment.pk])
    assert Result.objects.get().mark == Decimal("44.5")


@pytest.mark.parametrize(
    ("posted", "words"),
    [
        ({"outcome": "pass", "mark": "101"}, "between 0 and 100"),
        ({"outcome": "pass", "mark": "NaN"}, "number"),
        ({"mark": "50"}, "Choose the result that goes with this mark"),
        ({"outcome": "distinction"}, "Choose one of the answers offered"),
        ({"submitted_on-day": "31", "submitted_on-month": "9", "submitted_on-year": "2026"}, "real date"),
    ],
)
def test_result_page_explains_bad_input(client, assignment, place, tutor, posted, words):
    client.force_login(tutor)
    answer = client.post(reverse("result", args=[assignment.pk, place.pk]), posted)
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert not Result.objects.exists()


def test_result_page_shows_what_somebody_else_recorded(client, assignment, place, tutor):
    judge(assignment, place, tutor)
    client.force_login(tutor)
    answer = client.post(
        reverse("result", args=[assignment.pk, place.pk]),
        {"stamp": Result().stamp, "outcome": "fail", "mark": "12"},
    )
    page = answer.content.decode()
    assert "This changed while you were writing" in page
    assert "mark 64" in page
    assert 'value="12"' in page


IMPOSSIBLE = [
    ("submitted_on", 1, "cannot be in the future"),
    ("submitted_on", -80 - 366, "more than a year before the cohort"),
    ("extended_to", 29, "Choose a date after"),
    ("extended_to", -1500, "Choose a date after"),
]


@pytest.mark.parametrize(("name", "days", "words"), IMPOSSIBLE)
def test_impossible_days_are_refused_beside_their_field(client, assignment, place, tutor, name, days, words):
    with pytest.raises(ValidationError, match=words):
        judge(assignment, place, tutor, **{name: days_from_today(days)})
    client.force_login(tutor)
    posted = {"stamp": Result().stamp, "act": "record", **day(name, days_from_today(days))}
    page = client.post(reverse("result", args=[assignment.pk, place.pk]), posted).content.decode()
    assert words in page.partition(f'id="id_{name}')[0].partition("There is a problem")[2]
    assert not Result.objects.exclude(submitted_on=None, extended_to=None).exists()


def test_days_recorded_before_the_rules_are_not_asked_again(assignment, place, tutor):
    known = ResultFactory(
        assignment=assignment,
        place=place,
        submitted_on=days_from_today(3),
        extended_to=days_from_today(-3),
    )
    given = {"submitted_on": known.submitted_on, "extended_to": known.extended_to}
    assert judge(assignment, place, tutor, stamp=known.stamp, **given).outcome == "pass"


def test_result_of_a_closed_cohort_is_read_and_no_form_is_offered(client, place, assignment, tutor):
    judge(assignment, place, tutor)
    client.force_login(AdministratorFactory(programme=place.cohort.programme).person)
    address = reverse("result", args=[assignment.pk, place.pk])
    assert "Save result" in client.get(address).content.decode()
    Cohort.objects.filter(pk=place.cohort_id).update(closed_at=timezone.now())
    page = client.get(address).content.decode()
    assert "Save result" not in page
    assert "Pass" in page
