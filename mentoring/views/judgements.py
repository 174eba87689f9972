"""How the fellow sees the problem, delivery and learning, and how that changed over the year."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from challenges.drawings.steps import Steps, steps
from challenges.models import Judgement
from challenges.models.judgement import VERDICTS, Track
from fellowship.lib.dates import in_words
from fellowship.people.access import SignedInRequest
from mentoring.services.judgements import judgements_of
from mentoring.views.access import fetch_challenge, note_team_read


@dataclass(frozen=True)
class TrackPage:
    track: Track
    judgements: Sequence[Judgement]  # oldest first
    drawing: Steps | None
    words: str


@require_safe
def judgements(request: SignedInRequest, pk: int) -> HttpResponse:
    challenge, standing = fetch_challenge(request, pk=pk)
    note_team_read(request, standing, challenge)
    last = max(min(challenge.place.ends_on, timezone.localdate()), challenge.place.starts_on)
    found = judgements_of(challenge, standing)
    context = {
        "challenge": challenge,
        "standing": standing,
        "tracks": [
            _page(Track(track), rows, challenge.place.starts_on, last) for track, rows in found.items()
        ],
    }
    return render(request, "mentoring/pieces/judgements.jinja", context)


def _page(track: Track, rows: Sequence[Judgement], first: dt.date, last: dt.date) -> TrackPage:
    if not rows:
        return TrackPage(track, rows, None, "")
    levels = [(verdict.value, _short(verdict.label)) for verdict in VERDICTS[track]]
    drawing = steps(levels, [(row.day, row.verdict) for row in rows], first=first, last=last)
    said = [
        _("%(verdict)s from %(day)s")
        % {"verdict": _short(row.get_verdict_display()), "day": in_words(row.day)}
        for row in rows
    ]
    return TrackPage(track, rows, drawing, _("%(track)s: ") % {"track": track.label} + ", ".join(said) + ".")


def _short(label: object) -> str:
    """“Wicked” of “Wicked: no known answer, needs questions”."""
    return str(label).partition(":")[0]
