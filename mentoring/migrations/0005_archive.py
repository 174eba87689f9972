"""A closed cohort is an archive: see fellowship/cohorts/archive.py."""

from django.db import migrations

from fellowship.cohorts.archive import triggers_for

PUT, TAKE_OFF = triggers_for(
    {
        "mentoring_comment": "challenge",
    }
)


class Migration(migrations.Migration):
    dependencies = [
        ("cohorts", "0013_closing"),
        ("mentoring", "0004_sessions"),
    ]

    operations = [migrations.RunSQL(PUT, TAKE_OFF)]
