"""The pages with words that can no longer be sent, on a phone."""

import uuid

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from challenges.services.log import answer_entry
from fellowship.sealed.services.drafts import save_draft
from tests import factories

pytestmark = pytest.mark.slow


def test_words_that_cannot_be_sent_are_read_and_become_a_note(
    phone_page, live_server, transactional_db, axe, fits
):
    pairing = factories.PairingFactory()
    fellow = pairing.place.person
    challenge = factories.ChallengeFactory(place=pairing.place)
    entry = factories.LogEntryFactory(challenge=challenge)
    answer_entry(entry=entry, by=pairing.mentor, act="agree")
    fields = {"what_happened": ["Better words. " * 30], "so_what": ["What it means"]}
    about = {"form": "entry", "subject_id": entry.pk, "fields": fields, "version": 0}
    draft = save_draft(by=fellow, draft_id=uuid.uuid4(), **about)
    factories.AttachmentFactory(challenge=challenge, draft_id=draft.pk, log_entry=None)
    client, name = Client(), settings.SESSION_COOKIE_NAME
    client.force_login(fellow)
    cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
    phone_page.context.add_cookies([cookie])

    phone_page.goto(live_server.url + reverse("log_edit", args=[entry.pk]))
    axe(phone_page)
    fits(phone_page)
    pairing.place.status = "completed"
    pairing.place.save()
    phone_page.goto(live_server.url + reverse("drafts"))
    axe(phone_page)
    fits(phone_page)
    phone_page.get_by_role("button", name="Keep as a private note").click()
    assert "What it means" in phone_page.get_by_label("Your note").input_value()
