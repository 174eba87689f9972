import datetime as dt

import pytest

from fellowship.notifications import letters
from fellowship.notifications.letters import Letter
from fellowship.notifications.models import Message, MessageStatus, Preference
from fellowship.notifications.services.digests import gather
from fellowship.notifications.services.outbox import put
from fellowship.notifications.services.sending import send_due
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
MORNING = dt.datetime(2026, 6, 10, 6, 30, tzinfo=dt.UTC)  # 7.30am in London


@pytest.fixture
def evening(time_machine):
    """The evening before, when things happen that can wait."""
    time_machine.move_to(MORNING - dt.timedelta(hours=12), tick=False)


def put_comment(things, person, thing, **fields):
    things.due_on[thing] = None
    return put(
        person=person, kind="comment", object_kind="tests.thing", object_id=thing, why="Why.", **fields
    )


def test_fifty_messages_go_as_one_summary(things, sink, evening, time_machine):
    person = UserFactory()
    for number in range(50):
        put_comment(things, person, str(number))
    send_due()
    assert sink.mails == []

    time_machine.move_to(MORNING)
    gather()
    send_due()

    (mail,) = sink.mails
    text = mail.get_body(("plain",)).get_content()
    assert all(f"Thing {number} waits for you" in text for number in range(50))
    assert "http://localhost:8000/things/" in text
    gathered = Message.objects.filter(kind="comment")
    assert set(gathered.values_list("status", flat=True)) == {MessageStatus.IN_DIGEST}
    assert {row.digest for row in gathered} == {Message.objects.get(kind="digest")}


def test_summary_waits_for_who_has_not_accepted_the_invitation(things, sink, evening, time_machine):
    person = UserFactory()
    person.emailaddress_set.update(verified=False)
    put_comment(things, person, "1")
    time_machine.move_to(MORNING)
    assert gather() == 0

    person.emailaddress_set.update(verified=True)
    time_machine.move_to(MORNING + dt.timedelta(days=1))
    gather()
    send_due()
    assert len(sink.mails) == 1


def test_gather_twice_a_day_is_one_summary_and_later_things_wait_for_tomorrow(
    things, sink, evening, time_machine
):
    person = UserFactory()
    put_comment(things, person, "1")
    for _run in range(2):
        time_machine.move_to(MORNING)
        gather()
        send_due()
    time_machine.move_to(MORNING + dt.timedelta(hours=3))
    put_comment(things, person, "2")
    gather()
    send_due()
    assert len(sink.mails) == 1

    time_machine.move_to(MORNING + dt.timedelta(days=1))
    gather()
    send_due()

    assert len(sink.mails) == 2
    assert "Thing 2" in sink.mails[1].get_body(("plain",)).get_content()


def test_gather_before_half_past_seven_where_the_person_is_makes_none(things, sink, time_machine):
    time_machine.move_to(MORNING - dt.timedelta(hours=30), tick=False)
    put_comment(things, UserFactory(time_zone="America/New_York"), "1")
    time_machine.move_to(dt.datetime(2026, 6, 10, 11, 29, tzinfo=dt.UTC))
    gather()
    assert not Message.objects.filter(kind="digest", due_on="2026-06-10").exists()

    time_machine.move_to(dt.datetime(2026, 6, 10, 11, 31, tzinfo=dt.UTC))
    gather()
    assert Message.objects.filter(kind="digest", due_on="2026-06-10").exists()


def test_gather_after_a_missed_morning_catches_up(things, sink, evening, time_machine):
    put_comment(things, UserFactory(), "1")
    time_machine.move_to(MORNING + dt.timedelta(hours=6))

    gather()
    send_due()

    assert len(sink.mails) == 1


def test_summary_leaves_out_what_is_no_longer_needed(things, sink, evening, time_machine):
    person = UserFactory()
    gone, there = put_comment(things, person, "1"), put_comment(things, person, "2")
    del things.due_on["1"]
    time_machine.move_to(MORNING)

    gather()
    send_due()

    gone.refresh_from_db()
    there.refresh_from_db()
    assert (gone.status, there.status) == (MessageStatus.NOT_NEEDED, MessageStatus.IN_DIGEST)
    assert "Thing 1" not in sink.mails[0].get_body(("plain",)).get_content()


