import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cohorts", "0019_archive_of_the_team")]

    operations = [
        migrations.AddField(
            model_name="templatematerial",
            name="taught_day",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="materials",
                to="cohorts.templatetaughtday",
            ),
        ),
    ]
