import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("challenges", "0005_answered_briefs_are_history"),
    ]

    operations = [
        migrations.CreateModel(
            name="ChallengeSummary",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("learnt", models.TextField(blank=True, verbose_name="what we learnt")),
                ("next_steps", models.TextField(blank=True, verbose_name="what is next")),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=1, help_text="Counts every change, to notice stale forms."
                    ),
                ),
                (
                    "changed_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="changed"),
                ),
                (
                    "challenge",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="summary",
                        to="challenges.challenge",
                    ),
                ),
                (
                    "cycles",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="challenges.cycle", verbose_name="PDSA cycles"
                    ),
                ),
                (
                    "measures",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="challenges.measure", verbose_name="charts"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "challenge summaries",
            },
        ),
    ]
