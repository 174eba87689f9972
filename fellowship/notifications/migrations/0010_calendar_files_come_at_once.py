from django.db import migrations


def at_once(apps, schema_editor):
    """A file for the calendar cannot go into a summary, so that is no longer a choice for it."""
    meant = {"kind": "session_agreed", "delivery": "digest"}
    apps.get_model("notifications", "Preference").objects.filter(**meant).update(delivery="at_once")
    waiting = apps.get_model("notifications", "Message").objects.filter(**meant, status="waiting")
    waiting.update(delivery="at_once")


class Migration(migrations.Migration):
    dependencies = [("notifications", "0009_alter_message_kind_alter_preference_kind")]

    operations = [migrations.RunPython(at_once, migrations.RunPython.noop)]
