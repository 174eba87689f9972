"""A programme run on a phone with JavaScript switched off: the team, a tutor, a mentor and a fellow."""

import re

import pytest
from django.urls import reverse

from challenges.models import MilestoneChange
from fellowship.cohorts.models import Announcement, Cohort, Pairing, PlaceChange
from fellowship.learning.models import Attendance, Result
from mentoring.models import Action, Session
from tests.factories import (
    AdministratorFactory,
    AssignmentFactory,
    PlaceFactory,
    TaughtDayFactory,
    TutorFactory,
)
from tests.factories.cohorts import days_from_today
from tests.factories.matching import MentorProfileFactory
from tests.journeys.other_means import Plain


@pytest.fixture
def team(plain, sign_in, cohort) -> Plain:
    sign_in(plain.page, AdministratorFactory(programme=cohort.programme).person)
    return plain


def test_next_year_is_made_matched_and_launched_without_javascript(team, cohort, background):
    starts_on = days_from_today(60)
    team.open(cohort.get_absolute_url()).follow("Make the next cohort from this one")
    team.write("Name of the cohort", "Next year").write_date("First day", starts_on).press("Show the dates")
    team.reads("Leading change in context: Workshop, day 1 of 3").press("Make the cohort")
    made = Cohort.objects.get(name="Next year")
    team.open(made.template.get_absolute_url()).follow(re.compile("^Move Remit")).write("Weeks", "2")
    team.press("Move").follow(re.compile("^Remove Innovating")).press("Remove").press("Undo").reads(
        "is undone"
    )

    PlaceFactory(cohort=made, person__given_name="Nadia", person__family_name="New")
    MentorProfileFactory(programme=made.programme, person__given_name="Agnes", person__family_name="Able")
    team.open(reverse("matching", args=[made.pk])).press("Make a proposal").until("1 of 1")
    team.follow("Publish").press("Publish").until("Fellows and mentors have been told")
    assert Pairing.objects.get(place__cohort=made).mentor.given_name == "Agnes"

    team.open(made.get_absolute_url()).follow("Launch the cohort").follow("Rehearse the reminders")
    team.write("Compare with", "7").press("Rehearse").reads("Nadia New")
    team.open(reverse("cohort_launch", args=[made.pk])).press("Launch").reads("The cohort is launched")


def test_dates_of_many_and_of_one_are_moved_and_put_back_without_javascript(team, challenge, background):
    place, milestone = challenge.place, challenge.milestones.get(title="Baseline measured")
    team.open(reverse("overview", args=[place.cohort_id])).choose("Choose Fenella Fox")
    team.page.get_by_label("With those chosen").select_option("move")
    team.press("Continue").write_date("Or all milestones that are due from", milestone.due_on)
    team.write_date("Until", milestone.due_on).write("Days later", "14").write(
        "Reason", "The venue is closed"
    )
    team.press("See what would happen").reads("Baseline measured").press("Move 1 date").until("Undo 1 change")
    team.press("Undo").until("Undone by")
    assert MilestoneChange.objects.filter(milestone=milestone, act="move").count() == 2

    team.open(reverse("person", args=[place.person_id])).follow(re.compile("^Pause"))
    team.write_date("First day of the pause", days_from_today(-10)).write("Reason", "Leave")
    team.press("Show what it does").reads("Check what it does").press("Pause").reads("The change is made")
    team.follow(re.compile("^Undo")).press("Undo it").reads("The change is undone")
    assert PlaceChange.objects.get().undone_at


def test_an_announcement_is_planned_and_called_off_without_javascript(team, cohort):
    team.open(reverse("announcements", args=[cohort.pk])).follow("Write an announcement")
    team.write("Subject", "The room has changed").write("Message", "We meet in the library.")
    team.write_date("Day it goes out", days_from_today(3)).write("Time", "9am").press("Send or schedule it")
    team.follow("The room has changed").reads("It goes out on").press("Call it off").reads("Called off")
    assert Announcement.objects.get().cancelled_at


def test_a_tutor_takes_attendance_and_records_results_without_javascript(plain, sign_in, challenge, tmp_path):
    place = challenge.place
    essay = AssignmentFactory(module__cohort=place.cohort, title="Essay")
    day = TaughtDayFactory(module=essay.module, day=days_from_today(-1))
    sign_in(plain.page, TutorFactory(cohort=place.cohort).person)
    plain.open(reverse("register", args=[day.pk])).choose("Present", among="Fenella Fox").press("Save")
    plain.reads("1 of 1 marked")
    assert Attendance.objects.get().status == "present"

    file = tmp_path / "marks.csv"
    file.write_text(f"Email,Result,Mark\n{place.person.email},Pass,64\n")
    plain.open(reverse("assignment", args=[essay.pk])).follow("Results from a spreadsheet")
    plain.page.locator("input[type=file]").set_input_files(file)
    plain.press("Read the file").reads("Nothing has been recorded yet").press("Record 1 result")
    plain.reads("1 result recorded")
    assert Result.objects.get().mark == 64


def test_a_session_is_agreed_and_written_up_without_javascript(plain, sign_in, challenge):
    fellow, mentor = challenge.place.person, challenge.place.pairings.get().mentor
    sign_in(plain.page, mentor)
    plain.open(challenge.get_absolute_url()).follow("Sessions").follow("Propose a session")
    plain.write_date("First time: day", days_from_today(8)).write("First time: begins at", "2pm").press(
        "Propose"
    )
    sign_in(plain.page, fellow)
    plain.open("/").follow("Accept a time for a session").press("Accept ").reads("Both of you get it")
    session = Session.objects.get()
    plain.follow("Add to the agenda").write("A point of your own", "The night team").press("Add")
    plain.reads("The night team").follow("Write notes").write("Notes of the session", "Ask them first.")
    plain.press("Save notes").reads("Ask them first.").follow("Add an action")
    plain.write("What will be done", "Ask the night team").write_date("By when", days_from_today(5))
    plain.press("Agree it").open("/").reads("Ask the night team").follow("Ask the night team").press("Done")
    plain.open(session.get_absolute_url()).follow("Cancel the session").press("Cancel").reads("Cancelled")
    assert Action.objects.get().status == "done"
