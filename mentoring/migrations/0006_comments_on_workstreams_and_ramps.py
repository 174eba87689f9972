import django.db.models.deletion
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models

import mentoring.models.comment


class Migration(migrations.Migration):
    """Two empty columns and one condition in place of another, in one transaction: what is there fits both,
    and code that does not know the columns yet goes on writing."""

    dependencies = [
        ("challenges", "0011_archive"),
        ("mentoring", "0005_archive"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="comment",
            name="comment_on_one_thing",
        ),
        migrations.AddField(
            model_name="comment",
            name="workstream",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="comments",
                to="challenges.workstream",
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="ramp",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=mentoring.models.comment.stays_with_its_comments,
                related_name="comments",
                to="challenges.ramp",
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=django.db.models.lookups.Exact(
                    models.Func(
                        "log_entry",
                        "milestone",
                        "brief_version",
                        "piece",
                        "workstream",
                        "ramp",
                        function="num_nonnulls",
                        output_field=models.IntegerField(),
                    ),
                    1,
                ),
                name="comment_on_one_thing",
            ),
        ),
    ]
