"""Mails about sessions: the calendar part that goes with them, and what they never say."""

import datetime as dt
import email
import uuid

import pytest
from django.utils import timezone
from icalendar import Calendar

from fellowship.notifications.models import Message, QuietHours
from fellowship.notifications.services.rendering import mail_of, words_of
from fellowship.notifications.services.sending import send_due
from fellowship.people.models import Leave
from mentoring.reminders import (
    action_letters,
    actions_due,
    actions_overdue,
    session_due_letters,
    sessions_due,
)
from mentoring.services.learning_sets import add_meeting, move_meeting
from mentoring.services.sessions import (
    accept_time,
    cancel_session,
    change_place,
    propose_session,
    propose_times,
)
from mentoring.session_emails import invitation_letters, invitation_of, proposal_letters
from mentoring.set_emails import meeting_letters
from tests.factories.cohorts import days_from_today
from tests.factories.sessions import (
    ActionFactory,
    LearningSetFactory,
    SessionFactory,
    SetMemberFactory,
    at,
    pairing_of,
)
from tests.mentoring.services.test_sessions import agreed, proposed

pytestmark = pytest.mark.django_db

SUMMER = dt.datetime(2027, 6, 8, 13, tzinfo=dt.UTC)  # 2pm in London
WINTER = dt.datetime(2027, 1, 12, 14, tzinfo=dt.UTC)


def calendar_in(message: Message, letters=invitation_letters) -> tuple[Calendar, email.message.Message]:
    letter = letters([message])[message.pk]
    mail = mail_of(message, words_of(message, letter)).message()
    part = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
    return Calendar.from_ical(part.get_payload(decode=True)), part


def last_to(person, kind="session_agreed") -> Message:
    return Message.objects.filter(person=person, kind=kind).latest("pk")


def test_an_agreed_session_comes_as_a_request_for_both_calendars():
    session = agreed(place="https://meet.example.org/room")
    for person in (session.fellow, session.pairing.mentor):
        calendar, part = calendar_in(last_to(person))
        (event,) = calendar.walk("VEVENT")
        assert calendar["method"] == "REQUEST"
        assert part.get_param("method") == "REQUEST"
        assert (event["sequence"], event["location"]) == (0, "https://meet.example.org/room")
        assert event["uid"].startswith(str(session.uid))
        assert {str(attendee) for attendee in event["attendee"]} == {
            f"mailto:{one.email}" for one in (session.fellow, session.pairing.mentor)
        }


@pytest.mark.parametrize("moment", [SUMMER, WINTER])
def test_the_calendar_has_the_wall_clock_and_its_zone(moment):
    session = SessionFactory(agreed=True, starts_at=moment)
    calendar = Calendar.from_ical(invitation_of(session, is_cancelled=False).as_icalendar())
    (event,) = calendar.walk("VEVENT")
    assert event["dtstart"].params["TZID"] == "Europe/London"
    assert event["dtstart"].dt.hour == 14
    assert event["dtstart"].dt.astimezone(dt.UTC) == moment
    assert [zone["tzid"] for zone in calendar.walk("VTIMEZONE")] == ["Europe/London"]


def test_the_zone_is_that_of_who_set_the_time():
    pairing = pairing_of()
    pairing.mentor.time_zone = "Asia/Kolkata"
    pairing.mentor.save()
    session = propose_session(
        pairing=pairing, times=[at(7)], minutes=30, place="", form_id=uuid.uuid4(), by=pairing.mentor
    )
    session = accept_time(session=session, starts_at=at(7), version=1, by=session.fellow)
    calendar, _part = calendar_in(last_to(session.fellow))
    (event,) = calendar.walk("VEVENT")
    assert event["dtstart"].params["TZID"] == "Asia/Kolkata"
    assert event["dtstart"].dt == at(7)


