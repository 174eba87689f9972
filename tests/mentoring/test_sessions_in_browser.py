"""Pages of sessions in a real browser: they fit a phone, axe finds nothing, notes save themselves."""

import os
from uuid import uuid4

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page, expect

from fellowship.sealed.services.drafts import save_draft
from mentoring.models import Action, AgendaPoint, Handover, Opening, PartingWord
from mentoring.services.session_notes import DRAFT
from tests.factories import LogEntryFactory
from tests.factories.cohorts import AdministratorFactory, days_from_today
from tests.factories.sessions import (
    ActionFactory,
    LearningSetFactory,
    SessionFactory,
    SessionNotesFactory,
    SessionTimeFactory,
    SetMeetingFactory,
    SetMemberFactory,
    at,
    pairing_of,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
LONG = "Ask-everybody-who-was-not-in-the-room-and-whose-word-counts-all-the-same what they would do"


def sign_in(page: Page, client, live_server, person) -> None:
    client.force_login(person)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])


@pytest.fixture
def year():
    """A fellow with sessions of every state, an earlier mentor, and a set."""
    pairing = pairing_of(starts_on=days_from_today(-60))
    challenge, mentor = pairing.place.challenge, pairing.mentor
    held = SessionFactory(pairing=pairing, held=True, place="https://meet.example.org/room")
    SessionNotesFactory(session=held, words="What **matters** to both.\n\n- One\n- Two", version=2)
    AgendaPoint.objects.create(session=held, words=LONG, position=1, by=mentor)
    AgendaPoint.objects.create(session=held, words="The board", position=2, by=mentor)
    action = ActionFactory(session=held, words=LONG)
    ActionFactory(session=held, due_on=days_from_today(-3), owner=mentor)
    ActionFactory(session=held, status="done", settled_at=at(-1))
    LogEntryFactory(challenge=challenge)
    proposed = SessionFactory(pairing=pairing)
    for days in (8, 9):
        SessionTimeFactory(session=proposed, starts_at=at(days))
    moving = SessionFactory(pairing=pairing, status="moving", starts_at=at(5))
    SessionTimeFactory(session=moving, starts_at=at(6), minutes=90)
    late = SessionFactory(pairing=pairing, status="moving", starts_at=at(-1))
    SessionTimeFactory(session=late, starts_at=at(1))
    over = SessionFactory(pairing=pairing)
    SessionTimeFactory(session=over, starts_at=at(-1))
    to_mark = SessionFactory(pairing=pairing, status="agreed", starts_at=at(-1))
    earlier = pairing_of(
        challenge, starts_on=days_from_today(-60), ends_on=days_from_today(-3), kind="second"
    )
    old, unsaved = (SessionFactory(pairing=earlier, status="held", starts_at=at(-days)) for days in (10, 20))
    for session in (held, unsaved):
        save_draft(
            by=session.fellow,
            draft_id=uuid4(),
            form=DRAFT,
            subject_id=session.pk,
            fields={"words": f"{LONG}\n\nAnd more.", "seen": 0},
            version=0,
        )
    PartingWord.objects.create(pairing=earlier, words="Go on asking.", author=earlier.mentor)
    Opening.objects.create(handover=Handover.objects.create(pairing=pairing), session=old)
    learning_set = LearningSetFactory(cohort=pairing.place.cohort, facilitator=mentor)
    SetMemberFactory(learning_set=learning_set, place=pairing.place)
    been = SetMeetingFactory(learning_set=learning_set, starts_at=at(-2))
    to_come = SetMeetingFactory(learning_set=learning_set)
    pages = {
        "sessions": ("sessions", challenge.pk),
        "held": ("session", held.pk),
        "proposed": ("session", proposed.pk),
        "moving": ("session", moving.pk),
        "to_mark": ("session", to_mark.pk),
        "late": ("session", late.pk),
        "over": ("session", over.pk),
        "decline": ("session_cancel", proposed.pk),
        "new": ("session_new", challenge.pk),
        "times": ("session_times", moving.pk),
        "cancel": ("session_cancel", moving.pk),
        "place": ("session_place", moving.pk),
        "agenda": ("session_agenda", moving.pk),
        "notes": ("session_notes", held.pk),
        "history": ("session_notes_history", held.pk),
        "private": ("session_private", held.pk),
        "action_new": ("action_new", held.pk),
        "action": ("action", action.pk),
        "handover": ("handover", pairing.pk),
        "sets": ("learning_sets",),
        "set": ("learning_set", learning_set.pk),
        "been": ("set_meeting", been.pk),
    }
    for_mentor = {
        "parting_word": ("parting_word", pairing.pk),
        "meeting_new": ("set_meeting_new", learning_set.pk),
        "meeting_edit": ("set_meeting_edit", to_come.pk),
        "meeting_cancel": ("set_meeting_cancel", to_come.pk),
        "waiting": ("waiting",),
    }
    for_fellow = {
        "own_action": ("set_action_new", been.pk),
        "home": ("fellow_home",),
        "drafts": ("drafts",),
        "ended": ("session_notes", unsaved.pk),
    }
    administrator = AdministratorFactory(programme=pairing.place.cohort.programme).person
    for_team = {
        "sessions": ("sessions", challenge.pk),
        "person": ("person", pairing.place.person_id),
        "set_new": ("learning_set_new", pairing.place.cohort_id),
        "set_edit": ("learning_set_edit", learning_set.pk),
    }
    return {
        "fellow": (pairing.place.person, pages | for_fellow),
        "mentor": (mentor, pages | for_mentor),
        "team": (administrator, for_team),
    }


