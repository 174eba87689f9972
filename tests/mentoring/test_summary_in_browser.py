"""The summary in a real browser: on every screen, printed on one side of A4, chosen without JavaScript."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.factories.workspace import MeasureFactory
from tests.mentoring.test_screens import sign_in
from tests.mentoring.test_summary_pdf import page_with

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
WORDS = "We asked the people who do the work, and they told us what nobody else had seen. "


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_pages_of_the_summary_are_accessible_and_fit(scene, as_, live_server, browser_page, axe, fits, width):
    page_with(scene, WORDS, charts=3)
    sign_in(browser_page, as_(scene.fellow), live_server)
    browser_page.set_viewport_size({"width": width, "height": 900})

    for name in ("challenge_summary", "summary_edit"):
        browser_page.goto(live_server.url + reverse(name, args=[scene.challenge.pk]))
        axe(browser_page)
        fits(browser_page)


def test_page_prints_on_one_side(scene, as_, live_server, browser_page):
    page_with(scene, WORDS, charts=2)
    sign_in(browser_page, as_(scene.lead), live_server)
    browser_page.goto(live_server.url + reverse("challenge_summary", args=[scene.challenge.pk]))

    printed = browser_page.pdf(prefer_css_page_size=True)

    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) == 1


def test_chosen_without_javascript(scene, as_, live_server, browser):
    measure = MeasureFactory(challenge=scene.challenge, name="Nights without a call")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, as_(scene.fellow), live_server)
    page.goto(live_server.url + reverse("challenge_summary", args=[scene.challenge.pk]))

    page.get_by_role("link", name="Choose what is on it").click()
    page.get_by_label("What we learnt").fill("Ask first.")
    page.get_by_label(measure.name).check()
    page.get_by_role("button", name="Save the summary").click()

    expect(page.locator("main")).to_contain_text("Ask first.")
    expect(page.get_by_role("img", name=measure.name)).to_be_visible()
    context.close()
