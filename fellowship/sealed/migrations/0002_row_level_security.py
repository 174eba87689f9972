"""The database itself shows a sealed row to its author only.

A transaction proves who is asking with `app.author` = "<user id>:<HMAC-SHA-256 of user id and
backend pid>". The key lies in a table the web role cannot read; the owner's function checks it.
FORCE binds the owner as well. Back-ups therefore need a role with BYPASSRLS (README, Operation).
"""

from django.db import migrations

TABLES = ["sealed_draft", "sealed_privatenote"]

RULES = """
CREATE SCHEMA sealed_rules;
REVOKE ALL ON SCHEMA sealed_rules FROM PUBLIC;
CREATE TABLE sealed_rules.seal (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    inner_pad bytea NOT NULL,
    outer_pad bytea NOT NULL
);
REVOKE ALL ON sealed_rules.seal FROM PUBLIC;

CREATE FUNCTION sealed_author() RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    token text := coalesce(current_setting('app.author', true), '');
    claimed text := split_part(token, ':', 1);
    mac text;
BEGIN
    IF claimed !~ '^[0-9]{1,18}$' THEN
        RETURN NULL;
    END IF;
    SELECT encode(sha256(outer_pad || sha256(inner_pad
               || convert_to(claimed || ':' || pg_backend_pid(), 'UTF8'))), 'hex')
      INTO mac FROM sealed_rules.seal;
    IF mac IS NULL OR mac <> split_part(token, ':', 2) THEN
        RETURN NULL;
    END IF;
    RETURN claimed::bigint;
END
$$;
"""

SEAL = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY author_only ON {table}
    USING (author_id = (SELECT sealed_author()))
    WITH CHECK (author_id = (SELECT sealed_author()));
"""

UNSEAL = """
DROP POLICY author_only ON {table};
ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("sealed", "0001_initial")]

    operations = [
        migrations.RunSQL(RULES, "DROP FUNCTION sealed_author(); DROP SCHEMA sealed_rules CASCADE;"),
        *[migrations.RunSQL(SEAL.format(table=table), UNSEAL.format(table=table)) for table in TABLES],
    ]
