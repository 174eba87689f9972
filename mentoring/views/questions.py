"""The ledger of powerful questions."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from challenges.models import Question
from fellowship.people.access import SignedInRequest
from mentoring.views.access import fetch_challenge


@require_safe
def questions(request: SignedInRequest, pk: int) -> HttpResponse:
    challenge, standing = fetch_challenge(request, pk=pk)
    found = standing.seen(Question.objects.filter(challenge=challenge).current())
    context = {"challenge": challenge, "standing": standing, "questions": found.order_by("-asked_on", "-pk")}
    return render(request, "mentoring/pieces/questions.jinja", context)
