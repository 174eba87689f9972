"""The two keys of the sealed room, which a web process must have and the worker never gets."""

import re

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from fellowship.lib.sealing import Sealer

SEAL_KEY = re.compile(r"[0-9a-fA-F]{64}")


def require_keys() -> None:
    """A stop that names the missing or malformed variable, before anybody writes a private word."""
    if not settings.PRIVATE_TEXT_KEYS:
        raise ImproperlyConfigured("Set the environment variable PRIVATE_TEXT_KEYS (see docs/operation.md).")
    try:
        Sealer(settings.PRIVATE_TEXT_KEYS)
    except ValueError as error:
        raise ImproperlyConfigured(f"PRIVATE_TEXT_KEYS: {error}.") from None
    if not settings.AUTHOR_SEAL_KEY:
        raise ImproperlyConfigured("Set the environment variable AUTHOR_SEAL_KEY (see docs/operation.md).")
    if not SEAL_KEY.fullmatch(settings.AUTHOR_SEAL_KEY):
        raise ImproperlyConfigured("AUTHOR_SEAL_KEY: it must be 64 hexadecimal digits.")
