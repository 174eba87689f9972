"""The days of the programme team, a tutor and a mentor with a keyboard alone."""

import datetime as dt

from django.urls import reverse

from fellowship.cohorts.models import PlaceChange
from fellowship.learning.models import Attendance, Result
from mentoring.models import Session
from tests.factories import AdministratorFactory, AssignmentFactory, TaughtDayFactory, TutorFactory
from tests.factories.cohorts import days_from_today
from tests.journeys.other_means import Keys


def test_the_team_pauses_a_fellow_with_the_keyboard_alone(browser_page, walk, sign_in, challenge):
    place = challenge.place
    sign_in(browser_page, AdministratorFactory(programme=place.cohort.programme).person)
    team = Keys(walk(browser_page).open("/"))
    team.reach(f"^{place.cohort.name}$").enter().reach("^Fenella Fox$").enter().reach("^Pause").enter()
    type_date(team, days_from_today(-10))
    team.reach("^Reason").type("Leave").reach("^Show what it does").enter().reach("^Pause$").enter()
    team.walk.reads("The change is made")
    team.reach("^Undo").enter().reach("^Undo it").enter()
    assert PlaceChange.objects.get().undone_at


def test_a_tutor_takes_attendance_and_records_a_result_with_the_keyboard_alone(
    browser_page, walk, sign_in, challenge
):
    cohort = challenge.place.cohort
    essay = AssignmentFactory(module__cohort=cohort, title="Essay")
    TaughtDayFactory(module=essay.module, title="Power", day=days_from_today(-1))
    sign_in(browser_page, TutorFactory(cohort=cohort).person)
    tutor = Keys(walk(browser_page).open("/"))
    tutor.reach("^Power").enter().reach("^Present").press(" ").reach("^Save$").enter()
    assert Attendance.objects.get().status == "present"
    tutor.walk.open(reverse("tutor_home"))
    tutor.reach("^Essay").enter().reach("^Record").enter()
    tutor.reach("^Not marked yet").press("ArrowDown").reach("^Mark out of 100").type("64")
    tutor.reach("^Save result").enter()
    assert (Result.objects.get().outcome, Result.objects.get().mark) == ("pass", 64)


def test_a_mentor_and_a_fellow_agree_a_session_with_the_keyboard_alone(
    browser_page, walk, sign_in, challenge
):
    sign_in(browser_page, challenge.place.pairings.get().mentor)
    mentor = Keys(walk(browser_page).open(challenge.get_absolute_url()))
    mentor.reach("^Sessions$").enter().reach("^Propose a session").enter()
    type_date(mentor, days_from_today(8))
    mentor.reach("^First time: begins at").type("2pm").reach("^Propose$").enter()

    sign_in(browser_page, challenge.place.person)
    fellow = Keys(walk(browser_page).open("/"))
    fellow.reach("^Accept a time for a session").enter().reach("^Accept ").enter()
    fellow.walk.reads("Both of you get it for your calendars")
    assert Session.objects.get().starts_at.date() == days_from_today(8)


def type_date(keys: Keys, day: dt.date) -> None:
    """Into the next three boxes."""
    keys.reach("^Day").type(str(day.day)).press("Tab").type(str(day.month)).press("Tab").type(str(day.year))
