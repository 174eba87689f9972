"""A closed cohort is an archive: see fellowship/cohorts/archive.py."""

from django.db import migrations

from fellowship.cohorts.archive import triggers_for

PUT, TAKE_OFF = triggers_for(
    {
        "learning_module": "cohort",
        "learning_taughtday": "module",
        "learning_assignment": "module",
        "learning_result": "place",
        "learning_attendance": "place",
    }
)


class Migration(migrations.Migration):
    dependencies = [
        ("cohorts", "0013_closing"),
        ("learning", "0007_own_modules"),
    ]

    operations = [migrations.RunSQL(PUT, TAKE_OFF)]
