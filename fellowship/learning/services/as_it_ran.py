from django.db.models import Prefetch

from fellowship.cohorts.models import Cohort
from fellowship.cohorts.services.cloning import RanAssignment, RanDay, RanMaterial, RanModule
from fellowship.learning.models import Assignment, Material, Module, TaughtDay


def modules_as_they_ran(cohort: Cohort) -> list[RanModule]:
    """The cohort's PgCert as it stands, for next year's, without modules of a fellow's own.

    In a transaction: nobody may remove what there is to read, and its file, until the next year refers to it.
    """
    materials = Material.objects.select_for_update(of=("self",), no_key=True)
    modules = cohort.modules.filter(place=None)
    return [
        RanModule(
            module.title,
            module.provider,
            module.level,
            module.credits,
            [_day(day, _to_read(module, day.pk)) for day in module.taught_days.all()],
            [_assignment(one) for one in module.assignments.all()],
            _to_read(module, None),
        )
        for module in modules.prefetch_related(
            "taught_days__from_template", "assignments__from_template", Prefetch("materials", materials)
        )
    ]


def _day(day: TaughtDay, materials: list[RanMaterial]) -> RanDay:
    like = day.from_template.day if day.from_template else ""
    hours = (day.starts_at, day.ends_at)
    return RanDay(day.title, day.day, like, *hours, day.venue, day.link, day.capacity, materials)


def _assignment(one: Assignment) -> RanAssignment:
    like = one.from_template.due if one.from_template else ""
    return RanAssignment(one.title, one.due_on, like, one.brief)


def _to_read(module: Module, day: int | None) -> list[RanMaterial]:
    """For one of its days, or with None for the whole module."""
    return [_material(one) for one in module.materials.all() if one.taught_day_id == day]


def _material(one: Material) -> RanMaterial:
    return RanMaterial(
        one.title, one.link, one.file.name or "", one.name, one.content_type, one.size, one.added_by_id
    )
