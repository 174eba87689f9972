"""Cycles, drivers, workstreams in a real browser: on every screen, by keyboard only, without JavaScript."""

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from challenges.models import Cycle, Driver
from challenges.models.cycle import Decision
from challenges.models.drivers import DriverLevel
from challenges.workflow import CycleStage
from tests.browser import PLACE
from tests.factories import CommentFactory, MilestoneFactory
from tests.factories.workspace import (
    CycleFactory,
    DriverDiagramFactory,
    DriverFactory,
    MeasureFactory,
    RampFactory,
    ReadingFactory,
    WorkstreamFactory,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
LONG = "Pneumonoultramicroscopicsilicovolcanoconiosis-and-other-very-long-words شهادة"


def sign_in(page: Page, client, live_server) -> None:
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])


@pytest.fixture
def doing(scene):
    """A ramp of six cycles up to each stage, a diagram that is tested, two workstreams."""
    challenge, today = scene.challenge, timezone.localdate()
    measure = MeasureFactory(challenge=challenge)
    ReadingFactory(measure=measure)
    diagram = DriverDiagramFactory(challenge=challenge, measured_by=measure)
    primary = DriverFactory(diagram=diagram, words=LONG)
    idea = DriverFactory(diagram=diagram, level=DriverLevel.IDEA, parent=primary)
    idea.measures.add(measure)
    DriverFactory(diagram=diagram, removed_at=timezone.now())
    ramp = RampFactory(challenge=challenge, idea=idea)
    begun = {"prediction": "Less", "started_on": today, "happened": "More", "learnt": "Not less."}
    decided = {**begun, "stage": CycleStage.DECIDED, "decided_on": today, "next_step": "Stop"}
    facts = [{"decision": decision, **decided} for decision in Decision]
    facts += [{"stage": stage, **begun} for stage in (CycleStage.STUDY, CycleStage.DO)] + [{"name": LONG}]
    cycles = [
        CycleFactory(ramp=ramp, number=number, measured_by=measure, **fact)
        for number, fact in enumerate(facts, 1)
    ]
    workstream = WorkstreamFactory(challenge=challenge, name=LONG)
    WorkstreamFactory(challenge=challenge, ended_on=today)
    MilestoneFactory(challenge=challenge, workstream=workstream)
    for said in ({"ramp": ramp}, {"workstream": workstream}):
        for author in (scene.lead, scene.fellow):
            CommentFactory(log_entry=None, challenge=challenge, author=author, text=LONG, **said)
    pages = [
        reverse("cycles", args=[challenge.pk]),
        *[cycle.get_absolute_url() for cycle in cycles],
        diagram.get_absolute_url(),
        reverse("workstreams", args=[challenge.pk]),
        reverse("workstream", args=[workstream.pk]),
    ]
    written = [
        reverse("piece_new", args=[challenge.pk, "cycle"]),
        reverse("cycle_stage", args=[cycles[3].pk, "study"]),
        reverse("cycle_stage", args=[cycles[3].pk, "act"]),
        reverse("cycle_stage", args=[cycles[4].pk, "do"]),
        reverse("cycle_back", args=[cycles[0].pk]),
        reverse("ramp_new", args=[challenge.pk]),
        reverse("ramp_edit", args=[ramp.pk]),
        reverse("outline", args=[diagram.pk]),
        reverse("driver_links", args=[idea.pk]),
        reverse("workstream_new", args=[challenge.pk]),
        reverse("workstream_edit", args=[workstream.pk]),
        reverse("workstream_contents", args=[workstream.pk]),
    ]
    return {"lead": pages, "fellow": [*pages, *written]}


@pytest.mark.parametrize("width", [320, 768, 1280])
@pytest.mark.parametrize("who", ["lead", "fellow"])
def test_every_page_is_accessible_and_fits(
    scene, doing, as_, live_server, browser_page, axe, fits, who, width
):
    sign_in(browser_page, as_(scene.people[who]), live_server)
    browser_page.set_viewport_size({"width": width, "height": 900})
    for address in doing[who]:
        assert browser_page.goto(live_server.url + address).status == 200
        axe(browser_page)
        fits(browser_page)


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_drawing_of_the_drivers_is_reached_on_every_screen(
    scene, doing, as_, live_server, browser_page, width
):
    sign_in(browser_page, as_(scene.lead), live_server)
    browser_page.set_viewport_size({"width": width, "height": 900})
    browser_page.goto(live_server.url + reverse("drivers", args=[scene.challenge.pk]))
    region = browser_page.get_by_role("region", name="Picture of the driver diagram")
    drawing = region.get_by_role("img", name="Driver diagram")
    expect(drawing).to_be_visible()
    assert drawing.bounding_box()["width"] >= 600  # its letters can be read
    region.focus()
    browser_page.keyboard.press("End")
    browser_page.keyboard.press("ArrowRight")
    browser_page.wait_for_timeout(300)
    scrolled = region.evaluate("it => it.scrollLeft > 0 || it.scrollWidth <= it.clientWidth")
    assert scrolled


