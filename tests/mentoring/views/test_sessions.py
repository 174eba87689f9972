"""The pages of sessions: what each person is shown, and what their forms do."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from fellowship.nhsuk.words import weekday
from fellowship.notifications.models import Message
from fellowship.people.models import Leave
from fellowship.sealed.models import Draft, PrivateNote
from fellowship.sealed.services.author import unseal_for
from mentoring.models import Action, AgendaPoint, Session, SessionNotes
from mentoring.services.session_notes import private_note_id
from mentoring.session_emails import proposal_letters
from mentoring.things import key_of, thing_of
from mentoring.times import in_words
from tests.access.sending import day
from tests.factories import BriefVersionFactory, LogEntryFactory, MilestoneFactory, UserFactory
from tests.factories.cohorts import AdministratorFactory, days_from_today
from tests.factories.sessions import (
    ActionFactory,
    SessionFactory,
    SessionNotesFactory,
    SessionTimeFactory,
    at,
    pairing_of,
)
from tests.factories.workspace import QuestionFactory

pytestmark = pytest.mark.django_db


def proposal(**more) -> dict:
    times = {**day("day_1", days_from_today(7)), "clock_1": "2pm"}
    return {**times, "minutes": "60", "place": "", "form_id": str(uuid.uuid4()), **more}


def people_of(session):
    return session.fellow, session.pairing.mentor


def test_a_session_is_proposed_and_accepted_with_one_press(as_):
    pairing = pairing_of()
    page = reverse("session_new", args=[pairing.place.challenge.pk])
    assert as_(pairing.mentor).get(page).status_code == 200
    as_(pairing.mentor).post(page, proposal())
    session = Session.objects.get()
    html = as_(pairing.place.person).get(session.get_absolute_url()).content.decode()
    assert "Accept " in html
    data = {"starts_at": session.times.get().starts_at.isoformat(), "version": session.version}
    answer = as_(pairing.place.person).post(reverse("session_accept", args=[session.pk]), data, follow=True)
    assert "Both of you get it" in answer.content.decode()
    session.refresh_from_db()
    assert (session.status, session.starts_at) == ("agreed", at(7))


def test_the_proposer_is_offered_no_button_to_accept(as_):
    session = SessionTimeFactory().session
    assert "Accept " not in as_(session.pairing.mentor).get(session.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"clock_1": "25:00"},
        {"clock_1": "14:00\x00"},
        {"clock_1": "٣pm"},
        {"day_1-day": "31", "day_1-month": "2"},
        {"day_1-year": "2020"},
        {"clock_1": ""},
        {"clock_2": "3pm"},
        {"minutes": "7"},
        {"place": "x" * 400},
    ],
)
def test_a_proposal_that_makes_no_sense_is_shown_again(as_, wrong):
    pairing = pairing_of()
    answer = as_(pairing.mentor).post(
        reverse("session_new", args=[pairing.place.challenge.pk]), proposal(**wrong)
    )
    assert "There is a problem" in answer.content.decode()
    assert not Session.objects.exists()


def test_leave_warns_and_does_not_refuse(as_):
    pairing = pairing_of()
    Leave.objects.create(person=pairing.mentor, starts_on=days_from_today(6), ends_on=days_from_today(9))
    page, client = reverse("session_new", args=[pairing.place.challenge.pk]), as_(pairing.place.person)
    assert "is away on" in client.post(page, proposal()).content.decode()
    client.post(page, proposal(away_seen="yes"))
    assert Session.objects.count() == 1


def test_times_are_by_the_clock_of_who_types_them(as_):
    pairing = pairing_of()
    pairing.mentor.time_zone = "America/New_York"
    pairing.mentor.save()
    as_(pairing.mentor).post(reverse("session_new", args=[pairing.place.challenge.pk]), proposal())
    session = Session.objects.get()
    there = session.times.get().starts_at.astimezone(pairing.mentor.zone)
    assert (there.hour, session.zone) == (14, "America/New_York")
    html = as_(pairing.place.person).get(session.get_absolute_url()).content.decode()
    assert "your time (2pm in America/New York)" in html


def test_the_programme_team_sees_dates_of_what_was_held_and_nothing_else(as_):
    session = SessionFactory(held=True, place="Secret room")
    SessionNotesFactory(session=session, words="Secret notes")
    ActionFactory(session=session, words="Secret action")
    AgendaPoint.objects.create(session=session, words="Secret point", by=session.fellow)
    SessionFactory(pairing=session.pairing, agreed=True)
    programme = session.pairing.place.cohort.programme
    client = as_(AdministratorFactory(programme=programme).person)
    html = client.get(reverse("sessions", args=[session.pairing.place.challenge.pk])).content.decode()
    assert html.count("Held") == 1
    assert "Agreed" not in html
    assert "secret" not in html.lower()
    assert client.get(session.get_absolute_url()).status_code == 404
    person = client.get(reverse("person", args=[session.fellow.pk])).content.decode()
    assert "1 session held, on" in person
    assert "secret" not in person.lower()


def test_notes_are_written_by_both_and_an_earlier_save_is_not_overwritten(as_):
    session = SessionFactory(held=True)
    fellow, mentor = people_of(session)
    page = reverse("session_notes", args=[session.pk])
    as_(mentor).post(page, {"words": "First", "seen": "0", "version": "0"})
    answer = as_(fellow).post(page, {"words": "Mine", "seen": "0", "version": "0"})
    assert answer.status_code == 409
    html = answer.content.decode()
    assert "First" in html
    assert "Mine" in html
    as_(fellow).post(page, {"words": "Mine", "seen": "0", "seen_version": "1", "keep": "both"})
    notes = SessionNotes.objects.get()
    assert notes.words == "First\n\nMine"
    assert [version.words for version in notes.versions.all()] == ["First"]
    history = as_(mentor).get(reverse("session_notes_history", args=[session.pk]))
    assert "First" in history.content.decode()


def test_what_is_typed_is_a_sealed_draft_until_it_is_saved(as_):
    session = SessionFactory(held=True)
    fellow, mentor = people_of(session)
    draft_id = str(uuid.uuid4())
    data = {"words": "Half a thought", "seen": "0", "version": "0", "draft": draft_id}
    saved = as_(fellow).post(reverse("session_notes_draft", args=[session.pk]), data)
    assert saved.json()["version"] == 1
    page = reverse("session_notes", args=[session.pk])
    assert "Half a thought" in as_(fellow).get(page).content.decode()
    assert "Half a thought" not in as_(mentor).get(page).content.decode()
    as_(fellow).post(page, {**data, "words": "A whole thought", "version": "1"})
    unseal_for(fellow)
    assert not Draft.objects.filter(pk=draft_id).exists()


def typed_draft(as_, session, person, words="Half a thought"):
    data = {"words": words, "seen": "0", "version": "0", "draft": str(uuid.uuid4())}
    assert as_(person).post(reverse("session_notes_draft", args=[session.pk]), data).status_code == 200
    return data["draft"]


@pytest.mark.parametrize("state", [{"held": True}, {"agreed": True}, {"status": "cancelled"}])
def test_a_draft_of_notes_is_found_from_the_session_and_among_the_drafts(as_, state):
    session = SessionFactory(**state)
    fellow, mentor = people_of(session)
    typed_draft(as_, session, fellow)
    page = reverse("session_notes", args=[session.pk])
    html = as_(fellow).get(session.get_absolute_url()).content.decode()
    assert "You have a draft of notes, not saved yet" in html
    assert page in html
    assert "Half a thought" in as_(fellow).get(page).content.decode()
    drafts = as_(fellow).get(reverse("drafts")).content.decode()
    assert "Half a thought" in drafts
    assert page in drafts
    assert "You have 1 draft" in as_(fellow).get(reverse("home"), follow=True).content.decode()
    assert "draft of notes" not in as_(mentor).get(session.get_absolute_url()).content.decode()
    assert "Half a thought" not in as_(mentor).get(reverse("drafts")).content.decode()


@pytest.mark.parametrize("days_ago", [2, 400])
def test_a_draft_of_notes_is_read_and_discarded_after_the_pairing_has_ended(as_, days_ago):
    session = SessionFactory(held=True)
    fellow, mentor = people_of(session)
    numbers = {person: typed_draft(as_, session, person) for person in (fellow, mentor)}
    ended = {"starts_on": days_from_today(-500), "ends_on": days_from_today(-days_ago)}
    type(session.pairing).objects.filter(pk=session.pairing_id).update(**ended)
    page = reverse("session_notes", args=[session.pk])
    for person, number in numbers.items():
        html = as_(person).get(page).content.decode()
        assert "Half a thought" in html
        assert "Save notes" not in html
        discard = reverse("draft_discard", args=[number])
        assert discard in html
        as_(person).post(discard, {"version": "1"})
        assert as_(person).get(page).status_code in (403, 404)


def test_a_private_note_is_sealed_for_its_author_even_from_sql(as_):
    session = SessionFactory(held=True)
    fellow, mentor = people_of(session)
    private = reverse("session_private", args=[session.pk])
    html = as_(mentor).get(private).content.decode()
    note_id = private_note_id(session, mentor)
    assert str(note_id) in html
    assert "your mentor" not in html  # it is the mentor who reads
    words = {"text": "She is braver than she knows", **day("written_on", session.day), "version": "0"}
    as_(mentor).post(reverse("note", args=[note_id]), words)
    assert as_(mentor).get(private).url == reverse("note", args=[note_id])
    assert as_(fellow).get(reverse("note", args=[note_id])).status_code == 404
    unseal_for(fellow)
    assert not PrivateNote.objects.raw("SELECT * FROM sealed_privatenote WHERE id = %s", [note_id])[:]
    unseal_for(mentor)
    (row,) = PrivateNote.objects.raw("SELECT * FROM sealed_privatenote WHERE id = %s", [note_id])
    assert b"braver" not in bytes(row.words)
    assert row.read()["text"] == "She is braver than she knows"


def test_the_agenda_collects_what_waits_and_takes_what_is_ticked(as_):
    session = SessionFactory(agreed=True)
    challenge = session.pairing.place.challenge
    LogEntryFactory(challenge=challenge, shared_at=timezone.now())
    action = ActionFactory(session=SessionFactory(pairing=session.pairing, held=True), words="Ask nights")
    page = reverse("session_agenda", args=[session.pk])
    html = as_(session.fellow).get(page).content.decode()
    assert "Log entry of" in html
    assert "Ask nights" in html
    as_(session.fellow).post(page, {"things": f"action-{action.pk}", "own": "The board", "starter": "grow"})
    shown = as_(session.pairing.mentor).get(session.get_absolute_url()).content.decode()
    assert session.agenda.count() == 6
    assert "Ask nights" in shown
    assert "Goal: what would make this hour" in shown
    point = session.agenda.get(words="The board")
    as_(session.pairing.mentor).post(reverse("agenda_point", args=[point.pk, "up"]))
    assert list(session.agenda.values_list("words", flat=True))[-2] == "The board"
    as_(session.fellow).post(reverse("agenda_point", args=[point.pk, "remove"]))
    assert session.agenda.count() == 5


def test_something_of_another_challenge_cannot_be_put_on_the_agenda(as_):
    session = SessionFactory(agreed=True)
    foreign = LogEntryFactory()
    LogEntryFactory(challenge=session.pairing.place.challenge)
    answer = as_(session.fellow).post(
        reverse("session_agenda", args=[session.pk]), {"things": f"entry-{foreign.pk}", "starter": ""}
    )
    assert "There is a problem" in answer.content.decode()
    assert not session.agenda.exists()


def test_an_action_stands_on_both_front_pages_until_it_is_done(as_):
    session = SessionFactory(held=True)
    fellow, mentor = people_of(session)
    data = {**day("due_on", days_from_today(3)), "form_id": str(uuid.uuid4())}
    new = reverse("action_new", args=[session.pk])
    as_(mentor).post(new, {**data, "words": "Ask the night team", "owner": fellow.pk})
    data["form_id"] = str(uuid.uuid4())
    as_(mentor).post(new, {**data, "words": "Speak to finance", "owner": mentor.pk})
    home, waiting = reverse("fellow_home"), reverse("waiting")
    for person, page in ((fellow, home), (mentor, waiting)):
        shown = as_(person).get(page).content.decode()
        assert "Ask the night team" in shown
        assert "Speak to finance" in shown
    action = Action.objects.get(owner=fellow)
    as_(fellow).post(reverse("action_act", args=[action.pk, "done"]))
    for person, page in ((fellow, home), (mentor, waiting)):
        assert "Ask the night team" not in as_(person).get(page).content.decode()


def test_a_back_address_elsewhere_is_not_followed(as_):
    action = ActionFactory()
    answer = as_(action.owner).post(
        reverse("action_act", args=[action.pk, "done"]), {"back": "https://evil.example.org/"}
    )
    assert answer.url == action.get_absolute_url()


def test_patients_words_warn_before_notes_and_actions_are_kept(as_):
    session = SessionFactory(held=True)
    words = "Spoke about 943 476 5919"
    notes = as_(session.fellow).post(
        reverse("session_notes", args=[session.pk]), {"words": words, "seen": "0"}
    )
    assert "This may identify a patient" in notes.content.decode()
    assert not SessionNotes.objects.exists()
    data = {"words": words, "owner": session.fellow.pk, **day("due_on", days_from_today(3))}
    action = as_(session.fellow).post(reverse("action_new", args=[session.pk]), data)
    assert "This may identify a patient" in action.content.decode()
    assert not Action.objects.exists()


def test_an_ended_pairing_is_read_and_not_written(as_):
    session = SessionFactory(
        held=True, pairing=pairing_of(starts_on=days_from_today(-60), ends_on=days_from_today(-2))
    )
    for person in people_of(session):
        assert as_(person).get(session.get_absolute_url()).status_code == 200
        for name in ("session_notes", "session_agenda", "action_new", "session_times"):
            assert as_(person).get(reverse(name, args=[session.pk])).status_code == 403


def test_strange_characters_are_kept_or_refused_clearly(as_):
    session = SessionFactory(held=True)
    page = reverse("session_notes", args=[session.pk])
    words = "שלום 🎉 <script>alert(1)</script> '; DROP TABLE --"
    as_(session.fellow).post(page, {"words": words, "seen": "0"})
    html = as_(session.pairing.mentor).get(session.get_absolute_url()).content.decode()
    assert "🎉" in html
    assert "<script>alert" not in html
    too_long = as_(session.fellow).post(page, {"words": "x" * 1_000_000, "seen": "1"})
    assert "There is a problem" in too_long.content.decode()


def test_the_form_to_move_holds_what_is_agreed_and_takes_another_length(as_):
    session = SessionFactory(agreed=True, minutes=90)
    page, client = reverse("session_times", args=[session.pk]), as_(session.fellow)
    html = client.get(page).content.decode()
    agreed_on = days_from_today(7)
    assert f'name="day_1-day" type="text" value="{agreed_on.day}"' in html
    assert 'value="14:00"' in html
    assert '<option value="90" selected' in html
    sent = {**day("day_1", agreed_on), "clock_1": "14:00", "minutes": "30", "version": "1"}
    client.post(page, sent)
    assert "2pm to 2:30pm" in as_(session.pairing.mentor).get(session.get_absolute_url()).content.decode()


def test_strangers_find_nothing(as_):
    session = SessionTimeFactory().session
    stranger = as_(UserFactory())
    for name in (
        "session",
        "session_times",
        "session_notes",
        "session_agenda",
        "session_private",
        "action_new",
    ):
        assert stranger.get(reverse(name, args=[session.pk])).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_a_session_and_the_list_ask_as_often_however_much_is_there(as_, count, django_assert_num_queries):
    session = SessionFactory(held=True)
    SessionNotesFactory(session=session)
    brief = BriefVersionFactory(challenge=session.pairing.place.challenge)
    AgendaPoint.objects.create(session=session, thing=f"brief-{brief.pk}", by=session.fellow)
    for number in range(count):
        ActionFactory(session=session)
        AgendaPoint.objects.create(session=session, words=f"Point {number}", by=session.fellow)
        entry = LogEntryFactory(challenge=session.pairing.place.challenge)
        milestone = MilestoneFactory(challenge=entry.challenge)
        question = QuestionFactory(challenge=entry.challenge)
        for thing in (entry, milestone, question):
            AgendaPoint.objects.create(session=session, thing=key_of(thing_of(thing)), by=session.fellow)
        action = ActionFactory(session=session)
        AgendaPoint.objects.create(session=session, thing=f"action-{action.pk}", by=session.fellow)
        SessionFactory(pairing=session.pairing, agreed=True)
    client = as_(session.fellow)
    client.get(session.get_absolute_url())
    with django_assert_num_queries(16):
        client.get(session.get_absolute_url())
    with django_assert_num_queries(12):
        client.get(reverse("sessions", args=[session.pairing.place.challenge.pk]))


def test_a_reason_to_cancel_stays_when_the_session_was_changed_meanwhile(as_):
    session = SessionFactory(status="agreed", starts_at=at(7))
    Session.objects.filter(pk=session.pk).update(version=session.version + 1)
    page = reverse("session_cancel", args=[session.pk])
    sent = {"reason": "My clinic moved.", "version": session.version}
    refused = as_(session.fellow).post(page, sent).content.decode()
    assert "My clinic moved." in refused
    assert Session.objects.get().status == "agreed"
    assert f'name="version" value="{session.version + 1}"' in refused
    as_(session.fellow).post(page, sent | {"version": session.version + 1})
    assert Session.objects.get().status == "cancelled"


def times_sent(session, **more) -> dict:
    return {
        **day("day_1", days_from_today(9)),
        "clock_1": "10am",
        **day("day_2", days_from_today(10)),
        "clock_2": "11:15am",
        "minutes": "90",
        "version": session.version,
        **more,
    }


def test_times_typed_stay_when_the_other_changed_the_session_meanwhile(as_):
    session = SessionFactory(agreed=True, place="Room 1")
    fellow, mentor = people_of(session)
    page = reverse("session_times", args=[session.pk])
    sent = times_sent(session)
    as_(fellow).post(reverse("session_place", args=[session.pk]), {"place": "Room 2", "version": 1})
    html = as_(mentor).post(page, sent).content.decode()
    assert 'value="11:15am"' in html
    assert "Room 2" in html  # as it is now
    assert "Somebody else changed this" in html
    assert not session.times.exists()
    session.refresh_from_db()
    assert f'name="version" value="{session.version}"' in html
    as_(mentor).post(page, {**sent, "version": session.version})
    assert session.times.count() == 2


def test_a_place_typed_stays_when_the_other_changed_it_meanwhile(as_):
    session = SessionFactory(agreed=True, place="Room 1")
    fellow, mentor = people_of(session)
    page = reverse("session_place", args=[session.pk])
    as_(fellow).post(page, {"place": "Room 2", "version": 1})
    html = as_(mentor).post(page, {"place": "Room 3", "version": 1}).content.decode()
    assert 'value="Room 3"' in html
    assert "Room 2" in html
    as_(mentor).post(page, {"place": "Room 3", "version": 2})
    session.refresh_from_db()
    assert session.place == "Room 3"


def moving_too_late(**facts):
    session = SessionFactory(status="moving", starts_at=at(-1), **facts)
    SessionTimeFactory(session=session, starts_at=at(3))
    return session


@pytest.mark.parametrize("who", [0, 1])
def test_an_agreed_time_that_came_before_an_answer_stands(as_, who):
    session = moving_too_late()
    person = people_of(session)[who]
    html = as_(person).get(session.get_absolute_url()).content.decode()
    assert "The agreed time stands" in html
    assert "accepts one, or proposes others" not in html
    assert "It was held" in html
    assert reverse("session_new", args=[session.pairing.place.challenge.pk]) in html
    accept = {"starts_at": session.times.get().starts_at.isoformat(), "version": session.version}
    answer = as_(person).post(reverse("session_accept", args=[session.pk]), accept, follow=True)
    assert "The agreed time has come, so it stands" in answer.content.decode()
    as_(person).post(reverse("session_act", args=[session.pk, "held"]), {"version": session.version})
    session.refresh_from_db()
    assert session.status == "held"


def test_a_proposed_time_that_is_over_is_not_offered(as_):
    session = SessionTimeFactory(starts_at=at(-1)).session
    page = session.get_absolute_url()
    for person in people_of(session):
        html = as_(person).get(page).content.decode()
        assert "All of these times are over" in html
        assert "accepts one" not in html
        assert "Accept " not in html
    SessionTimeFactory(session=session, starts_at=at(2))
    html = as_(session.fellow).get(page).content.decode()
    assert html.count("Accept ") == 1
    assert "All of these" not in html


def test_who_did_not_propose_declines_and_who_did_withdraws(as_):
    session = SessionTimeFactory().session
    fellow, mentor = people_of(session)
    cancel = reverse("session_cancel", args=[session.pk])
    assert "None of these times" in as_(fellow).get(session.get_absolute_url()).content.decode()
    assert "Decline the times" in as_(fellow).get(cancel).content.decode()
    assert "Withdraw the proposal" in as_(mentor).get(session.get_absolute_url()).content.decode()
    assert "Withdraw the proposal" in as_(mentor).get(cancel).content.decode()
    as_(fellow).post(cancel, {"reason": "", "version": session.version})
    message = Message.objects.get(person=mentor)
    letter = proposal_letters([message])[message.pk]
    assert letter.line == f"{fellow.full_name} can make none of the times for a session"
    again = as_(mentor).get(cancel, follow=True).content.decode()
    assert "This session is cancelled already" in again
    assert "Withdraw" not in again


def test_away_is_by_the_other_ones_own_clock(as_):
    pairing = pairing_of()
    mentor, fellow = pairing.mentor, pairing.place.person
    mentor.time_zone = "America/New_York"
    mentor.save()
    Leave.objects.create(person=fellow, starts_on=days_from_today(8), ends_on=days_from_today(8))
    page, client = reverse("session_new", args=[pairing.place.challenge.pk]), as_(mentor)
    late = client.post(page, proposal(clock_1="10pm")).content.decode()
    assert f"is away on {weekday(days_from_today(8))}" in late
    assert not Session.objects.exists()
    client.post(page, {**proposal(clock_1="10pm"), **day("day_1", days_from_today(8))})
    assert Session.objects.count() == 1


@pytest.mark.parametrize(
    ("begins", "words"),
    [
        (dt.datetime(2027, 3, 28, 0, 30, tzinfo=dt.UTC), "12:30am to 3am (clocks go forward)"),
        (dt.datetime(2027, 10, 31, 0, 30, tzinfo=dt.UTC), "1:30am to 2am (clocks go back)"),
        (dt.datetime(2027, 3, 29, 0, 30, tzinfo=dt.UTC), "1:30am to 3am"),
    ],
)
def test_a_session_across_a_change_of_the_clocks_says_so(begins, words):
    assert in_words(begins, 90, "Europe/London").endswith(words)
