import django.contrib.postgres.fields
from django.db import migrations, models

import fellowship.api.scopes

# Webhooks that are there begin where they began.
BEFORE_SINCE = """
UPDATE api_webhook SET passed_over = ARRAY(
    SELECT id FROM people_auditevent
    WHERE people_auditevent.id > api_webhook.planned_to AND people_auditevent.at < api_webhook.since
)"""

# The release before this one reads and writes it while it still serves. A later one can drop the column.
SINCE_MAY_BE_EMPTY = "ALTER TABLE api_webhook ALTER COLUMN since DROP NOT NULL"


class Migration(migrations.Migration):
    """Also: what a token may read is asked of its table from here on, so another scope needs no migration."""

    dependencies = [("api", "0001_access_for_machines"), ("people", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="webhook",
            name="passed_over",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), db_default=[], default=list, editable=False, size=None
            ),
        ),
        migrations.RunSQL(BEFORE_SINCE, migrations.RunSQL.noop),
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveField(model_name="webhook", name="since")],
            database_operations=[migrations.RunSQL(SINCE_MAY_BE_EMPTY, migrations.RunSQL.noop)],
        ),
        migrations.AlterField(
            model_name="apitoken",
            name="scopes",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(choices=fellowship.api.scopes.scope_choices, max_length=20),
                size=None,
                verbose_name="may read",
            ),
        ),
    ]
