"""What readers of a chart tend to get wrong, said only where it matters."""

from dataclasses import dataclass
from statistics import median

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from challenges.charts.amounts import when
from challenges.charts.series import RUN, Series
from challenges.charts.words import COMMON, length_of_run
from challenges.spc import XmrChart

ENOUGH = 13  # readings for limits to rely on
ENOUGH_FOR_A_MEDIAN = 10
TINY = 10  # cases behind a percentage
PERCENT = "%"


@dataclass(frozen=True)
class Note:
    """`kind` is "few_readings", "short_segment", "two_points" or "tiny_denominators"."""

    kind: str
    text: str


def guidance(series: Series) -> tuple[Note, ...]:
    """Most important first; often none."""
    notes = [_few_readings(series) or _short_segment(series), _two_points(series), _tiny_denominators(series)]
    return tuple(note for note in notes if note)


def _few_readings(series: Series) -> Note | None:
    known = sum(point.value is not None for point in series.result.points)
    if series.chart == RUN:
        return _few_for_a_median(known)
    if not 0 < known < ENOUGH:
        return None
    text = ngettext(
        "There is %(count)s reading. Limits are provisional until there are %(enough)s: keep measuring, and "
        "judge nothing yet.",
        "There are %(count)s readings. Limits are provisional until there are %(enough)s: keep measuring, "
        "and judge with care.",
        known,
    )
    return Note("few_readings", text % {"count": known, "enough": ENOUGH})


def _few_for_a_median(known: int) -> Note | None:
    if not 0 < known < ENOUGH_FOR_A_MEDIAN:
        return None
    text = ngettext(
        "There is %(count)s reading. A run chart says little before there are %(enough)s: keep measuring.",
        "There are %(count)s readings. A run chart says little before there are %(enough)s: keep measuring.",
        known,
    )
    return Note("few_readings", text % {"count": known, "enough": ENOUGH_FOR_A_MEDIAN})


def _short_segment(series: Series) -> Note | None:
    """The last segment is the one that icons and sentences speak of."""
    points, segments = series.result.points, series.result.segments
    if series.chart == RUN or len(segments) < 2:
        return None
    start = segments[-1].start_index
    count = len(points) - start
    if count >= ENOUGH:
        return None
    text = ngettext(
        "Since the step change of %(when)s there is %(count)s reading. The new limits are provisional until "
        "there are %(enough)s.",
        "Since the step change of %(when)s there are %(count)s readings. The new limits are provisional "
        "until there are %(enough)s.",
        count,
    )
    return Note(
        "short_segment",
        text % {"when": when(series, points[start].date), "count": count, "enough": ENOUGH},
    )


def _two_points(series: Series) -> Note | None:
    """The last two or more readings are on the good side, but too few of them for a signal."""
    chart = series.result
    good = {"increase": 1, "decrease": -1}.get(series.improvement_direction)
    if not isinstance(chart, XmrChart) or not chart.points or good is None:
        return None
    last = chart.points[-1]
    length = length_of_run(chart.points[chart.segments[-1].start_index :])
    if last.point_type != COMMON or last.relative_to_mean != good or length < 2:
        return None
    text = ngettext(
        "The last %(length)s readings look good, but that happens by chance. Do not celebrate yet: "
        "%(more)s more on this side of the average would be a signal.",
        "The last %(length)s readings look good, but that happens by chance. Do not celebrate yet: "
        "%(more)s more on this side of the average would be a signal.",
        series.run_length - length,
    )
    return Note("two_points", text % {"length": length, "more": series.run_length - length})


def _tiny_denominators(series: Series) -> Note | None:
    denominators = [reading.denominator for reading in series.readings if reading.denominator]
    if series.unit != PERCENT or not denominators or median(denominators) >= TINY:
        return None
    return Note(
        "tiny_denominators",
        _(
            "Half of the percentages rest on %(cases)s cases or fewer, so a single case moves them a lot. "
            "Consider longer periods, or a chart of the number of cases."
        )
        % {"cases": f"{median(denominators):g}"},
    )
