import uuid

import pytest
from django.urls import reverse

from fellowship.people.models import AuditEvent
from fellowship.sealed.services.notes import notes_of, save_note
from tests import factories
from tests.challenges.conftest import day_boxes
from tests.factories.cohorts import days_from_today


def typed(**values: object) -> dict[str, object]:
    return {"version": "0", "text": "I was afraid.", **day_boxes("written_on", days_from_today(0)), **values}


def keep(person, text: str = "I was afraid.", **facts) -> uuid.UUID:
    number = uuid.uuid4()
    save_note(by=person, note_id=number, text=text, written_on=days_from_today(0), version=0, **facts)
    return number


def test_empty_form_says_honestly_who_can_read_a_note(fellow_client, world):
    page = fellow_client.get(reverse("note_new")).content.decode()
    assert "Only you can read this." in page
    assert "reflective notes have no legal privilege" in page
    assert not notes_of(world.owner).exists()


@pytest.mark.parametrize("person", ["owner", "mentor"])
def test_note_is_kept_and_found_by_its_author(as_person, world, person):
    client, number = as_person(person), uuid.uuid4()
    page = client.post(reverse("note", args=[number]), typed(about=world.challenge.pk), follow=True)
    assert "I was afraid." in page.content.decode()
    assert "Home by noon" in page.content.decode()
    note = notes_of(getattr(world, person)).get()
    assert (note.pk, note.about_challenge_id) == (number, world.challenge.pk)


def test_note_is_nobody_elses_business(as_person, world):
    number = keep(world.mentor)
    for person in ("owner", "administrator", "second_mentor"):
        client = as_person(person)
        assert client.get(reverse("note", args=[number])).status_code == 404
        assert client.post(reverse("note", args=[number]), typed(text="mine now")).status_code == 403
        assert client.post(reverse("note_delete", args=[number])).status_code == 404
        assert "I was afraid." not in client.get(reverse("notes")).content.decode()
    assert notes_of(world.mentor).get().read() == {"text": "I was afraid."}


def test_writing_notes_leaves_no_trace_in_the_audit(fellow_client):
    number = uuid.uuid4()
    fellow_client.post(reverse("note", args=[number]), typed())
    fellow_client.post(reverse("note_delete", args=[number]))
    assert not AuditEvent.objects.exists()


def test_note_that_may_identify_a_patient_warns_and_is_saved_when_its_author_says_so(fellow_client, world):
    address = reverse("note", args=[uuid.uuid4()])
    page = fellow_client.post(address, typed(text="Saw 943 476 5919.")).content.decode()
    assert "valid NHS number" in page
    assert "Saw 943 476 5919." in page  # still on the page, not yet kept
    assert not notes_of(world.owner).exists()

    fellow_client.post(address, typed(text="Saw 943 476 5919.", identifiers_checked="yes"))
    assert notes_of(world.owner).get().read() == {"text": "Saw 943 476 5919."}


def test_note_about_a_foreign_challenge_is_refused(fellow_client, world):
    forged = factories.ChallengeFactory()
    page = fellow_client.post(reverse("note", args=[uuid.uuid4()]), typed(about=forged.pk)).content.decode()
    assert "Choose one of the answers offered" in page


def test_autosave_keeps_the_note(fellow_client, world):
    number = uuid.uuid4()
    answer = fellow_client.post(reverse("note_save"), typed(draft=number))
    assert answer.json()["version"] == 1
    assert notes_of(world.owner).get().read() == {"text": "I was afraid."}


@pytest.mark.parametrize("values", [{"draft": "x"}, {"text": ""}, {"text": "a" * 1_000_000}])
def test_autosave_that_cannot_be_kept_says_why(fellow_client, world, values):
    answer = fellow_client.post(reverse("note_save"), {"draft": uuid.uuid4()} | typed(**values))
    assert answer.status_code == 422
    assert answer.json()["message"]
    assert not notes_of(world.owner).exists()


def test_autosave_on_a_note_of_somebody_else_is_refused(fellow_client, world):
    answer = fellow_client.post(reverse("note_save"), typed(draft=keep(world.mentor)))
    assert answer.status_code == 422


def test_autosave_and_form_show_both_versions_of_a_note_changed_elsewhere(fellow_client, world):
    number = keep(world.owner, "on the phone")
    by_script = fellow_client.post(reverse("note_save"), typed(draft=number, text="on the laptop"))
    by_form = fellow_client.post(reverse("note", args=[number]), typed(text="on the laptop"))
    assert (by_script.status_code, by_form.status_code) == (409, 409)
    for html in (by_script.json()["html"], by_form.content.decode()):
        assert "on the phone" in html
        assert "on the laptop" in html
    assert notes_of(world.owner).get().read() == {"text": "on the phone"}


@pytest.mark.parametrize(
    ("choice", "kept"), [("yours", "laptop"), ("theirs", "phone"), ("both", "phone\n\nlaptop")]
)
def test_conflict_about_a_note_is_settled_by_choice(fellow_client, world, choice, kept):
    number = keep(world.owner, "phone")
    fellow_client.post(reverse("note", args=[number]), typed(text="laptop", keep=choice, seen_version="1"))
    assert notes_of(world.owner).get().read() == {"text": kept}


def test_note_is_deleted_after_being_asked(fellow_client, world):
    number = keep(world.owner)
    assert (
        "nobody can bring it back"
        in fellow_client.get(reverse("note_delete", args=[number])).content.decode()
    )
    fellow_client.post(reverse("note_delete", args=[number]))
    assert not notes_of(world.owner).exists()


def test_future_date_of_a_note_is_refused(fellow_client, world):
    sent = typed() | day_boxes("written_on", days_from_today(2))
    fellow_client.post(reverse("note", args=[uuid.uuid4()]), sent)
    assert not notes_of(world.owner).exists()


@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_the_same_queries_however_long(fellow_client, world, count, django_assert_num_queries):
    for _one in range(count):
        keep(world.owner, about_challenge_id=world.challenge.pk)
    with django_assert_num_queries(9):
        fellow_client.get(reverse("notes"))
