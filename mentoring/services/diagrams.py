"""The driver diagram as one person may see it: each driver and idea with what shows and tests it."""

from collections import defaultdict
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from challenges.charts.icons import icon_words, variation_icon
from challenges.drawings.drivers import Node, Note
from challenges.measuring import series_of_all
from challenges.models import Cycle, Driver, DriverDiagram, Measure, Ramp
from challenges.models.drivers import DriverLevel
from challenges.services.drivers import LEVELS, in_order
from challenges.trials import Trial, mark_of, trials_of
from fellowship.cohorts.models import Programme
from mentoring.permissions import Standing


@dataclass(frozen=True)
class Shown:
    """A measure beside a driver. `variation`: what its chart says, empty where it is too early to say."""

    measure: Measure
    variation: str


@dataclass(frozen=True)
class Tested:
    """A ramp that tests an idea, with its cycles and what became of each."""

    ramp: Ramp
    cycles: list[tuple[Cycle, str]]

    @property
    def trials(self) -> list[Trial]:
        return trials_of(cycle for cycle, _mark in self.cycles)


@dataclass
class Branch:
    driver: Driver
    measures: list[Shown]
    tests: list[Tested]
    children: list["Branch"] = field(default_factory=list)

    @property
    def trials(self) -> list[Trial]:
        return trials_of(cycle for test in self.tests for cycle, _mark in test.cycles)

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


@dataclass(frozen=True)
class Diagram:
    aim: str
    measure: Shown | None  # of the aim
    branches: list[Branch]
    removed: list[Driver]

    @property
    def count(self) -> int:
        return sum(branch.count for branch in self.branches)

    @property
    def node(self) -> Node:
        notes = (replace(_measure_note(self.measure), mark=""),) if self.measure else ()
        return Node(self.aim, 0, notes, tuple(branch.node() for branch in self.branches))


def diagram_of(piece: DriverDiagram, programme: Programme, standing: Standing) -> Diagram:
    """In seven queries, however large it is."""
    rows = list(Driver.objects.filter(diagram=piece))
    ids = [row.pk for row in rows]
    shown = _measures(piece, ids, programme, standing)
    tested = _tests(ids, standing)
    branches: dict[int, Branch] = {}
    roots = []
    for row in in_order([row for row in rows if row.removed_at is None]):
        branches[row.pk] = branch = Branch(row, shown[row.pk], tested[row.pk])
        parent = branches.get(row.parent_id or 0)
        (parent.children if parent else roots).append(branch)
    of_aim = shown[0]
    removed = in_order([row for row in rows if row.removed_at]) if standing.discusses else []
    return Diagram(piece.aim, of_aim[0] if of_aim else None, roots, removed)


def _measures(
    piece: DriverDiagram, ids: list[int], programme: Programme, standing: Standing
) -> dict[int, list[Shown]]:
    """By driver; that of the aim under 0."""
    pairs = list(
        Driver.measures.through.objects.filter(driver__in=ids).order_by("pk").values_list("driver", "measure")
    )
    if piece.measured_by_id:
        pairs.append((0, piece.measured_by_id))
    wanted = Measure.objects.filter(pk__in={measure for _driver, measure in pairs}).current()
    measures = list(standing.seen(wanted))
    told = series_of_all(measures, programme)
    shown = {
        measure.pk: Shown(measure, icon_words(variation_icon(series)))
        for measure, series in zip(measures, told, strict=True)
    }
    found: dict[int, list[Shown]] = defaultdict(list)
    for driver, measure in pairs:
        if measure in shown:
            found[driver].append(shown[measure])
    return found


def _tests(ids: list[int], standing: Standing) -> dict[int, list[Tested]]:
    ramps = list(Ramp.objects.filter(idea__in=ids))
    cycles: dict[int, list[tuple[Cycle, str]]] = defaultdict(list)
    for cycle in standing.seen(Cycle.objects.filter(ramp__in=ramps).current()).order_by("number"):
        cycles[cycle.ramp_id].append((cycle, mark_of(cycle)))
    found: dict[int, list[Tested]] = defaultdict(list)
    for ramp in ramps:
        if ramp.idea_id and (ramp.pk in cycles or not standing.sees_until):
            found[ramp.idea_id].append(Tested(ramp, cycles[ramp.pk]))
    return found


def _measure_note(shown: Shown) -> Note:
    words = _("Measure: %(name)s") % {"name": shown.measure.name}
    return Note(f"{words}. {shown.variation}" if shown.variation else words, "measure")
