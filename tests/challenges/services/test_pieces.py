import uuid
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from challenges.entries import Entry
from challenges.models import PieceChange, Question
from challenges.services.pieces import act_on_piece, add_piece, bring_back_piece, edit_piece, remove_piece
from challenges.services.readings import add_reading
from challenges.services.stale import Stale
from challenges.workflow import PieceStatus
from fellowship.lib.workflows import NotPossible
from fellowship.notifications.models import Message
from tests.factories.cohorts import days_from_today
from tests.factories.workspace import MeasureFactory, QuestionFactory

WORDS = {
    "asked": "Who is not in the room?",
    "asked_on": days_from_today(-1),
    "asked_of": "The ward team",
    "construction": "who",
}


@pytest.fixture
def question(world):
    return QuestionFactory(challenge=world.challenge)


def add(world, form_id=None, by=None):
    return add_piece(
        model=Question,
        challenge=world.challenge,
        words=WORDS,
        form_id=form_id or uuid.uuid4(),
        by=by or world.owner,
    )


def test_piece_is_added_with_its_words_as_history(world):
    piece = add(world)
    assert piece.kind == "question"
    assert piece.name == WORDS["asked"]
    change = PieceChange.objects.get()
    assert (change.act, change.by) == ("add", world.owner)
    assert ["construction", "", "Who, when, where"] in change.words


def test_same_form_sent_twice_makes_one_piece(world):
    form_id = uuid.uuid4()
    assert add(world, form_id) == add(world, form_id)
    assert PieceChange.objects.count() == 1


@pytest.mark.parametrize(
    "who", ["mentor", "mentor_in_grace", "administrator", "tutor", "evaluator", "same_cohort", "stranger"]
)
def test_only_the_fellow_adds_changes_and_removes(world, question, who):
    other = getattr(world, who)
    with pytest.raises(PermissionDenied):
        add(world, by=other)
    with pytest.raises(PermissionDenied):
        edit_piece(piece=question, words={"asked": "Mine now?"}, by=other)
    with pytest.raises(PermissionDenied):
        remove_piece(piece=question, by=other)
    assert not PieceChange.objects.exists()


def test_edit_keeps_the_earlier_words(world, question):
    before = question.asked
    changed = edit_piece(piece=question, words={"asked": "What if nobody came?"}, by=world.owner, version=1)
    assert (changed.asked, changed.version, changed.name) == (
        "What if nobody came?",
        2,
        "What if nobody came?",
    )
    assert PieceChange.objects.get().words == [["asked", before, "What if nobody came?"]]


def test_edit_with_the_same_words_changes_nothing(world, question):
    same = edit_piece(piece=question, words={"asked": question.asked}, by=world.owner, version=99)
    assert same.version == 1
    assert not PieceChange.objects.exists()


def test_edit_from_a_stale_form_is_refused(world, question):
    edit_piece(piece=question, words={"asked": "First?"}, by=world.owner, version=1)
    with pytest.raises(Stale):
        edit_piece(piece=question, words={"asked": "Second?"}, by=world.owner, version=1)
    question.refresh_from_db()
    assert question.asked == "First?"


def test_own_acts_elsewhere_that_touch_no_word_of_the_form_make_it_not_stale(world):
    measure = MeasureFactory(challenge=world.challenge)
    add_reading(measure=measure, entry=Entry(day=days_from_today(-1), value=Decimal(5)), by=world.owner)
    edit_piece(piece=measure, words={"unit": "nights"}, by=world.owner)
    act_on_piece(piece=measure, act="ask", by=world.owner)
    edited = edit_piece(piece=measure, words={"name": "Nights off"}, by=world.owner, version=1)
    assert (edited.name, edited.unit, edited.version) == ("Nights off", "nights", 5)
    with pytest.raises(Stale):  # the same field, from another tab
        edit_piece(piece=measure, words={"name": "Free nights"}, by=world.owner, version=4)