def test_a_move_has_the_same_uid_and_a_higher_sequence_and_the_old_invitation_is_left_out():
    session = agreed()
    first = last_to(session.fellow)
    session = propose_times(
        session=session, times=[at(9)], minutes=60, version=session.version, by=session.fellow
    )
    accept_time(session=session, starts_at=at(9), version=session.version, by=session.pairing.mentor)
    assert invitation_letters([first]) == {}
    calendar, _part = calendar_in(last_to(session.fellow))
    (event,) = calendar.walk("VEVENT")
    assert event["sequence"] == 1
    assert event["uid"].startswith(str(session.uid))
    assert event["dtstart"].dt == at(9)


def test_a_longer_session_ends_later_in_calendars_and_the_letter_says_what_it_was():
    session = agreed(times=[SUMMER])
    session = propose_times(
        session=session, times=[SUMMER], minutes=90, version=session.version, by=session.fellow
    )
    offer = last_to(session.pairing.mentor, "session")
    assert "2pm to 3:30pm" in words_of(offer, proposal_letters([offer])[offer.pk]).text
    accept_time(session=session, starts_at=SUMMER, version=session.version, by=session.pairing.mentor)

    message = last_to(session.fellow)
    calendar, _part = calendar_in(message)
    (event,) = calendar.walk("VEVENT")
    assert (event["sequence"], event["dtend"].dt) == (1, SUMMER + dt.timedelta(minutes=90))
    text = words_of(message, invitation_letters([message])[message.pk]).text
    assert "Tuesday 8 June 2027, 2pm to 3:30pm" in text
    assert "Before, it was Tuesday 8 June 2027, 2pm to 3pm." in text


def words_to(person) -> str:
    message = last_to(person)
    words = words_of(message, invitation_letters([message])[message.pk])
    return f"{words.subject}\n{words.text}"


def gone_out() -> None:
    Message.objects.update(status="sent", sent_at=timezone.now())


def moved(session, to, by):
    other = session.other_than(by.pk)
    session = propose_times(session=session, times=[to], minutes=60, version=session.version, by=by)
    return accept_time(session=session, starts_at=to, version=session.version, by=other)


def test_before_is_what_each_was_really_told():
    session = agreed(times=[SUMMER])
    gone_out()
    session = moved(session, SUMMER + dt.timedelta(days=1), session.fellow)
    session = change_place(session=session, place="Room 2", version=session.version, by=session.fellow)
    assert "Before, it was Tuesday 8 June 2027, 2pm to 3pm." in words_to(session.fellow)
    session = moved(session, SUMMER + dt.timedelta(days=2), session.fellow)
    assert "Before, it was Tuesday 8 June 2027, 2pm to 3pm." in words_to(session.fellow)

    Message.objects.filter(person=session.fellow).update(status="sent", sent_at=timezone.now())
    session = change_place(session=session, place="Room 3", version=session.version, by=session.fellow)
    assert "Before" not in words_to(session.fellow)
    assert "Before, it was Tuesday 8 June 2027" in words_to(session.pairing.mentor)


def test_a_session_that_is_cancelled_is_named_by_its_date():
    session = agreed(times=[SUMMER])
    cancel_session(session=session, reason="", version=session.version, by=session.fellow)
    message = last_to(session.fellow)
    letter = invitation_letters([message])[message.pk]
    assert "Tuesday 8 June 2027, 2pm to 3pm" in letter.line
    assert "Tuesday 8 June 2027, 2pm to 3pm" in words_of(message, letter).subject


def test_a_set_hears_which_date_was_moved_and_what_it_was():
    learning_set = LearningSetFactory()
    by, form_id = learning_set.facilitator, uuid.uuid4()
    meeting = add_meeting(
        learning_set=learning_set, starts_at=SUMMER, minutes=120, place="", form_id=form_id, by=by
    )
    gone_out()
    moved_to = SUMMER + dt.timedelta(days=7)
    move_meeting(meeting=meeting, starts_at=moved_to, minutes=60, place="", by=by)
    message = last_to(by)
    text = words_of(message, meeting_letters([message])[message.pk]).text
    assert "Before, it was Tuesday 8 June 2027, 2pm to 4pm." in text
    assert "Tuesday 15 June 2027, 2pm to 3pm" in text


