"""Every page of the room, asked for by everybody: one table that a person can read."""

import uuid

import pytest
from django.urls import reverse

from fellowship.sealed.services.drafts import save_draft
from fellowship.sealed.services.notes import save_note
from tests import factories
from tests.factories.cohorts import days_from_today

# Who sees the challenge but may not write on it gets 403, everybody else 404.
SEE_ONLY = ["mentor", "second_mentor", "mentor_in_grace", "administrator"]
SEE_NOTHING = [
    "former_mentor",
    "tutor",
    "evaluator",
    "same_cohort",
    "other_cohort",
    "other_administrator",
    "stranger",
]
EVERYBODY_ELSE = [*SEE_ONLY, *SEE_NOTHING]


def only_the_owner_writes() -> dict[str, int]:
    return {"owner": 200} | dict.fromkeys(SEE_ONLY, 403) | dict.fromkeys(SEE_NOTHING, 404)


def only_the_owner_knows() -> dict[str, int]:
    return {"owner": 200} | dict.fromkeys(EVERYBODY_ELSE, 404)


def everybody_their_own() -> dict[str, int]:
    return {"owner": 200} | dict.fromkeys(EVERYBODY_ELSE, 200)


PAGES = {
    "log_new": only_the_owner_writes(),
    "log_edit": only_the_owner_writes(),
    "log_shared": only_the_owner_knows(),
    "brief_edit": only_the_owner_writes(),
    "milestone_new": only_the_owner_writes(),
    "milestone_edit": only_the_owner_writes(),
    "milestone_send": only_the_owner_writes(),
    "milestone_move": only_the_owner_writes(),
    "milestone_drop": only_the_owner_writes(),
    "challenge_opening": only_the_owner_writes(),
    "attachment": {"owner": 200}
    | dict.fromkeys(SEE_ONLY, 200)
    | dict.fromkeys([*SEE_NOTHING, "mentor_in_grace"], 404),  # it came after that pairing had ended
    "attachment_remove": only_the_owner_writes() | {"mentor_in_grace": 404},  # added after that pairing
    "draft_discard": only_the_owner_knows(),
    "note": only_the_owner_knows(),
    "note_delete": only_the_owner_knows(),
    "drafts": everybody_their_own(),
    "notes": everybody_their_own(),
    "note_new": everybody_their_own(),
}


@pytest.fixture
def addresses(world) -> dict[str, str]:
    challenge = world.challenge
    entry = factories.LogEntryFactory(challenge=challenge)
    milestone = factories.MilestoneFactory(challenge=challenge)
    file = factories.AttachmentFactory(log_entry=entry)
    draft, note = uuid.uuid4(), uuid.uuid4()
    save_draft(by=world.owner, draft_id=draft, form="log", subject_id=challenge.pk, fields={}, version=0)
    save_note(by=world.owner, note_id=note, text="alone", written_on=days_from_today(0), version=0)
    subjects = {
        "challenge": challenge.pk,
        "milestone": milestone.pk,
        "log_edit": entry.pk,
        "log_shared": entry.pk,
        "attachment": file.pk,
        "attachment_remove": file.pk,
        "draft_discard": draft,
        "note": note,
        "note_delete": note,
    }
    found = {}
    for name in PAGES:
        if name in ("drafts", "notes", "note_new"):
            found[name] = reverse(name)
            continue
        kind = "milestone" if name.startswith("milestone_") and name != "milestone_new" else "challenge"
        found[name] = reverse(name, args=[subjects.get(name, subjects[kind])])
    return found


def status_of(client, address: str) -> int:
    answer = client.get(address)
    if answer.streaming:
        answer.getvalue()  # a download keeps its file open until it has been read
    return answer.status_code


@pytest.mark.parametrize("name", PAGES)
def test_page_answers_each_person_as_the_table_says(name, addresses, as_person):
    answers = {person: status_of(as_person(person), addresses[name]) for person in PAGES[name]}
    assert answers == PAGES[name]


@pytest.mark.parametrize("name", PAGES)
def test_page_asks_the_anonymous_to_sign_in(name, addresses, as_person):
    answer = as_person("anonymous").get(addresses[name])
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


POSTS = ["draft_save", "milestone_act", "brief_take_back"]


@pytest.mark.parametrize("name", POSTS)
@pytest.mark.parametrize("person", EVERYBODY_ELSE)
def test_act_by_anybody_else_changes_nothing(name, person, world, as_person):
    milestone = factories.MilestoneFactory(challenge=world.challenge)
    brief = factories.BriefVersionFactory(
        challenge=world.challenge, status="sent", sent_at="2026-11-01T09:00Z"
    )
    address = {
        "draft_save": reverse("draft_save", args=["log", world.challenge.pk]),
        "milestone_act": reverse("milestone_act", args=[milestone.pk, "start"]),
        "brief_take_back": reverse("brief_take_back", args=[brief.pk]),
    }[name]
    answer = as_person(person).post(address, {"version": 1, "what_happened": "not mine"})
    assert answer.status_code in (403, 404, 422)
    milestone.refresh_from_db()
    brief.refresh_from_db()
    assert (milestone.status, brief.status) == ("planned", "sent")


def test_challenge_opened_to_the_cohort_is_read_not_written_by_peers(world, as_person, addresses):
    world.challenge.open_to_cohort = True
    world.challenge.save()
    client = as_person("same_cohort")
    assert client.get(addresses["log_new"]).status_code == 403
    assert status_of(client, addresses["attachment"]) == 200
    assert as_person("other_cohort").get(addresses["log_new"]).status_code == 404


def test_writing_after_the_place_has_ended_is_refused_with_the_reason(world, addresses, as_person):
    world.place.status = "completed"
    world.place.save()
    answer = as_person("owner").get(addresses["log_new"])
    assert answer.status_code == 403
    assert "Your place in this cohort has ended" in answer.content.decode()
