"""A cohort's PgCert follows its changed template, and goes back again."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Model

from fellowship.cohorts.models import Cohort
from fellowship.cohorts.services.template_wanted import WantedModule
from fellowship.learning.models import Assignment, Material, Module, TaughtDay
from fellowship.learning.permissions import check_can_record
from fellowship.learning.services.laid_out import Words, is_reworded, laid_out, put_words, stands
from fellowship.learning.services.materials import lay_out_materials
from fellowship.learning.services.template_judging import (
    ADD,
    DAY_FIELD,
    MOVE,
    REMOVE,
    WORDS,
    Judged,
    is_over,
    judge,
    with_finished,
    with_touched,
)
from fellowship.people.models import User
from fellowship.people.services.audit import record

MODELS: dict[str, Any] = {
    str(model._meta.model_name): model for model in (Module, TaughtDay, Assignment, Material)
}


@transaction.atomic
def follow_template(
    *, cohort: Cohort, wanted: list[WantedModule], by: User
) -> tuple[dict[str, Any], list[Judged]]:
    """Gives what undoing needs, as plain data, and what was judged. Judged anew, with the rows locked."""
    check_can_record(by, cohort)
    _lock(cohort)
    judged = judge(cohort, wanted)
    done: dict[str, Any] = {"moved": [], "worded": [], "added": [], "removed": []}
    made: dict[int, Module] = {}
    for one in judged:
        if one.verdict == MOVE:
            done["moved"].append(_move(one))
        elif one.verdict == WORDS:
            done["worded"].append(_reword(one))
        elif one.verdict == ADD:
            done["added"] += _add(cohort, one, made)
        elif one.verdict == REMOVE:
            done["removed"] += _remove(one.row)
    record("template_followed", cohort, by=by, **{name: len(rows) for name, rows in done.items()})
    return done, judged


def _move(one: Judged) -> list[Any]:
    row, name = one.row, DAY_FIELD[type(one.row)]
    assert one.after is not None
    before = [getattr(row, name), row.laid_out_on]
    setattr(row, name, one.after)
    row.laid_out_on = one.after
    row.save(update_fields=[name, "laid_out_on"])
    return [row._meta.model_name, row.pk, *(day and day.isoformat() for day in before), one.after.isoformat()]


def _reword(one: Judged) -> list[Any]:
    """What undoing needs: model, number, words before and after."""
    row = one.row
    after = {word.name: word.wanted for word in one.words}
    put_words(row, after)
    row.laid_out_words |= after
    row.save(update_fields=[*after, "laid_out_words"])
    return [row._meta.model_name, row.pk, {word.name: word.now for word in one.words}, after]


def _add(cohort: Cohort, one: Judged, made: dict[int, Module]) -> list[list[Any]]:
    if one.kind == "module":
        planned: WantedModule = one.module
        row = laid_out(Module, planned, cohort=cohort, order=planned.order, from_template_id=planned.pk)
        row.save()
        made[planned.pk] = row
        return _added(row)
    assert one.item is not None
    model = TaughtDay if one.kind == "taught_day" else Assignment
    module = made[one.module.pk] if isinstance(one.module, WantedModule) else one.module
    facts = {"module": module, "from_template_id": one.item.pk, "laid_out_on": one.after}
    row = laid_out(model, one.item, **facts, **{DAY_FIELD[model]: one.after})
    row.save()
    return _added(row)


def _added(row: Module | TaughtDay | Assignment) -> list[list[Any]]:
    """What undoing needs: model and number of the row, and of what there is to read for it."""
    materials = [] if isinstance(row, Assignment) else lay_out_materials(row)
    return [[row._meta.model_name, row.pk], *(["material", one.pk] for one in materials)]


def _remove(row: Any) -> list[dict[str, Any]]:
    """The fields of everything that goes, the module first."""
    rows = [row]
    if isinstance(row, Module):
        rows += [*row.taught_days.all(), *row.assignments.all(), *row.materials.all()]
    elif isinstance(row, TaughtDay):
        rows += row.materials.all()
    kept = [_fields(one) for one in rows]
    for one in reversed(rows):
        one.delete()
    return kept


def _fields(row: Model) -> dict[str, Any]:
    fields = {}
    for field in row._meta.concrete_fields:
        value = field.value_from_object(row)
        fields[field.attname] = None if value is None else field.value_to_string(row)
    return {"model": row._meta.model_name, "fields": fields}


@transaction.atomic
def put_back(*, cohort: Cohort, done: dict[str, Any], by: User) -> list[str]:
    """Undoes `follow_template` where nobody has changed anything since. Gives the titles of what stays."""
    check_can_record(by, cohort)
    _lock(cohort)
    kept = [title for moved in done["moved"] if (title := _move_back(*moved))]
    # What was done before words followed has none.
    kept += [title for one in done.get("worded", []) if (title := _words_back(*one))]
    kept += [title for name, pk in reversed(done["added"]) if (title := _take_out(name, pk))]
    kept += [title for row in done["removed"] if (title := _bring_back(row))]
    record("template_put_back", cohort, by=by, kept=kept)
    return kept


def _lock(cohort: Cohort) -> None:
    list(cohort.modules.order_by("pk").select_for_update(of=("self",)).values_list("pk"))
    for model in (TaughtDay, Assignment):
        rows = model.objects.filter(module__cohort=cohort).order_by("pk")
        list(rows.select_for_update(of=("self",)).values_list("pk"))


def _move_back(name: str, pk: int, before: str, laid_out: str | None, after: str) -> str:
    """The title, where it stays."""
    row = MODELS[name].objects.filter(pk=pk).first()
    if row is None:
        return ""
    field = DAY_FIELD[type(row)]
    if getattr(row, field).isoformat() != after:
        return row.title
    setattr(row, field, dt.date.fromisoformat(before))
    row.laid_out_on = laid_out and dt.date.fromisoformat(laid_out)
    row.save(update_fields=[field, "laid_out_on"])
    return ""


def _words_back(name: str, pk: int, before: Words, after: Words) -> str:
    """The title, where something stays: reworded since, or over meanwhile."""
    row = with_finished(MODELS[name]).filter(pk=pk).first()
    if row is None:
        return ""
    if row.finished or (name != "module" and is_over(row)):
        return row.title
    back = {field: before[field] for field in stands(row, after)}
    if name == "module" and _is_taken(row, back.get("title", row.title)):
        del back["title"]
    title = row.title
    put_words(row, back)
    row.laid_out_words |= back
    row.save(update_fields=[*back, "laid_out_words"])
    return "" if len(back) == len(after) else title


def _is_taken(module: Module, title: str) -> bool:
    others = Module.objects.filter(cohort=module.cohort_id, place=None, title=title)
    return others.exclude(pk=module.pk).exists()


def _take_out(name: str, pk: int) -> str:
    """Stays what somebody has put something in since."""
    row = with_touched(MODELS[name]).filter(pk=pk).first()
    if row is None:
        return ""
    if row.touched or (name != "material" and is_reworded(row)):
        return row.title
    if name == "module" and _holds_something(row):
        return row.title
    row.delete()
    return ""


def _holds_something(module: Module) -> bool:
    return any(parts.exists() for parts in (module.taught_days, module.assignments, module.materials))


def _bring_back(kept: dict[str, Any]) -> str:
    """A module made by hand meanwhile may have its title, or its module may not have come back."""
    model, fields = MODELS[kept["model"]], kept["fields"]
    row = model(
        **{
            field.attname: None if fields[field.attname] is None else field.to_python(fields[field.attname])
            for field in model._meta.concrete_fields
            if field.attname in fields
        }
    )
    if model is Module:
        is_possible = not _is_taken(row, row.title)
    elif model is Material and row.taught_day_id:
        is_possible = TaughtDay.objects.filter(pk=row.taught_day_id).exists()
    else:
        is_possible = Module.objects.filter(pk=row.module_id).exists()
    if not is_possible:
        return row.title
    row.save(force_insert=True)
    return ""
