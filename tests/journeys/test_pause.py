"""A fellow pauses and the year moves: the programme team, the fellow and the mentor at their browsers."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from challenges.models import MilestoneChange
from fellowship.cohorts.models import Pairing, PlaceChange
from fellowship.learning.models import Result
from fellowship.lib.dates import in_words
from tests.factories import AdministratorFactory, AssignmentFactory, TaughtDayFactory
from tests.factories.cohorts import days_from_today

REASON = "Parental leave, stated to the team"


@pytest.fixture
def year(challenge):
    """The year of `challenge`, with an assignment and two taught days."""
    cohort = challenge.place.cohort
    essay = AssignmentFactory(
        module__cohort=cohort, module__title="Leading change", title="Essay", due_on=days_from_today(30)
    )
    TaughtDayFactory(module=essay.module, title="Power", day=days_from_today(-5))
    TaughtDayFactory(module=essay.module, title="Systems", day=days_from_today(3))
    AdministratorFactory(programme=cohort.programme, person__given_name="Morgan")
    return challenge


def typed(walk, group, day):
    return walk.write_date(group, day.day, day.month, day.year)


def test_a_fellow_pauses_and_the_year_moves(browser_page, phone_page, walk, sign_in, year):
    place, mentor = year.place, Pairing.objects.get().mentor
    back, baseline = days_from_today(20), year.milestones.get()
    due_before, end_before = baseline.due_on, place.ends_on
    sign_in(browser_page, place.cohort.programme.roles.get().person)
    desk = walk(browser_page).open(reverse("person", args=[place.person_id]))

    # Pause, ten days ago, with a return that is planned.
    desk.follow(re.compile("^Pause"))
    typed(desk, "First day of the pause", days_from_today(-10))
    typed(desk, re.compile("First day back"), back)
    desk.write("Reason", REASON).press("Show what it does").heading("Check what it does")
    desk.reads("Baseline measured").reads("Leading change: Power").reads("Leading change: Systems")
    assert not PlaceChange.objects.exists()
    desk.press("Pause").reads("The change is made").reads(REASON)

    # The fellow and the mentor see until when, and not why.
    sign_in(phone_page, place.person)
    phone = walk(phone_page).open("/").reads("Paused since").reads(f"back on {in_words(back)} as planned")
    assert REASON not in phone_page.content()
    sign_in(phone_page, mentor)
    phone.open("/").reads("Paused since")
    assert REASON not in phone_page.content()

    # Back sooner: open dates move by the days that were missed, but for one.
    desk.follow(re.compile("^Take up again"))
    typed(desk, "First day back", timezone.localdate())
    desk.press("Show what it does").heading("Check what it does").reads("Taught days in the pause")
    browser_page.get_by_label("Assignment: Essay").uncheck()
    desk.press("Take it up again").reads("The change is made")
    later = dt.timedelta(days=10)
    baseline.refresh_from_db()
    place.refresh_from_db()
    assert (baseline.due_on, place.ends_on) == (due_before + later, end_before + later)
    assert not Result.objects.filter(extended_to__isnull=False).exists()
    assert MilestoneChange.objects.get(act="move").reason == "Moved with the fellow’s calendar."

    phone.open(reverse("milestone", args=[baseline.pk])).reads("Moved with the fellow’s calendar.")
    assert REASON not in phone_page.content()
    sign_in(phone_page, place.person)
    phone.open("/").reads(in_words(baseline.due_on))
    phone.open(reverse("calendar")).reads("Baseline measured")

    # It was a mistake.
    desk.follow(re.compile("^Undo")).press("Undo it").reads("The change is undone").reads("Paused since")
    baseline.refresh_from_db()
    assert baseline.due_on == due_before


def test_an_extension_and_other_hours(browser_page, walk, sign_in, year):
    place, baseline = year.place, year.milestones.get()
    sign_in(browser_page, place.cohort.programme.roles.get().person)
    desk = walk(browser_page).open(reverse("place_calendar", args=[place.pk]))

    desk.follow("Extend").write("Weeks longer (optional)", "4").write("Reason", "The host asked for it")
    desk.press("Show what it does").reads("Milestone: Baseline measured").reads("Assignment: Essay")
    desk.press("Change the answers").press("Show what it does").press("Extend").reads("Extended to")
    desk.follow("Change the working time").write("Per cent of full time", "50")
    typed(desk, "From", timezone.localdate())
    desk.write("Reason", "As agreed").press("Show what it does").press("Change the working time")

    desk.reads("50% of full time")
    baseline.refresh_from_db()
    assert baseline.due_on == days_from_today(2 * (21 + 28))


def test_one_enters_ones_week_and_leave_on_a_phone(phone_page, walk, sign_in, year):
    fellow, day = year.place.person, days_from_today(3)
    sign_in(phone_page, fellow)
    phone = walk(phone_page).open(reverse("profile")).follow("Your week and leave")
    phone_page.get_by_label(f"{day:%A}").check()
    phone.press("Add clinical days").reads("Your clinical days are saved")
    typed(phone, "First day away", days_from_today(21)).press("Add leave").reads("Your leave is saved")
    phone.open(reverse("calendar")).reads("you work clinically on that day").reads("you are on leave")
