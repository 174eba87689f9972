"""The pages on which a fellow's calendar changes: asked, looked at, confirmed, undone."""

import re

import pytest
from django.urls import reverse

from challenges.permissions import check_can_write
from fellowship.cohorts.models import PlaceChange
from fellowship.cohorts.permissions import Role
from fellowship.home.services.front_pages import standing_of
from fellowship.people.models import AuditEvent
from tests.factories import (
    AdministratorFactory,
    AssignmentFactory,
    ChallengeFactory,
    MilestoneFactory,
    PairingFactory,
    PlaceFactory,
    TaughtDayFactory,
    TutorFactory,
)
from tests.factories.cohorts import days_from_today
from tests.factories.sessions import SetMemberFactory

pytestmark = pytest.mark.django_db
REASON = "Stated to the team."


def day(name, date):
    return {f"{name}-day": date.day, f"{name}-month": date.month, f"{name}-year": date.year}


def answers(kind, **other):
    asked = {
        "pause": day("on", days_from_today(-10)),
        "resume": day("on", days_from_today(0)),
        "extend": {**day("until", days_from_today(400)), "moves": "open"},
        "hours": {**day("on", days_from_today(0)), "percent": "60"},
        "complete": day("on", days_from_today(-1)),
        "withdraw": day("on", days_from_today(-1)),
    }[kind]
    return {"reason": REASON, **asked, **other}


@pytest.fixture
def place():
    return ChallengeFactory().place


@pytest.fixture
def administrator(client, place):
    """Signed in."""
    person = AdministratorFactory(programme=place.cohort.programme).person
    client.force_login(person)
    return person


def send(client, place, kind, **other):
    response = client.post(reverse("place_status", args=[place.pk, kind]), answers(kind, **other))
    place.refresh_from_db()
    return response


def confirm(client, place, kind, **other):
    return send(client, place, kind, act="confirm", **other)


def calendar(client, place):
    return client.get(reverse("place_calendar", args=[place.pk])).content.decode()


def test_looking_changes_nothing_and_shows_each_date(client, administrator, place):
    MilestoneFactory(challenge=place.challenge, title="Baseline", due_on=days_from_today(20))
    AssignmentFactory(module__cohort=place.cohort, title="Essay", due_on=days_from_today(30))
    page = send(client, place, "extend").content.decode()
    assert "Milestone: Baseline" in page
    assert "Assignment: Essay" in page
    assert page.count('type="checkbox"') == 3  # and the last day
    assert not PlaceChange.objects.exists()


def test_what_was_unticked_stays(client, administrator, place):
    kept = MilestoneFactory(challenge=place.challenge, due_on=days_from_today(20))
    page = send(client, place, "extend").content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]
    assert confirm(client, place, "extend", seen=seen, moves_on=["last-day"]).status_code == 302
    kept.refresh_from_db()
    assert (kept.due_on, place.ends_on) == (days_from_today(20), days_from_today(400))


def test_change_of_something_meanwhile_is_shown_again(client, administrator, place):
    milestone = MilestoneFactory(challenge=place.challenge, title="Baseline", due_on=days_from_today(20))
    page = send(client, place, "extend").content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]
    type(milestone).objects.update(due_on=days_from_today(25))
    again = confirm(client, place, "extend", seen=seen, moves_on=["last-day"]).content.decode()
    assert "nothing has been done" in again
    assert not PlaceChange.objects.exists()


def test_taught_days_that_are_missed_are_named(client, administrator, place):
    TaughtDayFactory(module__cohort=place.cohort, title="Power and politics", day=days_from_today(5))
    page = send(client, place, "pause", **day("until", days_from_today(9))).content.decode()
    assert "Power and politics" in page
    assert "misses them" in page


def test_a_paused_fellow_still_writes_and_is_taken_up_again(client, administrator, place):
    page = client.get(reverse("person", args=[place.person_id])).content.decode()
    assert reverse("place_status", args=[place.pk, "pause"]) in page
    assert confirm(client, place, "pause").status_code == 302
    assert place.status == "paused"
    check_can_write(place.person, place.challenge)
    confirm(client, place, "resume")
    assert place.status == "active"


