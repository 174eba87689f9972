"""The address of an act, opened as a page."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import ChallengeFactory, UserFactory
from tests.factories.challenges import MilestoneFactory
from tests.factories.people import PASSWORD

SAYS = "There is no page at this address"

pytestmark = pytest.mark.django_db


def opened(client: Client, address: str, **headers: str):
    response = client.get(address, headers=headers)
    assert response.status_code == 405
    assert response["Allow"] == "POST"
    return response


def test_address_of_an_act_opened_as_a_page_says_what_to_do_next(client):
    client.force_login(UserFactory())
    page = opened(client, reverse("calendar_feed_new")).content.decode()
    assert SAYS in page
    assert "Nothing was changed" in page
    assert "Go to your front page" in page


def test_signed_out_it_offers_to_sign_in(client):
    page = opened(client, reverse("demonstration_sign_in", args=["fellow"])).content.decode()
    assert SAYS in page
    assert reverse("account_login") in page
    assert "Go to your front page" not in page


def test_sent_there_by_signing_in_it_says_so(client):
    person = UserFactory()
    address = reverse("milestone_act", args=[MilestoneFactory().pk, "start"])
    asked = client.get(address)
    page = client.post(asked.url, {"login": person.email, "password": PASSWORD}, follow=True)
    assert page.redirect_chain[-1][0] == address
    assert SAYS in page.content.decode()


def test_a_script_is_not_given_a_page(client):
    challenge = ChallengeFactory()
    client.force_login(challenge.place.person)
    address = reverse("draft_save", args=["log", challenge.pk])
    assert opened(client, address, accept="application/json").content == b""


@pytest.mark.django_db(transaction=True)
def test_it_looks_like_a_page_of_ours(live_server, browser_page, axe, fits):
    for width in (320, 1280):
        browser_page.set_viewport_size({"width": width, "height": 700})
        browser_page.goto(live_server.url + reverse("demonstration_sign_in", args=["fellow"]))
        assert browser_page.get_by_role("heading", name=SAYS).is_visible()
        axe(browser_page)
        fits(browser_page)
