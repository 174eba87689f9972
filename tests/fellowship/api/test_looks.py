"""The pages about machines with lived-in data, in a real browser, at three widths."""

import pytest
from django.test import Client
from django.urls import reverse

from challenges.services.milestones import act_on_milestone
from fellowship.api.demonstration import write_machines
from fellowship.api.models import ApiToken, Webhook
from tests.factories import (
    AdministratorFactory,
    ChallengeFactory,
    CohortFactory,
    MilestoneFactory,
    PairingFactory,
)

WIDTHS = [320, 768, 1280]


@pytest.fixture
def programme(transactional_db):
    """With a token that was used and a webhook that has sent, failed and waits."""
    cohort = CohortFactory(name="Autumn cohort")
    AdministratorFactory(programme=cohort.programme)
    for _number in range(6):
        challenge = ChallengeFactory(place=PairingFactory(place__cohort=cohort).place)
        milestone = MilestoneFactory(challenge=challenge)
        act_on_milestone(milestone=milestone, act="send", by=challenge.place.person, evidence="Done.")
    write_machines(cohort.programme)
    return cohort.programme


@pytest.mark.slow
def test_pages_fit_and_are_accessible(programme, browser_page, live_server, settings, axe, fits):
    client = Client()
    client.force_login(programme.roles.get().person)
    session = {"name": settings.SESSION_COOKIE_NAME, "value": client.session.session_key}
    browser_page.context.add_cookies([{**session, "url": live_server.url}])
    token, webhook = ApiToken.objects.get(), Webhook.objects.get()
    pages = [
        programme.get_absolute_url(),
        reverse("machines", args=[programme.pk]),
        reverse("token_new", args=[programme.pk]),
        token.get_absolute_url(),
        reverse("webhook_new", args=[programme.pk]),
        webhook.get_absolute_url(),
        reverse("webhook_secret", args=[webhook.pk]),
        reverse("webhook_remove", args=[webhook.pk]),
        reverse("api_documentation"),
    ]
    for path in pages:
        for width in WIDTHS:
            browser_page.set_viewport_size({"width": width, "height": 800})
            browser_page.goto(live_server.url + path)
            fits(browser_page)
            axe(browser_page)
