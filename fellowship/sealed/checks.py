"""Refuses to call an installation sound whose web role could step round the seal."""

from django.conf import settings
from django.core.checks import Error, register
from django.db import connections

WEB_ROLE_FACTS = """
SELECT r.rolsuper, r.rolbypassrls, pg_has_role(current_user, c.relowner, 'USAGE'), c.relrowsecurity,
       c.relforcerowsecurity
FROM pg_roles r, pg_class c
WHERE r.rolname = current_user AND c.oid = to_regclass('sealed_privatenote')
"""


def web_role_faults(database: str = "default") -> list[str]:
    """Why row-level security would not bind this connection; empty when it does."""
    with connections[database].cursor() as cursor:
        cursor.execute(WEB_ROLE_FACTS)
        facts = cursor.fetchone()
    if facts is None:
        return []  # not migrated yet: the readiness check says so
    superuser, bypasses, owns, enabled, forced = facts
    faults = {
        "The web role is a superuser.": superuser,
        "The web role bypasses row-level security.": bypasses,
        "The web role owns the table of private notes.": owns,
        "Row-level security is not on for private notes.": not (enabled and forced),
    }
    return [sentence for sentence, wrong in faults.items() if wrong]


@register("database")
def web_role_is_bound(app_configs, databases=None, **kwargs) -> list[Error]:
    if settings.AS_OWNER or not databases:
        return []
    return [Error(sentence, id="sealed.E001") for name in databases for sentence in web_role_faults(name)]