def test_empty_pages_say_what_to_do(scene, as_, live_server, browser_page, axe, fits):
    sign_in(browser_page, as_(scene.fellow), live_server)
    for name, act in (
        ("cycles", "Plan the first cycle"),
        ("drivers", "Begin with the aim"),
        ("workstreams", "Add a workstream"),
    ):
        browser_page.goto(live_server.url + reverse(name, args=[scene.challenge.pk]))
        expect(browser_page.get_by_role("button", name=act)).to_be_visible()
        axe(browser_page)
        fits(browser_page)


def test_cycle_from_prediction_to_adapt_on_a_phone(scene, as_, live_server, phone_page, axe, fits):
    page = phone_page
    sign_in(page, as_(scene.fellow), live_server)
    page.goto(live_server.url + reverse("cycles", args=[scene.challenge.pk]))
    page.get_by_role("button", name="Plan the first cycle").tap()
    page.get_by_label("Name of the new ramp").fill("Shorter forms")
    page.get_by_label("Objective").fill("Try the short form with one team")
    page.get_by_role("button", name="Share").tap()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Try the short form")
    page.get_by_role("button", name="Write your prediction").tap()
    page.get_by_label("Prediction").fill("Two minutes less for each patient.")
    page.get_by_role("button", name="Save changes").tap()
    page.get_by_role("button", name="Start Do").tap()
    page.get_by_role("button", name="Write what happened").tap()
    page.get_by_label("What happened?").fill("It took three minutes more.")
    page.get_by_role("button", name="Do is finished").tap()
    page.get_by_role("button", name="Compare with the prediction").tap()
    expect(page.get_by_text("Two minutes less for each patient.")).to_be_visible()
    page.get_by_label("What do the data say").fill("Slower, as the form was new to them.")
    page.get_by_role("button", name="Save, and go on to Act").tap()
    page.get_by_label("Adapt").check()
    page.get_by_label("What next?").fill("Show it to the team first.")
    axe(page)
    fits(page)
    page.get_by_role("button", name="Decide").tap()
    page.get_by_role("button", name="Plan the next cycle").tap()
    expect(page.get_by_label("Questions to answer")).to_have_value(
        "Show it to the team first.\n\nLearnt in cycle 1: Slower, as the form was new to them."
    )
    first, second = Cycle.objects.order_by("number")
    assert (first.decision, second.number, second.ramp) == (Decision.ADAPT, 2, first.ramp)


def test_outline_is_written_with_the_keyboard_alone(scene, as_, live_server, browser_page):
    page = browser_page
    diagram = DriverDiagramFactory(challenge=scene.challenge)
    sign_in(page, as_(scene.fellow), live_server)
    page.goto(live_server.url + reverse("outline", args=[diagram.pk]))
    page.locator("#words-0").focus()
    for keys in ("Rota", "Enter", "Alt+ArrowRight", "A say in it", "Enter", "Alt+ArrowRight", "Swaps"):
        page.keyboard.press(keys) if keys in ("Enter", "Alt+ArrowRight") else page.keyboard.type(keys)
    expect(page.locator("[data-outline-status]")).to_have_text("Change idea, line 3 of 3")
    page.keyboard.press("Enter")
    page.keyboard.type("Self-rostering")
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("#words-2")).to_be_focused()
    expect(page.locator("#words-2")).to_have_value("Self-rostering")
    page.keyboard.press("Enter")
    page.keyboard.press("Backspace")
    expect(page.locator("[data-line]")).to_have_count(4)
    expect(page.locator("[data-autosave-status]")).to_contain_text("Saved at")
    page.reload()
    expect(page.locator("#words-2")).to_have_value("Self-rostering")
    for _step in range(40):  # Tab leaves the boxes: nobody is caught in them
        if page.evaluate("document.activeElement.value === 'share' && document.activeElement.tabIndex === 0"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("img", name="Driver diagram")).to_be_visible()
    rows = Driver.objects.order_by("position").values_list("level", "words", "parent__words")
    assert list(rows) == [
        ("primary", "Rota", None),
        ("secondary", "A say in it", "Rota"),
        ("idea", "Self-rostering", "A say in it"),
        ("idea", "Swaps", "A say in it"),
    ]


