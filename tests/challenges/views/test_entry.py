import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from challenges.models import Attachment
from challenges.services.log import answer_entry
from fellowship.notifications.models import Message
from fellowship.sealed.services.drafts import drafts_of
from tests import factories
from tests.challenges.conftest import day_boxes


@pytest.fixture
def entry(world):
    return factories.LogEntryFactory(challenge=world.challenge, what_happened="First words")


@pytest.fixture
def address(entry) -> str:
    return reverse("log_edit", args=[entry.pk])


def typed(entry, **values: object) -> dict[str, object]:
    return {
        "draft": str(uuid.uuid4()),
        "version": "0",
        "entry_version": str(entry.version),
        "what_happened": "Better words",
        **day_boxes("happened_on", entry.happened_on),
        **values,
    }


def test_changing_keeps_the_earlier_words(fellow_client, world, entry, address):
    fellow_client.post(address, typed(entry))
    entry.refresh_from_db()
    assert (entry.what_happened, entry.version) == ("Better words", 2)
    kept = entry.versions.get()
    assert (kept.number, kept.what_happened) == (1, "First words")
    assert drafts_of(world.owner) == []


def test_changing_twice_with_the_same_form_changes_once(fellow_client, entry, address):
    sent = typed(entry)
    fellow_client.post(address, sent)
    fellow_client.post(address, sent)
    entry.refresh_from_db()
    assert entry.version == 2
    assert entry.versions.count() == 1


def test_changing_from_a_stale_page_keeps_the_words_and_shows_the_way_to_the_present_ones(
    fellow_client, entry, address
):
    fellow_client.post(address, typed(entry))
    answer = fellow_client.post(address, typed(entry, what_happened="Third words"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Third words</textarea>" in page
    assert 'name="entry_version" value="2"' in page
    entry.refresh_from_db()
    assert entry.what_happened == "Better words"


def test_agreed_entry_is_locked(fellow_client, world, entry, address):
    answer_entry(entry=entry, by=world.mentor, act="agree")
    read, sent = fellow_client.get(address), fellow_client.post(address, typed(entry))
    assert (read.status_code, sent.status_code) == (403, 409)
    for answer in (read, sent):
        assert "so it is locked" in answer.content.decode()


def test_after_changes_were_asked_saving_shares_again(fellow_client, world, entry, address):
    answer_entry(entry=entry, by=world.mentor, act="ask_for_changes", reason="Who was there?")
    entry.refresh_from_db()
    assert "Save and share again" in fellow_client.get(address).content.decode()
    fellow_client.post(address, typed(entry))
    entry.refresh_from_db()
    assert entry.status == "shared"
    assert entry.waiting_since is not None
    assert Message.objects.filter(kind="waiting_for_you", person=world.mentor).count() == 1


def test_unfinished_change_is_kept_as_a_draft_and_shown_next_time(fellow_client, entry, address):
    fellow_client.post(address, typed(entry, act="draft", what_happened="half"))
    assert "half</textarea>" in fellow_client.get(address).content.decode()
    entry.refresh_from_db()
    assert entry.what_happened == "First words"


def test_file_added_to_a_shared_entry_is_seen_once_saved(fellow_client, entry, address):
    sent = typed(entry, act="upload", files=SimpleUploadedFile("a.txt", b"words"))
    fellow_client.post(address, sent)
    assert not entry.attachments.exists()
    fellow_client.post(address, sent | {"act": "share", "version": "1", "files": []})
    assert entry.attachments.get().name == "a.txt"


def test_adding_no_file_to_a_shared_entry_says_so(fellow_client, entry, address):
    page = fellow_client.post(address, typed(entry, act="upload")).content.decode()
    assert '<a href="#id_files">Choose a file to add</a>' in page


def test_two_tabs_changing_one_entry_show_both_versions(fellow_client, entry, address):
    sent = typed(entry, act="draft", what_happened="tab one")
    fellow_client.post(address, sent)
    answer = fellow_client.post(address, sent | {"what_happened": "tab two"})
    assert answer.status_code == 409
    assert "tab one" in answer.content.decode()
    assert "tab two" in answer.content.decode()


def test_removing_a_file_of_the_edit_shares_nothing(fellow_client, entry, address):
    sent = typed(entry, act="upload", files=SimpleUploadedFile("a.txt", b"words"))
    fellow_client.post(address, sent)
    act = f"remove-{Attachment.objects.get().pk}"
    fellow_client.post(address, sent | {"act": act, "version": "1", "files": []})
    entry.refresh_from_db()
    assert (entry.what_happened, Attachment.objects.exists()) == ("First words", False)