@pytest.mark.parametrize(("act", "status"), [("complete", "completed"), ("withdraw", "withdrawn")])
def test_an_ended_place_is_read_only_and_its_pairings_end(client, administrator, place, act, status):
    pairing = PairingFactory(place=place)
    confirm(client, place, act)
    pairing.refresh_from_db()
    last_day = days_from_today(-1)
    assert (place.status, place.ends_on, pairing.ends_on) == (status, last_day, last_day)
    assert standing_of(place.person).roles == (Role.ALUMNUS,)
    page = calendar(client, place)
    assert ("goes on after its end" in page, "move by the pause" in page) == (True, False)
    client.force_login(place.person)
    assert client.get(reverse("challenge", args=[place.challenge.pk])).status_code == 200
    assert client.get(reverse("log_new", args=[place.challenge.pk])).status_code == 403


def test_the_end_and_its_undoing_name_the_learning_set(client, administrator, place):
    SetMemberFactory(learning_set__name="Thursday", learning_set__cohort=place.cohort, place=place)
    assert "learning set “Thursday”" in send(client, place, "withdraw").content.decode()
    confirm(client, place, "withdraw")
    change = PlaceChange.objects.get()
    page = client.get(reverse("place_change_undo", args=[change.pk])).content.decode()
    assert "in the learning set “Thursday” again" in page


def test_the_reason_is_for_the_programme_team_alone(client, administrator, place):
    pairing = PairingFactory(place=place)
    milestone = MilestoneFactory(challenge=place.challenge, due_on=days_from_today(20))
    confirm(client, place, "pause")
    confirm(client, place, "resume")
    assert REASON in calendar(client, place)
    assert not [event for event in AuditEvent.objects.all() if REASON in str(event.detail)]
    others = [
        place.person,
        pairing.mentor,
        PlaceFactory(cohort=place.cohort).person,
        TutorFactory(cohort=place.cohort).person,
        AdministratorFactory().person,
    ]
    addresses = [
        reverse("place_calendar", args=[place.pk]),
        reverse("fellow_home"),
        reverse("waiting"),
        reverse("calendar"),
        reverse("challenge", args=[place.challenge.pk]),
        reverse("milestone", args=[milestone.pk]),
        reverse("review", args=[place.challenge.pk]),
    ]
    for other in others:
        client.force_login(other)
        for address in addresses:
            assert REASON not in client.get(address).content.decode()
    client.force_login(pairing.mentor)
    page = client.get(reverse("milestone", args=[milestone.pk])).content.decode()
    assert "Moved with the fellow’s calendar." in page


def test_fellow_and_mentor_see_from_when_until_when(client, administrator, place):
    mentor = PairingFactory(place=place).mentor
    confirm(client, place, "pause", **day("until", days_from_today(50)))
    back = f"{days_from_today(50).day} {days_from_today(50):%B %Y} as planned"
    for person, address in (
        (place.person, reverse("fellow_home")),
        (mentor, reverse("waiting")),
        (mentor, reverse("challenge", args=[place.challenge.pk])),
        (administrator, reverse("overview", args=[place.cohort_id])),
    ):
        client.force_login(person)
        assert back in client.get(address).content.decode(), address


def test_peer_reads_an_opened_challenge_without_the_pause(client, administrator, place):
    place.challenge.open_to_cohort = True
    place.challenge.save()
    confirm(client, place, "pause")
    client.force_login(PlaceFactory(cohort=place.cohort).person)
    page = client.get(reverse("challenge", args=[place.challenge.pk]))
    assert page.status_code == 200
    assert "Paused" not in page.content.decode()


def test_a_withdrawn_place_can_be_taken_up_again(client, administrator, place):
    ends_on = place.ends_on
    confirm(client, place, "withdraw")
    confirm(client, place, "resume")
    assert (place.status, place.ends_on) == ("active", ends_on)


