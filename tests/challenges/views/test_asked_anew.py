"""A question “remove, discard, end it?” that was shown before the thing changed is asked anew."""

import uuid

import pytest
from django.urls import reverse

from challenges.models import Ramp
from challenges.services.cycles import edit_ramp
from challenges.services.workstreams import edit_workstream
from fellowship.sealed.services.drafts import draft_of, save_draft
from fellowship.sealed.services.notes import notes_of, save_note
from tests.factories.cohorts import days_from_today
from tests.factories.workspace import RampFactory, WorkstreamFactory

CHANGED = "This was changed while you had it open"


def shown(client, page: str, field: str = "version") -> dict[str, str]:
    """What the page's button sends along."""
    html = client.get(page).content.decode()
    return {field: html.partition(f'name="{field}" value="')[2].partition('"')[0]}


@pytest.mark.parametrize("what", ["draft", "note"])
def test_words_written_elsewhere_since_are_not_deleted(fellow_client, world, what):
    number = uuid.uuid4()

    def write(words: str, version: int) -> None:
        if what == "draft":
            facts = {"form": "log", "subject_id": world.challenge.pk, "fields": {"what_happened": [words]}}
            save_draft(by=world.owner, draft_id=number, version=version, **facts)
        else:
            facts = {"written_on": days_from_today(0), "about_challenge_id": None}
            save_note(by=world.owner, note_id=number, text=words, version=version, **facts)

    def kept():
        found = draft_of(world.owner, number)
        return found if what == "draft" else notes_of(world.owner).filter(pk=number).first()

    write("One", 0)
    page = reverse({"draft": "draft_discard", "note": "note_delete"}[what], args=[number])
    sent = shown(fellow_client, page)
    write("One and two", kept().version)

    assert CHANGED in fellow_client.post(page, sent, follow=True).content.decode()
    assert "One and two" in str(kept().read())
    fellow_client.post(page, shown(fellow_client, page))
    assert kept() is None


def test_ramp_renamed_since_is_not_removed(fellow_client, world):
    ramp = RampFactory(challenge=world.challenge)
    page = reverse("ramp_edit", args=[ramp.pk])
    sent = {"act": "remove", **shown(fellow_client, page, "ramp_version")}
    edit_ramp(ramp=ramp, name="Better nights", idea=None, by=world.owner)

    assert CHANGED in fellow_client.post(page, sent, follow=True).content.decode()
    fellow_client.post(page, {"act": "remove", **shown(fellow_client, page, "ramp_version")})
    assert not Ramp.objects.exists()


def test_workstream_renamed_since_is_not_ended(fellow_client, world):
    rota = WorkstreamFactory(challenge=world.challenge)
    page = reverse("workstreams", args=[world.challenge.pk])
    end, sent = reverse("workstream_act", args=[rota.pk, "end"]), shown(fellow_client, page)
    edit_workstream(workstream=rota, name="Shifts", purpose="", by=world.owner)

    assert CHANGED in fellow_client.post(end, sent, follow=True).content.decode()
    rota.refresh_from_db()
    assert rota.ended_on is None
    fellow_client.post(end, shown(fellow_client, page))
    rota.refresh_from_db()
    assert rota.ended_on
