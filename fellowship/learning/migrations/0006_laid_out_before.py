from django.db import migrations

from fellowship.lib.offsets import Offset


def find_templates(apps, schema_editor) -> None:
    """Modules laid out before this was kept know their template by its titles."""
    Module = apps.get_model("learning", "Module")
    TemplateModule = apps.get_model("cohorts", "TemplateModule")
    laid_out = Module.objects.filter(cohort__planned_at__isnull=False, cohort__template__isnull=False)
    for module in laid_out.select_related("cohort"):
        planned = TemplateModule.objects.filter(template=module.cohort.template_id, title=module.title)
        found = planned.prefetch_related("taught_days", "assignments").first()
        if found is None:
            continue
        module.from_template = found
        module.save(update_fields=["from_template"])
        _find(
            module, module.taught_days.all(), {one.title: (one, one.day) for one in found.taught_days.all()}
        )
        _find(
            module, module.assignments.all(), {one.title: (one, one.due) for one in found.assignments.all()}
        )


def _find(module, rows, planned) -> None:
    for row in rows:
        if row.title in planned:
            row.from_template, offset = planned[row.title]
            row.laid_out_on = Offset.parse(offset).on(module.cohort.starts_on, module.cohort.ends_on)
            row.save(update_fields=["from_template", "laid_out_on"])


class Migration(migrations.Migration):
    dependencies = [("learning", "0005_from_template")]

    operations = [migrations.RunPython(find_templates, migrations.RunPython.noop)]
