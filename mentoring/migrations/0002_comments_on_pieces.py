import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("challenges", "0004_workspace"),
        ("mentoring", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="comment",
            name="comment_on_one_thing",
        ),
        migrations.AddField(
            model_name="comment",
            name="piece",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="comments",
                to="challenges.piece",
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("brief_version", None),
                        ("log_entry__isnull", False),
                        ("milestone", None),
                        ("piece", None),
                    ),
                    models.Q(
                        ("brief_version", None),
                        ("log_entry", None),
                        ("milestone__isnull", False),
                        ("piece", None),
                    ),
                    models.Q(
                        ("brief_version__isnull", False),
                        ("log_entry", None),
                        ("milestone", None),
                        ("piece", None),
                    ),
                    models.Q(
                        ("brief_version", None),
                        ("log_entry", None),
                        ("milestone", None),
                        ("piece__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="comment_on_one_thing",
            ),
        ),
    ]
