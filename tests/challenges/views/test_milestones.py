import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from challenges.models import Attachment, Milestone
from challenges.services.milestones import act_on_milestone
from fellowship.sealed.services.drafts import drafts_of
from tests import factories
from tests.challenges.conftest import a_pdf, day_boxes
from tests.factories.cohorts import days_from_today


@pytest.fixture
def milestone(world) -> Milestone:
    return factories.MilestoneFactory(challenge=world.challenge, title="Aim agreed")


def new(**values: object) -> dict[str, object]:
    return {
        "draft": str(uuid.uuid4()),
        "version": "0",
        "title": "Pilot",
        **day_boxes("due_on", days_from_today(30)),
        **values,
    }


def test_milestone_sent_twice_is_added_once(fellow_client, world):
    address, sent = reverse("milestone_new", args=[world.challenge.pk]), new()
    first = fellow_client.post(address, sent)
    second = fellow_client.post(address, sent)
    milestone = Milestone.objects.get()
    assert first["Location"] == second["Location"] == milestone.get_absolute_url()
    assert milestone.changes.get().act == "add"


def test_other_words_in_the_same_form_are_kept_as_a_draft(fellow_client, world):
    """The back button after adding: nothing is added silently, and nothing typed is lost."""
    address, sent = reverse("milestone_new", args=[world.challenge.pk]), new()
    fellow_client.post(address, sent)
    page = fellow_client.post(address, sent | {"title": "Second pilot"}, follow=True).content.decode()
    assert Milestone.objects.get().title == "Pilot"
    assert "You had already added this milestone" in page
    assert 'value="Second pilot"' in page


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("milestone_new", "description"),
        ("milestone_edit", "description"),
        ("milestone_send", "evidence"),
        ("milestone_move", "reason"),
        ("milestone_drop", "reason"),
    ],
)
def test_what_is_typed_is_saved_meanwhile_and_comes_back(fellow_client, world, milestone, name, field):
    subject = world.challenge if name == "milestone_new" else milestone
    address, typed = reverse(name, args=[subject.pk]), {"draft": str(uuid.uuid4()), "version": "0"}
    autosave = re.search(r'data-autosave="([^"]*)"', fellow_client.get(address).content.decode())[1]
    assert fellow_client.post(autosave, typed | {field: "Half a sentence"}).json()["version"] == 1
    assert "Half a sentence</textarea>" in fellow_client.get(address).content.decode()
    assert "Half a sentence" in fellow_client.get(reverse("drafts")).content.decode()
    milestone.refresh_from_db()
    assert (milestone.version, Milestone.objects.count()) == (1, 1)
    other_tab = fellow_client.post(address, typed | {field: "Another half", "milestone_version": "1"})
    assert other_tab.status_code == 409
    assert "This was changed somewhere else" in other_tab.content.decode()


def test_a_draft_is_gone_once_it_is_sent(fellow_client, world, milestone):
    sent = {"draft": str(uuid.uuid4()), "version": "0", "milestone_version": "1", "reason": "Overtaken"}
    address = reverse("milestone_drop", args=[milestone.pk])
    fellow_client.post(address, sent | {"act": "draft"})
    assert [draft.form for draft in drafts_of(world.owner)] == ["milestone-drop"]
    fellow_client.post(address, sent | {"version": "1"})
    assert drafts_of(world.owner) == []
    milestone.refresh_from_db()
    assert milestone.status == "dropped"


