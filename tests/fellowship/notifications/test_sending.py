import datetime as dt

import pytest

from fellowship.notifications.models import Message, MessageStatus, Preference, QuietHours
from fellowship.notifications.services.outbox import put, put_ready
from fellowship.notifications.services.sending import send_due
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
THING = "tests.thing"


def put_thing(person, thing="1", kind="milestone_due", **fields):
    return put(person=person, kind=kind, object_kind=THING, object_id=thing, why="You lead this.", **fields)


def test_send_due_hands_over_text_and_html_and_keeps_them(things, sink):
    person = UserFactory()
    things.due_on["1"] = None
    message = put_thing(person)

    assert send_due() == 1

    message.refresh_from_db()
    (mail,) = sink.mails
    assert message.status == MessageStatus.SENT
    assert mail["To"] == message.address == person.email
    assert mail["Subject"] == message.subject
    assert mail["Message-ID"] == message.message_id
    assert "You lead this." in message.text
    assert mail.get_body(("plain",)).get_content().split() == message.text.split()
    assert "Open your page</a>" in mail.get_body(("html",)).get_content()


def test_send_due_sets_the_headers_of_a_machine(things, sink):
    things.due_on["1"] = None
    put_thing(UserFactory())

    send_due()

    (mail,) = sink.mails
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "All"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Unsubscribe"].strip(" <>") in mail.get_body(("plain",)).get_content()


def test_essential_message_has_no_unsubscribe_and_ignores_preference_and_quiet_hours(sink):
    person = UserFactory()
    Preference.objects.create(person=person, kind="account", delivery="off")
    QuietHours.objects.create(person=person, starts_at=dt.time(0), ends_at=dt.time(23, 59))
    put_ready(person=person, kind="account", subject="Sign in", text="Hello", html="", why="You asked.")

    send_due()

    (mail,) = sink.mails
    assert mail["List-Unsubscribe"] is None


def test_only_what_is_essential_goes_to_who_has_no_account_yet(things, sink):
    invited = UserFactory(address=False)
    things.due_on["1"] = None
    reminder, pairing = put_thing(invited), put_thing(invited, kind="pairing")
    put_ready(person=invited, kind="invitation", subject="Join", text="Hello", html="", why="Invited.")

    send_due()

    assert [mail["Subject"] for mail in sink.mails] == ["Join"]
    for message in (reminder, pairing):
        message.refresh_from_db()
        assert message.status == MessageStatus.NOT_NEEDED


def test_put_a_second_time_is_one_message(things, sink):
    person = UserFactory()
    things.due_on["1"] = dt.date(2026, 3, 1)

    first = put_thing(person, due_on=dt.date(2026, 3, 1))
    second = put_thing(person, due_on=dt.date(2026, 3, 1))
    send_due()
    third = put_thing(person, due_on=dt.date(2026, 3, 1))
    send_due()

    assert (first is not None, second, third) == (True, None, None)
    assert len(sink.mails) == 1


def test_put_without_due_date_a_second_time_is_one_message():
    person = UserFactory()

    assert put_thing(person) is not None
    assert put_thing(person) is None


@pytest.mark.parametrize("became", ["deleted", "moved"])
def test_send_due_leaves_out_what_was_deleted_or_moved(things, sink, became):
    things.due_on["1"] = dt.date(2026, 3, 1)
    message = put_thing(UserFactory(), due_on=dt.date(2026, 3, 1))
    if became == "deleted":
        del things.due_on["1"]
    else:
        things.due_on["1"] = dt.date(2026, 4, 1)

    send_due()

    message.refresh_from_db()
    assert message.status == MessageStatus.NOT_NEEDED
    assert sink.mails == []


def test_send_due_leaves_out_people_who_left(things, sink):
    things.due_on["1"] = None
    message = put_thing(UserFactory(is_active=False))

    send_due()

    message.refresh_from_db()
    assert message.status == MessageStatus.NOT_NEEDED
    assert sink.mails == []


