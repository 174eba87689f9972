"""The pages in a real browser: accessible and fitting on every screen; typing kept, starters offered."""

import re
import uuid

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page, expect

from challenges.services.briefs import act_on_brief, send_brief
from challenges.services.milestones import add_milestone, move_milestone
from mentoring.models import Comment
from mentoring.services.comments import add_comment
from tests.factories import AttachmentFactory, LogEntryFactory
from tests.factories.cohorts import days_from_today

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def sign_in(page: Page, client, live_server) -> None:
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])


@pytest.fixture
def busy(scene, mentored):
    """Some of everything: two brief versions, a moved milestone, comments of both sides, a file."""
    act_on_brief(brief=scene.brief, act="agree", by=scene.lead)
    words = {name: getattr(scene.brief, name) for name in scene.brief.TEXT_FIELDS}
    send_brief(challenge=scene.challenge, words={**words, "aim": "Half the noise by July"}, by=scene.fellow)
    milestone = add_milestone(
        challenge=scene.challenge,
        title="Everybody-who-works-at-night-has-been-asked and has answered",
        description="",
        due_on=days_from_today(9),
        form_id=uuid.uuid4(),
        by=scene.fellow,
    )
    move_milestone(milestone=milestone, due_on=days_from_today(19), reason="Leave", by=scene.fellow)
    AttachmentFactory(log_entry=scene.entry, challenge=scene.challenge)
    add_comment(on=scene.entry, text="What surprised *you*?", by=scene.lead, form_id=uuid.uuid4())
    add_comment(on=scene.milestone, text="Is this enough?", by=scene.fellow, form_id=uuid.uuid4())
    LogEntryFactory(challenge=scene.challenge)
    mentored(scene.lead)
    return scene


def addresses(scene, who: str) -> list[str]:
    pages = [
        reverse("challenge", args=[scene.challenge.pk]),
        reverse("challenge_document", args=[scene.challenge.pk]),
        reverse("brief", args=[scene.challenge.pk]) + "?compare=1&to=2",
        reverse("milestones", args=[scene.challenge.pk]),
        scene.milestone.get_absolute_url(),
        scene.entry.get_absolute_url(),
    ]
    if who == "lead":
        return [*pages, reverse("waiting"), reverse("review", args=[scene.challenge.pk])]
    comment = Comment.objects.get(author=scene.people[who])
    names = ("comment_edit", "comment_delete", "comment_history")
    return [*pages, *[reverse(name, args=[comment.pk]) for name in names]]


@pytest.mark.parametrize("width", [320, 768, 1280])
@pytest.mark.parametrize("who", ["lead", "fellow"])
def test_every_page_is_accessible_and_fits(busy, as_, live_server, browser_page, axe, fits, who, width):
    sign_in(browser_page, as_(busy.people[who]), live_server)
    browser_page.set_viewport_size({"width": width, "height": 900})

    for address in addresses(busy, who):
        browser_page.goto(live_server.url + address)
        axe(browser_page)
        fits(browser_page)


def test_typing_on_the_review_page_survives_leaving_it(scene, as_, live_server, browser_page):
    sign_in(browser_page, as_(scene.lead), live_server)
    review = live_server.url + reverse("review", args=[scene.challenge.pk])
    browser_page.goto(review)
    boxes = browser_page.get_by_label("Your comment on this")

    boxes.nth(0).fill("A first thought")
    boxes.nth(1).fill("A second thought")
    expect(browser_page.get_by_text(re.compile("Saved at"))).to_be_visible()
    browser_page.goto(live_server.url + reverse("waiting"))
    browser_page.goto(review)

    expect(boxes.nth(0)).to_have_value("A first thought")
    expect(boxes.nth(1)).to_have_value("A second thought")

    browser_page.get_by_role("button", name=re.compile("^Comment")).first.click()
    expect(browser_page.get_by_text("Your comment was added.")).to_be_visible()
    expect(browser_page.get_by_text("A first thought")).to_be_visible()
    expect(boxes.nth(1)).to_have_value("A second thought")


def test_starter_goes_into_the_box(scene, as_, live_server, phone_page):
    sign_in(phone_page, as_(scene.lead), live_server)
    phone_page.goto(live_server.url + scene.entry.get_absolute_url())

    phone_page.get_by_text("Questions you could begin with").click()
    phone_page.get_by_role("button", name="What surprised you?").click()

    box = phone_page.get_by_label("Your comment on this log entry")
    expect(box).to_have_value("What surprised you?\n")
    expect(box).to_be_focused()


def test_mentor_goes_through_the_queue_to_its_end(scene, as_, live_server, phone_page, mentored):
    other = mentored(scene.lead)
    sign_in(phone_page, as_(scene.lead), live_server)
    phone_page.goto(live_server.url + reverse("waiting"))

    phone_page.get_by_role("link", name=re.compile("^Log entry of")).first.click()
    section = phone_page.locator(f"#entry-{scene.entry.pk}")
    section.get_by_role("button", name=re.compile("^Agree")).click()
    expect(section.get_by_text("Agreed", exact=True)).to_be_visible()
    phone_page.get_by_role("button", name=re.compile("^Finish and go to the next")).click()

    expect(phone_page.get_by_role("heading", level=1)).to_contain_text(other.place.person.full_name)


def test_review_of_two_entries_of_one_day_is_accessible(busy, browser_page, client, live_server, axe):
    LogEntryFactory(challenge=busy.challenge, happened_on=busy.entry.happened_on)
    client.force_login(busy.lead)
    sign_in(browser_page, client, live_server)
    browser_page.goto(live_server.url + reverse("review", args=[busy.challenge.pk]))
    axe(browser_page)


def test_what_stands_beside_a_review_stays_in_view_or_scrolls_away_but_is_never_cut_off(
    busy, browser_page, client, live_server
):
    client.force_login(busy.lead)
    sign_in(browser_page, client, live_server)
    browser_page.set_viewport_size({"width": 1280, "height": 700})
    browser_page.goto(live_server.url + reverse("review", args=[busy.challenge.pk]))
    aside = browser_page.locator("aside.mentoring-wide")
    browser_page.evaluate("window.scrollTo(0, 900)")
    expect(aside).to_be_in_viewport(ratio=0.9)
    browser_page.set_viewport_size({"width": 1280, "height": 400})
    hidden = "aside => aside.scrollHeight - aside.clientHeight"
    assert aside.evaluate(hidden) == 0
    assert aside.evaluate("aside => getComputedStyle(aside).position") == "static"
