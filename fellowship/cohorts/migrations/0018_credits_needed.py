from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cohorts", "0017_late_actions")]

    operations = [
        migrations.AddField(
            model_name="cohort",
            name="credits_needed",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="Without a number: as many as the cohort's modules give together.",
                null=True,
                verbose_name="credits needed for the PgCert",
            ),
        ),
    ]
