"""The gallery in a real browser: accessible at every width, and what our scripts do while people type."""

import json
import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import include, path
from playwright.sync_api import Page, Route, expect

from fellowship import urls
from fellowship.nhsuk.views import SAMPLES

# Tests run with DEBUG off, where the gallery has no address of its own.
urlpatterns = [path("components/", include("fellowship.nhsuk.urls")), *urls.urlpatterns]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls(__name__)]
SAVE = re.compile("/components/log/save$")


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_gallery_pages_are_accessible_and_fit(
    width: int, live_server, browser_page: Page, axe: Callable[[Page], None], fits: Callable[[Page], None]
):
    browser_page.set_viewport_size({"width": width, "height": 800})
    for name in ["", *(f"{sample}/" for sample in SAMPLES)]:
        answer = browser_page.goto(f"{live_server.url}/components/{name}")
        assert answer.ok, name
        expect(browser_page.locator("h1").first).to_be_visible()
        fits(browser_page)
        axe(browser_page)


def test_on_paper_what_is_folded_is_open_under_its_title_and_buttons_are_gone(
    live_server, browser_page: Page
):
    browser_page.goto(f"{live_server.url}/components/")
    folded = browser_page.get_by_text("Behind details until wanted.")
    expect(folded).to_be_hidden()
    browser_page.emulate_media(media="print")
    expect(folded).to_be_visible()
    expect(browser_page.get_by_text("Files and milestones")).to_be_visible()
    expect(browser_page.locator("main .nhsuk-button").locator("visible=true")).to_have_count(0)


def test_gallery_is_open_without_signing_in(client: Client):
    assert client.get("/components/").status_code == 200
    assert client.get("/components/no-such-page/").status_code == 404


