"""Handing over: nothing is seen unless the fellow opens it, and it can be taken back."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from mentoring.models import Action, Session
from mentoring.services.actions import take_over
from mentoring.services.handover import awaiting_handover, decide_handover, leave_parting_word
from tests.factories import AdministratorFactory, UserFactory
from tests.factories.cohorts import days_from_today
from tests.factories.sessions import ActionFactory, SessionFactory, at, pairing_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def change():
    """A held session with an earlier mentor, an open action of that mentor, and the pairing that follows."""
    earlier = pairing_of(starts_on=days_from_today(-60), ends_on=days_from_today(-2))
    session = SessionFactory(held=True, pairing=earlier)
    action = ActionFactory(session=session, owner=earlier.mentor)
    later = pairing_of(earlier.place.challenge, starts_on=days_from_today(-1))
    return session, action, later


def test_a_later_mentor_sees_nothing_by_default(change):
    _session, _action, later = change
    assert not Session.objects.visible_to(later.mentor).exists()
    assert not Action.objects.visible_to(later.mentor).exists()
    assert awaiting_handover(later.place_id) == [later]


def test_what_is_opened_is_seen_until_it_is_taken_back(change):
    session, action, later = change
    fellow = later.place.person
    decide_handover(pairing=later, sessions=[session], actions=[action], by=fellow)
    assert list(Session.objects.visible_to(later.mentor)) == [session]
    assert list(Action.objects.visible_to(later.mentor)) == [action]
    assert awaiting_handover(later.place_id) == []
    decide_handover(pairing=later, sessions=[], actions=[], by=fellow)
    assert not Session.objects.visible_to(later.mentor).exists()
    assert not Action.objects.visible_to(later.mentor).exists()


def test_only_the_fellow_decides(change):
    session, _action, later = change
    for person in (later.mentor, session.pairing.mentor, UserFactory()):
        with pytest.raises(PermissionDenied):
            decide_handover(pairing=later, sessions=[session], actions=[], by=person)


def test_a_session_of_somebody_else_cannot_be_opened(change):
    _session, _action, later = change
    foreign = SessionFactory(held=True)
    decide_handover(pairing=later, sessions=[foreign], actions=[], by=later.place.person)
    assert not Session.objects.visible_to(later.mentor).exists()


def test_an_action_handed_over_can_be_taken_over_once_it_is_opened(change):
    _session, action, later = change
    with pytest.raises(PermissionDenied):
        take_over(action=action, by=later.mentor)
    decide_handover(pairing=later, sessions=[], actions=[action], by=later.place.person)
    assert take_over(action=action, by=later.mentor).owner == later.mentor


def test_what_was_opened_ends_with_the_pairing(change):
    session, _action, later = change
    decide_handover(pairing=later, sessions=[session], actions=[], by=later.place.person)
    later.starts_on, later.ends_on = days_from_today(-40), days_from_today(-1)
    later.kind = "second"
    later.save()
    assert not Session.objects.visible_to(later.mentor).exists()


def test_a_parting_word_is_left_by_the_mentor_of_the_pairing(change):
    session, _action, later = change
    word = leave_parting_word(pairing=session.pairing, words="Go on asking.", by=session.pairing.mentor)
    assert leave_parting_word(pairing=session.pairing, words="Go on.", by=word.author).pk == word.pk
    with pytest.raises(PermissionDenied):
        leave_parting_word(pairing=session.pairing, words="Hello", by=later.mentor)


def test_the_fellows_front_page_asks_until_it_is_decided(change, client):
    _session, _action, later = change
    client.force_login(later.place.person)
    asked = "sees of your earlier sessions"
    assert asked in client.get(reverse("fellow_home")).content.decode()
    decide_handover(pairing=later, sessions=[], actions=[], by=later.place.person)
    assert asked not in client.get(reverse("fellow_home")).content.decode()


def test_the_page_of_a_handover_and_the_pack(change, client):
    session, action, later = change
    page = reverse("handover", args=[later.pk])
    client.force_login(later.place.person)
    assert action.words in client.get(page).content.decode()
    client.post(page, {"open": f"action-{action.pk}", "since": "all"})
    client.force_login(later.mentor)
    pack = client.get(page).content.decode()
    assert action.words in pack
    assert session.get_absolute_url() in pack
    assert client.get(session.get_absolute_url()).status_code == 200
    assert client.get(reverse("session_notes", args=[session.pk])).status_code == 403
    client.post(reverse("action_act", args=[action.pk, "take-over"]))
    assert action.words in client.get(reverse("waiting")).content.decode()


def links_in(client, person, name: str, *args: object) -> set[str]:
    """Addresses of handovers that stand on a page."""
    client.force_login(person)
    page = client.get(reverse(name, args=args))
    return set(re.findall(r'href="(/pairings/\d+/handover/)"', page.content.decode()))


def test_the_new_mentor_finds_the_pack_on_both_pages_once_there_is_one(change, client):
    session, action, later = change
    challenge, pack = later.place.challenge.pk, reverse("handover", args=[later.pk])
    pages = (("waiting",), ("sessions", challenge))
    assert [links_in(client, later.mentor, *page) for page in pages] == [set(), set()]
    decide_handover(pairing=later, sessions=[session], actions=[action], by=later.place.person)

    assert [links_in(client, later.mentor, *page) for page in pages] == [{pack}, {pack}]
    assert action.words in client.get(pack).content.decode()


def test_nobody_else_is_led_to_the_pack(change, client):
    session, _action, later = change
    challenge = later.place.challenge
    decide_handover(pairing=later, sessions=[session], actions=[], by=later.place.person)
    second = pairing_of(challenge, starts_on=days_from_today(-1), kind="second").mentor
    team = AdministratorFactory(programme=later.place.cohort.programme).person
    for person in (session.pairing.mentor, second, team):
        assert not links_in(client, person, "waiting")
        assert not links_in(client, person, "sessions", challenge.pk)


@pytest.mark.parametrize(("began", "decided", "is_led"), [(40, 31, False), (29, 29, True), (40, 3, True)])
def test_after_a_month_the_pack_is_found_on_the_page_of_sessions_only(change, client, began, decided, is_led):
    session, _action, later = change
    pack = reverse("handover", args=[later.pk])
    session.pairing.ends_on = days_from_today(-began - 1)
    session.pairing.save()
    later.starts_on = days_from_today(-began)
    later.save()
    handover = decide_handover(pairing=later, sessions=[session], actions=[], by=later.place.person)
    handover.decided_at = at(-decided)
    handover.save()
    assert links_in(client, later.mentor, "waiting") == ({pack} if is_led else set())
    assert links_in(client, later.mentor, "sessions", later.place.challenge.pk) == {pack}


def test_a_mentor_whose_time_is_over_is_not_led_to_the_pack(change, client):
    session, _action, later = change
    decide_handover(pairing=later, sessions=[session], actions=[], by=later.place.person)
    later.starts_on, later.ends_on = days_from_today(-1), days_from_today(-1)
    later.save()
    assert not links_in(client, later.mentor, "waiting")
    assert not links_in(client, later.mentor, "sessions", later.place.challenge.pk)