def test_what_the_mentor_did_makes_a_form_stale_whatever_came_after_it(world, question):
    act_on_piece(piece=question, act="ask", by=world.owner)
    act_on_piece(piece=question, act="ask_for_changes", reason="Why not?", by=world.mentor)
    PieceChange.objects.create(piece=question, act="link", by=world.owner)
    act_on_piece(piece=question, act="ask", by=world.owner)
    with pytest.raises(Stale):
        edit_piece(piece=question, words={"asked": "Second?"}, by=world.owner, version=2)
    assert edit_piece(piece=question, words={"asked": "Second?"}, by=world.owner, version=3).version == 5


def test_a_change_that_is_not_in_the_history_makes_a_form_stale(world, question):
    Question.objects.update(version=3)
    with pytest.raises(Stale):
        edit_piece(piece=question, words={"asked": "Second?"}, by=world.owner, version=1)


def test_removed_piece_comes_back_with_its_history(world, question):
    remove_piece(piece=question, by=world.owner, version=1)
    assert not Question.objects.current().exists()
    with pytest.raises(NotPossible):
        edit_piece(piece=question, words={"asked": "Still there?"}, by=world.owner)
    bring_back_piece(piece=question, by=world.owner)
    assert Question.objects.current().exists()
    assert [change.act for change in PieceChange.objects.all()] == ["remove", "bring_back"]


def test_mentor_is_asked_told_and_answers(world, question):
    asked = act_on_piece(piece=question, act="ask", by=world.owner, version=1)
    assert (asked.status, asked.sent_at is not None) == (PieceStatus.SENT, True)
    told = Message.objects.filter(kind="waiting_for_you", object_kind="challenges.piece")
    assert set(told.values_list("person", flat=True)) == {world.mentor.pk, world.second_mentor.pk}
    agreed = act_on_piece(piece=question, act="agree", by=world.mentor, version=2)
    assert agreed.status == PieceStatus.AGREED
    assert Message.objects.get(kind="answered").person == world.owner


def test_changes_are_asked_for_with_a_reason_only(world, question):
    act_on_piece(piece=question, act="ask", by=world.owner)
    with pytest.raises(NotPossible):
        act_on_piece(piece=question, act="ask_for_changes", by=world.mentor, reason=" ")
    act_on_piece(piece=question, act="ask_for_changes", by=world.mentor, reason="Ask it without “why”.")
    assert PieceChange.objects.last().reason == "Ask it without “why”."


def test_what_was_agreed_is_open_again_once_changed(world, question):
    act_on_piece(piece=question, act="ask", by=world.owner)
    act_on_piece(piece=question, act="agree", by=world.mentor)
    changed = edit_piece(piece=question, words={"asked": "Another one?"}, by=world.owner)
    assert changed.status == PieceStatus.OPEN


@pytest.mark.parametrize("who", ["owner", "former_mentor", "administrator", "same_cohort", "stranger"])
def test_only_a_mentor_answers(world, question, who):
    act_on_piece(piece=question, act="ask", by=world.owner)
    with pytest.raises(PermissionDenied):
        act_on_piece(piece=question, act="agree", by=getattr(world, who))


def test_mentor_in_grace_does_not_answer_what_was_sent_later(world, question):
    act_on_piece(piece=question, act="ask", by=world.owner)
    with pytest.raises(PermissionDenied):
        act_on_piece(piece=question, act="agree", by=world.mentor_in_grace)


def test_removing_a_piece_takes_it_off_the_mentors_desk(world, question):
    act_on_piece(piece=question, act="ask", by=world.owner)
    removed = remove_piece(piece=question, by=world.owner)
    assert (removed.status, removed.sent_at) == (PieceStatus.OPEN, None)


def test_database_refuses_a_sent_piece_without_its_moment(question):
    with pytest.raises(IntegrityError, match="sent_piece_says_when"), transaction.atomic():
        Question.objects.filter(pk=question.pk).update(status=PieceStatus.SENT)