class Server:
    """Answers the requests of autosave as the contract in the README says, and remembers them."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.bodies: list[str] = []
        self.answers: list[tuple[int, dict]] = []
        page.route(SAVE, self.answer)

    def answer(self, route: Route) -> None:
        self.bodies.append(route.request.post_data or "")
        status, content = self.answers.pop(0) if self.answers else (200, {"saved_at": "10:42", "version": 7})
        if status == 0:
            route.abort()
        else:
            route.fulfill(status=status, content_type="application/json", body=json.dumps(content))


@pytest.fixture
def log_page(live_server, browser_page: Page) -> Page:
    browser_page.goto(f"{live_server.url}/components/log/")
    return browser_page


@pytest.fixture
def server(log_page: Page) -> Server:
    return Server(log_page)


def kept_in_tab(page: Page) -> str:
    return page.evaluate(
        "Object.entries(sessionStorage)"
        ".filter(([key]) => key.startsWith('balcony-unsaved')).map(([, value]) => value).join()"
    )


def type_and_leave(page: Page, text: str) -> None:
    page.get_by_label("What happened?").fill(text)
    page.get_by_label("What happened?").blur()


def test_typed_text_is_saved_and_the_copy_in_the_tab_is_forgotten(log_page, server):
    type_and_leave(log_page, "The round started at eight.")
    expect(log_page.locator("[data-autosave-status]")).to_have_text("Saved at 10:42")
    assert "The round started at eight." in server.bodies[0]
    assert 'name="draft"' in server.bodies[0]
    assert "csrfmiddlewaretoken" not in server.bodies[0]
    assert log_page.locator("input[name=version]").input_value() == "7"
    assert kept_in_tab(log_page) == ""


def test_nothing_is_sent_before_anything_was_typed(log_page, server):
    log_page.get_by_label("What happened?").focus()
    log_page.get_by_label("So what?").focus()
    log_page.wait_for_timeout(300)
    assert server.bodies == []


def test_lost_connection_says_so_keeps_the_text_and_tries_again(log_page, server):
    server.answers = [(0, {})]
    type_and_leave(log_page, "Written in the lift")
    expect(log_page.locator("[data-autosave-status]")).to_contain_text("we cannot reach the server")
    assert "Written in the lift" in kept_in_tab(log_page)
    expect(log_page.locator("[data-autosave-status]")).to_have_text("Saved at 10:42", timeout=8000)
    assert kept_in_tab(log_page) == ""


def test_text_that_was_never_confirmed_comes_back_after_a_reload(log_page, server):
    server.answers = [(0, {})] * 9
    type_and_leave(log_page, "Written in the lift")
    expect(log_page.locator("[data-autosave-status]")).to_contain_text("we cannot reach the server")
    log_page.on("dialog", lambda dialog: dialog.accept())
    log_page.reload()
    expect(log_page.get_by_label("What happened?")).to_have_value("Written in the lift")


def test_signed_out_says_so_and_offers_a_new_tab(log_page, server):
    server.answers = [(401, {})]
    type_and_leave(log_page, "Still here")
    status = log_page.locator("[data-autosave-status]")
    expect(status).to_contain_text("You have been signed out. What you typed is kept in this tab.")
    expect(status.get_by_role("link")).to_have_attribute("target", "_blank")
    assert "Still here" in kept_in_tab(log_page)


def test_conflict_shows_the_servers_fragment_and_stops_saving(log_page, server):
    server.answers = [
        (409, {"version": 9, "html": '<section id="conflict" tabindex="-1"><h2>Two versions</h2></section>'})
    ]
    type_and_leave(log_page, "Mine")
    expect(log_page.get_by_role("heading", name="Two versions")).to_be_visible()
    expect(log_page.locator("#conflict")).to_be_focused()
    type_and_leave(log_page, "Mine again")
    log_page.wait_for_timeout(300)
    assert len(server.bodies) == 1


def test_refusal_shows_the_servers_sentence(log_page, server):
    server.answers = [(422, {"message": "That is more than 5,000 characters."})]
    type_and_leave(log_page, "Long")
    expect(log_page.locator("[data-autosave-status]")).to_have_text(
        "Not saved: That is more than 5,000 characters."
    )


def test_signing_out_forgets_what_was_typed(log_page, server):
    server.answers = [(0, {})] * 9
    type_and_leave(log_page, "Private")
    expect(log_page.locator("[data-autosave-status]")).to_contain_text("we cannot reach the server")
    log_page.evaluate("document.querySelector('[data-sign-out]').dispatchEvent(new SubmitEvent('submit'))")
    assert kept_in_tab(log_page) == ""


def test_second_press_of_a_button_sends_nothing(log_page):
    sent = []
    log_page.route(re.compile("/components/log/$"), lambda route: sent.append(route.request.method))
    log_page.get_by_role("button", name="Share").dblclick(no_wait_after=True)
    log_page.wait_for_timeout(300)
    assert sent == ["POST"]


def test_error_summary_takes_the_focus_and_leads_to_the_field(live_server, browser_page):
    browser_page.goto(f"{live_server.url}/components/log-with-errors/")
    expect(browser_page.locator(".nhsuk-error-summary")).to_be_focused()
    assert browser_page.title().startswith("Error: ")
    browser_page.get_by_role("link", name="The date must be a real date").click()
    expect(browser_page.get_by_label("Day")).to_be_focused()


def test_primary_act_stays_in_view_on_a_phone(live_server, phone_page):
    phone_page.goto(f"{live_server.url}/components/front-page/")
    act = phone_page.get_by_role("button", name="Log progress")
    expect(act).to_be_in_viewport()
    phone_page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    expect(act).to_be_in_viewport()
    assert act.bounding_box()["height"] >= 44


def test_starter_question_goes_into_the_box(live_server, browser_page):
    browser_page.goto(f"{live_server.url}/components/")
    browser_page.get_by_role("button", name="What surprised you?").click()
    expect(browser_page.get_by_label("Your reply")).to_have_value("What surprised you?\n")
    expect(browser_page.get_by_label("Your reply")).to_be_focused()


def test_page_works_without_javascript(live_server, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/components/log/")
    expect(page.get_by_role("button", name="Share")).to_be_visible()
    page.get_by_text("Milestones, date and files").click()
    expect(page.get_by_label("Day")).to_be_visible()
    context.close()


def test_a_changed_filter_replaces_only_the_list_and_is_announced(live_server, browser_page):
    browser_page.goto(f"{live_server.url}/components/overview/")
    browser_page.evaluate("document.querySelector('h1').dataset.untouched = 'yes'")
    browser_page.get_by_label("Host organisation").focus()
    browser_page.get_by_label("Host organisation").select_option("R2")
    expect(browser_page).to_have_url(re.compile(r"\?host=R2$"))
    expect(browser_page.locator("#announcement")).to_have_text("3 fellows")
    assert browser_page.locator("h1").get_attribute("data-untouched") == "yes"
    expect(browser_page.get_by_label("Host organisation")).to_be_focused()
