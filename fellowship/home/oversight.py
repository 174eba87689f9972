"""Whose messages an administrator may see: those of the programmes in which they may. And one's roles."""

from django.db.models import Q, QuerySet

from fellowship.cohorts.models import Invitation, RoleAssignment
from fellowship.cohorts.permissions import Permission
from fellowship.home.context import standing
from fellowship.notifications.access import Oversight
from fellowship.people.access import SignedInRequest
from fellowship.people.models import User


def _programmes(user: User) -> set[int]:
    roles = RoleAssignment.objects.of(user, Permission.SEE_MESSAGES)
    return set(roles.values_list("programme_id", flat=True))


def _people(user: User) -> QuerySet[User]:
    """Fellows, mentors and staff of these programmes, former ones too.

    Somebody invited counts once they have accepted: typing an address must not open a person's page.
    """
    programmes = RoleAssignment.objects.of(user, Permission.SEE_MESSAGES).values("programme")
    return User.objects.filter(
        Q(pk__in=User.objects.filter(places__cohort__programme__in=programmes).values("pk"))
        | Q(pk__in=User.objects.filter(pairings__place__cohort__programme__in=programmes).values("pk"))
        | Q(pk__in=User.objects.filter(roles__programme__in=programmes).values("pk"))
        | Q(
            pk__in=Invitation.objects.filter(programme__in=programmes, accepted_at__isnull=False).values(
                "person"
            )
        )
    )


def _roles(request: SignedInRequest) -> tuple[str, ...]:
    return standing(request).roles


OVERSIGHT = Oversight(programmes=_programmes, people=_people, roles=_roles)
