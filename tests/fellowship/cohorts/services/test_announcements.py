"""What the programme team announces goes once, to those whom the filter finds then."""

import datetime as dt
import threading
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from fellowship.cohorts.models import Announcement, Tag
from fellowship.cohorts.models.place import PlaceStatus
from fellowship.cohorts.services.announcements import (
    TooLate,
    call_off,
    change_announcement,
    plan_announcement,
    send_due_announcements,
)
from fellowship.notifications.models import Message
from fellowship.notifications.services.sending import send_due
from tests.factories import AdministratorFactory, CohortFactory, PairingFactory, PlaceFactory, UserFactory

pytestmark = pytest.mark.django_db
WORDS = {"subject": "Another room", "text": "We meet in **room 3**.", "to_mentors": False}


@pytest.fixture
def cohort():
    return CohortFactory(launched_at=timezone.now())


@pytest.fixture
def team(cohort):
    return AdministratorFactory(programme=cohort.programme).person


def planned(cohort, by, *, filters=None, form_id=None, **words):
    words = {**WORDS, "send_at": timezone.now(), **words}
    return plan_announcement(
        by=by, cohort=cohort, filters=filters or {}, form_id=form_id or uuid.uuid4(), **words
    )


def told() -> set[int]:
    return set(Message.objects.filter(object_kind="cohorts.announcement").values_list("person", flat=True))


def test_it_goes_to_every_fellow_whose_year_goes_on(cohort, team):
    place = PlaceFactory(cohort=cohort)
    PlaceFactory(cohort=cohort, status=PlaceStatus.WITHDRAWN)
    PlaceFactory()
    PlaceFactory(cohort=cohort, person=UserFactory(password=False, address=False))  # no account yet
    one = planned(cohort, team)
    assert send_due_announcements() == 1
    one.refresh_from_db()
    assert (told(), list(one.told.all())) == ({place.person_id}, [place.person])


def test_it_goes_once(cohort, team):
    PlaceFactory(cohort=cohort)
    planned(cohort, team)
    assert [send_due_announcements() for _time in range(3)] == [1, 0, 0]
    assert len(told()) == 1


def test_planned_for_later_it_waits_and_finds_who_is_there_then(cohort, team):
    planned(cohort, team, send_at=timezone.now() + dt.timedelta(hours=2))
    assert send_due_announcements() == 0
    late = PlaceFactory(cohort=cohort)
    assert send_due_announcements(timezone.now() + dt.timedelta(hours=3)) == 1
    assert told() == {late.person_id}


def test_a_filter_finds_some_and_mentors_are_told_once(cohort, team):
    nurse = PlaceFactory(cohort=cohort, person__profession="nurse")
    other_nurse = PlaceFactory(cohort=cohort, person__profession="nurse")
    doctor = PlaceFactory(cohort=cohort, person__profession="doctor")
    mentor = PairingFactory(place=nurse).mentor
    PairingFactory(place=other_nurse, mentor=mentor)
    PairingFactory(place=doctor)
    planned(cohort, team, filters={"profession": "nurse"}, to_mentors=True)
    send_due_announcements()
    assert told() == {nurse.person_id, other_nurse.person_id, mentor.pk}


def test_a_filter_whose_choice_is_gone_finds_nobody_and_never_everybody(client, cohort, team):
    PlaceFactory(cohort=cohort)
    tag = Tag.objects.create(programme=cohort.programme, name="Resit")
    one = planned(cohort, team, filters={"tag": str(tag.pk)}, to_mentors=True)
    client.force_login(team)
    assert "finds nobody any more" in client.get(one.get_absolute_url()).content.decode()

    assert send_due_announcements() == 1
    assert told() == set()


def test_a_filter_that_cannot_be_followed_is_refused(client, cohort, team):
    PlaceFactory(cohort=cohort)
    client.force_login(team)
    address = reverse("announcement_new", args=[cohort.pk]) + "?tag=4711"
    today = timezone.localdate() + dt.timedelta(days=1)
    day = {"day-day": str(today.day), "day-month": str(today.month), "day-year": str(today.year)}
    words = {"subject": "A visit", "text": "In May.", "form_id": str(uuid.uuid4()), "at": "9:30"}

    page = client.post(address, words | day).content.decode()

    assert "Nobody is found by that filter any more" in page
    assert not Announcement.objects.exists()


def test_a_double_click_plans_it_once(cohort, team):
    form_id = uuid.uuid4()
    assert planned(cohort, team, form_id=form_id) == planned(cohort, team, form_id=form_id)
    assert Announcement.objects.count() == 1


def test_called_off_it_never_goes(cohort, team):
    PlaceFactory(cohort=cohort)
    one = planned(cohort, team)
    call_off(by=team, announcement=one)
    call_off(by=team, announcement=Announcement.objects.get())
    assert send_due_announcements() == 0
    assert not told()


def test_what_is_out_is_neither_changed_nor_called_off(cohort, team):
    one = planned(cohort, team)
    send_due_announcements()
    with pytest.raises(TooLate):
        call_off(by=team, announcement=one)
    with pytest.raises(TooLate):
        change_announcement(by=team, announcement=one, version=1, subject="Other")


