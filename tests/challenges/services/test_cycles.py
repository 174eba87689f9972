import threading
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, connections, transaction
from django.utils import timezone

from challenges.models import Cycle, Ramp
from challenges.models.cycle import Decision
from challenges.services.cycles import (
    add_ramp,
    edit_ramp,
    move_cycle,
    plan_cycle,
    plan_next,
    remove_ramp,
)
from challenges.services.pieces import act_on_piece, edit_piece
from challenges.services.stale import Stale
from challenges.workflow import CYCLE, CycleStage, PieceStatus
from fellowship.lib.workflows import NotPossible
from tests.factories.workspace import (
    CycleFactory,
    DriverDiagramFactory,
    DriverFactory,
    MeasureFactory,
    RampFactory,
)

WORDS = {"name": "Try the short form", "questions": "Is it quicker?", "prediction": "Two minutes less."}


def planned(world, **words):
    words = {**WORDS, "new_ramp": "Shorter forms", **words}
    return plan_cycle(challenge=world.challenge, words=words, form_id=uuid.uuid4(), by=world.owner)


def at(world, stage: str) -> Cycle:
    """A cycle that has come as far as `stage`."""
    cycle = planned(world)
    for act, words in (
        ("start", {}),
        ("study", {"happened": "It took three minutes."}),
        ("decide", {"decision": Decision.ADAPT, "next_step": "Ask the night team."}),
    ):
        if cycle.stage == stage:
            break
        if act == "decide":
            cycle = edit_piece(piece=cycle, words={"learnt": "It was slower."}, by=world.owner)
        cycle = move_cycle(cycle=cycle, act=act, words=words, by=world.owner)
    return cycle


def test_plan_names_its_new_ramp_right_there(world):
    cycle = planned(world)
    assert (cycle.ramp.name, cycle.number, cycle.stage) == ("Shorter forms", 1, CycleStage.PLAN)
    assert list(cycle.changes.values_list("act", flat=True)) == ["add"]


def test_plan_in_a_ramp_takes_the_next_number(world):
    first = planned(world)
    assert planned(world, ramp=first.ramp).number == 2
    assert Ramp.objects.count() == 1


def test_number_of_a_removed_cycle_is_not_given_again(world):
    first = planned(world)
    Cycle.objects.update(removed_at=timezone.now())
    assert planned(world, ramp=first.ramp).number == 2


def test_plan_sent_twice_is_one_cycle_in_one_ramp(world):
    form_id = uuid.uuid4()
    words = {**WORDS, "new_ramp": "Shorter forms"}
    for _press in range(2):
        plan_cycle(challenge=world.challenge, words=words, form_id=form_id, by=world.owner)
    assert (Cycle.objects.count(), Ramp.objects.count()) == (1, 1)


def test_plan_in_a_ramp_of_another_challenge_is_refused(world):
    with pytest.raises(PermissionDenied):
        planned(world, ramp=RampFactory())


def test_ramp_for_an_idea_of_another_challenge_is_refused(world):
    foreign = DriverFactory(diagram=DriverDiagramFactory())
    with pytest.raises(PermissionDenied):
        planned(world, idea=foreign)


@pytest.mark.parametrize(
    "person", ["mentor", "mentor_in_grace", "administrator", "same_cohort", "tutor", "evaluator", "stranger"]
)
def test_cycle_of_somebody_else_cannot_be_planned_moved_or_continued(world, person):
    cycle, by = at(world, CycleStage.DECIDED), getattr(world, person)
    with pytest.raises(PermissionDenied):
        plan_cycle(challenge=world.challenge, words={**WORDS, "new_ramp": "A"}, form_id=uuid.uuid4(), by=by)
    with pytest.raises(PermissionDenied):
        move_cycle(cycle=cycle, act="study_again", reason="Why", by=by)
    with pytest.raises(PermissionDenied):
        plan_next(cycle=cycle, by=by)
    with pytest.raises(PermissionDenied):
        add_ramp(challenge=world.challenge, name="A", idea=None, form_id=uuid.uuid4(), by=by)
    with pytest.raises(PermissionDenied):
        edit_ramp(ramp=cycle.ramp, name="A", idea=None, by=by)


