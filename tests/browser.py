"""Fixtures for journeys: pages in a real Chromium, and axe to check them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from deploy.local import chromium
from deploy.local.servers import TEST

NO_BROWSER = "There is no browser: install Chromium, or run `make test` once, which fetches one."
SCREENS = TEST / "screens"
PLACE = {"locale": "en-GB", "timezone_id": "Europe/London"}
PHONE = {"viewport": {"width": 375, "height": 740}, "has_touch": True, "is_mobile": True}
DESKTOP = {"viewport": {"width": 1280, "height": 900}}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = chromium.find()
    if found is None:
        pytest.skip(NO_BROWSER)  # fails in CI: see cannot_run.py
    program, environment = found
    patch = pytest.MonkeyPatch()
    # Playwright runs a loop in this thread, which makes Django think that the tests were async.
    patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=chromium.FLAGS, env=environment)
        yield opened
        opened.close()
    patch.undo()


@pytest.fixture
def browser_page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page 1280 wide; the test fails on any error in a script or breach of the content policy."""
    yield from _page(browser, request, DESKTOP)


@pytest.fixture
def phone_page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The same on a phone: 375 × 740, touched, with a context (cookies) of its own."""
    yield from _page(browser, request, PHONE)


def _page(browser: Browser, request: pytest.FixtureRequest, screen: dict[str, Any]) -> Iterator[Page]:
    faults: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            faults.append(message.text)

    context = browser.new_context(**screen, **PLACE)
    context.on("console", listen)
    context.on("weberror", lambda error: faults.append(str(error.error)))
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    if getattr(request.node, "failed", False):
        SCREENS.mkdir(parents=True, exist_ok=True)
        picture = SCREENS / f"{request.node.name}-{screen['viewport']['width']}.png"
        page.screenshot(path=picture, full_page=True)
        request.node.add_report_section("teardown", "screen", f"{page.url}\n{picture}")
    context.close()
    assert not faults, "The browser complained:\n" + "\n".join(faults)


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], None]:
    """`axe(page)` fails with what axe found wrong on the page as it is now."""

    def check(page: Page) -> None:
        results = Axe().run(page)
        assert not results.violations_count, f"{page.url}\n{results.generate_report()}"

    return check


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[Any]:
    report = yield
    if report.failed:
        item.failed = True  # type: ignore[attr-defined]  read by _page, for the picture
    return report


@pytest.fixture(scope="session")
def fits() -> Callable[[Page], None]:
    """`fits(page)` fails if the page is wider than its window.

    It allows a moment: the header folds its menu away only after the window has told it its new width.
    """

    def check(page: Page) -> None:
        for _try in range(30):
            wide, window = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
            if wide <= window:
                return
            page.wait_for_timeout(100)
        pytest.fail(f"{page.url} is {wide} wide in a window of {window}")

    return check
