import datetime as dt
import uuid

import pytest

from fellowship.sealed.services.notes import (
    NoteConflict,
    NoteOfSomebodyElse,
    delete_note,
    notes_of,
    save_note,
)
from tests import factories

DAY = dt.date(2026, 11, 2)


@pytest.fixture
def author(db):
    return factories.UserFactory()


def save(by, note_id, text, version, **facts):
    return save_note(
        by=by, note_id=note_id, text=text, written_on=facts.pop("on", DAY), version=version, **facts
    )


@pytest.mark.parametrize("text", ["", "a" * 65_000, "😀 عربى \u200f", "'; DROP TABLE --", "<script>"])
def test_note_is_read_as_it_was_written(author, text):
    save(author, uuid.uuid4(), text, 0)
    assert notes_of(author).get().read() == {"text": text}


def test_note_changed_elsewhere_is_a_conflict_that_keeps_both(author):
    number = uuid.uuid4()
    save(author, number, "a", 0)
    save(author, number, "b", 1)
    with pytest.raises(NoteConflict) as conflict:
        save(author, number, "c", 1)
    assert conflict.value.note.read() == {"text": "b"}


def test_note_saved_twice_is_one_note(author):
    number = uuid.uuid4()
    save(author, number, "a", 0)
    assert save(author, number, "a", 0).version == 1
    assert notes_of(author).count() == 1


def test_date_and_challenge_of_a_note_can_change(author):
    number = uuid.uuid4()
    save(author, number, "a", 0)
    save(author, number, "a", 1, on=DAY + dt.timedelta(days=1), about_challenge_id=7)
    note = notes_of(author).get()
    assert (note.written_on.day, note.about_challenge_id, note.version) == (3, 7, 2)


def test_note_of_somebody_else_is_neither_changed_nor_deleted(author):
    number, other = uuid.uuid4(), factories.UserFactory()
    save(author, number, "mine", 0)
    with pytest.raises(NoteOfSomebodyElse):
        save(other, number, "theirs", 1)
    delete_note(by=other, note_id=number)
    assert notes_of(author).get().read() == {"text": "mine"}


def test_deleting_takes_the_note_away(author):
    number = uuid.uuid4()
    save(author, number, "a", 0)
    delete_note(by=author, note_id=number)
    assert not notes_of(author).exists()