@pytest.mark.parametrize("prediction", ["", "  \n "])
def test_start_without_a_prediction_is_refused(world, prediction):
    cycle = planned(world, prediction=prediction)
    with pytest.raises(NotPossible, match="prediction"):
        move_cycle(cycle=cycle, act="start", by=world.owner)
    cycle.refresh_from_db()
    assert cycle.stage == CycleStage.PLAN


def test_database_refuses_do_without_a_prediction(world):
    cycle = planned(world, prediction="")
    with pytest.raises(IntegrityError, match="prediction_before_do"), transaction.atomic():
        Cycle.objects.filter(pk=cycle.pk).update(stage=CycleStage.DO, started_on=timezone.localdate())


def test_start_notes_the_day_and_closes_the_plan(world):
    cycle = at(world, CycleStage.DO)
    assert cycle.started_on == timezone.localdate()
    for name in ("prediction", "name", "questions", "plan_who", "measured_by"):
        with pytest.raises(NotPossible, match="another stage"):
            edit_piece(piece=cycle, words={name: None if name == "measured_by" else "x"}, by=world.owner)


def test_plan_again_needs_a_reason_and_opens_the_plan(world):
    cycle = at(world, CycleStage.DO)
    with pytest.raises(NotPossible, match="reason"):
        move_cycle(cycle=cycle, act="plan_again", reason=" ", by=world.owner)
    cycle = move_cycle(cycle=cycle, act="plan_again", reason="The team is away.", by=world.owner)
    assert (cycle.stage, cycle.started_on) == (CycleStage.PLAN, None)
    edit_piece(piece=cycle, words={"prediction": "One minute less."}, by=world.owner)
    told = list(cycle.changes.values_list("act", "reason"))
    assert ("plan_again", "The team is away.") in told
    assert cycle.changes.last().words == [["prediction", "Two minutes less.", "One minute less."]]


def test_study_needs_what_happened(world):
    cycle = at(world, CycleStage.DO)
    with pytest.raises(NotPossible, match="what happened"):
        move_cycle(cycle=cycle, act="study", words={"happened": " "}, by=world.owner)


def test_decision_needs_what_the_data_say(world):
    cycle = at(world, CycleStage.STUDY)
    with pytest.raises(NotPossible, match="data"):
        move_cycle(cycle=cycle, act="decide", words={"decision": Decision.ADOPT}, by=world.owner)


def test_whole_cycle_leaves_a_history_of_every_step(world):
    cycle = at(world, CycleStage.DECIDED)
    assert list(cycle.changes.values_list("act", flat=True)) == ["add", "start", "study", "edit", "decide"]
    assert cycle.changes.last().words == [["decision", "", "Adapt"], ["next_step", "", "Ask the night team."]]
    assert None not in (cycle.started_on, cycle.finished_on, cycle.decided_on)


def test_going_back_from_a_decision_takes_it_back_and_keeps_the_words(world):
    cycle = move_cycle(
        cycle=at(world, CycleStage.DECIDED), act="study_again", reason="More data came.", by=world.owner
    )
    assert (cycle.decision, cycle.decided_on, cycle.next_step) == ("", None, "Ask the night team.")
    assert ["decision", "Adapt", ""] in cycle.changes.last().words


@pytest.mark.parametrize(
    ("stage", "act"),
    [
        (stage, act)
        for stage in CycleStage.values
        for act in sorted({act for _at, act in CYCLE})
        if (stage, act) not in CYCLE
        and stage not in {s.next for (_at, known), s in CYCLE.items() if known == act}
    ],
)
def test_act_that_does_not_fit_the_stage_is_refused(world, stage, act):
    with pytest.raises(NotPossible):
        move_cycle(cycle=at(world, stage), act=act, reason="Why", by=world.owner)


def test_step_taken_twice_is_one_step(world):
    cycle = planned(world)
    for _press in range(2):
        move_cycle(cycle=cycle, act="start", by=world.owner, version=1)
    words = {"happened": "It took three minutes."}
    for _press in range(2):
        move_cycle(cycle=cycle, act="study", words=words, by=world.owner, version=2)
    assert list(cycle.changes.values_list("act", flat=True)) == ["add", "start", "study"]


def test_step_from_a_stale_page_is_refused(world):
    cycle = at(world, CycleStage.DO)
    edit_piece(piece=cycle, words={"happened": "Half of it."}, by=world.owner)
    with pytest.raises(Stale):
        move_cycle(cycle=cycle, act="study", words={"happened": "All"}, by=world.owner, version=cycle.version)


