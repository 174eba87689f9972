"""The secret in an invitation's link, and whether it still opens anything."""

import hashlib

from django.utils import timezone
from django.utils.crypto import salted_hmac

from fellowship.cohorts.models import Invitation


def secret_of(invitation: Invitation) -> str:
    """The secret of the link last sent. Made from the row and SECRET_KEY, so it is stored nowhere."""
    value = f"{invitation.pk}.{invitation.times_sent}"
    return salted_hmac("fellowship.cohorts.invitation", value, algorithm="sha256").hexdigest()


def digest_of(secret: str) -> str:
    """What is stored, to find the invitation by its link."""
    return hashlib.sha256(secret.encode()).hexdigest()


def is_usable(invitation: Invitation) -> bool:
    return bool(
        invitation.accepted_at is None
        and invitation.revoked_at is None
        and invitation.expires_at
        and invitation.expires_at > timezone.now()
    )
