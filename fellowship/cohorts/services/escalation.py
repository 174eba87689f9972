from collections.abc import Mapping

from django.db import transaction

from fellowship.cohorts.models import Escalation, Programme
from fellowship.people.models import User
from fellowship.people.services import audit


@transaction.atomic
def change_escalation(*, programme: Programme, days: Mapping[str, int | None], by: User) -> Escalation:
    """Who is told after how many days, by the fields of Escalation. The next plan follows."""
    Programme.objects.select_for_update().get(pk=programme.pk)
    rule = Escalation.objects.filter(programme=programme).first() or Escalation(programme=programme)
    before = {name: getattr(rule, name) for name in days}
    if before == dict(days):
        return rule
    for name, number in days.items():
        setattr(rule, name, number)
    rule.save()
    audit.record("escalation changed", programme, by=by, before=before, after=dict(days))
    return rule
