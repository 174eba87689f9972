"""The workstreams of a challenge, and what belongs to each."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from challenges.models import LogEntry, Milestone, Piece, PieceKind, Workstream
from fellowship.people.access import SignedInRequest
from mentoring.permissions import Standing
from mentoring.services.changes import changes_of_workstream
from mentoring.services.linked import grouped
from mentoring.services.then import as_then
from mentoring.views.access import fetch_challenge, note_team_read
from mentoring.views.boxes import Boxes
from mentoring.views.reading import boxes_page, reading

MOST_ENTRIES = 20  # of a workstream's page; the story has them all


@dataclass
class Row:
    workstream: Workstream
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def words(self) -> str:
        """“2 milestones · 1 measure · 3 cycles”"""
        told = [counted(kind, count) for kind, count in self.counts.items() if count]
        return " · ".join(told) or _("Nothing belongs to it yet")


def counted(kind: str, count: int) -> str:
    words = {
        "milestone": ngettext("%(count)s milestone", "%(count)s milestones", count),
        PieceKind.MEASURE: ngettext("%(count)s measure", "%(count)s measures", count),
        PieceKind.CYCLE: ngettext("%(count)s cycle", "%(count)s cycles", count),
        "entry": ngettext("%(count)s log entry", "%(count)s log entries", count),
    }
    other = ngettext("%(count)s other piece", "%(count)s other pieces", count)
    return words.get(kind, other) % {"count": count}


def counts_of(challenge_id: int, standing: Standing) -> dict[int, Counter[str]]:
    """By workstream, how many of what; in the order in which they are told."""
    found: dict[int, Counter[str]] = defaultdict(Counter)
    tables = [
        ("milestone", standing.seen(Milestone.objects.filter(challenge=challenge_id))),
        ("", standing.seen(Piece.objects.filter(challenge=challenge_id).current())),
        ("entry", standing.seen(LogEntry.objects.filter(challenge=challenge_id))),
    ]
    for name, rows in tables:
        by = ["workstream"] if name else ["workstream", "kind"]
        counts = rows.filter(workstream__isnull=False).order_by(*by).values_list(*by).annotate(Count("pk"))
        for workstream, *kind, count in counts:
            told = (kind[0] if kind[0] in KNOWN else "other") if kind else name
            found[workstream][told] += count
    return found


KNOWN = {PieceKind.MEASURE, PieceKind.CYCLE}


@require_safe
def workstreams(request: SignedInRequest, pk: int) -> HttpResponse:
    challenge, standing = fetch_challenge(request, pk=pk)
    counts = counts_of(challenge.pk, standing)
    rows = [
        Row(workstream, counts.get(workstream.pk, Counter()))
        for workstream in Workstream.objects.filter(challenge=challenge)
        if workstream.pk in counts or not standing.sees_until
    ]
    as_then(standing, [row.workstream for row in rows])
    context = {
        "challenge": challenge,
        "standing": standing,
        "rows": [row for row in rows if row.workstream.ended_on is None],
        "ended": [row for row in rows if row.workstream.ended_on],
    }
    return render(request, "mentoring/workstreams.jinja", context)


@reading
def workstream(request: SignedInRequest, pk: int) -> HttpResponse:
    challenge, standing = fetch_challenge(request, workstreams=pk)
    found = get_object_or_404(Workstream.objects.filter(challenge=challenge), pk=pk)
    if standing.sees_until and pk not in counts_of(challenge.pk, standing):
        raise Http404  # nothing in it is older than the end of the pairing, and nor may it be
    note_team_read(request, standing, found)
    as_then(standing, [found])
    boxes = Boxes(challenge, "workstream", pk, reverse("workstream", args=[pk]))
    pieces = standing.seen(Piece.objects.filter(workstream=found).current())
    entries = standing.seen(LogEntry.objects.filter(workstream=found)).order_by("-happened_on", "-pk")
    context = {
        "workstream": found,
        "milestones": standing.seen(Milestone.objects.filter(workstream=found)),
        "kinds": grouped(pieces.order_by("pk")),
        "entries": entries[:MOST_ENTRIES],
        "history": changes_of_workstream(found, standing),
    }
    return boxes_page(request, boxes, standing, [found], "mentoring/workstream.jinja", context)
