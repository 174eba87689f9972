"""Drafts that can no longer be sent: read in full by their author, kept as a note, or used in a new entry."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from challenges.forms.typed import as_initial, shown
from challenges.models import Attachment
from challenges.services.log import answer_entry
from challenges.views.draft_kinds import KINDS
from challenges.workflow import CycleStage
from fellowship.cohorts.models.place import PlaceStatus
from fellowship.sealed.services.drafts import draft_of, drafts_of, save_draft
from fellowship.sealed.services.notes import notes_of
from tests import factories
from tests.challenges.conftest import day_boxes
from tests.factories.cohorts import days_from_today
from tests.factories.workspace import CycleFactory, RampFactory

LONG = "Every word of a long thought. " * 40 + "The last words"


@pytest.fixture
def keep(world):
    """Keeps a draft of the fellow's; gives its id."""

    def save(form: str, subject: int, **typed: str) -> uuid.UUID:
        fields = {name: [words] for name, words in typed.items()}
        about = {"form": form, "subject_id": subject, "fields": fields, "version": 0}
        return save_draft(by=world.owner, draft_id=uuid.uuid4(), **about).pk

    return save


@pytest.fixture
def agreed(world):
    entry = factories.LogEntryFactory(challenge=world.challenge, what_happened="First words")
    return answer_entry(entry=entry, by=world.mentor, act="agree")


def end(place, *, closed: bool = False, status: PlaceStatus = PlaceStatus.COMPLETED) -> None:
    place.status = status
    place.save()
    if closed:
        place.cohort.closed_at = timezone.now()
        place.cohort.save()


def ending(draft_id: uuid.UUID) -> str:
    return reverse("draft_discard", args=[draft_id])


def change(entry, **typed: object) -> dict[str, object]:
    """The form of a page that was opened before the mentor agreed."""
    known = {"draft": str(uuid.uuid4()), "version": "0", "entry_version": "1", "act": "share"}
    return {**known, "what_happened": "Better words", **day_boxes("happened_on", entry.happened_on), **typed}


@pytest.mark.parametrize("act", ["share", "draft", "upload"])
def test_change_sent_after_the_mentor_agreed_is_refused_and_kept(fellow_client, world, agreed, act):
    address = reverse("log_edit", args=[agreed.pk])
    answer = fellow_client.post(address, change(agreed, act=act))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "so it is locked" in page
    assert "Better words" in page
    assert "Keep as a private note" in page
    assert [draft.read()["what_happened"] for draft in drafts_of(world.owner)] == [["Better words"]]
    agreed.refresh_from_db()
    assert agreed.what_happened == "First words"


def test_draft_of_a_change_is_read_after_the_mentor_agreed(fellow_client, agreed, keep):
    keep("entry", agreed.pk, what_happened=LONG)
    answer = fellow_client.get(reverse("log_edit", args=[agreed.pk]))
    assert answer.status_code == 200
    assert LONG in answer.content.decode()
    assert "</textarea>" not in answer.content.decode()


def test_words_of_a_change_become_a_new_entry_with_their_files(fellow_client, world, agreed):
    sent = change(agreed, files=SimpleUploadedFile("a.txt", b"a"))
    fellow_client.post(reverse("log_edit", args=[agreed.pk]), sent)
    answer = fellow_client.post(ending(sent["draft"]), {"act": "entry"}, follow=True)
    page = answer.content.decode()
    assert "Better words</textarea>" in page
    assert "a.txt" in page
    (draft,) = drafts_of(world.owner)
    assert (draft.form, draft.subject_id) == ("log", world.challenge.pk)
    assert Attachment.objects.get().draft_id == draft.pk


@pytest.fixture
def studied(world):
    """A cycle in Study."""
    return CycleFactory(
        ramp=RampFactory(challenge=world.challenge),
        stage=CycleStage.STUDY,
        prediction="Less",
        started_on=days_from_today(-3),
    )


def test_plan_typed_before_do_began_is_read_on_its_page(fellow_client, studied, keep):
    address = reverse("piece_edit", args=[studied.pk])
    assert fellow_client.get(address).status_code == 403
    keep("cycle-edit", studied.pk, prediction=LONG)
    answer = fellow_client.get(address)
    assert answer.status_code == 200
    assert LONG in answer.content.decode()


