"""The PDF of the summary: whatever was typed comes out as text, on one page, tagged, and quickly."""

import datetime as dt
import os
import re
from decimal import Decimal

import pytest
from django.utils import timezone

from challenges.models import BriefVersion, Challenge, ChallengeSummary
from challenges.models.drivers import DriverLevel
from challenges.workflow import BriefStatus, CycleStage
from mentoring.permissions import standing_on
from mentoring.services.challenge import challenge_seen_by
from mentoring.services.summary import OnePage, one_page
from mentoring.summary_pdf import FORMATS, chart_for_paper, summary_pdf
from tests.factories.workspace import (
    CycleFactory,
    DriverDiagramFactory,
    DriverFactory,
    MeasureFactory,
    RampFactory,
    ReadingFactory,
    StakeholderFactory,
)

pytestmark = pytest.mark.django_db
HOSTILE = [
    '#panic("run") #pagebreak() #import "x" #read("/etc/passwd")',
    "$ unclosed math, *bold, _emphasis, `raw, <label> @reference",
    "\\ \\u{41} // no comment /* nor this",
    "\"; quotes ' ] } ) \n = heading\n- list\n+ item\n#",
    "</text></svg><script>alert(1)</script>&amp;<![CDATA[",
    "العربية من اليمين إلى اليسار, עברית, and back",
    "🎉 👩‍⚕️ 🏴 漢字 हिन्दी ไทย \ue000 \U0010fffd",
    "W" * 190,
    "\u202e right to left \u200b zero \u00ad soft \ufeff",
]


def page_with(scene, words: str, *, charts: int = 1) -> OnePage:
    """A page on which these words stand wherever somebody can write some."""
    challenge = scene.challenge
    Challenge.objects.filter(pk=challenge.pk).update(title=words[:200])
    BriefVersion.objects.filter(pk=scene.brief.pk).update(
        status=BriefStatus.AGREED, answered_at=timezone.now(), aim=words, problem=words
    )
    diagram = DriverDiagramFactory(challenge=challenge, aim=words)
    for position in range(4):
        primary = DriverFactory(diagram=diagram, words=words[:300], position=position)
        DriverFactory(diagram=diagram, words=words[:300], parent=primary, level=DriverLevel.SECONDARY)
    StakeholderFactory(challenge=challenge, name=words[:200])
    chosen = ChallengeSummary.objects.create(challenge=challenge, learnt=words[:450], next_steps=words[:450])
    for _number in range(charts):
        measure = MeasureFactory(challenge=challenge, name=words[:200], unit=words[:40])
        for month in range(1, 13):
            ReadingFactory(measure=measure, day=dt.date(2026, month, 1), value=Decimal(20 + month % 5))
        chosen.measures.add(measure)
    ramp = RampFactory(challenge=challenge, name=words[:200])
    facts = {"stage": CycleStage.DECIDED, "decision": "adopt", "prediction": "x"}
    for _number in range(6):
        cycle = CycleFactory(
            ramp=ramp,
            name=words[:200],
            learnt=words,
            started_on=dt.date(2026, 1, 1),
            decided_on=dt.date(2026, 2, 1),
            **facts,
        )
        chosen.cycles.add(cycle)
    seen = challenge_seen_by(scene.fellow, pk=challenge.pk)
    return one_page(seen, standing_on(challenge.pk, scene.fellow))


def sheets(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


@pytest.mark.parametrize("words", HOSTILE)
@pytest.mark.parametrize("format", FORMATS)
def test_whatever_was_typed_is_text_on_one_page(scene, words, format):
    pdf = summary_pdf(page_with(scene, words), format)

    assert pdf.startswith(b"%PDF-")
    assert sheets(pdf) == 1


@pytest.mark.parametrize("format", FORMATS)
def test_as_much_as_can_be_written_fits_on_one_page(scene, format):
    words = "We asked the people who do the work, and they told us what nobody else had seen. " * 8

    assert sheets(summary_pdf(page_with(scene, words, charts=4), format)) == 1


@pytest.mark.parametrize("format", FORMATS)
def test_empty_challenge_has_a_page_too(scene, format):
    seen = challenge_seen_by(scene.fellow, pk=scene.challenge.pk)

    assert sheets(summary_pdf(one_page(seen, standing_on(seen.pk, scene.fellow)), format)) == 1


def test_document_says_it_is_tagged_and_accessible(scene):
    pdf = summary_pdf(page_with(scene, "Plain words"), "board")

    assert b"/MarkInfo" in pdf
    assert b"/StructTreeRoot" in pdf
    assert b"/Lang" in pdf
    assert b"pdfuaid:part" in pdf
    assert b"Plain words: summary" in pdf


def test_made_in_less_than_a_second(scene):
    page = page_with(scene, "We asked the people who do the work. " * 10, charts=4)

    began = sum(os.times()[:4])  # of this process and those it waited for
    summary_pdf(page, "board")
    taken = sum(os.times()[:4]) - began

    assert taken < 1


def test_drawing_for_paper_has_a_name_and_leads_nowhere(scene):
    page = page_with(scene, "Days <b> & more")

    drawing = chart_for_paper(page.charts[0].series)

    assert 'role="img"' in drawing
    assert "<title" in drawing
    assert "Days &lt;b&gt; &amp; more" in drawing
    assert "href" not in drawing