def test_send_due_leaves_out_what_was_switched_off_after_it_was_put(things, sink):
    things.due_on["1"] = None
    person = UserFactory()
    message = put_thing(person)
    Preference.objects.create(person=person, kind="milestone_due", delivery="off")

    send_due()

    message.refresh_from_db()
    assert message.status == MessageStatus.SWITCHED_OFF
    assert sink.mails == []


@pytest.mark.parametrize(
    ("now", "allowed"),
    [
        ("2026-01-15T23:00+00:00", "2026-01-16T07:00+00:00"),  # London, winter, before midnight
        ("2026-01-16T03:00+00:00", "2026-01-16T07:00+00:00"),  # after midnight
        ("2026-03-28T23:00+00:00", "2026-03-29T06:00+00:00"),  # the night the clocks go forward
        ("2026-10-24T22:00+00:00", "2026-10-25T07:00+00:00"),  # the night they go back
    ],
)
def test_quiet_hours_over_midnight_put_the_message_off(things, sink, time_machine, now, allowed):
    things.due_on["1"] = None
    person = UserFactory()
    QuietHours.objects.create(person=person, starts_at=dt.time(20), ends_at=dt.time(7))
    time_machine.move_to(dt.datetime.fromisoformat(now), tick=False)
    message = put_thing(person)

    send_due()

    message.refresh_from_db()
    assert sink.mails == []
    assert message.status == MessageStatus.WAITING
    assert message.send_after == dt.datetime.fromisoformat(allowed)
    time_machine.move_to(message.send_after)
    send_due()
    assert len(sink.mails) == 1


def test_names_with_new_lines_and_markup_stay_words(things, sink):
    things.due_on["1"] = None
    things.titles["1"] = "Sleep\r\nBcc: everybody@example.org\n\n<script>alert(1)</script> 🌙 & co"
    put_thing(UserFactory(given_name="Eve\r\nBcc: all@example.org", family_name="<b>Bold</b>"))

    send_due()

    (mail,) = sink.mails
    assert mail["Bcc"] is None
    assert "Bcc: everybody@example.org <script>alert(1)</script> 🌙 & co" in mail["Subject"]
    assert "<script>alert(1)</script> 🌙 & co" in mail.get_body(("plain",)).get_content()
    html = mail.get_body(("html",)).get_content()
    assert "<script>" not in html
    assert "<b>" not in html


def test_one_room_that_fails_does_not_hold_up_the_others(things, sink):
    things.due_on["1"] = None
    broken = put(person=UserFactory(), kind="comment", object_kind="tests.nobody", object_id="1", why="x")
    Message.objects.update(delivery="at_once")
    put_thing(UserFactory())

    send_due()

    broken.refresh_from_db()
    assert len(sink.mails) == 1
    assert (broken.status, broken.attempts) == (MessageStatus.WAITING, 1)
    assert "No text is known" in broken.last_error


def test_send_due_uses_as_many_queries_for_many_letters_as_for_one(things, sink, django_assert_num_queries):
    """Beside the marks each message gets: one round trip a message, and one for the last."""
    things.due_on |= {str(number): None for number in range(4)}
    # abandoned rows, claim with its savepoint, people’s accounts, choices, addresses and days, quick commits
    shared = 19
    put_thing(UserFactory(), "0")
    with django_assert_num_queries(shared + 1):
        send_due()
    for number in (1, 2, 3):
        put_thing(UserFactory(), str(number))
    with django_assert_num_queries(shared + 3):
        send_due()


def test_without_a_mail_server_messages_are_kept_as_files(things, settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    things.due_on["1"] = None
    message = put_thing(UserFactory())

    send_due()

    message.refresh_from_db()
    assert message.status == MessageStatus.SENT
    (file,) = tmp_path.iterdir()
    assert message.message_id in file.read_text()
