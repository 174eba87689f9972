"""A proposed time has a length of its own, and a session's story tells where the length changed."""

from django.db import migrations, models

MINUTES = models.PositiveSmallIntegerField(blank=True, null=True)


class Migration(migrations.Migration):
    dependencies = [("mentoring", "0007_archive_of_sessions_and_sets")]

    operations = [
        migrations.AddField("sessionchange", "minutes", MINUTES),
        migrations.AddField("sessiontime", "minutes", MINUTES),
    ]
