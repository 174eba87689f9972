"""Credits needed: what the cohort says, else what its modules give, whoever leaves some of them out."""

import pytest
from django.urls import reverse

from fellowship.cohorts.models import Cohort, Place
from fellowship.learning.models import LeftOut
from fellowship.learning.services.board import exam_board
from fellowship.learning.services.pgcert import fellows_pgcert, modules_by_fellow
from tests.factories import ModuleFactory, PlaceFactory, TutorFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return PlaceFactory()


@pytest.fixture
def modules(place):
    return [ModuleFactory(cohort=place.cohort, credits=20) for _number in range(3)]


def needed_of(place: Place) -> set[int]:
    """As the fellow's pages, the exam board's list and the list of who takes what have it."""
    titles, rows = exam_board(place.cohort)
    on_board = {row[0]: row[titles.index("Credits needed")] for row in rows}
    listed = {takes.place: takes.needed for takes in modules_by_fellow(place.cohort)}
    return {fellows_pgcert(place).needed, on_board[place.person.full_name], listed[place]}


def test_credits_needed_do_not_shrink_when_a_module_is_left_out(client, place, modules):
    LeftOut.objects.create(place=place, module=modules[0])
    assert needed_of(place) == {60}
    client.force_login(place.person)
    assert "You have earned 0 of 60 credits." in client.get(reverse("modules")).content.decode()
    assert "0 earned of 60 needed" in client.get(reverse("transcript")).content.decode()


def test_credits_needed_do_not_grow_by_what_is_taken_elsewhere(place, modules):
    LeftOut.objects.create(place=place, module=modules[0])
    ModuleFactory(cohort=place.cohort, place=place, credits=30)
    assert needed_of(place) == {60}


def test_credits_needed_are_what_the_cohort_says(place, modules):
    place.cohort.credits_needed = 120
    place.cohort.save()
    assert needed_of(place) == {120}


def test_credits_needed_where_everybody_studies_elsewhere_are_those_of_the_own_modules(place):
    other = PlaceFactory(cohort=place.cohort)
    ModuleFactory(cohort=place.cohort, place=place, credits=30)
    ModuleFactory(cohort=place.cohort, place=other, credits=40)
    assert (needed_of(place), needed_of(other)) == ({30}, {40})


def test_tutors_are_told_when_modules_do_not_add_up(client, place, modules):
    PlaceFactory(cohort=place.cohort)
    client.force_login(TutorFactory(cohort=place.cohort).person)
    one, everybody = (
        reverse("modules_taken", args=[place.pk]),
        reverse("who_takes_what", args=[place.cohort_id]),
    )
    assert "are needed" not in client.get(one).content.decode()
    LeftOut.objects.create(place=place, module=modules[0])
    told = "The modules of this fellow give 40 credits, and 60 are needed."
    assert told in client.get(one).content.decode()
    listed = client.get(everybody).content.decode()
    assert "40 of 60 needed" in listed
    assert "60 of 60 needed" not in listed
    Cohort.objects.update(credits_needed=40)
    assert "are needed" not in client.get(one).content.decode()
