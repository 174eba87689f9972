"""Cohort templates: a year without dates, made by copying one and then edited item by item."""

from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Max, Model
from django.utils import timezone
from django.utils.translation import gettext as _

from fellowship.cohorts import starting_template as starting
from fellowship.cohorts.models import (
    CohortTemplate,
    Programme,
    TemplateAssignment,
    TemplateChange,
    TemplateMaterial,
    TemplateMilestone,
    TemplateModule,
    TemplateSurvey,
    TemplateTaughtDay,
)
from fellowship.cohorts.models.template import TemplateItem
from fellowship.cohorts.preview import usual_dates
from fellowship.cohorts.services.template_changes import Snapshot, keep, snapshot
from fellowship.lib.offsets import Offset
from fellowship.people.models import User
from fellowship.people.services import audit

AnyItem = TypeVar("AnyItem", bound=Model)
# The field that holds each dated item's offset.
OFFSET_OF: dict[type[Model], str] = {
    TemplateMilestone: "due",
    TemplateSurvey: "opens",
    TemplateTaughtDay: "day",
    TemplateAssignment: "due",
}


class ItemIsStale(ValueError):
    """Somebody else changed the item since the form was shown; `current` is how it stands (None: gone)."""

    def __init__(self, current: Any) -> None:
        super().__init__(_("Somebody else changed this while you had it open."))
        self.current = current


@transaction.atomic
def create_template(
    *, by: User | None, programme: Programme, name: str, copy_of: CohortTemplate | None = None
) -> CohortTemplate:
    """A new template, a copy of another one or (without one) of the built-in starting template."""
    template = CohortTemplate.objects.create(
        programme=programme,
        name=name,
        months=copy_of.months if copy_of else starting.MONTHS,
        remind_days_before=copy_of.remind_days_before if copy_of else None,
    )
    if copy_of:
        copy_spine(copy_of, template)
        copy_modules(copy_of, template)
    else:
        _start(template)
    audit.record("created", template, by=by, copy_of=copy_of.name if copy_of else "")
    return template


def _start(template: CohortTemplate) -> None:
    TemplateMilestone.objects.bulk_create(
        TemplateMilestone(
            template=template,
            title=str(milestone.title),
            description=str(milestone.description),
            due=milestone.due,
            order=order,
        )
        for order, milestone in enumerate(starting.MILESTONES, start=1)
    )
    TemplateSurvey.objects.bulk_create(
        TemplateSurvey(template=template, title=str(title), opens=opens) for title, opens in starting.SURVEYS
    )
    for order, module in enumerate(starting.MODULES, start=1):
        made = TemplateModule.objects.create(
            template=template,
            title=str(module.title),
            level=module.level,
            credits=module.credits,
            order=order,
        )
        TemplateTaughtDay.objects.bulk_create(
            TemplateTaughtDay(
                module=made, title=title, day=day, starts_at=starting.STARTS_AT, ends_at=starting.ENDS_AT
            )
            for title, day in module.taught_days
        )
        TemplateAssignment.objects.create(
            module=made, title=str(module.assignment), due=module.assignment_due
        )


def copy_spine(source: CohortTemplate, target: CohortTemplate) -> None:
    """Milestones and surveys."""
    TemplateMilestone.objects.bulk_create(_twin(one, template=target) for one in source.milestones.all())
    TemplateSurvey.objects.bulk_create(_twin(one, template=target) for one in source.surveys.all())


def copy_modules(source: CohortTemplate, target: CohortTemplate) -> None:
    for module in source.modules.prefetch_related("taught_days", "assignments", "materials"):
        days, assignments = list(module.taught_days.all()), list(module.assignments.all())
        materials = list(module.materials.all())
        twin = _twin(module, template=target)
        twin.save(force_insert=True)
        new_days = TemplateTaughtDay.objects.bulk_create(_twin(day, module=twin) for day in days)
        twins: dict[int | None, TemplateTaughtDay] = {
            day.pk: new for day, new in zip(days, new_days, strict=True)
        }
        TemplateAssignment.objects.bulk_create(_twin(assignment, module=twin) for assignment in assignments)
        TemplateMaterial.objects.bulk_create(
            _twin(one, module=twin, taught_day=twins.get(one.taught_day_id)) for one in materials
        )


