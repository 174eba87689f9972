"""Choosing fellows, previews, results and announcements, in a real browser: no violation, nothing wider than
the screen."""

import datetime as dt
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from fellowship.cohorts.bulk import acts, running
from fellowship.cohorts.models import Announcement, BulkRow
from fellowship.cohorts.models.bulk import RowStatus
from fellowship.cohorts.services.announcements import call_off, plan_announcement, send_due_announcements
from fellowship.notifications.services.sending import send_due
from tests.factories import AssignmentFactory
from tests.fellowship.home.lived_in import build

WIDTHS = [320, 768, 1280]
LONG_WORD = "Neurorehabilitationsgemeinschaftspraxis"

pytestmark = pytest.mark.slow


@pytest.fixture
def world(transactional_db):
    return build()


@pytest.fixture
def done(world):
    """An act with rows of each kind, and one that waits for its worker."""
    places = list(world.cohort.places.order_by("pk"))
    rows = [BulkRow(place=place) for place in places[:4]]
    rows.append(BulkRow(place=places[4], status=RowStatus.LEFT_OUT, words="Has this tag already."))
    values = {"by": world.administrator, "programme": world.cohort.programme, "cohort": world.cohort}
    facts = {"name": "Visit in spring", "off": False}
    act = acts.start(kind="tag", facts=facts, rows=rows, **values)
    running.run(act.pk)
    waiting = acts.start(kind="tag", facts=facts, rows=[BulkRow(place=places[5])], **values)
    return act, waiting


@pytest.fixture
def announced(world) -> dict[str, Announcement]:
    """One is out, one waits, one was called off; words are long, or written from right to left."""

    def plan(subject: str, days: int, **filters: str) -> Announcement:
        return plan_announcement(
            by=world.administrator,
            cohort=world.cohort,
            filters=filters,
            form_id=uuid4(),
            subject=subject,
            text=f"- We meet in **room 3**\n- نلتقي في الغرفة ٣\n\nhttps://example.org/{'x' * 90}",
            to_mentors=True,
            send_at=timezone.now() + dt.timedelta(days=days),
        )

    found = {
        "sent": plan(f"Another room: {LONG_WORD * 3}", 0, profession="doctor"),
        "waiting": plan("The visit in May", 9, profession="nurse"),
        "called off": plan("اجتماع مايو", 9),
    }
    send_due_announcements()
    send_due()
    call_off(by=world.administrator, announcement=found["called off"])
    return found


@pytest.fixture
def sign_in(browser_page, live_server, settings):
    def sign_in_as(person):
        client = Client()
        client.force_login(person, settings.AUTHENTICATION_BACKENDS[0])
        session = {"name": settings.SESSION_COOKIE_NAME, "value": client.session.session_key}
        browser_page.context.add_cookies([{**session, "url": live_server.url}])
        return browser_page

    return sign_in_as


@pytest.fixture
def signed_in(world, sign_in):
    return sign_in(world.administrator)


def test_choices_and_results_fit_and_are_accessible(world, done, signed_in, live_server, axe, fits):
    cohort, (act, waiting) = world.cohort, done
    chosen = f"{reverse('many', args=[cohort.pk])}?all=1&kind="
    paths = [
        reverse("overview", args=[cohort.pk]),
        *(chosen + kind for kind in ("invite", "remind", "move", "message", "tag")),
        reverse("bulk_acts", args=[cohort.pk]),
        reverse("bulk_act", args=[act.pk]),
        reverse("bulk_act", args=[waiting.pk]),
        reverse("call_rules", args=[cohort.programme_id]),
    ]
    for path in paths:
        for width in WIDTHS:
            signed_in.set_viewport_size({"width": width, "height": 900})
            signed_in.goto(live_server.url + path)
            fits(signed_in)
            axe(signed_in)


def test_previews_fit_and_are_accessible(world, signed_in, live_server, axe, fits):
    AssignmentFactory(module__cohort=world.cohort, module__title="Change", title=LONG_WORD)
    page, chosen = signed_in, f"{live_server.url}{reverse('many', args=[world.cohort.pk])}?all=1&kind="
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(chosen + "message")
        page.get_by_label("Subject").fill("The visit in May")
        page.get_by_label("Message", exact=True).fill("Bring your **badge**. Ask for 943 476 5919.")
        page.get_by_role("button", name="See what would happen").click()
        page.get_by_text("This may identify a patient").wait_for()
        fits(page)
        axe(page)
        page.get_by_role("button", name="It is about nobody: continue").click()
        page.get_by_role("button", name="Send to").wait_for()
        fits(page)
        axe(page)
        page.goto(chosen + "move")
        page.get_by_role("button", name="See what would happen").click()
        page.get_by_text("There is a problem").wait_for()
        fits(page)
        axe(page)
        page.get_by_label("One that all of them have").select_option(label=f"Change: {LONG_WORD}")
        page.get_by_label("Days later").fill("14")
        page.get_by_label("Reason").fill("The library is closed.")
        page.get_by_role("button", name="See what would happen").click()
        page.get_by_role("button", name="Move ").wait_for()
        fits(page)
        axe(page)


def test_announcements_fit_and_are_accessible(world, announced, signed_in, sign_in, live_server, axe, fits):
    page, new = signed_in, live_server.url + reverse("announcement_new", args=[world.cohort.pk])
    addresses = [
        reverse("announcements", args=[world.cohort.pk]),
        reverse("announcement_new", args=[world.cohort.pk]) + "?profession=nurse",
        reverse("announcement_edit", args=[announced["waiting"].pk]),
        *(one.get_absolute_url() for one in announced.values()),
    ]
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for address in addresses:
            assert page.goto(live_server.url + address).status == 200
            fits(page)
            axe(page)
        page.goto(new)
        page.get_by_role("button", name="Send or schedule it").click()
        page.get_by_text("There is a problem").wait_for()
        fits(page)
        axe(page)
        page.get_by_label("Subject").fill("The visit in May")
        page.get_by_label("Message", exact=True).fill("Ask for 943 476 5919.")
        page.get_by_role("button", name="Send or schedule it").click()
        page.get_by_text("This may identify a patient").wait_for()
        fits(page)
        axe(page)
    sign_in(world.fellow)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for address in (announced["sent"].get_absolute_url(), reverse("notices")):
            assert page.goto(live_server.url + address).status == 200
            fits(page)
            axe(page)
