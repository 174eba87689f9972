import datetime as dt
from collections import defaultdict

from django.db import migrations

WORDS = {
    "Module": ("TemplateModule", ("title", "provider", "level", "credits")),
    "TaughtDay": ("TemplateTaughtDay", ("title", "starts_at", "ends_at", "venue", "link", "capacity")),
    "Assignment": ("TemplateAssignment", ("title", "brief")),
}


def find_words(apps, schema_editor) -> None:
    """Of what was laid out before this was kept: words that the template has or once had are the template's.

    Anything else was written in the cohort. Closed cohorts are archives and stay as they are.
    """
    had = _had(apps)
    for name, (item_name, fields) in WORDS.items():
        model = apps.get_model("learning", name)
        items = apps.get_model("cohorts", item_name)._base_manager.in_bulk()
        cohort = "cohort" if name == "Module" else "module__cohort"
        rows = list(model.objects.filter(**{f"{cohort}__closed_at": None}, from_template__isnull=False))
        for row in rows:
            item = items[row.from_template_id]
            row.laid_out_words = {
                field: _words(row, item, field, had[item_name.lower(), item.pk]) for field in fields
            }
        model.objects.bulk_update(rows, ["laid_out_words"], batch_size=500)


def _had(apps) -> dict:
    """By kind and number of an item, the words its fields have had, as text."""
    had = defaultdict(lambda: defaultdict(set))
    for before, after in apps.get_model("cohorts", "TemplateChange").objects.values_list("before", "after"):
        for one in [*before, *after]:
            for field, text in one["fields"].items():
                had[one["kind"], one["pk"]][field].add(str(text))
    return had


def _words(row, item, field: str, had: dict):
    now, planned = getattr(row, field), getattr(item, field)
    value = now if str(now) in had[field] else planned
    return value.isoformat() if isinstance(value, dt.time) else value


class Migration(migrations.Migration):
    dependencies = [("learning", "0009_template_words_and_materials")]

    operations = [migrations.RunPython(find_words, migrations.RunPython.noop)]
