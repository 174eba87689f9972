import datetime as dt
import threading

import pytest
from django.db import connection
from django.utils import timezone

from fellowship.notifications.models import Message, MessageStatus, PlannedUntil
from fellowship.notifications.reminders import ReminderSource
from fellowship.notifications.services.planning import plan
from fellowship.notifications.services.preview import upcoming
from fellowship.notifications.services.retrying import try_again
from fellowship.notifications.services.sending import send_due
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
DUE = dt.date(2026, 6, 20)
OFFSETS = (-14, -3, 0, 3)


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def planned_offsets() -> list[int]:
    return list(Message.objects.order_by("offset_days").values_list("offset_days", flat=True))


@pytest.fixture
def thing(things):
    """A thing due on 20 June 2026, of which one person in London is told four times."""
    person = UserFactory()
    things.due_on["1"] = DUE
    things.tell(person.pk, "1", *OFFSETS)
    things.person = person
    return things


def run_at(time_machine, source: ReminderSource, moment: str) -> None:
    time_machine.move_to(at(moment), tick=False)
    plan([source])


def test_plan_over_the_year_sends_each_reminder_once_on_its_day(thing, sink, time_machine):
    sent_on = []
    for hour in range(0, 24 * 30, 6):
        time_machine.move_to(at("2026-06-01T00:30+00:00") + dt.timedelta(hours=hour), tick=False)
        plan([thing.source()])
        before = len(sink.mails)
        send_due()
        sent_on += [timezone.now()] * (len(sink.mails) - before)

    assert [moment.date() - DUE for moment in sent_on] == [dt.timedelta(days=days) for days in OFFSETS]
    assert {moment.hour for moment in sent_on} == {12}  # the first run after 8am


def test_plan_after_a_missed_day_catches_up(thing, sink, time_machine):
    run_at(time_machine, thing.source(), "2026-06-16T05:00+00:00")
    # 17 June, three days before, is missed altogether
    run_at(time_machine, thing.source(), "2026-06-18T15:00+00:00")
    send_due()

    assert planned_offsets() == [-3]
    assert len(sink.mails) == 1


def test_plan_after_a_long_standstill_sends_only_the_newest_of_several(thing, time_machine):
    run_at(time_machine, thing.source(), "2026-06-16T05:00+00:00")
    run_at(time_machine, thing.source(), "2026-06-23T12:00+00:00")

    assert planned_offsets() == [3]


def test_plan_for_the_first_time_does_not_dig_up_old_things(things, time_machine):
    person = UserFactory()
    time_machine.move_to(at("2026-06-20T12:00+00:00"), tick=False)
    for number in range(60):
        things.due_on[str(number)] = DUE - dt.timedelta(days=2 + number)
        things.tell(person.pk, str(number), 0)

    plan([things.source()])

    assert planned_offsets() == []


def test_what_fell_out_of_the_week_of_catching_up_is_shown_as_failed(thing, sink, time_machine):
    run_at(time_machine, thing.source(), "2026-06-01T12:00+00:00")
    for moment in ("2026-06-14T12:00+00:00", "2026-06-14T12:05+00:00"):  # -14 was on the 6th
        run_at(time_machine, thing.source(), moment)
        send_due()

    missed = Message.objects.needing_attention().get()
    assert (missed.offset_days, missed.status) == (-14, MessageStatus.FAILED)
    assert "no reminders went out" in missed.last_error
    assert sink.mails == []

    try_again(Message.objects.all(), by=UserFactory())
    send_due()
    assert sink.to == [thing.person.email]


def test_what_fell_out_is_not_shown_where_a_newer_reminder_of_it_goes(thing, sink, time_machine):
    run_at(time_machine, thing.source(), "2026-06-01T12:00+00:00")
    run_at(time_machine, thing.source(), "2026-06-21T12:00+00:00")
    send_due()

    assert planned_offsets() == [0]
    assert len(sink.mails) == 1


def test_what_went_out_before_the_standstill_is_not_shown_as_failed(thing, sink, time_machine):
    run_at(time_machine, thing.source(), "2026-06-06T12:00+00:00")
    send_due()
    run_at(time_machine, thing.source(), "2026-06-16T12:00+00:00")

    assert not Message.objects.needing_attention().exists()
    assert len(sink.mails) == 1


LATE = "milestone_overdue"  # of a kind that a programme agrees in advance


def test_late_thing_is_caught_up_after_any_standstill_and_once(thing, sink, time_machine):
    run_at(time_machine, thing.source(LATE), "2026-06-01T12:00+00:00")
    for moment in ("2026-07-24T12:00+00:00", "2026-07-25T12:00+00:00", "2026-07-26T12:00+00:00"):
        run_at(time_machine, thing.source(LATE), moment)
        send_due()

    assert planned_offsets() == [3]
    assert len(sink.mails) == 1


