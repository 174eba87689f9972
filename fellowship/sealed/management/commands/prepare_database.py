from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from fellowship.lib.sealing import hmac_pads

# The web role works on rows. It may not create, alter, truncate or own anything, but for tables that end
# with their transaction, in which a year is rehearsed.
GRANTS = """
GRANT TEMPORARY ON DATABASE {database} TO {role};
GRANT USAGE ON SCHEMA public TO {role};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role};
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role};
REVOKE UPDATE, DELETE ON people_auditevent FROM {role};
GRANT UPDATE (by_id) ON people_auditevent TO {role};
"""


class Command(BaseCommand):
    help = "After migrate, as the owner: gives the web role its rights and installs the seal key."

    def handle(self, *args, **options) -> None:
        if not settings.AS_OWNER:
            raise CommandError("Run this through manage.py with DATABASE_OWNER_URL set.")
        if not settings.WEB_ROLE or not settings.AUTHOR_SEAL_KEY:
            raise CommandError("Set DATABASE_URL (the web role) and AUTHOR_SEAL_KEY.")
        inner, outer = hmac_pads(settings.AUTHOR_SEAL_KEY)
        with transaction.atomic(), connection.cursor() as cursor:
            role = connection.ops.quote_name(settings.WEB_ROLE)
            database = connection.ops.quote_name(connection.settings_dict["NAME"])
            cursor.execute(GRANTS.format(role=role, database=database))
            cursor.execute(
                "INSERT INTO sealed_rules.seal (inner_pad, outer_pad)"
                " VALUES (decode(%s, 'hex'), decode(%s, 'hex'))"
                " ON CONFLICT (only_row) DO UPDATE SET"
                " inner_pad = excluded.inner_pad, outer_pad = excluded.outer_pad",
                [inner, outer],
            )
        self.stdout.write(f"The role {settings.WEB_ROLE} is ready.")
