from django.contrib import messages as flash
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fellowship.notifications.models import Message
from fellowship.notifications.models.message import MessageQuerySet
from fellowship.notifications.services.reading import mark_all_read, mark_read
from fellowship.people.access import SignedInRequest

PAGE = 20


def own(request: SignedInRequest) -> MessageQuerySet:
    """Never anybody else's: what an administrator may see of others is on the page of messages."""
    return Message.objects.filter(person=request.user).notices().defer("text", "html", "facts")


@require_safe
def notices(request: SignedInRequest) -> HttpResponse:
    page = Paginator(own(request), PAGE).get_page(request.GET.get("page"))
    return render(request, "notifications/notices.jinja", {"page": page})


@require_safe
def notice(request: SignedInRequest, pk: int) -> HttpResponse:
    """Notes that it was opened, and goes on to what it is about."""
    found = get_object_or_404(own(request), pk=pk)
    mark_read(found)
    return redirect(found.path or found.get_absolute_url())


@require_POST
def notices_all_read(request: SignedInRequest) -> HttpResponse:
    mark_all_read(person=request.user)
    flash.success(request, _("Everything is marked as read."))
    return redirect("notices")
