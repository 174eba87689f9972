"""What the pages of this room are about, for those who run the programme. Everybody else gets 404."""

from django.shortcuts import get_object_or_404

from fellowship.api.models import ApiToken, Delivery, Webhook
from fellowship.cohorts.models import Programme
from fellowship.nhsuk.stamped import to_change
from fellowship.people.access import SignedInRequest
from fellowship.people.models import User


def programme_of(user: User, pk: int) -> Programme:
    return get_object_or_404(Programme.objects.visible_to(user), pk=pk)


def token_of(user: User, pk: int) -> ApiToken:
    tokens = ApiToken.objects.visible_to(user).select_related("programme", "made_by", "revoked_by")
    return get_object_or_404(tokens, pk=pk)


def webhook_of(user: User, pk: int) -> Webhook:
    webhooks = Webhook.objects.visible_to(user).select_related("programme", "made_by", "paused_by")
    return get_object_or_404(webhooks, pk=pk)


def webhook_to_change(request: SignedInRequest, pk: int) -> Webhook:
    webhooks = Webhook.objects.visible_to(request.user).select_related("programme")
    return get_object_or_404(to_change(webhooks, request), pk=pk)


def delivery_of(user: User, pk: int) -> Delivery:
    return get_object_or_404(Delivery.objects.visible_to(user).select_related("webhook"), pk=pk)
