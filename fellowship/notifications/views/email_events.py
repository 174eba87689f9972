"""Where a mail provider reports bounces and complaints. Off unless EMAIL_EVENTS_URL is set (settings.py)."""

import json

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from fellowship.people.access import public

# Each knows how its provider tells, and checks the secret. Loaded when asked for: most bring much along.
PROVIDERS = {
    "amazon-ses": "anymail.webhooks.amazon_ses.AmazonSESTrackingWebhookView",
    "brevo": "anymail.webhooks.brevo.BrevoTrackingWebhookView",
    "mailersend": "anymail.webhooks.mailersend.MailerSendTrackingWebhookView",
    "mailgun": "anymail.webhooks.mailgun.MailgunTrackingWebhookView",
    "mailjet": "anymail.webhooks.mailjet.MailjetTrackingWebhookView",
    "mailtrap": "anymail.webhooks.mailtrap.MailtrapTrackingWebhookView",
    "mandrill": "anymail.webhooks.mandrill.MandrillCombinedWebhookView",
    "postal": "anymail.webhooks.postal.PostalTrackingWebhookView",
    "postmark": "anymail.webhooks.postmark.PostmarkTrackingWebhookView",
    "sendgrid": "anymail.webhooks.sendgrid.SendGridTrackingWebhookView",
    "sparkpost": "anymail.webhooks.sparkpost.SparkPostTrackingWebhookView",
}


@public
@csrf_exempt  # a provider posts here; the secret is the proof
@require_http_methods(["POST", "HEAD"])
def email_events(request: HttpRequest) -> HttpResponse:
    if settings.EMAIL_EVENTS not in PROVIDERS:
        raise Http404(_("There is no such page."))
    try:
        return import_string(PROVIDERS[settings.EMAIL_EVENTS]).as_view()(request)
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise BadRequest("These are no events.") from error
