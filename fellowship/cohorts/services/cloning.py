"""Next year's cohort from this year's: its template, and the PgCert as it really ran. Without people."""

import datetime as dt
from collections.abc import Callable
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from fellowship.cohorts.models import (
    Cohort,
    CohortTemplate,
    Programme,
    TemplateAssignment,
    TemplateMaterial,
    TemplateModule,
    TemplateTaughtDay,
)
from fellowship.cohorts.preview import PlannedDate, planned_dates
from fellowship.cohorts.services.cohorts import CannotDo, create_cohort, last_day
from fellowship.cohorts.services.templates import copy_modules, copy_spine
from fellowship.lib.offsets import Offset, month_of, offset_of
from fellowship.people.models import User
from fellowship.people.services import audit


@dataclass(frozen=True)
class RanMaterial:
    """Something to read: a link, or where the storage has the file, which both cohorts will refer to."""

    title: str
    link: str
    file: str
    name: str
    content_type: str
    size: int
    added_by_id: int


@dataclass(frozen=True)
class RanDay:
    """`like`: the offset it was laid out with, empty if it was added by hand."""

    title: str
    on: dt.date
    like: str
    starts_at: dt.time
    ends_at: dt.time
    venue: str
    link: str
    capacity: int | None
    materials: list[RanMaterial]


@dataclass(frozen=True)
class RanAssignment:
    title: str
    due_on: dt.date
    like: str
    brief: str


@dataclass(frozen=True)
class RanModule:
    """`materials` are those of the whole module; a day has its own."""

    title: str
    provider: str
    level: int
    credits: int
    days: list[RanDay]
    assignments: list[RanAssignment]
    materials: list[RanMaterial]


# Modules live in a room to the right: home puts here what reads those of a cohort (home/apps.py).
MODULE_READERS: list[Callable[[Cohort], list[RanModule]]] = []


@transaction.atomic
def clone_cohort(*, by: User, source: Cohort, name: str, starts_on: dt.date) -> Cohort:
    """A cohort of the same length with a template of its own; every date counted anew from `starts_on`.

    Milestones and surveys are the template's. Modules, taught days, assignments and what there is to read
    are as they stood in the source, with what was moved, added or taken out there.
    """
    programme = Programme.objects.select_for_update().get(pk=source.programme_id)
    source = Cohort.objects.select_related("template", "programme").get(pk=source.pk)
    if programme.cohorts.filter(name=name).exists():
        raise CannotDo(_("There is already a cohort of this name. Choose another one."))
    if source.template is None:
        raise CannotDo(_("This cohort has no template, so there is nothing to copy."))
    template = CohortTemplate.objects.create(
        programme=programme,
        name=_free_name(programme, name),
        months=month_of(source.starts_on, source.ends_on),
        remind_days_before=source.own_days_before,
    )
    copy_spine(source.template, template)
    if source.planned_at:
        for reader in MODULE_READERS:
            _write_modules(template, source, reader(source))
    else:
        copy_modules(source.template, template)
    ends_on = _same_length(source, starts_on)
    cohort = create_cohort(
        by=by,
        programme=programme,
        name=name,
        starts_on=starts_on,
        ends_on=ends_on,
        template=template,
        credits_needed=source.credits_needed,
    )
    audit.record("cloned", cohort, by=by, source=source.name)
    return cohort


def dates_of_clone(*, by: User, source: Cohort, name: str, starts_on: dt.date) -> list[PlannedDate]:
    """What the clone's dates would be. The clone is made and given up again, so they are exactly those."""
    with transaction.atomic():
        cohort = clone_cohort(by=by, source=source, name=name, starts_on=starts_on)
        assert cohort.template is not None
        dates = planned_dates(cohort.template, cohort.starts_on, cohort.ends_on)
        transaction.set_rollback(True)
    return dates


def _free_name(programme: Programme, name: str) -> str:
    taken = set(programme.templates.values_list("name", flat=True))
    names = (name if number == 1 else f"{name[:190]} ({number})" for number in range(1, len(taken) + 2))
    return next(free for free in names if free not in taken)


def _same_length(source: Cohort, starts_on: dt.date) -> dt.date:
    months = month_of(source.starts_on, source.ends_on)
    if last_day(source.starts_on, months) == source.ends_on:
        return last_day(starts_on, months)
    return starts_on + (source.ends_on - source.starts_on)


def _write_modules(template: CohortTemplate, source: Cohort, ran: list[RanModule]) -> None:
    def words(day: dt.date, like: str) -> str:
        offset = Offset.parse(like) if like else None
        return str(offset_of(day, source.starts_on, source.ends_on, like=offset))

    for order, module in enumerate(ran, start=1):
        made = TemplateModule.objects.create(
            template=template,
            title=module.title,
            provider=module.provider,
            level=module.level,
            credits=module.credits,
            order=order,
        )
        days = TemplateTaughtDay.objects.bulk_create(
            TemplateTaughtDay(
                module=made,
                title=day.title,
                day=words(day.on, day.like),
                starts_at=day.starts_at,
                ends_at=day.ends_at,
                venue=day.venue,
                link=day.link,
                capacity=day.capacity,
            )
            for day in module.days
        )
        TemplateAssignment.objects.bulk_create(
            TemplateAssignment(module=made, title=one.title, due=words(one.due_on, one.like), brief=one.brief)
            for one in module.assignments
        )
        to_read: list[tuple[TemplateTaughtDay | None, list[RanMaterial]]] = [(None, module.materials)]
        to_read += [(day, ran_day.materials) for day, ran_day in zip(days, module.days, strict=True)]
        TemplateMaterial.objects.bulk_create(
            TemplateMaterial(module=made, taught_day=day, **asdict(one))
            for day, materials in to_read
            for one in materials
        )
