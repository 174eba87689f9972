"""The ledger of powerful questions."""

from collections import Counter

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from challenges.drawings.stacks import months_between, stacks
from challenges.models import Question
from challenges.models.question import Construction
from fellowship.lib.choices import words_of
from fellowship.people.access import SignedInRequest
from mentoring.services.then import as_then
from mentoring.views.access import fetch_challenge

OPEN = (Construction.WHAT, Construction.HOW, Construction.WHY)


@require_safe
def questions(request: SignedInRequest, pk: int) -> HttpResponse:
    """All of them are counted; `?begins=how` lists those that begin so."""
    challenge, standing = fetch_challenge(request, pk=pk)
    rows = standing.seen(Question.objects.filter(challenge=challenge).current())
    found = list(rows.select_related("workstream").order_by("-asked_on", "-pk"))
    as_then(standing, [question.workstream for question in found])
    words = words_of(Construction)
    counts = Counter(question.construction for question in found)
    begins = request.GET.get("begins", "")
    begins = begins if begins in counts else ""
    place = challenge.place
    days = [question.asked_on for question in found] or [place.starts_on]
    last = max([min(place.ends_on, timezone.localdate()), *days])
    months = months_between(min([place.starts_on, *days]), last)
    by_month = Counter((question.asked_on.replace(day=1), question.construction) for question in found)
    amounts = [[by_month[month, key] for key in Construction.values] for month in months]
    context = {
        "challenge": challenge,
        "standing": standing,
        "questions": [question for question in found if not begins or question.construction == begins],
        "count": len(found),
        "begins": begins,
        "constructions": [(key, said, counts[key]) for key, said in words.items()],
        "beginnings": words,
        "open_count": sum(counts[key] for key in OPEN),
        "opened": sum(bool(question.opened_up) for question in found),
        "reframed": sum(bool(question.reframed) for question in found),
        "drawing": stacks(months, amounts),
        "months": list(zip(months, amounts, strict=True)),
    }
    return render(request, "mentoring/pieces/questions.jinja", context)
