import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from challenges.models import LogEntry
from challenges.services.milestones import act_on_milestone
from fellowship.notifications.models import Message
from fellowship.sealed.services.drafts import drafts_of
from fellowship.sealed.services.notes import notes_of
from tests import factories
from tests.challenges.conftest import day_boxes
from tests.challenges.views.log_words import typed
from tests.factories.cohorts import days_from_today
from tests.factories.workspace import WorkstreamFactory


@pytest.fixture
def address(world) -> str:
    return reverse("log_new", args=[world.challenge.pk])


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


QUERIES = 11


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


def test_workstream_that_ended_says_so_where_it_is_chosen(fellow_client, world, address):
    WorkstreamFactory(challenge=world.challenge, name="Rota", ended_on=days_from_today(-1))
    assert ">Rota (ended)</option>" in fellow_client.get(address).content.decode()
