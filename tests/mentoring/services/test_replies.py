import pytest
from hypothesis import given
from hypothesis import strategies as st

from fellowship.sealed.services.drafts import Conflict
from mentoring.services.replies import MOST_LETTERS, TooMuch, both, keep_typed, keep_unsent, typed_before
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PAGE = {"form": "reply.review", "subject_id": 7}


@pytest.fixture
def person():
    return UserFactory()


def typed(person) -> dict:
    draft = typed_before(person, **PAGE)
    return draft.read() if draft else {}


def test_typed_words_come_back(person):
    keep_typed(by=person, **PAGE, typed={"entry-1": "Half", "entry-2": " "}, version=0)

    assert typed(person) == {"entry-1": "Half"}


def test_other_people_and_other_pages_have_their_own(person):
    keep_typed(by=person, **PAGE, typed={"entry-1": "Half"}, version=0)

    assert typed_before(UserFactory(), **PAGE) is None
    assert typed_before(person, form="reply.review", subject_id=8) is None
    assert typed_before(person, form="reply.entry", subject_id=7) is None


def test_two_tabs_that_save_different_words_meet_a_conflict(person):
    keep_typed(by=person, **PAGE, typed={"entry-1": "One tab"}, version=0)

    with pytest.raises(Conflict):
        keep_typed(by=person, **PAGE, typed={"entry-1": "Other tab"}, version=0)


def test_too_much_is_refused(person):
    with pytest.raises(TooMuch):
        keep_typed(by=person, **PAGE, typed={"entry-1": "x" * (MOST_LETTERS + 1)}, version=0)


def test_sent_words_leave_and_the_others_stay(person):
    draft = keep_typed(by=person, **PAGE, typed={"entry-1": "Sent", "entry-2": "Half"}, version=0)

    boxes = {"entry-1": "Sent", "entry-2": "Half, and more"}
    keep_unsent(by=person, **PAGE, typed=boxes, sent=["entry-1"], version=draft.version)

    assert typed(person) == {"entry-2": "Half, and more"}


def test_all_sent_leaves_no_draft(person):
    draft = keep_typed(by=person, **PAGE, typed={"entry-1": "Sent"}, version=0)

    keep_unsent(by=person, **PAGE, typed={"entry-1": "Sent"}, sent=["entry-1"], version=draft.version)

    assert typed_before(person, **PAGE) is None


def test_words_of_a_box_that_was_not_on_the_page_stay(person):
    draft = keep_typed(by=person, **PAGE, typed={"milestone-3": "Half"}, version=0)

    keep_unsent(by=person, **PAGE, typed={"entry-1": "Sent"}, sent=["entry-1"], version=draft.version)

    assert typed(person) == {"milestone-3": "Half"}


def test_words_typed_in_another_tab_meanwhile_are_not_lost(person):
    keep_typed(by=person, **PAGE, typed={"entry-1": "Other thought", "entry-2": "There"}, version=0)

    boxes = {"entry-1": "Sent", "entry-2": "Here"}
    keep_unsent(by=person, **PAGE, typed=boxes, sent=["entry-1"], version=0)

    assert typed(person) == {"entry-1": "Other thought", "entry-2": "Here\n\nThere"}


def test_emptied_box_stays_empty(person):
    draft = keep_typed(by=person, **PAGE, typed={"entry-1": "Half"}, version=0)

    keep_unsent(by=person, **PAGE, typed={"entry-1": ""}, sent=[], version=draft.version)

    assert typed(person) == {}


@given(st.text(), st.text())
def test_both_holds_every_word_of_either(one, other):
    kept = both(one, other)

    assert one.strip() in kept
    assert other.strip() in kept
