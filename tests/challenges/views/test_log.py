import datetime as dt
import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse

from challenges.models import Attachment, LogEntry
from challenges.services.milestones import act_on_milestone
from fellowship.notifications.models import Message
from fellowship.sealed.services.drafts import draft_of, drafts_of
from fellowship.sealed.services.notes import notes_of
from tests import factories
from tests.challenges.conftest import a_pdf, day_boxes
from tests.factories.cohorts import days_from_today


@pytest.fixture
def address(world) -> str:
    return reverse("log_new", args=[world.challenge.pk])


def typed(**values: object) -> dict[str, object]:
    return {
        "draft": str(uuid.uuid4()),
        "version": "0",
        "what_happened": "We met the ward team.",
        **day_boxes("happened_on", days_from_today(-1)),
        **values,
    }


def test_opening_the_form_writes_nothing(fellow_client, world, address):
    page = fellow_client.get(address).content.decode()
    assert drafts_of(world.owner) == []
    assert "the programme team will see this." in page
    assert world.mentor.full_name in page
    assert world.second_mentor.full_name in page
    assert world.mentor_in_grace.full_name not in page  # will not see what is shared from now on
    assert world.former_mentor.full_name not in page
    assert "your cohort" not in page


def test_audience_names_the_cohort_once_the_challenge_is_open_to_it(fellow_client, world, address):
    world.challenge.open_to_cohort = True
    world.challenge.save()
    assert "your cohort will see this" in fellow_client.get(address).content.decode()


def test_sharing_makes_the_entry_and_tells_the_mentors_in_force(fellow_client, world, address):
    milestone = factories.MilestoneFactory(challenge=world.challenge)
    answer = fellow_client.post(
        address, typed(so_what="It matters.", vantage="balcony", milestones=[milestone.pk]), follow=True
    )
    entry = LogEntry.objects.get()
    assert answer.redirect_chain == [(reverse("log_shared", args=[entry.pk]), 302)]
    assert (entry.what_happened, entry.so_what, entry.vantage) == (
        "We met the ward team.",
        "It matters.",
        "balcony",
    )
    assert list(entry.milestones.all()) == [milestone]
    assert entry.waiting_since == entry.shared_at
    assert drafts_of(world.owner) == []
    told = Message.objects.filter(kind="waiting_for_you").values_list("person", flat=True)
    assert set(told) == {world.mentor.pk, world.second_mentor.pk}
    assert "usually expect an answer within 7 days" in answer.content.decode()
    world.challenge.refresh_from_db()
    assert world.challenge.last_entry_at == entry.shared_at


def test_sharing_twice_meets_the_same_entry_and_says_so(fellow_client, world, address):
    sent = typed()
    fellow_client.post(address, sent)
    answer = fellow_client.post(address, sent, follow=True)
    assert LogEntry.objects.count() == 1
    assert "You had already shared this entry" in answer.content.decode()
    assert drafts_of(world.owner) == []
    assert Message.objects.filter(kind="waiting_for_you").count() == 2


def test_same_words_from_a_form_filled_in_again_meet_the_same_entry(fellow_client, world, address):
    fellow_client.post(address, typed())
    page = fellow_client.post(address, typed(files=SimpleUploadedFile("a.txt", b"late")), follow=True)
    assert "You had already shared this entry" in page.content.decode()
    assert LogEntry.objects.get().attachments.count() == 1
    assert drafts_of(world.owner) == []


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


def test_likely_identifier_warns_and_stores_only_the_draft(fellow_client, world, address):
    sent = typed(what_happened="Spoke about 943 476 5919.")
    page = fellow_client.post(address, sent).content.decode()
    assert "valid NHS number" in page
    assert not LogEntry.objects.exists()
    fellow_client.post(address, sent | {"identifiers_checked": "yes", "version": "1"})
    assert "943 476 5919" in LogEntry.objects.get().what_happened


def test_keeping_it_to_oneself_makes_one_private_note_never_shared(fellow_client, world, address):
    sent = typed(act="private", so_what="I was afraid.")
    fellow_client.post(address, sent)
    fellow_client.post(address, sent)
    note = notes_of(world.owner).get()
    assert note.read()["text"] == "What happened?\nWe met the ward team.\n\nSo what?\nI was afraid."
    assert note.about_challenge_id == world.challenge.pk
    assert note.written_on == days_from_today(-1)
    assert drafts_of(world.owner) == []
    assert not LogEntry.objects.exists()
    assert not Message.objects.exists()


