import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from challenges.models import BriefVersion, ChallengeSummary, Milestone
from challenges.models.drivers import DriverLevel
from challenges.workflow import BriefStatus, CycleStage, MilestoneStatus
from mentoring.permissions import standing_on
from mentoring.services.challenge import challenge_seen_by
from mentoring.services.summary import OnePage, one_page
from tests.factories import CommentFactory
from tests.factories.cohorts import days_from_today
from tests.factories.workspace import (
    CycleFactory,
    DriverDiagramFactory,
    DriverFactory,
    MeasureFactory,
    PositionFactory,
    QuestionFactory,
    RampFactory,
    ReadingFactory,
    StakeholderFactory,
)

pytestmark = pytest.mark.django_db


def page_for(scene, who: str = "fellow") -> OnePage:
    person = scene.people[who]
    challenge = challenge_seen_by(person, pk=scene.challenge.pk)
    return one_page(challenge, standing_on(scene.challenge.pk, person))


def agree_brief(scene, **words) -> None:
    BriefVersion.objects.filter(pk=scene.brief.pk).update(
        status=BriefStatus.AGREED, answered_at=timezone.now(), **words
    )


def test_nothing_is_on_the_page_that_was_not_chosen_or_agreed(scene):
    BriefVersion.objects.filter(pk=scene.brief.pk).update(aim="An aim nobody agreed", problem="Nor this")
    CommentFactory(log_entry=scene.entry, author=scene.lead, text="A comment")
    QuestionFactory(challenge=scene.challenge, opened_up="What it opened up")
    CycleFactory(ramp=RampFactory(challenge=scene.challenge), learnt="Not chosen", name="Not chosen")

    page = page_for(scene)

    assert (page.aim, page.problem, page.tried, page.learnt) == ("", "", [], "")
    assert page.trials == "1 cycle: 1 planned"
    told = repr(page)
    for words in ("nobody agreed", "A comment", "What it opened up", "Not chosen", scene.entry.what_happened):
        assert words not in told


def test_aim_and_problem_are_of_the_agreed_brief(scene):
    agree_brief(scene, aim="Halve it by July", problem="Too long")

    page = page_for(scene)

    assert (page.aim, page.problem) == ("Halve it by July", "Too long")
    assert page.agreed.startswith("From version 1 of the brief, agreed on ")


def test_chart_says_how_many_readings_and_from_when_to_when(scene):
    measure = MeasureFactory(challenge=scene.challenge)
    for month in (1, 2, 3):
        ReadingFactory(measure=measure, day=dt.date(2026, month, 1), value=Decimal(month))
    ReadingFactory(measure=measure, day=dt.date(2026, 4, 1), value=None)

    (chart,) = page_for(scene).charts

    assert chart.counted == "3 readings, 1 January 2026 to 1 March 2026"


def test_chosen_charts_and_cycles_are_shown_and_only_those(scene):
    measures = [MeasureFactory(challenge=scene.challenge) for _number in range(4)]
    ramp = RampFactory(challenge=scene.challenge)
    decided = {"stage": CycleStage.DECIDED, "decision": "adapt", "prediction": "More", "learnt": "Less"}
    days = {"started_on": dt.date(2026, 5, 1), "decided_on": dt.date(2026, 5, 3)}
    cycles = [CycleFactory(ramp=ramp, **decided, **days) for _number in range(3)]
    assert len(page_for(scene).charts) == 2  # until something is chosen
    chosen = ChallengeSummary.objects.create(challenge=scene.challenge, learnt="Ask first.")
    chosen.measures.set([measures[0], measures[3]])
    chosen.cycles.set([cycles[1]])

    page = page_for(scene)

    assert [chart.series.title for chart in page.charts] == [measures[0].name, measures[3].name]
    assert [(one.name, one.outcome, one.learnt) for one in page.tried] == [
        (cycles[1].name, "Adapted on 3 May 2026", "Less")
    ]
    assert page.learnt == "Ask first."


def test_removed_pieces_are_off_the_page_though_they_were_chosen(scene):
    measure = MeasureFactory(challenge=scene.challenge, removed_at=timezone.now())
    chosen = ChallengeSummary.objects.create(challenge=scene.challenge)
    chosen.measures.set([measure])

    assert page_for(scene).charts == []


def test_people_are_counted_by_where_they_stood_at_first_and_stand_now(scene):
    for first, last in ((-1, 1), (1, 2), (0, 0), (2, -1)):
        stakeholder = StakeholderFactory(challenge=scene.challenge, name=f"Role {first} {last}")
        PositionFactory(stakeholder=stakeholder, day=days_from_today(-90), support=first)
        PositionFactory(stakeholder=stakeholder, day=days_from_today(-3), support=last)
    StakeholderFactory(challenge=scene.challenge)

    assert page_for(scene).people == [
        "2 of 5 stakeholders help it along or make it happen.",
        "1 of them did not when first noted.",
        "With us: Role -1 1 and Role 1 2.",
    ]


def test_drivers_are_told_with_what_is_below_them(scene):
    diagram = DriverDiagramFactory(challenge=scene.challenge, aim="The aim of the diagram")
    primary = DriverFactory(diagram=diagram, words="Rota")
    DriverFactory(diagram=diagram, words="Leave", parent=primary, level=DriverLevel.SECONDARY)
    DriverFactory(diagram=diagram, words="Gone", removed_at=timezone.now())

    page = page_for(scene)

    assert [(line.words, line.below) for line in page.drivers] == [("Rota", "Leave")]
    assert page.aim == "The aim of the diagram"


def test_counts_are_honest(scene):
    Milestone.objects.create(
        challenge=scene.challenge,
        title="Done",
        due_on=days_from_today(-9),
        status=MilestoneStatus.SIGNED_OFF,
        signed_off_at=timezone.now(),
    )
    Milestone.objects.create(
        challenge=scene.challenge, title="Dropped", due_on=days_from_today(9), status=MilestoneStatus.DROPPED
    )

    page = page_for(scene)

    assert "1 shared log entry, 0 measures, 0 PDSA cycles, 0 stakeholders" in page.evidence
    assert "1 of 2 milestones signed off by the mentor" in page.evidence
    assert [title for title, _day in page.upcoming] == [scene.milestone.title]


def test_former_mentor_finds_the_page_as_it_was_before_the_end(scene):
    agree_brief(scene, aim="Agreed after the end")
    MeasureFactory(challenge=scene.challenge)
    ChallengeSummary.objects.create(challenge=scene.challenge, learnt="Written after the end")

    page = page_for(scene, "in_grace")

    assert (page.aim, page.learnt, page.charts) == ("", "", [])
    assert "0 shared log entries, 0 measures" in page.evidence
