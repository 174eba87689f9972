"""More of what belongs to a closed cohort is kept as it is: see fellowship/cohorts/archive.py."""

from django.db import migrations

from fellowship.cohorts.archive import triggers_for

PUT, TAKE_OFF = triggers_for(
    {
        "learning_material": "module",
        "learning_leftout": "place",
        "learning_submission": "result",
        "learning_extensionrequest": "result",
        "learning_earlierattempt": "result",
        "learning_resultchange": "result",
        "learning_attendancechange": "attendance",
        "learning_roomcode": "taught_day",
    }
)


class Migration(migrations.Migration):
    dependencies = [
        ("cohorts", "0013_closing"),
        ("learning", "0010_words_laid_out_before"),
    ]

    operations = [migrations.RunSQL(PUT, TAKE_OFF)]
