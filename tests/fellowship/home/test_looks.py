"""Every front page with lived-in data, in a real browser: no violation, nothing wider than the screen."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.cohorts import CallFactory
from tests.factories.matching import MentorProfileFactory, WishRoundFactory
from tests.fellowship.home.lived_in import build

WIDTHS = [320, 768, 1280]


@pytest.fixture
def world(transactional_db):
    return build()


@pytest.fixture
def open_as(browser_page, live_server, settings):
    """`open_as(person, path)`: the page as that person sees it."""

    def open_page(person, path: str) -> None:
        client = Client()
        client.force_login(person, settings.AUTHENTICATION_BACKENDS[0])
        session = {"name": settings.SESSION_COOKIE_NAME, "value": client.session.session_key}
        browser_page.context.clear_cookies()
        browser_page.context.add_cookies([{**session, "url": live_server.url}])
        browser_page.goto(live_server.url + path)

    return open_page


@pytest.mark.slow
def test_front_pages_fit_and_are_accessible(world, open_as, browser_page, axe, fits):
    overview = reverse("overview", args=[world.cohort.pk])
    place = world.fellow.places.get()
    CallFactory(place=place, by=world.administrator, note="She comes back to it after the move in May.")
    profile = MentorProfileFactory(programme=world.cohort.programme)
    WishRoundFactory(cohort=world.cohort)
    pages = [
        (world.fellow, reverse("fellow_home")),
        (world.administrator, reverse("administrator_home")),
        (world.administrator, overview),
        (world.administrator, f"{overview}?show=call&words=wisniewski&sort=-log"),
        (world.administrator, f"{overview}?words=nobody"),
        (world.administrator, reverse("person", args=[world.fellow.pk])),
        (world.administrator, reverse("call_new", args=[place.pk])),
        (profile.person, reverse("waiting")),
        (profile.person, reverse("profile")),
        (profile.person, reverse("home")),
        (world.evaluator, reverse("evaluator_home")),
    ]
    for person, path in pages:
        for width in WIDTHS:
            browser_page.set_viewport_size({"width": width, "height": 800})
            open_as(person, path)
            fits(browser_page)
            axe(browser_page)


@pytest.mark.slow
def test_choosing_a_filter_shows_the_found_at_once_and_says_how_many(world, open_as, browser_page):
    open_as(world.administrator, reverse("overview", args=[world.cohort.pk]))
    browser_page.get_by_label("Profession").select_option("Nurse")
    browser_page.get_by_text("2 of 12 fellows").first.wait_for()
    assert browser_page.locator("tbody tr").count() == 2
    assert "profession=nurse" in browser_page.url
    browser_page.get_by_role("link", name="Remove filter: Nurse").click()
    browser_page.get_by_text("12 fellows").first.wait_for()
    assert browser_page.locator("tbody tr").count() == 12
