"""The balcony and dance-floor ledger."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from challenges.drawings.stacks import stacks
from challenges.models import Sighting
from challenges.models.sighting import Occasion
from fellowship.lib.choices import words_of
from fellowship.people.access import SignedInRequest
from mentoring.permissions import Standing
from mentoring.services.ledger import (
    balance_in_words,
    clinical_days_of,
    clinical_in_words,
    days_in_words,
    entries_in_words,
    ledger_of,
    number_in_words,
)
from mentoring.views.access import fetch_challenge, note_team_read


@require_safe
def ledger(request: SignedInRequest, pk: int) -> HttpResponse:
    challenge, standing = fetch_challenge(request, pk=pk)
    note_team_read(request, standing, challenge)
    months = ledger_of(challenge, standing)
    clinical = clinical_days_of(challenge.place, months)
    context = {
        "challenge": challenge,
        "standing": standing,
        "months": months,
        "lines": any(month.sightings for month in months),
        "drawing": stacks(
            [month.first for month in months], [(month.dance_floor, month.balcony) for month in months]
        ),
        "balance": balance_in_words(months),
        "entries": entries_in_words(months),
        "in_days": days_in_words,
        "number": number_in_words,
        "occasions": words_of(Occasion),
        "clinical": clinical,
        "clinical_words": clinical_in_words(clinical) if clinical else "",
    }
    return render(request, "mentoring/pieces/ledger.jinja", context)


def more_of_sighting(request: SignedInRequest, piece: Sighting, standing: Standing) -> dict[str, Any]:
    return {"how_long": days_in_words(piece.days)}
