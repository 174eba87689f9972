from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from fellowship.learning.models import EarlierAttempt, Result, ResultChange, Submission
from fellowship.learning.reminders import due_assignments
from fellowship.learning.services.results import Changed, allow_another_attempt
from fellowship.learning.workflow import ATTEMPT, AttemptStatus
from fellowship.lib.workflows import NotPossible
from fellowship.notifications.models import Message
from tests.access.sending import day
from tests.factories import AssignmentFactory, PlaceFactory, TutorFactory
from tests.factories.cohorts import days_from_today
from tests.fellowship.learning.marking import ESSAY, hand_in, judge, mark

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_elsewhere")]


def test_two_people_mark_and_agree(place, tutor, second):
    assignment = AssignmentFactory(module__cohort=place.cohort, second_marked=True)
    hand_in(assignment, place)
    mark(assignment, place, tutor, "58")
    mark(assignment, place, tutor, "60")  # a correction of one's own is not the second mark
    with pytest.raises(ValidationError):
        judge(assignment, place, tutor, mark=Decimal("61"))
    mark(assignment, place, second, "66")
    result = judge(assignment, place, tutor, mark=Decimal("63"))
    assert (result.first_mark, result.second_mark, result.mark) == (60, 66, 63)
    assert (result.first_marker, result.second_marker) == (tutor, second)
    third = TutorFactory(cohort=place.cohort).person
    with pytest.raises(NotPossible):
        mark(assignment, place, third, "10")


def test_stale_mark_is_not_kept(assignment, place, tutor, second):
    hand_in(assignment, place)
    mark(assignment, place, tutor, "58")
    with pytest.raises(Changed):
        mark(assignment, place, second, "66", seen=Result().stamp)
    assert Result.objects.get().second_mark is None


@pytest.mark.parametrize("outcome", ["pass", "refer", "fail"])
def test_no_result_skips_the_second_marker(client, place, tutor, outcome):
    assignment = AssignmentFactory(module__cohort=place.cohort, second_marked=True)
    hand_in(assignment, place)
    mark(assignment, place, tutor, "58")
    client.force_login(tutor)
    address = reverse("result", args=[assignment.pk, place.pk])
    posted = {"stamp": Result.objects.get().stamp, "outcome": outcome}
    page = client.post(address, posted | day("submitted_on", days_from_today(0))).content.decode()
    assert "Record the result once both have given their mark." in page
    assert Result.objects.get().outcome == ""


def test_fail_of_what_never_came_needs_no_marks_until_it_came(place, tutor):
    assignment = AssignmentFactory(module__cohort=place.cohort, second_marked=True)
    for mark_, outcome in [(None, "pass"), (Decimal("30"), "fail")]:
        with pytest.raises(ValidationError, match="two people"):
            judge(assignment, place, tutor, mark=mark_, outcome=outcome)
    judge(assignment, place, tutor, mark=None, outcome="fail")
    with pytest.raises(ValidationError, match="two people"):
        judge(assignment, place, tutor, mark=None, outcome="fail", submitted_on=days_from_today(-1))
    moved = judge(assignment, place, tutor, mark=None, outcome="fail", extended_to=days_from_today(35))
    assert (moved.outcome, moved.submitted_on) == ("fail", None)


def test_the_fellow_reads_only_marks_that_stand(client, place, tutor, second):
    assignment = AssignmentFactory(module__cohort=place.cohort, second_marked=True)
    own, teams = reverse("own_work", args=[assignment.pk]), reverse("result", args=[assignment.pk, place.pk])

    def read(person, address):
        client.force_login(person)
        page = client.get(address).content.decode()
        return [one for one in ("mark 51", "mark 77", "mark 64", "mark 42") if one in page]

    def mark_both(first_mark, second_mark):
        mark(assignment, place, tutor, first_mark)
        mark(assignment, place, second, second_mark)

    hand_in(assignment, place)
    mark_both("51", "77")
    assert read(place.person, own) == []
    assert read(tutor, teams) == ["mark 51", "mark 77"]
    judge(assignment, place, tutor)
    assert read(place.person, own) == ["mark 51", "mark 77", "mark 64"]
    assert "Pass" in client.get(own).content.decode()
    judge(assignment, place, tutor, mark=None, outcome="", reason="Meant for another fellow")
    assert read(place.person, own) == []
    page = client.get(own).content.decode()
    assert "recorded a result, which was withdrawn since" in page
    assert "Pass" not in page
    assert read(tutor, teams)
    assert "Pass, mark 64" in client.get(teams).content.decode()
    mark_both("42", "42")
    assert read(place.person, own) == []
    judged = judge(assignment, place, tutor, mark=Decimal("42"), outcome="refer")
    assert read(place.person, own) == ["mark 42"]
    given = {"assignment": assignment, "place": place, "by": tutor, "stamp": judged.stamp}
    allow_another_attempt(due_on=days_from_today(40), **given)
    assert read(place.person, own) == ["mark 42"]
    assert read(tutor, teams) == ["mark 51", "mark 77", "mark 64", "mark 42"]


def test_deferral_needs_no_marks_of_two(place, tutor):
    assignment = AssignmentFactory(module__cohort=place.cohort, second_marked=True)
    assert judge(assignment, place, tutor, mark=None, outcome="deferred").status == AttemptStatus.JUDGED


