"""Answering on the review page: each act, once, and only what is the mentor’s to do."""

import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from challenges.services.log import EntryWords, edit_entry
from challenges.workflow import BriefStatus, EntryStatus, MilestoneStatus
from mentoring.models import Comment
from tests.factories import LogEntryFactory
from tests.mentoring.views.reviewing import box, boxes, keys, main

pytestmark = pytest.mark.django_db


@pytest.fixture
def url(scene) -> str:
    return reverse("review", args=[scene.challenge.pk])


@pytest.fixture
def lead(scene, as_) -> Client:
    return as_(scene.lead)


def test_comment_answers_a_waiting_entry_and_comes_back_to_it(scene, lead, url):
    key = keys(scene)["entry"]

    answer = lead.post(url, boxes(scene, f"comment {key}", entry="What surprised you?"))

    scene.entry.refresh_from_db()
    assert answer["Location"] == f"{url}?with={key}#{key}"
    assert scene.entry.waiting_since is None
    assert Comment.objects.get().text == "What surprised you?"
    assert "What surprised you?" in main(lead.get(answer["Location"]))


def test_agreeing_with_words_leaves_them_as_a_comment(scene, lead, url):
    lead.post(url, boxes(scene, f"agree {keys(scene)['brief']}", brief="A clear aim."))

    scene.brief.refresh_from_db()
    assert (scene.brief.status, scene.brief.answered_by) == (BriefStatus.AGREED, scene.lead)
    assert Comment.objects.get().brief_version == scene.brief


def test_signing_off_needs_no_words(scene, lead, url):
    lead.post(url, boxes(scene, f"sign_off {keys(scene)['milestone']}"))

    scene.milestone.refresh_from_db()
    assert (scene.milestone.status, scene.milestone.signed_off_by) == (MilestoneStatus.SIGNED_OFF, scene.lead)


@pytest.mark.parametrize("kind", ["entry", "milestone", "brief"])
def test_asking_for_changes_needs_a_reason(scene, lead, url, kind):
    answer = lead.post(
        url, boxes(scene, f"ask_for_changes {keys(scene)[kind]}", brief="" if kind == "brief" else "Keep me")
    )

    getattr(scene, kind).refresh_from_db()
    page = main(answer)
    assert getattr(scene, kind).status in ("shared", "sent")
    assert "Say what should change, and why." in page
    if kind != "brief":
        assert "Keep me" in box(page, keys(scene)["brief"])


def test_reason_for_changes_is_where_the_fellow_reads_it(scene, lead, as_, url):
    for kind in ("entry", "milestone", "brief"):
        words = {kind: f"Say more about the {kind}"}
        lead.post(url, boxes(scene, f"ask_for_changes {keys(scene)[kind]}", **words))

    fellow = as_(scene.fellow)
    pages = {
        "entry": scene.entry.get_absolute_url(),
        "milestone": scene.milestone.get_absolute_url(),
        "brief": reverse("brief", args=[scene.challenge.pk]),
    }
    for kind, page in pages.items():
        assert f"Say more about the {kind}" in main(fellow.get(page))
        getattr(scene, kind).refresh_from_db()
        assert getattr(scene, kind).status == "changes_asked"


def test_withdrawing_a_sign_off_needs_a_reason_and_stays_in_the_history(scene, lead, url):
    key = keys(scene)["milestone"]
    page = scene.milestone.get_absolute_url()
    lead.post(url, boxes(scene, f"sign_off {key}"))

    refused = lead.post(page, boxes(scene, f"withdraw_sign_off {key}"))
    scene.milestone.refresh_from_db()
    assert "Say what should change, and why." in main(refused)
    assert scene.milestone.status == MilestoneStatus.SIGNED_OFF

    lead.post(page, boxes(scene, f"withdraw_sign_off {key}", milestone="The chart was of another ward"))
    scene.milestone.refresh_from_db()
    assert scene.milestone.status == MilestoneStatus.CHANGES_ASKED
    history = main(lead.get(page))
    assert "Sign-off withdrawn" in history
    assert "The chart was of another ward" in history


def test_empty_comment_is_asked_for(scene, lead, url):
    answer = lead.post(url, boxes(scene, f"comment {keys(scene)['entry']}", entry="  \n "))

    assert "Write your comment first." in main(answer)
    assert not Comment.objects.exists()


@pytest.mark.parametrize("act", ["comment", "agree"])
def test_double_press_does_it_once(scene, lead, url, act):
    data = boxes(scene, f"{act} {keys(scene)['entry']}", entry="Well seen.")

    first, second = lead.post(url, data), lead.post(url, data)

    assert (first.status_code, second.status_code) == (302, 302)
    assert Comment.objects.count() == 1


def test_going_back_and_writing_something_else_makes_a_second_comment(scene, lead, url):
    data = boxes(scene, f"comment {keys(scene)['entry']}", entry="First thought")
    lead.post(url, data)

    lead.post(url, {**data, f"text-{keys(scene)['entry']}": "Second thought"})

    assert list(Comment.objects.values_list("text", flat=True)) == ["First thought", "Second thought"]


def test_agreeing_words_that_changed_meanwhile_is_refused_and_keeps_what_was_typed(scene, lead, url):
    data = boxes(
        scene, f"agree {keys(scene)['entry']}", entry="Agreed, well done", milestone="Half a thought"
    )
    words = EntryWords(happened_on=scene.entry.happened_on, what_happened="Something else altogether")
    edit_entry(entry=scene.entry, words=words, milestones=[], by=scene.fellow)

    answer = lead.post(url, data)

    scene.entry.refresh_from_db()
    page = main(answer)
    assert scene.entry.status == EntryStatus.SHARED
    assert not Comment.objects.exists()
    assert "This was changed while you had it open" in page
    assert "Something else altogether" in page
    assert "Agreed, well done" in box(page, keys(scene)["entry"])
    assert "Half a thought" in box(page, keys(scene)["milestone"])
    stamp = re.search(rf'name="stamp-{keys(scene)["entry"]}"[^>]*value="(\d+)"', page)[1]
    assert stamp == str(scene.entry.version)


def test_form_of_a_thing_that_another_mentor_has_agreed(scene, as_, lead, url):
    data = boxes(scene, f"ask_for_changes {keys(scene)['brief']}", brief="I would change the aim")
    as_(scene.second).post(url, boxes(scene, f"agree {keys(scene)['brief']}"))

    page = main(lead.post(url, data))

    scene.brief.refresh_from_db()
    assert scene.brief.status == BriefStatus.AGREED
    assert "I would change the aim" in box(page, keys(scene)["brief"])


@pytest.mark.parametrize("act", ["replace", "take_back", "drop", "send", "nonsense", ""])
def test_acts_that_are_not_the_mentors_are_refused(scene, lead, url, act):
    for kind, key in keys(scene).items():
        answer = lead.post(url, boxes(scene, f"{act} {key}", **{kind: "Because"}))
        before = getattr(scene, kind).status
        getattr(scene, kind).refresh_from_db()
        assert answer.status_code in (200, 403, 404)
        assert getattr(scene, kind).status == before


def test_thing_of_another_challenge_is_not_there(scene, lead, url):
    other = LogEntryFactory()
    data = {"form": str(uuid.uuid4()), f"text-entry-{other.pk}": "Hello", "act": f"comment entry-{other.pk}"}

    assert lead.post(url, data).status_code == 404
    assert not Comment.objects.exists()
