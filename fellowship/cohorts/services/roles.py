"""Ending the roles of administrators, tutors and evaluators."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from fellowship.cohorts.models import Programme, RoleAssignment
from fellowship.cohorts.permissions import Role
from fellowship.lib.dates import in_words
from fellowship.people.models import User
from fellowship.people.services import audit


class CannotEnd(ValueError):
    """Why this role cannot end so, in a sentence for the administrator."""


@transaction.atomic
def end_role(*, by: User | None, role: RoleAssignment, on: date, reason: str) -> RoleAssignment | None:
    """`on` is the last day on which it counts. A role that has not begun by then is cancelled: None."""
    programme = Programme.objects.select_for_update().get(pk=role.programme_id)  # one end at a time
    role = RoleAssignment.objects.get(pk=role.pk)
    if role.ends_on is not None and role.ends_on < on:
        raise CannotEnd(
            _("This role ends on %(day)s already. Choose an earlier day.") % {"day": in_words(role.ends_on)}
        )
    if role.role == Role.ADMINISTRATOR and not _others_run(programme, role, on + timedelta(days=1)):
        raise CannotEnd(_("The programme needs an administrator. Invite another one first."))
    if role.starts_on > on:
        audit.record("role cancelled", role, by=by, role=role.role, person=role.person_id, reason=reason)
        role.delete()
        return None
    role.ends_on = on
    role.save(update_fields=["ends_on"])
    audit.record("role ended", role, by=by, ends_on=str(on), reason=reason)
    return role


def _others_run(programme: Programme, role: RoleAssignment, day: date) -> bool:
    administrators = programme.roles.filter(role=Role.ADMINISTRATOR, person__is_active=True)
    return administrators.in_force(day).exclude(pk=role.pk).exists()
