"""Who leaves out a module of the cohort, or takes one elsewhere: every page and reminder follows."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from fellowship.home.services.calendar import entries_of
from fellowship.home.services.year_dates import dates_of
from fellowship.learning.models import Assignment, AttendanceStatus, LeftOut, Module, Result
from fellowship.learning.reminders import due_assignments, due_taught_days, overdue_assignments
from fellowship.learning.services.attendance import Mark, say_was_there, take_register
from fellowship.learning.services.board import exam_board
from fellowship.learning.services.own_modules import choose_modules
from fellowship.learning.services.pgcert import fellows_pgcert, modules_by_fellow, results_of
from fellowship.learning.services.registers import days_of, register_of
from fellowship.learning.services.results import record_result
from fellowship.lib.workflows import NotPossible
from tests.factories import (
    AssignmentFactory,
    CohortFactory,
    ModuleFactory,
    PairingFactory,
    PlaceFactory,
    ResultFactory,
    TaughtDayFactory,
    TutorFactory,
)
from tests.factories.cohorts import days_from_today

pytestmark = pytest.mark.django_db


class Scene:
    """Two fellows of a running cohort with a module; the first leaves it out and takes one elsewhere."""

    def __init__(self) -> None:
        cohort = CohortFactory(launched_at=timezone.now())
        self.fellow, self.other = PlaceFactory(cohort=cohort), PlaceFactory(cohort=cohort)
        self.tutor = TutorFactory(cohort=cohort).person
        self.shared = ModuleFactory(cohort=cohort, title="Leading change", credits=20)
        self.own = ModuleFactory(cohort=cohort, place=self.fellow, title="Quality", credits=30)
        self.shared_day = TaughtDayFactory(module=self.shared, day=days_from_today(3))
        self.own_day = TaughtDayFactory(module=self.own, day=days_from_today(3))
        self.essay = AssignmentFactory(module=self.shared, due_on=days_from_today(14), title="Essay")
        self.project = AssignmentFactory(module=self.own, due_on=days_from_today(14), title="Project")
        LeftOut.objects.create(place=self.fellow, module=self.shared)


@pytest.fixture
def scene():
    return Scene()


def test_a_fellow_sees_what_they_take_and_its_credits(scene):
    own, others = fellows_pgcert(scene.fellow), fellows_pgcert(scene.other)
    assert [item.module for item in own.modules] == [scene.own]
    assert [item.module for item in others.modules] == [scene.shared]
    assert (own.needed, others.needed) == (20, 20)  # what is taken elsewhere replaces what is left out


def test_lists_of_a_module_hold_who_takes_it(scene):
    assert [place for place, _piece in results_of(scene.essay)] == [scene.other]
    assert [place for place, _piece in results_of(scene.project)] == [scene.fellow]
    assert [place for place, _row in register_of(scene.shared_day)] == [scene.other]
    assert [place for place, _row in register_of(scene.own_day)] == [scene.fellow]
    counts = {one.title: one.fellows for one in Assignment.objects.with_progress()}
    assert counts == {"Essay": 1, "Project": 1}


def test_calendar_strip_and_attendance_follow(scene):
    titles = {entry.title for entry in entries_of(scene.fellow.person, since=days_from_today(0))}
    assert titles == {"Quality: Workshop", "Quality: Project"}
    dates = dates_of(scene.fellow, None, days_from_today(0)).dates
    assert {dated.title for dated in dates} == {"Project", "Quality: Workshop"}
    assert [one.day for one in days_of(scene.fellow)["days"]] == [scene.own_day]
    tutors = {entry.title for entry in entries_of(scene.tutor, since=days_from_today(0))}
    assert len(tutors) == 4


@pytest.mark.parametrize("source", [due_assignments, due_taught_days], ids=["assignments", "taught days"])
def test_each_is_reminded_of_what_they_take(scene, source):
    day = days_from_today(0)
    found = {(one.person_id, one.about.split(": ")[1]) for one in source(day, day, None)}
    mine = "Project" if source is due_assignments else "Workshop"
    assert (scene.fellow.person_id, mine) in found
    assert len(found) == 2


def test_nobody_is_told_that_work_left_out_is_late(scene):
    Assignment.objects.update(due_on=days_from_today(-3))
    day = days_from_today(0)
    found = {(one.person_id, one.about) for one in overdue_assignments(day, day, None)}
    assert found == {
        (scene.fellow.person_id, "Assignment: Project"),
        (scene.other.person_id, "Assignment: Essay"),
    }


def test_nothing_is_recorded_for_who_does_not_take_it(scene):
    with pytest.raises(ValidationError, match="does not take"):
        record_result(
            assignment=scene.essay,
            place=scene.fellow,
            by=scene.tutor,
            stamp=Result().stamp,
            submitted_on=None,
            extended_to=None,
            mark=None,
            outcome="pass",
        )
    taken = take_register(
        day=scene.shared_day,
        marks=[Mark(scene.fellow.pk, "", AttendanceStatus.EXCUSED)],
        by=scene.tutor,
    )
    assert taken.saved == []
    with pytest.raises(NotPossible):
        say_was_there(place=scene.fellow, day=scene.shared_day, how="present", by=scene.fellow.person)


def test_the_boards_list_says_what_is_taken_elsewhere(scene):
    ResultFactory(
        assignment=scene.project,
        place=scene.fellow,
        outcome="pass",
        mark="64.5",
        recorded_at=timezone.now(),
        recorded_by=scene.tutor,
    )
    titles, rows = exam_board(scene.fellow.cohort)
    by_name = {row[0]: dict(zip(titles, row, strict=True)) for row in rows}
    mine, others = by_name[scene.fellow.person.full_name], by_name[scene.other.person.full_name]
    assert mine["Leading change: Essay, result"] == "Not taken"
    assert (mine["Own modules"], mine["Credits earned"], mine["Credits needed"]) == (
        "Quality: Project, Pass, 64.5",
        30,
        20,
    )
    assert (others["Own modules"], others["Credits needed"]) == (None, 20)


def test_choose_modules_leaves_out_and_takes_up_again(scene):
    choose_modules(place=scene.fellow, shown=[scene.shared.pk], taken=[scene.shared.pk], by=scene.tutor)
    assert not LeftOut.objects.exists()
    choose_modules(
        place=scene.other, shown=[scene.shared.pk], taken=[scene.own.pk], by=scene.tutor
    )  # another fellow's is not on offer
    assert list(LeftOut.objects.values_list("place", "module")) == [(scene.other.pk, scene.shared.pk)]


def test_choose_modules_keeps_what_has_a_result(scene):
    ResultFactory(assignment=scene.essay, place=scene.other, submitted_on=dt.date(2026, 10, 1))
    with pytest.raises(NotPossible, match="Leading change"):
        choose_modules(place=scene.other, shown=[scene.shared.pk], taken=[], by=scene.tutor)
    assert not LeftOut.objects.filter(place=scene.other).exists()


def test_choose_modules_is_for_those_who_teach(scene):
    for person in (scene.fellow.person, PairingFactory(place=scene.fellow).mentor, TutorFactory().person):
        with pytest.raises(PermissionDenied):
            choose_modules(place=scene.fellow, shown=[scene.shared.pk], taken=[], by=person)


def test_an_own_module_is_seen_by_its_fellow_and_those_who_teach(client, scene):
    mentor = PairingFactory(place=scene.fellow).mentor
    for person, status in (
        (scene.fellow.person, 200),
        (scene.tutor, 200),
        (scene.other.person, 404),
        (mentor, 404),
    ):
        client.force_login(person)
        assert client.get(scene.own.get_absolute_url()).status_code == status
        assert client.get(reverse("own_work", args=[scene.project.pk])).status_code == (
            200 if person == scene.fellow.person else 404
        )


def test_the_database_holds_titles_apart(scene):
    ModuleFactory(cohort=scene.fellow.cohort, place=scene.other, title="Quality")  # of another fellow: fine
    with pytest.raises(IntegrityError), transaction.atomic():
        ModuleFactory(cohort=scene.fellow.cohort, place=scene.fellow, title="Quality")
    with pytest.raises(IntegrityError), transaction.atomic():
        ModuleFactory(cohort=scene.fellow.cohort, title="Leading change")


def test_the_pages_ask_as_much_for_one_fellow_as_for_three(client, scene):
    client.force_login(scene.tutor)
    address = reverse("who_takes_what", args=[scene.fellow.cohort_id])

    def statements() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address).status_code == 200
        return len(caught)

    statements()
    before = statements()
    for place in PlaceFactory.create_batch(3, cohort=scene.fellow.cohort):
        ModuleFactory(cohort=place.cohort, place=place)
    assert statements() == before <= 15
    assert len(modules_by_fellow(scene.fellow.cohort)) == 5


def test_choosing_on_the_page(client, scene):
    client.force_login(scene.tutor)
    address = reverse("modules_taken", args=[scene.other.pk])
    assert b"Leading change" in client.get(address).content
    assert client.post(address, {"shown": [scene.shared.pk]}).status_code == 302
    assert Module.objects.taken_by(scene.other).count() == 0


def test_the_transcript_as_a_pdf_is_the_fellows_own(client, scene):
    client.force_login(scene.fellow.person)
    answer = client.get(reverse("transcript_file"))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    client.force_login(scene.tutor)
    assert client.get(reverse("transcript_file")).status_code == 302


def test_a_module_that_came_since_the_form_was_shown_is_not_left_out(client, scene):
    client.force_login(scene.tutor)
    address = reverse("modules_taken", args=[scene.other.pk])
    gone = ModuleFactory(cohort=scene.other.cohort)
    assert f'name="shown" value="{scene.shared.pk}"' in client.get(address).content.decode()
    since = ModuleFactory(cohort=scene.other.cohort)
    posted = {"shown": [scene.shared.pk, gone.pk], "taken": [gone.pk]}
    gone.delete()
    assert client.post(address, posted).status_code == 302
    assert list(Module.objects.taken_by(scene.other)) == [since]


def test_a_cohort_without_modules_offers_no_list_to_choose_from(client):
    place = PlaceFactory()
    client.force_login(TutorFactory(cohort=place.cohort).person)
    page = client.get(reverse("modules_taken", args=[place.pk])).content.decode()
    assert "This cohort has no modules yet." in page
    assert "Untick" not in page
