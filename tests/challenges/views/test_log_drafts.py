"""Drafts of the log form: continued, in two tabs, gone meanwhile."""

import uuid

import pytest
from django.urls import reverse

from challenges.models import LogEntry
from fellowship.sealed.services.drafts import draft_of, drafts_of
from fellowship.sealed.services.notes import notes_of
from tests import factories
from tests.challenges.views.log_words import typed


@pytest.fixture
def address(world) -> str:
    return reverse("log_new", args=[world.challenge.pk])


def test_other_words_sent_after_sharing_become_one_new_draft(fellow_client, world, address):
    sent = typed()
    fellow_client.post(address, sent)
    for _again in range(2):
        page = fellow_client.post(address, sent | {"what_happened": "Gone back and changed."}, follow=True)
    assert LogEntry.objects.get().what_happened == "We met the ward team."
    assert [draft.read()["what_happened"] for draft in drafts_of(world.owner)] == [["Gone back and changed."]]
    assert "Gone back and changed." in page.content.decode()


def test_keeping_a_draft_shows_it_to_its_author_only(fellow_client, world, address, as_person):
    answer = fellow_client.post(address, typed(act="draft", what_happened="half a thought"), follow=True)
    page = answer.content.decode()
    assert not LogEntry.objects.exists()
    assert "half a thought" in page
    assert "Only you can see this. Once you share it" in page
    assert "half a thought" not in as_person("mentor").get(reverse("drafts")).content.decode()


@pytest.mark.parametrize("act", ["share", "draft", "private"])
def test_empty_form_leaves_no_draft_and_no_note(fellow_client, world, address, act):
    assert fellow_client.post(address, typed(act=act, what_happened=" ")).status_code == 200
    assert drafts_of(world.owner) == []
    assert not notes_of(world.owner).exists()


def test_draft_is_continued_with_everything_typed_even_if_invalid(fellow_client, world, address):
    milestone = factories.MilestoneFactory(challenge=world.challenge, title="Aim agreed")
    sent = typed(
        act="draft", what_happened="", now_what="Call", vantage="dance_floor", milestones=[milestone.pk]
    )
    sent |= {"happened_on-day": "31", "happened_on-month": "Feb"}
    fellow_client.post(address, sent)
    page = fellow_client.get(f"{address}?draft={sent['draft']}").content.decode()
    assert 'value="31"' in page
    assert 'value="Feb"' in page
    assert "Call</textarea>" in page
    assert 'value="dance_floor" checked' in page
    assert f'value="{milestone.pk}" checked' in page
    assert "There is a problem" not in page


@pytest.mark.parametrize("act", ["share", "draft", "private", "upload"])
def test_stale_form_shows_both_versions_and_loses_neither(fellow_client, world, address, act):
    number = str(uuid.uuid4())
    fellow_client.post(address, typed(draft=number, act="draft", what_happened="first"))
    fellow_client.post(address, typed(draft=number, act="draft", version="1", what_happened="on the phone"))
    answer = fellow_client.post(
        address, typed(draft=number, act=act, version="1", what_happened="on the laptop")
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "on the phone" in page
    assert "on the laptop" in page
    assert not LogEntry.objects.exists()
    assert draft_of(world.owner, uuid.UUID(number)).read()["what_happened"] == ["on the phone"]


@pytest.mark.parametrize(
    ("keep", "kept"),
    [
        ("yours", "on the laptop"),
        ("theirs", "on the phone"),
        ("both", "on the phone\n\non the laptop"),
        ("nonsense", "on the laptop"),
    ],
)
def test_conflict_is_settled_by_the_persons_choice(fellow_client, world, address, keep, kept):
    number = str(uuid.uuid4())
    fellow_client.post(address, typed(draft=number, act="draft", what_happened="on the phone"))
    sent = typed(draft=number, keep=keep, seen_version="1", what_happened="on the laptop")
    answer = fellow_client.post(address, sent, follow=True)
    assert f"{kept}</textarea>" in answer.content.decode()
    assert draft_of(world.owner, uuid.UUID(number)).read()["what_happened"] == [kept]


def test_conflict_that_moved_on_again_is_shown_again(fellow_client, world, address):
    number = str(uuid.uuid4())
    for version, words in enumerate(["a", "b", "c"]):
        fellow_client.post(
            address, typed(draft=number, act="draft", version=str(version), what_happened=words)
        )
    sent = typed(draft=number, keep="yours", seen_version="2", what_happened="d")
    assert fellow_client.post(address, sent).status_code == 409


def test_draft_discarded_in_another_tab_is_shared_as_typed(fellow_client, world, address):
    sent = typed(act="draft")
    fellow_client.post(address, sent)
    fellow_client.post(reverse("draft_discard", args=[sent["draft"]]))
    fellow_client.post(address, sent | {"act": "share", "version": "1"})
    assert LogEntry.objects.get().what_happened == "We met the ward team."


def test_link_to_a_discarded_draft_offers_an_empty_form(fellow_client, address):
    page = fellow_client.get(f"{address}?draft={uuid.uuid4()}", follow=True).content.decode()
    assert "This draft is no longer there" in page


def test_link_to_a_shared_draft_leads_to_the_entry(fellow_client, world, address):
    entry = factories.LogEntryFactory(challenge=world.challenge)
    answer = fellow_client.get(f"{address}?draft={entry.draft_id}")
    assert answer["Location"] == entry.get_absolute_url()


def test_draft_id_of_somebody_else_is_refused(fellow_client, world, address):
    other = factories.LogEntryFactory()
    answer = fellow_client.post(address, typed(draft=str(other.draft_id)))
    assert answer.status_code == 403
    assert LogEntry.objects.count() == 1


@pytest.mark.parametrize("draft", ["", "x", "../../etc", "0" * 5000])
@pytest.mark.parametrize("version", ["", "-1", "1e9", "9" * 40, "٣"])
def test_garbled_hidden_fields_lose_nothing(fellow_client, address, draft, version):
    fellow_client.post(address, typed(draft=draft, version=version))
    assert LogEntry.objects.get().what_happened == "We met the ward team."


def test_text_too_long_to_share_is_still_kept_as_a_draft(fellow_client, world, address):
    sent = typed(what_happened="a" * 15_000)
    page = fellow_client.post(address, sent).content.decode()
    assert "It can be at most 10,000 characters." in page
    assert draft_of(world.owner, uuid.UUID(sent["draft"])).read()["what_happened"] == ["a" * 15_000]
