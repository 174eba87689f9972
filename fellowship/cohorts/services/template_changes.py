"""Every change of a template is kept with the fields before and after, and can be taken back."""

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from fellowship.cohorts.models import (
    CohortTemplate,
    TemplateAssignment,
    TemplateChange,
    TemplateMaterial,
    TemplateMilestone,
    TemplateModule,
    TemplateSurvey,
    TemplateTaughtDay,
)
from fellowship.people.models import User
from fellowship.people.services import audit

Snapshot = dict[str, Any]  # kind, pk, and the fields as text
MODELS: dict[str, type[Model]] = {
    model._meta.model_name or "": model
    for model in (
        CohortTemplate,
        TemplateMilestone,
        TemplateSurvey,
        TemplateModule,
        TemplateTaughtDay,
        TemplateAssignment,
        TemplateMaterial,
    )
}
NOT_KEPT = {"id", "version"}


class CannotUndo(ValueError):
    """A sentence for the administrator."""


def snapshot(items: Iterable[Model]) -> list[Snapshot]:
    return [
        {
            "kind": item._meta.model_name,
            "pk": item.pk,
            "fields": {
                field.attname: _as_text(field, item)
                for field in item._meta.concrete_fields
                if field.attname not in NOT_KEPT
            },
        }
        for item in items
    ]


def keep(
    *,
    by: User,
    template: CohortTemplate,
    act: str,
    title: str,
    before: list[Snapshot],
    items: Iterable[Model],
) -> TemplateChange | None:
    """`before`: the items' snapshots from before the change; an item that was not there has none.

    Nothing is kept where nothing has changed.
    """
    after = snapshot(items)
    if after == before:
        return None
    there = {(one["kind"], one["pk"]) for one in before}
    absent = [
        {**one, "fields": {**one["fields"], "removed_at": timezone.now().isoformat()}}
        for one in after
        if (one["kind"], one["pk"]) not in there
    ]
    audit.record(f"template item {act}", template, by=by, item=title)
    return TemplateChange.objects.create(
        template=template, by=by, act=act, title=title[:200], before=before + absent, after=after
    )


@transaction.atomic
def undo_change(*, by: User, change: TemplateChange) -> TemplateChange:
    """Puts the fields back, if nobody has changed them since. A second press changes nothing."""
    CohortTemplate.objects.select_for_update().get(pk=change.template_id)
    change = TemplateChange.objects.select_related("template").get(pk=change.pk)
    if change.undone_at:
        return change
    items = [_item(one) for one in change.after]
    if _as_kept(items, change.after) != change.after:
        raise CannotUndo(
            _("“%(title)s” has been changed again since. Undo the later change first.")
            % {"title": change.title}
        )
    try:
        with transaction.atomic():
            for item, before in zip(items, _in_order(change), strict=True):
                _put_back(item, before)
    except IntegrityError:
        raise CannotUndo(_("Another template has that name now.")) from None
    change.undone_at, change.undone_by = timezone.now(), by
    change.save(update_fields=["undone_at", "undone_by"])
    audit.record("template change undone", change.template, by=by, item=change.title)
    return change


def _as_kept(items: list[Any], kept: list[Snapshot]) -> list[Snapshot]:
    """How the items are now, in the fields that were kept: one that is newer than the change was not."""
    return [
        {**now, "fields": {name: text for name, text in now["fields"].items() if name in then["fields"]}}
        for now, then in zip(snapshot(items), kept, strict=True)
    ]


def _in_order(change: TemplateChange) -> list[Snapshot]:
    by_item = {(one["kind"], one["pk"]): one for one in change.before}
    return [by_item[one["kind"], one["pk"]] for one in change.after]


def _item(kept: Snapshot) -> Any:
    return MODELS[kept["kind"]]._base_manager.select_for_update().get(pk=kept["pk"])


def _put_back(item: Any, before: Snapshot) -> None:
    for field in item._meta.concrete_fields:
        if field.attname in before["fields"]:
            text = before["fields"][field.attname]
            setattr(item, field.attname, None if text is None else field.to_python(text))
    if hasattr(item, "version"):
        item.version += 1
    item.save()


def _as_text(field: Any, item: Model) -> Any:
    value = field.value_from_object(item)
    return None if value is None else field.value_to_string(item)
