"""What the page of a measure reads beside it: statements that are kept."""

import datetime as dt
from decimal import Decimal
from functools import cache, partial
from typing import NamedTuple

from django.db.models import Value
from django.urls import reverse

from challenges.charts import Mark
from challenges.charts.series import CYCLE, MILESTONE
from challenges.models import Cycle, Measure, Milestone, Reading, StepChange
from challenges.workflow import MilestoneStatus
from mentoring.permissions import Standing
from mentoring.statements import ROW, Statement, as_seen, columns, mark, statement_of, take

CHALLENGE, WORKSTREAM = mark("challenge"), mark("workstream")
PAGES = {CYCLE: "piece", MILESTONE: "milestone"}


class ReadingRow(NamedTuple):
    """A Reading: a measure may have hundreds."""

    pk: int
    day: dt.date
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    note: str


class StepRow(NamedTuple):
    """A StepChange."""

    pk: int
    day: dt.date
    reason: str


def readings_of(measure: Measure) -> list[ReadingRow]:
    return [ReadingRow(*row) for row in _readings().fetch(row=measure.pk)]


@cache
def _readings() -> Statement:
    return statement_of(Reading.objects.filter(measure=ROW).values_list(*ReadingRow._fields))


def steps_of(measure: Measure) -> list[StepRow]:
    return [StepRow(*row) for row in _steps().fetch(row=measure.pk)]


@cache
def _steps() -> Statement:
    return statement_of(StepChange.objects.filter(measure=ROW).values_list(*StepRow._fields))


def measured_by(cycle: Cycle, standing: Standing) -> list[Measure]:
    """The measure of a cycle; none where it was removed or is not for this person."""
    if not cycle.measured_by_id:
        return []
    return [take(Measure, row) for row in standing.fetch(_measured_by, row=cycle.measured_by_id)]


@cache
def _measured_by(former: bool) -> Statement:
    measures = as_seen(Measure.objects.filter(pk=ROW).current(), former)
    return statement_of(measures.values_list(*columns(Measure)))


def marks_of(measure: Measure, standing: Standing) -> list[Mark]:
    """Cycles measured by it, and milestones: of a measure of one workstream, those of the same one."""
    rows = standing.fetch(
        partial(_marks, bool(measure.workstream_id)),
        row=measure.pk,
        challenge=measure.challenge_id,
        workstream=measure.workstream_id,
    )
    return [Mark(on, kind, label, reverse(PAGES[kind], args=[pk])) for on, kind, label, pk in rows]


@cache
def _marks(of_workstream: bool, former: bool) -> Statement:
    cycles = Cycle.objects.filter(measured_by=ROW, started_on__isnull=False).current()
    milestones = Milestone.objects.filter(challenge=CHALLENGE)
    if of_workstream:
        milestones = milestones.filter(workstream=WORKSTREAM)
    milestones = as_seen(milestones.exclude(status=MilestoneStatus.DROPPED), former)
    return statement_of(
        as_seen(cycles, former)
        .order_by()
        .values_list("started_on", Value(CYCLE), "name", "pk")
        .union(milestones.order_by().values_list("due_on", Value(MILESTONE), "title", "pk"), all=True)
    )
