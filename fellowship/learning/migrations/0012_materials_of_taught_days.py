import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("learning", "0011_archive_of_work_and_materials")]

    operations = [
        migrations.AddField(
            model_name="material",
            name="taught_day",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="materials",
                to="learning.taughtday",
            ),
        ),
    ]
