"""The door for machines: whose token it is, whether it may read this, how often it came, what it took."""

import hmac
import logging
import time

import redis
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from fellowship.api.models import ApiToken
from fellowship.api.refusals import Refusal
from fellowship.api.scopes import Scope
from fellowship.api.services.tokens import MARK, digest_of
from fellowship.lib.dates import in_words
from fellowship.people.models import AuditEvent
from fellowship.people.services import audit

log = logging.getLogger(__name__)

MINUTE = 60
REFUSED = "token refused"
_COUNT_USE = """
    INSERT INTO api_tokenuse AS use (token_id, resource, day, times, rows, last_at)
    VALUES (%s, %s, %s, 1, %s, now())
    ON CONFLICT (token_id, day, resource)
    DO UPDATE SET times = use.times + 1, rows = use.rows + excluded.rows, last_at = excluded.last_at
    RETURNING times"""


def token_of(sent: str) -> ApiToken:
    """The token that was sent, while it works. Says what is wrong with it only to who has the secret."""
    mark, _line, rest = sent.strip().partition("_")
    prefix, _line, secret = rest.partition("_")
    if mark != MARK or not prefix or not secret or "\0" in prefix:
        raise _not_known(_("Send the token as “Authorization: Bearer balcony_…”."))
    token = ApiToken.objects.select_related("programme").filter(prefix=prefix).first()
    if token is None or not hmac.compare_digest(token.digest, digest_of(secret)):
        _note_refusal(token, "wrong secret")
        raise _not_known(_("This token is not known. Copy it again, or ask the programme team for one."))
    if token.revoked_at:
        _note_refusal(token, "revoked")
        raise _not_known(_("This token was revoked. Ask the programme team for a new one."))
    if token.expires_on < timezone.localdate():
        _note_refusal(token, "expired")
        raise _not_known(
            _("This token expired after %(day)s. Ask the programme team for a new one.")
            % {"day": in_words(token.expires_on)}
        )
    return token


def _note_refusal(token: ApiToken | None, reason: str) -> None:
    """Once a token, reason and day: whoever knocks on and on does not fill the audit.

    Of a token that nobody made there is nothing to keep a row of.
    """
    if token is None:
        log.warning("A token that is not known was refused")
        return
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    noted = AuditEvent.objects.filter(
        act=REFUSED, object_kind=ApiToken._meta.label_lower, object_id=str(token.pk), at__gte=midnight
    )
    if not noted.filter(detail__reason=reason).exists():
        audit.record(REFUSED, token, by=None, name=token.name, reason=reason)


def _not_known(detail: str) -> Refusal:
    return Refusal(401, detail, {"WWW-Authenticate": 'Bearer realm="Balcony"'})


def check_scope(token: ApiToken, scope: Scope) -> None:
    if scope not in token.scopes:
        raise Refusal(
            403,
            _("This token has no scope “%(scope)s”. Ask the programme team for a token that has it.")
            % {"scope": scope.value},
        )


def count_request(token: ApiToken) -> None:
    """Refuses what comes too fast. Without Redis nothing is counted: reading goes on."""
    now = int(time.time())
    key = f"api-requests.{token.pk}.{now // MINUTE}"
    try:
        cache.add(key, 0, 2 * MINUTE)
        requests = cache.incr(key)
    except (redis.ConnectionError, redis.TimeoutError, ValueError) as error:
        log.warning("Requests of token %s are not counted: %s", token.pk, error)
        return
    if requests > settings.API_REQUESTS_A_MINUTE:
        raise Refusal(
            429,
            _("More than %(limit)s requests a minute. Wait, then go on where you stopped.")
            % {"limit": settings.API_REQUESTS_A_MINUTE},
            {"Retry-After": str(MINUTE - now % MINUTE)},
        )


def note_use(token: ApiToken, resource: str, rows: int) -> None:
    """Counts a reading; the first of a resource on a day also stands in the audit."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_USE, [token.pk, resource, timezone.localdate(), rows])
        (times,) = cursor.fetchone()
    if times == 1:
        audit.record("token used", token, by=None, name=token.name, resource=resource)
