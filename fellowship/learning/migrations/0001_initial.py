import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cohorts", "0002_import_remarks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="MarksShared",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since", models.DateTimeField(auto_now_add=True, verbose_name="since")),
                (
                    "place",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="marks_shared",
                        to="cohorts.place",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Module",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("provider", models.CharField(blank=True, max_length=200, verbose_name="provider")),
                ("level", models.PositiveSmallIntegerField(default=7, verbose_name="level")),
                ("credits", models.PositiveSmallIntegerField(default=20, verbose_name="credits")),
                ("order", models.PositiveSmallIntegerField(default=0)),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="modules",
                        to="cohorts.cohort",
                    ),
                ),
            ],
            options={
                "ordering": ["order", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("due_on", models.DateField(verbose_name="due")),
                (
                    "module",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="assignments",
                        to="learning.module",
                    ),
                ),
            ],
            options={
                "ordering": ["due_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Result",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("extended_to", models.DateField(blank=True, null=True, verbose_name="extended to")),
                ("submitted_on", models.DateField(blank=True, null=True, verbose_name="handed in")),
                (
                    "mark",
                    models.DecimalField(
                        blank=True, decimal_places=1, max_digits=5, null=True, verbose_name="mark"
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("pass", "Pass"),
                            ("refer", "Refer"),
                            ("fail", "Fail"),
                            ("deferred", "Deferred"),
                        ],
                        max_length=10,
                        verbose_name="result",
                    ),
                ),
                ("recorded_at", models.DateTimeField(blank=True, null=True, verbose_name="recorded")),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="results",
                        to="learning.assignment",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="results",
                        to="cohorts.place",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["assignment__due_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="TaughtDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("day", models.DateField(verbose_name="day")),
                ("starts_at", models.TimeField(verbose_name="starts")),
                ("ends_at", models.TimeField(verbose_name="ends")),
                ("venue", models.CharField(blank=True, max_length=200, verbose_name="venue")),
                (
                    "module",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="taught_days",
                        to="learning.module",
                    ),
                ),
            ],
            options={
                "ordering": ["day", "starts_at", "pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="module",
            constraint=models.UniqueConstraint(fields=("cohort", "title"), name="module_once_in_cohort"),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(fields=["due_on"], name="assignment_due"),
        ),
        migrations.AddConstraint(
            model_name="result",
            constraint=models.UniqueConstraint(
                fields=("assignment", "place"), name="one_result_an_assignment"
            ),
        ),
        migrations.AddConstraint(
            model_name="result",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("mark", None), models.Q(("mark__gte", 0), ("mark__lte", 100)), _connector="OR"
                ),
                name="mark_out_of_100",
            ),
        ),
        migrations.AddConstraint(
            model_name="result",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome", ""), ("recorded_at__isnull", False), _connector="OR"),
                name="outcome_recorded_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="taughtday",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="taught_day_ends_after_start"
            ),
        ),
    ]
