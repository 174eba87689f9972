"""What each of the two agreed to do, on the front page of the other: who is shown what."""

import re

import pytest
from django.urls import reverse

from bench.counting import counted
from mentoring.models import Handover, Opening
from mentoring.services.actions import settle_action, take_over
from tests.factories import PairingFactory
from tests.factories.cohorts import days_from_today
from tests.factories.sessions import (
    ActionFactory,
    LearningSetFactory,
    SessionFactory,
    SetMeetingFactory,
    SetMemberFactory,
    pairing_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def pairing():
    return pairing_of(starts_on=days_from_today(-30))


@pytest.fixture
def shown(as_):
    """`shown(person, page)`: the words of the actions in the list about the others, in its order."""

    def look(person, page: str) -> list[str]:
        html = as_(person).get(reverse(page)).content.decode()
        card = re.search(r'<section class="app-card" id="of-(?:fellows|mentors)">.*?</section>', html, re.S)
        return re.findall(r'href="/actions/\d+/">([^<]+)<', card[0]) if card else []

    return look


def agreed(pairing, owner, words: str, **facts):
    return ActionFactory(
        session=SessionFactory(pairing=pairing, held=True), owner=owner, words=words, **facts
    )


def test_each_sees_what_the_other_agreed_to_do_by_date_and_whether_it_is_late(as_, pairing, shown):
    fellow, mentor = pairing.place.person, pairing.mentor
    agreed(pairing, fellow, "Later", due_on=days_from_today(9))
    late = agreed(pairing, fellow, "Late", due_on=days_from_today(-1))
    agreed(pairing, mentor, "Introduce the board")

    assert shown(mentor, "waiting") == ["Late", "Later"]
    assert shown(fellow, "fellow_home") == ["Introduce the board"]
    waiting = as_(mentor).get(reverse("waiting")).content.decode()
    card = waiting[waiting.index('id="of-fellows"') :]
    assert card.count("Overdue") == 1
    assert fellow.full_name in card
    assert as_(mentor).get(late.get_absolute_url()).status_code == 200


def test_what_is_settled_is_shown_no_more(pairing, shown):
    fellow, mentor = pairing.place.person, pairing.mentor
    for action in (agreed(pairing, fellow, "Ask"), agreed(pairing, mentor, "Introduce")):
        settle_action(action=action, act="done", by=fellow)
    assert (shown(mentor, "waiting"), shown(fellow, "fellow_home")) == ([], [])


def test_two_mentors_see_what_was_agreed_with_them_and_the_fellow_what_both_agreed(pairing, shown):
    fellow, lead = pairing.place.person, pairing.mentor
    other = PairingFactory(place=pairing.place, kind="second", starts_on=days_from_today(-9))
    agreed(pairing, fellow, "With the lead")
    agreed(other, fellow, "With the second")
    agreed(pairing, lead, "By the lead", due_on=days_from_today(1))
    agreed(other, other.mentor, "By the second", due_on=days_from_today(2))

    assert shown(lead, "waiting") == ["With the lead"]
    assert shown(other.mentor, "waiting") == ["With the second"]
    assert shown(fellow, "fellow_home") == ["By the lead", "By the second"]


def test_a_mentor_whose_time_is_over_is_shown_nothing_nor_shown_to_the_fellow(pairing, shown):
    fellow, mentor = pairing.place.person, pairing.mentor
    agreed(pairing, fellow, "Ask")
    agreed(pairing, mentor, "Introduce")
    pairing.ends_on = days_from_today(-1)
    pairing.save()
    later = PairingFactory(place=pairing.place, starts_on=days_from_today(0)).mentor

    for person in (mentor, later):
        assert shown(person, "waiting") == []
    assert shown(fellow, "fellow_home") == []


def test_the_fellow_sees_what_the_next_mentor_took_over(pairing, shown):
    fellow = pairing.place.person
    action = agreed(pairing, pairing.mentor, "Introduce")
    pairing.ends_on = days_from_today(-1)
    pairing.save()
    later = PairingFactory(place=pairing.place, starts_on=days_from_today(0))
    Opening.objects.create(handover=Handover.objects.create(pairing=later), action=action)
    assert shown(fellow, "fellow_home") == []

    take_over(action=action, by=later.mentor)

    assert shown(fellow, "fellow_home") == ["Introduce"]
    assert shown(later.mentor, "waiting") == []


def test_what_a_second_mentor_took_over_is_not_among_the_fellows_actions(pairing, shown):
    other = PairingFactory(place=pairing.place, kind="second", starts_on=days_from_today(-9))
    agreed(pairing, other.mentor, "Taken over")
    assert shown(pairing.mentor, "waiting") == []
    assert shown(pairing.place.person, "fellow_home") == ["Taken over"]


def test_an_own_action_of_a_set_is_on_no_other_front_page(pairing, shown):
    learning_set = LearningSetFactory(cohort=pairing.place.cohort, facilitator=pairing.mentor)
    SetMemberFactory(learning_set=learning_set, place=pairing.place)
    meeting = SetMeetingFactory(learning_set=learning_set)
    facts = {"session": None, "meeting": meeting, "for_mentor": True}
    for person in (pairing.place.person, pairing.mentor):
        ActionFactory(owner=person, made_by=person, **facts)
    assert shown(pairing.mentor, "waiting") == []
    assert shown(pairing.place.person, "fellow_home") == []


def test_a_fellow_who_mentors_sees_each_on_its_page(pairing, shown):
    person = pairing.mentor
    own = pairing_of(starts_on=days_from_today(-30))
    own.place.person = person
    own.place.save()
    agreed(pairing, pairing.place.person, "By my fellow")
    agreed(own, own.mentor, "By my mentor")
    assert shown(person, "waiting") == ["By my fellow"]
    assert shown(person, "fellow_home") == ["By my mentor"]


@pytest.mark.parametrize("page", ["waiting", "fellow_home"])
def test_it_costs_one_statement_however_many_and_none_where_there_is_nothing(as_, pairing, page):
    people = {"waiting": pairing.mentor, "fellow_home": pairing.place.person}
    person = people.pop(page)
    (other,) = people.values()
    session = SessionFactory(pairing=pairing, held=True)
    client = as_(person)

    def asked() -> int:
        client.get(reverse(page))
        with counted() as count:
            client.get(reverse(page))
        return count.statements

    none = asked()
    ActionFactory(session=session, owner=other)
    one = asked()
    ActionFactory.create_batch(8, session=session, owner=other)
    assert [one - none, asked() - none] == [1, 1]


def test_what_was_handed_over_costs_no_statement_of_its_own(as_, pairing):
    client = as_(pairing.mentor)
    found = []
    for _time in range(2):
        client.get(reverse("waiting"))
        with counted() as count:
            client.get(reverse("waiting"))
        found.append(count.statements)
        Handover.objects.get_or_create(pairing=pairing)
    assert found[0] == found[1]
