"""A corrected due date: who is told, once, and who is not."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from fellowship.learning.models import LeftOut
from fellowship.learning.services.timetable import change_assignment
from fellowship.lib.dates import in_words
from fellowship.notifications.models import Message
from fellowship.notifications.services.sending import send_due
from tests.access.sending import day
from tests.factories import AssignmentFactory, PlaceFactory, ResultFactory, TutorFactory
from tests.factories.cohorts import days_from_today

pytestmark = pytest.mark.django_db
BEFORE, AFTER, LATER = (days_from_today(days) for days in (30, 37, 44))


@pytest.fixture
def place():
    return PlaceFactory()


@pytest.fixture
def assignment(place):
    return AssignmentFactory(module__cohort=place.cohort, due_on=BEFORE, title="Essay")


@pytest.fixture
def tutor(place):
    return TutorFactory(cohort=place.cohort).person


def move(assignment, tutor, on):
    assignment.due_on = on
    change_assignment(assignment=assignment, by=tutor, changed=["due_on"])


def send(mailoutbox):
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=6)):
        send_due()
    return [(mail.to[0], mail.body) for mail in mailoutbox]


def test_page_says_who_is_told_and_the_fellow_gets_one_message(client, place, assignment, tutor, mailoutbox):
    client.force_login(tutor)
    address = reverse("assignment_edit", args=[assignment.pk])
    assert "Whose date changes gets a message." in client.get(address).content.decode()
    for on in (AFTER, LATER, LATER):
        client.post(address, {"title": "Essay", **day("due_on", on)})

    ((to, body),) = send(mailoutbox)

    assert to == place.person.email
    title = f"{assignment.module.title}: Essay"
    assert f"{title}: from {in_words(BEFORE)} to {in_words(LATER)}" in body


def test_a_correction_after_the_message_is_told_again(place, assignment, tutor, mailoutbox):
    move(assignment, tutor, AFTER)
    send(mailoutbox)
    move(assignment, tutor, LATER)
    assert f"from {in_words(AFTER)} to {in_words(LATER)}" in send(mailoutbox)[1][1]
    assert len(mailoutbox) == 2


def test_what_is_put_back_at_once_is_never_told(assignment, tutor, mailoutbox):
    move(assignment, tutor, AFTER)
    move(assignment, tutor, BEFORE)
    assert send(mailoutbox) == []


@pytest.mark.parametrize(
    "result",
    [
        {"extended_to": days_from_today(60)},
        {"submitted_on": days_from_today(-1)},
        {"outcome": "pass", "mark": "64", "recorded_at": timezone.now()},
    ],
)
@pytest.mark.parametrize("when", ["before", "meanwhile"])
def test_whose_date_it_is_not_is_not_told(place, assignment, tutor, mailoutbox, result, when):
    if when == "before":
        ResultFactory(assignment=assignment, place=place, **result)
    move(assignment, tutor, AFTER)
    if when == "meanwhile":
        ResultFactory(assignment=assignment, place=place, **result)
    assert send(mailoutbox) == []


def test_who_does_not_take_the_module_or_is_elsewhere_is_not_told(place, assignment, tutor, mailoutbox):
    LeftOut.objects.create(place=place, module=assignment.module)
    PlaceFactory()
    move(assignment, tutor, AFTER)
    assert not Message.objects.filter(kind="dates_moved").exists()


def test_other_words_move_nothing(assignment, tutor):
    assignment.brief = "Two thousand words"
    change_assignment(assignment=assignment, by=tutor, changed=["brief"])
    assert not Message.objects.filter(kind="dates_moved").exists()
