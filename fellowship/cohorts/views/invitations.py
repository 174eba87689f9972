"""The administrator's page of invitations, and its acts."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fellowship.cohorts.forms.invitations import InviteForm
from fellowship.cohorts.models import Cohort, Invitation
from fellowship.cohorts.permissions import Role
from fellowship.cohorts.services.invitations import (
    CannotInvite,
    invite,
    revoke,
    send_all,
    send_invitation,
    unsent,
)
from fellowship.cohorts.views.found import check_open
from fellowship.notifications.access import people_overseen
from fellowship.people.access import SignedInRequest

ON_A_PAGE = 50


def _cohort(request: SignedInRequest, cohort_id: int) -> Cohort:
    cohorts = Cohort.objects.visible_to(request.user).select_related("programme")
    return get_object_or_404(cohorts, pk=cohort_id)


def _on_its_page(request: SignedInRequest, cohort: Cohort) -> QuerySet[Invitation]:
    """The cohort's, and those to run or evaluate its programme."""
    return (
        Invitation.objects.visible_to(request.user)
        .filter(Q(cohort=cohort) | Q(cohort=None), programme=cohort.programme_id)
        .select_related("person")
    )


@require_safe
def invitations(request: SignedInRequest, cohort_id: int) -> HttpResponse:
    cohort = _cohort(request, cohort_id)
    rows = _on_its_page(request, cohort).order_by(
        F("accepted_at").asc(nulls_first=True),
        F("revoked_at").asc(nulls_first=True),
        "person__family_name",
        "person__given_name",
        "pk",
    )
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    known = people_overseen(request.user).filter(pk__in=[row.person_id for row in page.object_list])
    context = {
        "cohort": cohort,
        "page": page,
        # Of somebody typed in by hand nothing is shown until they accept, not even that they are known.
        "can_open": set(known.values_list("pk", flat=True)),
        "now": timezone.now(),
        "to_send": 0 if cohort.closed_at else unsent(cohort).count(),
        "link_days": settings.INVITATION_DAYS,
    }
    return render(request, "cohorts/invitations/list.jinja", context)


@require_POST
def send_unsent(request: SignedInRequest, cohort_id: int) -> HttpResponse:
    cohort = _cohort(request, cohort_id)
    count = send_all(by=request.user, cohort=cohort)
    said = ngettext("%(count)s invitation is on its way.", "%(count)s invitations are on their way.", count)
    messages.success(request, said % {"count": count})
    return redirect("invitations", cohort_id=cohort.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def invitation_new(request: SignedInRequest, cohort_id: int) -> HttpResponse:
    cohort = _cohort(request, cohort_id)
    check_open(cohort)
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        of_the_cohort = form.cleaned_data["role"] == Role.TUTOR
        try:
            made = invite(
                by=request.user,
                programme=cohort.programme,
                cohort=cohort if of_the_cohort else None,
                **form.cleaned_data,
            )
            send_invitation(by=request.user, invitation=made)
        except CannotInvite as error:
            form.add_error("email", str(error))
        else:
            _say_sent(request, made)
            return redirect("invitations", cohort_id=cohort.pk)
    return render(request, "cohorts/invitations/new.jinja", {"form": form, "cohort": cohort})


@require_POST
def invitation_send(request: SignedInRequest, cohort_id: int, invitation_id: int) -> HttpResponse:
    """Sends it, again too; one that was withdrawn is made anew."""
    cohort = _cohort(request, cohort_id)
    chosen = get_object_or_404(_on_its_page(request, cohort), pk=invitation_id)
    try:
        if chosen.revoked_at:
            chosen = invite(
                by=request.user,
                person=chosen.person,
                email=chosen.email,
                given_name=chosen.given_name,
                family_name=chosen.family_name,
                role=chosen.role,
                programme=cohort.programme,
                cohort=cohort if chosen.cohort_id else None,
            )
        send_invitation(by=request.user, invitation=chosen)
    except CannotInvite as error:
        messages.error(request, str(error))
    else:
        _say_sent(request, chosen)
    return redirect("invitations", cohort_id=cohort.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def invitation_revoke(request: SignedInRequest, cohort_id: int, invitation_id: int) -> HttpResponse:
    cohort = _cohort(request, cohort_id)
    chosen = get_object_or_404(_on_its_page(request, cohort), pk=invitation_id)
    if request.method != "POST":
        context = {"invitation": chosen, "cohort": cohort}
        return render(request, "cohorts/invitations/revoke.jinja", context)
    try:
        revoke(by=request.user, invitation=chosen)
    except CannotInvite as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The invitation is withdrawn. Its link does not work any more."))
    return redirect("invitations", cohort_id=cohort.pk)


def _say_sent(request: SignedInRequest, invitation: Invitation) -> None:
    words = _("The invitation to %(name)s is on its way.") % {"name": invitation.full_name}
    messages.success(request, words)