def test_late_things_are_not_dug_up_by_the_first_plan_and_looked_for_once_a_day(thing, time_machine):
    run_at(time_machine, thing.source(LATE), "2026-07-24T12:00+00:00")
    for hour in range(13, 24):
        run_at(time_machine, thing.source(LATE), f"2026-07-24T{hour}:00+00:00")
    run_at(time_machine, thing.source(LATE), "2026-07-25T04:55+00:00")
    assert planned_offsets() == []

    run_at(time_machine, thing.source(LATE), "2026-07-25T05:00+00:00")  # 6am in London
    assert planned_offsets() == [3]
    assert Message.objects.get().send_after == at("2026-07-25T07:00+00:00")


@pytest.mark.parametrize("status", [one for one in MessageStatus if one != MessageStatus.NOT_NEEDED])
def test_late_thing_told_on_another_day_is_not_told_again(thing, time_machine, status):
    run_at(time_machine, thing.source(LATE), "2026-06-23T12:00+00:00")
    Message.objects.update(status=status, sent_at=timezone.now())
    thing.told.clear()
    thing.tell(thing.person.pk, "1", 2, 5)
    for day in range(24, 31):
        run_at(time_machine, thing.source(LATE), f"2026-06-{day}T12:00+00:00")

    assert planned_offsets() == [3]


def test_what_was_to_be_done_by_a_day_is_not_sent_after_a_week(thing, sink, time_machine):
    run_at(time_machine, thing.source(), "2026-06-01T12:00+00:00")
    run_at(time_machine, thing.source(), "2026-07-24T12:00+00:00")
    send_due()

    assert list(Message.objects.values_list("offset_days", "status")) == [(3, MessageStatus.FAILED)]
    assert sink.mails == []


def test_plan_for_somebody_with_two_roles_is_one_message(thing, sink, time_machine):
    thing.tell(thing.person.pk, "1", -3)  # as a mentor
    thing.tell(thing.person.pk, "1", -3)  # and as the administrator
    run_at(time_machine, thing.source(), "2026-06-17T12:00+00:00")
    send_due()

    assert len(sink.mails) == 1


def test_moved_thing_is_reminded_for_its_new_day_only(thing, sink, time_machine):
    run_at(time_machine, thing.source(), "2026-06-17T06:30+00:00")
    thing.due_on["1"] = DUE + dt.timedelta(days=7)
    thing.told.clear()
    thing.tell(thing.person.pk, "1", *OFFSETS)
    run_at(time_machine, thing.source(), "2026-06-17T12:00+00:00")
    send_due()
    assert sink.mails == []
    assert Message.objects.get().status == MessageStatus.NOT_NEEDED

    run_at(time_machine, thing.source(), "2026-06-24T12:00+00:00")
    send_due()
    assert len(sink.mails) == 1


def move(thing, due_on: dt.date) -> None:
    thing.due_on["1"] = due_on
    thing.told.clear()
    thing.tell(thing.person.pk, "1", *OFFSETS)


def test_moved_and_moved_back_on_the_day_is_reminded_once(thing, sink, time_machine):
    run_at(time_machine, thing.source(), "2026-06-17T06:30+00:00")
    move(thing, DUE + dt.timedelta(days=7))
    run_at(time_machine, thing.source(), "2026-06-17T08:00+00:00")
    send_due()
    assert Message.objects.get().status == MessageStatus.NOT_NEEDED

    move(thing, DUE)
    for hour in range(9, 24):
        run_at(time_machine, thing.source(), f"2026-06-17T{hour:02}:00+00:00")
        send_due()
    assert len(sink.mails) == 1
    assert Message.objects.get().status == MessageStatus.SENT


@pytest.mark.parametrize("status", [one for one in MessageStatus if one != MessageStatus.NOT_NEEDED])
def test_planning_again_leaves_alone_what_went_out_or_is_on_its_way(thing, time_machine, status):
    run_at(time_machine, thing.source(), "2026-06-17T06:30+00:00")
    Message.objects.update(status=status, sent_at=timezone.now())
    run_at(time_machine, thing.source(), "2026-06-17T12:00+00:00")
    assert Message.objects.get().status == status


def test_what_is_no_longer_needed_and_not_planned_again_stays_so(thing, time_machine):
    run_at(time_machine, thing.source(), "2026-06-17T06:30+00:00")
    run_at(time_machine, thing.source(), "2026-06-18T12:00+00:00")
    Message.objects.update(status=MessageStatus.NOT_NEEDED)
    run_at(time_machine, thing.source(), "2026-06-19T12:00+00:00")
    assert Message.objects.get().status == MessageStatus.NOT_NEEDED


def test_moved_back_after_another_reminder_went_does_not_bring_the_older_one(thing, sink, time_machine):
    run_at(time_machine, thing.source(), "2026-06-17T06:30+00:00")
    Message.objects.update(status=MessageStatus.NOT_NEEDED)
    run_at(time_machine, thing.source(), "2026-06-20T12:00+00:00")
    send_due()
    assert list(Message.objects.order_by("offset_days").values_list("offset_days", "status")) == [
        (-3, MessageStatus.NOT_NEEDED),
        (0, MessageStatus.SENT),
    ]
    assert len(sink.mails) == 1


