"""What a fellow is told of a change of their own calendar."""

import datetime as dt

import pytest
import time_machine

from fellowship.cohorts.models import Place, PlaceChange
from fellowship.cohorts.services.calendars.undoing import undo_change
from fellowship.learning.models import Result
from fellowship.notifications.models import Message, MessageStatus, Preference
from fellowship.notifications.services.sending import send_due

pytestmark = pytest.mark.django_db
D = dt.date
ON = D(2027, 1, 4)
REASON = "Radiotherapy until spring"


@pytest.fixture
def fellow(year):
    return year.place.person


@pytest.fixture
def milestone(year):
    return year.milestone(D(2027, 3, 1), title="Baseline measured")


@pytest.fixture
def undo(year):
    def undone(change: PlaceChange, *, minutes: int = 2) -> PlaceChange:
        with at(minutes):
            return undo_change(change=change, by=year.administrator)

    return undone


def at(minutes: int):
    """So many minutes after noon, when changes are made."""
    moment = dt.datetime.combine(ON, dt.time(12), dt.UTC) + dt.timedelta(minutes=minutes)
    return time_machine.travel(moment, tick=False)


def send(minutes: int) -> None:
    with at(minutes):
        send_due()


def of(person) -> list[Message]:
    return list(Message.objects.filter(person=person, kind="dates_moved").order_by("pk"))


def extended(year, **asked) -> PlaceChange:
    return year.change("extend", ON, until=D(2027, 10, 4), reason=REASON, **asked)


def test_fellow_gets_one_letter_with_old_and_new_dates_and_never_the_reason(
    year, fellow, milestone, mailoutbox
):
    essay = year.assignment(D(2027, 4, 1))
    extended(year)

    send(4)
    assert not mailoutbox
    send(10)

    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == ([fellow.email], "2 of your dates have moved")
    assert "1 milestone, 1 assignment." in mail.body
    assert "- Baseline measured: from 1 March 2027 to 29 March 2027\n- " in mail.body
    assert f"{essay.module.title}: {essay.title}: from 1 April 2027 to 29 April 2027" in mail.body
    assert "The last day of your fellowship has moved from 6 September 2027 to 4 October 2027." in mail.body
    assert "/calendar/" in mail.body
    (html, _kind) = mail.alternatives[0]
    (message,) = of(fellow)
    told = [mail.subject, mail.body, html, message.why, str(message.facts), message.path]
    assert not any(word in text for text in told for word in ("Radiotherapy", "spring", "Stated"))


def test_change_that_only_plans_or_moves_nothing_tells_nothing(year, fellow, milestone):
    year.change("pause", ON)
    year.change("resume", ON + dt.timedelta(days=1), chosen=[])
    year.change("extend", ON, until=D(2027, 10, 4), moves="nothing")
    year.change("complete", ON)
    assert of(fellow) == []


@pytest.mark.parametrize(
    ("kind", "asked"), [("hours", {"percent": 50}), ("extend", {"until": D(2027, 10, 4)})]
)
def test_each_change_is_told_by_itself(year, fellow, milestone, kind, asked):
    year.change("pause", ON)
    year.change("resume", ON + dt.timedelta(days=7))
    year.change(kind, ON + dt.timedelta(days=7), **asked)
    place = year.place.pk
    assert [message.object_id for message in of(fellow)] == [f"{place}.2", f"{place}.3"]


def test_own_act_is_not_told(year, fellow, milestone):
    Place.objects.filter(pk=year.place.pk).update(person=year.administrator)
    extended(year)
    assert of(year.administrator) == of(fellow) == []


def test_change_undone_before_the_letter_went_is_never_told(year, fellow, milestone, undo, mailoutbox):
    undo(extended(year))
    send(10)
    assert not mailoutbox
    assert [message.status for message in of(fellow)] == [MessageStatus.NOT_NEEDED]


def test_letter_that_waits_while_its_change_was_undone_drops_out(year, fellow, milestone, mailoutbox):
    change = extended(year)
    PlaceChange.objects.filter(pk=change.pk).update(undone_at=change.done_at)
    send(10)
    assert not mailoutbox


def test_change_undone_after_the_letter_is_told_once(year, fellow, milestone, undo, mailoutbox):
    change = extended(year)
    send(10)
    undo(change, minutes=20)
    undo(change, minutes=21)
    send(30)
    assert [mail.subject for mail in mailoutbox] == [
        "1 of your dates has moved",
        "Your dates are as before",
    ]
    assert "undone a change of your dates" in mailoutbox[1].body
    assert "Radiotherapy" not in mailoutbox[1].body


@pytest.mark.parametrize("delivery", ["digest", "off"])
def test_who_has_read_the_notice_is_told_that_it_was_undone(year, fellow, milestone, undo, delivery):
    Preference.objects.create(person=fellow, kind="dates_moved", delivery=delivery)
    change = extended(year)
    send(10)
    Message.objects.filter(person=fellow).update(seen_at=change.done_at)
    undo(change, minutes=20)
    send(30)
    notices = Message.objects.filter(person=fellow).notices()
    assert "Your dates are as before" in [message.subject for message in notices]


def test_deadline_that_went_back_to_the_cohorts_date_and_then_moved_again_has_its_own_letter(
    year, fellow, undo, mailoutbox
):
    essay = year.assignment(D(2027, 4, 1))
    undo(extended(year))
    with at(3):
        year.change("extend", ON, until=D(2027, 9, 13))
    assert Result.objects.get(assignment=essay).extended_to == D(2027, 4, 8)
    send(20)
    assert "from 1 April 2027 to 8 April 2027" in mailoutbox[0].body
    assert len(mailoutbox) == 1


def test_letter_drops_out_for_who_has_left(year, fellow, milestone, mailoutbox):
    extended(year)
    year.change("withdraw", ON)
    send(10)
    assert not mailoutbox
