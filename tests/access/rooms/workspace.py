"""The improvement workspace: pieces, their pages and forms, links, summary."""

import datetime as dt
from collections.abc import Callable
from uuid import uuid4

from django.utils import timezone

from challenges.models import PieceChange, StepChange
from challenges.models.cycle import Decision
from challenges.views.readings_table import seal
from challenges.workflow import CycleStage
from mentoring.models import Link, LinkEnd
from mentoring.services.replies import keep_typed
from tests.access.markers import marker
from tests.access.sending import box, day
from tests.access.world import World
from tests.factories import (
    MilestoneFactory,
)
from tests.factories.cohorts import days_from_today
from tests.factories.workspace import (
    CycleFactory,
    DriverDiagramFactory,
    DriverFactory,
    JudgementFactory,
    MeasureFactory,
    PositionFactory,
    QuestionFactory,
    RampFactory,
    ReadingFactory,
    SightingFactory,
    StakeholderFactory,
    WorkstreamFactory,
)

ARGUMENTS: dict[str, list[str]] = {
    "piece_new": [":challenge", "question"],
    "piece_edit": [":question"],
    "piece_remove": [":question"],
    "piece_act": [":question", "ask"],
    "reading_new": [":measure"],
    "readings_paste": [":measure"],
    "reading_edit": [":reading"],
    "reading_remove": [":reading"],
    "step_change_new": [":measure"],
    "step_change_remove": [":step_change"],
    "measures": [":challenge"],
    "measure_file": [":measure", "csv"],
    "position_new": [":stakeholder"],
    "position_edit": [":position"],
    "position_remove": [":later_position"],
    "stakeholders": [":challenge"],
    "stakeholders_file": [":challenge", "network", "svg"],
    "ledger": [":challenge"],
    "judgements": [":challenge"],
    "questions": [":challenge"],
    "cycles": [":challenge"],
    "cycle_stage": [":cycle", "do"],
    "cycle_start": [":cycle_to_start"],
    "cycle_next": [":decided_cycle"],
    "cycle_back": [":cycle"],
    "ramp_new": [":challenge"],
    "ramp_edit": [":ramp"],
    "drivers": [":challenge"],
    "drivers_file": [":diagram", "svg"],
    "outline": [":diagram"],
    "driver_links": [":driver"],
    "driver_back": [":removed_driver"],
    "workstreams": [":challenge"],
    "workstream": [":workstream"],
    "workstream_new": [":challenge"],
    "workstream_edit": [":workstream"],
    "workstream_contents": [":workstream"],
    "workstream_act": [":workstream", "end"],
    "piece": [":question"],
    "summary_edit": [":challenge"],
    "challenge_summary": [":challenge"],
    "challenge_summary_pdf": [":challenge"],
    "links": [":challenge", ":linked_key"],
    "link_new": [":challenge", ":linked_key"],
    "link_draft": [":challenge", ":linked_key"],
    "link_remove": [":link"],
    "module_links": [":module"],
}


def fill(world: World) -> None:
    then = timezone.now() - dt.timedelta(days=5)
    question = QuestionFactory(
        challenge=world.challenge, asked=f"Who sleeps? {marker('question')}", made_at=then
    )
    PieceChange.objects.create(piece=question, act="add", by=world.fellow, at=then)
    QuestionFactory(challenge=world.challenge, asked=f"Who wakes? {marker('later question')}")
    measure = MeasureFactory(
        challenge=world.challenge, name=f"Nights awake {marker('measure')}", made_at=then
    )
    PieceChange.objects.create(piece=measure, act="add", by=world.fellow, at=then)
    days = [dt.date(2020, month, 1) for month in (1, 2, 3)]
    readings = [ReadingFactory(measure=measure, day=day, note=marker("reading")) for day in days]
    world.things |= {
        "measure": measure,
        "reading": readings[1],
        "step_change": StepChange.objects.create(measure=measure, day=days[2], reason="A new rota"),
    }
    world.things |= {"question": question}
    link_of(world, then)
    doing_of(world, then)
    people_in_it(world, then)


def doing_of(world: World, then: dt.datetime) -> None:
    """A ramp with a cycle in Do and a later one, a driver diagram, a workstream."""
    old = {"challenge": world.challenge, "made_at": then}
    ramp = RampFactory(challenge=world.challenge)
    cycle = CycleFactory(
        ramp=ramp,
        number=1,
        made_at=then,
        stage=CycleStage.DO,
        prediction=f"They will sleep. {marker('cycle')}",
        started_on=days_from_today(-6),
    )
    CycleFactory(ramp=ramp, number=2, prediction=marker("later cycle"), name=marker("later cycle"))
    diagram = DriverDiagramFactory(**old)
    for piece in (cycle, diagram):
        PieceChange.objects.create(piece=piece, act="add", by=world.fellow, at=then)
    world.things |= {
        "cycle": cycle,
        "cycle_to_start": CycleFactory(ramp=ramp, number=3, prediction="They will sleep."),
        "decided_cycle": CycleFactory(
            ramp=ramp,
            number=4,
            stage=CycleStage.DECIDED,
            prediction="They will sleep.",
            started_on=days_from_today(-6),
            decision=Decision.ADAPT,
            decided_on=days_from_today(0),
        ),
        "removed_driver": DriverFactory(diagram=diagram, removed_at=then),
        "ramp": ramp,
        "diagram": diagram,
        "driver": DriverFactory(diagram=diagram, words=f"Quiet {marker('driver')}"),
        "workstream": WorkstreamFactory(challenge=world.challenge),
    }


