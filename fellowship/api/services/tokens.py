"""Tokens are made, shown once, and revoked."""

import datetime as dt
import hashlib
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fellowship.api.models import ApiToken
from fellowship.api.scopes import Scope
from fellowship.cohorts.models import Programme
from fellowship.notifications.because import because
from fellowship.notifications.services.outbox import put
from fellowship.people.models import User
from fellowship.people.services import audit

MARK = "balcony"  # so that scanners of source code recognise one that was left there
LONGEST = dt.timedelta(days=366)
WARN_BEFORE = dt.timedelta(days=14)


@dataclass(frozen=True)
class NewToken:
    token: ApiToken
    secret: str  # the whole of what the machine sends; empty where this form made the token before


def digest_of(secret: str) -> str:
    """256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def make_token(
    *,
    programme: Programme,
    name: str,
    scopes: Sequence[str],
    expires_on: dt.date,
    form_id: uuid.UUID,
    by: User,
) -> NewToken:
    today = timezone.localdate()
    if not today <= expires_on <= today + LONGEST:
        raise ValidationError(_("A token works for a year at most."))
    prefix, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    token, is_new = ApiToken.objects.get_or_create(
        form_id=form_id,
        defaults={
            "programme": programme,
            "name": name,
            "scopes": [scope for scope in Scope.values if scope in scopes],
            "expires_on": expires_on,
            "prefix": prefix,
            "digest": digest_of(secret),
            "made_by": by,
        },
    )
    if not is_new:
        return NewToken(token, "")
    audit.record("token made", token, by=by, name=name, scopes=token.scopes, expires_on=str(expires_on))
    return NewToken(token, f"{MARK}_{prefix}_{secret}")


@transaction.atomic
def revoke_token(*, token: ApiToken, by: User) -> ApiToken:
    """At once and for good. Revoking it again changes nothing."""
    token = ApiToken.objects.select_for_update().get(pk=token.pk)
    if token.revoked_at is None:
        token.revoked_at, token.revoked_by = timezone.now(), by
        token.save(update_fields=["revoked_at", "revoked_by"])
        audit.record("token revoked", token, by=by, name=token.name)
    return token


def warn_of_expiry() -> None:
    """Tells who made a token that it will soon stop working: once, however often this is called."""
    today = timezone.localdate()
    soon = ApiToken.objects.filter(
        revoked_at=None, expires_on__gte=today, expires_on__lte=today + WARN_BEFORE
    )
    for token in soon.select_related("made_by"):
        if token.made_by is None:
            continue
        put(
            person=token.made_by,
            kind="machines",
            object_kind="api.apitoken",
            object_id=str(token.pk),
            why=because("You made this token."),
            due_on=token.expires_on,
            offset_days=-WARN_BEFORE.days,
            programme_id=token.programme_id,
        )
