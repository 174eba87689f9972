"""The two icons of a chart and what they say."""

from django.utils.translation import gettext as _

from challenges.charts.series import Series
from challenges.spc import XmrChart


def variation_icon(series: Series) -> str:
    """A variation_icon of challenges.spc; empty where there are no limits to judge by."""
    chart = series.result
    if not isinstance(chart, XmrChart) or not chart.segments or chart.segments[-1].upl is None:
        return ""
    return chart.variation_icon


def assurance_icon(series: Series) -> str:
    """An assurance_icon of challenges.spc; empty without a target or limits."""
    chart = series.result
    if not isinstance(chart, XmrChart) or not chart.segments or chart.segments[-1].upl is None:
        return ""
    return chart.assurance_icon or ""


def icon_words(name: str) -> str:
    return {
        "common_cause": _("No change: usual variation"),
        "improvement_high": _("Improvement: higher values"),
        "improvement_low": _("Improvement: lower values"),
        "concern_high": _("Concern: higher values"),
        "concern_low": _("Concern: lower values"),
        "neutral_high": _("Change: higher values"),
        "neutral_low": _("Change: lower values"),
        "pass": _("Target: expected to be met"),
        "fail": _("Target: not expected to be met"),
        "inconsistent": _("Target: may be met or missed"),
    }.get(name, "")
