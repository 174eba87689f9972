"""Measures with their charts: one page each, the whole family side by side, and charts to take away."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template import engines
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from challenges.charts import Series, csv_file, png_file, svg_file
from challenges.charts import StepChange as Step
from challenges.charts.amounts import amount
from challenges.measuring import figure_of, next_due, point_of, series_of, small_figures
from challenges.models import Measure, Piece
from challenges.models.measure import MadeOf, MeasureType
from fellowship.lib.dates import in_words
from fellowship.people.access import SignedInRequest
from fellowship.people.services import audit
from mentoring.permissions import Standing
from mentoring.services.measures import ReadingRow, StepRow, marks_of, readings_of, steps_of
from mentoring.views.access import fetch_challenge

KEPT = 50  # tables, of some 50 kB each
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
    """The chart and its table, with what the fellow may do to each reading."""
    readings, steps = readings_of(measure), steps_of(measure)
    shown = figure_of(_series(measure, standing, readings, steps))
    due = next_due(measure.frequency, readings[-1].day) if readings else None
    may_write = standing.is_fellow and standing.fellow_writes and not measure.removed_at
    ids = tuple(reading.pk for reading in readings)
    return {
        "figure": shown,
        "count": len(readings),
        "table": _table(shown.series, ids, measure.made_of, may_write, get_language()) if readings else "",
        "steps": steps,
        "target": _target_words(shown.series),
        "due": due,
        "is_late": due is not None and due < timezone.localdate(),
        "endings": [ending for ending in FILES if readings],
    }


@lru_cache(KEPT)
def _table(
    series: Series, ids: tuple[int, ...], made_of: str, may_write: bool, language: str | None
) -> SafeString:
    """All that the table depends on is in the arguments, so it is written anew only when that changes."""
    shown = figure_of(series)
    step_on = {step.on: step for step in series.step_changes}
    rows = [(row, pk, step_on.get(row.on)) for row, pk in zip(shown.rows, ids, strict=True)]
    environment = engines["jinja2"].env  # type: ignore[attr-defined]
    template = environment.get_template("mentoring/pieces/readings.jinja")
    written = template.module.table(
        rows, shown.looks, made_of == MadeOf.PERCENTAGE, series.chart == "xmr", may_write
    )
    return mark_safe(written)  # noqa: S308  the macro has escaped what it was given


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
