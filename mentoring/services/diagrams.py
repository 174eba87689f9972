"""The driver diagram as one person may see it: each driver and idea with what shows and tests it."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from itertools import chain
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import FloatField, OuterRef
from django.db.models.functions import Cast
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from challenges.charts import Reading as Point
from challenges.charts import Series
from challenges.charts import StepChange as Step
from challenges.charts.icons import icon_words, variation_icon
from challenges.drawings.drivers import Node, Note
from challenges.measuring import series_of
from challenges.models import Cycle, Driver, DriverDiagram, Measure, Ramp, Reading, StepChange
from challenges.models.drivers import DriverLevel
from challenges.services.drivers import LEVELS, in_order
from challenges.trials import Trial, mark_at, trials_marked
from fellowship.cohorts.models import Programme
from mentoring.permissions import Standing
from mentoring.services.then import as_then
from mentoring.statements import IDS, ROW, Statement, as_seen, columns, statement_of, take

KEPT = 500  # series, for what each shows
KEPT_DIAGRAMS = 50  # those that were looked at last


class DriverRow(NamedTuple):
    """A Driver with the ids of its measures, and ids and names of the ramps that test it."""

    pk: int
    parent_id: int | None
    level: str
    words: str
    position: int
    removed_at: dt.datetime | None
    measure_ids: tuple[int, ...]
    ramp_ids: tuple[int, ...]
    ramp_names: tuple[str, ...]


@dataclass(frozen=True)
class Shown:
    """A measure beside a driver. `variation`: what its chart says, empty where it is too early to say."""

    pk: int
    name: str
    variation: str


@dataclass(frozen=True)
class Tested:
    """A ramp that tests an idea, with the marks of what became of each of its cycles."""

    pk: int
    name: str
    marks: list[str]

    @property
    def trials(self) -> list[Trial]:
        return trials_marked(self.marks)


@dataclass
class Branch:
    driver: DriverRow
    measures: list[Shown]
    tests: list[Tested]
    children: list["Branch"] = field(default_factory=list)

    @property
    def trials(self) -> list[Trial]:
        return trials_marked([mark for test in self.tests for mark in test.marks])

    @property
    def count(self) -> int:
        """Itself and what hangs on it."""
        return 1 + sum(child.count for child in self.children)

    def node(self) -> Node:
        notes = [Note(trial.words, trial.mark) for trial in self.trials]
        if self.driver.level == DriverLevel.IDEA and not notes:
            notes = [Note(_("not tried yet"))]
        notes += [_measure_note(shown) for shown in self.measures]
        level = LEVELS.index(DriverLevel(self.driver.level)) + 1
        return Node(self.driver.words, level, tuple(notes), tuple(child.node() for child in self.children))


@dataclass(frozen=True, eq=False)
class Diagram:
    """The same object as long as what it was made from is: what is written of it is kept by it."""

    aim: str
    measure: Shown | None  # of the aim
    branches: list[Branch]
    removed: list[DriverRow]

    @property
    def count(self) -> int:
        return sum(branch.count for branch in self.branches)

    @property
    def node(self) -> Node:
        notes = (replace(_measure_note(self.measure), mark=""),) if self.measure else ()
        return Node(self.aim, 0, notes, tuple(branch.node() for branch in self.branches))


def diagram_of(piece: DriverDiagram, programme: Programme, standing: Standing) -> Diagram:
    """In three queries, however large it is."""
    rows = tuple(DriverRow(*row[:-3], *map(tuple, row[-3:])) for row in _with_links().fetch(row=piece.pk))
    wanted = {pk for row in rows for pk in row.measure_ids} | {piece.measured_by_id}
    shown = _shown(wanted - {None}, programme, standing)
    cycles = tuple(map(tuple, standing.fetch(_of_ramps, row=piece.pk)))
    every_ramp = not standing.sees_until
    if not every_ramp:
        rows = _with_names_then(rows, standing)
    return _made(piece.aim, piece.measured_by_id, rows, shown, cycles, every_ramp, standing.discusses)


def _with_names_then(rows: tuple[DriverRow, ...], standing: Standing) -> tuple[DriverRow, ...]:
    named = chain.from_iterable(zip(row.ramp_ids, row.ramp_names, strict=True) for row in rows)
    ramps = {pk: Ramp(pk=pk, name=name) for pk, name in named}
    as_then(standing, ramps.values())
    return tuple(row._replace(ramp_names=tuple(ramps[pk].name for pk in row.ramp_ids)) for row in rows)


@lru_cache(KEPT_DIAGRAMS)
def _made(
    aim: str,
    measure_id: int | None,
    rows: tuple[DriverRow, ...],
    measures: tuple[Shown, ...],
    cycles: tuple[tuple, ...],
    every_ramp: bool,
    tells_removed: bool,
) -> Diagram:
    """All that it depends on is in the arguments, so it is put together anew only when that changes."""
    shown = {measure.pk: measure for measure in measures}
    marks = _marks(cycles)
    branches: dict[int, Branch] = {}
    roots: list[Branch] = []
    present: list[Any] = in_order([row for row in rows if row.removed_at is None])
    for row in present:
        ramps = zip(row.ramp_ids, row.ramp_names, strict=True)
        tests = [Tested(pk, name, marks[pk]) for pk, name in ramps if pk in marks or every_ramp]
        branches[row.pk] = branch = Branch(row, [shown[pk] for pk in row.measure_ids if pk in shown], tests)
        parent = branches.get(row.parent_id or 0)
        (parent.children if parent else roots).append(branch)
    removed = in_order([row for row in rows if row.removed_at]) if tells_removed else []
    return Diagram(aim, shown.get(measure_id or 0), roots, removed)


@cache
def _with_links() -> Statement:
    links = Driver.measures.through.objects.filter(driver=OuterRef("pk")).order_by("pk")
    ramps = Ramp.objects.filter(idea=OuterRef("pk"))
    drivers = Driver.objects.filter(diagram=ROW).annotate(
        measure_ids=ArraySubquery(links.values("measure")),
        ramp_ids=ArraySubquery(ramps.values("pk")),
        ramp_names=ArraySubquery(ramps.values("name")),
    )
    return statement_of(drivers.values_list(*DriverRow._fields))


def _shown(ids: set, programme: Programme, standing: Standing) -> tuple[Shown, ...]:
    """Measures with what their charts say; their readings come along, so that it is one query."""
    found, language = [], get_language()
    for row in standing.fetch(_with_readings, ids=list(ids)):
        measure = take(Measure, row)
        days, numbers, step_days, step_reasons = row
        series = series_of(
            measure, programme, points=map(Point, days, numbers), steps=map(Step, step_days, step_reasons)
        )
        found.append(Shown(measure.pk, measure.name, _variation(series, language)))
    return tuple(sorted(found, key=lambda shown: shown.pk))


@cache
def _with_readings(former: bool) -> Statement:
    readings = Reading.objects.filter(measure=OuterRef("pk")).order_by("day")
    steps = StepChange.objects.filter(measure=OuterRef("pk")).order_by("day")
    arrays = {
        "days": ArraySubquery(readings.values("day")),
        "numbers": ArraySubquery(readings.values(number=Cast("value", FloatField()))),
        "step_days": ArraySubquery(steps.values("day")),
        "step_reasons": ArraySubquery(steps.values("reason")),
    }
    measures = as_seen(Measure.objects.filter(pk__in=[IDS]).current(), former).annotate(**arrays)
    return statement_of(measures.values_list(*columns(Measure), *arrays))


@lru_cache(KEPT)
def _variation(series: Series, language: str | None) -> str:
    """All that the words depend on is in the arguments, so they are found anew only when that changes."""
    return icon_words(variation_icon(series))


def _marks(cycles: tuple[tuple, ...]) -> dict[int, list[str]]:
    """By ramp: the mark of what became of each cycle."""
    found: dict[int, list[str]] = defaultdict(list)
    for ramp, stage, decision in cycles:
        found[ramp].append(mark_at(stage, decision))
    return found


@cache
def _of_ramps(former: bool) -> Statement:
    cycles = Cycle.objects.filter(ramp__idea__diagram=ROW).current().order_by("number")
    return statement_of(as_seen(cycles, former).values_list("ramp", "stage", "decision"))


def _measure_note(shown: Shown) -> Note:
    words = _("Measure: %(name)s") % {"name": shown.name}
    return Note(f"{words}. {shown.variation}" if shown.variation else words, "measure")
