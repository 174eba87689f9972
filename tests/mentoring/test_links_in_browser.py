"""Links in a real browser: by keyboard alone, on every screen, and without JavaScript."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from mentoring.services.links import link_things
from tests.factories import LogEntryFactory, MilestoneFactory, ModuleFactory
from tests.factories.workspace import CycleFactory, MeasureFactory, QuestionFactory, RampFactory
from tests.mentoring.test_screens import sign_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
REASON = "The weeks after this meeting are where the waiting began to fall"


@pytest.fixture
def measure(scene):
    MilestoneFactory(
        challenge=scene.challenge, title="Everybody-who-works-at-night-has-been-asked-and-answered"
    )
    CycleFactory(ramp=RampFactory(challenge=scene.challenge))
    QuestionFactory(challenge=scene.challenge)
    ModuleFactory(cohort=scene.challenge.place.cohort, title="Leading change")
    LogEntryFactory(challenge=scene.challenge, what_happened="A second meeting. " * 20)
    return MeasureFactory(challenge=scene.challenge, name="Days from referral to first contact")


def press_until(page, key: str, locator) -> None:
    """Goes on with the key until the thing has the focus."""
    for _time in range(80):
        if locator.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{key} never came to {locator}")


def test_entry_is_linked_to_a_measure_with_the_keyboard_alone(
    scene, measure, as_, live_server, browser_page, axe
):
    page = browser_page
    sign_in(page, as_(scene.fellow), live_server)
    page.goto(live_server.url + scene.entry.get_absolute_url())

    press_until(page, "Tab", page.get_by_role("button", name="Link this to something"))
    page.keyboard.press("Enter")
    search = page.get_by_label("Words in it")
    expect(search).to_be_visible()
    press_until(page, "Tab", search)
    page.keyboard.type("first contact")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="1 thing to link to")).to_be_visible()
    axe(page)
    press_until(page, "Tab", page.get_by_label(measure.name))
    page.keyboard.press("Space")
    press_until(page, "Tab", page.get_by_label("Why, in a sentence"))
    page.keyboard.type(REASON)
    page.keyboard.press("Enter")

    linked = page.get_by_role("region", name="Linked to")
    expect(linked.get_by_role("link", name=measure.name, exact=True)).to_be_visible()
    expect(linked).to_contain_text(REASON)


def test_without_javascript_it_works_as_well(scene, measure, as_, live_server, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, as_(scene.fellow), live_server)
    page.goto(live_server.url + reverse("link_new", args=[scene.challenge.pk, f"entry-{scene.entry.pk}"]))

    page.get_by_label("Leading change").check()
    page.get_by_label("Words in it").fill("first contact")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_label("Leading change")).to_be_checked()
    page.get_by_label("Leading change").uncheck()
    page.get_by_label(measure.name).check()
    page.get_by_role("button", name="Link", exact=True).click()
    page.get_by_role("link", name="Unlink").click()
    page.get_by_role("button", name="Unlink").click()

    expect(page.locator("main")).to_contain_text("They are no longer linked.")
    context.close()


def test_ticked_things_are_kept_in_the_next_search(scene, measure, as_, live_server, browser_page):
    page = browser_page
    sign_in(page, as_(scene.fellow), live_server)
    page.goto(live_server.url + reverse("link_new", args=[scene.challenge.pk, f"entry-{scene.entry.pk}"]))

    page.get_by_label(measure.name).check()
    for words in ("Leading change", "a second meeting"):
        page.get_by_label("Words in it").fill(words)
        page.get_by_role("button", name="Show").click()
        expect(page.get_by_label("Words in it")).to_have_value(words)
        expect(page.get_by_label(measure.name)).to_be_checked()
    page.get_by_label("A second meeting").check()
    page.get_by_role("button", name="Link", exact=True).click()

    expect(page.locator("main")).to_contain_text("Linked to 2 things.")


def test_half_a_sentence_is_there_again(scene, measure, as_, live_server, browser_page):
    page = browser_page
    sign_in(page, as_(scene.fellow), live_server)
    finder = live_server.url + reverse("link_new", args=[scene.challenge.pk, f"entry-{scene.entry.pk}"])
    page.goto(finder)
    page.get_by_label("Why, in a sentence").fill(REASON)
    expect(page.locator("[data-autosave-status]")).to_contain_text("Saved at")

    page.evaluate("sessionStorage.clear()")
    page.goto(finder)
    expect(page.get_by_label("Why, in a sentence")).to_have_value(REASON)
    page.get_by_label(measure.name).check()
    page.get_by_role("button", name="Link", exact=True).click()
    expect(page.locator("main")).to_contain_text("Linked.")
    page.goto(finder)
    expect(page.get_by_label("Why, in a sentence")).to_have_value("")


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_pages_of_links_are_accessible_and_fit(
    scene, measure, as_, live_server, browser_page, axe, fits, width
):
    page = browser_page
    made = link_things(
        challenge=scene.challenge,
        thing=("entry", scene.entry.pk),
        others=[("piece", measure.pk), ("milestone", scene.milestone.pk)],
        why=REASON,
        by=scene.fellow,
    )
    sign_in(page, as_(scene.fellow), live_server)
    page.set_viewport_size({"width": width, "height": 900})
    key = f"entry-{scene.entry.pk}"
    for name, args in (
        ("log_entry", [scene.entry.pk]),
        ("links", [scene.challenge.pk, key]),
        ("link_new", [scene.challenge.pk, key]),
        ("link_remove", [made[0].pk]),
        ("log_shared", [scene.entry.pk]),
    ):
        page.goto(live_server.url + reverse(name, args=args))
        axe(page)
        fits(page)
