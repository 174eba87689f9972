"""For load balancers. Live: the process answers. Ready: it can do its work."""

import time
from functools import lru_cache

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.transaction import non_atomic_requests
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis import Redis, RedisError

from fellowship.notifications.services.standstill import standing_still_since
from fellowship.people.access import public
from fellowship.sealed.checks import web_role_faults

SECONDS_MIGRATIONS_HOLD = 5


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return ""


def _migrations() -> str:
    return _migrations_within(int(time.monotonic() // SECONDS_MIGRATIONS_HOLD))


@lru_cache(maxsize=1)
def _migrations_within(moment: int) -> str:
    """Building the graph of migrations is dear and anybody may ask, so an answer holds for a moment."""
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(missing)} migrations are not applied" if missing else ""


def _seal() -> str:
    return " ".join(web_role_faults())


def _broker() -> str:
    Redis.from_url(settings.REDIS_URL, socket_connect_timeout=2, socket_timeout=2).ping()
    return ""


PARTS = {"database": _database, "migrations": _migrations, "seal": _seal, "broker": _broker}
IN_THE_DATABASE = {"migrations", "seal"}  # not asked while it is away: each question waits to be refused


@public
@non_atomic_requests
@never_cache
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"live": True})


@public
@non_atomic_requests
@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """200 when every part is well, else 503 with what is wrong; no secrets, no addresses.

    Reminders that stand still are said too, for monitoring: a dead worker takes no web server out.
    """
    parts: dict[str, str] = {}
    for name, check in PARTS.items():
        if name in IN_THE_DATABASE and parts["database"] != "ok":
            parts[name] = "unknown"
            continue
        try:
            parts[name] = check() or "ok"
        except (DatabaseError, RedisError) as error:
            parts[name] = f"away ({type(error).__name__})"
    well = all(state == "ok" for state in parts.values())
    answer = {"ready": well, "parts": parts, "reminders": _reminders(parts["database"])}
    return JsonResponse(answer, status=200 if well else 503)


def _reminders(database: str) -> str:
    if database != "ok":
        return "unknown"
    try:
        since = standing_still_since()
    except DatabaseError as error:
        return f"unknown ({type(error).__name__})"
    return f"stand still since {since.isoformat(timespec='seconds')}" if since else "ok"
