"""What a chart says, in sentences: the variation, the target, each point."""

from functools import lru_cache
from itertools import pairwise

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from challenges.charts.amounts import amount, average, between, last_periods, target, when
from challenges.charts.series import Series
from challenges.spc import Point, RunChart, RunPoint, RunSegment, XmrChart

COMMON = "common_cause"


def summary(series: Series) -> str:
    """The chart in one to three sentences, beginning with Improvement, Concern, Change or No change."""
    known = [point for point in series.result.points if point.value is not None]
    if not known:
        return _("There are no readings yet.")
    if len(known) == 1:
        return _("There is one reading so far: %(value)s.") % {"value": amount(series, known[0].value)}
    if isinstance(series.result, RunChart):
        said = [_run(series, series.result.segments[-1])]
    else:
        said = [_variation(series, series.result), _earlier(series.result)]
    return " ".join(filter(None, [*said, _since_step_change(series)]))


def _variation(series: Series, chart: XmrChart) -> str:
    last, limits = chart.points[-1], chart.segments[-1]
    if last.value is None:
        return _("No change: the latest reading, %(when)s, is missing.") % {"when": when(series, last.date)}
    if last.point_type != COMMON:
        return _("%(kind)s: %(what)s") % {"kind": type_words(last.point_type), "what": _signal(series, chart)}
    if limits.lpl is None or limits.upl is None:
        return _("No change can be told yet: there are too few readings in a row.")
    if limits.lpl == limits.upl:
        return _("No change: readings stay at %(mean)s.") % {"mean": average(series, limits.mean)}
    facts = {
        "mean": average(series, limits.mean),
        "between": between(series, limits.lpl, limits.upl),
    }
    if len(chart.segments) > 1:  # the step change was one, and is told after this
        return (
            _("No further change: readings vary around the average of %(mean)s as usual, %(between)s.")
            % facts
        )
    return _("No change: readings vary around the average of %(mean)s as usual, %(between)s.") % facts


def _signal(series: Series, chart: XmrChart) -> str:
    """What makes the last point stand out, as the end of a sentence."""
    last, limits = chart.points[-1], chart.segments[-1]
    facts = {
        "when": when(series, last.date),
        "mean": average(series, limits.mean),
        "upper": average(series, limits.upl),
        "lower": average(series, limits.lpl),
    }
    label = last.special_cause_type
    own = chart.points[limits.start_index :]
    if label == "Above UCL":
        return _("the latest reading, %(when)s, is above the upper limit of %(upper)s.") % facts
    if label == "Below LCL":
        return _("the latest reading, %(when)s, is below the lower limit of %(lower)s.") % facts
    if "Trend" in label:
        facts["stretch"] = last_periods(series, _length_of_trend(own))
        if "Increasing" in label:
            return _("%(stretch)s rise without a break.") % facts
        return _("%(stretch)s fall without a break.") % facts
    length = length_of_run(own)
    if label.startswith("2 in 3") and length < series.run_length:
        facts["stretch"] = last_periods(series, 3)
        if last.relative_to_mean == 1:
            return _("at least two of %(stretch)s are close to the upper limit of %(upper)s.") % facts
        return _("at least two of %(stretch)s are close to the lower limit of %(lower)s.") % facts
    facts["stretch"] = last_periods(series, length)
    came_after = series.fix_after is not None and len(own) - length >= series.fix_after
    return _side_sentence(last.relative_to_mean == 1, came_after) % facts


def _side_sentence(above: bool, came_after: bool) -> str:
    """A mean that was fixed before the run is the previous average."""
    if came_after and above:
        return _("%(stretch)s are above the previous average of %(mean)s.")
    if came_after:
        return _("%(stretch)s are below the previous average of %(mean)s.")
    if above:
        return _("%(stretch)s are above the average of %(mean)s.")
    return _("%(stretch)s are below the average of %(mean)s.")


def length_of_run(points: tuple[Point, ...]) -> int:
    """How many points at the end lie on the side of the mean where the last one is."""
    length = 0
    for point in reversed(points):
        if not point.relative_to_mean or point.relative_to_mean != points[-1].relative_to_mean:
            break
        length += 1
    return length


def _length_of_trend(points: tuple[Point, ...]) -> int:
    """How many points at the end each lie beyond the one before, the first of them counted."""
    values = [point.value for point in reversed(points)]
    steps = [
        None if later is None or earlier is None else (later > earlier) - (later < earlier)
        for later, earlier in pairwise(values)
    ]
    length = 1
    for step in steps:
        if not step or step != steps[0]:
            break
        length += 1
    return length


