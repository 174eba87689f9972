"""A cohort's PgCert follows its changed template, and goes back again."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Model

from fellowship.cohorts.models import Cohort
from fellowship.cohorts.services.template_wanted import WantedModule
from fellowship.learning.models import Assignment, Module, TaughtDay
from fellowship.learning.permissions import check_can_record
from fellowship.learning.services.template_judging import (
    ADD,
    DAY_FIELD,
    MOVE,
    REMOVE,
    Judged,
    judge,
    with_touched,
)
from fellowship.people.models import User
from fellowship.people.services.audit import record

MODELS: dict[str, Any] = {str(model._meta.model_name): model for model in (Module, TaughtDay, Assignment)}


@transaction.atomic
def follow_template(
    *, cohort: Cohort, wanted: list[WantedModule], by: User
) -> tuple[dict[str, Any], list[Judged]]:
    """Gives what undoing needs, as plain data, and what was judged. Judged anew, with the rows locked."""
    check_can_record(by, cohort)
    _lock(cohort)
    judged = judge(cohort, wanted)
    done: dict[str, Any] = {"moved": [], "added": [], "removed": []}
    made: dict[int, Module] = {}
    for one in judged:
        if one.verdict == MOVE:
            done["moved"].append(_move(one))
        elif one.verdict == ADD:
            done["added"].append(_add(cohort, one, made))
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


def _add(cohort: Cohort, one: Judged, made: dict[int, Module]) -> list[Any]:
    row: Model
    if one.kind == "module":
        planned: WantedModule = one.module
        row = made[planned.pk] = Module.objects.create(
            cohort=cohort,
            title=planned.title,
            provider=planned.provider,
            level=planned.level,
            credits=planned.credits,
            order=planned.order,
            from_template_id=planned.pk,
        )
        return ["module", row.pk]
    assert one.item is not None
    assert one.after is not None
    module = made[one.module.pk] if isinstance(one.module, WantedModule) else one.module
    facts: dict[str, Any] = {
        "module": module,
        "title": one.item.title,
        "from_template_id": one.item.pk,
        "laid_out_on": one.after,
    }
    if one.kind == "taught_day":
        starts_at, ends_at = (dt.time.fromisoformat(text) for text in one.item.hours)
        row = TaughtDay.objects.create(
            day=one.after, starts_at=starts_at, ends_at=ends_at, venue=one.item.venue, **facts
        )
    else:
        row = Assignment.objects.create(due_on=one.after, brief=one.item.words, **facts)
    return [row._meta.model_name, row.pk]


def _remove(row: Any) -> list[dict[str, Any]]:
    """The fields of everything that goes, the module first."""
    rows = [row]
    if isinstance(row, Module):
        rows += [*row.taught_days.all(), *row.assignments.all()]
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


def _take_out(name: str, pk: int) -> str:
    """Stays what somebody has put something in since."""
    row = with_touched(MODELS[name]).filter(pk=pk).first()
    if row is None:
        return ""
    if row.touched or (name == "module" and (row.taught_days.exists() or row.assignments.exists())):
        return row.title
    row.delete()
    return ""


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
        is_possible = not Module.objects.filter(cohort=row.cohort_id, place=None, title=row.title).exists()
    else:
        is_possible = Module.objects.filter(pk=row.module_id).exists()
    if not is_possible:
        return row.title
    row.save(force_insert=True)
    return ""