@pytest.mark.parametrize("act", ["complete", "withdraw"])
def test_the_last_day_is_the_one_shown_when_the_page_is_confirmed_as_it_stands(
    client, administrator, place, act
):
    ends_on = place.ends_on
    for kind, last_day in ((act, days_from_today(-1)), ("resume", ends_on)):
        page = send(client, place, kind).content.decode()
        assert 'name="moves_on"' not in page
        confirm(client, place, kind, seen=re.search(r'name="seen" value="(\w+)"', page)[1])
        assert place.ends_on == last_day


def test_return_is_planned_and_shown(client, administrator, place):
    address = reverse("pause_return", args=[place.pk])
    assert client.get(address).status_code == 404
    confirm(client, place, "pause")
    assert client.post(address, day("back_on", days_from_today(-30))).status_code == 200
    assert client.post(address, day("back_on", days_from_today(30))).status_code == 302
    assert "as planned" in calendar(client, place)


def test_return_that_nobody_confirmed_is_said(client, administrator, place):
    confirm(client, place, "pause", **day("until", days_from_today(-1)))
    assert "the return was planned for" in calendar(client, place)
    assert place.status == "paused"


def test_last_change_is_undone_on_its_page(client, administrator, place):
    confirm(client, place, "extend")
    address = reverse("place_change_undo", args=[PlaceChange.objects.get().pk])
    assert address in calendar(client, place)
    assert "Undo it" in client.get(address).content.decode()
    assert client.post(address).status_code == 302
    assert address not in calendar(client, place)
    assert client.post(address).status_code == 404


def test_refusal_to_undo_is_said_in_words(client, administrator, place):
    confirm(client, place, "extend")
    type(place).objects.update(ends_on=days_from_today(500))
    response = client.post(reverse("place_change_undo", args=[PlaceChange.objects.get().pk]))
    assert "The place was changed since" in response.content.decode()


@pytest.mark.parametrize(
    ("kind", "data", "words"),
    [
        ("resume", {}, "The place is active now"),
        ("pause", {"on-day": "31", "on-month": "2"}, "The first day of the pause must be a real date"),
        ("pause", {"reason": ""}, "Enter reason"),
        ("pause", {"reason": "x" * 301}, "There is a problem"),
        ("pause", {"reason": "\0"}, "There is a problem"),
        ("complete", day("on", days_from_today(1)), "cannot be in the future"),
        ("extend", {"weeks": "4"}, "but not both"),
        ("extend", {"moves": "after"}, "Enter the day after which dates move"),
        ("extend", {"moves": "backwards"}, "Choose one of the answers"),
        ("hours", {"percent": "5"}, "There is a problem"),
        ("hours", {"percent": "100"}, "works 100% now"),
        ("hours", {"percent": "٣٠٠"}, "There is a problem"),
        ("pause", {"form_id": "no-uuid"}, "There is a problem"),
    ],
)
def test_what_makes_no_sense_is_answered_in_words(client, administrator, place, kind, data, words):
    for act in ("check", "confirm"):
        page = send(client, place, kind, act=act, **data)
        assert page.status_code == 200
        assert words in page.content.decode()
    assert place.status == "active"


def test_unknown_change_is_not_found(client, administrator, place):
    assert client.get(reverse("place_status", args=[place.pk, "vanish"])).status_code == 404


def test_as_many_queries_with_one_and_three_changes(client, administrator, place, django_assert_num_queries):
    for number in (1, 3):
        while PlaceChange.objects.count() < number:
            confirm(client, place, "hours", percent=str(90 - PlaceChange.objects.count()), reason="Less")
        calendar(client, place)
        with django_assert_num_queries(8):
            calendar(client, place)


def test_look_asks_as_often_for_one_and_three(client, administrator, place, django_assert_num_queries):
    for number in (1, 3):
        MilestoneFactory.create_batch(number, challenge=place.challenge)
        AssignmentFactory.create_batch(number, module__cohort=place.cohort)
        send(client, place, "extend")
        with django_assert_num_queries(9):
            send_once = client.post(reverse("place_status", args=[place.pk, "extend"]), answers("extend"))
        assert send_once.status_code == 200
