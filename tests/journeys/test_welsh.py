"""A fellow turns the pages to Welsh at their foot, with and without scripts, and reads on in Welsh."""

import pytest
from playwright.sync_api import expect

from tests.factories import ChallengeFactory, PairingFactory
from tests.factories.people import PASSWORD

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey, pytest.mark.slow]


@pytest.fixture
def fellow():
    challenge = ChallengeFactory()
    PairingFactory(place=challenge.place)
    return challenge.place.person


def test_fellow_chooses_welsh_before_signing_in_and_stays_with_it(
    browser_page, axe, fits, live_server, fellow
):
    page = browser_page
    page.goto(f"{live_server.url}/account/login/")
    page.get_by_role("button", name="Cymraeg").click()
    expect(page.locator("html")).to_have_attribute("lang", "cy")
    expect(page.get_by_role("button", name="English")).to_have_attribute("lang", "en-GB")
    axe(page)

    toggle = page.locator(".nhsuk-password-input__toggle")
    toggle.click()
    expect(toggle).to_have_text("Cuddio")
    toggle.click()
    page.get_by_label("Cyfeiriad e-bost").fill(fellow.email)
    page.get_by_label("Cyfrinair", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Mewngofnodi", exact=True).click()
    expect(page.get_by_role("link", name="Eich cymrodoriaeth")).to_be_visible()
    axe(page)
    for width in (320, 768, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        fits(page)

    page.goto(f"{live_server.url}/challenges/{fellow.places.get().challenge.pk}/log/")
    box = page.locator("textarea.nhsuk-js-character-count").first
    limit = int(box.locator("xpath=..").get_attribute("data-maxlength"))
    box.fill("a" * (limit - 7))
    expect(page.get_by_text("Nodau sydd gennych ar ôl: 7").first).to_be_visible()
    expect(page.get_by_text("Dim ffeil wedi'i dewis").first).to_be_attached()
    page.goto(f"{live_server.url}/fellowship/")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("link", name="Your fellowship")).to_be_visible()
    fellow.refresh_from_db()
    assert fellow.language == "en-gb"


def test_switch_works_without_scripts(browser, live_server):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/help/")
    page.get_by_role("button", name="Cymraeg").click()
    expect(page).to_have_url(f"{live_server.url}/help/")
    expect(page.locator("html")).to_have_attribute("lang", "cy")
    context.close()
