from django.db import migrations, models


class Migration(migrations.Migration):
    """Only a constraint changes: what is there fits the new one, and what the old code writes does too."""

    dependencies = [("challenges", "0004_workspace")]

    operations = [
        migrations.RemoveConstraint(model_name="briefversion", name="one_brief_under_way"),
        migrations.AddConstraint(
            model_name="briefversion",
            constraint=models.UniqueConstraint(
                fields=["challenge"],
                condition=models.Q(status__in=["draft", "sent"]),
                name="one_brief_under_way",
            ),
        ),
    ]
