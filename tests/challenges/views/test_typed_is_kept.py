"""Every form of the workspace keeps what is typed: over a session's end, two tabs, and the back button."""

import uuid
from dataclasses import dataclass

import pytest
from django.urls import reverse

from challenges.models import Question, Ramp, StepChange, Workstream
from challenges.workflow import CycleStage
from fellowship.sealed.models import Draft
from tests.factories.cohorts import days_from_today
from tests.factories.workspace import (
    CycleFactory,
    MeasureFactory,
    RampFactory,
    ReadingFactory,
    WorkstreamFactory,
)


@dataclass(frozen=True)
class Written:
    """One form: its page, its kind of draft about which row, and the field that takes words."""

    page: str
    kind: str
    subject: int
    field: str

    @property
    def address(self) -> str:
        return reverse(self.page, args=[self.subject])

    @property
    def autosave(self) -> str:
        return reverse("draft_save", args=[self.kind, self.subject])

    def typed(self, words: str, version: int, draft: str) -> dict[str, str]:
        return {self.field: words, "version": str(version), "draft": draft}


FORMS = {
    "reading": ("reading_edit", "reading-edit-value", "reading", "note"),
    "table of readings": ("readings_paste", "readings-table", "measure", "text"),
    "step change off": ("step_change_remove", "step-change-off", "step", "reason"),
    "stage back": ("cycle_back", "cycle-back", "cycle", "reason"),
    "ramp": ("ramp_new", "ramp-new", "challenge", "name"),
    "changes to a ramp": ("ramp_edit", "ramp-edit", "ramp", "name"),
    "workstream": ("workstream_new", "workstream-new", "challenge", "purpose"),
    "changes to a workstream": ("workstream_edit", "workstream-edit", "workstream", "purpose"),
}


@pytest.fixture(params=FORMS)
def form(request, world) -> Written:
    page, kind, of, field = FORMS[request.param]
    measure = MeasureFactory(challenge=world.challenge)
    readings = [ReadingFactory(measure=measure, day=days_from_today(-9 + day)) for day in range(3)]
    ramp = RampFactory(challenge=world.challenge)
    rows = {
        "challenge": world.challenge,
        "measure": measure,
        "reading": readings[0],
        "step": StepChange.objects.create(measure=measure, day=readings[1].day, reason="A new rota"),
        "cycle": CycleFactory(
            ramp=ramp, stage=CycleStage.DO, prediction="Less", started_on=days_from_today(-1)
        ),
        "ramp": ramp,
        "workstream": WorkstreamFactory(challenge=world.challenge),
    }
    return Written(page, kind, rows[of].pk, field)


def test_words_outlast_a_session_that_ends_while_they_are_typed(client, world, form):
    draft = str(uuid.uuid4())
    client.force_login(world.owner)
    saved = client.post(form.autosave, form.typed("Half a thou", 0, draft))
    assert saved.json()["version"] == 1

    client.logout()
    assert client.post(form.autosave, form.typed("Half a thought", 1, draft)).status_code in (302, 401)
    client.force_login(world.owner)

    assert "Half a thou" in client.get(form.address).content.decode()
    drafts = client.get(reverse("drafts")).content.decode()
    assert "Half a thou" in drafts
    assert f"{form.address}?draft={draft}" in drafts


def test_two_tabs_show_both_versions_and_keep_the_one_that_is_chosen(fellow_client, form):
    draft = str(uuid.uuid4())
    fellow_client.post(form.autosave, form.typed("From the phone", 0, draft))

    answer = fellow_client.post(form.address, form.typed("From the desk", 0, draft))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "From the phone" in page
    assert "From the desk" in page

    chosen = form.typed("From the desk", 0, draft) | {"keep": "yours", "seen_version": "1"}
    answer = fellow_client.post(form.address, chosen)
    assert answer.url == f"{form.address}?draft={draft}"
    page = fellow_client.get(answer.url).content.decode()
    assert "From the desk" in page
    assert "From the phone" not in page


def test_words_that_are_refused_stay_a_draft(fellow_client, form):
    draft = str(uuid.uuid4())
    answer = fellow_client.post(form.address, form.typed("943 476 5919 came twice", 0, draft))
    assert answer.status_code == 200  # may identify a patient, or something else is missing
    assert Draft.objects.count() == 1
    assert "943 476 5919" in fellow_client.get(form.address).content.decode()


@pytest.mark.parametrize(("page", "model"), [("ramp_new", Ramp), ("workstream_new", Workstream)])
def test_what_is_typed_after_going_back_to_a_form_that_was_sent_is_kept(fellow_client, world, page, model):
    address = reverse(page, args=[world.challenge.pk])
    sent = {"draft": str(uuid.uuid4()), "version": "0"}
    fellow_client.post(address, {**sent, "name": "Nights"})
    assert not Draft.objects.exists()
    answer = fellow_client.post(address, {**sent, "name": "Weekends"}, follow=True)
    assert "You had already added this" in answer.content.decode()
    assert 'value="Weekends"' in answer.content.decode()
    assert model.objects.get().name == "Nights"
    assert Draft.objects.count() == 1


def test_question_typed_after_going_back_is_a_draft_of_another(fellow_client, world):
    address = reverse("piece_new", args=[world.challenge.pk, "question"])
    today = days_from_today(0)
    sent = {
        "draft": str(uuid.uuid4()),
        "version": "0",
        "asked_of": "The ward team",
        "construction": "who",
        "asked_on-day": str(today.day),
        "asked_on-month": str(today.month),
        "asked_on-year": str(today.year),
    }
    fellow_client.post(address, {**sent, "asked": "Who is not in the room?"})
    answer = fellow_client.post(address, {**sent, "asked": "Who left?"}, follow=True)
    assert "You had already added this" in answer.content.decode()
    assert "Who left?" in answer.content.decode()
    assert Question.objects.get().asked == "Who is not in the room?"
