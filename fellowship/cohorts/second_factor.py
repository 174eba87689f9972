"""Administrators see everybody's data, so they sign in with a second factor.

Lives in this room because roles do; people, further left, may not know them.
"""

import time
from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from fellowship.cohorts.models import RoleAssignment
from fellowship.cohorts.permissions import Role
from fellowship.people.access import is_public, wants_a_page

Respond = Callable[[HttpRequest], HttpResponse]
View = Callable[..., HttpResponse]

# What is needed to add a second factor.
OPEN_PAGES = frozenset(
    {
        "second_factor_needed",
        "account_reauthenticate",
        "mfa_index",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "mfa_activate_totp",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_download_recovery_codes",
    }
)
# A session is asked again after this long, so that a role given, or a second factor removed,
# counts within minutes without a query on every request.
SECONDS_BETWEEN_CHECKS = 300
CHECKED_AT = "second_factor_checked_at"


def lacks_second_factor(user) -> bool:
    """Whether the user is an administrator now and has neither authenticator app nor passkey."""
    real = Authenticator.objects.filter(user=OuterRef("person")).exclude(
        type=Authenticator.Type.RECOVERY_CODES
    )
    return (
        RoleAssignment.objects.in_force().filter(~Exists(real), person=user, role=Role.ADMINISTRATOR).exists()
    )


class SecondFactorForAdministrators:
    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.respond(request)

    def process_view(self, request: HttpRequest, view: View, args: list, kwargs: dict) -> HttpResponse | None:
        if not settings.MFA_REQUIRED_FOR_ADMINISTRATORS or is_public(view):
            return None
        match = request.resolver_match
        if (match and match.view_name in OPEN_PAGES) or not self._still_needed(request):
            return None
        if wants_a_page(request):
            return redirect("second_factor_needed")
        return JsonResponse({"detail": _("Add a second step to your sign-in to continue.")}, status=403)

    def _still_needed(self, request: HttpRequest) -> bool:
        """Only the answer “no” is remembered, and only for this person in this session."""
        found_fine_by, found_fine_at = request.session.get(CHECKED_AT, (None, 0))
        if found_fine_by == request.user.pk and time.time() - found_fine_at < SECONDS_BETWEEN_CHECKS:
            return False
        if lacks_second_factor(request.user):
            return True
        request.session[CHECKED_AT] = (request.user.pk, int(time.time()))
        return False
