"""The address in a mail that switches its kind off, without signing in."""

from functools import lru_cache

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse

from fellowship.notifications.kinds import KINDS, Delivery, Kind
from fellowship.notifications.models import Message, Preference
from fellowship.people.models import User
from fellowship.people.services import audit

# Signed, not secret: it can do nothing but switch one kind off. It does not expire, as old mails
# must still be able to.
_signer = signing.Signer(salt="notifications.unsubscribe")


def unsubscribe_address(message: Message) -> str:
    """Nothing for what cannot be switched off."""
    if KINDS[message.kind].essential:
        return ""
    return settings.SITE_URL.rstrip("/") + _path().replace("TOKEN", _token(message.person_id, message.kind))


@lru_cache(1000)  # each mail has it in its headers and in both its texts
def _token(person_id: int, kind: str) -> str:
    return _signer.sign_object([person_id, kind])


@lru_cache(maxsize=1)
def _path() -> str:
    return reverse("unsubscribe", args=["TOKEN"])


def read_token(token: str) -> tuple[User, Kind]:
    """Who and what a token is for; LookupError if it is not one of ours, or nobody's any more."""
    try:
        person_id, kind = _signer.unsign_object(token)
        return User.objects.get(pk=person_id), KINDS[kind]
    except (signing.BadSignature, User.DoesNotExist, KeyError, ValueError) as error:
        raise LookupError("This is not an unsubscribe address.") from error


@transaction.atomic
def switch_off(*, person: User, kind: Kind, by: User) -> Preference:
    """No more mails of this kind; those that still wait are dropped when their turn comes."""
    preference, _new = Preference.objects.update_or_create(
        person=person, kind=kind.code, defaults={"delivery": Delivery.OFF}
    )
    audit.record("unsubscribed", preference, by=by, kind=kind.code)
    return preference
