"""One piece of the workspace: read by all who see the challenge, discussed by those who take part.

What the page of each kind needs beside the piece itself is in KINDS.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _

from challenges.models import PieceKind
from fellowship.people.access import SignedInRequest
from mentoring.permissions import Standing
from mentoring.services.linked import links_of
from mentoring.services.pieces import history_of, piece_seen, whole_piece
from mentoring.things import name_of
from mentoring.views.access import fetch_challenge, note_team_read
from mentoring.views.boxes import Boxes
from mentoring.views.cycles import cycle_page
from mentoring.views.drivers import drivers_page
from mentoring.views.ledger import more_of_sighting
from mentoring.views.measures import measure_page
from mentoring.views.reading import boxes_page, reading
from mentoring.views.stakeholders import more_of_stakeholder


def _nothing_more(request: SignedInRequest, piece: Any, standing: Standing) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class PieceKindPage:
    """`listed`: the address of the list and its title. `more`: further context of the template."""

    template: str
    listed: tuple[str, Any]
    more: Callable[[SignedInRequest, Any, Standing], dict[str, Any]] = _nothing_more


KINDS: dict[str, PieceKindPage] = {
    PieceKind.CYCLE: PieceKindPage("mentoring/pieces/cycle.jinja", ("cycles", _("Cycles")), cycle_page),
    PieceKind.DRIVERS: PieceKindPage(
        "mentoring/pieces/drivers.jinja", ("drivers", _("Drivers")), drivers_page
    ),
    PieceKind.MEASURE: PieceKindPage(
        "mentoring/pieces/measure.jinja", ("measures", _("Measures")), measure_page
    ),
    PieceKind.STAKEHOLDER: PieceKindPage(
        "mentoring/pieces/stakeholder.jinja", ("stakeholders", _("People")), more_of_stakeholder
    ),
    PieceKind.QUESTION: PieceKindPage("mentoring/pieces/question.jinja", ("questions", _("Questions"))),
    PieceKind.JUDGEMENT: PieceKindPage(
        "mentoring/pieces/judgement.jinja", ("judgements", _("How it is judged"))
    ),
    PieceKind.SIGHTING: PieceKindPage(
        "mentoring/pieces/sighting.jinja", ("ledger", _("Balcony and dance floor")), more_of_sighting
    ),
}


@reading
def piece(request: SignedInRequest, pk: int) -> HttpResponse:
    challenge, standing = fetch_challenge(request, pieces=pk)
    row = piece_seen(pk, standing)
    if row is None:
        raise Http404
    page = KINDS[row.kind]
    found = whole_piece(row, challenge, standing)
    note_team_read(request, standing, row)
    boxes = Boxes(challenge, "piece", pk, row.get_absolute_url())
    context = {
        "piece": found,
        "listed": page.listed,
        "name": name_of(row),
        "links": links_of(challenge, standing, ("piece", pk)),
        "history": history_of(row, standing, in_all=request.GET.get("history") == "all"),
        **page.more(request, found, standing),
    }
    return boxes_page(request, boxes, standing, [row], page.template, context)
