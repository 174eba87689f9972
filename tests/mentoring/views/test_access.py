"""Every page of the room, for everybody who could wish to open it."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import CommentFactory

INVISIBLE = ["after_grace", "future", "other_administrator", "other_cohort", "tutor", "evaluator", "stranger"]
READS = ["fellow", "lead", "second", "cover", "in_grace", "administrator"]
MENTORS = ["lead", "second", "cover", "in_grace"]
READING_PAGES = ["challenge", "challenge_document", "brief", "milestones", "milestone", "log_entry"]


def address(scene, name: str) -> str:
    pk = {"milestone": scene.milestone.pk, "log_entry": scene.entry.pk}.get(name, scene.challenge.pk)
    return reverse(name, args=[pk])


@pytest.mark.parametrize("name", READING_PAGES)
def test_reading_page_is_open_to_those_who_take_part_and_invisible_to_others(scene, as_, name):
    url = address(scene, name)

    answers = {who: as_(person).get(url).status_code for who, person in scene.people.items()}

    expected = dict.fromkeys(READS, 200) | dict.fromkeys([*INVISIBLE, "peer"], 404)
    if name == "log_entry":
        expected["in_grace"] = 404  # it was shared after that pairing had ended
    assert answers == expected


@pytest.mark.parametrize("name", READING_PAGES)
def test_opened_challenge_is_read_by_the_own_cohort_without_comments_or_acts(scene, as_, name):
    scene.challenge.open_to_cohort = True
    scene.challenge.save()
    CommentFactory(log_entry=scene.entry, author=scene.lead, text="Between us only")
    CommentFactory(
        log_entry=None,
        milestone=scene.milestone,
        challenge=scene.challenge,
        text="Between us only",
        author=scene.lead,
    )

    page = as_(scene.peer).get(address(scene, name))

    words = page.content.decode()
    assert page.status_code == 200
    assert "Between us only" not in words
    assert "<textarea" not in words
    assert 'name="act"' not in words
    assert as_(scene.other_cohort).get(address(scene, name)).status_code == 404


def test_review_is_for_the_mentors_only(scene, as_):
    url = address(scene, "review")

    answers = {who: as_(person).get(url).status_code for who, person in scene.people.items()}

    expected = dict.fromkeys(MENTORS, 200) | dict.fromkeys([*INVISIBLE, "peer"], 404)
    assert answers == expected | {"fellow": 403, "administrator": 403}


def test_refusal_says_why(scene, as_):
    page = as_(scene.fellow).get(address(scene, "review"))

    assert "Only the fellow’s mentor can review" in page.content.decode()


def test_front_page_is_there_for_everybody_and_shows_only_ones_own_fellows(scene, as_):
    name = scene.fellow.full_name
    pages = {who: as_(person).get(reverse("waiting")) for who, person in scene.people.items()}

    assert {page.status_code for page in pages.values()} == {200}
    assert {who for who, page in pages.items() if name in _main(page)} == set(MENTORS)


def _main(page) -> str:
    return page.content.decode().split("<main", 1)[1]


@pytest.mark.parametrize("name", ["log_entry", "milestone", "brief", "review"])
@pytest.mark.parametrize("act", ["comment", "agree", "sign_off", "ask_for_changes"])
def test_post_is_refused_to_those_who_only_read(scene, as_, name, act):
    key = f"entry-{scene.entry.pk}" if name in ("log_entry", "review") else f"{name}-{scene.milestone.pk}"
    data = {"form": str(uuid.uuid4()), f"text-{key}": "Let me in", "act": f"{act} {key}"}

    answers = {
        who: as_(person).post(address(scene, name), data).status_code
        for who, person in scene.people.items()
        if who not in [*MENTORS, "fellow"]
    }

    assert answers == dict.fromkeys([*INVISIBLE, "peer"], 404) | {"administrator": 403}
    assert not scene.challenge.comments.exists()


@pytest.mark.parametrize("act", ["agree", "ask_for_changes"])
def test_fellow_cannot_answer_an_own_entry(scene, as_, act):
    key = f"entry-{scene.entry.pk}"
    data = {"form": str(uuid.uuid4()), f"text-{key}": "Fine", f"stamp-{key}": "1", "act": f"{act} {key}"}

    answer = as_(scene.fellow).post(address(scene, "log_entry"), data)

    scene.entry.refresh_from_db()
    assert answer.status_code == 403
    assert scene.entry.status == "shared"
    assert not scene.challenge.comments.exists()


@pytest.mark.parametrize("name", ["comment_edit", "comment_delete", "comment_history"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_comment_belongs_to_its_author(scene, as_, name, method):
    comment = CommentFactory(log_entry=scene.entry, author=scene.lead, text="First words")
    url = reverse(name, args=[comment.pk])

    answers = {
        who: getattr(as_(person), method)(url, {"text": "Mine now"}).status_code
        for who, person in scene.people.items()
        if who != "lead"
    }

    team = 200 if name == "comment_history" else 403
    expected = dict.fromkeys(INVISIBLE, 404) | {"peer": 404, "administrator": team}
    expected |= dict.fromkeys(["fellow", "second", "cover", "in_grace"], 403)
    if name == "comment_history" and method == "post":
        expected = dict.fromkeys(scene.people, 405)
        del expected["lead"]
    comment.refresh_from_db()
    assert answers == expected
    assert comment.text == "First words"


@pytest.mark.parametrize("name", [*READING_PAGES, "review", "waiting"])
def test_nobody_reads_without_signing_in(scene, name):
    url = reverse(name) if name == "waiting" else address(scene, name)

    answer = Client().get(url)

    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("name", ["challenge", "challenge_document", "milestones"])
def test_reading_pages_take_no_post(scene, as_, name):
    assert as_(scene.lead).post(address(scene, name)).status_code == 405


def test_own_typing_is_kept_only_for_those_who_may_comment(scene, as_):
    url = reverse("replies_draft", args=[scene.challenge.pk, "entry", scene.entry.pk])
    data = {f"text-entry-{scene.entry.pk}": "Half a thought", "version": "0"}

    answers = {who: as_(person).post(url, data).status_code for who, person in scene.people.items()}

    expected = dict.fromkeys(["fellow", *MENTORS], 200) | dict.fromkeys([*INVISIBLE, "peer"], 404)
    assert answers == expected | {"administrator": 403}