def test_keeping_a_draft_with_files_to_oneself_asks_to_remove_them_first(fellow_client, world, address):
    sent = typed(act="private", files=SimpleUploadedFile("a.txt", b"words"))
    page = fellow_client.post(address, sent).content.decode()
    assert "Remove the files first" in page
    assert not notes_of(world.owner).exists()


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


@pytest.mark.parametrize(
    ("day", "message"),
    [
        (1, "The date must be today or in the past"),
        (-500, "The date must be on or after"),
    ],
)
def test_date_out_of_range_is_refused(fellow_client, address, day, message):
    sent = typed() | day_boxes("happened_on", days_from_today(day))
    assert message in fellow_client.post(address, sent).content.decode()
    assert not LogEntry.objects.exists()


def test_impossible_date_is_refused(fellow_client, address):
    sent = typed() | day_boxes("happened_on", dt.date(2026, 2, 28)) | {"happened_on-day": "31"}
    assert "The date must be a real date" in fellow_client.post(address, sent).content.decode()


@pytest.mark.parametrize(
    "words",
    [
        "😀👩🏽‍⚕️",
        "שלום عالم",
        "'; DROP TABLE challenges_logentry; --",
        "<script>alert(1)</script>",
        "{{ 7*7 }}",
    ],
)
def test_strange_words_are_kept_as_written_and_shown_harmlessly(fellow_client, address, words):
    fellow_client.post(address, typed(what_happened=words))
    entry = LogEntry.objects.get()
    assert entry.what_happened == words
    page = fellow_client.get(reverse("log_edit", args=[entry.pk])).content.decode()
    assert "<script>alert" not in page


def test_nul_bytes_are_left_out(fellow_client, address):
    fellow_client.post(address, typed(what_happened="a\x00b"))
    assert LogEntry.objects.get().what_happened == "ab"


def test_a_megabyte_of_text_gets_a_clear_error_and_stays_on_the_page(fellow_client, world, address):
    page = fellow_client.post(address, typed(what_happened="a " * 500_000)).content.decode()
    assert "characters long. It can be at most 10,000 characters." in page
    assert page.count("a a a a") > 1000
    assert not LogEntry.objects.exists()


def test_text_too_long_to_share_is_still_kept_as_a_draft(fellow_client, world, address):
    sent = typed(what_happened="a" * 15_000)
    page = fellow_client.post(address, sent).content.decode()
    assert "It can be at most 10,000 characters." in page
    assert draft_of(world.owner, uuid.UUID(sent["draft"])).read()["what_happened"] == ["a" * 15_000]


def test_milestone_of_another_challenge_is_refused(fellow_client, address):
    forged = factories.MilestoneFactory()
    page = fellow_client.post(address, typed(milestones=[forged.pk])).content.decode()
    assert "Choose one of the answers offered" in page
    assert not LogEntry.objects.exists()


def test_dropped_milestone_is_not_offered(fellow_client, world, address):
    milestone = factories.MilestoneFactory(challenge=world.challenge, title="No longer wanted")
    act_on_milestone(milestone=milestone, act="drop", by=world.owner, reason="Overtaken")
    assert "No longer wanted" not in fellow_client.get(address).content.decode()


def test_session_that_ended_while_writing_shows_the_words_again(world, client, address):
    answer = client.post(address, typed(what_happened="typed before the time-out"))
    assert answer.status_code == 401
    assert "typed before the time-out" in answer.content.decode()


QUERIES = 10


@pytest.mark.parametrize("count", [1, 3])
def test_form_takes_the_same_queries_however_much_there_is(
    fellow_client, world, address, count, django_assert_num_queries
):
    for _one in range(count):
        factories.MilestoneFactory(challenge=world.challenge)
        factories.LogEntryFactory(challenge=world.challenge)
        factories.PairingFactory(place=world.place, kind="second")
        fellow_client.post(address, typed(act="draft"))
    with django_assert_num_queries(QUERIES):
        fellow_client.get(address)