def people_in_it(world: World, then: dt.datetime) -> None:
    """A stakeholder with two positions, a later one, a line of the ledger and a judgement."""
    old = {"challenge": world.challenge, "made_at": then}
    stakeholder = StakeholderFactory(**old, name=f"Night sister {marker('stakeholder')}")
    StakeholderFactory(challenge=world.challenge, name=f"Matron {marker('later stakeholder')}")
    sighting = SightingFactory(**old, seen=f"Nobody sat down. {marker('sighting')}")
    judgement = JudgementFactory(**old, reason=f"Two wards sleep. {marker('judgement')}")
    for piece in (stakeholder, sighting, judgement):
        PieceChange.objects.create(piece=piece, act="add", by=world.fellow, at=then)
    world.things |= {
        "stakeholder": stakeholder,
        "position": PositionFactory(
            stakeholder=stakeholder, day=days_from_today(-9), note=marker("position")
        ),
        "later_position": PositionFactory(stakeholder=stakeholder, day=days_from_today(-8)),
    }


def link_of(world: World, then: dt.datetime) -> None:
    """The question is evidence for the entry; and a milestone of somebody else, which is not."""
    ends = ({"log_entry": world.entry}, {"piece": world.question})
    one, other = (LinkEnd.objects.create(challenge=world.challenge, **end) for end in ends)
    link = Link.objects.create(
        challenge=world.challenge, one=one, other=other, made_by=world.fellow, made_at=then
    )
    keep_typed(
        by=world.fellow,
        form="link.piece",
        subject_id=world.question.pk,
        typed={"why": marker("reason not sent")},
        version=0,
    )
    world.things |= {
        "link": link,
        "linked_key": f"piece-{world.question.pk}",
        "foreign_milestone": MilestoneFactory(),
    }


def _typed() -> dict:
    """The draft that a form belongs to."""
    return {"draft": str(uuid4()), "version": "0"}


def _confirmed_table(world: World) -> dict:
    """As the preview of it sends it on."""
    text = "01/03/2019\t12"
    return {"text": text, "act": "save", "seen": seal(text, shares=False), "piece_version": "1"}


QUESTION = {
    "asked": "Who is not in the room?",
    "asked_of": "The ward team",
    "construction": "who",
    **day("asked_on", days_from_today(0)),
    "version": "0",
}
READING = {"value": "12", "note": "", "version": "0"}
POSITION = {"power": "5", "interest": "1", "support": "2", "needed": "2", "note": "", "piece_version": "1"}

SENT: dict[str, Callable[[World], dict]] = {
    "piece_new": lambda world: {**QUESTION, "draft": str(uuid4())},
    "piece_edit": lambda world: {**QUESTION, "piece_version": "1"},
    "piece_remove": lambda world: {"version": "1"},
    "piece_act": lambda world: {"version": "1"},
    "position_new": lambda world: {**POSITION, **day("day", days_from_today(0))},
    "position_edit": lambda world: {**POSITION, **day("day", days_from_today(-40))},
    "position_remove": lambda world: {"version": "1"},
    "cycle_stage": lambda world: {"happened": "They slept.", "piece_version": "1", "version": "0"},
    "cycle_start": lambda world: {"version": "1"},
    "cycle_next": lambda world: {"version": "1"},
    "cycle_back": lambda world: {"reason": "The ward is closed.", "piece_version": "1", **_typed()},
    "ramp_new": lambda world: {"name": "Quiet nights", **_typed()},
    "ramp_edit": lambda world: {"name": "Quiet nights", "ramp_version": "1", **_typed()},
    "outline": lambda world: {
        "words": "Quiet",
        "level": "1",
        "driver": "0",
        "gone": "0",
        "piece_version": "1",
    },
    "driver_links": lambda world: {"measures": str(world.measure.pk)},
    "driver_back": lambda world: {"version": "1"},
    "workstream_new": lambda world: {"name": "Nights", **_typed()},
    "workstream_edit": lambda world: {"name": "Nights", "workstream_version": "1", **_typed()},
    "workstream_contents": lambda world: {"pieces": str(world.cycle.pk)},
    "workstream_act": lambda world: {},
    "reading_new": lambda world: {**READING, **day("day", days_from_today(0)), "draft": str(uuid4())},
    "readings_paste": _confirmed_table,
    "reading_edit": lambda world: {
        **READING,
        **day("day", world.reading.day),
        "piece_version": "1",
        "draft": str(uuid4()),
    },
    "reading_remove": lambda world: {"version": "1"},
    "step_change_new": lambda world: {
        "day": str(world.reading.day),
        "reason": "A new rota",
        "piece_version": "1",
        "version": "0",
    },
    "step_change_remove": lambda world: {
        "reason": "Marked too early",
        "piece_version": "1",
        **_typed(),
    },
    "piece/comment": box("piece", "question", "comment"),
    "summary_edit": lambda world: {"learnt": "Ask first.", "version": "0", "draft": str(uuid4())},
    "link_new": lambda world: {
        "to": f"milestone-{world.milestone.pk}",
        "why": "It shows that it works.",
        "version": "1",
    },
    "link_draft": lambda world: {"why": "It shows that", "version": "1"},
    "link_new/forged thing": lambda world: {"to": f"milestone-{world.foreign_milestone.pk}"},
    "link_remove": lambda world: {},
}
