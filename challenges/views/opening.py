from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from challenges.audience import audience_line
from challenges.models import Challenge
from challenges.permissions import check_can_write, check_owns
from challenges.services.challenges import close_to_cohort, open_to_cohort
from challenges.views.reaching import OF_CHALLENGE
from fellowship.people.access import SignedInRequest


@require_http_methods(["GET", "POST"])
def challenge_opening(request: SignedInRequest, challenge_id: int) -> HttpResponse:
    """The fellow lets the own cohort read the challenge, or no longer. Closing is open after the end too."""
    visible = Challenge.objects.visible_to(request.user).select_related(*OF_CHALLENGE)
    challenge = get_object_or_404(visible, pk=challenge_id)
    check_owns(request.user, challenge)
    if not challenge.open_to_cohort:
        check_can_write(request.user, challenge)
    if request.method == "POST":
        if request.POST.get("act") == "close":
            close_to_cohort(challenge=challenge, by=request.user)
            messages.success(request, _("Your cohort can no longer see this challenge."))
        else:
            open_to_cohort(challenge=challenge, by=request.user)
            messages.success(request, _("Your cohort can now read this challenge."))
        return redirect(challenge)
    context = {"challenge": challenge, "audience": audience_line(challenge)}
    return render(request, "challenges/opening.jinja", context)