def test_summary_of_nothing_needed_is_not_sent(things, sink, evening, time_machine):
    put_comment(things, UserFactory(), "1")
    things.due_on.clear()
    time_machine.move_to(MORNING)

    gather()
    send_due()

    assert sink.mails == []
    assert set(Message.objects.values_list("status", flat=True)) == {MessageStatus.NOT_NEEDED}


@pytest.mark.parametrize("kind", ["comment", "digest"])
def test_summary_is_not_sent_to_who_switched_it_off(things, sink, evening, time_machine, kind):
    person = UserFactory()
    comment = put_comment(things, person, "1")
    Preference.objects.create(person=person, kind=kind, delivery="off")
    time_machine.move_to(MORNING)

    gather()
    send_due()

    comment.refresh_from_db()
    assert sink.mails == []
    assert comment.status == MessageStatus.SWITCHED_OFF


def test_summary_belongs_to_a_programme_only_if_all_in_it_do(things, evening, time_machine):
    one, several = UserFactory(), UserFactory()
    put_comment(things, one, "1", programme_id=7)
    put_comment(things, several, "1", programme_id=7)
    put_comment(things, several, "2", programme_id=8)
    time_machine.move_to(MORNING)

    gather()

    assert Message.objects.get(kind="digest", person=one).programme_id == 7
    assert Message.objects.get(kind="digest", person=several).programme_id is None


def in_the_summary(sink, number: int, thing: str) -> bool:
    return f"Thing {thing} waits for you" in sink.mails[number].get_body(("plain",)).get_content()


def put_answered(things, person, thing) -> Message:
    things.due_on[thing] = None
    return put(person=person, kind="answered", object_kind="tests.thing", object_id=thing, why="Why.")


def a_day_on(time_machine, days: int) -> None:
    time_machine.move_to(MORNING + dt.timedelta(days=days))
    gather()
    send_due()


def test_what_cannot_be_written_waits_for_tomorrow_and_takes_nothing_with_it(
    things, sink, evening, time_machine, monkeypatch
):
    one, other = UserFactory(), UserFactory()
    fine = [put_comment(things, one, "1"), put_comment(things, other, "1")]
    broken = put_answered(things, one, "2")
    send_due()
    with monkeypatch.context() as patch:
        patch.setitem(letters._functions, ("answered", "tests.thing"), lambda messages: 1 / 0)
        a_day_on(time_machine, 0)

    broken.refresh_from_db()
    assert sorted(sink.to) == sorted([one.email, other.email])
    assert all(in_the_summary(sink, number, "1") for number in (0, 1))
    assert (broken.status, broken.digest, broken.attempts) == (MessageStatus.WAITING, None, 1)
    assert "ZeroDivisionError" in broken.last_error
    assert {Message.objects.get(pk=row.pk).status for row in fine} == {MessageStatus.IN_DIGEST}

    a_day_on(time_machine, 1)
    assert len(sink.mails) == 3
    assert in_the_summary(sink, 2, "2")
    assert not in_the_summary(sink, 2, "1")


def test_line_that_cannot_be_rendered_waits_alone(things, sink, evening, time_machine, monkeypatch):
    person = UserFactory()
    fine, broken = put_comment(things, person, "1"), put_comment(things, person, "2")
    send_due()

    def write(messages):
        found = things.write(messages)
        return found | ({broken.pk: Letter("emails/no/such")} if broken.pk in found else {})

    monkeypatch.setitem(letters._functions, ("comment", "tests.thing"), write)
    a_day_on(time_machine, 0)

    fine.refresh_from_db()
    broken.refresh_from_db()
    assert in_the_summary(sink, 0, "1")
    assert not in_the_summary(sink, 0, "2")
    assert (fine.status, broken.status) == (MessageStatus.IN_DIGEST, MessageStatus.WAITING)


def test_what_can_never_be_written_is_shown_to_people_in_the_end(
    things, sink, evening, time_machine, monkeypatch
):
    broken = put_answered(things, UserFactory(), "1")
    send_due()
    monkeypatch.setitem(letters._functions, ("answered", "tests.thing"), lambda messages: 1 / 0)

    for day in range(7):
        a_day_on(time_machine, day)

    broken.refresh_from_db()
    assert sink.mails == []
    assert (broken.status, broken.attempts) == (MessageStatus.FAILED, 6)
