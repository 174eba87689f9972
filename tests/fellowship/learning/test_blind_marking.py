"""Who marks second has not read the first mark, wherever marks are read."""

from decimal import Decimal

import pytest
from django.urls import reverse

from fellowship.learning.models import Result
from fellowship.learning.services.board import exam_board
from fellowship.learning.services.handing_in import hand_in_at_provider
from fellowship.learning.services.results import give_mark, record_result
from tests.factories import AdministratorFactory, AssignmentFactory, TutorFactory
from tests.factories.cohorts import days_from_today

pytestmark = pytest.mark.django_db
WAITING = "shown once the second mark is in"


@pytest.fixture
def assignment(place):
    return AssignmentFactory(module__cohort=place.cohort, second_marked=True)


@pytest.fixture
def first(place):
    return TutorFactory(cohort=place.cohort).person


@pytest.fixture
def mark(assignment, place, first):
    """The first mark is in; `mark(who, what)` gives another."""

    def give(by, number):
        stamp = Result.objects.get().stamp
        return give_mark(assignment=assignment, place=place, by=by, stamp=stamp, mark=Decimal(number))

    hand_in_at_provider(assignment=assignment, place=place, on=days_from_today(-1), by=place.person)
    give(first, "57.5")
    return give


@pytest.fixture
def reads(client, assignment, place):
    """Whether a person reads the first mark, on the page or on the exam board's list."""

    def read(person):
        client.force_login(person)
        page = client.get(reverse("result", args=[assignment.pk, place.pk])).content.decode()
        assert (WAITING in page) is ("57.5" not in page)
        return "57.5" in page

    return read


def on_the_board(place):
    titles, (row,) = exam_board(place.cohort)
    return [cell for title, cell in zip(titles, row, strict=True) if "first mark" in title]


def test_first_mark_is_its_markers_alone_until_the_second_is_in(place, first, second, mark, reads):
    administrator = AdministratorFactory(programme=place.cohort.programme).person
    assert [reads(who) for who in (first, second, administrator)] == [True, False, False]
    assert on_the_board(place) == [None]

    mark(second, "66")

    assert [reads(who) for who in (first, second, administrator)] == [True, True, True]
    assert on_the_board(place) == [Decimal("57.5")]


def test_a_form_that_is_refused_does_not_tell_the_first_mark(client, assignment, place, second, mark):
    client.force_login(second)
    address = reverse("result", args=[assignment.pk, place.pk])
    for posted in ({"act": "mark", "given": "60", "stamp": "old"}, {"outcome": "pass", "stamp": "old"}):
        assert "57.5" not in client.post(address, posted).content.decode()


def test_without_a_second_marker_the_mark_is_read_by_all(assignment, second, mark, reads, client, place):
    assignment.second_marked = False
    assignment.save()
    client.force_login(second)
    assert "57.5" in client.get(reverse("result", args=[assignment.pk, place.pk])).content.decode()
    assert on_the_board(place) == [Decimal("57.5")]


def test_marking_anew_after_a_withdrawal_is_blind_again(assignment, place, first, second, mark, client):
    mark(second, "66")
    for changes in (
        {"mark": Decimal("62"), "outcome": "pass"},
        {"mark": None, "outcome": "", "reason": "Another essay"},
    ):
        record_result(
            assignment=assignment,
            place=place,
            by=first,
            stamp=Result.objects.get().stamp,
            submitted_on=days_from_today(-1),
            extended_to=None,
            **changes,
        )
    mark(second, "43.5")
    client.force_login(first)
    page = client.get(reverse("result", args=[assignment.pk, place.pk])).content.decode()
    assert "43.5" not in page
    assert WAITING in page
