"""A token is made, used and revoked; a webhook is made, tested, told of a sign-off, and removed."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest
from django.urls import reverse

from challenges.services.milestones import act_on_milestone
from fellowship.api.models import Webhook
from fellowship.api.tasks import send_webhooks
from fellowship.people.models import AuditEvent
from tests.factories import AdministratorFactory
from tests.factories.cohorts import days_from_today
from tests.fellowship.api.receiving import Receiver, make_certificate


@pytest.fixture
def receiver(tmp_path, settings, monkeypatch) -> Iterator[Receiver]:
    certificate = make_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    made = Receiver(certificate)
    settings.WEBHOOK_HOSTS = [made.host]
    yield made
    made.stop()


@pytest.fixture
def administrator(challenge):
    return AdministratorFactory(programme=challenge.place.cohort.programme).person


def read(address: str, token: str) -> tuple[int, dict]:
    """As a program of somebody else's reads it."""
    request = urllib.request.Request(address, headers={"Authorization": f"Bearer {token}"})
    try:
        with urllib.request.urlopen(request, timeout=20) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, json.load(refused)


def test_a_token_from_making_to_revoking(browser_page, walk, sign_in, live_server, challenge, administrator):
    sign_in(browser_page, administrator)
    programme = challenge.place.cohort.programme
    desk = walk(browser_page).open(programme.get_absolute_url())

    desk.follow("Tokens and webhooks").reads("There is no token").follow("Make a token")
    desk.press("Make the token").reads("Enter what the token is for").reads("Choose what the token may read")
    last = days_from_today(90)
    desk.write("What is it for?", "Power BI").write_date("Last day", last.day, last.month, last.year)
    browser_page.get_by_label("Milestones", exact=True).check()
    desk.press("Make the token").heading("Copy the token now")
    token = browser_page.get_by_label("Token").input_value()

    address = f"{live_server.url}/api/v1/milestones"
    status, page = read(address, token)
    assert (status, [row["id"] for row in page["items"]]) == (200, [challenge.milestones.get().pk])
    assert page["items"][0]["name"] is None
    assert read(f"{live_server.url}/api/v1/results", token)[0] == 403

    desk.follow("I have copied it").reads("milestones")
    assert token not in browser_page.content()
    desk.follow("Revoke").press("Revoke").reads("The token is revoked")
    status, problem = read(address, token)
    assert status == 401
    assert "revoked" in problem["detail"]
    desk.open(reverse("machines", args=[programme.pk])).reads("Revoked")


def test_a_webhook_from_making_to_removing(browser_page, walk, sign_in, challenge, administrator, receiver):
    sign_in(browser_page, administrator)
    place, milestone = challenge.place, challenge.milestones.get()
    desk = walk(browser_page).open(reverse("machines", args=[place.cohort.programme_id]))

    desk.follow("Make a webhook").write("Who is told?", "Our channel").write(
        "Address", "http://insecure.example.org"
    )
    browser_page.get_by_label("Milestone signed off").check()
    desk.press("Make the webhook").reads("must begin with https://")
    desk.write("Address", receiver.address).press("Make the webhook").heading("Our channel")
    desk.press("Send a test").reads("A test is on its way")
    send_webhooks()
    desk.open(browser_page.url).reads("Took it (204)")

    milestone = act_on_milestone(milestone=milestone, act="send", by=place.person, evidence="Done.")
    act_on_milestone(milestone=milestone, act="sign_off", by=place.pairings.get().mentor)
    receiver.status = 500
    send_webhooks()
    desk.open(browser_page.url).reads("The receiver answered 500").reads("next attempt after")
    desk.press("Pause").reads("The webhook is paused")
    receiver.status = 202
    send_webhooks()
    assert len(receiver.got) == 2
    desk.press("Start again").reads("sends again")
    send_webhooks()

    card = json.loads(receiver.got[-1].body)["attachments"][0]["content"]
    assert card["body"][0]["text"] == "A milestone was signed off."
    assert len(receiver.got) == 3
    desk.open(Webhook.objects.get().get_absolute_url()).reads("Took it (202)")
    desk.follow("Remove the webhook").press("Remove").reads("There is no webhook")
    acts = AuditEvent.objects.filter(object_kind="api.webhook").order_by("pk").values_list("act", flat=True)
    assert list(acts) == [
        "webhook made",
        "webhook tested",
        "webhook paused",
        "webhook started again",
        "webhook removed",
    ]
