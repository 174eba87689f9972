"""Our own id of a mail, so that a provider's report says which mail it is about.

Over SMTP a provider takes the mail and gives it an id of its own, which nobody tells us. So the mail carries
ours in the header that this provider hands on with its reports; anymail makes `metadata` or `tags` of it.
"""

import re
from collections.abc import Mapping
from typing import Any

KEY = "mail"
OWN_ID = re.compile(r"[0-9a-f]{40}")  # rendering.own_id_of
JSON = f'{{"{KEY}":"%s"}}'

# By provider, as EMAIL_EVENTS_URL names it: header, and its value. Each fits into one line of a mail.
HEADERS = {
    "amazon-ses": ("X-Metadata", JSON),  # anymail reads it from the headers that SES repeats
    "brevo": ("X-Mailin-custom", JSON),
    "mailersend": ("X-MailerSend-Tags", "%s"),
    "mailgun": ("X-Mailgun-Variables", JSON),
    "mailjet": ("X-MJ-EventPayload", JSON),
    "mailtrap": ("X-MT-Custom-Variables", JSON),
    "mandrill": ("X-MC-Metadata", JSON),
    "postal": ("X-Postal-Tag", "%s"),
    "postmark": (f"X-PM-Metadata-{KEY}", "%s"),
    "sendgrid": ("X-SMTPAPI", f'{{"unique_args":{JSON}}}'),
    "sparkpost": ("X-MSYS-API", f'{{"metadata":{JSON}}}'),
}


def header_for(provider: str, own_id: str) -> dict[str, str]:
    """Nothing without a provider that reports."""
    if provider not in HEADERS:
        return {}
    name, value = HEADERS[provider]
    return {name: value % own_id}


def own_id_in(event: Any) -> str:
    """The id that an event of anymail's brings back, or nothing."""
    metadata = event.metadata if isinstance(event.metadata, Mapping) else {}
    found = [metadata.get(KEY), *(event.tags or [])]
    return next((one for one in found if isinstance(one, str) and OWN_ID.fullmatch(one)), "")
