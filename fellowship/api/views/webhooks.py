import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fellowship.api.changes import CHANGES, TEST
from fellowship.api.forms.webhooks import WebhookForm
from fellowship.api.models import DeliveryStatus, Style
from fellowship.api.services import webhooks as services
from fellowship.api.services.signing import secret_of
from fellowship.api.views.found import delivery_of, programme_of, webhook_of, webhook_to_change
from fellowship.nhsuk.stamped import came_second
from fellowship.people.access import SignedInRequest

DELIVERIES_SHOWN = 50
ACTS = {
    "test": (services.send_test, gettext_lazy("A test is on its way. Look below in a moment.")),
    "pause": (services.pause_webhook, gettext_lazy("The webhook is paused.")),
    "start": (services.start_webhook, gettext_lazy("The webhook sends again, what waited first.")),
    "renew-secret": (services.renew_secret, gettext_lazy("There is a new secret. Give it to the receiver.")),
}


@require_http_methods(["GET", "HEAD", "POST"])
def webhook_new(request: SignedInRequest, pk: int) -> HttpResponse:
    programme = programme_of(request.user, pk)
    form = WebhookForm(request.POST or None, initial={"form_id": uuid.uuid4(), "style": Style.TEAMS})
    if form.is_valid():
        webhook = services.make_webhook(programme=programme, by=request.user, **form.cleaned_data)
        messages.success(request, _("The webhook is made. Send a test."))
        return redirect(webhook)
    return render(request, "api/webhook_form.jinja", {"programme": programme, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def webhook_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    found = webhook_to_change(request, pk)
    form = WebhookForm(request.POST or None, initial=WebhookForm.words_of(found))
    if form.is_valid() and not came_second(form):
        data = {name: value for name, value in form.cleaned_data.items() if name != "form_id"}
        services.change_webhook(webhook=found, by=request.user, **data)
        messages.success(request, _("Your changes are saved."))
        return redirect(found)
    context = {"programme": found.programme, "webhook": found, "form": form}
    return render(request, "api/webhook_form.jinja", context, status=409 if came_second(form) else 200)


@require_safe
def webhook(request: SignedInRequest, pk: int) -> HttpResponse:
    found = webhook_of(request.user, pk)
    failed = found.deliveries.filter(status=DeliveryStatus.FAILED)[:DELIVERIES_SHOWN]
    others = found.deliveries.exclude(status=DeliveryStatus.FAILED)[:DELIVERIES_SHOWN]
    context = {
        "webhook": found,
        "deliveries": [*failed, *others],
        "chosen": [str(CHANGES[code].title) for code in found.kinds if code in CHANGES],
        "titles": {code: change.title for code, change in CHANGES.items()} | {TEST: _("Test")},
    }
    return render(request, "api/webhook.jinja", context)


@never_cache
@require_safe
def webhook_secret(request: SignedInRequest, pk: int) -> HttpResponse:
    found = webhook_of(request.user, pk)
    return render(request, "api/webhook_secret.jinja", {"webhook": found, "secret": secret_of(found)})


@require_POST
def webhook_act(request: SignedInRequest, pk: int, act: str) -> HttpResponse:
    found = webhook_of(request.user, pk)
    if act not in ACTS:
        raise Http404
    do, words = ACTS[act]
    do(webhook=found, by=request.user)
    messages.success(request, str(words))
    return redirect(found)


@require_http_methods(["GET", "HEAD", "POST"])
def webhook_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    found = webhook_of(request.user, pk)
    if request.method == "POST":
        services.remove_webhook(webhook=found, by=request.user)
        messages.success(request, _("The webhook is removed."))
        return redirect("machines", found.programme_id)
    return render(request, "api/webhook_remove.jinja", {"webhook": found})


@require_POST
def delivery_again(request: SignedInRequest, pk: int) -> HttpResponse:
    delivery = delivery_of(request.user, pk)
    services.try_again(delivery=delivery, by=request.user)
    messages.success(request, _("It waits to be sent again."))
    return redirect(delivery.webhook)
