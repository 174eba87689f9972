from django.db import migrations, models


class Migration(migrations.Migration):
    """The database fills the column in for a release that does not know it; its rows are ours in language.

    That release goes on finding one row a letter, and what it saves leaves the other languages alone.
    """

    dependencies = [("notifications", "0012_kinds_are_looked_up")]

    operations = [
        migrations.AddField(
            model_name="wording",
            name="translations",
            field=models.JSONField(
                blank=True,
                db_default=models.Value({}, models.JSONField()),
                default=dict,
                verbose_name="in other languages",
            ),
        ),
    ]
