"""Cohort templates: a year without dates, made by copying one and then edited item by item."""

from typing import TypeVar

from django.db import transaction
from django.db.models import Max, Model

from fellowship.cohorts import starting_template as starting
from fellowship.cohorts.models import (
    CohortTemplate,
    Programme,
    TemplateAssignment,
    TemplateMilestone,
    TemplateModule,
    TemplateTaughtDay,
)
from fellowship.people.models import User
from fellowship.people.services import audit

TemplateItem = TemplateMilestone | TemplateModule | TemplateTaughtDay | TemplateAssignment
AnyItem = TypeVar("AnyItem", bound=Model)


@transaction.atomic
def create_template(
    *, by: User | None, programme: Programme, name: str, copy_of: CohortTemplate | None = None
) -> CohortTemplate:
    """A new template, a copy of another one or (without one) of the built-in starting template."""
    template = CohortTemplate.objects.create(
        programme=programme, name=name, months=copy_of.months if copy_of else starting.MONTHS
    )
    if copy_of:
        _copy(copy_of, template)
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


def _copy(source: CohortTemplate, target: CohortTemplate) -> None:
    TemplateMilestone.objects.bulk_create(
        _twin(milestone, template=target) for milestone in source.milestones.all()
    )
    for module in source.modules.prefetch_related("taught_days", "assignments"):
        days, assignments = list(module.taught_days.all()), list(module.assignments.all())
        twin = _twin(module, template=target)
        twin.save(force_insert=True)
        TemplateTaughtDay.objects.bulk_create(_twin(day, module=twin) for day in days)
        TemplateAssignment.objects.bulk_create(_twin(assignment, module=twin) for assignment in assignments)


def _twin(item: AnyItem, **changes: Model) -> AnyItem:
    """The same item as a new row that belongs to something else."""
    facts = {
        field.name: getattr(item, field.name) for field in item._meta.concrete_fields if not field.primary_key
    }
    return type(item)(**facts | changes)


@transaction.atomic
def save_item(*, by: User, item: TemplateItem) -> TemplateItem:
    """Adds or changes an item. New milestones and modules go to the end."""
    is_new = item.pk is None
    if is_new and isinstance(item, TemplateMilestone | TemplateModule):
        last = _neighbours(item).aggregate(last=Max("order"))["last"] or 0
        item.order = last + 1
    item.save()
    audit.record("item added" if is_new else "item changed", template_of(item), by=by, item=str(item))
    return item


@transaction.atomic
def remove_item(*, by: User, item: TemplateItem) -> CohortTemplate:
    """Takes an item out; a module goes with its days and assignments. Cohorts laid out keep theirs."""
    template = template_of(item)
    audit.record("item removed", template, by=by, item=str(item))
    item.delete()
    return template


@transaction.atomic
def move_item(*, by: User, item: TemplateMilestone | TemplateModule, up: bool) -> CohortTemplate:
    """One place up or down; at the end of the list nothing happens."""
    template = CohortTemplate.objects.select_for_update().get(pk=item.template_id)
    ordered = list(_neighbours(item))
    place = next(n for n, other in enumerate(ordered) if other.pk == item.pk)
    other = place - 1 if up else place + 1
    if 0 <= other < len(ordered):
        ordered[place], ordered[other] = ordered[other], ordered[place]
        for order, one in enumerate(ordered, start=1):
            one.order = order
        type(item)._default_manager.bulk_update(ordered, ["order"])
        audit.record("item moved", template, by=by, item=str(item))
    return template


def template_of(item: TemplateItem) -> CohortTemplate:
    if isinstance(item, TemplateMilestone | TemplateModule):
        return item.template
    return item.module.template


def _neighbours(item: TemplateMilestone | TemplateModule):
    return type(item)._default_manager.filter(template_id=item.template_id)
