import datetime as dt

import pytest
from django.utils import timezone

from fellowship.cohorts.bulk import acts, running
from fellowship.cohorts.models import BulkRow
from fellowship.cohorts.models.bulk import RowStatus
from fellowship.notifications.models import Message, MessageStatus
from fellowship.notifications.services.sending import send_due
from tests.factories import PlaceFactory, UserFactory

pytestmark = pytest.mark.django_db

TEXT = "Please bring your **badge**.\n\n<script>alert(1)</script>\n\n- one\n- two"


@pytest.fixture
def written(cohort, administrator):
    def done(places, **facts):
        act = acts.start(
            by=administrator,
            programme=cohort.programme,
            cohort=cohort,
            kind="message",
            facts={"subject": "The visit in May", "text": TEXT, **facts},
            rows=[BulkRow(place=place) for place in places],
        )
        running.run(act.pk)
        return act

    return done


def later(time_machine) -> None:
    time_machine.move_to(timezone.now() + dt.timedelta(minutes=6))


def test_message_leaves_after_the_minutes_to_undo_once_each_and_is_escaped(cohort, written, time_machine):
    places = PlaceFactory.create_batch(2, cohort=cohort)
    written(places)
    send_due()
    assert Message.objects.filter(status=MessageStatus.SENT).count() == 0

    later(time_machine)
    send_due()
    send_due()

    messages = Message.objects.all()
    assert {one.status for one in messages} == {MessageStatus.SENT}
    assert len(messages) == 2
    one = messages[0]
    assert one.subject == "The visit in May"
    assert "<strong>badge</strong>" in one.html
    assert "<script>" not in one.html
    assert "Please bring your **badge**." in one.text


def test_subject_cannot_become_a_header(cohort, written, time_machine):
    written([PlaceFactory(cohort=cohort)], subject="Hello\nBcc: everybody@example.org")
    later(time_machine)
    send_due()
    assert Message.objects.get().subject == "Hello Bcc: everybody@example.org"


def test_who_has_no_account_yet_is_left_out(cohort, written):
    person = UserFactory(password=False, address=False)
    act = written([PlaceFactory(cohort=cohort, person=person)])
    assert act.rows.get().status == RowStatus.LEFT_OUT
    assert not Message.objects.exists()


def test_undo_takes_back_what_waits_and_says_what_was_sent(cohort, administrator, written, time_machine):
    sent, waiting = PlaceFactory.create_batch(2, cohort=cohort)
    act = written([sent, waiting])
    held = Message.objects.filter(person=waiting.person)
    held.update(send_after=timezone.now() + dt.timedelta(days=1))
    later(time_machine)
    send_due()

    acts.undo(by=administrator, act=act)
    running.run(act.pk)

    assert held.get().status == MessageStatus.NOT_NEEDED
    assert Message.objects.get(person=sent.person).status == MessageStatus.SENT
    assert [row.status for row in act.rows.order_by("pk")] == [RowStatus.KEPT, RowStatus.UNDONE]


def test_message_being_prepared_when_it_is_taken_back_is_not_sent(cohort, administrator, written):
    act = written([PlaceFactory(cohort=cohort)])
    Message.objects.update(status=MessageStatus.CLAIMED, claimed_at=timezone.now())
    acts.undo(by=administrator, act=act)
    running.run(act.pk)
    assert Message.objects.get().status == MessageStatus.NOT_NEEDED
