"""More of what belongs to a closed cohort is kept as it is: see fellowship/cohorts/archive.py."""

from django.db import migrations

from fellowship.cohorts.archive import triggers_for

PUT, TAKE_OFF = triggers_for(
    {
        "cohorts_placetag": "place",
        "cohorts_announcement": "cohort",
        "cohorts_placechange": "place",
        "cohorts_importrow": "run",
        "cohorts_conflict": "place",
        "cohorts_wishround": "cohort",
        "cohorts_wish": "place",
        "cohorts_fellowprofile": "place",
        "cohorts_announcement_told": "announcement",
    }
)


class Migration(migrations.Migration):
    dependencies = [
        ("cohorts", "0018_credits_needed"),
    ]

    operations = [migrations.RunSQL(PUT, TAKE_OFF)]
