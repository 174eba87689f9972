import hashlib
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from challenges.models import Attachment
from challenges.services.attachments import attach
from challenges.services.log import EntryWords, share_entry
from fellowship.people.models import AuditEvent
from tests import factories
from tests.challenges.conftest import a_pdf


@pytest.fixture
def file(world):
    entry = factories.LogEntryFactory(challenge=world.challenge)
    return factories.AttachmentFactory(log_entry=entry, name="Ergebnisse “äöü”.txt")


def test_download_is_never_shown_in_place(fellow_client, file):
    answer = fellow_client.get(file.get_absolute_url())
    assert answer.getvalue() == b"notes of the meeting"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''Ergebnisse")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Type"] == "text/plain"


def test_download_is_noted_with_who_fetched_it(as_person, world, file):
    as_person("mentor").get(file.get_absolute_url()).getvalue()
    event = AuditEvent.objects.get(act="download")
    assert (event.by, event.object_id) == (world.mentor, str(file.pk))


def test_file_that_is_gone_from_the_store_is_not_found(fellow_client, file):
    file.file.storage.delete(file.file.name)
    assert fellow_client.get(file.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("number", [0, 10**18])
def test_forged_number_is_not_found(fellow_client, number):
    assert fellow_client.get(reverse("attachment", args=[number])).status_code == 404


def test_removing_asks_and_takes_the_file_from_the_store(
    fellow_client, file, django_capture_on_commit_callbacks
):
    address = reverse("attachment_remove", args=[file.pk])
    assert "deleted for good" in fellow_client.get(address).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        fellow_client.post(address)
    assert not file.file.storage.exists(file.file.name)
    assert AuditEvent.objects.get(act="remove").detail == {"name": file.name, "size": file.size}


def test_file_of_an_agreed_entry_stays(fellow_client, file):
    file.log_entry.status, file.log_entry.waiting_since = "agreed", None
    file.log_entry.save()
    assert fellow_client.post(reverse("attachment_remove", args=[file.pk])).status_code == 403
    file.refresh_from_db()


def test_stored_name_tells_nothing_and_sum_matches(fellow_client, world):

    milestone = factories.MilestoneFactory(challenge=world.challenge)
    upload = SimpleUploadedFile("../../etc/Mrs Jones.txt", b"words")
    fellow_client.post(
        reverse("milestone_send", args=[milestone.pk]),
        {"act": "upload", "milestone_version": "1", "files": upload},
    )
    kept = Attachment.objects.get()
    assert kept.name == "Mrs Jones.txt"
    assert "Jones" not in kept.file.name
    assert kept.sha256 == hashlib.sha256(b"words").hexdigest()


def test_file_of_a_draft_is_not_named_in_the_audit_until_it_is_shared(world):
    draft_id = uuid.uuid4()
    upload = SimpleUploadedFile("Complaint about a consultant.pdf", a_pdf())
    attach(challenge=world.challenge, upload=upload, by=world.owner, draft_id=draft_id)
    assert [event.detail for event in AuditEvent.objects.all()] == [{}]
    words = EntryWords(happened_on=timezone.localdate(), what_happened="We met.")
    share_entry(challenge=world.challenge, draft_id=draft_id, words=words, milestones=[], by=world.owner)
    named = [event.detail.get("name", "") for event in AuditEvent.objects.filter(act="attach")]
    assert sorted(named) == ["", "Complaint about a consultant.pdf"]
