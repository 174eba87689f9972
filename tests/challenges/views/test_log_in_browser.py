"""The log form on a real phone-sized screen: nothing that is typed is lost, nothing is shared twice."""

import re

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from challenges.models import LogEntry
from fellowship.sealed.services.drafts import drafts_of
from tests import factories

pytestmark = pytest.mark.slow
SAVED = re.compile(r"Saved at \d")


@pytest.fixture
def challenge(transactional_db):
    return factories.ChallengeFactory(place=factories.PairingFactory().place)


@pytest.fixture
def sign_in(live_server, challenge):
    """`sign_in(page)` as the fellow; gives the address of the log form."""

    def sign(page: Page) -> str:
        client = Client()
        client.force_login(challenge.place.person)
        name = settings.SESSION_COOKIE_NAME
        cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
        page.context.add_cookies([cookie])
        return live_server.url + reverse("log_new", args=[challenge.pk])

    return sign


def status(page: Page):
    return page.locator("[data-autosave-status]")


def words_kept(challenge) -> list[str]:
    with transaction.atomic():
        drafts = drafts_of(challenge.place.person)
        return [draft.read()["what_happened"][0] for draft in drafts]


def test_words_survive_a_lost_connection_and_a_closed_tab(phone_page, sign_in, challenge, axe):
    page = phone_page
    page.goto(sign_in(page))
    axe(page)
    page.get_by_label("What happened?").type("On the ward round")
    expect(status(page)).to_have_text(SAVED)
    page.context.set_offline(True)
    page.get_by_label("What happened?").type(" at eight")
    expect(status(page)).to_contain_text("Not saved yet")
    page.context.set_offline(False)
    expect(status(page)).to_have_text(SAVED)
    assert words_kept(challenge) == ["On the ward round at eight"]
    page.goto("about:blank")
    page.goto(page.url if "http" in page.url else sign_in(page))
    page.get_by_role("link", name="You have 1 draft that is not shared yet").click()
    page.get_by_role("link", name="Continue writing").click()
    expect(page.get_by_label("What happened?")).to_have_value("On the ward round at eight")


def test_two_tabs_show_both_versions_and_both_can_be_kept(phone_page, sign_in, challenge, axe):
    first = phone_page
    first.goto(sign_in(first))
    first.get_by_label("What happened?").type("Begun.")
    expect(status(first)).to_have_text(SAVED)
    second = first.context.new_page()
    second.goto(first.url)
    second.get_by_role("link", name="You have 1 draft").click()
    second.get_by_role("link", name="Continue writing").click()
    second.get_by_label("What happened?").fill("From the second tab.")
    second.get_by_label("So what?").focus()
    expect(status(second)).to_have_text(SAVED)
    first.get_by_label("What happened?").fill("From the first tab.")
    first.get_by_label("So what?").focus()
    conflict = first.locator("#conflict")
    expect(conflict).to_contain_text("From the first tab.")
    expect(conflict).to_contain_text("From the second tab.")
    axe(first)
    conflict.get_by_role("button", name="Keep both").click()
    expect(first.get_by_label("What happened?")).to_have_value("From the second tab.\n\nFrom the first tab.")
    assert words_kept(challenge) == ["From the second tab.\n\nFrom the first tab."]


def test_sharing_again_after_going_back_meets_the_same_entry(phone_page, sign_in, challenge):
    page = phone_page
    page.goto(sign_in(page))
    page.get_by_label("What happened?").fill("We met the ward team.")
    page.get_by_role("radio", name="Balcony").check()
    page.get_by_role("button", name="Share").click()
    expect(page.get_by_role("heading", name="Your entry is shared")).to_be_visible()
    page.go_back()
    page.get_by_label("What happened?").fill("We met the ward team.")
    page.get_by_role("radio", name="Balcony").check()
    page.get_by_role("button", name="Share").click()
    expect(page.get_by_text("You had already shared this entry")).to_be_visible()
    assert LogEntry.objects.get().vantage == "balcony"
    assert words_kept(challenge) == []


def test_unsaved_words_are_not_put_back_for_the_next_person_in_the_tab(phone_page, sign_in, challenge):
    page = phone_page
    address = sign_in(page)
    page.goto(address)
    kept = "() => Object.keys(sessionStorage).filter((key) => key.startsWith('balcony-unsaved:')).length"
    page.route("**/drafts/**", lambda route: route.abort())
    page.get_by_label("What happened?").fill("For my eyes only")
    page.get_by_label("So what?").focus()
    expect(status(page)).to_contain_text("Not saved yet")
    assert page.evaluate(kept) == 1
    page.on("dialog", lambda dialog: dialog.accept())
    page.context.clear_cookies()
    other = factories.ChallengeFactory(place=factories.PairingFactory().place)
    client = Client()
    client.force_login(other.place.person)
    name = settings.SESSION_COOKIE_NAME
    site = address.removesuffix(reverse("log_new", args=[challenge.pk]))
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": site}])
    page.goto(site + reverse("log_new", args=[other.pk]))
    page.wait_for_function("() => document.querySelector('meta[name=typist]')")
    expect(page.get_by_label("What happened?")).to_have_value("")
    page.wait_for_function(f"() => ({kept})() === 0")


def test_form_works_without_javascript(browser, sign_in, challenge):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto(sign_in(page))
    page.get_by_label("What happened?").fill("Half a thought")
    page.get_by_role("button", name="Keep as draft").click()
    page.get_by_role("link", name="Continue writing").click()
    page.get_by_role("button", name="Share", exact=True).click()
    expect(page.get_by_role("heading", name="Your entry is shared")).to_be_visible()
    assert LogEntry.objects.get().what_happened == "Half a thought"
    context.close()


PAGES = ["drafts", "notes", "note_new"]
PAGES_OF_CHALLENGE = ["log_new", "brief_edit", "milestone_new", "challenge_opening"]
PAGES_OF_MILESTONE = ["milestone_edit", "milestone_send", "milestone_move", "milestone_drop"]


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_every_page_fits_the_screen_and_axe_finds_nothing(
    browser_page, sign_in, challenge, live_server, axe, fits, width
):
    milestone = factories.MilestoneFactory(challenge=challenge)
    factories.AttachmentFactory(
        log_entry=None, milestone=milestone, challenge=challenge, name="a" * 110 + ".pdf"
    )
    addresses = [reverse(name) for name in PAGES]
    addresses += [reverse(name, args=[challenge.pk]) for name in PAGES_OF_CHALLENGE]
    addresses += [reverse(name, args=[milestone.pk]) for name in PAGES_OF_MILESTONE]
    sign_in(browser_page)
    browser_page.set_viewport_size({"width": width, "height": 800})
    for address in addresses:
        browser_page.goto(live_server.url + address)
        axe(browser_page)
        fits(browser_page)
