"""Files given with the log form."""

import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse

from challenges.models import Attachment, LogEntry
from fellowship.sealed.services.drafts import draft_of
from fellowship.sealed.services.notes import notes_of
from tests.challenges.conftest import a_pdf
from tests.challenges.views.log_words import typed


@pytest.fixture
def address(world) -> str:
    return reverse("log_new", args=[world.challenge.pk])


def test_errors_keep_what_was_typed_and_the_files_chosen(fellow_client, world, address):
    file = SimpleUploadedFile("results.pdf", a_pdf())
    sent = typed(what_happened="", so_what="Kept words", files=file)
    page = fellow_client.post(address, sent).content.decode()
    assert "Enter what happened" in page
    assert "Kept words" in page
    assert "results.pdf" in page
    assert draft_of(world.owner, uuid.UUID(sent["draft"])).read()["so_what"] == ["Kept words"]


def test_file_goes_with_the_entry_once_it_is_shared(fellow_client, world, address, as_person):
    sent = typed(act="upload", files=SimpleUploadedFile("results.pdf", a_pdf()))
    fellow_client.post(address, sent)
    file = Attachment.objects.get()
    assert as_person("mentor").get(file.get_absolute_url()).status_code == 404
    as_person("owner").post(address, sent | {"act": "share", "version": "1", "files": []})
    file.refresh_from_db()
    assert file.log_entry == LogEntry.objects.get()
    assert as_person("mentor").get(file.get_absolute_url()).getvalue() == a_pdf()


def test_file_is_removed_without_losing_words(fellow_client, world, address):
    sent = typed(act="upload", files=SimpleUploadedFile("results.pdf", a_pdf()))
    fellow_client.post(address, sent)
    file = Attachment.objects.get()
    stored = file.file.name
    again = sent | {"act": f"remove-{file.pk}", "version": "1", "so_what": "typed since", "files": []}
    with transaction.atomic():
        page = fellow_client.post(address, again, follow=True).content.decode()
    assert not Attachment.objects.exists()
    assert "typed since" in page
    assert file.file.storage.exists(stored)  # until the transaction is committed


@pytest.mark.parametrize("number", ["0", "x", "9" * 30, "-1", "١"])
def test_removing_a_file_that_is_not_there_changes_nothing(fellow_client, address, number):
    assert fellow_client.post(address, typed(act=f"remove-{number}")).status_code == 302


def test_refused_file_says_why_and_keeps_the_words(fellow_client, address):
    wrong = SimpleUploadedFile("ward.exe", b"MZ\x90")
    page = fellow_client.post(address, typed(act="upload", files=wrong)).content.decode()
    assert "ward.exe: We cannot take files" in page
    assert "We met the ward team." in page
    assert not Attachment.objects.exists()


def test_adding_no_file_says_so_at_the_field_and_keeps_the_words(fellow_client, address):
    page = fellow_client.post(address, typed(act="upload")).content.decode()
    assert '<a href="#id_files">Choose a file to add</a>' in page
    assert re.search(r'id="id_files-error">.*?Choose a file to add', page, re.S)
    assert "We met the ward team." in page
    assert 'id="more" open' in page


def test_eleventh_file_is_refused(fellow_client, address):
    sent = typed(act="upload")
    files = [SimpleUploadedFile(f"{n}.txt", b"file %d" % n) for n in range(11)]
    page = fellow_client.post(address, sent | {"files": files}).content.decode()
    assert Attachment.objects.count() == 10
    assert "10.txt: there are 10 files here already" in page


def test_same_file_sent_twice_is_kept_once(fellow_client, address):
    sent = typed(act="upload")
    for version in ("0", "1"):
        file = SimpleUploadedFile("a.txt", b"the same")
        fellow_client.post(address, sent | {"files": file, "version": version})
    assert Attachment.objects.count() == 1


def test_keeping_a_draft_with_files_to_oneself_asks_to_remove_them_first(fellow_client, world, address):
    sent = typed(act="private", files=SimpleUploadedFile("a.txt", b"words"))
    page = fellow_client.post(address, sent).content.decode()
    assert "Remove the files first" in page
    assert not notes_of(world.owner).exists()
