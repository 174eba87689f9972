"""Somebody who never touches a mouse, and somebody whose browser runs no scripts."""

import datetime as dt
import re
import time

from playwright.sync_api import Locator, Page, expect

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


class Plain:
    """Somebody whose browser runs no scripts."""

    def __init__(self, page: Page, server: str) -> None:
        self.page, self.server = page, server

    def open(self, address: str) -> "Plain":
        self.page.goto(self.server + address)
        return self

    def follow(self, name: str | re.Pattern, *, within: Locator | None = None) -> "Plain":
        where = within or self.page.locator("body")
        links = where.get_by_role("link", name=name)
        links.or_(where.locator("a[role=button]").filter(has_text=name)).first.click()
        expect(self.page.locator("h1")).to_have_count(1)
        return self

    def press(self, name: str) -> "Plain":
        self.page.get_by_role("button", name=re.compile(f"^{name}")).first.click()
        expect(self.page.locator("h1")).to_have_count(1)
        return self

    def write(self, label: str, words: str) -> "Plain":
        self.page.get_by_label(label).first.fill(words)
        return self

    def choose(self, name: str, *, among: str = "") -> "Plain":
        where = self.page.get_by_role("group", name=among) if among else self.page
        where.get_by_label(name).first.check()
        return self

    def reads(self, words: str) -> "Plain":
        expect(self.page.locator("main")).to_contain_text(words)
        return self

    def write_date(self, group: str | re.Pattern, day: dt.date) -> "Plain":
        boxes = self.page.get_by_role("group", name=group)
        for part, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
            boxes.get_by_label(part).first.fill(str(value))
        return self

    def until(self, words: str, seconds: float = 60) -> "Plain":
        """Opens the page again and again, until the background has done its work."""
        end = time.monotonic() + seconds
        while words not in self.page.locator("main").inner_text():
            assert time.monotonic() < end, f"“{words}” did not come within {seconds:.0f} seconds"
            self.page.wait_for_timeout(500)
            self.page.reload()
        return self
