"""What goes before the exam board: one row a fellow, every assignment of the cohort, credits, attendance."""

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from fellowship.cohorts.models import Cohort, Place
from fellowship.learning.models import (
    Assignment,
    Attendance,
    EarlierAttempt,
    ExtensionRequest,
    Module,
    Outcome,
    Result,
)
from fellowship.learning.models.attendance import CAME
from fellowship.learning.models.work import ExtensionKind
from fellowship.learning.services.results import awaits_second_mark
from fellowship.learning.taking import Taking, credits_needed, places_on_record
from fellowship.learning.workflow import ExtensionStatus

Row = list[object]
Results = dict[tuple[int, int], Result]  # by place and assignment


def exam_board(cohort: Cohort) -> tuple[Row, list[Row]]:
    """Titles and rows. Eight statements, however many fellows there are."""
    modules = list(cohort.modules.prefetch_related("assignments"))
    shared = [module for module in modules if module.place_id is None]
    taking = Taking([cohort.pk])
    places = list(places_on_record(cohort).select_related("person"))
    found = Result.objects.filter(place__in=places).prefetch_related("earlier")
    results = {(result.place_id, result.assignment_id): result for result in found}
    came = dict(
        Attendance.objects.filter(place__in=places)
        .exclude(status="")
        .order_by()
        .values_list("place")
        .annotate(n=Count("pk", filter=Q(status__in=CAME)))
    )
    heard = _heard(places)
    rows = []
    for place in places:
        row: Row = [place.person.full_name, place.person.email]
        for module in shared:
            taken = taking.takes(place, module)
            for item in module.assignments.all():
                row += _cells(item, results.get((place.pk, item.pk)), heard) if taken else _not_taken()
        own = [module for module in modules if module.place_id == place.pk]
        taken_here = [module for module in modules if taking.takes(place, module)]
        row.append("; ".join(_own_words(module, results) for module in own) or None)
        row.append(sum(_earned(module, place, results) for module in taken_here))
        rows.append([*row, credits_needed(place, modules), came.get(place.pk, 0)])
    return _titles(shared), rows


def _titles(shared: list[Module]) -> Row:
    titles: Row = [_("Fellow"), _("Email")]
    for module in shared:
        for item in module.assignments.all():
            about = {"module": module, "title": item}
            titles += [
                _("%(module)s: %(title)s, first mark") % about,
                _("%(module)s: %(title)s, second mark") % about,
                _("%(module)s: %(title)s, mark") % about,
                _("%(module)s: %(title)s, result") % about,
                _("%(module)s: %(title)s, attempt") % about,
                _("%(module)s: %(title)s, attempts before") % about,
                _("%(module)s: %(title)s, mitigating circumstances") % about,
            ]
    return [*titles, _("Own modules"), _("Credits earned"), _("Credits needed"), _("Taught days attended")]


def _heard(places: list[Place]) -> set[int]:
    """The results whose attempt of now has mitigating circumstances granted."""
    granted = ExtensionRequest.objects.filter(
        kind=ExtensionKind.MITIGATING, status=ExtensionStatus.GRANTED, attempt=F("result__attempt")
    )
    return set(granted.filter(result__place__in=places).values_list("result", flat=True))


def _earned(module: Module, place: Place, results: Results) -> int:
    found = [results.get((place.pk, item.pk)) for item in module.assignments.all()]
    passed = bool(found) and all(result and result.outcome == Outcome.PASS for result in found)
    return module.credits if passed else 0


def _own_words(module: Module, results: Results) -> str:
    """“Quality improvement (King's): Project, Pass, 64”."""
    said = [
        ", ".join([str(item), *_judged(results.get((module.place_id or 0, item.pk)))])
        for item in module.assignments.all()
    ]
    name = f"{module} ({module.provider})" if module.provider else str(module)
    return f"{name}: {', '.join(said)}" if said else name


def _judged(result: Result | EarlierAttempt | None) -> list[str]:
    if result is None or not result.outcome:
        return []
    mark = [] if result.mark is None else [f"{result.mark.normalize():f}"]
    return [str(result.get_outcome_display()), *mark]


def _before(result: Result) -> str | None:
    """“1: Refer, 38; 2: Fail, 35”."""
    return "; ".join(f"{one.number}: {', '.join(_judged(one))}" for one in result.earlier.all()) or None


def _cells(assignment: Assignment, result: Result | None, heard: set[int]) -> Row:
    if result is None:
        return [None] * 7
    outcome = str(result.get_outcome_display()) or None
    granted = str(ExtensionStatus.GRANTED.label) if result.pk in heard else None
    first_mark = None if awaits_second_mark(assignment, result) else result.first_mark
    attempt = result.attempt if result.is_done or result.attempt > 1 else None  # of 1, only once it was one
    return [first_mark, result.second_mark, result.mark, outcome, attempt, _before(result), granted]


def _not_taken() -> Row:
    return [None, None, None, _("Not taken"), None, None, None]
