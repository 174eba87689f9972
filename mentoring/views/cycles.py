"""The ramps of PDSA cycles with what is said about each, and what the page of one cycle needs."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from challenges.measuring import small_figures
from challenges.models import Challenge, Cycle, Ramp
from challenges.models.cycle import Decision
from challenges.trials import Trial, in_words, mark_of, trials_of
from fellowship.lib.choices import words_of
from fellowship.people.access import SignedInRequest
from mentoring.permissions import Standing
from mentoring.services.changes import changes_of_ramps
from mentoring.services.measures import measured_by
from mentoring.services.then import as_then
from mentoring.views.access import fetch_challenge, note_team_read
from mentoring.views.boxes import Boxes
from mentoring.views.reading import boxes_page, reading


@dataclass(frozen=True)
class RampRow:
    ramp: Ramp
    cycles: list[Cycle]

    @property
    def marked(self) -> list[tuple[Cycle, str]]:
        return [(cycle, mark_of(cycle)) for cycle in self.cycles]

    @property
    def trials(self) -> list[Trial]:
        return trials_of(self.cycles)

    @property
    def words(self) -> str:
        return in_words(self.trials)


@reading
def cycles(request: SignedInRequest, pk: int) -> HttpResponse:
    challenge, standing = fetch_challenge(request, pk=pk)
    rows = ramp_rows(challenge, standing)
    note_team_read(request, standing, challenge)
    boxes = Boxes(challenge, "cycles", pk, reverse("cycles", args=[pk]))
    context = {
        "rows": rows,
        "decisions": words_of(Decision),
        "history": changes_of_ramps(challenge, standing),
        "count": sum(len(row.cycles) for row in rows),
    }
    ramps = [row.ramp for row in rows]
    return boxes_page(request, boxes, standing, ramps, "mentoring/pieces/cycles.jinja", context)


def ramp_rows(challenge: Challenge, standing: Standing) -> list[RampRow]:
    """Every ramp with its cycles; a former mentor meets only the ramps whose cycles came before the end."""
    found: dict[int, list[Cycle]] = {}
    for cycle in standing.seen(Cycle.objects.filter(challenge=challenge).current()).order_by("number"):
        found.setdefault(cycle.ramp_id, []).append(cycle)
    ramps = list(Ramp.objects.filter(challenge=challenge).select_related("idea"))
    as_then(standing, ramps)
    return [
        RampRow(ramp, found.get(ramp.pk, [])) for ramp in ramps if ramp.pk in found or not standing.sees_until
    ]


def cycle_page(request: SignedInRequest, cycle: Cycle, standing: Standing) -> dict[str, Any]:
    """The measure with its chart."""
    measures = measured_by(cycle, standing)
    programme = cycle.challenge.place.cohort.programme
    charts = small_figures(measures, programme) if measures else []
    return {
        "mark": mark_of(cycle),
        "measure": measures[0] if measures else None,
        "charts": [
            (chart, measure.get_absolute_url()) for chart, measure in zip(charts, measures, strict=True)
        ],
    }
