import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from fellowship.api.forms.tokens import TokenForm
from fellowship.api.models import ApiToken, Webhook
from fellowship.api.scopes import HINTS
from fellowship.api.services.tokens import WARN_BEFORE, make_token, revoke_token
from fellowship.api.views.found import programme_of, token_of
from fellowship.people.access import SignedInRequest

USES_SHOWN = 50


@require_safe
def machines(request: SignedInRequest, pk: int) -> HttpResponse:
    """Tokens and webhooks of a programme."""
    programme = programme_of(request.user, pk)
    today = timezone.localdate()
    tokens = ApiToken.objects.visible_to(request.user).filter(programme=programme).with_use()
    webhooks = Webhook.objects.visible_to(request.user).filter(programme=programme).with_deliveries()
    context = {
        "programme": programme,
        "tokens": [(token, token.state_on(today)) for token in tokens],
        "webhooks": webhooks,
    }
    return render(request, "api/machines.jinja", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def token_new(request: SignedInRequest, pk: int) -> HttpResponse:
    """The answer to the form is the only page that ever shows the secret."""
    programme = programme_of(request.user, pk)
    form = TokenForm(request.POST or None, initial={"form_id": uuid.uuid4()})
    if form.is_valid():
        made = make_token(programme=programme, by=request.user, **form.cleaned_data)
        if made.secret:
            is_warned_of = made.token.expires_on > timezone.localdate() + WARN_BEFORE
            words = {"token": made.token, "secret": made.secret, "is_warned_of": is_warned_of}
            return render(request, "api/token_made.jinja", words)
        messages.info(
            request,
            _("This token was made already. Its secret is not shown again; if you missed it, revoke it."),
        )
        return redirect("machines", programme.pk)
    return render(request, "api/token_new.jinja", {"programme": programme, "form": form, "hints": HINTS})


@require_safe
def token(request: SignedInRequest, pk: int) -> HttpResponse:
    found = token_of(request.user, pk)
    context = {
        "token": found,
        "state": found.state_on(timezone.localdate()),
        "uses": found.uses.order_by("-day", "resource")[:USES_SHOWN],
    }
    return render(request, "api/token.jinja", context)


@require_http_methods(["GET", "HEAD", "POST"])
def token_revoke(request: SignedInRequest, pk: int) -> HttpResponse:
    found = token_of(request.user, pk)
    if request.method == "POST":
        revoke_token(token=found, by=request.user)
        messages.success(request, _("The token is revoked."))
        return redirect(found)
    return render(request, "api/token_revoke.jinja", {"token": found})