def test_referral_is_followed_by_an_attempt_with_its_own_date(assignment, place, tutor):
    hand_in(assignment, place)
    result = judge(assignment, place, tutor, mark=Decimal("44"), outcome="refer")
    due_on = days_from_today(60)
    again = {"assignment": assignment, "place": place, "by": tutor, "due_on": due_on}
    result = allow_another_attempt(stamp=result.stamp, **again)

    assert (result.attempt, result.status, result.mark, result.outcome) == (2, AttemptStatus.OPEN, None, "")
    kept = EarlierAttempt.objects.get()
    assert (kept.number, kept.mark, kept.outcome, kept.due_on) == (1, 44, "refer", assignment.due_on)
    found = list(due_assignments(days_from_today(0), days_from_today(70), place.person_id))
    assert {reminder.due_on for reminder in found} == {due_on}
    assert Message.objects.filter(kind="result_recorded").count() == 2
    hand_in(assignment, place)
    assert [one.attempt for one in Submission.objects.all()] == [1, 2]
    with pytest.raises(Changed):
        allow_another_attempt(stamp=Result().stamp, **again)


def test_pass_has_no_further_attempt(assignment, place, tutor):
    result = judge(assignment, place, tutor)
    with pytest.raises(NotPossible):
        allow_another_attempt(
            assignment=assignment,
            place=place,
            by=tutor,
            stamp=result.stamp,
            due_on=days_from_today(9),
        )


def test_result_is_taken_back_only_with_a_reason(assignment, place, tutor):
    judge(assignment, place, tutor, submitted_on=days_from_today(-2))
    with pytest.raises(NotPossible):
        judge(assignment, place, tutor, mark=None, outcome="")
    result = judge(assignment, place, tutor, mark=None, outcome="", reason="Meant for another fellow")
    assert result.status == AttemptStatus.SUBMITTED


def test_history_tells_every_act(assignment, place, tutor):
    hand_in(assignment, place)
    mark(assignment, place, tutor, "58")
    judge(assignment, place, tutor)
    judge(assignment, place, tutor, mark=Decimal("65"))
    acts = list(ResultChange.objects.order_by("pk").values_list("act", "before", "after"))
    assert acts == [
        ("hand_in", "open", "submitted"),
        ("mark", "submitted", "marked"),
        ("agree", "marked", "judged"),
        ("correct", "judged", "judged"),
    ]


def test_every_act_of_the_table_leads_to_a_status_it_names():
    assert {step.next for step in ATTEMPT.values()} <= set(AttemptStatus)
    assert {status for status, _act in ATTEMPT} == set(AttemptStatus)


def test_result_page_marks_and_allows_another_attempt(client, assignment, place, tutor):
    hand_in(assignment, place)
    client.force_login(tutor)
    address = reverse("result", args=[assignment.pk, place.pk])
    client.post(address, {"act": "mark", "given": "41.5", "stamp": Result.objects.get().stamp})
    assert Result.objects.get().first_mark == Decimal("41.5")
    page = client.post(address, {"act": "mark", "given": "141", "stamp": ""}).content.decode()
    assert "between 0 and 100" in page
    judge(assignment, place, tutor, mark=Decimal("41.5"), outcome="refer")
    stamp = Result.objects.get().stamp
    due = days_from_today(40)
    again = {"act": "again", "stamp": stamp}
    assert "Enter the date" in client.post(address, again).content.decode()
    client.post(address, {**again, "due_on-day": due.day, "due_on-month": due.month, "due_on-year": due.year})
    assert Result.objects.get().attempt == 2


def test_result_page_with_an_unknown_act_does_nothing(client, assignment, place, tutor):
    client.force_login(tutor)
    address = reverse("result", args=[assignment.pk, place.pk])
    assert client.post(address, {"act": "burn", "outcome": "fail"}).status_code == 200
    assert not Result.objects.exists()


def test_assignment_is_changed_by_its_tutor(client, assignment, tutor):
    client.force_login(tutor)
    address = reverse("assignment_edit", args=[assignment.pk])
    due = days_from_today(50)
    posted = {"title": "Essay", "brief": "Write <b>well</b>.", "second_marked": "on"}
    parts = {"due_on-day": due.day, "due_on-month": due.month, "due_on-year": due.year}
    client.post(address, posted | parts)
    assignment.refresh_from_db()
    assert (assignment.title, assignment.due_on, assignment.second_marked) == ("Essay", due, True)


@pytest.mark.parametrize("count", [1, 3])
def test_pages_of_work_ask_the_same_number_of_queries(client, django_assert_num_queries, place, tutor, count):
    assignment = AssignmentFactory(module__cohort=place.cohort)
    for number in range(count):
        hand_in(assignment, place, ESSAY + b"%d" % number)
    for _number in range(count):
        PlaceFactory(cohort=place.cohort)
    pages = [
        (place.person, "own_work", [assignment.pk], 12),
        (place.person, "extension_new", [assignment.pk], 12),
        (tutor, "result", [assignment.pk, place.pk], 14),
        (tutor, "assignment_edit", [assignment.pk], 9),
    ]
    for person, name, args, queries in pages:
        client.force_login(person)
        client.get(reverse(name, args=args))
        with django_assert_num_queries(queries):
            assert client.get(reverse(name, args=args)).status_code == 200
