"""What the signs of a drawing mean, for those it holds."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from challenges.charts.series import CYCLE, RUN, Series
from challenges.charts.tables import Row


@dataclass(frozen=True)
class Entry:
    """`sign` is a point type, "mean", "limits", "target", "step", "cycle" or "milestone"."""

    sign: str
    words: str


def legend(series: Series, rows: Sequence[Row]) -> tuple[Entry, ...]:
    kinds = {row.point_type for row in rows if row.reading.value is not None}
    marks = {mark.kind for mark in series.marks}
    last = rows[-1] if rows else None
    words = {
        "special_cause_improvement": (_("Improvement"), "special_cause_improvement" in kinds),
        "special_cause_concern": (_("Concern"), "special_cause_concern" in kinds),
        "special_cause_neutral_high": (_("Change upwards"), "special_cause_neutral_high" in kinds),
        "special_cause_neutral_low": (_("Change downwards"), "special_cause_neutral_low" in kinds),
        "common_cause": (
            _("Reading") if series.chart == RUN else _("Usual variation"),
            "common_cause" in kinds,
        ),
        "mean": (_("Median") if series.chart == RUN else _("Average"), last and last.mean is not None),
        "limits": (_("Limits of usual variation"), last and last.upl is not None),
        "target": (_("Target"), series.target is not None),
        "step": (_("Step change"), bool(series.step_changes)),
        "cycle": (_("PDSA cycle"), CYCLE in marks),
        "milestone": (_("Milestone"), bool(marks - {CYCLE})),
    }
    return tuple(Entry(sign, text) for sign, (text, is_there) in words.items() if is_there)
