"""More of what belongs to a closed cohort is kept as it is: see fellowship/cohorts/archive.py."""

from django.db import migrations

from fellowship.cohorts.archive import triggers_for

PUT, TAKE_OFF = triggers_for(
    {
        "challenges_challenge": "place",
        "challenges_workstream": "challenge",
        "challenges_ramp": "challenge",
        "challenges_challengesummary": "challenge",
        "challenges_challengechange": "challenge",
        "challenges_attachment": "shared file",
        "challenges_logentryversion": "entry",
        "challenges_milestonechange": "milestone",
        "challenges_piecechange": "piece",
        "challenges_measure": "piece_ptr",
        "challenges_driverdiagram": "piece_ptr",
        "challenges_cycle": "piece_ptr",
        "challenges_judgement": "piece_ptr",
        "challenges_question": "piece_ptr",
        "challenges_sighting": "piece_ptr",
        "challenges_stakeholder": "piece_ptr",
        "challenges_reading": "measure",
        "challenges_stepchange": "measure",
        "challenges_driver": "diagram",
        "challenges_position": "stakeholder",
        "challenges_logentry_milestones": "logentry",
        "challenges_driver_measures": "driver",
        "challenges_challengesummary_measures": "challengesummary",
        "challenges_challengesummary_cycles": "challengesummary",
    }
)


class Migration(migrations.Migration):
    dependencies = [
        ("cohorts", "0013_closing"),
        ("challenges", "0011_archive"),
    ]

    operations = [migrations.RunSQL(PUT, TAKE_OFF)]
