"""A session of a fellow and a mentor: proposed, accepted by phone, moved, held, with notes and an action."""

import datetime as dt

import pytest
from django.core import mail
from django.urls import reverse
from icalendar import Calendar

from fellowship.notifications.services.sending import send_due
from mentoring.models import Action, Session
from tests.factories.cohorts import AdministratorFactory, days_from_today
from tests.journeys.walking import Walk

AGREED, MOVED = days_from_today(8), days_from_today(9)
NOTES = "The night team begins before the rules are finished."
PRIVATE = "I talk too much in these sessions."
ACTION = "Ask the night team what they would need"


@pytest.fixture
def invited(settings):
    """What has come by mail since one last looked: (to, METHOD, SEQUENCE, the day)."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    def look() -> set[tuple[str, str, int, dt.date]]:
        mail.outbox.clear()
        send_due()
        found = set()
        for message in mail.outbox:
            for part in message.message().walk():
                if part.get_content_type() == "text/calendar":
                    calendar = Calendar.from_ical(part.get_payload(decode=True))
                    (event,) = calendar.walk("VEVENT")
                    day = event["dtstart"].dt.date()
                    found.add((message.to[0], str(calendar["method"]), int(event["sequence"]), day))
        return found

    return look


def test_a_session_from_the_proposal_to_the_action(
    phone_page, browser_page, walk, sign_in, challenge, invited
):
    person, mentor = challenge.place.person, challenge.place.pairings.get().mentor
    sign_in(browser_page, mentor)
    sign_in(phone_page, person)
    at_desk, on_phone = walk(browser_page), walk(phone_page)

    propose(at_desk.open(challenge.get_absolute_url()).follow("Sessions"), AGREED)
    assert invited() == set()
    on_phone.open(reverse("fellow_home")).follow("Accept a time for a session").press("Accept ")
    on_phone.reads("Both of you get it for your calendars")
    both = (person.email, mentor.email)
    assert invited() == {(one, "REQUEST", 0, AGREED) for one in both}

    move(on_phone, MOVED)
    session = Session.objects.get()
    at_desk.open(session.get_absolute_url()).reads("the agreed time stays").press("Accept ")
    assert invited() == {(one, "REQUEST", 1, MOVED) for one in both}
    set_the_agenda(on_phone.open(session.get_absolute_url()))

    # The day has come and gone.
    Session.objects.update(starts_at=session.made_at - dt.timedelta(days=1))
    at_desk.open(reverse("waiting")).follow("Did the session with").press("It was held")
    write_up(at_desk)
    agree_an_action(at_desk)

    on_phone.open(reverse("fellow_home")).reads(ACTION).follow(ACTION).press("Done")
    on_phone.reads(NOTES)
    assert Action.objects.get().status == "done"
    assert PRIVATE not in phone_page.content()
    the_programme_sees_the_date_only(walk, sign_in, browser_page, challenge)


def propose(mentor: Walk, day: dt.date) -> None:
    mentor.follow("Propose a session")
    mentor.write_date("First time: day", day.day, day.month, day.year).write("First time: begins at", "2pm")
    mentor.page.get_by_label("Where you meet").fill("https://meet.example.org/room")
    mentor.press("Propose").heading("Session with")


def move(fellow: Walk, day: dt.date) -> None:
    fellow.follow("Move it")
    fellow.write_date("First time: day", day.day, day.month, day.year).write("First time: begins at", "15:30")
    fellow.press("Propose").reads("Another time is proposed")


def set_the_agenda(fellow: Walk) -> None:
    fellow.follow("Add to the agenda")
    fellow.page.get_by_label("A point of your own").fill("The night team")
    fellow.page.get_by_label("Questions to begin with").select_option(
        label="GROW: goal, reality, options, will"
    )
    fellow.press("Add").reads("The night team").reads("Goal: what would make this hour worth having had?")


def write_up(mentor: Walk) -> None:
    mentor.follow("Write notes")
    mentor.page.get_by_label("Notes of the session").fill(NOTES)
    mentor.is_saved().press("Save notes").reads(NOTES)
    here = mentor.page.url
    mentor.follow("Your private note on this session").write("Your note", PRIVATE).press("Save note")
    mentor.open(here)


def agree_an_action(mentor: Walk) -> None:
    day = days_from_today(5)
    mentor.follow("Add an action").write("What will be done", ACTION)
    mentor.write_date("By when", day.day, day.month, day.year).press("Agree it").reads(ACTION)


def the_programme_sees_the_date_only(walk, sign_in, page, challenge) -> None:
    sign_in(page, AdministratorFactory(programme=challenge.place.cohort.programme).person)
    team = walk(page).open(reverse("sessions", args=[challenge.pk])).reads("Held")
    for words in (NOTES, PRIVATE, ACTION, "The night team", "meet.example.org"):
        assert words not in page.content()
    team.open(reverse("person", args=[challenge.place.person_id])).reads("1 session held")
