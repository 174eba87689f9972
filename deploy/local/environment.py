"""The variables that the settings read (README.md, "Operation"), filled in for this machine."""

import os

from deploy.local import kept
from deploy.local.servers import Servers

# Only the web server opens private words. The worker and the beat never get these.
WEB_ONLY = ("PRIVATE_TEXT_KEYS", "AUTHOR_SEAL_KEY")


def keys() -> dict[str, str]:
    """The keys of the environment, else those kept for this checkout."""
    own = {
        "SECRET_KEY": kept.password,
        "PRIVATE_TEXT_KEYS": kept.fernet_key,
        "AUTHOR_SEAL_KEY": kept.hex_key,
    }
    return {
        name: os.environ.get(name) or kept.secret(name.lower().replace("_", "-"), make)
        for name, make in own.items()
    }


def for_owner(servers: Servers, **more: str) -> dict[str, str]:
    """For the commands of manage.py that prepare the database."""
    return {**os.environ, **servers.environment(), **keys(), **more}


def for_web(servers: Servers, **more: str) -> dict[str, str]:
    return _without(for_owner(servers, **more), "DATABASE_OWNER_URL")


def for_worker(servers: Servers, **more: str) -> dict[str, str]:
    return _without(for_web(servers, **more), *WEB_ONLY)


def _without(environment: dict[str, str], *names: str) -> dict[str, str]:
    return {name: value for name, value in environment.items() if name not in names}
