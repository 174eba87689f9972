"""The one-page summary as PDF/UA-1, set by typst: as a board paper (A4) or a poster (A3 across).

What people wrote goes in as data and never as markup. How it is set is in templates/mentoring/summary.typ,
and with which letters in fellowship/lib/typst_process.py.
"""

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template import engines
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from challenges.charts import Series
from challenges.charts.layouts import Layout
from challenges.charts.looks import looks
from challenges.charts.placing import draw
from challenges.charts.tables import table
from challenges.charts.words import summary
from fellowship.lib.dates import in_words
from fellowship.lib.typesetting import pdf_of
from mentoring.services.summary import Chart, OnePage

BOARD, POSTER = "board", "poster"
FORMATS = (BOARD, POSTER)
PAPER = Layout("paper", 460, 236, font=15, marker=4.5, side=12, value_steps=5, names_lines=True)
TEMPLATE = Path(settings.BASE_DIR) / "templates" / "mentoring" / "summary.typ"
LONGER_THAN_WORDS = re.compile(r"\S{25,}")
A_PIECE = re.compile(r"(\S{8})(?=\S)")
KEPT = 100  # drawings, of some 10 kB each
BREAK = "\u200b"


def summary_pdf(page: OnePage, format: str) -> bytes:
    """Takes a quarter of a second."""
    return pdf_of(TEMPLATE, json.dumps(_data(page, format), ensure_ascii=False))


def chart_for_paper(series: Series, layout: Layout = PAPER) -> SafeString:
    return _chart_for_paper(series, layout, get_language())


@lru_cache(KEPT)
def _chart_for_paper(series: Series, layout: Layout, language: str | None) -> SafeString:
    """All that the drawing depends on is in the arguments, so it is drawn anew only when that changes."""
    drawing, marks = draw(series, table(series), layout), looks(layout.marker)
    paper_chart = _template().module.paper_chart
    printed = paper_chart(drawing, marks, f"{series.key}-{layout.name}", series.title, summary(series))
    return mark_safe(printed)  # noqa: S308  the macro has escaped what it was given


def _data(page: OnePage, format: str) -> dict[str, Any]:
    place = page.challenge.place
    return {
        "format": format,
        "language": (get_language() or "en").split("-")[0],
        "title": _breakable(page.challenge.title),
        "document_title": _("%(title)s: summary") % {"title": page.challenge.title},
        "by": _breakable(place.person.full_name),
        "facts": _breakable(" · ".join(_facts(page))),
        "aim": _breakable(page.aim),
        "problem": _breakable(page.problem),
        "agreed": page.agreed,
        "drivers": [[_breakable(line.words), _breakable(line.below)] for line in page.drivers],
        "charts": [_chart(chart) for chart in page.charts],
        "trials": page.trials,
        "tried": [[_breakable(one.name), one.outcome, _breakable(one.learnt)] for one in page.tried],
        "learnt": _breakable(page.learnt),
        "people": [_breakable(sentence) for sentence in page.people],
        "next": _breakable(page.next_steps),
        "upcoming": [[_breakable(title), in_words(day)] for title, day in page.upcoming],
        "evidence": page.evidence,
        "product": settings.PRODUCT_NAME,
        "made_on": in_words(page.made_on),
        "words": {
            "aim": _("Aim"),
            "problem": _("The problem"),
            "drivers": _("What drives it"),
            "charts": _("What the measures show"),
            "tried": _("What was tried, and what was decided"),
            "cycle": _("PDSA cycle"),
            "outcome": _("Decision"),
            "found": _("What the data said against the prediction"),
            "learnt": _("What we learnt"),
            "people": _("Who was brought along"),
            "next": _("What is next"),
            "none": _("Not written yet."),
        },
    }


def _facts(page: OnePage) -> list[str]:
    place = page.challenge.place
    facts = [place.host.name] if place.host else []
    facts.append(place.cohort.name)
    if page.challenge.mentor_names:
        facts.append(_("Mentor: %(names)s") % {"names": ", ".join(page.challenge.mentor_names)})
    if settings.DEMONSTRATION:
        facts.append(_("Demonstration: invented people and numbers"))
    return facts


def _chart(chart: Chart) -> dict[str, str]:
    said = f"{chart.series.title}. {chart.said} {chart.counted}."
    return {
        "title": _breakable(chart.series.title),
        "said": chart.said,
        "counted": chart.counted,
        "alt": said,
        "drawing": str(chart_for_paper(chart.series)),
    }


def _breakable(text: str) -> str:
    """Words nobody can hyphenate get invisible places at which a line may break."""
    return LONGER_THAN_WORDS.sub(lambda word: A_PIECE.sub(rf"\1{BREAK}", word[0]), text)


@lru_cache(1)
def _template() -> Any:
    environment = engines["jinja2"].env  # type: ignore[attr-defined]
    return environment.get_template("mentoring/summary_chart.svg.jinja")
