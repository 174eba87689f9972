import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cohorts", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Challenge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("open_to_cohort", models.BooleanField(default=False, verbose_name="open to the cohort")),
                (
                    "last_entry_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="last shared entry"),
                ),
                (
                    "place",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="challenge",
                        to="cohorts.place",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Milestone",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("description", models.TextField(blank=True, verbose_name="what is expected")),
                ("due_on", models.DateField(verbose_name="due")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("in_progress", "In progress"),
                            ("sent", "Sent for sign-off"),
                            ("changes_asked", "Changes asked for"),
                            ("signed_off", "Signed off"),
                            ("dropped", "Dropped"),
                        ],
                        default="planned",
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                ("evidence", models.TextField(blank=True, verbose_name="evidence")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent for sign-off")),
                ("signed_off_at", models.DateTimeField(blank=True, null=True, verbose_name="signed off")),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=1, help_text="Counts every change, to notice stale forms."
                    ),
                ),
                (
                    "challenge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="milestones",
                        to="challenges.challenge",
                    ),
                ),
                (
                    "from_template",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="cohorts.templatemilestone",
                    ),
                ),
                (
                    "signed_off_by",
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
                "ordering": ["due_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="LogEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("draft_id", models.UUIDField(editable=False, unique=True)),
                ("happened_on", models.DateField(verbose_name="date")),
                ("what_happened", models.TextField(verbose_name="what happened")),
                ("so_what", models.TextField(blank=True, verbose_name="so what?")),
                ("now_what", models.TextField(blank=True, verbose_name="now what?")),
                (
                    "vantage",
                    models.CharField(
                        blank=True,
                        choices=[("balcony", "Balcony"), ("dance_floor", "Dance floor")],
                        max_length=12,
                        verbose_name="where were you?",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("shared", "Shared"),
                            ("changes_asked", "Changes asked for"),
                            ("agreed", "Agreed"),
                        ],
                        default="shared",
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                ("shared_at", models.DateTimeField(verbose_name="shared")),
                (
                    "waiting_since",
                    models.DateTimeField(
                        blank=True,
                        help_text="Empty once the mentor answered.",
                        null=True,
                        verbose_name="waiting for the mentor since",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "challenge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="log_entries",
                        to="challenges.challenge",
                    ),
                ),
                (
                    "milestones",
                    models.ManyToManyField(
                        blank=True,
                        related_name="log_entries",
                        to="challenges.milestone",
                        verbose_name="milestones touched",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "log entries",
                "ordering": ["-happened_on", "-shared_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "draft_id",
                    models.UUIDField(blank=True, db_index=True, null=True, verbose_name="unshared draft"),
                ),
                ("uploaded_at", models.DateTimeField(auto_now_add=True, verbose_name="uploaded")),
                ("file", models.FileField(upload_to="evidence/%Y/%m/")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("content_type", models.CharField(max_length=120, verbose_name="type")),
                ("size", models.PositiveIntegerField(verbose_name="size in bytes")),
                ("sha256", models.CharField(max_length=64)),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "challenge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="challenges.challenge",
                    ),
                ),
                (
                    "log_entry",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="challenges.logentry",
                    ),
                ),
                (
                    "milestone",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="challenges.milestone",
                    ),
                ),
            ],
            options={
                "ordering": ["uploaded_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="MilestoneChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="when")),
                ("act", models.CharField(max_length=30, verbose_name="act")),
                ("status_before", models.CharField(blank=True, max_length=20)),
                ("status_after", models.CharField(max_length=20)),
                ("due_before", models.DateField(blank=True, null=True)),
                ("due_after", models.DateField()),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "milestone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="challenges.milestone",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="BriefVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="version")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Being written"),
                            ("sent", "Sent to the mentor"),
                            ("changes_asked", "Changes asked for"),
                            ("agreed", "Agreed"),
                            ("replaced", "Replaced by a newer version"),
                        ],
                        default="draft",
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title of the challenge")),
                ("problem", models.TextField(blank=True, verbose_name="the problem")),
                ("who_is_affected", models.TextField(blank=True, verbose_name="who is affected")),
                ("aim", models.TextField(blank=True, verbose_name="aim")),
                ("in_scope", models.TextField(blank=True, verbose_name="in scope")),
                ("out_of_scope", models.TextField(blank=True, verbose_name="out of scope")),
                ("how_we_will_know", models.TextField(blank=True, verbose_name="how we will know")),
                ("doable_in_a_year", models.TextField(blank=True, verbose_name="what is do-able in a year")),
                ("workstreams", models.TextField(blank=True, verbose_name="workstreams")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="begun")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered")),
                ("answer_reason", models.TextField(blank=True, verbose_name="what should change")),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "challenge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="brief_versions",
                        to="challenges.challenge",
                    ),
                ),
            ],
            options={
                "ordering": ["challenge", "-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("challenge", "number"), name="brief_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "agreed")),
                        fields=("challenge",),
                        name="one_agreed_brief",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["draft", "sent", "changes_asked"])),
                        fields=("challenge",),
                        name="one_brief_under_way",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["agreed", "replaced"]), _negated=True),
                            ("answered_at__isnull", False),
                            _connector="OR",
                        ),
                        name="agreed_brief_says_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "sent"), _negated=True),
                            ("sent_at__isnull", False),
                            _connector="OR",
                        ),
                        name="sent_brief_says_when",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LogEntryVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="version")),
                ("written_at", models.DateTimeField(auto_now_add=True, verbose_name="replaced")),
                ("happened_on", models.DateField()),
                ("what_happened", models.TextField()),
                ("so_what", models.TextField(blank=True)),
                ("now_what", models.TextField(blank=True)),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="challenges.logentry",
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("entry", "number"), name="entry_version_once")
                ],
            },
        ),
        migrations.AddIndex(
            model_name="milestone",
            index=models.Index(
                condition=models.Q(("status__in", ["planned", "in_progress", "changes_asked"])),
                fields=["due_on"],
                name="milestone_with_the_fellow",
            ),
        ),
        migrations.AddIndex(
            model_name="milestone",
            index=models.Index(
                condition=models.Q(("status", "sent")), fields=["sent_at"], name="milestone_with_the_mentor"
            ),
        ),
        migrations.AddConstraint(
            model_name="milestone",
            constraint=models.UniqueConstraint(
                condition=models.Q(("from_template__isnull", False)),
                fields=("challenge", "from_template"),
                name="template_milestone_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="milestone",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("signed_off_at__isnull", False), ("status", "signed_off")),
                    models.Q(models.Q(("status", "signed_off"), _negated=True), ("signed_off_at", None)),
                    _connector="OR",
                ),
                name="sign_off_says_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="milestone",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "sent"), _negated=True), ("sent_at__isnull", False), _connector="OR"
                ),
                name="sent_milestone_says_when",
            ),
        ),
        migrations.AddIndex(
            model_name="logentry",
            index=models.Index(fields=["challenge", "-happened_on", "-shared_at"], name="entry_of_challenge"),
        ),
        migrations.AddIndex(
            model_name="logentry",
            index=models.Index(
                condition=models.Q(("waiting_since__isnull", False)),
                fields=["challenge", "waiting_since"],
                name="entry_with_the_mentor",
            ),
        ),
        migrations.AddConstraint(
            model_name="logentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("status", "shared"), ("waiting_since", None), _connector="OR"),
                name="answered_entry_does_not_wait",
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("draft_id__isnull", False),
                    ("log_entry__isnull", False),
                    ("milestone__isnull", False),
                    _connector="OR",
                ),
                name="attachment_belongs_somewhere",
            ),
        ),
    ]
