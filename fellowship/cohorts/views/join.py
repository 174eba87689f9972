"""The page behind an invitation's link. Opening it changes nothing: mail scanners open links too."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from fellowship.cohorts.forms.invitations import JoinForm
from fellowship.cohorts.invitation_links import is_usable
from fellowship.cohorts.models import Invitation
from fellowship.cohorts.services.invitations import (
    CannotAccept,
    SignInFirst,
    accept,
    invitation_behind,
    together,
)
from fellowship.people.access import public
from fellowship.people.services.sign_in import can_sign_in, sign_in


@public
@never_cache
@sensitive_post_parameters("password", "password_again")
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, secret: str) -> HttpResponse:
    invitation = invitation_behind(secret)
    if invitation is None:
        return _no_use(request)
    signed_in = request.user.is_authenticated
    is_new = not signed_in and not (can_sign_in(invitation.person) and invitation.accepted_at is None)
    answers = request.POST if request.method == "POST" else None
    form = JoinForm(answers, person=invitation.person) if is_new else None
    if request.method == "POST" and (form is None or form.is_valid()):
        return _accept(request, secret, form)
    if not is_usable(invitation):
        return _no_use(request)
    return _page(request, invitation, form)


def _accept(request: HttpRequest, secret: str, form: JoinForm | None) -> HttpResponse:
    by = request.user if request.user.is_authenticated else None
    try:
        invitation = accept(secret=secret, by=by, password=form.cleaned_data["password"] if form else "")
    except SignInFirst:
        return redirect("join", secret=secret)
    except CannotAccept:
        return _no_use(request)
    if by is None:
        sign_in(request, invitation.person)
    place = invitation.cohort or invitation.programme
    words = _("Welcome to %(place)s. Your role: %(role)s.")
    messages.success(request, words % {"place": place, "role": invitation.get_role_display().lower()})
    return redirect(settings.LOGIN_REDIRECT_URL)


def _page(request: HttpRequest, invitation: Invitation, form: JoinForm | None) -> HttpResponse:
    somebody_else = request.user.is_authenticated and request.user != invitation.person
    context = {
        "invitation": invitation,
        "roles": [one.get_role_display() for one in together(invitation).order_by("pk")],
        "form": form,
        "somebody_else": somebody_else,
        "must_sign_in": form is None and not request.user.is_authenticated,
        "here": request.path,
    }
    return render(request, "cohorts/join.jinja", context)


def _no_use(request: HttpRequest) -> HttpResponse:
    """The same page for every link that opens nothing, so that it gives nobody away."""
    return render(request, "cohorts/join_no_use.jinja", status=410)
