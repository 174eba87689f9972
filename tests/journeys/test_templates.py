"""An administrator makes next year's cohort from this year's, launches it, and then changes its template."""

import re

from django.urls import reverse

from fellowship.cohorts.models import Cohort
from fellowship.lib.dates import in_words
from tests.factories import AdministratorFactory, PlaceFactory
from tests.factories.cohorts import days_from_today
from tests.journeys.walking import Walk

NEXT = days_from_today(60)


def test_a_cohort_is_cloned_and_launched_and_its_template_changed(
    browser_page, walk, sign_in, cohort, background
):
    sign_in(browser_page, AdministratorFactory(programme=cohort.programme).person)
    desk = walk(browser_page).open(cohort.get_absolute_url())

    made = clone(desk)
    change_the_template(desk, made)
    PlaceFactory(cohort=made, person__given_name="Nadia", person__family_name="New")
    launch(desk, made)
    move_after_the_launch(desk, made)


def clone(desk: Walk) -> Cohort:
    desk.follow("Make the next cohort from this one").write("Name of the cohort", "Next year")
    desk.write_date("First day", NEXT.day, NEXT.month, NEXT.year)
    desk.press("Show the dates").reads("Leading change in context: Workshop, day 1 of 3")
    assert not Cohort.objects.filter(name="Next year").exists()
    desk.press("Make the cohort").heading("Setting up Next year")
    return Cohort.objects.get(name="Next year")


def change_the_template(desk: Walk, cohort: Cohort) -> None:
    """Added, refused in words, moved, taken out, and taken out undone."""
    page = desk.page
    desk.open(cohort.template.get_absolute_url()).follow("Add a milestone")
    desk.write("Title", "Poster").write("Due", "in October").press("Save").reads("We do not know “october”")
    desk.write("Due", "end - 2 weeks").press("Save").reads("“Poster” is saved")
    desk.follow(re.compile("^Move Poster")).press("Move").reads("(end - 1 week)")
    desk.follow(re.compile("^Remove Innovating in systems")).press("Remove")
    assert cohort.template.modules.count() == 2
    page.get_by_role("list").filter(has_text="Taken out").get_by_role("button").first.wait_for()
    desk.press(re.compile("^Undo Innovating in systems")).reads("is undone")
    assert cohort.template.modules.count() == 3
    desk.follow("See the real dates for a first day").heading("Real dates")


def launch(desk: Walk, cohort: Cohort) -> None:
    desk.open(cohort.get_absolute_url()).follow("Launch the cohort")
    desk.press(re.compile("^Launch")).reads("The cohort is launched")
    due_on = cohort.places.get().challenge.milestones.get(title="Poster").due_on
    assert (cohort.ends_on - due_on).days == 7


def move_after_the_launch(desk: Walk, cohort: Cohort) -> None:
    poster = cohort.places.get().challenge.milestones.get(title="Poster")
    due_on = poster.due_on
    desk.open(cohort.template.get_absolute_url()).follow(re.compile("^Move Poster"))
    desk.page.get_by_label("Earlier").check()
    desk.press("Move").follow("Compare with Next year")
    poster.refresh_from_db()
    assert poster.due_on == due_on
    desk.reads("Nadia New").reads(in_words(due_on)).press("Apply to this cohort")
    desk.until(lambda: desk.page.get_by_role("button", name=re.compile("^Undo")).count() > 0)
    desk.reads("1 date moved.")
    poster.refresh_from_db()
    assert (due_on - poster.due_on).days == 7

    desk.press(re.compile("^Undo"))
    desk.until(lambda: desk.page.get_by_text(re.compile("^Undone by")).count() > 0)
    poster.refresh_from_db()
    assert poster.due_on == due_on
    desk.open(reverse("cohort_template_changes", args=[cohort.pk])).reads("Poster")
