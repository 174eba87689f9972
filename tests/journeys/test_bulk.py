"""An administrator moves a date for many fellows, sees it moved, and takes it back."""

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from fellowship.lib.dates import in_words
from tests.factories import (
    AdministratorFactory,
    AssignmentFactory,
    ChallengeFactory,
    MilestoneFactory,
    ResultFactory,
)
from tests.factories.cohorts import days_from_today

WAIT = 120_000  # milliseconds, for the worker


@pytest.fixture
def others(challenge) -> None:
    """Two more fellows in the cohort; one has nothing that could be moved."""
    cohort = challenge.place.cohort
    second = ChallengeFactory(place__cohort=cohort, place__person__given_name="Sam")
    MilestoneFactory(challenge=second, title="Baseline measured", due_on=days_from_today(21))
    ChallengeFactory(place__cohort=cohort, place__person__given_name="Nadia")


def test_a_bulk_move_is_undone(browser_page, phone_page, walk, sign_in, challenge, others, background):
    browser_page.set_default_navigation_timeout(60_000)  # worker and beat begin at the same time
    cohort, milestone = challenge.place.cohort, challenge.milestones.get()
    team = AdministratorFactory(programme=cohort.programme).person
    sign_in(browser_page, team)
    sign_in(phone_page, challenge.place.person)
    due_on, later = milestone.due_on, milestone.due_on + dt.timedelta(days=14)

    desk = walk(browser_page).open(f"/cohorts/{cohort.pk}/overview/?words=f")
    browser_page.get_by_label("Choose Fenella Fox").check()
    expect(browser_page.locator("[data-chosen]")).to_have_text("1 chosen")
    browser_page.get_by_role("button", name="Choose all on this page").click()
    browser_page.get_by_label("With those chosen").select_option(label="Move a date")
    desk.press("Continue").heading("Move a date")

    for group, day in (
        ("Or all milestones that are due from", due_on - dt.timedelta(days=1)),
        ("Until", due_on),
    ):
        desk.write_date(group, day.day, day.month, day.year)
    desk.write("Days later", "14").write("Reason", "The venue is closed that week")
    desk.press("See what would happen").reads(f"from {in_words(due_on)} to {in_words(later)}")
    desk.press(re.compile("^Move 2 dates"))
    # The page of the act looks again by itself.
    expect(browser_page.get_by_role("button", name="Undo 2 changes")).to_be_visible(timeout=WAIT)
    desk.look()
    desk.reads(f"“Baseline measured” from {in_words(due_on)} to {in_words(later)}")

    phone = walk(phone_page).open(milestone.get_absolute_url()).reads(in_words(later))
    phone.reads("The venue is closed that week")

    desk.press(re.compile("^Undo"))
    expect(browser_page.get_by_text(re.compile("^Undone by"))).to_be_visible(timeout=WAIT)
    phone.open(milestone.get_absolute_url()).reads(in_words(due_on))
    milestone.refresh_from_db()
    assert milestone.due_on == due_on


def test_a_bulk_move_of_a_deadline_is_undone(
    browser_page, phone_page, walk, sign_in, challenge, others, background
):
    browser_page.set_default_navigation_timeout(60_000)
    cohort = challenge.place.cohort
    essay = AssignmentFactory(module__cohort=cohort, module__title="Leading change", title="Essay")
    nadia = cohort.places.get(person__given_name="Nadia")
    other = AssignmentFactory(module=essay.module, title="Reading list")
    ResultFactory(assignment=essay, place=nadia, submitted_on=days_from_today(-1))
    sign_in(browser_page, AdministratorFactory(programme=cohort.programme).person)
    sign_in(phone_page, challenge.place.person)
    due_on, later = essay.due_on, essay.due_on + dt.timedelta(days=14)

    desk = walk(browser_page).open(f"/cohorts/{cohort.pk}/overview/")
    browser_page.get_by_role("button", name="Choose all on this page").click()
    browser_page.get_by_label("With those chosen").select_option(label="Move a date")
    desk.press("Continue").heading("Move a date")
    browser_page.get_by_label("One that all of them have").select_option(label="Leading change: Essay")
    desk.write("Days later", "14").write("Reason", "The library is closed that week")
    desk.press("See what would happen").reads(f"from {in_words(due_on)} to {in_words(later)}")
    desk.reads("“Leading change: Essay” is handed in.").press("Move 2 dates of 2 fellows")
    expect(browser_page.get_by_role("button", name="Undo 2 changes")).to_be_visible(timeout=WAIT)
    desk.look()

    phone = walk(phone_page).open(f"/pgcert/work/{essay.pk}/").reads(in_words(later))
    phone.open(f"/pgcert/work/{other.pk}/").reads(in_words(due_on))

    desk.press(re.compile("^Undo"))
    expect(browser_page.get_by_text(re.compile("^Undone by"))).to_be_visible(timeout=WAIT)
    phone.open(f"/pgcert/work/{essay.pk}/").reads(in_words(due_on))
    assert set(essay.results.values_list("extended_to", flat=True)) == {None}


@pytest.mark.parametrize("javascript", [True, False])
def test_a_tag_is_put_on_by_keyboard_and_without_scripts(
    browser_page, walk, sign_in, challenge, others, background, javascript
):
    cohort = challenge.place.cohort
    sign_in(browser_page, AdministratorFactory(programme=cohort.programme).person)
    page = (
        browser_page
        if javascript
        else browser_page.context.browser.new_context(
            java_script_enabled=False, storage_state=browser_page.context.storage_state()
        ).new_page()
    )
    desk = walk(browser_page)
    page.goto(f"{desk.server}/cohorts/{cohort.pk}/overview/")
    box = page.get_by_label("Choose Fenella Fox")
    box.focus()
    page.keyboard.press("Space")
    expect(box).to_be_checked()
    page.get_by_label("With those chosen").select_option("tag")
    page.get_by_role("button", name="Continue").press("Enter")
    page.get_by_label("Or a new tag").or_(page.get_by_label("New tag")).fill("Visit in May")
    page.get_by_role("button", name="See what would happen").press("Enter")
    page.get_by_role("button", name="Tag 1 fellow").press("Enter")
    expect(page.locator("h1")).to_contain_text("Tags")
    desk.open(f"/cohorts/{cohort.pk}/overview/")
    desk.until(lambda: browser_page.get_by_text("Tagged: Visit in May").count() > 0)