def test_step_of_an_agreed_cycle_opens_it_for_the_mentor_again(world):
    cycle = planned(world)
    act_on_piece(piece=cycle, act="ask", by=world.owner)
    act_on_piece(piece=cycle, act="agree", by=world.mentor)
    assert move_cycle(cycle=cycle, act="start", by=world.owner).status == PieceStatus.OPEN


def test_next_cycle_begins_with_what_was_learnt(world):
    measure = MeasureFactory(challenge=world.challenge)
    cycle = at(world, CycleStage.DECIDED)
    Cycle.objects.filter(pk=cycle.pk).update(measured_by=measure, plan_who="Night team")
    following = plan_next(cycle=cycle, by=world.owner)
    assert (following.number, following.ramp, following.stage) == (2, cycle.ramp, CycleStage.PLAN)
    assert following.questions == "Ask the night team.\n\nLearnt in cycle 1: It was slower."
    assert (following.prediction, following.plan_who, following.measured_by) == ("", "Night team", measure)


def test_next_cycle_planned_twice_is_one(world):
    cycle = at(world, CycleStage.DECIDED)
    assert plan_next(cycle=cycle, by=world.owner) == plan_next(cycle=cycle, by=world.owner)
    assert Cycle.objects.count() == 2


def test_next_cycle_carries_no_more_than_the_form_takes(world):
    cycle = at(world, CycleStage.DECIDED)
    Cycle.objects.filter(pk=cycle.pk).update(learnt="x" * 5_000, next_step="y" * 5_000)
    assert len(plan_next(cycle=cycle, by=world.owner).questions) == 5_000


@pytest.mark.parametrize("stage", [CycleStage.PLAN, CycleStage.DO, CycleStage.STUDY])
def test_next_cycle_before_a_decision_is_refused(world, stage):
    with pytest.raises(NotPossible):
        plan_next(cycle=at(world, stage), by=world.owner)


def test_next_cycle_of_an_abandoned_one_is_refused(world):
    cycle = at(world, CycleStage.DECIDED)
    Cycle.objects.filter(pk=cycle.pk).update(decision=Decision.ABANDON)
    with pytest.raises(NotPossible):
        plan_next(cycle=cycle, by=world.owner)


def test_removed_cycle_does_not_move(world):
    cycle = planned(world)
    Cycle.objects.filter(pk=cycle.pk).update(removed_at=timezone.now())
    with pytest.raises(NotPossible, match="removed"):
        move_cycle(cycle=cycle, act="start", by=world.owner)


def test_ramp_gets_another_name_and_idea(world):
    idea = DriverFactory(diagram=DriverDiagramFactory(challenge=world.challenge))
    ramp = add_ramp(challenge=world.challenge, name="A", idea=None, form_id=uuid.uuid4(), by=world.owner)
    edit_ramp(ramp=ramp, name="B", idea=idea, by=world.owner)
    ramp.refresh_from_db()
    assert (ramp.name, ramp.idea) == ("B", idea)


@pytest.mark.django_db(transaction=True)
def test_two_cycles_begun_at_once_get_different_numbers(world):
    ramp = CycleFactory(ramp__challenge=world.challenge, number=1).ramp
    start, faults = threading.Barrier(2), []

    def plan():
        try:
            start.wait(timeout=10)
            planned(world, ramp=ramp)
        except Exception as fault:  # told below
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=plan) for _twice in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    connection.close()
    assert not faults
    assert sorted(ramp.cycles.values_list("number", flat=True)) == [1, 2, 3]


def test_ramp_that_was_removed_is_still_known_by_its_name(world):
    ramp = add_ramp(challenge=world.challenge, name="Nights", idea=None, form_id=uuid.uuid4(), by=world.owner)
    edit_ramp(ramp=ramp, name="Quiet nights", idea=None, by=world.owner)
    remove_ramp(ramp=ramp, by=world.owner)

    told = world.challenge.changes.order_by("pk").values_list("act", "name", "ramp", "words")
    assert list(told) == [
        ("add", "Nights", None, []),
        ("edit", "Quiet nights", None, [["name", "Nights", "Quiet nights"]]),
        ("remove", "Quiet nights", None, []),
    ]
