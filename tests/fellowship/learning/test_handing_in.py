import hashlib

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from fellowship.learning.models import Result, ResultChange, Submission
from fellowship.learning.reminders import due_assignments
from fellowship.learning.services.handing_in import hand_in_at_provider, hand_in_file, take_back
from fellowship.learning.services.results import Changed
from fellowship.learning.workflow import AttemptStatus
from fellowship.lib.workflows import NotPossible
from tests.access.sending import day
from tests.factories import PairingFactory, PlaceFactory
from tests.factories.cohorts import days_from_today
from tests.fellowship.learning.marking import ESSAY, hand_in, judge, mark

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_elsewhere")]


def test_handing_in_keeps_the_file_as_receipt(assignment, place):
    kept = hand_in(assignment, place)
    assert (kept.name, kept.size, kept.sha256) == ("Essay.pdf", 17, hashlib.sha256(ESSAY).hexdigest())
    assert "Essay" not in kept.file.name
    assert Result.objects.get().status == AttemptStatus.SUBMITTED


def test_handing_in_twice_is_one_receipt(assignment, place):
    assert hand_in(assignment, place) == hand_in(assignment, place)
    assert ResultChange.objects.count() == 1


def test_handing_in_at_the_provider_twice_is_noted_once(assignment, place):
    for _time in range(2):
        hand_in_at_provider(assignment=assignment, place=place, on=days_from_today(-1), by=place.person)
    assert (Submission.objects.count(), ResultChange.objects.count()) == (1, 1)
    assert Result.objects.get().submitted_on == days_from_today(-1)


def test_handing_in_stops_reminders_and_taking_back_starts_them(assignment, place):
    def reminded():
        return list(due_assignments(days_from_today(0), days_from_today(30), place.person_id))

    hand_in(assignment, place)
    assert not reminded()
    take_back(assignment=assignment, place=place, by=place.person)
    assert reminded()
    hand_in(assignment, place)  # the same file once more: handed in again
    assert not reminded()


def test_handing_in_for_somebody_else_is_refused(assignment, place, tutor):
    for person in [tutor, PairingFactory(place=place).mentor]:
        with pytest.raises(PermissionDenied):
            hand_in_file(
                assignment=assignment, place=place, upload=SimpleUploadedFile("a.pdf", ESSAY), by=person
            )


def test_nothing_is_handed_in_or_taken_back_once_marking_began(assignment, place, tutor):
    hand_in(assignment, place)
    mark(assignment, place, tutor, "61")
    with pytest.raises(NotPossible):
        hand_in(assignment, place, b"%PDF-1.7 a better essay")
    with pytest.raises(NotPossible):
        take_back(assignment=assignment, place=place, by=place.person)
    assert Submission.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("essay.exe", b"MZ", "cannot take files"),
        ("essay.pdf", b"", "empty"),
        ("essay.pdf", b"<script>", "content is something else"),
        ("essay.svg", b"<svg onload=alert(1)>", "cannot take files"),
    ],
)
def test_work_page_explains_files_it_does_not_take(client, assignment, place, name, content, words):
    client.force_login(place.person)
    posted = {"act": "file", "file": SimpleUploadedFile(name, content)}
    page = client.post(reverse("own_work", args=[assignment.pk]), posted).content.decode()
    assert words in page
    assert not Submission.objects.exists()


def test_work_page_explains_a_day_ahead(client, assignment, place):
    client.force_login(place.person)
    day = days_from_today(3)
    posted = {"act": "provider", "on-day": day.day, "on-month": day.month, "on-year": day.year}
    page = client.post(reverse("own_work", args=[assignment.pk]), posted).content.decode()
    assert "cannot be in the future" in page
    assert not Result.objects.exclude(submitted_on=None).exists()


def test_receipt_is_downloaded_by_its_fellow_and_tutors_only(client, assignment, place, tutor):
    kept = hand_in(assignment, place)
    peer = PlaceFactory(cohort=place.cohort).person
    mentor = PairingFactory(place=place).mentor
    for person, status in [(place.person, 200), (tutor, 200), (peer, 404), (mentor, 404)]:
        client.force_login(person)
        answer = client.get(reverse("submission", args=[kept.pk]))
        assert answer.status_code == status
        if status == 200:
            assert b"".join(answer.streaming_content) == ESSAY
            assert answer["Content-Disposition"].startswith("attachment")


def test_a_form_opened_before_the_work_came_in_takes_nothing_back(client, assignment, place, tutor):
    client.force_login(tutor)
    address = reverse("result", args=[assignment.pk, place.pk])
    opened = {"stamp": Result().stamp, **day("extended_to", days_from_today(30))}
    assert f'value="{Result().stamp}"' in client.get(address).content.decode()
    hand_in(assignment, place)
    page = client.post(address, opened).content.decode()
    assert "This changed while you were writing" in page
    assert f'value="{Result.objects.get().stamp}"' in page
    assert client.post(address, opened | {"outcome": "fail", "mark": "10"}).status_code == 200
    result = Result.objects.get()
    assert (result.status, result.extended_to) == (AttemptStatus.SUBMITTED, None)


def test_a_form_opened_before_the_work_was_taken_back_hands_nothing_in(assignment, place, tutor):
    hand_in(assignment, place)
    seen = Result.objects.get().stamp
    take_back(assignment=assignment, place=place, by=place.person)
    with pytest.raises(Changed):
        judge(assignment, place, tutor, stamp=seen, submitted_on=days_from_today(0), mark=None, outcome="")
    assert Result.objects.get().status == AttemptStatus.OPEN


@pytest.mark.parametrize("stamp", ["", "now", "|submitted||1"])
def test_a_form_without_its_stamp_is_stale(client, assignment, place, tutor, stamp):
    client.force_login(tutor)
    address = reverse("result", args=[assignment.pk, place.pk])
    page = client.post(address, {"stamp": stamp, "outcome": "fail"}).content.decode()
    assert "This changed while you were writing" in page
    assert not Result.objects.exclude(outcome="").exists()


def test_the_day_of_marked_work_is_not_emptied(assignment, place, tutor):
    hand_in(assignment, place)
    mark(assignment, place, tutor, "58")
    for outcome in ("", "pass"):
        with pytest.raises(NotPossible, match="Marking has begun"):
            judge(assignment, place, tutor, submitted_on=None, mark=None, outcome=outcome)
    assert Result.objects.get().submitted_on == days_from_today(0)
    judge(assignment, place, tutor)
    reopened = judge(
        assignment, place, tutor, submitted_on=None, mark=None, outcome="", reason="Nothing had come in"
    )
    assert (reopened.status, reopened.first_mark) == (AttemptStatus.OPEN, None)
