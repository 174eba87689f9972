"""Choosing fellows, previews and results, in a real browser: no violation, nothing wider than the screen."""

import pytest
from django.test import Client
from django.urls import reverse

from fellowship.cohorts.bulk import acts, running
from fellowship.cohorts.models import BulkRow
from fellowship.cohorts.models.bulk import RowStatus
from tests.fellowship.home.lived_in import build

WIDTHS = [320, 768, 1280]

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
def signed_in(world, browser_page, live_server, settings):
    client = Client()
    client.force_login(world.administrator, settings.AUTHENTICATION_BACKENDS[0])
    session = {"name": settings.SESSION_COOKIE_NAME, "value": client.session.session_key}
    browser_page.context.add_cookies([{**session, "url": live_server.url}])
    return browser_page


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