def test_somebody_who_never_accepted_is_not_reminded_and_is_from_then_on(thing, sink, time_machine):
    thing.person.emailaddress_set.update(verified=False)
    run_at(time_machine, thing.source(), "2026-06-17T12:00+00:00")
    assert not Message.objects.exists()
    assert upcoming(thing.person, sources=[thing.source()]) == []

    thing.person.emailaddress_set.update(verified=True)
    run_at(time_machine, thing.source(), "2026-06-17T13:00+00:00")
    send_due()
    assert len(sink.mails) == 1


def test_finished_person_is_not_reminded(thing, sink, time_machine):
    run_at(time_machine, thing.source(), "2026-06-17T06:30+00:00")
    thing.person.is_active = False
    thing.person.save()
    send_due()
    run_at(time_machine, thing.source(), "2026-06-20T12:00+00:00")
    send_due()

    assert planned_offsets() == [-3]
    assert sink.mails == []


@pytest.mark.parametrize(
    ("zone", "day", "eight"),
    [
        ("Europe/London", "2026-03-28", "2026-03-28T08:00+00:00"),
        ("Europe/London", "2026-03-29", "2026-03-29T07:00+00:00"),  # summer time begins
        ("Europe/London", "2026-10-24", "2026-10-24T07:00+00:00"),
        ("Europe/London", "2026-10-25", "2026-10-25T08:00+00:00"),  # and ends
        ("America/New_York", "2026-03-07", "2026-03-07T13:00+00:00"),
        ("America/New_York", "2026-03-08", "2026-03-08T12:00+00:00"),
        ("America/New_York", "2026-11-01", "2026-11-01T13:00+00:00"),
        ("Asia/Kolkata", "2026-03-29", "2026-03-29T02:30+00:00"),
        ("Asia/Kolkata", "2026-10-25", "2026-10-25T02:30+00:00"),
        ("Pacific/Kiritimati", "2026-03-29", "2026-03-28T18:00+00:00"),  # fourteen hours ahead
        ("Pacific/Pago_Pago", "2026-03-29", "2026-03-29T19:00+00:00"),  # eleven behind
    ],
)
def test_reminder_goes_from_eight_where_the_person_is(things, sink, time_machine, zone, day, eight):
    things.due_on["1"] = dt.date.fromisoformat(day)
    things.tell(UserFactory(time_zone=zone).pk, "1", 0)
    for minutes, expected in ((-1, 0), (0, 1), (5, 1), (60, 1), (24 * 60, 1)):
        time_machine.move_to(at(eight) + dt.timedelta(minutes=minutes), tick=False)
        plan([things.source()])
        send_due()
        assert len(sink.mails) == expected, minutes


@pytest.mark.parametrize("changes", ["2026-03-29T01:00+00:00", "2026-10-25T01:00+00:00"])
def test_plan_every_five_minutes_over_a_clock_change_neither_stops_nor_doubles(
    things, sink, time_machine, changes
):
    for zone in ("Europe/London", "Europe/Berlin"):
        person = UserFactory(time_zone=zone)
        for day in range(-1, 3):
            thing = f"{zone}{day}"
            things.due_on[thing] = at(changes).date() + dt.timedelta(days=day)
            things.tell(person.pk, thing, 0)
    for minutes in range(-30 * 60, 60 * 60, 60):
        time_machine.move_to(at(changes) + dt.timedelta(minutes=minutes), tick=False)
        plan([things.source()])
        send_due()

    assert len(sink.mails) == 2 * 4


def test_source_that_fails_is_caught_up_and_holds_up_nobody(thing, time_machine):
    def fail(*_args):
        raise RuntimeError("broken")

    broken = ReminderSource("milestone_overdue", "tests.other", fail)
    time_machine.move_to(at("2026-06-17T12:00+00:00"), tick=False)
    plan([broken, thing.source()])

    assert planned_offsets() == [-3]

    time_machine.move_to(at("2026-06-19T12:00+00:00"), tick=False)
    plan([broken, thing.source()])
    assert dict(PlannedUntil.objects.values_list("kind", "until")) == {
        "milestone_due": at("2026-06-19T12:00+00:00"),
        "milestone_overdue": at("2026-06-17T12:00+00:00"),
    }


@pytest.mark.django_db(transaction=True)
def test_plan_twice_at_the_same_time_is_one_message_each(things, time_machine):
    time_machine.move_to(at("2026-06-20T12:00+00:00"), tick=False)
    for number in range(50):
        things.due_on[str(number)] = DUE
        things.tell(UserFactory(password=False).pk, str(number), 0)
    start = threading.Barrier(4)

    def beat() -> None:
        start.wait()
        plan([things.source()])
        connection.close()

    threads = [threading.Thread(target=beat) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Message.objects.count() == 50
