"""The pages of learning sets and of a handover: who does what there, and how often they ask the database."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mentoring.models import Handover, LearningSet, Opening, SetAttendance
from tests.access.sending import day
from tests.factories import AdministratorFactory, LogEntryFactory, PlaceFactory, TutorFactory
from tests.factories.cohorts import days_from_today
from tests.factories.sessions import (
    ActionFactory,
    LearningSetFactory,
    SessionFactory,
    SetMeetingFactory,
    SetMemberFactory,
    at,
    pairing_of,
)

pytestmark = pytest.mark.django_db


def asked_by(client: Client, page: str) -> int:
    client.get(page)
    with CaptureQueriesContext(connection) as asked:
        client.get(page)
    return len(asked)


@pytest.fixture
def led():
    """A set of one, and a date that was yesterday."""
    learning_set = LearningSetFactory()
    place = PlaceFactory(cohort=learning_set.cohort)
    SetMemberFactory(learning_set=learning_set, place=place)
    return learning_set, place, SetMeetingFactory(learning_set=learning_set, starts_at=at(-1))


def test_the_team_makes_a_set_and_the_facilitator_a_date(as_):
    place = PlaceFactory()
    tutor = TutorFactory(cohort=place.cohort).person
    team = as_(AdministratorFactory(programme=place.cohort.programme).person)
    new = reverse("learning_set_new", args=[place.cohort_id])
    words = {"name": "Thursday", "facilitator": tutor.pk, "places": place.pk}
    assert "There is a problem" in team.post(new, {**words, "facilitator": place.person_id}).content.decode()
    team.post(new, words)
    made = LearningSet.objects.get()
    date = {**day("day", days_from_today(9)), "clock": "9.30am", "minutes": "120"}
    as_(tutor).post(reverse("set_meeting_new", args=[made.pk]), date)
    assert "9:30am" in as_(place.person).get(made.get_absolute_url()).content.decode()


def test_the_facilitator_marks_and_everybody_in_it_reads(as_, led):
    learning_set, place, meeting = led
    page = meeting.get_absolute_url()
    assert "Save attendance" not in as_(place.person).get(page).content.decode()
    as_(learning_set.facilitator).post(page, {f"presence-{place.pk}": "excused"})
    assert "Excused" in as_(place.person).get(page).content.decode()
    wrong = as_(learning_set.facilitator).post(page, {f"presence-{place.pk}": "asleep"})
    assert wrong.status_code == 404
    assert SetAttendance.objects.get().presence == "excused"


def test_an_own_action_is_on_the_page_for_its_owner_only(as_, led):
    learning_set, place, meeting = led
    ActionFactory(session=None, meeting=meeting, owner=place.person, made_by=place.person, words="Mine")
    other = PlaceFactory(cohort=learning_set.cohort)
    SetMemberFactory(learning_set=learning_set, place=other)
    page = meeting.get_absolute_url()
    assert "Mine" in as_(place.person).get(page).content.decode()
    for person in (other.person, learning_set.facilitator):
        assert "Mine" not in as_(person).get(page).content.decode()


def stamp_on(page: str) -> str:
    found = re.search(r'name="stamp" value="([^"]+)"', page)
    assert found
    return found[1]


def test_two_who_change_a_set_see_both_versions(as_, led):
    learning_set, place, _meeting = led
    other = PlaceFactory(cohort=learning_set.cohort)
    team = as_(AdministratorFactory(programme=learning_set.cohort.programme).person)
    edit = reverse("learning_set_edit", args=[learning_set.pk])
    stamp = stamp_on(team.get(edit).content.decode())
    words = {"name": "Monday", "facilitator": learning_set.facilitator_id, "stamp": stamp}
    assert team.post(edit, words | {"places": [place.pk, other.pk]}).status_code == 302
    answer = team.post(edit, words | {"name": "Friday", "places": [place.pk]})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="Friday"' in page
    assert "Monday" in page
    assert re.search(rf"<dd[^>]*>[^<]*{other.person.full_name}", page)
    learning_set.refresh_from_db()
    assert learning_set.name == "Monday"
    assert learning_set.memberships.filter(left_on=None).count() == 2
    assert team.post(edit, words | {"stamp": stamp_on(page), "places": [place.pk]}).status_code == 302
    assert learning_set.memberships.filter(left_on=None).count() == 1


def test_two_who_move_a_date_see_both_versions(as_):
    meeting = SetMeetingFactory(starts_at=at(5), place="Room 1")
    client = as_(meeting.learning_set.facilitator)
    edit = reverse("set_meeting_edit", args=[meeting.pk])
    words = {**day("day", days_from_today(9)), "clock": "9.30am", "minutes": "120"}
    words["stamp"] = stamp_on(client.get(edit).content.decode())
    assert client.post(edit, words | {"place": "Room 2"}).status_code == 302
    answer = client.post(edit, words | {"place": "Room 3"})
    assert answer.status_code == 409
    assert "Room 2" in answer.content.decode()
    assert 'value="Room 3"' in answer.content.decode()
    meeting.refresh_from_db()
    assert (meeting.place, meeting.sequence) == ("Room 2", 1)


def test_a_line_marked_twice_stays_as_the_first_marked_it(as_, led):
    learning_set, place, meeting = led
    other = PlaceFactory(cohort=learning_set.cohort)
    SetMemberFactory(learning_set=learning_set, place=other)
    page, client = meeting.get_absolute_url(), as_(learning_set.facilitator)
    assert f'name="seen-{place.pk}" value=""' in client.get(page).content.decode()
    client.post(page, {f"presence-{place.pk}": "excused", f"seen-{place.pk}": ""})
    marks = {f"presence-{place.pk}": "present", f"presence-{other.pk}": "online"}
    answer = client.post(page, marks | {f"seen-{place.pk}": "", f"seen-{other.pk}": ""})
    assert answer.status_code == 409
    assert f"{place.person.full_name}: Excused is recorded, you chose Present" in answer.content.decode()
    kept = dict(meeting.attendance.values_list("place", "presence"))
    assert kept == {place.pk: "excused", other.pk: "online"}
    client.post(page, marks | {f"seen-{place.pk}": "excused"})
    assert meeting.attendance.get(place=place).presence == "present"


@pytest.mark.parametrize("count", [1, 3])
def test_pages_of_sets_ask_as_often_however_many(as_, led, count):
    learning_set, place, meeting = led
    for _number in range(count):
        member = PlaceFactory(cohort=learning_set.cohort)
        SetMemberFactory(learning_set=learning_set, place=member)
        SetMeetingFactory(learning_set=learning_set)
        ActionFactory(session=None, meeting=meeting, owner=place.person, made_by=place.person)
        SetMemberFactory(learning_set=LearningSetFactory(cohort=learning_set.cohort), place=place)
    client = as_(place.person)
    pages = (reverse("learning_sets"), learning_set.get_absolute_url(), meeting.get_absolute_url())
    assert [asked_by(client, page) for page in pages] == [7, 9, 10]


@pytest.mark.parametrize("count", [1, 3])
def test_handover_pack_and_agenda_ask_as_often_however_much(as_, count):
    earlier = pairing_of(starts_on=days_from_today(-60), ends_on=days_from_today(-2))
    challenge = earlier.place.challenge
    later = pairing_of(challenge, starts_on=days_from_today(-1))
    handover = Handover.objects.create(pairing=later)
    to_come = SessionFactory(pairing=later, agreed=True)
    for _number in range(count):
        session = SessionFactory(pairing=earlier, held=True)
        Opening.objects.create(handover=handover, session=session)
        Opening.objects.create(handover=handover, action=ActionFactory(session=session))
        ActionFactory(session=SessionFactory(pairing=later, held=True))
        LogEntryFactory(challenge=challenge)
    page = reverse("handover", args=[later.pk])
    agenda = reverse("session_agenda", args=[to_come.pk])
    fellow, mentor = as_(later.place.person), as_(later.mentor)
    asked = [
        asked_by(client, address) for client, address in ((fellow, page), (mentor, page), (fellow, agenda))
    ]
    assert asked == [10, 9, 13]
