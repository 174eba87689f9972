"""A closed cohort is an archive: see fellowship/cohorts/archive.py."""

from django.db import migrations

from fellowship.cohorts.archive import triggers_for

PUT, TAKE_OFF = triggers_for(
    {
        "challenges_briefversion": "challenge",
        "challenges_logentry": "challenge",
        "challenges_milestone": "challenge",
        "challenges_piece": "challenge",
    }
)


class Migration(migrations.Migration):
    dependencies = [
        ("cohorts", "0013_closing"),
        ("challenges", "0010_challenge_change"),
    ]

    operations = [migrations.RunSQL(PUT, TAKE_OFF)]