def test_stage_typed_before_the_cycle_went_on_is_read_on_its_page(fellow_client, studied, keep):
    keep("cycle-do", studied.pk, happened=LONG)
    page = fellow_client.get(reverse("cycle_stage", args=[studied.pk, "do"])).content.decode()
    assert LONG in page
    assert "The cycle is at another stage now." in page


@pytest.mark.parametrize("status", [PlaceStatus.COMPLETED, PlaceStatus.WITHDRAWN])
def test_drafts_of_a_place_that_ended_are_listed_in_full(fellow_client, world, keep, status):
    keep("log", world.challenge.pk, what_happened=LONG)
    end(world.place, status=status)
    page = fellow_client.get(reverse("drafts")).content.decode()
    assert LONG in page
    assert "Keep as a private note" in page
    assert "Continue writing" not in page
    assert "Use the words in a new entry" not in page


@pytest.mark.parametrize("closed", [False, True])
@pytest.mark.parametrize("form", ["log", "brief"])
def test_draft_of_a_place_that_ended_becomes_a_private_note(fellow_client, world, keep, form, closed):
    draft = keep(form, world.challenge.pk, **{"what_happened" if form == "log" else "problem": LONG})
    factories.AttachmentFactory(challenge=world.challenge, draft_id=draft, log_entry=None)
    end(world.place, closed=closed)
    assert "Download them first" in fellow_client.get(reverse("drafts")).content.decode()
    answer = fellow_client.post(ending(draft), {"act": "private"}, follow=True)
    assert answer.status_code == 200
    (note,) = notes_of(world.owner)
    assert LONG in note.read()["text"]
    assert note.about_challenge_id == world.challenge.pk
    assert drafts_of(world.owner) == []
    assert not Attachment.objects.exists()


def test_draft_in_a_closed_cohort_is_discarded(fellow_client, world, keep):
    draft = keep("log", world.challenge.pk, what_happened="a")
    end(world.place, closed=True)
    fellow_client.post(ending(draft))
    assert drafts_of(world.owner) == []


def test_draft_about_something_that_is_gone_is_listed_and_kept(fellow_client, world, keep):
    draft = keep("reading-edit-value", 10**9, note=LONG)
    assert LONG in fellow_client.get(reverse("drafts")).content.decode()
    fellow_client.post(ending(draft), {"act": "private"})
    assert LONG in notes_of(world.owner).get().read()["text"]


def test_empty_draft_makes_no_note(fellow_client, world, keep):
    draft = keep("log", world.challenge.pk)
    end(world.place)
    assert "Keep as a private note" not in fellow_client.get(reverse("drafts")).content.decode()
    fellow_client.post(ending(draft), {"act": "private"})
    assert draft_of(world.owner, draft) is not None
    assert not notes_of(world.owner).exists()


def test_only_a_change_to_an_entry_of_a_current_place_becomes_a_new_entry(fellow_client, world, agreed, keep):
    log, entry = (
        keep("log", world.challenge.pk, what_happened="a"),
        keep("entry", agreed.pk, what_happened="a"),
    )
    assert fellow_client.post(ending(log), {"act": "entry"}).status_code == 404
    end(world.place)
    assert fellow_client.post(ending(entry), {"act": "entry"}).status_code == 404
    assert len(drafts_of(world.owner)) == 2


@pytest.mark.parametrize("act", ["private", "entry"])
@pytest.mark.parametrize("person", ["mentor", "administrator", "same_cohort"])
def test_nobody_else_does_anything_with_a_draft(as_person, world, agreed, keep, person, act):
    draft = keep("entry", agreed.pk, what_happened="a")
    assert as_person(person).post(ending(draft), {"act": act}).status_code == 404
    assert draft_of(world.owner, draft) is not None


@pytest.mark.parametrize("code", KINDS)
def test_every_form_can_show_a_draft_without_its_subject(world, code):
    """The list of drafts builds the form with the challenge alone."""
    form_class = KINDS[code].form_class
    text = next(name for name, field in form_class.base_fields.items() if hasattr(field, "strip"))
    form = form_class(initial=as_initial(form_class, {text: ["Half a sentence"]}), challenge=world.challenge)
    assert "Half a sentence" in [words for _label, words in shown(form)]
