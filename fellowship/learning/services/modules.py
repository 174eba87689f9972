import datetime as dt

from django.db import transaction

from fellowship.cohorts.models import Cohort, TemplateModule
from fellowship.learning.models import Assignment, Module, TaughtDay
from fellowship.learning.services.laid_out import laid_out
from fellowship.learning.services.materials import lay_out_materials
from fellowship.lib.offsets import Offset
from fellowship.people.models import User
from fellowship.people.services.audit import record


@transaction.atomic
def plan_from_template(*, cohort: Cohort, by: User | None) -> list[Module]:
    """Fills in the cohort's PgCert from its template, every offset counted from the first day.

    Modules the cohort has already, by title, are left as they are, so that doing it again is harmless.
    """
    if cohort.template is None:
        return []
    there = set(cohort.modules.filter(place=None).values_list("title", flat=True))
    made = [
        _make_module(cohort, planned)
        for planned in cohort.template.modules.prefetch_related("taught_days", "assignments")
        if planned.title not in there
    ]
    if made:
        record("modules_planned", cohort, by=by, modules=[module.title for module in made])
    return made


def _make_module(cohort: Cohort, planned: TemplateModule) -> Module:
    def on(offset: str) -> dt.date:
        return Offset.parse(offset).on(cohort.starts_on, cohort.ends_on)

    module = laid_out(Module, planned, cohort=cohort, order=planned.order, from_template=planned)
    module.save()
    days = TaughtDay.objects.bulk_create(
        laid_out(TaughtDay, day, module=module, day=on(day.day), from_template=day, laid_out_on=on(day.day))
        for day in planned.taught_days.all()
    )
    Assignment.objects.bulk_create(
        laid_out(
            Assignment, one, module=module, due_on=on(one.due), from_template=one, laid_out_on=on(one.due)
        )
        for one in planned.assignments.all()
    )
    lay_out_materials(module, *days)
    return module
