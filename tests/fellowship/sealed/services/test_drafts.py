import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from fellowship.sealed.models import Draft
from fellowship.sealed.services.drafts import (
    Conflict,
    DraftOfAnotherForm,
    count_drafts,
    discard_draft,
    draft_of,
    drafts_of,
    save_draft,
)
from tests import factories


@pytest.fixture
def author(db):
    return factories.UserFactory()


def save(by, draft_id, text, version, **about) -> Draft:
    about = {"form": "log", "subject_id": 1} | about
    return save_draft(by=by, draft_id=draft_id, fields={"text": [text]}, version=version, **about)


def test_saving_keeps_the_words_and_counts_versions(author):
    number = uuid.uuid4()
    assert save(author, number, "a", 0).version == 1
    assert save(author, number, "ab", 1).version == 2
    assert draft_of(author, number).read() == {"text": ["ab"]}


def test_saving_from_an_older_version_shows_what_was_stored(author):
    number = uuid.uuid4()
    save(author, number, "a", 0)
    save(author, number, "from the phone", 1)
    with pytest.raises(Conflict) as conflict:
        save(author, number, "from the laptop", 1)
    assert conflict.value.draft.read() == {"text": ["from the phone"]}
    assert draft_of(author, number).read() == {"text": ["from the phone"]}


def test_saving_the_same_words_again_is_no_conflict(author):
    number = uuid.uuid4()
    save(author, number, "a", 0)
    assert save(author, number, "a", 0).version == 1


def test_saving_with_somebody_elses_id_is_refused_and_changes_nothing(author):
    number, other = uuid.uuid4(), factories.UserFactory()
    save(author, number, "mine", 0)
    with pytest.raises(DraftOfAnotherForm):
        save(other, number, "theirs", 0)
    assert draft_of(author, number).read() == {"text": ["mine"]}


@pytest.mark.parametrize("about", [{"form": "brief"}, {"subject_id": 2}])
def test_saving_a_draft_of_another_form_is_refused(author, about):
    number = uuid.uuid4()
    save(author, number, "a", 0)
    with pytest.raises(DraftOfAnotherForm):
        save(author, number, "b", 1, **about)


def test_drafts_are_found_by_form_and_subject_of_their_author_only(author):
    save(author, uuid.uuid4(), "a", 0)
    save(author, uuid.uuid4(), "b", 0, subject_id=2)
    save(factories.UserFactory(), uuid.uuid4(), "c", 0)
    assert [draft.read()["text"] for draft in drafts_of(author)] == [["b"], ["a"]]
    assert [draft.read()["text"] for draft in drafts_of(author, form="log", subject_id=1)] == [["a"]]
    assert count_drafts(author, form="log", subject_id=1) == 1


def test_discarding_takes_only_ones_own(author):
    number = uuid.uuid4()
    save(author, number, "a", 0)
    discard_draft(by=factories.UserFactory(), draft_id=number)
    assert draft_of(author, number) is not None
    discard_draft(by=author, draft_id=number)
    assert draft_of(author, number) is None


@pytest.mark.slow
def test_first_save_from_two_devices_at_once_makes_one_draft(transactional_db):
    author, number = factories.UserFactory(), uuid.uuid4()

    def first_save(text: str) -> str:
        try:
            save(author, number, text, 0)
        except Conflict as conflict:
            return conflict.draft.read()["text"][0]
        finally:
            connection.close()
        return text

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(first_save, ["a", "b", "c", "d"]))
    with transaction.atomic():
        kept = drafts_of(author)
    assert [draft.read()["text"][0] for draft in kept] == [answers[0]]
    assert len(set(answers)) == 1
