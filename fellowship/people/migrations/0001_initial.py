import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import fellowship.people.models.user
from django.conf import settings
from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    # Trusted extensions: the owner of the database may add them without being a superuser.
    operations = [
        TrigramExtension(),
        BtreeGistExtension(),
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("title", models.CharField(blank=True, max_length=20, verbose_name="title")),
                ("given_name", models.CharField(max_length=100, verbose_name="first name")),
                ("family_name", models.CharField(max_length=100, verbose_name="last name")),
                (
                    "email",
                    models.EmailField(
                        help_text="Where messages go. Further addresses are kept by allauth.",
                        max_length=254,
                        verbose_name="email address",
                    ),
                ),
                (
                    "profession",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("doctor", "Doctor"),
                            ("nurse", "Nurse"),
                            ("midwife", "Midwife"),
                            ("allied_health", "Allied health professional"),
                            ("pharmacist", "Pharmacist"),
                            ("dentist", "Dentist"),
                            ("scientist", "Healthcare scientist"),
                            ("psychologist", "Psychologist"),
                            ("paramedic", "Paramedic"),
                            ("manager", "Manager"),
                            ("other", "Other"),
                        ],
                        max_length=20,
                        verbose_name="profession",
                    ),
                ),
                ("grade", models.CharField(blank=True, max_length=100, verbose_name="grade or band")),
                (
                    "time_zone",
                    models.CharField(
                        default="Europe/London",
                        max_length=64,
                        validators=[fellowship.people.models.user.check_time_zone],
                        verbose_name="time zone",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="may sign in")),
                ("joined_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "own_edits",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="Fields this person changed; an import leaves them alone.",
                    ),
                ),
            ],
            options={
                "ordering": ["family_name", "given_name", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("email"), name="user_email_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Organisation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code",
                    models.CharField(blank=True, max_length=12, null=True, unique=True, verbose_name="code"),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("search_name", models.CharField(editable=False, max_length=200)),
                ("town", models.CharField(blank=True, max_length=100, verbose_name="town")),
                ("postcode", models.CharField(blank=True, max_length=10, verbose_name="postcode")),
                ("opened_on", models.DateField(blank=True, null=True, verbose_name="opened")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="closed")),
            ],
            options={
                "ordering": ["search_name", "pk"],
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["search_name"], name="organisation_by_words", opclasses=["gin_trgm_ops"]
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_on", None),
                            ("opened_on", None),
                            ("closed_on__gte", models.F("opened_on")),
                            _connector="OR",
                        ),
                        name="organisation_closes_after_opening",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="when")),
                ("act", models.CharField(max_length=60, verbose_name="act")),
                ("object_kind", models.CharField(max_length=60, verbose_name="kind of record")),
                ("object_id", models.CharField(max_length=40, verbose_name="record")),
                ("detail", models.JSONField(default=dict, verbose_name="detail")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who",
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "indexes": [models.Index(fields=["object_kind", "object_id", "at"], name="audit_of_object")],
            },
        ),
    ]
