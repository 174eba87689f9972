"""What the PgCert pages show, fetched in as few statements as the page has parts."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from fellowship.cohorts.models import Cohort, Place
from fellowship.learning.models import (
    Assignment,
    LeftOut,
    MarksShared,
    Module,
    Outcome,
    Result,
    TaughtDay,
)
from fellowship.learning.models.material import with_to_read
from fellowship.learning.taking import Taking, credits_needed, places_judged


@dataclass(frozen=True)
class Piece:
    """One assignment as it stands for one fellow."""

    assignment: Assignment
    result: Result | None

    @property
    def due_on(self) -> dt.date:
        return (self.result and self.result.extended_to) or self.assignment.due_on

    @property
    def state(self) -> str:
        """The result, else "submitted" once handed in, else "open"."""
        if self.result and self.result.outcome:
            return self.result.outcome
        return "submitted" if self.result and self.result.submitted_on else "open"


@dataclass(frozen=True)
class FellowsModule:
    module: Module
    taught_days: list[TaughtDay]
    pieces: list[Piece]

    @property
    def earned(self) -> int:
        """Credits count once every assignment of the module is passed."""
        passed = bool(self.pieces) and all(piece.state == Outcome.PASS for piece in self.pieces)
        return self.module.credits if passed else 0


@dataclass(frozen=True)
class Pgcert:
    modules: list[FellowsModule]
    needed: int
    shared_with_mentor: bool

    @property
    def earned(self) -> int:
        return sum(item.earned for item in self.modules)


def fellows_pgcert(place: Place) -> Pgcert:
    results = {result.assignment_id: result for result in Result.objects.filter(place=place)}
    left_out = LeftOut.objects.filter(place=place, module=OuterRef("pk"))
    modules: QuerySet[Any] = (
        Module.objects.filter(Q(place=None) | Q(place=place), cohort=place.cohort_id)
        .annotate(is_left_out=Exists(left_out))
        .prefetch_related(Prefetch("taught_days", with_to_read(TaughtDay.objects.all())), "assignments")
    )
    return Pgcert(
        modules=[
            FellowsModule(
                module=module,
                taught_days=list(module.taught_days.all()),
                pieces=[Piece(item, results.get(item.pk)) for item in module.assignments.all()],
            )
            for module in modules
            if not module.is_left_out
        ],
        needed=credits_needed(place, modules),
        shared_with_mentor=MarksShared.objects.filter(place=place).exists(),
    )


def teaching_of(cohorts: QuerySet[Cohort]) -> list[Cohort]:
    """The cohorts with their modules and the progress of each assignment."""
    progress: QuerySet[Assignment] = Assignment.objects.with_progress()
    days: QuerySet[TaughtDay] = TaughtDay.objects.with_attendance()
    parts: list[Any] = [Prefetch("taught_days", days), Prefetch("assignments", progress)]
    modules = Module.objects.select_related("place__person").prefetch_related(*parts)
    return list(cohorts.prefetch_related(Prefetch("modules", modules)))


@dataclass(frozen=True)
class Takes:
    """One fellow's choice: `left_out` of the cohort's modules, `own` ones elsewhere, credits of all taken,
    and how many are needed."""

    place: Place
    left_out: list[Module]
    own: list[Module]
    credits: int
    needed: int


def modules_by_fellow(cohort: Cohort) -> list[Takes]:
    """Three statements, however many fellows there are."""
    modules, taking = list(cohort.modules.all()), Taking([cohort.pk])
    return [_takes(place, modules, taking) for place in cohort.places.current().select_related("person")]


def modules_of_fellow(place: Place) -> Takes:
    return _takes(place, list(place.cohort.modules.all()), Taking([place.cohort_id]))


def _takes(place: Place, modules: list[Module], taking: Taking) -> Takes:
    return Takes(
        place,
        [module for module in modules if not module.place_id and not taking.takes(place, module)],
        [module for module in modules if module.place_id == place.pk],
        sum(module.credits for module in modules if taking.takes(place, module)),
        credits_needed(place, modules),
    )


def results_of(assignment: Assignment) -> list[tuple[Place, Piece]]:
    results = {result.place_id: result for result in assignment.results.all()}
    places = places_judged(assignment).select_related("person")
    return [(place, Piece(assignment, results.get(place.pk))) for place in places]
