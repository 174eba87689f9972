import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("challenges", "0002_stale_forms_and_double_sending")]

    operations = [
        migrations.AddIndex(
            model_name="milestone",
            index=models.Index(fields=["challenge", "due_on"], name="milestone_of_challenge"),
        ),
        migrations.AlterField(
            model_name="milestone",
            name="challenge",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="milestones",
                to="challenges.challenge",
            ),
        ),
    ]
