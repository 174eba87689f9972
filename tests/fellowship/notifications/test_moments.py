"""Quiet hours, clinical days and leave: what can wait comes when its person is back, and is never lost."""

import datetime as dt

import pytest

from fellowship.notifications.models import HoldWhenAway, Message, MessageStatus, QuietHours
from fellowship.notifications.services.digests import gather
from fellowship.notifications.services.moments import MOST_HELD
from fellowship.notifications.services.outbox import put, put_ready
from fellowship.notifications.services.preview import upcoming
from fellowship.notifications.services.sending import send_due
from fellowship.people.models import ClinicalDay, Leave
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
MONDAY = dt.datetime(2026, 6, 1, 11, tzinfo=dt.UTC)  # noon in London


@pytest.fixture(autouse=True)
def monday(time_machine):
    time_machine.move_to(MONDAY, tick=False)


@pytest.fixture
def person():
    return UserFactory()


def put_thing(things, person, thing="1", due_on=None, **fields) -> Message:
    things.due_on[thing] = due_on
    fields.setdefault("kind", "milestone_due")
    return put(
        person=person,
        object_kind="tests.thing",
        object_id=thing,
        why="You lead this.",
        due_on=due_on,
        **fields,
    )


def on_leave(person, first: int, last: int) -> Leave:
    """From one day of June to another."""
    return Leave.objects.create(
        person=person, starts_on=dt.date(2026, 6, first), ends_on=dt.date(2026, 6, last)
    )


def send_at(time_machine, day: int, hour: int = 12) -> None:
    time_machine.move_to(dt.datetime(2026, 6, day, hour, tzinfo=dt.UTC), tick=False)
    send_due()


def test_message_during_leave_comes_on_the_first_morning_back(things, sink, person, time_machine):
    on_leave(person, 1, 5)
    message = put_thing(things, person)

    send_due()

    message.refresh_from_db()
    assert message.status == MessageStatus.WAITING
    assert message.send_after == dt.datetime(2026, 6, 6, 7, tzinfo=dt.UTC)  # 8am in London
    assert message.subject  # to be read as a notice meanwhile
    time_machine.move_to(message.send_after)
    send_due()
    assert len(sink.mails) == 1


def test_leave_holds_nothing_back_from_who_does_not_want_it(things, sink, person):
    HoldWhenAway.objects.create(person=person, on_leave=False)
    on_leave(person, 1, 5)
    put_thing(things, person)

    send_due()

    assert len(sink.mails) == 1


@pytest.mark.parametrize(("wanted", "mails"), [(False, 1), (True, 0)])
def test_clinical_days_hold_back_if_the_person_wants_it(things, sink, person, wanted, mails):
    HoldWhenAway.objects.create(person=person, on_clinical_days=wanted)
    ClinicalDay.objects.create(person=person, weekday=MONDAY.weekday())
    put_thing(things, person)

    send_due()

    assert len(sink.mails) == mails


def test_essential_message_goes_on_any_day(sink, person):
    on_leave(person, 1, 5)
    put_ready(person=person, kind="account", subject="Sign in", text="Hello", html="", why="You asked.")

    send_due()

    assert len(sink.mails) == 1


def test_first_day_back_respects_quiet_hours(things, sink, person):
    QuietHours.objects.create(person=person, starts_at=dt.time(20), ends_at=dt.time(9, 30))
    on_leave(person, 1, 1)
    message = put_thing(things, person)

    send_due()

    message.refresh_from_db()
    assert message.send_after == dt.datetime(2026, 6, 2, 8, 30, tzinfo=dt.UTC)


def test_seven_clinical_days_a_week_lose_no_message(things, sink, person, time_machine):
    HoldWhenAway.objects.create(person=person, on_clinical_days=True)
    ClinicalDay.objects.bulk_create(ClinicalDay(person=person, weekday=day) for day in range(7))
    message = put_thing(things, person)

    send_due()
    message.refresh_from_db()

    assert message.send_after - message.created_at <= MOST_HELD + dt.timedelta(days=1)
    time_machine.move_to(message.send_after)
    send_due()
    assert len(sink.mails) == 1


def test_reminder_whose_thing_is_done_meanwhile_is_not_sent(things, sink, person, time_machine):
    on_leave(person, 1, 5)
    message = put_thing(things, person, due_on=dt.date(2026, 6, 4), offset_days=-3)
    send_due()
    things.due_on.clear()

    send_at(time_machine, 6)

    message.refresh_from_db()
    assert message.status == MessageStatus.NOT_NEEDED
    assert sink.mails == []


def test_of_several_reminders_of_one_thing_only_the_newest_comes_after_leave(
    things, sink, person, time_machine
):
    on_leave(person, 1, 5)
    due_on = dt.date(2026, 6, 4)
    first = put_thing(things, person, due_on=due_on, offset_days=-3)
    send_due()
    time_machine.move_to(dt.datetime(2026, 6, 4, 12, tzinfo=dt.UTC), tick=False)
    put_thing(things, person, due_on=due_on, offset_days=0)
    send_due()
    assert sink.mails == []

    send_at(time_machine, 6)

    first.refresh_from_db()
    assert len(sink.mails) == 1
    assert first.status == MessageStatus.NOT_NEEDED


def test_daily_summary_waits_until_the_person_is_back(things, sink, person, time_machine):
    on_leave(person, 1, 3)
    put_thing(things, person, "1", kind="comment")
    for day in (2, 3):
        time_machine.move_to(dt.datetime(2026, 6, day, 6, 31, tzinfo=dt.UTC), tick=False)
        gather()
        send_due()
    assert sink.mails == []

    time_machine.move_to(dt.datetime(2026, 6, 4, 6, 31, tzinfo=dt.UTC), tick=False)
    gather()
    send_due()

    assert len(sink.mails) == 1


def test_preview_shows_the_first_day_back(things, person):
    on_leave(person, 3, 6)
    things.due_on["1"] = dt.date(2026, 6, 4)
    things.tell(person.pk, "1", 0)
    put_thing(things, person, "2", kind="comment")
    on_leave(person, 2, 2)

    items = upcoming(person, sources=[things.source()])

    assert [(item.kind, item.at) for item in items] == [
        ("comment", dt.datetime(2026, 6, 7, 6, 30, tzinfo=dt.UTC)),
        ("milestone_due", dt.datetime(2026, 6, 7, 7, tzinfo=dt.UTC)),
    ]


def test_reminder_follows_the_person_to_another_time_zone(things, sink, person, time_machine):
    """Planned for 8am in London; whoever has gone to New York gets it at 8am there."""
    message = put_thing(
        things, person, due_on=dt.date(2026, 6, 2), send_after=dt.datetime(2026, 6, 2, 7, tzinfo=dt.UTC)
    )
    person.time_zone = "America/New_York"
    person.save()

    send_at(time_machine, 2, hour=7)
    message.refresh_from_db()
    assert sink.mails == []
    assert message.send_after == dt.datetime(2026, 6, 2, 12, tzinfo=dt.UTC)

    send_at(time_machine, 2, hour=12)
    assert len(sink.mails) == 1
