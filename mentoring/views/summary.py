"""The challenge on one page: to read, to print, and as a PDF for a board or a wall."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from challenges.charts.layouts import NARROW
from fellowship.people.access import SignedInRequest
from fellowship.people.services import audit
from mentoring.services.changes import changes_of_summary
from mentoring.services.summary import one_page
from mentoring.summary_pdf import BOARD, FORMATS, chart_for_paper, summary_pdf
from mentoring.views.access import fetch_challenge, note_team_read


@require_safe
def challenge_summary(request: SignedInRequest, pk: int) -> HttpResponse:
    challenge, standing = fetch_challenge(request, pk=pk)
    note_team_read(request, standing, challenge)
    page = one_page(challenge, standing)
    context = {
        "challenge": challenge,
        "standing": standing,
        "page": page,
        "history": changes_of_summary(challenge, standing),
        "drawings": [
            (chart, chart_for_paper(chart.series), chart_for_paper(chart.series, NARROW))
            for chart in page.charts
        ],
    }
    return render(request, "mentoring/summary.jinja", context)


@require_safe
@never_cache
def challenge_summary_pdf(request: SignedInRequest, pk: int) -> HttpResponse:
    """`?format=poster` for the wall; anything else is the board paper. Who took it is noted."""
    challenge, standing = fetch_challenge(request, pk=pk)
    asked = request.GET.get("format", "")
    wanted = asked if asked in FORMATS else BOARD
    pdf = summary_pdf(one_page(challenge, standing), wanted)
    note_team_read(request, standing, challenge)
    audit.record("download", challenge, by=request.user, what=f"summary, {wanted}")
    response = HttpResponse(pdf, content_type="application/pdf")
    name = slugify(challenge.title)[:60] or "challenge"
    response["Content-Disposition"] = f'attachment; filename="{name}-{wanted}.pdf"'
    return response
