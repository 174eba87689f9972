"""When a programme's fellows need a call."""

from collections.abc import Mapping

from django.db import transaction

from fellowship.cohorts.models import CallRules, Programme
from fellowship.cohorts.models.call_rules import NUMBERS
from fellowship.people.models import User
from fellowship.people.services import audit


def rules_of(programme: Programme) -> CallRules:
    """The programme's own, or those that count until it sets some. No query where they were joined."""
    own: CallRules | None = getattr(programme, "call_rules", None)
    return own or CallRules(programme=programme)


@transaction.atomic
def change_rules(*, by: User, programme: Programme, numbers: Mapping[str, int]) -> CallRules:
    """`numbers`: by the names of the fields; 0 switches a rule off. Holds for all cohorts at once."""
    programme = Programme.objects.select_for_update().get(pk=programme.pk)
    rules = rules_of(programme)
    before = {name: getattr(rules, name) for name in NUMBERS}
    if rules.pk and before == dict(numbers):
        return rules
    for name in NUMBERS:
        setattr(rules, name, numbers[name])
    rules.save()
    audit.record("rules of calls changed", programme, by=by, before=before, **numbers)
    return rules
