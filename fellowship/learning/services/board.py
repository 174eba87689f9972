"""What goes before the exam board: one row a fellow, every assignment of the cohort, credits, attendance."""

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from fellowship.cohorts.models import Cohort
from fellowship.learning.models import Attendance, Outcome, Result
from fellowship.learning.models.attendance import CAME

Row = list[object]


def exam_board(cohort: Cohort) -> tuple[Row, list[Row]]:
    """Titles and rows. Four statements, however many fellows there are."""
    modules = list(cohort.modules.prefetch_related("assignments"))
    places = list(cohort.places.current().select_related("person"))
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
    for module in modules:
        for item in module.assignments.all():
            titles += [
                _("%(module)s: %(title)s, mark") % {"module": module, "title": item},
                _("%(module)s: %(title)s, result") % {"module": module, "title": item},
                _("%(module)s: %(title)s, attempt") % {"module": module, "title": item},
            ]
    titles += [_("Credits earned"), _("Credits needed"), _("Taught days attended")]
    rows = []
    for place in places:
        row: Row = [place.person.full_name, place.person.email]
        earned = 0
        for module in modules:
            items = [results.get((place.pk, item.pk)) for item in module.assignments.all()]
            for result in items:
                row += _cells(result)
            passed = bool(items) and all(result and result.outcome == Outcome.PASS for result in items)
            earned += module.credits if passed else 0
        rows.append([*row, earned, sum(module.credits for module in modules), came.get(place.pk, 0)])
    return titles, rows


def _cells(result: Result | None) -> Row:
    if result is None:
        return [None, None, None]
    return [result.mark, str(result.get_outcome_display()) or None, result.attempt]
