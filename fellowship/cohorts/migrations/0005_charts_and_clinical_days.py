from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cohorts", "0004_invitation_as_typed"),
    ]

    operations = [
        migrations.AddField(
            model_name="programme",
            name="clinical_days_a_week",
            field=models.DecimalField(
                blank=True, decimal_places=1, max_digits=3, null=True, verbose_name="clinical days a week"
            ),
        ),
        migrations.AddField(
            model_name="programme",
            name="run_length",
            field=models.PositiveSmallIntegerField(
                choices=[(7, "7"), (6, "6")],
                db_default=7,
                default=7,
                help_text="Making Data Count takes 7; its tools can be set to 6.",
                verbose_name="readings that make a shift or trend",
            ),
        ),
        migrations.AddField(
            model_name="programme",
            name="two_of_three_counts_outside",
            field=models.BooleanField(
                db_default=False,
                default=False,
                verbose_name="“two of three” counts points beyond the limits too",
            ),
        ),
    ]
