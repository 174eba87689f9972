import uuid

import pytest
from django.core.exceptions import PermissionDenied

from challenges.models import Workstream
from challenges.services.milestones import edit_milestone
from challenges.services.stale import Stale
from challenges.services.workstreams import (
    add_workstream,
    bring_back_workstream,
    choose_contents,
    edit_workstream,
    end_workstream,
    move_workstream,
)
from challenges.workflow import CycleStage, MilestoneStatus
from fellowship.lib.workflows import NotPossible
from tests.factories import MilestoneFactory
from tests.factories.workspace import CycleFactory, MeasureFactory, QuestionFactory, WorkstreamFactory


def add(world, name="Rota", **facts):
    facts = {"purpose": "", "form_id": uuid.uuid4(), "by": world.owner, **facts}
    return add_workstream(challenge=world.challenge, name=name, **facts)


def names(world):
    return [row.name for row in Workstream.objects.filter(challenge=world.challenge)]


def test_workstream_added_twice_with_one_form_is_one(world):
    form_id = uuid.uuid4()
    assert add(world, form_id=form_id) == add(world, form_id=form_id)
    assert names(world) == ["Rota"]


def test_name_that_is_taken_is_refused(world):
    first = add(world)
    with pytest.raises(NotPossible, match="name"):
        add(world)
    second = add(world, "Induction")
    with pytest.raises(NotPossible, match="name"):
        edit_workstream(workstream=second, name=first.name, purpose="", by=world.owner)


def test_rename_from_a_stale_page_is_refused_and_the_same_words_are_fine(world):
    workstream = add(world)
    edit_workstream(workstream=workstream, name="Rotas", purpose="", by=world.owner, version=1)
    edit_workstream(workstream=workstream, name="Rotas", purpose="", by=world.owner, version=1)
    with pytest.raises(Stale):
        edit_workstream(workstream=workstream, name="Shifts", purpose="", by=world.owner, version=1)


def test_order_changes_one_place_at_a_time(world):
    first, second, third = (add(world, name) for name in ("A", "B", "C"))
    move_workstream(workstream=third, up=True, by=world.owner)
    assert names(world) == ["A", "C", "B"]
    move_workstream(workstream=first, up=True, by=world.owner)
    move_workstream(workstream=second, up=False, by=world.owner)
    assert names(world) == ["A", "C", "B"]
    told = {
        row.name: list(row.changes.order_by("pk").values_list("act", "words"))
        for row in (first, second, third)
    }
    assert told["C"][1:] == [("reorder", [["Place in the order", "3", "2"]])]
    assert [len(steps) for steps in told.values()] == [1, 1, 2]


def test_milestone_remembers_from_which_workstream_it_came(world):
    rota, nights = add(world, "Rota"), add(world, "Nights")
    milestone = MilestoneFactory(challenge=world.challenge)
    for workstream in (rota, rota, nights):
        choose_contents(workstream=workstream, milestones=[milestone], pieces=[], by=world.owner)
    words = {"title": "Everybody asked", "description": milestone.description}
    edit_milestone(milestone=milestone, **words, workstream=nights, by=world.owner)
    edit_milestone(milestone=milestone, **words, by=world.owner)

    told = [(step.act, step.reason, step.by) for step in milestone.changes.all()]
    assert told == [
        ("change_workstream", "To “Rota”", world.owner),
        ("change_workstream", "From “Rota” to “Nights”", world.owner),
        ("edit", "", world.owner),
        ("change_workstream", "Out of “Nights”", world.owner),
    ]
    milestone.refresh_from_db()
    assert (milestone.workstream, milestone.version) == (None, 3)


def test_end_and_back(world):
    workstream = add(world)
    assert end_workstream(workstream=workstream, by=world.owner).ended_on
    assert bring_back_workstream(workstream=workstream, by=world.owner).ended_on is None


def test_contents_are_what_was_chosen_and_nothing_else(world):
    workstream, other = add(world), add(world, "Induction")
    stays, leaves = (MilestoneFactory(challenge=world.challenge) for _twice in range(2))
    dropped = MilestoneFactory(
        challenge=world.challenge, status=MilestoneStatus.DROPPED, workstream=workstream
    )
    leaves.workstream = workstream
    leaves.save()
    measure = MeasureFactory(challenge=world.challenge, workstream=other)
    question = QuestionFactory(challenge=world.challenge, workstream=workstream)
    choose_contents(workstream=workstream, milestones=[stays], pieces=[measure], by=world.owner)
    for row in (stays, leaves, dropped, measure, question):
        row.refresh_from_db()
    assert (stays.workstream, leaves.workstream, measure.workstream) == (workstream, None, workstream)
    assert (dropped.workstream, question.workstream) == (workstream, workstream)
    assert measure.changes.last().words == [["workstream", "Induction", "Rota"]]


def test_cycle_past_its_plan_can_still_be_put_in_a_workstream(world):
    workstream = add(world)
    today = "2026-09-01"
    cycle = CycleFactory(
        ramp__challenge=world.challenge, stage=CycleStage.DO, prediction="Less", started_on=today
    )
    choose_contents(workstream=workstream, milestones=[], pieces=[cycle], by=world.owner)
    cycle.refresh_from_db()
    assert cycle.workstream == workstream


@pytest.mark.parametrize("person", ["mentor", "administrator", "same_cohort", "stranger"])
def test_workstream_of_somebody_else_is_left_alone(world, person):
    workstream, by = add(world), getattr(world, person)
    for act in (
        lambda: add(world, "B", by=by),
        lambda: edit_workstream(workstream=workstream, name="B", purpose="", by=by),
        lambda: end_workstream(workstream=workstream, by=by),
        lambda: bring_back_workstream(workstream=workstream, by=by),
        lambda: move_workstream(workstream=workstream, up=True, by=by),
        lambda: choose_contents(workstream=workstream, milestones=[], pieces=[], by=by),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_contents_of_another_challenge_are_refused(world):
    with pytest.raises(PermissionDenied):
        choose_contents(
            workstream=WorkstreamFactory(challenge=world.challenge),
            milestones=[MilestoneFactory()],
            pieces=[],
            by=world.owner,
        )


def test_each_step_of_a_workstream_is_in_its_history_with_the_words_before(world):
    workstream = add(world, purpose="Livable rotas")
    edit_workstream(workstream=workstream, name="Rotas", purpose="Livable rotas", by=world.owner)
    milestone, cycle = (
        MilestoneFactory(challenge=world.challenge),
        CycleFactory(ramp__challenge=world.challenge),
    )
    chosen = {"workstream": workstream, "milestones": [milestone], "by": world.owner}
    choose_contents(**chosen, pieces=[cycle])
    choose_contents(**chosen, pieces=[cycle])  # says nothing new
    choose_contents(**chosen, pieces=[])
    end_workstream(workstream=workstream, by=world.owner)

    told = [(change.act, change.words) for change in workstream.changes.order_by("pk")]
    assert told == [
        ("add", [["name", "", "Rota"], ["purpose", "", "Livable rotas"]]),
        ("edit", [["name", "Rota", "Rotas"]]),
        ("choose_contents", [[milestone.title, "", "Rotas"], [cycle.name, "", "Rotas"]]),
        ("choose_contents", [[cycle.name, "Rotas", ""]]),
        ("end", []),
    ]
    assert {change.by for change in workstream.changes.all()} == {world.owner}
