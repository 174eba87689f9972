import datetime
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="QuietHours",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_at", models.TimeField(default=datetime.time(20, 0), verbose_name="from")),
                ("ends_at", models.TimeField(default=datetime.time(7, 0), verbose_name="until")),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="quiet_hours",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("invitation", "Invitation to join"),
                            ("account", "Sign-in and security"),
                            ("milestone_due", "A milestone is coming up"),
                            ("milestone_overdue", "A milestone is overdue"),
                            ("assignment_due", "An assignment is coming up"),
                            ("taught_day", "A taught day is coming up"),
                            ("waiting_for_you", "Something is waiting for your answer"),
                            ("answered", "Your mentor answered"),
                            ("comment", "Somebody commented"),
                            ("result_recorded", "A result was recorded"),
                            ("pairing", "Your mentor or fellow changed"),
                            ("digest", "Daily summary"),
                        ],
                        max_length=30,
                        verbose_name="kind",
                    ),
                ),
                ("object_kind", models.CharField(max_length=40, verbose_name="about")),
                ("object_id", models.CharField(max_length=60, verbose_name="about which")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="due date")),
                (
                    "offset_days",
                    models.SmallIntegerField(
                        default=0,
                        help_text="-14: two weeks before; 3: three days after.",
                        verbose_name="days from the due date",
                    ),
                ),
                (
                    "programme_id",
                    models.BigIntegerField(blank=True, db_index=True, null=True, verbose_name="programme"),
                ),
                ("why", models.CharField(max_length=300, verbose_name="why it came")),
                ("facts", models.JSONField(default=dict, verbose_name="facts for the text")),
                (
                    "delivery",
                    models.CharField(
                        choices=[
                            ("at_once", "At once"),
                            ("digest", "In a daily summary"),
                            ("off", "Not by email"),
                        ],
                        default="at_once",
                        max_length=10,
                        verbose_name="delivery",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting to be sent"),
                            ("claimed", "Being prepared"),
                            ("handing_over", "Being handed to the mail server"),
                            ("sent", "Sent"),
                            ("in_digest", "Sent in a daily summary"),
                            ("not_needed", "No longer needed"),
                            ("switched_off", "Switched off by the person"),
                            ("failed", "Failed"),
                            ("unsure", "May not have arrived"),
                        ],
                        default="waiting",
                        max_length=12,
                        verbose_name="status",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="planned"
                    ),
                ),
                (
                    "send_after",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="not before"),
                ),
                ("claimed_at", models.DateTimeField(blank=True, null=True, verbose_name="claimed")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                ("last_error", models.CharField(blank=True, max_length=500, verbose_name="what went wrong")),
                ("address", models.EmailField(blank=True, max_length=254, verbose_name="sent to")),
                ("subject", models.CharField(blank=True, max_length=300, verbose_name="subject")),
                ("text", models.TextField(blank=True, verbose_name="text")),
                ("html", models.TextField(blank=True, verbose_name="HTML")),
                ("message_id", models.CharField(blank=True, max_length=200, verbose_name="Message-ID")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent")),
                (
                    "digest",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="gathered",
                        to="notifications.message",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("status__in", ["waiting", "claimed", "handing_over"])),
                        fields=["send_after", "id"],
                        name="message_to_send",
                    ),
                    models.Index(fields=["person", "-created_at"], name="message_of_person"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "kind", "object_kind", "object_id", "due_on", "offset_days"),
                        name="one_message_for_one_reason",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "sent"), _negated=True),
                            ("sent_at__isnull", False),
                            _connector="OR",
                        ),
                        name="sent_messages_say_when",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Preference",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("invitation", "Invitation to join"),
                            ("account", "Sign-in and security"),
                            ("milestone_due", "A milestone is coming up"),
                            ("milestone_overdue", "A milestone is overdue"),
                            ("assignment_due", "An assignment is coming up"),
                            ("taught_day", "A taught day is coming up"),
                            ("waiting_for_you", "Something is waiting for your answer"),
                            ("answered", "Your mentor answered"),
                            ("comment", "Somebody commented"),
                            ("result_recorded", "A result was recorded"),
                            ("pairing", "Your mentor or fellow changed"),
                            ("digest", "Daily summary"),
                        ],
                        max_length=30,
                        verbose_name="kind",
                    ),
                ),
                (
                    "delivery",
                    models.CharField(
                        choices=[
                            ("at_once", "At once"),
                            ("digest", "In a daily summary"),
                            ("off", "Not by email"),
                        ],
                        max_length=10,
                        verbose_name="delivery",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="preferences",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("person", "kind"), name="one_preference_a_kind")
                ],
            },
        ),
    ]