def test_nobody_else_saves_drafts_for_a_milestone(as_person, milestone):
    address = reverse("draft_save", args=["milestone-drop", milestone.pk])
    answers = [as_person(name).post(address, {"reason": "a"}).status_code for name in ("mentor", "stranger")]
    assert answers == [422, 404]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"title": ""}, "Enter title"),
        ({"title": "a" * 201}, "It can be at most 200 characters"),
        ({"description": "a" * 1_000_000}, "It can be at most 5,000 characters"),
        (day_boxes("due_on", days_from_today(-1)), "The due date must be today or in the future"),
        (day_boxes("due_on", days_from_today(3000)), "The due date must be on or before"),
        ({"due_on-month": "13"}, "The due date must be a real date"),
        ({"description": "Mrs Jones, 84"}, "looks like a patient"),
    ],
)
def test_new_milestone_that_cannot_be_says_why_and_keeps_the_rest(fellow_client, world, values, message):
    sent = new(description="Kept words") | values
    page = fellow_client.post(reverse("milestone_new", args=[world.challenge.pk]), sent).content.decode()
    assert message in page
    assert str(sent["description"])[:10] in page
    assert not Milestone.objects.exists()


def test_sending_with_evidence_and_file(fellow_client, milestone, world):
    file = SimpleUploadedFile("results.pdf", a_pdf())
    sent = {"milestone_version": "1", "act": "send", "evidence": "See the chart", "files": file}
    fellow_client.post(reverse("milestone_send", args=[milestone.pk]), sent)
    milestone.refresh_from_db()
    assert (milestone.status, milestone.evidence, milestone.version) == ("sent", "See the chart", 2)
    assert milestone.attachments.get().name == "results.pdf"


def test_adding_a_file_sends_nothing_and_keeps_the_words(fellow_client, milestone):
    sent = {
        "milestone_version": "1",
        "act": "upload",
        "evidence": "half a",
        "files": SimpleUploadedFile("a.txt", b"a"),
    }
    page = fellow_client.post(reverse("milestone_send", args=[milestone.pk]), sent).content.decode()
    milestone.refresh_from_db()
    assert milestone.status == "planned"
    assert "half a</textarea>" in page
    assert "a.txt" in page


def test_adding_no_file_says_so_at_the_field_and_keeps_the_words(fellow_client, milestone):
    sent = {"milestone_version": "1", "act": "upload", "evidence": "half a"}
    page = fellow_client.post(reverse("milestone_send", args=[milestone.pk]), sent).content.decode()
    assert '<a href="#id_files">Choose a file to add</a>' in page
    assert re.search(r'id="id_files-error">.*?Choose a file to add', page, re.S)
    assert "half a</textarea>" in page


def test_moving_keeps_the_old_date_and_reason(fellow_client, milestone):
    before, after = milestone.due_on, days_from_today(60)
    sent = {"milestone_version": "1", "reason": "Ward moved", **day_boxes("due_on", after)}
    fellow_client.post(reverse("milestone_move", args=[milestone.pk]), sent)
    change = milestone.changes.get()
    assert (change.act, change.due_before, change.due_after, change.reason) == (
        "move",
        before,
        after,
        "Ward moved",
    )


@pytest.mark.parametrize("name", ["milestone_move", "milestone_drop"])
def test_reason_is_asked_for(fellow_client, milestone, name):
    sent = {"milestone_version": "1", "reason": " ", **day_boxes("due_on", days_from_today(60))}
    page = fellow_client.post(reverse(name, args=[milestone.pk]), sent).content.decode()
    assert "Enter why" in page
    milestone.refresh_from_db()
    assert milestone.version == 1


def test_words_sent_after_the_session_ended_come_back_without_our_own_numbers(client, milestone):
    sent = {"version": "3", "milestone_version": "1", "reason": "Overtaken", "act": "send"}
    page = client.post(reverse("milestone_drop", args=[milestone.pk]), sent).content.decode()
    assert "Overtaken" in page
    assert 'type="hidden" name="milestone_version" value="1"' in page
    assert "ilestone version" not in page


def test_dropped_milestone_can_be_picked_up(fellow_client, milestone):
    fellow_client.post(
        reverse("milestone_drop", args=[milestone.pk]), {"milestone_version": "1", "reason": "Overtaken"}
    )
    fellow_client.post(reverse("milestone_act", args=[milestone.pk, "pick_up"]), {"version": "2"})
    assert list(milestone.changes.values_list("act", "status_after")) == [
        ("drop", "dropped"),
        ("pick_up", "planned"),
    ]


