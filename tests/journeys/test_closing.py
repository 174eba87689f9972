"""A year ends: the fellow says who carries on, the team closes the cohort, and it stays as it is."""

from playwright.sync_api import expect

from fellowship.cohorts.models import Cohort, Place
from tests.factories import AdministratorFactory, MilestoneFactory
from tests.factories.cohorts import days_from_today


def test_a_cohort_is_closed(browser_page, phone_page, walk, sign_in, challenge, fits):
    place, cohort = challenge.place, challenge.place.cohort
    for rows in (Cohort.objects.filter(pk=cohort.pk), Place.objects.filter(pk=place.pk)):
        rows.update(starts_on=days_from_today(-370), ends_on=days_from_today(-6))
    MilestoneFactory(challenge=challenge, title="Handover")
    sign_in(phone_page, place.person)
    sign_in(browser_page, AdministratorFactory(programme=cohort.programme).person)

    phone = walk(phone_page).open("/fellowship/")
    phone.follow("Say who carries your challenge on")
    phone.write("Name", "Nora Next").write("Job", "Head of medical workforce")
    phone.press("Save").reads("Nora Next (Head of medical workforce) carries your challenge on.")
    phone.follow("Whether the programme may write to you afterwards").heading("Stay in touch")
    phone.write("Email to write to", "fenella.later@example.org").press("I agree")
    phone.reads("fenella.later@example.org")

    desk = walk(browser_page).open(f"/cohorts/{cohort.pk}/").follow("Close this cohort")
    desk.reads("Handover").reads("Somebody carries every challenge on.")
    fits(browser_page)
    desk.write_date("Keep the records until", 1, 9, days_from_today(2000).year)
    desk.press("Close the cohort").reads("Something is still open")
    browser_page.get_by_label("Close it although something is still open").check()
    desk.press("Close the cohort").heading("is closed")
    fits(browser_page)
    desk.follow("Who agreed to be written to").reads("fenella.later@example.org")

    phone.open("/fellowship/").reads("Your fellowship is complete")
    expect(phone_page.get_by_role("link", name="Log progress")).to_have_count(0)
    desk.open(f"/places/{place.pk}/carried-on/").write("Name", "Somebody Else").press("Save")
    desk.reads("This cohort is closed")
