import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("words", models.BinaryField(verbose_name="words, encrypted")),
                ("version", models.PositiveIntegerField(default=1, verbose_name="version")),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="begun"
                    ),
                ),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="last saved")),
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                (
                    "form",
                    models.CharField(
                        help_text="Which form, such as log entry or brief.",
                        max_length=40,
                        verbose_name="form",
                    ),
                ),
                (
                    "subject_id",
                    models.BigIntegerField(
                        help_text="The challenge or row written on.", verbose_name="what it is about"
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="author",
                    ),
                ),
            ],
            options={
                "verbose_name": "draft",
                "ordering": ["-updated_at"],
                "indexes": [models.Index(fields=["author", "form", "subject_id"], name="draft_of_author")],
            },
        ),
        migrations.CreateModel(
            name="PrivateNote",
            fields=[
                ("words", models.BinaryField(verbose_name="words, encrypted")),
                ("version", models.PositiveIntegerField(default=1, verbose_name="version")),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="begun"
                    ),
                ),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="last saved")),
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                (
                    "about_challenge_id",
                    models.BigIntegerField(blank=True, null=True, verbose_name="challenge it is about"),
                ),
                ("written_on", models.DateField(verbose_name="date")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="author",
                    ),
                ),
            ],
            options={
                "verbose_name": "private note",
                "ordering": ["-written_on", "-created_at"],
                "indexes": [models.Index(fields=["author", "-written_on"], name="note_of_author")],
            },
        ),
    ]
