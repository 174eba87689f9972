import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cohorts", "0016_template_words_and_materials")]

    operations = [
        migrations.AddField(
            model_name="escalation",
            name="action_owner",
            field=models.PositiveSmallIntegerField(
                blank=True,
                db_default=3,
                default=3,
                null=True,
                validators=[django.core.validators.MinValueValidator(1)],
                verbose_name="days after",
            ),
        ),
        migrations.AddConstraint(
            model_name="escalation",
            constraint=models.CheckConstraint(
                condition=models.Q(("action_owner", None), ("action_owner__range", (1, 90)), _connector="OR"),
                name="escalation_action_owner_days",
            ),
        ),
    ]
