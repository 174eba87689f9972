from decimal import Decimal

from django.db import transaction

from fellowship.cohorts.models import Programme
from fellowship.people.models import User
from fellowship.people.services import audit


@transaction.atomic
def change_settings(
    *,
    by: User,
    programme: Programme,
    run_length: int,
    two_of_three_counts_outside: bool,
    clinical_days_a_week: Decimal | None,
) -> Programme:
    """For all cohorts of the programme, from now on; every chart is drawn again from its readings."""
    programme = Programme.objects.select_for_update().get(pk=programme.pk)
    wanted = {
        "run_length": run_length,
        "two_of_three_counts_outside": two_of_three_counts_outside,
        "clinical_days_a_week": clinical_days_a_week,
    }
    before = {name: getattr(programme, name) for name in wanted}
    if before == wanted:
        return programme
    for name, value in wanted.items():
        setattr(programme, name, value)
    programme.save(update_fields=list(wanted))
    said = {name: str(value) for name, value in wanted.items()}
    audit.record(
        "settings changed",
        programme,
        by=by,
        before={name: str(value) for name, value in before.items()},
        **said,
    )
    return programme
