from django.db import transaction

from fellowship.cohorts.models import Cohort
from fellowship.learning.models import Assignment, Module, TaughtDay
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


def _make_module(cohort: Cohort, planned) -> Module:
    def on(offset: str):
        return Offset.parse(offset).on(cohort.starts_on, cohort.ends_on)

    module = Module.objects.create(
        cohort=cohort,
        title=planned.title,
        provider=planned.provider,
        level=planned.level,
        credits=planned.credits,
        order=planned.order,
        from_template=planned,
    )
    TaughtDay.objects.bulk_create(
        TaughtDay(
            module=module,
            title=day.title,
            day=on(day.day),
            starts_at=day.starts_at,
            ends_at=day.ends_at,
            venue=day.venue,
            from_template=day,
            laid_out_on=on(day.day),
        )
        for day in planned.taught_days.all()
    )
    Assignment.objects.bulk_create(
        Assignment(
            module=module,
            title=item.title,
            due_on=on(item.due),
            brief=item.brief,
            from_template=item,
            laid_out_on=on(item.due),
        )
        for item in planned.assignments.all()
    )
    return module
