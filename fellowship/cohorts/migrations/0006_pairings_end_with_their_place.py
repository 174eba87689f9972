from django.db import migrations

# Ending a place ends its pairings, and none can be made for it afterwards. What was made for one before
# that was refused kept its mentor's access open; nothing changes for places that go on.
END = """
UPDATE cohorts_pairing pairing SET ends_on = greatest(place.ends_on, pairing.starts_on)
FROM cohorts_place place
WHERE place.id = pairing.place_id AND place.status IN ('completed', 'withdrawn')
  AND (pairing.ends_on IS NULL OR pairing.ends_on > greatest(place.ends_on, pairing.starts_on))
"""


class Migration(migrations.Migration):
    dependencies = [("cohorts", "0005_charts_and_clinical_days")]

    operations = [migrations.RunSQL(END, migrations.RunSQL.noop)]
