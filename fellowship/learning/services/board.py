"""What goes before the exam board: one row a fellow, every assignment of the cohort, credits, attendance."""

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from fellowship.cohorts.models import Cohort, Place
from fellowship.learning.models import Attendance, Module, Outcome, Result
from fellowship.learning.models.attendance import CAME
from fellowship.learning.taking import Taking, credits_needed, places_on_record

Row = list[object]
Results = dict[tuple[int, int], Result]  # by place and assignment


def exam_board(cohort: Cohort) -> tuple[Row, list[Row]]:
    """Titles and rows. Six statements, however many fellows there are."""
    modules = list(cohort.modules.prefetch_related("assignments"))
    shared = [module for module in modules if module.place_id is None]
    taking = Taking([cohort.pk])
    places = list(places_on_record(cohort).select_related("person"))
    results = {
        (result.place_id, result.assignment_id): result for result in Result.objects.filter(place__in=places)
    }
    came = dict(
        Attendance.objects.filter(place__in=places)
        .exclude(status="")
        .order_by()
        .values_list("place")
        .annotate(n=Count("pk", filter=Q(status__in=CAME)))
    )
    titles: Row = [_("Fellow"), _("Email")]
    for module in shared:
        for item in module.assignments.all():
            titles += [
                _("%(module)s: %(title)s, mark") % {"module": module, "title": item},
                _("%(module)s: %(title)s, result") % {"module": module, "title": item},
                _("%(module)s: %(title)s, attempt") % {"module": module, "title": item},
            ]
    titles += [_("Own modules"), _("Credits earned"), _("Credits needed"), _("Taught days attended")]
    rows = []
    for place in places:
        row: Row = [place.person.full_name, place.person.email]
        for module in shared:
            taken = taking.takes(place, module)
            for item in module.assignments.all():
                row += _cells(results.get((place.pk, item.pk))) if taken else [None, _("Not taken"), None]
        own = [module for module in modules if module.place_id == place.pk]
        taken_here = [module for module in modules if taking.takes(place, module)]
        row.append("; ".join(_own_words(module, results) for module in own) or None)
        row.append(sum(_earned(module, place, results) for module in taken_here))
        rows.append([*row, credits_needed(place, modules), came.get(place.pk, 0)])
    return titles, rows


def _earned(module: Module, place: Place, results: Results) -> int:
    found = [results.get((place.pk, item.pk)) for item in module.assignments.all()]
    passed = bool(found) and all(result and result.outcome == Outcome.PASS for result in found)
    return module.credits if passed else 0


def _own_words(module: Module, results: Results) -> str:
    """“Quality improvement (King's): Project, Pass”."""
    said = [
        f"{item}, {result.get_outcome_display()}" if result and result.outcome else str(item)
        for item in module.assignments.all()
        for result in [results.get((module.place_id or 0, item.pk))]
    ]
    name = f"{module} ({module.provider})" if module.provider else str(module)
    return f"{name}: {', '.join(said)}" if said else name


def _cells(result: Result | None) -> Row:
    if result is None:
        return [None, None, None]
    return [result.mark, str(result.get_outcome_display()) or None, result.attempt]