def test_stale_form_shows_the_present_state_and_keeps_the_words(fellow_client, world, milestone):
    act_on_milestone(milestone=milestone, act="start", by=world.owner)
    sent = {"milestone_version": "1", "title": "My other title", "description": ""}
    answer = fellow_client.post(reverse("milestone_edit", args=[milestone.pk]), sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "This was changed while you had it open" in page
    assert 'value="My other title"' in page
    assert "Aim agreed" in page
    assert 'name="milestone_version" value="2"' in page
    milestone.refresh_from_db()
    assert milestone.title == "Aim agreed"


def test_milestone_with_the_mentor_is_not_changed(fellow_client, world, milestone):
    act_on_milestone(milestone=milestone, act="send", by=world.owner)
    sent = {"milestone_version": "2", "title": "Other", "description": ""}
    answer = fellow_client.post(reverse("milestone_edit", args=[milestone.pk]), sent)
    assert answer.status_code == 409
    assert "Take it back before you change it" in answer.content.decode()


@pytest.mark.parametrize("act", ["sign_off", "ask_for_changes", "send", "drop", "replace", "nonsense"])
def test_other_acts_are_refused_at_the_fellows_address(fellow_client, milestone, act):
    assert fellow_client.post(reverse("milestone_act", args=[milestone.pk, act])).status_code == 403
    milestone.refresh_from_db()
    assert milestone.status == "planned"


def test_act_on_a_stale_page_says_so_and_changes_nothing(fellow_client, world, milestone):
    act_on_milestone(milestone=milestone, act="start", by=world.owner)
    address = reverse("milestone_act", args=[milestone.pk, "start"])
    page = fellow_client.post(address, {"version": "1"}, follow=True).content.decode()
    assert "This was changed while you had it open" in page


@pytest.mark.parametrize("files", [1, 3])
def test_sending_page_takes_the_same_queries_however_many_files(
    fellow_client, milestone, files, django_assert_num_queries
):
    for _one in range(files):
        factories.AttachmentFactory(log_entry=None, milestone=milestone, challenge=milestone.challenge)
    with django_assert_num_queries(11):
        fellow_client.get(reverse("milestone_send", args=[milestone.pk]))


def test_a_file_of_a_draft_is_the_fellows_alone_until_it_is_sent_and_goes_with_the_draft(
    fellow_client, world, milestone, as_person
):
    address, number = reverse("milestone_send", args=[milestone.pk]), str(uuid.uuid4())
    sent = {"draft": number, "version": "0", "milestone_version": "1", "evidence": "half a"}
    fellow_client.post(address, sent | {"act": "draft", "files": SimpleUploadedFile("a.txt", b"a")})
    file = Attachment.objects.get()
    assert not milestone.attachments.exists()
    assert as_person("mentor").get(file.get_absolute_url()).status_code == 404
    owner = as_person("owner")
    assert "a.txt" in owner.get(address).content.decode()
    owner.post(reverse("draft_discard", args=[number]))
    assert not Attachment.objects.exists()


def test_a_file_of_a_draft_is_removed_without_losing_the_words(fellow_client, milestone):
    address, number = reverse("milestone_send", args=[milestone.pk]), str(uuid.uuid4())
    sent = {"draft": number, "version": "0", "milestone_version": "1", "evidence": "half a"}
    fellow_client.post(address, sent | {"act": "upload", "files": SimpleUploadedFile("a.txt", b"a")})
    act = f"remove-{Attachment.objects.get().pk}"
    answer = fellow_client.post(
        address, sent | {"version": "1", "evidence": "a whole", "act": act}, follow=True
    )
    assert "a whole</textarea>" in answer.content.decode()
    assert not Attachment.objects.exists()
    milestone.refresh_from_db()
    assert milestone.status == "planned"