def test_two_administrators_change_it_and_the_second_is_told(cohort, team):
    one = planned(cohort, team, send_at=timezone.now() + dt.timedelta(days=1))
    change_announcement(by=team, announcement=one, version=1, subject="First")
    with pytest.raises(TooLate, match="Somebody changed"):
        change_announcement(by=team, announcement=one, version=1, subject="Second")
    assert Announcement.objects.get().subject == "First"


def test_only_the_team_announces(cohort):
    place = PlaceFactory(cohort=cohort)
    for person in (place.person, PairingFactory(place=place).mentor, AdministratorFactory().person):
        with pytest.raises(PermissionDenied):
            planned(cohort, person)


def test_the_email_has_the_words_and_no_picture_that_tells(cohort, team, mailoutbox):
    PlaceFactory(cohort=cohort)
    planned(cohort, team)
    send_due_announcements()
    send_due()
    mail = mailoutbox[0]
    html = mail.alternatives[0][0]
    assert (mail.subject, "room 3" in mail.body, "<strong>room 3</strong>" in html) == (
        "Another room",
        True,
        True,
    )
    assert "<img" not in html


def test_who_was_told_reads_it_and_others_do_not(client, cohort, team):
    place = PlaceFactory(cohort=cohort)
    one = planned(cohort, team, text="<script>alert(1)</script> room 3")
    client.force_login(place.person)
    assert client.get(one.get_absolute_url()).status_code == 404  # not out yet
    send_due_announcements()
    page = client.get(one.get_absolute_url())
    assert b"room 3" in page.content
    assert b"<script>alert" not in page.content
    assert b"Who is told" not in page.content
    client.force_login(PlaceFactory(cohort=cohort).person)
    assert client.get(one.get_absolute_url()).status_code == 404


def test_planning_changing_and_calling_off_on_the_pages(client, cohort, team):
    PlaceFactory(cohort=cohort, person__profession="nurse")
    client.force_login(team)
    overview = client.get(reverse("overview", args=[cohort.pk]), {"profession": "nurse"}).content.decode()
    new = reverse("announcement_new", args=[cohort.pk]) + "?profession=nurse"
    assert new in overview
    later = timezone.localdate() + dt.timedelta(days=30)
    day = {"day-day": str(later.day), "day-month": str(later.month), "day-year": str(later.year)}
    words = {"subject": "A visit", "text": "In May.", "form_id": str(uuid.uuid4()), "at": "9:30"}
    assert client.post(new, words | day).status_code == 302
    one = Announcement.objects.get()
    assert one.filters == {"profession": "nurse"}
    assert timezone.localtime(one.send_at).strftime("%d %H:%M") == later.strftime("%d 09:30")
    edit = reverse("announcement_edit", args=[one.pk])
    client.post(edit, words | day | {"subject": "Two visits", "version": "1"})
    assert "Two visits" in client.get(reverse("announcements", args=[cohort.pk])).content.decode()
    assert "would reach 1 person" in client.get(one.get_absolute_url()).content.decode()
    cancel = reverse("announcement_cancel", args=[one.pk])
    seen = client.get(one.get_absolute_url()).content.decode()
    assert 'name="version" value="2"' in seen
    answer = client.post(cancel, {"version": "1"}, follow=True).content.decode()
    assert "Somebody changed this announcement since you opened it." in answer
    assert not Announcement.objects.get().cancelled_at
    for _press in range(2):
        client.post(cancel, {"version": "2"})
    assert Announcement.objects.get().cancelled_at


@pytest.mark.parametrize(
    ("hour", "day", "month", "sent"),
    [("2:30", 28, 3, "01:30"), ("1:30", 28, 3, None), ("1:30", 31, 10, "00:30")],
)
def test_a_time_that_summer_time_gives_twice_is_taken_and_one_it_takes_is_not(
    client, cohort, team, hour, day, month, sent, time_machine
):
    """The clock goes forward on 28 March 2027 and back on 31 October 2027."""
    time_machine.move_to(dt.datetime(2027, 3, 1, 12, tzinfo=dt.UTC), tick=True)
    client.force_login(team)
    words = {"subject": "A visit", "text": "In May.", "form_id": str(uuid.uuid4()), "at": hour}
    typed = {"day-day": str(day), "day-month": str(month), "day-year": "2027"}
    answer = client.post(reverse("announcement_new", args=[cohort.pk]), words | typed)
    assert [f"{one.send_at:%H:%M}" for one in Announcement.objects.all()] == ([sent] if sent else [])
    if not sent:
        assert "Clocks go forward that night; there is no 1:30am." in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_it_once(cohort, team):
    for _number in range(3):
        PlaceFactory(cohort=cohort)
    planned(cohort, team)
    sent: list[int] = []

    def work() -> None:
        sent.append(send_due_announcements())
        connection.close()

    workers = [threading.Thread(target=work) for _number in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(sent) == [0, 1]
    assert Message.objects.filter(object_kind="cohorts.announcement").count() == 3