def test_removed_line_can_be_brought_back_before_and_after_saving(scene, as_, live_server, browser_page):
    page = browser_page
    diagram = DriverDiagramFactory(challenge=scene.challenge)
    primary = DriverFactory(diagram=diagram, words="Rota")
    DriverFactory(diagram=diagram, words="Swaps", level=DriverLevel.IDEA, parent=primary, position=1)
    sign_in(page, as_(scene.fellow), live_server)
    outline = live_server.url + reverse("outline", args=[diagram.pk])
    page.goto(outline)
    page.locator("#line-0 summary").click()
    page.get_by_role("button", name="Remove Rota").click()
    expect(page.get_by_text("Removed when you save.")).to_have_count(2)
    page.get_by_role("button", name="Bring back Swaps").click()
    expect(page.get_by_text("Removed when you save.").locator("visible=true")).to_have_count(0)
    page.get_by_role("button", name="Remove Rota").click()
    page.get_by_role("button", name="Save the diagram").click()
    page.get_by_text("Removed from the diagram").click()
    page.get_by_role("button", name="Bring back Swaps").click()
    expect(page.get_by_role("img", name="Driver diagram")).to_be_visible()
    assert not Driver.objects.exclude(removed_at=None).exists()


def test_outline_and_cycle_without_javascript(scene, as_, live_server, browser: Browser):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 375, "height": 740}, **PLACE)
    page = context.new_page()
    diagram = DriverDiagramFactory(challenge=scene.challenge)
    sign_in(page, as_(scene.fellow), live_server)
    page.goto(live_server.url + reverse("outline", args=[diagram.pk]))
    page.locator("#words-0").fill("Rota")
    page.locator("#line-0 summary").click()
    page.get_by_role("button", name="Add below").click()
    page.locator("#words-1").fill("A say in it")
    page.locator("#line-1 summary").click()
    page.locator("#line-1").get_by_role("button", name="One level down").click()
    page.get_by_role("button", name="Save the diagram").click()
    assert list(Driver.objects.values_list("level", "words")) == [
        ("primary", "Rota"),
        ("secondary", "A say in it"),
    ]
    cycle = CycleFactory(ramp__challenge=scene.challenge, prediction="Less")
    page.goto(live_server.url + cycle.get_absolute_url())
    page.get_by_role("button", name="Start Do").click()
    page.get_by_role("button", name="Write what happened").click()
    page.get_by_label("What happened?").fill("More")
    page.get_by_role("button", name="Do is finished").click()
    cycle.refresh_from_db()
    assert cycle.stage == CycleStage.STUDY
    context.close()


def test_ramp_is_talked_about_on_a_phone_and_typing_is_kept(scene, as_, live_server, phone_page):
    page, ramp = phone_page, CycleFactory(ramp__challenge=scene.challenge, ramp__name="Nights").ramp
    RampFactory(challenge=scene.challenge, name="Weekends")
    sign_in(page, as_(scene.lead), live_server)
    cycles = live_server.url + reverse("cycles", args=[scene.challenge.pk])
    page.goto(cycles)
    nights, weekends = page.get_by_role("region", name="Nights"), page.get_by_role("region", name="Weekends")
    nights.get_by_text("Comment or answer").tap()
    weekends.get_by_text("Comment or answer").tap()
    weekends.get_by_label("Your comment on this ramp").fill("Half a thought")
    expect(page.locator("[data-autosave-status]")).to_contain_text("Saved at")
    nights.get_by_label("Your comment on this ramp").fill("What would make you stop?")
    nights.get_by_role("button", name="Comment on the ramp").tap()
    expect(nights.get_by_role("article")).to_contain_text("What would make you stop?")
    assert page.url.endswith(f"#ramp-{ramp.pk}")
    expect(weekends.get_by_label("Your comment on this ramp")).to_have_value("Half a thought")