def test_the_day_before_is_by_each_ones_own_clock():
    pairing = pairing_of()
    pairing.mentor.time_zone = "America/New_York"
    pairing.mentor.save()
    starts_at = dt.datetime(2026, 12, 15, 1, tzinfo=dt.UTC)  # Monday at 8pm in New York
    for zone in ("America/New_York", "Europe/London"):
        SessionFactory(pairing=pairing, agreed=True, starts_at=starts_at, zone=zone)
    for person, before in ((pairing.mentor, 13), (pairing.place.person, 14)):
        found = list(sessions_due(dt.date(2026, 12, 1), dt.date(2026, 12, 20), person.pk))
        assert [one.day for one in found] == [dt.date(2026, 12, before)] * 2
        on_that_day = dt.date(2026, 12, before)
        assert len(list(sessions_due(on_that_day, on_that_day, person.pk))) == 2


def test_a_cancelled_session_comes_as_cancel():
    session = agreed()
    cancel_session(session=session, reason="Ill", version=session.version, by=session.fellow)
    calendar, part = calendar_in(last_to(session.pairing.mentor))
    (event,) = calendar.walk("VEVENT")
    assert (calendar["method"], part.get_param("method"), event["status"]) == ("CANCEL",) * 2 + ("CANCELLED",)
    assert event["sequence"] == 1


def test_a_mail_says_neither_place_nor_reason_nor_agenda():
    session = agreed(place="Room of secrets")
    session.agenda.create(words="A secret point", by=session.fellow)
    cancelled = cancel_session(
        session=session, reason="A secret reason", version=session.version, by=session.fellow
    )
    for message in Message.objects.filter(object_kind="mentoring.session"):
        find = invitation_letters if message.kind == "session_agreed" else proposal_letters
        for letter in find([message]).values():
            words = words_of(message, letter)
            assert "secret" not in f"{words.subject}{words.text}{words.html}".lower()
    assert cancelled.sequence == 1


def test_a_proposal_that_was_answered_needs_no_letter():
    session = proposed()
    message = last_to(session.fellow, "session")
    letter = proposal_letters([message])[message.pk]
    assert "proposed times" in words_of(message, letter).subject
    accept_time(session=session, starts_at=at(7), version=1, by=session.fellow)
    assert proposal_letters([message]) == {}


def test_both_are_reminded_the_day_before_and_nobody_of_an_old_time():
    session = SessionFactory(agreed=True, starts_at=at(3))
    found = list(sessions_due(days_from_today(0), days_from_today(5), None))
    assert {reminder.person_id for reminder in found} == {session.fellow.pk, session.pairing.mentor_id}
    assert {reminder.day for reminder in found} == {days_from_today(2)}
    message = _message_of(found[0], "session_due", "mentoring.session")
    assert session_due_letters([message])
    session.starts_at, session.sequence = at(4), 1
    session.save()
    assert session_due_letters([message]) == {}


def _message_of(reminder, kind, object_kind) -> Message:
    return Message.objects.create(
        person_id=reminder.person_id,
        kind=kind,
        object_kind=object_kind,
        object_id=reminder.object_id,
        due_on=reminder.due_on,
        offset_days=reminder.offset_days,
        why=reminder.why,
    )


def test_the_owner_is_reminded_of_an_action_without_its_words():
    action = ActionFactory(words="A secret errand", due_on=days_from_today(3))
    (reminder,) = actions_due(days_from_today(0), days_from_today(2), None)
    assert (reminder.person_id, reminder.offset_days) == (action.owner_id, -3)
    message = _message_of(reminder, "action_due", "mentoring.action")
    words = words_of(message, action_letters([message])[message.pk])
    assert "secret" not in f"{words.subject}{words.text}{words.html}{reminder.about}{reminder.why}".lower()


def test_a_done_a_moved_and_a_handed_over_action_remind_nobody():
    done, moved, handed = (ActionFactory(due_on=days_from_today(0)) for _number in range(3))
    reminders = list(actions_due(days_from_today(0), days_from_today(0), None))
    messages = [_message_of(reminder, "action_due", "mentoring.action") for reminder in reminders]
    done.status, done.settled_at = "done", timezone.now()
    moved.due_on = days_from_today(9)
    handed.owner = handed.session.pairing.mentor
    for action in (done, moved, handed):
        action.save()
    assert len(messages) == 3
    assert action_letters(messages) == {}


