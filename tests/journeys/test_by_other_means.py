"""The fellow's and the mentor's day with a keyboard alone, and with JavaScript switched off."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from challenges.models import LogEntry
from challenges.workflow import EntryStatus, MilestoneStatus
from tests.journeys.walking import Walk

FAR = 120  # more presses of Tab than any page of these needs


class Keys:
    """Somebody who never touches a mouse."""

    def __init__(self, walk: Walk) -> None:
        self.walk, self.page = walk, walk.page

    def reach(self, name: str) -> "Keys":
        """Tabs until what has the focus is called `name`; the focus must be seen on the way."""
        for _ in range(FAR):
            self.page.keyboard.press("Tab")
            if re.search(name, self.page.evaluate(NAME_OF_THE_FOCUSED) or ""):
                assert self.page.evaluate(IS_SEEN), f"the focus on {name} cannot be seen"
                return self
        raise AssertionError(f"Tab never comes to {name} at {self.page.url}")

    def type(self, words: str) -> "Keys":
        self.page.keyboard.type(words)
        return self

    def press(self, key: str) -> "Keys":
        self.page.keyboard.press(key)
        return self

    def enter(self) -> "Keys":
        self.page.evaluate("window.beforeTheClick = true")
        self.page.keyboard.press("Enter")
        for _ in range(200):
            if self.walk._is_new():
                break
            self.page.wait_for_timeout(50)
        self.walk.look()
        return self


NAME_OF_THE_FOCUSED = """() => {
  const it = document.activeElement;
  const label = it.labels?.[0]?.innerText || it.getAttribute("aria-label") || "";
  return `${label} ${it.innerText || ""}`.trim();
}"""
IS_SEEN = """() => {
  const style = getComputedStyle(document.activeElement);
  const box = document.activeElement.getBoundingClientRect();
  const drawn = [style.outlineStyle, style.boxShadow].some((value) => value !== "none");
  return drawn && box.width > 0 && box.bottom > 0 && box.top < innerHeight;
}"""


def test_a_fellow_and_a_mentor_work_with_the_keyboard_alone(browser_page, walk, sign_in, challenge):
    sign_in(browser_page, challenge.place.person)
    fellow = Keys(walk(browser_page).open("/"))
    fellow.reach("^Log progress$").enter().reach("What happened").type("We met the ward team.")
    fellow.reach("^Share$").enter()
    fellow.walk.heading(re.compile("shared", re.I))

    sign_in(browser_page, challenge.place.pairings.get().mentor)
    mentor = Keys(walk(browser_page).open("/"))
    mentor.reach("^Log entry of").enter().reach("Your comment").type("What did they say?")
    mentor.reach("^Agree").enter()

    entry = LogEntry.objects.get()
    assert entry.status == EntryStatus.AGREED
    assert entry.comments.get().text == "What did they say?"


@pytest.fixture
def plain_page(browser: Browser):
    """A phone with JavaScript switched off."""
    context = browser.new_context(viewport={"width": 375, "height": 740}, java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_log_review_and_sign_off_work_without_javascript(plain_page: Page, live_server, sign_in, challenge):
    def press(name: str) -> None:
        plain_page.get_by_role("button", name=re.compile(name)).first.click()

    milestone = challenge.milestones.get()
    sign_in(plain_page, challenge.place.person)
    plain_page.goto(f"{live_server.url}/")
    plain_page.locator("a", has_text="Log progress").first.click()
    plain_page.get_by_label("What happened?").fill("We met the ward team.")
    press("^Share$")
    expect(plain_page.locator("h1")).to_contain_text(re.compile("shared", re.I))
    plain_page.goto(live_server.url + milestone.get_absolute_url())
    plain_page.locator("a", has_text="Send for sign-off").click()
    plain_page.get_by_label("What shows that it is done?").fill("The chart on the wall.")
    press("^Send to your mentor")

    sign_in(plain_page, challenge.place.pairings.get().mentor)
    plain_page.goto(f"{live_server.url}/")
    plain_page.get_by_role("link", name="Log entry of").click()
    press("^Agree")
    expect(plain_page.locator("main")).to_contain_text("You have agreed this")
    press("^Sign off")
    expect(plain_page.locator("main")).to_contain_text("You have signed this milestone off")
    milestone.refresh_from_db()
    assert milestone.status == MilestoneStatus.SIGNED_OFF
    assert LogEntry.objects.get().status == EntryStatus.AGREED
