import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from challenges.models import Attachment
from fellowship.sealed.services.drafts import draft_of, drafts_of, save_draft
from tests import factories
from tests.challenges.conftest import day_boxes
from tests.factories.cohorts import days_from_today


@pytest.fixture
def autosave(fellow_client, world):
    """`autosave(what_happened="…")`: what the browser sends while somebody types."""

    def save(kind: str = "log", subject: int | None = None, **typed: object):
        address = reverse("draft_save", args=[kind, subject or world.challenge.pk])
        return fellow_client.post(address, {"version": "0", **typed}, headers={"X-Requested-With": "fetch"})

    return save


def test_autosave_answers_with_the_time_and_version(autosave, world):
    number = uuid.uuid4()
    answer = autosave(draft=number, what_happened="half a")
    assert answer.status_code == 200
    assert answer.json().keys() == {"saved_at", "version"}
    assert answer.json()["version"] == 1
    assert autosave(draft=number, version="1", what_happened="half a thought").json()["version"] == 2
    assert draft_of(world.owner, number).read() == {"what_happened": ["half a thought"]}


def test_autosave_repeated_after_a_lost_answer_is_no_conflict(autosave):
    number = uuid.uuid4()
    autosave(draft=number, what_happened="a")
    assert autosave(draft=number, what_happened="a").json()["version"] == 1


def test_autosave_from_a_second_tab_offers_both_versions_escaped(autosave, world):
    number = uuid.uuid4()
    autosave(draft=number, what_happened="<b>first tab</b>")
    answer = autosave(draft=number, what_happened="second tab")
    assert answer.status_code == 409
    assert answer.json()["version"] == 1
    assert "&lt;b&gt;first tab&lt;/b&gt;" in answer.json()["html"]
    assert "second tab" in answer.json()["html"]
    assert draft_of(world.owner, number).read() == {"what_happened": ["<b>first tab</b>"]}


def test_autosave_of_a_megabyte_is_refused_with_a_sentence(autosave, world):
    answer = autosave(draft=uuid.uuid4(), what_happened="a" * 1_000_000)
    assert answer.status_code == 422
    assert "It can be at most 20,000 characters." in answer.json()["message"]
    assert drafts_of(world.owner) == []


def test_autosave_cleans_what_cannot_be_kept(autosave, world):
    number = uuid.uuid4()
    autosave(draft=number, what_happened="a\x00b\r\nc")
    assert draft_of(world.owner, number).read() == {"what_happened": ["ab\nc"]}


def test_autosave_keeps_fields_of_the_form_only(autosave, world):
    number = uuid.uuid4()
    autosave(draft=number, what_happened="a", password="secret", csrfmiddlewaretoken="t")
    assert draft_of(world.owner, number).read() == {"what_happened": ["a"]}


def test_autosave_after_the_entry_was_shared_makes_no_ghost_draft(autosave, world):
    entry = factories.LogEntryFactory(challenge=world.challenge)
    answer = autosave(draft=entry.draft_id, what_happened="typed after sharing in another tab")
    assert answer.status_code == 422
    assert drafts_of(world.owner) == []


@pytest.mark.parametrize("kind", ["unknown", "LOG", "note"])
def test_autosave_of_an_unknown_form_is_not_found(autosave, kind):
    assert autosave(kind=kind).status_code == 404


def test_autosave_about_a_challenge_that_is_gone_is_not_found(autosave):
    assert autosave(subject=10**18).status_code == 404


def test_autosave_by_get_is_not_allowed(fellow_client, world):
    assert fellow_client.get(reverse("draft_save", args=["log", world.challenge.pk])).status_code == 405


def test_list_shows_each_draft_with_its_future_readers_and_a_way_on(autosave, fellow_client, world):
    entry = factories.LogEntryFactory(challenge=world.challenge)
    numbers = {"log": uuid.uuid4(), "brief": uuid.uuid4(), "entry": uuid.uuid4()}
    autosave("log", draft=numbers["log"], what_happened="a thought")
    autosave("brief", draft=numbers["brief"], problem="discharges at night")
    autosave("entry", entry.pk, draft=numbers["entry"], what_happened="other words")
    page = fellow_client.get(reverse("drafts")).content.decode()
    for words in ("a thought", "discharges at night", "other words"):
        assert words in page
    assert f"{reverse('log_edit', args=[entry.pk])}?draft={numbers['entry']}" in page
    assert page.count("Once you share it,") == page.count(world.mentor.full_name) == 3


def test_list_without_drafts_says_what_drafts_are(fellow_client):
    assert "You have no drafts" in fellow_client.get(reverse("drafts")).content.decode()


def test_discarding_takes_draft_and_files_for_good(fellow_client, world, django_capture_on_commit_callbacks):
    number = str(uuid.uuid4())
    sent = {"draft": number, "version": "0", "act": "upload", "what_happened": "a"}
    sent |= day_boxes("happened_on", days_from_today(-1))
    file = SimpleUploadedFile("a.txt", b"words")
    fellow_client.post(reverse("log_new", args=[world.challenge.pk]), sent | {"files": file})
    stored = Attachment.objects.get().file
    with django_capture_on_commit_callbacks(execute=True):
        fellow_client.post(reverse("draft_discard", args=[number]))
    assert drafts_of(world.owner) == []
    assert not Attachment.objects.exists()
    assert not stored.storage.exists(stored.name)


@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_the_same_queries_however_long(world, fellow_client, count, django_assert_num_queries):
    for _one in range(count):
        entry = factories.LogEntryFactory(challenge=world.challenge)
        for form, subject in (("log", world.challenge.pk), ("entry", entry.pk)):
            save_draft(
                by=world.owner, draft_id=uuid.uuid4(), form=form, subject_id=subject, fields={}, version=0
            )
    with django_assert_num_queries(10):
        fellow_client.get(reverse("drafts"))
