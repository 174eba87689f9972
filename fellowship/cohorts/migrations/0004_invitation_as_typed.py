from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cohorts", "0003_import_adding")]

    operations = [
        migrations.AddField(
            model_name="invitation",
            name="given_name",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=100, verbose_name="first name"
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="family_name",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=100, verbose_name="last name"
            ),
        ),
    ]