@pytest.mark.parametrize("who", ["fellow", "mentor", "team"])
def test_pages_fit_and_axe_finds_nothing(who, year, browser_page, client, live_server, axe, fits):
    person, pages = year[who]
    sign_in(browser_page, client, live_server, person)
    for name, (address, *args) in pages.items():
        for width in (320, 768, 1280):
            browser_page.set_viewport_size({"width": width, "height": 740})
            answer = browser_page.goto(live_server.url + reverse(address, args=args))
            assert answer.ok, name
            fits(browser_page)
            if shots := os.environ.get("SHOTS"):
                browser_page.screenshot(path=f"{shots}/{who}-{name}-{width}.png", full_page=True)
        axe(browser_page)


def test_notes_save_themselves_while_typing(year, browser_page, client, live_server):
    person, pages = year["fellow"]
    sign_in(browser_page, client, live_server, person)
    here = live_server.url + reverse(pages["notes"][0], args=pages["notes"][1:])
    browser_page.goto(here)
    browser_page.get_by_label("Notes of the session").fill("Half a thought")
    expect(browser_page.locator("[data-autosave-status]")).to_contain_text("Saved at", timeout=20_000)
    browser_page.goto(here)
    expect(browser_page.get_by_label("Notes of the session")).to_have_value("Half a thought")


def test_an_action_without_a_connection_stays_on_the_page_and_is_sent_later(
    browser_page, client, live_server, year
):
    person, pages = year["fellow"]
    sign_in(browser_page, client, live_server, person)
    browser_page.goto(live_server.url + reverse(pages["action_new"][0], args=pages["action_new"][1:]))
    browser_page.get_by_label("What will be done").fill("Ask the ward clerk")
    due = days_from_today(5)
    for label, value in (("Day", due.day), ("Month", due.month), ("Year", due.year)):
        browser_page.get_by_label(label, exact=True).fill(str(value))
    browser_page.context.set_offline(True)
    browser_page.get_by_role("button", name="Agree it").click()
    expect(browser_page.get_by_text("Not sent: there is no connection")).to_be_visible()
    expect(browser_page.get_by_label("What will be done")).to_have_value("Ask the ward clerk")
    browser_page.context.set_offline(False)
    browser_page.get_by_role("button", name="Agree it").click()
    expect(browser_page.get_by_text("The action is agreed")).to_be_visible()
    assert Action.objects.filter(words="Ask the ward clerk").count() == 1
