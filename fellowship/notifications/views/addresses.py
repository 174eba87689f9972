from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fellowship.notifications.models import AddressTrouble
from fellowship.notifications.services.bounces import lift
from fellowship.people.access import SignedInRequest


@require_POST
def address_works(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(AddressTrouble.objects.visible_to(request.user), pk=pk)
    lift(trouble=found, by=request.user)
    flash.success(
        request,
        _("Messages go to %(address)s again. What failed in the last week is tried again.")
        % {"address": found.address},
    )
    return redirect("person", found.person_id) if "person" in request.POST else redirect("messages")
