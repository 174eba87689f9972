from django.db import transaction

from fellowship.people.models import User
from fellowship.people.services.audit import record


@transaction.atomic
def update_profile(*, person: User, by: User, changes: dict[str, object]) -> User:
    """Writes `changes` (field name to value). What people change themselves an import leaves alone."""
    person = User.objects.select_for_update().get(pk=person.pk)
    changed = sorted(name for name, value in changes.items() if getattr(person, name) != value)
    if not changed:
        return person
    for name in changed:
        setattr(person, name, changes[name])
    if by.pk == person.pk:
        person.own_edits = sorted({*person.own_edits, *changed})
    person.save(update_fields=[*changed, "own_edits"])
    record("profile changed", person, by=by, fields=changed)
    return person
