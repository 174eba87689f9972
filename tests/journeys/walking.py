"""One person at a browser, who does what people do and looks at every page with axe."""

import re
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Error, Locator, Page, expect

from tests.factories.people import PASSWORD

SAVED = re.compile(r"Saved at \d")


class Walk:
    def __init__(self, page: Page, server: str, axe: Callable[[Page], None]) -> None:
        self.page, self.server, self._axe = page, server, axe

    # --- going about ---

    def open(self, address: str) -> "Walk":
        """An address of ours, or a whole one from an e-mail."""
        self.page.goto(address if address.startswith("http") else self.server + address)
        return self.look()

    def look(self) -> "Walk":
        """Whatever page is there now has a heading, and axe finds nothing wrong with it."""
        self.page.wait_for_load_state()
        expect(self.page.locator("h1")).to_have_count(1)
        self._axe(self.page)
        return self

    def follow(self, name: str | re.Pattern, *, within: Locator | None = None) -> "Walk":
        where = within or self.page
        links = where.get_by_role("link", name=name)
        return self._go(links.or_(where.locator("a[role=button]").filter(has_text=name)).first)

    def press(self, name: str | re.Pattern, *, within: Locator | None = None) -> "Walk":
        return self._go((within or self.page).get_by_role("button", name=name).first)

    def _go(self, way: Locator) -> "Walk":
        """Click, and wait until this page has gone: what comes may bear the same heading."""
        self.page.evaluate("window.beforeTheClick = true")
        way.click()
        end = time.monotonic() + 10
        while not self._is_new():
            assert time.monotonic() < end, f"no other page came after {way} at {self.page.url}"
            self.page.wait_for_timeout(30)
        return self.look()

    def _is_new(self) -> bool:
        try:
            return not self.page.evaluate("window.beforeTheClick")
        except Error:  # just between two pages
            return False

    def reads(self, words: str | re.Pattern) -> "Walk":
        expect(self.page.locator("main")).to_contain_text(words)
        return self

    def heading(self, words: str | re.Pattern) -> "Walk":
        expect(self.page.locator("h1")).to_contain_text(words)
        return self

    # --- writing ---

    def write(self, label: str, words: str) -> "Walk":
        self.page.get_by_label(label, exact=True).fill(words)
        return self

    def write_date(self, group: str, day: int, month: int, year: int) -> "Walk":
        boxes = self.page.get_by_role("group", name=group)
        for part, value in (("Day", day), ("Month", month), ("Year", year)):
            boxes.get_by_label(part).fill(str(value))
        return self

    def attach(self, *files: Path | dict) -> "Walk":
        self.page.locator("input[type=file]").set_input_files(list(files))
        return self

    def is_saved(self) -> "Walk":
        expect(self.page.locator("[data-autosave-status]")).to_have_text(SAVED)
        return self

    # --- arriving ---

    def sign_in_with_password(self, email: str, password: str = PASSWORD) -> "Walk":
        self.write("Email address", email)
        self.page.get_by_label("Password", exact=True).fill(password)
        return self.press("Sign in")

    def until(self, there: Callable[[], bool], seconds: float = 40) -> "Walk":
        """Looks at the page again and again, until the background has done its work."""
        end = time.monotonic() + seconds
        while not there():
            assert time.monotonic() < end, f"nothing came within {seconds:.0f} seconds at {self.page.url}"
            self.page.wait_for_timeout(500)
            self.page.reload()
        return self.look()
