from django.contrib import messages as flash
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from fellowship.lib.numbers import as_number
from fellowship.nhsuk.rendering import address_with
from fellowship.notifications.access import oversees, people_overseen, programmes_overseen
from fellowship.notifications.forms.filters import MessageFilters
from fellowship.notifications.models import AddressTrouble, Message, MessageStatus
from fellowship.notifications.models.message import MessageQuerySet
from fellowship.notifications.reminders import sources
from fellowship.notifications.services.preview import upcoming as what_will_go_out
from fellowship.notifications.services.reading import mark_read
from fellowship.notifications.services.retrying import try_again as try_messages_again
from fellowship.notifications.services.standstill import standing_still_since
from fellowship.people.access import SignedInRequest
from fellowship.people.models import User
from fellowship.people.services.audit import record_read

PAGE = 25
SHOWN_ON_TOP = 10
MOST_BOUNCED = 50


@require_safe
def messages(request: SignedInRequest) -> HttpResponse:
    visible = _in_lists(Message.objects.visible_to(request.user).naming_for(request.user))
    filters = MessageFilters(request.GET)
    narrowed = filters.narrow(visible)
    chosen = filters.chosen(people_overseen(request.user))
    page = Paginator(narrowed, PAGE).get_page(request.GET.get("page"))
    is_overseer = oversees(request.user)
    to_look_at = list(visible.needing_attention()[: SHOWN_ON_TOP + 1]) if is_overseer else []
    named = {message.person_id for message in [*page.object_list, *to_look_at] if message.is_named}
    known = people_overseen(request.user).filter(pk__in=named) if is_overseer else User.objects.none()
    return render(
        request,
        "notifications/messages.jinja",
        {
            "page": page,
            "can_open": set(known.values_list("pk", flat=True)),
            "filters": filters,
            "chosen": [(words, address_with(request, **{name: None})) for name, words in chosen],
            "is_overseer": is_overseer,
            "standing_still_since": standing_still_since() if is_overseer else None,
            "to_look_at": to_look_at[:SHOWN_ON_TOP],
            "more_to_look_at": len(to_look_at) > SHOWN_ON_TOP,
            "bounced": _bounced(request.user) if is_overseer else [],
        },
    )


@require_safe
def message(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(
        Message.objects.visible_to(request.user).naming_for(request.user).select_related("person", "digest"),
        pk=pk,
    )
    hidden = found.text_hidden_from(request.user)
    if found.person_id == request.user.pk:
        mark_read(found)
    if found.person_id != request.user.pk and not hidden:
        record_read(found, by=request.user)
    return render(
        request,
        "notifications/message.jinja",
        {
            "message": found,
            "hidden": hidden,
            "may_try_again": found.needs_attention and oversees(request.user),
        },
    )


@require_POST
def try_again(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Message.objects.visible_to(request.user), pk=pk)
    _check_oversees(request.user)
    if try_messages_again(Message.objects.filter(pk=found.pk), by=request.user):
        flash.success(request, _("The message will be sent again in the next minutes."))
    else:
        flash.info(request, _("This message does not need another try any more."))
    return redirect(found)


@require_POST
def try_all_again(request: SignedInRequest) -> HttpResponse:
    """All that failed; what may have arrived is for a person to judge one by one."""
    _check_oversees(request.user)
    failed = Message.objects.visible_to(request.user).filter(status=MessageStatus.FAILED)
    count = try_messages_again(failed, by=request.user)
    flash.success(
        request,
        ngettext(
            "%(count)s message will be sent again in the next minutes.",
            "%(count)s messages will be sent again in the next minutes.",
            count,
        )
        % {"count": count},
    )
    return redirect("messages")


@require_safe
def upcoming(request: SignedInRequest) -> HttpResponse:
    """One's own; with ?person=… that of somebody in a programme one oversees."""
    person = _person_asked_for(request)
    is_own = person.pk == request.user.pk
    programmes = None if is_own else programmes_overseen(request.user)
    return render(
        request,
        "notifications/upcoming.jinja",
        {
            "person": person,
            "is_own": is_own,
            "items_to_come": what_will_go_out(person, sources=sources(), programmes=programmes),
        },
    )


def _in_lists(found: MessageQuerySet) -> MessageQuerySet:
    return found.select_related("person").defer("text", "html", "facts")


def _bounced(user: User) -> list[AddressTrouble]:
    """Addresses that take no mail, with `is_named`: whether the user may know whose they are."""
    named = people_overseen(user).filter(pk=OuterRef("person"))
    found = AddressTrouble.objects.visible_to(user).suppressed().annotate(is_named=Exists(named))
    return list(found.select_related("person")[:MOST_BOUNCED])


def _check_oversees(user: User) -> None:
    if not oversees(user):
        raise PermissionDenied(_("Only a programme administrator can have messages sent again."))


def _person_asked_for(request: SignedInRequest) -> User:
    asked_for = request.GET.get("person", "")
    if not asked_for.isdecimal() or as_number(asked_for) == request.user.pk:
        return request.user
    return get_object_or_404(people_overseen(request.user), pk=as_number(asked_for))