def _earlier(chart: XmrChart) -> str:
    """Signals before a last point that is none would go unsaid."""
    count = sum(point.point_type != COMMON for point in chart.points)
    if not count or chart.points[-1].point_type != COMMON:
        return ""
    return ngettext(
        "%(count)s earlier reading stands out.", "%(count)s earlier readings stand out.", count
    ) % {"count": count}


def _since_step_change(series: Series) -> str:
    """The last two averages, where a step change lies between them."""
    segments = series.result.segments
    if len(segments) < 2:
        return ""
    before, after = (
        segment.median if isinstance(segment, RunSegment) else segment.mean for segment in segments[-2:]
    )
    if before is None or after is None:
        return ""
    facts = {
        "when": when(series, series.result.points[segments[-1].start_index].date),
        "after": average(series, after),
        "before": average(series, before),
    }
    if series.chart == "run":
        return (
            _("Since the step change of %(when)s the median is %(after)s; before, it was %(before)s.") % facts
        )
    return _("Since the step change of %(when)s the average is %(after)s; before, it was %(before)s.") % facts


def _run(series: Series, last: RunSegment) -> str:
    facts = {
        "median": average(series, last.median),
        "run": last.longest_run,
        "most": last.longest_run_max,
        "crossings": last.n_crossings,
        "fewest": last.n_crossings_min,
    }
    if last.long_run_signal:
        return (
            _(
                "Change: %(run)s readings in a row lie on one side of the median of %(median)s, "
                "where up to %(most)s would be usual."
            )
            % facts
        )
    if last.few_crossings_signal:
        return (
            _(
                "Change: the line crosses the median of %(median)s only %(crossings)s times, "
                "where at least %(fewest)s would be usual."
            )
            % facts
        )
    return _("No change: readings vary around the median of %(median)s as usual.") % facts


def assurance(series: Series) -> str:
    """Whether the target can be relied on; empty where the chart cannot speak of one."""
    chart = series.result
    if not isinstance(chart, XmrChart) or chart.assurance_icon is None or not chart.segments:
        return ""
    facts = {"target": target_words(series)}
    limits = chart.segments[-1]
    if limits.lpl is None:
        return _("There are too few readings to say whether the %(target)s will be met.") % facts
    if limits.lpl == limits.upl == series.target:
        return _("Readings lie exactly on the %(target)s.") % facts
    return {
        "pass": _("The %(target)s can be expected to be met every time."),
        "fail": _("The %(target)s cannot be expected to be met unless the process changes."),
        "inconsistent": _("The %(target)s will be met at some times and missed at others, by chance."),
    }[chart.assurance_icon] % facts


def target_words(series: Series) -> str:
    """“target of 80 % by 31 March 2027”"""
    words = _("target of %(target)s") % {"target": target(series)}
    if series.target_by is None:
        return words
    return _("%(target)s by %(day)s") % {"target": words, "day": when(series, series.target_by)}


def type_words(point_type: str) -> str:
    """Improvement, Concern, Change or No change"""
    return {
        COMMON: _("No change"),
        "special_cause_improvement": _("Improvement"),
        "special_cause_concern": _("Concern"),
    }.get(point_type) or _("Change")


def cause_words(point: Point | RunPoint) -> str:
    """Why a point stands out, as in “improvement: above the upper limit”; empty where it does not."""
    if isinstance(point, RunPoint) or point.point_type == COMMON:
        return ""
    high = point.relative_to_mean == 1
    return _cause_words(point.point_type, point.special_cause_type, high, get_language())


@lru_cache(256)
def _cause_words(point_type: str, label: str, high: bool, language: str | None) -> str:
    return f"{type_words(point_type).lower()}: {_reason(label, high)}"


def _reason(label: str, high: bool) -> str:
    if label == "Above UCL":
        return _("above the upper limit")
    if label == "Below LCL":
        return _("below the lower limit")
    if "Increasing" in label:
        return _("part of a rise without a break")
    if "Decreasing" in label:
        return _("part of a fall without a break")
    if label.startswith("2 in 3"):
        return _("close to the upper limit") if high else _("close to the lower limit")
    return _("in a run above the average") if high else _("in a run below the average")
