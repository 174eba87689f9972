"""What the one page reads of a challenge, as far as it is for this person: statements that are kept."""

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Model, OuterRef

from challenges.models import (
    BriefVersion,
    ChallengeSummary,
    Cycle,
    Driver,
    DriverDiagram,
    LogEntry,
    Measure,
    Milestone,
    Position,
    Stakeholder,
)
from challenges.models.drivers import DriverLevel
from challenges.workflow import BriefStatus
from mentoring.permissions import ChallengeSeen, Standing
from mentoring.statements import ROW, Statement, as_seen, columns, statement_of, take


class Known(NamedTuple):
    """A stakeholder, and the support at each position, oldest first."""

    name: str
    stood: list[int]


def chosen_of(challenge: ChallengeSeen, standing: Standing) -> Any:
    """With the ids that were chosen; None where nothing was."""
    for row in standing.fetch(_chosen, row=challenge.pk):
        chosen: Any = take(ChallengeSummary, row)
        chosen.measure_ids, chosen.cycle_ids = row
        return chosen
    return None


@cache
def _chosen(former: bool) -> Statement:
    def ids(name: str) -> ArraySubquery:
        through = getattr(ChallengeSummary, name).through.objects.filter(challengesummary=OuterRef("pk"))
        return ArraySubquery(through.values(name.removesuffix("s")))

    found = as_seen(ChallengeSummary.objects.filter(challenge=ROW), former)
    found = found.annotate(measure_ids=ids("measures"), cycle_ids=ids("cycles"))
    return statement_of(found.values_list(*columns(ChallengeSummary), "measure_ids", "cycle_ids"))


def agreed_brief_of(challenge: ChallengeSeen, standing: Standing) -> BriefVersion | None:
    return next(iter(_rows(_briefs, BriefVersion, challenge, standing)), None)


@cache
def _briefs(former: bool) -> Statement:
    agreed = as_seen(BriefVersion.objects.filter(challenge=ROW, status=BriefStatus.AGREED), former)
    return statement_of(agreed.values_list(*columns(BriefVersion)))


def measures_of(challenge: ChallengeSeen, standing: Standing) -> list[Measure]:
    return _rows(_measures, Measure, challenge, standing)


@cache
def _measures(former: bool) -> Statement:
    current = as_seen(Measure.objects.filter(challenge=ROW).current().order_by("pk"), former)
    return statement_of(current.values_list(*columns(Measure)))


def cycles_of(challenge: ChallengeSeen, standing: Standing) -> list[Cycle]:
    return _rows(_cycles, Cycle, challenge, standing)


@cache
def _cycles(former: bool) -> Statement:
    current = as_seen(Cycle.objects.filter(challenge=ROW).current(), former)
    return statement_of(current.order_by("ramp__position", "ramp", "number").values_list(*columns(Cycle)))


def milestones_of(challenge: ChallengeSeen, standing: Standing) -> list[Milestone]:
    return _rows(_milestones, Milestone, challenge, standing)


@cache
def _milestones(former: bool) -> Statement:
    rows = as_seen(Milestone.objects.filter(challenge=ROW), former)
    return statement_of(rows.values_list(*columns(Milestone)))


def stakeholders_of(challenge: ChallengeSeen, standing: Standing) -> list[Known]:
    return [Known(*row) for row in standing.fetch(_stakeholders, row=challenge.pk)]


@cache
def _stakeholders(former: bool) -> Statement:
    positions = Position.objects.filter(stakeholder=OuterRef("pk")).order_by("day")
    current = as_seen(Stakeholder.objects.filter(challenge=ROW).current().order_by("pk"), former)
    stood = current.annotate(stood=ArraySubquery(positions.values("support")))
    return statement_of(stood.values_list("name", "stood"))


def drivers_of(challenge: ChallengeSeen, standing: Standing) -> list[Driver]:
    """Primary and secondary drivers in their diagram, which is one piece: seen as a whole or not at all."""
    drivers = []
    for row in standing.fetch(_drivers, row=challenge.pk):
        driver = take(Driver, row)
        driver.diagram = take(DriverDiagram, row)
        drivers.append(driver)
    return drivers


@cache
def _drivers(former: bool) -> Statement:
    diagrams = as_seen(DriverDiagram.objects.filter(challenge=ROW).current(), former)
    levels = (DriverLevel.PRIMARY, DriverLevel.SECONDARY)
    kept = Driver.objects.filter(diagram__in=diagrams, removed_at=None, level__in=levels)
    return statement_of(kept.values_list(*columns(Driver), *columns(DriverDiagram, "diagram")))


def count_entries(challenge: ChallengeSeen, standing: Standing) -> int:
    rows = standing.fetch(_entries, row=challenge.pk)
    return rows[0][0] if rows else 0


@cache
def _entries(former: bool) -> Statement:
    entries = as_seen(LogEntry.objects.filter(challenge=ROW), former).order_by().values("challenge")
    return statement_of(entries.annotate(count=Count("pk")).values_list("count"))


def _rows(
    make: Callable[[bool], Statement], model: type[Model], challenge: ChallengeSeen, standing: Standing
) -> list[Any]:
    return [take(model, row) for row in standing.fetch(make, row=challenge.pk)]
