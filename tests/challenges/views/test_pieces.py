"""The one page on which every kind of piece is written."""

import uuid

import pytest
from django.urls import reverse

from challenges.models import PieceChange, Question
from challenges.services.pieces import edit_piece, remove_piece
from fellowship.sealed.models import Draft
from tests.challenges.conftest import day_boxes
from tests.factories.cohorts import days_from_today
from tests.factories.workspace import QuestionFactory


@pytest.fixture
def new(world):
    return reverse("piece_new", args=[world.challenge.pk, "question"])


@pytest.fixture
def question(world):
    return QuestionFactory(challenge=world.challenge)


def sent(**more):
    return {
        "draft": str(uuid.uuid4()),
        "version": "0",
        "asked": "Who is not in the room?",
        "asked_of": "The ward team",
        "construction": "who",
        **day_boxes("asked_on", days_from_today(-1)),
        **more,
    }


def test_piece_is_shared_and_its_draft_is_gone(fellow_client, new):
    answer = fellow_client.post(new, sent())
    piece = Question.objects.get()
    assert answer.url == piece.get_absolute_url()
    assert not Draft.objects.exists()


def test_double_click_makes_one_piece(fellow_client, new):
    data = sent()
    first, second = fellow_client.post(new, data), fellow_client.post(new, data)
    assert first.url == second.url
    assert Question.objects.count() == 1


def test_wrong_form_keeps_what_was_typed(fellow_client, new):
    answer = fellow_client.post(new, sent(asked_of=""))
    page = answer.content.decode()
    assert "Say whom you asked: a role or a group" in page
    assert "Who is not in the room?" in page
    assert not Question.objects.exists()
    assert "Who is not in the room?" in fellow_client.get(new).content.decode()


def test_date_in_the_future_is_refused(fellow_client, new):
    answer = fellow_client.post(new, sent(**day_boxes("asked_on", days_from_today(1))))
    assert "The date must be today or in the past" in answer.content.decode()


def test_keep_as_draft_shares_nothing(fellow_client, new):
    answer = fellow_client.post(new, sent(act="draft"))
    assert answer.url == reverse("drafts")
    assert not Question.objects.exists()
    assert "Who is not in the room?" in fellow_client.get(reverse("drafts")).content.decode()


def test_patient_number_warns_and_lets_the_author_decide(fellow_client, new):
    data = sent(asked="Why did 943 476 5919 wait?")
    assert "This may identify a patient" in fellow_client.post(new, data).content.decode()
    assert not Question.objects.exists()
    fellow_client.post(new, {**data, "version": "1", "identifiers_checked": "yes"})
    assert Question.objects.exists()


@pytest.mark.parametrize(
    "words",
    ["🩺 naïve — “quoted”", "مرحبا", "'; DROP TABLE challenges_piece; --", "<script>alert(1)</script>"],
)
def test_odd_words_are_kept_and_shown_as_words(fellow_client, new, words):
    fellow_client.post(new, sent(asked=words))
    piece = Question.objects.get()
    page = fellow_client.get(piece.get_absolute_url()).content.decode()
    assert piece.asked == words
    assert "<script>alert" not in page


def test_nul_bytes_and_a_megabyte_get_a_clear_answer(fellow_client, new):
    fellow_client.post(new, sent(asked="Who\x00 is there?"))
    assert "\x00" not in Question.objects.get().asked
    answer = fellow_client.post(new, sent(asked="a" * 1_000_000))
    assert answer.status_code == 200
    assert "It can be at most" in answer.content.decode()
    assert Question.objects.count() == 1


def test_unknown_kind_is_not_there(fellow_client, world):
    address = reverse("piece_new", args=[world.challenge.pk, "horoscope"])
    assert fellow_client.get(address).status_code == 404


def test_two_tabs_show_both_versions(fellow_client, new):
    data = sent(act="draft")
    fellow_client.post(new, data)
    answer = fellow_client.post(new, {**data, "asked": "Who left the room?"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Who is not in the room?" in page
    assert "Who left the room?" in page


def test_stale_form_shows_how_it_is_now_and_keeps_the_words(fellow_client, world, question):
    edit_piece(piece=question, words={"asked": "Asked elsewhere?"}, by=world.owner)
    address = reverse("piece_edit", args=[question.pk])
    answer = fellow_client.post(address, sent(asked="Asked here?", piece_version="1"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Asked elsewhere?" in page
    assert "Asked here?" in page
    question.refresh_from_db()
    assert question.asked == "Asked elsewhere?"


def test_removed_piece_is_brought_back_from_its_page(fellow_client, world, question):
    address = reverse("piece_remove", args=[question.pk])
    fellow_client.post(address, {"version": "1"})
    assert question.asked not in fellow_client.get(
        reverse("questions", args=[world.challenge.pk])
    ).content.decode().replace("&#39;", "'")
    assert "Bring it back" in fellow_client.get(question.get_absolute_url()).content.decode()
    fellow_client.post(address, {"act": "bring_back"})
    assert Question.objects.current().exists()


def test_removed_piece_cannot_be_asked_about(fellow_client, world, question):
    remove_piece(piece=question, by=world.owner)
    fellow_client.post(reverse("piece_act", args=[question.pk, "ask"]), {"version": "2"})
    question.refresh_from_db()
    assert question.status == "open"


def test_comment_of_the_mentor_answers_what_was_asked(fellow_client, as_person, world, question):
    fellow_client.post(reverse("piece_act", args=[question.pk, "ask"]), {"version": "1"})
    client = as_person("mentor")
    assert question.name in client.get(reverse("waiting")).content.decode()
    box = f"piece-{question.pk}"
    client.post(
        question.get_absolute_url(),
        {
            "form": str(uuid.uuid4()),
            "version": "0",
            f"text-{box}": "What else could explain it?",
            f"stamp-{box}": "2",
            "act": f"comment {box}",
        },
    )
    question.refresh_from_db()
    assert question.status == "open"
    assert question.comments.get().text == "What else could explain it?"
    assert PieceChange.objects.filter(act="ask").count() == 1
