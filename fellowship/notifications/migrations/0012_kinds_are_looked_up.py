from django.db import migrations, models

import fellowship.notifications.kinds


class Migration(migrations.Migration):
    """From here on the kinds are asked of their table, so another kind needs no migration."""

    dependencies = [("notifications", "0011_kind_of_moved_dates")]

    operations = [
        migrations.AlterField(
            model_name=model,
            name="kind",
            field=models.CharField(
                choices=fellowship.notifications.kinds.kind_choices, max_length=30, verbose_name="kind"
            ),
        )
        for model in ("message", "preference")
    ]