def test_an_overdue_action_is_told_once_after_three_days():
    ActionFactory(due_on=days_from_today(-3))
    assert len(list(actions_overdue(days_from_today(-1), days_from_today(0), None))) == 1
    assert not list(actions_overdue(days_from_today(1), days_from_today(5), None))


def test_a_paused_year_reminds_of_nothing():
    session = SessionFactory(agreed=True, starts_at=at(1))
    place = session.pairing.place
    ActionFactory(session=session, due_on=days_from_today(0))
    place.status = "paused"
    place.save()
    assert not list(sessions_due(days_from_today(0), days_from_today(3), None))
    assert not list(actions_due(days_from_today(0), days_from_today(3), None))


def test_everybody_in_a_set_gets_one_mail_that_names_nobody_else():
    learning_set = LearningSetFactory()
    members = [
        SetMemberFactory(learning_set=learning_set, place=pairing_of().place).place for _number in range(2)
    ]
    add_meeting(
        learning_set=learning_set,
        starts_at=at(7),
        minutes=120,
        place="",
        form_id=uuid.uuid4(),
        by=learning_set.facilitator,
    )
    messages = list(Message.objects.filter(object_kind="mentoring.setmeeting"))
    people = {*(place.person_id for place in members), learning_set.facilitator_id}
    assert {message.person_id for message in messages} == people
    assert len(messages) == 3
    calendar, _part = calendar_in(messages[0], meeting_letters)
    (event,) = calendar.walk("VEVENT")
    assert str(event["attendee"]) == f"mailto:{messages[0].person.email}"


def test_nobody_is_reminded_of_a_session_after_the_end_of_its_pairing():
    session = SessionFactory(agreed=True, starts_at=at(3))
    session.pairing.ends_on = days_from_today(2)
    session.pairing.save()
    assert not list(sessions_due(days_from_today(0), days_from_today(5), None))


def held_back(message: Message) -> dt.datetime:
    """Until when, if its person is on leave for a month."""
    Leave.objects.create(person=message.person, starts_on=days_from_today(0), ends_on=days_from_today(30))
    send_due()
    message.refresh_from_db()
    assert message.status == "waiting"
    return message.send_after


def test_cancellation_reaches_who_is_on_leave_shortly_before_the_session(time_machine):
    session = agreed(times=[at(2)])
    cancel_session(session=session, reason="", version=session.version, by=session.pairing.mentor)
    message = last_to(session.fellow)

    assert held_back(message) == at(2) - dt.timedelta(hours=3)

    time_machine.move_to(message.send_after)
    send_due()
    message.refresh_from_db()
    assert message.status == "sent"


@pytest.mark.parametrize(("old", "new"), [(2, 9), (9, 2)])
def test_moved_session_is_told_before_the_earlier_of_both_times(old, new):
    session = agreed(times=[at(old)])
    session = propose_times(
        session=session, times=[at(new)], minutes=60, version=session.version, by=session.fellow
    )
    accept_time(session=session, starts_at=at(new), version=session.version, by=session.pairing.mentor)

    assert held_back(last_to(session.fellow)) == at(2) - dt.timedelta(hours=3)


def test_proposal_for_tomorrow_does_not_wait_until_after_it():
    session = proposed(times=[at(1), at(8)])

    assert held_back(last_to(session.fellow, "session_soon")) == at(1) - dt.timedelta(hours=3)


def test_change_of_a_session_in_an_hour_goes_at_once_whatever_the_quiet_hours():
    session = agreed(times=[timezone.now() + dt.timedelta(hours=1)])
    QuietHours.objects.create(person=session.fellow, starts_at=dt.time(0), ends_at=dt.time(23, 59))
    cancel_session(session=session, reason="", version=session.version, by=session.pairing.mentor)

    send_due()

    assert last_to(session.fellow).status == "sent"