def _twin(item: AnyItem, **changes: Model | None) -> AnyItem:
    """The same item as a new row that belongs to something else."""
    facts = {
        field.name: getattr(item, field.name)
        for field in item._meta.concrete_fields
        if not field.primary_key and field.name != "version"
    }
    return type(item)(**facts | changes)


@transaction.atomic
def save_item(*, by: User, item: TemplateItem, version: int | None = None) -> TemplateChange | None:
    """Adds or changes an item. ItemIsStale where it has left `version`, which the form was shown with."""
    template = _lock(template_of(item))
    if item.pk is None:
        before: list[Snapshot] = []
        if isinstance(item, TemplateMilestone | TemplateModule):
            last = type(item).objects.filter(template=template).aggregate(last=Max("order"))["last"] or 0
            item.order = last + 1
    else:
        stored = _stored(item, version)
        before, item.version = snapshot([stored]), stored.version + 1
    item.save()
    act = "changed" if before else "added"
    return keep(by=by, template=template, act=act, title=item.title, before=before, items=[item])


@transaction.atomic
def remove_item(*, by: User, item: TemplateItem, version: int | None = None) -> TemplateChange | None:
    """Takes an item out; a module goes with its days and assignments. Cohorts laid out keep theirs."""
    template = _lock(template_of(item))
    items = with_parts(_stored(item, version))
    before, now = snapshot(items), timezone.now()
    for one in items:
        one.removed_at = now
    return _changed(by, template, "removed", item.title, before, items)


@transaction.atomic
def move_item(
    *, by: User, item: TemplateItem, weeks: int, version: int | None = None
) -> TemplateChange | None:
    """So many weeks later, or earlier if negative; a module with all its days and assignments.

    ValueError, with a sentence, where that is too far from the start.
    """
    template = _lock(template_of(item))
    items = [one for one in with_parts(_stored(item, version)) if type(one) in OFFSET_OF]
    before, (starts_on, ends_on) = snapshot(items), usual_dates(template)
    for one in items:
        name = OFFSET_OF[type(one)]
        offset = Offset.parse(getattr(one, name)).moved(weeks, starts_on, ends_on)
        setattr(one, name, str(Offset.parse(str(offset))))
    return _changed(by, template, "moved", item.title, before, items)


@transaction.atomic
def change_template(
    *, by: User, template: CohortTemplate, name: str, remind_days_before: list[int] | None
) -> TemplateChange | None:
    """Its name, and days before a due date on which reminders go (None: the programme's)."""
    template = _lock(template)
    before = snapshot([template])
    template.name, template.remind_days_before = name, remind_days_before
    template.save(update_fields=["name", "remind_days_before"])
    return keep(by=by, template=template, act="settings", title=name, before=before, items=[template])


def template_of(item: Any) -> CohortTemplate:
    in_module = TemplateTaughtDay | TemplateAssignment | TemplateMaterial
    return item.module.template if isinstance(item, in_module) else item.template


def with_parts(item: TemplateItem) -> list[TemplateItem]:
    """The item itself; of a module its days, its assignments and what there is to read too, also of a day."""
    if isinstance(item, TemplateTaughtDay):
        return [item, *item.materials.all()]
    if not isinstance(item, TemplateModule):
        return [item]
    return [item, *item.taught_days.all(), *item.assignments.all(), *item.materials.all()]


def _changed(
    by: User,
    template: CohortTemplate,
    act: str,
    title: str,
    before: list[Snapshot],
    items: list[TemplateItem],
) -> TemplateChange | None:
    for one in items:
        one.version += 1
        one.save()
    return keep(by=by, template=template, act=act, title=title, before=before, items=items)


def _lock(template: CohortTemplate) -> CohortTemplate:
    """Whoever changes a template waits for who is changing it."""
    return CohortTemplate.objects.select_for_update().get(pk=template.pk)


def _stored(item: TemplateItem, version: int | None) -> Any:
    stored = type(item).objects.filter(pk=item.pk).first()
    if stored is None or (version is not None and stored.version != version):
        raise ItemIsStale(stored)
    return stored
