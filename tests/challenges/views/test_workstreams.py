"""Workstreams in their pages, and as a field of the forms of milestones and log entries."""

import uuid

import pytest
from django.urls import reverse

from challenges.models import LogEntry, Milestone, Workstream
from tests.challenges.conftest import day_boxes
from tests.factories import LogEntryFactory, MilestoneFactory
from tests.factories.cohorts import days_from_today
from tests.factories.workspace import MeasureFactory, WorkstreamFactory


@pytest.fixture
def rota(world):
    return WorkstreamFactory(challenge=world.challenge, name="Rota")


def act(workstream, name):
    return reverse("workstream_act", args=[workstream.pk, name])


def test_workstream_is_added_once_however_often_it_is_sent(fellow_client, world):
    data = {"name": "Rota", "purpose": "Livable rotas", "draft": str(uuid.uuid4()), "version": "0"}
    for _press in range(2):
        fellow_client.post(reverse("workstream_new", args=[world.challenge.pk]), data)
    assert Workstream.objects.get().purpose == "Livable rotas"


def test_taken_name_says_so_and_keeps_the_words(fellow_client, world, rota):
    answer = fellow_client.post(
        reverse("workstream_new", args=[world.challenge.pk]), {"name": "Rota", "purpose": "Shifts"}
    )
    assert answer.status_code == 409
    assert "There is a workstream with this name already." in answer.content.decode()
    assert "Shifts" in answer.content.decode()


def test_rename_from_a_stale_page_shows_what_it_is_now(fellow_client, rota):
    edit = reverse("workstream_edit", args=[rota.pk])
    fellow_client.post(edit, {"name": "Rotas", "workstream_version": "1"})
    answer = fellow_client.post(edit, {"name": "Shifts", "workstream_version": "1"})
    assert answer.status_code == 409
    assert "Rotas" in answer.content.decode()


def test_ended_workstream_is_listed_apart_and_comes_back(fellow_client, world, rota):
    fellow_client.post(act(rota, "end"))
    page = fellow_client.get(reverse("workstreams", args=[world.challenge.pk])).content.decode()
    assert "Ended on" in page
    fellow_client.post(act(rota, "bring-back"))
    rota.refresh_from_db()
    assert rota.ended_on is None


def test_act_nobody_knows_is_not_found(fellow_client, rota):
    assert fellow_client.post(act(rota, "explode")).status_code == 404
    assert fellow_client.get(act(rota, "end")).status_code == 405


def test_list_counts_what_belongs_to_it(fellow_client, world, rota):
    MilestoneFactory.create_batch(2, challenge=world.challenge, workstream=rota)
    MeasureFactory(challenge=world.challenge, workstream=rota)
    LogEntryFactory(challenge=world.challenge, workstream=rota)
    page = fellow_client.get(reverse("workstreams", args=[world.challenge.pk])).content.decode()
    assert "2 milestones · 1 measure · 1 log entry" in page


def test_nothing_ticked_empties_the_workstream(fellow_client, world, rota):
    milestone = MilestoneFactory(challenge=world.challenge, workstream=rota)
    fellow_client.post(reverse("workstream_contents", args=[rota.pk]), {})
    milestone.refresh_from_db()
    assert milestone.workstream is None


@pytest.mark.parametrize(("person", "status"), [("mentor", 403), ("same_cohort", 404), ("stranger", 404)])
def test_workstream_of_somebody_else_is_not_written(as_person, rota, person, status):
    client = as_person(person)
    for name in ("workstream_edit", "workstream_contents"):
        assert client.post(reverse(name, args=[rota.pk]), {"name": "Mine"}).status_code == status
    assert client.post(act(rota, "end")).status_code == status


def test_milestone_is_put_in_a_workstream_by_its_forms(fellow_client, world, rota):
    new = reverse("milestone_new", args=[world.challenge.pk])
    data = {"title": "Baseline", "act": "share", "draft": str(uuid.uuid4()), "version": "0"}
    fellow_client.post(new, data | {"workstream": str(rota.pk)} | day_boxes("due_on", days_from_today(30)))
    milestone = Milestone.objects.get()
    assert milestone.workstream == rota
    assert "Rota" in fellow_client.get(milestone.get_absolute_url()).content.decode()
    edit = reverse("milestone_edit", args=[milestone.pk])
    assert f'value="{rota.pk}" selected' in fellow_client.get(edit).content.decode()
    data = {"title": "Baseline", "act": "share", "draft": str(uuid.uuid4()), "version": "0"}
    fellow_client.post(edit, data | {"milestone_version": "1", "workstream": ""})
    milestone.refresh_from_db()
    assert milestone.workstream is None


def test_entry_is_put_in_a_workstream_by_its_forms(fellow_client, world, rota):
    data = {"what_happened": "We met.", "act": "share", "version": "0", "draft": str(uuid.uuid4())}
    data |= day_boxes("happened_on", days_from_today(0))
    fellow_client.post(reverse("log_new", args=[world.challenge.pk]), data | {"workstream": str(rota.pk)})
    entry = LogEntry.objects.get()
    assert entry.workstream == rota
    assert "Rota" in fellow_client.get(entry.get_absolute_url()).content.decode()
    edit = reverse("log_edit", args=[entry.pk])
    assert f'value="{rota.pk}" selected' in fellow_client.get(edit).content.decode()
    data |= {"draft": str(uuid.uuid4()), "entry_version": "1", "workstream": ""}
    fellow_client.post(edit, data)
    entry.refresh_from_db()
    assert entry.workstream is None


def test_workstream_of_another_challenge_cannot_be_chosen(fellow_client, world, rota):
    foreign = WorkstreamFactory()
    data = {"what_happened": "We met.", "act": "share", "version": "0", "draft": str(uuid.uuid4())}
    data |= day_boxes("happened_on", days_from_today(0)) | {"workstream": str(foreign.pk)}
    fellow_client.post(reverse("log_new", args=[world.challenge.pk]), data)
    assert not LogEntry.objects.exists()


def test_forms_without_workstreams_do_not_ask(fellow_client, world):
    for name in ("log_new", "milestone_new"):
        page = fellow_client.get(reverse(name, args=[world.challenge.pk])).content.decode()
        assert "Workstream" not in page
