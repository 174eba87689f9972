"""Fellows say whom they wish for, the team matches, changes by hand, publishes; one is matched again."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from fellowship.cohorts.models import Cohort, Conflict, Pairing, Wish
from fellowship.notifications.models import Message
from tests.factories import AdministratorFactory, CohortFactory, PlaceFactory
from tests.factories.cohorts import days_from_today
from tests.factories.matching import InterestFactory, MentorProfileFactory


@pytest.fixture
def cohort(transactional_db) -> Cohort:
    cohort = CohortFactory(name="Next year", starts_on=days_from_today(20), launched_at=None)
    interest = InterestFactory(programme=cohort.programme, name="Quality improvement")
    for name in ("Fenella", "Gwen", "Hamid"):
        PlaceFactory(cohort=cohort, person__given_name=name, person__family_name="Fellow")
    for name in ("Agnes", "Boris", "Clara"):
        profile = MentorProfileFactory(
            programme=cohort.programme,
            person__given_name=name,
            person__family_name="Mentor",
        )
        profile.interests.add(interest)
    return cohort


def test_match_and_publish(browser_page, phone_page, walk, sign_in, background, fits, cohort):
    administrator = AdministratorFactory(programme=cohort.programme).person
    fenella = cohort.places.get(person__given_name="Fenella")
    sign_in(browser_page, administrator)
    desk = walk(browser_page).open(reverse("cohort", args=[cohort.pk])).follow("Mentors")
    desk.follow("Match fellows with mentors").follow(re.compile("Ask for wishes"))
    until = days_from_today(10)
    desk.write_date("Until when can they answer?", until.day, until.month, until.year).press("Ask them")

    sign_in(phone_page, fenella.person)
    phone = walk(phone_page).open(reverse("wishes", args=[fenella.pk]))
    fits(phone_page)
    phone_page.get_by_label("Quality improvement").check()
    phone_page.get_by_label("First wish").select_option("Boris Mentor")
    phone_page.get_by_label("My line manager").select_option("Agnes Mentor")
    phone.press("Save").reads("You last saved it")
    assert Wish.objects.get().mentor.given_name == "Boris"
    assert Conflict.objects.get().mentor.given_name == "Agnes"

    desk.open(reverse("matching", args=[cohort.pk])).press("Make a proposal")
    _ready(desk, browser_page, "3 of 3")
    _row(browser_page, "Fenella").get_by_text("The fellow’s first wish")
    fits(browser_page)
    assert not Pairing.objects.exists()

    # by hand: Fenella leaves Boris for Agnes, who has to be free and against whom something speaks
    _change(desk, browser_page, _whose(browser_page, "Agnes"), "Nobody for now")
    desk.follow(re.compile("Change"), within=_row(browser_page, "Fenella"))
    browser_page.get_by_label("Agnes Mentor").check()
    desk.press("Choose").reads("Say why it is right all the same")
    fits(browser_page)
    expect(browser_page.get_by_label("Agnes Mentor")).to_be_checked()
    desk.write("Why is it right all the same?", "They asked for it together.").press("Choose")
    desk.reads("Line manager of the fellow").reads("They asked for it together.")

    free = browser_page.get_by_role("row").filter(has_text="Left without a mentor by hand")
    desk.press("Let go", within=free).press("Solve again, held pairs stay")
    _ready(desk, browser_page, "3 of 3")
    expect(_row(browser_page, "Fenella")).to_contain_text("Agnes Mentor")

    desk.follow("Publish…").reads("3 fellows get a mentor").press("Publish")
    desk.until(lambda: "Fellows and mentors have been told" in browser_page.content())
    assert Pairing.objects.count() == 3
    assert Message.objects.filter(kind="pairing").count() == 6

    others = set(Pairing.objects.exclude(place=fenella).values_list("pk", "mentor", "ends_on"))
    MentorProfileFactory(programme=cohort.programme, person__given_name="Dora", person__family_name="Mentor")
    desk.open(reverse("place_pairings", args=[fenella.pk])).follow("See who would fit best")
    browser_page.get_by_label("Dora Mentor").check()
    desk.write("Why the mentor changes", "Agnes has moved.").press("Pair them").reads("Dora Mentor")
    assert set(Pairing.objects.exclude(place=fenella).values_list("pk", "mentor", "ends_on")) == others


def _ready(desk, page, words):
    desk.until(lambda: words in page.locator("main").inner_text())


def _row(page, name):
    return page.get_by_role("row").filter(has_text=f"{name} Fellow")


def _whose(page, mentor):
    """The row of the fellow who is proposed to this mentor."""
    return page.get_by_role("row").filter(has_text=f"{mentor} Mentor")


def _change(desk, page, row, choice):
    desk.follow(re.compile("Change"), within=row)
    page.get_by_label(choice).check()
    desk.press("Choose")
