"""Passwords and keys made once for this checkout and kept under var/secrets, for its owner only."""

import base64
import os
import secrets
from collections.abc import Callable

from deploy.local.paths import SECRETS


def password() -> str:
    """Letters, digits, - and _: safe inside an address."""
    return secrets.token_urlsafe(24)


def fernet_key() -> str:
    return base64.urlsafe_b64encode(os.urandom(32)).decode()


def hex_key() -> str:
    return secrets.token_hex(32)


def secret(name: str, make: Callable[[], str] = password) -> str:
    """The secret called `name`, made now if this is the first time it is asked for."""
    SECRETS.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = SECRETS / name
    if not path.exists():
        fresh = path.with_name(f".{name}.{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(make())
        try:
            os.link(fresh, path)  # whoever comes second takes what the first one made
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text()
