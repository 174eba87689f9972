from django.db import migrations

# Milestones made before this was kept: their history begins with the date the template gave.
FILL = """
UPDATE challenges_milestone milestone SET laid_out_on = made.due_after
FROM (
    SELECT DISTINCT ON (milestone_id) milestone_id, due_after
    FROM challenges_milestonechange WHERE act = 'add' ORDER BY milestone_id, at, id
) made
WHERE made.milestone_id = milestone.id
  AND milestone.from_template_id IS NOT NULL AND milestone.laid_out_on IS NULL"""


class Migration(migrations.Migration):
    dependencies = [("challenges", "0008_laid_out_on")]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
