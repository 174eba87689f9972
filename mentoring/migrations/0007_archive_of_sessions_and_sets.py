"""More of what belongs to a closed cohort is kept as it is: see fellowship/cohorts/archive.py."""

from django.db import migrations

from fellowship.cohorts.archive import triggers_for

PUT, TAKE_OFF = triggers_for(
    {
        "mentoring_commentversion": "comment",
        "mentoring_link": "challenge",
        "mentoring_linkend": "challenge",
        "mentoring_session": "pairing",
        "mentoring_sessiontime": "session",
        "mentoring_sessionchange": "session",
        "mentoring_agendapoint": "session",
        "mentoring_sessionnotes": "session",
        "mentoring_sessionnotesversion": "notes",
        "mentoring_action": "action",
        "mentoring_handover": "pairing",
        "mentoring_opening": "handover",
        "mentoring_partingword": "pairing",
        "mentoring_learningset": "cohort",
        "mentoring_setmember": "place",
        "mentoring_setmeeting": "learning_set",
        "mentoring_setattendance": "place",
    }
)


class Migration(migrations.Migration):
    dependencies = [
        ("cohorts", "0013_closing"),
        ("mentoring", "0006_comments_on_workstreams_and_ramps"),
    ]

    operations = [migrations.RunSQL(PUT, TAKE_OFF)]
