"""Measures with their charts: one page each, the whole family side by side, and charts to take away."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from challenges.charts import Series, csv_file, png_file, svg_file
from challenges.charts import StepChange as Step
from challenges.charts.amounts import amount
from challenges.measuring import figure_of, next_due, point_of, series_of, small_figures
from challenges.models import Measure, Piece
from challenges.models.measure import MeasureType
from fellowship.lib.dates import in_words
from fellowship.people.access import SignedInRequest
from fellowship.people.services import audit
from mentoring.permissions import Standing
from mentoring.services.measures import ReadingRow, StepRow, marks_of, readings_of, steps_of
from mentoring.views.access import fetch_challenge

FAMILY = [
    (MeasureType.OUTCOME, _("Outcome"), _("Does it get better for the people it is for?")),
    (MeasureType.PROCESS, _("Process"), _("Is what you planned really done?")),
    (MeasureType.BALANCING, _("Balancing"), _("Does something else get worse on the way?")),
]
FILES: dict[str, tuple[Callable[[Series], bytes], str]] = {
    "svg": (svg_file, "image/svg+xml"),
    "png": (png_file, "image/png"),
    "csv": (csv_file, "text/csv; charset=utf-8"),
}


def measure_page(request: SignedInRequest, measure: Measure, standing: Standing) -> dict[str, Any]:
    """The chart and, for each row of its table, the reading and the step change that begins there."""
    readings, steps = readings_of(measure), steps_of(measure)
    shown = figure_of(_series(measure, standing, readings, steps))
    step_on = {step.day: step for step in steps}
    due = next_due(measure.frequency, readings[-1].day) if readings else None
    return {
        "figure": shown,
        "rows": [
            (row, reading.pk, step_on.get(reading.day))
            for row, reading in zip(shown.rows, readings, strict=True)
        ],
        "steps": steps,
        "target": _target_words(shown.series),
        "due": due,
        "is_late": due is not None and due < timezone.localdate(),
        "endings": [ending for ending in FILES if readings],
    }


def _target_words(series: Series) -> str:
    target = amount(series, series.target)
    return f"{target}, {in_words(series.target_by)}" if target and series.target_by else target


def _series(measure: Measure, standing: Standing, readings: list[ReadingRow], steps: list[StepRow]) -> Series:
    return series_of(
        measure,
        measure.challenge.place.cohort.programme,
        points=map(point_of, readings),
        steps=[Step(step.day, step.reason) for step in steps],
        marks=marks_of(measure, standing) if readings else [],
    )


@require_safe
def measures(request: SignedInRequest, pk: int) -> HttpResponse:
    """The whole family on one page, which also prints as one."""
    challenge, standing = fetch_challenge(request, pk=pk)
    of_challenge = Measure.objects.filter(challenge=challenge).select_related("workstream").current()
    found = list(standing.seen(of_challenge).order_by("pk"))
    drawn = small_figures(found, challenge.place.cohort.programme)
    figures: dict[str, list] = {kind: [] for kind, _title, _why in FAMILY}
    for measure, one in zip(found, drawn, strict=True):
        figures[measure.type].append((one, measure.get_absolute_url()))
    context = {
        "challenge": challenge,
        "standing": standing,
        "count": len(found),
        "family": [(title, why, figures[kind]) for kind, title, why in FAMILY],
    }
    return render(request, "mentoring/pieces/measures.jinja", context)


@require_safe
@never_cache
def measure_file(request: SignedInRequest, pk: int, ending: str) -> HttpResponse:
    """The chart as a file, or its data; who took it is noted."""
    challenge, standing = fetch_challenge(request, pieces=pk)
    row = get_object_or_404(standing.seen(Piece.objects.all()), pk=pk)
    if ending not in FILES or not hasattr(row, "measure"):
        raise Http404
    measure = row.measure
    measure.challenge = challenge
    make, content_type = FILES[ending]
    content = make(_series(measure, standing, readings_of(measure), steps_of(measure)))
    audit.record("download", row, by=request.user, ending=ending)
    response = HttpResponse(content, content_type=content_type)
    name = slugify(measure.name)[:60] or "measure"
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
