import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("challenges", "0003_milestones_of_a_challenge_by_date"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Piece",
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
                            ("measure", "Measure"),
                            ("cycle", "PDSA cycle"),
                            ("drivers", "Driver diagram"),
                            ("stakeholder", "Stakeholder"),
                            ("question", "Powerful question"),
                            ("judgement", "Judgement"),
                            ("sighting", "Balcony and dance floor"),
                        ],
                        editable=False,
                        max_length=12,
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="What it is called in lists.", max_length=200, verbose_name="name"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "Being worked on"),
                            ("sent", "With the mentor"),
                            ("changes_asked", "Changes asked for"),
                            ("agreed", "Agreed"),
                        ],
                        default="open",
                        max_length=14,
                        verbose_name="status",
                    ),
                ),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent to the mentor")),
                (
                    "form_id",
                    models.UUIDField(
                        editable=False,
                        help_text="Made with the form: sending twice meets the same piece.",
                        unique=True,
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=1, help_text="Counts every change, to notice stale forms."
                    ),
                ),
                (
                    "made_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="made"
                    ),
                ),
                ("removed_at", models.DateTimeField(blank=True, null=True, verbose_name="removed")),
                (
                    "challenge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pieces",
                        to="challenges.challenge",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Position",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(verbose_name="from")),
                (
                    "power",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ],
                        verbose_name="power",
                    ),
                ),
                (
                    "interest",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ],
                        verbose_name="interest",
                    ),
                ),
                (
                    "support",
                    models.SmallIntegerField(
                        choices=[
                            (-2, "Works against it"),
                            (-1, "Doubtful"),
                            (0, "Neutral"),
                            (1, "Helps it along"),
                            (2, "Makes it happen"),
                        ],
                        verbose_name="support now",
                    ),
                ),
                (
                    "needed",
                    models.SmallIntegerField(
                        choices=[
                            (-2, "Works against it"),
                            (-1, "Doubtful"),
                            (0, "Neutral"),
                            (1, "Helps it along"),
                            (2, "Makes it happen"),
                        ],
                        verbose_name="support needed",
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="how you know")),
            ],
            options={
                "ordering": ["day"],
            },
        ),
        migrations.CreateModel(
            name="Judgement",
            fields=[
                (
                    "piece_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="challenges.piece",
                    ),
                ),
                (
                    "track",
                    models.CharField(
                        choices=[
                            ("problem", "The problem"),
                            ("delivery", "Delivery"),
                            ("learning", "Learning"),
                        ],
                        max_length=8,
                        verbose_name="what",
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("tame", "Tame: known how, needs managing"),
                            ("wicked", "Wicked: no known answer, needs questions"),
                            ("critical", "Critical: urgent, needs command"),
                            ("on_track", "On track"),
                            ("at_risk", "At risk"),
                            ("off_track", "Off track"),
                            ("moving", "Learning is moving"),
                            ("productively_stuck", "Productively stuck"),
                            ("stuck", "Stuck, and it needs help"),
                        ],
                        max_length=18,
                        verbose_name="judgement",
                    ),
                ),
                ("day", models.DateField(verbose_name="date")),
                ("reason", models.TextField(verbose_name="reason")),
            ],
            bases=("challenges.piece",),
        ),
        migrations.CreateModel(
            name="Measure",
            fields=[
                (
                    "piece_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="challenges.piece",
                    ),
                ),
                ("definition", models.TextField(verbose_name="operational definition")),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("outcome", "Outcome: what matters in the end"),
                            ("process", "Process: is it done as meant?"),
                            ("balancing", "Balancing: does something else get worse?"),
                        ],
                        max_length=10,
                        verbose_name="type",
                    ),
                ),
                (
                    "made_of",
                    models.CharField(
                        choices=[
                            ("value", "A number, such as days or a count"),
                            ("percentage", "A percentage: so many out of so many"),
                        ],
                        default="value",
                        max_length=10,
                        verbose_name="made of",
                    ),
                ),
                ("unit", models.CharField(blank=True, max_length=40, verbose_name="unit")),
                ("decimals", models.PositiveSmallIntegerField(default=0, verbose_name="decimals")),
                (
                    "direction",
                    models.CharField(
                        choices=[
                            ("increase", "Up is better"),
                            ("decrease", "Down is better"),
                            ("neutral", "Neither is better"),
                        ],
                        max_length=8,
                        verbose_name="which way is better",
                    ),
                ),
                (
                    "target",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=18, null=True, verbose_name="target"
                    ),
                ),
                ("target_on", models.DateField(blank=True, null=True, verbose_name="target date")),
                ("baseline", models.TextField(blank=True, verbose_name="baseline")),
                (
                    "frequency",
                    models.CharField(
                        choices=[
                            ("daily", "Every day"),
                            ("weekly", "Every week"),
                            ("fortnightly", "Every two weeks"),
                            ("monthly", "Every month"),
                            ("quarterly", "Every quarter"),
                            ("irregular", "Now and then"),
                        ],
                        default="monthly",
                        max_length=11,
                        verbose_name="how often",
                    ),
                ),
                ("source", models.TextField(blank=True, verbose_name="source")),
                (
                    "chart",
                    models.CharField(
                        choices=[("xmr", "SPC chart (XmR)"), ("run", "Run chart")],
                        default="xmr",
                        max_length=3,
                        verbose_name="chart",
                    ),
                ),
                (
                    "fix_after",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="limits from the first readings"
                    ),
                ),
            ],
            bases=("challenges.piece",),
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                (
                    "piece_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="challenges.piece",
                    ),
                ),
                ("asked", models.TextField(verbose_name="the question as you asked it")),
                ("asked_on", models.DateField(verbose_name="date")),
                ("asked_of", models.CharField(max_length=200, verbose_name="asked of")),
                (
                    "construction",
                    models.CharField(
                        choices=[
                            ("yes_no", "Yes or no"),
                            ("which", "Which"),
                            ("who", "Who, when, where"),
                            ("what", "What"),
                            ("how", "How"),
                            ("why", "Why"),
                        ],
                        max_length=6,
                        verbose_name="how it begins",
                    ),
                ),
                ("scope", models.TextField(blank=True, verbose_name="scope")),
                ("assumptions", models.TextField(blank=True, verbose_name="assumptions in it")),
                ("reframed", models.TextField(blank=True, verbose_name="how you would ask it now")),
                ("opened_up", models.TextField(blank=True, verbose_name="what it opened up")),
            ],
            bases=("challenges.piece",),
        ),
        migrations.CreateModel(
            name="Sighting",
            fields=[
                (
                    "piece_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="challenges.piece",
                    ),
                ),
                (
                    "occasion",
                    models.CharField(
                        choices=[
                            ("meeting", "A meeting I observed"),
                            ("clinical", "Clinical work"),
                            ("other", "Something else"),
                        ],
                        max_length=8,
                        verbose_name="occasion",
                    ),
                ),
                ("day", models.DateField(verbose_name="date")),
                (
                    "days",
                    models.DecimalField(decimal_places=2, max_digits=4, verbose_name="how long, in days"),
                ),
                (
                    "vantage",
                    models.CharField(
                        choices=[("balcony", "Balcony"), ("dance_floor", "Dance floor")],
                        max_length=12,
                        verbose_name="where from",
                    ),
                ),
                ("seen", models.TextField(blank=True, verbose_name="what you saw from there")),
            ],
            bases=("challenges.piece",),
        ),
        migrations.CreateModel(
            name="Stakeholder",
            fields=[
                (
                    "piece_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="challenges.piece",
                    ),
                ),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("commissioners", "Commissioners: they pay"),
                            ("customers", "Customers: they use what results"),
                            ("collaborators", "Collaborators: they work with you"),
                            ("contributors", "Contributors: they give something you need"),
                            ("channels", "Channels: they carry the message"),
                            ("commentators", "Commentators: others listen to them"),
                            ("consumers", "Consumers: it is done for them"),
                            ("champions", "Champions: they want it and say so"),
                            ("competitors", "Competitors: they want the same time or money"),
                        ],
                        max_length=13,
                        verbose_name="category",
                    ),
                ),
                (
                    "tie",
                    models.CharField(
                        choices=[
                            ("vertical", "Vertical: up or down the line"),
                            ("horizontal", "Horizontal: colleagues at your level"),
                            ("across", "Across organisations"),
                        ],
                        max_length=10,
                        verbose_name="relation to you",
                    ),
                ),
                ("wants", models.TextField(blank=True, verbose_name="what matters to them")),
            ],
            bases=("challenges.piece",),
        ),
        migrations.CreateModel(
            name="Driver",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("primary", "Primary driver"),
                            ("secondary", "Secondary driver"),
                            ("idea", "Change idea"),
                        ],
                        max_length=9,
                    ),
                ),
                ("words", models.CharField(max_length=300, verbose_name="words")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="children",
                        to="challenges.driver",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="PieceChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="when"
                    ),
                ),
                ("act", models.CharField(max_length=30, verbose_name="act")),
                ("words", models.JSONField(default=list)),
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
                    "piece",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="challenges.piece",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Ramp",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("form_id", models.UUIDField(editable=False, unique=True)),
                (
                    "challenge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ramps",
                        to="challenges.challenge",
                    ),
                ),
                (
                    "idea",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="ramps",
                        to="challenges.driver",
                        verbose_name="change idea",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Workstream",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("purpose", models.TextField(blank=True, verbose_name="what it is for")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("form_id", models.UUIDField(editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="ended")),
                (
                    "challenge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="workstreams",
                        to="challenges.challenge",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.AddField(
            model_name="piece",
            name="workstream",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="pieces",
                to="challenges.workstream",
                verbose_name="workstream",
            ),
        ),
        migrations.AddField(
            model_name="logentry",
            name="workstream",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="log_entries",
                to="challenges.workstream",
                verbose_name="workstream",
            ),
        ),
        migrations.AddField(
            model_name="milestone",
            name="workstream",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="milestones",
                to="challenges.workstream",
                verbose_name="workstream",
            ),
        ),
        migrations.CreateModel(
            name="Cycle",
            fields=[
                (
                    "piece_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="challenges.piece",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="number in its ramp")),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("plan", "Plan"),
                            ("do", "Do"),
                            ("study", "Study"),
                            ("decided", "Act: decided"),
                        ],
                        default="plan",
                        max_length=8,
                        verbose_name="stage",
                    ),
                ),
                ("questions", models.TextField(blank=True, verbose_name="questions to answer")),
                ("prediction", models.TextField(blank=True, verbose_name="prediction")),
                ("plan_who", models.TextField(blank=True, verbose_name="who")),
                ("plan_when", models.TextField(blank=True, verbose_name="when")),
                ("plan_where", models.TextField(blank=True, verbose_name="where")),
                ("happened", models.TextField(blank=True, verbose_name="what happened")),
                ("problems", models.TextField(blank=True, verbose_name="problems and surprises")),
                (
                    "learnt",
                    models.TextField(blank=True, verbose_name="what the data say against the prediction"),
                ),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[("adopt", "Adopt"), ("adapt", "Adapt"), ("abandon", "Abandon")],
                        max_length=8,
                        verbose_name="decision",
                    ),
                ),
                ("next_step", models.TextField(blank=True, verbose_name="what next")),
                ("started_on", models.DateField(blank=True, null=True, verbose_name="Do began")),
                ("finished_on", models.DateField(blank=True, null=True, verbose_name="Do ended")),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="decided")),
                (
                    "ramp",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cycles",
                        to="challenges.ramp",
                        verbose_name="ramp",
                    ),
                ),
            ],
            bases=("challenges.piece",),
        ),
        migrations.CreateModel(
            name="DriverDiagram",
            fields=[
                (
                    "piece_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="challenges.piece",
                    ),
                ),
                ("aim", models.TextField(verbose_name="aim")),
                (
                    "of_challenge",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="driver_diagram",
                        to="challenges.challenge",
                    ),
                ),
            ],
            bases=("challenges.piece",),
        ),
        migrations.AddField(
            model_name="driver",
            name="diagram",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="drivers",
                to="challenges.driverdiagram",
            ),
        ),
        migrations.CreateModel(
            name="StepChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(verbose_name="first reading after the change")),
                ("reason", models.TextField(verbose_name="reason")),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="step_changes",
                        to="challenges.measure",
                    ),
                ),
            ],
            options={
                "ordering": ["day"],
            },
        ),
        migrations.CreateModel(
            name="Reading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(verbose_name="date")),
                (
                    "value",
                    models.DecimalField(
                        blank=True, decimal_places=6, max_digits=18, null=True, verbose_name="value"
                    ),
                ),
                (
                    "numerator",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=18, null=True, verbose_name="how many"
                    ),
                ),
                (
                    "denominator",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=18, null=True, verbose_name="out of"
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="readings",
                        to="challenges.measure",
                    ),
                ),
            ],
            options={
                "ordering": ["day"],
            },
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.CheckConstraint(condition=models.Q(("decimals__lte", 4)), name="decimals_fit"),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.CheckConstraint(
                condition=models.Q(("fix_after", None), ("fix_after__gte", 12), _connector="OR"),
                name="limits_need_twelve_readings",
            ),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.CheckConstraint(
                condition=models.Q(("target_on", None), ("target__isnull", False), _connector="OR"),
                name="target_date_has_target",
            ),
        ),
        migrations.AddField(
            model_name="driverdiagram",
            name="measured_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="challenges.measure",
                verbose_name="measure of the aim",
            ),
        ),
        migrations.AddField(
            model_name="driver",
            name="measures",
            field=models.ManyToManyField(blank=True, related_name="drivers", to="challenges.measure"),
        ),
        migrations.AddField(
            model_name="cycle",
            name="measured_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="cycles",
                to="challenges.measure",
                verbose_name="measure",
            ),
        ),
        migrations.AddConstraint(
            model_name="sighting",
            constraint=models.CheckConstraint(
                condition=models.Q(("days__gt", 0), ("days__lte", 31)), name="sighting_takes_time"
            ),
        ),
        migrations.AddField(
            model_name="stakeholder",
            name="introduced_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="introduced",
                to="challenges.stakeholder",
                verbose_name="introduced by",
            ),
        ),
        migrations.AddField(
            model_name="position",
            name="stakeholder",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="positions",
                to="challenges.stakeholder",
            ),
        ),
        migrations.AddIndex(
            model_name="piecechange",
            index=models.Index(fields=["piece", "at"], name="change_of_piece"),
        ),
        migrations.AddConstraint(
            model_name="workstream",
            constraint=models.UniqueConstraint(fields=("challenge", "name"), name="workstream_named_once"),
        ),
        migrations.AddIndex(
            model_name="piece",
            index=models.Index(fields=["challenge", "kind"], name="piece_of_challenge"),
        ),
        migrations.AddIndex(
            model_name="piece",
            index=models.Index(
                condition=models.Q(("status", "sent")), fields=["sent_at"], name="piece_with_the_mentor"
            ),
        ),
        migrations.AddConstraint(
            model_name="piece",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "sent"), _negated=True), ("sent_at__isnull", False), _connector="OR"
                ),
                name="sent_piece_says_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="stepchange",
            constraint=models.UniqueConstraint(fields=("measure", "day"), name="one_step_change_a_day"),
        ),
        migrations.AddConstraint(
            model_name="reading",
            constraint=models.UniqueConstraint(fields=("measure", "day"), name="one_reading_a_day"),
        ),
        migrations.AddConstraint(
            model_name="reading",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("denominator", None), ("numerator", None)),
                    models.Q(("denominator__gt", 0), ("numerator__isnull", False), ("value__isnull", False)),
                    _connector="OR",
                ),
                name="numerator_with_denominator",
            ),
        ),
        migrations.AddConstraint(
            model_name="driver",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("level", "primary"), ("parent", None)),
                    models.Q(models.Q(("level", "primary"), _negated=True), ("parent__isnull", False)),
                    _connector="OR",
                ),
                name="only_primary_drivers_have_no_parent",
            ),
        ),
        migrations.AddConstraint(
            model_name="cycle",
            constraint=models.UniqueConstraint(fields=("ramp", "number"), name="cycle_number_once_in_ramp"),
        ),
        migrations.AddConstraint(
            model_name="cycle",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("stage", "plan"),
                    models.Q(models.Q(("prediction", ""), _negated=True), ("started_on__isnull", False)),
                    _connector="OR",
                ),
                name="prediction_before_do",
            ),
        ),
        migrations.AddConstraint(
            model_name="cycle",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("stage", "decided"), _negated=True),
                    models.Q(models.Q(("decision", ""), _negated=True), ("decided_on__isnull", False)),
                    _connector="OR",
                ),
                name="decided_cycle_says_what",
            ),
        ),
        migrations.AddConstraint(
            model_name="position",
            constraint=models.UniqueConstraint(fields=("stakeholder", "day"), name="one_position_a_day"),
        ),
        migrations.AddConstraint(
            model_name="position",
            constraint=models.CheckConstraint(
                condition=models.Q(("interest__range", (1, 5)), ("power__range", (1, 5))),
                name="power_and_interest_of_five",
            ),
        ),
        migrations.AddConstraint(
            model_name="position",
            constraint=models.CheckConstraint(
                condition=models.Q(("needed__range", (-2, 2)), ("support__range", (-2, 2))),
                name="support_of_five",
            ),
        ),
    ]
