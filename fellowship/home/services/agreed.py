"""What was agreed for the case that nothing happens, in every programme a person is concerned in."""

from dataclasses import dataclass

from django.db.models import Q

from fellowship.cohorts.models import Escalation, Pairing, Place, Programme, RoleAssignment
from fellowship.cohorts.models.escalation import TOLD, Late
from fellowship.cohorts.permissions import Role
from fellowship.cohorts.reminding import escalations
from fellowship.people.models import User


@dataclass(frozen=True)
class Agreed:
    programme: Programme
    may_change: bool
    rule: Escalation

    def steps(self) -> list[tuple[Late, list[tuple[str, int]]]]:
        """What can be late, and who is told after how many days, the first first."""
        found = []
        for late, roles in TOLD.items():
            days = {role: self.rule.days(late, role) for role in roles}
            told = [(role, number) for role, number in days.items() if number is not None]
            found.append((Late(late), sorted(told, key=lambda one: one[1])))
        return found


def agreed_for(user: User) -> list[Agreed]:
    """As fellow, mentor or with a role in force. Three queries."""
    held = RoleAssignment.objects.in_force().filter(person=user)
    programmes = Programme.objects.filter(
        Q(pk__in=Place.objects.filter(person=user).values("cohort__programme"))
        | Q(pk__in=Pairing.objects.in_force().filter(mentor=user).values("place__cohort__programme"))
        | Q(pk__in=held.values("programme"))
    )
    run = set(held.filter(role=Role.ADMINISTRATOR).values_list("programme", flat=True))
    rules = escalations()
    return [Agreed(one, one.pk in run, rules[one.pk]) for one in programmes]
